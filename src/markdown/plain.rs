//! Plain HTML of a body: for feeds, letters and other newsrooms, which know neither our style sheets nor our addresses.
//!
//! Looks at finished HTML of ours, whose attributes stand in double quotes; what authors wrote was cleaned before. Every
//! address becomes absolute, and of attributes only those stay that mean something without a style sheet or a script.

use crate::base::escape_text;
use std::borrow::Cow;

/// Whether an attribute stays.
fn is_kept(name: &str) -> bool {
    matches!(
        name,
        "abbr"
            | "alt"
            | "cite"
            | "colspan"
            | "datetime"
            | "dir"
            | "height"
            | "href"
            | "hreflang"
            | "lang"
            | "open"
            | "reversed"
            | "rowspan"
            | "scope"
            | "span"
            | "src"
            | "start"
            | "title"
            | "value"
            | "width"
    )
}

/// The widest picture that mail programs show whole.
const MAIL_WIDTH: u32 = 600;

/// What mail programs need to be told at the element itself.
const MAIL_STYLES: [(&str, &str); 4] = [
    ("img", "display:block;max-width:100%;height:auto;border:0"),
    ("figure", "margin:0 0 16px"),
    ("figcaption", "font-size:14px;line-height:1.4;color:#555"),
    ("blockquote", "margin:0 0 16px;padding-left:16px;border-left:3px solid #ccc"),
];

/// Rewrites the HTML of a page as plain HTML; `page` is the page's address.
pub(super) fn plain(html: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut spans = Vec::new();
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Tag { name: "input", whole, .. } => out.push_str(if whole.contains(" checked") { "☑" } else { "☐" }),
            Piece::Tag { name: "span", whole, .. } if whole.starts_with("</") => {
                if spans.pop() == Some(true) {
                    out.push_str(whole);
                }
            }
            Piece::Tag { name: "span", attributes, .. } => {
                let start = out.len();
                out.push_str("<span");
                let bare = out.len();
                push_kept(attributes, page, &mut out);
                spans.push(out.len() > bare);
                out.push('>');
                if spans.last() == Some(&false) {
                    out.truncate(start);
                }
            }
            Piece::Tag { whole, attributes: "", .. } => out.push_str(whole),
            Piece::Tag { name, attributes, .. } => {
                out.push('<');
                out.push_str(name);
                push_kept(attributes, page, &mut out);
                out.push('>');
            }
        }
    }
    out
}

/// Dresses plain HTML for mail: no picture wider than a letter, and styles where they are needed.
pub fn for_mail(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 4);
    for piece in pieces(html) {
        let Piece::Tag { name, attributes, whole } = piece else {
            let Piece::Text(text) = piece else { continue };
            out.push_str(text);
            continue;
        };
        let style = MAIL_STYLES.iter().find(|(of, _)| *of == name).filter(|_| !whole.starts_with("</"));
        let Some((_, style)) = style else {
            out.push_str(whole);
            continue;
        };
        out.push('<');
        out.push_str(name);
        let number =
            |name| self::attributes(attributes).find(|(of, _)| *of == name).and_then(|(_, text)| text.parse::<u32>().ok());
        let (width, height) = (number("width"), number("height"));
        let narrow = width.filter(|width| *width > MAIL_WIDTH);
        for (name, value) in self::attributes(attributes) {
            match (name, narrow) {
                ("width", Some(_)) => push(name, &MAIL_WIDTH.to_string(), &mut out),
                ("height", Some(wide)) => {
                    let high = u64::from(height.unwrap_or(0)) * u64::from(MAIL_WIDTH) / u64::from(wide);
                    push(name, &high.to_string(), &mut out);
                }
                _ => push(name, value, &mut out),
            }
        }
        push("style", style, &mut out);
        out.push('>');
    }
    out
}

/// Returns the text of plain HTML, without that of pictures.
pub fn text_of_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut figures = 0_usize;
    for piece in pieces(html) {
        match piece {
            Piece::Tag { name: "figure", whole, .. } if whole.starts_with("</") => figures = figures.saturating_sub(1),
            Piece::Tag { name: "figure", .. } => figures += 1,
            Piece::Tag { name: "a" | "b" | "code" | "del" | "em" | "i" | "span" | "strong" | "sub" | "sup" | "u", .. } => {}
            Piece::Tag { .. } => out.push(' '),
            Piece::Text(text) if figures == 0 => out.push_str(text),
            Piece::Text(_) => {}
        }
    }
    // `&` last: what it begins was escaped once.
    for (escaped, letter) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")]
    {
        out = out.replace(escaped, letter);
    }
    out
}

/// A piece of HTML.
enum Piece<'h> {
    Text(&'h str),
    /// A start or an end tag; a start tag's attributes as they are written.
    Tag {
        name: &'h str,
        attributes: &'h str,
        whole: &'h str,
    },
}

/// Cuts HTML at its tags.
fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = match rest.as_bytes() {
            [b'<', b'/' | b'a'..=b'z' | b'A'..=b'Z', ..] => 0,
            [b'<', ..] => rest[1..].find('<').map_or(rest.len(), |at| at + 1),
            _ => rest.find('<').unwrap_or(rest.len()),
        };
        if at > 0 {
            let (text, behind) = rest.split_at(at);
            rest = behind;
            return Some(Piece::Text(text));
        }
        let end = end_of_tag(rest);
        let (whole, behind) = rest.split_at(end);
        rest = behind;
        let inner = whole.strip_suffix('>').unwrap_or(whole);
        let inner = &inner[if inner.starts_with("</") { 2 } else { 1 }..];
        let is_end = |byte: u8| matches!(byte, b' ' | b'\n' | b'\t' | b'/');
        let name_end = inner.bytes().position(is_end).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(name_end);
        Some(Piece::Tag { name, attributes: attributes.trim_ascii(), whole })
    })
}

