//! What the editor's bar and the overlay show for one page, as JSON.
//!
//! The same findings as in the terminal, in the same words; all text, no markup.

use super::{Page, Preview, editor, output_at};
use crate::base::{Diagnostic, LineIndex, ProjectPath, Severity, Span};
use crate::build::Edition;
use crate::config::{Options, Project};
use crate::plan::{self, Recipe};
use crate::site::{State, public_state};
use crate::source::ArticleSource;
use crate::view::minutes;
use crate::world::World;
use serde_json::{Value, json};

/// How many findings a page is told: more than anyone reads at once.
const MOST: usize = 50;

/// Gathers everything for the page at an address; `links` says whether links into the editor make sense there.
pub(super) fn of(preview: &Preview, address: &str, links: bool) -> Value {
    let shown = preview.shown();
    let edition = shown.edition.as_deref();
    let teller = Teller { preview, form: edition.and_then(form).filter(|_| links) };
    let file = edition.and_then(|edition| source_of(edition, address));
    let page = edition.and_then(|edition| page(&teller, edition, address));
    let of_page =
        shown.findings.iter().filter(|found| file.is_some() && found.span.as_ref().map(|span| &span.file) == file.as_ref());
    let findings: Vec<Value> = of_page.take(MOST).map(|found| teller.finding(found)).collect();
    json!({
        "edition": shown.number,
        "page": page,
        "findings": findings,
        "failure": failure(&teller, address),
        "moment": edition.map(|edition| moment(edition.project())),
        "shows": edition.map(|edition| shows(&edition.project().options)),
    })
}

fn form(edition: &Edition) -> Option<String> {
    edition.project().config.serve.editor.clone()
}

fn shows(options: &Options) -> Value {
    json!({ "drafts": options.drafts, "future": options.future, "expired": options.expired })
}

fn moment(project: &Project) -> Value {
    let local = project.now.with_timezone(&project.config.zone);
    json!({
        "text": local.format("%Y-%m-%d %H:%M").to_string(),
        "zone": project.config.zone.name(),
        "is_fixed": project.options.now.is_some(),
    })
}

/// The overlay: an edition that could not be made, or a page.
fn failure(teller: &Teller<'_>, address: &str) -> Value {
    let shown = teller.preview.shown();
    let errors = shown.errors();
    if errors > 0 {
        let all = shown.findings.iter().filter(|found| found.severity == Severity::Error).take(MOST);
        let title = if errors == 1 { "The paper has an error".to_owned() } else { format!("The paper has {errors} errors") };
        let note = "The last good page stays until this is mended.";
        return json!({ "title": title, "note": note, "findings": all.map(|found| teller.finding(found)).collect::<Vec<_>>() });
    }
    match shown.page(address) {
        Page::Failed(told) => json!({
            "title": "This page cannot be made",
            "note": "It comes back by itself when this is mended.",
            "findings": [teller.finding(&told)],
        }),
        _ => Value::Null,
    }
}

/// The content file that a page is made from.
fn source_of(edition: &Edition, address: &str) -> Option<ProjectPath> {
    let path = output_at(edition, address)?;
    let output = edition.plan().outputs.get(path.as_str())?;
    let site = edition.site();
    let of_term = |term: &crate::site::Term| term.source.as_ref().map(|source| source.file.clone());
    match output.recipe {
        Recipe::Page(plan::Page::Article(id)) => Some(site.article(id).source.file.clone()),
        Recipe::Page(plan::Page::Document(id)) => Some(site.page(id).source.file.clone()),
        Recipe::Page(plan::Page::Author { id, .. }) => site.person(id).source.as_ref().map(|source| source.file.clone()),
        Recipe::Page(plan::Page::Section { id, .. }) => of_term(site.section(id)),
        Recipe::Page(plan::Page::Topic { id, .. }) => of_term(site.topic(id)),
        Recipe::Page(plan::Page::Home(index)) => {
            let language = site.fronts[index].language.as_ref();
            let fronts = edition.sources().iter().filter_map(|(file, parsed)| match parsed {
                crate::source::Parsed::Front(front) if front.language.as_ref() == language => Some(file.clone()),
                _ => None,
            });
            fronts.into_iter().next()
        }
        _ => None,
    }
}

