//! Headings of a body, as the digest keeps them: an archive has some millions.

use crate::base::{SlugStyle, slugify, stored};
use std::borrow::Cow;

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// Its plain text; behind it the id, where that is not the slug of the text.
    words: Box<str>,
    /// Where the id begins; at the end when it is made of the text.
    split: u32,
    /// 2 to 6: the headline of the page is 1.
    pub level: u8,
}

stored!(struct Heading { words, split, level });

impl Heading {
    /// Keeps a heading, with its id where that is not the slug of the text.
    pub(super) fn new(level: u8, mut text: String, id: Option<&String>) -> Self {
        let split = u32::try_from(text.len()).unwrap_or(u32::MAX);
        text.push_str(id.map_or("", String::as_str));
        Self { words: text.into(), split, level }
    }

    /// Returns its plain text.
    pub fn text(&self) -> &str {
        self.words.get(..self.split as usize).unwrap_or(&self.words)
    }

    /// Returns its id on the page.
    pub fn id(&self) -> Cow<'_, str> {
        match self.words.get(self.split as usize..) {
            Some(id) if !id.is_empty() => Cow::Borrowed(id),
            _ => Cow::Owned(slugify(self.text(), SlugStyle::Unicode)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_kept_where_the_text_does_not_give_it() {
        let usual = Heading::new(2, "City Hall’s plan".into(), None);
        assert_eq!((&*usual.words, usual.text(), &*usual.id()), ("City Hall’s plan", "City Hall’s plan", "city-halls-plan"));
        for id in ["city-halls-plan-2", "계획", "x"] {
            let other = Heading::new(3, "City Hall’s plan".into(), Some(&id.to_owned()));
            assert_eq!((other.text(), &*other.id(), other.level), ("City Hall’s plan", id, 3));
        }
        let blank = Heading::new(2, String::new(), Some(&"h-x-1".to_owned()));
        assert_eq!((blank.text(), &*blank.id()), ("", "h-x-1"));
    }
}
