//! Values of a header with their places in its file, which is named once, by the source that holds them.

use crate::base::{ByteReader, ByteWriter, ProjectPath, Span, Stored, Stretch, When};
use crate::notation::Spanned;

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Placed<T = Box<str>> {
    /// The value.
    pub value: T,
    /// Where it stands.
    place: Stretch,
}

impl<T> Placed<T> {
    /// Places a value that was made of what stands at `span`.
    pub fn new(value: T, span: &Span) -> Self {
        Self { value, place: Stretch::from(span) }
    }

    /// Returns where it stands, in the file of the source that holds it.
    pub fn span(&self, file: &ProjectPath) -> Span {
        self.place.of(file)
    }
}

impl From<Spanned<String>> for Placed {
    fn from(typed: Spanned<String>) -> Self {
        Self::new(typed.value.into_boxed_str(), &typed.span)
    }
}

impl From<Spanned<When>> for Placed<When> {
    fn from(typed: Spanned<When>) -> Self {
        Self::new(typed.value, &typed.span)
    }
}

impl<T: Stored> Stored for Placed<T> {
    fn store(&self, to: &mut ByteWriter) {
        self.value.store(to);
        self.place.store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Some(Self { value: T::restore(from)?, place: Stretch::restore(from)? })
    }
}

/// Takes what was read with the file's name.
pub(super) fn all(typed: Vec<Spanned<String>>) -> Box<[Placed]> {
    typed.into_iter().map(Placed::from).collect()
}
