//! The editions of a story or page in several languages, as search engines are told of them (`hreflang`).
//!
//! Only true translations, only those that are to be found, and the same set whichever of them is asked: so every link
//! has its return link, and each names itself. What readers are shown is the pages' own business.

use super::Stage;
use crate::base::Permalink;
use crate::config::Language;
use crate::site::{Article, ArticleId, Page, PageId, Site, fits};
use std::collections::BTreeMap;

/// Editions by language; the main language's is also what readers of all other languages get.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Editions<'s> {
    /// In the order of their codes; empty when there is but one.
    pub all: Vec<(&'s Language, &'s Permalink)>,
}

/// The word for readers of all other languages (Google, "Localized versions").
const DEFAULT: &str = "x-default";

impl<'s> Editions<'s> {
    /// Finds those of a story.
    pub fn of_article(stage: &Stage<'s>, article: &'s Article) -> Self {
        let Some(first) = article.translations.first() else { return Self::default() };
        let (site, base): (&'s Site, _) = (stage.site, &stage.project.config.base_url);
        let ids = article.translations.iter().chain(&site.article(*first).translations);
        let found = ids.map(|id| (*id, site.article(*id))).filter(|(_, other)| other.is_indexed(base));
        let editions = found.map(|(id, other): (ArticleId, _)| (id.index(), other.lang(), &other.permalink));
        Self::one_each(editions, &article.permalink)
    }

    /// Finds those of a page.
    pub fn of_page(stage: &Stage<'s>, page: &'s Page) -> Self {
        let Some(first) = page.translations.first() else { return Self::default() };
        let (site, base): (&'s Site, _) = (stage.site, &stage.project.config.base_url);
        let ids = page.translations.iter().chain(&site.page(*first).translations);
        let found =
            ids.map(|id| (*id, site.page(*id))).filter(|(_, other)| !other.source.front.noindex && fits(&other.permalink, base));
        let editions = found.map(|(id, other): (PageId, _)| (id.index(), &other.source.front.lang, &other.permalink));
        Self::one_each(editions, &page.permalink)
    }

    /// Of two in one language the first counts, and the other is nobody's translation; nor is one that is not to be found.
    fn one_each(all: impl Iterator<Item = (usize, &'s Language, &'s Permalink)>, own: &Permalink) -> Self {
        let mut firsts: BTreeMap<&Language, (usize, &Permalink)> = BTreeMap::new();
        for (at, language, permalink) in all {
            let first = firsts.entry(language).or_insert((at, permalink));
            *first = (*first).min((at, permalink));
        }
        let all: Vec<_> = firsts.into_iter().map(|(language, (_, permalink))| (language, permalink)).collect();
        let is_one_of_them = all.iter().any(|(_, permalink)| *permalink == own);
        if is_one_of_them && all.len() > 1 { Self { all } } else { Self::default() }
    }

    /// Returns code and absolute address of each, and what stands for all other languages, if the main one has an edition.
    pub fn links(&self, stage: &Stage<'_>) -> Vec<(String, String)> {
        let config = &stage.project.config;
        let link = |code: &str, permalink: &Permalink| (code.to_owned(), config.base_url.canonical(permalink));
        let own = self.all.iter().map(|(language, permalink)| link(language.as_str(), permalink));
        let main = self.all.iter().find(|(language, _)| **language == config.language);
        own.chain(main.map(|(_, permalink)| link(DEFAULT, permalink))).collect()
    }
}
