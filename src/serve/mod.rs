//! The preview: holds the newest edition, renders the page that is asked for, and tells open pages when they changed.
//!
//! Writes nothing: neither the output folder nor any other. What is served are the bytes that a build would write, with
//! one line of script put into each page on its way out.

mod address;
mod editor;
mod guard;
mod http;
mod lan;
mod live;
mod respond;
mod shown;
mod state;

pub use http::{Door, run};
pub use lan::{network_address, qr};
pub use shown::Shown;

use crate::base::{Diagnostics, Fingerprint, Outcome, OutputPath, ProjectPath, Severity, codes};
use crate::build::Edition;
use crate::config::{self, Options};
use crate::source::Sources;
use crate::watch::{Change, Waker};
use crate::world::{DiskWorld, KeptWorld, World};
use shown::Made;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// What one look at the paper gave.
#[derive(Debug)]
pub struct Look {
    /// Counts editions from 1.
    pub number: u64,
    /// The files that changed, below the paper's root.
    pub changed: BTreeSet<String>,
    /// Pages that are open in browsers.
    pub open_pages: usize,
    /// Those of them whose bytes are others now.
    pub changed_pages: usize,
    /// How long it took until the new pages could be had.
    pub took: Duration,
    /// Everything that was found.
    pub findings: Diagnostics,
}

/// A page that is open somewhere.
struct Open {
    readers: usize,
    seen: String,
}

/// What was asked for since the last look.
#[derive(Default)]
struct Asked {
    /// The switches were changed, or a moment has come.
    anew: bool,
    /// A file was found to be another than the last look saw.
    doubt: bool,
}

/// The preview of one paper.
pub struct Preview {
    root: PathBuf,
    kept: Arc<KeptWorld<DiskWorld>>,
    world: Arc<dyn World>,
    /// `http://127.0.0.1:1313`, without the path.
    origin: String,
    options: Mutex<Options>,
    asked: Mutex<Asked>,
    shown: RwLock<Arc<Shown>>,
    pages: Mutex<BTreeMap<String, Open>>,
    assets: Mutex<VecDeque<(u64, String)>>,
    news: tokio::sync::watch::Sender<u64>,
    waker: Waker,
    site_toml: Mutex<Option<Vec<u8>>>,
    /// Contents of files that changed since the start.
    contents: Mutex<BTreeMap<String, Fingerprint>>,
    /// What an earlier run parsed, until the first edition is made.
    stored: Mutex<Option<Sources>>,
    /// The pages that were read last, as they were when they could be made.
    last: Mutex<VecDeque<(String, Arc<Made>)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many saved files are compared with what they were; with more, something did change.
const COMPARED: usize = 64;
/// How many pages are remembered as they were.
const REMEMBERED: usize = 64;
/// How many changed files with unchanged names are remembered for pages that were busy.
const ASSETS: usize = 1000;

impl Preview {
    /// Prepares to look at the paper in `root`; nothing is read yet. `now` fixes the clock.
    pub fn new(
        root: PathBuf,
        now: Option<chrono::DateTime<chrono::Utc>>,
        options: Options,
        origin: String,
        waker: Waker,
    ) -> Self {
        let kept = Arc::new(KeptWorld::new(DiskWorld::new(root.clone(), now)));
        let world: Arc<dyn World> = Arc::clone(&kept) as Arc<dyn World>;
        Self {
            root,
            kept,
            world,
            origin,
            options: Mutex::new(options),
            asked: Mutex::default(),
            shown: RwLock::new(Arc::new(Shown::nothing())),
            pages: Mutex::default(),
            assets: Mutex::default(),
            news: tokio::sync::watch::Sender::new(0),
            waker,
            site_toml: Mutex::default(),
            contents: Mutex::default(),
            stored: Mutex::default(),
            last: Mutex::default(),
        }
    }

    /// Lends the first look what an earlier run parsed.
    pub fn lend(&self, sources: Option<Sources>) {
        *lock(&self.stored) = sources;
    }

    /// Returns what is shown at this moment.
    pub fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the world that is looked at.
    pub fn world(&self) -> &dyn World {
        &*self.world
    }

    /// Returns the preview's own address, with the path of the site.
    pub fn address(&self) -> String {
        format!("{}{}", self.origin, self.shown().base_path())
    }

