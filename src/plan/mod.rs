//! Which files the site has, and how each is made; one file here for each kind of output.
//!
//! Renders nothing: a recipe is a value, and its context is made when it is asked for.

mod archive;
mod articles;
mod assets;
mod authors;
mod context;
mod documents;
mod editions;
mod facts;
mod feeds;
mod head;
mod home;
mod newest;
mod places;
mod redirects;
mod robots;
mod sitemaps;
mod structured;
mod syndicated;
mod taxonomies;
mod wire;

pub use assets::asset_path;
pub use context::{BodyUse, Context, Crumb, PageView, Shown, Stage, TranslationView};
pub use feeds::{FeedFile, FeedOf};
pub use sitemaps::Sitemap;
pub use structured::POLICIES;
pub use wire::WireFile;

use crate::base::{Diagnostic, Diagnostics, Fingerprint, Outcome, OutputPath, Permalink, ProjectPath, Span, codes};
use crate::config::Language;
use crate::site::{Article, ArticleId, PageId, PersonId, Site, Target, TermId, Typed};
use crate::source::{Body, LeafSource, Placed};
use rayon::prelude::*;
use std::fmt;

/// A page of the site. Ids only: what stands on it is its context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is a kind of page of docs/themes.md; numbers count pages of a list from 1")]
pub enum Page {
    Home(usize),
    Article(ArticleId),
    Section { id: TermId, number: usize },
    Topic { id: TermId, number: usize },
    Topics,
    Author { id: PersonId, number: usize },
    Authors,
    Archive,
    Year(usize),
    Month { year: usize, month: usize },
    Day { year: usize, month: usize, day: usize, number: usize },
    Document(PageId),
    Corrections,
    NotFound,
}

impl Page {
    /// Returns the kind, as templates and their files are named.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Home(_) => "home",
            Self::Article(_) => "article",
            Self::Section { .. } => "section",
            Self::Topic { .. } => "topic",
            Self::Topics => "topics",
            Self::Author { .. } => "author",
            Self::Authors => "authors",
            Self::Archive => "archive",
            Self::Year(_) => "year",
            Self::Month { .. } => "month",
            Self::Day { .. } => "day",
            Self::Document(_) => "page",
            Self::Corrections => "corrections",
            Self::NotFound => "404",
        }
    }

    /// Returns the template that the page's own file asks for, if it does.
    fn chosen_template<'s>(&self, site: &'s Site) -> Option<(&'s Placed, &'s ProjectPath)> {
        let of_leaf = |source: &'s LeafSource| source.front.template.as_ref().map(|chosen| (chosen, &source.file));
        let of_term = |term: &'s crate::site::Term| term.source.as_deref().and_then(of_leaf);
        match self {
            Self::Article(id) => {
                let source = &site.article(*id).source;
                source.front.template.as_ref().map(|chosen| (chosen, &source.file))
            }
            Self::Document(id) => of_leaf(&site.page(*id).source),
            Self::Section { id, .. } => of_term(site.section(*id)),
            Self::Topic { id, .. } => of_term(site.topic(*id)),
            _ => None,
        }
    }

    /// Returns the name of the template that draws the page.
    pub fn template(&self, stage: &Stage<'_>) -> String {
        match self.chosen_template(stage.site) {
            Some((chosen, _)) if stage.theme.has(&chosen.value) => chosen.value.to_string(),
            _ => format!("{}.html", self.kind()),
        }
    }

    /// Returns the language of the page.
    pub fn language<'s>(&self, stage: &Stage<'s>) -> &'s Language {
        match self {
            Self::Article(id) => stage.site.article(*id).lang(),
            Self::Document(id) => &stage.site.page(*id).source.front.lang,
            Self::Home(index) => stage.site.fronts[*index].language.as_ref().unwrap_or(&stage.project.config.language),
            _ => &stage.project.config.language,
        }
    }

    /// Makes what the page's template sees.
    pub fn context<'s>(&self, stage: &Stage<'s>) -> Context<'s> {
        match *self {
            Self::Home(index) => home::context(stage, index),
            Self::Article(id) => articles::context(stage, id),
            Self::Section { id, number } => taxonomies::section(stage, id, number),
            Self::Topic { id, number } => taxonomies::topic(stage, id, number),
            Self::Topics => taxonomies::topics(stage),
            Self::Author { id, number } => authors::author(stage, id, number),
            Self::Authors => authors::authors(stage),
            Self::Archive => archive::archive(stage),
            Self::Year(year) => archive::year(stage, year),
            Self::Month { year, month } => archive::month(stage, year, month),
            Self::Day { year, month, day, number } => archive::day(stage, [year, month, day], number),
            Self::Document(id) => documents::document(stage, id),
            Self::Corrections => documents::corrections(stage),
            Self::NotFound => documents::not_found(stage),
        }
    }
}

