//! Within a line of text: letters, links, pictures, footnote marks.

use super::address::{Address, classify, push_address};
use super::draft::NO_PICTURE;
use super::figure::{credit_attribute, figure, part_credit, push_image};
use super::quotes::{self, is_concerned};
use super::writer::{Frame, Kind, Writer};
use super::{Element, Figure, ImageUse, Link, inline_text};
use crate::base::{Diagnostic, Stretch, codes, escape_attribute, escape_text};
use pulldown_cmark::{CowStr, Event, LinkType};
use std::ops::Range;

/// What a link or a picture says of itself.
#[derive(Debug)]
pub(super) struct Typed<'p> {
    pub link_type: LinkType,
    pub address: CowStr<'p>,
    pub title: CowStr<'p>,
}

/// A picture whose alt text is being read.
#[derive(Debug)]
pub(super) struct Capture<'p> {
    typed: Typed<'p>,
    range: Range<usize>,
    alt: String,
    depth: usize,
}

impl<'p> Writer<'p> {
    /// Shows text of a paragraph or of a block of code.
    pub fn text(&mut self, text: CowStr<'p>, range: Range<usize>) {
        if let Some(Frame { kind: Kind::Code(_), .. }) = self.frames.last() {
            self.plain.push_str(&self.prepared.restore(text));
            return;
        }
        let Some((text, range)) = self.behind_credit(text, range) else { return };
        if &*text == "[" {
            self.report_undefined_footnote(range.start);
        }
        if !text.trim().is_empty() {
            self.paragraph.has_other = true;
        }
        let is_verbatim = matches!(text, CowStr::Borrowed(_)) && text.len() == range.len();
        if self.options.smart_punctuation && is_verbatim && is_concerned(&text) {
            let mut smart = std::mem::take(&mut self.smart);
            self.push_smart(range, &mut smart);
            self.show(&self.prepared.restore(smart.as_str().into()));
            smart.clear();
            self.smart = smart;
        } else {
            self.quotes.last = text.chars().next_back();
            self.show(&self.prepared.restore(text));
        }
    }

    fn push_smart(&mut self, range: Range<usize>, out: &mut String) {
        let document = &*self.prepared.text;
        let mut start = range.start;
        if document[..start].ends_with('\\') {
            let escaped = document[start..range.end].chars().next();
            out.extend(escaped);
            start += escaped.map_or(0, char::len_utf8);
            self.quotes.last = escaped;
        }
        self.quotes.push(&quotes::Stretch { document, start, end: range.end }, out);
    }

    /// Writes visible text.
    pub fn show(&mut self, text: &str) {
        if !self.is_unread {
            escape_text(text, &mut self.out);
        }
        if self.keeps_plain {
            self.plain.push_str(text);
        }
    }

    /// Writes code within a line of text.
    pub fn code_span(&mut self, text: &CowStr<'p>, range: Range<usize>) {
        if range.start < self.paragraph.skip_until {
            return;
        }
        self.paragraph.has_other = true;
        self.out.push_str("<code>");
        let text = self.prepared.restore(text.clone());
        self.show(&text);
        self.out.push_str("</code>");
        self.quotes.last = Some('x');
    }

    /// Ends a line.
    pub fn line_break(&mut self, markup: &str) {
        self.out.push_str(markup);
        if self.keeps_plain {
            self.plain.push(' ');
        }
        self.quotes.last = Some(' ');
    }

    /// Opens `<em>` and its like.
    pub fn open_inline(&mut self, markup: &'static str, end: &'static str, range: Range<usize>) {
        self.paragraph.has_other = true;
        self.open_level(Kind::Plain(end), markup, range);
    }

