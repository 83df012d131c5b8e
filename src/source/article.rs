//! One article as its file says it: every key of the front matter, and the digest of the body.
//!
//! References (authors, sections, photos, links) are kept as typed; `site` resolves them.

use super::names::{Name, Names};
use super::picture::{self, PictureFront};
use super::placed::{self, Placed};
use super::{Body, Particulars, Text, header};
use crate::base::{Diagnostic, Diagnostics, Fingerprint, Outcome, ProjectPath, Span, When, codes, parse_when, stored};
use crate::config::{Language, Project};
use crate::notation::{Reader, Spanned, Unknown, Value};
use chrono_tz::Tz;

/// What kind of story it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of docs/content.md")]
pub enum Kind {
    #[default]
    News,
    Brief,
    Analysis,
    Explainer,
    Opinion,
    Editorial,
    Letter,
    Review,
    Obituary,
    Event,
    Sponsored,
    Live,
    Callout,
    Photo,
}

/// Every kind with its word.
pub const KINDS: [(&str, Kind); 14] = [
    ("news", Kind::News),
    ("brief", Kind::Brief),
    ("analysis", Kind::Analysis),
    ("explainer", Kind::Explainer),
    ("opinion", Kind::Opinion),
    ("editorial", Kind::Editorial),
    ("letter", Kind::Letter),
    ("review", Kind::Review),
    ("obituary", Kind::Obituary),
    ("event", Kind::Event),
    ("sponsored", Kind::Sponsored),
    ("live", Kind::Live),
    ("callout", Kind::Callout),
    ("photo", Kind::Photo),
];

impl Kind {
    /// Returns the word.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).expect("the table has every kind").0
    }

    /// Returns the key of the label that must follow the story; plain news has none.
    pub fn label(self) -> Option<&'static str> {
        (self != Self::News && self != Self::Brief).then(|| self.name())
    }
}

/// How far a story is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the word of docs/content.md")]
pub enum Status {
    Draft,
    Review,
    Scheduled,
    #[default]
    Published,
    Killed,
}

const STATUSES: [(&str, Status); 5] = [
    ("draft", Status::Draft),
    ("review", Status::Review),
    ("scheduled", Status::Scheduled),
    ("published", Status::Published),
    ("killed", Status::Killed),
];

/// Where a story was reported from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dateline {
    /// Nothing said.
    #[default]
    Unset,
    /// None, on purpose.
    None,
    /// A place.
    Place(Name),
    /// A place, and what it is in: few say so.
    Within(Box<Within>),
}

/// The place of a dateline with what it is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Within {
    /// As the story says it.
    pub place: Name,
    /// State or province.
    pub region: Option<String>,
    /// Country.
    pub country: Option<String>,
}

impl Dateline {
    /// Returns place, region and country, if there is a place.
    pub fn parts(&self) -> Option<(&str, Option<&str>, Option<&str>)> {
        match self {
            Self::Unset | Self::None => None,
            Self::Place(place) => Some((place, None, None)),
            Self::Within(within) => Some((&within.place, within.region.as_deref(), within.country.as_deref())),
        }
    }
}

/// The front matter of an article.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/content.md")]
#[expect(clippy::struct_excessive_bools, reason = "these are the switches of the front matter")]
pub struct ArticleFront {
    pub title: Placed,
    pub kicker: Option<Box<str>>,
    pub deck: Option<Box<str>>,
    pub authors: Box<[Placed<Name>]>,
    pub date: Placed<When>,
    pub updated: Option<Box<Placed<When>>>,
    pub dateline: Dateline,
    pub section: Option<Placed<Name>>,
    pub topics: Box<[Placed<Name>]>,
    pub kind: Kind,
    pub status: Status,
    pub slug: Option<Placed>,
    pub aliases: Box<[Placed]>,
    pub lang: Language,
    pub image: Option<Box<PictureFront>>,
    pub affiliate: bool,
    pub sensitive: bool,
    pub ads: bool,
    pub evergreen: bool,
    pub noindex: bool,
    pub unlisted: bool,
    pub(super) particulars: Option<Box<Particulars>>,
}

