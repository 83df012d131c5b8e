//! From parsed sources to the model: the order of steps, and nothing else.
//!
//! Each step is a function of its own; the model is made anew each time and never patched.

use super::archive::Archive;
use super::article::{ArticleId, CorrectionRef, Page, PageId};
use super::people::{PersonId, Roll};
use super::permalinks::checked_address;
use super::photos::Darkroom;
use super::publish::{Published, publish};
use super::taxonomy::{TermId, Terms};
use super::typed::Typed;
use super::{Owner, Site, Whole, checks, filing, fronts, publication, references, search, selection};
use crate::base::{ByHash, Diagnostics, Outcome, Permalink, ProjectPath, Span, slugify};
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
    let mut darkroom = Darkroom::new(&project.config, &sources.media, super::links::HINTS);

    let terms = (&mut sections, &mut topics);
    let published = publish(&piles.articles, project, &mut roll, terms, &mut darkroom, &mut findings);
    let Published { articles, held, files, missing, mut changes } = published;
    sections.tell_strangers(&mut findings);
    let listed: Vec<ArticleId> = (0..articles.len()).map(ArticleId::new).filter(|id| articles[id.index()].is_listed()).collect();
    let terms = (&mut *sections.terms, &mut *topics.terms);
    let ((archive, ()), pairs) = rayon::join(
        || {
            let file = || filing::file_stories(&articles, &listed, &mut roll.people, terms);
            rayon::join(|| Archive::of(&articles, &listed), file)
        },
        || references::of_one_key(&articles),
    );
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
        by_file: ByHash::default(),
        articles,
    };
    filing::pin(&mut site);
    filing::sort_terms(&mut site);
    site.by_file = owners(&site, files);
    references::pair_translations(&mut site, pairs, &mut findings);
    references::hang_pictures(&mut site, &missing, &mut darkroom, &mut findings);
    site.used_media = darkroom.used;
    references::resolve_links(&mut site, project, &mut findings);
    references::collect_redirects(&mut site, &mut findings);
    site.corrections = collect_corrections(&site);
    checks::weather(project, &site, &mut findings);
    checks::policies(project, &site, &mut findings);
    let (fronts, front_changes) = fronts::lay_out(&site, &piles.fronts, project, &mut findings);
    site.fronts = fronts;
    changes.extend(front_changes);
    changes.extend(selection::changes(&site, project));
    changes.extend(project.config.ads.slots.iter().flat_map(|slot| [slot.starts, slot.ends]).flatten());
    if project.config.outputs.sitemaps {
        let listed = site.listed.iter().map(|id| site.article(*id));
        changes.extend(search::changes(listed, project));
    }
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
            source.front.image.as_deref().and_then(|image| darkroom.photo(&source.file, image, &source.front.lang, findings));
        pages.push(Page {
            source,
            permalink,
            image,
            pictures: Typed::default(),
            links: Typed::default(),
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
        last.replace_range(.., &slug.value);
    }
    let prefix = project.config.language_config(&source.front.lang).and_then(|language| language.prefix.clone());
    if let Some(prefix) = prefix.filter(|prefix| segments.first() != Some(prefix)) {
        segments.insert(0, prefix);
    }
    let typed = format!("/{}/", segments.join("/"));
    let span = source.front.slug.as_ref().map_or_else(|| Span::file(&source.file), |slug| slug.span(&source.file));
    checked_address(&typed, &span, "slug", findings)
}

/// What became of each file, by its path in normal form C; `all` begins with the stories.
fn owners(site: &Whole, mut all: Vec<(ProjectPath, Owner)>) -> ByHash<ProjectPath, Owner> {
    let pages = PageId::all(&site.pages).map(|(id, page)| (&page.source.file, Owner::Page(id)));
    let people = PersonId::all(&site.people);
    let people = people.filter_map(|(id, person)| Some((&person.source.as_ref()?.file, Owner::Person(id))));
    let sections = TermId::all(&site.sections);
    let sections = sections.filter_map(|(id, term)| Some((&term.source.as_ref()?.file, Owner::Section(id))));
    let topics = TermId::all(&site.topics);
    let topics = topics.filter_map(|(id, term)| Some((&term.source.as_ref()?.file, Owner::Topic(id))));
    all.extend(pages.chain(people).chain(sections).chain(topics).map(|(file, owner)| (file.in_normal_form(), owner)));
    // Two files whose names differ only in their normal form are one here: that of the later kind or place.
    ByHash::of(all)
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
