//! Fingerprints: 128 bits that stand for a value.
//!
//! BLAKE3, cut to 128 bits: collision-proof against contributors. The bytes that `Hash` feeds are those of this
//! build of the program, so fingerprints are compared only with those of the same version.

use super::{ByteReader, ByteWriter, Stored};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::io::{self, Read};

/// Equal fingerprints mean equal values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Stands for `value`.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hasher = FingerprintHasher::default();
        value.hash(&mut hasher);
        hasher.fingerprint()
    }

    /// Stands for the plain bytes of a file; equal on every machine and in every version.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::cut(blake3::hash(bytes))
    }

    /// The same of bytes that need not be in memory all at once.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn of_reader(reader: impl Read) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(reader)?;
        Ok(Self::cut(hasher.finalize()))
    }

    fn cut(hash: blake3::Hash) -> Self {
        let mut short = [0; 16];
        short.copy_from_slice(&hash.as_bytes()[..16]);
        Self(short)
    }

    /// Returns the first `digits` hexadecimal digits, for file names.
    pub fn short(&self, digits: usize) -> String {
        let mut text = self.to_string();
        text.truncate(digits);
        text
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> [u8; 16] {
        self.0
    }

    /// Reads the form that `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0; 16];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        // A manifest has one for each file: all digits at once.
        let mut text = [0; 32];
        for (at, byte) in self.0.iter().enumerate() {
            text[at * 2] = DIGITS[usize::from(byte >> 4)];
            text[at * 2 + 1] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(std::str::from_utf8(&text).expect("ASCII"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Stored for Fingerprint {
    fn store(&self, to: &mut ByteWriter) {
        to.raw(&self.0);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Some(Self(from.raw(16)?.try_into().ok()?))
    }
}

/// Gathers bytes that come part by part; stands for them as [`Fingerprint::of_bytes`] does for all at once.
#[derive(Default)]
pub struct FingerprintOfParts(blake3::Hasher);

impl FingerprintOfParts {
    /// Takes the next part.
    pub fn add(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    /// Returns what stands for all parts.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::cut(self.0.finalize())
    }
}

/// Collects what `Hash` writes; most values are small, so bytes are gathered first and hashed once.
pub struct FingerprintHasher(Vec<u8>);

impl Default for FingerprintHasher {
    fn default() -> Self {
        Self(Vec::with_capacity(512))
    }
}

impl FingerprintHasher {
    /// Returns everything that is hashed of a value: equal bytes mean equal values, as equal fingerprints do.
    pub fn bytes_of(value: &(impl Hash + ?Sized)) -> Vec<u8> {
        let mut hasher = Self(Vec::with_capacity(128));
        value.hash(&mut hasher);
        hasher.0
    }

    /// Returns the fingerprint of everything written so far.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_bytes(&self.0)
    }
}

impl Hasher for FingerprintHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        let Fingerprint(bytes) = self.fingerprint();
        u64::from_le_bytes(bytes[..8].try_into().expect("eight of sixteen bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_reads_back() {
        let mark = Fingerprint::of("한글");
        assert_eq!(Fingerprint::parse(&mark.to_string()), Some(mark));
        assert_eq!(Fingerprint::parse("xyz"), None);
        assert_ne!(mark, Fingerprint::of("한굴"));
        assert_eq!(mark.short(8).len(), 8);
    }

    #[test]
    fn bytes_that_are_read_in_parts_are_the_same_bytes() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|at| (at % 251) as u8).collect();
        assert_eq!(Fingerprint::of_reader(&bytes[..]).expect("bytes in memory"), Fingerprint::of_bytes(&bytes));
    }
}
