//! HTML in bodies: a tokeniser for tags, and the list of what is allowed.
//!
//! The tokeniser follows the HTML Living Standard, 13.2.5 (tag open to attribute value states). It decides which tags
//! reach the sanitiser at all, so that nothing that switches a browser's parser into another mode ever does; what it
//! lets through is judged again by ammonia, which sees the whole tree.

use std::ops::Range;

/// Elements that authors may write.
pub(super) const TAGS: [&str; 71] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];

/// Attributes that every element may have.
pub(super) const ATTRIBUTES: [&str; 4] = ["dir", "id", "lang", "title"];

/// Further attributes of single elements.
pub(super) const TAG_ATTRIBUTES: [(&str, &[&str]); 15] = [
    ("a", &["href", "hreflang"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("img", &["src", "alt", "width", "height"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["start", "reversed"]),
    ("q", &["cite"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope", "abbr"]),
    ("time", &["datetime"]),
];

/// Elements without an end tag.
pub(super) const VOID: [&str; 4] = ["br", "col", "hr", "img"];

/// Elements of a line of text: browsers open them again in the next paragraph when they are not closed.
pub(super) const FORMATTING: [&str; 13] =
    ["a", "b", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u", "mark", "span"];

/// More attributes than this are an attack: parsers compare each with each.
pub(super) const MOST_ATTRIBUTES: usize = 32;

/// Returns whether an element may have an attribute.
pub(super) fn may_have(tag: &str, attribute: &str) -> bool {
    ATTRIBUTES.contains(&attribute) || TAG_ATTRIBUTES.iter().any(|(name, own)| *name == tag && own.contains(&attribute))
}

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Text, with entities as they are.
    Text(Range<usize>),
    /// `<!-- … -->`; the range is what is said in it.
    Comment(Range<usize>),
    /// A start tag.
    Open { name: String, attributes: Vec<Attribute>, range: Range<usize> },
    /// An end tag.
    Close { name: String, range: Range<usize> },
    /// A declaration or a processing instruction.
    Other(Range<usize>),
}

impl Token {
    /// Returns the bytes of the whole token; of a comment only what is said in it.
    pub fn range(&self) -> Range<usize> {
        match self {
            Self::Text(range) | Self::Comment(range) | Self::Other(range) => range.clone(),
            Self::Open { range, .. } | Self::Close { range, .. } => range.clone(),
        }
    }
}

/// An attribute of a start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    /// In lower case.
    pub name: String,
    /// As written, without quotes.
    pub value: Range<usize>,
}

/// Walks over the tokens of `html`.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = Token> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at == html.len() {
            return None;
        }
        let (token, end) = token(html, at);
        at = end;
        Some(token)
    })
}

fn token(html: &str, at: usize) -> (Token, usize) {
    let rest = &html.as_bytes()[at..];
    let end_of = |needle: &str| html[at..].find(needle).map_or(html.len(), |found| at + found + needle.len());
    match rest {
        [b'<', b'!', b'-', b'-', ..] => {
            let inner = &html[at + 4..];
            let short = inner.starts_with('>') || inner.starts_with("->");
            let end = if short { end_of(">") } else { inner.find("-->").map_or(html.len(), |found| at + 7 + found) };
            let text = at + 4..if short { at + 4 } else { inner.find("-->").map_or(html.len(), |found| at + 4 + found) };
            (Token::Comment(text), end)
        }
        [b'<', b'!' | b'?', ..] => (Token::Other(at..end_of(">")), end_of(">")),
        [b'<', first, ..] if first.is_ascii_alphabetic() => tag(html, at, at + 1),
        [b'<', b'/', first, ..] if first.is_ascii_alphabetic() => tag(html, at, at + 2),
        _ => {
            let next = html[at..].char_indices().skip(1).find(|(_, letter)| *letter == '<');
            let end = next.map_or(html.len(), |(found, _)| at + found);
            (Token::Text(at..end), end)
        }
    }
}

