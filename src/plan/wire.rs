//! The wire: each story as a ninjs item, and a list of the newest, so that a neighbouring newsroom can run them with credit.
//!
//! What is not the outlet's to hand on is not there: paid content, and stories that were taken over from elsewhere. A
//! killed story keeps its item, which says no more than that it was withdrawn.

use super::facts::Facts;
use super::structured::POLICIES;
use super::{Output, Recipe, Stage, What, syndicated};
use crate::base::{Fingerprint, Permalink};
use crate::formats::feed::Image;
use crate::formats::ninjs::{
    AltId, Association, Body, Concept, Genre, InfoSource, Item, ItemType, Point, PubStatus, Rendition, Representation,
    RightsInfo, Text, TrustIndicator, write, write_list,
};
use crate::markdown::inline_text;
use crate::site::{Article, ArticleId, Photo};
use crate::source::Kind;
use crate::view::byline_text;
use rayon::prelude::*;
use std::fmt::Write;

/// A file of the wire. Ids only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WireFile {
    /// A story.
    Story(ArticleId),
    /// The list of the newest.
    Latest,
}

/// How many stories the list names.
const LATEST: usize = 100;
/// Where it stands.
const LIST: &str = "/wire/latest.json";

/// Genres of the IPTC (cv.iptc.org/newscodes/genre) for kinds of stories.
const GENRES: [(Kind, &str); 9] = [
    (Kind::News, "http://cv.iptc.org/newscodes/genre/Current"),
    (Kind::Brief, "http://cv.iptc.org/newscodes/genre/Current"),
    (Kind::Analysis, "http://cv.iptc.org/newscodes/genre/Analysis"),
    (Kind::Explainer, "http://cv.iptc.org/newscodes/genre/Background"),
    (Kind::Opinion, "http://cv.iptc.org/newscodes/genre/Opinion"),
    (Kind::Editorial, "http://cv.iptc.org/newscodes/genre/Opinion"),
    (Kind::Letter, "http://cv.iptc.org/newscodes/genre/Opinion"),
    (Kind::Review, "http://cv.iptc.org/newscodes/genre/Review"),
    (Kind::Obituary, "http://cv.iptc.org/newscodes/genre/Obituary"),
];

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>) {
    if !stage.project.config.outputs.wire {
        return;
    }
    let output = |(id, article): &(ArticleId, &Article)| {
        let path = address(article).filter(|_| is_ours(stage, article))?.output();
        let what = What::Wire(article.source.file.clone());
        Some(Output { path, recipe: Recipe::Wire(WireFile::Story(*id)), origin: None, what })
    };
    let all: Vec<(ArticleId, &Article)> = stage.site.numbered().collect();
    outputs.par_extend(all.par_iter().with_min_len(256).filter_map(output));
    if let Ok(list) = Permalink::parse(LIST) {
        let what = "the list of the newest stories on the wire".to_owned().into();
        outputs.push(Output { path: list.output(), recipe: Recipe::Wire(WireFile::Latest), origin: None, what });
    }
}

/// Where the item of a story stands: below `/wire`, as the story does below `/`.
fn address(article: &Article) -> Option<Permalink> {
    Permalink::parse(&format!("/wire{}.json", article.permalink.as_str().trim_end_matches('/'))).ok()
}

/// Whether the outlet may hand a story on; those that no list shows are nobody's to find.
fn is_ours(stage: &Stage<'_>, article: &Article) -> bool {
    let front = &article.source.front;
    let base = stage.project.config.base_url.absolute();
    let is_own = front.canonical.as_ref().is_none_or(|url| !url.value.starts_with("http") || url.value.starts_with(&base));
    is_own && !front.unlisted && front.kind != Kind::Sponsored
}

impl WireFile {
    /// The story whose text stands in the file.
    pub fn story(&self, stage: &Stage<'_>) -> Option<ArticleId> {
        match self {
            Self::Story(id) => Some(*id).filter(|id| !stage.site.article(*id).is_killed),
            Self::Latest => None,
        }
    }

    /// Stands for everything in the file but the configuration and the theme's words.
    pub fn fingerprint(&self, stage: &Stage<'_>) -> Fingerprint {
        match self {
            Self::Story(id) => {
                Fingerprint::of(&(syndicated::fingerprint(stage, stage.site.article(*id)), &stage.views.outlet().policies))
            }
            Self::Latest => {
                let of = |article: &Article| {
                    let (front, permalink) = (&article.source.front, article.permalink.clone());
                    let shown = (front.title.value.clone(), front.kind, article.lang().clone(), front.date.value);
                    (permalink, article.is_killed, shown, article.modified())
                };
                Fingerprint::of(&latest(stage).map(of).collect::<Vec<_>>())
            }
        }
    }

