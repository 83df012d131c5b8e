//! What a run is about to do to the output folder, on disk before it does it.
//!
//! A journal that ends in its seal is carried out by the next run, however often; one that does not never happened.

use super::OutputTree;
use crate::base::{Fingerprint, OutputPath};
use std::fmt::Write;

const FIRST_LINE: &str = "newsprint journal 1";

/// Files to be moved into place, files to be deleted, and the manifest that is true afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Journal {
    pub moves: Vec<OutputPath>,
    pub deletes: Vec<OutputPath>,
    pub manifest: OutputTree,
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
        text.push_str("manifest\n");
        text.push_str(&super::Manifest(self.manifest.clone()).to_text());
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
        let (steps, manifest) = text[..start].split_once("manifest\n")?;
        let mut journal = Self { manifest: super::Manifest::parse(manifest)?.0, ..Self::default() };
        let mut lines = steps.lines();
        if lines.next()? != FIRST_LINE {
            return None;
        }
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
    use crate::output::Entry;

    #[test]
    fn only_a_whole_journal_counts() {
        let path = OutputPath::parse("a/index.html").expect("fine");
        let mut journal = Journal {
            moves: vec![path.clone()],
            deletes: vec![OutputPath::parse("b.html").expect("fine")],
            ..Journal::default()
        };
        journal.manifest.insert(path, Entry::of(b"x"));
        let text = journal.to_text();
        assert_eq!(Journal::parse(&text), Some(journal));
        for end in 0..text.len() - 1 {
            assert_eq!(Journal::parse(&text[..end]), None, "cut at {end}");
        }
        assert_eq!(Journal::parse(&text.replace("a/index", "c/index")), None);
    }
}
