//! The output folder: owned, locked, and changed from one whole site to the next.
//!
//! New bytes wait in a staging folder beside it. When all are there, a sealed journal says what is to be done; then
//! files are renamed into place, and leftovers of our own manifest removed. Whatever ends a run in between, the next
//! one finishes or forgets it before anything else. Where there was no site, the staging folder becomes the site in
//! one step. A file whose bytes are the same is never touched.
#![expect(clippy::disallowed_methods, reason = "the only code that writes the site")]

use super::carry::{NEXT, carry_out, read_manifest, recover, write_through};
use super::journal::Journal;
use super::lock::lock;
use super::{Change, Entry, Looks, MANIFEST, Manifest, OutputTree, Sink, Stamp, Stamps};
use crate::base::{Fingerprint, LookUp, OutputPath};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// One of so many files at most is other where a manifest is renewed line by line.
const FEW: usize = 64;

/// Why a folder cannot be written to.
#[derive(Debug)]
pub enum OpenError {
    /// It is not empty and has no manifest of ours.
    Foreign(PathBuf),
    /// It holds the project's sources, or is within them.
    Sources(PathBuf),
    /// It is a symbolic link.
    Link(PathBuf),
    /// Another run is writing it; its process number, if it could be read.
    Busy(PathBuf, String),
    /// The system refused.
    Io(io::Error),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What a run did to the folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have other bytes.
    pub written: usize,
    /// Files that were left as they were.
    pub unchanged: usize,
    /// Files that were deleted.
    pub removed: usize,
}

/// What this run learnt of the files.
#[derive(Default)]
struct Seen {
    stamps: LookUp<OutputPath, Stamp>,
    staged: HashSet<OutputPath>,
}

/// An output folder that this run alone may change.
pub struct Folder {
    path: PathBuf,
    staging: PathBuf,
    /// Held open for as long as the run lasts: the lock.
    _lock: File,
    /// The manifest, with what stands for its text; none where there is no site.
    manifest: Option<(Fingerprint, String)>,
    /// The files that it lists; taken apart when somebody asks.
    older: OnceLock<OutputTree>,
    /// Whether the manifest is one that this program wrote and remembers.
    is_known: bool,
    /// Whether every file of the manifest was found as it was left.
    is_untouched: bool,
    /// Set when files begin to move: from then on the staging folder is the next run's to finish, should this one fail.
    is_moving: bool,
    /// Staging folders that are there, but for those of one page.
    made: Mutex<HashSet<String>>,
    /// How files looked when they last had the right bytes.
    known: Arc<LookUp<OutputPath, Stamp>>,
    seen: Mutex<Seen>,
    keeps_stamps: bool,
}

