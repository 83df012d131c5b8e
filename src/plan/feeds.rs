//! Feeds: RSS, Atom and JSON Feed of the paper, of each section, topic and author, and those that site.toml makes for partners.
//!
//! A language with a front page of its own has feeds of its own, and its stories are not in the main ones: a reader who
//! follows one edition gets one language. A section, topic or author is followed in all languages.

use super::facts::Facts;
use super::{Output, Page, Recipe, Stage, authors, syndicated};
use crate::base::{Diagnostic, Diagnostics, Fingerprint, Permalink, codes, nearest};
use crate::config::{Description, FEED_LENGTH, Guid, Language, PartnerFeed, Profile};
use crate::formats::feed::{Author, Entry, FORMATS, Feed, FeedFormat, Own};
use crate::markdown::{for_mail, inline_text};
use crate::notation::Spanned;
use crate::site::{Article, ArticleId, PersonId, Term, TermId, kind_named, select};
use crate::source::{KINDS, Kind};
use crate::view::{dateline_text, has_front};
use std::sync::Arc;

/// What a feed is the feed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is a kind of page; a partner's feed is a place in site.toml")]
pub enum FeedOf {
    Front(usize),
    Section(TermId),
    Topic(TermId),
    Author(PersonId),
    Partner(usize),
}

/// One file of a feed. Ids only: what stands in it is read off the model when it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedFile {
    /// Of what.
    pub of: FeedOf,
    /// In which format.
    pub format: FeedFormat,
}

/// How a feed shows its stories.
struct Manner {
    profile: Profile,
    guid: Guid,
    description: Description,
    full_text: bool,
    lead_photo_in_body: bool,
}

const USUAL: Manner =
    Manner { profile: Profile::Rss, guid: Guid::Tag, description: Description::Deck, full_text: true, lead_photo_in_body: true };

/// How many characters Flipboard wants at least.
const LONG: usize = 300;

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>, findings: &mut Diagnostics) {
    let config = &stage.project.config;
    if !config.outputs.feeds {
        return;
    }
    let site = stage.site;
    for (index, front) in site.fronts.iter().enumerate() {
        let what =
            front.language.as_ref().map_or_else(|| "the paper".to_owned(), |language| format!("the edition in `{language}`"));
        add(outputs, FeedOf::Front(index), &front.permalink, &what);
    }
    for (id, term) in TermId::all(&site.sections).filter(|(_, term)| has_front(term)) {
        add(outputs, FeedOf::Section(id), &term.permalink, &format!("the section `{}`", term.slug));
    }
    for (id, term) in TermId::all(&site.topics).filter(|(_, term)| config.outputs.topics && has_front(term)) {
        add(outputs, FeedOf::Topic(id), &term.permalink, &format!("the topic `{}`", term.slug));
    }
    for (id, person) in PersonId::all(&site.people).filter(|(_, person)| config.outputs.authors && authors::has_page(person)) {
        add(outputs, FeedOf::Author(id), &person.permalink, &format!("the author `{}`", person.slug));
    }
    for (index, feed) in config.feeds.iter().enumerate() {
        let recipe = Recipe::Feed(FeedFile { of: FeedOf::Partner(index), format: FeedFormat::Rss });
        let what = format!("the feed `{}` of site.toml", feed.path.value).into();
        outputs.push(Output { path: feed.path.value.output(), recipe, origin: Some(feed.path.span.clone()), what });
        check(stage, feed, findings);
    }
}

/// Returns what feeds a reader of a page may follow, the page's own first.
pub(super) fn of_page(stage: &Stage<'_>, page: Page) -> Vec<FeedOf> {
    let (site, config) = (stage.site, &stage.project.config);
    if !config.outputs.feeds {
        return Vec::new();
    }
    let own = match page {
        Page::Section { id, .. } => Some(FeedOf::Section(id)),
        Page::Topic { id, .. } => Some(FeedOf::Topic(id)),
        Page::Author { id, .. } => Some(FeedOf::Author(id)),
        _ => None,
    };
    let language = page.language(stage);
    let of_language = |wanted: Option<&Language>| site.fronts.iter().position(|front| front.language.as_ref() == wanted);
    let front = of_language(Some(language)).or_else(|| of_language(None));
    own.into_iter().chain(front.map(FeedOf::Front)).collect()
}

