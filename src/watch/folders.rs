//! Watches a folder and all below it.
//!
//! Where the system watches each folder by itself, they are found here: the library would look at every file to find
//! them. New ones are the caller's business.

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::path::Path;

/// So many folders are watched one by one; of more, in an archive with a folder for each story, the library takes less time.
#[cfg(target_os = "linux")]
const MOST: usize = 1024;

/// Watches a folder and all that are below it now.
///
/// # Errors
/// The system refuses, for instance because all its watches are in use.
#[cfg(target_os = "linux")]
pub(super) fn watch(watcher: &mut RecommendedWatcher, top: &Path) -> notify::Result<()> {
    let mut open = vec![top.to_path_buf()];
    let mut count = 0;
    while let Some(folder) = open.pop() {
        count += 1;
        if count > MOST {
            return watcher.watch(top, RecursiveMode::Recursive);
        }
        // A folder that comes after it was watched is told; one that came before is listed.
        match watcher.watch(&folder, RecursiveMode::NonRecursive) {
            Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) && folder != top => continue,
            other => other?,
        }
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            }
        }
    }
    Ok(())
}

/// Watches a folder and all that are below it now and later.
#[cfg(not(target_os = "linux"))]
pub(super) fn watch(watcher: &mut RecommendedWatcher, top: &Path) -> notify::Result<()> {
    watcher.watch(top, RecursiveMode::Recursive)
}
