//! Escaping for HTML: one function for text, one for attribute values.
//!
//! Both escape the same five characters, so that a value that moves from text into an attribute stays safe.
//! Rule: HTML Living Standard, 13.3 "Serializing HTML fragments", made stricter by escaping both quotes.

use super::first_byte;

/// Appends `text` to `out`, safe between tags.
///
/// What no document may hold (control characters, which come with pasted text, and noncharacters: 13.2.3.5) becomes a blank. It is
/// not left out: the letters around it could then become a word that was looked for before.
pub fn escape_text(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = first_byte(rest, is_escaped) {
        out.push_str(&rest[..at]);
        let Some(letter) = rest[at..].chars().next() else { return };
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\0' => out.push('\u{fffd}'),
            letter if is_forbidden(letter) => out.push(' '),
            letter => out.push(letter),
        }
        rest = &rest[at + letter.len_utf8()..];
    }
    out.push_str(rest);
}

/// Returns whether no document may hold the letter: a control but for tabs and line breaks, or a noncharacter.
pub fn is_forbidden(letter: char) -> bool {
    let is_noncharacter = matches!(letter, '\u{fdd0}'..='\u{fdef}') || u32::from(letter) & 0xfffe == 0xfffe;
    letter.is_control() && !matches!(letter, '\t' | '\n' | '\r') || is_noncharacter
}

/// Returns whether [`escape_text`] might change anything.
pub fn needs_escape(text: &str) -> bool {
    first_byte(text, is_escaped).is_some()
}

/// Returns whether a letter that begins with this byte has to be looked at: markup, controls, and the few first bytes that
/// U+0080 to U+009F and noncharacters share with other letters.
#[inline]
fn is_escaped(byte: u8) -> bool {
    let is_markup = (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == b'\'');
    let is_control = (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
    is_markup | is_control | (byte == 0x7f) | (byte == 0xc2) | (byte >= 0xef)
}

/// Appends ` name="value"` to `out`.
pub fn escape_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape_text(value, out);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_quote_or_angle_survives() {
        let mut out = String::new();
        escape_attribute("title", "\"' onmouseover=<x>&\0한", &mut out);
        assert_eq!(out, " title=\"&quot;&#39; onmouseover=&lt;x&gt;&amp;\u{fffd}한\"");
    }

    #[test]
    fn what_no_document_may_hold_becomes_a_blank() {
        for letter in [
            '\u{1}',
            '\u{b}',
            '\u{c}',
            '\u{1f}',
            '\u{7f}',
            '\u{80}',
            '\u{85}',
            '\u{9f}',
            '\u{fdd0}',
            '\u{fffe}',
            '\u{ffff}',
            '\u{10ffff}',
        ] {
            let mut out = String::new();
            escape_text(&format!("java{letter}script:"), &mut out);
            assert_eq!(out, "java script:", "{letter:?}");
        }
        let kept = "a\t\r\n\u{a0}·é한ﬁ\u{fffd}\u{feff}\u{2028}😀";
        let mut out = String::new();
        escape_text(kept, &mut out);
        assert_eq!(out, kept);
    }
}
