//! Everything that a page's head tells to programs: title, description, canonical address, translations, share cards,
//! feeds, structured data. One function for every theme, which prints it as `{{ head }}`.
//!
//! Style sheets and scripts are the theme's.

use super::context::{PageView, Stage, shortened};
use super::editions::Editions;
use super::facts::{Facts, PictureFacts};
use super::{FeedFile, FeedOf, Page, feeds, structured};
use crate::base::When;
use crate::config::Language;
use crate::formats::feed::FORMATS;
use crate::formats::head::Head;
use crate::formats::picture_type;
use crate::markdown::inline_text;
use crate::site::Article;
use crate::view::Picture;

/// Writes the head of a page.
pub(super) fn head(stage: &Stage<'_>, page: Page, view: &PageView) -> String {
    let article = match page {
        Page::Article(id) => Some(stage.site.article(id)).filter(|article| !article.is_killed),
        _ => None,
    };
    let facts = article.map(|article| Facts::of(stage, article));
    let mut head = Head::default();
    common(stage, page, view, facts.as_ref(), &mut head);
    translations(stage, page, view, &mut head);
    follow(stage, page, view, &mut head);
    card(stage, page, view, facts.as_ref(), &mut head);
    if !view.noindex {
        things(stage, page, view, facts.as_ref(), &mut head);
    }
    head.finish()
}

fn common(stage: &Stage<'_>, page: Page, view: &PageView, facts: Option<&Facts<'_>>, head: &mut Head) {
    let name = stage.project.config.title_in(page.language(stage));
    match (page, &view.description) {
        (Page::Home(_), Some(tagline)) => head.title(&format!("{} – {tagline}", view.title)),
        (Page::Home(_), None) => head.title(&view.title),
        _ => head.title(&format!("{} | {name}", view.title)),
    }
    head.name("description", view.description.as_deref().unwrap_or_default());
    if view.noindex {
        head.name("robots", "noindex");
        return;
    }
    head.name("robots", "max-image-preview:large");
    head.link("canonical", facts.map_or(&view.permalink, |facts| &facts.canonical), &[]);
    for author in facts.into_iter().flat_map(|facts| &facts.authors) {
        head.name("author", &author.name);
        if let Some(url) = &author.url {
            head.link("author", url, &[]);
        }
    }
}

/// Returns the true translations of a page, itself included. Front pages of two languages are no translations.
pub(super) fn editions<'s>(stage: &Stage<'s>, page: Page) -> Editions<'s> {
    match page {
        Page::Article(id) => Editions::of_article(stage, stage.site.article(id)),
        Page::Document(id) => Editions::of_page(stage, stage.site.page(id)),
        _ => Editions::default(),
    }
}

/// `hreflang`: each edition names all.
fn translations(stage: &Stage<'_>, page: Page, view: &PageView, head: &mut Head) {
    let links = if view.noindex { Vec::new() } else { editions(stage, page).links(stage) };
    for (code, url) in links {
        head.link("alternate", &url, &[("hreflang", &code)]);
    }
}

/// Where the page can be followed: its own feeds if it is a list that has some, and those of the edition that it belongs to.
fn follow(stage: &Stage<'_>, page: Page, view: &PageView, head: &mut Head) {
    let name = stage.project.config.title_in(page.language(stage));
    for of in feeds::of_page(stage, page) {
        let whose = if matches!(of, FeedOf::Front(_)) { name.to_owned() } else { format!("{} – {name}", view.title) };
        for form in &FORMATS {
            let url = FeedFile { of, format: form.format }.url(stage);
            head.link("alternate", &url, &[("type", form.media_type), ("title", &format!("{whose} ({})", form.name))]);
        }
    }
}

