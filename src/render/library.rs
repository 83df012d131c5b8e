//! The library: answers what templates ask beyond their own context.
//!
//! The very same code answers when a page is rendered and when it is verified that nothing changed for it.

use crate::base::{Permalink, ProjectPath, nearest, stored};
use crate::config::Project;
use crate::plan::{Stage, asset_path};
use crate::site::{ArticleId, Owner, PersonId, Site};
use crate::source::KINDS;
use crate::theme::Theme;
use crate::view::{Card, Shared, TermCount, Views, has_front, picture, view};
use std::sync::Arc;

/// A question that a template asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the function of docs/themes.md; fields are its arguments")]
pub enum Query {
    Latest(Box<Latest>),
    /// With `ids`, ids are asked for instead of cards.
    Related {
        id: String,
        limit: usize,
        ids: bool,
    },
    Article {
        id: String,
    },
    Author {
        slug: String,
    },
    Section {
        slug: String,
    },
    Topics {
        limit: usize,
    },
    Neighbours {
        id: String,
    },
    Image {
        src: String,
    },
    Asset {
        path: String,
    },
    Url {
        path: String,
    },
    Data {
        name: String,
    },
}

/// Which of the latest stories; apart, since nearly all questions that are noted are small ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Latest {
    pub limit: usize,
    pub section: Option<String>,
    pub topic: Option<String>,
    pub author: Option<String>,
    pub kind: Option<String>,
    pub lang: Option<String>,
    pub skip: usize,
    pub except: Option<String>,
}

stored!(struct Latest { limit, section, topic, author, kind, lang, skip, except });

impl Query {
    /// Whether many pages ask it; the others are asked by one page, of its own story.
    pub(super) fn is_common(&self) -> bool {
        match self {
            Self::Related { .. } | Self::Neighbours { .. } => false,
            Self::Latest(latest) => latest.except.is_none(),
            _ => true,
        }
    }
}

stored!(enum Query {
    0 => Latest(latest),
    1 => Related { id, limit, ids },
    2 => Article { id },
    3 => Author { slug },
    4 => Section { slug },
    5 => Topics { limit },
    6 => Neighbours { id },
    7 => Image { src },
    8 => Asset { path },
    9 => Url { path },
    10 => Data { name },
});

view! {
    /// The stories before and after one.
    NeighboursView { previous: Option<Card>, next: Option<Card>, }
}

/// Everything that may be asked.
#[derive(Clone, Debug)]
pub struct Library {
    /// Configuration and moment.
    pub project: Arc<Project>,
    /// Templates, words, assets.
    pub theme: Arc<Theme>,
    /// The model.
    pub site: Arc<Site>,
    /// Shared values.
    pub views: Arc<Views>,
}

