//! The lock that keeps a second run out of an output folder.

use super::OpenError;
use super::folder::at;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

/// Locks the staging folder. A holder that died holds nothing: the system frees the lock.
pub(super) fn lock(staging: &Path, path: &Path) -> Result<File, OpenError> {
    fs::create_dir_all(staging).map_err(|error| at(staging, error))?;
    let file = staging.join("lock");
    loop {
        let mut handle = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&file)
            .map_err(|error| at(&file, error))?;
        match lock_soon(&handle) {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let mut holder = String::new();
                handle.read_to_string(&mut holder).ok();
                return Err(OpenError::Busy(path.to_path_buf(), holder.trim().to_owned()));
            }
            Err(fs::TryLockError::Error(error)) => return Err(at(&file, error).into()),
        }
        // The run before us deletes the staging folder when it ends; a lock on a deleted file is none.
        if is_same_file(&handle, &file) {
            handle.set_len(0)?;
            write!(handle, "{}", std::process::id())?;
            return Ok(handle);
        }
        fs::create_dir_all(staging).map_err(|error| at(staging, error))?;
    }
}

/// Takes a lock now, or after a moment: a process that another thread is starting holds a copy of every open file until it
/// runs its own program.
///
/// # Errors
/// As [`File::try_lock`].
pub fn lock_soon(file: &File) -> Result<(), fs::TryLockError> {
    for wait in [1, 4, 16, 64] {
        match file.try_lock() {
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(wait)),
            ended => return ended,
        }
    }
    file.try_lock()
}

#[cfg(unix)]
fn is_same_file(handle: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    match (handle.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(there)) => identity(held) == identity(there),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same_file(_: &File, path: &Path) -> bool {
    path.exists()
}
