//! Front pages: the main one, and one for each language with a prefix.
//!
//! Which story stands where was decided in the model.

use super::{Context, Output, Page, Stage, add_page};
use crate::markdown::is_allowed_url;
use crate::view::{AlertView, BlockView, FrontView};

use super::context::TranslationView;

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>) {
    for (index, front) in stage.site.fronts.iter().enumerate() {
        let what = front
            .language
            .as_ref()
            .map_or_else(|| "the front page".to_owned(), |language| format!("the front page in `{language}`"));
        add_page(outputs, &front.permalink, Page::Home(index), None, what);
    }
}

pub(super) fn context<'s>(stage: &Stage<'s>, index: usize) -> Context<'s> {
    let front = &stage.site.fronts[index];
    let page = Page::Home(index);
    let config = &stage.project.config;
    let language = page.language(stage);
    let mut view = stage.page(page, &front.permalink, config.title_in(language).to_owned());
    view.description = config.tagline_in(language).map(str::to_owned);
    let others = stage.site.fronts.iter().enumerate().filter(|(at, _)| *at != index);
    view.translations = others.map(|(at, other)| translation(stage, at, other)).collect();
    let block = |block: &crate::site::Block| {
        let section = block.section.map(|id| stage.site.section(id));
        let language = page.language(stage);
        let of_section = section.filter(|section| section.title == block.heading);
        BlockView {
            heading: of_section.map_or(block.heading.as_str(), |section| section.title_in(language.as_str())).to_owned(),
            url: section.map(|section| stage.href(&section.permalink)),
            section: block.section.map(|id| stage.views.section(id, language)),
            items: stage.views.cards(&block.items),
        }
    };
    let alert = front.alert.as_ref().map(|alert| AlertView {
        text: alert.text.clone(),
        url: alert.url.as_ref().map(|url| url.value.clone()).filter(|url| is_allowed_url(url)).map(|url| {
            match url.strip_prefix('/') {
                Some(inner) => format!("{}{inner}", config.base_url.path()),
                None => url,
            }
        }),
    });
    let zones = front.zones.iter().map(|(zone, ids)| (zone.clone(), stage.views.cards(ids))).collect();
    let shown = FrontView { alert, zones, blocks: front.blocks.iter().map(block).collect() };
    stage.context(page, view, None).with("front", shown)
}

fn translation(stage: &Stage<'_>, at: usize, front: &crate::site::Front) -> TranslationView {
    let language = Page::Home(at).language(stage);
    let title = stage.project.config.title_in(language).to_owned();
    TranslationView { lang: language.to_string(), name: stage.language_name(language), url: stage.href(&front.permalink), title }
}
