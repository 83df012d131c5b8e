//! Filing: every story under its people, section and topics; and these in their order.
//!
//! Stories come the newest first, so lists do; nothing is sorted twice.

use super::Whole;
use super::article::{Article, ArticleId};
use super::people::{Person, PersonId};
use super::taxonomy::{Term, TermId};
use crate::source::LeafSource;
use rayon::prelude::*;
use std::sync::Arc;

/// How many stories one thread takes before another may take over.
const TOGETHER: usize = 1024;

/// Enters every listed story with its people, section and topics; stories come the newest first, so lists do.
pub(super) fn file_stories(
    articles: &[Article],
    listed: &[ArticleId],
    all_people: &mut [Person],
    (sections, topics): (&mut [Term], &mut [Term]),
) {
    for id in listed {
        let article = &articles[id.index()];
        let credits = &article.credits;
        let mut people: Vec<PersonId> = credits
            .authors
            .iter()
            .chain(&credits.contributors)
            .chain(&credits.translators)
            .chain(&credits.photographers)
            .copied()
            .collect();
        people.sort();
        people.dedup();
        for person in people {
            all_people[person.index()].articles.push(*id);
        }
        if let Some(section) = article.section {
            sections[section.index()].articles.push(*id);
        }
        for topic in &article.topics {
            topics[topic.index()].articles.push(*id);
        }
    }
    all_people.iter_mut().for_each(|person| person.articles.shrink_to_fit());
    sections.iter_mut().chain(topics).for_each(|term| term.articles.shrink_to_fit());
}

/// How far down a section's list a pinned story is looked for, and how many are kept on top.
const PINNED_WITHIN: usize = 200;
const PINNED: usize = 4;

/// Takes the pinned stories out of each section's list.
pub(super) fn pin(site: &mut Whole) {
    let articles = &site.articles;
    for section in &mut site.sections {
        let is_placed = |id: &ArticleId, place: &str| articles[id.index()].source.front.prominence.contains(&place);
        let near = || section.articles.iter().copied().take(PINNED_WITHIN);
        let leads = near().filter(|id| is_placed(id, "section-lead")).take(1);
        let pinned = near().filter(|id| is_placed(id, "pinned") && !is_placed(id, "section-lead"));
        section.pinned = leads.chain(pinned).take(PINNED).collect();
        if !section.pinned.is_empty() {
            section.others = Some(section.articles.iter().copied().filter(|id| !section.pinned.contains(id)).collect());
        }
    }
}

/// Puts sections and topics in their order, and drops those with neither file nor story.
pub(super) fn sort_terms(site: &mut Whole) {
    let order = |source: &Option<Arc<LeafSource>>| source.as_ref().map_or(2000, |source| source.front.order);
    let sections = rearranged(std::mem::take(&mut site.sections), |term| (order(&term.source), term.slug.clone()));
    let topics = rearranged(std::mem::take(&mut site.topics), |term| (0, term.slug.clone()));
    let people = rearranged(std::mem::take(&mut site.people), |person| (0, person.slug.clone()));
    site.articles.par_iter_mut().with_min_len(TOGETHER).for_each(|article| {
        article.section = article.section.map(|id| TermId::new(sections.1[id.index()]));
        for topic in &mut article.topics {
            *topic = TermId::new(topics.1[topic.index()]);
        }
        let credits = &mut article.credits;
        let helpers = credits.helpers.iter_mut().flat_map(|helpers| helpers.roles()).flatten();
        for id in credits.authors.iter_mut().chain(helpers) {
            *id = PersonId::new(people.1[id.index()]);
        }
    });
    site.sections = sections.0;
    site.topics = topics.0;
    site.people = people.0;
}

/// Sorts, and says where each old place went.
fn rearranged<T, K: Ord>(all: Vec<T>, key: impl Fn(&T) -> K) -> (Vec<T>, Vec<usize>) {
    let mut went = vec![0; all.len()];
    let mut numbered: Vec<(usize, T)> = all.into_iter().enumerate().collect();
    numbered.sort_by_cached_key(|(_, value)| key(value));
    for (new, (old, _)) in numbered.iter().enumerate() {
        went[*old] = new;
    }
    (numbered.into_iter().map(|(_, value)| value).collect(), went)
}
