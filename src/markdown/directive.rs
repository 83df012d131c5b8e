//! Directives: the closed set of blocks that Markdown has no words for.
//!
//! Reads and judges one opening line, such as `:::embed url="https://…" title="…"`. What a directive becomes in HTML is
//! the writer's business.

use crate::base::{Code, codes, nearest};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a directive takes.
#[derive(Debug)]
pub(super) struct Kind {
    /// Its name behind the colons.
    pub name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    /// Whether text may stand between its lines.
    pub has_content: bool,
}

/// All directives there are.
pub(super) const KINDS: [Kind; 6] = [
    Kind { name: "ad", required: &["slot"], optional: &[], has_content: false },
    Kind { name: "gallery", required: &[], optional: &[], has_content: true },
    Kind { name: "embed", required: &["url", "title"], optional: &["width", "height"], has_content: false },
    Kind { name: "pullquote", required: &[], optional: &["by"], has_content: true },
    Kind { name: "factbox", required: &["title"], optional: &[], has_content: true },
    Kind { name: "live-entry", required: &["time"], optional: &["title"], has_content: true },
];

/// An opening line as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Directive {
    /// `None`: no such directive; its content stays.
    pub kind: Option<&'static Kind>,
    /// Argument names and their values.
    pub arguments: BTreeMap<String, String>,
    /// The opening line in the file.
    pub line: Range<usize>,
}

impl Directive {
    /// Returns its name; of one that there is not, nothing.
    pub fn name(&self) -> &'static str {
        self.kind.map_or("", |kind| kind.name)
    }

    /// Returns the value of an argument; empty when it is not given.
    pub fn argument(&self, name: &str) -> &str {
        self.arguments.get(name).map_or("", String::as_str)
    }
}

/// What is wrong in an opening line.
#[derive(Debug)]
pub(super) struct Problem {
    /// What kind of finding it is.
    pub code: Code,
    /// The bytes of the file that it is about.
    pub place: Range<usize>,
    /// What was found.
    pub message: String,
    /// What to type.
    pub help: String,
}

/// Reads an opening line that begins at offset `at` of the file.
pub(super) fn parse(line: &str, at: usize) -> (Directive, Vec<Problem>) {
    let start = line.len() - line.trim_start_matches(':').trim_start().len();
    let name_len = line[start..].find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_');
    let end = name_len.map_or(line.len(), |len| start + len);
    let name = &line[start..end];
    let mut reader = Reader { line, at, pos: end, problems: Vec::new() };
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let mut directive = Directive { kind, arguments: BTreeMap::new(), line: at..at + line.len() };
    let Some(kind) = kind else {
        let near = nearest(name, KINDS.iter().map(|kind| kind.name));
        let help = near.map_or_else(known_names, |near| format!("did you mean `:::{near}`?"));
        reader.report(codes::DIRECTIVE_UNKNOWN, start..end, format!("there is no directive `{name}`"), help);
        return (directive, reader.problems);
    };
    while let Some((key, value)) = reader.argument(kind) {
        directive.arguments.insert(key, value);
    }
    for needed in kind.required.iter().filter(|needed| !directive.arguments.contains_key(**needed)) {
        let help = format!("write `:::{name} {needed}=\"…\"`");
        reader.report(codes::DIRECTIVE_ARGUMENT, start..end, format!("`{name}` lacks `{needed}`"), help);
    }
    (directive, reader.problems)
}

fn known_names() -> String {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    format!("there are: {}", names.join(", "))
}

struct Reader<'l> {
    line: &'l str,
    at: usize,
    pos: usize,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn report(&mut self, code: Code, place: Range<usize>, message: String, help: String) {
        self.problems.push(Problem { code, place: self.at + place.start..self.at + place.end, message, help });
    }

    /// Reads the next argument that is fit for use; reports and passes over those that are not.
    fn argument(&mut self, kind: &Kind) -> Option<(String, String)> {
        loop {
            let rest = &self.line[self.pos..];
            let start = self.pos + rest.len() - rest.trim_start().len();
            if start == self.line.len() {
                return None;
            }
            let key_end = self.end_of(start, |letter| letter == '=' || letter.is_whitespace());
            let key = &self.line[start..key_end];
            if !self.line[key_end..].starts_with('=') || key.is_empty() {
                self.pos = key_end.max(start + 1);
                let message = format!("`{}` is no argument", &self.line[start..self.pos]);
                self.report(
                    codes::DIRECTIVE_ARGUMENT,
                    start..self.pos,
                    message,
                    "arguments are written `key=\"value\"`".to_owned(),
                );
                continue;
            }
            let value = self.value(start, key_end + 1)?;
            let is_known = kind.required.iter().chain(kind.optional).any(|known| *known == key);
            if !is_known {
                self.unknown(kind, key, start..key_end);
                continue;
            }
            match unfit(key, &value) {
                Some(help) => {
                    let message = format!("`{value}` does not fit `{key}`");
                    self.report(codes::DIRECTIVE_ARGUMENT, start..self.pos, message, help.to_owned());
                    return Some((key.to_owned(), String::new()));
                }
                None => return Some((key.to_owned(), value)),
            }
        }
    }

    /// Reads a value: in straight or curly quotes, or one word. Moves behind it.
    fn value(&mut self, key: usize, start: usize) -> Option<String> {
        let first = self.line[start..].chars().next();
        let close = match first {
            Some('"') => '"',
            Some('\'') => '\'',
            Some('“') => '”',
            _ => {
                self.pos = self.end_of(start, char::is_whitespace);
                return Some(self.line[start..self.pos].to_owned());
            }
        };
        let inner = start + first.map_or(0, char::len_utf8);
        let end = self.end_of(inner, |letter| letter == close);
        if end == self.line.len() {
            self.pos = end;
            let message = "the value is not closed".to_owned();
            self.report(codes::DIRECTIVE_ARGUMENT, key..end, message, format!("put `{close}` behind it"));
            return None;
        }
        self.pos = end + close.len_utf8();
        Some(self.line[inner..end].to_owned())
    }

    fn unknown(&mut self, kind: &Kind, key: &str, place: Range<usize>) {
        let known: Vec<&str> = kind.required.iter().chain(kind.optional).copied().collect();
        let help = match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("`{}` takes none", kind.name),
            None => format!("`{}` takes: {}", kind.name, known.join(", ")),
        };
        self.report(codes::DIRECTIVE_ARGUMENT, place, format!("`{}` has no argument `{key}`", kind.name), help);
    }

    fn end_of(&self, start: usize, is_end: impl Fn(char) -> bool) -> usize {
        self.line[start..].find(is_end).map_or(self.line.len(), |len| start + len)
    }
}

