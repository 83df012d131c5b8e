//! Sitemaps: an index, a file for each month of stories, files for all other pages, and the news of two days.
//!
//! A month's file changes only when one of its stories does. What is not to be found is in none of them: noindex, killed
//! and unlisted stories, those that stood elsewhere first, old addresses, further pages of lists, the page for what is not found.

mod pages;
mod stories;

use super::{Output, Recipe, Stage};
use crate::base::{Fingerprint, Permalink, Precision, When};
use crate::formats::news_sitemap::MOST_STORIES;
use crate::formats::sitemap::{self, Listed, MOST_BYTES, MOST_URLS};
use crate::site::{ArticleId, Month};
use rayon::prelude::*;
use std::ops::Range;

/// A sitemap. Ids only: what stands in it is asked when it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sitemap {
    /// The list of all but the news.
    Index,
    /// Stories of a month, which is a place in the archive; parts count from 1.
    Month {
        /// Place of the year.
        year: usize,
        /// Place of the month in it.
        month: usize,
        /// Which part.
        part: usize,
    },
    /// Everything else that has an address; parts count from 1.
    Pages {
        /// Which part.
        part: usize,
    },
    /// The list of news sitemaps, when one is not enough.
    NewsIndex,
    /// The news; parts count from 1.
    News {
        /// Which part.
        part: usize,
    },
}

impl Sitemap {
    /// Returns what stands for all that the file shows.
    pub fn fingerprint(self, stage: &Stage<'_>) -> Fingerprint {
        let config = &stage.project.config;
        let shown = match self {
            Self::Index => Fingerprint::of(&all(stage)),
            Self::Month { year, month, part } => stories::fingerprint(stage, year, month, part),
            Self::Pages { part } => {
                let pages = pages::all(stage);
                Fingerprint::of(within(&pages, &pages::parts(stage, &pages), part))
            }
            Self::NewsIndex => Fingerprint::of(&news_parts(stage).len()),
            Self::News { part } => stories::fingerprint_of_news(stage, &news_range(stage, part)),
        };
        Fingerprint::of(&("sitemap", self.kind(), &config.base_url, &config.language, shown))
    }

    /// Returns the stories whose pictures are in the file; nothing when it asks what is on front pages, or what is news.
    pub fn stories(self, stage: &Stage<'_>) -> Option<Vec<ArticleId>> {
        let Self::Month { year, month, .. } = self else { return None };
        let days = &stage.site.archive.years[year].months[month].days;
        Some(days.iter().flat_map(|day| &day.articles).copied().collect())
    }

    /// Writes the file.
    pub fn text(self, stage: &Stage<'_>) -> String {
        match self {
            Self::Index => {
                let address = |file: &Part| match file.month {
                    Some((year, month)) => address(&month_name(year, month), file.part),
                    None => address(PAGES, file.part),
                };
                sitemap::index(all(stage).iter().map(|file| listed(stage, &address(file), file.modified)))
            }
            Self::Month { year, month, part } => stories::month(stage, year, month, part),
            Self::Pages { part } => {
                let pages = pages::all(stage);
                sitemap::urlset(within(&pages, &pages::parts(stage, &pages), part).iter().map(|page| page.entry(stage)))
            }
            Self::NewsIndex => {
                let files = (1..=news_parts(stage).len()).map(|part| address("news", part));
                sitemap::index(files.map(|permalink| listed(stage, &permalink, None)))
            }
            Self::News { part } => stories::news(stage, &news_range(stage, part)),
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Month { .. } => "month",
            Self::Pages { .. } => "pages",
            Self::NewsIndex => "news index",
            Self::News { .. } => "news",
        }
    }
}

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>) {
    if !stage.project.config.outputs.sitemaps {
        return;
    }
    let mut add = |permalink: &Permalink, sitemap, what: String| {
        outputs.push(Output { path: permalink.output(), recipe: Recipe::Sitemap(sitemap), origin: None, what: what.into() });
    };
    add(&index_address(), Sitemap::Index, "the list of sitemaps".into());
    for part in 1..=pages::parts(stage, &pages::all(stage)).len() {
        add(&address(PAGES, part), Sitemap::Pages { part }, "the sitemap of pages and lists".into());
    }
    let months: Vec<_> = stories::months(stage).collect();
    let parts: Vec<usize> = months.par_iter().map(|(year, month, _)| stories::parts(stage, *year, *month).len()).collect();
    for ((year, month, of), parts) in months.into_iter().zip(parts) {
        let name = month_name(of.year, of.number);
        for part in 1..=parts {
            add(&address(&name, part), Sitemap::Month { year, month, part }, format!("the sitemap of {name}"));
        }
    }
    match news_parts(stage).len() {
        1 => add(&news_address(), Sitemap::News { part: 1 }, "the news sitemap".into()),
        many => {
            add(&news_address(), Sitemap::NewsIndex, "the list of news sitemaps".into());
            for part in 1..=many {
                add(&address("news", part), Sitemap::News { part }, "a news sitemap".into());
            }
        }
    }
}

