//! Stories as templates see them: the card that lists show, and the whole.
//!
//! The body's HTML is no part of these: it is made with its page.

use super::{Html, Moment, Refs, Shared, byline, view};
use crate::base::Fingerprint;
use crate::config::{Config, Language};
use crate::markdown::{Digest, Heading, address, inline, inline_text};
use crate::notation::Table;
use crate::site::{Article, Photo, Site, Term};

view! {
    /// The centre of a picture, in percent.
    Focus { x: u8, y: u8, }

    /// A picture.
    Picture {
        src: String, width: Option<u32>, height: Option<u32>, alt: String, caption: Option<Html>, credit: Option<String>,
        focus: Focus, position: &'static str, wide: bool, place: Option<String>, date: Option<String>,
    }

    /// A section or topic with its address.
    TermRef { slug: String, title: String, url: Option<String>, colour: Option<String>, }

    /// What a list shows of a story.
    CardView {
        url: String, permalink: String, lang: String, id: String, title: Html, title_text: String, kicker: Option<String>,
        deck: Option<Html>, excerpt: String, kind: &'static str, label: Option<&'static str>, sponsor: Option<String>,
        section: Option<Shared>, authors: Vec<Shared>, byline: String, date: Moment, updated: Option<Moment>,
        image: Option<Picture>, evergreen: bool, pinned: bool,
    }

    /// A correction.
    CorrectionView { id: String, date: Option<Moment>, kind: &'static str, text: Html, placement: &'static str, }

    /// A source.
    SourceView { name: String, url: Option<String>, date: Option<Moment>, }

    /// A heading of the body.
    TocEntry { level: u8, id: String, text: String, }

    /// A story.
    ArticleView {
        url: String, permalink: String, lang: String, id: String, title: Html, title_text: String, kicker: Option<String>,
        deck: Option<Html>, excerpt: String, kind: &'static str, label: Option<&'static str>, sponsor: Option<String>,
        section: Option<Shared>, authors: Vec<Shared>, byline: String, date: Moment, updated: Option<Moment>,
        image: Option<Picture>, evergreen: bool, pinned: bool,
        content: Html, dateline: Option<String>, byline_html: Html, people: Vec<Shared>, contributors: Vec<Shared>,
        translators: Vec<Shared>, editors: Vec<Shared>, photographers: Vec<Shared>, topics: Vec<Shared>,
        gallery: Vec<Picture>, corrections: Vec<CorrectionView>, sources: Vec<SourceView>, affiliate: bool, sensitive: bool,
        ads: bool, noindex: bool, canonical: Option<String>, toc: Vec<TocEntry>, words: usize, characters: usize, minutes: usize,
        social_title: Option<String>, killed: bool, extra: Table,
    }
}

impl Picture {
    /// Shows a picture.
    pub fn of(photo: &Photo, config: &Config, language: &Language) -> Self {
        Self {
            src: photo.file.src.to_string(),
            width: photo.file.size.map(|(width, _)| width),
            height: photo.file.size.map(|(_, height)| height),
            alt: photo.alt.to_string(),
            caption: photo.caption.as_ref().map(|text| Html(inline(text, &config.markdown(language)))),
            credit: photo.credit.as_deref().map(str::to_owned),
            focus: Focus { x: photo.focus.0, y: photo.focus.1 },
            position: photo.position.name(),
            wide: photo.wide,
            place: photo.place.as_deref().map(str::to_owned),
            date: photo.date.map(|date| date.to_string()),
        }
    }
}

impl TocEntry {
    /// Shows a heading.
    pub fn of(heading: &Heading) -> Self {
        Self { level: heading.level, id: heading.id().into_owned(), text: heading.text().to_owned() }
    }
}

impl TermRef {
    /// Shows a section or topic; `has_page` says whether its address can be visited.
    pub(super) fn of(term: &Term, title: &str, config: &Config, has_page: bool) -> Self {
        let colour = term.source.as_ref().and_then(|source| source.front.colour.clone());
        let url = has_page.then(|| config.base_url.href(&term.permalink));
        Self { slug: term.slug.clone(), title: title.to_owned(), url, colour }
    }
}

impl CardView {
    /// Shows what lists show of a story. What it looks at of the story's file, `ArticleSource::card` stands for.
    pub(super) fn of(article: &Article, refs: &Refs, site: &Site, config: &Config) -> Self {
        let front = &article.source.front;
        let options = config.markdown(article.lang());
        let title = front.short_title.as_deref().unwrap_or(&front.title.value);
        Self {
            url: config.base_url.href(&article.permalink),
            permalink: config.base_url.canonical(&article.permalink),
            lang: article.lang().to_string(),
            id: article.id().to_owned(),
            title: Html(inline(title, &options)),
            title_text: inline_text(title),
            kicker: front.kicker.as_deref().map(str::to_owned),
            deck: front.deck.as_ref().map(|deck| Html(inline(deck, &options))),
            excerpt: article.source.body.digest.excerpt.to_string(),
            kind: front.kind.name(),
            label: front.kind.label(),
            sponsor: front.sponsor.clone(),
            section: article.section.map(|id| refs.sections[id.index()].on(article.lang()).clone()),
            authors: article.credits.authors.iter().map(|id| refs.people[id.index()].clone()).collect(),
            byline: byline::text(article, site, config),
            date: Moment::of(front.date.value),
            updated: front.updated.as_ref().map(|updated| Moment::of(updated.value)),
            image: article.image.as_ref().map(|photo| Picture::of(photo, config, article.lang())),
            evergreen: front.evergreen,
            pinned: front.prominence.contains(&"pinned"),
        }
    }
}

