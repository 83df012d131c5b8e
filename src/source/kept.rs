//! A parsed file, kept so that it need not be parsed again while it stays the same, in this run or the next.
//!
//! The same stamp spares the reading, the same contents spare the parsing.

use super::names::Names;
use super::{Parsed, Place, Text, parse, text_of};
use crate::base::{Diagnostic, Diagnostics, Fingerprint, Outcome, Span, codes, stored};
use crate::config::Project;
use crate::world::{Found, World, is_settled};
use std::sync::Arc;

/// A stamp in two parts, which need not stand where a number of their length would have to.
type Halves = (u64, u64);

fn halves(stamp: u128) -> Halves {
    ((stamp >> 64) as u64, stamp as u64)
}

/// A file as it was parsed.
#[derive(Clone, Debug)]
pub struct Kept {
    /// There is none when it cannot tell a later change: then the contents are compared.
    stamp: Option<Halves>,
    touched: i64,
    /// There are none of a file that was not read.
    contents: Option<Fingerprint>,
    pub(super) parsed: Arc<Outcome<Parsed>>,
}

impl Kept {
    /// Parses a file, unless `older` holds; returns whether it was parsed.
    pub(super) fn of(
        world: &dyn World,
        found: &Found,
        (place, project): (Place, &Project),
        names: &Names,
        older: Option<&Self>,
    ) -> (Self, bool) {
        if let Some(older) = older.filter(|older| older.stamp == Some(halves(found.stamp))) {
            return (older.clone(), false);
        }
        let (stamp, touched) = (Some(halves(found.stamp)), found.touched);
        let bytes = match read(world, found, project) {
            Ok(bytes) => bytes,
            Err(told) => return (Self { stamp, touched, contents: None, parsed: nothing(told) }, true),
        };
        let contents = Fingerprint::of_bytes(&bytes);
        if let Some(older) = older.filter(|older| older.contents == Some(contents)) {
            return (Self { stamp, touched, ..older.clone() }, false);
        }
        let file = &found.path;
        let parsed = match text_of(&bytes, file) {
            Ok(text) => Arc::new(parse(&Text { file, text: &text, world, contents, names }, place, project)),
            Err(told) => nothing(told),
        };
        (Self { stamp, touched, contents: Some(contents), parsed }, true)
    }

    /// Stands for all that pages can show of the file; of a story, all that any page but its own can.
    pub(super) fn seen(&self) -> Option<Fingerprint> {
        match &self.parsed.value {
            Parsed::Article(article) => Some(article.seen),
            _ => self.contents,
        }
    }

    /// Returns whether it is good for the next run: a file that could not be read is not.
    pub fn was_read(&self) -> bool {
        self.contents.is_some()
    }

    /// Returns what the next run may go by: no stamp of a file that was touched just before it was read, from `began` on,
    /// since another change may have left the same stamp.
    pub fn settled(&self, began: i64) -> Self {
        Self { stamp: self.settled_stamp(began), ..self.clone() }
    }

    /// Returns whether `before` is what [`Self::settled`] returns.
    pub fn is_settled_as(&self, before: &Self, began: i64) -> bool {
        let is_same = Arc::ptr_eq(&self.parsed, &before.parsed) && self.touched == before.touched;
        is_same && self.settled_stamp(began) == before.stamp
    }

    fn settled_stamp(&self, began: i64) -> Option<Halves> {
        self.stamp.filter(|_| is_settled(self.touched, began))
    }
}

stored!(struct Kept { stamp, touched, contents, parsed });

fn read(world: &dyn World, found: &Found, project: &Project) -> Result<Arc<Vec<u8>>, Diagnostic> {
    let (file, limit) = (&found.path, project.config.limits.article as u64);
    if found.size > limit {
        let message = format!("the file has {} bytes; the limit is {limit}", found.size);
        let told = Diagnostic::error(codes::FILE_TOO_LARGE, message).at(Span::file(file));
        return Err(told.help("if it really is so long, set `[limits] article` in site.toml"));
    }
    world.read(file).map_err(|error| {
        let told = Diagnostic::error(codes::FILE_UNREADABLE, format!("the file cannot be read: {error}"));
        told.at(Span::file(file)).help("look at its permissions, or whether it is still there")
    })
}

fn nothing(told: Diagnostic) -> Arc<Outcome<Parsed>> {
    Arc::new(Outcome::new(Parsed::Nothing, Diagnostics::from(vec![told])))
}
