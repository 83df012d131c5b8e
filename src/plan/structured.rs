//! What the model's things are in the vocabulary of schema.org: stories, people, the outlet, lists (Google Search Central:
//! "Article", "Organization", "Profile page", "Breadcrumb").
//!
//! docs/formats.md lists each property with its source, and a test holds it to this. Says nothing that the page does not show.

use super::context::{PageView, Stage};
use super::facts::{Facts, PictureFacts};
use crate::base::{Permalink, When};
use crate::config::Language;
use crate::formats::json_ld::Thing;
use crate::markdown::{address, inline_text};
use crate::site::{Article, Person, PersonId};
use crate::source::Kind;
use crate::view::{Picture, correction_id, name_in};
use chrono::Datelike;

/// What a policy of site.toml is to search engines, by its key.
pub const POLICIES: [(&str, &str); 12] = [
    ("ethics", "ethicsPolicy"),
    ("corrections", "correctionsPolicy"),
    ("principles", "publishingPrinciples"),
    ("ownership", "ownershipFundingInfo"),
    ("funding", "ownershipFundingInfo"),
    ("diversity", "diversityPolicy"),
    ("diversity_report", "diversityStaffingReport"),
    ("anonymous_sources", "unnamedSourcesPolicy"),
    ("fact_checking", "verificationFactCheckingPolicy"),
    ("mission", "missionCoveragePrioritiesPolicy"),
    ("bylines", "noBylinesPolicy"),
    ("feedback", "actionableFeedbackPolicy"),
];

/// The type of a story, by its kind.
fn kind_of_article(kind: Kind) -> &'static str {
    match kind {
        Kind::News | Kind::Brief | Kind::Photo | Kind::Obituary | Kind::Event => "NewsArticle",
        Kind::Analysis => "AnalysisNewsArticle",
        Kind::Explainer => "BackgroundNewsArticle",
        Kind::Opinion | Kind::Editorial | Kind::Letter => "OpinionNewsArticle",
        Kind::Review => "ReviewNewsArticle",
        Kind::Callout => "AskPublicNewsArticle",
        Kind::Live => "LiveBlogPosting",
        // Not below `NewsArticle`: paid content is no news.
        Kind::Sponsored => "AdvertiserContentArticle",
    }
}

/// A story.
pub(super) fn article(stage: &Stage<'_>, facts: &Facts<'_>) -> Thing {
    let article = facts.article;
    let front = &article.source.front;
    let section = article.section.map(|id| stage.site.section(id).title_in(article.lang().as_str()));
    let topics: Vec<&str> = article.topics.iter().map(|id| stage.site.topic(*id).title.as_str()).collect();
    let digest = &article.source.body.digest;
    // Words are no measure where they are not told apart by spaces as in English.
    let words = Some(digest.words).filter(|words| *words > 0 && !matches!(article.lang().base(), "ko" | "zh" | "ja"));
    let place = dateline_place(article);
    let mut thing = Thing::new(kind_of_article(front.kind))
        .with("@id", format!("{}#article", facts.url))
        .with("url", &facts.url)
        .with("mainEntityOfPage", &facts.canonical)
        .with("headline", &facts.headline)
        .with("alternativeHeadline", front.short_title.as_deref().or(front.kicker.as_deref()).map(inline_text))
        .with("description", facts.summary())
        .with("datePublished", facts.published.to_rfc3339())
        .with("dateModified", facts.modified.to_rfc3339())
        .with("image", facts.picture.as_ref().map(|picture| vec![image_of_story(picture)]))
        .with("author", authors(stage, article))
        .with("translator", helpers(stage, &article.credits.translators))
        .with("editor", helpers(stage, &article.credits.editors))
        .with("publisher", publisher(stage))
        .with("articleSection", section)
        .with("keywords", topics)
        .with("inLanguage", article.lang().as_str())
        .with("wordCount", words)
        .with("isAccessibleForFree", true)
        .with("copyrightYear", facts.published.day().year())
        .with("copyrightHolder", outlet_name(stage));
    if front.kind == Kind::Live {
        thing = thing.with("coverageStartTime", facts.published.to_rfc3339());
    }
    if front.kind == Kind::Sponsored {
        let sponsor = front.sponsor.as_deref().map(|name| Thing::new("Organization").with("name", name));
        thing = thing.with("sponsor", sponsor);
    } else {
        thing = thing.with("dateline", crate::view::dateline_text(article, &stage.project.config)).with("locationCreated", place);
    }
    thing
        .with("correction", corrections(facts))
        .with("citation", sources(article))
        .with(translation_property(article), translations(stage, article))
}

