//! Values as bytes, for the store: compact, exact, and read back without trust.
//!
//! The form is that of this build of the program and of no other; nothing in it says what a byte means. Whoever reads
//! takes what is there or nothing: a length that the bytes cannot hold, a word that no table has, or a nesting that
//! nobody writes ends the reading.

use super::{ByteReader, ByteWriter};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Room that is made for a list before its items are there.
const ROOM: usize = 1024;

/// A value that can be kept as bytes.
pub trait Stored: Sized {
    /// Writes it.
    fn store(&self, to: &mut ByteWriter);

    /// Reads it; nothing when these are no bytes that [`Self::store`] writes.
    fn restore(from: &mut ByteReader<'_>) -> Option<Self>;
}

/// Lets a type be kept as bytes. All fields and variants have to be named: one that is forgotten does not compile.
macro_rules! stored {
    (struct $type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::base::Stored for $type {
            fn store(&self, to: &mut $crate::base::ByteWriter) {
                let Self { $($field),* } = self;
                $($crate::base::Stored::store($field, to);)*
            }

            fn restore(from: &mut $crate::base::ByteReader<'_>) -> Option<Self> {
                Some(Self { $($field: $crate::base::Stored::restore(from)?),* })
            }
        }
    };
    (enum $type:ident { $($number:literal => $variant:ident $(($($item:ident),*))? $({ $($field:ident),* $(,)? })?),* $(,)? }) => {
        impl $crate::base::Stored for $type {
            fn store(&self, to: &mut $crate::base::ByteWriter) {
                match self {
                    $(Self::$variant $(($($item),*))? $({ $($field),* })? => {
                        to.number($number);
                        $($($crate::base::Stored::store($item, to);)*)?
                        $($($crate::base::Stored::store($field, to);)*)?
                    })*
                }
            }

            fn restore(from: &mut $crate::base::ByteReader<'_>) -> Option<Self> {
                Some(match from.number()? {
                    $($number => Self::$variant
                        $(($({ let $item = $crate::base::Stored::restore(from)?; $item }),*))?
                        $({ $($field: $crate::base::Stored::restore(from)?),* })?,)*
                    _ => return None,
                })
            }
        }
    };
}
pub(crate) use stored;

macro_rules! stored_number {
    ($($type:ty),*) => {
        $(impl Stored for $type {
            fn store(&self, to: &mut ByteWriter) {
                to.number(*self as u64);
            }

            fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
                Self::try_from(from.number()?).ok()
            }
        })*
    };
}
stored_number!(u8, u32, u64, usize);

impl Stored for bool {
    fn store(&self, to: &mut ByteWriter) {
        to.number(u64::from(*self));
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        from.word(&[false, true])
    }
}

impl Stored for i64 {
    fn store(&self, to: &mut ByteWriter) {
        to.raw(&self.to_le_bytes());
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Some(Self::from_le_bytes(from.raw(8)?.try_into().ok()?))
    }
}

impl Stored for u128 {
    fn store(&self, to: &mut ByteWriter) {
        to.raw(&self.to_le_bytes());
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Some(Self::from_le_bytes(from.raw(16)?.try_into().ok()?))
    }
}

