//! Section fronts, topics and the list of topics.
//!
//! Sections and topics without a published story have a page only if they have a file.

use super::context::{Crumb, description};
use super::{BodyUse, Context, Output, Page, Shown, Stage, add_page};
use crate::base::{Permalink, Span};
use crate::markdown::inline_text;
use crate::site::{Term, TermId};
use crate::view::{Card, Html, Pager, Picture, TermCount, TermView, has_front, page_address, page_count};

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>) {
    let config = &stage.project.config;
    for (id, term) in ids(&stage.site.sections) {
        let page = |number| Page::Section { id, number };
        add_term(outputs, term, term.list().len(), config.paginate.section, page, "section");
    }
    if !config.outputs.topics {
        return;
    }
    for (id, term) in ids(&stage.site.topics) {
        let page = |number| Page::Topic { id, number };
        add_term(outputs, term, term.articles.len(), config.paginate.topic, page, "topic");
    }
    add_page(outputs, &topics_address(), Page::Topics, None, "the list of topics".into());
}

pub(super) fn topics_address() -> Permalink {
    Permalink::folder(["topics"]).expect("a good address")
}

fn ids(terms: &[Term]) -> impl Iterator<Item = (TermId, &Term)> {
    TermId::all(terms).filter(|(_, term)| has_front(term))
}

fn add_term(outputs: &mut Vec<Output>, term: &Term, count: usize, per_page: usize, page: impl Fn(usize) -> Page, kind: &str) {
    let origin = term.source.as_ref().map(|source| Span::file(&source.file)).or_else(|| term.origin.clone());
    for number in 1..=page_count(count, per_page) {
        let what = format!("the {kind} `{}`", term.slug);
        add_page(outputs, &page_address(&term.permalink, number), page(number), origin.clone(), what);
    }
}

pub(super) fn section<'s>(stage: &Stage<'s>, id: TermId, number: usize) -> Context<'s> {
    let term = stage.site.section(id);
    let config = &stage.project.config;
    let context = term_page(stage, Page::Section { id, number }, term, number, &[]);
    let pinned = if number == 1 { stage.views.cards(&term.pinned) } else { Vec::new() };
    let pager = pager(stage, term, term.list(), number, config.paginate.section);
    finish(stage, context, "section", term, pinned, number).with("pager", pager)
}

pub(super) fn topic<'s>(stage: &Stage<'s>, id: TermId, number: usize) -> Context<'s> {
    let term = stage.site.topic(id);
    let config = &stage.project.config;
    let title = stage.word("page.topics", &config.language, "Topics");
    let crumbs = [Crumb { title, url: stage.href(&topics_address()) }];
    let context = term_page(stage, Page::Topic { id, number }, term, number, &crumbs);
    let pager = pager(stage, term, &term.articles, number, config.paginate.topic);
    finish(stage, context, "topic", term, Vec::new(), number).with("pager", pager)
}

fn term_page<'s>(stage: &Stage<'s>, page: Page, term: &Term, number: usize, crumbs: &[Crumb]) -> Context<'s> {
    let language = &stage.project.config.language;
    let title = stage.numbered(&term.title, number, language);
    let mut view = stage.page(page, &page_address(&term.permalink, number), title);
    let source = term.source.as_ref();
    view.description = source.and_then(|source| {
        let written = source.front.description.clone().or_else(|| source.front.deck.clone());
        description(&written.unwrap_or_else(|| source.body.digest.excerpt.to_string()))
    });
    view.noindex = source.is_some_and(|source| source.front.noindex);
    view.breadcrumbs = [stage.home_crumb(language)].into_iter().chain(crumbs.iter().cloned()).collect();
    view.source = source.map(|source| source.file.to_string());
    let section = matches!(page, Page::Section { .. }).then_some(term.slug.as_str());
    stage.context(page, view, section)
}

fn pager(stage: &Stage<'_>, term: &Term, list: &[crate::site::ArticleId], number: usize, per_page: usize) -> Pager {
    let items = list.iter().skip((number - 1) * per_page).take(per_page).map(|id| stage.views.card(*id)).collect();
    Pager::of(items, number, list.len(), per_page, &term.permalink, &stage.project.config.base_url)
}

/// Adds the term itself; its intro stands on the first page only.
fn finish<'s>(
    stage: &Stage<'s>,
    context: Context<'s>,
    name: &'static str,
    term: &'s Term,
    pinned: Vec<Card>,
    number: usize,
) -> Context<'s> {
    let front = term.source.as_ref().map(|source| &source.front);
    let config = &stage.project.config;
    let view = TermView {
        slug: term.slug.clone(),
        title: term.title.clone(),
        url: stage.href(&term.permalink),
        colour: front.and_then(|front| front.colour.clone()),
        description: front.and_then(|front| front.description.clone().or_else(|| front.deck.as_deref().map(inline_text))),
        content: Html::default(),
        key_facts: front.map(|front| front.key_facts.clone()).unwrap_or_default(),
        image: term.image.as_ref().map(|photo| Picture::of(photo, config, &config.language)),
        extra: front.map(|front| front.extra.clone()).unwrap_or_default(),
        pinned,
        count: term.articles.len(),
    };
    let source = term.source.as_ref().filter(|_| number == 1);
    let body = source.map(|source| BodyUse::of(&source.file, &source.body, &term.links, &term.pictures, Shown::Under(name)));
    context.with(name, view).with_body(body)
}

pub(super) fn topics<'s>(stage: &Stage<'s>) -> Context<'s> {
    let language = &stage.project.config.language;
    let mut view = stage.page(Page::Topics, &topics_address(), stage.word("page.topics", language, "Topics"));
    view.breadcrumbs = vec![stage.home_crumb(language)];
    let mut all: Vec<TermCount> = stage
        .site
        .topics
        .iter()
        .filter(|term| has_front(term))
        .map(|term| TermCount::of(term, &stage.project.config, true))
        .collect();
    all.sort_by(|a, b| a.title.to_lowercase().cmp(&b.title.to_lowercase()).then_with(|| a.slug.cmp(&b.slug)));
    stage.context(Page::Topics, view, None).with("topics", all)
}
