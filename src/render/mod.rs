//! Outputs into bytes, with a note of everything that was asked on the way.
//!
//! No second way to make an output exists: a build and a preview both come here.

mod answers;
mod drawn;
mod engine;
mod errors;
mod filters;
mod functions;
mod library;
mod markup;
mod notebook;
mod plain;

pub use answers::Read;
pub use engine::{Engine, Prepared};
pub use library::{Library, NeighboursView, Query};

use crate::base::Diagnostic;
use std::sync::Arc;

/// Names of the functions that templates may call, besides Tera's own.
pub const FUNCTIONS: &[&str] = functions::NAMES;
/// Names of the filters that templates may use, besides Tera's own.
pub const FILTERS: &[&str] = filters::NAMES;

/// One output, made.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// What was asked, and what stands for the answer.
    pub reads: Vec<Arc<Read>>,
}

/// A page that could not be made, and why.
pub type Failed = Box<Diagnostic>;