impl Stored for String {
    fn store(&self, to: &mut ByteWriter) {
        to.text(self);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

impl Stored for Box<str> {
    fn store(&self, to: &mut ByteWriter) {
        to.text(self);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        from.text().map(Self::from)
    }
}

impl<T: Stored> Stored for Option<T> {
    fn store(&self, to: &mut ByteWriter) {
        to.number(u64::from(self.is_some()));
        if let Some(value) = self {
            value.store(to);
        }
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        if bool::restore(from)? { T::restore(from).map(Some) } else { Some(None) }
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn store(&self, to: &mut ByteWriter) {
        to.length(self.len());
        self.iter().for_each(|item| item.store(to));
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        let length = from.length()?;
        let mut items = Vec::with_capacity(length.min(ROOM));
        for _ in 0..length {
            items.push(T::restore(from)?);
        }
        items.shrink_to_fit();
        Some(items)
    }
}

impl<T: Stored + Ord> Stored for BTreeSet<T> {
    fn store(&self, to: &mut ByteWriter) {
        to.length(self.len());
        self.iter().for_each(|item| item.store(to));
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Vec::restore(from).map(|items| items.into_iter().collect())
    }
}

impl<K: Stored + Ord, V: Stored> Stored for BTreeMap<K, V> {
    fn store(&self, to: &mut ByteWriter) {
        to.length(self.len());
        for (key, value) in self {
            key.store(to);
            value.store(to);
        }
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Vec::restore(from).map(|items| items.into_iter().collect())
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    fn store(&self, to: &mut ByteWriter) {
        self.0.store(to);
        self.1.store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Some((A::restore(from)?, B::restore(from)?))
    }
}

impl<A: Stored, B: Stored, C: Stored> Stored for (A, B, C) {
    fn store(&self, to: &mut ByteWriter) {
        self.0.store(to);
        self.1.store(to);
        self.2.store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Some((A::restore(from)?, B::restore(from)?, C::restore(from)?))
    }
}

impl<T: Stored> Stored for Range<T> {
    fn store(&self, to: &mut ByteWriter) {
        self.start.store(to);
        self.end.store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Some(T::restore(from)?..T::restore(from)?)
    }
}

impl<T: Stored> Stored for Box<T> {
    fn store(&self, to: &mut ByteWriter) {
        (**self).store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        T::restore(from).map(Box::new)
    }
}

impl<T: Stored> Stored for Box<[T]> {
    fn store(&self, to: &mut ByteWriter) {
        to.length(self.len());
        self.iter().for_each(|item| item.store(to));
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Vec::restore(from).map(Vec::into_boxed_slice)
    }
}

impl Stored for Arc<str> {
    fn store(&self, to: &mut ByteWriter) {
        to.text(self);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        from.text().map(Self::from)
    }
}

impl<T: Stored> Stored for Arc<T> {
    fn store(&self, to: &mut ByteWriter) {
        (**self).store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        T::restore(from).map(Arc::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Pair {
        left: String,
        right: Option<u32>,
    }
    stored!(struct Pair { left, right });

    #[derive(Debug, PartialEq)]
    enum Shape {
        Point,
        Line(u32, u32),
        Named { name: String, pair: Pair },
    }
    stored!(enum Shape { 0 => Point, 1 => Line(from, to), 2 => Named { name, pair } });

    fn bytes_of(value: &impl Stored) -> Vec<u8> {
        let mut writer = ByteWriter::default();
        value.store(&mut writer);
        writer.finish()
    }

    #[test]
    fn what_is_written_is_read_and_a_part_of_it_is_nothing() {
        let pair = Pair { left: "한글".into(), right: Some(u32::MAX) };
        let all = vec![Shape::Point, Shape::Line(0, 300), Shape::Named { name: String::new(), pair }];
        let bytes = bytes_of(&all);
        assert_eq!(Vec::<Shape>::restore(&mut ByteReader::new(&bytes)), Some(all));
        for end in 0..bytes.len() {
            assert_eq!(Vec::<Shape>::restore(&mut ByteReader::new(&bytes[..end])), None, "cut at {end}");
        }
    }

    #[test]
    fn absurd_bytes_are_nothing_and_take_no_room() {
        for bytes in
            [&b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"[..], b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"\x02\xff\xff"]
        {
            assert_eq!(Vec::<Vec<String>>::restore(&mut ByteReader::new(bytes)), None);
            assert_eq!(String::restore(&mut ByteReader::new(bytes)), None);
        }
        assert_eq!(u8::restore(&mut ByteReader::new(b"\x80\x02")), None, "256 is no byte");
        assert_eq!(bool::restore(&mut ByteReader::new(b"\x02")), None);
    }

    #[test]
    fn shared_texts_are_written_once_and_shared_again() {
        let (one, other): (Arc<str>, Arc<str>) = ("content/a.md".into(), "content/b.md".into());
        let mut writer = ByteWriter::default();
        for text in [&one, &other, &one, &one] {
            writer.shared(text);
        }
        let bytes = writer.finish();
        assert_eq!(bytes.len(), 2 * 14 + 2);
        let mut reader = ByteReader::new(&bytes);
        let read: Vec<Arc<str>> = (0..4).map(|_| reader.shared().expect("written above")).collect();
        assert_eq!(read, [one.clone(), other, one.clone(), one]);
        assert!(Arc::ptr_eq(&read[0], &read[3]));
        assert!(reader.is_at_end());
        assert_eq!(ByteReader::new(b"\x05").shared(), None);
    }
}
