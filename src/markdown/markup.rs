//! Authors' HTML: what the site's policy makes of it.

use super::HtmlPolicy;
use super::raw::{FORMATTING, MOST_ATTRIBUTES, TAGS, Token, VOID, may_have, tokens};
use super::writer::{Frame, Kind, Writer};
use crate::base::escape_text;
use pulldown_cmark::CowStr;
use std::ops::Range;

/// A block of HTML as it is collected, with the places of its lines.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    html: String,
    /// Offsets in `html`, each with the prepared offset that it stands for.
    lines: Vec<(usize, usize)>,
    /// A directive's line where none may stand: plain text.
    is_literal: bool,
    /// A directive's line that was taken as one.
    is_directive: bool,
}

impl Chunk {
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let at = |offset: usize| {
            let line = self.lines.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
            self.lines.get(line).map_or(0, |(start, prepared)| prepared + (offset - start))
        };
        let end = if range.is_empty() { at(range.start) } else { at(range.end - 1) + 1 };
        at(range.start)..end
    }
}

impl<'p> Writer<'p> {
    /// Opens a block of HTML; the line of a directive is one too.
    pub fn start_html(&mut self, range: Range<usize>) {
        let mut chunk = Chunk::default();
        if let Some((line, at)) = self.prepared.line_at(range.start) {
            chunk.is_directive = self.takes_directives();
            chunk.is_literal = !chunk.is_directive;
            if chunk.is_directive {
                self.directive_line(line, at);
            }
        }
        self.open(Kind::Html(chunk), "");
    }

    /// Collects a line of a block.
    pub fn html_line(&mut self, html: &CowStr<'p>, range: Range<usize>) {
        let html = self.prepared.restore(html.clone());
        if let Some(Frame { kind: Kind::Html(chunk), .. }) = self.frames.last_mut() {
            chunk.lines.push((chunk.html.len(), range.start));
            chunk.html.push_str(&html);
        }
    }

    /// Closes a block of HTML.
    pub fn end_html(&mut self, chunk: Chunk) {
        if chunk.is_directive {
            return;
        }
        if chunk.is_literal {
            self.out.push_str("<p>");
            self.show(chunk.html.trim());
            self.out.push_str("</p>\n");
            return self.flush();
        }
        let open = self.raw_open.len();
        let start = self.out.len();
        let is_text = self.options.html == HtmlPolicy::None;
        if is_text {
            self.out.push_str("<p>");
        }
        let content = self.out.len();
        self.html(&chunk);
        if self.out[content..].trim().is_empty() {
            self.out.truncate(start);
        } else if is_text {
            self.out.push_str("</p>");
        }
        self.close_formatting(open);
        if self.out.len() > start && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.flush();
    }

    /// Writes HTML within a line of text.
    pub fn html_inline(&mut self, html: &CowStr<'p>, range: Range<usize>) {
        if range.start < self.paragraph.skip_until {
            return;
        }
        self.paragraph.has_other = true;
        if self.prepared.line_at(range.start).is_some() {
            let line = self.prepared.restore(html.clone());
            return self.show(&line);
        }
        let html = self.prepared.restore(html.clone()).into_string();
        self.html(&Chunk { lines: vec![(0, range.start)], html, ..Chunk::default() });
    }

    fn html(&mut self, chunk: &Chunk) {
        let mut hidden: Option<String> = None;
        let low = chunk.html.to_ascii_lowercase();
        let last_ends = ["script", "style"].map(|name| (name, low.rfind(&format!("</{name}"))));
        let is_ended = |name: &str, from: usize| last_ends.iter().any(|(known, end)| *known == name && *end >= Some(from));
        for token in tokens(&chunk.html) {
            if let Some(name) = &hidden {
                if matches!(&token, Token::Close { name: end, .. } if end == name) {
                    hidden = None;
                }
                continue;
            }
            if let Token::Comment(text) = token {
                if chunk.html[text].trim() == "more"
                    && self.ends_excerpt()
                    && let Some(notes) = &mut self.notes
                {
                    notes.end_excerpt(&self.plain);
                }
                continue;
            }
            match self.options.html {
                HtmlPolicy::Full => self.full(&token, chunk),
                HtmlPolicy::None => self.escaped(&token, chunk),
                HtmlPolicy::Safe => {
                    let end = token.range().end;
                    hidden = self.safe(token, chunk).filter(|name| is_ended(name, end));
                }
            }
        }
    }

