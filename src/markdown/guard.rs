//! Keeps our own markup apart from authors' HTML while the latter is cleaned.
//!
//! Where a body may hold HTML, each finished piece of ours (a figure, a heading with its id, what a theme drew) is put
//! aside, and a placeholder stands in: a key that no author can foresee, between two noncharacters that
//! [`Prepared`](super::prepare::Prepared) has taken out of the text. The sanitiser thus never sees our classes and ids,
//! and drops every one that it does see. At the end the pieces return.

use super::address::{Address, classify};
use super::{ids, raw};
use crate::base::{Fingerprint, first_byte};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::OnceLock;

const OPEN: char = '\u{fdd0}';
const CLOSE: char = '\u{fdd1}';

/// Pieces that were put aside.
#[derive(Debug)]
pub(super) struct Guard {
    key: String,
    pieces: Vec<String>,
}

impl Guard {
    /// Makes a guard for a body; `None` when the body cannot hold HTML.
    pub fn for_body(text: &str) -> Option<Self> {
        has_tag(text).then(|| Self { key: Fingerprint::of_bytes(text.as_bytes()).short(16), pieces: Vec::new() })
    }

    /// Puts the end of `out`, from `from` on, aside.
    pub fn seal(&mut self, out: &mut String, from: usize) {
        let piece = out.split_off(from);
        write!(out, "{OPEN}{}:{}{CLOSE}", self.key, self.pieces.len()).expect("writing to a string cannot fail");
        self.pieces.push(piece);
    }

    /// Returns `html` with all pieces in their places.
    pub fn expand<'h>(&self, html: &'h str) -> Cow<'h, str> {
        if self.pieces.is_empty() || !html.contains(OPEN) {
            return Cow::Borrowed(html);
        }
        let mut out = String::with_capacity(html.len() * 2);
        let mut open: Vec<&str> = vec![html];
        while let Some(rest) = open.pop() {
            let Some(at) = rest.find(OPEN) else {
                out.push_str(rest);
                continue;
            };
            out.push_str(&rest[..at]);
            let inner = &rest[at + OPEN.len_utf8()..];
            match self.piece(inner) {
                Some((piece, behind)) => open.extend([behind, piece]),
                None => open.push(inner),
            }
        }
        Cow::Owned(out)
    }

    /// Reads `key:12` and the closing bracket: the piece, and what follows.
    fn piece<'s, 'r: 's>(&'s self, rest: &'r str) -> Option<(&'s str, &'s str)> {
        let rest = rest.strip_prefix(&*self.key)?.strip_prefix(':')?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let behind = rest[digits..].strip_prefix(CLOSE)?;
        let piece = self.pieces.get(rest[..digits].parse::<usize>().ok()?)?;
        Some((piece, behind))
    }
}

/// Returns whether there may be HTML in a body.
pub(super) fn has_tag(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = first_byte(rest, |byte| byte == b'<') {
        rest = &rest[at + 1..];
        if matches!(rest.as_bytes().first(), Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?')) {
            return true;
        }
    }
    false
}

/// Cleans HTML that authors wrote: the tree is made whole, and only what [`raw`] lists stays.
pub(super) fn clean(html: &str) -> String {
    static CLEANER: OnceLock<ammonia::Builder<'static>> = OnceLock::new();
    CLEANER.get_or_init(cleaner).clean(html).to_string()
}

fn cleaner() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::empty();
    let of_tags = raw::TAG_ATTRIBUTES.iter().map(|(tag, own)| (*tag, own.iter().copied().collect::<HashSet<_>>()));
    builder
        .tags(raw::TAGS.into_iter().collect())
        .clean_content_tags(["script", "style"].into_iter().collect())
        .generic_attributes(raw::ATTRIBUTES.into_iter().collect())
        .tag_attributes(of_tags.collect::<HashMap<_, _>>())
        .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(judge);
    builder
}

/// Judges one attribute that is on the list: addresses by where they lead, ids get a beginning of their own.
fn judge<'v>(_tag: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    if value.contains([OPEN, CLOSE]) {
        return None;
    }
    match attribute {
        "id" => {
            let id: String = value.chars().filter(|letter| ids::is_id_letter(*letter)).collect();
            let id = id.strip_prefix("u-").unwrap_or(&id);
            (!id.is_empty()).then(|| format!("u-{id}").into())
        }
        "src" => matches!(classify(value), Address::Site | Address::Web).then_some(value.into()),
        "href" | "cite" => (classify(value) != Address::Refused).then_some(value.into()),
        _ => Some(value.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_return_to_their_places() {
        let mut guard = Guard::for_body("<b>").expect("there is a tag");
        let mut out = String::from("a<b>");
        guard.seal(&mut out, 1);
        let outer = out.len();
        out.push_str("[x]");
        guard.seal(&mut out, outer);
        out.insert(0, '(');
        guard.seal(&mut out, 0);
        assert_eq!(guard.expand(&out), "(a<b>[x]");
        assert_eq!(guard.expand("\u{fdd0}forged:0 x"), "forged:0 x");
        assert!(Guard::for_body("a < b, 5 <3").is_none());
    }

    #[test]
    fn cleaning_twice_is_cleaning_once() {
        for html in [
            "<p id=x class=y>a<b>c",
            "<table><tr><td lang='a b'>x",
            "<a href='javascript:x' title='\"'>y</a>",
            "<p id=\"u-u-x\">",
            "a<svg><p>",
        ] {
            let once = clean(html);
            assert_eq!(clean(&once), once, "{html}");
        }
        assert_eq!(clean("<p id=x onclick=y style=z>a<b>c"), "<p id=\"u-x\">a<b>c</b></p>");
        assert_eq!(clean("<a href=\"//evil\">x</a><img src=data:x>"), "<a>x</a><img>");
    }
}
