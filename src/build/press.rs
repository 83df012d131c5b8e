//! The press: verifies and renders a whole plan, in parallel, page by page into the sink.
//!
//! Results are gathered in the order of paths, so neither the number of threads nor the order of turns ever shows.

use super::Older;
use super::edition::Edition;
use super::surroundings::{Judgement, Surroundings};
use super::trace::{Trace, Traces, Verdict, holds, verify};
use crate::base::{Diagnostic, Diagnostics, OutputPath, Permalink, arrange};
use crate::output::{Entry, OutputTree, Sink};
use crate::plan::Output;
use crate::render::Failed;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// Is told how far the work is.
pub trait Progress: Sync {
    /// The number of outputs is known.
    fn begin(&self, outputs: usize);
    /// One more is done.
    fn step(&self);
}

impl Progress for () {
    fn begin(&self, _: usize) {}
    fn step(&self) {}
}

/// What the press made.
pub(super) struct Printed {
    pub tree: OutputTree,
    pub traces: Traces,
    pub surroundings: Surroundings,
    pub diagnostics: Diagnostics,
    pub rendered: usize,
}

/// So many outputs are made by one thread before another may take over: with many more, the last of them would keep one thread
/// busy while the others have nothing left to do.
const TOGETHER: usize = 32;

/// One output's fate.
enum Made {
    Kept(Arc<Trace>),
    Fresh(Arc<Trace>),
    /// As `Fresh`, where nobody will ask why it is what it is.
    Last(Entry),
    Failed(Failed),
}

impl Made {
    /// Lets go of what only a next build would read.
    fn without_trace(self) -> Self {
        match self {
            Self::Fresh(trace) => Self::Last(trace.entry),
            other => other,
        }
    }
}

/// Makes every output of the edition; what `older` shows to hold, and the sink has, is kept.
pub(super) fn run(edition: &Edition, older: Older<'_>, sink: &dyn Sink, progress: &dyn Progress) -> io::Result<Printed> {
    let (before, surroundings) = (older.surroundings, Surroundings::of(edition, older.surroundings));
    let outputs: Vec<&Output> = edition.plan().outputs.iter().collect();
    progress.begin(outputs.len());
    let joined = with_traces(&outputs, older.traces);
    // Where most is left as it is, what is known of it is best looked up in the order of paths.
    let turns = if surroundings.is_like(before) { (0..outputs.len()).collect() } else { turns(edition, &outputs) };
    let mut made: Vec<Made> = turns
        .par_iter()
        .with_max_len(TOGETHER)
        .map(|at| {
            let (output, trace) = joined[*at];
            let made = match surroundings.judgement(before, edition, output) {
                Judgement::Spared => keep(edition, output, trace, sink),
                Judgement::ByAnswers if trace.is_some_and(|trace| holds(trace, edition.engine())) => {
                    keep(edition, output, trace, sink)
                }
                Judgement::ByAnswers | Judgement::Whole => make(edition, output, trace, sink),
            };
            progress.step();
            made.map(|made| if older.is_last { made.without_trace() } else { made })
        })
        .collect::<io::Result<_>>()?;
    drop(joined);
    let mut places = vec![0; turns.len()];
    turns.into_iter().enumerate().for_each(|(turn, at)| places[at] = turn);
    arrange(&mut made, places);
    // The lists of a large site need the memory in which cards, answers and drawings waited for pages.
    edition.engine().rest();
    let mut rendered = 0;
    let mut failed: Vec<(&Output, Failed)> = Vec::new();
    let mut entries: Vec<(OutputPath, Entry)> = Vec::with_capacity(outputs.len());
    let mut traces: Vec<(OutputPath, Arc<Trace>)> = Vec::with_capacity(if older.is_last { 0 } else { outputs.len() });
    for (output, made) in outputs.into_iter().zip(made) {
        rendered += usize::from(matches!(made, Made::Fresh(_) | Made::Last(_)));
        match made {
            Made::Kept(trace) | Made::Fresh(trace) => {
                entries.push((output.path.clone(), trace.entry));
                traces.push((output.path.clone(), trace));
            }
            Made::Last(entry) => entries.push((output.path.clone(), entry)),
            Made::Failed(told) => failed.push((output, told)),
        }
    }
    // One after the other, since each is made of a list that goes with it. A map that is made at once has no empty places.
    let (tree, traces): (OutputTree, Traces) = (entries.into_iter().collect(), traces.into_iter().collect());
    Ok(Printed { tree, traces, surroundings, diagnostics: gathered(failed), rendered })
}

