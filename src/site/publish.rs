//! Publishing: which stories are on the site, and what each refers to by name.
//!
//! Names are resolved in the order of files, since the first story that names a stranger decides where it is told;
//! addresses and pictures, which concern one story each, on all threads.

use super::Owner;
use super::article::{Article, ArticleId, Credits, last_part};
use super::checks;
use super::people::Roll;
use super::permalinks::{Address, address_of};
use super::photos::{self, Darkroom, Photo, PhotoFile};
use super::publication::{self, Held, State};
use super::taxonomy::{TermId, Terms};
use super::typed::Typed;
use crate::base::{Diagnostics, ProjectPath, Span, When, arrange};
use crate::config::Project;
use crate::source::ArticleSource;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::sync::Arc;

/// The stories of the site, and those that are held back.
#[derive(Default)]
pub(super) struct Published {
    /// The newest first; stories of one moment by their paths.
    pub articles: Vec<Article>,
    pub held: Vec<Held>,
    /// What became of each file.
    pub files: Vec<(ProjectPath, Owner)>,
    /// Stories with a picture missing in the body, which nobody has told yet.
    pub missing: Vec<ArticleId>,
    /// When stories come and go.
    pub changes: Vec<When>,
}

/// A story whose people and section are known.
struct Draft<'s> {
    source: &'s Arc<ArticleSource>,
    is_killed: bool,
    section: Option<TermId>,
    credits: Credits,
}

/// What a story's own file makes of it.
#[derive(Default)]
struct Proof {
    address: Option<Address>,
    shown: Shown,
    pictures: Typed<Arc<PhotoFile>>,
    of_address: Diagnostics,
    of_header: Diagnostics,
    of_body: Diagnostics,
}

/// The photos of a header: the lead photo, and the others.
type Shown = (Option<Photo>, Box<[Photo]>);

/// How many stories one thread reads before another may take over.
const TOGETHER: usize = 256;

/// Judges every story, and resolves what the published ones refer to by name.
pub(super) fn publish(
    sources: &[Arc<ArticleSource>],
    project: &Project,
    roll: &mut Roll,
    (sections, topics): (&mut Terms, &mut Terms),
    darkroom: &mut Darkroom<'_>,
    findings: &mut Diagnostics,
) -> Published {
    let mut all = Published::default();
    let mut drafts: Vec<Draft<'_>> = Vec::with_capacity(sources.len());
    for source in sources {
        let state = publication::state(&source.front, project);
        all.changes.extend(publication::next_change(&source.front, state, project));
        checks::due(source, state, findings);
        if !matches!(state, State::Published | State::Killed) {
            all.files.push((source.file.in_normal_form(), Owner::Held(all.held.len())));
            all.held.push(Held { source: Arc::clone(source), state });
            continue;
        }
        let is_killed = state == State::Killed;
        if !is_killed {
            checks::story(source, findings);
        }
        let section = section_of(source, sections, findings);
        let credits = if is_killed { Credits::default() } else { roll.credits(source, findings) };
        drafts.push(Draft { source, is_killed, section, credits });
    }
    let proven = prove_all(&drafts, project, roll, sections, darkroom);
    let mut articles: Vec<Article> = Vec::with_capacity(drafts.len());
    let mut missing: Vec<usize> = Vec::new();
    for (draft, mut proof) in drafts.into_iter().zip(proven.into_iter().flatten()) {
        findings.append(proof.of_address);
        let Some(address) = proof.address else { continue };
        let source = draft.source;
        let topics = if draft.is_killed { Box::default() } else { topics_of(source, topics, findings) };
        // Who gets a hint is decided by the order of stories: with a picture missing, all ask in turn.
        if photos::is_missing(&proof.of_header) {
            proof.shown = header_photos(source, darkroom, findings);
        } else {
            findings.append(proof.of_header);
        }
        if photos::is_missing(&proof.of_body) {
            missing.push(articles.len());
        } else {
            findings.append(proof.of_body);
        }
        let (image, gallery) = proof.shown;
        articles.push(Article {
            source: Arc::clone(source),
            other_slug: Some(address.slug).filter(|slug| slug != last_part(&address.permalink)).map(Box::from),
            permalink: address.permalink,
            credits: draft.credits,
            section: draft.section,
            topics,
            image,
            gallery,
            pictures: proof.pictures,
            links: Typed::default(),
            translations: Box::default(),
            is_killed: draft.is_killed,
        });
    }
    put_in_order(articles, &missing, &mut all);
    all
}