fn page(teller: &Teller<'_>, edition: &Edition, address: &str) -> Option<Value> {
    let path = output_at(edition, address)?;
    let Recipe::Page(page) = &edition.plan().outputs.get(path.as_str())?.recipe else { return None };
    let site = edition.site();
    let article = match page {
        plan::Page::Article(id) => Some(site.article(*id)),
        _ => None,
    };
    let file = source_of(edition, address);
    let state = article.map(|article| public_state(&article.source.front, edition.project()));
    let title = match page {
        plan::Page::Article(id) => site.article(*id).source.front.title.value.to_string(),
        _ => edition.plan().outputs.get(path.as_str())?.what.to_string(),
    };
    let digest = article.map(|article| &article.source.body.digest);
    Some(json!({
        "kind": page.kind(),
        "title": title,
        "source": file.as_ref().map(ProjectPath::as_str),
        "open": file.as_ref().and_then(|file| teller.link(file, 1)),
        "status": state.map(State::name),
        "status_text": article.zip(state).map(|(article, state)| in_words(&article.source, state)),
        "is_public": state.is_none_or(|state| matches!(state, State::Published | State::Killed)),
        "words": digest.map(|digest| digest.words),
        "minutes": digest.zip(article).map(|(digest, article)| minutes(digest, article.lang())),
    }))
}

fn in_words(source: &ArticleSource, state: State) -> String {
    let moment = |when: crate::base::When| {
        when.local().format("%B %-d, %Y, %-I:%M %p").to_string().replace("AM", "a.m.").replace("PM", "p.m.")
    };
    match state {
        State::Published => format!("Published {}", moment(source.front.date.value)),
        State::Draft => "Draft".to_owned(),
        State::Review => "In review".to_owned(),
        State::Scheduled(when) => format!("Scheduled for {}", moment(when)),
        State::Embargoed(when) => format!("Embargoed until {}", moment(when)),
        State::Expired(when) => format!("Expired on {}", moment(when)),
        State::Killed => "Taken down".to_owned(),
    }
}

/// Tells findings as JSON.
struct Teller<'t> {
    preview: &'t Preview,
    form: Option<String>,
}

impl Teller<'_> {
    fn link(&self, file: &ProjectPath, line: usize) -> Option<String> {
        editor::link(self.form.as_deref()?, &self.preview.root, file.as_str(), line)
    }

    /// Another place that a finding is about.
    fn label(&self, span: &Span, text: &str) -> Value {
        let line = Place::of(span, self.preview.world()).line;
        json!({ "text": text, "file": span.file.as_str(), "line": line, "open": self.link(&span.file, line) })
    }

    fn finding(&self, found: &Diagnostic) -> Value {
        let place = found.span.as_ref().map(|span| Place::of(span, self.preview.world()));
        let file = found.span.as_ref().map(|span| &span.file);
        let line = place.as_ref().map(|place| place.line);
        json!({
            "severity": found.severity.name(),
            "code": found.code.name(),
            "message": found.message,
            "help": found.help,
            "file": file.map(ProjectPath::as_str),
            "line": line,
            "column": place.as_ref().map(|place| place.column),
            "open": file.zip(line).and_then(|(file, line)| self.link(file, line)),
            "excerpt": place.and_then(|place| place.excerpt),
            "labels": found.labels.iter().map(|(span, text)| self.label(span, text)).collect::<Vec<_>>(),
        })
    }
}

/// Where a finding points.
struct Place {
    line: usize,
    column: usize,
    excerpt: Option<Value>,
}

impl Place {
    fn of(span: &Span, world: &dyn World) -> Self {
        let bytes = world.read(&span.file).unwrap_or_else(|_| Vec::new().into());
        let text = String::from_utf8_lossy(&bytes);
        let (line, column) = LineIndex::new(&text).position(span.range().start);
        let written = text.split('\n').nth(line - 1).unwrap_or("").trim_end_matches('\r');
        let is_whole_file = span.start == 0 && span.end == 0;
        if is_whole_file || written.is_empty() || written.len() > 1000 {
            return Self { line, column, excerpt: None };
        }
        let start = units(written.chars().take(column - 1));
        let marked =
            text.get(span.range().start..span.range().end.min(text.len())).unwrap_or("").split('\n').next().unwrap_or("");
        let end = (start + units(marked.chars()).max(1)).min(units(written.chars()).max(start));
        Self { line, column, excerpt: Some(json!({ "line": line, "text": written, "start": start, "end": end })) }
    }
}

/// Browsers count in units of UTF-16.
fn units(letters: impl Iterator<Item = char>) -> usize {
    letters.map(char::len_utf16).sum()
}
