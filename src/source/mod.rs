//! Files into parsed sources: one file at a time, in parallel, each on its own.
//!
//! Nothing here knows two files at once; what refers to what is the business of `site`.

mod article;
mod discover;
mod drafts;
mod front;
mod header;
mod kept;
mod leaf;
mod media;
mod names;
mod particulars;
mod person;
mod picture;
mod placed;
mod stored;

pub use article::{ArticleFront, ArticleSource, Dateline, KINDS, Kind, Status, Within};
pub use discover::Place;
pub use drafts::draft;
pub use front::{Alert, FrontSource, Slot};
pub use header::text_of;
pub use kept::Kept;
pub use leaf::{LeafFront, LeafKind, LeafSource, capitalised};
pub use media::{Media, Place as MediaPlace, locate};
pub use names::Name;
pub use particulars::{Correction, Particulars, SourceNote};
pub use person::{PersonFront, PersonSource};
pub use picture::{PhotoPosition, PictureFront, Taken};
pub use placed::Placed;

use crate::base::{BaseUrl, Diagnostic, Diagnostics, Fingerprint, Outcome, ProjectPath, Severity, Span, codes};
use crate::config::{Config, Language, Project};
use crate::markdown::{Digest, Document};
use crate::notation::{self, Notation, Table};
use crate::world::World;
use names::Names;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A Markdown body: where it is, and what it says about itself. The text stays in the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Body {
    /// Where the body begins in the file.
    pub start: u32,
    /// The whole file's bytes.
    pub source: Fingerprint,
    /// Words, excerpt, outline, links, pictures.
    pub digest: Digest,
}

impl Body {
    fn of(text: &Text<'_>, start: usize, language: &Language, project: &Project) -> Outcome<Self> {
        let document = Document { file: text.file, text: &text.text[start..], offset: start };
        let digest = drafts::digest(text, &document, &project.config.markdown(language));
        let (source, start) = (text.contents, u32::try_from(start).unwrap_or(u32::MAX));
        Outcome::new(Self { start, source, digest: digest.value }, digest.diagnostics)
    }
}

/// A file that is being parsed.
struct Text<'t> {
    file: &'t ProjectPath,
    text: &'t str,
    /// Where it was read.
    world: &'t dyn World,
    /// The file's bytes.
    contents: Fingerprint,
    /// What other files said.
    names: &'t Names,
}

/// So many files are parsed by one thread before another may take over, so that none is left with much when the others are done.
const TOGETHER: usize = 32;

/// One parsed file.
#[derive(Clone, Debug)]
pub enum Parsed {
    /// A story.
    Article(Arc<ArticleSource>),
    /// An author.
    Person(Arc<PersonSource>),
    /// A section, topic or page.
    Leaf(Arc<LeafSource>),
    /// A front page.
    Front(Arc<FrontSource>),
    /// A data file.
    Data(Arc<Table>),
    /// Nothing usable.
    Nothing,
}

/// All parsed sources of a project.
#[derive(Clone, Debug)]
pub struct Sources {
    kept: Arc<BTreeMap<ProjectPath, Kept>>,
    revised: BTreeMap<ProjectPath, Kept>,
    settings: Fingerprint,
    /// Pictures and other files that stories refer to, and all of `static/`.
    pub media: Arc<Media>,
    /// Stories that were left out because of errors, with `--skip-broken`.
    pub skipped: Vec<ProjectPath>,
    /// How many files were read and parsed this time.
    pub parsed: usize,
    /// Which; nothing was lent where there is none.
    fresh: Option<Arc<BTreeSet<ProjectPath>>>,
}