/// How to make one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// A page of the theme.
    Page(Page),
    /// A sitemap.
    Sitemap(Sitemap),
    /// A feed.
    Feed(FeedFile),
    /// A file of the wire.
    Wire(WireFile),
    /// Text that is ready.
    Text(String),
    /// A file of the project, as it is.
    Copy {
        /// The file.
        source: ProjectPath,
        /// Its bytes.
        contents: Fingerprint,
    },
    /// A file of the theme's assets.
    Asset {
        /// Path below `assets/`.
        path: String,
        /// Its bytes.
        contents: Fingerprint,
    },
}

impl Recipe {
    /// Returns the stories of whose text more is in the file than other pages could show of it; nothing when besides what is
    /// published the moment decides what is in it: which story leads, and what is news.
    pub fn stories(&self, stage: &Stage<'_>) -> Option<Vec<ArticleId>> {
        match self {
            Self::Page(Page::Home(_)) => None,
            Self::Page(Page::Article(id)) | Self::Wire(WireFile::Story(id)) => Some(vec![*id]),
            Self::Page(_) | Self::Wire(WireFile::Latest) => Some(Vec::new()),
            Self::Sitemap(sitemap) => sitemap.stories(stage),
            Self::Feed(FeedFile { of: FeedOf::Partner(_), .. }) => None,
            Self::Feed(feed) => Some(feed.stories(stage)),
            // These are compared sooner than asked.
            Self::Text(_) | Self::Copy { .. } | Self::Asset { .. } => None,
        }
    }
}

/// One file of the site.
#[derive(Clone, Debug)]
pub struct Output {
    /// Where it stands.
    pub path: OutputPath,
    /// How it is made.
    pub recipe: Recipe,
    /// Where it is asked for.
    pub origin: Option<Span>,
    /// What it is, for messages: "the section `city`".
    pub what: What,
}

/// What a file is, for messages; put into words only when there is one.
#[derive(Clone, Debug)]
pub enum What {
    /// A story.
    Story(ProjectPath),
    /// A story on the wire.
    Wire(ProjectPath),
    /// Anything else.
    Other(String),
}

impl From<String> for What {
    fn from(words: String) -> Self {
        Self::Other(words)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Story(file) => write!(f, "the story {file}"),
            Self::Wire(file) => write!(f, "the wire's item of {file}"),
            Self::Other(words) => f.write_str(words),
        }
    }
}

/// Every file of the site, by path.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files.
    pub outputs: Outputs,
}

/// Files in the order of their paths: a list, since nothing is added to a site of a million files.
#[derive(Debug, Default)]
pub struct Outputs(Box<[Output]>);

impl Outputs {
    fn of(mut outputs: Vec<Output>) -> Self {
        outputs.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Self(outputs.into())
    }

    /// Returns the file that stands at a path.
    pub fn get(&self, path: &str) -> Option<&Output> {
        let at = self.0.binary_search_by(|output| output.path.as_str().cmp(path)).ok()?;
        Some(&self.0[at])
    }

    /// Walks over the files.
    pub fn iter(&self) -> std::slice::Iter<'_, Output> {
        self.0.iter()
    }
}

impl Plan {
    /// Returns whether something stands at an address.
    pub fn answers(&self, permalink: &Permalink) -> bool {
        self.outputs.get(permalink.output().as_str()).is_some()
            // A folder's address without its slash is redirected by every host.
            || OutputPath::parse(permalink.as_str().trim_matches('/')).is_ok_and(|path| self.outputs.get(path.as_str()).is_some())
    }
}

/// Plans the whole site.
pub fn plan(stage: &Stage<'_>) -> Outcome<Plan> {
    let mut findings = Diagnostics::new();
    // Lists, months and people come to less than half as many as there are stories, as a rule: a long list is not moved then.
    let mut outputs = Vec::with_capacity(stage.site.len() + stage.site.len() / 2);
    for add in [home::plan, articles::plan, taxonomies::plan, authors::plan, archive::plan, documents::plan, sitemaps::plan] {
        add(stage, &mut outputs);
    }
    assets::plan(stage, &mut outputs, &mut findings);
    redirects::plan(stage, &mut outputs);
    feeds::plan(stage, &mut outputs, &mut findings);
    wire::plan(stage, &mut outputs);
    robots::plan(stage, &mut outputs, &mut findings);
    let outputs = places::settle(outputs, &mut findings);
    check_templates(stage, &outputs, &mut findings);
    let plan = Plan { outputs: Outputs::of(outputs) };
    check_links(stage.site, &plan, &mut findings);
    Outcome::new(plan, findings)
}

/// Stands for a story in every format but its page: nothing else of it is in feeds and on the wire.
pub fn story_fingerprint(stage: &Stage<'_>, id: ArticleId) -> Fingerprint {
    syndicated::fingerprint(stage, stage.site.article(id))
}

