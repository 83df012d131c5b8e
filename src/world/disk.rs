//! The world on a disk, below one root folder.
//!
//! Follows no symbolic link, skips what editors and systems leave lying about, and reads nothing but plain files.
#![expect(clippy::disallowed_methods, reason = "this is where the outside is read")]

use super::{Found, Kind, World};
use crate::base::{Fingerprint, ProjectPath};
use chrono::{DateTime, Utc};
use rayon::prelude::*;
use std::fs::{Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// How many files one thread looks at before another may take over.
const TOGETHER: usize = 128;

/// The files below a folder, and a fixed or the real clock.
pub struct DiskWorld {
    root: PathBuf,
    now: Option<DateTime<Utc>>,
}

impl DiskWorld {
    /// Looks at `root`; `now` fixes the clock.
    pub fn new(root: impl Into<PathBuf>, now: Option<DateTime<Utc>>) -> Self {
        Self { root: root.into(), now }
    }

    fn found(&self, entry: &DirEntry) -> io::Result<Option<Found>> {
        let relative = entry.path().strip_prefix(&self.root).expect("walked below the root");
        let (text, is_utf8) = match relative.to_str() {
            Some(text) => (text.to_owned(), true),
            None => (relative.to_string_lossy().into_owned(), false),
        };
        // A backslash is a plain character of a Unix file name, and a separator elsewhere: refuse the name.
        let Some(path) = ProjectPath::new(&text).or_else(|| ProjectPath::new(&text.replace(['\\', '\0'], "\u{fffd}"))) else {
            return Ok(None);
        };
        let is_utf8 = is_utf8 && path.as_str() == text;
        let metadata = entry.metadata().map_err(io::Error::from)?;
        let kind = if entry.file_type().is_symlink() {
            Kind::Link(std::fs::read_link(entry.path()).map(|to| to.to_string_lossy().into_owned()).unwrap_or_default())
        } else if !is_utf8 {
            Kind::BadName
        } else if entry.file_type().is_file() {
            Kind::File
        } else {
            Kind::Special
        };
        Ok(Some(Found { path, kind, size: metadata.len(), stamp: stamp(&metadata), touched: touched(&metadata) }))
    }
}

impl World for DiskWorld {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        let top = self.root.join(folder);
        match std::fs::symlink_metadata(&top) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(in_path(&top, error)),
            Ok(_) => {}
        }
        let mut entries = Vec::new();
        let walk = WalkDir::new(&top).follow_links(false).into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_litter(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => entries.push(entry),
                // A file that went away while we looked was never there.
                Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => {}
                Err(error) => return Err(in_path(error.path().unwrap_or(&top), io::Error::other(error.to_string()))),
            }
        }
        let look = |entry: &DirEntry| match self.found(entry) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            other => other.map_err(|error| in_path(entry.path(), error)),
        };
        let mut all: Vec<Found> =
            entries.par_iter().with_min_len(TOGETHER).filter_map(|entry| look(entry).transpose()).collect::<io::Result<_>>()?;
        all.par_sort_unstable();
        Ok(all)
    }

    fn read(&self, file: &ProjectPath) -> io::Result<Arc<[u8]>> {
        let path = self.root.join(file.as_str());
        let mut open = OpenOptions::new();
        open.read(true);
        no_follow(&mut open);
        let mut handle = open.open(&path).map_err(|error| in_path(&path, error))?;
        let metadata = handle.metadata()?;
        if !metadata.is_file() {
            return Err(in_path(&path, io::Error::other("not a plain file")));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
        handle.read_to_end(&mut bytes).map_err(|error| in_path(&path, error))?;
        Ok(bytes.into())
    }

    fn now(&self) -> DateTime<Utc> {
        self.now.unwrap_or_else(Utc::now)
    }
}

/// Names the file in an error of the system.
fn in_path(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// A link or a pipe put in the file's place since it was found is not opened, and nothing waits for a pipe's writer.
#[cfg(unix)]
fn no_follow(open: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::CLOEXEC;
    open.custom_flags(i32::try_from(flags.bits()).expect("flags fit"));
}

#[cfg(not(unix))]
fn no_follow(_: &mut OpenOptions) {}

/// Size, both times and the inode: what Git's index goes by.
#[cfg(unix)]
fn stamp(metadata: &Metadata) -> u128 {
    use std::os::unix::fs::MetadataExt;
    let parts =
        (metadata.len(), metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec(), metadata.ino());
    u128::from_le_bytes(Fingerprint::of(&parts).bytes())
}

#[cfg(not(unix))]
fn stamp(metadata: &Metadata) -> u128 {
    u128::from_le_bytes(Fingerprint::of(&(metadata.len(), metadata.modified().ok())).bytes())
}

#[cfg(unix)]
fn touched(metadata: &Metadata) -> i64 {
    use std::os::unix::fs::MetadataExt;
    let nanos = |seconds: i64, nanos: i64| seconds.saturating_mul(1_000_000_000).saturating_add(nanos);
    nanos(metadata.mtime(), metadata.mtime_nsec()).max(nanos(metadata.ctime(), metadata.ctime_nsec()))
}

#[cfg(not(unix))]
fn touched(metadata: &Metadata) -> i64 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(i64::MAX)
}

fn is_litter(entry: &DirEntry) -> bool {
    super::is_litter(&entry.file_name().to_string_lossy(), entry.depth())
}
