//! Lists in chunks of some hundred items, each chunk a file that is named by the fingerprint of its bytes.
//!
//! Where a chunk ends is decided by the path that it ends with, and by nothing else: so a story that is added, edited or
//! removed changes one chunk, not all behind it.

use super::item::{Item, Newer};
use crate::base::{ByteReader, ByteWriter, Fingerprint};
use rayon::prelude::*;
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

    /// Makes the list anew from what is to be kept, in the order of paths. What is not among the chunks that `self` has on disk
    /// goes to `write` at once, so that the bytes of a whole archive are never in memory.
    pub fn renew<N: Newer<T>>(self, newer: &[N], write: Write<'_>) -> io::Result<Self> {
        let mut older = self.chunks.into_iter().peekable();
        let mut rest = newer;
        let mut parts: Vec<Part<'_, N, T>> = Vec::new();
        while let Some(first) = rest.first() {
            while older.next_if(|chunk| chunk.first() < first.path()).is_some() {}
            if let Some(chunk) = older.next_if(|chunk| chunk.begins(rest)) {
                rest = &rest[chunk.items.len()..];
                parts.push(Part::Older(chunk));
            } else {
                let end = rest.iter().position(|item| ends_a_chunk(item.path())).map_or(rest.len(), |at| at + 1);
                parts.push(Part::Newer(&rest[..end]));
                rest = &rest[end..];
            }
        }
        let chunks = parts.into_par_iter().filter_map(|part| part.make(write).transpose()).collect::<io::Result<_>>()?;
        Ok(Self { chunks })
    }
}

impl<T: Item> Chunk<T> {
    fn first(&self) -> &str {
        self.items.first().map_or("", Item::path)
    }

    /// Returns whether the chunk that `newer` begins with would be this one.
    fn begins<N: Newer<T>>(&self, newer: &[N]) -> bool {
        let Some(first) = newer.get(..self.items.len()) else { return false };
        let are_same = || first.iter().zip(&self.items).all(|(newer, before)| newer.is_as(before));
        let ends = first.last().is_some_and(|last| first.len() == newer.len() || ends_a_chunk(last.path()));
        ends && are_same()
    }
}

/// A part of a list that is being renewed.
enum Part<'r, N, T> {
    Older(Chunk<T>),
    Newer(&'r [N]),
}

impl<N: Newer<T>, T: Item> Part<'_, N, T> {
    fn make(self, write: Write<'_>) -> io::Result<Option<Chunk<T>>> {
        let newer = match self {
            Self::Older(chunk) => return Ok(Some(chunk)),
            Self::Newer(newer) => newer,
        };
        let items: Vec<T> = newer.iter().map(Newer::item).collect();
        let bytes = encode(&items);
        if bytes.len() > LARGEST {
            return Ok(None);
        }
        let name = Fingerprint::of_bytes(&bytes);
        write(&file_name::<T>(name), &bytes)?;
        Ok(Some(Chunk { name, items }))
    }
}

/// Makes a file of this name and these bytes.
pub(super) type Write<'w> = &'w (dyn Fn(&str, &[u8]) -> io::Result<()> + Sync);

/// Bytes of a file.
pub(super) type Bytes = std::sync::Arc<Vec<u8>>;

pub(super) fn file_name<T: Item>(name: Fingerprint) -> String {
    format!("{}-{name}", T::LETTER)
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

/// FNV-1a, the same on every machine.
fn ends_a_chunk(path: &str) -> bool {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = path.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
    (hash ^ (hash >> 32)).is_multiple_of(ITEMS)
}