/// Stands for a card without showing it: everything that [`CardView::of`] looks at, but for the configuration.
pub(super) fn card_fingerprint(article: &Article, refs: &Refs, site: &Site) -> Fingerprint {
    let authors: Vec<&Shared> = article.credits.authors.iter().map(|id| &refs.people[id.index()]).collect();
    Fingerprint::of(&(
        (&article.permalink, &article.source.file, &article.image),
        (article.source.card, article.section.map(|id| refs.sections[id.index()].on(article.lang()))),
        (authors, byline::native_names(article, site)),
    ))
}

/// A section or topic has a page when it has a file or a listed story.
pub fn has_front(term: &Term) -> bool {
    term.source.is_some() || !term.articles.is_empty()
}

impl ArticleView {
    /// Shows a story without its body's HTML.
    pub(super) fn of(article: &Article, people: Vec<Shared>, refs: &Refs, site: &Site, config: &Config) -> Self {
        let card = CardView::of(article, refs, site, config);
        let front = &article.source.front;
        let digest = &article.source.body.digest;
        let options = config.markdown(article.lang());
        let names = |ids: &[crate::site::PersonId]| ids.iter().map(|id| refs.people[id.index()].clone()).collect::<Vec<_>>();
        Self {
            title: Html(inline(&front.title.value, &options)),
            title_text: inline_text(&front.title.value),
            content: Html::default(),
            dateline: dateline_text(article, config),
            byline_html: Html(byline::html(article, site, config)),
            people,
            contributors: names(&article.credits.contributors),
            translators: names(&article.credits.translators),
            editors: names(&article.credits.editors),
            photographers: names(&article.credits.photographers),
            topics: article.topics.iter().map(|id| refs.topics[id.index()].on(article.lang()).clone()).collect(),
            gallery: article.gallery.iter().map(|photo| Picture::of(photo, config, article.lang())).collect(),
            corrections: (0..front.corrections.len()).map(|index| correction(article, index, config)).collect(),
            sources: front.sources.iter().map(source).collect(),
            affiliate: front.affiliate,
            sensitive: front.sensitive,
            ads: front.ads,
            noindex: front.noindex || article.is_killed,
            canonical: article.canonical(),
            toc: digest.outline.iter().map(TocEntry::of).collect(),
            words: digest.words as usize,
            characters: digest.characters as usize,
            minutes: minutes(digest, article.lang()),
            social_title: front.social_title.clone(),
            killed: article.is_killed,
            extra: front.extra.clone(),
            url: card.url,
            permalink: card.permalink,
            lang: card.lang,
            id: card.id,
            kicker: card.kicker,
            deck: card.deck,
            excerpt: card.excerpt,
            kind: card.kind,
            label: card.label,
            sponsor: card.sponsor,
            section: card.section,
            authors: card.authors,
            byline: card.byline,
            date: card.date,
            updated: card.updated,
            image: card.image,
            evergreen: card.evergreen,
            pinned: card.pinned,
        }
    }
}

/// Returns what the correction of a story is linked to by.
pub fn correction_id(index: usize) -> String {
    format!("correction-{}", index + 1)
}

/// Shows one correction of a story.
pub fn correction(article: &Article, index: usize, config: &Config) -> CorrectionView {
    let correction = &article.source.front.corrections[index];
    CorrectionView {
        id: correction_id(index),
        date: correction.date.map(Moment::of),
        kind: correction.kind,
        text: Html(inline(&correction.text, &config.markdown(article.lang()))),
        placement: if correction.on_top { "top" } else { "bottom" },
    }
}

fn source(source: &crate::source::SourceNote) -> SourceView {
    let url = source.url.as_ref().and_then(|url| address(&url.value));
    SourceView { name: source.name.clone(), url, date: source.date.map(Moment::of) }
}

/// Returns how long reading takes: English at about 230 words a minute, Korean, Chinese and Japanese at 500 characters.
pub fn minutes(digest: &Digest, language: &Language) -> usize {
    let minutes = match language.base() {
        "ko" | "zh" | "ja" => digest.characters.div_ceil(500),
        _ => digest.words.div_ceil(230),
    };
    minutes.max(1) as usize
}

/// Returns the dateline as the house style writes it: "LOS ANGELES —".
pub fn dateline_text(article: &Article, config: &Config) -> Option<String> {
    let (place, region, country) = article.source.front.dateline.parts()?;
    let style = config.style(article.lang());
    let place = if style.dateline_upper { place.to_uppercase() } else { place.to_owned() };
    let with_region = match region {
        // The format may say where the region goes; where it does not, it follows the place, as AP sets it.
        Some(region) if !style.dateline_format.contains("{region}") => format!("{place}, {region}"),
        _ => place,
    };
    let text = style.dateline_format.replace("{place}", &with_region);
    let text = text.replace("{region}", region.unwrap_or("")).replace("{country}", country.unwrap_or(""));
    Some(text.trim().to_owned())
}
