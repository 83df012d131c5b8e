//! From parsed sources to the model: the order of steps, and nothing else.
//!
//! Each step is a function of its own; the model is made anew each time and never patched.

use super::archive::Archive;
use super::article::{Article, ArticleId, CorrectionRef, Credits, Page, PageId, Redirect};
use super::links::Linker;
use super::people::{PersonId, Roll};
use super::permalinks::{address_of, checked_address};
use super::photos::{self, Darkroom};
use super::publication::{self, Held, State};
use super::taxonomy::{TermId, Terms};
use super::{Owner, Site, fronts};
use crate::base::{Diagnostic, Diagnostics, Outcome, Permalink, ProjectPath, Span, When, codes};
use crate::config::Project;
use crate::notation::Table;
use crate::source::{ArticleSource, FrontSource, Kind, LeafKind, LeafSource, Parsed, PersonSource, Sources};
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
    let mut take = |kind| piles.leaves.remove(&kind).unwrap_or_default();
    let mut sections = Terms::of(take(LeafKind::Section), None, project.config.slugs);
    let mut topics = Terms::of(take(LeafKind::Topic), Some("topics"), project.config.slugs);
    let pages: Vec<_> = take(LeafKind::Page).into_iter().filter(|page| !page.front.draft || project.options.drafts).collect();
    let mut darkroom = Darkroom { config: &project.config, media: &sources.media, used: Default::default() };

    let (mut articles, held, mut changes) = publish(&piles.articles, project, &mut roll, &mut sections, &mut topics, &mut darkroom, &mut findings);
    sections.tell_strangers(&mut findings);
    articles.sort_by(|a, b| order(a).cmp(&order(b)));
    let listed: Vec<ArticleId> = (0..articles.len()).map(ArticleId::new).filter(|id| articles[id.index()].is_listed()).collect();
    let archive = Archive::of(&articles, &listed);
    let mut site = Site {
        listed,
        archive,
        people: roll.people,
        sections: sections.terms,
        topics: topics.terms,
        pages: make_pages(pages, &mut darkroom, &mut findings),
        fronts: Vec::new(),
        corrections: Vec::new(),
        held,
        redirects: Vec::new(),
        data: piles.data,
        media: sources.media.clone(),
        used_media: Default::default(),
        next_due: None,
        by_file: BTreeMap::new(),
        articles,
    };
    file_stories(&mut site);
    pin(&mut site);
    sort_terms(&mut site);
    pair_translations(&mut site, &mut findings);
    site.by_file = owners(&site);
    hang_pictures(&mut site, &mut darkroom, &mut findings);
    site.used_media = darkroom.used;
    resolve_links(&mut site, project, &mut findings);
    collect_redirects(&mut site, &mut findings);
    site.corrections = collect_corrections(&site);
    let (fronts, front_changes) = fronts::lay_out(&site, &piles.fronts, project, &mut findings);
    site.fronts = fronts;
    changes.extend(front_changes);
    changes.extend(project.config.ads.slots.iter().flat_map(|slot| [slot.starts, slot.ends]).flatten());
    site.next_due = publication::earliest(changes.into_iter().filter(|when| when.instant() > project.now));
    Outcome::new(site, findings)
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
#[expect(clippy::too_many_arguments, reason = "the registers that stories are entered in")]
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
        if !matches!(state, State::Published | State::Killed) {
            held.push(Held { source: Arc::clone(source), state });
            continue;
        }
        check(source, findings);
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

