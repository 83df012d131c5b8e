//! `newsprint why FILE|URL`: why something is on the site, or why it is not.
//!
//! Answers from the model and the plan; renders nothing.

use super::args::{Common, Format, Why};
use super::{Exit, Place, print_json, refuse, report};
use crate::base::{Diagnostics, OutputPath, Permalink, ProjectPath, Severity, nearest};
use crate::build::Edition;
use crate::config::Project;
use crate::plan::{Page, Recipe};
use crate::site::{Article, Held, Owner, State, address_of};
use crate::source::MediaPlace;
use serde_json::{Value, json};
use std::path::Path;

/// What can be said of the thing that was asked about.
struct Answer {
    /// On the site or not; none: there is no such thing.
    on_site: Option<bool>,
    status: &'static str,
    /// Sentences for people.
    lines: Vec<String>,
    /// The same for machines.
    facts: Value,
}

impl Answer {
    fn new(on_site: Option<bool>, status: &'static str, line: impl Into<String>, facts: Value) -> Self {
        Self { on_site, status, lines: vec![line.into()], facts }
    }
}

pub(super) fn run(args: &Why, common: &Common) -> Exit {
    let place = Place::of(common);
    let (edition, findings) = place.edition();
    let Some(edition) = edition else { return refuse(&place, common, &findings) };
    let answer = match file_of(&args.what, &place, &edition) {
        Some(file) => about_file(&file, &edition, &findings),
        None => about_address(&args.what, &edition),
    };
    if common.format == Format::Json {
        let mut all = json!({ "asked": args.what, "on_site": answer.on_site, "status": answer.status });
        if let (Value::Object(all), Value::Object(facts)) = (&mut all, answer.facts) {
            all.extend(facts);
        }
        print_json(&all);
    } else {
        answer.lines.iter().for_each(|line| anstream::println!("{line}"));
    }
    if answer.status == "broken" && common.format == Format::Human {
        let mut own = findings.clone();
        own.retain(|found| {
            found.severity == Severity::Error && found.span.as_ref().is_some_and(|span| answer_file(&args.what, &span.file))
        });
        report::print(&own, common.format, &*place.world, false, true);
    }
    if answer.on_site.is_none() { Exit::SiteHasErrors } else { Exit::Done }
}

fn answer_file(asked: &str, file: &ProjectPath) -> bool {
    file.as_str().ends_with(asked.trim_start_matches("./"))
}

/// A path as typed: from here, from the root, or from content/ on.
fn file_of(typed: &str, place: &Place, edition: &Edition) -> Option<ProjectPath> {
    if typed.contains("://") {
        return None;
    }
    let root = std::fs::canonicalize(&place.root).ok();
    let from_here = std::fs::canonicalize(Path::new(typed)).ok().filter(|path| path.is_file());
    let below_root = from_here.and_then(|path| Some(path.strip_prefix(root?).ok()?.to_str()?.to_owned()));
    let known = |path: &str| edition.sources().iter().any(|(file, _)| file.as_str() == path);
    let guesses = [typed.to_owned(), format!("content/{typed}"), format!("content/articles/{typed}")];
    let of_project = || guesses.into_iter().find(|path| known(path));
    let looks_like_one = || typed.ends_with(".md").then(|| typed.trim_start_matches("./").to_owned());
    ProjectPath::new(&below_root.or_else(of_project).or_else(looks_like_one)?)
}

fn about_file(file: &ProjectPath, edition: &Edition, findings: &Diagnostics) -> Answer {
    let site = edition.site();
    let base = &edition.project().config.base_url;
    let page = |permalink: &Permalink, what: &str| {
        let url = base.canonical(permalink);
        Answer::new(
            Some(true),
            "published",
            format!("{file} is on the site: {what} at {url}"),
            json!({ "file": file.as_str(), "url": url }),
        )
    };
    let is_broken = findings
        .iter()
        .any(|found| found.severity == Severity::Error && found.span.as_ref().is_some_and(|span| span.file == *file));
    match site.owner(&file.composed()) {
        _ if is_broken => {
            let lines =
                format!("{file} has errors, so the site cannot be built with it; `newsprint build --skip-broken` leaves it out");
            Answer::new(Some(false), "broken", lines, json!({ "file": file.as_str() }))
        }
        Some(Owner::Article(id)) => about_article(site.article(id), edition),
        Some(Owner::Held(index)) => about_held(&site.held[index], edition),
        Some(Owner::Page(id)) => page(&site.page(id).permalink, "a page"),
        Some(Owner::Person(id)) => page(&site.person(id).permalink, "an author"),
        Some(Owner::Section(id)) => page(&site.section(id).permalink, "a section"),
        Some(Owner::Topic(id)) => page(&site.topic(id).permalink, "a topic"),
        None => match site.media.get(&file.composed()) {
            Some(place) => about_media(place, edition),
            None => about_stranger(file, edition),
        },
    }
}

