//! YAML into values: the plain kind that Obsidian and Git-based editors write into headers.
//!
//! No anchors, aliases or tags: nobody needs them for a story, and they are how a few lines become gigabytes.

use super::{Node, Table, Value};
use crate::base::{Diagnostic, Diagnostics, Outcome, ProjectPath, Span, codes};
use saphyr_parser::{Event, Parser, ScalarStyle, Span as Mark};
use std::ops::Range;

/// Lists and tables within each other; deeper is an attack.
const DEEPEST: usize = 32;

/// Reads YAML text that begins at `offset` in `file`.
pub(super) fn parse(text: &str, file: &ProjectPath, offset: usize) -> Outcome<Table> {
    let mut builder = Builder { places: Places::of(text, offset), stack: Vec::new(), root: None };
    let mut findings = Diagnostics::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let fault = match event {
            Ok((event, mark)) => builder.take(event, &builder.places.range(mark)),
            Err(error) => {
                let at = builder.places.byte(error.marker().index());
                Some((
                    at..at + 1,
                    format!("this is not YAML: {}", error.info()),
                    "indent with spaces, put text that holds `: ` or `#` in quotes",
                ))
            }
        };
        if let Some((place, message, help)) = fault {
            let span = Span::new(file, place.start, place.end);
            findings.push(Diagnostic::error(codes::HEADER_SYNTAX, message).at(span).help(help));
            break;
        }
    }
    let table = match builder.finish() {
        Some(Node { value: Value::Table(table), .. }) => table,
        None | Some(Node { value: Value::Null, .. }) => Table::default(),
        Some(node) if findings.is_empty() => {
            let span = Span::new(file, node.span.start, node.span.end);
            let found = format!("the header is {}, not `key: value` lines", node.value.type_name());
            findings.push(Diagnostic::error(codes::HEADER_SYNTAX, found).at(span).help("write each line as `key: value`"));
            Table::default()
        }
        Some(_) => Table::default(),
    };
    Outcome::new(table, findings)
}

/// The scanner counts characters; files are measured in bytes.
struct Places {
    bytes: Vec<usize>,
}

impl Places {
    fn of(text: &str, offset: usize) -> Self {
        let ends = std::iter::once(text.len() + offset);
        Self { bytes: text.char_indices().map(|(at, _)| at + offset).chain(ends).collect() }
    }

    fn byte(&self, index: usize) -> usize {
        self.bytes[index.min(self.bytes.len() - 1)]
    }

    fn range(&self, mark: Mark) -> Range<usize> {
        self.byte(mark.start.index())..self.byte(mark.end.index())
    }
}

/// A list or table that is still open.
enum Open {
    List(Range<usize>, Vec<Node>),
    Table(Range<usize>, Table, Option<(String, Range<usize>)>),
}

type Fault = Option<(Range<usize>, String, &'static str)>;

struct Builder {
    places: Places,
    stack: Vec<Open>,
    root: Option<Node>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, place: &Range<usize>) -> Fault {
        match event {
            Event::Scalar(text, style, 0, _) => {
                let value = match style {
                    ScalarStyle::Plain if matches!(&*text, "" | "~" | "null" | "Null" | "NULL") => Value::Null,
                    ScalarStyle::Plain => Value::Plain(text.into_owned()),
                    _ => Value::Text(text.into_owned()),
                };
                self.put(Node { span: place.clone(), value })
            }
            Event::SequenceStart(0, _) => self.open(Open::List(place.clone(), Vec::new())),
            Event::MappingStart(0, _) => self.open(Open::Table(place.clone(), Table::default(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.close(place.end),
            Event::Alias(_) | Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) => Some((
                place.clone(),
                "anchors (`&name`) and aliases (`*name`) are not read".into(),
                "write the value out; put text that begins with `&` or `*` in quotes",
            )),
            _ => None,
        }
    }

    fn open(&mut self, open: Open) -> Fault {
        let place = match &open {
            Open::List(place, _) | Open::Table(place, ..) => place.clone(),
        };
        self.stack.push(open);
        (self.stack.len() > DEEPEST)
            .then(|| (place, "lists and tables are nested too deep".into(), "a story's header needs two levels at most"))
    }

    fn close(&mut self, end: usize) -> Fault {
        let node = match self.stack.pop()? {
            Open::List(place, items) => Node { span: place.start..end, value: Value::List(items) },
            Open::Table(place, table, _) => Node { span: place.start..end, value: Value::Table(table) },
        };
        self.put(node)
    }

    fn put(&mut self, node: Node) -> Fault {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Table(_, table, key)) => match key.take() {
                Some((name, place)) => table.entries.push((name, place, node)),
                None => match node.value {
                    Value::Text(name) | Value::Plain(name) => {
                        if table.get(&name).is_some() {
                            return Some((node.span, format!("`{name}` is given twice"), "keep one of the two lines"));
                        }
                        *key = Some((name, node.span));
                    }
                    _ => return Some((node.span, "a key must be a word".into(), "write each line as `key: value`")),
                },
            },
        }
        None
    }

    /// Closes what an error left open, so that the keys before it are not lost.
    fn finish(mut self) -> Option<Node> {
        while !self.stack.is_empty() {
            self.close(0);
        }
        self.root
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Outcome<Table> {
        parse(text, &ProjectPath::new("a.md").expect("fine"), 4)
    }

    #[test]
    fn reads_what_editors_write_with_places() {
        let outcome = read("title: 홍수: 강\ndate: 2025-05-30\n".replace("홍수: 강", "\"홍수: 강\"").as_str());
        assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
        let date = outcome.value.get("date").expect("read");
        assert_eq!(date.value, Value::Plain("2025-05-30".into()));
        let start = 4 + "title: \"홍수: 강\"\ndate: ".len();
        assert_eq!(date.span, start..start + 10);
        let lists = read("tags:\n  - a\n  - no\nimage:\n  src: x.jpg\nempty:\n");
        assert!(matches!(lists.value.get("tags").map(|node| &node.value), Some(Value::List(items)) if items.len() == 2));
        assert_eq!(lists.value.get("empty").map(|node| &node.value), Some(&Value::Null));
    }

    #[test]
    fn bombs_and_slips_are_refused_with_a_place() {
        for text in ["a: &x [1]\nb: *x\n", "title: a: b\n", "a: 1\na: 2\n", "- a\n- b\n", "just words\n"] {
            let outcome = read(text);
            assert!(outcome.diagnostics.has_errors(), "{text:?}");
        }
        let deep = format!("a: {}", "[".repeat(1000));
        assert!(read(&deep).diagnostics.has_errors());
        assert!(read("title: fine\nx: [\n").value.get("title").is_some(), "keys before the error are kept");
    }
}
