//! How all files that a manifest lists looked, as one fingerprint: whether none was touched takes a look at each, and no list.
//!
//! Does not tell which file was touched: whoever has to know goes the long way.

use super::Stamp;
use super::folder::holds_entry;
use super::manifest::{entry_of, lines_of, path_of};
use crate::base::{Fingerprint, FingerprintHasher, stored};
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

    /// Returns whether all files of a manifest look the same, and those that this says too little of are the same.
    pub(super) fn hold(&self, folder: &Path, manifest: &str) -> bool {
        let Some(lines) = lines_of(manifest) else { return false };
        let lines: Vec<&str> = lines.collect();
        let part = |(number, lines): (usize, &[&str])| {
            let mut hasher = FingerprintHasher::default();
            for (at, line) in lines.iter().enumerate() {
                let file = folder.join(path_of(line)?);
                Stamp::at(&file)?.hash(&mut hasher);
                let is_settled = self.unsettled.binary_search(&(number * TOGETHER + at)).is_err();
                if !is_settled {
                    holds_entry(&file, &entry_of(line)?.1)?;
                }
            }
            Some(hasher.fingerprint())
        };
        let marks: Option<Vec<Fingerprint>> = lines.par_chunks(TOGETHER).enumerate().map(part).collect();
        marks.is_some_and(|marks| Fingerprint::of(&marks) == self.stamps)
    }
}
