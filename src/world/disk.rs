//! The world on a disk, below one root folder.
//!
//! Follows no symbolic link, skips what editors and systems leave lying about, and reads nothing but plain files.
#![expect(clippy::disallowed_methods, reason = "this is where the outside is read")]

use super::{Found, Kind, World};
use crate::base::{Fingerprint, ProjectPath};
use chrono::{DateTime, Utc};
use rayon::prelude::*;
use std::fs::{DirEntry, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

impl World for DiskWorld {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        let top = self.root.join(folder);
        let metadata = match std::fs::symlink_metadata(&top) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(in_path(&top, error)),
            Ok(metadata) => metadata,
        };
        // A link in the place of a top folder is followed, but listed as well: it is refused by whoever asked.
        let is_folder = match std::fs::metadata(&top) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(in_path(&top, error)),
            Ok(metadata) => metadata.is_dir(),
        };
        let mut all = Vec::new();
        if !metadata.is_dir() {
            all.extend(found(|| top.clone(), folder, true, &metadata));
        }
        if is_folder {
            all.extend(walk(&Folder { path: top, text: folder.to_owned(), is_utf8: true, depth: 0 })?);
        }
        all.sort();
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

/// A folder on the way down.
struct Folder {
    path: PathBuf,
    /// The same below the root, with what is no UTF-8 replaced.
    text: String,
    is_utf8: bool,
    depth: usize,
}

impl Folder {
    /// Writes down how an entry is called below the root; returns whether all of that is UTF-8.
    fn name(&self, entry: &DirEntry, text: &mut String) -> bool {
        let name = entry.file_name();
        text.clone_from(&self.text);
        if !text.is_empty() {
            text.push('/');
        }
        text.push_str(&name.to_string_lossy());
        self.is_utf8 && name.to_str().is_some()
    }
}

/// How many files one thread looks at before another may take over.
const TOGETHER: usize = 128;

/// Returns what is in a folder and below it, on all threads. A file that went away while we looked was never there.
fn walk(folder: &Folder) -> io::Result<Vec<Found>> {
    let entries = std::fs::read_dir(&folder.path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let Some(mut entries) = unless_gone(entries, || folder.path.clone())? else { return Ok(Vec::new()) };
    entries.retain(|entry| !super::is_litter(&entry.file_name().to_string_lossy(), folder.depth + 1));
    let (folders, files): (Vec<DirEntry>, Vec<DirEntry>) =
        entries.into_iter().partition(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let look = |some: &[DirEntry]| -> io::Result<Vec<Found>> {
        let mut text = String::new();
        let mut all = Vec::with_capacity(some.len());
        for entry in some {
            let is_utf8 = folder.name(entry, &mut text);
            if let Some(metadata) = unless_gone(entry.metadata(), || entry.path())? {
                all.extend(found(|| entry.path(), &text, is_utf8, &metadata));
            }
        }
        Ok(all)
    };
    let mut all: Vec<Found> =
        files.par_chunks(TOGETHER).map(look).collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect();
    all.sort_unstable();
    let below = |entry: &DirEntry| {
        let mut text = String::new();
        let is_utf8 = folder.name(entry, &mut text);
        Folder { path: entry.path(), text, is_utf8, depth: folder.depth + 1 }
    };
    let mut folders: Vec<Folder> = folders.iter().map(below).collect();
    // An entry holds its folder open: none is kept on the way further down.
    drop(files);
    folders.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    all.extend(folders.par_iter().map(walk).collect::<io::Result<Vec<_>>>()?.into_iter().flatten());
    Ok(all)
}

/// Makes nothing of what is not there any more.
fn unless_gone<T>(looked: io::Result<T>, path: impl Fn() -> PathBuf) -> io::Result<Option<T>> {
    match looked {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(in_path(&path(), error)),
    }
}

/// Says what stands at `path`, which is called `text` below the root.
fn found(path: impl Fn() -> PathBuf, text: &str, is_utf8: bool, metadata: &Metadata) -> Option<Found> {
    // A backslash is a plain character of a Unix file name, and a separator elsewhere: refuse the name.
    let named = ProjectPath::new(text).or_else(|| ProjectPath::new(&text.replace(['\\', '\0'], "\u{fffd}")))?;
    let kind = if metadata.is_symlink() {
        Kind::Link(std::fs::read_link(path()).map(|to| to.to_string_lossy().into_owned()).unwrap_or_default())
    } else if !is_utf8 || named.as_str() != text {
        Kind::BadName
    } else if metadata.is_file() {
        Kind::File
    } else {
        Kind::Special
    };
    Some(Found { path: named, kind, size: metadata.len(), stamp: stamp(metadata) })
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
    let times = [metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec()].map(i64::cast_unsigned);
    let mut bytes = [0; 48];
    for (place, part) in bytes.chunks_exact_mut(8).zip(times.into_iter().chain([metadata.len(), metadata.ino()])) {
        place.copy_from_slice(&part.to_le_bytes());
    }
    u128::from_le_bytes(Fingerprint::of_bytes(&bytes).bytes())
}

#[cfg(not(unix))]
fn stamp(metadata: &Metadata) -> u128 {
    u128::from_le_bytes(Fingerprint::of(&(metadata.len(), metadata.modified().ok())).bytes())
}
