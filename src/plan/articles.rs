//! Articles: one page each.
//!
//! A killed story keeps its address, with a notice instead of its text.

use super::context::{Crumb, TranslationView, description};
use super::{BodyUse, Context, Output, Page, PageView, Recipe, Shown, Stage, What, head};
use crate::base::{Fingerprint, Span, escape_text};
use crate::markdown::inline_text;
use crate::site::{Article, ArticleId};
use crate::view::{ArticleView, Html, Made, Visible, ads, dateline_text, has_front};
use rayon::prelude::*;
use std::cell::LazyCell;
use std::rc::Rc;

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>) {
    let output = |(id, article): &(ArticleId, &Article)| {
        let front = &article.source.front;
        let origin = front
            .permalink
            .as_ref()
            .or(front.slug.as_ref())
            .map_or_else(|| Span::file(&article.source.file), |typed| typed.span(&article.source.file));
        let what = What::Story(article.source.file.clone());
        Output { path: article.permalink.output(), recipe: Recipe::Page(Page::Article(*id)), origin: Some(origin), what }
    };
    let all: Vec<(ArticleId, &Article)> = stage.site.numbered().collect();
    outputs.par_extend(all.par_iter().with_min_len(256).map(output));
}

pub(super) fn context<'s>(stage: &Stage<'s>, id: ArticleId) -> Context<'s> {
    let (stage, article) = (*stage, stage.site.article(id));
    let config = &stage.project.config;
    let page = Page::Article(id);
    let section = article.section.map(|id| stage.site.section(id));
    let context = stage.outer_context(page, section.filter(|_| !article.is_killed).map(|section| section.slug.as_str()));
    let shown = stage.views.article_fingerprint(article);
    let others = article.translations.iter().map(|other| stage.site.article(*other));
    let others: Vec<_> =
        others.map(|other| (other.lang(), &other.permalink, &other.source.front.title.value, other.source.front.kind)).collect();
    let own = if others.is_empty() { shown } else { Fingerprint::of(&(shown, others, head::editions(&stage, page))) };
    let view: Rc<LazyCell<PageView, _>> = Rc::new(LazyCell::new(move || page_view(&stage, page, article)));
    let head = Rc::clone(&view);
    let content = Rc::clone(&context.content);
    let context = context
        .with_made("article", shown, Made(move || article_view(&stage, article, content.get()).value()))
        .with_made("page", own, Made(move || view.value()))
        .with_made("head", own, Made(move || Html(head::head(&stage, page, &head)).value()));
    if article.is_killed {
        return context;
    }
    let mut body = BodyUse::of(&article.source.file, &article.source.body, &article.links, &article.pictures, Shown::ByItself);
    body.lead_in = dateline_text(article, config).map(|text| {
        let mut html = String::from("<span class=\"dateline\">");
        escape_text(&text, &mut html);
        html.push_str("</span>");
        html
    });
    let takes_ads = article.source.front.ads && !article.source.body.digest.ad_slots.is_empty();
    body.ads = takes_ads
        .then(|| ads(stage.project, stage.theme, stage.site, article.lang(), section.map(|section| section.slug.as_str())));
    context.with_body(Some(body))
}

/// Shows the story; of a killed one nothing is left that a template could print.
fn article_view(stage: &Stage<'_>, article: &Article, content: Option<&Html>) -> ArticleView {
    let mut shown = stage.views.article(article, stage.site, &stage.project.config);
    shown.content = content.cloned().unwrap_or_default();
    if article.is_killed {
        strip(&mut shown);
    }
    shown
}

fn page_view(stage: &Stage<'_>, page: Page, article: &Article) -> PageView {
    let front = &article.source.front;
    let title = front.seo_title.clone().unwrap_or_else(|| inline_text(&front.title.value));
    let mut view = stage.page(page, &article.permalink, title);
    let deck = front.deck.as_deref().map(inline_text).unwrap_or_default();
    view.description = description(&deck).or_else(|| description(&article.source.body.digest.excerpt));
    view.noindex = front.noindex || article.is_killed;
    view.source = Some(article.source.file.to_string());
    if article.is_killed {
        view.title = stage.word("article.killed_title", article.lang(), "Story removed");
        view.description = None;
        return view;
    }
    view.breadcrumbs = vec![stage.home_crumb(article.lang())];
    let section = article.section.map(|id| stage.site.section(id));
    if let Some(section) = section.filter(|section| has_front(section)) {
        view.breadcrumbs
            .push(Crumb { title: section.title_in(article.lang().as_str()).to_owned(), url: stage.href(&section.permalink) });
    }
    view.translations = article.translations.iter().map(|other| translation(stage, stage.site.article(*other))).collect();
    view
}

fn translation(stage: &Stage<'_>, other: &Article) -> TranslationView {
    TranslationView {
        lang: other.lang().to_string(),
        name: stage.language_name(other.lang()),
        url: stage.href(&other.permalink),
        title: inline_text(&other.source.front.title.value),
    }
}

fn strip(shown: &mut ArticleView) {
    shown.title = Html::default();
    shown.title_text = String::new();
    shown.excerpt = String::new();
    shown.byline = String::new();
    shown.byline_html = Html::default();
    shown.toc = Vec::new();
    shown.corrections = Vec::new();
    shown.sources = Vec::new();
    shown.extra = Default::default();
    shown.pinned = false;
    (shown.social_title, shown.section, shown.updated) = (None, None, None);
    (shown.kicker, shown.deck, shown.sponsor, shown.dateline, shown.canonical) = (None, None, None, None, None);
    (shown.words, shown.characters, shown.minutes) = (0, 0, 0);
}
