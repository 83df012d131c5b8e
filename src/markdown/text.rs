//! One line of Markdown: headlines, decks, captions.
//!
//! A mark before the text keeps the parser from reading blocks into it: `# 1` and `1. FC` stay what they are.

use super::address::{Address, classify, push_address};
use super::quotes::{Quotes, Stretch, is_concerned};
use super::{Options, prepare::Prepared};
use crate::base::{escape_attribute, escape_text, first_byte};
use pulldown_cmark::{CowStr, Event, LinkType, Options as Syntax, Parser, Tag, TagEnd};
use std::ops::Range;

/// Keeps the parser from reading a block: a rare punctuation mark that [`Prepared`] does not use.
const SHIELD: char = '\u{11ef8}';

/// Emphasis, strong and struck text nested deeper than this are shown without markup.
const NESTING: usize = 32;

/// Makes HTML of inline Markdown: emphasis, strong, code, struck text, links with `http:`, `https:`, `mailto:`, `tel:`.
///
/// HTML in it is shown as text, a picture by its alt text; there are never blocks.
pub fn inline(text: &str, options: &Options) -> String {
    let mut line = Line { smart: options.smart_punctuation, markup: true, ..Line::default() };
    line.read(text);
    line.out
}

/// Makes plain text of inline Markdown, as for `<title>`, feeds and alt texts.
pub fn inline_text(text: &str) -> String {
    let mut line = Line::default();
    line.read(text);
    line.out
}

#[derive(Default)]
struct Line {
    smart: bool,
    markup: bool,
    out: String,
    quotes: Quotes,
    depth: usize,
    /// For each open link, whether it was written.
    links: Vec<bool>,
    images: usize,
}

impl Line {
    fn read(&mut self, text: &str) {
        let text = text.trim();
        if is_plain(text) {
            return self.plain(text);
        }
        self.parse(text);
    }

    /// Takes a line without markup.
    fn plain(&mut self, text: &str) {
        self.out.reserve(text.len());
        if !self.smart || !is_concerned(text) {
            return self.show(text);
        }
        let mut smart = String::with_capacity(text.len() + 8);
        self.quotes.push(&Stretch { document: text, start: 0, end: text.len() }, &mut smart);
        self.show(&smart);
    }

