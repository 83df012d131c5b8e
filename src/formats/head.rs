//! The part of an HTML head that programs read: title, description, links, OpenGraph (<https://ogp.me>), cards of X, JSON-LD.
//!
//! Writes lines, and decides nothing about which a page has.

use super::json_ld::Thing;
use crate::base::{escape_attribute, escape_text, first_byte};
use std::borrow::Cow;

/// A head that is being written.
#[derive(Debug, Default)]
pub struct Head(String);

impl Head {
    /// Writes `<title>`.
    pub fn title(&mut self, text: &str) {
        self.0.push_str("<title>");
        escape_text(&printable(text), &mut self.0);
        self.0.push_str("</title>\n");
    }

    /// Writes `<meta name>`, unless there is nothing to say.
    pub fn name(&mut self, name: &str, content: &str) {
        self.meta("name", name, content);
    }

    /// Writes `<meta property>`, unless there is nothing to say.
    pub fn property(&mut self, name: &str, content: &str) {
        self.meta("property", name, content);
    }

    fn meta(&mut self, key: &str, name: &str, content: &str) {
        if content.is_empty() {
            return;
        }
        self.0.push_str("<meta");
        escape_attribute(key, name, &mut self.0);
        escape_attribute("content", &printable(content), &mut self.0);
        self.0.push_str(">\n");
    }

    /// Writes `<link>` with more attributes.
    pub fn link(&mut self, relation: &str, href: &str, more: &[(&str, &str)]) {
        self.0.push_str("<link");
        escape_attribute("rel", relation, &mut self.0);
        for (name, value) in more {
            escape_attribute(name, &printable(value), &mut self.0);
        }
        escape_attribute("href", &printable(href), &mut self.0);
        self.0.push_str(">\n");
    }

    /// Writes a thing.
    pub fn thing(&mut self, thing: &Thing) {
        thing.write_script(&mut self.0);
        self.0.push('\n');
    }

    /// Ends the head.
    pub fn finish(self) -> String {
        self.0
    }
}

/// Leaves out control characters: no HTML document may hold them (HTML Living Standard, 13.1.4), and they come with pasted text.
fn printable(text: &str) -> Cow<'_, str> {
    // Those beyond ASCII begin with 0xC2, as do some letters.
    if first_byte(text, |byte| (byte < 0x20) | (byte == 0x7f) | (byte == 0xc2)).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_in_its_attribute() {
        let mut head = Head::default();
        head.title("</title><script>\u{0}");
        head.name("description", "\"><script>\u{1}");
        head.name("author", "");
        head.link("alternate", "/ko/?a=1&b=2", &[("hreflang", "ko")]);
        let expected = concat!(
            "<title>&lt;/title&gt;&lt;script&gt;</title>\n",
            "<meta name=\"description\" content=\"&quot;&gt;&lt;script&gt;\">\n",
            "<link rel=\"alternate\" hreflang=\"ko\" href=\"/ko/?a=1&amp;b=2\">\n"
        );
        assert_eq!(head.finish(), expected);
    }
}
