//! A world that holds what was made of a story while it was parsed, until its page is made.
//!
//! What that is, nobody here knows. Lives as long as one build, and holds a bounded number of bytes. Deliberately holds no
//! bytes of files: a second reading comes from the system's own memory, and to keep them took as long.

use super::{Found, Held, World};
use crate::base::ProjectPath;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many bytes wait for their pages at most.
const MOST: usize = 320 << 20;
/// What is longer than any story's is not held.
const LONGEST: usize = 256 << 10;
/// So many threads can ask at once without waiting for each other, as a rule.
const SHARDS: usize = 16;

/// What waits, with its size, by file.
type Waiting = HashMap<ProjectPath, (Held, usize)>;

/// Another world, that also holds things.
pub struct HoldingWorld {
    inner: Arc<dyn World>,
    shards: Vec<Mutex<Waiting>>,
    held: AtomicUsize,
}

impl HoldingWorld {
    /// Asks `inner` for all else.
    pub fn new(inner: Arc<dyn World>) -> Self {
        Self { inner, shards: (0..SHARDS).map(|_| Mutex::default()).collect(), held: AtomicUsize::new(0) }
    }

    fn shard(&self, file: &ProjectPath) -> MutexGuard<'_, Waiting> {
        let sum = file.as_str().bytes().fold(0, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        self.shards[sum % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World for HoldingWorld {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        self.inner.files(folder)
    }

    fn read(&self, file: &ProjectPath) -> io::Result<Arc<Vec<u8>>> {
        self.inner.read(file)
    }

    fn now(&self) -> DateTime<Utc> {
        self.inner.now()
    }

    fn holds(&self) -> bool {
        self.held.load(Ordering::Relaxed) + LONGEST <= MOST
    }

    fn hold(&self, file: &ProjectPath, made: Held, size: usize) {
        if size > LONGEST || !self.holds() {
            return;
        }
        self.held.fetch_add(size, Ordering::Relaxed);
        let before = self.shard(file).insert(file.clone(), (made, size)).map_or(0, |(_, size)| size);
        self.held.fetch_sub(before, Ordering::Relaxed);
    }

    fn take(&self, file: &ProjectPath) -> Option<Held> {
        let (made, size) = self.shard(file).remove(file)?;
        self.held.fetch_sub(size, Ordering::Relaxed);
        Some(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    #[test]
    fn what_was_made_of_a_file_waits_until_somebody_takes_it() {
        let mut world = MemoryWorld::new(DateTime::UNIX_EPOCH);
        world.write("a.md", *b"one");
        let file = ProjectPath::new("a.md").expect("fine");
        let holds = HoldingWorld::new(Arc::new(world));
        assert!(holds.take(&file).is_none());
        holds.hold(&file, Box::new(1_u8), 5);
        holds.hold(&file, Box::new(2_u8), 7);
        assert_eq!(holds.held.load(Ordering::Relaxed), 7, "the later one stands in the place of the earlier");
        assert_eq!(&*holds.read(&file).expect("there"), b"one");
        assert_eq!(holds.take(&file).and_then(|made| made.downcast::<u8>().ok()), Some(Box::new(2)));
        assert_eq!(holds.held.load(Ordering::Relaxed), 0);
        assert!(holds.take(&file).is_none());
    }

    #[test]
    fn what_is_too_much_is_not_held() {
        let holds = HoldingWorld::new(Arc::new(MemoryWorld::new(DateTime::UNIX_EPOCH)));
        let file = |at: usize| ProjectPath::new(&format!("{at}.md")).expect("fine");
        holds.hold(&file(0), Box::new(1_u8), LONGEST + 1);
        assert!(holds.take(&file(0)).is_none());
        let many = 2 * MOST / LONGEST;
        (0..many).for_each(|at| holds.hold(&file(at), Box::new(1_u8), LONGEST));
        assert!(holds.held.load(Ordering::Relaxed) <= MOST && !holds.holds());
        assert!(holds.take(&file(0)).is_some() && holds.holds());
        assert!(holds.take(&file(many - 1)).is_none());
    }
}