/// Says what a value must be, if it is something else.
fn unfit(key: &str, value: &str) -> Option<&'static str> {
    let value = value.trim();
    let is_fit = match key {
        "url" => super::address::classify(value) == super::address::Address::Web,
        "width" | "height" => value.parse::<u16>().is_ok_and(|size| size > 0),
        "slot" => !value.is_empty() && value.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')),
        "time" => is_time(value),
        _ => !value.is_empty(),
    };
    let help = match key {
        "url" => "write a whole address: `https://…`",
        "width" | "height" => "write the size in pixels: `640`",
        "slot" => "write the id of a slot of site.toml: letters, digits and hyphens",
        "time" => "write `14:05` or `2025-06-03 14:05`",
        _ => "write something, or leave it out",
    };
    (!is_fit).then_some(help)
}

/// Reads `14:05`, `2025-06-03 14:05`, also with seconds or an offset behind.
fn is_time(value: &str) -> bool {
    let clock = match value.split_once(['T', ' ']) {
        Some((day, clock)) if is_numbers(day, '-', &[(4, 9999), (2, 12), (2, 31)]) => clock,
        Some(_) => return false,
        None => return is_numbers(value, ':', &[(2, 23), (2, 59)]),
    };
    let clock = clock.strip_suffix('Z').unwrap_or(clock);
    let (clock, offset) = clock.split_at(clock.find(['+', '-']).unwrap_or(clock.len()));
    let offset_fits = offset.is_empty() || is_numbers(&offset[1..], ':', &[(2, 23), (2, 59)]);
    let clock_fits = is_numbers(clock, ':', &[(2, 23), (2, 59)]) || is_numbers(clock, ':', &[(2, 23), (2, 59), (2, 59)]);
    offset_fits && clock_fits
}

/// Returns whether `text` is numbers of the given widths and limits.
fn is_numbers(text: &str, between: char, parts: &[(usize, u16)]) -> bool {
    let mut found = text.split(between);
    let fit = parts.iter().all(|(width, limit)| {
        found.next().is_some_and(|part| part.len() == *width && part.parse::<u16>().is_ok_and(|number| number <= *limit))
    });
    fit && found.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_come_in_three_spellings() {
        let (directive, problems) = parse(r#":::embed url='https://x.org/a b' title="한 글" width=640 height=“9”"#, 0);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(directive.argument("title"), "한 글");
        assert_eq!((directive.argument("width"), directive.argument("height")), ("640", "9"));
    }

    #[test]
    fn problems_name_their_place() {
        for (line, place, message) in [
            (":::pulquote", "pulquote", "there is no directive `pulquote`"),
            (":::ad", "ad", "`ad` lacks `slot`"),
            (":::ad slot=\"a\" slt=b", "slt", "`ad` has no argument `slt`"),
            (":::ad slot=a 한글", "한글", "`한글` is no argument"),
            (":::ad slot=a =", "=", "`=` is no argument"),
            (":::factbox title=\"한", "title=\"한", "the value is not closed"),
            (":::live-entry time=25:00", "time=25:00", "`25:00` does not fit `time`"),
            (":::embed title=x url=javascript:x", "url=javascript:x", "`javascript:x` does not fit `url`"),
        ] {
            let (_, problems) = parse(line, 100);
            let first = problems.first().expect("something is wrong");
            assert_eq!((&line[first.place.start - 100..first.place.end - 100], first.message.as_str()), (place, message));
        }
        assert_eq!(parse(":::pulquote", 0).1[0].help, "did you mean `:::pullquote`?");
        assert_eq!(parse(":::gallery cols=2", 0).1[0].help, "`gallery` takes none");
    }

    #[test]
    fn times_are_clocks_or_days_with_clocks() {
        for good in ["09:05", "2025-06-03 14:05", "2025-06-03T14:05:59", "2025-06-03T14:05:59Z", "2025-06-03T14:05-07:00"] {
            assert!(is_time(good), "{good}");
        }
        for bad in ["9:05", "24:00", "09:60", "2025-06-03", "noon", "2025-13-03 14:05", "09:05 pm", "14:05-07:00:1"] {
            assert!(!is_time(bad), "{bad}");
        }
    }
}
