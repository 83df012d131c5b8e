//! The journey from a folder of files to a finished site, and what of it may be skipped.
//!
//! Prints nothing and writes nothing itself: pages go to a sink, findings to the caller.

mod edition;
mod press;
mod trace;

pub use edition::Edition;
pub use press::Progress;
pub use trace::{Trace, Verdict, verify};

use crate::base::{Diagnostics, OutputPath, codes};
use crate::config::Options;
use crate::output::{OutputTree, Sink};
use crate::world::{OnceMore, World};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// A site as it was made: enough to make the next one from.
#[derive(Default)]
pub struct Build {
    /// Everything known before a page was rendered; none when the site could not be understood.
    pub edition: Option<Arc<Edition>>,
    /// All files.
    pub tree: OutputTree,
    /// Why each is what it is.
    pub traces: BTreeMap<OutputPath, Trace>,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
    /// How many outputs were rendered; the others still held.
    pub rendered: usize,
}

/// How often a build starts over because a file was saved in the middle of it.
const ATTEMPTS: usize = 3;

/// Makes an edition and all its outputs. With `older`, only what no longer holds is made again.
///
/// # Errors
/// The environment's, from the sink: a full disk, no permission. What is wrong with the site is in the findings.
pub fn build(
    world: &Arc<dyn World>,
    options: &Options,
    older: Option<&Build>,
    sink: &dyn Sink,
    progress: &dyn Progress,
) -> io::Result<Build> {
    let mut attempt = 1;
    loop {
        let build = build_once(world, options, older, sink, progress)?;
        let was_disturbed = build.diagnostics.iter().any(|found| found.code == codes::FILE_CHANGED);
        if !was_disturbed || attempt == ATTEMPTS {
            return Ok(build);
        }
        attempt += 1;
    }
}

fn build_once(
    world: &Arc<dyn World>,
    options: &Options,
    older: Option<&Build>,
    sink: &dyn Sink,
    progress: &dyn Progress,
) -> io::Result<Build> {
    let mut diagnostics = Diagnostics::new();
    let world: Arc<dyn World> = Arc::new(OnceMore::new(Arc::clone(world)));
    let older_edition = older.and_then(|older| older.edition.as_deref());
    let edition = Edition::prepare(&world, options, older_edition).drain_into(&mut diagnostics);
    if options.strict {
        diagnostics.promote_warnings();
    }
    let mut build = Build { diagnostics, ..Build::default() };
    let Some(edition) = edition else {
        build.diagnostics.sort();
        return Ok(build);
    };
    let edition = Arc::new(edition);
    if !build.diagnostics.has_errors() {
        let empty = BTreeMap::new();
        let traces = older.map_or(&empty, |older| &older.traces);
        let printed = press::run(&edition, traces, sink, progress)?;
        build.diagnostics.append(printed.diagnostics);
        build.tree = printed.tree;
        build.traces = printed.traces;
        build.rendered = printed.rendered;
    }
    build.edition = Some(edition);
    build.diagnostics.sort();
    Ok(build)
}
