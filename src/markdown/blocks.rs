//! Blocks: paragraphs, headings, quotes, lists, tables, code.

use super::draft::{Code, End, NO_PICTURE};
use super::figure::push_figures;
use super::writer::{Columns, Frame, Kind, Paragraph, Writer};
use super::{Element, inlines};
use crate::base::{escape_attribute, escape_text};
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, HeadingLevel, Tag};
use std::fmt::Write;
use std::ops::Range;

impl<'p> Writer<'p> {
    /// Opens an element.
    pub fn start(&mut self, tag: Tag<'p>, range: Range<usize>) {
        match tag {
            Tag::Emphasis => self.open_inline("<em>", "</em>", range),
            Tag::Strong => self.open_inline("<strong>", "</strong>", range),
            Tag::Strikethrough => self.open_inline("<del>", "</del>", range),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(inlines::Typed { link_type, address: dest_url, title }, range);
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                self.start_image(inlines::Typed { link_type, address: dest_url, title }, range);
            }
            block => {
                self.flush();
                self.start_block(block, range);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'p>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.start_paragraph(),
            Tag::Heading { level, id, classes, .. } => self.start_heading(level, id, &classes),
            Tag::BlockQuote(kind) => self.start_quote(kind, range),
            Tag::CodeBlock(kind) => self.open(Kind::Code(self.language(kind)), ""),
            Tag::HtmlBlock => self.start_html(range),
            Tag::List(None) => self.open_level(Kind::Plain("</ul>\n"), "<ul>\n", range),
            Tag::List(Some(1)) => self.open_level(Kind::Plain("</ol>\n"), "<ol>\n", range),
            Tag::List(Some(first)) => self.open_level(Kind::Plain("</ol>\n"), &format!("<ol start=\"{first}\">\n"), range),
            Tag::Item => self.open(Kind::Item("</li>\n"), "<li>"),
            Tag::DefinitionList => self.open_level(Kind::Plain("</dl>\n"), "<dl>\n", range),
            Tag::DefinitionListTitle => self.open(Kind::Item("</dt>\n"), "<dt>"),
            Tag::DefinitionListDefinition => self.open(Kind::Item("</dd>\n"), "<dd>"),
            Tag::FootnoteDefinition(name) => {
                // Its text will be moved to the end.
                self.holes = None;
                self.open_level(Kind::Footnote(self.prepared.restore(name), range.start), "", range);
            }
            Tag::Table(alignments) => {
                self.columns = Columns { alignments, column: 0, is_head: true };
                self.open(Kind::Table, "<div class=\"table\" tabindex=\"0\">");
                self.out.push_str("<table>\n");
            }
            Tag::TableHead => self.open(Kind::Plain("</tr></thead>\n<tbody>\n"), "<thead><tr>"),
            Tag::TableRow => {
                self.columns.column = 0;
                self.columns.is_head = false;
                self.open(Kind::Plain("</tr>\n"), "<tr>");
            }
            Tag::TableCell => self.start_cell(),
            _ => self.open(Kind::Plain(""), ""),
        }
    }

    /// Closes what was open, and offers it to the theme.
    pub fn close(&mut self, frame: Frame<'p>, range: Range<usize>) {
        match &frame.kind {
            Kind::Link { .. } => return self.end_link(&frame),
            Kind::Plain(markup) if matches!(*markup, "</em>" | "</strong>" | "</del>") => return self.out.push_str(markup),
            Kind::Paragraph => return self.end_paragraph(&frame),
            Kind::Heading { .. } => return self.end_heading(frame),
            Kind::Code(_) => return self.end_code(&frame),
            _ => self.flush(),
        }
        self.close_fragment(&frame);
        match frame.kind {
            Kind::Html(chunk) => self.end_html(chunk),
            Kind::Quote(kind) => self.end_quote(&Frame { kind: Kind::Quote(kind), ..frame }, kind),
            Kind::Table => {
                self.out.push_str("</tbody></table>");
                if !self.offer(&frame, |html, hooks| hooks.element(&Element::Table { html })) {
                    self.out.push_str("</div>\n");
                    self.draft(&frame, frame.inner, "</div>\n".len(), || End::Table);
                    self.seal(frame.outer);
                }
            }
            Kind::Plain(markup) | Kind::Cell(markup) | Kind::Item(markup) => self.out.push_str(markup),
            Kind::Footnote(name, start) => self.end_footnote(&name, frame.outer, start..range.end),
            _ => {}
        }
    }

