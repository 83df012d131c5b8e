//! The tables `[[feeds]]` and `[websub]`: feeds for partners, and who tells subscribers of news.
//!
//! Names of sections, topics and kinds stay as typed; whether there are such is known where the feeds are planned.

use super::Language;
use crate::base::{Diagnostic, Permalink, codes};
use crate::markdown::is_allowed_url;
use crate::notation::{Reader, Spanned};

/// For whom a feed is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Any reader.
    #[default]
    Rss,
    /// Flipboard: a description of at least 300 characters.
    Flipboard,
    /// SmartNews: SmartFormat 2.
    SmartNews,
    /// Apple News: a language with its region.
    AppleNews,
    /// Newsletters by mail: narrow pictures, styles at the elements.
    Mail,
}

/// Every profile with its word.
pub const PROFILES: [(&str, Profile); 5] = [
    ("rss", Profile::Rss),
    ("flipboard", Profile::Flipboard),
    ("smartnews", Profile::SmartNews),
    ("apple-news", Profile::AppleNews),
    ("mail", Profile::Mail),
];

/// What a story is known by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Guid {
    /// A tag that no change of the address touches.
    #[default]
    Tag,
    /// The address of its page.
    Url,
}

/// How long the description of a story is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Description {
    /// The deck, or the first paragraph.
    Deck,
    /// The deck and the beginning of the text: at least 300 characters, where the story has so many.
    Long,
}

/// One of `[[feeds]]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/configuration.md")]
pub struct PartnerFeed {
    pub name: Option<String>,
    pub path: Spanned<Permalink>,
    pub profile: Profile,
    pub tagline: Option<String>,
    pub sections: Vec<Spanned<String>>,
    pub topics: Vec<Spanned<String>>,
    pub kinds: Vec<Spanned<String>>,
    pub languages: Vec<Language>,
    pub exclude: Vec<Spanned<String>>,
    pub limit: usize,
    pub window_hours: Option<usize>,
    pub full_text: bool,
    pub lead_photo_in_body: bool,
    pub guid: Guid,
    pub description: Description,
}

/// How many stories a feed holds when nobody says otherwise.
pub const FEED_LENGTH: usize = 30;

pub(super) fn feeds(reader: &mut Reader<'_>) -> Vec<PartnerFeed> {
    reader.tables(&["feeds"], feed).into_iter().flatten().collect()
}

fn feed(table: &mut Reader<'_>) -> Option<PartnerFeed> {
    let profile = table.choice(&["profile"], &PROFILES).unwrap_or_default();
    let usual = if profile == Profile::Flipboard { Description::Long } else { Description::Deck };
    let path = path(table);
    Some(PartnerFeed {
        name: table.words(&["name"]),
        profile,
        tagline: table.words(&["tagline"]),
        sections: table.texts(&["sections"]),
        topics: table.texts(&["topics"]),
        kinds: table.texts(&["kinds"]),
        languages: languages(table),
        exclude: table.texts(&["exclude"]),
        limit: table.count(&["limit"], 1).unwrap_or(FEED_LENGTH),
        window_hours: table.count(&["window_hours"], 1),
        full_text: table.flag(&["full_text"]).unwrap_or(true),
        lead_photo_in_body: table.flag(&["lead_photo_in_body"]).unwrap_or(true),
        guid: table.choice(&["guid"], &[("id", Guid::Tag), ("url", Guid::Url)]).unwrap_or_default(),
        description: table.choice(&["description"], &[("deck", Description::Deck), ("long", Description::Long)]).unwrap_or(usual),
        path: path?,
    })
}

fn languages(table: &mut Reader<'_>) -> Vec<Language> {
    let mut all = Vec::new();
    for typed in table.texts(&["languages"]) {
        match Language::parse(typed.value.trim()) {
            Some(language) => all.push(language),
            None => {
                let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{}` is no language code", typed.value));
                table.report(found.at(typed.span).help("write BCP 47 codes: languages = [\"en\", \"ko\"]"));
            }
        }
    }
    all
}

/// The file of the feed: `partners/flipboard.xml`.
fn path(table: &mut Reader<'_>) -> Option<Spanned<Permalink>> {
    let example = "write the file that partners fetch: path = \"partners/flipboard.xml\"";
    let Some(typed) = table.text(&["path"]) else {
        let found = Diagnostic::error(codes::CONFIG_REQUIRED, "a feed needs a `path`").at(table.place());
        table.report(found.help(example));
        return None;
    };
    let parsed = Permalink::parse(typed.value.trim());
    let is_file = |permalink: &Permalink| !permalink.as_str().ends_with('/');
    match parsed {
        Ok(value) if is_file(&value) => Some(Spanned { value, span: typed.span }),
        _ => {
            let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{}` cannot be the file of a feed", typed.value));
            table.report(found.at(typed.span).help(example));
            None
        }
    }
}

/// The address of the hub.
pub(super) fn hub(table: &mut Reader<'_>) -> Option<String> {
    let typed = table.text(&["hub"])?;
    let url = typed.value.trim();
    if is_allowed_url(url) && url.starts_with("http") {
        return Some(url.to_owned());
    }
    let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{}` is not the address of a hub", typed.value));
    table.report(found.at(typed.span).help("write it with https://: hub = \"https://pubsubhubbub.appspot.com/\""));
    None
}
