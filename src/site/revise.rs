//! A story that was edited put in the place of the old one, when nothing beyond it can tell the difference.
//!
//! Decides by comparing what others see of a story, and by what was found about it; in doubt it does nothing, and the
//! whole is assembled anew.

use super::links::{HINTS, Linker};
use super::permalinks::{Address, address_of};
use super::photos::{self, Darkroom};
use super::publication::{self, State};
use super::{Article, ArticleId, Owner, Site, Whole, checks};
use crate::base::{Diagnostic, Diagnostics, ProjectPath, codes};
use crate::config::Project;
use crate::source::{ArticleFront, ArticleSource, Name, Placed, Sources};
use std::cell::Cell;
use std::sync::Arc;

/// Puts the story of `path` from `next` in the place of the one from `older`, and its findings in the place of the old.
///
/// Nothing when anything else could change: then the site must be assembled anew.
pub fn revise(
    site: &Site,
    project: &Project,
    older: &Sources,
    next: &Sources,
    path: &ProjectPath,
    findings: &mut Diagnostics,
) -> Option<(ArticleId, Site)> {
    let (old, old_findings) = older.article(path)?;
    let (new, new_findings) = next.article(path)?;
    let Some(Owner::Article(id)) = site.owner(&path.composed()) else { return None };
    let article = site.article(id);
    let is_published = publication::state(&new.front, project) == State::Published;
    if article.is_killed || !is_published || !looks_the_same(old, new) || !is_alone(site, old, new) {
        return None;
    }
    let mut told = without(findings, old_findings, old, new)?;
    told.append(new_findings.clone());
    let mut revised = Article { source: Arc::clone(new), ..article.clone() };
    resolve(site, project, older, &mut revised, old.front != new.front, &mut told)?;
    let is_illustrated = (revised.image.is_some(), revised.gallery.len()) == (article.image.is_some(), article.gallery.len());
    let address = address_again(site, &revised, project)?;
    if !is_illustrated || (&address.permalink, &*address.slug) != (&revised.permalink, revised.slug()) {
        return None;
    }
    *findings = told;
    let mut all = site.revised.clone();
    all.insert(id, Arc::new(revised));
    Some((id, Site { whole: Arc::clone(&site.whole), revised: all }))
}

/// Whether lists, archives and other stories see the same of both.
fn looks_the_same(old: &ArticleSource, new: &ArticleSource) -> bool {
    old.name() == new.name() && old.body.digest.ids() == new.body.digest.ids() && Seen::of(&old.front) == Seen::of(&new.front)
}

/// What others see of a story, besides its card.
#[derive(PartialEq)]
struct Seen<'f> {
    names: Vec<Vec<&'f str>>,
    aliases: Vec<&'f str>,
    typed: [Option<&'f str>; 5],
    moments: [Option<crate::base::When>; 3],
    corrections: Vec<Option<crate::base::When>>,
    is_signed: bool,
    rest: Rest<'f>,
}

type Rest<'f> =
    (crate::source::Kind, crate::source::Status, &'f crate::config::Language, Option<&'f str>, &'f [&'static str], [bool; 3]);

impl<'f> Seen<'f> {
    fn of(front: &'f ArticleFront) -> Self {
        let names = |list: &'f [Placed<Name>]| list.iter().map(|name| &*name.value).collect();
        let typed = |value: &'f Option<Placed>| value.as_ref().map(|value| &*value.value);
        let lists =
            [&*front.authors, &front.contributors, &front.translators, &front.editors, &front.photographers, &front.topics];
        Self {
            names: lists.map(names).into(),
            aliases: front.aliases.iter().map(|alias| &*alias.value).collect(),
            typed: [
                front.section.as_ref().map(|section| &*section.value),
                typed(&front.slug),
                typed(&front.permalink),
                typed(&front.template),
                typed(&front.canonical),
            ],
            moments: [Some(front.date.value), front.embargo, front.expires],
            corrections: front.corrections.iter().map(|correction| correction.date).collect(),
            is_signed: front.byline.is_some(),
            rest: (
                front.kind,
                front.status,
                &front.lang,
                front.translation_key.as_deref(),
                &front.prominence,
                [front.unlisted, front.noindex, front.sponsor.is_some()],
            ),
        }
    }
}

/// Whether no place in the story's header is kept anywhere else: an edited header moves such places.
fn is_alone(site: &Site, old: &ArticleSource, new: &ArticleSource) -> bool {
    if old.front == new.front {
        return true;
    }
    let whole: &Whole = site;
    let is_origin = |term: &super::Term| term.origin.as_ref().is_some_and(|origin| origin.file == old.file);
    let front = &old.front;
    let has_places = front.slug.is_some() || front.permalink.is_some() || front.template.is_some() || !front.aliases.is_empty();
    !has_places && !whole.sections.iter().chain(&whole.topics).any(is_origin)
}

/// The findings without those that belong to the story's old text; nothing when one cannot be told apart.
fn without(findings: &Diagnostics, parsed: &Diagnostics, old: &ArticleSource, new: &ArticleSource) -> Option<Diagnostics> {
    let hints = findings.iter().filter(|found| found.code == codes::LINK_DEAD || found.code == codes::IMAGE_MISSING).count();
    if hints >= HINTS {
        return None;
    }
    let is_same_header = old.front == new.front && old.body.start == new.body.start;
    let mut kept: Vec<Diagnostic> = Vec::new();
    let of_parse: Vec<&Diagnostic> = parsed.iter().collect();
    for found in findings {
        if found.labels.iter().any(|(span, _)| span.file == old.file) {
            return None;
        }
        let Some(span) = found.span.as_ref().filter(|span| span.file == old.file) else {
            kept.push(found.clone());
            continue;
        };
        if of_parse.contains(&found) || span.start >= old.body.start {
            continue;
        }
        if !is_same_header {
            return None;
        }
        kept.push(found.clone());
    }
    Some(kept.into())
}

/// Resolves what the new text refers to.
fn resolve(
    site: &Site,
    project: &Project,
    sources: &Sources,
    article: &mut Article,
    has_new_header: bool,
    findings: &mut Diagnostics,
) -> Option<()> {
    let mut darkroom = Darkroom::new(&project.config, &sources.media, HINTS);
    let source = Arc::clone(&article.source);
    let front = &source.front;
    if has_new_header {
        let mut photo = |picture| darkroom.photo(&source.file, picture, &front.lang, findings);
        article.image = front.image.as_deref().and_then(&mut photo);
        article.gallery = front.gallery.iter().filter_map(&mut photo).collect();
        checks::story(&source, findings);
    }
    article.pictures = photos::of_body(&mut darkroom, &source.file, &source.body.digest.images, findings);
    let linker = Linker { site, base: &project.config.base_url, hints: Cell::new(HINTS) };
    let (links, used) = linker.resolve(&source.file, &source.body.digest, findings);
    article.links = links;
    let is_known = |path: &String| site.used_media.contains(path);
    (darkroom.used.iter().all(is_known) && used.iter().all(is_known)).then_some(())
}

/// The address as the new header gives it; nothing when it cannot be one.
fn address_again(site: &Site, article: &Article, project: &Project) -> Option<Address> {
    let section = article.section.map_or("", |id| site.section(id).slug.as_str());
    let author = article.credits.authors.first().map_or("", |id| site.person(*id).slug.as_str());
    address_of(&article.source, section, author, project, &mut Diagnostics::new())
}