/// An article's file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArticleSource {
    /// Where it is.
    pub file: ProjectPath,
    /// Where the name stands in the path of the file.
    name: (u32, u32),
    /// The header.
    pub front: ArticleFront,
    /// The story.
    pub body: Body,
    /// Stands for what a card shows of this file.
    pub card: Fingerprint,
    /// Stands for all that any page but the story's own can show of this file.
    pub seen: Fingerprint,
}

stored!(struct ArticleSource { file, name, front, body, card, seen });

impl ArticleSource {
    fn of(file: &ProjectPath, name: &str, front: ArticleFront, body: Body) -> Self {
        let digest = &body.digest;
        let card = Fingerprint::of(&(
            (&front.title.value, &front.short_title, &front.kicker, &front.deck, &digest.excerpt),
            (front.kind, &front.sponsor, &front.byline, &front.lang),
            (front.date.value, front.updated.as_ref().map(|updated| updated.value)),
            (front.evergreen, front.prominence.contains(&"pinned")),
        ));
        let seen = Fingerprint::of(&(name, &front, &digest.excerpt, &digest.outline, &digest.other_ids));
        // It begins the last part of the path, or is the whole part before it.
        let last = file.as_str().len() - file.name().len();
        let start = if file.name().starts_with(name) { last } else { last.saturating_sub(name.len() + 1) };
        let short = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let name = (short(start), short(start + name.len()));
        Self { file: file.clone(), name, front, body, card, seen }
    }

    /// Returns what the story goes by: the file's name, or its folder's.
    pub fn name(&self) -> &str {
        let (start, end) = self.name;
        self.file.as_str().get(start as usize..end as usize).unwrap_or_default()
    }
}

/// Reads one article; nothing when it cannot be published as it is.
pub(super) fn parse(text: &Text<'_>, project: &Project) -> Outcome<Option<ArticleSource>> {
    let (mut findings, file) = (Diagnostics::new(), text.file);
    let Some(split) = header::split(text.text, file, &project.config.limits).drain_into(&mut findings) else {
        return Outcome::new(None, findings);
    };
    let mut reader = Reader::new(file, split.table, Unknown::Warning);
    let front = read_front(&mut reader, file, project, text.names);
    findings.append(reader.finish());
    let Some(front) = front else { return Outcome::new(None, findings) };
    let body = Body::of(text, split.body, &front.lang, project).drain_into(&mut findings);
    Outcome::new(Some(ArticleSource::of(file, super::story_name(file, project), front, body)), findings)
}

fn read_front(reader: &mut Reader<'_>, file: &ProjectPath, project: &Project, names: &Names) -> Option<ArticleFront> {
    let zone = project.config.zone;
    let title = read_title(reader, file);
    let date = read_date(reader, file, project);
    let draft = reader.flag(&["draft"]).unwrap_or(false);
    let status = reader.choice(&["status"], &STATUSES).unwrap_or_default();
    let authors = reader.texts(&["authors", "author"]);
    let limit = project.config.limits.names;
    let topics = reader.texts(&["topics", "tags"]);
    for (what, count) in [("authors", authors.len()), ("topics", topics.len())] {
        if count > limit {
            let found = Diagnostic::error(codes::TOO_MANY_NAMES, format!("the story has {count} {what}; the limit is {limit}"));
            reader.report(found.at(Span::file(file)));
        }
    }
    Some(ArticleFront {
        kicker: reader.words(&["kicker"]).map(Box::from),
        deck: reader.words(&["deck", "description", "subtitle", "dek", "standfirst", "summary", "excerpt"]).map(Box::from),
        authors: names.all(&authors),
        updated: reader.when(&["updated"], zone).map(|when| Box::new(when.into())),
        dateline: read_dateline(reader, names),
        section: reader
            .text(&["section"])
            .filter(|section| !section.value.trim().is_empty())
            .map(|section| names.place(&section)),
        topics: names.all(&topics),
        kind: reader.choice(&["kind"], &KINDS).unwrap_or_default(),
        status: if draft { Status::Draft } else { status },
        slug: reader.text(&["slug"]).map(Placed::from),
        aliases: placed::all(reader.texts(&["aliases"])),
        lang: read_language(reader, file, project),
        image: read_lead(reader, zone, names),
        affiliate: reader.flag(&["affiliate"]).unwrap_or(false),
        sensitive: reader.flag(&["sensitive"]).unwrap_or(false),
        ads: reader.flag(&["ads"]).unwrap_or(true),
        evergreen: reader.flag(&["evergreen"]).unwrap_or(false),
        noindex: reader.flag(&["noindex"]).unwrap_or(false),
        unlisted: reader.flag(&["unlisted"]).unwrap_or(false),
        particulars: Particulars::read(reader, project, names),
        title: title?.into(),
        date: date?.into(),
    })
}

