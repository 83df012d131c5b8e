//! Watches a project's folders: any event means "look again".
//!
//! Knows folders and time, not builds: what changed is found out by fingerprints. Folders are watched, never single
//! files, since editors save by renaming; reads are no events. Where the system sends no events, the caller looks at
//! the whole from time to time.

mod folders;
mod network;

use notify::event::ModifyKind;
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// The folders of a project that a site is made from.
const FOLDERS: [&str; 5] = ["content", "data", "static", "templates", "themes"];
/// Silence after an event before it is told: the steps of one save follow each other faster.
const QUIET: Duration = Duration::from_millis(5);
/// The same once more has come than one save makes: a checkout, an unpacked archive, a sync drive.
const QUIET_IN_STORM: Duration = Duration::from_millis(60);
/// How many paths make a storm.
const STORM: usize = 24;
/// The longest that an event waits, whatever comes after it.
const LONGEST: Duration = Duration::from_millis(250);

/// How changes are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// The system sends events.
    Events,
    /// The folders are looked at from time to time; says why.
    Polling(String),
}

/// What woke the watcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These paths below the root changed, or something below them.
    Paths(BTreeSet<PathBuf>),
    /// Events were lost, or there are none: anything may have changed.
    Anything,
    /// Somebody asked, or the time is up.
    Woken,
}

enum Signal {
    Event(notify::Result<Event>),
    Wake,
}

/// Wakes a watcher that waits.
#[derive(Clone)]
pub struct Waker(Sender<Signal>);

impl Waker {
    /// Makes the wait end.
    pub fn wake(&self) {
        // A watcher that is gone needs no waking.
        self.0.send(Signal::Wake).ok();
    }
}

/// A project that is being watched.
pub struct Watch {
    root: PathBuf,
    watcher: Option<RecommendedWatcher>,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    means: Means,
    interval: Duration,
}

impl Watch {
    /// Starts watching by events.
    ///
    /// # Errors
    /// The system refuses, for instance because all its watches are in use.
    pub fn start(root: &Path) -> notify::Result<Self> {
        let root = std::fs::canonicalize(root).map_err(notify::Error::io)?;
        let mut watch = Self::without_events(root, Means::Events);
        let sender = watch.sender.clone();
        let told = move |event| {
            sender.send(Signal::Event(event)).ok();
        };
        let mut watcher = RecommendedWatcher::new(told, Config::default().with_follow_symlinks(false))?;
        watcher.watch(&watch.root, RecursiveMode::NonRecursive)?;
        watch.watcher = Some(watcher);
        watch.watch_folders()?;
        Ok(watch)
    }

