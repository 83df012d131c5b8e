//! Dates as people of a language write them.
//!
//! Whole patterns stand in a table of our own; the names of months and days come from chrono's copy of glibc's data.

use crate::base::{Precision, When, iso_day};
use chrono::{Datelike, Locale, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::view;

view! {
    /// A moment.
    Moment { iso: String, day: String, time: Option<String>, timestamp: i64, }
}

impl Moment {
    /// Shows a moment.
    pub fn of(when: When) -> Self {
        let has_time = when.precision() == Precision::Time;
        Self {
            iso: if has_time { when.to_rfc3339() } else { iso_day(when.day()) },
            day: iso_day(when.day()),
            time: has_time.then(|| when.clock()),
            timestamp: when.timestamp(),
        }
    }
}

/// The named forms, in the order of docs/themes.md.
pub const FORMS: [&str; 12] =
    ["long", "short", "full", "time", "datetime", "month", "month_name", "weekday", "weekday_short", "year", "numeric", "iso"];

/// Writes a date in a named form, or by a strftime pattern.
///
/// # Errors
/// The pattern is not one.
pub fn format(local: NaiveDateTime, form: &str, language: &str) -> Result<String, String> {
    let base = language.split('-').next().unwrap_or(language);
    let locale = locale(language, base);
    let by = |pattern: &str| named(local.date(), pattern, locale);
    let patterns = patterns(base);
    let text = match form {
        "long" => by(patterns.long),
        "short" => by(patterns.short),
        "full" => by(patterns.full),
        "time" => time(local, base),
        "datetime" => format!("{}{}{}", by(patterns.long), patterns.comma, time(local, base)),
        "month" => by(patterns.month),
        "month_name" => by(if base == "ko" || base == "ja" || base == "zh" { patterns.month_alone } else { "%B" }),
        "weekday" => by("%A"),
        "weekday_short" => by("%a"),
        "year" => by(patterns.year),
        "numeric" | "iso" => by("%Y-%m-%d"),
        pattern if pattern.contains('%') => return strftime(local, pattern, locale),
        other => return Err(format!("`{other}` is neither one of {} nor a pattern such as `%Y`", FORMS.join(", "))),
    };
    Ok(text)
}

struct Patterns {
    long: &'static str,
    short: &'static str,
    full: &'static str,
    month: &'static str,
    month_alone: &'static str,
    year: &'static str,
    comma: &'static str,
}

fn patterns(base: &str) -> Patterns {
    let usual = Patterns {
        long: "%-d %B %Y",
        short: "%-d %B",
        full: "%A, %-d %B %Y",
        month: "%B %Y",
        month_alone: "%B",
        year: "%Y",
        comma: ", ",
    };
    match base {
        "en" => Patterns { long: "%B %-d, %Y", short: "%B %-d", full: "%A, %B %-d, %Y", ..usual },
        "ko" => Patterns {
            long: "%Y년 %-m월 %-d일",
            short: "%-m월 %-d일",
            full: "%Y년 %-m월 %-d일 %A",
            month: "%Y년 %-m월",
            month_alone: "%-m월",
            year: "%Y년",
            comma: " ",
        },
        "ja" | "zh" => Patterns {
            long: "%Y年%-m月%-d日",
            short: "%-m月%-d日",
            full: "%Y年%-m月%-d日 %A",
            month: "%Y年%-m月",
            month_alone: "%-m月",
            year: "%Y年",
            comma: " ",
        },
        "es" => Patterns { long: "%-d de %B de %Y", short: "%-d de %B", full: "%A, %-d de %B de %Y", month: "%B de %Y", ..usual },
        _ => usual,
    }
}

/// Formats a day with a pattern of ours, which is known to be good.
fn named(date: NaiveDate, pattern: &str, locale: Locale) -> String {
    date.format_localized(pattern, locale).to_string()
}

fn strftime(local: NaiveDateTime, pattern: &str, locale: Locale) -> Result<String, String> {
    use chrono::format::{Item, StrftimeItems};
    if StrftimeItems::new(pattern).any(|item| matches!(item, Item::Error)) {
        return Err(format!("`{pattern}` is no strftime pattern"));
    }
    // A pattern may ask for an offset, which a local time has not; written by hand so that it cannot panic.
    let mut out = String::new();
    match std::fmt::Write::write_fmt(&mut out, format_args!("{}", local.and_utc().format_localized(pattern, locale))) {
        Ok(()) => Ok(out),
        Err(_) => Err(format!("`{pattern}` is no strftime pattern")),
    }
}

/// 9:00 a.m. (AP style), 오전 9:00, 9:00 a. m., 09:00.
fn time(local: NaiveDateTime, base: &str) -> String {
    let (is_afternoon, hour) = local.hour12();
    let minute = local.minute();
    match base {
        "en" => format!("{hour}:{minute:02} {}", if is_afternoon { "p.m." } else { "a.m." }),
        "es" => format!("{hour}:{minute:02} {}", if is_afternoon { "p. m." } else { "a. m." }),
        "ko" => format!("{} {hour}:{minute:02}", if is_afternoon { "오후" } else { "오전" }),
        _ => local.format("%H:%M").to_string(),
    }
}

fn locale(language: &str, base: &str) -> Locale {
    let exact = language.replace('-', "_");
    let usual = match base {
        "en" => "en_US",
        "ko" => "ko_KR",
        "es" => "es_ES",
        "zh" => "zh_CN",
        "ja" => "ja_JP",
        "vi" => "vi_VN",
        "tl" => "tl_PH",
        "hy" => "hy_AM",
        "fa" => "fa_IR",
        "ar" => "ar_EG",
        "he" => "he_IL",
        "uk" => "uk_UA",
        other => return Locale::try_from(format!("{other}_{}", other.to_uppercase()).as_str()).unwrap_or(Locale::POSIX),
    };
    Locale::try_from(exact.as_str()).or_else(|_| Locale::try_from(usual)).unwrap_or(Locale::POSIX)
}

/// Reads a moment as templates hand it back: an `iso` or `day` text.
pub fn read(text: &str) -> Option<NaiveDateTime> {
    let date = text.get(..10)?;
    let date = match numbers(date, "-", [4, 2, 2]) {
        Some([year, month, day]) => NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?,
        None => NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?,
    };
    let time = text.get(11..16).and_then(|time| match numbers(time, ":", [2, 2]) {
        Some([hour, minute]) => NaiveTime::from_hms_opt(hour, minute, 0),
        None => NaiveTime::parse_from_str(time, "%H:%M").ok(),
    });
    Some(date.and_time(time.unwrap_or_default())).filter(|_| date.year() > 0)
}

/// Reads numbers of so many digits each, if a text is nothing else.
fn numbers<const N: usize>(text: &str, between: &str, digits: [usize; N]) -> Option<[u32; N]> {
    let (mut found, mut rest) = ([0; N], text);
    for (at, digits) in digits.into_iter().enumerate() {
        let (number, behind) = rest.split_at_checked(digits)?;
        found[at] = number.bytes().try_fold(0, |sum, byte| Some(sum * 10 + char::from(byte).to_digit(10)?))?;
        rest = if at + 1 < N { behind.strip_prefix(between)? } else { behind };
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn moments_are_read_as_the_calendar_reads_them(
            text in "[+-]?[0-9 ]{3,5}-[0-9 ]{1,2}-[0-9 ]{1,3}[T ]?[0-9]{1,2}:[0-9]{1,2}.{0,3}|[0-9]{4}-[01][0-9]-[0-3][0-9]T[012][0-9]:[0-6][0-9]"
        ) {
            let slow = || {
                let date = NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok().filter(|date| date.year() > 0)?;
                let time = text.get(11..16).and_then(|time| NaiveTime::parse_from_str(time, "%H:%M").ok());
                Some(date.and_time(time.unwrap_or_default()))
            };
            proptest::prop_assert_eq!(read(&text), slow());
        }
    }

    #[test]
    fn each_language_writes_its_own_way() {
        let local = read("2025-05-30T09:05:00-07:00").expect("a date");
        for (form, language, written) in [
            ("full", "en", "Friday, May 30, 2025"),
            ("full", "ko", "2025년 5월 30일 금요일"),
            ("full", "es", "viernes, 30 de mayo de 2025"),
            ("datetime", "en", "May 30, 2025, 9:05 a.m."),
            ("datetime", "ko", "2025년 5월 30일 오전 9:05"),
            ("month", "ko", "2025년 5월"),
            ("weekday_short", "ko", "금"),
            ("long", "de", "30 Mai 2025"),
            ("%d/%m", "en", "30/05"),
        ] {
            assert_eq!(format(local, form, language).as_deref(), Ok(written), "{form} {language}");
        }
        assert!(format(local, "logn", "en").is_err());
        assert!(format(local, "%Q", "en").is_err());
    }
}
