//! The ledger at the end of a build: what is on the site, what is not and why, what was written.
//!
//! The same facts for people and, as one JSON object, for machines.

use crate::base::When;
use crate::build::{Build, Edition};
use crate::output::Written;
use crate::site::{self, State};
use chrono::Utc;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// Counts of one build.
pub(super) struct Ledger {
    title: String,
    published: usize,
    unlisted: usize,
    killed: usize,
    scheduled: usize,
    embargoed: usize,
    drafts: usize,
    review: usize,
    expired: usize,
    skipped: Vec<String>,
    next_due: Option<When>,
    /// How many stories the news sitemap holds, and when the first of them is too old for it.
    news: Option<(usize, When)>,
    outputs: usize,
    rendered: usize,
}

impl Ledger {
    /// Counts.
    pub fn of(build: &Build, edition: &Edition) -> Self {
        let site = edition.site();
        let held = |fits: fn(&State) -> bool| site.held.iter().filter(|held| fits(&held.state)).count();
        let killed = site.articles().filter(|article| article.is_killed).count();
        let weather = crate::view::weather(edition.project(), site).map(|(_, stale)| stale);
        let next_due = site.next_due.into_iter().chain(weather).min_by_key(|when| when.timestamp());
        Self {
            title: edition.project().config.title.clone(),
            published: site.len() - killed,
            unlisted: site.len() - killed - site.listed.len(),
            killed,
            scheduled: held(|state| matches!(state, State::Scheduled(_))),
            embargoed: held(|state| matches!(state, State::Embargoed(_))),
            drafts: held(|state| matches!(state, State::Draft)),
            review: held(|state| matches!(state, State::Review)),
            expired: held(|state| matches!(state, State::Expired(_))),
            skipped: edition.sources().skipped.iter().map(ToString::to_string).collect(),
            next_due,
            news: news(edition),
            outputs: build.tree.len(),
            rendered: build.rendered,
        }
    }

    /// Prints it for people.
    pub fn print(&self, written: Written, folder: &Path, took: Duration) {
        let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let stories = if self.published == 1 { "1 story".to_owned() } else { format!("{} stories", self.published) };
        anstream::println!("{}: {stories} published", self.title);
        let mut not: Vec<String> = Vec::new();
        let kinds = [
            (self.scheduled, "scheduled"),
            (self.embargoed, "under embargo"),
            (self.drafts, "in draft"),
            (self.review, "in review"),
        ];
        not.extend(kinds.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")));
        let more = [
            (self.expired, "expired"),
            (self.killed, "taken down"),
            (self.unlisted, "unlisted"),
            (self.skipped.len(), "skipped"),
        ];
        not.extend(more.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")));
        if !not.is_empty() {
            anstream::println!("  held back   {}", not.join(", "));
        }
        for file in &self.skipped {
            anstream::println!("  skipped     {file}");
        }
        if let Some(due) = self.next_due {
            anstream::println!("  build again {} ({})", due.local().format("%Y-%m-%d %H:%M"), due.to_rfc3339());
        }
        if let Some((count, stale)) = self.news {
            let when = stale.local().format("%A, %B %-d, at %-H:%M");
            let (stories, first) =
                if count == 1 { ("1 story".to_owned(), "it") } else { (format!("{count} stories"), "the first") };
            anstream::println!("  the news sitemap holds {stories}; {first} is older than two days on {when}: build again then");
        }
        let files = plural(self.outputs, "file");
        anstream::println!(
            "  {files}: {} written, {} unchanged, {} removed → {}",
            written.written,
            written.unchanged,
            written.removed,
            folder.display()
        );
        anstream::println!("  {}", human(took));
    }

    /// Returns it for machines.
    pub fn as_json(&self, written: Option<Written>, folder: &Path, took: Duration) -> serde_json::Value {
        json!({
            "title": self.title,
            "published": self.published,
            "unlisted": self.unlisted,
            "killed": self.killed,
            "scheduled": self.scheduled,
            "embargoed": self.embargoed,
            "drafts": self.drafts,
            "review": self.review,
            "expired": self.expired,
            "skipped": self.skipped,
            "next_due": self.next_due.map(|due| due.to_rfc3339()),
            "next_due_utc": self.next_due.map(|due| due.instant().with_timezone(&Utc).to_rfc3339()),
            "news_sitemap": self.news.map(|(count, stale)| json!({ "stories": count, "stale": stale.to_rfc3339() })),
            "outputs": self.outputs,
            "rendered": self.rendered,
            "written": written.map(|written| written.written),
            "unchanged": written.map(|written| written.unchanged),
            "removed": written.map(|written| written.removed),
            "folder": folder.display().to_string(),
            "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
        })
    }
}

/// The number of stories that are news, and when the oldest of them is so no more.
fn news(edition: &Edition) -> Option<(usize, When)> {
    let project = edition.project();
    let news = site::news(edition.site(), project);
    let oldest = news.last().filter(|_| project.config.outputs.sitemaps)?;
    Some((news.len(), site::stale(oldest, project)))
}

/// 12 ms, 1.24 s, 2 min 3 s.
pub(super) fn human(took: Duration) -> String {
    match took.as_millis() {
        millis if millis < 1000 => format!("{millis} ms"),
        millis if millis < 60_000 => format!("{:.2} s", took.as_secs_f64()),
        millis => format!("{} min {} s", millis / 60_000, millis / 1000 % 60),
    }
}