    /// Starts watching by events, or by looking from time to time where there are none or `polling` asks for it.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn start_somehow(root: &Path, polling: bool) -> std::io::Result<Self> {
        let root = std::fs::canonicalize(root)?;
        let why = if polling { Some("asked for".to_owned()) } else { network::without_events(&root) };
        if let Some(why) = why {
            return Ok(Self::without_events(root, Means::Polling(why)));
        }
        Self::start(&root).or_else(|error| Ok(Self::without_events(root.clone(), Means::Polling(in_words(&error)))))
    }

    fn without_events(root: PathBuf, means: Means) -> Self {
        let (sender, signals) = channel();
        Self { root, watcher: None, signals, sender, means, interval: Duration::from_millis(500) }
    }

    /// Returns how changes are noticed.
    pub fn means(&self) -> &Means {
        &self.means
    }

    /// Returns what wakes it.
    pub fn waker(&self) -> Waker {
        Waker(self.sender.clone())
    }

    /// Says how long the last whole look took: polling never takes more than a fifth of the time.
    pub fn pace(&mut self, look: Duration) {
        self.interval = (look * 4).max(Duration::from_millis(500));
    }

    fn watch_folders(&mut self) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for folder in FOLDERS.map(|name| self.root.join(name)) {
            if folder.is_dir() {
                folders::watch(watcher, &folder)?;
            }
        }
        Ok(())
    }

    /// Watches folders that are new: whatever was put into them meanwhile is found by a look at them.
    fn watch_new(&mut self, new: &BTreeSet<PathBuf>) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for folder in new.iter().map(|path| self.root.join(path)) {
            if std::fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir()) {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Waits until something changed, and it is quiet again; or until `until`.
    pub fn wait(&mut self, until: Option<Instant>) -> Change {
        if self.watcher.is_none() {
            return self.wait_for_the_time(until);
        }
        let mut gathered = Gathered::default();
        loop {
            let now = Instant::now();
            let quiet = if gathered.paths.len() > STORM { QUIET_IN_STORM } else { QUIET };
            let patience = match (gathered.first, until) {
                (Some(first), _) => quiet.min((first + LONGEST).saturating_duration_since(now)),
                (None, Some(until)) => until.saturating_duration_since(now),
                (None, None) => Duration::from_secs(3600),
            };
            match self.signals.recv_timeout(patience) {
                Ok(Signal::Wake) => {
                    gathered.is_woken = true;
                    gathered.first.get_or_insert(now);
                }
                Ok(Signal::Event(event)) => gathered.add(event, &self.root),
                Err(RecvTimeoutError::Disconnected) => unreachable!("the watcher holds a sender itself"),
                Err(RecvTimeoutError::Timeout) if gathered.first.is_none() && until.is_none() => continue,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let late = gathered.first.is_some_and(|first| first.elapsed() >= LONGEST);
            let silent = patience_is_over(&gathered, now, quiet);
            let is_time = gathered.first.is_none() && until.is_some_and(|until| until <= Instant::now());
            if late || silent || is_time {
                return self.tell(gathered);
            }
        }
    }

    fn wait_for_the_time(&self, until: Option<Instant>) -> Change {
        let patience = until.map_or(self.interval, |until| until.saturating_duration_since(Instant::now()).min(self.interval));
        match self.signals.recv_timeout(patience) {
            Ok(Signal::Wake) => Change::Woken,
            _ => Change::Anything,
        }
    }

    fn tell(&mut self, gathered: Gathered) -> Change {
        // A top folder may have come, or gone and come back: watch it (again), and look at it as a whole.
        let top = |path: &PathBuf| path.components().count() == 1;
        let mut lost = gathered.is_lost;
        if lost || gathered.paths.iter().any(top) {
            lost |= self.watch_folders().is_err();
        }
        lost |= self.watch_new(&gathered.new).is_err();
        match (lost, gathered.paths.is_empty()) {
            (true, _) => Change::Anything,
            (false, true) => Change::Woken,
            (false, false) => Change::Paths(gathered.paths),
        }
    }
}

/// What came since the wait began.
#[derive(Default)]
struct Gathered {
    paths: BTreeSet<PathBuf>,
    /// Those of them that came: files, or whole folders.
    new: BTreeSet<PathBuf>,
    is_lost: bool,
    is_woken: bool,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Gathered {
    fn add(&mut self, event: notify::Result<Event>, root: &Path) {
        let Some(event) = event.ok().filter(|event| !event.need_rescan()) else {
            self.is_lost = true;
            return self.mark();
        };
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let ours = event.paths.iter().filter_map(|path| path.strip_prefix(root).ok()).filter(|path| is_source(path));
        let before = self.paths.len();
        let mut any = false;
        let is_new = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)));
        for path in ours {
            any = true;
            self.paths.insert(path.to_path_buf());
            if is_new {
                self.new.insert(path.to_path_buf());
            }
        }
        if any || self.paths.len() > before {
            self.mark();
        }
    }

    fn mark(&mut self) {
        let now = Instant::now();
        self.first.get_or_insert(now);
        self.last = Some(now);
    }
}

fn patience_is_over(gathered: &Gathered, waited_from: Instant, quiet: Duration) -> bool {
    if gathered.is_woken && gathered.last.is_none() {
        return true;
    }
    gathered.first.is_some() && gathered.last.unwrap_or(waited_from).elapsed() >= quiet
}

/// In the root itself only the configuration and the known folders matter: the output is written there.
fn is_source(path: &Path) -> bool {
    let mut parts = path.iter().filter_map(|part| part.to_str());
    let first = parts.next().unwrap_or("");
    let is_litter = parts.enumerate().any(|(at, name)| crate::world::is_litter(name, at + 1));
    !is_litter && (first == "site.toml" || FOLDERS.contains(&first))
}

/// What the system refused, and what to do about it.
fn in_words(error: &notify::Error) -> String {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system has no watches left; on Linux raise them: sudo sysctl fs.inotify.max_user_watches=524288".to_owned()
        }
        _ => format!("the system refuses to watch: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_is_no_source() {
        for (path, is_one) in [
            ("site.toml", true),
            ("content/articles/a.md", true),
            ("templates", true),
            ("static/.well-known/security.txt", true),
            ("content/articles/.#a.md", false),
            ("content/articles/#a.md#", false),
            ("content/articles/a.md~", false),
            ("content/articles/.a.md.swp", false),
            ("public/index.html", false),
            (".public.newsprint-staging/lock", false),
            ("site.toml.swp", false),
        ] {
            assert_eq!(is_source(Path::new(path)), is_one, "{path}");
        }
    }
}
