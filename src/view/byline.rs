//! Bylines: people in the outlet's house style, as HTML for a story and as text for a card.
//!
//! Capitals are shown by the style sheet, so that the text keeps the real name.

use crate::base::{escape_attribute, escape_text};
use crate::config::{BylineStyle, Config, Language, Piece};
use crate::site::{Article, Person, Site};

/// The line of a story: `BY <span class="upper">Dana Kim</span> [mail]`.
pub(super) fn html(article: &Article, site: &Site, config: &Config) -> String {
    let mut out = String::new();
    if let Some(free) = &article.source.front.byline {
        escape_text(free, &mut out);
        return out;
    }
    let style = config.byline(article.lang());
    let people: Vec<&Person> = article.credits.authors.iter().map(|id| site.person(*id)).collect();
    if people.is_empty() {
        return out;
    }
    for piece in &style.lead {
        write_piece(piece, people[0], config, &mut out);
    }
    for (at, person) in people.iter().enumerate() {
        escape_text(joint(style, at, people.len()), &mut out);
        for piece in tidied(&style.person, person) {
            write_piece(&piece, person, config, &mut out);
        }
    }
    out.trim_end().to_owned()
}

/// Returns the names alone, joined in the house style: for cards, and for other newsrooms.
pub fn text(article: &Article, site: &Site, config: &Config) -> String {
    if let Some(free) = &article.source.front.byline {
        return free.clone();
    }
    let style = config.byline(article.lang());
    let people: Vec<&Person> = article.credits.authors.iter().map(|id| site.person(*id)).collect();
    let mut out = String::new();
    for (at, person) in people.iter().enumerate() {
        out.push_str(joint(style, at, people.len()));
        out.push_str(&name_in(person, article.lang()));
    }
    out
}

/// The names that a byline may have besides those that the people go by.
pub(super) fn native_names<'s>(article: &Article, site: &'s Site) -> Vec<Option<&'s str>> {
    let source = |id: &crate::site::PersonId| site.person(*id).source.as_ref();
    article.credits.authors.iter().map(|id| source(id).and_then(|source| source.front.name_native.as_deref())).collect()
}

/// Returns the name in the language of the story, where the person has one.
pub fn name_in(person: &Person, language: &Language) -> String {
    let native = person.source.as_ref().and_then(|source| source.front.name_native.clone());
    match native {
        Some(native) if is_in(&native, language) => native,
        _ => person.name.clone(),
    }
}

/// A native name fits a language that is written in its script.
fn is_in(name: &str, language: &Language) -> bool {
    let is_hangul = name.chars().any(|letter| matches!(letter, '가'..='힣'));
    let is_han = name.chars().any(|letter| matches!(letter, '\u{4e00}'..='\u{9fff}'));
    match language.base() {
        "ko" => is_hangul,
        "ja" | "zh" => is_han && !is_hangul,
        "en" | "es" | "fr" | "de" | "pt" | "vi" | "tl" => false,
        _ => !is_hangul && !is_han && !name.is_ascii(),
    }
}

fn joint(style: &BylineStyle, at: usize, count: usize) -> &str {
    match at {
        0 => "",
        at if at + 1 == count => &style.last_join,
        _ => &style.join,
    }
}

fn field(name: &str, person: &Person) -> Option<String> {
    let front = person.source.as_ref().map(|source| &source.front);
    match name {
        "name" => Some(person.name.clone()),
        "name_native" => Some(front.and_then(|front| front.name_native.clone()).unwrap_or_else(|| person.name.clone())),
        "role" => front.and_then(|front| front.role.clone()),
        _ => front.filter(|front| front.email_public).and_then(|front| front.email.clone()),
    }
}

/// Leaves out groups and fields without a value, and the blank before them.
fn tidied(pieces: &[Piece], person: &Person) -> Vec<Piece> {
    let has_value = |piece: &Piece| !matches!(piece, Piece::Field { field: name, .. } if field(name, person).is_none());
    let mut kept: Vec<Piece> = Vec::new();
    for piece in pieces {
        let is_there = match piece {
            Piece::Group(inner) => inner.iter().all(has_value),
            other => has_value(other),
        };
        if is_there {
            kept.push(piece.clone());
        } else if let Some(Piece::Literal(before)) = kept.last_mut() {
            *before = before.trim_end().to_owned();
        }
    }
    kept
}

fn write_piece(piece: &Piece, person: &Person, config: &Config, out: &mut String) {
    match piece {
        Piece::Literal(text) => escape_text(text, out),
        Piece::Group(inner) => {
            out.push('[');
            inner.iter().for_each(|piece| write_piece(piece, person, config, out));
            out.push(']');
        }
        Piece::Field { field: name, upper } => {
            let Some(value) = field(name, person) else { return };
            write_field(name, &value, *upper, person, config, out);
        }
    }
}

fn write_field(name: &str, value: &str, upper: bool, person: &Person, config: &Config, out: &mut String) {
    if name == "email" {
        out.push_str("<a");
        escape_attribute("href", &format!("mailto:{value}"), out);
        out.push('>');
        escape_text(value, out);
        out.push_str("</a>");
        return;
    }
    let links = name.starts_with("name") && config.outputs.authors;
    if links {
        out.push_str("<a rel=\"author\"");
        escape_attribute("href", &config.base_url.href(&person.permalink), out);
        if upper {
            out.push_str(" class=\"upper\"");
        }
        out.push('>');
    } else if upper {
        out.push_str("<span class=\"upper\">");
    }
    escape_text(value, out);
    if links {
        out.push_str("</a>");
    } else if upper {
        out.push_str("</span>");
    }
}