/// Reads a tag whose name begins at `name`; one that is not closed is text to the end.
fn tag(html: &str, start: usize, name: usize) -> (Token, usize) {
    let mut reader = TagReader { html: html.as_bytes(), at: name };
    reader.skip_until(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
    let name_end = reader.at;
    let mut attributes = Vec::new();
    while let Some(attribute) = reader.attribute() {
        attributes.push(Attribute { name: html[attribute.0].to_ascii_lowercase(), value: attribute.1 });
    }
    if reader.at == html.len() {
        return (Token::Text(start..html.len()), html.len());
    }
    let range = start..reader.at + 1;
    let end = range.end;
    let word = html[name..name_end].to_ascii_lowercase();
    let token =
        if name == start + 1 { Token::Open { name: word, attributes, range } } else { Token::Close { name: word, range } };
    (token, end)
}

struct TagReader<'h> {
    html: &'h [u8],
    at: usize,
}

impl TagReader<'_> {
    fn peek(&self) -> Option<u8> {
        self.html.get(self.at).copied()
    }

    fn skip_until(&mut self, is_end: impl Fn(u8) -> bool) {
        let len = self.html[self.at..].iter().position(|byte| is_end(*byte));
        self.at = len.map_or(self.html.len(), |len| self.at + len);
    }

    /// Reads an attribute's name and value; stops at the `>` of the tag, or at the end.
    fn attribute(&mut self) -> Option<(Range<usize>, Range<usize>)> {
        self.skip_until(|byte| !byte.is_ascii_whitespace() && byte != b'/');
        let start = self.at;
        if matches!(self.peek(), None | Some(b'>')) {
            return None;
        }
        self.at += 1; // a `=` may begin a name
        self.skip_until(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
        let name = start..self.at;
        self.skip_until(|byte| !byte.is_ascii_whitespace());
        if self.peek() != Some(b'=') {
            return Some((name, start..start));
        }
        self.at += 1;
        self.skip_until(|byte| !byte.is_ascii_whitespace());
        let value = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let value = self.at;
                self.skip_until(|byte| byte == quote);
                let range = value..self.at;
                self.at = (self.at + 1).min(self.html.len());
                range
            }
            _ => {
                let value = self.at;
                self.skip_until(|byte| byte.is_ascii_whitespace() || byte == b'>');
                value..self.at
            }
        };
        Some((name, value))
    }
}

/// Collects the ids of all elements in `html`, as `id="…"` says them.
pub(super) fn ids(html: &str) -> impl Iterator<Item = &str> {
    tokens(html).filter_map(move |token| match token {
        Token::Open { attributes, .. } => {
            let id = attributes.into_iter().find(|attribute| attribute.name == "id")?;
            Some(&html[id.value])
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> String {
        let name = |token| match token {
            Token::Text(range) => format!("'{}'", &html[range]),
            Token::Comment(range) => format!("!{}", html[range].trim()),
            Token::Open { name, attributes, .. } => {
                let list: Vec<_> = attributes.iter().map(|one| format!(" {}={}", one.name, &html[one.value.clone()])).collect();
                format!("<{name}{}>", list.concat())
            }
            Token::Close { name, .. } => format!("</{name}>"),
            Token::Other(range) => html[range].to_owned(),
        };
        tokens(html).map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tags_and_attributes_are_read_as_browsers_read_them() {
        for (html, read) in [
            ("a<B ID=x c='d>' e = \"f\" g/>h</b >", "'a' <b id=x c=d> e=f g=> 'h' </b>"),
            ("<img/src=x/onerror=y>", "<img src=x/onerror=y>"),
            ("<a =x>", "<a =x=>"),
            ("x < y <3", "'x ' '< y ' '<3'"),
            ("<!-- a > --><!--> <!DOCTYPE x><?y?>", "!a > ! ' ' <!DOCTYPE x> <?y?>"),
            ("<b title=\"<i>", "'<b title=\"<i>'"),
            ("</3><한>", "'</3>' '<한>'"),
            ("<!-- open", "!open"),
        ] {
            assert_eq!(names(html), read, "{html}");
        }
    }

    #[test]
    fn lists_are_consistent() {
        assert!(TAG_ATTRIBUTES.iter().all(|(tag, _)| TAGS.contains(tag)));
        assert!(VOID.iter().chain(&FORMATTING).all(|tag| TAGS.contains(tag)));
        for tag in [
            "script", "style", "svg", "math", "iframe", "form", "object", "base", "meta", "link", "template", "textarea", "title",
        ] {
            assert!(!TAGS.contains(&tag));
        }
        assert!(may_have("a", "href") && may_have("p", "id") && !may_have("p", "href") && !may_have("a", "class"));
    }
}
