//! Slugs: the last part of an address, made from a title or a name.
//!
//! Keeps letters of every script (NFC, lower case): Hangul stays Hangul. Whether two things may share a slug is
//! asked where all of them are known, not here.

use super::{Fingerprint, composed, has_only, has_pair};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// How slugs are spelt: `[slugs] style` in site.toml.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SlugStyle {
    /// Letters and digits of all scripts.
    #[default]
    Unicode,
    /// Romanised: `한인타운` becomes `haninta-un`-like Latin letters.
    Ascii,
}

/// The longest slug in bytes; leaves room for a host's own suffixes within 255 bytes a segment.
const LONGEST: usize = 180;

/// Makes a slug of `text`; never empty, and the same for the same text for ever.
///
/// Where no letter or digit is left ("!!!"), a name made of the text's own bytes stands in.
pub fn slugify(text: &str, style: SlugStyle) -> String {
    let text = composed(text);
    if is_slug(&text) {
        return text.into_owned();
    }
    if text.is_ascii() {
        return finished(&of_ascii(&text), &text);
    }
    let text = match style {
        SlugStyle::Unicode => text.to_lowercase(),
        SlugStyle::Ascii => any_ascii::any_ascii(&text).to_lowercase(),
    };
    let mut slug = String::with_capacity(text.len());
    // An apostrophe joins ("council's" → councils); everything else that is no letter parts.
    for letter in text.nfc() {
        if letter.is_alphanumeric() || is_joining_mark(letter) {
            slug.push(letter);
        } else if !matches!(letter, '\'' | '’' | '\u{ad}' | '\u{200b}'..='\u{200f}') && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.trim_matches('-').nfc().collect();
    finished(&slug, &text)
}

/// What each byte of plain English becomes: itself in lower case, a hyphen, or nothing.
const LETTERS: [u8; 256] = {
    let mut letters = [b'-'; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            letters[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    letters[b'\'' as usize] = 0;
    letters
};

/// The same for plain English, which needs no other tables.
fn of_ascii(text: &str) -> String {
    let mut slug = vec![0; text.len()];
    let (mut end, mut last) = (0, b'-');
    for byte in text.bytes() {
        let letter = LETTERS[usize::from(byte)];
        slug[end] = letter;
        // A hyphen neither begins a slug nor follows another.
        if letter != 0 && (letter != b'-' || last != b'-') {
            last = letter;
            end += 1;
        }
    }
    slug.truncate(end);
    if slug.last() == Some(&b'-') {
        slug.pop();
    }
    String::from_utf8(slug).expect("ASCII is UTF-8")
}

/// Cuts a slug that is too long, and names what has none.
fn finished(slug: &str, text: &str) -> String {
    match shorten(slug) {
        Some(short) => format!("{short}-{}", Fingerprint::of_bytes(slug.as_bytes()).short(8)),
        None if slug.chars().any(char::is_alphanumeric) => slug.to_owned(),
        None => format!("x-{}", Fingerprint::of_bytes(text.to_lowercase().as_bytes()).short(8)),
    }
}

/// What is a slug already: most file names are.
fn is_slug(text: &str) -> bool {
    has_only(text, |byte| byte.is_ascii_lowercase() | byte.is_ascii_digit() | (byte == b'-'))
        && text.len() <= LONGEST
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.is_empty()
        && !has_pair(text, |one, next| (one == b'-') & (next == b'-'))
}

/// Combining marks belong to the letter before them (Devanagari vowels, Thai tones).
fn is_joining_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// Cuts a slug that is too long at a grapheme; `None` when it fits.
fn shorten(slug: &str) -> Option<&str> {
    if slug.len() <= LONGEST {
        return None;
    }
    let end = slug.grapheme_indices(true).map(|(at, _)| at).take_while(|at| *at <= LONGEST).last().unwrap_or(0);
    Some(slug[..end].trim_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_hangul_and_drops_punctuation() {
        assert_eq!(slugify("한인타운 소식, 5월!", SlugStyle::Unicode), "한인타운-소식-5월");
        assert_eq!(slugify("The Council’s “vote”", SlugStyle::Unicode), "the-councils-vote");
        assert_eq!(slugify("\u{1112}\u{1161}\u{11ab}", SlugStyle::Unicode), "한", "jamo are composed");
        assert!(slugify("한인타운 소식", SlugStyle::Ascii).is_ascii());
    }

    #[test]
    fn is_never_empty_and_never_too_long() {
        for text in ["!!!", "", "👩‍👩‍👧", "..", "/", "../../etc"] {
            let slug = slugify(text, SlugStyle::Unicode);
            assert!(!slug.is_empty() && !slug.contains(['/', '.']), "{text:?} → {slug:?}");
        }
        assert_ne!(slugify("!!!", SlugStyle::Unicode), slugify("???", SlugStyle::Unicode));
        let long = slugify(&"한국".repeat(300), SlugStyle::Unicode);
        assert!(long.len() <= 200, "{}", long.len());
    }

    #[test]
    fn is_stable_under_reslugging() {
        for text in ["City to Cap Rent", "한글 제목", "a--b", "Straße", "İstanbul"] {
            let once = slugify(text, SlugStyle::Unicode);
            assert_eq!(slugify(&once, SlugStyle::Unicode), once);
        }
    }
}
