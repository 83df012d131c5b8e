//! Sections, topics and pages: the files that are no story and no person.
//!
//! The three share their keys; what each becomes is decided by `plan`.

use super::picture::{self, PictureFront};
use super::placed::{self, Placed};
use super::{Body, Text, header};
use crate::base::{Diagnostic, Diagnostics, Outcome, ProjectPath, Span, When, codes};
use crate::config::{Language, Project};
use crate::notation::{Reader, Table, Unknown};

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeafKind {
    /// `content/sections/`.
    Section,
    /// `content/topics/`.
    Topic,
    /// `content/pages/`.
    Page,
}

/// The front matter of a section, topic or page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/content.md")]
pub struct LeafFront {
    pub title: String,
    pub description: Option<String>,
    pub deck: Option<String>,
    pub order: usize,
    pub colour: Option<String>,
    pub menu: Option<String>,
    pub key_facts: Vec<String>,
    pub slug: Option<Placed>,
    pub aliases: Box<[Placed]>,
    pub lang: Language,
    pub translation_key: Option<String>,
    pub image: Option<Box<PictureFront>>,
    pub updated: Option<When>,
    pub noindex: bool,
    pub draft: bool,
    pub template: Option<Placed>,
    pub extra: Table,
}

/// A section's, topic's or page's file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeafSource {
    /// Where it is.
    pub file: ProjectPath,
    /// What it goes by: the file's name, or its folder's.
    pub name: String,
    /// Which of the three.
    pub kind: LeafKind,
    /// The header.
    pub front: LeafFront,
    /// The intro, or the page's text.
    pub body: Body,
}

/// Reads one of them.
pub(super) fn parse(text: &Text<'_>, kind: LeafKind, project: &Project) -> Outcome<Option<LeafSource>> {
    let (mut findings, file) = (Diagnostics::new(), text.file);
    let Some(split) = header::split(text.text, file, &project.config.limits).drain_into(&mut findings) else {
        return Outcome::new(None, findings);
    };
    let mut reader = Reader::new(file, split.table, Unknown::Warning);
    let front = read_front(&mut reader, file, kind, project);
    findings.append(reader.finish());
    let Some(front) = front else { return Outcome::new(None, findings) };
    let body = Body::of(text, split.body, &front.lang, project).drain_into(&mut findings);
    Outcome::new(
        Some(LeafSource { file: file.clone(), name: super::story_name(file, project).to_owned(), kind, front, body }),
        findings,
    )
}

fn read_front(reader: &mut Reader<'_>, file: &ProjectPath, kind: LeafKind, project: &Project) -> Option<LeafFront> {
    let title = reader.words(&["title", "name"]);
    if title.is_none() && kind == LeafKind::Page {
        let found = Diagnostic::error(codes::PAGE_TITLE, "the page has no title");
        reader.report(found.at(Span::file(file)).help("add a line to the header: title = \"About us\""));
        return None;
    }
    let lang = reader.text(&["lang"]).and_then(|text| {
        let language = Language::parse(text.value.trim());
        if language.is_none() {
            let found = Diagnostic::error(codes::UNKNOWN_VALUE, format!("`{}` is no language code", text.value));
            reader.report(found.at(text.span).help("write a BCP 47 code, such as `en` or `ko`"));
        }
        language
    });
    let by_name = || super::language_of_name(file, project).unwrap_or_else(|| project.config.language.clone());
    Some(LeafFront {
        title: title.unwrap_or_else(|| capitalised(super::story_name(file, project))),
        description: reader.words(&["description"]),
        deck: reader.words(&["deck", "subtitle"]),
        order: reader.count(&["order", "weight"], 0).unwrap_or(1000),
        colour: reader.words(&["colour", "color"]),
        menu: reader.words(&["menu"]),
        key_facts: reader.word_list(&["key_facts"]),
        slug: reader.text(&["slug"]).map(Placed::from),
        aliases: placed::all(reader.texts(&["aliases"])),
        lang: lang.unwrap_or_else(by_name),
        translation_key: reader.words(&["translation_key"]),
        image: picture::read_image(reader, project.config.zone),
        updated: reader.when(&["updated", "date"], project.config.zone).map(|when| when.value),
        noindex: reader.flag(&["noindex"]).unwrap_or(false),
        draft: reader.flag(&["draft"]).unwrap_or(false),
        template: reader.text(&["template"]).map(Placed::from),
        extra: reader.table(&["extra"], Reader::rest).unwrap_or_default(),
    })
}

/// A section without a title is called by its slug: `city-hall` → `City hall`.
pub fn capitalised(slug: &str) -> String {
    let words = slug.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
