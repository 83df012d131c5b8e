//! Counts words (UAX 29) and characters of visible text.
//!
//! In Korean a word is what stands between blanks, in Chinese and Japanese each letter is one. What is plain ASCII is
//! counted many bytes at a time, and what is plain Hangul without a look at the tables of Unicode; all else is asked of
//! them.

use crate::base::first_byte;
use unicode_segmentation::UnicodeSegmentation;

/// So many bytes are counted in one go; at most 255, since the sums are bytes.
const PIECE: usize = 64;

// What a byte is. A mark within a word stands two bits above the letters that it joins.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const WITHIN_LETTERS: u8 = LETTER << 2;
const WITHIN_DIGITS: u8 = DIGIT << 2;
const BLANK: u8 = 16;
const UNUSUAL: u8 = 32;

/// Counts words and characters without blanks.
pub(super) fn measure(text: &str) -> (usize, usize) {
    let (mut words, mut characters) = (0, 0);
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = ascii_end(rest);
        let (counts, end) = if end > 0 { (measure_ascii(&rest[..end]), end) } else { measure_run(rest) };
        words += counts.0;
        characters += counts.1;
        rest = rest[end..].trim_start();
    }
    (words, characters)
}

/// Returns where the words end that are wholly ASCII.
fn ascii_end(text: &str) -> usize {
    match first_byte(text, |byte| byte >= 128) {
        Some(end) => text.as_bytes()[..end].iter().rposition(u8::is_ascii_whitespace).map_or(0, |at| at + 1),
        None => text.len(),
    }
}

/// Counts in ASCII text: a word begins where a letter or digit stands behind neither, unless a mark joins the two.
fn measure_ascii(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut words, mut joined, mut blanks) = (0, 0, 0);
    for start in (0..bytes.len()).step_by(PIECE) {
        // One more at each end: what stands before and behind the piece. The last piece is filled up with blanks.
        let mut piece = [b' '; PIECE + 2];
        let from = start.saturating_sub(1);
        let part = &bytes[from..bytes.len().min(start + PIECE + 1)];
        piece[from + 1 - start..][..part.len()].copy_from_slice(part);
        let tally = Tally::of(&piece);
        if tally.is_unusual {
            return (text.unicode_words().count(), bytes.iter().filter(|byte| !is_blank(**byte)).count());
        }
        words += tally.words;
        joined += tally.joined;
        blanks += tally.blanks;
    }
    (words - joined, bytes.len() + bytes.len().wrapping_neg() % PIECE - blanks)
}

/// What one piece holds.
struct Tally {
    words: usize,
    joined: usize,
    blanks: usize,
    is_unusual: bool,
}

impl Tally {
    fn of(piece: &[u8; PIECE + 2]) -> Self {
        let mut kinds = [0; PIECE + 2];
        for (kind_of, byte) in kinds.iter_mut().zip(piece) {
            *kind_of = kind(*byte);
        }
        let (mut begun, mut joined, mut blanks, mut all) = (0_u8, 0_u8, 0_u8, 0_u8);
        for at in 0..PIECE {
            let (before, here, behind) = (kinds[at], kinds[at + 1], kinds[at + 2]);
            begun += u8::from(here & (LETTER | DIGIT) != 0) & u8::from(before & (LETTER | DIGIT) == 0);
            // The word behind a mark that joins was counted too.
            joined += u8::from((here >> 2) & before & behind & (LETTER | DIGIT) != 0);
            blanks += u8::from(here & BLANK != 0);
            all |= here;
        }
        Self {
            words: usize::from(begun),
            joined: usize::from(joined),
            blanks: usize::from(blanks),
            is_unusual: all & UNUSUAL != 0,
        }
    }
}

#[inline]
fn kind(byte: u8) -> u8 {
    let of = |is: bool, kind: u8| if is { kind } else { 0 };
    of((byte | 32).wrapping_sub(b'a') < 26, LETTER)
        | of(byte.wrapping_sub(b'0') < 10, DIGIT)
        | of((byte == b'.') | (byte == b'\'') | (byte == b':'), WITHIN_LETTERS)
        | of((byte == b'.') | (byte == b'\'') | (byte == b',') | (byte == b';'), WITHIN_DIGITS)
        | of(is_blank(byte), BLANK)
        | of(byte == b'_', UNUSUAL)
}

fn is_blank(byte: u8) -> bool {
    (byte == b' ') | (byte.wrapping_sub(b'\t') < 5)
}

/// Where one stands in a plain word between punctuation marks.
#[derive(Clone, Copy)]
enum Part {
    Before,
    Within,
    Behind,
}

impl Part {
    /// Goes on to the next letter; `None`: this is no plain word.
    fn next(self, letter: char) -> Option<Self> {
        match (self, letter) {
            (Self::Before | Self::Within, 'a'..='z' | 'A'..='Z' | '\u{ac00}'..='\u{d7a3}') => Some(Self::Within),
            (Self::Before, '.' | ',' | '"' | '“' | '”' | '(' | ')' | '!' | '?') => Some(Self::Before),
            (_, '.' | ',' | '"' | '“' | '”' | '(' | ')' | '!' | '?') => Some(Self::Behind),
            _ => None,
        }
    }
}

/// Counts words and characters up to the next blank; returns also where that is.
fn measure_run(text: &str) -> ((usize, usize), usize) {
    let (mut part, mut characters, mut end) = (Some(Part::Before), 0, text.len());
    for (at, letter) in text.char_indices() {
        if letter.is_whitespace() {
            end = at;
            break;
        }
        characters += 1;
        part = part.and_then(|part| part.next(letter));
    }
    let words = match part {
        Some(Part::Before) => 0,
        Some(Part::Within | Part::Behind) => 1,
        None => text[..end].unicode_words().count(),
    };
    ((words, characters), end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_those_of_unicode() {
        for text in [
            "Don't stop, it's 3.14!",
            "시의회가 (화요일에) “표결했다”고",
            "a-b c/d",
            "東京都は",
            "",
            "...",
            "café au lait",
            "LA에서 abc가나 x_y",
            "1,000명이 2~3일",
            "👍 ok",
            "(가)나",
        ] {
            assert_eq!(measure(text).0, text.unicode_words().count(), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn words_between_blanks_are_counted_as_unicode_counts_them(text in "([a-c0-9 .,:;'\"_\n()!-]|[ -~]|[\x00-\x7f]|[가-닣]|[“”’…—\u{301}\u{a0}\u{3000}]|\\PC| [a-z]{1,9} ){0,70}") {
            let words: usize = text.split_whitespace().map(|part| part.unicode_words().count()).sum();
            let characters = text.chars().filter(|letter| !letter.is_whitespace()).count();
            prop_assert_eq!(measure(&text), (words, characters));
        }
    }
}
