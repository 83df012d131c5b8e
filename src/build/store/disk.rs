//! The store's folder: `.newsprint/store/`, written by one run at a time, a file beside its place and then into it.
//!
//! Creates no file through a link that somebody put there, and deletes nothing but the store's own files.

use crate::output::lock_soon;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

/// What stands in `.newsprint/.gitignore`.
const GITIGNORE: &str = "# made by newsprint; this folder may be deleted at any time\n*\n";

/// The store's folder, which this run alone may change.
pub(super) struct Disk {
    folder: PathBuf,
    /// Held open for as long as the run lasts.
    lock: File,
}

impl Disk {
    /// Takes the folder for this run, and makes it where it is missing.
    ///
    /// # Errors
    /// Another run has it, something else stands in its place, or the system refuses.
    pub fn open(root: &Path) -> io::Result<Self> {
        let top = root.join(".newsprint");
        let folder = top.join("store");
        for folder in [&top, &folder] {
            match fs::symlink_metadata(folder) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => return Err(io::Error::other(format!("{} is no folder", folder.display()))),
                Err(_) => fs::create_dir(folder)?,
            }
        }
        let ignore = top.join(".gitignore");
        if fs::symlink_metadata(&ignore).is_err() {
            create(&ignore)?.write_all(GITIGNORE.as_bytes())?;
        }
        let lock = top.join("lock");
        let open = match fs::symlink_metadata(&lock) {
            Ok(found) if found.is_file() => OpenOptions::new().write(true).open(&lock)?,
            Ok(_) => return Err(io::Error::other(format!("{} is no file", lock.display()))),
            Err(_) => create(&lock)?,
        };
        lock_soon(&open)?;
        Ok(Self { folder, lock: open })
    }

    /// Returns what time it is by the clock of the file system, which is the one that files are stamped by.
    pub fn moment(&mut self) -> io::Result<i64> {
        self.lock.rewind()?;
        self.lock.write_all(std::process::id().to_string().as_bytes())?;
        let since = self.lock.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH).map_err(io::Error::other)?;
        i64::try_from(since.as_nanos()).map_err(io::Error::other)
    }

    /// Writes a file beside its place, and renames it there.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let beside = self.folder.join(format!("{name}.new"));
        if fs::symlink_metadata(&beside).is_ok() {
            fs::remove_file(&beside)?;
        }
        create(&beside)?.write_all(bytes)?;
        fs::rename(&beside, self.folder.join(name))
    }

    /// Deletes the store's files that are not among `names`.
    pub fn keep_only(&self, names: &BTreeSet<String>) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            if name.to_str().is_some_and(|name| is_ours(name) && !names.contains(name)) {
                fs::remove_file(self.folder.join(name))?;
            }
        }
        Ok(())
    }
}

/// A file that is there already is not opened: it may be a link.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn is_ours(name: &str) -> bool {
    let bare = name.strip_suffix(".new").unwrap_or(name);
    let is_chunk = |bare: &str| {
        let hex = bare.get(1..).and_then(|rest| rest.strip_prefix('-'));
        hex.is_some_and(|hex| crate::base::Fingerprint::parse(hex).is_some())
    };
    bare == super::INDEX || is_chunk(bare)
}
