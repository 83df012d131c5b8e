//! `newsprint build`: the site, once, or again whenever a file changes.
//!
//! A build with errors writes nothing: the last good site stays.

use super::args::{self, Common, Format};
use super::ledger::{Ledger, human};
use super::{Exit, Place, print_json, report};
use crate::base::Diagnostics;
use crate::build::{self, Build, Older, Progress, Remembered, Standing, Store};
use crate::config::SITE_TOML;
use crate::output::{Folder, OpenError, OutputTree, Written};
use crate::watch::{Change, Watch};
use crate::world::{AskedWorld, World};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What lasts from one build to the next.
pub(super) struct Session {
    /// There is none with `--no-cache`.
    store: Option<Store>,
    /// There is none before something is to be built.
    last: Option<Remembered>,
    /// Whether this is the only build of the run, and it may say that nothing changed.
    is_only: bool,
    /// Whether no build of this program or another will take anything up.
    is_last: bool,
    is_first: bool,
    /// What the last build made …
    pub tree: OutputTree,
    /// … and found.
    pub findings: Diagnostics,
}

impl Session {
    fn start(place: &Place, args: &args::Build, common: &Common) -> Self {
        // Where there is no paper, nothing is left lying about.
        let is_wanted = !args.no_cache && place.root.join(SITE_TOML).is_file();
        let program = is_wanted.then(Place::program).flatten();
        let store = program.map(|program| Store::open(&place.root, program));
        if let Some(trouble) = store.as_ref().and_then(Store::trouble).filter(|_| common.verbose) {
            anstream::eprintln!("note: nothing is kept for the next build: {trouble}");
        }
        let is_only = !args.watch && !args.verify_incremental;
        let (tree, findings) = Default::default();
        let is_last = args.no_cache && !args.watch;
        Self { store, last: None, is_only, is_last, is_first: true, tree, findings }
    }

    /// Returns a world that notes what is asked, where that helps the next run.
    fn asked(&self, place: &Place) -> Option<Arc<AskedWorld>> {
        let store = self.store.as_ref().filter(|store| self.is_only && store.trouble().is_none())?;
        Some(Arc::new(AskedWorld::new(Arc::clone(&place.world), store.began())))
    }

    /// Returns what is remembered of an earlier build, of this run or another.
    fn last(&mut self, place: &Place) -> &mut Remembered {
        let store = &mut self.store;
        self.last.get_or_insert_with(|| store.as_mut().map(|store| store.load(&*place.world)).unwrap_or_default())
    }

    /// Keeps a build that was written.
    fn keep(&mut self, remembered: Remembered, common: &Common) {
        let last = self.last.insert(remembered);
        let saved = self.store.as_mut().map_or(Ok(()), |store| store.save(last));
        if let Err(trouble) = saved.map_err(|error| full_sentence(&error))
            && common.verbose
        {
            anstream::eprintln!("note: nothing is kept for the next build: {trouble}");
        }
    }
}

pub(super) fn run(args: &args::Build, common: &Common) -> Exit {
    let mut place = Place::of(common);
    place.options.skip_broken = args.skip_broken;
    let output = place.output(common);
    let mut session = Session::start(&place, args, common);
    let mut exit = once(&place, &output, common, &mut session);
    if args.verify_incremental && matches!(exit, Exit::Done | Exit::SiteHasErrors) {
        exit = super::prove::run(&place, &output, common, &session, exit);
    }
    if args.watch && exit != Exit::Environment {
        exit = watch(&place, &output, common, &mut session);
    }
    // The program ends here: the system takes all memory back at once, faster than value by value.
    std::mem::forget(session);
    exit
}