impl Sources {
    /// Walks over the parsed files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&ProjectPath, &Parsed)> {
        self.kept.iter().map(|(path, kept)| (path, &self.revised.get(path).unwrap_or(kept).parsed.value))
    }

    fn kept(&self, path: &ProjectPath) -> Option<&Kept> {
        self.revised.get(path).or_else(|| self.kept.get(path))
    }

    /// Returns a story's file as it was parsed, with what was found in it alone.
    pub fn article(&self, path: &ProjectPath) -> Option<(&Arc<ArticleSource>, &Diagnostics)> {
        match &self.kept(path)?.parsed.value {
            Parsed::Article(article) => Some((article, &self.kept(path)?.parsed.diagnostics)),
            _ => None,
        }
    }

    /// Takes up what an earlier run parsed under `settings`; it is only good for lending to [`load`].
    pub fn of_store(settings: Fingerprint, kept: Vec<(ProjectPath, Kept)>, places: Vec<MediaPlace>) -> Self {
        Self {
            kept: Arc::new(kept.into_iter().collect()),
            revised: BTreeMap::new(),
            settings,
            media: Arc::new(Media::of_store(places)),
            skipped: Vec::new(),
            parsed: 0,
            fresh: None,
        }
    }

    /// Returns whether a file is not the one that the older sources were lent with.
    pub fn is_fresh(&self, path: &ProjectPath) -> bool {
        self.revised.contains_key(path) || self.fresh.as_ref().is_none_or(|fresh| fresh.contains(path))
    }

    /// Returns what stands for all that any page but its own can show of each story, and for all that pages can show of
    /// all other files.
    pub fn seen(&self) -> (Fingerprint, Fingerprint) {
        let all = self.all_kept().map(|(path, kept)| (path, kept.seen()));
        let (stories, others): (Vec<_>, Vec<_>) = all.partition(|(path, _)| path.below("content/articles").is_some());
        // In parts, so that the bytes of a long archive are not gathered at once.
        let parts: Vec<Fingerprint> = stories.par_chunks(4096).map(Fingerprint::of).collect();
        (Fingerprint::of(&parts), Fingerprint::of(&(others, &self.skipped, self.media.seen())))
    }

    /// Returns what stands for everything but the files that parsing goes by.
    pub fn settings(&self) -> Fingerprint {
        self.settings
    }

    /// Walks over the files in the order of their paths, each as it is to be kept for the next run.
    pub fn all_kept(&self) -> impl Iterator<Item = (&ProjectPath, &Kept)> {
        self.kept.iter().map(|(path, kept)| (path, self.revised.get(path).unwrap_or(kept)))
    }
}

/// What parsing goes by. Not by the site's address: a preview at its own takes up what a build has parsed.
fn settings(project: &Project) -> Fingerprint {
    let base_url = BaseUrl::parse("https://localhost/").expect("a good address");
    Fingerprint::of(&(Config { base_url, ..project.config.clone() }, project.options.skip_broken))
}

/// Finds, reads and parses everything; `older` lends what has not changed.
pub fn load(world: &dyn World, project: &Project, older: Option<&Sources>) -> Outcome<Sources> {
    let mut findings = Diagnostics::new();
    let found = discover::discover(world, project, &mut findings);
    let settings = settings(project);
    let older = older.filter(|older| older.settings == settings);
    let names = Names::default();
    let kept: Vec<(ProjectPath, Kept, bool)> = found
        .texts
        .par_iter()
        .with_max_len(TOGETHER)
        .map(|(found, place)| {
            let older = older.and_then(|older| older.kept(&found.path));
            let (kept, is_fresh) = Kept::of(world, found, (*place, project), &names, older);
            (found.path.clone(), kept, is_fresh)
        })
        .collect();
    let fresh = || kept.iter().filter(|(.., fresh)| *fresh).map(|(path, ..)| path.clone());
    let (parsed, fresh) = (fresh().count(), older.map(|_| Arc::new(fresh().collect())));
    let mut skipped = Vec::new();
    for (path, kept, _) in &kept {
        let mut told = kept.parsed.diagnostics.clone();
        if project.options.skip_broken && told.has_errors() && path.below("content/articles").is_some() {
            skipped.push(path.clone());
            told = demoted(told, path);
        }
        findings.append(told);
    }
    let mut kept: BTreeMap<_, _> = kept.into_iter().map(|(path, kept, _)| (path, kept)).collect();
    for path in &skipped {
        kept.remove(path);
    }
    let wanted = media::wanted_of(&found, kept.values().map(|kept| &kept.parsed.value).collect(), project);
    let media = media::load(world, found, wanted, older.map(|older| &*older.media), &mut findings);
    let (kept, media) = (Arc::new(kept), Arc::new(media));
    let sources = Sources { kept, revised: BTreeMap::new(), settings, media, skipped, parsed, fresh };
    Outcome::new(sources, findings)
}

