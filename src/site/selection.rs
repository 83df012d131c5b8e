//! Which stories a partner's feed of site.toml holds, and until when.
//!
//! A word that names nothing selects nothing; it is told where the feed is planned.

use super::{Article, ArticleId, TermId, Whole};
use crate::base::When;
use crate::config::{PartnerFeed, Project};
use crate::notation::Spanned;
use crate::source::{KINDS, Kind};

/// What a feed's words mean.
struct Filter<'f> {
    feed: &'f PartnerFeed,
    sections: Vec<TermId>,
    topics: Vec<TermId>,
    kinds: Vec<Kind>,
    without: (Vec<TermId>, Vec<TermId>, Vec<Kind>),
}

impl<'f> Filter<'f> {
    fn of(site: &Whole, feed: &'f PartnerFeed) -> Self {
        let sections = |words: &[Spanned<String>]| words.iter().filter_map(|word| site.section_named(&word.value)).collect();
        let topics = |words: &[Spanned<String>]| words.iter().filter_map(|word| site.topic_named(&word.value)).collect();
        let kinds = |words: &[Spanned<String>]| words.iter().filter_map(|word| kind_named(&word.value)).collect();
        let without = &feed.exclude;
        Self {
            feed,
            sections: sections(&feed.sections),
            topics: topics(&feed.topics),
            kinds: kinds(&feed.kinds),
            without: (sections(without), topics(without), kinds(without)),
        }
    }

    /// Paid content comes only where it is asked for by name.
    fn fits(&self, article: &Article) -> bool {
        let (feed, kind) = (self.feed, article.source.front.kind);
        let is_in = |list: &[TermId]| article.section.is_some_and(|section| list.contains(&section));
        let has_one = |list: &[TermId]| article.topics.iter().any(|topic| list.contains(topic));
        (feed.sections.is_empty() || is_in(&self.sections))
            && (feed.topics.is_empty() || has_one(&self.topics))
            && (if feed.kinds.is_empty() { kind != Kind::Sponsored } else { self.kinds.contains(&kind) })
            && (feed.languages.is_empty() || feed.languages.contains(article.lang()))
            && !(is_in(&self.without.0) || has_one(&self.without.1) || self.without.2.contains(&kind))
    }
}

/// Returns the kind of story of that name.
pub fn kind_named(word: &str) -> Option<Kind> {
    KINDS.iter().find(|(name, _)| *name == word.trim()).map(|(_, kind)| *kind)
}

/// Returns the stories of a feed, the newest first.
pub fn select(site: &Whole, feed: &PartnerFeed, project: &Project) -> Vec<ArticleId> {
    let filter = Filter::of(site, feed);
    let is_recent = |id: &ArticleId| leaves(site, *id, feed, project).is_none_or(|when| when.instant() > project.now);
    let fitting = site.listed.iter().copied().take_while(is_recent).filter(|id| filter.fits(site.article(*id)));
    fitting.take(feed.limit).collect()
}

/// When the window of a feed passes a story by.
fn leaves(site: &Whole, id: ArticleId, feed: &PartnerFeed, project: &Project) -> Option<When> {
    site.article(id).source.front.date.value.hours_later(feed.window_hours?, project.config.zone)
}

/// Returns the next moments at which feeds lose a story.
pub(super) fn changes(site: &Whole, project: &Project) -> Vec<When> {
    let feeds = project.config.feeds.iter().filter(|feed| project.config.outputs.feeds && feed.window_hours.is_some());
    feeds.filter_map(|feed| leaves(site, *select(site, feed, project).last()?, feed, project)).collect()
}
