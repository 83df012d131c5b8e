//! What a body says about itself, gathered while it is walked through: the digest and the findings.

use super::{Digest, Document, Heading, ImageUse, Link, raw, words::measure};
use crate::base::{Code, Diagnostic, Diagnostics, Span, codes};
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// The longest excerpt, in characters.
const EXCERPT: usize = 280;

/// So much text is kept while the end of the excerpt is not known.
const EXCERPT_KEPT: usize = 4096;

/// More findings than this help nobody.
const MOST_FINDINGS: usize = 500;

/// Findings and the growing digest. Places are offsets in the body's own text.
#[derive(Debug)]
pub(super) struct Notes<'d> {
    document: &'d Document<'d>,
    words: usize,
    characters: usize,
    outline: Vec<Heading>,
    heading_ids: Vec<String>,
    /// The links of the site so far …
    pub links: Vec<Link>,
    /// … pictures …
    pub images: Vec<ImageUse>,
    /// … and slots of advertisements.
    pub ad_slots: Vec<String>,
    findings: Vec<Diagnostic>,
    lead: String,
    first_paragraph: Option<usize>,
    more: Option<usize>,
    line_end: usize,
    told_on_line: BTreeSet<String>,
}

impl<'d> Notes<'d> {
    /// Begins with nothing.
    pub fn new(document: &'d Document<'d>) -> Self {
        Self {
            document,
            words: 0,
            characters: 0,
            outline: Vec::new(),
            heading_ids: Vec::new(),
            links: Vec::new(),
            images: Vec::new(),
            ad_slots: Vec::new(),
            findings: Vec::new(),
            lead: String::new(),
            first_paragraph: None,
            more: None,
            line_end: 0,
            told_on_line: BTreeSet::new(),
        }
    }

    /// Returns the place in the file.
    pub fn span(&self, place: Range<usize>) -> Span {
        Span::new(self.document.file, self.document.offset + place.start, self.document.offset + place.end)
    }

    /// Returns what stands at a place.
    pub fn typed(&self, place: Range<usize>) -> &'d str {
        self.document.text.get(place).unwrap_or("")
    }

    /// Adds a finding.
    pub fn report(&mut self, finding: Diagnostic, place: Range<usize>) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding.at(self.span(place)));
        }
    }

    /// Warns of an address that is left out.
    pub fn refused_address(&mut self, address: &str, place: Range<usize>) {
        let short: String = address.chars().take(60).collect();
        let told =
            Diagnostic::warning(codes::LINK_SCHEME, format!("`{short}` is no address that may be linked to, so it is left out"));
        self.report(told.help("write `https://…`, `mailto:…`, `tel:…`, or the file of another story"), place);
    }

    /// Warns of HTML that is left out, once for each name and line.
    pub fn removed_html(&mut self, what: &str, place: Range<usize>) {
        if place.start >= self.line_end {
            let rest = &self.document.text[place.start..];
            self.line_end = place.start + rest.find('\n').map_or(rest.len(), |at| at + 1);
            self.told_on_line.clear();
        }
        if self.told_on_line.insert(what.to_owned()) {
            let told = Diagnostic::warning(codes::HTML_REMOVED, format!("{what} is not allowed here and is left out"));
            self.report(told.help("write it in Markdown, or use a directive such as `:::embed`"), place);
        }
    }

    /// Adds a finding of any other kind.
    pub fn error(&mut self, code: Code, message: impl Into<String>, help: &str, place: Range<usize>) {
        self.report(Diagnostic::error(code, message).help(help), place);
    }

    /// Counts a block of visible text.
    pub fn count(&mut self, text: &str) {
        let (words, characters) = measure(text);
        self.words += words;
        self.characters += characters;
    }

    /// Takes a heading.
    pub fn heading(&mut self, level: u8, text: String, id: String, is_slug: bool) {
        self.outline.push(Heading::new(level, text, (!is_slug).then_some(&id)));
        self.heading_ids.push(id);
    }

    /// Takes a paragraph of running text into the excerpt.
    pub fn paragraph(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.lead.len() > EXCERPT_KEPT || self.more.is_some() {
            return;
        }
        if !self.lead.is_empty() {
            self.lead.push(' ');
        }
        self.lead.push_str(text);
        self.first_paragraph.get_or_insert(self.lead.len());
    }

    /// Ends the excerpt: `<!-- more -->` stands here, behind `text` of a paragraph that is not finished.
    pub fn end_excerpt(&mut self, text: &str) {
        self.paragraph(text);
        self.more.get_or_insert(self.lead.len());
    }

    /// Finishes the digest; `html` is the body's own, as it will be on the page.
    pub fn finish(self, mut ids: BTreeSet<String>, authors_html: Option<&str>) -> (Digest, Diagnostics) {
        let end = self.more.filter(|end| *end > 0).or(self.first_paragraph).unwrap_or(0);
        if let Some(html) = authors_html {
            ids.extend(raw::ids(html).map(str::to_owned));
        }
        for id in &self.heading_ids {
            ids.remove(id);
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let digest = Digest {
            words: count(self.words),
            characters: count(self.characters),
            excerpt: shorten(&self.lead[..end]).into(),
            outline: self.outline.into(),
            links: self.links.into(),
            images: self.images.into(),
            other_ids: ids.into_iter().collect(),
            ad_slots: self.ad_slots.into(),
        };
        (digest, self.findings.into())
    }
}

/// Cuts a text at a word's end near the limit.
fn shorten(text: &str) -> String {
    let Some((limit, _)) = text.char_indices().nth(EXCERPT) else { return text.to_owned() };
    let head = &text[..limit];
    let cut = match head.rfind(char::is_whitespace) {
        Some(blank) if blank > limit / 2 => &head[..blank],
        _ => text.grapheme_indices(true).take_while(|(at, _)| *at <= limit).last().map_or("", |(at, _)| &text[..at]),
    };
    format!(
        "{}…",
        cut.trim_end_matches(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | ':' | '–' | '—' | '.'))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_end_at_words() {
        let long = "한국어 문장은 길다, ".repeat(60);
        let short = shorten(&long);
        assert!(short.ends_with("길다…") || short.ends_with("문장은…") || short.ends_with("한국어…"), "{short}");
        assert!(short.chars().count() <= EXCERPT + 1);
        assert_eq!(shorten("short."), "short.");
        assert!(shorten(&"東".repeat(400)).chars().count() <= EXCERPT + 1);
    }
}
