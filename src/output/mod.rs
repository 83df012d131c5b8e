//! The finished site as a value, and the only code that writes it.
//!
//! Knows files and fingerprints, not what a page is.

mod carry;
mod folder;
mod journal;
mod lock;
mod looks;
mod manifest;
mod sink;
mod stamps;
mod tree;

pub use folder::{Folder, OpenError, Written};
pub use lock::lock_soon;
pub use looks::Looks;
pub use manifest::{MANIFEST, Manifest};
pub use sink::{MemorySink, Sink};
pub use stamps::{Stamp, Stamps};
pub use tree::{Change, Entry, OutputTree};
