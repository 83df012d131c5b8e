//! A renderer's notebook: which page is being made, and what it asked.
//!
//! Every function of a template goes through `ask`; there is no other way to the library.

use super::library::{Library, Query};
use crate::base::Fingerprint;
use crate::view::Shared;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tera::{Error, TeraResult, Value};

#[derive(Default)]
struct Notes {
    language: String,
    reads: BTreeMap<Query, Fingerprint>,
    known: HashMap<Query, Shared>,
}

/// Notes of one renderer, shared with the functions that its templates call.
#[derive(Clone)]
pub(super) struct Notebook {
    library: Arc<Library>,
    notes: Arc<Mutex<Notes>>,
}

impl Notebook {
    /// Opens an empty one.
    pub fn new(library: Arc<Library>) -> Self {
        Self { library, notes: Arc::default() }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a page.
    pub fn begin(&self, language: &str) {
        let mut notes = self.notes();
        notes.reads.clear();
        language.clone_into(&mut notes.language);
    }

    /// Ends a page; returns what it asked.
    pub fn end(&self) -> Vec<(Query, Fingerprint)> {
        std::mem::take(&mut self.notes().reads).into_iter().collect()
    }

    /// Returns the language of the page.
    pub fn language(&self) -> String {
        self.notes().language.clone()
    }

    /// Returns the library.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Asks the library, and notes it. Answers are kept: all pages of a run ask the same library.
    pub fn ask(&self, query: Query) -> TeraResult<Value> {
        let mut notes = self.notes();
        let answer = match notes.known.get(&query) {
            Some(answer) => answer.clone(),
            None => {
                let answer = self.library.answer(&query).map_err(Error::message)?;
                notes.known.insert(query.clone(), answer.clone());
                answer
            }
        };
        let value = answer.get().clone();
        notes.reads.insert(query, answer.fingerprint());
        Ok(value)
    }
}
