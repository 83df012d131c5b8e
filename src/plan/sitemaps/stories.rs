//! Stories in sitemaps: by months, the oldest first, so that a month that grows leaves its full files alone; and the news.
//!
//! What a file shows of a story is its address, when it changed, its pictures and its editions: its fingerprint is of these.

use super::super::Stage;
use super::super::editions::Editions;
use super::super::facts::Facts;
use super::{cut_urls, most_bytes, w3c, within};
use crate::base::{Fingerprint, FingerprintHasher, When};
use crate::formats::news_sitemap::{self, News};
use crate::formats::sitemap::{self, Alternate, Entry, LONGEST_ADDRESS, MOST_BYTES, MOST_IMAGES};
use crate::site::{Article, Month};
use std::collections::BTreeSet;
use std::hash::Hash;
use std::ops::Range;

/// Walks over the months that may have files, the newest first, with their places in the archive.
pub(super) fn months<'s>(stage: &Stage<'s>) -> impl Iterator<Item = (usize, usize, &'s Month)> + 's {
    let years = stage.site.archive.years.iter().enumerate();
    years.flat_map(|(y, year)| year.months.iter().enumerate().map(move |(m, month)| (y, m, month)))
}

/// The stories of a month that are to be found, the oldest first.
fn of_month<'s>(stage: &Stage<'s>, year: usize, month: usize) -> Vec<&'s Article> {
    let (site, base) = (stage.site, &stage.project.config.base_url);
    let days = site.archive.years[year].months[month].days.iter().rev();
    let ids = days.flat_map(|day| day.articles.iter().rev());
    ids.map(|id| site.article(*id)).filter(|article| article.is_indexed(base)).collect()
}

/// Cuts a month into files.
pub(super) fn parts(stage: &Stage<'_>, year: usize, month: usize) -> Vec<Range<usize>> {
    parts_of(stage, &of_month(stage, year, month))
}

fn parts_of(stage: &Stage<'_>, stories: &[&Article]) -> Vec<Range<usize>> {
    // Few addresses, each as long as it may be and all of it escaped, are less than a file holds.
    const FEW: usize = MOST_BYTES / (LONGEST_ADDRESS * 6 + 200) - 1;
    let addresses = |article: &&Article| {
        let pictures = usize::from(article.image.is_some()) + article.gallery.len() + article.source.body.digest.images.len();
        let editions = if article.translations.is_empty() { 0 } else { article.translations.len() + 2 };
        1 + pictures + editions
    };
    if !stories.is_empty() && stories.iter().map(addresses).sum::<usize>() < FEW {
        return std::iter::once(0..stories.len()).collect();
    }
    let base = stage.project.config.base_url.absolute();
    let size = |article: &&Article| {
        let editions = Editions::of_article(stage, article);
        let addresses = editions.all.iter().map(|(_, permalink)| most_bytes(&base, permalink.as_str())).sum::<usize>();
        let pictures = every_picture(article).map(|src| most_bytes(&base, src)).sum::<usize>();
        // The main language's edition stands twice.
        most_bytes(&base, article.permalink.as_str()) + 2 * addresses + pictures + 100
    };
    cut_urls(stories.iter().map(size))
}

/// The addresses of a story's pictures: the lead photo, the gallery, those of its text; each once.
fn pictures(article: &Article) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    let mut seen = BTreeSet::new();
    for src in every_picture(article) {
        // Most stories have one or two, and no set is needed to compare these.
        let is_new = if all.len() < 8 { !all.contains(&src) } else { !all[..8].contains(&src) && seen.insert(src) };
        if is_new {
            all.push(src);
        }
        if all.len() == MOST_IMAGES {
            break;
        }
    }
    all
}

fn every_picture(article: &Article) -> impl Iterator<Item = &str> {
    let of_body = article.source.body.digest.images.iter().filter_map(|image| article.pictures.get(&image.source));
    let photos = article.image.iter().chain(&article.gallery).map(|photo| &photo.file);
    photos.chain(of_body).map(|file| &*file.src).filter(|src| src.len() <= LONGEST_ADDRESS)
}

/// Returns when something in each file of a month changed.
pub(super) fn newest(stage: &Stage<'_>, year: usize, month: usize) -> Vec<Option<When>> {
    let stories = of_month(stage, year, month);
    let newest = |range: Range<usize>| stories[range].iter().map(|article| article.modified()).max_by_key(When::timestamp);
    parts_of(stage, &stories).into_iter().map(newest).collect()
}

pub(super) fn fingerprint(stage: &Stage<'_>, year: usize, month: usize, part: usize) -> Fingerprint {
    let stories = of_month(stage, year, month);
    let mut hasher = FingerprintHasher::default();
    for article in within(&stories, &parts_of(stage, &stories), part) {
        (&article.permalink, article.modified(), pictures(article), Editions::of_article(stage, article)).hash(&mut hasher);
    }
    hasher.fingerprint()
}

/// Writes a file of a month.
pub(super) fn month(stage: &Stage<'_>, year: usize, month: usize, part: usize) -> String {
    let stories = of_month(stage, year, month);
    let base = &stage.project.config.base_url;
    let entry = |article: &&Article| Entry {
        loc: base.canonical(&article.permalink),
        lastmod: Some(w3c(article.modified())),
        images: pictures(article).into_iter().map(|src| base.resolve(src)).collect(),
        alternates: alternates(stage, &Editions::of_article(stage, article)),
    };
    sitemap::urlset(within(&stories, &parts_of(stage, &stories), part).iter().map(entry))
}

pub(super) fn alternates(stage: &Stage<'_>, editions: &Editions<'_>) -> Vec<Alternate> {
    editions.links(stage).into_iter().map(|(hreflang, href)| Alternate { hreflang, href }).collect()
}

fn of_news<'s>(stage: &Stage<'s>, range: &Range<usize>) -> Vec<&'s Article> {
    crate::site::news(stage.site, stage.project).into_iter().skip(range.start).take(range.len()).collect()
}

pub(super) fn fingerprint_of_news(stage: &Stage<'_>, range: &Range<usize>) -> Fingerprint {
    let mut hasher = FingerprintHasher::default();
    for article in of_news(stage, range) {
        let front = &article.source.front;
        (&article.permalink, stage.project.config.title_in(&front.lang), &front.lang, front.date.value, &front.title.value)
            .hash(&mut hasher);
    }
    hasher.fingerprint()
}

/// Writes a file of news.
pub(super) fn news(stage: &Stage<'_>, range: &Range<usize>) -> String {
    let story = |facts: Facts<'_>| News {
        publication: news_sitemap::publication(stage.project.config.title_in(facts.article.lang())),
        language: news_sitemap::language(facts.article.lang().as_str()),
        date: w3c(facts.published),
        loc: facts.url,
        title: facts.headline,
    };
    news_sitemap::urlset(of_news(stage, range).into_iter().map(|article| story(Facts::of(stage, article))))
}
