//! Counts of a build: what is on the site, what is not and why. What people and machines are told of it stands in `cli`.

use super::Edition;
use crate::base::{When, stored};
use crate::site::{self, State};

/// Counts of one build.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the states of stories are")]
pub struct Counts {
    pub title: String,
    pub published: usize,
    pub unlisted: usize,
    pub killed: usize,
    pub scheduled: usize,
    pub embargoed: usize,
    pub drafts: usize,
    pub review: usize,
    pub expired: usize,
    pub skipped: Vec<String>,
    /// When the site will look different without an edit.
    pub next_due: Option<When>,
    /// How many stories the news sitemap holds, and when the first of them is too old for it.
    pub news: Option<(usize, When)>,
    /// How many files the site has.
    pub outputs: usize,
}

stored!(struct Counts {
    title, published, unlisted, killed, scheduled, embargoed, drafts, review, expired, skipped, next_due, news, outputs,
});

impl Counts {
    /// Counts an edition, of which `outputs` files were made.
    pub fn of(edition: &Edition, outputs: usize) -> Self {
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
            outputs,
        }
    }
}

/// The number of stories that are news, and when the oldest of them is so no more.
fn news(edition: &Edition) -> Option<(usize, When)> {
    let project = edition.project();
    let news = site::news(edition.site(), project);
    let oldest = news.last().filter(|_| project.config.outputs.sitemaps)?;
    Some((news.len(), site::stale(oldest, project)))
}
