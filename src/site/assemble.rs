//! From parsed sources to the model: the order of steps, and nothing else.
//!
//! Each step is a function of its own; the model is made anew each time and never patched.

use super::archive::Archive;
use super::article::{Article, ArticleId, CorrectionRef, Credits, Page, PageId};
use super::people::{PersonId, Roll};
use super::permalinks::{address_of, checked_address};
use super::photos::Darkroom;
use super::publication::{self, Held, State};
use super::taxonomy::{TermId, Terms};
use super::{Owner, Site, Whole, checks, filing, fronts, references};
use crate::base::{Diagnostics, Outcome, Permalink, ProjectPath, Span, When, slugify};
use crate::config::Project;
use crate::notation::Table;
use crate::source::{ArticleSource, FrontSource, LeafKind, LeafSource, Parsed, PersonSource, Sources};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parsed files, by kind, in the order of their paths.
#[derive(Default)]
struct Piles {
    articles: Vec<Arc<ArticleSource>>,
    people: Vec<Arc<PersonSource>>,
    leaves: BTreeMap<LeafKind, Vec<Arc<LeafSource>>>,
    fronts: Vec<Arc<FrontSource>>,
    data: BTreeMap<String, Arc<Table>>,
}

/// Builds the model.
pub fn assemble(project: &Project, sources: &Sources) -> Outcome<Site> {
    let mut findings = Diagnostics::new();
    let mut piles = sort_into_piles(sources);
    let mut roll = Roll::of(piles.people.into_iter(), project.config.slugs, &mut findings);
    let is_shown = |leaf: &Arc<LeafSource>| !leaf.front.draft || project.options.drafts;
    let mut take =
        |kind| -> Vec<Arc<LeafSource>> { piles.leaves.remove(&kind).unwrap_or_default().into_iter().filter(is_shown).collect() };
    let mut sections = Terms::of(take(LeafKind::Section), None, project.config.slugs);
    let mut topics = Terms::of(take(LeafKind::Topic), Some("topics"), project.config.slugs);
    let pages = take(LeafKind::Page);
    let mut darkroom =
        Darkroom { config: &project.config, media: &sources.media, used: Default::default(), hints: super::links::HINTS };

    let (mut articles, held, mut changes) =
        publish(&piles.articles, project, &mut roll, &mut sections, &mut topics, &mut darkroom, &mut findings);
    sections.tell_strangers(&mut findings);
    articles.sort_by(|a, b| order(a).cmp(&order(b)));
    let listed: Vec<ArticleId> = (0..articles.len()).map(ArticleId::new).filter(|id| articles[id.index()].is_listed()).collect();
    let archive = Archive::of(&articles, &listed);
    let mut site = Whole {
        listed,
        archive,
        people: roll.people,
        sections: sections.terms,
        topics: topics.terms,
        pages: make_pages(pages, project, &mut darkroom, &mut findings),
        fronts: Vec::new(),
        corrections: Vec::new(),
        held,
        redirects: Vec::new(),
        data: piles.data,
        media: Arc::clone(&sources.media),
        used_media: Default::default(),
        next_due: None,
        by_file: BTreeMap::new(),
        articles,
    };
    filing::file_stories(&mut site);
    filing::pin(&mut site);
    filing::sort_terms(&mut site);
    references::pair_translations(&mut site, &mut findings);
    site.by_file = owners(&site);
    references::hang_pictures(&mut site, &mut darkroom, &mut findings);
    site.used_media = darkroom.used;
    references::resolve_links(&mut site, project, &mut findings);
    references::collect_redirects(&mut site, &mut findings);
    site.corrections = collect_corrections(&site);
    checks::weather(project, &site, &mut findings);
    let (fronts, front_changes) = fronts::lay_out(&site, &piles.fronts, project, &mut findings);
    site.fronts = fronts;
    changes.extend(front_changes);
    changes.extend(project.config.ads.slots.iter().flat_map(|slot| [slot.starts, slot.ends]).flatten());
    site.next_due = publication::earliest(changes.into_iter().filter(|when| when.instant() > project.now));
    Outcome::new(Site::of(site), findings)
}

