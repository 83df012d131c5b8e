//! Lists in chunks of some hundred items, each chunk a file that is named by the fingerprint of its bytes.
//!
//! Where a chunk ends is decided by the path that it ends with, and by nothing else: so a story that is added, edited or
//! removed changes one chunk, not all behind it.

use super::item::Item;
use crate::base::{ByteReader, ByteWriter, Fingerprint};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::io;

/// The middle number of items of a chunk.
const ITEMS: u64 = 512;
/// A chunk of more bytes is neither written nor read.
pub(super) const LARGEST: usize = 256 << 20;

/// A list as it is on disk.
pub(super) struct Family<T> {
    pub chunks: Vec<Chunk<T>>,
}

/// A part of a list, and the fingerprint of its bytes.
pub(super) struct Chunk<T> {
    pub name: Fingerprint,
    pub items: Vec<T>,
}

impl<T> Default for Family<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T: Item> Family<T> {
    /// Returns the names of the chunks in order.
    pub fn names(&self) -> Vec<Fingerprint> {
        self.chunks.iter().map(|chunk| chunk.name).collect()
    }

    /// Walks over all items.
    pub fn items(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| &chunk.items)
    }

    /// Reads the chunks of these names by `read`; one that is missing or damaged is passed over.
    pub fn load(names: &[Fingerprint], read: &(dyn Fn(&str) -> Option<Bytes> + Sync)) -> Self {
        let load = |name: &Fingerprint| {
            let bytes = read(&file_name::<T>(*name))?;
            Some(Chunk { name: *name, items: decode(&bytes, *name)? })
        };
        Self { chunks: names.par_iter().filter_map(load).collect() }
    }

    /// Makes the list of `items`, which are in the order of their paths. What is not among the chunks that `self` has on disk
    /// goes to `write` at once, so that the bytes of a whole archive are never in memory.
    pub fn renew(&self, items: Vec<T>, write: Write<'_>) -> io::Result<Self> {
        let written: HashSet<Fingerprint> = self.chunks.iter().map(|chunk| chunk.name).collect();
        let older: HashMap<&str, &Chunk<T>> =
            self.chunks.iter().filter_map(|chunk| Some((chunk.items.first()?.path(), chunk))).collect();
        let renewed = |items: Vec<T>| {
            let before = items.first().and_then(|first| older.get(first.path()));
            if let Some(before) = before.filter(|before| are_same(&before.items, &items)) {
                return Ok(Some(Chunk { name: before.name, items }));
            }
            let bytes = encode(&items);
            if bytes.len() > LARGEST {
                return Ok(None);
            }
            let name = Fingerprint::of_bytes(&bytes);
            if !written.contains(&name) {
                write(&file_name::<T>(name), &bytes)?;
            }
            Ok(Some(Chunk { name, items }))
        };
        let chunks = split(items).into_par_iter().filter_map(|items| renewed(items).transpose()).collect::<io::Result<_>>()?;
        Ok(Self { chunks })
    }
}

/// Makes a file of this name and these bytes.
pub(super) type Write<'w> = &'w (dyn Fn(&str, &[u8]) -> io::Result<()> + Sync);

/// Bytes of a file.
pub(super) type Bytes = std::sync::Arc<[u8]>;

pub(super) fn file_name<T: Item>(name: Fingerprint) -> String {
    format!("{}-{name}", T::LETTER)
}

fn are_same<T: Item>(one: &[T], other: &[T]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_same(other))
}

fn encode<T: Item>(items: &[T]) -> Vec<u8> {
    let mut writer = ByteWriter::default();
    T::write(items, &mut writer);
    writer.finish()
}

/// Nothing is read of bytes that are not those that the name was made from.
fn decode<T: Item>(bytes: &[u8], name: Fingerprint) -> Option<Vec<T>> {
    if Fingerprint::of_bytes(bytes) != name {
        return None;
    }
    let mut reader = ByteReader::new(bytes);
    let items = T::read(&mut reader)?;
    reader.is_at_end().then_some(items)
}

fn split<T: Item>(items: Vec<T>) -> Vec<Vec<T>> {
    let mut chunks = Vec::new();
    let mut open = Vec::new();
    for item in items {
        let ends = ends_a_chunk(item.path());
        open.push(item);
        if ends {
            chunks.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        chunks.push(open);
    }
    chunks
}

/// FNV-1a, the same on every machine.
fn ends_a_chunk(path: &str) -> bool {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = path.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
    (hash ^ (hash >> 32)).is_multiple_of(ITEMS)
}
