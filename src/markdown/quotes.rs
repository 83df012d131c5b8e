//! Smart punctuation: curly quotes, dashes and the ellipsis.
//!
//! Done here and not by the parser, because the parser's rule (a quote closes only where a blank or punctuation
//! follows) leaves `"인용"이라고` open, and turns the inch mark of `3'11"` into an opening quote.

use super::prepare::is_east_asian;
use crate::base::first_byte;

/// What is open in the block of text at hand.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    double_open: bool,
    single_open: bool,
    /// The last letter that was shown.
    pub last: Option<char>,
    scanned: usize,
    closer: Option<usize>,
}

/// A stretch of text within the whole document.
pub(super) struct Stretch<'t> {
    pub document: &'t str,
    pub start: usize,
    pub end: usize,
}

impl Quotes {
    /// Begins a new block.
    pub fn reset(&mut self) {
        *self = Self { scanned: self.scanned, closer: self.closer, ..Self::default() };
    }

    /// Appends `stretch` to `out` with typographic punctuation.
    pub fn push(&mut self, stretch: &Stretch<'_>, out: &mut String) {
        let mut rest = &stretch.document[stretch.start..stretch.end];
        while let Some(plain) = first_byte(rest, is_special) {
            self.plain(&rest[..plain], out);
            let at = stretch.end - rest.len() + plain;
            let letter = char::from(rest.as_bytes()[plain]);
            let mut count = 1;
            let next = || rest[plain + 1..].chars().next().or_else(|| follower(stretch));
            match letter {
                '"' => out.push(self.double(next())),
                '\'' => out.push(self.single(next(), stretch, at)),
                _ => {
                    count = rest[plain..].chars().take_while(|same| *same == letter).count();
                    push_run(letter, count, out);
                }
            }
            self.last = Some(letter);
            rest = &rest[plain + count..];
        }
        self.plain(rest, out);
    }

    fn plain(&mut self, text: &str, out: &mut String) {
        out.push_str(text);
        let shown = text.chars().rev().find(|letter| !super::prepare::is_any_mark(*letter));
        self.last = shown.or(self.last);
    }

    fn double(&mut self, next: Option<char>) -> char {
        let (begins, ends) = (is_before_quote(self.last), is_behind_quote(next));
        let after_digit = self.last.is_some_and(|last| last.is_ascii_digit());
        if self.double_open && (!begins || ends) {
            self.double_open = false;
            '”'
        } else if after_digit {
            '"'
        } else if ends && !begins {
            '”'
        } else {
            self.double_open = true;
            '“'
        }
    }

    fn single(&mut self, next: Option<char>, stretch: &Stretch<'_>, at: usize) -> char {
        let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() && !is_east_asian(letter));
        let begins = is_before_quote(self.last) || self.last.is_some_and(is_east_asian);
        if self.single_open
            && !(is_letter(self.last) && is_letter(next))
            && (!is_before_quote(self.last) || is_behind_quote(next))
        {
            self.single_open = false;
            '’'
        } else if self.last.is_some_and(|last| last.is_ascii_digit()) && !next.is_some_and(char::is_alphabetic) {
            '\''
        } else if begins && !is_behind_quote(next) && !is_decade(stretch.document, at) && self.closes_later(stretch.document, at)
        {
            self.single_open = true;
            '‘'
        } else {
            '’'
        }
    }

    /// Returns whether a single quote behind `at`, in the same block, can close one that opens there.
    fn closes_later(&mut self, document: &str, at: usize) -> bool {
        if at >= self.scanned {
            let block = &document[at..];
            let end = block_end(block);
            self.scanned = at + end.max(1);
            self.closer = block[..end].match_indices('\'').map(|(at, _)| at).rfind(|at| *at > 0 && is_closer(block, *at));
            self.closer = self.closer.map(|closer| at + closer);
        }
        self.closer.is_some_and(|closer| closer > at)
    }
}

