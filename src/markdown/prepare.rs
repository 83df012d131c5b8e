//! Prepares a body for the parser, and finds the way back to the bytes of the file.
//!
//! Three things are done to the text, each only where it is needed:
//! 1. CommonMark does not close `**강조(설명)**은`, since punctuation stands before the run of asterisks and a letter
//!    behind it, as Korean particles do all the time. A rare punctuation mark, put between run and letter, makes it close.
//! 2. A line of a directive (`:::name …`, `:::`) becomes a processing instruction, which ends paragraphs, lists and
//!    quotes as a block should, and stays inert inside comments and code.
//! 3. Noncharacters, which the guard uses as brackets, become U+FFFD.
//!
//! What the parser hands back goes through [`Prepared::restore`], so nobody else ever sees the mark.

use crate::base::first_byte;
use pulldown_cmark::CowStr;
use std::borrow::Cow;
use std::ops::Range;

/// Punctuation to Unicode and to the parser, and in nobody's articles.
const MARKS: [char; 4] = ['\u{16fe2}', '\u{1bc9f}', '\u{11fff}', '\u{10f55}'];

/// A body as the parser reads it.
#[derive(Debug)]
pub(super) struct Prepared<'t> {
    /// What the parser reads.
    pub text: Cow<'t, str>,
    /// What its author typed.
    pub source: &'t str,
    shifts: Vec<Shift>,
    mark: Option<char>,
    lines: Vec<Range<usize>>,
}

/// From this prepared offset on, up to the next shift, source offsets run in step.
#[derive(Debug)]
struct Shift {
    prepared: usize,
    source: usize,
}

enum Edit {
    Mark(usize),
    Noncharacter(usize),
    Line(usize),
}

impl<'t> Prepared<'t> {
    /// Prepares `source`.
    pub fn new(source: &'t str) -> Self {
        let lines = if has_colons(source) { directive_lines(source) } else { Vec::new() };
        let edits = edits(source, &lines);
        let mut prepared = Self { text: Cow::Borrowed(source), source, shifts: Vec::new(), mark: None, lines };
        if !edits.is_empty() {
            prepared.mark = MARKS.into_iter().find(|mark| !source.contains(*mark));
            prepared.apply(&edits);
        }
        prepared
    }

    fn apply(&mut self, edits: &[Edit]) {
        let mut text = String::with_capacity(self.source.len() + edits.len() * 4);
        let mut done = 0;
        for edit in edits {
            let (range, with) = match (edit, self.mark) {
                (Edit::Noncharacter(at), _) => (*at..at + 3, String::from('\u{fffd}')),
                (Edit::Mark(at), Some(mark)) => (*at..*at, String::from(mark)),
                (Edit::Line(index), Some(mark)) => (self.lines[*index].clone(), format!("<?{mark}{index}{mark}?>")),
                (_, None) => continue,
            };
            text.push_str(&self.source[done..range.start]);
            self.shifts.push(Shift { prepared: text.len(), source: range.start });
            text.push_str(&with);
            self.shifts.push(Shift { prepared: text.len(), source: range.end });
            done = range.end;
        }
        text.push_str(&self.source[done..]);
        self.text = Cow::Owned(text);
    }

    /// Returns where a prepared offset is in the source; always on a character boundary.
    pub fn origin(&self, offset: usize) -> usize {
        let behind = self.shifts.partition_point(|shift| shift.prepared <= offset);
        let Some(shift) = behind.checked_sub(1).map(|index| &self.shifts[index]) else {
            return self.source.floor_char_boundary(offset);
        };
        let limit = self.shifts.get(behind).map_or(self.source.len(), |next| next.source);
        self.source.floor_char_boundary((shift.source + (offset - shift.prepared)).min(limit))
    }

