//! Traces: why an output is what it is, and whether it still is.
//!
//! An output is fresh if, and only if, its recipe is the same and each question that it asked is answered the same.
//! The recipe's fingerprint covers: the program's version; the page's context, with the source and the links and
//! pictures of its body; every template that its template can reach, and the theme's own markup; the configuration;
//! the theme's words. Deliberately not covered: times and sizes of files, absolute paths, user, host, locale, the
//! number of threads, the clock (only the set of published stories sees it), the order of discovery.

use crate::base::{Fingerprint, OutputPath};
use crate::output::Entry;
use crate::render::{Library, Query};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::{Arc, PoisonError, RwLock};

/// Parts of what is known.
const PARTS: usize = 32;

/// Why an output is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What it was made from.
    pub recipe: Fingerprint,
    /// What it asked, and what stands for the answers.
    pub reads: Vec<(Arc<Query>, Fingerprint)>,
    /// Its bytes.
    pub entry: Entry,
}

/// The traces of a whole site.
pub type Traces = BTreeMap<OutputPath, Arc<Trace>>;

/// Whether an output still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its bytes would be the same.
    Fresh,
    /// It must be made again.
    Stale,
}

/// Judges outputs of an earlier run by their traces. Pages ask much the same: each question is asked once.
pub struct Judge<'l> {
    library: &'l Library,
    /// In parts, so that threads seldom wait for each other.
    known: Vec<RwLock<HashMap<Arc<Query>, Option<Fingerprint>>>>,
}

impl<'l> Judge<'l> {
    /// Asks `library`, which must stay as it is.
    pub fn new(library: &'l Library) -> Self {
        Self { library, known: (0..PARTS).map(|_| RwLock::default()).collect() }
    }

    /// Judges one output.
    pub fn verdict(&self, recipe: Fingerprint, trace: &Trace) -> Verdict {
        let holds = |(query, seen): &(Arc<Query>, Fingerprint)| self.answer(query) == Some(*seen);
        if trace.recipe == recipe && trace.reads.iter().all(holds) { Verdict::Fresh } else { Verdict::Stale }
    }

    /// Returns what stands for the answer; there is none to a question that is wrong by now.
    fn answer(&self, query: &Arc<Query>) -> Option<Fingerprint> {
        let part = BuildHasherDefault::<DefaultHasher>::default().hash_one(query) as usize % PARTS;
        let part = &self.known[part];
        if let Some(answer) = part.read().unwrap_or_else(PoisonError::into_inner).get(query) {
            return *answer;
        }
        let answer = self.library.answer(query).ok().map(|answer| answer.fingerprint());
        part.write().unwrap_or_else(PoisonError::into_inner).insert(Arc::clone(query), answer);
        answer
    }
}