    /// `<!-- more -->` counts in the body itself and in its paragraphs.
    fn ends_excerpt(&self) -> bool {
        match &*self.frames {
            [_] => true,
            [_, frame] => matches!(frame.kind, Kind::Paragraph | Kind::Html(_)),
            _ => false,
        }
    }

    fn full(&mut self, token: &Token, chunk: &Chunk) {
        self.has_raw = true;
        self.out.push_str(&chunk.html[token.range()]);
        if let Token::Text(text) = token
            && self.keeps_plain
        {
            self.plain.push_str(&chunk.html[text.clone()]);
        }
    }

    fn escaped(&mut self, token: &Token, chunk: &Chunk) {
        let range = token.range();
        match token {
            Token::Text(_) => {}
            Token::Open { name, .. } | Token::Close { name, .. } => self.report_removed(&format!("`<{name}>`"), &range, chunk),
            _ => self.report_removed("this declaration", &range, chunk),
        }
        self.show(&chunk.html[range]);
    }

    /// Writes a token if the list allows it; returns the name of an element whose content has to go too.
    fn safe(&mut self, token: Token, chunk: &Chunk) -> Option<String> {
        let range = token.range();
        match token {
            Token::Text(_) => self.safe_text(&chunk.html[range]),
            Token::Open { name, attributes, .. } if TAGS.contains(&&*name) && attributes.len() <= MOST_ATTRIBUTES => {
                for attribute in attributes.iter().filter(|attribute| !may_have(&name, &attribute.name)) {
                    self.report_removed(&format!("`{}` of `<{name}>`", attribute.name), &range, chunk);
                }
                if self.raw_open.len() >= self.options.nesting {
                    self.report_too_deep(chunk.place(&range));
                    return None;
                }
                self.mark_raw();
                self.out.push_str(&chunk.html[range]);
                if !VOID.contains(&&*name) {
                    self.raw_open.push(name);
                }
            }
            Token::Close { name, .. } if TAGS.contains(&&*name) => {
                if let Some(open) = self.raw_open.iter().rposition(|open| *open == name) {
                    self.raw_open.truncate(open);
                    self.out.push_str(&chunk.html[range]);
                }
            }
            Token::Open { name, .. } => {
                self.report_removed(&format!("`<{name}>`"), &range, chunk);
                return matches!(&*name, "script" | "style").then_some(name);
            }
            Token::Close { name, .. } => self.report_removed(&format!("`<{name}>`"), &range, chunk),
            Token::Comment(_) | Token::Other(_) => self.report_removed("this declaration", &range, chunk),
        }
        None
    }

    /// Writes text of a block: entities as they are, a `<` that begins no tag escaped.
    fn safe_text(&mut self, text: &str) {
        match text.strip_prefix('<') {
            Some(_) => escape_text(text, &mut self.out),
            None => self.out.push_str(&text.replace('>', "&gt;")),
        }
        if self.keeps_plain {
            self.plain.push_str(text);
        }
    }

    /// Ends elements of a line of text with their block, so that browsers do not open them again in every paragraph.
    fn close_formatting(&mut self, from: usize) {
        if self.options.html != HtmlPolicy::Safe || self.raw_open.len() <= from {
            return;
        }
        let open = self.raw_open.split_off(from);
        let (formatting, others): (Vec<String>, Vec<String>) = open.into_iter().partition(|name| FORMATTING.contains(&&**name));
        for name in formatting.iter().rev() {
            self.out.push_str("</");
            escape_text(name, &mut self.out);
            self.out.push('>');
        }
        self.raw_open.extend(others);
    }

    fn report_removed(&mut self, what: &str, range: &Range<usize>, chunk: &Chunk) {
        if self.notes.is_none() {
            return;
        }
        let place = self.origin(&chunk.place(range));
        if let Some(notes) = &mut self.notes {
            notes.removed_html(what, place);
        }
    }
}
