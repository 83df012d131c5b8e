//! Findings as people and machines read them.
//!
//! The only place that draws source excerpts. Text that came from files is shown without control characters.

use super::args::Format;
use crate::base::{Diagnostic, Diagnostics, LineIndex, ProjectPath, Severity, Span};
use crate::source::text_of;
use crate::theme::SHIPPED;
use crate::world::World;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::json;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How many findings of a severity are drawn before the rest is counted.
const ERRORS: usize = 50;
const WARNINGS: usize = 15;
const NOTES: usize = 5;

/// Reads the files that findings point at, each once.
pub(super) struct Texts<'w> {
    world: &'w dyn World,
    known: BTreeMap<ProjectPath, String>,
}

impl<'w> Texts<'w> {
    /// Looks into `world`, and into the themes of the program.
    pub fn of(world: &'w dyn World) -> Self {
        Self { world, known: BTreeMap::new() }
    }

    fn load(&mut self, file: &ProjectPath) {
        if self.known.contains_key(file) {
            return;
        }
        let on_disk = self.world.read(file).ok().and_then(|bytes| text_of(&bytes, file).ok().map(Cow::into_owned));
        let text = on_disk.or_else(|| shipped(file)).unwrap_or_default();
        self.known.insert(file.clone(), printable(&text));
    }

    fn position(&mut self, span: &Span) -> (usize, usize) {
        self.load(&span.file);
        LineIndex::new(&self.known[&span.file]).position(span.range().start)
    }
}

fn shipped(file: &ProjectPath) -> Option<String> {
    let (name, inner) = file.below("themes")?.split_once('/')?;
    let theme = SHIPPED.iter().find(|theme| theme.name == name)?;
    let (_, bytes) = theme.files.iter().find(|(path, _)| *path == inner)?;
    String::from_utf8(bytes.to_vec()).ok()
}

/// Replaces what a terminal would obey; every character by one of the same length, so that places stay true.
fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '\t' | '\r' => letter,
            letter if u32::from(letter) < 0x20 || letter == '\u{7f}' => '?',
            '\u{80}'..='\u{9f}' => '¿',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            letter => letter,
        })
        .collect()
}

/// Prints findings in the format that was asked for; `-q` keeps errors only, `-v` counts nothing away.
pub(super) fn print(found: &Diagnostics, format: Format, world: &dyn World, quiet: bool, verbose: bool) {
    let mut texts = Texts::of(world);
    match format {
        Format::Human => print_human(found, &mut texts, quiet, verbose),
        Format::Github => found.iter().for_each(|found| anstream::println!("{}", github(found, &mut texts))),
        // Part of the object that the command prints at its end.
        Format::Json => {}
    }
}

fn print_human(found: &Diagnostics, texts: &mut Texts<'_>, quiet: bool, verbose: bool) {
    for (severity, limit) in [(Severity::Note, NOTES), (Severity::Warning, WARNINGS), (Severity::Error, ERRORS)] {
        if quiet && severity != Severity::Error {
            continue;
        }
        let limit = if verbose { usize::MAX } else { limit };
        let all: Vec<&Diagnostic> = found.iter().filter(|found| found.severity == severity).collect();
        for found in all.iter().take(limit) {
            anstream::eprintln!("{}\n", drawn(found, texts));
        }
        if all.len() > limit {
            let rest = all.len() - limit;
            anstream::eprintln!("… and {rest} more {}s; `-v` shows all of them\n", severity.name());
        }
    }
}

/// Draws one finding: message, place, source, help.
pub(super) fn drawn(found: &Diagnostic, texts: &mut Texts<'_>) -> String {
    let spans: Vec<&Span> = found.span.iter().chain(found.labels.iter().map(|(span, _)| span)).collect();
    spans.iter().for_each(|span| texts.load(&span.file));
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let (message, help) = (printable(&found.message), found.help.as_deref().map(printable));
    let mut group = level.primary_title(message).id(found.code.name()).elements(Vec::<annotate_snippets::Element<'_>>::new());
    if let Some(span) = &found.span {
        group = with_place(group, span, None, AnnotationKind::Primary, texts);
    }
    for (span, label) in &found.labels {
        group = with_place(group, span, Some(printable(label)), AnnotationKind::Context, texts);
    }
    if let Some(help) = help {
        group = group.element(Level::HELP.message(help));
    }
    Renderer::styled().decor_style(DecorStyle::Ascii).render(&[group])
}

fn with_place<'t>(group: Group<'t>, span: &Span, label: Option<String>, kind: AnnotationKind, texts: &'t Texts<'_>) -> Group<'t> {
    let text = &texts.known[&span.file];
    let mut start = span.range().start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.range().end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    if start == 0 && end == 0 {
        // The file as a whole: its name says enough.
        return group.element(annotate_snippets::Origin::path(span.file.to_string()).line(1));
    }
    // Of a long text only the lines around the place are drawn, so that a finding costs no more than its excerpt.
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let line = text[..from].bytes().filter(|byte| *byte == b'\n').count() + 1;
    let annotation = kind.span(start - from..end - from).label(label);
    group.element(Snippet::source(&text[from..to]).line_start(line).path(span.file.to_string()).annotation(annotation))
}

/// One line for GitHub Actions (workflow commands: `%`, CR and LF are encoded).
fn github(found: &Diagnostic, texts: &mut Texts<'_>) -> String {
    let kind = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let encode = |text: &str| printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let place = found.span.as_ref().map(|span| {
        let (line, column) = texts.position(span);
        format!("file={},line={line},col={column},", encode(span.file.as_str()).replace(',', "%2C").replace(':', "%3A"))
    });
    let help = found.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("::{kind} {}title={}::{}", place.unwrap_or_default(), found.code, encode(&format!("{}{help}", found.message)))
}

/// The same values as data.
pub(super) fn as_json(found: &Diagnostics, world: &dyn World) -> serde_json::Value {
    let mut texts = Texts::of(world);
    let place = |span: &Span, texts: &mut Texts<'_>| {
        let (line, column) = texts.position(span);
        json!({ "file": span.file.as_str(), "line": line, "column": column, "start": span.start, "end": span.end })
    };
    let all = found.iter().map(|found| {
        let labels: Vec<_> =
            found.labels.iter().map(|(span, text)| json!({ "place": place(span, &mut texts), "text": text })).collect();
        json!({
            "code": found.code.name(),
            "severity": found.severity.name(),
            "message": found.message,
            "place": found.span.as_ref().map(|span| place(span, &mut texts)),
            "labels": labels,
            "help": found.help,
        })
    });
    all.collect()
}