    /// Writes the file; `body` is the plain HTML of its story's text.
    pub fn write(&self, stage: &Stage<'_>, body: Option<&str>) -> String {
        match (self, body) {
            (Self::Story(id), Some(body)) => story(stage, stage.site.article(*id), body),
            (Self::Story(id), None) => canceled(stage, stage.site.article(*id)),
            (Self::Latest, _) => list(stage),
        }
    }
}

fn latest<'s>(stage: &'s Stage<'_>) -> impl Iterator<Item = &'s Article> {
    stage.site.articles().filter(|article| is_ours(stage, article)).take(LATEST)
}

/// A kill notice: the address, and that nothing may be used.
fn canceled(stage: &Stage<'_>, article: &Article) -> String {
    write(Item { uri: &stage.project.config.base_url.canonical(&article.permalink), ..withdrawn(article) })
}

fn withdrawn(article: &Article) -> Item<'static> {
    Item {
        first_created: Some(article.source.front.date.value.to_rfc3339()),
        pub_status: Some(PubStatus::Canceled),
        ..Item::default()
    }
}

fn list(stage: &Stage<'_>) -> String {
    let base = &stage.project.config.base_url;
    let all: Vec<&Article> = latest(stage).collect();
    let facts: Vec<Facts<'_>> = all.iter().map(|article| Facts::of(stage, article)).collect();
    let files: Vec<String> =
        all.iter().map(|article| address(article).map(|address| base.canonical(&address)).unwrap_or_default()).collect();
    let item =
        |(facts, file): (&'_ Facts<'_>, &'_ String)| -> (String, String) { (facts.labelled(&facts.headline), file.clone()) };
    let texts: Vec<(String, String)> = facts.iter().zip(&files).map(item).collect();
    let items = facts.iter().zip(&texts).map(|(facts, (headline, file))| {
        let rendition = Rendition {
            name: "ninjs",
            href: file,
            content_type: Some("application/json"),
            width: None,
            height: None,
            size_in_bytes: None,
            poi: None,
        };
        let whole = Item { representation_type: Some(Representation::Partial), renditions: vec![rendition], ..Item::default() };
        if facts.article.is_killed {
            return Item { uri: &facts.url, renditions: whole.renditions, ..withdrawn(facts.article) };
        }
        Item {
            uri: &facts.url,
            version: Some(facts.modified.to_rfc3339()),
            first_created: Some(facts.published.to_rfc3339()),
            version_created: Some(facts.modified.to_rfc3339()),
            pub_status: Some(PubStatus::Usable),
            language: Some(facts.article.lang().as_str()),
            headlines: vec![Text { role: "main", value: headline }],
            ..whole
        }
    });
    write_list(&items.collect::<Vec<_>>())
}

fn story(stage: &Stage<'_>, article: &Article, body: &str) -> String {
    let facts = Facts::of(stage, article);
    let config = &stage.project.config;
    let (front, digest) = (&article.source.front, &article.source.body.digest);
    let headline = facts.labelled(&facts.headline);
    let by = byline_text(article, stage.site, config);
    let short = front.short_title.as_deref().map(inline_text);
    let texts = [("main", Some(headline.as_str())), ("kicker", front.kicker.as_deref()), ("short", short.as_deref())];
    let translators = stage.names(&article.credits.translators, article);
    let photos: Vec<Shot<'_>> = article.image.iter().chain(&article.gallery).map(|photo| Shot::of(stage, photo)).collect();
    let publisher = config.outlet.name.as_deref().unwrap_or(&config.title);
    let corrections = corrections(stage, article);
    let rights = stage.views.outlet().policies.iter().find(|policy| policy.key == "republishing");
    let rights = rights.map(|policy| config.base_url.resolve(&policy.url));
    let urls: Vec<Option<String>> =
        front.sources.iter().map(|source| absolute(source.url.as_ref().map(|url| &*url.value))).collect();
    let section = article.section.map(|id| stage.site.section(id));
    let terms = section.into_iter().chain(article.topics.iter().map(|id| stage.site.topic(*id)));
    write(Item {
        uri: &facts.url,
        representation_type: Some(Representation::Full),
        version: Some(facts.modified.to_rfc3339()),
        first_created: Some(facts.published.to_rfc3339()),
        version_created: Some(facts.modified.to_rfc3339()),
        content_created: Some(facts.published.to_rfc3339()),
        expires: front.expires.map(|expires| expires.to_rfc3339()),
        pub_status: Some(PubStatus::Usable),
        language: Some(article.lang().as_str()),
        title: Some(&facts.headline),
        slugline: Some(article.slug()),
        headlines: texts.iter().filter_map(|(role, text)| Some(Text { role, value: (*text)? })).collect(),
        by: Some(by.as_str()).filter(|by| !by.is_empty()),
        located: place(article),
        descriptions: facts.summary().map(|value| Text { role: "summary", value }).into_iter().collect(),
        bodies: vec![Body {
            role: "main",
            content_type: "text/html",
            char_count: digest.characters as usize,
            word_count: digest.words as usize,
            value: body,
        }],
        people: facts
            .authors
            .iter()
            .map(|name| ("author", name))
            .chain(translators.iter().map(|name| ("translator", name)))
            .map(|(rel, name)| Concept { name: &name.name, rel, uri: name.url.clone() })
            .collect(),
        places: place(article).map(|name| Concept { name, rel: "dateline", uri: None }).into_iter().collect(),
        subjects: terms
            .enumerate()
            .map(|(at, term)| Concept {
                name: &term.title,
                rel: if at == 0 && section.is_some() { "section" } else { "topic" },
                uri: ((at == 0 && section.is_some()) || config.outputs.topics)
                    .then(|| config.base_url.canonical(&term.permalink)),
            })
            .collect(),
        genres: vec![Genre {
            name: front.kind.name(),
            uri: GENRES.iter().find(|(kind, _)| *kind == front.kind).map(|(_, uri)| *uri),
        }],
        info_sources: front
            .sources
            .iter()
            .zip(&urls)
            .map(|(one, uri)| InfoSource { name: &one.name, uri: uri.as_deref() })
            .collect(),
        associations: photos.iter().enumerate().map(|(at, shot)| shot.association(at == 0 && article.image.is_some())).collect(),
        alt_ids: vec![AltId { role: "tag", value: &facts.id }],
        trust_indicators: trust(stage),
        copyright_holder: Some(publisher),
        copyright_notice: config.copyright.as_deref(),
        rights_info: rights.as_deref().map(|linked_rights| RightsInfo { linked_rights }),
        ed_note: Some(corrections).filter(|text| !text.is_empty()),
        ..Item::default()
    })
}

fn place(article: &Article) -> Option<&str> {
    article.source.front.dateline.parts().map(|(place, ..)| place)
}

/// An address as the schema wants it: absolute, and in ASCII.
fn absolute(typed: Option<&str>) -> Option<String> {
    crate::markdown::address(typed?).filter(|url| url.starts_with("http"))
}

fn trust<'s>(stage: &'s Stage<'_>) -> Vec<TrustIndicator<'s>> {
    let policies = stage.views.outlet().policies.iter();
    let policies = policies.filter_map(|policy| {
        let href = absolute(Some(&stage.project.config.base_url.resolve(&policy.url)))?;
        let (_, property) = POLICIES.iter().find(|(key, _)| *key == policy.key)?;
        // The vocabulary of schema.org has them all.
        Some(TrustIndicator { role: format!("https://schema.org/{property}"), title: &policy.title, href })
    });
    policies.collect()
}

/// What whoever ran the story has to know.
fn corrections(stage: &Stage<'_>, article: &Article) -> String {
    let mut out = String::new();
    for correction in &article.source.front.corrections {
        let title = syndicated::correction_title(stage, article, correction);
        let gap = if out.is_empty() { "" } else { "\n" };
        write!(out, "{gap}{title} {}", inline_text(&correction.text)).expect("writing to a string cannot fail");
    }
    out
}

/// A photo that goes with a story.
struct Shot<'s> {
    image: Image,
    photo: &'s Photo,
}