/// Finds the blank line that ends a block.
fn block_end(block: &str) -> usize {
    let ends = block.match_indices('\n').map(|(at, _)| at);
    let mut blank = ends.filter(|at| block[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n'));
    blank.next().unwrap_or(block.len())
}

fn is_closer(block: &str, at: usize) -> bool {
    let before = block[..at].chars().next_back();
    let behind = block[at + 1..].chars().next();
    before.is_some_and(|letter| !letter.is_whitespace())
        && behind.is_none_or(|letter| !letter.is_alphanumeric() || is_east_asian(letter))
}

/// Returns whether `'90s` stands there.
fn is_decade(document: &str, at: usize) -> bool {
    let rest = &document.as_bytes()[at + 1..];
    rest.len() >= 3 && rest[0].is_ascii_digit() && rest[1].is_ascii_digit() && rest[2] == b's'
}

/// Finds the letter that readers see behind a stretch of text: markup between is passed over.
fn follower(stretch: &Stretch<'_>) -> Option<char> {
    let behind = stretch.document[stretch.end..].chars();
    behind.take(8).find(|letter| !matches!(letter, '*' | '_' | '~' | '`' | '\\') && !super::prepare::is_any_mark(*letter))
}

fn is_before_quote(last: Option<char>) -> bool {
    last.is_none_or(|last| {
        last.is_whitespace()
            || matches!(last, '(' | '[' | '{' | '-' | '–' | '—' | '/' | '"' | '\'' | '“' | '‘' | '「' | '\u{ff08}')
    })
}

fn is_behind_quote(next: Option<char>) -> bool {
    next.is_none_or(|next| {
        next.is_whitespace() || matches!(next, ')' | ']' | '}' | '.' | ',' | ';' | ':' | '!' | '?' | '”' | '…' | '\u{ff09}')
    })
}

/// Writes a run of hyphens or dots: two hyphens are an en dash, three an em dash, three dots an ellipsis.
fn push_run(letter: char, count: usize, out: &mut String) {
    let (long, short) = match (letter, count) {
        (_, 1) => return out.push(letter),
        ('.', 2) => return out.push_str(".."),
        ('.', _) => return (out.push('…'), out.extend(std::iter::repeat_n('.', count - 3))).0,
        (_, count) => match count % 6 {
            0 | 3 => (count / 3, 0),
            2 | 4 => (0, count / 2),
            1 => (count / 3 - 1, 2),
            _ => (count / 3, 1),
        },
    };
    out.extend(std::iter::repeat_n('—', long));
    out.extend(std::iter::repeat_n('–', short));
}

fn is_special(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\'') | (byte == b'-') | (byte == b'.')
}

/// Returns whether there is anything in `text` that could become smart.
pub(super) fn is_concerned(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = first_byte(rest, is_special) {
        let letter = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if matches!(letter, b'"' | b'\'') || rest.as_bytes().first() == Some(&letter) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smart(text: &str) -> String {
        let mut out = String::new();
        Quotes::default().push(&Stretch { document: text, start: 0, end: text.len() }, &mut out);
        out
    }

    #[test]
    fn quotes_curl_in_english_and_korean() {
        for (typed, shown) in [
            ("He said, \"No.\"", "He said, “No.”"),
            ("\"'No,' she said\"", "“‘No,’ she said”"),
            ("시장은 \"반대한다\"고 말했다", "시장은 “반대한다”고 말했다"),
            ("시장은\"반대\"라고", "시장은“반대”라고"),
            ("'반대'라고 '찬성'이라고", "‘반대’라고 ‘찬성’이라고"),
            ("don't, it's the council's", "don’t, it’s the council’s"),
            ("the '90s and 'tis", "the ’90s and ’tis"),
            ("3'11\" tall", "3'11\" tall"),
            ("\"He is 6'2\"", "“He is 6'2”"),
            ("the 1990's", "the 1990’s"),
            ("a -- b --- c...", "a – b — c…"),
            ("1-2 ..", "1-2 .."),
            ("---- -----", "–– —–"),
            ("(\"x\")", "(“x”)"),
            ("writers' strike", "writers’ strike"),
        ] {
            assert_eq!(smart(typed), shown, "{typed}");
        }
    }
}
