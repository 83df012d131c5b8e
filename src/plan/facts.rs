//! What formats say of a story: one model of its dates, label, people and picture, for the page's head, feeds, sitemaps and the wire.
//!
//! Writes no format, and shows nothing to templates: these have views of their own.

use super::Stage;
use crate::base::When;
use crate::markdown::inline_text;
use crate::site::{Article, PersonId, Photo};
use crate::source::Kind;
use crate::view::name_in;

/// A story, with absolute addresses and plain texts.
pub(super) struct Facts<'s> {
    /// The story itself.
    pub article: &'s Article,
    /// Where it stands on this site.
    pub url: String,
    /// Where it stood first: the same, but for stories taken over from elsewhere.
    pub canonical: String,
    /// What it is known by for ever, whatever its address: a tag URI (RFC 4151) of the outlet's host, the day of first
    /// publication and the path of its file.
    pub id: String,
    /// The headline.
    pub headline: String,
    /// The word that must go with it: "Opinion", "Paid content".
    pub label: Option<String>,
    /// The deck.
    pub deck: Option<String>,
    /// When it was first published; never changes.
    pub published: When,
    /// The latest of its update and its corrections; never before `published`.
    pub modified: When,
    /// Who signed it; nobody: the outlet itself.
    pub authors: Vec<Name>,
    /// The lead photo.
    pub picture: Option<PictureFacts<'s>>,
}

/// Somebody's name, with the address of the bio page if there is one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Name {
    /// The name in the language of the story.
    pub name: String,
    /// The page, absolute.
    pub url: Option<String>,
    /// The person.
    pub id: PersonId,
}

/// A picture with an absolute address and plain texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct PictureFacts<'s> {
    /// The file.
    pub url: String,
    /// Width and height in pixels, when known.
    pub size: Option<(u32, u32)>,
    /// For those who cannot see it.
    pub alt: &'s str,
    /// What is to be seen, without markup.
    pub caption: Option<String>,
    /// Whose it is.
    pub credit: Option<&'s str>,
}

impl<'s> Facts<'s> {
    /// Gathers what is to be said of a story that was not killed.
    pub fn of(stage: &Stage<'s>, article: &'s Article) -> Self {
        let front = &article.source.front;
        let base = &stage.project.config.base_url;
        let url = base.canonical(&article.permalink);
        Self {
            article,
            canonical: article.canonical().unwrap_or_else(|| url.clone()),
            url,
            id: id(stage, article),
            headline: inline_text(&front.title.value),
            label: label(stage, article),
            deck: front.deck.as_deref().map(inline_text).filter(|deck| !deck.is_empty()),
            published: front.date.value,
            modified: article.modified(),
            authors: stage.names(&article.credits.authors, article),
            picture: article.image.as_ref().map(|photo| stage.picture(photo)),
        }
    }

    /// Returns the headline with its label before it: labels travel wherever the story goes (newsroom rule: "Opinion: …").
    pub fn labelled(&self, headline: &str) -> String {
        match &self.label {
            Some(label) => format!("{label}: {headline}"),
            None => headline.to_owned(),
        }
    }

    /// Returns the deck, or the beginning of the text.
    pub fn summary(&self) -> Option<&str> {
        let excerpt = &*self.article.source.body.digest.excerpt;
        self.deck.as_deref().or(Some(excerpt).filter(|excerpt| !excerpt.is_empty()))
    }
}

/// A tag URI; what it may hold beyond letters and digits is little, so the rest is percent-encoded as in an address.
fn id(stage: &Stage<'_>, article: &Article) -> String {
    let base = &stage.project.config.base_url;
    let file = article.id();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    format!("tag:{},{}:{}", base.host(), article.source.front.date.value.day(), crate::base::percent_encoded(stem))
}

/// Kinds whose label says what a reader must know before the first line; the others are told by their layout.
fn label(stage: &Stage<'_>, article: &Article) -> Option<String> {
    let usual = match article.source.front.kind {
        Kind::Analysis => "Analysis",
        Kind::Opinion => "Opinion",
        Kind::Editorial => "Editorial",
        Kind::Letter => "Letter",
        Kind::Review => "Review",
        Kind::Sponsored => "Paid content",
        Kind::Obituary => "Obituary",
        Kind::News | Kind::Brief | Kind::Explainer | Kind::Event | Kind::Live | Kind::Callout | Kind::Photo => return None,
    };
    Some(stage.word(&format!("label.{}", article.source.front.kind.name()), article.lang(), usual))
}

impl<'s> Stage<'s> {
    /// Returns people as a story in its language names them.
    pub(super) fn names(&self, people: &[PersonId], article: &Article) -> Vec<Name> {
        let config = &self.project.config;
        let name = |id: &PersonId| {
            let person = self.site.person(*id);
            let url = config.outputs.authors.then(|| config.base_url.canonical(&person.permalink));
            Name { name: name_in(person, article.lang()), url, id: *id }
        };
        people.iter().map(name).collect()
    }

    /// Returns a picture with an absolute address.
    pub(super) fn picture(&self, photo: &'s Photo) -> PictureFacts<'s> {
        PictureFacts {
            url: self.project.config.base_url.resolve(&photo.file.src),
            size: photo.file.size,
            alt: &photo.alt,
            caption: photo.caption.as_deref().map(inline_text),
            credit: photo.credit.as_deref(),
        }
    }
}