/// OpenGraph, and the cards of X, which do without it.
fn card(stage: &Stage<'_>, page: Page, view: &PageView, facts: Option<&Facts<'_>>, head: &mut Head) {
    let config = &stage.project.config;
    let language = page.language(stage);
    let front = facts.map(|facts| &facts.article.source.front);
    let social = front.and_then(|front| front.social_title.as_deref()).map(inline_text);
    let title = facts.map(|facts| facts.labelled(social.as_deref().unwrap_or(&facts.headline)));
    let title = title.as_deref().unwrap_or(&view.title);
    let description = view.description.as_deref().unwrap_or_default();
    head.property(
        "og:type",
        match page {
            Page::Article(_) => "article",
            Page::Author { .. } => "profile",
            _ => "website",
        },
    );
    head.property("og:site_name", config.title_in(language));
    head.property("og:title", title);
    head.property("og:description", description);
    head.property("og:url", facts.map_or(&view.permalink, |facts| &facts.canonical));
    head.property("og:locale", &language.locale().unwrap_or_default());
    for other in &view.translations {
        let locale = Language::parse(&other.lang).and_then(|language| language.locale());
        head.property("og:locale:alternate", &locale.unwrap_or_default());
    }
    let lead = facts.and_then(|facts| facts.picture.as_ref());
    let (picture, is_lead) = (lead.cloned().or_else(|| usual_picture(stage, page)), lead.is_some());
    if let Some(picture) = &picture {
        share_picture(picture, head);
    }
    if let Some(facts) = facts {
        of_story(stage, facts, head);
    }
    head.name("twitter:card", if is_lead { "summary_large_image" } else { "summary" });
    head.name("twitter:title", &shortened(title, 69));
    head.name("twitter:description", description);
    head.name("twitter:image", picture.as_ref().map_or("", |picture| &picture.url));
    head.name("twitter:image:alt", &picture.as_ref().map(|picture| shortened(picture.alt, 419)).unwrap_or_default());
    let handle = config.outlet.social.iter().find_map(|(_, url)| handle(&url.value));
    head.name("twitter:site", &handle.unwrap_or_default());
}

/// The picture of a page that has none of its own: somebody's portrait, else the outlet's.
fn usual_picture<'s>(stage: &Stage<'s>, page: Page) -> Option<PictureFacts<'s>> {
    let portrait = match page {
        Page::Author { id, .. } => stage.site.person(id).photo.as_ref(),
        Page::Document(id) => stage.site.page(id).image.as_ref(),
        _ => None,
    };
    let outlet = stage.views.outlet();
    let of_outlet = |picture: &'s Picture| PictureFacts {
        url: stage.project.config.base_url.resolve(&picture.src),
        size: picture.width.zip(picture.height),
        alt: &picture.alt,
        caption: None,
        credit: None,
    };
    let for_sharing = |picture: &&Picture| !picture.src.ends_with(".svg");
    portrait
        .map(|photo| stage.picture(photo))
        .or_else(|| outlet.share_image.as_ref().or(outlet.logo.as_ref()).filter(for_sharing).map(of_outlet))
}

fn share_picture(picture: &PictureFacts<'_>, head: &mut Head) {
    head.property("og:image", &picture.url);
    if let Some((width, height)) = picture.size {
        head.property("og:image:width", &width.to_string());
        head.property("og:image:height", &height.to_string());
    }
    head.property("og:image:type", picture_type(&picture.url).unwrap_or_default());
    head.property("og:image:alt", picture.alt);
}

fn of_story(stage: &Stage<'_>, facts: &Facts<'_>, head: &mut Head) {
    let Article { section, topics, source, .. } = facts.article;
    head.property("article:published_time", &facts.published.to_rfc3339());
    head.property("article:modified_time", &facts.modified.to_rfc3339());
    head.property("article:expiration_time", &source.front.expires.as_ref().map(When::to_rfc3339).unwrap_or_default());
    head.property("article:section", section.map_or("", |id| stage.site.section(id).title_in(facts.article.lang().as_str())));
    for topic in topics {
        head.property("article:tag", &stage.site.topic(*topic).title);
    }
    for author in &facts.authors {
        head.property("article:author", author.url.as_deref().unwrap_or_default());
    }
    for author in &facts.authors {
        let front = stage.site.person(author.id).source.as_ref().map(|source| &source.front);
        head.name("fediverse:creator", front.and_then(|front| front.fediverse.as_deref()).unwrap_or_default());
        let handle = front.and_then(|front| front.links.iter().find_map(|(_, url)| handle(url)));
        head.name("twitter:creator", &handle.unwrap_or_default());
    }
}

/// Reads `@name` off an address at X.
fn handle(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let name = rest.strip_prefix("x.com/").or_else(|| rest.strip_prefix("twitter.com/"))?;
    let name = name.trim_end_matches('/');
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| format!("@{name}"))
}

fn things(stage: &Stage<'_>, page: Page, view: &PageView, facts: Option<&Facts<'_>>, head: &mut Head) {
    let language = page.language(stage);
    match (page, facts) {
        (Page::Article(_), Some(facts)) => head.thing(&structured::article(stage, facts)),
        (Page::Article(_), None) | (Page::NotFound, _) => {}
        (Page::Home(_), _) => structured::home(stage, view, language).iter().for_each(|thing| head.thing(thing)),
        (Page::Author { id, .. }, _) => head.thing(&structured::profile(stage, view, id)),
        (Page::Document(_), _) => head.thing(&structured::page(view, "WebPage", language)),
        _ => head.thing(&structured::page(view, "CollectionPage", language)),
    }
    if let Some(way) = structured::breadcrumbs(stage, view) {
        head.thing(&way);
    }
}
