//! Splits a file into its header and its body.
//!
//! Knows the fences, not the keys between them. The body is never copied: it is a range of the file.

use crate::base::{Diagnostic, Diagnostics, Outcome, ProjectPath, Span, codes};
use crate::config::Limits;
use crate::notation::{self, Notation, Table};
use std::borrow::Cow;

/// A file as text, with its header parsed.
pub(super) struct Split {
    /// The header's keys.
    pub table: Table,
    /// Where the body begins in the file.
    pub body: usize,
}

/// Reads the bytes as UTF-8; lone carriage returns, as old word processors write them, become line ends.
///
/// The text is as long as the bytes, so places stay true.
pub fn text_of<'b>(bytes: &'b [u8], file: &ProjectPath) -> Result<Cow<'b, str>, Diagnostic> {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains('\r') => {
            let mut text = text.as_bytes().to_vec();
            for at in 0..text.len() {
                if text[at] == b'\r' && text.get(at + 1) != Some(&b'\n') {
                    text[at] = b'\n';
                }
            }
            Ok(String::from_utf8(text).expect("one ASCII byte for another").into())
        }
        Ok(text) => Ok(text.into()),
        Err(error) => {
            let at = error.valid_up_to();
            let message =
                format!("byte {at} of this file is no UTF-8 character; the file is most likely {}", likely_encoding(bytes));
            Err(Diagnostic::error(codes::NOT_UTF8, message)
                .at(Span::new(file, 0, 0))
                .help("save it as UTF-8 (\"Save with encoding\")"))
        }
    }
}

fn likely_encoding(bytes: &[u8]) -> &'static str {
    let pairs = bytes.windows(2).filter(|pair| (0xb0..=0xc8).contains(&pair[0]) && pair[1] >= 0xa1).count();
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16",
        _ if high > 0 && pairs * 3 > high => "EUC-KR",
        _ => "Windows-1252 or Latin-1",
    }
}

/// Splits `text`; without a usable header the findings say why, and there is nothing.
pub(super) fn split(text: &str, file: &ProjectPath, limits: &Limits) -> Outcome<Option<Split>> {
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ', '\t']).len();
    let first_end = line_end(text, start);
    let (notation, fence) = match text[start..first_end].trim_end() {
        "+++" => (Notation::Toml, "+++"),
        "---" => (Notation::Yaml, "---"),
        _ => return nothing(missing(text, file, start)),
    };
    let header = next_line(text, first_end);
    let mut line = header;
    while line < text.len() {
        let end = line_end(text, line);
        if text[line..end].trim_end() == fence {
            let table = notation::parse(&text[header..line], notation, file, header);
            return table_of(table, next_line(text, end), line - header, file, limits);
        }
        line = next_line(text, end);
    }
    let found = Diagnostic::error(codes::HEADER_UNCLOSED, format!("the header has no closing `{fence}`"));
    nothing(
        found
            .at(Span::new(file, start, first_end))
            .help(format!("put a line that is only `{fence}` between the header and the story")),
    )
}

fn table_of(table: Outcome<Table>, body: usize, length: usize, file: &ProjectPath, limits: &Limits) -> Outcome<Option<Split>> {
    if length > limits.header {
        let message = format!("the header has {length} bytes; the limit is {}", limits.header);
        let found = Diagnostic::error(codes::FILE_TOO_LARGE, message).at(Span::file(file));
        return nothing(found.help("is the closing line in the right place?"));
    }
    Outcome::new(Some(Split { table: table.value, body }), table.diagnostics)
}

fn nothing(found: Diagnostic) -> Outcome<Option<Split>> {
    Outcome::new(None, Diagnostics::from(vec![found]))
}

fn missing(text: &str, file: &ProjectPath, start: usize) -> Diagnostic {
    let end = line_end(text, start);
    let message = if text.trim().is_empty() { "the file is empty" } else { "the file does not begin with a header" };
    let help = "begin it so:\n+++\ntitle = \"…\"\ndate = 2025-05-30T09:00:00\n+++";
    Diagnostic::error(codes::HEADER_MISSING, message).at(Span::new(file, start, end)).help(help)
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at)
}

fn next_line(text: &str, end: usize) -> usize {
    (end + 1).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Outcome<Option<Split>> {
        let limits = Limits { article: 1000, header: 200, nesting: 10, names: 10 };
        split(text, &ProjectPath::new("a.md").expect("fine"), &limits)
    }

    #[test]
    fn tolerates_what_editors_do_to_files() {
        for text in [
            "+++\ntitle = \"x\"\n+++\nBody\n",
            "\u{feff}+++\r\ntitle = \"x\"\r\n+++\r\nBody\r\n",
            "\n\n+++  \ntitle = \"x\"\n+++\t\nBody",
            "---\ntitle: x\n---\nBody",
        ] {
            let split = read(text).value.expect("a header");
            assert_eq!(text[split.body..].trim(), "Body", "{text:?}");
            assert!(split.table.get("title").is_some());
        }
        assert_eq!(read("+++\ntitle = \"x\"\n+++").value.expect("a header").body, 19);
    }

    #[test]
    fn a_header_that_is_missing_open_or_huge_is_told() {
        for (text, code) in [
            ("Just a story.\n", codes::HEADER_MISSING),
            ("", codes::HEADER_MISSING),
            ("+++", codes::HEADER_UNCLOSED),
            ("+++\ntitle = \"x\"\n\nStory", codes::HEADER_UNCLOSED),
            ("---\ntitle = \"x\"\n---\n", codes::HEADER_SYNTAX),
        ] {
            let found = read(text).diagnostics;
            assert!(found.iter().any(|found| found.code == code), "{text:?}: {found:?}");
        }
        let huge = format!("+++\nx = \"{}\"\n+++\n", "y".repeat(500));
        assert!(read(&huge).diagnostics.iter().any(|found| found.code == codes::FILE_TOO_LARGE));
    }

    #[test]
    fn encodings_are_guessed_and_lone_returns_mended() {
        let file = ProjectPath::new("a.md").expect("fine");
        assert_eq!(text_of(b"a\rb\r\nc", &file).expect("text"), "a\nb\r\nc");
        let guess = |bytes: &[u8]| text_of(bytes, &file).expect_err("no UTF-8").message;
        assert!(guess(b"\xff\xfea\0").contains("UTF-16"));
        assert!(guess(b"\xc7\xd1\xb1\xdb \xbd\xc5\xb9\xae").contains("EUC-KR"));
        assert!(guess(b"caf\xe9").contains("1252"));
    }
}
