//! Stories that belong together: on the same topics first, then of the same section.
//!
//! Looks only at the newest stories of each topic, so that the work for one page does not grow with the archive.

use super::Whole;
use super::article::ArticleId;
use std::cmp::Reverse;

/// How many of a topic's newest stories are looked at.
const DEPTH: usize = 40;

impl Whole {
    /// Returns up to `limit` stories that go with a story; those that share most topics first, then the newest.
    pub fn related(&self, id: ArticleId, limit: usize) -> Vec<ArticleId> {
        let article = self.article(id);
        let is_other = |other: &ArticleId| {
            *other != id && self.article(*other).lang() == article.lang() && !article.translations.contains(other)
        };
        let newest = |list: &'_ [ArticleId]| -> Vec<ArticleId> { list.iter().take(DEPTH).copied().collect() };
        let mut shared: Vec<ArticleId> = article.topics.iter().flat_map(|topic| newest(&self.topic(*topic).articles)).collect();
        shared.sort_unstable();
        // Of equal counts the newer story comes first, as ids run from the newest on.
        let mut counted: Vec<(Reverse<usize>, ArticleId)> =
            shared.chunk_by(|a, b| a == b).map(|same| (Reverse(same.len()), same[0])).collect();
        counted.sort_unstable();
        let mut found: Vec<ArticleId> =
            counted.into_iter().map(|(_, other)| other).filter(|other| is_other(other)).take(limit).collect();
        if let Some(section) = article.section {
            let more = self.section(section).articles.iter().take(DEPTH);
            for other in more {
                if found.len() >= limit {
                    break;
                }
                if is_other(other) && !found.contains(other) {
                    found.push(*other);
                }
            }
        }
        found
    }

    /// Returns the story before and the one after in time, within the section, or in the whole paper without one.
    pub fn neighbours(&self, id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
        let list = match self.article(id).section {
            Some(section) => &self.section(section).articles,
            None => &self.listed,
        };
        // Lists run from the newest to the oldest, as ids do.
        match list.binary_search(&id) {
            Ok(at) => (list.get(at + 1).copied(), at.checked_sub(1).map(|at| list[at])),
            Err(_) => (None, None),
        }
    }
}
