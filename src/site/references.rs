//! References: translations, pictures, links and old addresses, each resolved or told.
//!
//! Needs the whole paper, since a story may refer to any other.

use super::Whole;
use super::article::{Article, ArticleId, PageId, Redirect};
use super::links::{HINTS, Linker};
use super::permalinks::checked_address;
use super::photos::{self, Darkroom};
use crate::base::{Diagnostic, Diagnostics, LookUp, ProjectPath, Span, codes};
use crate::config::Project;
use rayon::prelude::*;
use std::cell::Cell;
use std::collections::BTreeMap;

/// Pairs the stories that [`of_one_key`] found, and pages.
pub(super) fn pair_translations(site: &mut Whole, groups: BTreeMap<String, Vec<ArticleId>>, findings: &mut Diagnostics) {
    for (key, ids) in groups {
        for id in &ids {
            let same = ids.iter().find(|other| *other < id && site.article(**other).lang() == site.article(*id).lang());
            if let Some(same) = same {
                let message = format!(
                    "`{}` has the same `translation_key = \"{key}\"` and the same language",
                    site.article(*same).source.file
                );
                let told = Diagnostic::warning(codes::TRANSLATION_TWICE, message).at(title_of(site.article(*id)));
                findings.push(told.help("give one of them its right `lang`, or another key"));
            }
            let lang = site.article(*id).lang().clone();
            let others = ids.iter().copied().filter(|other| *site.article(*other).lang() != lang).collect();
            site.articles[id.index()].translations = others;
        }
    }
    let mut groups: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for (index, page) in site.pages.iter().enumerate() {
        let source = &page.source;
        let by_file = || format!("{}/{}", source.file.folder(), source.name);
        let key = source.front.translation_key.clone().unwrap_or_else(by_file);
        groups.entry(key).or_default().push(PageId::new(index));
    }
    for ids in groups.into_values() {
        for id in &ids {
            let lang = site.page(*id).source.front.lang.clone();
            let others = ids.iter().copied().filter(|other| site.page(*other).source.front.lang != lang).collect();
            site.pages[id.index()].translations = others;
        }
    }
}

fn title_of(article: &Article) -> Span {
    article.source.front.title.span(&article.source.file)
}

/// Finds the stories that share a key with another: few do, so nothing is kept of the others.
pub(super) fn of_one_key(articles: &[Article]) -> BTreeMap<String, Vec<ArticleId>> {
    let all = || articles.par_iter().with_min_len(TOGETHER).enumerate().filter(|(_, article)| !article.is_killed);
    // Two stories that are named by their files alone have two names.
    let unusual = all().filter(|(_, article)| !is_named_by_file(article)).map(|(_, article)| (translation_key(article), ()));
    let unusual: LookUp<(&str, &str), ()> = unusual.collect();
    if unusual.is_empty() {
        return BTreeMap::new();
    }
    let may_pair = all().filter(|(_, article)| unusual.contains_key(&translation_key(article)));
    let may_pair: Vec<ArticleId> = may_pair.map(|(at, _)| ArticleId::new(at)).collect();
    let mut groups: BTreeMap<(&str, &str), Vec<ArticleId>> = BTreeMap::new();
    for id in may_pair {
        groups.entry(translation_key(&articles[id.index()])).or_default().push(id);
    }
    let shared = groups.into_iter().filter(|(_, ids)| ids.len() > 1);
    shared.map(|((folder, name), ids)| (format!("{folder}{name}"), ids)).collect()
}

/// Whether the key of a story is its file's path without `.md`.
fn is_named_by_file(article: &Article) -> bool {
    let source = &article.source;
    source.front.translation_key.is_none() && source.file.name().strip_suffix(".md") == Some(source.name())
}

/// The key of the header, else the file without its language's ending; cut before the last slash.
fn translation_key(article: &Article) -> (&str, &str) {
    let source = &article.source;
    match &source.front.translation_key {
        Some(key) => key.split_at(key.rfind('/').map_or(0, |at| at + 1)),
        None => (&source.file.as_str()[..source.file.folder().len() + 1], source.name()),
    }
}

