//! A map that forgets: what was not asked for lately makes room, so that it never outgrows its limit.
//!
//! For values that can be made again. Which of them are forgotten depends on the order in which threads come: nothing
//! that is made from a value may depend on whether it was found here.

use ahash::RandomState;
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A map for look-ups, which nobody iterates over: the order of its keys is another in each run.
pub type LookUp<K, V> = HashMap<K, V, RandomState>;

/// So many threads can ask at once without waiting for each other, as a rule.
const SHARDS: usize = 32;

/// Values by key, up to a total weight.
pub struct Recent<K, V> {
    shards: Vec<Mutex<Shard<K, V>>>,
    hasher: RandomState,
    limit: usize,
}

/// Two generations: when the young one is full it becomes the old one, and the old one goes.
struct Shard<K, V> {
    young: LookUp<K, (V, usize)>,
    old: LookUp<K, (V, usize)>,
    weight: usize,
}

impl<K: Hash + Eq, V: Clone> Recent<K, V> {
    /// Starts empty; holds values of about `limit` in all, in the unit of the weights that [`Self::put`] is given.
    pub fn new(limit: usize) -> Self {
        let shard = || Mutex::new(Shard { young: LookUp::default(), old: LookUp::default(), weight: 0 });
        Self { shards: (0..SHARDS).map(|_| shard()).collect(), hasher: RandomState::new(), limit: limit / SHARDS / 2 }
    }

    /// Returns a value, if it is still there.
    pub fn get(&self, key: &K) -> Option<V> {
        let mut shard = self.shard(key);
        if let Some((value, _)) = shard.young.get(key) {
            return Some(value.clone());
        }
        let (key, (value, weight)) = shard.old.remove_entry(key)?;
        shard.put(key, value.clone(), weight, self.limit);
        Some(value)
    }

    /// Keeps a value.
    pub fn put(&self, key: K, value: V, weight: usize) {
        self.shard(&key).put(key, value, weight, self.limit);
    }

    /// Forgets everything; on all threads, since taking many values down takes long.
    pub fn clear(&self)
    where
        K: Send,
        V: Send,
    {
        self.shards.par_iter().for_each(|shard| {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            (shard.young, shard.old, shard.weight) = Default::default();
        });
    }

    fn shard(&self, key: &K) -> MutexGuard<'_, Shard<K, V>> {
        // Not the bits that the map itself goes by.
        let hash = self.hasher.hash_one(key).to_le_bytes()[3];
        self.shards[usize::from(hash) % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq, V> Shard<K, V> {
    fn put(&mut self, key: K, value: V, weight: usize, limit: usize) {
        if self.weight + weight > limit {
            self.old = std::mem::take(&mut self.young);
            self.weight = 0;
        }
        self.weight += weight;
        self.young.insert(key, (value, weight));
    }
}

impl<K, V> fmt::Debug for Recent<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recent").field("limit", &self.limit).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_makes_room() {
        let recent = Recent::new(SHARDS * 2 * 10);
        recent.put(u64::MAX, 1, 1);
        for number in 0..10_000 {
            recent.put(number, 0, 1);
            assert_eq!(recent.get(&u64::MAX), Some(1), "asked for after {number}");
        }
        let held = (0..10_000).filter(|number| recent.get(number).is_some()).count();
        assert!((100..=SHARDS * 2 * 10).contains(&held), "{held} are held");
        recent.clear();
        assert_eq!(recent.get(&u64::MAX), None);
    }
}