fn about_article(article: &Article, edition: &Edition) -> Answer {
    let site = edition.site();
    let config = &edition.project().config;
    let front = &article.source.front;
    let url = config.base_url.canonical(&article.permalink);
    let file = &article.source.file;
    if article.is_killed {
        let line = format!("{file} was taken down (status = \"killed\"): only a notice stands at {url}, and no list shows it");
        return Answer::new(Some(true), "killed", line, json!({ "file": file.as_str(), "url": url }));
    }
    let mut answer = Answer::new(
        Some(true),
        "published",
        format!("{file} is on the site: {url}"),
        json!({ "file": file.as_str(), "url": url, "date": front.date.value.to_rfc3339(), "unlisted": front.unlisted }),
    );
    answer.lines.push(format!("  published since {} ({})", front.date.value.local().format("%Y-%m-%d %H:%M"), config.zone));
    if front.unlisted {
        answer.lines.push("  unlisted: no list, archive or front page shows it".into());
    } else {
        let section = article.section.map(|id| format!("section {}", site.section(id).title));
        let topics = article.topics.iter().map(|id| format!("topic {}", site.topic(*id).title));
        let authors = article.credits.authors.iter().map(|id| format!("author {}", site.person(*id).name));
        let lists: Vec<String> = section.into_iter().chain(topics).chain(authors).collect();
        answer
            .lines
            .push(format!("  listed under: {}", if lists.is_empty() { "the archive only".to_owned() } else { lists.join(", ") }));
    }
    if let Some(expires) = front.expires {
        answer.lines.push(format!("  goes off the site at {}", expires.local().format("%Y-%m-%d %H:%M")));
    }
    if let Some(updated) = &front.updated {
        answer.lines.push(format!("  updated {}", updated.value.local().format("%Y-%m-%d %H:%M")));
    }
    answer
}

fn about_held(held: &Held, edition: &Edition) -> Answer {
    let project = edition.project();
    let file = &held.source.file;
    let will_be = future_address(held, project);
    let (why, how) = match held.state {
        State::Draft => (
            "is a draft".to_owned(),
            "set `status = \"published\"` (or delete `draft = true`) when it is ready; `-D` shows drafts",
        ),
        State::Review => (
            "waits for an editor (status = \"review\")".to_owned(),
            "set `status = \"published\"` when it is ready; `-D` shows it",
        ),
        State::Scheduled(when) => (
            format!("is scheduled for {} ({})", when.local().format("%Y-%m-%d %H:%M"), project.config.zone),
            "a build at or after that time puts it on the site; `-F` shows it now",
        ),
        State::Embargoed(when) => (
            format!("is under embargo until {} ({})", when.local().format("%Y-%m-%d %H:%M"), project.config.zone),
            "a build at or after that time puts it on the site; `-F` shows it now",
        ),
        State::Expired(when) => (
            format!("expired at {} ({})", when.local().format("%Y-%m-%d %H:%M"), project.config.zone),
            "delete `expires`, or set it later; `-E` shows it",
        ),
        State::Published | State::Killed => ("is held back".to_owned(), ""),
    };
    let mut answer = Answer::new(
        Some(false),
        held.state.name(),
        format!("{file} is not on the site: it {why}"),
        json!({ "file": file.as_str(), "url": will_be }),
    );
    answer.lines.push(format!("  {how}"));
    if let Some(url) = will_be {
        answer.lines.push(format!("  its address will be {url}"));
    }
    answer
}

/// The address that a story which is not published would have.
fn future_address(held: &Held, project: &Project) -> Option<String> {
    let section = held.source.front.section.as_ref().map_or("", |section| &*section.value);
    let author = held.source.front.authors.first().map_or("", |author| &*author.value);
    let address = address_of(&held.source, section, author, project, &mut Diagnostics::new())?;
    Some(project.config.base_url.canonical(&address.permalink))
}

