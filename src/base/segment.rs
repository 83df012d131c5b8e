//! Segments: parts of output paths and addresses, and what no system takes amiss in one.
//!
//! Knows one part at a time.

use super::has_only;
use std::fmt;

/// Why a part of an address cannot be a file or folder name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSegment {
    /// Nothing is left.
    Empty,
    /// `.` or `..`, or a name that begins or ends with a dot or a blank.
    Dots,
    /// A slash, a backslash or one of `:*?"<>|#%`.
    Character(char),
    /// A control character, or one that changes the direction of the text.
    Invisible(char),
    /// A device name of Windows, such as `con`.
    Device,
    /// More than 200 bytes.
    Long,
}

impl fmt::Display for BadSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a part of it is empty"),
            Self::Dots => write!(f, "a part of it begins or ends with a dot or a blank"),
            Self::Character(letter) => write!(f, "`{letter}` cannot stand in a file name"),
            Self::Invisible(letter) => write!(f, "it holds the invisible character U+{:04X}", u32::from(*letter)),
            Self::Device => write!(f, "a part of it is a device name on Windows"),
            Self::Long => write!(f, "a part of it is longer than 200 bytes"),
        }
    }
}

/// The longest part of an address in bytes.
pub(super) const LONGEST: usize = 200;

/// Checks one part of an output path.
///
/// # Errors
/// Says why the part cannot be a file name on some system.
pub fn check_segment(segment: &str) -> Result<(), BadSegment> {
    if segment.is_empty() {
        return Err(BadSegment::Empty);
    }
    if segment.len() > LONGEST {
        return Err(BadSegment::Long);
    }
    if has_only(segment, is_plain) && !segment.starts_with('.') && !segment.ends_with('.') {
        return if is_device(segment) { Err(BadSegment::Device) } else { Ok(()) };
    }
    if let Some(letter) = segment.chars().find(|letter| is_invisible(*letter)) {
        return Err(BadSegment::Invisible(letter));
    }
    if let Some(letter) = segment.chars().find(|letter| is_forbidden(*letter)) {
        return Err(BadSegment::Character(letter));
    }
    let edge = |letter: Option<char>| letter.is_none_or(|letter| letter == '.' || letter.is_whitespace());
    if edge(segment.chars().next()) || edge(segment.chars().next_back()) {
        return Err(BadSegment::Dots);
    }
    if is_device(segment) { Err(BadSegment::Device) } else { Ok(()) }
}

/// Nearly every segment is plain ASCII letters and digits, and a paper has hundreds of thousands of segments.
#[inline]
pub(super) fn is_plain(byte: u8) -> bool {
    byte.is_ascii_lowercase()
        | byte.is_ascii_uppercase()
        | byte.is_ascii_digit()
        | (byte == b'-')
        | (byte == b'_')
        | (byte == b'.')
}

/// Full-width and look-alike slashes and dots are refused too: some servers fold them to ASCII.
fn is_forbidden(letter: char) -> bool {
    "/\\:*?\"<>|#%∕⁄／＼．‥…".contains(letter)
}

fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Windows reserves these in every folder, with any ending.
#[inline]
pub(super) fn is_device(segment: &str) -> bool {
    let stem = segment.as_bytes();
    let stem = &stem[..stem.iter().take(5).position(|byte| *byte == b'.').unwrap_or(stem.len())];
    let is_one_of = |stem: &[u8], names: &[&str]| names.iter().any(|name| stem.eq_ignore_ascii_case(name.as_bytes()));
    match stem {
        [_, _, _] => is_one_of(stem, &["con", "prn", "aux", "nul"]),
        [name @ .., b'0'..=b'9'] => is_one_of(name, &["com", "lpt"]),
        _ => false,
    }
}
