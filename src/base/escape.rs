//! Escaping for HTML: one function for text, one for attribute values.
//!
//! Both escape the same five characters, so that a value that moves from text into an attribute stays safe.
//! Rule: HTML Living Standard, 13.3 "Serializing HTML fragments", made stricter by escaping both quotes.

use super::first_byte;

/// Appends `text` to `out`, safe between tags.
pub fn escape_text(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = first_byte(rest, is_escaped) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => "\u{fffd}",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Returns whether [`escape_text`] would change anything.
pub fn needs_escape(text: &str) -> bool {
    first_byte(text, is_escaped).is_some()
}

fn is_escaped(byte: u8) -> bool {
    (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == b'\'') | (byte == 0)
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
}
