//! Answers that were given already: pages ask the same, and what is asked is noted once for all of them.
//!
//! Forgets what was not asked for lately; the library answers again, and the same.

use super::library::{Library, Query};
use crate::base::{Fingerprint, Recent, stored};
use crate::view::Shared;
use std::sync::Arc;

/// A question that a page asked, and what stands for the answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Read {
    /// What was asked.
    pub query: Query,
    /// The answer.
    pub answer: Fingerprint,
}

stored!(struct Read { query, answer });

/// How many answers are kept: as many as cards, since an answer holds what it shows.
const KEPT: usize = 16 * 1024;

/// The answers of one library.
pub(super) struct Answers(Recent<Query, (Shared, Arc<Read>)>);

impl Answers {
    /// Starts empty.
    pub fn new() -> Self {
        Self(Recent::new(KEPT))
    }

    /// Returns the answer, and the note of it.
    ///
    /// # Errors
    /// The question itself is wrong.
    pub fn ask(&self, query: Query, library: &Library) -> Result<(Shared, Arc<Read>), String> {
        if let Some(known) = self.0.get(&query) {
            return Ok(known);
        }
        let answer = library.answer(&query)?;
        let read = Arc::new(Read { query: query.clone(), answer: answer.fingerprint() });
        if query.is_common() {
            self.0.put(query, (answer.clone(), Arc::clone(&read)), 1);
        }
        Ok((answer, read))
    }

    /// Returns whether the answer is still the same.
    pub fn holds(&self, read: &Read, library: &Library) -> bool {
        if !read.query.is_common() {
            return library.answer(&read.query).is_ok_and(|answer| answer.fingerprint() == read.answer);
        }
        self.ask(read.query.clone(), library).is_ok_and(|(answer, _)| answer.fingerprint() == read.answer)
    }
}