    /// Looks at the paper again; nothing when nothing changed.
    pub fn look(&self, change: &Change) -> Option<Look> {
        let started = Instant::now();
        let asked = std::mem::take(&mut *lock(&self.asked));
        let is_first = self.shown().number == 0;
        let mut changed = if is_first { BTreeSet::new() } else { self.changed(change, asked.doubt) };
        if changed.len() <= COMPARED {
            changed.retain(|path| self.is_other(path));
        }
        if changed.is_empty() && !asked.anew && !is_first {
            return None;
        }
        let options = self.options_now();
        let older = self.shown();
        let before = older.draft.as_deref().or(older.edition.as_deref());
        let is_story = |path: &String| path.starts_with("content/articles/") && path.ends_with(".md");
        let only_stories = !asked.anew && !is_first && changed.iter().all(is_story);
        let revised = before.filter(|_| only_stories).and_then(|older| Edition::revise(&self.world, &options, older, &changed));
        let prepared = match revised {
            Some(revised) => Outcome::new(Some(revised.value), revised.diagnostics),
            None => {
                let stored = lock(&self.stored).take();
                let prepared = Edition::prepare(&self.world, &options, before.map(Edition::sources).or(stored.as_ref()));
                match prepared.value {
                    // Nobody has to wait while a long archive is forgotten.
                    Some(_) => rayon::spawn(move || drop(stored)),
                    None => *lock(&self.stored) = stored,
                }
                prepared
            }
        };
        let mut findings = prepared.diagnostics;
        if options.strict {
            findings.promote_warnings();
        }
        findings.sort();
        let next = Arc::new(Shown::after(&older, prepared.value.map(Arc::new), findings.clone()));
        self.note_assets(&older, &next, &changed);
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&next);
        let (open_pages, changed_pages) = self.compare_open_pages(&next);
        let took = started.elapsed();
        self.news.send_replace(next.number);
        Some(Look { number: next.number, changed, open_pages, changed_pages, took, findings })
    }

    /// Returns when to look whether the site changed by itself: a scheduled story came out, the temperature is too old, a day
    /// that is shown is over.
    pub fn due(&self) -> Option<Instant> {
        if lock(&self.options).now.is_some() {
            return None;
        }
        let wait = self.shown().edition.as_ref()?.moment().wait(self.world.now())?;
        Some(Instant::now() + wait + Duration::from_millis(5))
    }

    /// Says that the moment of [`Self::due`] may have come.
    pub fn strike(&self) {
        let (shown, is_fixed) = (self.shown(), lock(&self.options).now.is_some());
        let is_over = |edition: &Arc<Edition>| !edition.moment().holds(&edition.project().config, self.world.now());
        if !is_fixed && shown.edition.as_ref().is_some_and(is_over) {
            lock(&self.asked).anew = true;
        }
    }

    /// Whether a file that was saved holds something else than before.
    fn is_other(&self, path: &str) -> bool {
        let Some(file) = ProjectPath::new(path) else { return true };
        let now = self.world.read(&file).ok().map(|bytes| Fingerprint::of_bytes(&bytes));
        let shown = self.shown();
        let newest = shown.draft.as_ref().or(shown.edition.as_ref());
        let parsed = newest.and_then(|edition| edition.sources().article(&file).map(|(article, _)| article.body.source));
        let mut contents = lock(&self.contents);
        let before = contents.get(path).copied().or(parsed);
        match now {
            Some(now) => contents.insert(path.to_owned(), now),
            None => contents.remove(path),
        };
        now.is_none() || now != before
    }

    /// Remembers a page that somebody reads.
    fn remember(&self, address: &str, made: &Arc<Made>) {
        if !made.path.as_str().ends_with(".html") {
            return;
        }
        let mut last = lock(&self.last);
        last.retain(|(of, _)| of != address);
        last.push_back((address.to_owned(), Arc::clone(made)));
        while last.len() > REMEMBERED {
            last.pop_front();
        }
    }

    /// Returns a page as it was when it could be made, if it was read not long ago.
    fn last_good(&self, address: &str) -> Option<Page> {
        lock(&self.last).iter().find(|(of, _)| of == address).map(|(_, made)| Page::Made(Arc::clone(made)))
    }

    fn changed(&self, change: &Change, doubt: bool) -> BTreeSet<String> {
        let mut changed = match change {
            Change::Paths(paths) => {
                let paths: Vec<String> = paths.iter().filter_map(|path| path.to_str()).map(str::to_owned).collect();
                self.kept.refresh(paths.iter().map(String::as_str))
            }
            Change::Anything => self.kept.refresh_all(),
            Change::Woken => BTreeSet::new(),
        };
        if doubt {
            changed.extend(self.kept.refresh_all());
        }
        let file = ProjectPath::new(config::SITE_TOML).expect("a plain name");
        let now = self.world.read(&file).ok().map(|bytes| bytes.to_vec());
        let mut known = lock(&self.site_toml);
        if known.is_some() && *known != now {
            changed.insert(config::SITE_TOML.to_owned());
        }
        *known = now;
        changed
    }

