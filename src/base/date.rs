//! Dates as authors write them, in the outlet's time zone, never the machine's.
//!
//! A bare date is that local day, from its midnight on. Knows no clock: `now` comes from the outside world.

use super::{ByteReader, ByteWriter, Stored, stored};
use chrono::{DateTime, Datelike, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// Whether an author gave a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A bare date.
    Day,
    /// A date with a time.
    Time,
}

stored!(enum Precision { 0 => Day, 1 => Time });

/// A moment, with the offset that the outlet's clocks had then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    seconds: i64,
    offset: i32,
    precision: Precision,
}

impl When {
    /// Looks at an instant from the outlet's zone.
    pub fn of_instant(instant: DateTime<Utc>, zone: Tz, precision: Precision) -> Self {
        let offset = zone.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc();
        Self { seconds: instant.timestamp(), offset, precision }
    }

    /// Returns the instant.
    pub fn instant(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.seconds, 0).expect("made from a valid instant")
    }

    /// Returns the date and time that the outlet's clocks show.
    pub fn local(&self) -> NaiveDateTime {
        (self.instant() + Duration::seconds(self.offset.into())).naive_utc()
    }

    /// Returns the local day: what archives and addresses go by.
    pub fn day(&self) -> NaiveDate {
        self.local().date()
    }

    /// Returns whether a time of day was given.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Returns seconds since 1970 in UTC.
    pub fn timestamp(&self) -> i64 {
        self.seconds
    }

    /// Returns the form of RFC 3339 with the outlet's offset.
    pub fn to_rfc3339(&self) -> String {
        let (sign, hours, minutes) = self.offset_parts();
        let local = self.local();
        if !(0..10_000).contains(&local.year()) {
            let (date, hour, minute, second) = (local.date(), local.hour(), local.minute(), local.second());
            return format!("{date}T{hour:02}:{minute:02}:{second:02}{}{hours:02}:{minutes:02}", char::from(sign));
        }
        // Each page writes some ten of these, and formatters are slow.
        let mut text = *b"0000-00-00T00:00:00+00:00";
        put_day(local.date(), &mut text);
        text[19] = sign;
        for (at, number) in [(11, local.hour()), (14, local.minute()), (17, local.second()), (20, hours), (23, minutes)] {
            put_two_digits(number, &mut text[at..]);
        }
        ascii(&text)
    }

    /// Returns the time that the outlet's clocks show: 09:00.
    pub fn clock(&self) -> String {
        let (local, mut text) = (self.local(), *b"00:00");
        put_two_digits(local.hour(), &mut text);
        put_two_digits(local.minute(), &mut text[3..]);
        ascii(&text)
    }

    /// Returns the form of RFC 822 with a year of four digits and the outlet's offset, as RSS has it.
    pub fn to_rfc822(&self) -> String {
        let (sign, hours, minutes) = self.offset_parts();
        format!("{} {}{hours:02}{minutes:02}", self.local().format("%a, %d %b %Y %H:%M:%S"), char::from(sign))
    }

    /// Returns the moment some hours later, as the outlet's clocks show it; nothing beyond the calendar's end.
    pub fn hours_later(&self, hours: usize, zone: Tz) -> Option<Self> {
        let later = Duration::try_hours(i64::try_from(hours).ok()?)?;
        let instant = self.instant().checked_add_signed(later).filter(|instant| instant.year() < 10_000)?;
        Some(Self::of_instant(instant, zone, Precision::Time))
    }

    fn offset_parts(&self) -> (u8, u32, u32) {
        let minutes = self.offset.unsigned_abs() / 60;
        (if self.offset < 0 { b'-' } else { b'+' }, minutes / 60, minutes % 60)
    }
}

impl Stored for When {
    fn store(&self, to: &mut ByteWriter) {
        self.seconds.store(to);
        i64::from(self.offset).store(to);
        self.precision.store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        let (seconds, offset) = <(i64, i64)>::restore(from)?;
        let is_a_moment =
            |seconds| DateTime::from_timestamp(seconds, 0).is_some_and(|instant| (-1..10_001).contains(&instant.year()));
        let offset = i32::try_from(offset).ok().filter(|offset| offset.abs() <= 26 * 3600)?;
        is_a_moment(seconds).then_some(Self { seconds, offset, precision: Precision::restore(from)? })
    }
}

/// Returns the form of ISO 8601: 2025-05-30.
pub fn iso_day(day: NaiveDate) -> String {
    if !(0..10_000).contains(&day.year()) {
        return day.to_string();
    }
    let mut text = *b"0000-00-00";
    put_day(day, &mut text);
    ascii(&text)
}

