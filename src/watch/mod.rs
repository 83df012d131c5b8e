//! Watches a project's folders: any event means "look again".
//!
//! Knows folders and time, not builds: what changed is found out by fingerprints. Folders are watched, never single
//! files, since editors save by renaming; reads are no events.

use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The folders of a project that a site is made from.
const FOLDERS: [&str; 5] = ["content", "data", "static", "templates", "themes"];
/// Silence after an event before it is told.
const QUIET: Duration = Duration::from_millis(15);
/// In a storm, the longest that an event waits.
const LONGEST: Duration = Duration::from_millis(250);

/// A project that is being watched.
pub struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

impl Watch {
    /// Starts watching.
    ///
    /// # Errors
    /// The system refuses, for instance because all its watches are in use.
    pub fn start(root: &Path) -> notify::Result<Self> {
        let (sender, events) = channel();
        let root = std::fs::canonicalize(root).map_err(notify::Error::io)?;
        let watcher = RecommendedWatcher::new(sender, Config::default().with_follow_symlinks(false))?;
        let mut watch = Self { root, watcher, events };
        watch.watcher.watch(&watch.root.clone(), RecursiveMode::NonRecursive)?;
        watch.watch_folders()?;
        Ok(watch)
    }

    fn watch_folders(&mut self) -> notify::Result<()> {
        for folder in FOLDERS.map(|name| self.root.join(name)) {
            if folder.is_dir() {
                self.watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Waits until something changed, and it is quiet again; returns the paths below the root, for messages.
    ///
    /// An empty list means that events were lost: everything may have changed. None: `stop` said so.
    pub fn wait(&mut self, stop: impl Fn() -> bool) -> Option<BTreeSet<PathBuf>> {
        let mut changed = BTreeSet::new();
        let mut lost = false;
        let mut first: Option<Instant> = None;
        loop {
            let patience = if first.is_some() { QUIET } else { Duration::from_millis(100) };
            match self.events.recv_timeout(patience) {
                Ok(event) => {
                    let told = self.told(event, &mut changed);
                    lost |= told.is_none();
                    if told != Some(false) {
                        first.get_or_insert_with(Instant::now);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if first.is_none() && stop() => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let is_quiet = first.is_some_and(|first| first.elapsed() >= QUIET);
            let is_late = first.is_some_and(|first| first.elapsed() >= LONGEST);
            if is_late || (is_quiet && self.is_silent(&mut changed, &mut lost)) {
                // A folder may have come, or gone and come back: watch it (again).
                self.watch_folders().ok();
                return Some(if lost { BTreeSet::new() } else { changed });
            }
        }
    }

    /// Takes what came in the meantime; says whether nothing did.
    fn is_silent(&self, changed: &mut BTreeSet<PathBuf>, lost: &mut bool) -> bool {
        match self.events.recv_timeout(QUIET) {
            Ok(event) => {
                *lost |= self.told(event, changed).is_none();
                false
            }
            Err(_) => true,
        }
    }

    /// Notes an event; says whether it matters. None: events were lost.
    fn told(&self, event: notify::Result<Event>, changed: &mut BTreeSet<PathBuf>) -> Option<bool> {
        let event = event.ok().filter(|event| !event.need_rescan())?;
        if matches!(event.kind, EventKind::Access(_)) {
            return Some(false);
        }
        let before = changed.len();
        let ours = event.paths.iter().filter_map(|path| path.strip_prefix(&self.root).ok()).filter(|path| is_source(path));
        changed.extend(ours.map(Path::to_path_buf));
        Some(changed.len() > before)
    }
}

/// In the root itself only the configuration and the known folders matter: the output is written there.
fn is_source(path: &Path) -> bool {
    let mut parts = path.iter().filter_map(|part| part.to_str());
    let first = parts.next().unwrap_or("");
    first == "site.toml" || FOLDERS.contains(&first)
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
            ("public/index.html", false),
            (".public.newsprint-staging/lock", false),
            ("site.toml.swp", false),
        ] {
            assert_eq!(is_source(Path::new(path)), is_one, "{path}");
        }
    }
}
