//! All files of a site by path, each by its fingerprint and length.
//!
//! Holds no bytes: a site is never in memory whole.

use crate::base::{Fingerprint, OutputPath, stored};
use std::collections::BTreeMap;
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

/// The site. A copy shares what it was copied from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputTree(Arc<BTreeMap<OutputPath, Entry>>);

impl OutputTree {
    /// Puts a file there.
    pub fn insert(&mut self, path: OutputPath, entry: Entry) {
        Arc::make_mut(&mut self.0).insert(path, entry);
    }

    /// Returns a file.
    pub fn get(&self, path: &OutputPath) -> Option<&Entry> {
        self.0.get(path)
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
        self.0.iter()
    }

    /// Returns what is different from an older tree, in the order of paths.
    pub fn changes_since(&self, older: &OutputTree) -> Vec<Change> {
        let mut changes = Vec::new();
        self.tell_changes_since(older, |change| changes.push(change));
        changes
    }

    /// Tells what is different from an older tree, in the order of paths.
    pub(super) fn tell_changes_since(&self, older: &OutputTree, mut tell: impl FnMut(Change)) {
        let (now, mut before) = (self.0.iter(), older.0.iter().peekable());
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
        Self(Arc::new(entries.into_iter().collect()))
    }
}
