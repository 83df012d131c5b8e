//! Footnotes: numbered by first reference, gathered behind the text, with the ways back.

use super::ids::Ids;
use crate::base::escape_attribute;
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

/// A note keeps the ways back to so many of its references.
const MOST_WAYS_BACK: usize = 20;

/// All footnotes of a body.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    notes: Vec<Note>,
    by_name: HashMap<String, usize>,
}

#[derive(Debug)]
struct Note {
    id: String,
    ways_back: Vec<String>,
    is_used: bool,
    definition: Option<Definition>,
}

#[derive(Debug)]
struct Definition {
    html: String,
    name: String,
    place: Range<usize>,
}

impl Footnotes {
    /// Writes a reference; the first one gives the note its number.
    pub fn push_reference(&mut self, name: &str, ids: &mut Ids, out: &mut String) {
        let index = self.note(name, ids);
        let note = &mut self.notes[index];
        note.is_used = true;
        out.push_str("<sup class=\"footnote-ref\"><a");
        if note.ways_back.len() < MOST_WAYS_BACK {
            let id = ids.footnote("fnref", name);
            escape_attribute("id", &id, out);
            note.ways_back.push(id);
        }
        write!(out, " href=\"#{}\">{}</a></sup>", note.id, index + 1).expect("writing to a string cannot fail");
    }

    /// Keeps the finished HTML of a definition; of two with one name the first counts, the second is handed back.
    pub fn define(&mut self, name: &str, html: String, place: Range<usize>, ids: &mut Ids) -> Option<String> {
        let index = self.note(name, ids);
        match &self.notes[index].definition {
            Some(_) => Some(html),
            None => {
                self.notes[index].definition = Some(Definition { html, name: name.to_owned(), place });
                None
            }
        }
    }

    fn note(&mut self, name: &str, ids: &mut Ids) -> usize {
        let next = self.notes.len();
        let index = *self.by_name.entry(name.to_lowercase()).or_insert(next);
        if index == next {
            let id = ids.footnote("fn", name);
            self.notes.push(Note { id, ways_back: Vec::new(), is_used: false, definition: None });
        }
        index
    }

    /// Returns the names and places of notes that are never referred to.
    pub fn unused(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let unused = self.notes.iter().filter(|note| !note.is_used);
        unused.filter_map(|note| note.definition.as_ref().map(|found| (found.name.as_str(), found.place.clone())))
    }

    /// Writes the section with all notes.
    pub fn push_section(&self, out: &mut String) {
        if self.notes.is_empty() {
            return;
        }
        out.push_str("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (index, note) in self.notes.iter().enumerate() {
            write!(out, "<li id=\"{}\">", note.id).expect("writing to a string cannot fail");
            let html = note.definition.as_ref().map_or("", |definition| definition.html.trim_end());
            let (body, end) = html.strip_suffix("</p>").map_or((html, ""), |body| (body, "</p>"));
            out.push_str(body);
            for id in &note.ways_back {
                write!(
                    out,
                    " <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\"↑ {}\">↩</a>",
                    index + 1
                )
                .expect("writing to a string cannot fail");
            }
            out.push_str(end);
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</div>\n");
    }
}