/// What an editor should know of a single story.
fn check(source: &ArticleSource, findings: &mut Diagnostics) {
    let front = &source.front;
    if front.kind == Kind::Sponsored && front.sponsor.is_none() {
        let told = Diagnostic::error(codes::SPONSOR_MISSING, "the story is paid for, but does not say by whom").at(front.title.span.clone());
        findings.push(told.help("add a line to the header: sponsor = \"…\""));
    }
    let is_signed = !front.authors.is_empty() || front.byline.is_some();
    if !is_signed && !matches!(front.kind, Kind::Brief | Kind::Event | Kind::Sponsored | Kind::Editorial | Kind::Callout) {
        let told = Diagnostic::note(codes::BYLINE_MISSING, "the story has no byline").at(front.title.span.clone());
        findings.push(told.help("add a line to the header: author = \"…\", or byline = \"Staff report\""));
    }
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

fn make_pages(sources: Vec<Arc<LeafSource>>, darkroom: &mut Darkroom<'_>, findings: &mut Diagnostics) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for source in sources {
        let Some(permalink) = page_address(&source, findings) else { continue };
        let image = source.front.image.as_ref().and_then(|image| darkroom.photo(&source.file, image, &source.front.lang, findings));
        pages.push(Page { source, permalink, image, pictures: BTreeMap::new(), links: BTreeMap::new(), translations: Vec::new() });
    }
    pages.sort_by(|a, b| {
        let key = |page: &Page| (page.source.front.order, page.source.front.title.clone(), page.source.file.clone());
        key(a).cmp(&key(b))
    });
    pages
}

/// `content/pages/a/b.md` stands at `/a/b/`; a `slug` replaces the last part.
fn page_address(source: &LeafSource, findings: &mut Diagnostics) -> Option<Permalink> {
    let inner = source.file.below("content/pages")?;
    let mut segments: Vec<String> = inner.split('/').map(str::to_owned).collect();
    segments.pop();
    if !matches!(source.file.stem().split('.').next(), Some("index" | "_index")) {
        segments.push(crate::source::story_name(&source.file));
    }
    if let (Some(slug), Some(last)) = (&source.front.slug, segments.last_mut()) {
        *last = slug.value.clone();
    }
    let mut typed = format!("/{}/", segments.join("/"));
    typed.retain(|letter| letter != ' ');
    let span = source.front.slug.as_ref().map_or_else(|| Span::file(&source.file), |slug| slug.span.clone());
    checked_address(&crate::notation::Spanned { value: typed, span }, "slug", findings)
}

/// Enters every listed story with its people, section and topics; stories come the newest first, so lists do.
fn file_stories(site: &mut Site) {
    for id in &site.listed {
        let article = &site.articles[id.index()];
        let credits = &article.credits;
        let mut people: Vec<PersonId> =
            credits.authors.iter().chain(&credits.contributors).chain(&credits.translators).chain(&credits.photographers).copied().collect();
        people.sort();
        people.dedup();
        for person in people {
            site.people[person.index()].articles.push(*id);
        }
        if let Some(section) = article.section {
            site.sections[section.index()].articles.push(*id);
        }
        for topic in &article.topics {
            site.topics[topic.index()].articles.push(*id);
        }
    }
}

/// How far down a section's list a pinned story is looked for, and how many are kept on top.
const PINNED_WITHIN: usize = 200;
const PINNED: usize = 4;

/// Takes the pinned stories out of each section's list.
fn pin(site: &mut Site) {
    let articles = &site.articles;
    for section in &mut site.sections {
        let is_placed = |id: &ArticleId, place: &str| articles[id.index()].source.front.prominence.contains(&place);
        let near = || section.articles.iter().copied().take(PINNED_WITHIN);
        let leads = near().filter(|id| is_placed(id, "section-lead")).take(1);
        let pinned = near().filter(|id| is_placed(id, "pinned") && !is_placed(id, "section-lead"));
        section.pinned = leads.chain(pinned).take(PINNED).collect();
        if !section.pinned.is_empty() {
            section.others = Some(section.articles.iter().copied().filter(|id| !section.pinned.contains(id)).collect());
        }
    }
}

/// Puts sections and topics in their order, and drops those with neither file nor story.
fn sort_terms(site: &mut Site) {
    let order = |source: &Option<Arc<LeafSource>>| source.as_ref().map_or(2000, |source| source.front.order);
    let sections = rearranged(&site.sections, |term| (order(&term.source), term.slug.clone()));
    let topics = rearranged(&site.topics, |term| (0, term.slug.clone()));
    let people = rearranged(&site.people, |person| (0, person.slug.clone()));
    for article in &mut site.articles {
        article.section = article.section.map(|id| TermId::new(sections.1[id.index()]));
        for topic in &mut article.topics {
            *topic = TermId::new(topics.1[topic.index()]);
        }
        let credits = &mut article.credits;
        let roles = [&mut credits.authors, &mut credits.contributors, &mut credits.translators, &mut credits.editors, &mut credits.photographers];
        for id in roles.into_iter().flatten() {
            *id = PersonId::new(people.1[id.index()]);
        }
    }
    site.sections = sections.0;
    site.topics = topics.0;
    site.people = people.0;
}

