//! A world that lends what it read once more: a story is read when it is parsed, and again when its page is made.
//!
//! What was made of a file while it was parsed can wait in the place of its bytes; what that is, nobody here knows.
//! Lives as long as one build. Holds a bounded number of bytes, and lets go of what was lent a second time.

use super::{Found, Held, World};
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

/// What waits of a file.
enum Waiting {
    Bytes(Arc<Vec<u8>>),
    /// What was made of it, and its size.
    Made(Held, usize),
}

impl Waiting {
    fn size(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Made(_, size) => *size,
        }
    }
}

type Waitings = HashMap<ProjectPath, Waiting>;

/// Another world, each of whose files is read from it once for every two times that it is asked for.
pub struct OnceMore {
    inner: Arc<dyn World>,
    shards: Vec<Mutex<Waitings>>,
    held: AtomicUsize,
}

impl OnceMore {
    /// Reads from `inner`.
    pub fn new(inner: Arc<dyn World>) -> Self {
        Self { inner, shards: (0..SHARDS).map(|_| Mutex::default()).collect(), held: AtomicUsize::new(0) }
    }

    fn shard(&self, file: &ProjectPath) -> MutexGuard<'_, Waitings> {
        let sum = file.as_str().bytes().fold(0, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        self.shards[sum % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds something in the place of what is held of the file, if there is room.
    fn put(&self, file: &ProjectPath, waiting: Waiting) {
        let size = waiting.size();
        if size > LONGEST {
            return;
        }
        if self.held.fetch_add(size, Ordering::Relaxed) + size > MOST {
            self.held.fetch_sub(size, Ordering::Relaxed);
            return;
        }
        let before = self.shard(file).insert(file.clone(), waiting).map_or(0, |before| before.size());
        self.held.fetch_sub(before, Ordering::Relaxed);
    }
}

impl World for OnceMore {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        self.inner.files(folder)
    }

    fn read(&self, file: &ProjectPath) -> io::Result<Arc<Vec<u8>>> {
        let mut shard = self.shard(file);
        let is_made = matches!(shard.get(file), Some(Waiting::Made(..)));
        if !is_made && let Some(Waiting::Bytes(bytes)) = shard.remove(file) {
            self.held.fetch_sub(bytes.len(), Ordering::Relaxed);
            return Ok(bytes);
        }
        drop(shard);
        let bytes = self.inner.read(file)?;
        if !is_made {
            self.put(file, Waiting::Bytes(Arc::clone(&bytes)));
        }
        Ok(bytes)
    }

    fn now(&self) -> DateTime<Utc> {
        self.inner.now()
    }

    fn holds(&self) -> bool {
        self.held.load(Ordering::Relaxed) < MOST - LONGEST
    }

    fn hold(&self, file: &ProjectPath, made: Held, size: usize) {
        self.put(file, Waiting::Made(made, size));
    }

    fn take(&self, file: &ProjectPath) -> Option<Held> {
        let mut shard = self.shard(file);
        if let Waiting::Bytes(_) = shard.get(file)? {
            return None;
        }
        let Some(Waiting::Made(made, size)) = shard.remove(file) else { return None };
        self.held.fetch_sub(size, Ordering::Relaxed);
        Some(made)
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

    #[test]
    fn what_was_made_of_a_file_waits_in_the_place_of_its_bytes() {
        let mut world = MemoryWorld::new(DateTime::UNIX_EPOCH);
        world.write("a.md", *b"one");
        let file = ProjectPath::new("a.md").expect("fine");
        let lends = OnceMore::new(Arc::new(world));
        assert!(lends.take(&file).is_none());
        lends.read(&file).expect("there");
        assert!(lends.take(&file).is_none(), "bytes are read, not taken");
        lends.hold(&file, Box::new(1_u8), 5);
        assert_eq!(lends.held.load(Ordering::Relaxed), 5);
        assert_eq!(&*lends.read(&file).expect("there"), b"one");
        assert_eq!(lends.held.load(Ordering::Relaxed), 5, "it still waits, and no bytes beside it");
        assert_eq!(lends.take(&file).and_then(|made| made.downcast::<u8>().ok()), Some(Box::new(1)));
        assert_eq!(lends.held.load(Ordering::Relaxed), 0);
        assert!(lends.take(&file).is_none());
        lends.hold(&file, Box::new(1_u8), LONGEST + 1);
        assert!(lends.take(&file).is_none());
    }
}
