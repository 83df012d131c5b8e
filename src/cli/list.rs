//! `newsprint list`: stories with their status, the newest first.
//!
//! A view: it builds nothing, and works on a paper that has errors elsewhere.

use super::args::{Common, Format, List, Which};
use super::{Exit, Place, print_json, refuse};
use crate::base::When;
use crate::site::State;
use crate::source::ArticleSource;
use serde_json::json;

struct Row<'s> {
    source: &'s ArticleSource,
    state: State,
    url: Option<String>,
}

pub(super) fn run(args: &List, common: &Common) -> Exit {
    let place = Place::of(common);
    let (edition, findings) = place.edition();
    let Some(edition) = edition else { return refuse(&place, common, &findings) };
    let site = edition.site();
    let base = &edition.project().config.base_url;
    let published = site.articles().map(|article| Row {
        source: &article.source,
        state: if article.is_killed { State::Killed } else { State::Published },
        url: Some(base.canonical(&article.permalink)),
    });
    let held = site.held.iter().map(|held| Row { source: &held.source, state: held.state, url: None });
    let mut rows: Vec<Row<'_>> = published.chain(held).filter(|row| fits(args.which, row.state)).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.source.front.date.value.timestamp()), row.source.file.clone()));
    if common.format == Format::Json {
        print_json(&rows.iter().map(as_json).collect());
        return Exit::Done;
    }
    for row in &rows {
        anstream::println!("{}", line(row));
    }
    if !common.quiet {
        let errors = findings.count(crate::base::Severity::Error);
        anstream::eprintln!("{} {}", rows.len(), if rows.len() == 1 { "story" } else { "stories" });
        if errors > 0 {
            anstream::eprintln!("{errors} errors were found, so stories may be missing here; `newsprint build` shows them");
        }
    }
    Exit::Done
}

fn fits(which: Which, state: State) -> bool {
    match which {
        Which::All => true,
        Which::Drafts => matches!(state, State::Draft | State::Review),
        Which::Scheduled => matches!(state, State::Scheduled(_) | State::Embargoed(_)),
        Which::Expired => matches!(state, State::Expired(_)),
        Which::Published => state == State::Published,
    }
}

fn until(state: State) -> Option<When> {
    match state {
        State::Scheduled(when) | State::Embargoed(when) | State::Expired(when) => Some(when),
        _ => None,
    }
}

fn line(row: &Row<'_>) -> String {
    let date = row.source.front.date.value.local().format("%Y-%m-%d %H:%M");
    let title: String = row.source.front.title.value.chars().filter(|letter| !letter.is_control()).take(70).collect();
    let until = until(row.state)
        .map(|when| format!("  [{} {}]", word(row.state), when.local().format("%Y-%m-%d %H:%M")))
        .unwrap_or_default();
    format!("{date}  {:<10}  {}  ({title}){until}", row.state.name(), row.source.file)
}

fn word(state: State) -> &'static str {
    if matches!(state, State::Expired(_)) { "since" } else { "until" }
}

fn as_json(row: &Row<'_>) -> serde_json::Value {
    let front = &row.source.front;
    json!({
        "file": row.source.file.as_str(),
        "status": row.state.name(),
        "title": front.title.value,
        "date": front.date.value.to_rfc3339(),
        "moment": until(row.state).map(|when| when.to_rfc3339()),
        "authors": front.authors.iter().map(|author| &*author.value).collect::<Vec<_>>(),
        "section": front.section.as_ref().map(|section| &*section.value),
        "lang": front.lang.as_str(),
        "url": row.url,
    })
}