/// Uses the body of a story outside of its page: without the theme's markup and advertising.
pub fn plain_body<'s>(stage: &Stage<'s>, id: ArticleId) -> BodyUse<'s> {
    let article = stage.site.article(id);
    let mut body = BodyUse::of(&article.source.file, &article.source.body, &article.links, &article.pictures, Shown::Alone);
    body.lead_in = syndicated::lead_in(stage, article);
    body
}

/// Adds a page of the theme.
fn add_page(outputs: &mut Vec<Output>, permalink: &Permalink, page: Page, origin: Option<Span>, what: String) {
    outputs.push(Output { path: permalink.output(), recipe: Recipe::Page(page), origin, what: what.into() });
}

fn check_templates(stage: &Stage<'_>, outputs: &[Output], findings: &mut Diagnostics) {
    let page = |output: &Output| if let Recipe::Page(page) = output.recipe { Some(page) } else { None };
    let check = |some: &[Output]| {
        let mut told = Diagnostics::new();
        for page in some.iter().filter_map(page) {
            let chosen = page.chosen_template(stage.site).filter(|(chosen, _)| !stage.theme.has(&chosen.value));
            told.extend_opt(chosen.map(|(chosen, file)| no_template(stage, chosen, file)));
        }
        told
    };
    outputs.par_chunks(1024).map(check).collect::<Vec<_>>().into_iter().for_each(|told| findings.append(told));
    let mut seen: Vec<&'static str> = Vec::new();
    for kind in outputs.iter().filter_map(page).map(|page| page.kind()) {
        if seen.contains(&kind) {
            continue;
        }
        seen.push(kind);
        let usual = format!("{kind}.html");
        if !stage.theme.has(&usual) {
            let theme = &stage.project.config.theme;
            let found =
                Diagnostic::error(codes::TEMPLATE_MISSING, format!("the theme `{}` has no template `{usual}`", theme.value));
            findings.push(
                found
                    .at(theme.span.clone())
                    .help(format!("write it: templates/{usual}, or turn this kind of page off in `[outputs]`")),
            );
        }
    }
}

fn no_template(stage: &Stage<'_>, chosen: &Placed, file: &ProjectPath) -> Diagnostic {
    let found = Diagnostic::error(codes::TEMPLATE_MISSING, format!("there is no template `{}`", chosen.value));
    let found = found.at(chosen.span(file));
    let names = stage.theme.templates.iter().map(|template| template.name.trim_start_matches(crate::theme::THEME_PREFIX));
    match crate::base::nearest(&chosen.value, names) {
        Some(close) => found.help(format!("did you mean `{close}`?")),
        None => found.help(format!("write it: templates/{}", chosen.value)),
    }
}

/// Asks of every link that was typed from the root whether something stands there.
fn check_links(site: &Site, plan: &Plan, findings: &mut Diagnostics) {
    let addresses = places::Addresses::of(plan);
    let check = |file: &ProjectPath, body: &Body, targets: &Typed<Target>| {
        let mut told = Diagnostics::new();
        check_each(file, body, targets, |permalink| addresses.answer(permalink), &mut told);
        told
    };
    let articles: Vec<&Article> = site.articles().collect();
    let of_articles = articles.par_chunks(1024).map(|some| {
        let each = some.iter().map(|article| check(&article.source.file, &article.source.body, &article.links));
        each.fold(Diagnostics::new(), |mut all, told| {
            all.append(told);
            all
        })
    });
    of_articles.collect::<Vec<_>>().into_iter().for_each(|told| findings.append(told));
    for page in &site.pages {
        findings.append(check(&page.source.file, &page.source.body, &page.links));
    }
    for person in &site.people {
        let Some(source) = &person.source else { continue };
        findings.append(check(&source.file, &source.body, &person.links));
    }
    for term in site.sections.iter().chain(&site.topics) {
        let Some(source) = &term.source else { continue };
        findings.append(check(&source.file, &source.body, &term.links));
    }
}

/// Asks of the links of one body that were typed from the root whether something stands there.
pub fn check_links_of(article: &Article, plan: &Plan, findings: &mut Diagnostics) {
    let source = &article.source;
    check_each(&source.file, &source.body, &article.links, |permalink| plan.answers(permalink), findings);
}

fn check_each(
    file: &ProjectPath,
    body: &Body,
    targets: &Typed<Target>,
    answers: impl Fn(&Permalink) -> bool,
    findings: &mut Diagnostics,
) {
    for link in &body.digest.links {
        let Some(Target::Root { permalink, .. }) = targets.get(&link.destination) else { continue };
        if !answers(permalink) {
            let told = Diagnostic::warning(codes::LINK_DEAD, format!("nothing stands at `{permalink}`"));
            let help = "link to a story by its file (`../2025/rent-cap.md`): then newsprint finds its address";
            findings.push(told.at(link.place.of(file)).help(help));
        }
    }
}
