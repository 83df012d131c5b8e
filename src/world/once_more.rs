//! A world that lends what it read once more: a story is read when it is parsed, and again when its page is made.
//!
//! Lives as long as one build. Holds a bounded number of bytes, and lets go of what was read a second time.

use super::{Found, World};
use crate::base::ProjectPath;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many bytes wait for their second reading at most.
const MOST: usize = 256 << 20;
/// What is longer than any story is not held.
const LONGEST: usize = 256 << 10;
/// So many threads can read at once without waiting for each other, as a rule.
const SHARDS: usize = 16;

type Shard = Mutex<HashMap<ProjectPath, Arc<Vec<u8>>>>;

/// Another world, each of whose files is read from it once for every two times that it is asked for.
pub struct OnceMore {
    inner: Arc<dyn World>,
    shards: Vec<Shard>,
    held: AtomicUsize,
}

impl OnceMore {
    /// Reads from `inner`.
    pub fn new(inner: Arc<dyn World>) -> Self {
        Self { inner, shards: (0..SHARDS).map(|_| Shard::default()).collect(), held: AtomicUsize::new(0) }
    }

    fn shard(&self, file: &ProjectPath) -> MutexGuard<'_, HashMap<ProjectPath, Arc<Vec<u8>>>> {
        let sum = file.as_str().bytes().fold(0, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        self.shards[sum % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World for OnceMore {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        self.inner.files(folder)
    }

    fn read(&self, file: &ProjectPath) -> io::Result<Arc<Vec<u8>>> {
        if let Some(bytes) = self.shard(file).remove(file) {
            self.held.fetch_sub(bytes.len(), Ordering::Relaxed);
            return Ok(bytes);
        }
        let bytes = self.inner.read(file)?;
        let is_short = bytes.len() <= LONGEST;
        if is_short && self.held.fetch_add(bytes.len(), Ordering::Relaxed) + bytes.len() <= MOST {
            self.shard(file).insert(file.clone(), Arc::clone(&bytes));
        } else if is_short {
            self.held.fetch_sub(bytes.len(), Ordering::Relaxed);
        }
        Ok(bytes)
    }

    fn now(&self) -> DateTime<Utc> {
        self.inner.now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    #[test]
    fn what_was_read_is_lent_once_and_then_read_anew() {
        let mut world = MemoryWorld::new(DateTime::UNIX_EPOCH);
        world.write("a.md", *b"one");
        let file = ProjectPath::new("a.md").expect("fine");
        let lends = OnceMore::new(Arc::new(world));
        assert_eq!(&*lends.read(&file).expect("there"), b"one");
        assert_eq!(lends.held.load(Ordering::Relaxed), 3);
        assert_eq!(&*lends.read(&file).expect("held"), b"one");
        assert_eq!(lends.held.load(Ordering::Relaxed), 0);
        assert_eq!(&*lends.read(&file).expect("there"), b"one");
        assert!(lends.read(&ProjectPath::new("b.md").expect("fine")).is_err());
    }
}
