//! Carrying out a journal: staged files into their places, leftovers away, the new manifest last.
//!
//! Whatever it does can be done again. It decides nothing: what is to be done stands in the journal.
#![expect(clippy::disallowed_methods, reason = "the only code that writes the site")]

use super::MANIFEST;
use super::folder::at;
use super::journal::Journal;
use crate::base::{Fingerprint, FingerprintOfParts, OutputPath};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Where the new manifest waits, in the staging folder.
pub(super) const NEXT: &str = "manifest";

/// Finishes an interrupted run that had sealed its journal, and clears away what any other left.
pub(super) fn recover(path: &Path, staging: &Path) -> io::Result<()> {
    let journal = fs::read_to_string(staging.join("journal")).ok().and_then(|text| Journal::parse(&text));
    if let Some(journal) = journal.filter(|journal| has_manifest(path, staging, journal)) {
        carry_out(path, staging, &journal)?;
    }
    // The journal first: what is left without it is nothing but leftovers.
    for name in ["journal", NEXT, "files"] {
        let left = staging.join(name);
        let cleared = if left.is_dir() { fs::remove_dir_all(&left) } else { fs::remove_file(&left) };
        match cleared {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&left, error)),
            _ => {}
        }
    }
    Ok(())
}

/// A journal without the manifest that it names, neither in staging nor in its place, is not one of ours.
fn has_manifest(path: &Path, staging: &Path, journal: &Journal) -> bool {
    let is_it = |file: &Path| fs::read(file).is_ok_and(|bytes| Fingerprint::of_bytes(&bytes) == journal.manifest);
    let waiting = staging.join(NEXT);
    is_it(&waiting) || (!waiting.exists() && is_it(&path.join(MANIFEST)))
}

/// Reads the manifest of a folder; there is none where there is no site.
pub(super) fn read_manifest(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path.join(MANIFEST)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path, error)),
    }
}

/// Does what the journal says; doing it twice does no harm.
pub(super) fn carry_out(path: &Path, staging: &Path, journal: &Journal) -> io::Result<()> {
    let staged = staging.join("files");
    let mut made = BTreeSet::new();
    for moved in &journal.moves {
        let (from, to) = (staged.join(moved.as_str()), path.join(moved.as_str()));
        let folder = to.parent().expect("a file in the folder").to_path_buf();
        if !made.contains(&folder) {
            make_way(path, moved)?;
            fs::create_dir_all(&folder).map_err(|error| at(&folder, error))?;
            made.insert(folder);
        }
        match fs::rename(&from, &to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && to.exists() => {}
            Err(error) if to.is_dir() => {
                remove_empty(&to);
                fs::rename(&from, &to).map_err(|_| at(&to, error))?;
            }
            Err(error) => return Err(at(&to, error)),
            Ok(()) => {}
        }
    }
    for gone in &journal.deletes {
        delete(path, gone)?;
    }
    let (from, to) = (staging.join(NEXT), path.join(MANIFEST));
    fs::create_dir_all(path).map_err(|error| at(path, error))?;
    match fs::rename(&from, &to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && to.exists() => Ok(()),
        moved => moved.map_err(|error| at(&to, error)),
    }
}

/// A file of an older site may stand where a folder is needed now.
fn make_way(path: &Path, file: &OutputPath) -> io::Result<()> {
    for (end, _) in file.as_str().match_indices('/') {
        let folder = path.join(&file.as_str()[..end]);
        match fs::symlink_metadata(&folder) {
            Ok(found) if !found.is_dir() => fs::remove_file(&folder).map_err(|error| at(&folder, error))?,
            Ok(_) => {}
            Err(_) => break,
        }
    }
    Ok(())
}

/// Removes folders that have nothing but folders in them, so that a file can stand there.
fn remove_empty(folder: &Path) {
    let folders = WalkDir::new(folder).contents_first(true).into_iter().filter_entry(|entry| entry.file_type().is_dir());
    for entry in folders.flatten() {
        fs::remove_dir(entry.path()).ok();
    }
}

/// Deletes one of our own files and the folders that it leaves empty; never follows a link out of the folder.
fn delete(path: &Path, file: &OutputPath) -> io::Result<()> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for (end, _) in file.as_str().match_indices('/') {
        let folder = path.join(&file.as_str()[..end]);
        match fs::symlink_metadata(&folder) {
            Ok(found) if found.is_dir() => folders.push(folder),
            _ => return Ok(()),
        }
    }
    let target = path.join(file.as_str());
    match fs::symlink_metadata(&target) {
        Ok(found) if !found.is_dir() => fs::remove_file(&target).map_err(|error| at(&target, error))?,
        _ => {}
    }
    for folder in folders.into_iter().rev() {
        if fs::remove_dir(&folder).is_err() {
            break;
        }
    }
    Ok(())
}

/// Writes a file beside its place, to the disk, and renames it there; returns what stands for its bytes.
pub(super) fn write_through(path: &Path, parts: impl IntoIterator<Item = String>) -> io::Result<Fingerprint> {
    let folder = path.parent().expect("a file in a folder");
    fs::create_dir_all(folder).map_err(|error| at(folder, error))?;
    let beside = path.with_extension("newsprint-new");
    let mut file = File::create(&beside).map_err(|error| at(&beside, error))?;
    let mut mark = FingerprintOfParts::default();
    for part in parts {
        file.write_all(part.as_bytes()).map_err(|error| at(&beside, error))?;
        mark.add(part.as_bytes());
    }
    file.sync_all().map_err(|error| at(&beside, error))?;
    fs::rename(&beside, path).map_err(|error| at(path, error))?;
    Ok(mark.fingerprint())
}
