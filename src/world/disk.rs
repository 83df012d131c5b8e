//! The world on a disk, below one root folder.
//!
//! Follows no symbolic link, skips what editors and systems leave lying about, and reads nothing but plain files.
#![expect(clippy::disallowed_methods, reason = "this is where the outside is read")]

use super::{Found, Kind, World};
use crate::base::{Fingerprint, ProjectPath};
use chrono::{DateTime, Utc};
use rayon::prelude::*;
use std::borrow::Cow;
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
}

/// A folder that is being listed.
struct Folder {
    /// Where the system finds it.
    path: PathBuf,
    /// Where it is below the root, with bytes that are no characters replaced.
    below: String,
    is_utf8: bool,
    depth: usize,
}

/// What stands in a folder.
type Listed = (Vec<Found>, Vec<Folder>);

impl Folder {
    /// Lists it, and looks at each file: by its name in the open folder, which the system finds sooner than a whole path.
    fn list(&self) -> io::Result<Listed> {
        let entries = match std::fs::read_dir(&self.path).and_then(Iterator::collect::<io::Result<Vec<DirEntry>>>) {
            // What went away while we looked was never there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Listed::default()),
            other => other.map_err(|error| in_path(&self.path, error))?,
        };
        let mut folders = Vec::new();
        let mut files = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if super::is_litter(&name, self.depth + 1) {
                continue;
            }
            let kind = entry.file_type().map_err(|error| in_path(&entry.path(), error))?;
            let (below, is_utf8) = ([&*self.below, "/", &*name].concat(), self.is_utf8 && matches!(name, Cow::Borrowed(_)));
            if kind.is_dir() {
                folders.push(Self { path: entry.path(), below, is_utf8, depth: self.depth + 1 });
            } else {
                files.push((entry, kind, below, is_utf8));
            }
        }
        let look = |(entry, kind, below, is_utf8): &(DirEntry, FileType, String, bool)| match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(in_path(&entry.path(), error)),
            Ok(metadata) => Ok(found(&|| entry.path(), below, *is_utf8, *kind, &metadata)),
        };
        let found =
            files.par_iter().with_min_len(TOGETHER).filter_map(|file| look(file).transpose()).collect::<io::Result<_>>()?;
        Ok((found, folders))
    }
}

/// Says what stands at `path`, which is `text` below the root; nothing where no path of a project can be made of it.
fn found(path: &dyn Fn() -> PathBuf, text: &str, is_utf8: bool, kind: FileType, metadata: &Metadata) -> Option<Found> {
    // A backslash is a plain character of a Unix file name, and a separator elsewhere: refuse the name.
    let place = ProjectPath::new(text).or_else(|| ProjectPath::new(&text.replace(['\\', '\0'], "\u{fffd}")))?;
    let is_utf8 = is_utf8 && place.as_str() == text;
    let kind = if kind.is_symlink() {
        Kind::Link(std::fs::read_link(path()).map(|to| to.to_string_lossy().into_owned()).unwrap_or_default())
    } else if !is_utf8 {
        Kind::BadName
    } else if kind.is_file() {
        Kind::File
    } else {
        Kind::Special
    };
    Some(Found { path: place, kind, size: metadata.len(), stamp: stamp(metadata), touched: touched(metadata) })
}

impl World for DiskWorld {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        let top = self.root.join(folder);
        let metadata = match std::fs::symlink_metadata(&top) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(|error| in_path(&top, error))?,
        };
        let mut all = Vec::new();
        if !metadata.is_dir() {
            all.extend(found(&|| top.clone(), folder, true, metadata.file_type(), &metadata));
        }
        // A link in the place of a folder is told as one; what it leads to is listed all the same.
        let is_folder = metadata.is_dir() || (metadata.is_symlink() && top.is_dir());
        let first = Folder { path: top, below: folder.to_owned(), is_utf8: true, depth: 0 };
        let mut level: Vec<Folder> = is_folder.then_some(first).into_iter().collect();
        while !level.is_empty() {
            let listed: Vec<Listed> = level.par_iter().map(Folder::list).collect::<io::Result<_>>()?;
            level.clear();
            for (found, folders) in listed {
                all.extend(found);
                level.extend(folders);
            }
        }
        // Each folder's files are in their order already, and mostly behind those of the folder before.
        all.par_sort();
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
