//! What the preview shows at one moment: the last good edition, and what is wrong with the newest.
//!
//! Renders pages and remembers them while someone reads them; decides nothing about addresses or browsers.

use super::{Page, lock, output_at};
use crate::base::{Diagnostics, Fingerprint, OutputPath, Severity, codes};
use crate::build::Edition;
use crate::plan::{Output, Recipe};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

/// One output, made.
#[derive(Debug)]
pub(super) struct Made {
    /// Where it stands in the site.
    pub path: OutputPath,
    /// Its bytes, as a build would write them.
    pub bytes: Vec<u8>,
    /// What stands for them.
    pub seen: String,
}

/// What is shown.
pub struct Shown {
    /// Counts editions from 1; 0 is nothing yet.
    pub number: u64,
    /// The last good edition; when there was none yet, the newest that could be made at all.
    pub edition: Option<Arc<Edition>>,
    /// The newest edition when it has errors: it lends its parsed files to the next.
    pub(super) draft: Option<Arc<Edition>>,
    /// What was found in the newest.
    pub findings: Diagnostics,
    made: Mutex<HashMap<OutputPath, Weak<Made>>>,
    failed: Mutex<HashMap<OutputPath, Arc<crate::base::Diagnostic>>>,
    is_good: bool,
}

impl Shown {
    pub(super) fn nothing() -> Self {
        Self::new(0, None, None, Diagnostics::new(), false)
    }

    fn new(
        number: u64,
        edition: Option<Arc<Edition>>,
        draft: Option<Arc<Edition>>,
        findings: Diagnostics,
        is_good: bool,
    ) -> Self {
        Self { number, edition, draft, findings, made: Mutex::default(), failed: Mutex::default(), is_good }
    }

    /// Shows what was prepared, if it is good; else what was shown before, with the findings.
    pub(super) fn after(older: &Self, prepared: Option<Arc<Edition>>, findings: Diagnostics) -> Self {
        let number = older.number + 1;
        if !findings.has_errors() && prepared.is_some() {
            return Self::new(number, prepared, None, findings, true);
        }
        if older.is_good {
            return Self::new(number, older.edition.clone(), prepared, findings, true);
        }
        let shown = prepared.or_else(|| older.edition.clone());
        Self::new(number, shown, None, findings, false)
    }

    /// Returns whether the newest edition could not be shown as it is.
    pub fn has_failed(&self) -> bool {
        self.findings.has_errors()
    }

    /// Returns how many errors the newest edition has.
    pub fn errors(&self) -> usize {
        self.findings.count(Severity::Error)
    }

    /// Returns the path of the site: `/` or `/paper/`.
    pub fn base_path(&self) -> String {
        self.edition.as_ref().map_or_else(|| "/".to_owned(), |edition| edition.project().config.base_url.path().to_owned())
    }

    /// Returns what stands at an address of the preview.
    pub(super) fn page(&self, address: &str) -> Page {
        let Some(edition) = &self.edition else { return Page::NoEdition };
        if let Some(path) = output_at(edition, address) {
            return self.make(edition, &path);
        }
        match edition.plan().outputs.get("404.html") {
            None => Page::NotFound(None),
            Some(output) => match self.make(edition, &output.path) {
                Page::Made(made) => Page::NotFound(Some(made)),
                other => other,
            },
        }
    }

    /// Makes an output, or finds it while it is still being read.
    fn make(&self, edition: &Edition, path: &OutputPath) -> Page {
        if let Some(made) = lock(&self.made).get(path).and_then(Weak::upgrade) {
            return Page::Made(made);
        }
        if let Some(told) = lock(&self.failed).get(path) {
            return Page::Failed(Arc::clone(told));
        }
        match edition.render(path) {
            None => Page::NotFound(None),
            Some(Ok(rendered)) => {
                let seen = Fingerprint::of_bytes(&rendered.bytes).short(20);
                let made = Arc::new(Made { path: path.clone(), bytes: rendered.bytes, seen });
                let mut all = lock(&self.made);
                if all.len() > 4096 {
                    all.retain(|_, made| made.strong_count() > 0);
                }
                all.insert(path.clone(), Arc::downgrade(&made));
                Page::Made(made)
            }
            Some(Err(told)) => {
                let told = Arc::new(*told);
                // A file saved in between is no failure: the next look sees it.
                if told.code != codes::FILE_CHANGED {
                    lock(&self.failed).insert(path.clone(), Arc::clone(&told));
                }
                Page::Failed(told)
            }
        }
    }
}

/// Returns the addresses of files that keep their names while their bytes are others.
pub(super) fn replaced(old: &Edition, new: &Edition) -> Vec<String> {
    let base = &new.project().config.base_url;
    let copies = new.plan().outputs.iter().filter_map(|output| match &output.recipe {
        Recipe::Copy { contents, .. } => Some((&output.path, contents)),
        _ => None,
    });
    let is_replaced = |path: &OutputPath, contents: &Fingerprint| match old.plan().outputs.get(path.as_str()) {
        Some(Output { recipe: Recipe::Copy { contents: before, .. }, .. }) => before != contents,
        _ => false,
    };
    copies
        .filter(|(path, contents)| is_replaced(path, contents))
        .map(|(path, _)| base.href(&crate::base::Permalink::of(path)))
        .collect()
}
