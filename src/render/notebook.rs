//! A renderer's notebook: which page is being made, and what it asked.
//!
//! Every function of a template goes through `ask`; there is no other way to the library.

use super::answers::{Answers, Read};
use super::drawn::Drawn;
use super::library::{Library, Query};
use crate::base::Recent;
use crate::view::Shared;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use tera::{Error, Tera, TeraResult, Value};

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

struct Notes {
    language: String,
    site: Shared,
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
        let notes = Notes { language: String::new(), site: Shared::none(), reads: Vec::new(), failed: None };
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
        language.clone_into(&mut notes.language);
        notes.site = site.clone();
    }

    /// Ends a page; returns what it asked.
    pub fn end(&self) -> Vec<Arc<Read>> {
        let mut reads = once(std::mem::take(&mut self.notes().reads));
        reads.shrink_to_fit();
        reads
    }

    /// Returns the language of the page.
    pub fn language(&self) -> String {
        self.notes().language.clone()
    }

    /// Returns the outlet as the page shows it.
    pub fn site(&self) -> Shared {
        self.notes().site.clone()
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

    /// Keeps the first error of a component, which names the true place.
    pub fn fail(&self, error: Error) -> Error {
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
