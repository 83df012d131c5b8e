//! Pictures: captions, credits, and the markup of a figure.

use super::{Element, Figure, Hooks, Options, Picture, inline, inline_text};
use crate::base::{escape_attribute, escape_text};
use std::fmt::Write;

/// Words that begin a credit.
const CREDIT_WORDS: [&str; 6] = ["credit", "photo", "photos", "사진", "사진제공", "사진 제공"];

/// Parts a caption from the credit that ends it.
///
/// Read are `(Credit: …)`, `(Photo: …)`, `(사진: …)`, `(사진=…)`, the same in square brackets or bare at the end, and
/// `{credit="…"}`.
pub(super) fn part_credit(caption: &str) -> (&str, &str) {
    let caption = caption.trim();
    if caption.ends_with('}')
        && let Some(at) = caption.rfind("{credit=")
        && let Some((credit, len)) = credit_attribute(&caption[at..])
        && at + len == caption.len()
    {
        return (caption[..at].trim_end(), credit);
    }
    for (open, close) in [('(', ')'), ('[', ']'), ('\u{ff08}', '\u{ff09}')] {
        if let Some(inner) = caption.strip_suffix(close)
            && let Some(at) = matching(inner, open, close)
            && let Some(credit) = after_word(&inner[at + open.len_utf8()..])
        {
            return (caption[..at].trim_end(), credit);
        }
    }
    if !caption.contains([':', '=', '\u{ff1a}']) {
        return (caption, "");
    }
    let starts = caption.char_indices().filter(|(at, _)| *at == 0 || caption[..*at].ends_with(char::is_whitespace));
    let bare = starts.filter_map(|(at, _)| after_word(&caption[at..]).map(|credit| (at, credit))).next_back();
    bare.map_or((caption, ""), |(at, credit)| (caption[..at].trim_end(), credit))
}

/// Finds the bracket that a closing one behind `text` belongs to.
fn matching(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices().rev() {
        if letter == close {
            depth += 1;
        } else if letter == open {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some(at),
            }
        }
    }
    None
}

/// Returns what follows `Photo:`, `사진=` and the like, if the text begins so.
fn after_word(text: &str) -> Option<&str> {
    let end = text[..text.floor_char_boundary(20)].find([':', '=', '\u{ff1a}'])?;
    let word = text[..end].trim();
    let is_word = word.len() <= 16 && CREDIT_WORDS.contains(&word.to_lowercase().as_str());
    let credit = text[end..].trim_start_matches([':', '=', '\u{ff1a}']).trim();
    (is_word && !credit.is_empty()).then_some(credit)
}

/// Reads `{credit="…"}` at the start of `text`: the credit, and how long the whole is.
pub(super) fn credit_attribute(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("{credit=")?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (credit, behind) = rest[1..].split_once(quote)?;
    let behind = behind.trim_start_matches(' ').strip_prefix('}')?;
    (!credit.contains('\n')).then(|| (credit.trim(), text.len() - behind.len()))
}

/// Makes a figure of what was typed and where the picture is.
pub(super) fn figure(picture: Picture, alt: &str, caption: (&str, &str), options: &Options) -> Figure {
    let (caption, credit) = caption;
    Figure {
        src: picture.src,
        width: picture.width,
        height: picture.height,
        alt: alt.to_owned(),
        caption: inline(caption, options),
        credit: inline_text(credit),
    }
}

/// Writes the pictures of a paragraph that has nothing else, drawn by the theme where it does.
pub(super) fn push_figures(figures: &[Figure], hooks: &dyn Hooks, out: &mut String) {
    let is_group = figures.len() > 1;
    if is_group {
        out.push_str("<div class=\"figures\">\n");
    }
    for figure in figures {
        match hooks.element(&Element::Figure(figure)) {
            Some(own) => out.push_str(&own),
            None => push_figure(figure, out),
        }
    }
    if is_group {
        out.push_str("</div>\n");
    }
}

/// Writes the built-in markup of a figure.
fn push_figure(figure: &Figure, out: &mut String) {
    out.push_str("<figure class=\"figure\">");
    push_image(figure, "", out);
    if !figure.caption.is_empty() || !figure.credit.is_empty() {
        out.push_str("<figcaption>");
        if !figure.caption.is_empty() {
            write!(out, "<span class=\"caption\">{}</span>", figure.caption).expect("writing to a string cannot fail");
        }
        if !figure.credit.is_empty() {
            out.push_str(if figure.caption.is_empty() { "<span class=\"credit\">" } else { " <span class=\"credit\">" });
            escape_text(&figure.credit, out);
            out.push_str("</span>");
        }
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>\n");
}

/// Writes the `<img>` of a figure, or of a picture within a line of text.
pub(super) fn push_image(figure: &Figure, title: &str, out: &mut String) {
    out.push_str("<img");
    super::address::push_address("src", &figure.src, out);
    escape_attribute("alt", &figure.alt, out);
    if !title.is_empty() {
        escape_attribute("title", title, out);
    }
    if figure.width > 0 && figure.height > 0 {
        write!(out, " width=\"{}\" height=\"{}\"", figure.width, figure.height).expect("writing to a string cannot fail");
    }
    out.push_str(" loading=\"lazy\" decoding=\"async\">");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_are_found_in_every_usual_form() {
        for (caption, parts) in [
            ("The river. (Credit: Ana Ruiz)", ("The river.", "Ana Ruiz")),
            ("The river (left). (Photo: Ana (AP))", ("The river (left).", "Ana (AP)")),
            ("The river. Photo: Ana Ruiz / Lantern", ("The river.", "Ana Ruiz / Lantern")),
            ("credit: Ana", ("", "Ana")),
            ("시의회 앞. (사진=연합뉴스)", ("시의회 앞.", "연합뉴스")),
            ("시의회 앞. 사진: 김다나 기자", ("시의회 앞.", "김다나 기자")),
            ("시의회 앞 [사진=김다나]", ("시의회 앞", "김다나")),
            ("At dusk {credit=\"Ana\"}", ("At dusk", "Ana")),
            ("A photo: not at a word's start is fine", ("A", "not at a word's start is fine")),
            ("Telephoto: no credit", ("Telephoto: no credit", "")),
            ("A vote (Tuesday)", ("A vote (Tuesday)", "")),
            ("Photo:", ("Photo:", "")),
            ("", ("", "")),
        ] {
            assert_eq!(part_credit(caption), parts, "{caption:?}");
        }
    }

    #[test]
    fn an_attribute_stands_in_braces() {
        assert_eq!(credit_attribute("{credit=\"A & B\"} x"), Some(("A & B", 16)));
        assert_eq!(credit_attribute("{credit='A'}"), Some(("A", 12)));
        for bad in ["{credit=A}", "{credit=\"A\"", "{credit=\"A\n\"}", "credit"] {
            assert_eq!(credit_attribute(bad), None, "{bad:?}");
        }
    }
}
