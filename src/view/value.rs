//! Template values: made once, shared by pointer, each with the fingerprint of its contents.
//!
//! The only place, besides `render`, that names the template engine.

use crate::base::Fingerprint;
use crate::notation;
use crate::theme::OptionValue;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};
use tera::{Map, Value};

/// What templates can see.
pub trait Visible {
    /// Makes the template's value.
    fn value(&self) -> Value;
}

/// HTML that newsprint made: printed as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Html(pub String);

impl Visible for Html {
    fn value(&self) -> Value {
        Value::safe_string(&self.0)
    }
}

impl Visible for String {
    fn value(&self) -> Value {
        Value::normal_string(self)
    }
}

impl Visible for &'static str {
    fn value(&self) -> Value {
        Value::normal_string(self)
    }
}

macro_rules! plain {
    ($($type:ty),*) => { $(impl Visible for $type { fn value(&self) -> Value { Value::from(*self) } })* };
}
plain!(bool, usize, u8, u32, i32, i64, u64);

impl<T: Visible> Visible for Option<T> {
    fn value(&self) -> Value {
        self.as_ref().map_or_else(Value::none, Visible::value)
    }
}

impl<T: Visible> Visible for Vec<T> {
    fn value(&self) -> Value {
        Value::from(self.iter().map(Visible::value).collect::<Vec<_>>())
    }
}

impl<T: Visible> Visible for BTreeMap<String, T> {
    fn value(&self) -> Value {
        let mut map = Map::with_capacity(self.len());
        for (key, value) in self {
            map.insert(key.clone().into(), value.value());
        }
        Value::from(map)
    }
}

impl<T: Visible + ?Sized> Visible for Arc<T> {
    fn value(&self) -> Value {
        (**self).value()
    }
}

impl Visible for notation::Table {
    fn value(&self) -> Value {
        Value::from_serializable(self)
    }
}

impl Visible for OptionValue {
    fn value(&self) -> Value {
        match self {
            Self::Text(text) => Value::normal_string(text),
            Self::Number(number) => Value::from(number.get()),
            Self::Whole(number) => Value::from(*number),
            Self::Bool(truth) => Value::from(*truth),
            Self::Colours(colours) => colours.value(),
        }
    }
}

/// What is shown by a function: for values that are dear to make, and stood for by less.
pub struct Made<F>(pub F);

impl<F: Fn() -> Value> Visible for Made<F> {
    fn value(&self) -> Value {
        self.0()
    }
}

/// A template value with the fingerprint of its contents; made once, when a template first looks at it.
#[derive(Clone)]
pub struct Shared(Arc<Inner>);

struct Inner {
    fingerprint: Fingerprint,
    value: OnceLock<Value>,
    view: Box<dyn Visible + Send + Sync>,
}

impl Shared {
    /// Shares a view.
    pub fn new(view: impl Visible + Hash + Send + Sync + 'static) -> Self {
        Self::with(Fingerprint::of(&view), view)
    }

    /// Shares a view that is stood for by a fingerprint of its own.
    pub fn with(fingerprint: Fingerprint, view: impl Visible + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { fingerprint, value: OnceLock::new(), view: Box::new(view) }))
    }

    /// Stands for "there is none".
    pub fn none() -> Self {
        Self::new(None::<bool>)
    }

    /// Returns the value.
    pub fn get(&self) -> &Value {
        self.0.value.get_or_init(|| self.0.view.value())
    }

    /// Returns what stands for the contents.
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shared({})", self.0.fingerprint)
    }
}

impl Hash for Shared {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.fingerprint.hash(state);
    }
}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        self.0.fingerprint == other.0.fingerprint
    }
}

impl Eq for Shared {}

impl Visible for Shared {
    fn value(&self) -> Value {
        self.get().clone()
    }
}

/// Returns the order in which names stand by the alphabet.
pub(crate) const fn order<const N: usize>(names: &[&str]) -> [usize; N] {
    let mut order = [0; N];
    let mut count = 0;
    while count < N {
        let mut at = count;
        while at > 0 && comes_before(names[count].as_bytes(), names[order[at - 1]].as_bytes()) {
            order[at] = order[at - 1];
            at -= 1;
        }
        order[at] = count;
        count += 1;
    }
    order
}

const fn comes_before(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    if at < one.len() && at < other.len() { one[at] < other[at] } else { one.len() < other.len() }
}

/// Declares a view: a struct whose fields are the names that templates see.
macro_rules! view {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[expect(missing_docs, reason = "docs/themes.md says what each name means, and a test holds it to that")]
            pub struct $name { $(pub $field: $type,)* }

            impl $name {
                /// The names that templates see.
                pub const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];
                const ORDER: [usize; Self::FIELDS.len()] = $crate::view::order(Self::FIELDS);
            }

            impl $crate::view::Visible for $name {
                fn value(&self) -> tera::Value {
                    // The engine makes its own map of what it gets: this one is the cheapest to fill, in the order of names.
                    let mut values = [$($crate::view::Visible::value(&self.$field)),*];
                    tera::Value::from(std::collections::BTreeMap::from(
                        Self::ORDER.map(|at| (Self::FIELDS[at], std::mem::replace(&mut values[at], tera::Value::none()))),
                    ))
                }
            }
        )*
    };
}
pub(crate) use view;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_in_the_order_of_maps() {
        const NAMES: &[&str] = &["title", "a_b", "to", "a", "title_text", "ab", "b"];
        const ORDER: [usize; NAMES.len()] = order(NAMES);
        let sorted: Vec<&str> = BTreeMap::from_iter(NAMES.iter().map(|name| (*name, ()))).into_keys().collect();
        assert_eq!(ORDER.map(|at| NAMES[at]).as_slice(), sorted);
    }
}
