//! The archive: all years, a year's months, a month as a calendar, a day.
//!
//! Only periods with stories have pages; previous and next skip the empty ones.

use super::context::Crumb;
use super::{Context, Output, Page, Stage, add_page};
use crate::base::Permalink;
use crate::config::Language;
use crate::site::{Day, Month, Year};
use crate::view::{
    CalendarDay, DayItems, DayView, MonthCount, MonthView, Pager, PeriodRef, YearView, format_date, page_address, page_count,
};
use chrono::{Datelike, Days, NaiveDate, NaiveTime};

pub(super) fn list() -> Permalink {
    Permalink::folder(["archive"]).expect("a good address")
}

/// Returns the address of a year.
pub(super) fn year_address(year: i32) -> Option<Permalink> {
    Permalink::folder([format!("{year:04}").as_str()]).ok()
}

pub(super) fn month_address(year: i32, month: u32) -> Permalink {
    Permalink::folder([format!("{year:04}").as_str(), format!("{month:02}").as_str()]).expect("numbers are a good address")
}

pub(super) fn day_address(date: NaiveDate) -> Permalink {
    let parts = [format!("{:04}", date.year()), format!("{:02}", date.month()), format!("{:02}", date.day())];
    Permalink::folder(parts.iter().map(String::as_str)).expect("numbers are a good address")
}

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>) {
    let config = &stage.project.config;
    add_page(outputs, &list(), Page::Archive, None, "the archive".into());
    for (y, year) in stage.site.archive.years.iter().enumerate() {
        let permalink = year_address(year.number).expect("numbers are a good address");
        add_page(outputs, &permalink, Page::Year(y), None, format!("the year {}", year.number));
        for (m, month) in year.months.iter().enumerate() {
            let what = format!("the month {}", iso_month(month));
            add_page(outputs, &month_address(month.year, month.number), Page::Month { year: y, month: m }, None, what);
            for (d, day) in month.days.iter().enumerate().filter(|_| config.outputs.days) {
                for number in 1..=page_count(day.articles.len(), config.paginate.day) {
                    let page = Page::Day { year: y, month: m, day: d, number };
                    let permalink = page_address(&day_address(day.date), number);
                    add_page(outputs, &permalink, page, None, format!("the day {}", day.date));
                }
            }
        }
    }
}

fn iso_month(month: &Month) -> String {
    format!("{:04}-{:02}", month.year, month.number)
}

fn archive_crumbs(stage: &Stage<'_>) -> Vec<Crumb> {
    let language = &stage.project.config.language;
    let title = stage.word("page.archive", language, "Archive");
    vec![stage.home_crumb(language), Crumb { title, url: stage.href(&list()) }]
}

pub(super) fn archive<'s>(stage: &Stage<'s>) -> Context<'s> {
    let language = &stage.project.config.language;
    let mut view = stage.page(Page::Archive, &list(), stage.word("page.archive", language, "Archive"));
    view.breadcrumbs = vec![stage.home_crumb(language)];
    let years: Vec<YearView> = (0..stage.site.archive.years.len()).map(|at| year_view(stage, at)).collect();
    stage.context(Page::Archive, view, None).with("years", years)
}

fn year_view(stage: &Stage<'_>, at: usize) -> YearView {
    let years = &stage.site.archive.years;
    let year = &years[at];
    let months = (1..=12).map(|number| {
        let month = year.months.iter().find(|month| month.number == number);
        MonthCount {
            number,
            iso: format!("{:04}-{number:02}-01", year.number),
            url: month.map(|month| stage.href(&month_address(month.year, month.number))),
            count: month.map_or(0, |month| month.count),
        }
    });
    let neighbour = |year: &Year| PeriodRef {
        iso: format!("{:04}-01-01", year.number),
        url: year_address(year.number).map(|permalink| stage.href(&permalink)).unwrap_or_default(),
    };
    YearView {
        year: year.number,
        iso: format!("{:04}-01-01", year.number),
        url: neighbour(year).url,
        count: year.count,
        months: months.collect(),
        previous: years.get(at + 1).map(neighbour),
        next: at.checked_sub(1).map(|at| neighbour(&years[at])),
    }
}

