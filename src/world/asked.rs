//! A world that notes what it is asked, with what stands for the answers, so that a later run can ask the same again.
//!
//! The listing of a folder stands for the contents of its files, by their stamps. Contents are noted where stamps say too
//! little: those of a file that was touched within a tick before the run began, or that is in no folder that was listed.
//! Does not note the time: what a build makes of it is another's to know.

use super::{Found, Kind, World, is_settled};
use crate::base::{Fingerprint, ProjectPath, stored};
use chrono::{DateTime, Utc};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a build asked, and what stands for the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    folders: BTreeMap<String, Fingerprint>,
    files: BTreeMap<ProjectPath, Fingerprint>,
}

stored!(struct Questions { folders, files });

/// Another world, and notes of what it was asked.
pub struct AskedWorld {
    inner: Arc<dyn World>,
    /// No file was looked at before this moment.
    began: i64,
    /// Listings that were made when the questions of an earlier run were asked again.
    lent: Mutex<BTreeMap<String, Vec<Found>>>,
    noted: Mutex<Noted>,
}

#[derive(Default)]
struct Noted {
    folders: BTreeMap<String, Fingerprint>,
    /// There is none of a file that was listed and not read.
    files: BTreeMap<ProjectPath, Option<Fingerprint>>,
    /// Something could not be listed or read.
    is_refused: bool,
}

impl AskedWorld {
    /// Asks `inner`, in a run that looked at no file before `began`.
    pub fn new(inner: Arc<dyn World>, began: i64) -> Self {
        Self { inner, began, lent: Mutex::default(), noted: Mutex::default() }
    }

    /// Asks again what an earlier run asked; returns whether all is answered the same. Folders that were listed for this
    /// are listed as they were found the next time that somebody asks.
    pub fn answers_as_before(&self, questions: &Questions) -> bool {
        let is_same = |(folder, before): (&String, &Fingerprint)| {
            let Ok(found) = self.inner.files(folder) else { return false };
            let now = stands_for(&found);
            self.lent().insert(folder.clone(), found);
            now == *before
        };
        let has = |(file, before): (&ProjectPath, &Fingerprint)| {
            self.inner.read(file).is_ok_and(|bytes| Fingerprint::of_bytes(&bytes) == *before)
        };
        questions.files.par_iter().all(has) && questions.folders.iter().all(is_same)
    }

    /// Returns what was asked; nothing where the answers are no base for a later run.
    pub fn questions(&self) -> Option<Questions> {
        let noted = self.noted();
        if noted.is_refused {
            return None;
        }
        let files = noted.files.iter().map(|(path, contents)| Some((path.clone(), (*contents)?))).collect::<Option<_>>()?;
        Some(Questions { folders: noted.folders.clone(), files })
    }

    fn lent(&self) -> MutexGuard<'_, BTreeMap<String, Vec<Found>>> {
        self.lent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an answer that was none.
    fn refused<T>(&self, answer: io::Result<T>) -> io::Result<T> {
        answer.inspect_err(|_| self.noted().is_refused = true)
    }
}

/// In parts, so that the bytes of a long listing are not gathered at once.
fn stands_for(found: &[Found]) -> Fingerprint {
    Fingerprint::of(&found.par_chunks(4096).map(Fingerprint::of).collect::<Vec<_>>())
}

impl World for AskedWorld {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        let lent = self.lent().remove(folder);
        let found = match lent {
            Some(found) => found,
            None => self.refused(self.inner.files(folder))?,
        };
        let mark = stands_for(&found);
        let touched = found.iter().filter(|found| found.kind == Kind::File && !is_settled(found.touched, self.began));
        let mut noted = self.noted();
        noted.files.extend(touched.map(|found| (found.path.clone(), None)));
        noted.folders.insert(folder.to_owned(), mark);
        drop(noted);
        Ok(found)
    }

    fn read(&self, file: &ProjectPath) -> io::Result<Arc<Vec<u8>>> {
        let bytes = self.refused(self.inner.read(file))?;
        let is_listed = |noted: &Noted| noted.folders.keys().any(|folder| file.below(folder).is_some());
        let is_noted = |noted: &Noted| noted.files.contains_key(file) || !is_listed(noted);
        if is_noted(&self.noted()) {
            let contents = Fingerprint::of_bytes(&bytes);
            self.noted().files.insert(file.clone(), Some(contents));
        }
        Ok(bytes)
    }

    fn now(&self) -> DateTime<Utc> {
        self.inner.now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    const BEGAN: i64 = 10_000_000_000;

    fn path(text: &str) -> ProjectPath {
        ProjectPath::new(text).expect("a path of the project")
    }

    fn asked(world: &MemoryWorld) -> AskedWorld {
        AskedWorld::new(Arc::new(world.clone()), BEGAN)
    }

    #[test]
    fn the_same_answers_are_the_same_and_any_other_is_not() {
        let mut world = MemoryWorld::new(DateTime::UNIX_EPOCH);
        for (name, text) in [("site.toml", "title"), ("content/a.md", "one"), ("content/b.md", "two")] {
            world.write(name, text);
        }
        let first = asked(&world);
        first.read(&path("site.toml")).expect("there");
        first.files("content").expect("a folder");
        first.files("data").expect("an absent folder is empty");
        first.read(&path("content/a.md")).expect("there");
        let questions = first.questions().expect("nothing was refused");
        assert_eq!(questions.files.len(), 1, "a listing stands for its files: {questions:?}");
        assert!(asked(&world).answers_as_before(&questions));
        for (name, text) in [("site.toml", "Title"), ("content/b.md", "three"), ("content/c.md", ""), ("data/x.toml", "")] {
            let mut other = world.clone();
            other.write(name, text);
            assert!(!asked(&other).answers_as_before(&questions), "{name}");
        }
        let mut other = world.clone();
        other.remove("content/b.md");
        assert!(!asked(&other).answers_as_before(&questions));
        other.write("content/b.md", "two");
        other.write("templates/a.html", "nobody asked");
        assert!(asked(&other).answers_as_before(&questions));
    }

    #[test]
    fn what_was_touched_just_before_is_compared_by_contents_and_has_to_be_read() {
        let mut world = MemoryWorld::new(DateTime::UNIX_EPOCH);
        world.write("content/a.md", "one");
        let young = AskedWorld::new(Arc::new(world.clone()), 0);
        young.files("content").expect("a folder");
        assert_eq!(young.questions(), None, "nobody knows what it said");
        young.read(&path("content/a.md")).expect("there");
        assert_eq!(young.questions().expect("now it is known").files.len(), 1);
    }

    #[test]
    fn a_refusal_is_no_base_and_a_listing_is_lent_once() {
        let mut world = MemoryWorld::new(DateTime::UNIX_EPOCH);
        world.write("content/a.md", "one");
        let first = asked(&world);
        first.files("content").expect("a folder");
        let questions = first.questions().expect("nothing was refused");
        assert!(first.read(&path("content/b.md")).is_err());
        assert_eq!(first.questions(), None);
        let second = asked(&world);
        assert!(second.answers_as_before(&questions));
        assert_eq!(second.lent().len(), 1);
        second.files("content").expect("a folder");
        assert!(second.lent().is_empty());
    }
}