/// Builds and writes.
fn once(place: &Place, output: &Path, common: &Common, session: &mut Session) -> Exit {
    let started = Instant::now();
    let mut folder = match Folder::open(output, &place.root) {
        Ok(folder) if session.is_last => folder.without_stamps(),
        Ok(folder) => folder,
        Err(error) => return refuse(error),
    };
    let path = folder.path().to_path_buf();
    let asked = session.asked(place);
    let standing = |asked| session.store.as_ref()?.standing(&*place.world, asked, &place.options, &mut folder);
    if let Some(standing) = asked.as_deref().and_then(standing) {
        report::print(&standing.findings, common.format, &*place.world, common.quiet, common.verbose);
        let findings = (common.format == Format::Json).then(|| report::as_json(&standing.findings, &*place.world));
        let written = Written { unchanged: standing.counts.outputs, ..Written::default() };
        Ledger { counts: standing.counts, rendered: 0 }.tell(findings, written, &path, started.elapsed(), common);
        return Exit::Done;
    }
    let world: Arc<dyn World> = match &asked {
        Some(asked) => Arc::<AskedWorld>::clone(asked),
        None => Arc::clone(&place.world),
    };
    let is_last = session.is_last;
    let last = session.last(place);
    let folder = folder.knowing(&last.stamps);
    let bar = Bar::new(common);
    let older = Older { is_last, ..last.lend() };
    let built = build::build(&world, &place.options, older, &folder, &bar);
    bar.end();
    let mut built = match built {
        Ok(built) => built,
        Err(error) => return super::environment(&full_sentence(&error)),
    };
    report::print(&built.diagnostics, common.format, &*place.world, common.quiet, common.verbose);
    let Some(edition) = built.edition.clone().filter(|_| !built.diagnostics.has_errors()) else {
        give_up(place, common, &built, &path, started.elapsed());
        session.findings = built.diagnostics;
        return Exit::SiteHasErrors;
    };
    let ledger = Ledger::of(&built, &edition);
    let standing = asked.and_then(|asked| Standing::of(&built, &edition, &asked));
    let findings = (common.format == Format::Json).then(|| report::as_json(&built.diagnostics, &*place.world));
    (session.tree, session.findings) = (std::mem::take(&mut built.tree), std::mem::take(&mut built.diagnostics));
    let (before, remembered) = (session.last.take(), Remembered::of(built, standing));
    // Of a large site, the model takes the memory that is needed now. Where most of the site holds, little is needed, and what
    // is left when the program ends goes with it.
    let is_warm = before.as_ref().is_some_and(|before| !before.traces.is_empty());
    if session.is_only && is_warm {
        std::mem::forget((edition, before));
    } else {
        rayon::spawn(move || drop((edition, before)));
    }
    let (written, stamps) = match folder.commit(&session.tree) {
        Ok(committed) => committed,
        Err(error) => return super::environment(&full_sentence(&error)),
    };
    session.keep(Remembered { stamps, ..remembered }, common);
    if session.is_first || findings.is_some() {
        ledger.tell(findings, written, &path, started.elapsed(), common);
    } else if !common.quiet {
        print_again(ledger.rendered, written, started.elapsed());
    }
    session.is_first = false;
    Exit::Done
}

/// What is printed when a build with errors ends.
fn give_up(place: &Place, common: &Common, built: &Build, folder: &Path, took: Duration) {
    let count = built.diagnostics.count(crate::base::Severity::Error);
    if common.format == Format::Json {
        let mut all = match &built.edition {
            Some(edition) => Ledger::of(built, edition).as_json(None, folder, took),
            None => serde_json::json!({}),
        };
        all["diagnostics"] = report::as_json(&built.diagnostics, &*place.world);
        print_json(&all);
    } else {
        let errors = if count == 1 { "1 error".to_owned() } else { format!("{count} errors") };
        let stays = if folder.join(crate::output::MANIFEST).exists() { "; the last good site stays as it is" } else { "" };
        anstream::eprintln!("{errors}: nothing was written{stays}");
    }
}

fn print_again(rendered: usize, written: Written, took: Duration) {
    let pages = if rendered == 1 { "1 page".to_owned() } else { format!("{rendered} pages") };
    anstream::println!("  → {pages} made, {} written, {} removed, {}", written.written, written.removed, human(took));
}

