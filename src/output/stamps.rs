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

/// Looks at files of a folder one after the other. Most are neighbours, and the system finds a name in a folder that is open
/// sooner than a whole path.
pub(super) struct Glance<'f> {
    folder: &'f Path,
    #[cfg(unix)]
    open: Option<(String, std::os::fd::OwnedFd)>,
}

#[cfg(unix)]
impl<'f> Glance<'f> {
    pub fn new(folder: &'f Path) -> Self {
        Self { folder, open: None }
    }

    /// Looks at a file, as [`Stamp::at`].
    pub fn at(&mut self, path: &str) -> Option<Stamp> {
        use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, openat, statat};
        // A story has a folder of its own: what neighbours share is the folder of that.
        let split = path.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
        let (above, name) = path.split_at(split);
        if self.open.as_ref().is_none_or(|(of, _)| of != above) {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            let opened = openat(CWD, self.folder.join(above), flags, Mode::empty()).ok()?;
            self.open = Some((above.to_owned(), opened));
        }
        let (_, open) = self.open.as_ref()?;
        let found = statat(open, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let seconds = Some(found.st_mtime).filter(|seconds| *seconds >= 0)?;
        let modified = seconds.checked_mul(1_000_000_000)?.checked_add(i64::try_from(found.st_mtime_nsec).ok()?)?;
        let is_file = FileType::from_raw_mode(found.st_mode) == FileType::RegularFile;
        is_file.then_some(Stamp { size: u64::try_from(found.st_size).ok()?, modified, inode: found.st_ino })
    }
}

#[cfg(not(unix))]
impl<'f> Glance<'f> {
    pub fn new(folder: &'f Path) -> Self {
        Self { folder }
    }

    /// Looks at a file, as [`Stamp::at`].
    pub fn at(&mut self, path: &str) -> Option<Stamp> {
        Stamp::at(&self.folder.join(path))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "makes files to look at")]
    fn a_glance_sees_what_a_look_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = ["index.html", "a/index.html", "a/b/index.html", "a/c/index.html", "a/c/d/e/f.html", "b/x"];
        for path in paths {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            std::fs::write(file, path).expect("written");
        }
        let mut glance = Glance::new(folder.path());
        for path in paths.iter().chain(paths.iter().rev()) {
            let stamp = glance.at(path);
            assert!(stamp.is_some() && stamp == Stamp::at(&folder.path().join(path)), "{path}");
        }
        for path in ["a", "a/b", "none", "none/index.html", "index.html/x"] {
            assert_eq!(glance.at(path), None, "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("x", folder.path().join("b/link")).expect("made");
            assert_eq!(glance.at("b/link"), None);
        }
    }
}