pub(super) fn year<'s>(stage: &Stage<'s>, at: usize) -> Context<'s> {
    let shown = year_view(stage, at);
    let permalink = year_address(shown.year).expect("numbers are a good address");
    let mut view = stage.page(Page::Year(at), &permalink, shown.year.to_string());
    view.breadcrumbs = archive_crumbs(stage);
    stage.context(Page::Year(at), view, None).with("year", shown)
}

/// A title such as "May 2025", in the outlet's language.
fn title(date: NaiveDate, form: &str, language: &Language) -> String {
    format_date(date.and_time(NaiveTime::MIN), form, language.as_str()).unwrap_or_else(|_| date.to_string())
}

pub(super) fn month<'s>(stage: &Stage<'s>, y: usize, m: usize) -> Context<'s> {
    let month = &stage.site.archive.years[y].months[m];
    let language = &stage.project.config.language;
    let first = NaiveDate::from_ymd_opt(month.year, month.number, 1).expect("a month with stories");
    let page = Page::Month { year: y, month: m };
    let mut view = stage.page(page, &month_address(month.year, month.number), title(first, "month", language));
    view.breadcrumbs = archive_crumbs(stage);
    let year = &stage.site.archive.years[y];
    view.breadcrumbs.push(year_crumb(stage, year.number));
    let months: Vec<&Month> = stage.site.archive.months().collect();
    let here = months.iter().position(|other| std::ptr::eq(*other, month)).expect("a month of the archive");
    let neighbour = |month: &Month| PeriodRef {
        iso: format!("{}-01", iso_month(month)),
        url: stage.href(&month_address(month.year, month.number)),
    };
    let starts_on = first_weekday(language);
    let day_url = |date| stage.project.config.outputs.days.then(|| stage.href(&day_address(date)));
    let days = month.days.iter().map(|day| DayItems {
        iso: day.date.to_string(),
        url: day_url(day.date),
        count: day.articles.len(),
        items: stage.views.cards(&day.articles),
    });
    let shown = MonthView {
        year: month.year,
        number: month.number,
        iso: format!("{}-01", iso_month(month)),
        url: view.url.clone(),
        count: month.count,
        year_url: year_address(month.year).map(|permalink| stage.href(&permalink)).unwrap_or_default(),
        weeks: weeks(month, first, starts_on, &day_url),
        weekdays: weekdays(starts_on),
        first_weekday: starts_on,
        days: days.collect(),
        previous: months.get(here + 1).map(|month| neighbour(month)),
        next: here.checked_sub(1).map(|at| neighbour(months[at])),
    };
    stage.context(page, view, None).with("month", shown)
}

fn year_crumb(stage: &Stage<'_>, year: i32) -> Crumb {
    let url = year_address(year).map(|permalink| stage.href(&permalink)).unwrap_or_default();
    Crumb { title: year.to_string(), url }
}

/// Weeks begin on Sunday (0) where calendars do, on Monday (1) elsewhere (CLDR, week data).
fn first_weekday(language: &Language) -> u32 {
    match language.base() {
        "en" if language.as_str() != "en-GB" => 0,
        "ko" | "ja" | "he" | "tl" => 0,
        "es" | "pt" if language.as_str().contains('-') && language.as_str() != "es-ES" => 0,
        _ => 1,
    }
}

/// Dates whose weekday names head the columns: any week that begins on the right day.
fn weekdays(starts_on: u32) -> Vec<String> {
    let sunday = NaiveDate::from_ymd_opt(2023, 1, 1).expect("a Sunday");
    (0..7).map(|day| (sunday + Days::new(u64::from(day + starts_on))).to_string()).collect()
}

fn weeks(
    month: &Month,
    first: NaiveDate,
    starts_on: u32,
    url: &dyn Fn(NaiveDate) -> Option<String>,
) -> Vec<Vec<Option<CalendarDay>>> {
    let blank = (first.weekday().num_days_from_sunday() + 7 - starts_on) % 7;
    let mut cells: Vec<Option<CalendarDay>> = (0..blank).map(|_| None).collect();
    for date in first.iter_days().take_while(|date| date.month() == month.number) {
        let day: Option<&Day> = month.days.iter().find(|day| day.date == date);
        let count = day.map_or(0, |day| day.articles.len());
        cells.push(Some(CalendarDay { day: date.day(), iso: date.to_string(), count, url: day.and_then(|day| url(day.date)) }));
    }
    cells.resize_with(cells.len().div_ceil(7) * 7, || None);
    cells.chunks(7).map(<[_]>::to_vec).collect()
}