fn read_lead(reader: &mut Reader<'_>, zone: Tz, names: &Names) -> Option<Box<PictureFront>> {
    let mut image = picture::read_image(reader, zone)?;
    image.credit = image.credit.map(|credit| names.share(&credit));
    Some(image)
}

fn read_title(reader: &mut Reader<'_>, file: &ProjectPath) -> Option<Spanned<String>> {
    let title = reader.text(&["title"]);
    match title {
        Some(title) if !title.value.trim().is_empty() => {
            let value = title.value.split_whitespace().collect::<Vec<_>>().join(" ");
            Some(Spanned { value, span: title.span })
        }
        other => {
            let span = other.map_or_else(|| Span::file(file), |title| title.span);
            let found = Diagnostic::error(codes::TITLE_MISSING, "the story has no headline");
            reader.report(found.at(span).help("add a line to the header: title = \"…\""));
            None
        }
    }
}

/// The date of the header, else the one that the file's name begins with.
fn read_date(reader: &mut Reader<'_>, file: &ProjectPath, project: &Project) -> Option<Spanned<When>> {
    let is_written = reader.has("date");
    if let Some(date) = reader.when(&["date"], project.config.zone) {
        return Some(date);
    }
    let name = super::story_name(file, project);
    let by_name = name.get(..10).and_then(|date| parse_when(date, project.config.zone).ok());
    if let (Some(value), false) = (by_name, is_written) {
        return Some(Spanned { value, span: Span::file(file) });
    }
    if !is_written {
        let found = Diagnostic::error(codes::DATE_MISSING, "the story has no date");
        let help =
            "add a line to the header: date = 2025-05-30T09:00:00, or begin the file's name with the date: 2025-05-30-slug.md";
        reader.report(found.at(Span::file(file)).help(help));
    }
    None
}

/// `lang` of the header, else the language that the file's name ends in (`rent-cap.ko.md`), else the outlet's.
fn read_language(reader: &mut Reader<'_>, file: &ProjectPath, project: &Project) -> Language {
    let Some(text) = reader.text(&["lang"]) else {
        return super::language_of_name(file, project).unwrap_or_else(|| project.config.language.clone());
    };
    Language::parse(text.value.trim()).unwrap_or_else(|| {
        let found = Diagnostic::error(codes::UNKNOWN_VALUE, format!("`{}` is no language code", text.value));
        reader.report(found.at(text.span).help("write a BCP 47 code, such as `en` or `ko`"));
        project.config.language.clone()
    })
}

fn read_dateline(reader: &mut Reader<'_>, names: &Names) -> Dateline {
    let Some(node) = reader.node(&["dateline"]) else { return Dateline::Unset };
    match node.value {
        Value::Bool(false) => Dateline::None,
        Value::Plain(ref word) if word == "false" => Dateline::None,
        Value::Text(place) | Value::Plain(place) if place.trim().is_empty() => Dateline::Unset,
        Value::Text(place) | Value::Plain(place) => Dateline::Place(names.name(place.trim())),
        _ => {
            let read = reader.sub_table("dateline", node, |table| {
                let place = table.words(&["place"]);
                let (region, country) = (table.words(&["region"]), table.words(&["country"]));
                let place = names.name(&place?);
                Some(match (region, country) {
                    (None, None) => Dateline::Place(place),
                    (region, country) => Dateline::Within(Box::new(Within { place, region, country })),
                })
            });
            read.flatten().unwrap_or_default()
        }
    }
}