/// Finds portraits, the pictures of intros, and those of all bodies.
///
/// Those of stories are there already, but for `missing`, the stories in which one is missing.
pub(super) fn hang_pictures(site: &mut Whole, missing: &[ArticleId], darkroom: &mut Darkroom<'_>, findings: &mut Diagnostics) {
    for id in missing {
        let article = &mut site.articles[id.index()];
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
        term.image =
            source.front.image.as_deref().and_then(|image| darkroom.photo(&source.file, image, &source.front.lang, findings));
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

/// How many stories one thread resolves before another may take over.
const TOGETHER: usize = 256;

pub(super) fn resolve_links(site: &mut Whole, project: &Project, findings: &mut Diagnostics) {
    let linker = |hints| Linker { site, base: &project.config.base_url, hints: Cell::new(hints) };
    let alone = |article: &Article| {
        let mut told = Diagnostics::new();
        let (targets, files) = match &article.source.body.digest {
            digest if article.is_killed || digest.links.is_empty() => Default::default(),
            digest => linker(0).resolve(&article.source.file, digest, &mut told),
        };
        (targets, files, told)
    };
    let articles: Vec<_> = site.articles.par_iter().with_min_len(TOGETHER).map(alone).collect();
    let linker = linker(HINTS);
    let (mut used, mut of_files) = (Vec::new(), Vec::new());
    let mut resolve = |file: &ProjectPath, digest, findings: &mut Diagnostics| {
        let (targets, files) = linker.resolve(file, digest, findings);
        used.extend(files);
        targets
    };
    let mut of_articles = Vec::with_capacity(articles.len());
    for (article, (targets, files, told)) in site.articles.iter().zip(articles) {
        // Who gets a hint is decided by the order of stories: with a dead link, all ask in turn.
        if told.iter().any(|found| found.code == codes::LINK_DEAD) {
            of_articles.push(resolve(&article.source.file, &article.source.body.digest, findings));
        } else {
            of_files.extend(files);
            of_articles.push(targets);
            findings.append(told);
        }
    }
    let pages: Vec<_> = site.pages.iter().map(|page| resolve(&page.source.file, &page.source.body.digest, findings)).collect();
    let mut of_people = Vec::new();
    for person in &site.people {
        of_people
            .push(person.source.as_ref().map(|source| resolve(&source.file, &source.body.digest, findings)).unwrap_or_default());
    }
    let mut of_terms = Vec::new();
    for term in site.sections.iter().chain(&site.topics) {
        of_terms
            .push(term.source.as_ref().map(|source| resolve(&source.file, &source.body.digest, findings)).unwrap_or_default());
    }
    site.used_media.extend(used.into_iter().chain(of_files));
    site.articles.iter_mut().zip(of_articles).for_each(|(article, links)| article.links = links);
    site.pages.iter_mut().zip(pages).for_each(|(page, links)| page.links = links);
    site.people.iter_mut().zip(of_people).for_each(|(person, links)| person.links = links);
    site.sections.iter_mut().chain(&mut site.topics).zip(of_terms).for_each(|(term, links)| term.links = links);
}

pub(super) fn collect_redirects(site: &mut Whole, findings: &mut Diagnostics) {
    let mut all = Vec::new();
    let articles = site.articles.iter().map(|article| (&article.source.front.aliases, &article.source.file, &article.permalink));
    let pages = site.pages.iter().map(|page| (&page.source.front.aliases, &page.source.file, &page.permalink));
    let terms = site.sections.iter().chain(&site.topics).filter_map(|term| Some((term.source.as_ref()?, &term.permalink)));
    let terms = terms.map(|(source, permalink)| (&source.front.aliases, &source.file, permalink));
    for (aliases, file, to) in articles.chain(pages).chain(terms) {
        for alias in aliases {
            let span = alias.span(file);
            let Some(from) = checked_address(&alias.value, &span, "aliases", findings) else { continue };
            if from == *to {
                let told = Diagnostic::warning(codes::ALIAS_OWN, format!("the alias `{from}` is the page's own address"));
                findings.push(told.at(span).help("delete it"));
                continue;
            }
            all.push(Redirect { from, to: to.clone(), origin: span });
        }
    }
    site.redirects = all;
}