/// Returns the order in which outputs are made: those that show stories of one time together. The oldest come first, as
/// stories were read: their drafts wait, and make room for what is kept of pages.
fn turns(edition: &Edition, outputs: &[&Output]) -> Vec<usize> {
    let stage = edition.stage();
    let newest = |output: &&Output| output.recipe.newest(&stage);
    let mut turns: Vec<_> =
        outputs.par_iter().with_min_len(TOGETHER).map(newest).enumerate().map(|(at, newest)| (Reverse(newest), at)).collect();
    turns.par_sort_unstable();
    turns.into_iter().map(|(_, at)| at).collect()
}

/// Joins outputs and traces, which are both in the order of paths.
fn with_traces<'r>(outputs: &[&'r Output], older: Option<&'r Traces>) -> Vec<(&'r Output, Option<&'r Arc<Trace>>)> {
    let mut older = older.into_iter().flatten().peekable();
    let trace = |output: &'r Output| {
        while older.next_if(|(path, _)| **path < output.path).is_some() {}
        (output, older.next_if(|(path, _)| **path == output.path).map(|(_, trace)| trace))
    };
    outputs.iter().copied().map(trace).collect()
}

/// Keeps an output that was judged, or needs no judgement; one that is not there is made.
fn keep(edition: &Edition, output: &Output, older: Option<&Arc<Trace>>, sink: &dyn Sink) -> io::Result<Made> {
    match older.filter(|trace| sink.has(&output.path, &trace.entry)) {
        Some(trace) => Ok(Made::Kept(Arc::clone(trace))),
        None => make(edition, output, older, sink),
    }
}

fn make(edition: &Edition, output: &Output, older: Option<&Arc<Trace>>, sink: &dyn Sink) -> io::Result<Made> {
    let prepared = edition.begin(output);
    let recipe = prepared.recipe;
    let holds =
        |trace: &&Arc<Trace>| verify(recipe, trace, edition.engine()) == Verdict::Fresh && sink.has(&output.path, &trace.entry);
    if let Some(trace) = older.filter(holds) {
        return Ok(Made::Kept(Arc::clone(trace)));
    }
    match edition.finish(prepared) {
        Ok(rendered) => {
            let entry = Entry::of(&rendered.bytes);
            sink.put(&output.path, &rendered.bytes, &entry)?;
            Ok(Made::Fresh(Arc::new(Trace { recipe, reads: rendered.reads, entry })))
        }
        Err(told) => Ok(Made::Failed(told)),
    }
}

/// One mistake in a template fails on every page that uses it: it is told once, with the first page and their number.
fn gathered(failed: Vec<(&Output, Failed)>) -> Diagnostics {
    let mut groups: BTreeMap<_, (Diagnostic, &Output, usize)> = BTreeMap::new();
    for (output, told) in failed {
        let key = (told.code, told.span.clone(), told.help.clone());
        let group = groups.entry(key).or_insert_with(|| (*told, output, 0));
        group.2 += 1;
    }
    let tell = |(mut told, output, count): (Diagnostic, &Output, usize)| {
        if count > 1 {
            let pages = format!("{count} pages fail here, {} the first", Permalink::of(&output.path));
            told.message = format!("{} ({pages})", told.message);
        }
        told
    };
    groups.into_values().map(tell).collect::<Vec<_>>().into()
}
