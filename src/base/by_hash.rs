//! A look-up that is made at once and never changed: on all threads, where a map would be filled by one.
//!
//! The order of its keys is another in each run.

use ahash::RandomState;
use rayon::prelude::*;
use std::borrow::Borrow;
use std::hash::Hash;

/// Values by key, in the order of hashes.
#[derive(Clone, Debug)]
pub struct ByHash<K, V> {
    hasher: RandomState,
    entries: Vec<(u64, K, V)>,
    /// Where the hashes with the same first bits begin: about one each.
    starts: Vec<u32>,
    /// How far these bits are from the right.
    shift: u32,
}

impl<K, V> Default for ByHash<K, V> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), entries: Vec::new(), starts: vec![0; 3], shift: 63 }
    }
}

impl<K: Hash + Eq + Send, V: Ord + Send> ByHash<K, V> {
    /// Takes all values; of one key the greatest counts.
    pub fn of(all: Vec<(K, V)>) -> Self {
        let hasher = RandomState::new();
        let mut entries: Vec<(u64, K, V)> =
            all.into_par_iter().with_min_len(1024).map(|(key, value)| (hasher.hash_one(&key), key, value)).collect();
        entries.par_sort_unstable_by(|(a, _, one), (b, _, other)| a.cmp(b).then_with(|| other.cmp(one)));
        let shift = (entries.len() as u64).leading_zeros().min(63);
        let mut starts = vec![0; (1 << (64 - shift)) + 1];
        for (hash, ..) in &entries {
            starts[place(*hash, shift) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { hasher, entries, starts, shift }
    }
}

impl<K, V> ByHash<K, V> {
    /// Returns a value.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let hash = self.hasher.hash_one(key);
        let at = place(hash, self.shift);
        let near = &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize];
        near.iter().find(|(of, other, _)| *of == hash && other.borrow() == key).map(|(.., value)| value)
    }

    /// Walks over the keys, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.entries.iter().map(|(_, key, _)| key)
    }
}

fn place(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).expect("no more places than entries, twice over")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn finds_what_a_map_finds(all in prop::collection::vec(("[a-c]{0,3}", 0..4_u8), 0..60), asked in "[a-d]{0,3}") {
            let mut map: BTreeMap<&str, u8> = BTreeMap::new();
            for (key, value) in &all {
                map.entry(key).and_modify(|of| *of = (*of).max(*value)).or_insert(*value);
            }
            let found = ByHash::of(all.clone());
            prop_assert_eq!(found.get(asked.as_str()), map.get(asked.as_str()));
            prop_assert_eq!(found.keys().map(|key| key.as_str()).collect::<std::collections::BTreeSet<_>>(), map.into_keys().collect());
        }
    }
}
