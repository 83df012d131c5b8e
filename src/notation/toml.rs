//! TOML into values, and its parser's messages into an editor's words.
//!
//! Reads on behind an error, so that one slip does not hide the next.

use super::{Node, Real, Table, Value};
use crate::base::{Diagnostic, Diagnostics, Outcome, ProjectPath, Span, codes};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// Reads TOML text that begins at `offset` in `file`.
pub(super) fn parse(text: &str, file: &ProjectPath, offset: usize) -> Outcome<Table> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut findings = Diagnostics::new();
    let mut last_line = usize::MAX;
    for error in errors {
        let place = error.span().unwrap_or(0..0);
        // One slip makes the parser stumble several times on the same line.
        let line = text[..floor(text, place.start)].matches('\n').count();
        if line != last_line {
            findings.push(translate(text, &error, &place, file, offset));
            last_line = line;
        }
    }
    Outcome::new(convert_table(table.get_ref(), offset), findings)
}

fn convert_table(table: &DeTable<'_>, offset: usize) -> Table {
    let entries =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), shift(&key.span(), offset), convert(value, offset)));
    Table { entries: entries.collect() }
}

fn convert(value: &Spanned<DeValue<'_>>, offset: usize) -> Node {
    let converted = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(number.as_str().to_owned()),
        },
        DeValue::Float(number) => Value::Float(Real::new(number.as_str().replace('_', "").parse().unwrap_or(f64::NAN))),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        // The parser leaves an empty moment where it read no date; that it did is told by its error.
        DeValue::Datetime(moment) if moment.date.is_none() && moment.time.is_none() => Value::Null,
        DeValue::Datetime(moment) => Value::Moment(moment.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| convert(item, offset)).collect()),
        DeValue::Table(table) => Value::Table(convert_table(table, offset)),
    };
    Node { span: shift(&value.span(), offset), value: converted }
}

fn shift(range: &Range<usize>, offset: usize) -> Range<usize> {
    range.start + offset..range.end + offset
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Says what a reporter most likely did, by the line that the parser stumbled on.
fn translate(text: &str, error: &Error, place: &Range<usize>, file: &ProjectPath, offset: usize) -> Diagnostic {
    let at = floor(text, place.start);
    let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line = text[line_start..line_end].trim_end();
    let span = Span::new(file, at + offset, floor(text, place.end.max(at + 1)) + offset);
    let (key, value) = line.split_once('=').map_or((line.trim(), ""), |(key, value)| (key.trim(), value.trim()));
    let message = error.message();
    if ["date", "month", "day of", "hour", "minute", "second", "offset"].iter().any(|word| message.contains(word))
        && value.starts_with(|first: char| first.is_ascii_digit())
    {
        let told = Diagnostic::error(codes::DATE_FORM, format!("`{key}` is no day or time of the calendar: `{value}`")).at(span);
        return told
            .help(format!("write `{key} = 2025-05-30`, `{key} = 2025-05-30 09:00` or `{key} = 2025-05-30T09:00:00-07:00`"));
    }
    let (message, help) = if value.starts_with(['“', '”', '‘', '’', '„', '«']) {
        (
            format!("the value of `{key}` begins with a typographic quote"),
            format!("type straight quotes around the text: {key} = \"{}\"", strip_quotes(value)),
        )
    } else if value.starts_with('"') && value.matches('"').count() > 2 && !value.starts_with("\"\"\"") {
        (
            format!("the text of `{key}` has a quote mark inside"),
            format!("put single quotes around it: {key} = '{}'", value.trim_matches('"')),
        )
    } else if !line.contains('=') && !line.trim_start().starts_with(['[', '#']) && line.contains(':') {
        let (key, value) = line.split_once(':').expect("it contains one");
        (
            "this line is written as `key: value`".to_owned(),
            format!("between `+++` lines, write: {} = \"{}\"", key.trim(), value.trim().trim_matches('"')),
        )
    } else if !line.contains('=') && !line.trim_start().starts_with('[') {
        ("this line has no `=`".to_owned(), "every line of the header is `key = value`; text stands in quotes".to_owned())
    } else if error.message().contains("duplicate") {
        (format!("`{key}` is given twice"), "keep one of the two lines".to_owned())
    } else if value.is_empty() && line.contains('=') {
        (format!("`{key}` has no value"), format!("write the value behind the `=`, or delete the line: {key} = \"…\""))
    } else if value.starts_with(|first: char| first.is_alphabetic()) && !matches!(value, "true" | "false") {
        (format!("the text of `{key}` lacks its quotes"), format!("write: {key} = \"{value}\""))
    } else {
        (
            format!("this is not TOML: {}", plain(error.message())),
            "`newsprint explain header/syntax` shows how values are written".to_owned(),
        )
    };
    Diagnostic::error(codes::HEADER_SYNTAX, message).at(span).help(help)
}

fn strip_quotes(value: &str) -> &str {
    value.trim_matches(['“', '”', '‘', '’', '„', '«', '»', '"', '\''])
}

/// The parser's own words, on one line.
fn plain(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<(String, usize)> {
        let file = ProjectPath::new("a.md").expect("fine");
        let outcome = parse(text, &file, 4);
        outcome
            .diagnostics
            .iter()
            .map(|found| (found.message.clone(), found.span.as_ref().map_or(0, |span| span.range().start)))
            .collect()
    }

    #[test]
    fn the_everyday_traps_are_named() {
        for (text, message) in [
            ("title = “Flood”\n", "typographic quote"),
            ("title = \"The \"flood\" of 1998\"\n", "quote mark inside"),
            ("title: Flood\n", "`key: value`"),
            ("title = Flood\n", "lacks its quotes"),
            ("title =\n", "no value"),
            ("just words\n", "no `=`"),
            ("a = 1\na = 2\n", "given twice"),
        ] {
            let found = findings(text);
            assert!(found.iter().any(|(said, _)| said.contains(message)), "{text:?} said {found:?}");
        }
    }

    #[test]
    fn one_slip_does_not_hide_the_next_or_the_good_lines() {
        let file = ProjectPath::new("a.md").expect("fine");
        let outcome = parse("title = Flood\ndeck = \"fine\"\nx = “y”\n", &file, 0);
        assert_eq!(outcome.diagnostics.count(crate::base::Severity::Error), 2, "{:?}", outcome.diagnostics);
        assert!(outcome.value.get("deck").is_some());
    }

    #[test]
    fn places_are_those_of_the_file() {
        let file = ProjectPath::new("a.md").expect("fine");
        let outcome = parse("title = \"한\"\ndate = 2025-05-30\n", &file, 4);
        let date = outcome.value.get("date").expect("read");
        let start = 4 + "title = \"한\"\ndate = ".len();
        assert_eq!(date.span, start..start + 10);
        assert_eq!(date.value, Value::Moment("2025-05-30".into()));
    }
}