pub(super) fn day<'s>(stage: &Stage<'s>, [y, m, d]: [usize; 3], number: usize) -> Context<'s> {
    let day = &stage.site.archive.years[y].months[m].days[d];
    let config = &stage.project.config;
    let permalink = day_address(day.date);
    let page = Page::Day { year: y, month: m, day: d, number };
    let heading = stage.numbered(&title(day.date, "full", &config.language), number, &config.language);
    let mut view = stage.page(page, &page_address(&permalink, number), heading);
    view.breadcrumbs = archive_crumbs(stage);
    view.breadcrumbs.push(year_crumb(stage, day.date.year()));
    let month = month_address(day.date.year(), day.date.month());
    view.breadcrumbs.push(Crumb { title: title(day.date, "month", &config.language), url: stage.href(&month) });
    let neighbour = |day: &Day| PeriodRef { iso: day.date.to_string(), url: stage.href(&day_address(day.date)) };
    let (previous, next) = neighbours(stage, [y, m, d]);
    let shown = DayView {
        iso: day.date.to_string(),
        url: stage.href(&permalink),
        count: day.articles.len(),
        previous: previous.map(neighbour),
        next: next.map(neighbour),
        year_url: year_address(day.date.year()).map(|permalink| stage.href(&permalink)).unwrap_or_default(),
        month_url: stage.href(&month),
    };
    let per_page = config.paginate.day;
    let items = day.articles.iter().skip((number - 1) * per_page).take(per_page).map(|id| stage.views.card(*id)).collect();
    let pager = Pager::of(items, number, day.articles.len(), per_page, &permalink, &config.base_url);
    stage.context(page, view, None).with("day", shown).with("pager", pager)
}

/// The days with stories before and after one, without walking through the archive: it runs from the newest down.
fn neighbours<'s>(stage: &Stage<'s>, [y, m, d]: [usize; 3]) -> (Option<&'s Day>, Option<&'s Day>) {
    let years = &stage.site.archive.years;
    let (year, month) = (&years[y], &years[y].months[m]);
    let first_of = |month: &'s Month| month.days.first();
    let last_of = |month: &'s Month| month.days.last();
    let older = month.days.get(d + 1).or_else(|| year.months.get(m + 1).and_then(first_of));
    let older = older.or_else(|| years.get(y + 1).and_then(|year| year.months.first()).and_then(first_of));
    let newer = d.checked_sub(1).map(|d| &month.days[d]).or_else(|| m.checked_sub(1).and_then(|m| last_of(&year.months[m])));
    let newer = newer.or_else(|| y.checked_sub(1).and_then(|y| years[y].months.last()).and_then(last_of));
    (older, newer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_whole_weeks_with_every_day_once() {
        for (year, number) in [(2025, 2), (2025, 5), (2024, 2), (2023, 10)] {
            let month = Month { year, number, count: 0, days: Vec::new() };
            let first = NaiveDate::from_ymd_opt(year, number, 1).expect("a day");
            for starts_on in [0, 1] {
                let weeks = weeks(&month, first, starts_on, &|_| None);
                assert!(weeks.iter().all(|week| week.len() == 7));
                let days: Vec<u32> = weeks.iter().flatten().flatten().map(|day| day.day).collect();
                let last = first.iter_days().take_while(|date| date.month() == number).count();
                assert_eq!(days, (1..=u32::try_from(last).expect("small")).collect::<Vec<_>>());
                let column = weeks[0].iter().position(Option::is_some).expect("the first day");
                let heads = weekdays(starts_on);
                let head: NaiveDate = heads[column].parse().expect("a date");
                assert_eq!(head.weekday(), first.weekday());
            }
        }
    }
}
