//! The part of an HTML head that programs read: title, description, links, OpenGraph (<https://ogp.me>), cards of X, JSON-LD.
//!
//! Writes lines, and decides nothing about which a page has.

use super::json_ld::Thing;
use crate::base::{escape_attribute, escape_text};

/// A head that is being written.
#[derive(Debug)]
pub struct Head(String);

impl Default for Head {
    fn default() -> Self {
        // A story's head is about so long.
        Self(String::with_capacity(4096))
    }
}

impl Head {
    /// Writes `<title>`.
    pub fn title(&mut self, text: &str) {
        self.0.push_str("<title>");
        escape_text(text, &mut self.0);
        self.0.push_str("</title>\n");
    }

    /// Writes `<meta name>`, unless there is nothing to say.
    pub fn name(&mut self, name: &'static str, content: &str) {
        self.meta(["<meta name=\"", name, "\""], content);
    }

    /// Writes `<meta property>`, unless there is nothing to say.
    pub fn property(&mut self, name: &'static str, content: &str) {
        self.meta(["<meta property=\"", name, "\""], content);
    }

    /// Names are our own, so nothing in them has to be escaped.
    fn meta(&mut self, start: [&str; 3], content: &str) {
        if content.is_empty() {
            return;
        }
        for part in start {
            self.0.push_str(part);
        }
        escape_attribute("content", content, &mut self.0);
        self.0.push_str(">\n");
    }

    /// Writes `<link>` with more attributes.
    pub fn link(&mut self, relation: &str, href: &str, more: &[(&str, &str)]) {
        self.0.push_str("<link");
        escape_attribute("rel", relation, &mut self.0);
        for (name, value) in more {
            escape_attribute(name, value, &mut self.0);
        }
        escape_attribute("href", href, &mut self.0);
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
            "<title>&lt;/title&gt;&lt;script&gt;\u{fffd}</title>\n",
            "<meta name=\"description\" content=\"&quot;&gt;&lt;script&gt; \">\n",
            "<link rel=\"alternate\" hreflang=\"ko\" href=\"/ko/?a=1&amp;b=2\">\n"
        );
        assert_eq!(head.finish(), expected);
    }
}
