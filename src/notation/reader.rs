//! Asks a table for keys by name and type, and reports what does not fit, all of it.
//!
//! Reading is lenient: a value of the wrong type is reported and treated as absent.

use super::{Node, Table, Value};
use crate::base::{ByteReader, ByteWriter, Code, DateError, Diagnostic, Diagnostics, Outcome, ProjectPath, Span, Stored, When};
use crate::base::{codes, nearest, parse_when};
use chrono_tz::Tz;
use std::ops::Range;

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T: Stored> Stored for Spanned<T> {
    fn store(&self, to: &mut ByteWriter) {
        self.value.store(to);
        self.span.store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Some(Self { value: T::restore(from)?, span: Span::restore(from)? })
    }
}

/// What a key that nobody asked for is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// An error: configuration.
    Error,
    /// A warning: front matter.
    Warning,
}

/// One table being read.
pub struct Reader<'f> {
    file: &'f ProjectPath,
    place: Range<usize>,
    entries: Vec<(String, Range<usize>, Node)>,
    asked: Vec<&'static str>,
    unknown: (Unknown, Code),
    findings: Diagnostics,
}

impl<'f> Reader<'f> {
    /// Starts on a file's top table.
    pub fn new(file: &'f ProjectPath, table: Table, unknown: Unknown) -> Self {
        let code = match unknown {
            Unknown::Error => codes::CONFIG_UNKNOWN_KEY,
            Unknown::Warning => codes::UNKNOWN_KEY,
        };
        Self {
            file,
            place: 0..0,
            entries: table.entries,
            asked: Vec::new(),
            unknown: (unknown, code),
            findings: Diagnostics::new(),
        }
    }

    /// Makes a span in this file.
    pub fn span(&self, place: &Range<usize>) -> Span {
        Span::new(self.file, place.start, place.end)
    }

    /// Returns where this table stands.
    pub fn place(&self) -> Span {
        self.span(&self.place)
    }

    /// Adds a finding.
    pub fn report(&mut self, found: Diagnostic) {
        self.findings.push(found);
    }