/// Where a story was reported from.
fn dateline_place(article: &Article) -> Option<Thing> {
    let (place, region, country) = article.source.front.dateline.parts()?;
    let address =
        Thing::new("PostalAddress").with("addressLocality", place).with("addressRegion", region).with("addressCountry", country);
    Some(Thing::new("Place").with("name", place).with("address", address))
}

fn image_of_story(picture: &PictureFacts<'_>) -> Thing {
    Thing::new("ImageObject")
        .with("url", &picture.url)
        .with("contentUrl", &picture.url)
        .with("width", picture.size.map(|(width, _)| width))
        .with("height", picture.size.map(|(_, height)| height))
        .with("caption", picture.caption.as_deref().or(Some(picture.alt)))
        .with("creditText", picture.credit)
}

/// One thing for each author; a story that nobody signed is the outlet's.
fn authors(stage: &Stage<'_>, article: &Article) -> Vec<Thing> {
    let signed = article.credits.authors.iter().map(|id| author(stage, stage.site.person(*id), article.lang()));
    let signed: Vec<Thing> = signed.collect();
    if signed.is_empty() && article.source.front.kind != Kind::Sponsored { vec![publisher(stage)] } else { signed }
}

/// Those who helped: by name and address, which is all that a story's page depends on.
fn helpers(stage: &Stage<'_>, ids: &[PersonId]) -> Vec<Thing> {
    let config = &stage.project.config;
    let helper = |person: &Person| {
        let url = config.outputs.authors.then(|| config.base_url.canonical(&person.permalink));
        Thing::new("Person").with("name", &person.name).with("url", url)
    };
    ids.iter().map(|id| helper(stage.site.person(*id))).collect()
}

/// Somebody who signed a story: the name alone, and where to read more.
fn author(stage: &Stage<'_>, person: &Person, language: &Language) -> Thing {
    let config = &stage.project.config;
    let front = person.source.as_ref().map(|source| &source.front);
    Thing::new("Person")
        .with("name", name_in(person, language))
        .with("url", config.outputs.authors.then(|| config.base_url.canonical(&person.permalink)))
        .with("jobTitle", front.and_then(|front| front.role.as_deref()))
        .with("sameAs", same_as(person))
        .with("knowsAbout", front.map(|front| front.beats.as_slice()))
        .with("image", person.photo.as_ref().map(|photo| config.base_url.resolve(&photo.file.src)))
}

/// The person of a bio page.
fn person(stage: &Stage<'_>, person: &Person) -> Thing {
    let front = person.source.as_ref().map(|source| &source.front);
    let bio = front.and_then(|front| front.short_bio.as_deref());
    let excerpt = person.source.as_ref().map(|source| &*source.body.digest.excerpt);
    let schools =
        front.map(|front| front.alumni_of.iter().map(|name| Thing::new("Organization").with("name", name)).collect::<Vec<_>>());
    author(stage, person, &stage.project.config.language)
        .with("alternateName", front.and_then(|front| front.name_native.as_deref()))
        .with("description", bio.or(excerpt))
        .with("email", front.filter(|front| front.email_public).and_then(|front| front.email.as_deref()))
        .with("telephone", front.and_then(|front| front.phone.as_deref()))
        .with("knowsLanguage", front.map(|front| front.languages.as_slice()))
        .with("alumniOf", schools.unwrap_or_default())
        .with("award", front.map(|front| front.awards.as_slice()))
        .with("worksFor", front.filter(|front| front.active).map(|_| publisher(stage)))
}

fn same_as(person: &Person) -> Vec<String> {
    let front = person.source.as_ref().map(|source| &source.front);
    let links = front.into_iter().flat_map(|front| &front.links).map(|(_, url)| url.as_str());
    links.filter(|url| url.starts_with("http")).filter_map(address).collect()
}

fn corrections(facts: &Facts<'_>) -> Vec<Thing> {
    let corrections = facts.article.source.front.corrections.iter().enumerate();
    let thing = |(at, correction): (usize, &crate::source::Correction)| {
        Thing::new("CorrectionComment")
            .with("text", inline_text(&correction.text))
            .with("datePublished", correction.date.as_ref().map(When::to_rfc3339))
            .with("url", format!("{}#{}", facts.url, correction_id(at)))
    };
    corrections.map(thing).collect()
}

fn sources(article: &Article) -> Vec<Thing> {
    let thing = |source: &crate::source::SourceNote| {
        let url = source.url.as_ref().and_then(|url| address(&url.value));
        Thing::new("CreativeWork")
            .with("name", &source.name)
            .with("url", url)
            .with("datePublished", source.date.map(|date| date.day().to_string()))
    };
    article.source.front.sources.iter().map(thing).collect()
}

