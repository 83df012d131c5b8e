//! The list of the files that newsprint wrote: the mark by which it knows its own folder.
//!
//! Only what stands here is ever deleted.

use super::{Entry, OutputTree};
use crate::base::{Fingerprint, OutputPath};
use std::fmt::Write;

/// Name of the file, in the output folder.
pub const MANIFEST: &str = ".newsprint-manifest";

const FIRST_LINE: &str = "newsprint manifest 1: the files of this folder that newsprint made; it deletes no others";

/// The files that an earlier run wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest(pub OutputTree);

impl Manifest {
    /// Writes the list: fingerprint, length, path, a line a file.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(FIRST_LINE.len() + 1 + self.0.len() * 96);
        text.push_str(FIRST_LINE);
        text.push('\n');
        for (path, entry) in self.0.iter() {
            writeln!(text, "{} {} {path}", entry.fingerprint, entry.length).expect("writing to a string cannot fail");
        }
        text
    }

    /// Reads the list; nothing when it is not one. A line that leads out of the folder makes it none.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(lines_of(text)?.map(entry_of).collect::<Option<_>>()?))
    }
}

/// The lines of a list, a file each; nothing when it is not one.
pub(super) fn lines_of(text: &str) -> Option<impl Iterator<Item = &str>> {
    let mut lines = text.lines();
    (lines.next()? == FIRST_LINE).then_some(lines)
}

/// The path that a line names.
pub(super) fn path_of(line: &str) -> Option<&str> {
    line.splitn(3, ' ').nth(2)
}

/// What a line says; nothing when it leads out of the folder.
pub(super) fn entry_of(line: &str) -> Option<(OutputPath, Entry)> {
    let mut parts = line.splitn(3, ' ');
    let fingerprint = Fingerprint::parse(parts.next()?)?;
    let length = parts.next()?.parse().ok()?;
    Some((OutputPath::of_static(parts.next()?).ok()?, Entry { fingerprint, length }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_reads_back_and_refuses_to_lead_out() {
        let mut tree = OutputTree::default();
        tree.insert(OutputPath::parse("2025/한글/index.html").expect("fine"), Entry::of(b"x"));
        let manifest = Manifest(tree);
        assert_eq!(Manifest::parse(&manifest.to_text()), Some(manifest.clone()));
        let evil = manifest.to_text().replace("2025/", "../");
        assert_eq!(Manifest::parse(&evil), None);
        assert_eq!(Manifest::parse("something else"), None);
    }
}
