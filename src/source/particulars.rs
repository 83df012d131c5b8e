//! What few stories say in their header, apart from what most say: an archive is not to hold twenty empty places a story.
//!
//! Read as the rest of the front matter, which leads here by itself.

use super::ArticleFront;
use super::names::{Name, Names};
use super::picture::{self, PictureFront};
use super::placed::Placed;
use crate::base::{Diagnostic, When, codes};
use crate::config::Project;
use crate::notation::{Reader, Table};
use std::ops::Deref;

/// `[[corrections]]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/content.md")]
pub struct Correction {
    pub date: Option<When>,
    pub kind: &'static str,
    pub text: String,
    pub on_top: bool,
}

/// `[[sources]]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/content.md")]
pub struct SourceNote {
    pub name: String,
    pub url: Option<Placed>,
    pub date: Option<When>,
}

/// What few stories say; read as if it were part of the front matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/content.md")]
pub struct Particulars {
    pub short_title: Option<String>,
    pub seo_title: Option<String>,
    pub social_title: Option<String>,
    pub byline: Option<String>,
    pub contributors: Vec<Placed<Name>>,
    pub translators: Vec<Placed<Name>>,
    pub editors: Vec<Placed<Name>>,
    pub photographers: Vec<Placed<Name>>,
    pub embargo: Option<When>,
    pub expires: Option<When>,
    pub permalink: Option<Placed>,
    pub translation_key: Option<String>,
    pub gallery: Vec<PictureFront>,
    pub corrections: Vec<Correction>,
    pub sources: Vec<SourceNote>,
    pub prominence: Vec<&'static str>,
    pub sponsor: Option<String>,
    pub canonical: Option<Placed>,
    pub template: Option<Placed>,
    pub extra: Table,
}

/// What most stories say.
static NOTHING: Particulars = Particulars {
    short_title: None,
    seo_title: None,
    social_title: None,
    byline: None,
    contributors: Vec::new(),
    translators: Vec::new(),
    editors: Vec::new(),
    photographers: Vec::new(),
    embargo: None,
    expires: None,
    permalink: None,
    translation_key: None,
    gallery: Vec::new(),
    corrections: Vec::new(),
    sources: Vec::new(),
    prominence: Vec::new(),
    sponsor: None,
    canonical: None,
    template: None,
    extra: Table { entries: Vec::new() },
};

impl Deref for ArticleFront {
    type Target = Particulars;

    fn deref(&self) -> &Particulars {
        self.particulars.as_deref().unwrap_or(&NOTHING)
    }
}

impl Particulars {
    /// Reads them; there are none when the story says nothing of all this.
    pub(super) fn read(reader: &mut Reader<'_>, project: &Project, names: &Names) -> Option<Box<Self>> {
        let zone = project.config.zone;
        let read = Self {
            short_title: reader.words(&["short_title"]),
            seo_title: reader.words(&["seo_title"]),
            social_title: reader.words(&["social_title"]),
            byline: reader.words(&["byline"]),
            contributors: names.all(&reader.texts(&["contributors", "contributor"])),
            translators: names.all(&reader.texts(&["translator", "translators"])),
            editors: names.all(&reader.texts(&["editor", "editors"])),
            photographers: names.all(&reader.texts(&["photographer", "photographers"])),
            embargo: reader.when(&["embargo"], zone).map(|when| when.value),
            expires: reader.when(&["expires"], zone).map(|when| when.value),
            permalink: reader.text(&["permalink"]).map(Placed::from),
            translation_key: reader.words(&["translation_key"]),
            gallery: reader.tables(&["gallery"], |table| picture::read_table(table, zone)).into_iter().flatten().collect(),
            corrections: reader.tables(&["corrections"], |table| read_correction(table, project)).into_iter().flatten().collect(),
            sources: read_sources(reader, project),
            prominence: read_prominence(reader),
            sponsor: reader.words(&["sponsor"]),
            canonical: reader.text(&["canonical"]).map(Placed::from),
            template: reader.text(&["template"]).map(Placed::from),
            extra: reader.table(&["extra"], Reader::rest).unwrap_or_default(),
        };
        (read != NOTHING).then(|| Box::new(read))
    }
}

pub(super) const CORRECTION_KINDS: [(&str, &str); 5] = [
    ("correction", "correction"),
    ("clarification", "clarification"),
    ("editors-note", "editors-note"),
    ("update", "update"),
    ("retraction", "retraction"),
];

fn read_correction(table: &mut Reader<'_>, project: &Project) -> Option<Correction> {
    let date = table.when(&["date"], project.config.zone).map(|when| when.value);
    let kind = table.choice(&["kind"], &CORRECTION_KINDS).unwrap_or("correction");
    let on_top = table.choice(&["placement"], &[("top", true), ("bottom", false)]).unwrap_or(false);
    let Some(text) = table.words(&["text"]) else {
        let found = Diagnostic::error(codes::CORRECTION_TEXT, "the correction says nothing");
        let found = found.at(table.place()).help("add: text = \"An earlier version of this story misstated …\"");
        table.report(found);
        return None;
    };
    Some(Correction { date, kind, text, on_top })
}

fn read_sources(reader: &mut Reader<'_>, project: &Project) -> Vec<SourceNote> {
    let sources = reader.tables(&["sources"], |table| {
        let url: Option<Placed> = table.text(&["url"]).map(Placed::from);
        let date = table.when(&["date"], project.config.zone).map(|when| when.value);
        let name = table.words(&["name"]).or_else(|| url.as_ref().map(|url| url.value.to_string()))?;
        Some(SourceNote { name, url, date })
    });
    sources.into_iter().flatten().collect()
}

pub(super) const PLACES: [&str; 4] = ["home-lead", "home", "section-lead", "pinned"];

fn read_prominence(reader: &mut Reader<'_>) -> Vec<&'static str> {
    let mut all = Vec::new();
    for typed in reader.texts(&["prominence"]) {
        match PLACES.iter().find(|place| **place == typed.value.trim()) {
            Some(place) => all.push(*place),
            None => {
                let found = Diagnostic::error(codes::UNKNOWN_VALUE, format!("`prominence` cannot be `{}`", typed.value));
                reader.report(found.at(typed.span).help(format!("write some of: {}", PLACES.join(", "))));
            }
        }
    }
    all
}