impl<'s> Shot<'s> {
    fn of(stage: &Stage<'_>, photo: &'s Photo) -> Self {
        let mut image = syndicated::image(stage, photo);
        if let Some(url) = absolute(Some(&image.url)) {
            image.url = url;
        }
        Self { image, photo }
    }

    fn association(&self, is_lead: bool) -> Association<'_> {
        let Image { url, media_type, size, length, alt, caption, credit } = &self.image;
        let texts = [("caption", caption.as_deref()), ("alt", Some(alt.as_str()).filter(|alt| !alt.is_empty()))];
        let part = |pixels: u32, percent: u8| pixels.saturating_mul(u32::from(percent)) / 100;
        let rendition = Rendition {
            name: "original",
            href: url,
            content_type: *media_type,
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            size_in_bytes: *length,
            poi: size.map(|(width, height)| Point { x: part(width, self.photo.focus.0), y: part(height, self.photo.focus.1) }),
        };
        Association {
            name: if is_lead { "lead" } else { "gallery" },
            item: Item {
                uri: url,
                item_type: ItemType::Picture,
                by: credit.as_deref(),
                located: self.photo.place.as_deref(),
                descriptions: texts.iter().filter_map(|(role, text)| Some(Text { role, value: (*text)? })).collect(),
                renditions: vec![rendition],
                ..Item::default()
            },
        }
    }
}
