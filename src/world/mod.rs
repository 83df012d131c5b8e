//! The world outside, as three reads: which files there are, what they hold, what time it is.
//!
//! Nothing here writes, and nothing here knows what a file means.

mod asked;
mod disk;
mod holding;
mod kept;
mod memory;

pub use asked::{AskedWorld, Questions};
pub use disk::DiskWorld;
pub use holding::HoldingWorld;
pub use kept::KeptWorld;
pub use memory::MemoryWorld;

use crate::base::ProjectPath;
use chrono::{DateTime, Utc};
use std::any::Any;
use std::io;
use std::sync::Arc;

/// What a folder entry is; only plain files are ever read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A plain file.
    File,
    /// A symbolic link: refused, since it may lead anywhere. Holds where it points.
    Link(String),
    /// A pipe, socket or device.
    Special,
    /// A name that is not UTF-8, shown with the bad bytes replaced.
    BadName,
}

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Found {
    /// Where.
    pub path: ProjectPath,
    /// What.
    pub kind: Kind,
    /// Length in bytes.
    pub size: u64,
    /// Changes whenever the contents do; equal stamps of one path mean equal contents, as far as the system tells.
    pub stamp: u128,
    /// The later of the times at which contents and inode changed, in nanoseconds since 1970: what the stamp cannot tell from a
    /// change at the same moment.
    pub touched: i64,
}

/// Most file systems count time in milliseconds at least …
const TICK: i64 = 50_000_000;
/// … and some in steps of up to two seconds: theirs have no fractions.
const COARSE_TICK: i64 = 2_000_000_000;

/// Returns whether any change after `now` to a file that was touched at `touched` shows in its times; both are in
/// nanoseconds since 1970. Within a tick of its clock a file can change twice and have the same times.
pub fn is_settled(touched: i64, now: i64) -> bool {
    let tick = if touched % 1_000_000 == 0 { COARSE_TICK } else { TICK };
    touched < now.saturating_sub(tick)
}

/// What was made of a file; whoever made it knows what it is.
pub type Held = Box<dyn Any + Send + Sync>;

/// Everything that may be learnt from outside. Reads only.
pub trait World: Send + Sync {
    /// Returns all files below `folder`, sorted by path; a folder that is absent is empty, and of a file there is one.
    ///
    /// # Errors
    /// The environment's: no permission, a broken disk.
    fn files(&self, folder: &str) -> io::Result<Vec<Found>>;

    /// Returns the bytes of a plain file.
    ///
    /// # Errors
    /// The file is gone, is no plain file any more, or cannot be read.
    fn read(&self, file: &ProjectPath) -> io::Result<Arc<Vec<u8>>>;

    /// The one clock.
    fn now(&self) -> DateTime<Utc>;

    /// Returns whether [`Self::hold`] is of any use now.
    fn holds(&self) -> bool {
        false
    }

    /// Keeps something of `size` bytes that was made of a file, until somebody takes it.
    ///
    /// Nobody may rely on it: a world that has no room lets it go.
    fn hold(&self, _file: &ProjectPath, _made: Held, _size: usize) {}

    /// Hands out what was made of a file, once.
    fn take(&self, _file: &ProjectPath) -> Option<Held> {
        None
    }
}

/// What editors, sync drives and systems leave behind; and everything hidden but the host's own files in `static/`.
///
/// `depth` is how far the name stands below a top folder: 1 for `static/.well-known`.
pub fn is_litter(name: &str, depth: usize) -> bool {
    let hidden = name.starts_with('.') && !(depth == 1 && name == ".well-known");
    hidden
        || name.ends_with('~')
        || name.ends_with(".swp")
        || (name.starts_with('#') && name.ends_with('#'))
        || name == "Thumbs.db"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_when_the_clock_has_moved_on() {
        let second = 1_000_000_000;
        assert!(!is_settled(5 * second + 123, 5 * second + 456));
        assert!(is_settled(5 * second + 123, 6 * second));
        assert!(!is_settled(5 * second, 6 * second), "this clock may tick in seconds");
        assert!(is_settled(5 * second, 8 * second));
        assert!(!is_settled(i64::MIN, i64::MIN));
    }
}