    fn parse(&mut self, text: &str) {
        let shielded = format!("{SHIELD}{}", text.replace(['\n', '\r', SHIELD], " "));
        let prepared = Prepared::new(&shielded);
        for (event, range) in Parser::new_ext(&prepared.text, Syntax::ENABLE_STRIKETHROUGH).into_offset_iter() {
            self.event(event, range, &prepared);
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>, prepared: &Prepared<'_>) {
        match event {
            Event::Start(tag) => self.start(tag, prepared),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(text, range, prepared),
            Event::Code(text) => {
                self.tag("<code>");
                self.show(&prepared.restore(text));
                self.tag("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.show(&prepared.restore(html)),
            Event::SoftBreak | Event::HardBreak => self.out.push(' '),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, prepared: &Prepared<'_>) {
        match tag {
            Tag::Emphasis => self.open("<em>"),
            Tag::Strong => self.open("<strong>"),
            Tag::Strikethrough => self.open("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                let email = link_type == LinkType::Email;
                let address = if email { format!("mailto:{dest_url}").into() } else { prepared.restore(dest_url) };
                let is_written = self.markup && self.images == 0 && matches!(classify(&address), Address::Web | Address::Contact);
                self.links.push(is_written);
                if is_written {
                    self.out.push_str("<a");
                    push_address("href", &address, &mut self.out);
                    if !title.is_empty() {
                        escape_attribute("title", &prepared.restore(title), &mut self.out);
                    }
                    self.out.push('>');
                }
            }
            Tag::Image { .. } => self.images += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.close("</em>"),
            TagEnd::Strong => self.close("</strong>"),
            TagEnd::Strikethrough => self.close("</del>"),
            TagEnd::Link if self.links.pop() == Some(true) => {
                self.out.push_str("</a>");
            }
            TagEnd::Image => self.images -= 1,
            _ => {}
        }
    }

    fn open(&mut self, tag: &str) {
        self.depth += 1;
        if self.depth <= NESTING {
            self.tag(tag);
        }
    }

    fn close(&mut self, tag: &str) {
        if self.depth <= NESTING {
            self.tag(tag);
        }
        self.depth -= 1;
    }

    fn tag(&mut self, tag: &str) {
        if self.markup && self.images == 0 {
            self.out.push_str(tag);
        }
    }

    fn text(&mut self, text: CowStr<'_>, range: Range<usize>, prepared: &Prepared<'_>) {
        let start = range.start + if range.start == 0 { SHIELD.len_utf8() } else { 0 };
        let text = match text {
            CowStr::Borrowed(text) if range.start == 0 => CowStr::Borrowed(text.strip_prefix(SHIELD).unwrap_or(text)),
            other => other,
        };
        let is_escaped = prepared.text[..range.start].ends_with('\\');
        let is_verbatim = matches!(text, CowStr::Borrowed(_)) && text.len() == range.end - start && !is_escaped;
        if self.smart && is_verbatim && is_concerned(&text) {
            let mut smart = String::new();
            self.quotes.push(&Stretch { document: &prepared.text, start, end: range.end }, &mut smart);
            return self.show(&prepared.restore(smart.into()));
        }
        self.quotes.last = text.chars().next_back().or(self.quotes.last);
        self.show(&prepared.restore(text));
    }

    fn show(&mut self, text: &str) {
        if self.markup { escape_text(text, &mut self.out) } else { self.out.push_str(text) }
    }
}

/// Returns whether nothing in a line means anything to the parser, or would be taken out before it.
fn is_plain(text: &str) -> bool {
    let is_markup = |byte| {
        (byte == b'*')
            | (byte == b'_')
            | (byte == b'`')
            | (byte == b'[')
            | (byte == b'<')
            | (byte == b'&')
            | (byte == b'\\')
            | (byte == b'~')
            | (byte == b'\n')
            | (byte == b'\r')
    };
    // The first bytes of [`SHIELD`] and of noncharacters; the parser replaces a zero.
    let is_rare = |byte| (byte == 0xf0) | (byte == 0xef) | (byte == 0);
    first_byte(text, is_markup).is_none() && (first_byte(text, is_rare).is_none() || !text.contains(['!', '"', '\'', '-', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(text: &str) -> String {
        inline(text, &Options::default())
    }

    #[test]
    fn a_headline_is_one_line_of_inline_markdown() {
        for (typed, shown) in [
            ("Rent cap *passes*", "Rent cap <em>passes</em>"),
            ("# 1 in town", "# 1 in town"),
            ("1. FC wins", "1. FC wins"),
            ("> x", "&gt; x"),
            ("    code", "code"),
            ("--- a", "— a"),
            ("[a]: b", "[a]: b"),
            ("- a\n- b", "- a - b"),
            ("AT&T &amp; &#8217;", "AT&amp;T &amp; ’"),
            ("<b>x</b> <script>", "&lt;b&gt;x&lt;/b&gt; &lt;script&gt;"),
            ("[x](https://x.org) [y](y.md) [z](javascript:z)", "<a href=\"https://x.org\">x</a> y z"),
            ("**“인용”**이라고 \"말\"했다", "<strong>“인용”</strong>이라고 “말”했다"),
            ("\"Quote\" here", "“Quote” here"),
            ("![alt *x*](y.jpg) z", "alt x z"),
            ("a `b*` ~~c~~", "a <code>b*</code> <del>c</del>"),
            ("\\*x\\* \\\"", "*x* &quot;"),
            ("", ""),
            ("{{ 7*7 }}", "{{ 7*7 }}"),
            ("a[^1]", "a[^1]"),
        ] {
            assert_eq!(html(typed), shown, "{typed}");
        }
        assert_eq!(inline_text("*A* & `b` <i> \"c\" [d](e)"), "A & b <i> \"c\" d");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_plain_line_is_what_the_parser_makes_of_it(text in "([a-c0-9 .,:;'\"()!#>|{}@+=-]|[ -~]|[가-닣]|[“”’…—（、\u{301}\u{a0}\u{3000}]|\\PC| [a-z]{1,9} |'|\"|--){0,40}") {
            let text = text.trim();
            if is_plain(text) && text.contains(['!', '"', '\'', '-', '.']) {
                for (smart, markup) in [(true, true), (false, true), (false, false)] {
                    let (mut plain, mut parsed) = (Line { smart, markup, ..Line::default() }, Line { smart, markup, ..Line::default() });
                    plain.plain(text);
                    parsed.parse(text);
                    prop_assert_eq!(&plain.out, &parsed.out);
                }
            }
        }
    }

    #[test]
    fn deep_nesting_is_cheap() {
        let deep = html(&"*a _b ".repeat(5000));
        assert!(deep.len() < 200_000);
    }
}