/// Sorts, and says where each old place went.
fn rearranged<T: Clone, K: Ord>(all: &[T], key: impl Fn(&T) -> K) -> (Vec<T>, Vec<usize>) {
    let mut places: Vec<usize> = (0..all.len()).collect();
    places.sort_by_key(|at| key(&all[*at]));
    let mut went = vec![0; all.len()];
    for (new, old) in places.iter().enumerate() {
        went[*old] = new;
    }
    (places.into_iter().map(|at| all[at].clone()).collect(), went)
}

fn pair_translations(site: &mut Site, findings: &mut Diagnostics) {
    let mut groups: BTreeMap<String, Vec<ArticleId>> = BTreeMap::new();
    for (index, article) in site.articles.iter().enumerate().filter(|(_, article)| !article.is_killed) {
        groups.entry(translation_key(article)).or_default().push(ArticleId::new(index));
    }
    for (key, ids) in groups.into_iter().filter(|(_, ids)| ids.len() > 1) {
        for id in &ids {
            let same = ids.iter().find(|other| *other < id && site.article(**other).lang() == site.article(*id).lang());
            if let Some(same) = same {
                let message = format!("`{}` has the same `translation_key = \"{key}\"` and the same language", site.article(*same).source.file);
                let told = Diagnostic::warning(codes::TRANSLATION_TWICE, message).at(site.article(*id).source.front.title.span.clone());
                findings.push(told.help("give one of them its right `lang`, or another key"));
            }
            let lang = site.article(*id).lang().clone();
            let others: Vec<ArticleId> = ids.iter().copied().filter(|other| *site.article(*other).lang() != lang).collect();
            site.articles[id.index()].translations = others;
        }
    }
    let mut groups: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for (index, page) in site.pages.iter().enumerate() {
        if let Some(key) = &page.source.front.translation_key {
            groups.entry(key.clone()).or_default().push(PageId::new(index));
        }
    }
    for ids in groups.into_values() {
        for id in &ids {
            let lang = site.page(*id).source.front.lang.clone();
            let others = ids.iter().copied().filter(|other| site.page(*other).source.front.lang != lang).collect();
            site.pages[id.index()].translations = others;
        }
    }
}

/// The key of the header, else the file without its language's ending.
fn translation_key(article: &Article) -> String {
    let source = &article.source;
    let by_file = || format!("{}/{}", source.file.folder(), crate::source::story_name(&source.file));
    source.front.translation_key.clone().unwrap_or_else(by_file)
}

fn owners(site: &Site) -> BTreeMap<String, Owner> {
    let mut all = BTreeMap::new();
    let articles = site.articles.iter().enumerate().map(|(at, article)| (&article.source.file, Owner::Article(ArticleId::new(at))));
    let held = site.held.iter().enumerate().map(|(at, held)| (&held.source.file, Owner::Held(at)));
    let pages = site.pages.iter().enumerate().map(|(at, page)| (&page.source.file, Owner::Page(PageId::new(at))));
    all.extend(articles.chain(held).chain(pages).map(|(file, owner)| (file.composed(), owner)));
    let people = site.people.iter().enumerate();
    all.extend(people.filter_map(|(at, person)| Some((person.source.as_ref()?.file.composed(), Owner::Person(PersonId::new(at))))));
    for (at, section) in site.sections.iter().enumerate() {
        all.extend(section.source.iter().map(|source| (source.file.composed(), Owner::Section(TermId::new(at)))));
    }
    for (at, topic) in site.topics.iter().enumerate() {
        all.extend(topic.source.iter().map(|source| (source.file.composed(), Owner::Topic(TermId::new(at)))));
    }
    all
}

