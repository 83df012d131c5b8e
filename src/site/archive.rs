//! The archive: years, months and days that have stories.
//!
//! Built in one pass over stories that are sorted already; only periods with stories exist.

use super::article::{Article, ArticleId};
use chrono::{Datelike, NaiveDate};

/// A day with stories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The local day.
    pub date: NaiveDate,
    /// Its stories, the newest first.
    pub articles: Vec<ArticleId>,
}

/// A month with stories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub number: u32,
    /// Number of stories.
    pub count: usize,
    /// Its days with stories, the newest first.
    pub days: Vec<Day>,
}

/// A year with stories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub number: i32,
    /// Number of stories.
    pub count: usize,
    /// Its months with stories, the newest first.
    pub months: Vec<Month>,
}

/// All years with stories, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// The years.
    pub years: Vec<Year>,
}

impl Archive {
    /// Sorts stories, which come the newest first, into days.
    pub(super) fn of(articles: &[Article], listed: &[ArticleId]) -> Self {
        let mut years: Vec<Year> = Vec::new();
        for id in listed {
            let date = articles[id.index()].source.front.date.value.day();
            if years.last().is_none_or(|year| year.number != date.year()) {
                years.push(Year { number: date.year(), count: 0, months: Vec::new() });
            }
            let year = years.last_mut().expect("pushed above");
            year.count += 1;
            if year.months.last().is_none_or(|month| month.number != date.month()) {
                year.months.push(Month { year: date.year(), number: date.month(), count: 0, days: Vec::new() });
            }
            let month = year.months.last_mut().expect("pushed above");
            month.count += 1;
            if month.days.last().is_none_or(|day| day.date != date) {
                month.days.push(Day { date, articles: Vec::new() });
            }
            month.days.last_mut().expect("pushed above").articles.push(*id);
        }
        Self { years }
    }

    /// Walks over all months, the newest first.
    pub fn months(&self) -> impl Iterator<Item = &Month> {
        self.years.iter().flat_map(|year| &year.months)
    }

    /// Walks over all days, the newest first.
    pub fn days(&self) -> impl Iterator<Item = &Day> {
        self.months().flat_map(|month| &month.days)
    }
}