impl Folder {
    /// Takes the folder for this run, and finishes or forgets what an interrupted one left.
    ///
    /// # Errors
    /// The folder is not ours, is in use, or the system refuses.
    pub fn open(path: &Path, root: &Path) -> Result<Self, OpenError> {
        let path = std::path::absolute(path)?;
        refuse_sources(&path, root)?;
        if fs::symlink_metadata(&path).is_ok_and(|found| found.file_type().is_symlink()) {
            return Err(OpenError::Link(path));
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let parent = path.parent().map_or_else(|| PathBuf::from("/"), Path::to_path_buf);
        fs::create_dir_all(&parent).map_err(|error| at(&parent, error))?;
        let staging = parent.join(format!(".{name}.newsprint-staging"));
        refuse_foreign(&path)?;
        let lock = lock(&staging, &path)?;
        recover(&path, &staging)?;
        let manifest = read_manifest(&path)?.map(|text| (Fingerprint::of_bytes(text.as_bytes()), text));
        let (older, made, known, seen) = Default::default();
        let (is_known, is_untouched, is_moving) = Default::default();
        let keeps_stamps = true;
        Ok(Self {
            path,
            staging,
            _lock: lock,
            manifest,
            older,
            is_known,
            is_untouched,
            is_moving,
            made,
            known,
            seen,
            keeps_stamps,
        })
    }

    /// Does not remember how files look: for a run after which nobody asks.
    #[must_use]
    pub fn without_stamps(mut self) -> Self {
        self.keeps_stamps = false;
        self
    }

    /// Knows how files looked: a look at one stands for reading it where its stamp is the same, and a manifest that is known is
    /// not taken apart again. What is known of another folder counts for nothing.
    #[must_use]
    pub fn knowing(mut self, stamps: &Stamps) -> Self {
        if stamps.folder == self.path {
            self.known = Arc::clone(&stamps.files);
            let is_it = |(mark, _): &&(Fingerprint, OutputTree)| Some(*mark) == self.mark();
            if let Some((_, tree)) = stamps.site.as_ref().filter(is_it) {
                self.older = tree.clone().into();
                self.is_known = true;
            }
        }
        self
    }

    /// Returns what stands for the text of the manifest; nothing where there is no site.
    pub fn mark(&self) -> Option<Fingerprint> {
        self.manifest.as_ref().map(|(mark, _)| *mark)
    }

    /// Returns whether every file of the manifest is as it was when `looks` were taken; if so, none is looked at again.
    pub fn looks(&mut self, looks: &Looks) -> bool {
        let compared = self.manifest.as_ref().and_then(|(_, text)| looks.compare(&self.path, text));
        self.is_untouched = compared.is_some();
        compared.into_iter().flatten().for_each(|(path, stamp)| self.see(&path, stamp));
        self.is_untouched
    }

    /// Returns the files that the manifest lists.
    fn older(&self) -> &OutputTree {
        let parse = |(_, text): &(Fingerprint, String)| Manifest::parse(text);
        self.older.get_or_init(|| self.manifest.as_ref().and_then(parse).unwrap_or_default().0)
    }

    /// Returns the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes `tree` the site: everything in it was put into this sink, or is in the folder already. Returns how its files look.
    ///
    /// # Errors
    /// The system refuses; the old site is then whole, or the next run completes the new one.
    pub fn commit(mut self, tree: &OutputTree) -> io::Result<(Written, Stamps)> {
        let seen = std::mem::take(self.seen.get_mut().unwrap_or_else(PoisonError::into_inner));
        let mut moves: Vec<OutputPath> = seen.staged.into_iter().collect();
        moves.sort_unstable();
        for path in moves.extract_if(.., |path| tree.get(path).is_none()) {
            let left = self.staging.join("files").join(path.as_str());
            fs::remove_file(&left).map_err(|error| at(&left, error))?;
        }
        self.refuse_strangers(&moves)?;
        let deletes = self.gone(tree, &moves);
        let (written, removed) = (moves.len(), deletes.len());
        let counts = Written { written, unchanged: tree.len() - written, removed };
        let mut manifest = self.mark();
        if written + removed > 0 || !self.path.join(MANIFEST).exists() {
            self.is_moving = true;
            manifest = Some(self.apply(moves, deletes, tree)?);
            self.is_moving = false;
        }
        let mut files = std::mem::take(&mut self.known);
        if files.is_empty() {
            files = Arc::new(seen.stamps);
        } else if !seen.stamps.is_empty() {
            Arc::make_mut(&mut files).extend(seen.stamps);
        }
        let site = manifest.map(|mark| (mark, tree.clone()));
        Ok((counts, Stamps { folder: self.path.clone(), files, site }))
    }

    /// What the older site has and the new one has not. What is in the new one was in the older, or is new: so where the
    /// numbers agree, nothing has gone.
    fn gone(&self, tree: &OutputTree, moves: &[OutputPath]) -> Vec<OutputPath> {
        let added = moves.iter().filter(|path| self.older().get(path).is_none()).count();
        if tree.len() == self.older().len() + added {
            return Vec::new();
        }
        let mut gone = Vec::new();
        tree.tell_changes_since(self.older(), |change| {
            if let Change::Removed(path) = change {
                gone.push(path);
            }
        });
        gone
    }

    /// The text of the new manifest: where little changed, that of the older one with other lines.
    fn renewed(&self, tree: &OutputTree, moves: &[OutputPath], deletes: &[OutputPath]) -> Box<dyn Iterator<Item = String>> {
        match &self.manifest {
            Some((_, text)) if self.is_known && (moves.len() + deletes.len()) * FEW < tree.len() => {
                let mut changed: Vec<_> = moves.iter().chain(deletes).map(|path| (path, tree.get(path))).collect();
                changed.sort_unstable_by_key(|(path, _)| *path);
                Box::new(iter::once(Manifest::renewed(text, &changed)))
            }
            _ => Box::new(Manifest(tree.clone()).into_parts()),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file in the folder is right. Another may wait in staging, when a build started over.
    fn see(&self, path: &OutputPath, stamp: Stamp) {
        let mut seen = self.seen();
        if self.keeps_stamps {
            seen.stamps.insert(path.clone(), stamp);
        }
        seen.staged.remove(path);
    }

    /// A file that somebody put where a page must stand is not ours to replace.
    fn refuse_strangers(&self, moves: &[OutputPath]) -> io::Result<()> {
        if !self.path.exists() {
            return Ok(());
        }
        let is_strange = |path: &&OutputPath| self.older().get(path).is_none() && self.path.join(path.as_str()).is_file();
        let strangers: Vec<String> = moves.iter().filter(is_strange).take(5).map(ToString::to_string).collect();
        if strangers.is_empty() {
            return Ok(());
        }
        let names = strangers.join(", ");
        let text = format!(
            "newsprint did not make {names} in {}, and the site needs the place; move it away, or into static/",
            self.path.display()
        );
        Err(io::Error::new(io::ErrorKind::AlreadyExists, text))
    }

    /// Moves and deletes; returns what stands for the manifest.
    fn apply(&self, moves: Vec<OutputPath>, deletes: Vec<OutputPath>, tree: &OutputTree) -> io::Result<Fingerprint> {
        let parts = self.renewed(tree, &moves, &deletes);
        let staged = self.staging.join("files");
        if self.older().is_empty() && is_missing_or_empty(&self.path)? && staged.exists() {
            // No site yet: the staging folder becomes it, in one step.
            let manifest = write_through(&staged.join(MANIFEST), parts)?;
            if self.path.exists() {
                fs::remove_dir(&self.path).map_err(|error| at(&self.path, error))?;
            }
            fs::rename(&staged, &self.path).map_err(|error| at(&self.path, error))?;
            return Ok(manifest);
        }
        let manifest = write_through(&self.staging.join(NEXT), parts)?;
        let journal = Journal { moves, deletes, manifest };
        write_through(&self.staging.join("journal"), [journal.to_text()])?;
        carry_out(&self.path, &self.staging, &journal)?;
        Ok(manifest)
    }
}

impl Drop for Folder {
    /// Clears the staging folder away with its lock; the next run clears one that is left.
    fn drop(&mut self) {
        if !self.is_moving {
            forget(&self.staging).ok();
        }
    }
}

impl Sink for Folder {
    fn put(&self, path: &OutputPath, bytes: &[u8], entry: &Entry) -> io::Result<()> {
        if self.older().get(path) == Some(entry)
            && let Some(stamp) = holds(&self.path.join(path.as_str()), |there| there == bytes, entry)
        {
            self.see(path, stamp);
            return Ok(());
        }
        let file = self.staging.join("files").join(path.as_str());
        let folder = path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        if !self.made.lock().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            let there = file.parent().expect("a file in the staging folder");
            fs::create_dir_all(there).map_err(|error| at(there, error))?;
            if !path.as_str().ends_with("/index.html") {
                self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
            }
        }
        let stamp = write(&file, bytes).map_err(|error| at(&file, error))?;
        let mut seen = self.seen();
        seen.staged.insert(path.clone());
        seen.stamps.extend(stamp.filter(|_| self.keeps_stamps).map(|stamp| (path.clone(), stamp)));
        Ok(())
    }

    fn has(&self, path: &OutputPath, entry: &Entry) -> bool {
        if self.older().get(path) != Some(entry) {
            return false;
        }
        let looks_known = |file: &Path| self.known.get(path).is_some_and(|known| Stamp::at(file) == Some(*known));
        let is_staged = || self.seen().staged.contains(path);
        if self.is_untouched && !is_staged() {
            return true;
        }
        let file = self.path.join(path.as_str());
        if looks_known(&file) && !is_staged() {
            return true;
        }
        let Some(stamp) = holds_entry(&file, entry) else { return false };
        self.see(path, stamp);
        true
    }
}

/// Names the file in an error of the system.
pub(super) fn at(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Returns how the file looks, if it is a plain one with the right bytes.
fn holds(path: &Path, is_right: impl FnOnce(&[u8]) -> bool, entry: &Entry) -> Option<Stamp> {
    let stamp = Stamp::at(path).filter(|stamp| stamp.size() == entry.length)?;
    fs::read(path).is_ok_and(|there| is_right(&there)).then_some(stamp)
}

/// Returns how the file looks, if it is a plain one with the bytes of the entry.
pub(super) fn holds_entry(path: &Path, entry: &Entry) -> Option<Stamp> {
    holds(path, |there| Entry::of(there) == *entry, entry)
}

/// Writes a new file; returns how it looks.
fn write(path: &Path, bytes: &[u8]) -> io::Result<Option<Stamp>> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    Ok(Stamp::of(&file.metadata()?))
}

/// The folder must not be, hold, or lie within what the site is made from.
fn refuse_sources(path: &Path, root: &Path) -> Result<(), OpenError> {
    let root = std::path::absolute(root)?;
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let (path_real, root_real) = (real(path), real(&root));
    let is_above = root_real.starts_with(&path_real);
    let within = ["content", "themes", "templates", "static", "data", ".git", ".newsprint"].map(|name| root_real.join(name));
    if is_above || within.iter().any(|sources| path_real.starts_with(sources)) {
        return Err(OpenError::Sources(path.to_path_buf()));
    }
    Ok(())
}

fn refuse_foreign(path: &Path) -> Result<(), OpenError> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at(path, error).into()),
        Ok(found) if !found.is_dir() => return Err(OpenError::Foreign(path.to_path_buf())),
        Ok(_) => {}
    }
    let is_ours = fs::symlink_metadata(path.join(MANIFEST)).is_ok_and(|found| found.is_file());
    if is_ours || is_missing_or_empty(path)? { Ok(()) } else { Err(OpenError::Foreign(path.to_path_buf())) }
}

fn is_missing_or_empty(path: &Path) -> io::Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(at(path, error)),
    }
}

/// Clears the staging folder away, the lock last.
fn forget(staging: &Path) -> io::Result<()> {
    fs::remove_dir_all(staging).or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(at(staging, error)),
    })
}
