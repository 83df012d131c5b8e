//! The finished site as a value, and the only code that writes it.
//!
//! Knows files and fingerprints, not what a page is.

mod folder;
mod journal;
mod manifest;
mod sink;
mod tree;

pub use folder::{Folder, OpenError, Written};
pub use manifest::{MANIFEST, Manifest};
pub use sink::{MemorySink, Sink};
pub use tree::{Change, Entry, OutputTree};
