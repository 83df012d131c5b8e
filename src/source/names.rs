//! What many headers say, kept once for all of them: names of authors, sections and topics, places, credits.

use super::Placed;
use crate::base::{ByteReader, ByteWriter, LookUp, Stored};
use crate::notation::Spanned;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// A text that other stories say too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Stored for Name {
    fn store(&self, to: &mut ByteWriter) {
        to.shared(&self.0);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        from.shared().map(Self)
    }
}

/// So many threads can ask at once without waiting for each other, as a rule.
const SHARDS: usize = 16;

/// All that was said so far, while sources are loaded.
#[derive(Default)]
pub(super) struct Names([Mutex<LookUp<Arc<str>, ()>>; SHARDS]);

impl Names {
    /// Returns a text as it was said first.
    pub fn share(&self, text: &str) -> Arc<str> {
        let shard = text.bytes().fold(0, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte))) % SHARDS;
        let mut said = self.0[shard].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((same, ())) = said.get_key_value(text) {
            return Arc::clone(same);
        }
        let text: Arc<str> = text.into();
        said.insert(Arc::clone(&text), ());
        text
    }

    /// Returns a name.
    pub fn name(&self, text: &str) -> Name {
        Name(self.share(text))
    }

    /// Returns a name with its place.
    pub fn place(&self, typed: &Spanned<String>) -> Placed<Name> {
        Placed::new(self.name(&typed.value), &typed.span)
    }

    /// Returns names with their places.
    pub fn all<A: FromIterator<Placed<Name>>>(&self, typed: &[Spanned<String>]) -> A {
        typed.iter().map(|typed| self.place(typed)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_before_is_shared() {
        let names = Names::default();
        let (one, other, again) = (names.name("rent"), names.name("bus"), names.name("rent"));
        assert_eq!((&*one, &*other), ("rent", "bus"));
        assert!(Arc::ptr_eq(&one.0, &again.0));
    }
}