/// Puts the form of ISO 8601 over the first ten bytes; the year has four digits.
fn put_day(day: NaiveDate, text: &mut [u8]) {
    let year = day.year().unsigned_abs();
    for (at, number) in [(0, year / 100), (2, year % 100), (5, day.month()), (8, day.day())] {
        put_two_digits(number, &mut text[at..]);
    }
}

/// Puts a number below 100 over the first two bytes.
fn put_two_digits(number: u32, text: &mut [u8]) {
    for (byte, digit) in text.iter_mut().zip([number / 10 % 10, number % 10]) {
        *byte = b'0' + u8::try_from(digit).unwrap_or_default();
    }
}

fn ascii(text: &[u8]) -> String {
    std::str::from_utf8(text).expect("digits and marks").to_owned()
}

/// Returns the day that the outlet's calendar shows at `instant`.
pub fn local_day(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    When::of_instant(instant, zone, Precision::Time).day()
}

/// Why a text is no date, or one to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Not one of the accepted forms.
    Form,
    /// The right form, but no such day or time: 30 February, 25:00.
    NoSuchDay,
    /// The clocks were set forward over this time; the value is the time an hour or so later.
    Skipped(When),
    /// The clocks showed this time twice; the value is the first.
    Doubled(When),
}

/// Reads a date or a date with time.
///
/// Accepted: `2025-05-30`, then optionally a time `09:00`, `9:00`, `09:00:30`, `09:00:30.5` behind a `T` or blanks,
/// then optionally `Z`, `+09:00`, `+0900`, `-7` or `UTC`. Without an offset the time is the outlet's.
///
/// # Errors
/// [`DateError::Skipped`] and [`DateError::Doubled`] carry a usable value; the others do not.
pub fn parse_when(text: &str, zone: Tz) -> Result<When, DateError> {
    let text = text.trim();
    if text.len() > 64 || !text.is_ascii() {
        return Err(DateError::Form);
    }
    let (date, rest) = split_date(text).ok_or(DateError::Form)?;
    let day = date.ok_or(DateError::NoSuchDay)?;
    let rest = rest.trim_start_matches(['T', 't', ' ']).trim();
    if rest.is_empty() {
        return of_local(day.and_time(NaiveTime::MIN), zone, Precision::Day);
    }
    let (time, rest) = split_time(rest).ok_or(DateError::Form)?;
    let local = day.and_time(time.ok_or(DateError::NoSuchDay)?);
    let rest = rest.trim();
    if rest.is_empty() {
        return of_local(local, zone, Precision::Time);
    }
    let offset = offset_seconds(rest).ok_or(DateError::Form)?;
    let instant = (local - Duration::seconds(offset.into())).and_utc();
    Ok(When::of_instant(instant, zone, Precision::Time))
}

/// Reads `2025-5-30`; the day is `None` when the calendar has none such.
fn split_date(text: &str) -> Option<(Option<NaiveDate>, &str)> {
    let (year, rest) = digits(text, 4, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|date| date.year() >= 1);
    Some((date, rest))
}

fn split_time(text: &str) -> Option<(Option<NaiveTime>, &str)> {
    let (hour, rest) = digits(text, 1, 2)?;
    let (minute, mut rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let mut second = 0;
    if let Some(after) = rest.strip_prefix(':') {
        (second, rest) = digits(after, 2, 2)?;
        if let Some(fraction) = rest.strip_prefix('.') {
            (_, rest) = digits(fraction, 1, 9)?;
        }
    }
    // 23:59:60 is a leap second; civil time has no use for it.
    Some((NaiveTime::from_hms_opt(hour, minute, second.min(59)).filter(|_| second <= 60), rest))
}

fn offset_seconds(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z" | "UTC" | "GMT") {
        return Some(0);
    }
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    // `-0500`, `-05:00`, `-5`: with the colon gone, the last two of three or four digits are minutes.
    let all = rest.replacen(':', "", 1);
    let (hours, minutes) = if all.len() > 2 { all.split_at_checked(all.len() - 2)? } else { (all.as_str(), "0") };
    let (hours, minutes) = (digits(hours, 1, 2)?, digits(minutes, 1, 2)?);
    let seconds = i32::try_from(hours.0 * 3600 + minutes.0 * 60).ok()?;
    let is_whole = hours.1.is_empty() && minutes.1.is_empty() && hours.0 <= 15 && minutes.0 < 60;
    is_whole.then_some(sign * seconds)
}

/// Takes `least` to `most` digits off the front; a longer run of digits is no match.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    if count < least || count > most {
        return None;
    }
    Some((text[..count].parse().ok()?, &text[count..]))
}