fn add(outputs: &mut Vec<Output>, of: FeedOf, page: &Permalink, whose: &str) {
    for form in &FORMATS {
        let Ok(permalink) = Permalink::parse(&format!("{page}{}", form.file)) else { continue };
        let recipe = Recipe::Feed(FeedFile { of, format: form.format });
        let what = format!("the feed of {whose} as {}", form.name).into();
        outputs.push(Output { path: permalink.output(), recipe, origin: None, what });
    }
}

/// Tells words that name nothing.
fn check(stage: &Stage<'_>, feed: &PartnerFeed, findings: &mut Diagnostics) {
    let slugs = |terms: &'_ [Term]| terms.iter().map(|term| term.slug.clone()).collect::<Vec<_>>();
    let (sections, topics) = (slugs(&stage.site.sections), slugs(&stage.site.topics));
    let kinds: Vec<String> = KINDS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let is_section = |word: &str| stage.site.section_named(word).is_some();
    let is_topic = |word: &str| stage.site.topic_named(word).is_some();
    let is_kind = |word: &str| kind_named(word).is_some();
    let mut tell = |typed: &Spanned<String>, what: &str, known: &[String]| {
        let told =
            Diagnostic::warning(codes::FEED_WORD, format!("`{}` is no {what}, so the feed takes nothing by it", typed.value));
        let help = match nearest(&typed.value, known.iter().map(String::as_str)) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("known: {}", known.iter().take(20).cloned().collect::<Vec<_>>().join(", ")),
        };
        findings.push(told.at(typed.span.clone()).help(help));
    };
    feed.sections.iter().filter(|word| !is_section(&word.value)).for_each(|word| tell(word, "section", &sections));
    feed.topics.iter().filter(|word| !is_topic(&word.value)).for_each(|word| tell(word, "topic", &topics));
    feed.kinds.iter().filter(|word| !is_kind(&word.value)).for_each(|word| tell(word, "kind of story", &kinds));
    let all = [sections, topics, kinds].concat();
    let is_any = |word: &str| is_section(word) || is_topic(word) || is_kind(word);
    feed.exclude.iter().filter(|word| !is_any(&word.value)).for_each(|word| tell(word, "section, topic or kind", &all));
}

impl FeedFile {
    /// Returns the stories of the feed, the newest first.
    pub fn stories(&self, stage: &Stage<'_>) -> Vec<ArticleId> {
        let site = stage.site;
        let is_news = |id: &ArticleId| site.article(*id).source.front.kind != Kind::Sponsored;
        let newest = |list: &[ArticleId]| list.iter().copied().filter(is_news).take(FEED_LENGTH).collect();
        match self.of {
            FeedOf::Front(index) => {
                let own = site.fronts[index].language.as_ref();
                let is_of_another = |lang: &Language| site.fronts.iter().any(|front| front.language.as_ref() == Some(lang));
                let fits = |id: &ArticleId| match (own, site.article(*id).lang()) {
                    (Some(own), lang) => own == lang,
                    (None, lang) => !is_of_another(lang),
                };
                site.listed.iter().copied().filter(is_news).filter(fits).take(FEED_LENGTH).collect()
            }
            FeedOf::Section(id) => newest(&site.section(id).articles),
            FeedOf::Topic(id) => newest(&site.topic(id).articles),
            FeedOf::Author(id) => newest(&site.person(id).articles),
            FeedOf::Partner(index) => select(site, &stage.project.config.feeds[index], stage.project),
        }
    }

    /// Stands for everything in the feed but the configuration and the theme's words; `story` stands for a story.
    pub fn fingerprint(&self, stage: &Stage<'_>, story: impl Fn(ArticleId) -> Fingerprint) -> Fingerprint {
        let stories: Vec<Fingerprint> = self.stories(stage).into_iter().map(story).collect();
        let head = self.head(stage);
        Fingerprint::of(&(
            self.format,
            &head.title,
            &head.description,
            &head.home,
            &head.url,
            &head.logo,
            &head.language,
            stories,
        ))
    }

