//! The journey from a folder of files to a finished site, and what of it may be skipped.
//!
//! Prints nothing and writes nothing itself: pages go to a sink, findings to the caller.

mod counts;
mod edition;
mod press;
mod standing;
mod store;
mod surroundings;
mod trace;

pub use counts::Counts;
pub use edition::Edition;
pub use press::Progress;
pub use standing::{Moment, Standing};
pub use store::{Store, stored_sources};
pub use surroundings::Surroundings;
pub use trace::{Trace, Traces, Verdict, verify};

use crate::base::{Diagnostics, codes};
use crate::config::Options;
use crate::output::{OutputTree, Sink, Stamps};
use crate::source::Sources;
use crate::world::{HoldingWorld, World};
use std::io;
use std::sync::Arc;

/// A site as it was made: enough to make the next one from.
#[derive(Default)]
pub struct Build {
    /// Everything known before a page was rendered; none when the site could not be understood.
    pub edition: Option<Arc<Edition>>,
    /// All files.
    pub tree: OutputTree,
    /// Why each is what it is; none of a build that is the last.
    pub traces: Traces,
    /// What stands for everything that a page may show besides its own file.
    pub surroundings: Option<Surroundings>,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
    /// How many outputs were rendered; the others still held.
    pub rendered: usize,
}

/// What is remembered of an earlier build, of this run or another, so that the next one costs what changed.
#[derive(Default)]
pub struct Remembered {
    /// Parsed sources.
    pub sources: Option<Sources>,
    /// Why each output is what it is.
    pub traces: Traces,
    /// What stood for everything that a page may show besides its own file.
    pub surroundings: Option<Surroundings>,
    /// How the files of the output folder looked.
    pub stamps: Stamps,
    /// What the next run needs to know to say that nothing changed.
    pub standing: Option<Standing>,
}

impl Remembered {
    /// Remembers a build; how its files look is known when they are written.
    pub fn of(build: Build, standing: Option<Standing>) -> Self {
        let sources = build.edition.map(|edition| edition.sources().clone());
        Self { sources, traces: build.traces, surroundings: build.surroundings, stamps: Stamps::default(), standing }
    }

    /// Lends it to the next build.
    pub fn lend(&self) -> Older<'_> {
        let (traces, surroundings) = (Some(&self.traces), self.surroundings);
        Older { sources: self.sources.as_ref(), traces, surroundings, is_last: false }
    }
}

/// What an earlier build lends to the next.
#[derive(Clone, Copy, Default)]
pub struct Older<'b> {
    /// Parsed sources.
    pub sources: Option<&'b Sources>,
    /// Why each output is what it is.
    pub traces: Option<&'b Traces>,
    /// What stood for everything that a page may show besides its own file, when these sources and traces were made.
    pub surroundings: Option<Surroundings>,
    /// Whether no build follows that could take anything up: then no traces are kept, which are a fifth of a large site's memory.
    pub is_last: bool,
}

impl Build {
    /// Lends to the next build what need not be made again.
    pub fn lend(&self) -> Older<'_> {
        let sources = self.edition.as_deref().map(Edition::sources);
        Older { sources, traces: Some(&self.traces), surroundings: self.surroundings, is_last: false }
    }
}

/// How often a build starts over because a file was saved in the middle of it.
const ATTEMPTS: usize = 3;

/// Makes an edition and all its outputs. Of what `older` lends, only what no longer holds is made again.
///
/// # Errors
/// The environment's, from the sink: a full disk, no permission. What is wrong with the site is in the findings.
pub fn build(
    world: &Arc<dyn World>,
    options: &Options,
    older: Older<'_>,
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
    older: Older<'_>,
    sink: &dyn Sink,
    progress: &dyn Progress,
) -> io::Result<Build> {
    let mut diagnostics = Diagnostics::new();
    let world: Arc<dyn World> = Arc::new(HoldingWorld::new(Arc::clone(world)));
    let edition = Edition::prepare(&world, options, older.sources).drain_into(&mut diagnostics);
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
        let printed = press::run(&edition, older, sink, progress)?;
        build.diagnostics.append(printed.diagnostics);
        build.tree = printed.tree;
        build.traces = printed.traces;
        build.surroundings = Some(printed.surroundings);
        build.rendered = printed.rendered;
    }
    build.edition = Some(edition);
    build.diagnostics.sort();
    Ok(build)
}
