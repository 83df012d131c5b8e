//! Lists as templates see them: a page of cards with its neighbours, and the archive's periods.
//!
//! Lists hold cards, never stories, so that a change in a body touches no list.

use super::{Card, Html, Picture, Shared, view};
use crate::base::{BaseUrl, Permalink};
use crate::notation::Table;

view! {
    /// A page number with its address.
    PageLink { number: usize, url: String, current: bool, }

    /// One page of a list.
    Pager {
        items: Vec<Card>, number: usize, pages: usize, total: usize, first: String, previous: Option<String>, next: Option<String>,
        last: String, links: Vec<PageLink>,
    }

    /// A section or topic with its intro.
    TermView {
        slug: String, title: String, url: String, colour: Option<String>, description: Option<String>, content: Html,
        key_facts: Vec<String>, image: Option<Picture>, extra: Table, pinned: Vec<Card>, count: usize,
    }

    /// A section or topic with its number of stories.
    TermCount { slug: String, title: String, url: Option<String>, colour: Option<String>, count: usize, description: Option<String>, }

    /// A period with its address.
    PeriodRef { iso: String, url: String, }

    /// A month in a year.
    MonthCount { number: u32, iso: String, url: Option<String>, count: usize, }

    /// A year with its months.
    YearView {
        year: i32, iso: String, url: String, count: usize, months: Vec<MonthCount>, previous: Option<PeriodRef>, next: Option<PeriodRef>,
    }

    /// A cell of a month's table.
    CalendarDay { day: u32, iso: String, count: usize, url: Option<String>, }

    /// A day in a month's list.
    DayItems { iso: String, url: Option<String>, count: usize, items: Vec<Card>, }

    /// A month.
    MonthView {
        year: i32, number: u32, iso: String, url: String, count: usize, year_url: String, weeks: Vec<Vec<Option<CalendarDay>>>,
        weekdays: Vec<String>, first_weekday: u32, days: Vec<DayItems>, previous: Option<PeriodRef>, next: Option<PeriodRef>,
    }

    /// A day.
    DayView {
        iso: String, url: String, count: usize, previous: Option<PeriodRef>, next: Option<PeriodRef>, year_url: String, month_url: String,
    }

    /// A correction in the list of all.
    CorrectionItem { date: super::Moment, kind: &'static str, text: Html, article: Card, }

    /// A block of the front page.
    BlockView { heading: String, url: Option<String>, section: Option<Shared>, items: Vec<Card>, }

    /// The strip above everything.
    AlertView { text: String, url: Option<String>, }

    /// A front page.
    FrontView { alert: Option<AlertView>, zones: std::collections::BTreeMap<String, Vec<Card>>, blocks: Vec<BlockView>, }

    /// A page of its own.
    DocumentView {
        title: String, deck: Option<Html>, description: Option<String>, image: Option<Picture>, toc: Vec<super::TocEntry>,
        updated: Option<super::Moment>, extra: Table,
    }
}

/// Returns the address of page `number` of a list.
///
/// # Panics
/// Never: `page` and a number are good parts of an address.
pub fn page_address(list: &Permalink, number: usize) -> Permalink {
    if number == 1 {
        return list.clone();
    }
    let path = format!("{}page/{number}/", list.as_str());
    Permalink::parse(&path).expect("a good address with good parts behind it")
}

/// Returns how many pages a list of `count` has; an empty one has one.
pub fn page_count(count: usize, per_page: usize) -> usize {
    count.div_ceil(per_page).max(1)
}

impl TermCount {
    /// Shows a section or topic with its number of stories.
    pub fn of(term: &crate::site::Term, config: &crate::config::Config, has_page: bool) -> Self {
        let front = term.source.as_ref().map(|source| &source.front);
        Self {
            slug: term.slug.clone(),
            title: term.title.clone(),
            url: has_page.then(|| config.base_url.href(&term.permalink)),
            colour: front.and_then(|front| front.colour.clone()),
            count: term.articles.len(),
            description: front.and_then(|front| front.description.clone()),
        }
    }
}

impl Pager {
    /// Shows page `number` of a list of `total` stories; `items` are its own.
    pub fn of(items: Vec<Card>, number: usize, total: usize, per_page: usize, list: &Permalink, base: &BaseUrl) -> Self {
        let pages = page_count(total, per_page);
        let url = |number: usize| base.href(&page_address(list, number));
        // The first, the last, and two on each side: enough to find one's way in a list of a thousand pages.
        let is_near = |at: usize| at == 1 || at == pages || at.abs_diff(number) <= 2;
        let near = number.saturating_sub(2).max(1)..=(number + 2).min(pages);
        let mut numbers: Vec<usize> = [1].into_iter().chain(near).chain([pages]).filter(|at| is_near(*at)).collect();
        numbers.dedup();
        let links = numbers.into_iter().map(|at| PageLink { number: at, url: url(at), current: at == number });
        Self {
            items,
            number,
            pages,
            total,
            first: url(1),
            previous: (number > 1).then(|| url(number - 1)),
            next: (number < pages).then(|| url(number + 1)),
            last: url(pages),
            links: links.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_knows_its_neighbours_and_not_a_thousand_links() {
        let base = BaseUrl::parse("https://x.org/paper/").expect("fine");
        let list = Permalink::parse("/city/").expect("fine");
        let pager = Pager::of(Vec::new(), 50, 2500, 25, &list, &base);
        assert_eq!(pager.pages, 100);
        assert_eq!(pager.next.as_deref(), Some("/paper/city/page/51/"));
        assert_eq!(pager.links.iter().map(|link| link.number).collect::<Vec<_>>(), [1, 48, 49, 50, 51, 52, 100]);
        let first = Pager::of(Vec::new(), 1, 0, 25, &list, &base);
        assert_eq!((first.pages, first.links.len(), first.previous), (1, 1, None));
        assert_eq!(page_address(&list, 1), list);
    }
}
