//! What authors typed in one body, and what each was resolved to.
//!
//! A sorted list: most bodies have a link or two, and a paper has a hundred thousand bodies.

use std::sync::Arc;

/// Values by what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Typed<T>(Box<[(Arc<str>, T)]>);

impl<T> Default for Typed<T> {
    fn default() -> Self {
        Self(Box::default())
    }
}

impl<T> Typed<T> {
    /// Sorts what was resolved; of one text the last value counts.
    pub(super) fn of(mut all: Vec<(Arc<str>, T)>) -> Self {
        all.reverse();
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all.dedup_by(|(a, _), (b, _)| a == b);
        Self(all.into_boxed_slice())
    }

    /// Returns what a text was resolved to.
    pub fn get(&self, typed: &str) -> Option<&T> {
        let at = self.0.binary_search_by(|(text, _)| (**text).cmp(typed)).ok()?;
        Some(&self.0[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_text_counts() {
        let all = Typed::of([("b", 1), ("a", 2), ("b", 3)].map(|(text, value)| (text.into(), value)).to_vec());
        assert_eq!((all.get("a"), all.get("b"), all.get("c")), (Some(&2), Some(&3), None));
    }
}
