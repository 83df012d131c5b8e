//! The model of the whole paper: immutable after [`assemble`].
//!
//! Holds no HTML and no template values; bodies are digests, their text stays in the files.

mod archive;
mod article;
mod assemble;
mod checks;
mod filing;
mod fronts;
mod links;
mod names;
mod people;
mod permalinks;
mod photos;
mod publication;
mod publish;
mod references;
mod related;
mod revise;
mod search;
mod selection;
mod taxonomy;
mod typed;

pub use archive::{Archive, Day, Month, Year};
pub use article::{Article, ArticleId, CorrectionRef, Credits, Helpers, Page, PageId, Redirect};
pub use assemble::assemble;
pub use fronts::{Block, Front};
pub use links::Target;
pub use people::{Group, Person, PersonId};
pub use permalinks::address_of;
pub use photos::{Photo, PhotoFile, media_path};
pub use publication::{Held, State, public_state};
pub use revise::revise;
pub use search::{fits, news, stale};
pub use selection::{kind_named, select};
pub use taxonomy::{Term, TermId};
pub use typed::Typed;

use crate::base::{ByHash, ProjectPath, When, composed};
use crate::config::Language;
use crate::notation::Table;
use crate::source::Media;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

/// The model: everything as it was assembled, with stories that were revised since in the places of the old ones.
///
/// A revision leaves everything that other stories, lists and pages see of a story as it was; what of it lists show
/// (a card) is made from the revised story.
#[derive(Clone, Debug)]
pub struct Site {
    whole: Arc<Whole>,
    revised: BTreeMap<ArticleId, Arc<Article>>,
}

impl Site {
    fn of(whole: Whole) -> Self {
        Self { whole: Arc::new(whole), revised: BTreeMap::new() }
    }

    /// Returns a story.
    pub fn article(&self, id: ArticleId) -> &Article {
        match self.revised.get(&id) {
            Some(article) => article,
            None => self.whole.article(id),
        }
    }

    /// Walks over the published stories, the newest first.
    pub fn articles(&self) -> impl Iterator<Item = &Article> + Clone {
        self.numbered().map(|(_, article)| article)
    }

    /// Walks over the published stories with their ids, the newest first.
    pub fn numbered(&self) -> impl Iterator<Item = (ArticleId, &Article)> + Clone {
        let now = |(id, article)| (id, self.revised.get(&id).map_or(article, |revised| &**revised));
        ArticleId::all(&self.whole.articles).map(now)
    }

    /// Returns how many stories are published, unlisted and killed ones among them.
    pub fn len(&self) -> usize {
        self.whole.articles.len()
    }

    /// Returns whether nothing is published.
    pub fn is_empty(&self) -> bool {
        self.whole.articles.is_empty()
    }
}

impl Deref for Site {
    type Target = Whole;

    fn deref(&self) -> &Whole {
        &self.whole
    }
}

/// Everything that is published, and what is not and why.
#[derive(Debug)]
pub struct Whole {
    /// Published stories, the newest first; an [`ArticleId`] is a place in it.
    articles: Vec<Article>,
    /// Those that lists show: neither unlisted nor killed; the newest first.
    pub listed: Vec<ArticleId>,
    /// Authors with and without files, by slug.
    pub people: Vec<Person>,
    /// Sections in the order of the navigation.
    pub sections: Vec<Term>,
    /// Topics by slug.
    pub topics: Vec<Term>,
    /// Pages, by order and title.
    pub pages: Vec<Page>,
    /// Years, months and days with stories.
    pub archive: Archive,
    /// The front pages: the main one first, then one for each language with a prefix.
    pub fronts: Vec<Front>,
    /// Every correction, the newest first.
    pub corrections: Vec<CorrectionRef>,
    /// Stories that are not on the site, and why.
    pub held: Vec<Held>,
    /// Old addresses.
    pub redirects: Vec<Redirect>,
    /// Files of `data/` by name.
    pub data: BTreeMap<String, Arc<Table>>,
    /// All files that can be referred to.
    pub media: Arc<Media>,
    /// Composed paths of the content files that something published refers to.
    pub used_media: BTreeSet<String>,
    /// When the site will look different without an edit: the time of the next build that is due.
    pub next_due: Option<When>,
    by_file: ByHash<ProjectPath, Owner>,
}

/// What a content file became.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A published story.
    Article(ArticleId),
    /// A story that is not on the site: a place in [`Whole::held`].
    Held(usize),
    /// A page.
    Page(PageId),
    /// A person.
    Person(PersonId),
    /// A section.
    Section(TermId),
    /// A topic.
    Topic(TermId),
}

impl Whole {
    /// Returns a story.
    fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.index()]
    }

    /// Returns a person.
    pub fn person(&self, id: PersonId) -> &Person {
        &self.people[id.index()]
    }

    /// Returns a section.
    pub fn section(&self, id: TermId) -> &Term {
        &self.sections[id.index()]
    }

    /// Returns a topic.
    pub fn topic(&self, id: TermId) -> &Term {
        &self.topics[id.index()]
    }

    /// Returns a page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.index()]
    }

    /// Returns what a file of `content/` became, by its path below the project's root, in any normal form.
    pub fn owner(&self, file: &str) -> Option<Owner> {
        self.by_file.get(&*composed(file)).copied()
    }

    /// Returns the main front page's newest story, if there is any.
    pub fn newest(&self) -> Option<&Article> {
        self.listed.first().map(|id| self.article(*id))
    }

    /// Returns the listed stories in a language, the newest first.
    pub fn in_language<'s>(&'s self, language: &'s Language) -> impl Iterator<Item = ArticleId> + 's {
        self.listed.iter().copied().filter(move |id| self.article(*id).lang() == language)
    }
}