    /// Writes the feed; `body` makes the plain HTML of a story's text.
    ///
    /// # Errors
    /// What `body` fails with.
    pub fn write<E>(&self, stage: &Stage<'_>, mut body: impl FnMut(ArticleId) -> Result<Arc<str>, E>) -> Result<String, E> {
        let manner = self.manner(stage);
        let mut feed = self.head(stage);
        for id in self.stories(stage) {
            let is_read = manner.full_text || manner.description == Description::Long;
            let text = if is_read { Some(body(id)?) } else { None };
            feed.entries.push(entry(stage, stage.site.article(id), text.as_deref(), &manner, &feed.language));
        }
        feed.updated = feed.entries.iter().map(|entry| entry.modified).max_by_key(crate::base::When::instant);
        Ok((self.format.form().write)(&feed))
    }

    fn manner(&self, stage: &Stage<'_>) -> Manner {
        let FeedOf::Partner(index) = self.of else { return USUAL };
        let feed = &stage.project.config.feeds[index];
        Manner {
            profile: feed.profile,
            guid: feed.guid,
            description: feed.description,
            full_text: feed.full_text,
            lead_photo_in_body: feed.lead_photo_in_body,
        }
    }

    /// Returns the address of the file.
    pub fn url(&self, stage: &Stage<'_>) -> String {
        let config = &stage.project.config;
        match self.of {
            FeedOf::Partner(index) => config.base_url.canonical(&config.feeds[index].path.value),
            _ => format!("{}{}", config.base_url.canonical(self.page(stage)), self.format.form().file),
        }
    }

    /// Whether a hub is told of it: the feeds that most people follow.
    pub fn has_hub(&self) -> bool {
        matches!(self.of, FeedOf::Front(_) | FeedOf::Section(_) | FeedOf::Partner(_))
    }

    fn page<'s>(&self, stage: &Stage<'s>) -> &'s Permalink {
        match self.of {
            FeedOf::Front(index) => &stage.site.fronts[index].permalink,
            FeedOf::Section(id) => &stage.site.section(id).permalink,
            FeedOf::Topic(id) => &stage.site.topic(id).permalink,
            FeedOf::Author(id) => &stage.site.person(id).permalink,
            FeedOf::Partner(index) => {
                let language = only_language(&stage.project.config.feeds[index]);
                let own = stage.site.fronts.iter().find(|front| language.is_some() && front.language.as_ref() == language);
                &own.unwrap_or(&stage.site.fronts[0]).permalink
            }
        }
    }

    /// The feed without its stories.
    fn head(&self, stage: &Stage<'_>) -> Feed {
        let config = &stage.project.config;
        let language = match self.of {
            FeedOf::Front(index) => stage.site.fronts[index].language.as_ref().unwrap_or(&config.language),
            FeedOf::Partner(index) => only_language(&config.feeds[index]).unwrap_or(&config.language),
            _ => &config.language,
        };
        let paper = config.title_in(language);
        let tagline = config.tagline_in(language).map(str::to_owned);
        let (title, description) = match self.of {
            FeedOf::Front(_) => (paper.to_owned(), tagline),
            FeedOf::Section(id) => of_term(stage.site.section(id), paper),
            FeedOf::Topic(id) => of_term(stage.site.topic(id), paper),
            FeedOf::Author(id) => {
                let person = stage.site.person(id);
                let bio = person.source.as_ref().and_then(|source| source.front.short_bio.clone());
                (format!("{} – {paper}", person.name), bio)
            }
            FeedOf::Partner(index) => {
                let feed = &config.feeds[index];
                (feed.name.clone().unwrap_or_else(|| paper.to_owned()), feed.tagline.clone().or(tagline))
            }
        };
        let profile = self.manner(stage).profile;
        Feed {
            description: description.unwrap_or_else(|| title.clone()),
            title,
            home: config.base_url.canonical(self.page(stage)),
            url: self.url(stage),
            language: if profile == Profile::AppleNews { with_region(language, stage) } else { language.to_string() },
            copyright: config.copyright.clone(),
            publisher: config.publisher().to_owned(),
            logo: stage.views.outlet().logo.as_ref().map(|logo| config.base_url.resolve(&logo.src)),
            hub: config.hub.clone().filter(|_| self.has_hub()),
            updated: None,
            is_smart_format: profile == Profile::SmartNews,
            entries: Vec::new(),
        }
    }
}