impl Library {
    /// Returns what contexts are made of.
    pub fn stage(&self) -> Stage<'_> {
        Stage { project: &self.project, theme: &self.theme, site: &self.site, views: &self.views }
    }

    /// Answers a question.
    ///
    /// # Errors
    /// The question itself is wrong: an asset that does not exist, an unknown kind.
    pub fn answer(&self, query: &Query) -> Result<Shared, String> {
        match query {
            Query::Latest(latest) => self.latest(latest),
            Query::Related { id, limit, ids } => {
                let found = self.article_id(id).map(|id| self.site.related(id, *limit)).unwrap_or_default();
                if *ids {
                    let names = found.iter().map(|id| self.site.article(*id).id().to_owned());
                    return Ok(Shared::new(names.collect::<Vec<String>>()));
                }
                Ok(Shared::new(self.views.cards(&found)))
            }
            Query::Article { id } => {
                let id = self.article_id(id).filter(|id| !self.site.article(*id).is_killed);
                let shared = |card: Card| Shared::with(card.fingerprint(), card);
                Ok(id.map_or_else(Shared::none, |id| shared(self.views.card(id))))
            }
            Query::Author { slug } => Ok(self.person_id(slug).map_or_else(Shared::none, |id| self.views.person(id))),
            Query::Section { slug } => {
                let term = self.site.section_named(slug).map(|id| self.site.section(id)).filter(|term| has_front(term));
                Ok(term.map_or_else(Shared::none, |term| Shared::new(TermCount::of(term, &self.project.config, true))))
            }
            Query::Topics { limit } => Ok(self.topics(*limit)),
            Query::Neighbours { id } => {
                let (previous, next) = self.article_id(id).map_or((None, None), |id| self.site.neighbours(id));
                let card = |id: Option<ArticleId>| id.map(|id| self.views.card(id));
                Ok(Shared::new(NeighboursView { previous: card(previous), next: card(next) }))
            }
            Query::Image { src } => {
                let picture = picture(src, "", &self.project.config, &self.site);
                Ok(picture.map_or_else(Shared::none, Shared::new))
            }
            Query::Asset { path } => self.asset(path),
            Query::Url { path } => self.url(path).map(Shared::new),
            Query::Data { name } => {
                Ok(self.site.data.get(name).map_or_else(Shared::none, |table| Shared::new(Arc::clone(table))))
            }
        }
    }

    fn article_id(&self, id: &str) -> Option<ArticleId> {
        match self.site.owner(&format!("content/{}", id.trim_start_matches("@/"))) {
            Some(Owner::Article(id)) => Some(id),
            _ => None,
        }
    }

    fn person_id(&self, slug: &str) -> Option<PersonId> {
        self.site
            .people
            .binary_search_by(|person| person.slug.as_str().cmp(slug))
            .ok()
            .and_then(|at| PersonId::all(&self.site.people).nth(at))
            .map(|(id, _)| id)
    }

    fn latest(&self, latest: &Latest) -> Result<Shared, String> {
        let Latest { limit, section, topic, author, kind, lang, skip, except } = latest;
        let site = &self.site;
        let kind = match kind {
            Some(word) => Some(KINDS.iter().find(|(name, _)| name == word).map(|(_, kind)| *kind).ok_or_else(|| {
                let near = nearest(word, KINDS.iter().map(|(name, _)| *name));
                format!(
                    "`{word}` is no kind of story{}",
                    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
                )
            })?),
            None => None,
        };
        let (section_id, topic_id) =
            (section.as_deref().map(|typed| site.section_named(typed)), topic.as_deref().map(|typed| site.topic_named(typed)));
        let author_id = author.as_deref().map(|slug| self.person_id(slug));
        // The list to run through is the shortest that is asked for.
        let empty = Vec::new();
        let list = match (author_id, topic_id, section_id) {
            (Some(None), ..) | (_, Some(None), _) | (.., Some(None)) => &empty,
            (Some(Some(id)), ..) => &site.person(id).articles,
            (None, Some(Some(id)), _) => &site.topic(id).articles,
            (None, None, Some(Some(id))) => &site.section(id).articles,
            (None, None, None) => &site.listed,
        };
        let except = except.as_deref().and_then(|id| self.article_id(id));
        let fits = |id: &&ArticleId| {
            let article = site.article(**id);
            Some(**id) != except
                && section_id.flatten().is_none_or(|section| article.section == Some(section))
                && topic_id.flatten().is_none_or(|topic| article.topics.contains(&topic))
                && kind.is_none_or(|kind| article.source.front.kind == kind)
                && lang.as_deref().is_none_or(|lang| article.lang().as_str() == lang)
        };
        let ids: Vec<ArticleId> = list.iter().filter(fits).skip(*skip).take(*limit).copied().collect();
        Ok(Shared::new(self.views.cards(&ids)))
    }

    fn topics(&self, limit: usize) -> Shared {
        let mut terms: Vec<_> = self.site.topics.iter().filter(|term| !term.articles.is_empty()).collect();
        terms.sort_by(|a, b| b.articles.len().cmp(&a.articles.len()).then_with(|| a.slug.cmp(&b.slug)));
        let config = &self.project.config;
        let shown: Vec<TermCount> =
            terms.into_iter().take(limit).map(|term| TermCount::of(term, config, config.outputs.topics)).collect();
        Shared::new(shown)
    }

    fn asset(&self, path: &str) -> Result<Shared, String> {
        let assets = &self.theme.assets;
        let asset = assets.get(path).ok_or_else(|| {
            let near = nearest(path, assets.keys().map(String::as_str));
            format!("the theme has no assets/{path}{}", near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())
        })?;
        let output = asset_path(path, asset).ok_or_else(|| format!("assets/{path} cannot be a file on every host"))?;
        Ok(Shared::new(self.project.config.base_url.href(&Permalink::of(&output))))
    }

    fn url(&self, path: &str) -> Result<String, String> {
        let base = &self.project.config.base_url;
        if let Some(file) = path.strip_prefix("@/") {
            let owner = self.site.owner(&format!("content/{file}")).ok_or_else(|| format!("there is no content/{file}"))?;
            let permalink = match owner {
                Owner::Article(id) => &self.site.article(id).permalink,
                Owner::Page(id) => &self.site.page(id).permalink,
                Owner::Person(id) => &self.site.person(id).permalink,
                Owner::Section(id) => &self.site.section(id).permalink,
                Owner::Topic(id) => &self.site.topic(id).permalink,
                Owner::Held(_) => return Err(format!("content/{file} is not on the site")),
            };
            return Ok(base.href(permalink));
        }
        let (address, tail) = path.find(['?', '#']).map_or((path, ""), |at| path.split_at(at));
        match ProjectPath::new(address.trim_start_matches('/')).and_then(|_| Permalink::parse(address).ok()) {
            Some(permalink) => Ok(format!("{}{tail}", base.href(&permalink))),
            None => Err(format!("`{path}` cannot be an address of this site")),
        }
    }
}
