//! How all files that a manifest lists looked, as one fingerprint: whether none was touched takes a look at each, and no list.
//!
//! Does not tell which file was touched: whoever has to know goes the long way.

use super::Stamp;
use super::folder::holds_entry;
use super::manifest::{entry_of, lines_of, path_of};
use super::stamps::Glance;
use crate::base::{Fingerprint, FingerprintHasher, OutputPath, stored};
use rayon::prelude::*;
use std::hash::Hash;
use std::path::Path;

/// How many files one thread looks at before another may take over.
const TOGETHER: usize = 1024;

/// The looks of a whole site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looks {
    stamps: Fingerprint,
    /// Files, by their places in the manifest, that can change without looking other: their contents have to be compared.
    unsettled: Vec<usize>,
}

stored!(struct Looks { stamps, unsettled });

impl Looks {
    /// Takes the stamps of all files in the order of their paths, at the moment `now`; nothing when one is not known.
    pub fn of(stamps: &[Option<Stamp>], now: i64) -> Option<Self> {
        let stamps: Vec<Stamp> = stamps.iter().copied().collect::<Option<_>>()?;
        let unsettled = (0..stamps.len()).filter(|at| !stamps[*at].is_settled(now)).collect();
        let marks = stamps.par_chunks(TOGETHER).map(|part| {
            let mut hasher = FingerprintHasher::default();
            part.iter().for_each(|stamp| stamp.hash(&mut hasher));
            hasher.fingerprint()
        });
        Some(Self { stamps: Fingerprint::of(&marks.collect::<Vec<_>>()), unsettled })
    }

    /// Looks at all files of a manifest; nothing when one looks other, or is other where looks say too little. Returns how those
    /// look whose contents were compared.
    pub(super) fn compare(&self, folder: &Path, manifest: &str) -> Option<Vec<(OutputPath, Stamp)>> {
        let lines: Vec<&str> = lines_of(manifest)?.collect();
        let part = |(number, lines): (usize, &[&str])| {
            let (mut hasher, mut compared) = (FingerprintHasher::default(), Vec::new());
            let mut glance = Glance::new(folder);
            for (at, line) in lines.iter().enumerate() {
                let stamp = glance.at(path_of(line)?)?;
                stamp.hash(&mut hasher);
                if self.unsettled.binary_search(&(number * TOGETHER + at)).is_ok() {
                    let (path, entry) = entry_of(line)?;
                    compared.push((path, holds_entry(&folder.join(path_of(line)?), &entry)?));
                }
            }
            Some((hasher.fingerprint(), compared))
        };
        let parts: Vec<_> = lines.par_chunks(TOGETHER).enumerate().map(part).collect::<Option<_>>()?;
        let (marks, compared): (Vec<Fingerprint>, Vec<_>) = parts.into_iter().unzip();
        (Fingerprint::of(&marks) == self.stamps).then(|| compared.into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "makes files to look at")]
    use super::*;
    use crate::output::{Entry, Manifest, OutputTree};
    use std::fs::{self, File};
    use std::time::{Duration, UNIX_EPOCH};

    const NANOS: i64 = 1_000_000_000;

    #[test]
    fn a_touched_file_is_noticed_and_a_young_one_is_compared_by_contents() {
        let folder = tempfile::tempdir().expect("a folder");
        let of = |name: &str| folder.path().join(name);
        let put = |name: &str, bytes: &str, seconds: u64| {
            fs::write(of(name), bytes).expect("written");
            let file = File::options().write(true).open(of(name)).expect("there");
            file.set_modified(UNIX_EPOCH + Duration::new(seconds, 5)).expect("set");
        };
        let reset = || {
            put("a.html", "old page", 1000);
            put("b.html", "young page", 2000);
        };
        reset();
        let names = ["a.html", "b.html"];
        let path = |name: &str| OutputPath::parse(name).expect("fine");
        let tree: OutputTree = names.iter().map(|name| (path(name), Entry::of(&fs::read(of(name)).expect("there")))).collect();
        let manifest = Manifest(tree).to_text();
        let stamps: Vec<_> = names.iter().map(|name| Stamp::at(&of(name))).collect();
        let looks = Looks::of(&stamps, 2000 * NANOS + 6).expect("all are known");
        let compared = || looks.compare(folder.path(), &manifest).map(|compared| compared.len());
        assert_eq!(compared(), Some(1), "one is young");
        put("b.html", "other page", 2000);
        assert_eq!(compared(), None, "size, time and inode are the same, the contents are not");
        reset();
        assert_eq!(compared(), Some(1));
        put("c.html", "somebody else's", 1000);
        assert_eq!(looks.compare(folder.path(), &manifest.replace("b.html", "c.html")), None, "another file");
        put("a.html", "old page", 1001);
        assert_eq!(compared(), None, "another time");
        reset();
        fs::remove_file(of("a.html")).expect("there");
        assert_eq!(compared(), None);
        reset();
        assert_eq!(looks.compare(folder.path(), "no manifest"), None);
        assert_eq!(Looks::of(&[stamps[0], None], 0), None, "one was not looked at");
    }
}
