//! What the store keeps, in three lists: parsed sources, media, outputs. Each list is in the order of paths.

use crate::base::{ByteReader, ByteWriter, Fingerprint, Numbering, OutputPath, ProjectPath, Stored};
use crate::build::Trace;
use crate::output::{Entry, Stamp};
use crate::render::Read;
use crate::source::{Kept, MediaPlace};
use std::sync::Arc;

/// One thing that is kept; many of them make a chunk.
pub(super) trait Item: Sized + Send + Sync {
    /// The first letter of the files that hold such things.
    const LETTER: char;

    /// Returns where it stands in the list.
    fn path(&self) -> &str;

    /// Writes a chunk.
    fn write(items: &[Self], to: &mut ByteWriter);

    /// Reads a chunk.
    fn read(from: &mut ByteReader<'_>) -> Option<Vec<Self>>;
}

/// Something that is to be kept, not yet an item: most of them are in the store as they are.
pub(super) trait Newer<T>: Send + Sync {
    /// Returns where it stands in the list.
    fn path(&self) -> &str;

    /// Returns whether `before` says the same; in doubt it does not.
    fn is_as(&self, before: &T) -> bool;

    /// Makes the item.
    fn item(&self) -> T;
}

/// A parsed source.
pub(super) struct Source {
    pub path: ProjectPath,
    pub kept: Kept,
}

impl Item for Source {
    const LETTER: char = 's';

    fn path(&self) -> &str {
        self.path.as_str()
    }

    fn write(items: &[Self], to: &mut ByteWriter) {
        to.length(items.len());
        for item in items {
            item.path.store(to);
            item.kept.store(to);
        }
    }

    fn read(from: &mut ByteReader<'_>) -> Option<Vec<Self>> {
        let count = from.length()?;
        (0..count).map(|_| Some(Self { path: Stored::restore(from)?, kept: Stored::restore(from)? })).collect()
    }
}

/// A source of this run, which looked at no file before `began`.
pub(super) struct NewerSource<'r> {
    pub path: &'r ProjectPath,
    pub kept: &'r Kept,
    pub began: i64,
}

impl Newer<Source> for NewerSource<'_> {
    fn path(&self) -> &str {
        self.path.as_str()
    }

    fn is_as(&self, before: &Source) -> bool {
        self.kept.is_settled_as(&before.kept, self.began)
    }

    fn item(&self) -> Source {
        Source { path: self.path.clone(), kept: self.kept.settled(self.began) }
    }
}

impl Newer<MediaPlace> for &MediaPlace {
    fn path(&self) -> &str {
        self.file.as_str()
    }

    fn is_as(&self, before: &MediaPlace) -> bool {
        *self == before
    }

    fn item(&self) -> MediaPlace {
        (*self).clone()
    }
}

impl Item for MediaPlace {
    const LETTER: char = 'm';

    fn path(&self) -> &str {
        self.file.as_str()
    }

    fn write(items: &[Self], to: &mut ByteWriter) {
        to.length(items.len());
        items.iter().for_each(|item| item.store(to));
    }

    fn read(from: &mut ByteReader<'_>) -> Option<Vec<Self>> {
        Vec::restore(from)
    }
}

/// An output: why it is what it is, and how its file looked.
pub(super) struct Output {
    pub path: OutputPath,
    pub trace: Arc<Trace>,
    pub stamp: Option<Stamp>,
}

/// An output of this run.
pub(super) struct NewerOutput<'r> {
    pub path: &'r OutputPath,
    pub trace: &'r Arc<Trace>,
    pub stamp: Option<Stamp>,
}

impl Newer<Output> for NewerOutput<'_> {
    fn path(&self) -> &str {
        self.path.as_str()
    }

    fn is_as(&self, before: &Output) -> bool {
        self.stamp == before.stamp && Arc::ptr_eq(self.trace, &before.trace)
    }

    fn item(&self) -> Output {
        Output { path: self.path.clone(), trace: Arc::clone(self.trace), stamp: self.stamp }
    }
}

impl Item for Output {
    const LETTER: char = 'o';

    fn path(&self) -> &str {
        self.path.as_str()
    }

    /// Pages ask much the same, so a chunk holds each question with its answer once.
    fn write(items: &[Self], to: &mut ByteWriter) {
        let mut asked = Numbering::new();
        for read in items.iter().flat_map(|item| &item.trace.reads) {
            asked.number(read);
        }
        to.length(asked.values().len());
        asked.values().iter().for_each(|read| read.store(to));
        to.length(items.len());
        for Self { path, trace, stamp } in items {
            let Trace { recipe, reads, entry } = &**trace;
            path.store(to);
            recipe.store(to);
            entry.store(to);
            stamp.store(to);
            to.length(reads.len());
            for read in reads {
                to.length(asked.number(read));
            }
        }
    }

    fn read(from: &mut ByteReader<'_>) -> Option<Vec<Self>> {
        let asked: Vec<Arc<Read>> = Stored::restore(from)?;
        let count = from.length()?;
        let read = |from: &mut ByteReader<'_>| {
            let path = OutputPath::restore(from)?;
            let (recipe, entry) = (Fingerprint::restore(from)?, Entry::restore(from)?);
            let stamp = Stored::restore(from)?;
            let count = from.length()?;
            let mut reads = Vec::with_capacity(count.min(asked.len()));
            for _ in 0..count {
                reads.push(Arc::clone(asked.get(usize::restore(from)?)?));
            }
            Some(Self { path, trace: Arc::new(Trace { recipe, reads, entry }), stamp })
        };
        (0..count).map(|_| read(from)).collect()
    }
}
