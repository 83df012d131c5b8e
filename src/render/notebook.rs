//! A renderer's notebook: which page is being made, and what it asked.
//!
//! Every function of a template goes through `ask`; there is no other way to the library.

use super::answers::{Answers, Read};
use super::drawn::Drawn;
use super::library::{Library, Query};
use crate::base::Recent;
use crate::view::Shared;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use tera::{Error, ErrorKind, Tera, TeraResult, Value};

/// What all renderers of an engine share.
pub(super) struct Desk {
    /// What answers.
    pub library: Arc<Library>,
    /// Answers that other pages got.
    pub answers: Answers,
    /// Components that were drawn for other pages.
    pub drawn: Recent<Vec<u8>, Arc<Drawn>>,
    /// Dates that other pages wrote.
    pub dates: Recent<String, String>,
}

/// The page that is being made.
pub(super) struct Sheet {
    /// Its language.
    pub language: String,
    /// The outlet as it shows it.
    pub site: Shared,
}

struct Notes {
    sheet: Arc<Sheet>,
    reads: Vec<Arc<Read>>,
    failed: Option<Error>,
}

/// Notes of one renderer, shared with the functions that its templates call.
#[derive(Clone)]
pub(super) struct Notebook {
    desk: Arc<Desk>,
    notes: Arc<Mutex<Notes>>,
    tera: Arc<OnceLock<Weak<Tera>>>,
}

impl Notebook {
    /// Opens an empty one.
    pub fn new(desk: Arc<Desk>) -> Self {
        let sheet = Arc::new(Sheet { language: String::new(), site: Shared::none() });
        let notes = Notes { sheet, reads: Vec::new(), failed: None };
        Self { desk, notes: Arc::new(Mutex::new(notes)), tera: Arc::default() }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says which engine draws components; it holds the notebook itself, and so is not held by it.
    pub fn belongs_to(&self, tera: &Arc<Tera>) {
        self.tera.set(Arc::downgrade(tera)).expect("a notebook belongs to one engine");
    }

    /// Returns the engine; none while the theme is being read.
    pub fn tera(&self) -> Option<Arc<Tera>> {
        self.tera.get().and_then(Weak::upgrade)
    }

    /// Begins a page.
    pub fn begin(&self, language: &str, site: &Shared) {
        let mut notes = self.notes();
        notes.reads.clear();
        notes.failed = None;
        notes.sheet = Arc::new(Sheet { language: language.to_owned(), site: site.clone() });
    }

    /// Ends a page; returns what it asked.
    pub fn end(&self) -> Vec<Arc<Read>> {
        let mut reads = once(std::mem::take(&mut self.notes().reads));
        reads.shrink_to_fit();
        reads
    }

    /// Returns the page that is being made.
    pub fn sheet(&self) -> Arc<Sheet> {
        Arc::clone(&self.notes().sheet)
    }

    /// Returns what all renderers share.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Returns the library.
    pub fn library(&self) -> &Library {
        &self.desk.library
    }

    /// Asks the library, and notes it.
    pub fn ask(&self, query: Query) -> TeraResult<Value> {
        let (answer, read) = self.desk.answers.ask(query, &self.desk.library).map_err(Error::message)?;
        self.notes().reads.push(read);
        Ok(answer.get().clone())
    }

    /// Notes what was asked where a component was drawn for another page.
    pub fn note(&self, reads: &[Arc<Read>]) {
        self.notes().reads.extend(reads.iter().cloned());
    }

    /// Runs `work`, and returns what it asked; these reads are not yet noted for the page.
    pub fn apart<T>(&self, work: impl FnOnce() -> T) -> (T, Vec<Arc<Read>>) {
        let outer = std::mem::take(&mut self.notes().reads);
        let value = work();
        let reads = std::mem::replace(&mut self.notes().reads, outer);
        (value, once(reads))
    }

    /// Keeps the first error of a component that names its own place; another is told where the component was asked for.
    pub fn fail(&self, error: Error) -> Error {
        if !matches!(error.kind(), ErrorKind::RenderingError(_)) {
            return error;
        }
        let told = Error::message(error.to_string());
        self.notes().failed.get_or_insert(error);
        told
    }

    /// Returns the error of a component, if one failed.
    pub fn failure(&self) -> Option<Error> {
        self.notes().failed.take()
    }
}

/// Each note once; notes of the same question are the same note, as a rule.
fn once(mut reads: Vec<Arc<Read>>) -> Vec<Arc<Read>> {
    reads.sort_unstable_by_key(Arc::as_ptr);
    reads.dedup_by_key(|read| Arc::as_ptr(read));
    reads
}
