//! The ledger at the end of a build: what is on the site, what is not and why, what was written.
//!
//! The same facts for people and, as one JSON object, for machines.

use super::args::Common;
use super::print_json;
use crate::build::{Build, Counts, Edition};
use crate::output::Written;
use chrono::Utc;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a build comes to.
pub(super) struct Ledger {
    /// What is on the site.
    pub counts: Counts,
    /// How many outputs were rendered.
    pub rendered: usize,
}

impl Ledger {
    /// Counts.
    pub fn of(build: &Build, edition: &Edition) -> Self {
        Self { counts: Counts::of(edition, build.tree.len()), rendered: build.rendered }
    }

    /// Prints it in the format that was asked for; `findings` are those of the object for machines.
    pub fn tell(&self, findings: Option<serde_json::Value>, written: Written, folder: &Path, took: Duration, common: &Common) {
        if let Some(findings) = findings {
            let mut all = self.as_json(Some(written), folder, took);
            all["diagnostics"] = findings;
            print_json(&all);
        } else if !common.quiet {
            self.print(written, &shown(folder), took);
        }
    }

    /// Prints it for people.
    fn print(&self, written: Written, folder: &Path, took: Duration) {
        let counts = &self.counts;
        let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let stories = if counts.published == 1 { "1 story".to_owned() } else { format!("{} stories", counts.published) };
        anstream::println!("{}: {stories} published", counts.title);
        let mut not: Vec<String> = Vec::new();
        let kinds = [
            (counts.scheduled, "scheduled"),
            (counts.embargoed, "under embargo"),
            (counts.drafts, "in draft"),
            (counts.review, "in review"),
        ];
        not.extend(kinds.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")));
        let more = [
            (counts.expired, "expired"),
            (counts.killed, "taken down"),
            (counts.unlisted, "unlisted"),
            (counts.skipped.len(), "skipped"),
        ];
        not.extend(more.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")));
        if !not.is_empty() {
            anstream::println!("  held back   {}", not.join(", "));
        }
        for file in &counts.skipped {
            anstream::println!("  skipped     {file}");
        }
        if let Some(due) = counts.next_due {
            anstream::println!("  build again {} ({})", due.local().format("%Y-%m-%d %H:%M"), due.to_rfc3339());
        }
        if let Some((count, stale)) = counts.news {
            let when = stale.local().format("%A, %B %-d, at %-H:%M");
            let (stories, first) =
                if count == 1 { ("1 story".to_owned(), "it") } else { (format!("{count} stories"), "the first") };
            anstream::println!("  the news sitemap holds {stories}; {first} is older than two days on {when}: build again then");
        }
        let files = plural(counts.outputs, "file");
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
        let counts = &self.counts;
        json!({
            "title": counts.title,
            "published": counts.published,
            "unlisted": counts.unlisted,
            "killed": counts.killed,
            "scheduled": counts.scheduled,
            "embargoed": counts.embargoed,
            "drafts": counts.drafts,
            "review": counts.review,
            "expired": counts.expired,
            "skipped": counts.skipped,
            "next_due": counts.next_due.map(|due| due.to_rfc3339()),
            "next_due_utc": counts.next_due.map(|due| due.instant().with_timezone(&Utc).to_rfc3339()),
            "news_sitemap": counts.news.map(|(count, stale)| json!({ "stories": count, "stale": stale.to_rfc3339() })),
            "outputs": counts.outputs,
            "rendered": self.rendered,
            "written": written.map(|written| written.written),
            "unchanged": written.map(|written| written.unchanged),
            "removed": written.map(|written| written.removed),
            "folder": folder.display().to_string(),
            "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
        })
    }
}

/// The path from here, where it is shorter.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).map_or_else(|_| path.to_path_buf(), Path::to_path_buf)
}

/// 12 ms, 1.24 s, 2 min 3 s.
pub(super) fn human(took: Duration) -> String {
    match took.as_millis() {
        millis if millis < 1000 => format!("{millis} ms"),
        millis if millis < 60_000 => format!("{:.2} s", took.as_secs_f64()),
        millis => format!("{} min {} s", millis / 60_000, millis / 1000 % 60),
    }
}
