//! All files of a site by path, each by its fingerprint and length.
//!
//! Holds no bytes: a site is never in memory whole.

use crate::base::{Fingerprint, OutputPath, stored};
use std::sync::Arc;

/// One file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Its bytes.
    pub fingerprint: Fingerprint,
    /// How many they are.
    pub length: u64,
}

stored!(struct Entry { fingerprint, length });

impl Entry {
    /// Describes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { fingerprint: Fingerprint::of_bytes(bytes), length: bytes.len() as u64 }
    }
}

/// What is different about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added(OutputPath),
    /// Its bytes are others.
    Changed(OutputPath),
    /// It is gone.
    Removed(OutputPath),
}

/// The site: a list in the order of paths, which takes no more memory than its files. A copy shares what it was copied from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputTree(Arc<Vec<(OutputPath, Entry)>>);

impl OutputTree {
    /// Returns a file.
    pub fn get(&self, path: &OutputPath) -> Option<&Entry> {
        self.0.binary_search_by(|(other, _)| other.cmp(path)).ok().map(|at| &self.0[at].1)
    }

    /// Returns all files in the order of their paths.
    pub fn files(&self) -> &[(OutputPath, Entry)] {
        &self.0
    }

    /// Returns how many files there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Walks over the files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&OutputPath, &Entry)> {
        self.0.iter().map(|(path, entry)| (path, entry))
    }

    /// Returns what is different from an older tree, in the order of paths.
    pub fn changes_since(&self, older: &OutputTree) -> Vec<Change> {
        let mut changes = Vec::new();
        self.tell_changes_since(older, |change| changes.push(change));
        changes
    }

    /// Tells what is different from an older tree, in the order of paths.
    pub(super) fn tell_changes_since(&self, older: &OutputTree, mut tell: impl FnMut(Change)) {
        let (now, mut before) = (self.iter(), older.iter().peekable());
        // Both are in the order of paths, so one walk over them does.
        for (path, entry) in now {
            while let Some((gone, _)) = before.next_if(|(older, _)| *older < path) {
                tell(Change::Removed(gone.clone()));
            }
            match before.next_if(|(older, _)| *older == path) {
                None => tell(Change::Added(path.clone())),
                Some((_, old)) if old != entry => tell(Change::Changed(path.clone())),
                Some(_) => {}
            }
        }
        before.for_each(|(gone, _)| tell(Change::Removed(gone.clone())));
    }
}

impl FromIterator<(OutputPath, Entry)> for OutputTree {
    fn from_iter<I: IntoIterator<Item = (OutputPath, Entry)>>(entries: I) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        // Of two that come for one path, the later one counts.
        entries.dedup_by(|later, kept| {
            let are_one = later.0 == kept.0;
            if are_one {
                std::mem::swap(later, kept);
            }
            are_one
        });
        Self(Arc::new(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> OutputTree {
        let file = |(path, text): &(&str, &str)| (OutputPath::parse(path).expect("fine"), Entry::of(text.as_bytes()));
        files.iter().map(file).collect()
    }

    #[test]
    fn files_stand_in_the_order_of_paths_and_the_later_of_two_counts() {
        let tree = tree(&[("b.html", "1"), ("a/b.html", "2"), ("b.html", "3"), ("a.html", "4"), ("b.html", "5")]);
        let paths: Vec<&str> = tree.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["a.html", "a/b.html", "b.html"]);
        for (path, text) in [("a.html", "4"), ("a/b.html", "2"), ("b.html", "5")] {
            assert_eq!(tree.get(&OutputPath::parse(path).expect("fine")), Some(&Entry::of(text.as_bytes())), "{path}");
        }
        assert_eq!(tree.get(&OutputPath::parse("a/c.html").expect("fine")), None);
    }

    #[test]
    fn changes_are_told_in_the_order_of_paths() {
        let (older, newer) =
            (tree(&[("a", "1"), ("b", "1"), ("d", "1")]), tree(&[("b", "2"), ("c", "1"), ("d", "1"), ("e", "1")]));
        let path = |path: &str| OutputPath::parse(path).expect("fine");
        let told = [Change::Removed(path("a")), Change::Changed(path("b")), Change::Added(path("c")), Change::Added(path("e"))];
        assert_eq!(newer.changes_since(&older), told);
        assert_eq!(newer.changes_since(&newer), []);
    }
}