/// A story that somebody translated came from the others; another has them as its translations.
fn translation_property(article: &Article) -> &'static str {
    if article.credits.translators.is_empty() { "workTranslation" } else { "translationOfWork" }
}

fn translations(stage: &Stage<'_>, article: &Article) -> Vec<Thing> {
    let thing = |other: &Article| {
        let url = stage.project.config.base_url.canonical(&other.permalink);
        Thing::new(kind_of_article(other.source.front.kind))
            .with("@id", format!("{url}#article"))
            .with("url", url)
            .with("headline", inline_text(&other.source.front.title.value))
            .with("inLanguage", other.lang().as_str())
    };
    article.translations.iter().map(|other| thing(stage.site.article(*other))).collect()
}

/// The outlet by name.
fn outlet_name(stage: &Stage<'_>) -> Thing {
    let config = &stage.project.config;
    let home = config.base_url.canonical(&Permalink::home());
    Thing::new("NewsMediaOrganization")
        .with("@id", format!("{home}#organization"))
        .with("name", config.publisher())
        .with("url", home)
}

/// The outlet in short, as it stands in every story.
pub(super) fn publisher(stage: &Stage<'_>) -> Thing {
    let logo = stage.views.outlet().logo.as_ref().map(|logo| image(stage, logo));
    outlet_name(stage).with("logo", logo)
}

fn image(stage: &Stage<'_>, picture: &Picture) -> Thing {
    Thing::new("ImageObject")
        .with("url", stage.project.config.base_url.resolve(&picture.src))
        .with("width", picture.width)
        .with("height", picture.height)
}

/// The outlet with all that is known of it, for the front page.
fn outlet(stage: &Stage<'_>) -> Thing {
    let config = &stage.project.config;
    let (written, shown) = (&config.outlet, stage.views.outlet());
    let mut languages: Vec<&str> = config.languages.iter().map(|declared| declared.code.as_str()).collect();
    if languages.is_empty() {
        languages.push(config.language.as_str());
    }
    let contact =
        written.email.as_ref().map(|email| Thing::new("ContactPoint").with("contactType", "newsroom").with("email", email));
    let mut thing = publisher(stage)
        .with("alternateName", written.name_native.as_deref())
        .with("sameAs", shown.social.iter().map(|link| &link.url).collect::<Vec<_>>())
        .with("foundingDate", written.founded.as_deref())
        .with("areaServed", written.areas_served.as_slice())
        .with("knowsLanguage", languages)
        .with("address", written.address.as_deref())
        .with("telephone", written.phone.as_deref())
        .with("email", written.email.as_deref())
        .with("contactPoint", contact)
        .with("masthead", config.outputs.authors.then(|| config.base_url.canonical(&super::authors::list())));
    for (key, property) in POLICIES {
        let policy = shown.policies.iter().find(|policy| policy.key == key);
        thing = thing.with(property, policy.map(|policy| config.base_url.resolve(&policy.url)));
    }
    thing
}

/// The things of a front page: the site and who publishes it.
pub(super) fn home(stage: &Stage<'_>, view: &PageView, language: &Language) -> [Thing; 2] {
    let site = Thing::new("WebSite")
        .with("@id", format!("{}#website", view.permalink))
        .with("name", &view.title)
        .with("url", &view.permalink)
        .with("description", view.description.as_deref())
        .with("inLanguage", language.as_str())
        .with("publisher", publisher(stage));
    [site, outlet(stage)]
}

/// The things of a bio page.
pub(super) fn profile(stage: &Stage<'_>, view: &PageView, id: PersonId) -> Thing {
    page(view, "ProfilePage", &stage.project.config.language).with("mainEntity", person(stage, stage.site.person(id)))
}

/// A page that is no story.
pub(super) fn page(view: &PageView, kind: &str, language: &Language) -> Thing {
    Thing::new(kind)
        .with("@id", &view.permalink)
        .with("url", &view.permalink)
        .with("name", &view.title)
        .with("description", view.description.as_deref())
        .with("inLanguage", language.as_str())
}

/// The way from the front page to this one.
pub(super) fn breadcrumbs(stage: &Stage<'_>, view: &PageView) -> Option<Thing> {
    if view.breadcrumbs.is_empty() {
        return None;
    }
    let resolve = |url: &str| stage.project.config.base_url.resolve(url);
    let steps = view.breadcrumbs.iter().map(|crumb| (&crumb.title, resolve(&crumb.url)));
    let steps = steps.chain([(&view.title, view.permalink.clone())]).enumerate();
    let item = |(at, (name, url)): (usize, (&String, String))| {
        Thing::new("ListItem").with("position", at + 1).with("name", name).with("item", url)
    };
    Some(Thing::new("BreadcrumbList").with("itemListElement", steps.map(item).collect::<Vec<_>>()))
}