/// Finds where a tag ends: at the first `>` outside of quotes.
fn end_of_tag(text: &str) -> usize {
    let mut is_quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'>' if !is_quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Walks over attributes in double quotes, and those without a value.
fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let end = rest.find(['=', ' ', '\n', '\t']).unwrap_or(rest.len());
        if rest.is_empty() {
            return None;
        }
        let (name, behind) = rest.split_at(end.max(1).min(rest.len()));
        let Some(value) = behind.strip_prefix("=\"") else {
            rest = behind.strip_prefix('=').unwrap_or(behind);
            return Some((name, ""));
        };
        let (value, behind) = value.split_once('"').unwrap_or((value, ""));
        rest = behind;
        Some((name, value))
    })
}

fn push_kept(text: &str, page: &str, out: &mut String) {
    for (name, value) in attributes(text) {
        if !is_kept(name) {
            continue;
        }
        match name {
            "href" | "src" | "cite" => push_absolute(name, value, page, out),
            _ => push(name, value, out),
        }
    }
}

/// Writes a value that is escaped already.
fn push(name: &str, value: &str, out: &mut String) {
    for part in [" ", name, "=\"", value, "\""] {
        out.push_str(part);
    }
}

/// Writes an address made absolute; both are as they stand in an attribute.
fn push_absolute(name: &str, value: &str, page: &str, out: &mut String) {
    let start = match value.as_bytes() {
        [b'#', ..] => page,
        // An address of the site: what stands before it is the page's own scheme and host.
        [b'/', next, ..] if !matches!(next, b'/' | b'\\') => origin(page),
        [b'h', b't', b't', b'p', b's', b':', ..] | [b'h', b't', b't', b'p', b':', ..] => "",
        _ => return push(name, &joined(value, page), out),
    };
    for part in [" ", name, "=\"", start, value, "\""] {
        out.push_str(part);
    }
}

/// The scheme and the host of an address.
fn origin(page: &str) -> &str {
    let host = page.find("://").map_or(0, |at| at + 3);
    page[host..].find('/').map_or(page, |end| &page[..host + end])
}

/// Resolves an address against that of the page, as browsers do.
fn joined<'v>(value: &'v str, page: &str) -> Cow<'v, str> {
    let typed = value.replace("&amp;", "&").replace("&#39;", "'").replace("&quot;", "\"");
    let joined = url::Url::parse(page).and_then(|page| page.join(&typed));
    joined.map_or(Cow::Borrowed(value), |url| {
        let mut out = String::new();
        escape_text(url.as_str(), &mut out);
        out.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://x.org/paper/2025/a/";

    #[test]
    fn classes_go_and_addresses_become_absolute() {
        for (html, made) in [
            ("<p class=\"x\">a <em>b</em></p>\n", "<p>a <em>b</em></p>\n"),
            ("<a class=\"y\" href=\"/paper/b/?a=1&amp;b=2#c\">b</a>", "<a href=\"https://x.org/paper/b/?a=1&amp;b=2#c\">b</a>"),
            ("<a href=\"#note\" id=\"n\">b</a>", "<a href=\"https://x.org/paper/2025/a/#note\">b</a>"),
            ("<a href=\"b.pdf\">b</a>", "<a href=\"https://x.org/paper/2025/a/b.pdf\">b</a>"),
            ("<a href=\"mailto:a@x.org\" rel=\"noopener\">b</a>", "<a href=\"mailto:a@x.org\">b</a>"),
            (
                "<img src=\"/paper/m/a.png\" alt=\"a > b\" width=\"9\" loading=\"lazy\">",
                "<img src=\"https://x.org/paper/m/a.png\" alt=\"a > b\" width=\"9\">",
            ),
            ("<span class=\"a\">b <span lang=\"ko\">가</span></span>", "b <span lang=\"ko\">가</span>"),
            ("<li><input type=\"checkbox\" disabled checked> x", "<li>☑ x"),
            ("<td style=\"color:red\" colspan=\"2\">x</td>", "<td colspan=\"2\">x</td>"),
            ("a &lt; b", "a &lt; b"),
            ("", ""),
        ] {
            assert_eq!(plain(html, PAGE), made, "{html}");
        }
    }

    #[test]
    fn letters_hold_no_wide_pictures() {
        assert_eq!(
            for_mail("<figure><img src=\"a\" width=\"1600\" height=\"900\"></figure><p>x</p>"),
            "<figure style=\"margin:0 0 16px\"><img src=\"a\" width=\"600\" height=\"337\" \
             style=\"display:block;max-width:100%;height:auto;border:0\"></figure><p>x</p>"
        );
        assert!(for_mail("<img width=\"300\" height=\"200\">").starts_with("<img width=\"300\" height=\"200\" style="));
    }

    #[test]
    fn the_text_of_html_is_what_is_read() {
        let html = "<p>a<em>b</em> &amp;lt; c</p><p>d</p><figure><img><figcaption>e</figcaption></figure>\n<p>f</p>";
        assert_eq!(text_of_html(html).split_whitespace().collect::<Vec<_>>(), ["ab", "&lt;", "c", "d", "f"]);
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for html in ["<", "<a", "<a href=\"", "</", "<a =x>", "<a href=>", "a<b", "<a \"", "< >", "<한>"] {
            plain(html, PAGE);
            for_mail(html);
            text_of_html(html);
        }
    }
}