    /// The preview stands at its own host, below the path that the site will have.
    fn options_now(&self) -> Options {
        let options = lock(&self.options).clone();
        let file = ProjectPath::new(config::SITE_TOML).expect("a plain name");
        lock(&self.site_toml).get_or_insert_with(|| self.world.read(&file).map(|bytes| bytes.to_vec()).unwrap_or_default());
        let path = config::open(&*self.world, &options).value.map(|project| project.config.base_url.path().to_owned());
        match path {
            Some(path) => Options { base_url: Some(format!("{}{path}", self.origin)), ..options },
            None => options,
        }
    }

    /// Notes files whose names stay while their bytes change: pages that use them do not change themselves.
    fn note_assets(&self, older: &Shown, next: &Shown, changed: &BTreeSet<String>) {
        if changed.iter().all(|path| path.ends_with(".md") || path.ends_with(".html")) {
            return;
        }
        let (Some(old), Some(new)) = (&older.edition, &next.edition) else { return };
        let mut assets = lock(&self.assets);
        for path in shown::replaced(old, new) {
            assets.push_back((next.number, path));
        }
        while assets.len() > ASSETS {
            assets.pop_front();
        }
    }

    /// Returns what stands at an address; a page whose file is broken or being saved stays as it was.
    fn page(&self, shown: &Shown, address: &str) -> Page {
        let page = shown.page(address);
        match &page {
            Page::Made(made) => self.remember(address, made),
            Page::Failed(told) if told.code == codes::FILE_CHANGED => return self.last_good(address).unwrap_or(page),
            _ => {}
        }
        page
    }

    /// Renders every open page, and compares.
    fn compare_open_pages(&self, next: &Shown) -> (usize, usize) {
        let open: Vec<(String, String)> =
            lock(&self.pages).iter().map(|(page, open)| (page.clone(), open.seen.clone())).collect();
        let mut changed = 0;
        for (page, seen) in &open {
            let address = address::decode(page).unwrap_or_default();
            let now = self.page(next, &address).seen();
            if now != *seen {
                changed += 1;
                if let Some(open) = lock(&self.pages).get_mut(page) {
                    open.seen = now;
                }
            }
        }
        (open.len(), changed)
    }

    /// Sets the switches; the next look shows what they give.
    fn set(&self, change: impl FnOnce(&mut Options)) {
        change(&mut lock(&self.options));
        lock(&self.asked).anew = true;
        self.waker.wake();
    }

    /// Says that a file is another than the last look saw.
    fn doubt(&self) {
        lock(&self.asked).doubt = true;
        self.waker.wake();
    }

    fn assets_since(&self, number: u64) -> Vec<String> {
        lock(&self.assets).iter().filter(|(at, _)| *at > number).map(|(_, path)| path.clone()).collect()
    }

    fn open_lines(&self) -> usize {
        lock(&self.pages).values().map(|open| open.readers).sum()
    }

    fn opened(&self, page: &str, seen: &str) {
        let mut pages = lock(&self.pages);
        let open = pages.entry(page.to_owned()).or_insert_with(|| Open { readers: 0, seen: seen.to_owned() });
        open.readers += 1;
    }

    fn closed(&self, page: &str) {
        let mut pages = lock(&self.pages);
        if let Some(open) = pages.get_mut(page) {
            open.readers -= 1;
            if open.readers == 0 {
                pages.remove(page);
            }
        }
    }
}

impl Look {
    /// Returns how many errors were found.
    pub fn errors(&self) -> usize {
        self.findings.count(Severity::Error)
    }
}

/// What stands at an address.
enum Page {
    /// Something that was made.
    Made(Arc<Made>),
    /// The site's page for addresses where nothing stands, or none when it has no such page.
    NotFound(Option<Arc<Made>>),
    /// It cannot be made.
    Failed(Arc<crate::base::Diagnostic>),
    /// There is no edition at all.
    NoEdition,
}

impl Page {
    /// Returns what stands for the bytes.
    fn seen(&self) -> String {
        match self {
            Self::Made(made) => made.seen.clone(),
            Self::NotFound(Some(made)) => format!("missing-{}", made.seen),
            Self::NotFound(None) => "missing".to_owned(),
            Self::Failed(_) => "failed".to_owned(),
            Self::NoEdition => "nothing".to_owned(),
        }
    }
}

/// Returns the output at an address of the preview, if there is one.
fn output_at(edition: &Edition, address: &str) -> Option<OutputPath> {
    let inner = address::inner(address, edition.project().config.base_url.path())?;
    edition.plan().outputs.get(inner.as_str()).map(|output| output.path.clone())
}
