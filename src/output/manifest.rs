//! The list of the files that newsprint wrote: the mark by which it knows its own folder.
//!
//! Only what stands here is ever deleted.

use super::{Entry, OutputTree};
use crate::base::{Fingerprint, OutputPath};
use std::fmt::Write;
use std::iter;

/// Name of the file, in the output folder.
pub const MANIFEST: &str = ".newsprint-manifest";

const FIRST_LINE: &str = "newsprint manifest 1: the files of this folder that newsprint made; it deletes no others";

/// So many lines are written at once.
const LINES: usize = 512;

/// The files that an earlier run wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest(pub OutputTree);

impl Manifest {
    /// Writes the list: fingerprint, length, path, a line a file. Comes in parts of many lines: that of a large site is never in
    /// memory as a whole.
    pub(super) fn into_parts(self) -> impl Iterator<Item = String> {
        let lines = (0..self.0.len()).step_by(LINES).map(move |from| {
            let mut part = String::new();
            let files = &self.0.files()[from..];
            files.iter().take(LINES).for_each(|(path, entry)| add_line(&mut part, path, entry));
            part
        });
        iter::once(format!("{FIRST_LINE}\n")).chain(lines)
    }

    /// Writes all of it.
    #[cfg(test)]
    pub(super) fn to_text(&self) -> String {
        self.clone().into_parts().collect()
    }

    /// Writes the list from the text of an older one that was written here: of some paths, which come in order, the lines are
    /// others, new, or gone.
    pub(super) fn renewed(text: &str, changed: &[(&OutputPath, Option<&Entry>)]) -> String {
        let mut renewed = String::with_capacity(text.len() + changed.len() * 256);
        let mut rest = text.len().min(FIRST_LINE.len() + 1);
        renewed.push_str(&text[..rest]);
        for (path, entry) in changed {
            let at = find(text, rest, path.as_str());
            renewed.push_str(&text[rest..at]);
            let end = end_of_line(text, at);
            rest = if path_of(text[at..end].trim_end()) == Some(path.as_str()) { end } else { at };
            if let Some(entry) = entry {
                add_line(&mut renewed, path, entry);
            }
        }
        renewed.push_str(&text[rest..]);
        renewed
    }

    /// Reads the list; nothing when it is not one. A line that leads out of the folder makes it none.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(lines_of(text)?.map(entry_of).collect::<Option<_>>()?))
    }
}

fn add_line(text: &mut String, path: &OutputPath, entry: &Entry) {
    writeln!(text, "{} {} {path}", entry.fingerprint, entry.length).expect("writing to a string cannot fail");
}

/// Where the line of a path stands, or would stand; `from` is where a line before it begins, or its own.
fn find(text: &str, from: usize, path: &str) -> usize {
    let (mut low, mut high) = (from, text.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = text.as_bytes()[low..middle].iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
        let end = end_of_line(text, start);
        if path_of(text[start..end].trim_end()).is_some_and(|other| other < path) { low = end } else { high = start }
    }
    low
}

fn end_of_line(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at + 1)
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
        let path = OutputPath::parse("2025/한글/index.html").expect("fine");
        let manifest = Manifest([(path, Entry::of(b"x"))].into_iter().collect());
        assert_eq!(Manifest::parse(&manifest.to_text()), Some(manifest.clone()));
        let evil = manifest.to_text().replace("2025/", "../");
        assert_eq!(Manifest::parse(&evil), None);
        assert_eq!(Manifest::parse("something else"), None);
    }

    #[test]
    fn parts_are_the_text_and_stand_for_it() {
        let path = |number: usize| OutputPath::parse(&format!("{number}/길.html")).expect("fine");
        for count in [0, 1, LINES - 1, LINES, LINES + 1, 3 * LINES] {
            let tree: OutputTree = (0..count).map(|number| (path(number), Entry::of(&number.to_le_bytes()))).collect();
            let (mut mark, manifest) = (crate::base::FingerprintOfParts::default(), Manifest(tree));
            manifest.clone().into_parts().for_each(|part| mark.add(part.as_bytes()));
            let text = manifest.to_text();
            assert_eq!(mark.fingerprint(), Fingerprint::of_bytes(text.as_bytes()));
            assert_eq!(text.lines().count(), count + 1);
            assert_eq!(Manifest::parse(&text), Some(manifest), "{count} files");
        }
    }

    #[test]
    fn a_renewed_text_is_the_one_that_is_written_anew() {
        let path = |number: usize| OutputPath::parse(&format!("{}/{number:03}/길.html", number % 7)).expect("fine");
        let entry = |number: usize| Entry::of(number.to_string().as_bytes());
        let older: OutputTree = (0..300).filter(|number| number % 3 != 0).map(|number| (path(number), entry(number))).collect();
        let text = Manifest(older.clone()).to_text();
        for step in [1, 2, 5, 50, 299, 1000] {
            let mut newer: std::collections::BTreeMap<_, _> = older.iter().map(|(path, entry)| (path.clone(), *entry)).collect();
            let mut changed = std::collections::BTreeMap::new();
            for number in (0..300).step_by(step) {
                let now = (number % 4 != 0).then(|| entry(number + 1000));
                match now {
                    Some(entry) => newer.insert(path(number), entry),
                    None => newer.remove(&path(number)),
                };
                changed.insert(path(number), now);
            }
            let changed: Vec<_> = changed.iter().map(|(path, entry)| (path, entry.as_ref())).collect();
            let newer: OutputTree = newer.into_iter().collect();
            assert_eq!(Manifest::renewed(&text, &changed), Manifest(newer).to_text(), "every {step}");
        }
        assert_eq!(Manifest::renewed(&text, &[]), text);
    }
}