fn full_sentence(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::StorageFull => format!("the disk is full: {error}"),
        _ => error.to_string(),
    }
}

fn refuse(error: OpenError) -> Exit {
    match error {
        OpenError::Foreign(path) => {
            let path = path.display();
            anstream::eprintln!("error: {path} is not empty, and newsprint did not make it; nothing was touched");
            anstream::eprintln!("  help: choose another folder with `-d DIR`, or empty that one yourself");
            Exit::Usage
        }
        OpenError::Sources(path) => {
            let path = path.display();
            anstream::eprintln!(
                "error: {path} holds the paper's own files, so the site cannot be written there; nothing was touched"
            );
            anstream::eprintln!("  help: choose another folder with `-d DIR`");
            Exit::Usage
        }
        OpenError::Link(path) => {
            anstream::eprintln!("error: {} is a symbolic link; nothing was touched", path.display());
            anstream::eprintln!("  help: name the folder that it leads to with `-d DIR`");
            Exit::Usage
        }
        OpenError::Busy(path, holder) => {
            let by = if holder.is_empty() { String::new() } else { format!(" (process {holder})") };
            super::environment(&format!("another run{by} is writing {}; try again when it has ended", path.display()))
        }
        OpenError::Io(error) => super::environment(&full_sentence(&error)),
    }
}

fn watch(place: &Place, output: &Path, common: &Common, session: &mut Session) -> Exit {
    let mut watch = match Watch::start(&place.root) {
        Ok(watch) => watch,
        Err(error) => {
            let help = "on Linux, raise fs.inotify.max_user_watches: sudo sysctl fs.inotify.max_user_watches=524288";
            return super::environment(&format!("the folders cannot be watched: {error}\n  help: {help}"));
        }
    };
    if !common.quiet {
        anstream::println!("watching {}; Ctrl-C ends it", place.root.display());
    }
    loop {
        let change = watch.wait(None);
        if !common.quiet {
            anstream::println!("{}", saved(&change));
        }
        let exit = once(place, output, common, session);
        if exit == Exit::Environment {
            return exit;
        }
    }
}

fn saved(change: &Change) -> String {
    let Change::Paths(paths) = change else { return "many files changed".to_owned() };
    let mut names = paths.iter().map(|path| path.display().to_string());
    match (names.next(), paths.len()) {
        (Some(first), 1) => format!("{first} changed"),
        (Some(first), count) => format!("{first} and {} more changed", count - 1),
        (None, _) => "many files changed".to_owned(),
    }
}

/// A bar on a terminal; on anything else a line now and then, if it takes long.
struct Bar {
    bar: Option<ProgressBar>,
    started: Instant,
    total: AtomicUsize,
    done: AtomicUsize,
    is_quiet: bool,
}

impl Bar {
    fn new(common: &Common) -> Self {
        let is_quiet = common.quiet || common.format != Format::Human;
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} pages, {eta} to go").expect("a good template");
        let bar = (!is_quiet && std::io::stderr().is_terminal()).then(|| ProgressBar::new(0).with_style(style));
        Self { bar, started: Instant::now(), total: AtomicUsize::new(0), done: AtomicUsize::new(0), is_quiet }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn begin(&self, outputs: usize) {
        self.total.store(outputs, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_length(outputs as u64);
        }
    }

    fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            // Drawing has its price: a bar that moves a thousand times is smooth enough.
            if done.is_multiple_of(64) {
                bar.set_position(done as u64);
            }
            return;
        }
        let tenth = (self.total.load(Ordering::Relaxed) / 10).max(1);
        if !self.is_quiet && done.is_multiple_of(tenth) && self.started.elapsed() > Duration::from_secs(5) {
            anstream::eprintln!("{done} of {} pages", self.total.load(Ordering::Relaxed));
        }
    }
}
