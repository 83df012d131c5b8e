//! The contract with theme authors: what templates are allowed to see, as values made once and shared.
//!
//! docs/themes.md says what each name means. Decides nothing about which pages there are.

mod article;
mod byline;
mod dates;
mod lists;
mod people;
mod site;
mod value;

pub use article::{
    ArticleView, Card, CardView, CorrectionView, Focus, Picture, SourceView, TermRef, TocEntry, correction, dateline_text,
    has_front, minutes,
};
pub use dates::{FORMS, Moment, format as format_date, read as read_date};
pub use lists::{
    AlertView, BlockView, CalendarDay, CorrectionItem, DayItems, DayView, DocumentView, FrontView, MonthCount, MonthView,
    PageLink, Pager, PeriodRef, TermCount, TermView, YearView, page_address, page_count,
};
pub use people::{GroupView, NamedLink, PersonRef, PersonView, PersonYear};
pub use site::{
    AdSlotView, AdsView, LanguageLink, MastheadDate, MastheadView, MastheadWeather, OutletView, OutputsView, PageLinkView,
    PolicyView, SiteView, ads, picture, weather,
};
pub(crate) use value::view;
pub use value::{Html, Shared, Visible};

use crate::config::{Config, Language, Project};
use crate::site::{Article, ArticleId, Person, PersonId, Site, TermId};
use crate::theme::Theme;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Short forms that stories share.
#[derive(Debug, Default)]
pub struct Refs {
    sections: Vec<Shared>,
    topics: Vec<Shared>,
    people: Vec<Shared>,
}

/// Every value that more than one page shows.
#[derive(Debug)]
pub struct Views {
    project: Arc<Project>,
    model: Arc<Site>,
    /// Made when the first page shows them: a preview shows few of many.
    cards: Arc<Vec<OnceLock<Shared>>>,
    revised: BTreeMap<ArticleId, Shared>,
    people: Arc<Vec<Shared>>,
    refs: Arc<Refs>,
    sites: BTreeMap<(String, String), Shared>,
}

impl Views {
    /// Makes the values of a site.
    pub fn of(project: &Arc<Project>, theme: &Theme, site: &Arc<Site>) -> Self {
        let config = &project.config;
        let sections: Vec<Shared> =
            site.sections.iter().map(|term| Shared::new(&TermRef::of(term, config, has_front(term)))).collect();
        let has_topic = |term: &crate::site::Term| config.outputs.topics && has_front(term);
        let topics = site.topics.iter().map(|term| Shared::new(&TermRef::of(term, config, has_topic(term)))).collect();
        let people_refs = site.people.iter().map(|person| Shared::new(&PersonRef::of(person, config))).collect();
        let refs = Refs { sections, topics, people: people_refs };
        let people = site.people.par_iter().map(|person| Shared::new(&PersonView::of(person, config))).collect();
        let sites = sites(project, theme, site, &refs, languages(project, site));
        Self {
            project: Arc::clone(project),
            model: Arc::clone(site),
            cards: Arc::new((0..site.len()).map(|_| OnceLock::new()).collect()),
            revised: BTreeMap::new(),
            people: Arc::new(people),
            refs: Arc::new(refs),
            sites,
        }
    }

    /// Makes the values of a site in which only the story `id` was revised, at a later moment.
    pub fn revised(&self, project: &Arc<Project>, theme: &Theme, site: &Arc<Site>, id: ArticleId) -> Self {
        let mut revised = self.revised.clone();
        revised.insert(id, Shared::new(&CardView::of(site.article(id), &self.refs, site, &project.config)));
        let languages = self.sites.keys().filter_map(|(language, _)| Language::parse(language)).collect();
        let sites = sites(project, theme, site, &self.refs, languages);
        Self {
            project: Arc::clone(project),
            model: Arc::clone(site),
            cards: Arc::clone(&self.cards),
            revised,
            people: Arc::clone(&self.people),
            refs: Arc::clone(&self.refs),
            sites,
        }
    }

    /// Returns what lists show of a story.
    pub fn card(&self, id: ArticleId) -> Shared {
        if let Some(card) = self.revised.get(&id) {
            return card.clone();
        }
        let make = || Shared::new(&CardView::of(self.model.article(id), &self.refs, &self.model, &self.project.config));
        self.cards[id.index()].get_or_init(make).clone()
    }

    /// Returns the cards of stories, in their order.
    pub fn cards(&self, ids: &[ArticleId]) -> Vec<Card> {
        ids.iter().map(|id| self.card(*id)).collect()
    }

    /// Returns a person.
    pub fn person(&self, id: PersonId) -> Shared {
        self.people[id.index()].clone()
    }

    /// Returns the short form of a section.
    pub fn section(&self, id: TermId) -> Shared {
        self.refs.sections[id.index()].clone()
    }

    /// Returns a story without its body.
    pub fn article(&self, article: &Article, site: &Site, config: &Config) -> ArticleView {
        let people = article.credits.authors.iter().map(|id| self.person(*id)).collect();
        ArticleView::of(article, people, &self.refs, site, config)
    }

    /// Returns a person, to be completed with the bio.
    pub fn person_view(person: &Person, config: &Config) -> PersonView {
        PersonView::of(person, config)
    }

    /// Returns the outlet in a language, as pages of a section see it.
    pub fn site(&self, language: &Language, section: Option<&str>) -> Shared {
        let get = |section: &str| self.sites.get(&(language.to_string(), section.to_owned()));
        section.and_then(get).or_else(|| get("")).cloned().unwrap_or_else(Shared::none)
    }
}

/// The languages that anything is written in.
fn languages(project: &Project, site: &Site) -> BTreeSet<Language> {
    let articles = site.articles().map(|article| article.lang());
    let pages = site.pages.iter().map(|page| &page.source.front.lang);
    let declared = project.config.languages.iter().map(|declared| &declared.code);
    let all: BTreeSet<&Language> = articles.chain(pages).chain(declared).chain([&project.config.language]).collect();
    all.into_iter().cloned().collect()
}

/// One value a language; and one for each section that has advertisements of its own.
fn sites(
    project: &Project,
    theme: &Theme,
    site: &Site,
    refs: &Refs,
    languages: BTreeSet<Language>,
) -> BTreeMap<(String, String), Shared> {
    let apart: BTreeSet<&str> =
        project.config.ads.slots.iter().flat_map(|slot| slot.sections.iter().map(String::as_str)).collect();
    let mut all = BTreeMap::new();
    for language in &languages {
        for section in [None].into_iter().chain(apart.iter().copied().map(Some)) {
            let view = site::view(project, theme, site, &refs.sections, language, section);
            all.insert((language.to_string(), section.unwrap_or("").to_owned()), Shared::new(&view));
        }
    }
    all
}
