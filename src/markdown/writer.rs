//! The one walk over a body: parser events in, HTML and notes out.
//!
//! No recursion: what is open stands on a stack of frames, so depth costs memory and never the thread's stack. A
//! frame remembers where its markup and its content begin in the output; a theme's own markup replaces from there.

use super::address::Address;
use super::directive::Directive;
use super::draft::{self, End, Holes};
use super::footnotes::Footnotes;
use super::guard::{Guard, clean, has_tag};
use super::ids::Ids;
use super::inlines::Capture;
use super::notes::Notes;
use super::prepare::Prepared;
use super::quotes::Quotes;
use super::{Figure, Hooks, HtmlPolicy, Options};
use crate::base::codes;
use pulldown_cmark::{Alignment, CowStr, Event, Options as Syntax, Parser};
use std::borrow::Cow;
use std::ops::Range;

/// What is open.
#[derive(Debug)]
pub(super) enum Kind<'p> {
    Document,
    Directive(Directive),
    Paragraph,
    Heading { level: u8, id: Option<CowStr<'p>>, classes: String },
    Quote(Option<&'static str>),
    Code(String),
    Html(super::markup::Chunk),
    Table,
    Cell(&'static str),
    Item(&'static str),
    Footnote(CowStr<'p>, usize),
    Link { href: Option<String>, title: String, place: Address },
    Plain(&'static str),
}

/// An element that is open, and where it began.
#[derive(Debug)]
pub(super) struct Frame<'p> {
    pub kind: Kind<'p>,
    /// Where its markup begins in the output.
    pub outer: usize,
    /// Where its content begins.
    pub inner: usize,
    /// Whether it counts for the limit of nesting.
    pub is_level: bool,
    /// Whether authors' HTML is in it, outside of frames that clean their own.
    pub has_raw: bool,
    /// How many of authors' elements were open when it began.
    pub raw_from: usize,
    /// How many holes its draft had then.
    pub holes: usize,
}

impl Frame<'_> {
    fn cleans_its_own(&self) -> bool {
        !matches!(self.kind, Kind::Plain(_) | Kind::Code(_) | Kind::Html(_) | Kind::Table)
    }
}

/// The paragraph at hand: whether it is nothing but pictures.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub figures: Vec<Figure>,
    pub pictures: usize,
    pub has_other: bool,
    /// Text before this offset was read as a credit.
    pub skip_until: usize,
}

/// The table at hand.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub alignments: Vec<Alignment>,
    pub column: usize,
    pub is_head: bool,
}

/// Writes a body.
pub(super) struct Writer<'p> {
    pub prepared: &'p Prepared<'p>,
    pub options: &'p Options,
    pub hooks: &'p dyn Hooks,
    /// Stands before the first paragraph's text until it is set.
    pub lead_in: Option<&'p str>,
    pub notes: Option<Notes<'p>>,
    pub out: String,
    pub frames: Vec<Frame<'p>>,
    pub plain: String,
    /// Whether visible text is kept as plain text too.
    pub keeps_plain: bool,
    /// Whether nobody will read the HTML: for a digest it is of use only where authors wrote some of it. What holds no
    /// text is written all the same, so that what is empty can be told from what is not.
    pub is_unread: bool,
    /// Where the finished site will set something else, when a draft is made.
    pub holes: Option<Holes>,
    /// Lends its room to text with typographic punctuation.
    pub smart: String,
    pub quotes: Quotes,
    pub ids: Ids,
    pub footnotes: Footnotes,
    pub guard: Option<Guard>,
    pub paragraph: Paragraph,
    pub columns: Columns,
    pub capture: Option<Capture<'p>>,
    pub raw_open: Vec<String>,
    pub told_too_deep: bool,
    /// Whether authors' HTML reached the page.
    pub has_raw: bool,
    depth: usize,
    skipped: usize,
}

/// What a finished walk leaves.
pub(super) struct Finished<'p> {
    pub html: String,
    pub ids: Ids,
    pub notes: Option<Notes<'p>>,
    pub has_raw: bool,
    pub holes: Option<Holes>,
}

