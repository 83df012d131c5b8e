//! Findings: what is wrong in a file, where, and what to type instead.
//!
//! Nothing here prints; `cli` draws findings for people and writes them for machines.

use super::{ByteReader, ByteWriter, Code, Span, Stored, stored};
use rayon::iter::{FromParallelIterator, IntoParallelIterator, ParallelIterator};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site cannot be built as it is.
    Error,
    /// The site is built; an editor should look.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Returns the lower-case name, as printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

stored!(enum Severity { 0 => Error, 1 => Warning, 2 => Note });

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diagnostic {
    /// Where the trouble is.
    pub span: Option<Span>,
    /// What kind of finding it is; `newsprint explain CODE` says more.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// What was found, in one line.
    pub message: String,
    /// Further places that belong to it, each with a remark.
    pub labels: Vec<(Span, String)>,
    /// What to do, or to type.
    pub help: Option<String>,
}

stored!(struct Diagnostic { span, code, severity, message, labels, help });

impl Diagnostic {
    fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Self { span: None, code, severity, message: message.into(), labels: Vec::new(), help: None }
    }

    /// Makes an error.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// Makes a warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// Makes a note.
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// Points at a further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// All findings of a phase, or of a whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Starts with nothing found.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds a finding, if there is one.
    pub fn extend_opt(&mut self, diagnostic: Option<Diagnostic>) {
        self.0.extend(diagnostic);
    }

    /// Moves all findings of `other` here.
    pub fn append(&mut self, mut other: Diagnostics) {
        self.0.append(&mut other.0);
    }

    /// Puts the findings in the order of files, places and codes, and drops exact repetitions.
    pub fn sort(&mut self) {
        self.0.sort();
        self.0.dedup();
    }

    /// Returns whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Counts the findings of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|found| found.severity == severity).count()
    }

    /// Returns whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Walks over the findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Keeps only the findings that `keep` says yes to.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(keep);
    }

    /// Turns warnings into errors, as `--strict` asks.
    pub fn promote_warnings(&mut self) {
        for found in &mut self.0 {
            if found.severity == Severity::Warning {
                found.severity = Severity::Error;
            }
        }
    }
}

impl Stored for Diagnostics {
    fn store(&self, to: &mut ByteWriter) {
        self.0.store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Vec::restore(from).map(Self)
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(found: Vec<Diagnostic>) -> Self {
        Self(found)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// What a phase made, and what it has to say about it. Never a failure.
#[derive(Clone, Debug)]
pub struct Outcome<T> {
    /// The most useful value that could be made.
    pub value: T,
    /// What was found on the way.
    pub diagnostics: Diagnostics,
}

impl<T> Outcome<T> {
    /// Joins a value and its findings.
    pub fn new(value: T, diagnostics: Diagnostics) -> Self {
        Self { value, diagnostics }
    }

    /// Takes the value, and moves the findings into `sink`.
    pub fn drain_into(self, sink: &mut Diagnostics) -> T {
        sink.append(self.diagnostics);
        self.value
    }
}

impl<T: Stored> Stored for Outcome<T> {
    fn store(&self, to: &mut ByteWriter) {
        self.value.store(to);
        self.diagnostics.store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Some(Self::new(T::restore(from)?, Diagnostics::restore(from)?))
    }
}

impl<T: Send> FromParallelIterator<Outcome<T>> for Outcome<Vec<T>> {
    fn from_par_iter<I: IntoParallelIterator<Item = Outcome<T>>>(outcomes: I) -> Self {
        let outcomes: Vec<Outcome<T>> = outcomes.into_par_iter().collect();
        let mut diagnostics = Diagnostics::new();
        let value = outcomes.into_iter().map(|outcome| outcome.drain_into(&mut diagnostics)).collect();
        Self { value, diagnostics }
    }
}