fn of_local(local: NaiveDateTime, zone: Tz, precision: Precision) -> Result<When, DateError> {
    let when = |instant: DateTime<Tz>| When::of_instant(instant.with_timezone(&Utc), zone, precision);
    match zone.from_local_datetime(&local) {
        LocalResult::Single(instant) => Ok(when(instant)),
        // A day begins at the first of two midnights, and nobody wrote a time to be in doubt of.
        LocalResult::Ambiguous(first, _) if precision == Precision::Day => Ok(when(first)),
        LocalResult::Ambiguous(first, _) => Err(DateError::Doubled(when(first))),
        LocalResult::None => {
            let later = after_gap(local, zone).ok_or(DateError::NoSuchDay)?;
            match precision {
                Precision::Day if later.date_naive() == local.date() => Ok(when(later)),
                _ => Err(DateError::Skipped(when(later))),
            }
        }
    }
}

/// Finds the first moment behind a gap in local time; the longest gap known is a day (Samoa, 2011).
fn after_gap(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Tz>> {
    (1..=26 * 4).find_map(|quarters| zone.from_local_datetime(&(local + Duration::minutes(15 * quarters))).earliest())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LA: Tz = chrono_tz::America::Los_Angeles;

    fn rfc(text: &str) -> String {
        parse_when(text, LA).map_or_else(|error| format!("{error:?}"), |when| when.to_rfc3339())
    }

    #[test]
    fn reads_the_forms_that_newsrooms_write() {
        for (text, meant) in [
            ("2025-05-30", "2025-05-30T00:00:00-07:00"),
            ("2025-5-3", "2025-05-03T00:00:00-07:00"),
            ("2025-05-30 09:00", "2025-05-30T09:00:00-07:00"),
            ("2025-05-30T09:00:30", "2025-05-30T09:00:30-07:00"),
            ("2025-01-30  9:00:00 -0500", "2025-01-30T06:00:00-08:00"),
            ("2025-05-30T01:00:00+09:00", "2025-05-29T09:00:00-07:00"),
            ("2025-05-30 12:00:00 -5", "2025-05-30T10:00:00-07:00"),
            ("2025-05-30T12:00:00.123Z", "2025-05-30T05:00:00-07:00"),
        ] {
            assert_eq!(rfc(text), meant, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in
            ["05/01/2024", "Jan 5", "2025-02-29", "2025-13-01", "2025-05-30 25:00", "20250530", "yesterday", "", "0000-01-01"]
        {
            assert!(matches!(parse_when(text, LA), Err(DateError::Form | DateError::NoSuchDay)), "{text}");
        }
        assert_eq!(parse_when(&"(".repeat(1_000_000), LA), Err(DateError::Form));
        assert!(parse_when("2024-02-29", LA).is_ok());
    }

    #[test]
    fn a_local_time_that_the_clocks_skipped_or_showed_twice_is_told() {
        let Err(DateError::Skipped(later)) = parse_when("2025-03-09 02:30", LA) else { panic!("the clocks skip 02:30") };
        assert_eq!(later.to_rfc3339(), "2025-03-09T03:00:00-07:00");
        let Err(DateError::Doubled(first)) = parse_when("2025-11-02 01:30", LA) else { panic!("01:30 came twice") };
        assert_eq!(first.to_rfc3339(), "2025-11-02T01:30:00-07:00");
        let apia = chrono_tz::Pacific::Apia;
        assert!(matches!(parse_when("2011-12-30", apia), Err(DateError::Skipped(_))), "Samoa had no 30 December 2011");
    }

    #[test]
    fn a_moment_is_written_as_each_format_has_it() {
        let when = parse_when("2025-06-01 09:05", LA).expect("fine");
        assert_eq!(when.to_rfc822(), "Sun, 01 Jun 2025 09:05:00 -0700");
        let later = when.hours_later(24 * 180, LA).expect("within the calendar");
        assert_eq!(later.to_rfc3339(), "2025-11-28T08:05:00-08:00");
        assert_eq!(when.hours_later(usize::MAX, LA), None);
    }

    proptest::proptest! {
        #[test]
        fn digits_stand_where_the_calendar_puts_them(seconds in -62_200_000_000_i64..253_500_000_000, far in -26_i32..=26) {
            let when = When { seconds, offset: far * 1800, precision: Precision::Time };
            let zone = chrono::FixedOffset::east_opt(far * 1800).expect("less than a day");
            let local = when.instant().with_timezone(&zone);
            proptest::prop_assert_eq!(when.to_rfc3339(), local.format("%FT%T%:z").to_string());
            proptest::prop_assert_eq!(iso_day(when.day()), when.day().to_string());
            proptest::prop_assert_eq!(when.clock(), local.format("%H:%M").to_string());
        }
    }

    #[test]
    fn the_day_is_the_outlets_not_the_authors() {
        let new_year = parse_when("2024-01-01T00:30+09:00", chrono_tz::UTC).expect("fine");
        assert_eq!(new_year.day().to_string(), "2023-12-31");
    }
}