fn sort_into_piles(sources: &Sources) -> Piles {
    let mut piles = Piles::default();
    for (path, parsed) in sources.iter() {
        match parsed {
            Parsed::Article(article) => piles.articles.push(Arc::clone(article)),
            Parsed::Person(person) => piles.people.push(Arc::clone(person)),
            Parsed::Leaf(leaf) => piles.leaves.entry(leaf.kind).or_default().push(Arc::clone(leaf)),
            Parsed::Front(front) => piles.fronts.push(Arc::clone(front)),
            Parsed::Data(table) => {
                let name = path.below("data").and_then(|name| name.strip_suffix(".toml")).unwrap_or(path.as_str());
                piles.data.insert(name.to_owned(), Arc::clone(table));
            }
            Parsed::Nothing => {}
        }
    }
    piles
}

/// The newest first; stories of one moment by their paths.
fn order(article: &Article) -> (std::cmp::Reverse<i64>, &ProjectPath) {
    (std::cmp::Reverse(article.source.front.date.value.timestamp()), &article.source.file)
}

/// Judges every story, and resolves what the published ones refer to by name.
fn publish(
    sources: &[Arc<ArticleSource>],
    project: &Project,
    roll: &mut Roll,
    sections: &mut Terms,
    topics: &mut Terms,
    darkroom: &mut Darkroom<'_>,
    findings: &mut Diagnostics,
) -> (Vec<Article>, Vec<Held>, Vec<When>) {
    let (mut articles, mut held, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for source in sources {
        let state = publication::state(&source.front, project);
        changes.extend(publication::next_change(&source.front, state, project));
        checks::due(source, state, findings);
        if !matches!(state, State::Published | State::Killed) {
            held.push(Held { source: Arc::clone(source), state });
            continue;
        }
        if state == State::Published {
            checks::story(source, findings);
        }
        let section = section_of(source, sections, findings);
        let credits = if state == State::Killed { Credits::default() } else { roll.credits(&source.front, findings) };
        let section_slug = section.map_or("", |id| sections.terms[id.index()].slug.as_str());
        let author_slug = credits.authors.first().map_or("", |id| roll.people[id.index()].slug.as_str());
        let Some(address) = address_of(source, section_slug, author_slug, project, findings) else { continue };
        let topics = if state == State::Killed { Vec::new() } else { topics_of(source, topics, findings) };
        let front = &source.front;
        let is_killed = state == State::Killed;
        let mut photo = |picture| darkroom.photo(&source.file, picture, &front.lang, findings);
        articles.push(Article {
            image: if is_killed { None } else { front.image.as_ref().and_then(&mut photo) },
            gallery: if is_killed { Vec::new() } else { front.gallery.iter().filter_map(&mut photo).collect() },
            source: Arc::clone(source),
            permalink: address.permalink,
            slug: address.slug,
            credits,
            section,
            topics,
            pictures: BTreeMap::new(),
            links: BTreeMap::new(),
            translations: Vec::new(),
            is_killed,
        });
    }
    (articles, held, changes)
}

/// The section that the header names, else the first folder below articles/ that is no year.
fn section_of(source: &ArticleSource, sections: &mut Terms, findings: &mut Diagnostics) -> Option<TermId> {
    if let Some(typed) = &source.front.section {
        return sections.find_or_make(&typed.value, &typed.span, findings);
    }
    let inner = source.file.below("content/articles")?;
    let mut folders: Vec<&str> = inner.split('/').collect();
    folders.pop();
    if matches!(source.file.stem().split('.').next(), Some("index" | "_index")) {
        folders.pop();
    }
    let name = folders.into_iter().find(|folder| !folder.bytes().all(|byte| byte.is_ascii_digit()))?;
    sections.find_or_make(name, &Span::file(&source.file), findings)
}

fn topics_of(source: &ArticleSource, topics: &mut Terms, findings: &mut Diagnostics) -> Vec<TermId> {
    let mut ids = Vec::new();
    for typed in &source.front.topics {
        if let Some(id) = topics.find_or_make(&typed.value, &typed.span, findings).filter(|id| !ids.contains(id)) {
            ids.push(id);
        }
    }
    ids
}

fn make_pages(
    sources: Vec<Arc<LeafSource>>,
    project: &Project,
    darkroom: &mut Darkroom<'_>,
    findings: &mut Diagnostics,
) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for source in sources {
        let Some(permalink) = page_address(&source, project, findings) else { continue };
        let image =
            source.front.image.as_ref().and_then(|image| darkroom.photo(&source.file, image, &source.front.lang, findings));
        pages.push(Page {
            source,
            permalink,
            image,
            pictures: BTreeMap::new(),
            links: BTreeMap::new(),
            translations: Vec::new(),
        });
    }
    pages.sort_by(|a, b| {
        let key = |page: &Page| (page.source.front.order, page.source.front.title.clone(), page.source.file.clone());
        key(a).cmp(&key(b))
    });
    pages
}

