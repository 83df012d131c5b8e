//! Directives in the page: opening, closing, and the markup of each.

use super::directive::{self, Directive};
use super::draft::End;
use super::writer::{Frame, Kind, Writer};
use super::{Element, Options, address, inline};
use crate::base::{Diagnostic, codes, escape_attribute, escape_text};

impl<'p> Writer<'p> {
    /// Returns whether a directive may begin or end here: in the body itself or in an open directive.
    pub fn takes_directives(&self) -> bool {
        matches!(&*self.frames, [_] | [_, Frame { kind: Kind::Directive(_), .. }])
    }

    fn in_directive(&self) -> bool {
        self.frames.len() == 2
    }

    /// Takes a directive's line that begins at offset `at` of the body.
    pub fn directive_line(&mut self, line: &str, at: usize) {
        let is_end = line.trim_matches(':').trim().is_empty();
        if self.in_directive() {
            if !is_end {
                self.report_unclosed();
            }
            self.end_directive();
        } else if is_end && let Some(notes) = &mut self.notes {
            let help = "delete it, or write `:::name` where the directive begins";
            notes.error(codes::DIRECTIVE_UNCLOSED, "this `:::` closes nothing", help, at..at + line.len());
        }
        if is_end {
            return;
        }
        let (directive, problems) = directive::parse(line, at);
        for problem in problems {
            if let Some(notes) = &mut self.notes {
                notes.report(Diagnostic::error(problem.code, problem.message).help(problem.help), problem.place);
            }
        }
        self.open(Kind::Directive(directive), "");
    }

    fn report_unclosed(&mut self) {
        if let Some(Frame { kind: Kind::Directive(directive), .. }) = self.frames.last()
            && let Some(notes) = &mut self.notes
        {
            let name = directive.kind.map_or("name", |kind| kind.name);
            let help = "put a line that is only `:::` behind its text";
            notes.error(codes::DIRECTIVE_UNCLOSED, format!("`:::{name}` is never closed"), help, directive.line.clone());
        }
    }

    /// Closes a directive that the body leaves open.
    pub fn end_directive_at_end(&mut self) {
        if self.in_directive() {
            self.report_unclosed();
            self.end_directive();
        }
    }

    fn end_directive(&mut self) {
        self.flush();
        let Some(frame) = self.frames.pop() else { return };
        self.close_fragment(&frame);
        let Kind::Directive(directive) = &frame.kind else { return };
        let Some(kind) = directive.kind else { return };
        let is_empty = self.out[frame.inner..].trim().is_empty();
        if let Some(notes) = &mut self.notes {
            if kind.name == "ad" {
                notes.ad_slots.extend(directive.arguments.get("slot").filter(|slot| !slot.is_empty()).cloned());
            }
            if !kind.has_content && !is_empty {
                let message = format!("`:::{}` takes no text", kind.name);
                notes.error(codes::DIRECTIVE_ARGUMENT, message, "put `:::` directly behind its line", directive.line.clone());
            }
        }
        if !self.offer(&frame, |html, hooks| {
            hooks.element(&Element::Directive { name: kind.name, arguments: &directive.arguments, html })
        }) {
            let (before, behind) = markup(directive, self.options);
            self.out.insert_str(frame.inner, &before);
            self.out.push_str(&behind);
            if let Some(holes) = &mut self.holes {
                let (inner, end) = (frame.inner + before.len(), self.out.len());
                holes.shift(frame.holes, before.len());
                holes.element(&frame, inner, (end - behind.len(), end), End::Directive(Box::new(directive.clone())));
            }
            self.seal(frame.outer);
        }
    }
}

/// Returns what stands before and behind the content of a directive.
fn markup(directive: &Directive, options: &Options) -> (String, String) {
    let (mut before, mut behind) = (String::new(), String::new());
    match directive.name() {
        "gallery" => {
            before.push_str("<div class=\"gallery\">\n");
            behind.push_str("</div>\n");
        }
        "embed" => push_embed(directive, &mut before),
        "pullquote" => {
            before.push_str("<aside class=\"pullquote\"><blockquote>\n");
            behind.push_str("</blockquote>");
            push_inline(["<p class=\"pullquote-by\">— ", directive.argument("by"), "</p>"], options, &mut behind);
            behind.push_str("</aside>\n");
        }
        "factbox" => {
            before.push_str("<aside class=\"factbox\">");
            push_inline(["<p class=\"factbox-title\">", directive.argument("title"), "</p>\n"], options, &mut before);
            behind.push_str("</aside>\n");
        }
        "live-entry" => {
            before.push_str("<section class=\"live-entry\"><h2 class=\"live-entry-title\"><time");
            let time = directive.argument("time").trim();
            escape_attribute("datetime", time, &mut before);
            before.push('>');
            escape_text(time, &mut before);
            before.push_str("</time>");
            push_inline([" ", directive.argument("title"), ""], options, &mut before);
            before.push_str("</h2>\n");
            behind.push_str("</section>\n");
        }
        _ => {}
    }
    (before, behind)
}

/// Writes a line of text between two tags, if there is any.
fn push_inline([start, text, end]: [&str; 3], options: &Options, out: &mut String) {
    if !text.trim().is_empty() {
        for part in [start, &inline(text, options), end] {
            out.push_str(part);
        }
    }
}

/// Writes a card that links to the embedded page: nothing of another host is loaded before a reader asks for it.
fn push_embed(directive: &Directive, out: &mut String) {
    let url = directive.argument("url").trim();
    let Some(host) = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)) else { return };
    let title = Some(directive.argument("title").trim()).filter(|title| !title.is_empty()).unwrap_or(url);
    out.push_str("<figure class=\"embed\"><a");
    address::push_address("href", url, out);
    out.push_str(" rel=\"noopener external\">");
    escape_text(title, out);
    out.push_str("</a><figcaption>");
    escape_text(host.strip_prefix("www.").unwrap_or(&host), out);
    out.push_str("</figcaption></figure>\n");
}
