//! JSON-LD (W3C Recommendation 1.1) in the vocabulary of schema.org, as search engines read it from a page's head.
//!
//! Knows how a thing is written, not which things a page has. One script for each thing, one type as text: readers of
//! structured data see nothing inside `@graph`, and stumble over lists of types.

use super::text::{clean, is_suspect};
use crate::base::first_byte;
use std::fmt::Write;

/// A thing: a type and its properties, in the order in which they were said. What is empty is not said at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// JSON without the outer braces, that may stand in a script.
    inner: String,
}

impl Thing {
    /// Begins a thing.
    pub fn new(kind: &str) -> Self {
        let mut inner = String::with_capacity(256);
        inner.push_str("\"@type\":");
        write_text(kind, &mut inner);
        Self { inner }
    }

    /// Says a property, unless there is nothing to say.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Property) -> Self {
        let before = self.inner.len();
        // The names of a vocabulary are plain words.
        for part in [",\"", name, "\":"] {
            self.inner.push_str(part);
        }
        if !value.write(&mut self.inner) {
            self.inner.truncate(before);
        }
        self
    }

    /// Appends the script that holds the thing.
    pub fn write_script(&self, out: &mut String) {
        out.push_str("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",");
        out.push_str(&self.inner);
        out.push_str("}</script>");
    }
}

/// The value of a property.
pub trait Property {
    /// Appends the value; false, with anything appended, if there is nothing to say.
    fn write(&self, out: &mut String) -> bool;
}

impl Property for &str {
    fn write(&self, out: &mut String) -> bool {
        write_text(self, out);
        !self.is_empty()
    }
}

impl Property for String {
    fn write(&self, out: &mut String) -> bool {
        self.as_str().write(out)
    }
}

impl Property for &String {
    fn write(&self, out: &mut String) -> bool {
        self.as_str().write(out)
    }
}

macro_rules! plain {
    ($($type:ty),*) => { $(impl Property for $type {
        fn write(&self, out: &mut String) -> bool {
            write!(out, "{self}").expect("writing to a string cannot fail");
            true
        }
    })* };
}
plain!(bool, usize, i32, u32);

impl Property for Thing {
    fn write(&self, out: &mut String) -> bool {
        out.push('{');
        out.push_str(&self.inner);
        out.push('}');
        true
    }
}

impl<P: Property> Property for Option<P> {
    fn write(&self, out: &mut String) -> bool {
        self.as_ref().is_some_and(|value| value.write(out))
    }
}

impl<P: Property> Property for Vec<P> {
    fn write(&self, out: &mut String) -> bool {
        write_list(self.iter().map(|value| value as &dyn Property), out)
    }
}

impl Property for &[String] {
    fn write(&self, out: &mut String) -> bool {
        write_list(self.iter().map(|value| value as &dyn Property), out)
    }
}

fn write_list<'v>(list: impl Iterator<Item = &'v dyn Property>, out: &mut String) -> bool {
    let before = out.len();
    for value in list {
        let here = out.len();
        out.push(if here == before { '[' } else { ',' });
        if !value.write(out) {
            out.truncate(here);
        }
    }
    out.push(']');
    out.len() > before + 1
}

/// Appends a text as JSON (RFC 8259, 7), so that nothing in it can end the script or begin another (HTML Living Standard,
/// 4.12.1.3): `<`, `>` and `&` never stand there, nor a control, nor what old JavaScript takes for the end of a line.
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    if first_byte(text, is_doubtful).is_none() {
        out.push_str(text);
        return out.push('"');
    }
    let cleaned = clean(text);
    let mut rest = &*cleaned;
    while let Some(at) = first_byte(rest, is_told_apart) {
        out.push_str(&rest[..at]);
        let letter = rest[at..].chars().next().expect("a byte was found there");
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' | '>' | '&' | '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => {
                write!(out, "\\u{:04x}", u32::from(letter)).expect("writing to a string cannot fail");
            }
            letter => out.push(letter),
        }
        rest = &rest[at + letter.len_utf8()..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Whether a text with this byte may have to be cleaned or written in another way.
#[inline]
fn is_doubtful(byte: u8) -> bool {
    is_told_apart(byte) | is_suspect(byte)
}

/// Whether a letter that begins with this byte may have to be written in another way.
#[inline]
fn is_told_apart(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == b'<') | (byte == b'>') | (byte == b'&') | (byte == 0xe2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn script(thing: &Thing) -> String {
        let mut out = String::new();
        thing.write_script(&mut out);
        out
    }

    #[test]
    fn what_is_empty_is_not_said_and_nothing_ends_the_script() {
        let person = Thing::new("Person").with("name", "</script><!--\u{2028}\u{0}\u{85}&\"").with("jobTitle", None::<&str>);
        let thing = Thing::new("NewsArticle")
            .with("headline", "")
            .with("author", vec![person])
            .with("keywords", vec!["", ""])
            .with("about", vec!["", "x", "", "y"])
            .with("wordCount", 3_usize);
        let expected = concat!(
            "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"author\":[{\"@type\":\"Person\",",
            "\"name\":\"\\u003c/script\\u003e\\u003c!--\\u2028\\u0026\\\"\"}],\"about\":[\"x\",\"y\"],\"wordCount\":3}</script>"
        );
        assert_eq!(script(&thing), expected);
    }

    proptest! {
        #[test]
        fn every_text_is_read_back_as_it_was(text in any::<String>()) {
            let written = script(&Thing::new(&text).with("name", vec![text.as_str(), "end"]));
            let json = written.strip_prefix("<script type=\"application/ld+json\">").and_then(|rest| rest.strip_suffix("</script>"));
            let read: serde_json::Value = serde_json::from_str(json.expect("a script")).expect("JSON");
            let text = clean(&text);
            prop_assert_eq!(read["@type"].as_str(), Some(&*text));
            let names = read["name"].as_array().expect("a list");
            prop_assert_eq!(names[0].as_str(), Some(if text.is_empty() { "end" } else { &*text }));
        }
    }
}