/// The language of a feed that has only one.
fn only_language(feed: &PartnerFeed) -> Option<&Language> {
    if let [language] = feed.languages.as_slice() { Some(language) } else { None }
}

fn of_term(term: &Term, paper: &str) -> (String, Option<String>) {
    let front = term.source.as_ref().map(|source| &source.front);
    let written = front.and_then(|front| front.description.clone().or_else(|| front.deck.as_deref().map(inline_text)));
    (format!("{} – {paper}", term.title), written)
}

/// Apple wants a region in every language: the outlet's country, where the code has none.
fn with_region(language: &Language, stage: &Stage<'_>) -> String {
    let country = stage.project.config.outlet.country.as_deref().map(str::trim);
    let is_code = |country: &&str| country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic());
    match country.filter(is_code) {
        Some(country) if !language.as_str().contains('-') => format!("{language}-{}", country.to_ascii_uppercase()),
        _ => language.to_string(),
    }
}

fn entry(stage: &Stage<'_>, article: &Article, body: Option<&str>, manner: &Manner, language: &str) -> Entry {
    let facts = Facts::of(stage, article);
    let config = &stage.project.config;
    let front = &article.source.front;
    let authors: Vec<Author> = facts
        .authors
        .iter()
        .map(|name| Author {
            name: name.name.clone(),
            url: name.url.clone(),
            avatar: stage.site.person(name.id).photo.as_ref().map(|photo| stage.picture(photo).url),
        })
        .collect();
    // A free byline ("Staff report") is who signed it, as far as readers of feeds are concerned.
    let unsigned = front.byline.as_ref().filter(|_| authors.is_empty());
    let html = body.filter(|_| manner.full_text).map(|body| {
        let html = syndicated::html(stage, &facts, body, manner.lead_photo_in_body);
        if manner.profile == Profile::Mail { for_mail(&html) } else { html }
    });
    let categories = article.section.map(|id| stage.site.section(id)).into_iter();
    let categories = categories.chain(article.topics.iter().map(|id| stage.site.topic(*id)));
    let own_language = article.lang().as_str();
    let is_in_language = own_language == language || language.split('-').next() == Some(own_language);
    Entry {
        id: if manner.guid == Guid::Url { facts.url.clone() } else { facts.id.clone() },
        is_address: manner.guid == Guid::Url,
        title: facts.labelled(&facts.headline),
        summary: match manner.description {
            Description::Deck => facts.summary().map(str::to_owned),
            Description::Long => Some(long(&facts, body.unwrap_or_default())).filter(|text| !text.is_empty()),
        },
        html: html.map(Into::into),
        published: facts.published,
        modified: facts.modified,
        authors: unsigned.map(|byline| vec![Author { name: byline.clone(), ..Author::default() }]).unwrap_or(authors),
        categories: categories.map(|term| term.title.clone()).collect(),
        language: (!is_in_language).then(|| own_language.to_owned()),
        picture: article.image.as_ref().map(|photo| syndicated::image(stage, photo)),
        own: Own {
            kind: front.kind.name(),
            label: facts.label.clone(),
            dateline: dateline_text(article, config),
            corrections: front.corrections.iter().map(|one| (one.date, inline_text(&one.text))).collect(),
        },
        url: facts.url,
    }
}

/// The deck and as much of the text as makes [`LONG`] characters, cut on a word.
fn long(facts: &Facts<'_>, body: &str) -> String {
    let mut text = facts.deck.clone().unwrap_or_default();
    for word in crate::markdown::text_of_html(body).split_whitespace() {
        if text.chars().count() >= LONG {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}
