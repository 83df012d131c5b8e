//! The contract with theme authors: what templates are allowed to see, as values made once and shared.
//!
//! docs/themes.md says what each name means. Decides nothing about which pages there are.

mod article;
mod byline;
mod cards;
mod dates;
mod lists;
mod people;
mod site;
mod value;

pub use article::{
    ArticleView, CardView, CorrectionView, Focus, Picture, SourceView, TermRef, TocEntry, correction, correction_id,
    dateline_text, has_front, minutes,
};
pub use byline::{name_in, text as byline_text};
pub use cards::Card;
pub use dates::{FORMS, Moment, format as format_date, read as read_date};
pub use lists::{
    AlertView, BlockView, CalendarDay, CorrectionItem, DayItems, DayView, DocumentView, FrontView, MonthCount, MonthView,
    PageLink, Pager, PeriodRef, TermCount, TermView, YearView, page_address, page_count,
};
pub use people::{GroupView, NamedLink, PersonRef, PersonView, PersonYear};
pub use site::{
    AdSlotView, AdsView, LanguageLink, MastheadDate, MastheadView, MastheadWeather, OutletView, OutputsView, PageLinkView,
    PolicyView, SiteView, ads, picture, weather, weather_turns,
};
pub(crate) use value::view;
pub use value::{Html, Made, Part, Shared, Visible};

use crate::base::Fingerprint;
use crate::config::{Config, Language, Project};
use crate::site::{Article, ArticleId, Person, PersonId, Site, Term, TermId};
use crate::theme::Theme;
use cards::Cards;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::Value;

/// Short forms that stories share.
#[derive(Debug, Default, Hash)]
pub struct Refs {
    sections: Vec<Named>,
    topics: Vec<Named>,
    people: Vec<Shared>,
}

/// A section or topic in short form, and those with its names in other languages.
#[derive(Debug, Hash)]
pub(crate) struct Named {
    usual: Shared,
    others: BTreeMap<String, Shared>,
}

impl Named {
    fn of(term: &Term, config: &Config, has_page: bool) -> Self {
        let form = |title: &str| Shared::new(TermRef::of(term, title, config, has_page));
        Self { usual: form(&term.title), others: term.titles().map(|(code, title)| (code.to_owned(), form(title))).collect() }
    }

    /// Returns the form for pages of a language.
    fn on(&self, language: &Language) -> &Shared {
        self.others.get(language.as_str()).unwrap_or(&self.usual)
    }
}

/// Every value that more than one page shows.
#[derive(Debug)]
pub struct Views {
    cards: Arc<Cards>,
    people: Arc<Vec<Shared>>,
    refs: Arc<Refs>,
    outlet: Arc<OutletView>,
    sites: BTreeMap<(String, String), Shared>,
}

impl Views {
    /// Makes the values of a site.
    pub fn of(project: &Arc<Project>, theme: &Theme, site: &Arc<Site>) -> Self {
        let config = &project.config;
        let sections = site.sections.iter().map(|term| Named::of(term, config, has_front(term))).collect();
        let has_topic = |term: &Term| config.outputs.topics && has_front(term);
        let topics = site.topics.iter().map(|term| Named::of(term, config, has_topic(term))).collect();
        let people_refs = site.people.iter().map(|person| Shared::new(PersonRef::of(person, config))).collect();
        let refs = Arc::new(Refs { sections, topics, people: people_refs });
        let people = site.people.par_iter().map(|person| Shared::new(PersonView::of(person, config))).collect();
        let sites = sites(project, theme, site, &refs, languages(project, site));
        let outlet = Arc::new(site::outlet(config, site));
        Self { cards: Arc::new(Cards::of(project, site, &refs)), people: Arc::new(people), refs, outlet, sites }
    }

    /// Makes the values of a site in which only the story `id` was revised, at a later moment.
    pub fn revised(&self, project: &Arc<Project>, theme: &Theme, site: &Arc<Site>, id: ArticleId) -> Self {
        let languages = self.sites.keys().filter_map(|(language, _)| Language::parse(language)).collect();
        let sites = sites(project, theme, site, &self.refs, languages);
        Self {
            cards: Arc::new(self.cards.revised(project, site, id)),
            people: Arc::clone(&self.people),
            refs: Arc::clone(&self.refs),
            outlet: Arc::clone(&self.outlet),
            sites,
        }
    }

    /// Returns what stands for the outlet as any page sees it.
    pub fn outlet_fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.sites)
    }

    /// Returns what stands for people, sections and topics as any page sees them.
    pub fn names_fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&(&*self.people, &*self.refs))
    }

    /// Returns what lists show of a story.
    pub fn card(&self, id: ArticleId) -> Card {
        self.cards.card(id)
    }

    /// Lets go of what was made for lists.
    pub fn rest(&self) {
        self.cards.rest();
    }

    /// Returns the cards of stories, in their order.
    pub fn cards(&self, ids: &[ArticleId]) -> Vec<Card> {
        ids.iter().map(|id| self.card(*id)).collect()
    }

    /// Returns a person.
    pub fn person(&self, id: PersonId) -> Shared {
        self.people[id.index()].clone()
    }

    /// Returns who publishes.
    pub fn outlet(&self) -> &OutletView {
        &self.outlet
    }

    /// Returns the short form of a section, for pages of a language.
    pub fn section(&self, id: TermId, language: &Language) -> Shared {
        self.refs.sections[id.index()].on(language).clone()
    }

    /// Returns a story without its body.
    pub fn article(&self, article: &Article, site: &Site, config: &Config) -> ArticleView {
        let people = article.credits.authors.iter().map(|id| self.person(*id)).collect();
        ArticleView::of(article, people, &self.refs, site, config)
    }

    /// Returns what stands for a story without its body, without showing it.
    pub fn article_fingerprint(&self, article: &Article) -> Fingerprint {
        let Refs { sections, topics, people } = &*self.refs;
        let names = |ids: &[PersonId]| ids.iter().map(|id| &people[id.index()]).collect::<Vec<_>>();
        let credits = &article.credits;
        // The header is stood for by the file that it was read from; the rest was resolved.
        Fingerprint::of(&(
            (article.source.body.source, &article.source.file, &article.permalink, article.is_killed),
            (&article.image, &article.gallery),
            credits.authors.iter().map(|id| &self.people[id.index()]).collect::<Vec<_>>(),
            [&*credits.authors, &credits.contributors, &credits.translators, &credits.editors, &credits.photographers].map(names),
            article.section.map(|id| sections[id.index()].on(article.lang())),
            article.topics.iter().map(|id| topics[id.index()].on(article.lang())).collect::<Vec<_>>(),
        ))
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
            all.insert((language.to_string(), section.unwrap_or("").to_owned()), Shared::new(view));
        }
    }
    all
}
