//! `newsprint build --verify-incremental`: is what was built with the store what a clean build makes?
//!
//! Page by page: the clean site is never in memory whole, and never on disk.
#![expect(clippy::disallowed_methods, reason = "reads the site that was written")]

use super::args::{Common, Format};
use super::build::Session;
use super::{Exit, Place, environment, print_json, report};
use crate::base::{Diagnostic, Diagnostics, OutputPath, codes};
use crate::build::{self, Older};
use crate::output::{Change, Entry, OutputTree, Sink};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How many differences are named.
const NAMED: usize = 20;

/// Compares each page with the file that was written, and keeps none.
struct Proof<'t> {
    folder: PathBuf,
    tree: &'t OutputTree,
    differing: Mutex<BTreeSet<String>>,
}

impl Sink for Proof<'_> {
    fn put(&self, path: &OutputPath, bytes: &[u8], entry: &Entry) -> io::Result<()> {
        let is_there = || std::fs::read(self.folder.join(path.as_str())).is_ok_and(|there| there == bytes);
        if self.tree.get(path) != Some(entry) || !is_there() {
            self.differing.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_string());
        }
        Ok(())
    }

    fn has(&self, _: &OutputPath, _: &Entry) -> bool {
        false
    }
}

pub(super) fn run(place: &Place, output: &Path, common: &Common, session: &Session, exit: Exit) -> Exit {
    let proof = Proof { folder: output.to_path_buf(), tree: &session.tree, differing: Mutex::default() };
    let clean = match build::build(&place.world, &place.options, Older { is_last: true, ..Older::default() }, &proof, &()) {
        Ok(clean) => clean,
        Err(error) => return environment(&error),
    };
    let mut differing = proof.differing.into_inner().unwrap_or_else(PoisonError::into_inner);
    if exit == Exit::Done {
        differing.extend(clean.tree.changes_since(&session.tree).into_iter().map(|change| match change {
            Change::Added(path) | Change::Changed(path) | Change::Removed(path) => path.to_string(),
        }));
    } else {
        // A build with errors writes nothing: there are only findings to compare.
        differing.clear();
    }
    let mut found = Diagnostics::new();
    let told = |message: String| {
        let help = "please report this; until it is mended, build with `--no-cache`";
        Diagnostic::error(codes::CACHE_DIFFERENCE, message).help(help)
    };
    for path in differing.iter().take(NAMED) {
        found.push(told(format!("`{path}` is not what a clean build makes")));
    }
    if differing.len() > NAMED {
        found.push(told(format!("{} more files are not what a clean build makes", differing.len() - NAMED)));
    }
    if clean.diagnostics != session.findings {
        found.push(told("a clean build finds other things wrong".to_owned()));
    }
    tell(place, common, &found, clean.tree.len());
    if found.has_errors() { Exit::SiteHasErrors } else { exit }
}

fn tell(place: &Place, common: &Common, found: &Diagnostics, files: usize) {
    if common.format == Format::Json {
        print_json(&serde_json::json!({
            "verified": !found.has_errors(),
            "outputs": files,
            "diagnostics": report::as_json(found, &*place.world),
        }));
        return;
    }
    report::print(found, common.format, &*place.world, common.quiet, common.verbose);
    if !found.has_errors() && !common.quiet {
        anstream::println!("  verified: a clean build makes the same {files} files");
    }
}
