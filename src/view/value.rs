//! Template values: made once, shared by pointer, each with the fingerprint of its contents.
//!
//! The only place, besides `render`, that names the template engine.

use crate::base::Fingerprint;
use crate::notation;
use crate::theme::OptionValue;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
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
        }
    }
}

/// A template value made once, with the fingerprint of its contents.
#[derive(Clone, Debug)]
pub struct Shared {
    value: Value,
    fingerprint: Fingerprint,
}

impl Shared {
    /// Makes the value of a view.
    pub fn new(view: &(impl Visible + Hash)) -> Self {
        Self { value: view.value(), fingerprint: Fingerprint::of(view) }
    }

    /// Stands for "there is none".
    pub fn none() -> Self {
        Self { value: Value::none(), fingerprint: Fingerprint::of(&0u8) }
    }

    /// Returns the value; a copy of a pointer.
    pub fn get(&self) -> &Value {
        &self.value
    }

    /// Returns what stands for the contents.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

impl Hash for Shared {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprint.hash(state);
    }
}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Eq for Shared {}

impl Visible for Shared {
    fn value(&self) -> Value {
        self.value.clone()
    }
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
            }

            impl $crate::view::Visible for $name {
                fn value(&self) -> tera::Value {
                    let mut map = tera::Map::with_capacity(Self::FIELDS.len());
                    $(map.insert(stringify!($field).into(), $crate::view::Visible::value(&self.$field));)*
                    tera::Value::from(map)
                }
            }
        )*
    };
}
pub(crate) use view;
