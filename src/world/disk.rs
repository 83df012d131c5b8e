//! The world on a disk, below one root folder.
//!
//! Follows no symbolic link, skips what editors and systems leave lying about, and reads nothing but plain files.
#![expect(clippy::disallowed_methods, reason = "this is where the outside is read")]

use super::{Found, Kind, World, is_litter};
use crate::base::{Fingerprint, ProjectPath};
use chrono::{DateTime, Utc};
use rayon::prelude::*;
use std::ffi::OsStr;
use std::fs::{DirEntry, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

    /// Lists one folder: its files, and the folders in it.
    fn list(&self, folder: &Below, depth: usize) -> io::Result<(Vec<Found>, Vec<Below>)> {
        let entries = match std::fs::read_dir(self.root.join(&folder.path)) {
            // What went away while we looked was never there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Default::default()),
            listed => listed.map_err(|error| in_path(&folder.path, error))?,
        };
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for entry in entries {
            let entry = entry.map_err(|error| in_path(&folder.path, error))?;
            let name = entry.file_name();
            if is_litter(&name.to_string_lossy(), depth) {
                continue;
            }
            let here = folder.join(&name);
            let kind = entry.file_type().map_err(|error| in_path(&here.path, error))?;
            if kind.is_dir() { folders.push(here) } else { files.push((entry, here, kind)) }
        }
        let look = |(entry, here, kind): &(DirEntry, Below, FileType)| match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => Some(Err(in_path(&here.path, error))),
            Ok(metadata) => self.found(here, *kind, &metadata).map(Ok),
        };
        let files = files.par_iter().with_min_len(TOGETHER).filter_map(look).collect::<io::Result<_>>()?;
        Ok((files, folders))
    }

    fn found(&self, here: &Below, kind: FileType, metadata: &Metadata) -> Option<Found> {
        // A backslash is a plain character of a Unix file name, and a separator elsewhere: refuse the name.
        let bare = || ProjectPath::new(&here.text.replace(['\\', '\0'], "\u{fffd}"));
        let path = ProjectPath::new(&here.text).or_else(bare)?;
        let kind = if kind.is_symlink() {
            let to = std::fs::read_link(self.root.join(&here.path));
            Kind::Link(to.map(|to| to.to_string_lossy().into_owned()).unwrap_or_default())
        } else if !here.is_utf8 || path.as_str() != here.text {
            Kind::BadName
        } else if kind.is_file() {
            Kind::File
        } else {
            Kind::Special
        };
        Some(Found { path, kind, size: metadata.len(), stamp: stamp(metadata), touched: touched(metadata) })
    }
}

/// A place below the root.
struct Below {
    path: PathBuf,
    /// The same with `/` on every system, and what is no UTF-8 replaced.
    text: String,
    is_utf8: bool,
}

impl Below {
    fn join(&self, name: &OsStr) -> Self {
        let shown = name.to_string_lossy();
        let is_utf8 = self.is_utf8 && name.to_str().is_some();
        Self { path: self.path.join(name), text: format!("{}/{shown}", self.text), is_utf8 }
    }
}

impl World for DiskWorld {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        let top = Below { path: PathBuf::from(folder), text: folder.to_owned(), is_utf8: true };
        let metadata = match std::fs::symlink_metadata(self.root.join(folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            looked => looked.map_err(|error| in_path(&top.path, error))?,
        };
        let kind = metadata.file_type();
        let mut all: Vec<Found> =
            if kind.is_dir() { Vec::new() } else { self.found(&top, kind, &metadata).into_iter().collect() };
        // A top folder that is a link is told, and what it leads to is listed all the same.
        let is_folder = kind.is_dir() || (kind.is_symlink() && self.root.join(folder).is_dir());
        let mut open = if is_folder { vec![top] } else { Vec::new() };
        // One depth after the other, and no deeper on the stack: folders within each other are an author's to make.
        for depth in 1.. {
            let listed: Vec<_> = open.par_iter().map(|folder| self.list(folder, depth)).collect::<io::Result<_>>()?;
            open = Vec::new();
            for (files, folders) in listed {
                all.extend(files);
                open.extend(folders);
            }
            if open.is_empty() {
                break;
            }
        }
        all.par_sort_unstable();
        Ok(all)
    }

    fn read(&self, file: &ProjectPath) -> io::Result<Arc<Vec<u8>>> {
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
        Ok(Arc::new(bytes))
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
