//! Pages of `content/pages/`, the list of corrections, and the page for what is not found.
//!
//! The text of a page is its body, rendered as any other.

use super::context::{TranslationView, description};
use super::{BodyUse, Context, Output, Page, Shown, Stage, add_page};
use crate::base::{Permalink, Span};
use crate::markdown::{inline, inline_text};
use crate::site::PageId;
use crate::view::{CorrectionItem, DocumentView, Html, Moment, Picture, TocEntry, correction};

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>) {
    for (id, page) in PageId::all(&stage.site.pages) {
        let origin = Some(Span::file(&page.source.file));
        add_page(outputs, &page.permalink, Page::Document(id), origin, format!("the page {}", page.source.file));
    }
    if stage.project.config.outputs.corrections {
        add_page(outputs, &corrections_address(), Page::Corrections, None, "the list of corrections".into());
    }
    add_page(outputs, &not_found_address(), Page::NotFound, None, "the page for what is not found".into());
}

pub(super) fn corrections_address() -> Permalink {
    Permalink::folder(["corrections"]).expect("a good address")
}

fn not_found_address() -> Permalink {
    Permalink::parse("/404.html").expect("a good address")
}

pub(super) fn document<'s>(stage: &Stage<'s>, id: PageId) -> Context<'s> {
    let document = stage.site.page(id);
    let front = &document.source.front;
    let config = &stage.project.config;
    let page = Page::Document(id);
    let options = config.markdown(&front.lang);
    let mut view = stage.page(page, &document.permalink, inline_text(&front.title));
    let written = front.description.clone().or_else(|| front.deck.as_deref().map(inline_text));
    view.description = description(&written.unwrap_or_else(|| document.source.body.digest.excerpt.to_string()));
    view.noindex = front.noindex;
    view.breadcrumbs = vec![stage.home_crumb(&front.lang)];
    view.source = Some(document.source.file.to_string());
    view.translations = document
        .translations
        .iter()
        .map(|other| stage.site.page(*other))
        .map(|other| TranslationView {
            lang: other.source.front.lang.to_string(),
            name: stage.language_name(&other.source.front.lang),
            url: stage.href(&other.permalink),
            title: other.source.front.title.clone(),
        })
        .collect();
    let toc = document.source.body.digest.outline.iter();
    let shown = DocumentView {
        title: front.title.clone(),
        deck: front.deck.as_ref().map(|deck| Html(inline(deck, &options))),
        description: front.description.clone(),
        image: document.image.as_ref().map(|photo| Picture::of(photo, config, &front.lang)),
        toc: toc.map(TocEntry::of).collect(),
        updated: front.updated.map(Moment::of),
        extra: front.extra.clone(),
    };
    let body = BodyUse::of(&document.source.file, &document.source.body, &document.links, &document.pictures, Shown::Alone);
    stage.context(page, view, None).with("document", shown).with_body(Some(body))
}

pub(super) fn corrections<'s>(stage: &Stage<'s>) -> Context<'s> {
    let config = &stage.project.config;
    let language = &config.language;
    let mut view = stage.page(Page::Corrections, &corrections_address(), stage.word("page.corrections", language, "Corrections"));
    view.breadcrumbs = vec![stage.home_crumb(language)];
    let item = |found: &crate::site::CorrectionRef| {
        let article = stage.site.article(found.article);
        let shown = correction(article, found.index, config);
        let date = article.source.front.corrections[found.index].date.unwrap_or(article.source.front.date.value);
        CorrectionItem { date: Moment::of(date), kind: shown.kind, text: shown.text, article: stage.views.card(found.article) }
    };
    let all: Vec<CorrectionItem> = stage.site.corrections.iter().map(item).collect();
    stage.context(Page::Corrections, view, None).with("corrections", all)
}

pub(super) fn not_found<'s>(stage: &Stage<'s>) -> Context<'s> {
    let language = &stage.project.config.language;
    let title = stage.word("page.not_found", language, "Page not found");
    let mut view = stage.page(Page::NotFound, &not_found_address(), title);
    view.noindex = true;
    stage.context(Page::NotFound, view, None)
}
