//! Bytes of values as they are written and read: numbers, texts, texts that many values share.
//!
//! The reader trusts nothing: what the bytes cannot hold is nothing.

use super::{LookUp, ProjectPath};
use std::hash::Hash;
use std::sync::Arc;

/// Lists and tables within each other; what notations read is never deeper.
const DEEPEST: usize = 100;

/// Collects the bytes of values.
#[derive(Default)]
pub struct ByteWriter {
    bytes: Vec<u8>,
    /// Texts that many values share, and the number that each was given.
    shared: LookUp<Arc<str>, u64>,
    paths: LookUp<ProjectPath, u64>,
}

impl ByteWriter {
    /// Returns what was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Returns what was written so far.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes a number; small ones take one byte.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Writes the length of what follows.
    pub fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.length(text.len());
        self.raw(text.as_bytes());
    }

    /// Writes a text the first time, and from then on its number.
    pub fn shared(&mut self, text: &Arc<str>) {
        if let Some(number) = self.shared.get(text) {
            let number = *number;
            return self.number(number + 1);
        }
        self.number(0);
        self.text(text);
        self.shared.insert(Arc::clone(text), self.shared.len() as u64);
    }

    /// Writes a path the first time, and from then on its number: every place in a file names the file.
    pub fn path(&mut self, path: &ProjectPath) {
        if let Some(number) = self.paths.get(path) {
            let number = *number;
            return self.number(number + 1);
        }
        self.number(0);
        self.text(path.as_str());
        self.paths.insert(path.clone(), self.paths.len() as u64);
    }

    /// Writes which word of a table it is.
    pub fn word<T: PartialEq>(&mut self, word: &T, table: &[T]) {
        let at = table.iter().position(|of_table| of_table == word);
        self.number(at.map_or(u64::MAX, |at| at as u64));
    }
}

/// Reads values from bytes.
pub struct ByteReader<'b> {
    rest: &'b [u8],
    shared: Vec<Arc<str>>,
    paths: Vec<ProjectPath>,
    depth: usize,
}

impl<'b> ByteReader<'b> {
    /// Begins at the start.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes, shared: Vec::new(), paths: Vec::new(), depth: 0 }
    }

    /// Returns whether everything was read.
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads bytes as they are.
    pub fn raw(&mut self, length: usize) -> Option<&'b [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }

    /// Reads one byte.
    pub fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    /// Reads a number.
    pub fn number(&mut self) -> Option<u64> {
        let byte = self.byte()?;
        if byte < 0x80 {
            return Some(byte.into());
        }
        let mut number = u64::from(byte & 0x7f);
        for shift in (7..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// Reads the length of what follows; each item takes a byte at least.
    pub fn length(&mut self) -> Option<usize> {
        let length = usize::try_from(self.number()?).ok()?;
        (length <= self.rest.len()).then_some(length)
    }

    /// Reads a text.
    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.length()?;
        std::str::from_utf8(self.raw(length)?).ok()
    }

    /// Reads a text that many values share; all of them get the same one.
    pub fn shared(&mut self) -> Option<Arc<str>> {
        match self.number()? {
            0 => {
                let text: Arc<str> = self.text()?.into();
                self.shared.push(Arc::clone(&text));
                Some(text)
            }
            number => self.shared.get(usize::try_from(number - 1).ok()?).cloned(),
        }
    }

    /// Reads a path; it leads nowhere out of the project.
    pub fn path(&mut self) -> Option<ProjectPath> {
        match self.number()? {
            0 => {
                let text = self.text()?;
                let path = ProjectPath::new(text).filter(|path| path.as_str() == text)?;
                self.paths.push(path.clone());
                Some(path)
            }
            number => self.paths.get(usize::try_from(number - 1).ok()?).cloned(),
        }
    }

    /// Reads a word of a table.
    pub fn word<T: Copy>(&mut self, table: &[T]) -> Option<T> {
        table.get(usize::try_from(self.number()?).ok()?).copied()
    }

    /// Reads a value within another of its kind.
    pub fn within<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }
}

/// Numbers equal values, so that each is written once; the order is that of the first meeting.
pub struct Numbering<'v, T> {
    numbers: LookUp<&'v T, usize>,
    values: Vec<&'v T>,
}

impl<'v, T: Hash + Eq> Numbering<'v, T> {
    /// Begins with none.
    pub fn new() -> Self {
        Self { numbers: LookUp::default(), values: Vec::new() }
    }

    /// Returns the number of a value.
    pub fn number(&mut self, value: &'v T) -> usize {
        *self.numbers.entry(value).or_insert_with(|| {
            self.values.push(value);
            self.values.len() - 1
        })
    }

    /// Returns the values in the order of their numbers.
    pub fn values(&self) -> &[&'v T] {
        &self.values
    }
}

impl<T: Hash + Eq> Default for Numbering<'_, T> {
    fn default() -> Self {
        Self::new()
    }
}