    /// Opens a link: asks where it leads, and drops it if that is nowhere.
    pub fn start_link(&mut self, typed: Typed<'p>, range: Range<usize>) {
        self.paragraph.has_other = true;
        let address = match typed.link_type {
            LinkType::Email => format!("mailto:{}", typed.address).into(),
            _ => self.prepared.restore(typed.address),
        };
        let place = classify(&address);
        if self.notes.is_some() {
            self.note_link(&address, place, range);
        }
        let href = match place {
            Address::Site => self.hooks.link(&address),
            Address::Web | Address::Contact => Some(address.into_string()),
            Address::Refused => None,
        };
        let outer = self.out.len();
        let title = self.prepared.restore(typed.title).into_string();
        if let Some(href) = &href {
            push_link(href, &title, &mut self.out);
        }
        self.open(Kind::Link { href, title, place }, "");
        if let Some(frame) = self.frames.last_mut() {
            frame.outer = outer;
        }
    }

    fn note_link(&mut self, address: &str, place: Address, range: Range<usize>) {
        let range = self.narrow(address, range);
        let Some(notes) = &mut self.notes else { return };
        match place {
            Address::Site => {
                let link = Link { destination: address.into(), place: Stretch::from(&notes.span(range)) };
                notes.links.push(link);
            }
            Address::Refused => notes.refused_address(address, range),
            Address::Web | Address::Contact => {}
        }
    }

    /// Returns the place of the address within the place of a link, where it is written as it is.
    fn narrow(&self, address: &str, range: Range<usize>) -> Range<usize> {
        let place = self.origin(&range);
        let Some(notes) = self.notes.as_ref().filter(|_| !address.is_empty()) else { return place };
        let typed = notes.typed(place.clone());
        // Most often it stands right before the bracket that ends the link.
        let at_end = typed.strip_suffix(')').filter(|_| !address.ends_with(')')).and_then(|typed| typed.strip_suffix(address));
        match at_end.map(str::len).or_else(|| typed.rfind(address)) {
            Some(at) => place.start + at..place.start + at + address.len(),
            None => place,
        }
    }

    /// Closes a link, and offers it to the theme.
    pub fn end_link(&mut self, frame: &Frame<'p>) {
        self.close_fragment(frame);
        let Kind::Link { href: Some(href), title, place } = &frame.kind else { return };
        let external = *place == Address::Web;
        if !self.offer(frame, |html, hooks| hooks.element(&Element::Link { href, title, html, external })) {
            let end = self.out.len();
            self.out.push_str("</a>");
            if let Some(holes) = &mut self.holes {
                holes.link(frame, (href, title, *place), (end, self.out.len()));
            }
        }
    }

    /// Begins to read a picture's alt text.
    pub fn start_image(&mut self, typed: Typed<'p>, range: Range<usize>) {
        self.capture = Some(Capture { typed, range, alt: String::new(), depth: 1 });
    }

    /// Takes an event into the alt text.
    pub fn captured(&mut self, event: Event<'p>) {
        let Some(capture) = &mut self.capture else { return };
        match event {
            Event::Start(_) => capture.depth += 1,
            Event::End(_) => capture.depth -= 1,
            Event::Text(text) | Event::Code(text) => capture.alt.push_str(&self.prepared.restore(text)),
            Event::SoftBreak | Event::HardBreak => capture.alt.push(' '),
            _ => {}
        }
        if capture.depth == 0
            && let Some(capture) = self.capture.take()
        {
            self.image(capture);
        }
    }

    /// Sets a picture into the line; the paragraph makes figures of its pictures if there is nothing else in it.
    fn image(&mut self, capture: Capture<'p>) {
        let source = self.prepared.restore(capture.typed.address);
        let title = self.prepared.restore(capture.typed.title);
        let behind = &self.prepared.text[capture.range.end..];
        let attribute = credit_attribute(&behind[..behind.floor_char_boundary(400)]);
        self.paragraph.pictures += 1;
        self.paragraph.skip_until = capture.range.end + attribute.map_or(0, |(_, len)| len);
        let (caption, credit) = match attribute {
            Some((credit, _)) => (title.trim(), credit),
            None => part_credit(&title),
        };
        let is_refused = !matches!(classify(&source), Address::Site | Address::Web);
        if self.notes.is_some() {
            let range = self.narrow(&source, capture.range.clone());
            self.note_image(&source, caption, (range, is_refused));
        }
        let Some(picture) = self.hooks.image(&source).filter(|_| !is_refused) else { return };
        if self.is_unread {
            self.out.push_str(NO_PICTURE);
            self.quotes.last = Some('x');
            return self.paragraph.figures.push(Figure::default());
        }
        let figure = figure(picture, capture.alt.trim(), (caption, credit), self.options);
        let start = self.out.len();
        if let Some(holes) = &mut self.holes {
            self.out.push_str(NO_PICTURE);
            holes.image(start, self.out.len(), figure, inline_text(caption));
            self.quotes.last = Some('x');
            return self.paragraph.figures.push(Figure::default());
        }
        push_image(&figure, &inline_text(caption), &mut self.out);
        self.seal(start);
        self.quotes.last = Some('x');
        self.paragraph.figures.push(figure);
    }

