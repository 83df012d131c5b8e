//! Stories that belong together: on the same topics first, then of the same section.
//!
//! Looks only at the newest stories of each topic, so that the work for one page does not grow with the archive.

use super::Site;
use super::article::ArticleId;
use std::collections::BTreeMap;

/// How many of a topic's newest stories are looked at.
const DEPTH: usize = 60;

impl Site {
    /// Returns up to `limit` stories that go with a story; those that share most topics first, then the newest.
    pub fn related(&self, id: ArticleId, limit: usize) -> Vec<ArticleId> {
        let article = self.article(id);
        let is_other = |other: &ArticleId| *other != id && !article.translations.contains(other) && self.article(*other).lang() == article.lang();
        let mut shared: BTreeMap<ArticleId, usize> = BTreeMap::new();
        for topic in &article.topics {
            for other in self.topic(*topic).articles.iter().take(DEPTH).filter(|other| is_other(other)) {
                *shared.entry(*other).or_default() += 1;
            }
        }
        let mut found: Vec<(std::cmp::Reverse<usize>, ArticleId)> =
            shared.into_iter().map(|(other, count)| (std::cmp::Reverse(count), other)).collect();
        found.sort();
        let mut found: Vec<ArticleId> = found.into_iter().map(|(_, other)| other).take(limit).collect();
        if let Some(section) = article.section {
            let more = self.section(section).articles.iter().take(DEPTH).filter(|other| is_other(other));
            for other in more {
                if found.len() >= limit {
                    break;
                }
                if !found.contains(other) {
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