    /// Returns whether the key is there.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(key, ..)| key == name)
    }

    /// Takes the value of the first of `names` that is there; the other names count as known.
    pub fn node(&mut self, names: &[&'static str]) -> Option<Node> {
        self.asked.extend_from_slice(names);
        let mut first = None;
        for name in names {
            if let Some(at) = self.entries.iter().position(|(key, ..)| key == name) {
                let (.., node) = self.entries.remove(at);
                if first.is_none() && node.value != Value::Null {
                    first = Some(node);
                }
            }
        }
        first
    }

    /// Reads text.
    pub fn text(&mut self, names: &[&'static str]) -> Option<Spanned<String>> {
        let node = self.node(names)?;
        self.as_text(names[0], node)
    }

    /// Reads text whose place does not matter; blank text is none.
    pub fn words(&mut self, names: &[&'static str]) -> Option<String> {
        let mut first = None;
        for at in 0..names.len() {
            let text = self.text(&names[at..=at]).map(|text| text.value.trim().to_owned()).filter(|text| !text.is_empty());
            first = first.or(text);
        }
        first
    }

    fn as_text(&mut self, name: &str, node: Node) -> Option<Spanned<String>> {
        let span = self.span(&node.span);
        match node.value {
            Value::Text(value) | Value::Plain(value) => Some(Spanned { value, span }),
            Value::Integer(number) => {
                self.wrong_type(name, "text", &span, "a number", &format!("put it in quotes: {name} = \"{number}\""));
                Some(Spanned { value: number.to_string(), span })
            }
            other => {
                self.wrong_type(name, "text", &span, other.type_name(), &format!("write: {name} = \"…\""));
                None
            }
        }
    }

    fn wrong_type(&mut self, name: &str, expected: &str, span: &Span, found: &str, help: &str) {
        let message = format!("`{name}` is {expected}, but this is {found}");
        let found = match self.unknown.0 {
            Unknown::Error => Diagnostic::error(codes::CONFIG_TYPE, message),
            Unknown::Warning => Diagnostic::error(codes::WRONG_TYPE, message),
        };
        self.findings.push(found.at(span.clone()).help(help));
    }

    /// Reads one text or a list of texts.
    pub fn texts(&mut self, names: &[&'static str]) -> Vec<Spanned<String>> {
        let Some(node) = self.node(names) else { return Vec::new() };
        let nodes = match node.value {
            Value::List(nodes) => nodes,
            _ => vec![node],
        };
        let mut texts: Vec<_> = nodes.into_iter().filter_map(|node| self.as_text(names[0], node)).collect();
        texts.retain(|text| !text.value.trim().is_empty());
        texts.shrink_to_fit();
        texts
    }

    /// Reads one text or a list of texts whose places do not matter.
    pub fn word_list(&mut self, names: &[&'static str]) -> Vec<String> {
        self.texts(names).into_iter().map(|text| text.value.trim().to_owned()).collect()
    }

    /// Reads true or false.
    pub fn flag(&mut self, names: &[&'static str]) -> Option<bool> {
        let node = self.node(names)?;
        let span = self.span(&node.span);
        match &node.value {
            Value::Bool(truth) => Some(*truth),
            Value::Plain(word) if matches!(word.to_lowercase().as_str(), "true" | "yes" | "on") => Some(true),
            Value::Plain(word) if matches!(word.to_lowercase().as_str(), "false" | "no" | "off") => Some(false),
            other => {
                self.wrong_type(names[0], "true or false", &span, other.type_name(), &format!("write: {} = true", names[0]));
                None
            }
        }
    }

    /// Reads a whole number from `least` on.
    pub fn count(&mut self, names: &[&'static str], least: i64) -> Option<usize> {
        let node = self.node(names)?;
        let span = self.span(&node.span);
        let number = match &node.value {
            Value::Integer(number) => Some(*number),
            Value::Plain(word) => word.parse().ok(),
            _ => None,
        };
        match number.filter(|number| *number >= least).and_then(|number| usize::try_from(number).ok()) {
            Some(number) => Some(number),
            None => {
                let expected = format!("a whole number from {least} on");
                self.wrong_type(
                    names[0],
                    &expected,
                    &span,
                    node.value.type_name(),
                    &format!("write: {} = {}", names[0], least.max(1)),
                );
                None
            }
        }
    }

    /// Reads any number.
    pub fn number(&mut self, names: &[&'static str]) -> Option<f64> {
        let node = self.node(names)?;
        let span = self.span(&node.span);
        match &node.value {
            Value::Integer(number) => Some(*number as f64),
            Value::Float(number) if number.get().is_finite() => Some(number.get()),
            Value::Plain(word) if word.parse::<f64>().is_ok_and(f64::is_finite) => word.parse().ok(),
            other => {
                self.wrong_type(names[0], "a number", &span, other.type_name(), &format!("write: {} = 1.5", names[0]));
                None
            }
        }
    }

    /// Reads one of a closed set of words.
    pub fn choice<T: Clone>(&mut self, names: &[&'static str], choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(names)?;
        let typed = text.value.trim().to_lowercase();
        if let Some((_, meant)) = choices.iter().find(|(word, _)| *word == typed) {
            return Some(meant.clone());
        }
        let words = choices.iter().map(|(word, _)| *word);
        let help = match nearest(&typed, words.clone()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("write one of: {}", words.collect::<Vec<_>>().join(", ")),
        };
        let code = if self.unknown.0 == Unknown::Error { codes::CONFIG_VALUE } else { codes::UNKNOWN_VALUE };
        self.report(Diagnostic::error(code, format!("`{}` cannot be `{}`", names[0], text.value)).at(text.span).help(help));
        None
    }

    /// Reads a date or date-time.
    pub fn when(&mut self, names: &[&'static str], zone: Tz) -> Option<Spanned<When>> {
        let node = self.node(names)?;
        let span = self.span(&node.span);
        let (Value::Moment(text) | Value::Text(text) | Value::Plain(text)) = &node.value else {
            self.wrong_type(
                names[0],
                "a date",
                &span,
                node.value.type_name(),
                &format!("write: {} = 2025-05-30T09:00:00", names[0]),
            );
            return None;
        };
        let name = names[0];
        match parse_when(text, zone) {
            Ok(value) => Some(Spanned { value, span }),
            Err(DateError::Skipped(value)) => {
                let message = format!("`{name}` is a time that the clocks in {zone} skipped; read as {}", value.to_rfc3339());
                let help = "add the offset that you mean, such as `-07:00`";
                self.report(Diagnostic::warning(codes::DATE_SKIPPED, message).at(span.clone()).help(help));
                Some(Spanned { value, span })
            }
            Err(DateError::Doubled(value)) => {
                let message = format!(
                    "`{name}` is a time that the clocks in {zone} showed twice; read as the first, {}",
                    value.to_rfc3339()
                );
                let help = "add the offset that you mean, such as `-08:00`, if it was the second";
                self.report(Diagnostic::warning(codes::DATE_DOUBLED, message).at(span.clone()).help(help));
                Some(Spanned { value, span })
            }
            Err(error) => {
                let what =
                    if error == DateError::NoSuchDay { "no day or time of the calendar" } else { "not a date that can be read" };
                let help =
                    format!("write `{name} = 2025-05-30`, `{name} = 2025-05-30 09:00` or `{name} = 2025-05-30T09:00:00-07:00`");
                self.report(Diagnostic::error(codes::DATE_FORM, format!("`{name}` is {what}: `{text}`")).at(span).help(help));
                None
            }
        }
    }

    /// Reads a table by `read`.
    pub fn table<T>(&mut self, names: &[&'static str], read: impl FnOnce(&mut Reader<'f>) -> T) -> Option<T> {
        let node = self.node(names)?;
        self.sub_table(names[0], node, read)
    }

    /// Reads a list of tables, or one table, each by `read`.
    pub fn tables<T>(&mut self, names: &[&'static str], mut read: impl FnMut(&mut Reader<'f>) -> T) -> Vec<T> {
        let Some(node) = self.node(names) else { return Vec::new() };
        let nodes = match node.value {
            Value::List(nodes) => nodes,
            _ => vec![node],
        };
        nodes.into_iter().filter_map(|node| self.sub_table(names[0], node, &mut read)).collect()
    }

    /// Reads `node`, which was taken by [`Reader::node`], as a table.
    pub fn sub_table<T>(&mut self, name: &str, node: Node, read: impl FnOnce(&mut Reader<'f>) -> T) -> Option<T> {
        let span = self.span(&node.span);
        let Value::Table(table) = node.value else {
            self.wrong_type(name, "a table", &span, node.value.type_name(), &format!("write its keys below a line `[{name}]`"));
            return None;
        };
        let place = node.span;
        let mut inner = Reader {
            file: self.file,
            place,
            entries: table.entries,
            asked: Vec::new(),
            unknown: self.unknown,
            findings: Diagnostics::new(),
        };
        let value = read(&mut inner);
        self.findings.append(inner.finish());
        Some(value)
    }

    /// Takes the rest as free data: nothing left is unknown.
    pub fn rest(&mut self) -> Table {
        Table { entries: std::mem::take(&mut self.entries) }
    }

    /// Gives back what [`Reader::rest`] took and nobody wanted.
    pub fn put_back(&mut self, entries: Vec<(String, Range<usize>, Node)>) {
        self.entries.extend(entries);
    }

    /// Reports the keys that nobody asked for, and returns all findings.
    pub fn finish(mut self) -> Diagnostics {
        let (severity, code) = self.unknown;
        for (key, place, _) in std::mem::take(&mut self.entries) {
            let help = match nearest(&key, self.asked.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None if severity == Unknown::Warning => "free data goes under `[extra]`".to_owned(),
                None => format!("known here: {}", self.asked.join(", ")),
            };
            let message = format!("unknown key `{key}`");
            let found = match severity {
                Unknown::Error => Diagnostic::error(code, message),
                Unknown::Warning => Diagnostic::warning(code, message),
            };
            self.findings.push(found.at(Span::new(self.file, place.start, place.end)).help(help));
        }
        self.findings
    }

    /// Ends reading with a value.
    pub fn outcome<T>(self, value: T) -> Outcome<T> {
        Outcome::new(value, self.finish())
    }
}
