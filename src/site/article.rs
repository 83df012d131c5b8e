//! Stories and pages as the model knows them: every reference resolved.
//!
//! What the header says stays in the parsed source, shared; only what had to be resolved is here.

use super::links::Target;
use super::people::PersonId;
use super::photos::{Photo, PhotoFile};
use super::taxonomy::TermId;
use super::typed::Typed;
use crate::base::{Permalink, Span};
use crate::config::Language;
use crate::markdown::address;
use crate::source::{ArticleSource, LeafSource};
use std::ops::Deref;
use std::sync::Arc;

/// A place in [`super::Site`]; made only by `assemble`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(u32);

/// A place in [`super::Whole::pages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(u32);

macro_rules! places {
    ($($id:ident),*) => {
        $(impl $id {
            pub(super) fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("fewer than four billion of them"))
            }

            /// Walks over the ids of all of `list`, which must be the site's own.
            pub fn all<T>(list: &[T]) -> impl Iterator<Item = (Self, &T)> + Clone {
                list.iter().enumerate().map(|(at, value)| (Self::new(at), value))
            }

            /// Returns the place.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        })*
    };
}
pub(super) use places;
places!(ArticleId, PageId);

/// Who did what for a story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the key of the front matter")]
pub struct Credits {
    pub authors: Box<[PersonId]>,
    pub(super) helpers: Option<Box<Helpers>>,
}

/// Whom few stories name; read as if they were part of the credits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the key of the front matter")]
pub struct Helpers {
    pub contributors: Vec<PersonId>,
    pub translators: Vec<PersonId>,
    pub editors: Vec<PersonId>,
    pub photographers: Vec<PersonId>,
}

impl Helpers {
    pub(super) fn roles(&mut self) -> [&mut Vec<PersonId>; 4] {
        [&mut self.contributors, &mut self.translators, &mut self.editors, &mut self.photographers]
    }
}

static NOBODY: Helpers =
    Helpers { contributors: Vec::new(), translators: Vec::new(), editors: Vec::new(), photographers: Vec::new() };

impl Deref for Credits {
    type Target = Helpers;

    fn deref(&self) -> &Helpers {
        self.helpers.as_deref().unwrap_or(&NOBODY)
    }
}

/// A published story.
#[derive(Clone, Debug)]
pub struct Article {
    /// What its file says.
    pub source: Arc<ArticleSource>,
    /// Its address.
    pub permalink: Permalink,
    /// What stands for it in addresses, where that is not the last part of its own.
    pub(super) other_slug: Option<Box<str>>,
    /// Who did what.
    pub credits: Credits,
    /// Its section.
    pub section: Option<TermId>,
    /// Its topics, in the order of the header.
    pub topics: Box<[TermId]>,
    /// The lead photo.
    pub image: Option<Photo>,
    /// Further photos.
    pub gallery: Box<[Photo]>,
    /// Pictures of the body, by what the author typed.
    pub pictures: Typed<Arc<PhotoFile>>,
    /// Links of the body, by what the author typed.
    pub links: Typed<Target>,
    /// The other editions of the story.
    pub translations: Box<[ArticleId]>,
    /// Killed: only a notice stands at its address.
    pub is_killed: bool,
}

impl Article {
    /// Returns the story's language.
    pub fn lang(&self) -> &Language {
        &self.source.front.lang
    }

    /// Returns what stands for it in addresses: mostly the last part of its own.
    pub fn slug(&self) -> &str {
        self.other_slug.as_deref().unwrap_or_else(|| last_part(&self.permalink))
    }

    /// Returns whether lists show it.
    pub fn is_listed(&self) -> bool {
        !self.is_killed && !self.source.front.unlisted
    }

    /// Returns where it stood first, if that was elsewhere.
    pub fn canonical(&self) -> Option<String> {
        let typed = self.source.front.canonical.as_ref().map(|typed| &*typed.value);
        typed.filter(|url| url.starts_with("http")).and_then(address)
    }

    /// Returns the path of its file below `content/`: what templates know it by.
    pub fn id(&self) -> &str {
        self.source.file.below("content").unwrap_or(self.source.file.as_str())
    }
}

pub(super) fn last_part(permalink: &Permalink) -> &str {
    let address = permalink.as_str().trim_end_matches('/');
    address.rsplit_once('/').map_or(address, |(_, last)| last)
}

/// A page of `content/pages/`.
#[derive(Clone, Debug)]
pub struct Page {
    /// What its file says.
    pub source: Arc<LeafSource>,
    /// Its address.
    pub permalink: Permalink,
    /// Its picture.
    pub image: Option<Photo>,
    /// Pictures of the body, by what the author typed.
    pub pictures: Typed<Arc<PhotoFile>>,
    /// Links of the body, by what the author typed.
    pub links: Typed<Target>,
    /// The other editions of the page.
    pub translations: Vec<PageId>,
}

/// A correction of a published story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CorrectionRef {
    /// The story.
    pub article: ArticleId,
    /// Which of its corrections.
    pub index: usize,
}

/// An old address that leads to a new one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Redirect {
    /// The old address.
    pub from: Permalink,
    /// The new one.
    pub to: Permalink,
    /// Where the alias is written.
    pub origin: Span,
}