/// Reads and parses one story again; nothing when it is a story no more, or refers to other files than before.
pub fn revise(world: &dyn World, project: &Project, older: &Sources, path: &ProjectPath) -> Option<Sources> {
    let (before, _) = older.article(path)?;
    let mut found = world.files(path.as_str()).ok()?;
    let found = found.pop().filter(|found| found.path == *path && found.kind == crate::world::Kind::File)?;
    let (kept, _) = Kept::of(world, &found, (Place::Article, project), &Names::default(), None);
    let Parsed::Article(after) = &kept.parsed.value else { return None };
    let wants = |article: &Arc<ArticleSource>| {
        let wanted = media::wanted([&Parsed::Article(Arc::clone(article))].into_iter(), project);
        wanted.into_iter().filter(|path| older.media.has(path)).collect::<Vec<_>>()
    };
    if wants(before) != wants(after) {
        return None;
    }
    let mut revised = older.clone();
    revised.revised.insert(path.clone(), kept);
    revised.parsed = 1;
    Some(revised)
}

/// With `--skip-broken`, a story's errors are warnings, and one more says that it is left out.
fn demoted(told: Diagnostics, path: &ProjectPath) -> Diagnostics {
    let mut all: Vec<Diagnostic> = told.into_iter().collect();
    for found in &mut all {
        if found.severity == Severity::Error {
            found.severity = Severity::Warning;
        }
    }
    let left_out = Diagnostic::warning(codes::SKIPPED, "this story is left out, because it has errors").at(Span::file(path));
    all.push(left_out.help("mend what is told about it, and build again"));
    all.into()
}

fn parse(text: &Text<'_>, place: Place, project: &Project) -> Outcome<Parsed> {
    fn wrap<T>(outcome: Outcome<Option<T>>, wrap: impl FnOnce(Arc<T>) -> Parsed) -> Outcome<Parsed> {
        Outcome::new(outcome.value.map(Arc::new).map_or(Parsed::Nothing, wrap), outcome.diagnostics)
    }
    match place {
        Place::Article => wrap(article::parse(text, project), Parsed::Article),
        Place::Person => wrap(person::parse(text, project), Parsed::Person),
        Place::Section => wrap(leaf::parse(text, LeafKind::Section, project), Parsed::Leaf),
        Place::Topic => wrap(leaf::parse(text, LeafKind::Topic, project), Parsed::Leaf),
        Place::Page => wrap(leaf::parse(text, LeafKind::Page, project), Parsed::Leaf),
        Place::Front => wrap(front::parse(text.text, text.file, project), Parsed::Front),
        Place::Data => {
            let table = notation::parse(text.text.trim_start_matches('\u{feff}'), Notation::Toml, text.file, 0);
            Outcome::new(Parsed::Data(Arc::new(table.value)), table.diagnostics)
        }
    }
}

/// The name that a content file goes by: its own, or its folder's for `name/index.md`, without a declared language's ending.
fn story_name<'f>(file: &'f ProjectPath, project: &Project) -> &'f str {
    let stem = file.stem();
    let base = match language_of_name(file, project) {
        Some(language) => &stem[..stem.len() - language.as_str().len() - 1],
        None => stem,
    };
    if matches!(base, "index" | "_index") {
        return file.folder().rsplit('/').next().unwrap_or("index");
    }
    base
}

/// The declared language that a file's name ends in: `rent-cap.ko.md`.
fn language_of_name(file: &ProjectPath, project: &Project) -> Option<Language> {
    let (_, ending) = file.stem().rsplit_once('.')?;
    project.config.languages.iter().map(|declared| &declared.code).find(|code| code.as_str() == ending).cloned()
}