    fn note_image(&mut self, source: &str, caption: &str, (place, is_refused): (Range<usize>, bool)) {
        let Some(notes) = &mut self.notes else { return };
        if is_refused {
            return notes.refused_address(source, place);
        }
        notes.count(&inline_text(caption));
        notes.images.push(ImageUse { source: source.into(), place: Stretch::from(&notes.span(place)) });
    }

    /// Passes over text that was read as the credit behind a picture.
    pub fn behind_credit(&self, text: CowStr<'p>, range: Range<usize>) -> Option<(CowStr<'p>, Range<usize>)> {
        let until = self.paragraph.skip_until;
        if range.start >= until {
            return Some((text, range));
        }
        match text {
            CowStr::Borrowed(text) if range.end > until && text.len() == range.len() => {
                Some((text[until - range.start..].into(), until..range.end))
            }
            _ => None,
        }
    }

    /// Writes the mark of a footnote.
    pub fn footnote_reference(&mut self, name: CowStr<'p>) {
        self.paragraph.has_other = true;
        let name = self.prepared.restore(name);
        let start = self.out.len();
        self.footnotes.push_reference(&name, &mut self.ids, &mut self.out);
        self.seal(start);
    }

    /// Puts a finished note aside until the end.
    pub fn end_footnote(&mut self, name: &str, start: usize, range: Range<usize>) {
        let html = self.out.split_off(start);
        let place = self.origin(&range);
        if let Some(second) = self.footnotes.define(name, html, place, &mut self.ids) {
            self.out.push_str(&second);
        }
    }

    /// Warns of `[^name]` without a definition; the parser hands it on as plain text.
    pub fn report_undefined_footnote(&mut self, start: usize) {
        let rest = &self.prepared.text[start..];
        let rest = &rest[..rest.floor_char_boundary(100)];
        let Some((name, _)) = rest.strip_prefix("[^").and_then(|rest| rest.split_once(']')) else { return };
        if name.is_empty() || name.contains(char::is_whitespace) || name.contains('[') {
            return;
        }
        let place = self.origin(&(start..start + name.len() + 3));
        if let Some(notes) = &mut self.notes {
            let told = Diagnostic::warning(codes::FOOTNOTE_UNDEFINED, format!("the footnote `{name}` is defined nowhere"));
            notes.report(told.help(format!("add a line `[^{name}]: …` at the end")), place);
        }
    }

    /// Warns of footnotes that nothing refers to.
    pub fn report_footnotes(&mut self) {
        let Some(notes) = &mut self.notes else { return };
        for (name, place) in self.footnotes.unused() {
            let end = notes.typed(place.clone()).find("]:").map_or(place.end, |at| place.start + at + 1);
            let told = Diagnostic::warning(codes::FOOTNOTE_UNUSED, format!("nothing refers to the footnote `{name}`"));
            notes.report(told.help(format!("write `[^{name}]` where it belongs")), place.start..end);
        }
    }
}

/// Writes the start of a link.
pub(super) fn push_link(href: &str, title: &str, out: &mut String) {
    out.push_str("<a");
    push_address("href", href, out);
    if !title.is_empty() {
        escape_attribute("title", title, out);
    }
    out.push('>');
}