impl<'p> Writer<'p> {
    /// Starts at the beginning of a body.
    pub fn new(prepared: &'p Prepared<'p>, options: &'p Options, hooks: &'p dyn Hooks, notes: Option<Notes<'p>>) -> Self {
        let guard = if options.html == HtmlPolicy::Safe { Guard::for_body(prepared.source) } else { None };
        let may_hold_html = guard.is_some() || (options.html != HtmlPolicy::Safe && has_tag(prepared.source));
        let is_unread = notes.is_some() && !may_hold_html;
        let document = Frame { kind: Kind::Document, outer: 0, inner: 0, is_level: false, has_raw: false, raw_from: 0, holes: 0 };
        Self {
            prepared,
            options,
            hooks,
            lead_in: None,
            keeps_plain: notes.is_some(),
            notes,
            is_unread,
            holes: None,
            smart: String::new(),
            out: if is_unread { String::with_capacity(1024) } else { room_for(&prepared.text) },
            frames: vec![document],
            plain: String::new(),
            quotes: Quotes::default(),
            ids: Ids::default(),
            footnotes: Footnotes::default(),
            guard,
            paragraph: Paragraph::default(),
            columns: Columns::default(),
            capture: None,
            raw_open: Vec::new(),
            told_too_deep: false,
            has_raw: false,
            depth: 0,
            skipped: 0,
        }
    }

    /// Makes a draft beside the notes, if nothing in the body speaks against it.
    pub fn drafting(mut self) -> Self {
        if self.is_unread && self.prepared.text.len() <= draft::LONGEST {
            self.is_unread = false;
            self.holes = Some(Holes::default());
            self.lead_in = Some("");
            self.out = room_for(&self.prepared.text);
        }
        self
    }

    /// Takes an element of a draft, whose end of `closing` bytes was just written; its content begins at `inner`.
    pub fn draft(&mut self, frame: &Frame<'_>, inner: usize, closing: usize, end: impl FnOnce() -> End) {
        if let Some(holes) = &mut self.holes {
            let len = self.out.len();
            holes.element(frame, inner, (len - closing, len), end());
        }
    }

