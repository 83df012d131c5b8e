//! Places in source files: byte ranges, and the lines and columns that people count.
//!
//! Holds no text; whoever draws a place brings the text along.

use super::{ProjectPath, stored};
use std::ops::Range;

/// A stretch of bytes in one project file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file that the bytes are in.
    pub file: ProjectPath,
    /// Offset of the first byte; parsed sources hold many spans, and no story has four billion bytes.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

stored!(struct Span { file, start, end });

impl Span {
    /// Makes a span of the bytes `start..end` of `file`.
    pub fn new(file: &ProjectPath, start: usize, end: usize) -> Self {
        let short = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file: file.clone(), start: short(start), end: short(end.max(start)) }
    }

    /// Returns the bytes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Stands for the file as a whole: its first byte.
    pub fn file(file: &ProjectPath) -> Self {
        Self::new(file, 0, 0)
    }
}

/// A stretch of bytes in a file that is known from elsewhere: a parsed story holds many, all in its own file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stretch {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

stored!(struct Stretch { start, end });

impl Stretch {
    /// Names the file.
    pub fn of(self, file: &ProjectPath) -> Span {
        Span { file: file.clone(), start: self.start, end: self.end }
    }
}

impl From<&Span> for Stretch {
    fn from(span: &Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// Finds lines and columns in one text.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
}

impl<'t> LineIndex<'t> {
    /// Looks at `text`, which must be the file that the offsets belong to.
    pub fn new(text: &'t str) -> Self {
        Self { text }
    }

    /// Returns line and column, both from 1; columns count characters, as editors do.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "a\n한글x";
        assert_eq!(LineIndex::new(text).position(text.len() - 1), (2, 3));
        assert_eq!(LineIndex::new(text).position(0), (1, 1));
        assert_eq!(LineIndex::new(text).position(3), (2, 1), "inside a character counts as its start");
    }
}