/// `content/pages/a/b.md` stands at `/a/b/`; a `slug` replaces the last part, and a language with a prefix goes before.
fn page_address(source: &LeafSource, project: &Project, findings: &mut Diagnostics) -> Option<Permalink> {
    let inner = source.file.below("content/pages")?;
    let slug = |part: &str| slugify(part, project.config.slugs);
    let mut segments: Vec<String> = inner.split('/').map(slug).collect();
    segments.pop();
    if source.name != source.file.folder().rsplit('/').next().unwrap_or("") || source.file.stem() == source.name {
        segments.push(slug(&source.name));
    }
    if let (Some(slug), Some(last)) = (&source.front.slug, segments.last_mut()) {
        slug.value.clone_into(last);
    }
    let prefix = project.config.language_config(&source.front.lang).and_then(|language| language.prefix.clone());
    if let Some(prefix) = prefix.filter(|prefix| segments.first() != Some(prefix)) {
        segments.insert(0, prefix);
    }
    let typed = format!("/{}/", segments.join("/"));
    let span = source.front.slug.as_ref().map_or_else(|| Span::file(&source.file), |slug| slug.span.clone());
    checked_address(&crate::notation::Spanned { value: typed, span }, "slug", findings)
}

fn owners(site: &Whole) -> BTreeMap<String, Owner> {
    let mut all = BTreeMap::new();
    let articles =
        site.articles.iter().enumerate().map(|(at, article)| (&article.source.file, Owner::Article(ArticleId::new(at))));
    let held = site.held.iter().enumerate().map(|(at, held)| (&held.source.file, Owner::Held(at)));
    let pages = site.pages.iter().enumerate().map(|(at, page)| (&page.source.file, Owner::Page(PageId::new(at))));
    all.extend(articles.chain(held).chain(pages).map(|(file, owner)| (file.composed(), owner)));
    let people = site.people.iter().enumerate();
    all.extend(
        people.filter_map(|(at, person)| Some((person.source.as_ref()?.file.composed(), Owner::Person(PersonId::new(at))))),
    );
    for (at, section) in site.sections.iter().enumerate() {
        all.extend(section.source.iter().map(|source| (source.file.composed(), Owner::Section(TermId::new(at)))));
    }
    for (at, topic) in site.topics.iter().enumerate() {
        all.extend(topic.source.iter().map(|source| (source.file.composed(), Owner::Topic(TermId::new(at)))));
    }
    all
}

fn collect_corrections(site: &Whole) -> Vec<CorrectionRef> {
    let of = |id: &ArticleId| {
        let id = *id;
        (0..site.article(id).source.front.corrections.len()).map(move |index| CorrectionRef { article: id, index })
    };
    let mut all: Vec<CorrectionRef> = site.listed.iter().flat_map(of).collect();
    let date = |correction: &CorrectionRef| {
        let front = &site.article(correction.article).source.front;
        front.corrections[correction.index].date.unwrap_or(front.date.value).timestamp()
    };
    all.sort_by_key(|correction| (std::cmp::Reverse(date(correction)), correction.article, correction.index));
    all
}
