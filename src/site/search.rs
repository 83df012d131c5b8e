//! What search engines may list: which stories are to be found, and which are news of the last two days.
//!
//! Writes no sitemap. Lists of stories have no say in this: only what a story's header and the clock say counts.

use super::{Article, Site};
use crate::base::{BaseUrl, Precision, When};
use crate::config::Project;
use crate::source::Kind;
use chrono::Duration;

/// How long a story is news (Google News sitemap 0.9): two days from its first publication.
const NEWS: Duration = Duration::days(2);

impl Article {
    /// Returns the latest of its update and its corrections; never before its first publication.
    pub fn modified(&self) -> When {
        let front = &self.source.front;
        let mut latest = front.date.value;
        let corrected = front.corrections.iter().filter_map(|correction| correction.date);
        for when in corrected.chain(front.updated.as_ref().map(|typed| typed.value)) {
            if when.timestamp() > latest.timestamp() {
                latest = when;
            }
        }
        latest
    }

    /// Returns whether search engines are to find it here: it is listed, may be, and did not stand elsewhere first.
    pub fn is_indexed(&self, base: &BaseUrl) -> bool {
        let front = &self.source.front;
        let is_here = |canonical: &str| canonical == base.canonical(&self.permalink);
        self.is_listed() && !front.noindex && self.canonical().is_none_or(is_here)
    }

    /// Returns whether it is journalism that a news search may list.
    fn is_news(&self, project: &Project) -> bool {
        let front = &self.source.front;
        let is_kind = match front.kind {
            Kind::News | Kind::Brief | Kind::Photo | Kind::Analysis | Kind::Explainer | Kind::Opinion => true,
            Kind::Editorial | Kind::Review | Kind::Live => true,
            // An obituary that somebody pays for is a notice.
            Kind::Obituary => front.sponsor.is_none(),
            Kind::Letter => project.config.sitemaps.letters,
            Kind::Sponsored | Kind::Callout | Kind::Event => false,
        };
        is_kind && self.is_indexed(&project.config.base_url)
    }
}

/// Returns the stories that are news at the moment of the run, the newest first.
pub fn news<'s>(site: &'s Site, project: &Project) -> Vec<&'s Article> {
    news_of(site.listed.iter().map(|id| site.article(*id)), project).collect()
}

/// Returns those of some stories, which come the newest first, that are news.
pub(super) fn news_of<'s>(stories: impl Iterator<Item = &'s Article>, project: &Project) -> impl Iterator<Item = &'s Article> {
    let date = |article: &Article| article.source.front.date.value.instant();
    stories
        // What is shown ahead of its time is not published yet.
        .skip_while(move |article| date(article) > project.now)
        .take_while(move |article| date(article) + NEWS > project.now)
        .filter(|article| article.is_news(project))
}

/// Returns when a story is news no more.
pub fn stale(article: &Article, project: &Project) -> When {
    let end = article.source.front.date.value.instant() + NEWS;
    When::of_instant(end, project.config.zone, Precision::Time)
}
