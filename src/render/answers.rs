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

/// How many answers are kept, as many as cards, since an answer holds what it shows; and how many verdicts.
const KEPT: usize = 16 * 1024;
const JUDGED: usize = 64 * 1024;

/// The answers of one library.
pub(super) struct Answers {
    given: Recent<Query, (Shared, Arc<Read>)>,
    /// By the place of the note in memory, which is held with it, so that no other note can come to stand there.
    judged: Recent<usize, (Arc<Read>, bool)>,
}

impl Answers {
    /// Starts empty.
    pub fn new() -> Self {
        Self { given: Recent::new(KEPT), judged: Recent::new(JUDGED) }
    }

    /// Forgets all.
    pub fn clear(&self) {
        self.given.clear();
        self.judged.clear();
    }

    /// Returns the answer, and the note of it.
    ///
    /// # Errors
    /// The question itself is wrong.
    pub fn ask(&self, query: Query, library: &Library) -> Result<(Shared, Arc<Read>), String> {
        if let Some(known) = self.given.get(&query) {
            return Ok(known);
        }
        let answer = library.answer(&query)?;
        let read = Arc::new(Read { query: query.clone(), answer: answer.fingerprint() });
        if query.is_common() {
            self.given.put(query, (answer.clone(), Arc::clone(&read)), 1);
        }
        Ok((answer, read))
    }

    /// Returns whether the answer is still the same.
    pub fn holds(&self, read: &Arc<Read>, library: &Library) -> bool {
        let judge = || library.answer(&read.query).is_ok_and(|answer| answer.fingerprint() == read.answer);
        if !read.query.is_common() {
            return judge();
        }
        let place = Arc::as_ptr(read).addr();
        if let Some((_, holds)) = self.judged.get(&place) {
            return holds;
        }
        let holds = judge();
        self.judged.put(place, (Arc::clone(read), holds), 1);
        holds
    }
}
