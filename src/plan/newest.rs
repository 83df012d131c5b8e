//! The newest story that a file shows: files that show stories of one time are made one after the other, so that a card
//! is made once for all of them, however long the archive.
//!
//! Deliberately no part of what a file is: nothing that is made depends on the order in which files are.

use super::{FeedFile, FeedOf, Page, Recipe, Sitemap, Stage, WireFile};
use crate::site::{ArticleId, Month};

impl Recipe {
    /// Returns the newest story that the file shows; of files that show the newest of all, or none, nothing.
    pub fn newest(&self, stage: &Stage<'_>) -> Option<ArticleId> {
        match self {
            Self::Page(page) => page.newest(stage),
            Self::Wire(WireFile::Story(id)) => Some(*id),
            Self::Sitemap(Sitemap::Month { year, month, .. }) => first_of(month_of(stage, *year, *month)?),
            Self::Feed(FeedFile { of: FeedOf::Front(_) | FeedOf::Partner(_), .. }) => None,
            Self::Feed(feed) => feed.stories(stage).first().copied(),
            Self::Sitemap(_) | Self::Wire(WireFile::Latest) | Self::Text(_) | Self::Copy { .. } | Self::Asset { .. } => None,
        }
    }
}

impl Page {
    fn newest(&self, stage: &Stage<'_>) -> Option<ArticleId> {
        let (site, paginate) = (stage.site, &stage.project.config.paginate);
        let nth = |list: &[ArticleId], number: usize, per_page: usize| list.get((number - 1) * per_page).copied();
        match *self {
            Self::Article(id) => Some(id),
            Self::Section { id, number } => nth(site.section(id).list(), number, paginate.section),
            Self::Topic { id, number } => nth(&site.topic(id).articles, number, paginate.topic),
            Self::Author { id, number } => nth(&site.person(id).articles, number, paginate.author),
            Self::Year(year) => first_of(site.archive.years.get(year)?.months.first()?),
            Self::Month { year, month } => first_of(month_of(stage, year, month)?),
            Self::Day { year, month, day, number } => {
                nth(&month_of(stage, year, month)?.days.get(day)?.articles, number, paginate.day)
            }
            Self::Home(_)
            | Self::Topics
            | Self::Authors
            | Self::Archive
            | Self::Document(_)
            | Self::Corrections
            | Self::NotFound => None,
        }
    }
}

fn month_of<'s>(stage: &Stage<'s>, year: usize, month: usize) -> Option<&'s Month> {
    stage.site.archive.years.get(year)?.months.get(month)
}

fn first_of(month: &Month) -> Option<ArticleId> {
    month.days.first()?.articles.first().copied()
}
