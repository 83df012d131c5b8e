//! site.toml: the outlet, as meant, with every default filled in.
//!
//! Knows no content and no clock but the one moment of the run; opening it reads one file.

mod byline;
mod feeds;
mod language;
mod permalinks;
mod preview;
mod project;
mod robots;
mod site_toml;
mod tables;

pub use byline::{BylineStyle, Piece, Position};
pub use feeds::{Description, FEED_LENGTH, Guid, PROFILES, PartnerFeed, Profile};
pub use language::{Language, is_well_formed};
pub use permalinks::{Pattern, Token};
pub use project::{Options, Project, SITE_TOML, open};
pub use robots::{AI_AGENTS, Robots, is_agent};

use crate::base::{BaseUrl, SlugStyle, When};
use crate::markdown::{self, HtmlPolicy};
use crate::notation::{Spanned, Table};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// The whole configuration. `Hash` is derived, so that a new key cannot be left out of fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// Name of the paper.
    pub title: String,
    /// A line below the name.
    pub tagline: Option<String>,
    /// Where the site is published.
    pub base_url: BaseUrl,
    /// The outlet's time zone.
    pub zone: Tz,
    /// The main language.
    pub language: Language,
    /// The declared languages, the main one first.
    pub languages: Vec<LanguageConfig>,
    /// Name of the theme.
    pub theme: Spanned<String>,
    /// Copyright line.
    pub copyright: Option<String>,
    /// Who publishes.
    pub outlet: Outlet,
    /// What the masthead shows.
    pub masthead: Masthead,
    /// `[theme_options]` as written; the theme knows their types.
    pub theme_options: Table,
    /// Where bylines stand on the page.
    pub byline_position: Position,
    /// Bylines by language; the main language's is always there.
    pub bylines: BTreeMap<String, BylineStyle>,
    /// House style by language; the main language's is always there.
    pub styles: BTreeMap<String, Style>,
    /// Advertising.
    pub ads: Ads,
    /// Addresses of articles.
    pub article_pattern: Pattern,
    /// Stories per page.
    pub paginate: Paginate,
    /// Which kinds of output the site has.
    pub outputs: Outputs,
    /// What is asked of crawlers.
    pub robots: Robots,
    /// What sitemaps hold.
    pub sitemaps: Sitemaps,
    /// How slugs are spelt.
    pub slugs: SlugStyle,
    /// Raw HTML in articles.
    pub html: HtmlPolicy,
    /// Sizes beyond which a file is refused.
    pub limits: Limits,
    /// Feeds for partners.
    pub feeds: Vec<PartnerFeed>,
    /// The hub that tells subscribers of news.
    pub hub: Option<String>,
    /// The preview.
    pub serve: Serve,
    /// `[extra]`, for templates.
    pub extra: Table,
}

/// `[serve]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Serve {
    /// The form of links into the writer's editor, with `{file}` and `{line}`.
    pub editor: Option<String>,
    /// The first port that is tried.
    pub port: Option<u16>,
}

impl Config {
    /// Returns the configuration of a language, if it is declared.
    pub fn language_config(&self, language: &Language) -> Option<&LanguageConfig> {
        self.languages.iter().find(|declared| declared.code == *language)
    }

    /// Returns the byline style for a language: its own, else the main language's.
    pub fn byline(&self, language: &Language) -> &BylineStyle {
        by_language(&self.bylines, language, &self.language)
    }

    /// Returns how Markdown in a language is read.
    pub fn markdown(&self, language: &Language) -> markdown::Options {
        let smart_punctuation = self.style(language).smart_punctuation;
        markdown::Options { html: self.html, smart_punctuation, nesting: self.limits.nesting, heading_anchors: true }
    }

    /// Returns the paper's name in a language: its own there, else the one that it has everywhere.
    pub fn title_in(&self, language: &Language) -> &str {
        let own = self.language_config(language).and_then(|declared| declared.title.as_deref());
        own.unwrap_or(&self.title)
    }

    /// Returns the paper's tagline in a language.
    pub fn tagline_in(&self, language: &Language) -> Option<&str> {
        let own = self.language_config(language).and_then(|declared| declared.tagline.as_deref());
        own.or(self.tagline.as_deref())
    }

    /// Returns who publishes: the outlet by its name, else the paper.
    pub fn publisher(&self) -> &str {
        self.outlet.name.as_deref().unwrap_or(&self.title)
    }

