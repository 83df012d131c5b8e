//! `content/front.toml`: which story runs where on the front page.
//!
//! Reads slots and rules; which stories they come to is decided by `site`.

use super::article::{KINDS, Kind};
use crate::base::{Diagnostic, Diagnostics, Outcome, ProjectPath, When, codes};
use crate::config::{Language, Project};
use crate::notation::{self, Notation, Reader, Spanned, Unknown};

/// One slot: a story, or a rule that finds some.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    /// The zone of the front page; `block` makes a block of its own.
    pub zone: String,
    /// Heading of a block.
    pub heading: Option<String>,
    /// A story, by its path below `content/` or its slug.
    pub article: Option<Spanned<String>>,
    /// Only stories of this section.
    pub section: Option<Spanned<String>>,
    /// Only stories on this topic.
    pub topic: Option<Spanned<String>>,
    /// Only stories of this kind.
    pub kind: Option<Kind>,
    /// Only stories in this language.
    pub lang: Option<String>,
    /// Only stories with a photo.
    pub photo: bool,
    /// How many stories the rule finds at most.
    pub count: usize,
    /// From when on the slot counts.
    pub since: Option<When>,
    /// Until when it counts.
    pub until: Option<When>,
}

/// The strip above everything.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/content.md")]
pub struct Alert {
    pub text: String,
    pub url: Option<Spanned<String>>,
    pub since: Option<When>,
    pub until: Option<When>,
}

/// A front page's file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FrontSource {
    /// Where it is.
    pub file: ProjectPath,
    /// The language whose front page it is; none for the main one.
    pub language: Option<Language>,
    /// The slots in order.
    pub slots: Vec<Slot>,
    /// The strip, if one is set.
    pub alert: Option<Alert>,
}

/// Reads `front.toml` or `front.<lang>.toml`.
pub(super) fn parse(text: &str, file: &ProjectPath, project: &Project) -> Outcome<Option<FrontSource>> {
    let mut findings = Diagnostics::new();
    let table = notation::parse(text.trim_start_matches('\u{feff}'), Notation::Toml, file, 0).drain_into(&mut findings);
    let mut reader = Reader::new(file, table, Unknown::Error);
    let slots = reader.tables(&["slot", "slots"], |table| read_slot(table, project)).into_iter().flatten().collect();
    let alert = reader.table(&["alert"], |table| read_alert(table, project)).flatten();
    findings.append(reader.finish());
    let language = file.stem().strip_prefix("front.").and_then(Language::parse);
    Outcome::new(Some(FrontSource { file: file.clone(), language, slots, alert }), findings)
}

fn read_slot(table: &mut Reader<'_>, project: &Project) -> Option<Slot> {
    let zone = project.config.zone;
    let slot = Slot {
        zone: table.words(&["zone"]).unwrap_or_default(),
        heading: table.words(&["heading"]),
        article: table.text(&["article"]),
        section: table.text(&["section"]),
        topic: table.text(&["topic"]),
        kind: table.choice(&["kind"], &KINDS),
        lang: table.words(&["lang"]),
        photo: table.flag(&["photo"]).unwrap_or(false),
        count: table.count(&["count"], 1).unwrap_or(1),
        since: table.when(&["since"], zone).map(|when| when.value),
        until: table.when(&["until"], zone).map(|when| when.value),
    };
    if slot.zone.is_empty() {
        let found = Diagnostic::error(codes::FRONT_ZONE, "the slot has no `zone`");
        let found = found.at(table.place()).help("name one: zone = \"lead\" (or secondary, strip, block)");
        table.report(found);
        return None;
    }
    Some(slot)
}

fn read_alert(table: &mut Reader<'_>, project: &Project) -> Option<Alert> {
    let zone = project.config.zone;
    let alert = Alert {
        text: table.words(&["text"]).unwrap_or_default(),
        url: table.text(&["url"]),
        since: table.when(&["since"], zone).map(|when| when.value),
        until: table.when(&["until"], zone).map(|when| when.value),
    };
    (!alert.text.is_empty()).then_some(alert)
}