    /// Takes out of a parsed text what preparing put in.
    pub fn restore<'e>(&self, text: CowStr<'e>) -> CowStr<'e> {
        match self.mark {
            Some(mark) if text.contains(mark) => self.rebuild(&text, mark).into(),
            _ => text,
        }
    }

    fn rebuild(&self, text: &str, mark: char) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(mark) {
            out.push_str(&rest[..at]);
            rest = &rest[at + mark.len_utf8()..];
            let Some((line, behind)) = self.line_after(rest, mark) else { continue };
            if out.ends_with("<?") {
                out.truncate(out.len() - 2);
            }
            out.push_str(line);
            rest = behind.strip_prefix("?>").unwrap_or(behind);
        }
        out.push_str(rest);
        out
    }

    /// Reads `12M…` behind a mark: the line of that number, and what follows.
    fn line_after<'r>(&self, rest: &'r str, mark: char) -> Option<(&'t str, &'r str)> {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let behind = rest[digits..].strip_prefix(mark)?;
        let range = self.lines.get(rest[..digits].parse::<usize>().ok()?)?;
        Some((&self.source[range.clone()], behind))
    }

    /// Returns the directive's line that stands for itself at a prepared offset: its text and its place in the source.
    pub fn line_at(&self, offset: usize) -> Option<(&'t str, usize)> {
        let rest = self.text.get(offset..)?.trim_start_matches(' ').strip_prefix("<?")?;
        let mark = self.mark?;
        let rest = rest.strip_prefix(mark)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let range = self.lines.get(rest[..digits].parse::<usize>().ok()?)?;
        Some((&self.source[range.clone()], range.start))
    }
}

/// Returns whether `letter` may have been put in by preparing.
pub(super) fn is_any_mark(letter: char) -> bool {
    MARKS.contains(&letter)
}

