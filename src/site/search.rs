//! What search engines may list: which stories are to be found, and which are news of the last two days.
//!
//! Writes no sitemap. Lists of stories have no say in this: only what a story's header and the clock say counts.

use super::{Article, Site};
use crate::base::{BaseUrl, Permalink, Precision, When};
use crate::config::Project;
use crate::formats::sitemap::LONGEST_ADDRESS;
use crate::source::Kind;
use chrono::{DateTime, Duration, Utc};

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

    /// Returns whether search engines are to find it here: it is listed, may be, did not stand elsewhere first, and has an
    /// address that sitemaps can hold.
    pub fn is_indexed(&self, base: &BaseUrl) -> bool {
        let front = &self.source.front;
        let is_here = |canonical: String| canonical == base.canonical(&self.permalink);
        self.is_listed() && !front.noindex && self.canonical().is_none_or(is_here) && fits(&self.permalink, base)
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

/// Returns whether an address is short enough for sitemaps; that of few stories has to be written out for this.
pub fn fits(permalink: &Permalink, base: &BaseUrl) -> bool {
    permalink.as_str().len() < 200 || base.canonical(permalink).len() <= LONGEST_ADDRESS
}

/// Returns the stories that are news at the moment of the run, the newest first.
pub fn news<'s>(site: &'s Site, project: &Project) -> Vec<&'s Article> {
    // What is shown ahead of its time is not published yet.
    let is_out = |article: &&Article| date(article) <= project.now;
    young(site.listed.iter().map(|id| site.article(*id)), project).filter(is_out).collect()
}

/// Returns the moments at which the news become others, of stories that come the newest first.
pub(super) fn changes<'s>(stories: impl Iterator<Item = &'s Article>, project: &Project) -> impl Iterator<Item = When> {
    young(stories, project)
        .map(|article| if date(article) > project.now { article.source.front.date.value } else { stale(article, project) })
}

/// Returns when a story is news no more.
pub fn stale(article: &Article, project: &Project) -> When {
    When::of_instant(date(article) + NEWS, project.config.zone, Precision::Time)
}

/// Those of some stories, which come the newest first, that are news now or will be.
fn young<'s>(stories: impl Iterator<Item = &'s Article>, project: &Project) -> impl Iterator<Item = &'s Article> {
    stories.take_while(|article| date(article) + NEWS > project.now).filter(|article| article.is_news(project))
}

fn date(article: &Article) -> DateTime<Utc> {
    article.source.front.date.value.instant()
}
