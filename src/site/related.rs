//! Stories that belong together: on the same topics first, then of the same section.
//!
//! Looks only at the newest stories of each topic, so that the work for one page does not grow with the archive.

use super::Whole;
use super::article::ArticleId;
use std::cmp::Reverse;

/// How many of a topic's newest stories are looked at.
const DEPTH: usize = 40;

/// Places for ids to be counted in; more than the newest stories of a story's topics, so that few share one by chance.
const PLACES: usize = 2048;

fn newest(list: &[ArticleId]) -> &[ArticleId] {
    &list[..list.len().min(DEPTH)]
}

impl Whole {
    /// Returns up to `limit` stories that go with a story; those that share most topics first, then the newest.
    pub fn related(&self, id: ArticleId, limit: usize) -> Vec<ArticleId> {
        let article = self.article(id);
        let is_other = |other: &ArticleId| {
            *other != id && self.article(*other).lang() == article.lang() && !article.translations.contains(other)
        };
        let mut lists: Vec<&[ArticleId]> = article.topics.iter().map(|topic| newest(&self.topic(*topic).articles)).collect();
        let mut found: Vec<ArticleId> = shared(&lists).into_iter().filter(is_other).take(limit).collect();
        let more = std::iter::from_fn(|| next_single(&mut lists));
        found.extend(more.filter(is_other).take(limit - found.len()));
        if let Some(section) = article.section {
            for other in newest(&self.section(section).articles) {
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

/// Returns what more than one list has: what most have first, then the newest.
fn shared(lists: &[&[ArticleId]]) -> Vec<ArticleId> {
    let place = |id: &ArticleId| id.index() % PLACES;
    let mut counts = [0_u8; PLACES];
    for id in lists.iter().copied().flatten() {
        counts[place(id)] = counts[place(id)].saturating_add(1);
    }
    // Two ids may have one place by chance: those in doubt, few of all, are counted one by one.
    let mut doubtful: Vec<ArticleId> = lists.iter().copied().flatten().copied().filter(|id| counts[place(id)] > 1).collect();
    doubtful.sort_unstable();
    let same = doubtful.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
    let mut counted: Vec<(Reverse<usize>, ArticleId)> = same.map(|same| (Reverse(same.len()), same[0])).collect();
    counted.sort_unstable();
    counted.into_iter().map(|(_, id)| id).collect()
}

/// Takes the next id off sorted lists that only one of them has.
fn next_single(lists: &mut [&[ArticleId]]) -> Option<ArticleId> {
    loop {
        let next = *lists.iter().filter_map(|list| list.first()).min()?;
        let mut count = 0;
        for list in &mut *lists {
            if let Some((_, rest)) = list.split_first().filter(|(first, _)| **first == next) {
                *list = rest;
                count += 1;
            }
        }
        if count == 1 {
            return Some(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// What is to be found, in plain words: count all, and sort by count.
    fn by_counting(lists: &[&[ArticleId]]) -> Vec<ArticleId> {
        let mut all: Vec<ArticleId> = lists.iter().copied().flatten().copied().collect();
        all.sort_unstable();
        let mut counted: Vec<_> = all.chunk_by(|a, b| a == b).map(|same| (Reverse(same.len()), same[0])).collect();
        counted.sort_unstable();
        counted.into_iter().map(|(_, id)| id).collect()
    }

    proptest! {
        #[test]
        fn counts_as_plain_counting_does(
            lists in prop::collection::vec(prop::collection::btree_set((0_usize..60).prop_map(|at| at * 683), 0..DEPTH), 0..9)
        ) {
            let ids = |list: &BTreeSet<usize>| list.iter().map(|at| ArticleId::new(*at)).collect::<Vec<_>>();
            let lists: Vec<Vec<ArticleId>> = lists.iter().map(ids).collect();
            let mut lists: Vec<&[ArticleId]> = lists.iter().map(Vec::as_slice).collect();
            let wanted = by_counting(&lists);
            let mut found = shared(&lists);
            found.extend(std::iter::from_fn(|| next_single(&mut lists)));
            prop_assert_eq!(found, wanted);
        }
    }
}
