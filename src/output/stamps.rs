//! How files of the output folder looked when they were last known to be right, so that a look tells whether one was touched.
//!
//! Size, time and inode, as they were when the file was written: renaming it into its place changes none of them.

use super::OutputTree;
use crate::base::{Fingerprint, LookUp, OutputPath, stored};
use crate::world::is_settled;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How one file looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    size: u64,
    modified: i64,
    inode: u64,
}

stored!(struct Stamp { size, modified, inode });

impl Stamp {
    /// Looks at a file; nothing when it is no plain one.
    pub(super) fn at(file: &Path) -> Option<Self> {
        std::fs::symlink_metadata(file).ok().and_then(|found| Self::of(&found))
    }

    /// Takes the stamp of what was looked at; nothing when it is no plain file.
    pub(super) fn of(found: &Metadata) -> Option<Self> {
        if !found.is_file() {
            return None;
        }
        let modified = found.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(Self { size: found.len(), modified: i64::try_from(modified.as_nanos()).ok()?, inode: inode(found) })
    }

    /// Returns the size.
    pub(super) fn size(self) -> u64 {
        self.size
    }

    /// Returns whether every change after `now` will change the stamp; both are in nanoseconds since 1970.
    pub fn is_settled(self, now: i64) -> bool {
        is_settled(self.modified, now)
    }
}

#[cfg(unix)]
fn inode(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// The stamps of a site's files in one folder.
#[derive(Clone, Debug, Default)]
pub struct Stamps {
    /// The output folder.
    pub folder: PathBuf,
    /// Stamps of files that had the right bytes.
    pub files: Arc<LookUp<OutputPath, Stamp>>,
    /// The site that its manifest lists, by what stands for the manifest's text.
    pub site: Option<(Fingerprint, OutputTree)>,
}
