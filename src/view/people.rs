//! People as templates see them.
//!
//! An address is shown only if its owner made it public.

use super::{Card, Html, Picture, Shared, view};
use crate::config::Config;
use crate::notation::Table;
use crate::site::Person;

view! {
    /// A name with its page.
    PersonRef { name: String, url: Option<String>, slug: String, }

    /// A link with a name.
    NamedLink { name: String, url: String, }

    /// A person.
    PersonView {
        slug: String, name: String, name_native: Option<String>, url: Option<String>, permalink: Option<String>,
        role: Option<String>, email: Option<String>, phone: Option<String>, signal: Option<String>, fediverse: Option<String>,
        area: Option<String>, since: Option<String>, alumni_of: Vec<String>, awards: Vec<String>, previous: Vec<String>,
        beats: Vec<String>, languages: Vec<String>, links: Vec<NamedLink>, photo: Option<Picture>, short_bio: Option<String>,
        content: Html, active: bool, stand_in: bool, count: usize, extra: Table,
    }

    /// A part of the staff list.
    GroupView { key: String, title: Option<String>, people: Vec<Shared>, }

    /// A year of a person's stories.
    PersonYear { year: i32, url: Option<String>, items: Vec<Card>, }
}

impl PersonRef {
    /// Shows a name with its page.
    pub(super) fn of(person: &Person, config: &Config) -> Self {
        let url = config.outputs.authors.then(|| config.base_url.href(&person.permalink));
        Self { name: person.name.clone(), url, slug: person.slug.clone() }
    }
}

impl PersonView {
    /// Shows a person without the bio's HTML, which is made with its page.
    pub(super) fn of(person: &Person, config: &Config) -> Self {
        let has_page = config.outputs.authors;
        let front = person.source.as_ref().map(|source| &source.front);
        let text = |pick: fn(&crate::source::PersonFront) -> &Option<String>| front.and_then(|front| pick(front).clone());
        let list =
            |pick: fn(&crate::source::PersonFront) -> &Vec<String>| front.map(|front| pick(front).clone()).unwrap_or_default();
        let excerpt =
            || person.source.as_ref().map(|source| source.body.digest.excerpt.to_string()).filter(|text| !text.is_empty());
        let links = front.map(|front| front.links.clone()).unwrap_or_default();
        Self {
            slug: person.slug.clone(),
            name: person.name.clone(),
            name_native: text(|front| &front.name_native),
            url: has_page.then(|| config.base_url.href(&person.permalink)),
            permalink: has_page.then(|| config.base_url.canonical(&person.permalink)),
            role: text(|front| &front.role),
            email: front.filter(|front| front.email_public).and_then(|front| front.email.clone()),
            phone: text(|front| &front.phone),
            signal: text(|front| &front.signal),
            fediverse: text(|front| &front.fediverse),
            area: text(|front| &front.area),
            since: text(|front| &front.since),
            alumni_of: list(|front| &front.alumni_of),
            awards: list(|front| &front.awards),
            previous: list(|front| &front.previous),
            beats: list(|front| &front.beats),
            languages: list(|front| &front.languages),
            links: links.into_iter().map(|(name, url)| NamedLink { name, url }).collect(),
            photo: person.photo.as_ref().map(|photo| Picture::of(photo, config, &config.language)),
            short_bio: text(|front| &front.short_bio).or_else(excerpt),
            content: Html::default(),
            active: front.is_none_or(|front| front.active),
            stand_in: person.source.is_none(),
            count: person.articles.len(),
            extra: front.map(|front| front.extra.clone()).unwrap_or_default(),
        }
    }
}
