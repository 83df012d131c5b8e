//! Traces: why an output is what it is, and whether it still is.
//!
//! An output is fresh if, and only if, its recipe is the same and each question that it asked is answered the same.
//! The recipe's fingerprint covers: the program's version; the page's context, with the source and the links and
//! pictures of its body; every template that its template can reach, and the theme's own markup; the configuration;
//! the theme's words. Deliberately not covered: times and sizes of files, absolute paths, user, host, locale, the
//! number of threads, the clock (only the set of published stories sees it), the order of discovery. Pages that need no
//! judgement are not judged here: `surroundings.rs` says which.

use crate::base::{Fingerprint, OutputPath};
use crate::output::Entry;
use crate::render::{Engine, Read};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why an output is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What it was made from.
    pub recipe: Fingerprint,
    /// What it asked, and what stands for the answers.
    pub reads: Vec<Arc<Read>>,
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

/// Judges an output of an earlier run by its trace.
pub fn verify(recipe: Fingerprint, trace: &Trace, engine: &Engine) -> Verdict {
    if trace.recipe == recipe && holds(trace, engine) { Verdict::Fresh } else { Verdict::Stale }
}

/// Returns whether each question is answered the same.
pub(super) fn holds(trace: &Trace, engine: &Engine) -> bool {
    trace.reads.iter().all(|read| engine.holds(read))
}