/// Reads every story on its own; gives no hints.
fn prove_all(
    drafts: &[Draft<'_>],
    project: &Project,
    roll: &Roll,
    sections: &Terms,
    darkroom: &mut Darkroom<'_>,
) -> Vec<Vec<Proof>> {
    let media = darkroom.media;
    let prove_some = |some: &[Draft<'_>]| {
        let mut darkroom = Darkroom::new(&project.config, media, 0);
        let proofs: Vec<Proof> = some.iter().map(|draft| prove(draft, project, roll, sections, &mut darkroom)).collect();
        (proofs, darkroom.used)
    };
    let (proofs, used): (Vec<_>, Vec<_>) = drafts.par_chunks(TOGETHER).map(prove_some).unzip();
    darkroom.used.extend(used.into_iter().flatten());
    proofs
}

fn prove(draft: &Draft<'_>, project: &Project, roll: &Roll, sections: &Terms, darkroom: &mut Darkroom<'_>) -> Proof {
    let source = draft.source;
    let section = draft.section.map_or("", |id| sections.terms[id.index()].slug.as_str());
    let author = draft.credits.authors.first().map_or("", |id| roll.people[id.index()].slug.as_str());
    let mut proof = Proof::default();
    proof.address = address_of(source, section, author, project, &mut proof.of_address);
    if proof.address.is_some() && !draft.is_killed {
        proof.shown = header_photos(source, darkroom, &mut proof.of_header);
        proof.pictures = photos::of_body(darkroom, &source.file, &source.body.digest.images, &mut proof.of_body);
    }
    proof
}

fn header_photos(source: &ArticleSource, darkroom: &mut Darkroom<'_>, findings: &mut Diagnostics) -> Shown {
    let front = &source.front;
    let mut photo = |picture| darkroom.photo(&source.file, picture, &front.lang, findings);
    (front.image.as_deref().and_then(&mut photo), front.gallery.iter().filter_map(&mut photo).collect())
}

/// Puts the newest first; stories of one moment keep the order of their paths.
fn put_in_order(mut articles: Vec<Article>, missing: &[usize], all: &mut Published) {
    let moment = |article: &Article| Reverse(article.source.front.date.value.timestamp());
    let mut order: Vec<_> = articles.iter().map(moment).enumerate().map(|(at, moment)| (moment, at)).collect();
    order.sort_unstable();
    let mut ids = vec![ArticleId::new(0); articles.len()];
    for (new, (_, old)) in order.iter().enumerate() {
        ids[*old] = ArticleId::new(new);
    }
    let files = articles.iter().zip(&ids);
    all.files.extend(files.map(|(article, id)| (article.source.file.in_normal_form(), Owner::Article(*id))));
    all.missing.extend(missing.iter().map(|old| ids[*old]));
    all.missing.sort_unstable();
    arrange(&mut articles, order.into_iter().map(|(_, old)| old).collect());
    all.articles = articles;
}

/// The section that the header names, else the first folder below articles/ that is no year.
fn section_of(source: &ArticleSource, sections: &mut Terms, findings: &mut Diagnostics) -> Option<TermId> {
    if let Some(typed) = &source.front.section {
        return sections.find_or_make(&typed.value, || typed.span(&source.file), findings);
    }
    let inner = source.file.below("content/articles")?;
    let mut folders: Vec<&str> = inner.split('/').collect();
    folders.pop();
    if matches!(source.file.stem().split('.').next(), Some("index" | "_index")) {
        folders.pop();
    }
    let name = folders.into_iter().find(|folder| !folder.bytes().all(|byte| byte.is_ascii_digit()))?;
    sections.find_or_make(name, || Span::file(&source.file), findings)
}

fn topics_of(source: &ArticleSource, topics: &mut Terms, findings: &mut Diagnostics) -> Box<[TermId]> {
    let mut ids = Vec::new();
    for typed in &source.front.topics {
        if let Some(id) = topics.find_or_make(&typed.value, || typed.span(&source.file), findings).filter(|id| !ids.contains(id))
        {
            ids.push(id);
        }
    }
    ids.into()
}