/// Finds portraits, the pictures of intros, and those of all bodies.
fn hang_pictures(site: &mut Site, darkroom: &mut Darkroom<'_>, findings: &mut Diagnostics) {
    for article in site.articles.iter_mut().filter(|article| !article.is_killed) {
        article.pictures = photos::of_body(darkroom, &article.source.file, &article.source.body.digest.images, findings);
    }
    for page in &mut site.pages {
        page.pictures = photos::of_body(darkroom, &page.source.file, &page.source.body.digest.images, findings);
    }
    for person in &mut site.people {
        let Some(source) = &person.source else { continue };
        person.pictures = photos::of_body(darkroom, &source.file, &source.body.digest.images, findings);
        if let Some(src) = &source.front.photo {
            let alt = source.front.photo_alt.clone().unwrap_or_else(|| source.front.name.value.clone());
            match darkroom.plain(&source.file, &src.value, &alt) {
                Ok(photo) => person.photo = Some(photo),
                Err(told) => findings.push(told.at(src.span.clone())),
            }
        }
    }
    for term in site.sections.iter_mut().chain(&mut site.topics) {
        let Some(source) = &term.source else { continue };
        term.pictures = photos::of_body(darkroom, &source.file, &source.body.digest.images, findings);
        term.image = source.front.image.as_ref().and_then(|image| darkroom.photo(&source.file, image, &source.front.lang, findings));
    }
    let file = ProjectPath::new("site.toml").expect("a plain name");
    let logo = darkroom.config.outlet.logo.iter();
    let ads = darkroom.config.ads.slots.iter().filter_map(|slot| slot.image.as_ref());
    for src in logo.chain(ads) {
        if let Err(told) = darkroom.plain(&file, &src.value, "") {
            findings.push(told.at(src.span.clone()));
        }
    }
}

fn resolve_links(site: &mut Site, project: &Project, findings: &mut Diagnostics) {
    let linker = Linker { site, base: &project.config.base_url };
    let mut used = Vec::new();
    let mut resolve = |file: &ProjectPath, digest, findings: &mut Diagnostics| {
        let (targets, files) = linker.resolve(file, digest, findings);
        used.extend(files);
        targets
    };
    let articles: Vec<_> = site
        .articles
        .iter()
        .map(|article| if article.is_killed { BTreeMap::new() } else { resolve(&article.source.file, &article.source.body.digest, findings) })
        .collect();
    let pages: Vec<_> = site.pages.iter().map(|page| resolve(&page.source.file, &page.source.body.digest, findings)).collect();
    let mut of_people = Vec::new();
    for person in &site.people {
        of_people.push(person.source.as_ref().map(|source| resolve(&source.file, &source.body.digest, findings)).unwrap_or_default());
    }
    let mut of_terms = Vec::new();
    for term in site.sections.iter().chain(&site.topics) {
        of_terms.push(term.source.as_ref().map(|source| resolve(&source.file, &source.body.digest, findings)).unwrap_or_default());
    }
    site.used_media.extend(used);
    site.articles.iter_mut().zip(articles).for_each(|(article, links)| article.links = links);
    site.pages.iter_mut().zip(pages).for_each(|(page, links)| page.links = links);
    site.people.iter_mut().zip(of_people).for_each(|(person, links)| person.links = links);
    site.sections.iter_mut().chain(&mut site.topics).zip(of_terms).for_each(|(term, links)| term.links = links);
}

fn collect_redirects(site: &mut Site, findings: &mut Diagnostics) {
    let mut all = Vec::new();
    let articles = site.articles.iter().map(|article| (&article.source.front.aliases, &article.permalink));
    let pages = site.pages.iter().map(|page| (&page.source.front.aliases, &page.permalink));
    let terms = site.sections.iter().chain(&site.topics);
    let terms = terms.filter_map(|term| Some((&term.source.as_ref()?.front.aliases, &term.permalink)));
    for (aliases, to) in articles.chain(pages).chain(terms) {
        for alias in aliases {
            let Some(from) = checked_address(alias, "aliases", findings) else { continue };
            if from == *to {
                let told = Diagnostic::warning(codes::ALIAS_OWN, format!("the alias `{from}` is the page's own address"));
                findings.push(told.at(alias.span.clone()).help("delete it"));
                continue;
            }
            all.push(Redirect { from, to: to.clone(), origin: alias.span.clone() });
        }
    }
    site.redirects = all;
}

fn collect_corrections(site: &Site) -> Vec<CorrectionRef> {
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
