//! Publishing: which stories are on the site, and what each refers to by name.
//!
//! Names are resolved in the order of files, since the first story that names a stranger decides where it is told;
//! addresses and pictures, which concern one story each, on all threads.

use super::Owner;
use super::article::{Article, ArticleId, Credits, last_part};
use super::checks;
use super::people::Roll;
use super::permalinks::address_of;
use super::photos::{self, Darkroom, Photo};
use super::publication::{self, Held, State};
use super::taxonomy::{TermId, Terms};
use super::typed::Typed;
use crate::base::{Diagnostics, ProjectPath, Span, When};
use crate::config::Project;
use crate::source::{ArticleSource, Media};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeSet;
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

/// What a story's header says of whether it is on the site.
struct Judged {
    state: State,
    change: Option<When>,
    told: Diagnostics,
}

/// A story whose people, section and topics are known.
struct Draft<'s> {
    source: &'s Arc<ArticleSource>,
    /// Place among the files.
    at: usize,
    /// The newest first.
    turn: Reverse<i64>,
    is_killed: bool,
    section: Option<TermId>,
    credits: Credits,
    topics: Box<[TermId]>,
}

/// Stories of which each was read on its own.
#[derive(Default)]
struct Proofs {
    articles: Vec<Article>,
    /// Places among these of stories with a picture missing in the header, with the places of their files; nobody has told yet.
    without_photo: Vec<(usize, usize)>,
    /// The same of stories with a picture missing in the body.
    missing: Vec<usize>,
    findings: Diagnostics,
    used: BTreeSet<String>,
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
    let judged: Vec<Judged> = sources.par_iter().with_min_len(TOGETHER).map(|source| judge(source, project)).collect();
    for (at, (source, judged)) in sources.iter().zip(judged).enumerate() {
        let Judged { state, change, told } = judged;
        all.changes.extend(change);
        findings.append(told);
        if !matches!(state, State::Published | State::Killed) {
            all.files.push((source.file.in_normal_form(), Owner::Held(all.held.len())));
            all.held.push(Held { source: Arc::clone(source), state });
            continue;
        }
        let is_killed = state == State::Killed;
        let section = section_of(source, sections, findings);
        let (credits, topics) =
            if is_killed { Default::default() } else { (roll.credits(source, findings), topics_of(source, topics, findings)) };
        let turn = Reverse(source.front.date.value.timestamp());
        drafts.push(Draft { source, at, turn, is_killed, section, credits, topics });
    }
    // Stories of one moment keep the order of their paths.
    drafts.par_sort_by_key(|draft| draft.turn);
    let proofs = prove_all(drafts, project, roll, sections, darkroom.media);
    let mut articles: Vec<Article> = Vec::with_capacity(proofs.iter().map(|some| some.articles.len()).sum());
    let mut without_photo: Vec<(usize, usize)> = Vec::new();
    for some in proofs {
        let first = articles.len();
        articles.extend(some.articles);
        without_photo.extend(some.without_photo.into_iter().map(|(at, here)| (at, first + here)));
        all.missing.extend(some.missing.into_iter().map(|here| ArticleId::new(first + here)));
        findings.append(some.findings);
        darkroom.used.extend(some.used);
    }
    // Who gets a hint is decided by the order of files: with a picture missing, all ask in turn.
    without_photo.sort_unstable();
    for (_, here) in without_photo {
        let article = &mut articles[here];
        (article.image, article.gallery) = header_photos(&article.source, darkroom, findings);
    }
    let file =
        |(index, article): (usize, &Article)| (article.source.file.in_normal_form(), Owner::Article(ArticleId::new(index)));
    all.files.par_extend(articles.par_iter().with_min_len(TOGETHER).enumerate().map(file));
    all.articles = articles;
    all
}

fn judge(source: &ArticleSource, project: &Project) -> Judged {
    let state = publication::state(&source.front, project);
    let mut told = Diagnostics::new();
    checks::due(source, state, &mut told);
    if state == State::Published {
        checks::story(source, &mut told);
    }
    Judged { state, change: publication::next_change(&source.front, state, project), told }
}

/// Reads every story on its own; gives no hints.
fn prove_all(mut drafts: Vec<Draft<'_>>, project: &Project, roll: &Roll, sections: &Terms, media: &Media) -> Vec<Proofs> {
    let prove_some = |some: &mut [Draft<'_>]| {
        let mut darkroom = Darkroom::new(&project.config, media, 0);
        let mut proofs = Proofs { articles: Vec::with_capacity(some.len()), ..Proofs::default() };
        some.iter_mut().for_each(|draft| prove(draft, project, roll, sections, &mut darkroom, &mut proofs));
        Proofs { used: darkroom.used, ..proofs }
    };
    drafts.par_chunks_mut(TOGETHER).map(prove_some).collect()
}

/// Makes a story of a draft, whose names it takes, if it has an address.
fn prove(
    draft: &mut Draft<'_>,
    project: &Project,
    roll: &Roll,
    sections: &Terms,
    darkroom: &mut Darkroom<'_>,
    proofs: &mut Proofs,
) {
    let source = draft.source;
    let section = draft.section.map_or("", |id| sections.terms[id.index()].slug.as_str());
    let author = draft.credits.authors.first().map_or("", |id| roll.people[id.index()].slug.as_str());
    let Some(address) = address_of(source, section, author, project, &mut proofs.findings) else { return };
    let (mut shown, mut pictures) = (Shown::default(), Typed::default());
    if !draft.is_killed {
        let (mut of_header, mut of_body) = (Diagnostics::new(), Diagnostics::new());
        shown = header_photos(source, darkroom, &mut of_header);
        pictures = photos::of_body(darkroom, &source.file, &source.body.digest.images, &mut of_body);
        if photos::is_missing(&of_header) {
            proofs.without_photo.push((draft.at, proofs.articles.len()));
        } else {
            proofs.findings.append(of_header);
        }
        if photos::is_missing(&of_body) {
            proofs.missing.push(proofs.articles.len());
        } else {
            proofs.findings.append(of_body);
        }
    }
    let (image, gallery) = shown;
    proofs.articles.push(Article {
        source: Arc::clone(source),
        other_slug: Some(address.slug).filter(|slug| slug != last_part(&address.permalink)).map(Box::from),
        permalink: address.permalink,
        credits: std::mem::take(&mut draft.credits),
        section: draft.section,
        topics: std::mem::take(&mut draft.topics),
        image,
        gallery,
        pictures,
        links: Typed::default(),
        translations: Box::default(),
        is_killed: draft.is_killed,
    });
}

fn header_photos(source: &ArticleSource, darkroom: &mut Darkroom<'_>, findings: &mut Diagnostics) -> Shown {
    let front = &source.front;
    let mut photo = |picture| darkroom.photo(&source.file, picture, &front.lang, findings);
    (front.image.as_deref().and_then(&mut photo), front.gallery.iter().filter_map(&mut photo).collect())
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
