//! Everything but stories in sitemaps: front pages, pages, sections, topics, authors, the archive.
//!
//! Of a list the first page counts, and it changed when its newest story did.

use super::super::editions::Editions;
use super::super::{Stage, archive, authors, documents, taxonomies};
use super::stories::alternates;
use super::{cut_urls, most_bytes, w3c};
use crate::base::{Permalink, When};
use crate::formats::sitemap::Entry;
use crate::site::{ArticleId, Term, fits};
use crate::view::has_front;
use chrono::NaiveDate;
use std::ops::Range;

/// Where a page stands: an address is written out only when it is asked for.
#[derive(Hash)]
enum At<'s> {
    Permalink(&'s Permalink),
    Corrections,
    Topics,
    Authors,
    Archive,
    Year(i32),
    Month(i32, u32),
    Day(NaiveDate),
}

impl At<'_> {
    fn permalink(&self) -> Permalink {
        match *self {
            Self::Permalink(permalink) => permalink.clone(),
            Self::Corrections => documents::corrections_address(),
            Self::Topics => taxonomies::topics_address(),
            Self::Authors => authors::list(),
            Self::Archive => archive::list(),
            Self::Year(year) => archive::year_address(year).expect("numbers are a good address"),
            Self::Month(year, month) => archive::month_address(year, month),
            Self::Day(date) => archive::day_address(date),
        }
    }
}

/// A page that is to be found.
#[derive(Hash)]
pub(super) struct Listed<'s> {
    at: At<'s>,
    /// When it changed, if that is known.
    pub modified: Option<When>,
    editions: Editions<'s>,
}

impl<'s> Listed<'s> {
    fn new(at: At<'s>, modified: Option<When>) -> Self {
        Self { at, modified, editions: Editions::default() }
    }

    /// Makes the entry of the file.
    pub fn entry(&self, stage: &Stage<'s>) -> Entry {
        Entry {
            loc: stage.project.config.base_url.canonical(&self.at.permalink()),
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
        all.push(Listed::new(At::Permalink(&front.permalink), of(latest)));
    }
    for page in site.pages.iter().filter(|page| !page.source.front.noindex) {
        let editions = Editions::of_page(stage, page);
        all.push(Listed { editions, ..Listed::new(At::Permalink(&page.permalink), page.source.front.updated) });
    }
    if config.outputs.corrections {
        let date = |found: &crate::site::CorrectionRef| {
            let front = &site.article(found.article).source.front;
            front.corrections[found.index].date.unwrap_or(front.date.value)
        };
        all.push(Listed::new(At::Corrections, site.corrections.first().map(date)));
    }
    let is_found = |term: &&'s Term| has_front(term) && !term.source.as_ref().is_some_and(|source| source.front.noindex);
    let term = |term: &'s Term| {
        let written = term.source.as_ref().and_then(|source| source.front.updated);
        let modified = written.into_iter().chain(of(term.articles.first())).max_by_key(When::timestamp);
        Listed::new(At::Permalink(&term.permalink), modified)
    };
    all.extend(site.sections.iter().filter(is_found).map(term));
    if config.outputs.topics {
        all.push(Listed::new(At::Topics, newest));
        all.extend(site.topics.iter().filter(is_found).map(term));
    }
    if config.outputs.authors {
        all.push(Listed::new(At::Authors, None));
        let people = site.people.iter().filter(|person| authors::has_page(person));
        all.extend(people.map(|person| Listed::new(At::Permalink(&person.permalink), of(person.articles.first()))));
    }
    all.push(Listed::new(At::Archive, newest));
    for year in &site.archive.years {
        let days = |month: &'s crate::site::Month| month.days.first().and_then(|day| day.articles.first());
        all.push(Listed::new(At::Year(year.number), of(year.months.first().and_then(days))));
        for month in &year.months {
            all.push(Listed::new(At::Month(month.year, month.number), of(days(month))));
            let days = month.days.iter().filter(|_| config.outputs.days);
            all.extend(days.map(|day| Listed::new(At::Day(day.date), of(day.articles.first()))));
        }
    }
    all.retain(|page| !matches!(page.at, At::Permalink(permalink) if !fits(permalink, &config.base_url)));
    all
}

/// Cuts them into files.
pub(super) fn parts(stage: &Stage<'_>, all: &[Listed<'_>]) -> Vec<Range<usize>> {
    let base = stage.project.config.base_url.absolute();
    let size = |page: &Listed<'_>| {
        let editions = page.editions.all.iter().map(|(_, permalink)| most_bytes(&base, permalink.as_str())).sum::<usize>();
        let own = match page.at {
            At::Permalink(permalink) => permalink.as_str(),
            // No other address is longer than that of a day.
            _ => "/2025/05/30/index.html",
        };
        most_bytes(&base, own) + 2 * editions + 100
    };
    cut_urls(all.iter().map(size))
}
