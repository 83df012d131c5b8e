//! Everything but stories in sitemaps: front pages, pages, sections, topics, authors, the archive.
//!
//! Of a list the first page counts, and it changed when its newest story did.

use super::super::editions::Editions;
use super::super::{Stage, archive, authors, documents, taxonomies};
use super::stories::alternates;
use super::{cut_urls, most_bytes, w3c};
use crate::base::{Permalink, When};
use crate::formats::sitemap::{Entry, LONGEST_ADDRESS};
use crate::site::{ArticleId, Term};
use crate::view::has_front;
use std::ops::Range;

/// A page that is to be found.
#[derive(Hash)]
pub(super) struct Listed<'s> {
    permalink: Permalink,
    /// When it changed, if that is known.
    pub modified: Option<When>,
    editions: Editions<'s>,
}

impl<'s> Listed<'s> {
    fn new(permalink: Permalink, modified: Option<When>) -> Self {
        Self { permalink, modified, editions: Editions::default() }
    }

    /// Makes the entry of the file.
    pub fn entry(&self, stage: &Stage<'s>) -> Entry {
        Entry {
            loc: stage.project.config.base_url.canonical(&self.permalink),
            lastmod: self.modified.map(w3c),
            images: Vec::new(),
            alternates: alternates(stage, &self.editions),
        }
    }
}

/// Finds all, in a fixed order.
pub(super) fn all<'s>(stage: &Stage<'s>) -> Vec<Listed<'s>> {
    let (site, config) = (stage.site, &stage.project.config);
    let of = |id: Option<&ArticleId>| id.map(|id| site.article(*id).modified());
    let newest = of(site.listed.first());
    let mut all: Vec<Listed<'s>> = Vec::new();
    for front in &site.fronts {
        let latest = front.zones.get("latest").and_then(|latest| latest.first());
        all.push(Listed::new(front.permalink.clone(), of(latest)));
    }
    for page in site.pages.iter().filter(|page| !page.source.front.noindex) {
        let editions = Editions::of_page(stage, page);
        all.push(Listed { editions, ..Listed::new(page.permalink.clone(), page.source.front.updated) });
    }
    if config.outputs.corrections {
        let date = |found: &crate::site::CorrectionRef| {
            let front = &site.article(found.article).source.front;
            front.corrections[found.index].date.unwrap_or(front.date.value)
        };
        all.push(Listed::new(documents::corrections_address(), site.corrections.first().map(date)));
    }
    let is_found = |term: &&'s Term| has_front(term) && !term.source.as_ref().is_some_and(|source| source.front.noindex);
    let term = |term: &'s Term| {
        let written = term.source.as_ref().and_then(|source| source.front.updated);
        let modified = written.into_iter().chain(of(term.articles.first())).max_by_key(When::timestamp);
        Listed::new(term.permalink.clone(), modified)
    };
    all.extend(site.sections.iter().filter(is_found).map(term));
    if config.outputs.topics {
        all.push(Listed::new(taxonomies::topics_address(), newest));
        all.extend(site.topics.iter().filter(is_found).map(term));
    }
    if config.outputs.authors {
        all.push(Listed::new(authors::list(), None));
        let people = site.people.iter().filter(|person| authors::has_page(person));
        all.extend(people.map(|person| Listed::new(person.permalink.clone(), of(person.articles.first()))));
    }
    all.push(Listed::new(archive::list(), newest));
    for year in &site.archive.years {
        let days = |month: &'s crate::site::Month| month.days.first().and_then(|day| day.articles.first());
        all.extend(archive::year_address(year.number).map(|at| Listed::new(at, of(year.months.first().and_then(days)))));
        for month in &year.months {
            all.push(Listed::new(archive::month_address(month.year, month.number), of(days(month))));
            let days = month.days.iter().filter(|_| config.outputs.days);
            all.extend(days.map(|day| Listed::new(archive::day_address(day.date), of(day.articles.first()))));
        }
    }
    all.retain(|page| page.permalink.as_str().len() < 200 || config.base_url.canonical(&page.permalink).len() <= LONGEST_ADDRESS);
    all
}

/// Cuts them into files.
pub(super) fn parts(stage: &Stage<'_>, all: &[Listed<'_>]) -> Vec<Range<usize>> {
    let base = stage.project.config.base_url.absolute();
    let size = |page: &Listed<'_>| {
        let editions = page.editions.all.iter().map(|(_, permalink)| most_bytes(&base, permalink.as_str())).sum::<usize>();
        most_bytes(&base, page.permalink.as_str()) + 2 * editions + 100
    };
    cut_urls(all.iter().map(size))
}