fn about_media(place: &MediaPlace, edition: &Edition) -> Answer {
    let site = edition.site();
    let base = &edition.project().config.base_url;
    let file = &place.file;
    let is_used = file.below("static").is_some() || site.used_media.contains(&file.composed());
    match crate::site::media_path(place).filter(|_| is_used) {
        Some(output) => {
            let url = base.canonical(&Permalink::of(&output));
            Answer::new(
                Some(true),
                "published",
                format!("{file} is on the site: {url}"),
                json!({ "file": file.as_str(), "url": url }),
            )
        }
        None => {
            let line = format!("{file} is not on the site: nothing that is published refers to it");
            Answer::new(Some(false), "unused", line, json!({ "file": file.as_str() }))
        }
    }
}

fn about_stranger(file: &ProjectPath, edition: &Edition) -> Answer {
    let known: Vec<&str> = edition.sources().iter().map(|(file, _)| file.as_str()).collect();
    let near = nearest(file.as_str(), known.iter().copied());
    let same_name = || known.iter().copied().find(|path| path.rsplit('/').next() == Some(file.name()));
    let is_draft_page = edition.sources().iter().any(|(path, _)| path == file);
    if is_draft_page {
        let line = format!("{file} is not on the site: it has `draft = true`, or is a front page or data");
        return Answer::new(Some(false), "draft", line, json!({ "file": file.as_str() }));
    }
    let mut answer = Answer::new(
        None,
        "unknown",
        format!("there is no file {file} that newsprint would read"),
        json!({ "file": file.as_str() }),
    );
    match near.or_else(same_name) {
        Some(close) => answer.lines.push(format!("  did you mean {close}?")),
        None => answer.lines.push("  stories are in content/articles/, and end in .md".into()),
    }
    answer
}

fn about_address(typed: &str, edition: &Edition) -> Answer {
    let base = &edition.project().config.base_url;
    let path = typed.strip_prefix(&base.absolute()).map(str::to_owned);
    let path = path.or_else(|| url::Url::parse(typed).ok().map(|url| url.path().to_owned())).unwrap_or_else(|| typed.to_owned());
    let path = path.strip_prefix(base.path()).unwrap_or(&path);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let decoded = decode(path);
    let Ok(permalink) = Permalink::parse(&decoded) else { return nothing_there(typed, edition) };
    let exact = edition.plan().outputs.get(permalink.output().as_str());
    let as_file = || {
        OutputPath::parse(permalink.as_str().trim_matches('/')).ok().and_then(|path| edition.plan().outputs.get(path.as_str()))
    };
    let Some(output) = exact.or_else(as_file) else { return held_or_nothing(typed, &permalink, edition) };
    let site = edition.site();
    match &output.recipe {
        Recipe::Page(Page::Article(id)) => about_article(site.article(*id), edition),
        _ => {
            let url = base.canonical(&Permalink::of(&output.path));
            let from = output.origin.as_ref().map(|span| format!(", from {}", span.file)).unwrap_or_default();
            let file = output.origin.as_ref().map(|span| span.file.to_string());
            Answer::new(
                Some(true),
                "published",
                format!("{url} is {}{from}", output.what),
                json!({ "url": url, "file": file, "what": output.what.to_string() }),
            )
        }
    }
}

fn decode(path: &str) -> String {
    let encoded = format!("/{}", path.trim_start_matches('/'));
    let file = ProjectPath::new("content/x").expect("a plain path");
    match crate::source::locate(&file, &encoded).and_then(|path| path.strip_prefix("static").map(str::to_owned)) {
        Some(decoded) if encoded.ends_with('/') => format!("{decoded}/"),
        Some(decoded) => decoded,
        None => encoded,
    }
}

/// Nothing stands there now; perhaps a story that is held back will.
fn held_or_nothing(typed: &str, permalink: &Permalink, edition: &Edition) -> Answer {
    let project = edition.project();
    let url = project.config.base_url.canonical(permalink);
    let held = edition.site().held.iter().find(|held| future_address(held, project).as_deref() == Some(url.as_str()));
    held.map_or_else(|| nothing_there(typed, edition), |held| about_held(held, edition))
}

fn nothing_there(typed: &str, edition: &Edition) -> Answer {
    let mut answer = Answer::new(None, "unknown", format!("nothing on the site stands at {typed}"), json!({}));
    let wanted = typed.trim_end_matches('/').rsplit('/').next().unwrap_or(typed);
    let articles = || edition.site().articles();
    let near = nearest(wanted, articles().map(|article| article.slug()));
    let base = &edition.project().config.base_url;
    for article in articles().filter(|article| Some(article.slug()) == near).take(3) {
        answer.lines.push(format!("  did you mean {}?", base.canonical(&article.permalink)));
    }
    if near.is_none() {
        answer.lines.push("  `newsprint list` shows every story with its file; `newsprint why FILE` explains one".into());
    }
    answer
}