    /// Walks over the whole body.
    pub fn run(mut self) -> Finished<'p> {
        let prepared = self.prepared;
        for (event, range) in Parser::new_ext(&prepared.text, syntax()).into_offset_iter() {
            if self.skipped > 0 {
                match event {
                    Event::Start(_) => self.skipped += 1,
                    Event::End(_) => self.skipped -= 1,
                    _ => {}
                }
            } else if self.capture.is_some() {
                self.captured(event);
            } else {
                self.event(event, range);
            }
        }
        self.finish()
    }

    fn finish(mut self) -> Finished<'p> {
        self.end_directive_at_end();
        self.flush();
        if let Some(frame) = self.frames.pop() {
            self.close_fragment(&frame);
        }
        self.footnotes.push_section(&mut self.out);
        self.report_footnotes();
        let html = match &self.guard {
            Some(guard) => match guard.expand(&self.out) {
                Cow::Owned(html) => html,
                Cow::Borrowed(_) => self.out,
            },
            None => self.out,
        };
        Finished { html, ids: self.ids, notes: self.notes, has_raw: self.has_raw, holes: self.holes }
    }

    fn event(&mut self, event: Event<'p>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(_) => self.end(range),
            Event::Text(text) => self.text(text, range),
            Event::Code(text) => self.code_span(&text, range),
            Event::Html(html) => self.html_line(&html, range),
            Event::InlineHtml(html) => self.html_inline(&html, range),
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => {
                self.flush();
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(is_done) => {
                let start = self.out.len();
                self.out.push_str(if is_done {
                    "<input type=\"checkbox\" disabled checked> "
                } else {
                    "<input type=\"checkbox\" disabled> "
                });
                self.seal(start);
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// Opens a frame behind `markup`.
    pub fn open(&mut self, kind: Kind<'p>, markup: &str) {
        let outer = self.out.len();
        self.out.push_str(markup);
        let inner = self.out.len();
        let (raw_from, holes) = (self.raw_open.len(), self.holes.as_ref().map_or(0, Holes::count));
        self.frames.push(Frame { kind, outer, inner, is_level: false, has_raw: false, raw_from, holes });
    }

    /// Opens a frame that counts for the limit of nesting; passes over its content when the limit is reached.
    pub fn open_level(&mut self, kind: Kind<'p>, markup: &str, place: Range<usize>) {
        if self.depth >= self.options.nesting {
            self.skipped = 1;
            self.report_too_deep(place);
            return;
        }
        self.depth += 1;
        self.open(kind, markup);
        if let Some(frame) = self.frames.last_mut() {
            frame.is_level = true;
        }
    }

    fn end(&mut self, range: Range<usize>) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.is_level {
            self.depth -= 1;
        }
        self.close(frame, range);
    }

    /// Makes authors' HTML in a finished frame whole and harmless.
    pub fn close_fragment(&mut self, frame: &Frame<'_>) {
        self.raw_open.truncate(frame.raw_from);
        if frame.has_raw {
            let cleaned = clean(&self.out[frame.inner..]);
            self.out.truncate(frame.inner);
            self.out.push_str(&cleaned);
        }
    }

    /// Notes that authors' HTML was written into the innermost frame that cleans its own.
    pub fn mark_raw(&mut self) {
        self.has_raw = true;
        if let Some(frame) = self.frames.iter_mut().rev().find(|frame| frame.cleans_its_own()) {
            frame.has_raw = true;
        }
    }

    /// Puts our own markup, from `start` on, out of the sanitiser's sight.
    pub fn seal(&mut self, start: usize) {
        if let Some(guard) = &mut self.guard {
            guard.seal(&mut self.out, start);
        }
    }

    /// Lets the theme draw an element whose content is all behind `frame.inner`; returns whether it did.
    pub fn offer(&mut self, frame: &Frame<'_>, draw: impl FnOnce(&str, &dyn Hooks) -> Option<String>) -> bool {
        let html = match &self.guard {
            Some(guard) => guard.expand(&self.out[frame.inner..]),
            None => Cow::Borrowed(&self.out[frame.inner..]),
        };
        let Some(own) = draw(&html, self.hooks) else { return false };
        self.out.truncate(frame.outer);
        self.out.push_str(&own);
        self.seal(frame.outer);
        true
    }

    /// Returns whether the innermost frame stands directly in the body: what excerpts and datelines look at.
    pub fn is_top(&self) -> bool {
        self.frames.len() == 1
    }

    /// Ends a block of text: counts it, and closes its quotes.
    pub fn flush(&mut self) {
        if let Some(notes) = self.notes.as_mut().filter(|_| !self.plain.is_empty()) {
            notes.count(&self.plain);
        }
        self.plain.clear();
        self.quotes.reset();
    }

    /// Reports once that the limit of nesting is passed.
    pub fn report_too_deep(&mut self, place: Range<usize>) {
        let place = self.origin(&place);
        if std::mem::replace(&mut self.told_too_deep, true) {
            return;
        }
        if let Some(notes) = &mut self.notes {
            let message = format!("this is nested deeper than {} levels", self.options.nesting);
            let first = notes.typed(place.clone()).chars().next().map_or(0, char::len_utf8);
            let place = place.start..place.start + first;
            notes.error(codes::TOO_DEEP, message, "write it flatter; what is deeper is left out", place);
        }
    }

    /// Returns the place in the source.
    pub fn origin(&self, range: &Range<usize>) -> Range<usize> {
        self.prepared.origin(range.start)..self.prepared.origin(range.end)
    }
}

/// Makes a text in which the HTML of a body will fit.
fn room_for(text: &str) -> String {
    String::with_capacity(text.len() + text.len() / 4)
}

/// What is read beyond CommonMark.
pub(super) fn syntax() -> Syntax {
    Syntax::ENABLE_TABLES
        | Syntax::ENABLE_FOOTNOTES
        | Syntax::ENABLE_STRIKETHROUGH
        | Syntax::ENABLE_TASKLISTS
        | Syntax::ENABLE_HEADING_ATTRIBUTES
        | Syntax::ENABLE_GFM
        | Syntax::ENABLE_DEFINITION_LIST
}
