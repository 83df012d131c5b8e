//! XML 1.0: elements, attributes, text; what the format cannot hold is left out.
//!
//! Writes, and never reads. Well-formedness of names is the caller's: they are constants of the formats.

use super::text::clean;
use quick_xml::Writer;
use quick_xml::events::{BytesCData, BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document that is being written.
pub struct Xml {
    writer: Writer<Vec<u8>>,
}

/// Names and values.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// Begins a document in UTF-8.
    pub fn document() -> Self {
        let mut xml = Self { writer: Writer::new_with_indent(Vec::new(), b' ', 1) };
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// Opens an element.
    pub fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        let start = start(name, attributes);
        self.write(Event::Start(start));
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// Writes an element that is empty.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        let start = start(name, attributes);
        self.write(Event::Empty(start));
    }

    /// Writes an element that holds text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    /// Writes an element that has attributes and holds text.
    pub fn text_with(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.write(Event::Text(BytesText::new(&clean(text))));
        self.close(name);
    }

    /// Writes an element that holds text with markup in it, as CDATA; `]]>` is split (XML 1.0, 2.7).
    pub fn cdata(&mut self, name: &str, html: &str) {
        self.open(name, &[]);
        for part in BytesCData::escaped(&clean(html)) {
            self.write(Event::CData(part));
        }
        self.close(name);
    }

    /// Ends the document.
    pub fn finish(self) -> String {
        let mut bytes = self.writer.into_inner();
        bytes.push(b'\n');
        String::from_utf8(bytes).expect("only text was written")
    }

    fn write(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("writing to memory cannot fail");
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'a>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*clean(value)));
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let mut xml = Xml::document();
        xml.open("rss", &[("version", "2.0\" <&")]);
        xml.text("title", "a\u{0}\u{b}\u{fffe} < b & c ]]> d");
        xml.cdata("body", "<p>]]></p>\u{1}");
        xml.empty("link", &[("href", "x?a=1&b='2'")]);
        xml.close("rss");
        let expected = concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<rss version=\"2.0&quot; &lt;&amp;\">\n",
            " <title>a &lt; b &amp; c ]]&gt; d</title>\n",
            " <body><![CDATA[<p>]]]]><![CDATA[></p>]]></body>\n",
            " <link href=\"x?a=1&amp;b=&apos;2&apos;\"/>\n",
            "</rss>\n"
        );
        assert_eq!(xml.finish(), expected);
    }
}