    fn start_paragraph(&mut self) {
        let is_first = self.is_top();
        self.open(Kind::Paragraph, "<p>");
        self.paragraph = Paragraph::default();
        if let Some(lead_in) = self.lead_in.filter(|_| is_first) {
            let start = self.out.len();
            if let Some(holes) = &mut self.holes {
                return holes.lead_in(start);
            }
            self.out.push_str(lead_in);
            self.seal(start);
            self.out.push(' ');
        }
    }

    fn end_paragraph(&mut self, frame: &Frame<'p>) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.pictures > 0 && !paragraph.has_other {
            self.flush();
            self.raw_open.truncate(frame.raw_from);
            self.out.truncate(frame.outer);
            return self.figures(&paragraph, frame.holes);
        }
        if self.is_top() {
            self.lead_in = None;
            if let Some(notes) = &mut self.notes {
                notes.paragraph(&self.plain);
            }
        }
        self.flush();
        self.close_fragment(frame);
        self.out.push_str("</p>\n");
    }

    fn figures(&mut self, paragraph: &Paragraph, holes_from: usize) {
        let start = self.out.len();
        match &mut self.holes {
            Some(holes) if !paragraph.figures.is_empty() => {
                self.out.push_str(NO_PICTURE);
                holes.figures(holes_from, start, self.out.len());
            }
            Some(holes) => holes.forget(holes_from),
            None => push_figures(&paragraph.figures, self.hooks, &mut self.out),
        }
        self.seal(start);
    }

    fn start_heading(&mut self, level: HeadingLevel, id: Option<CowStr<'p>>, classes: &[CowStr<'p>]) {
        let level = match level {
            HeadingLevel::H1 | HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            HeadingLevel::H4 => 4,
            HeadingLevel::H5 => 5,
            HeadingLevel::H6 => 6,
        };
        let classes: Vec<String> = classes.iter().map(|class| class_name(class)).filter(|class| !class.is_empty()).collect();
        self.open(Kind::Heading { level, id: id.map(|id| self.prepared.restore(id)), classes: classes.join(" ") }, "");
        self.keeps_plain = true;
    }

    fn end_heading(&mut self, frame: Frame<'p>) {
        self.close_fragment(&frame);
        let Kind::Heading { level, id, classes } = &frame.kind else { return };
        let level = *level;
        let text = self.plain.trim().to_owned();
        let (id, is_slug) = self.ids.heading(id.as_deref(), &text);
        self.flush();
        self.keeps_plain = self.notes.is_some();
        if !self.offer(&frame, |html, hooks| hooks.element(&Element::Heading { level, id: &id, html })) {
            self.push_heading(&frame, (level, &id, &text), classes);
        }
        if let Some(notes) = &mut self.notes {
            notes.heading(level, text, id, is_slug);
        }
    }

    fn push_heading(&mut self, frame: &Frame<'p>, (level, id, text): (u8, &str, &str), classes: &str) {
        let digit = char::from(b'0' + level);
        let mut start = String::with_capacity(id.len() + classes.len() + 24);
        for part in ["<h", digit.encode_utf8(&mut [0; 4]), " id=\"", id] {
            start.push_str(part);
        }
        if !classes.is_empty() {
            start.push_str("\" class=\"");
            start.push_str(classes);
        }
        start.push_str("\">");
        self.out.insert_str(frame.inner, &start);
        let content = self.out.len();
        if self.options.heading_anchors {
            for part in [" <a class=\"anchor\" href=\"#", id, "\""] {
                self.out.push_str(part);
            }
            escape_attribute("aria-label", if text.is_empty() { "#" } else { text }, &mut self.out);
            self.out.push_str(">#</a>");
        }
        for part in ["</h", digit.encode_utf8(&mut [0; 4]), ">\n"] {
            self.out.push_str(part);
        }
        if let Some(holes) = &mut self.holes {
            holes.shift(frame.holes, start.len());
        }
        let end = || End::Heading { level, id: id.into() };
        self.draft(frame, frame.inner + start.len(), self.out.len() - content, end);
        self.seal(frame.outer);
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: Range<usize>) {
        let (kind, markup) = match kind {
            None => (None, "<blockquote>\n"),
            Some(BlockQuoteKind::Note) => (Some("note"), "<blockquote class=\"alert alert-note\">\n"),
            Some(BlockQuoteKind::Tip) => (Some("tip"), "<blockquote class=\"alert alert-tip\">\n"),
            Some(BlockQuoteKind::Important) => (Some("important"), "<blockquote class=\"alert alert-important\">\n"),
            Some(BlockQuoteKind::Warning) => (Some("warning"), "<blockquote class=\"alert alert-warning\">\n"),
            Some(BlockQuoteKind::Caution) => (Some("caution"), "<blockquote class=\"alert alert-caution\">\n"),
        };
        self.open_level(Kind::Quote(kind), markup, range);
    }

    fn end_quote(&mut self, frame: &Frame<'p>, kind: Option<&'static str>) {
        if !self.offer(frame, |html, hooks| hooks.element(&Element::BlockQuote { html, kind })) {
            self.out.push_str("</blockquote>\n");
            self.draft(frame, frame.inner, "</blockquote>\n".len(), || End::Quote(kind));
            self.seal(frame.outer);
        }
    }

    fn language(&self, kind: CodeBlockKind<'p>) -> String {
        let CodeBlockKind::Fenced(line) = kind else { return String::new() };
        let line = self.prepared.restore(line);
        let word =
            line.trim_start().split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '{')).next().unwrap_or("");
        class_name(word)
    }

    fn end_code(&mut self, frame: &Frame<'p>) {
        let Kind::Code(language) = &frame.kind else { return };
        let text = std::mem::take(&mut self.plain);
        if let Some(notes) = &mut self.notes {
            notes.count(&text);
        }
        self.quotes.reset();
        let drawn = self.hooks.element(&Element::Code { language, text: &text });
        match drawn {
            Some(own) => self.out.push_str(&own),
            None => {
                self.out.push_str("<pre><code");
                if !language.is_empty() {
                    write!(self.out, " class=\"language-{language}\"").expect("writing to a string cannot fail");
                }
                self.out.push('>');
                escape_text(&text, &mut self.out);
                self.out.push_str("</code></pre>\n");
            }
        }
        self.draft(frame, frame.inner, 0, || End::Code(Box::new(Code { language: language.clone(), text })));
        self.seal(frame.outer);
    }

    fn start_cell(&mut self) {
        let (open, class, close) = match self.columns.is_head {
            true => ("<th scope=\"col\"", self.columns.class(), "</th>"),
            false => ("<td", self.columns.class(), "</td>"),
        };
        self.columns.column += 1;
        self.open(Kind::Cell(close), &format!("{open}{class}>"));
    }
}

impl Columns {
    fn class(&self) -> &'static str {
        match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        }
    }
}

/// Keeps of a word what may stand in a class: `[a-z0-9+#_-]`, at most 32.
fn class_name(word: &str) -> String {
    let letters = word.chars().map(|letter| letter.to_ascii_lowercase());
    letters.filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '#' | '_' | '-')).take(32).collect()
}
