//! What the template engine says, as a finding: the theme's file and line, and the page that was being made.
//!
//! People who read it never saw a stack trace.

use crate::base::{Code, Diagnostic, ProjectPath, Span, codes};
use crate::theme::{THEME_PREFIX, Theme};
use tera::{Error, ErrorKind, ReportError};

/// Finds the file of a template by its name.
fn file(theme: &Theme, name: &str) -> Option<ProjectPath> {
    let in_theme = format!("{THEME_PREFIX}{name}");
    theme
        .templates
        .iter()
        .find(|template| template.name == name || template.name == in_theme)
        .map(|template| template.file.clone())
}

/// A template that cannot be read.
pub(super) fn of_loading(error: &Error, theme: &Theme) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::Msg(text) => unknown_names(text, theme),
        other => vec![of_kind(other, theme, codes::TEMPLATE_SYNTAX)],
    }
}

/// Tera reports unknown filters, functions and includes as ready text: one each, with its own excerpt. Its places are
/// read back, so that these findings look like all others.
fn unknown_names(text: &str, theme: &Theme) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let Some((_, place)) = line.split_once("--> ") else { continue };
        let message = lines[..at].iter().rev().find(|line| !line.trim().is_empty()).map_or(text, |line| line.trim());
        let mut told = Diagnostic::error(
            codes::TEMPLATE_SYNTAX,
            lower_first(message.trim_start_matches("ERROR: ").trim_start_matches("error: ")),
        );
        told = told.at(place_of(place.trim(), theme)).help("docs/themes.md lists the functions and filters that there are");
        found.push(told);
    }
    if found.is_empty() {
        found
            .push(Diagnostic::error(codes::TEMPLATE_SYNTAX, lower_first(&text.split_whitespace().collect::<Vec<_>>().join(" "))));
    }
    found
}

/// `[name:3:7]` or `name:3:7` → a span.
fn place_of(place: &str, theme: &Theme) -> Option<Span> {
    let mut parts = place.trim_matches(['[', ']']).rsplitn(3, ':');
    let (column, line) = (parts.next()?.trim().parse::<usize>().ok()?, parts.next()?.trim().parse::<usize>().ok()?);
    let file = file(theme, parts.next()?.trim())?;
    let text = theme.text(&file)?;
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let start = (start + column.saturating_sub(1)).min(text.len());
    Some(Span::new(&file, start, start + 1))
}

/// A page that could not be made.
pub(super) fn of_rendering(error: &Error, theme: &Theme, page: &str, origin: Option<&Span>) -> Diagnostic {
    let mut told = of_kind(error.kind(), theme, codes::TEMPLATE_RENDER);
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        told.message = format!("{}: {inner}", told.message);
        source = inner.source();
    }
    if let Some(origin) = origin {
        told = told.label(origin.clone(), format!("while making {page}"));
    } else {
        told.message = format!("{} (while making {page})", told.message);
    }
    told
}

fn of_kind(kind: &ErrorKind, theme: &Theme, code: Code) -> Diagnostic {
    match kind {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => of_report(report, theme, code),
        ErrorKind::CircularExtend { tpl, inheritance_chain } => cycle(theme, code, tpl, "extends itself", inheritance_chain),
        ErrorKind::CircularInclude { tpl, include_chain } => cycle(theme, code, tpl, "includes itself", include_chain),
        ErrorKind::MissingParent { current, parent } => {
            let told = Diagnostic::error(code, format!("`{current}` extends `{parent}`, which does not exist"));
            told.at(file(theme, current).map(|file| Span::file(&file)))
                .help("extend the theme's own template by its full name: `theme/…`")
        }
        ErrorKind::TemplateNotFound(name) => Diagnostic::error(codes::TEMPLATE_MISSING, format!("there is no template `{name}`")),
        ErrorKind::ComponentNotFound(name) => Diagnostic::error(code, format!("there is no component `{name}`")),
        other => Diagnostic::error(code, lower_first(&format!("{}", Error::new(other.clone())))),
    }
}

fn cycle(theme: &Theme, code: Code, name: &str, what: &str, chain: &[String]) -> Diagnostic {
    let told = Diagnostic::error(code, format!("`{name}` {what}: {}", chain.join(" → ")));
    told.at(file(theme, name).map(|file| Span::file(&file))).help("take one step of the circle out")
}

fn of_report(report: &ReportError, theme: &Theme, code: Code) -> Diagnostic {
    let range = &report.span().range;
    let span = file(theme, report.filename()).map(|file| Span::new(&file, range.start, range.end));
    let mut lines = report.message().lines();
    let message = lower_first(lines.next().unwrap_or("the template failed"));
    let more = lines.map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let told = Diagnostic::error(code, message).at(span);
    if more.is_empty() { told } else { told.help(more) }
}

fn lower_first(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
