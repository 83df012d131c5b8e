//! What a run is about to do to the output folder, on disk before it does it.
//!
//! A journal that ends in its seal is carried out by the next run, however often; one that does not never happened.

use crate::base::{Fingerprint, OutputPath};
use std::fmt::Write;

const FIRST_LINE: &str = "newsprint journal 2";

/// Files to be moved into place, files to be deleted, and what stands for the manifest that is true afterwards: that waits in
/// a file of its own, since it is as long as the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journal {
    pub moves: Vec<OutputPath>,
    pub deletes: Vec<OutputPath>,
    pub manifest: Fingerprint,
}

impl Journal {
    /// Writes it, the seal last.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for path in &self.moves {
            writeln!(text, "move {path}").expect("writing to a string cannot fail");
        }
        for path in &self.deletes {
            writeln!(text, "delete {path}").expect("writing to a string cannot fail");
        }
        writeln!(text, "manifest {}", self.manifest).expect("writing to a string cannot fail");
        let seal = Fingerprint::of_bytes(text.as_bytes());
        writeln!(text, "sealed {seal}").expect("writing to a string cannot fail");
        text
    }

    /// Reads it; nothing when it was not written to its end.
    pub fn parse(text: &str) -> Option<Self> {
        let start = text.trim_end_matches('\n').rfind('\n')? + 1;
        let seal = text[start..].trim_end().strip_prefix("sealed ")?;
        if Fingerprint::of_bytes(&text.as_bytes()[..start]).to_string() != seal {
            return None;
        }
        let mut lines = text[..start].lines();
        if lines.next()? != FIRST_LINE {
            return None;
        }
        let manifest = Fingerprint::parse(lines.next_back()?.strip_prefix("manifest ")?)?;
        let mut journal = Self { moves: Vec::new(), deletes: Vec::new(), manifest };
        for line in lines {
            let (verb, path) = line.split_once(' ')?;
            let path = OutputPath::of_static(path).ok()?;
            match verb {
                "move" => journal.moves.push(path),
                "delete" => journal.deletes.push(path),
                _ => return None,
            }
        }
        Some(journal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_journal_counts() {
        let path = OutputPath::parse("a/index.html").expect("fine");
        let journal = Journal {
            moves: vec![path],
            deletes: vec![OutputPath::parse("b.html").expect("fine")],
            manifest: Fingerprint::of_bytes(b"x"),
        };
        let text = journal.to_text();
        assert_eq!(Journal::parse(&text), Some(journal));
        for end in 0..text.len() - 1 {
            assert_eq!(Journal::parse(&text[..end]), None, "cut at {end}");
        }
        assert_eq!(Journal::parse(&text.replace("a/index", "c/index")), None);
    }
}