    /// Returns the house style for a language: its own, else the main language's.
    pub fn style(&self, language: &Language) -> &Style {
        by_language(&self.styles, language, &self.language)
    }
}

fn by_language<'c, T>(map: &'c BTreeMap<String, T>, language: &Language, main: &Language) -> &'c T {
    map.get(language.as_str())
        .or_else(|| map.get(language.base()))
        .or_else(|| map.get(main.as_str()))
        .expect("the main language's is always there")
}

/// One language of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LanguageConfig {
    /// BCP 47 code.
    pub code: Language,
    /// Its own name for itself.
    pub name: String,
    /// First part of its addresses, if it has a front page of its own.
    pub prefix: Option<String>,
    /// The paper's name in it.
    pub title: Option<String>,
    /// The paper's tagline in it.
    pub tagline: Option<String>,
}

/// `[outlet]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/configuration.md")]
pub struct Outlet {
    pub name: Option<String>,
    pub name_native: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub country: Option<String>,
    pub areas_served: Vec<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub founded: Option<String>,
    pub logo: Option<Spanned<String>>,
    pub share_image: Option<Spanned<String>>,
    pub social: Vec<(String, Spanned<String>)>,
    pub policies: Vec<(String, Spanned<String>)>,
}

/// How the date in the masthead is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DateMode {
    /// The day of the newest story: needs no clock and never misleads.
    #[default]
    Edition,
    /// The day of the build.
    Build,
    /// The day of the build, corrected by a script in the reader's browser.
    Client,
    /// None.
    Off,
}

/// How the temperature in the masthead is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WeatherMode {
    /// None.
    #[default]
    Off,
    /// From a data file that the newsroom keeps fresh; gone when it is older than `max_age`.
    File,
    /// As `File`, and kept fresh by a script in the reader's browser.
    Client,
}

/// `[masthead]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Masthead {
    /// The place that the outlet serves.
    pub place: Option<String>,
    /// How the date is made.
    pub date: DateMode,
    /// A strftime pattern; none is the language's full form.
    pub date_format: Option<String>,
    /// How the temperature is made.
    pub weather: WeatherMode,
    /// `F` or `C`.
    pub unit: char,
    /// Digits behind the point.
    pub decimals: usize,
    /// Seconds after which a temperature is too old to show.
    pub max_age: i64,
    /// Name of the data file without its ending.
    pub source: String,
}

/// `[style]`, for one language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Style {
    /// `{place} —`, with `{place}`, `{region}`, `{country}`.
    pub dateline_format: String,
    /// Whether the place is set in capitals.
    pub dateline_upper: bool,
    /// `{photographer} / {agency}`.
    pub credit_format: String,
    /// Stands before every credit.
    pub credit_prefix: String,
    /// Whether straight quotes and dots become typographic ones.
    pub smart_punctuation: bool,
}

/// `[ads]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ads {
    /// Whether any are shown.
    pub enabled: bool,
    /// The words over a slot, by language; the empty key is the default.
    pub labels: BTreeMap<String, String>,
    /// The slots.
    pub slots: Vec<AdSlot>,
}

/// `[[ads.slot]]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/configuration.md")]
pub struct AdSlot {
    pub id: String,
    pub position: String,
    pub width: usize,
    pub height: usize,
    pub image: Option<Spanned<String>>,
    pub alt: String,
    pub url: Option<Spanned<String>>,
    pub html_file: Option<Spanned<String>>,
    pub starts: Option<When>,
    pub ends: Option<When>,
    pub sections: Vec<String>,
}

/// `[paginate]`: stories per page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/configuration.md")]
pub struct Paginate {
    pub section: usize,
    pub topic: usize,
    pub author: usize,
    pub day: usize,
}

/// `[outputs]`: which kinds of output the site has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/configuration.md")]
#[expect(clippy::struct_excessive_bools, reason = "these are the switches of [outputs]")]
pub struct Outputs {
    pub topics: bool,
    pub days: bool,
    pub authors: bool,
    pub corrections: bool,
    pub feeds: bool,
    pub sitemaps: bool,
    pub wire: bool,
    pub search: bool,
    pub text: bool,
}

/// `[sitemaps]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sitemaps {
    /// Whether letters to the editor are news.
    pub letters: bool,
}

/// `[limits]`: beyond these a file is refused, so that no input can stall a build.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Bytes of an article.
    pub article: usize,
    /// Bytes of a header.
    pub header: usize,
    /// Quotes and lists within each other.
    pub nesting: usize,
    /// Topics or authors of one story.
    pub names: usize,
}
