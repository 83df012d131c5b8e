//! Ids: unique on a page, and never a name that a script or our own markup relies on.

use crate::base::{SlugStyle, slugify};
use std::collections::{BTreeMap, BTreeSet};

/// Names of our own landmarks, and names that mean something to scripts.
const RESERVED: [&str; 24] = [
    "main",
    "content",
    "nav",
    "header",
    "footer",
    "search",
    "comments",
    "constructor",
    "__proto__",
    "prototype",
    "hasownproperty",
    "tostring",
    "valueof",
    "body",
    "head",
    "forms",
    "images",
    "links",
    "location",
    "cookie",
    "document",
    "window",
    "top",
    "self",
];

/// Beginnings that belong to footnotes and to ids in authors' own HTML.
const RESERVED_STARTS: [&str; 3] = ["fn-", "fnref-", "u-"];

/// The ids that a page has so far.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Ids {
    /// Takes an id for a heading: the one its author asked for, else one made of its text. Returns also whether it is the slug
    /// of the text, as most are.
    pub fn heading(&mut self, asked: Option<&str>, text: &str) -> (String, bool) {
        let asked: String = asked.unwrap_or("").chars().filter(|letter| is_id_letter(*letter)).collect();
        let wish = if asked.is_empty() { slugify(text, SlugStyle::Unicode) } else { asked.clone() };
        let low = wish.to_lowercase();
        let has_words = text.chars().any(char::is_alphanumeric) || !wish.starts_with("x-");
        let is_free =
            has_words && !RESERVED.contains(&low.as_str()) && !RESERVED_STARTS.iter().any(|start| low.starts_with(start));
        let (is_slug, length) = (asked.is_empty() && is_free, wish.len());
        let id = self.unique(if is_free { wish } else { format!("h-{wish}") });
        let is_slug = is_slug && id.len() == length;
        (id, is_slug)
    }

    /// Takes an id for a footnote: `fn-name`, `fnref-name`.
    pub fn footnote(&mut self, start: &str, name: &str) -> String {
        let name: String = name.chars().map(|letter| if is_id_letter(letter) { letter } else { '-' }).collect();
        self.unique(format!("{start}-{name}"))
    }

    /// Takes `wish`, or the first of `wish-2`, `wish-3` … that is free.
    fn unique(&mut self, wish: String) -> String {
        if self.taken.insert(wish.clone()) {
            return wish;
        }
        let next = self.next.entry(wish.clone()).or_insert(2);
        loop {
            let id = format!("{wish}-{next}");
            *next += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }

    /// Returns all ids that were taken.
    pub fn into_set(self) -> BTreeSet<String> {
        self.taken
    }
}

/// Returns whether a letter may stand in an id: letters and digits of all scripts, hyphen, underscore.
pub(super) fn is_id_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_get_unique_and_harmless_ids() {
        let mut ids = Ids::default();
        for (asked, text, id) in [
            (None, "What it costs", "what-it-costs"),
            (None, "What it costs", "what-it-costs-2"),
            (None, "What it costs 2", "what-it-costs-2-2"),
            (None, "한인타운 소식", "한인타운-소식"),
            (None, "Constructor", "h-constructor"),
            (Some("__proto__"), "x", "h-__proto__"),
            (Some("x\"onload="), "y", "xonload"),
            (Some("fn-1"), "y", "h-fn-1"),
            (Some("\"'"), "Main", "h-main"),
        ] {
            assert_eq!(ids.heading(asked, text).0, id, "{asked:?} {text}");
        }
        assert!(ids.heading(None, "").0.starts_with("h-x-"));
        assert!(ids.heading(None, "!!!").0.starts_with("h-x-"));
        assert_eq!(ids.heading(None, "x-ray"), ("x-ray".to_owned(), true));
        assert_eq!(ids.heading(None, "x-ray"), ("x-ray-2".to_owned(), false));
        assert_eq!(ids.heading(Some("ray"), "ray"), ("ray".to_owned(), false));
        assert_eq!(ids.footnote("fn", "\"><"), "fn----");
    }
}
