//! Where pages go as they are made, from many threads.
//!
//! A sink only takes; when the whole is complete, its owner decides what becomes of it.

use super::Entry;
use crate::base::OutputPath;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Takes the bytes of one file.
pub trait Sink: Sync {
    /// Keeps `bytes` as the file at `path`.
    ///
    /// # Errors
    /// The environment's: a full disk, no permission.
    fn put(&self, path: &OutputPath, bytes: &[u8], entry: &Entry) -> io::Result<()>;

    /// Returns whether the file at `path` is there already, just as it is to be, so that it need not be made.
    fn has(&self, path: &OutputPath, entry: &Entry) -> bool;
}

/// Keeps everything in memory: for tests, and for looking at a site without writing it.
#[derive(Debug, Default)]
pub struct MemorySink(Mutex<BTreeMap<OutputPath, Arc<[u8]>>>);

impl MemorySink {
    /// Returns the bytes of a file.
    pub fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.iter().find(|(at, _)| at.as_str() == path).map(|(_, bytes)| Arc::clone(bytes))
    }

    /// Returns every file.
    pub fn files(&self) -> BTreeMap<OutputPath, Arc<[u8]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Sink for MemorySink {
    fn put(&self, path: &OutputPath, bytes: &[u8], _: &Entry) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), bytes.into());
        Ok(())
    }

    fn has(&self, path: &OutputPath, entry: &Entry) -> bool {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.get(path).is_some_and(|bytes| Entry::of(bytes) == *entry)
    }
}