/// Returns the addresses that robots.txt names.
pub(super) fn named(stage: &Stage<'_>) -> Vec<String> {
    let config = &stage.project.config;
    let named = [index_address(), news_address()];
    named.iter().filter(|_| config.outputs.sitemaps).map(|permalink| config.base_url.canonical(permalink)).collect()
}

/// A file that the index lists.
#[derive(Hash)]
struct Part {
    /// Year and month; none: pages and lists.
    month: Option<(i32, u32)>,
    part: usize,
    /// When something in it changed.
    modified: Option<When>,
}

fn all(stage: &Stage<'_>) -> Vec<Part> {
    let pages = pages::all(stage);
    let newest = |range: &Range<usize>| pages[range.clone()].iter().filter_map(|page| page.modified).max_by_key(When::timestamp);
    let of_pages: Vec<_> = pages::parts(stage, &pages).iter().map(newest).collect();
    let months: Vec<_> = stories::months(stage).collect();
    let newest = |(year, month, of): &(usize, usize, &Month)| (Some((of.year, of.number)), stories::newest(stage, *year, *month));
    let of_months: Vec<_> = months.par_iter().map(newest).collect();
    let files = [(None, of_pages)].into_iter().chain(of_months);
    let parts = files
        .map(|(month, newest)| newest.into_iter().enumerate().map(move |(at, modified)| Part { month, part: at + 1, modified }));
    parts.flatten().collect()
}

fn listed(stage: &Stage<'_>, permalink: &Permalink, modified: Option<When>) -> Listed {
    Listed { loc: stage.project.config.base_url.canonical(permalink), lastmod: modified.map(w3c) }
}

fn index_address() -> Permalink {
    Permalink::parse("/sitemap.xml").expect("a good address")
}

fn news_address() -> Permalink {
    Permalink::parse("/news-sitemap.xml").expect("a good address")
}

/// Name of the files of pages and lists.
const PAGES: &str = "pages";

fn month_name(year: i32, month: u32) -> String {
    format!("{year:04}-{month:02}")
}

/// `/sitemaps/2025-05.xml`, `/sitemaps/2025-05-2.xml`.
fn address(name: &str, part: usize) -> Permalink {
    let file = if part == 1 { format!("/sitemaps/{name}.xml") } else { format!("/sitemaps/{name}-{part}.xml") };
    Permalink::parse(&file).expect("a good address")
}

/// A date, with the time if one was given (W3C "Date and Time Formats").
fn w3c(when: When) -> String {
    match when.precision() {
        Precision::Day => when.day().to_string(),
        Precision::Time => when.to_rfc3339(),
    }
}

fn within<'a, T>(all: &'a [T], parts: &[Range<usize>], part: usize) -> &'a [T] {
    parts.get(part - 1).and_then(|range| all.get(range.clone())).unwrap_or_default()
}

/// Cuts a list into files of sizes that the protocol allows; `sizes` are bytes at most.
fn cut(sizes: impl Iterator<Item = usize>, most: usize, most_bytes: usize) -> Vec<Range<usize>> {
    /// What stands around the entries.
    const FRAME: usize = 1_000;
    let (mut parts, mut start, mut end, mut bytes) = (Vec::new(), 0, 0, FRAME);
    for size in sizes {
        if end > start && (end - start == most || bytes + size > most_bytes) {
            parts.push(start..end);
            (start, bytes) = (end, FRAME);
        }
        (end, bytes) = (end + 1, bytes + size);
    }
    if end > start {
        parts.push(start..end);
    }
    parts
}

fn cut_urls(sizes: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    cut(sizes, MOST_URLS, MOST_BYTES)
}

/// The parts of the news; without any there is one empty file.
fn news_parts(stage: &Stage<'_>) -> Vec<Range<usize>> {
    let count = crate::site::news(stage.site, stage.project).len();
    let starts = (0..count.max(1)).step_by(MOST_STORIES);
    starts.map(|start| start..(start + MOST_STORIES).min(count)).collect()
}

fn news_range(stage: &Stage<'_>, part: usize) -> Range<usize> {
    news_parts(stage).get(part - 1).cloned().unwrap_or_default()
}

/// How many bytes an address takes at most in a file: all that can happen to its text is that a letter becomes `%XX`
/// three times or `&quot;`, and the words around it are a hundred.
fn most_bytes(base: &str, path: &str) -> usize {
    (base.len() + path.len()) * 9 + 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_by_number_and_by_size_and_nothing_is_lost() {
        assert_eq!(cut(std::iter::empty(), 3, 5_000), []);
        assert_eq!(cut([1; 7].into_iter(), 3, 5_000), [0..3, 3..6, 6..7]);
        assert_eq!(cut([2_000; 5].into_iter(), 50_000, 5_000), [0..2, 2..4, 4..5]);
        assert_eq!(cut([9_000, 9_000].into_iter(), 3, 5_000), [0..1, 1..2], "a file has one entry at least");
        assert_eq!(cut(std::iter::repeat_n(1, 50_001), MOST_URLS, MOST_BYTES), [0..50_000, 50_000..50_001]);
    }
}