/// Returns whether three colons stand together somewhere.
fn has_colons(source: &str) -> bool {
    let mut rest = source;
    while let Some(at) = first_byte(rest, |byte| byte == b':') {
        if rest[at..].starts_with(":::") {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// Finds the lines that open or close a directive: at most three blanks, then exactly three colons, then a name or nothing.
fn directive_lines(source: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive(['\n', '\r']) {
        let inner = line.trim_start_matches(' ');
        let indent = line.len() - inner.len();
        if let Some(rest) = inner.strip_prefix(":::").filter(|_| indent <= 3) {
            let rest = rest.trim();
            if rest.is_empty() || rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
                lines.push(start + indent..start + line.trim_end().len());
            }
        }
        start += line.len();
    }
    lines
}

/// Collects all edits in the order of their places.
fn edits(source: &str, lines: &[Range<usize>]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut next_line = 0;
    let mut at = 0;
    loop {
        let line = lines.get(next_line);
        let end = line.map_or(source.len(), |line| line.start.max(at));
        match first_byte(&source[at..end], |byte| (byte == b'*') | (byte == b'~') | (byte == 0xef)) {
            Some(found) => at = edit(source, at, at + found, &mut edits),
            None if line.is_none() => return edits,
            None => {
                edits.push(Edit::Line(next_line));
                at = lines[next_line].end;
                next_line += 1;
            }
        }
    }
}

/// Looks at a letter that may have to be edited; backslashes count from `from` on. Returns where it ends.
fn edit(source: &str, from: usize, at: usize, edits: &mut Vec<Edit>) -> usize {
    let bytes = source.as_bytes();
    if bytes[at] != 0xef {
        let backslashes = bytes[from..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        return if backslashes % 2 == 1 { at + 1 } else { run(source, at, edits) };
    }
    if bytes[at + 1] == 0xb7 && (0x90..=0xaf).contains(&bytes[at + 2]) {
        edits.push(Edit::Noncharacter(at));
    }
    at + 3
}

/// Looks at a run of asterisks or tildes; returns where it ends.
fn run(source: &str, start: usize, edits: &mut Vec<Edit>) -> usize {
    let bytes = source.as_bytes();
    let length = bytes[start..].iter().take_while(|byte| **byte == bytes[start]).count();
    let end = start + length;
    if bytes[start] == b'~' && length != 2 {
        return end;
    }
    let (Some(before), Some(behind)) = (source[..start].chars().next_back(), source[end..].chars().next()) else {
        return end;
    };
    if joins(behind, before) && is_punctuation(before) && !is_opening(before) {
        edits.push(Edit::Mark(end));
    } else if joins(before, behind) && is_punctuation(behind) && !is_closing(behind) {
        edits.push(Edit::Mark(start));
    }
    end
}

/// Returns whether `outer` touches a run that has `inner` on its other side, as scripts without blanks do.
fn joins(outer: char, inner: char) -> bool {
    is_east_asian(outer) || (is_east_asian_punctuation(inner) && outer.is_alphanumeric())
}

/// Returns whether a letter belongs to Hangul, Han, Kana or Bopomofo.
pub(super) fn is_east_asian(letter: char) -> bool {
    matches!(letter,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{318f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}' | '\u{20000}'..='\u{3ffff}')
}

fn is_east_asian_punctuation(letter: char) -> bool {
    matches!(letter, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff3d}' | '\u{ff5b}'..='\u{ff65}')
}

fn is_punctuation(letter: char) -> bool {
    !letter.is_alphanumeric() && !letter.is_whitespace() && !letter.is_control()
}

fn is_opening(letter: char) -> bool {
    matches!(letter, '(' | '[' | '{' | '<' | '“' | '‘' | '«' | '‹' | '「' | '『' | '《' | '〈' | '【' | '〔')
        || matches!(letter, '\u{ff08}' | '\u{ff3b}' | '\u{ff5b}')
}

fn is_closing(letter: char) -> bool {
    matches!(letter, ')' | ']' | '}' | '>' | '.' | ',' | ';' | ':' | '!' | '?' | '%' | '…' | '”' | '’' | '»' | '›')
        || matches!(letter, '」' | '』' | '》' | '〉' | '】' | '〕' | '、' | '。')
        || matches!(
            letter,
            '\u{ff09}' | '\u{ff3d}' | '\u{ff5d}' | '\u{ff0c}' | '\u{ff0e}' | '\u{ff01}' | '\u{ff1f}' | '\u{ff1a}' | '\u{ff1b}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_only_between_punctuation_and_east_asian_letters() {
        for (source, prepared) in [
            ("**강조(설명)**은", "**강조(설명)**M은"),
            ("은**(강조)**", "은M**(강조)**"),
            ("**50%**가", "**50%**M가"),
            ("(**은행**)", "(**은행**)"),
            ("**은**, 그", "**은**, 그"),
            ("**bold(x)**y", "**bold(x)**y"),
            ("\\**(가)*는", "\\**(가)*M는"),
            ("~~(가)~~는 2~3일", "~~(가)~~M는 2~3일"),
        ] {
            assert_eq!(Prepared::new(source).text, prepared.replace('M', "\u{16fe2}"), "{source}");
        }
        assert!(matches!(Prepared::new("plain *text* only").text, Cow::Borrowed(_)));
    }

    #[test]
    fn offsets_lead_back_to_the_source() {
        let source = "가**(나)**다 끝\n:::ad slot=\"한\"\r\n:::\n뒤";
        let prepared = Prepared::new(source);
        let place = |needle: &str| prepared.text.find(needle).map(|at| prepared.origin(at));
        assert_eq!(place("끝"), source.find("끝"));
        assert_eq!(place("뒤"), source.find("뒤"));
        for offset in 0..=prepared.text.len() {
            assert!(source.is_char_boundary(prepared.origin(offset)));
        }
        assert_eq!(prepared.origin(prepared.text.len()), source.len());
        assert_eq!(&*prepared.restore(prepared.text.to_string().into()), source);
    }

    #[test]
    fn a_text_with_every_mark_is_left_alone() {
        let source = MARKS.iter().collect::<String>() + "**강(조)**은\n:::ad\n\u{fdd0}";
        let prepared = Prepared::new(&source);
        assert_eq!(prepared.text, source.replace('\u{fdd0}', "\u{fffd}"));
        assert_eq!(&*prepared.restore(prepared.text.to_string().into()), prepared.text);
    }
}
