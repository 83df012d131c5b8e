//! One author file: who somebody is, and the bio.
//!
//! Which stories are theirs is known to `site`.

use super::{Body, Text, header};
use crate::base::{Diagnostic, Diagnostics, Outcome, ProjectPath, Span, codes};
use crate::config::{Language, Project};
use crate::markdown::address;
use crate::notation::{Reader, Spanned, Table, Unknown, Value};

/// The front matter of an author file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/content.md")]
pub struct PersonFront {
    pub name: Spanned<String>,
    pub name_native: Option<String>,
    pub role: Option<String>,
    pub email: Option<String>,
    pub email_public: bool,
    pub photo: Option<Spanned<String>>,
    pub photo_alt: Option<String>,
    pub short_bio: Option<String>,
    pub beats: Vec<String>,
    pub area: Option<String>,
    pub languages: Vec<String>,
    pub links: Vec<(String, String)>,
    pub phone: Option<String>,
    pub signal: Option<String>,
    pub fediverse: Option<String>,
    pub alumni_of: Vec<String>,
    pub awards: Vec<String>,
    pub previous: Vec<String>,
    pub since: Option<String>,
    pub active: bool,
    pub group: Option<String>,
    pub extra: Table,
}

/// An author's file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PersonSource {
    /// Where it is.
    pub file: ProjectPath,
    /// What it goes by: the file's name, or its folder's.
    pub name: String,
    /// The header.
    pub front: PersonFront,
    /// The bio.
    pub body: Body,
}

/// Reads one author file.
pub(super) fn parse(text: &Text<'_>, project: &Project) -> Outcome<Option<PersonSource>> {
    let (mut findings, file) = (Diagnostics::new(), text.file);
    let Some(split) = header::split(text.text, file, &project.config.limits).drain_into(&mut findings) else {
        return Outcome::new(None, findings);
    };
    let mut reader = Reader::new(file, split.table, Unknown::Warning);
    let front = read_front(&mut reader, file);
    findings.append(reader.finish());
    let Some(front) = front else { return Outcome::new(None, findings) };
    let language: &Language = &project.config.language;
    let body = Body::of(text, split.body, language, project).drain_into(&mut findings);
    Outcome::new(
        Some(PersonSource { file: file.clone(), name: super::story_name(file, project).to_owned(), front, body }),
        findings,
    )
}

fn read_front(reader: &mut Reader<'_>, file: &ProjectPath) -> Option<PersonFront> {
    let name = reader.text(&["name", "title"]).filter(|name| !name.value.trim().is_empty());
    if name.is_none() {
        let found = Diagnostic::error(codes::NAME_MISSING, "the author file has no name");
        reader.report(found.at(Span::file(file)).help("add a line to the header: name = \"Dana Kim\""));
    }
    let front = PersonFront {
        name_native: reader.words(&["name_native"]),
        role: reader.words(&["role"]),
        email: reader.words(&["email"]),
        email_public: reader.flag(&["email_public"]).unwrap_or(false),
        photo: reader.text(&["photo", "avatar"]).filter(|photo| !photo.value.trim().is_empty()),
        photo_alt: reader.words(&["photo_alt", "avatar_alt"]),
        short_bio: reader.words(&["short_bio"]),
        beats: reader.word_list(&["beats"]),
        area: reader.words(&["area"]),
        languages: reader.word_list(&["languages"]),
        links: read_links(reader),
        phone: reader.words(&["phone"]),
        signal: reader.words(&["signal"]),
        fediverse: reader.words(&["fediverse"]),
        alumni_of: reader.word_list(&["alumni_of"]),
        awards: reader.word_list(&["awards"]),
        previous: reader.word_list(&["previous"]),
        since: read_since(reader),
        active: reader.flag(&["active"]).unwrap_or(true),
        group: reader.words(&["group"]),
        extra: reader.table(&["extra"], Reader::rest).unwrap_or_default(),
        name: name.map(|name| Spanned { value: name.value.trim().to_owned(), span: name.span })?,
    };
    Some(front)
}

/// A year, or a date: shown as it is written.
fn read_since(reader: &mut Reader<'_>) -> Option<String> {
    match reader.node(&["since"])?.value {
        Value::Integer(year) => Some(year.to_string()),
        Value::Text(text) | Value::Plain(text) | Value::Moment(text) => Some(text),
        _ => None,
    }
}

/// Links are a list of addresses, a list of tables with `name` and `url`, or one table of names and addresses.
fn read_links(reader: &mut Reader<'_>) -> Vec<(String, String)> {
    let Some(node) = reader.node(&["links"]) else { return Vec::new() };
    let mut links = Vec::new();
    let nodes = match node.value {
        Value::List(nodes) => nodes,
        Value::Table(table) if table.get("url").is_none() => {
            let named = table.entries.into_iter().filter_map(|(name, _, node)| match node.value {
                Value::Text(url) | Value::Plain(url) => Some((name, url, node.span)),
                _ => None,
            });
            for (name, url, place) in named.collect::<Vec<_>>() {
                links.extend(check_link(reader, name, url, &place));
            }
            return links;
        }
        _ => vec![node],
    };
    for node in nodes {
        let place = node.span.clone();
        let (name, url) = match node.value {
            Value::Text(url) | Value::Plain(url) => (host(&url), url),
            _ => {
                let read = reader.sub_table("links", node, |table| (table.words(&["name", "title"]), table.words(&["url"])));
                let Some((name, Some(url))) = read else { continue };
                (name.unwrap_or_else(|| host(&url)), url)
            }
        };
        links.extend(check_link(reader, name, url, &place));
    }
    links
}

fn host(url: &str) -> String {
    let parsed = url::Url::parse(url).ok();
    parsed.and_then(|url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned())).unwrap_or_else(|| url.to_owned())
}

fn check_link(reader: &mut Reader<'_>, name: String, url: String, place: &std::ops::Range<usize>) -> Option<(String, String)> {
    if let Some(url) = address(&url) {
        return Some((name, url));
    }
    let found = Diagnostic::warning(codes::LINK_SCHEME, format!("`{url}` is left out: links use http, https, mailto or tel"));
    let found = found.at(reader.span(place)).help("write the whole address: https://…");
    reader.report(found);
    None
}
