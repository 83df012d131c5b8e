//! A feed as values: what RSS, Atom and JSON Feed each say in their own words.
//!
//! Plain texts and absolute addresses; only [`Entry::html`] is HTML. Which story comes in which feed is not decided here.

use super::{atom, json_feed, rss};
use crate::base::When;
use std::sync::Arc;

/// One of the formats of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedFormat {
    /// RSS 2.0.
    Rss,
    /// Atom, RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

/// What is to be known of a format.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The format.
    pub format: FeedFormat,
    /// The name of its file.
    pub file: &'static str,
    /// The media type, for links to it.
    pub media_type: &'static str,
    /// Its name, for people.
    pub name: &'static str,
    /// Writes a feed in it.
    pub write: fn(&Feed) -> String,
}

/// Every format.
pub const FORMATS: [Form; 3] = [
    Form { format: FeedFormat::Rss, file: "feed.xml", media_type: "application/rss+xml", name: "RSS", write: rss::write },
    Form { format: FeedFormat::Atom, file: "atom.xml", media_type: "application/atom+xml", name: "Atom", write: atom::write },
    Form {
        format: FeedFormat::Json,
        file: "feed.json",
        media_type: "application/feed+json",
        name: "JSON Feed",
        write: json_feed::write,
    },
];

impl FeedFormat {
    /// Returns what is to be known of it.
    pub fn form(self) -> &'static Form {
        FORMATS.iter().find(|form| form.format == self).expect("the table has every format")
    }
}

/// A feed.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The page that it is the feed of.
    pub home: String,
    /// Its own address.
    pub url: String,
    /// BCP 47.
    pub language: String,
    /// Copyright line.
    pub copyright: Option<String>,
    /// The outlet.
    pub publisher: String,
    /// The outlet's logo.
    pub logo: Option<String>,
    /// The hub that tells subscribers of news (WebSub).
    pub hub: Option<String>,
    /// When anything in it changed last; none when it is empty.
    pub updated: Option<When>,
    /// Whether RSS has what SmartNews reads beyond the modules that others know.
    pub is_smart_format: bool,
    /// The stories, the newest first.
    pub entries: Vec<Entry>,
}

/// A story in a feed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is known by for ever.
    pub id: String,
    /// Whether `id` is the address of its page.
    pub is_address: bool,
    /// Its page.
    pub url: String,
    /// The headline, with its label.
    pub title: String,
    /// What it is about, in few sentences.
    pub summary: Option<String>,
    /// The whole story.
    pub html: Option<Arc<str>>,
    /// First publication.
    pub published: When,
    /// Last change that a reader should know of.
    pub modified: When,
    /// Who signed it.
    pub authors: Vec<Author>,
    /// Section and topics.
    pub categories: Vec<String>,
    /// Its language, where it is not the feed's.
    pub language: Option<String>,
    /// The lead photo.
    pub picture: Option<Image>,
    /// What only our own readers know of.
    pub own: Own,
}

/// Somebody who signed a story.
#[derive(Clone, Debug, Default)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The bio page.
    pub url: Option<String>,
    /// The portrait.
    pub avatar: Option<String>,
}

/// A picture's file.
#[derive(Clone, Debug, Default)]
pub struct Image {
    /// Where it is.
    pub url: String,
    /// Its media type.
    pub media_type: Option<&'static str>,
    /// Width and height in pixels.
    pub size: Option<(u32, u32)>,
    /// Bytes of the file.
    pub length: Option<u32>,
    /// For those who cannot see it.
    pub alt: String,
    /// What is to be seen.
    pub caption: Option<String>,
    /// Whose it is.
    pub credit: Option<String>,
}

/// What the model has and no format of feeds knows.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// `news`, `opinion` …
    pub kind: &'static str,
    /// The word that goes with it.
    pub label: Option<String>,
    /// Where it was reported from.
    pub dateline: Option<String>,
    /// Corrections, the first one first: date and text.
    pub corrections: Vec<(Option<When>, String)>,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::base::parse_when;

    /// A moment of the test feeds.
    pub fn when(text: &str) -> When {
        parse_when(text, chrono_tz::America::Los_Angeles).expect("a date")
    }

    /// A feed that has everything, with text that means harm.
    pub fn full() -> Feed {
        Feed {
            title: "The Courier & <Co>".into(),
            description: "All the news\u{0}\u{b}".into(),
            home: "https://courier.example.org/paper/".into(),
            url: "https://courier.example.org/paper/feed.xml".into(),
            language: "en".into(),
            copyright: Some("© 2025 ]]> The Courier".into()),
            publisher: "The Courier Press".into(),
            logo: Some("https://courier.example.org/paper/logo.png".into()),
            hub: Some("https://hub.example.org/".into()),
            updated: Some(when("2025-06-01")),
            is_smart_format: false,
            entries: vec![Entry {
                id: "tag:courier.example.org,2025-05-30:articles/%EC%8B%9C%EC%9E%A5".into(),
                is_address: false,
                url: "https://courier.example.org/paper/2025/05/30/%EC%8B%9C%EC%9E%A5/".into(),
                title: "Opinion: “시장” </title><script>alert(1)</script>".into(),
                summary: Some("A & B\u{1f}".into()),
                html: Some("<p>Ends ]]> here, </script> & there\u{1}</p>".into()),
                published: when("2025-05-30 09:00"),
                modified: when("2025-06-01"),
                authors: vec![
                    Author {
                        name: "Dana Kim".into(),
                        url: Some("https://courier.example.org/paper/authors/dana-kim/".into()),
                        avatar: Some("https://courier.example.org/paper/dana.jpg".into()),
                    },
                    Author { name: "김민호".into(), url: None, avatar: None },
                ],
                categories: vec!["City".into(), "Rent & <rates>".into()],
                language: Some("ko".into()),
                picture: Some(Image {
                    url: "https://courier.example.org/paper/media/river.png".into(),
                    media_type: Some("image/png"),
                    size: Some((1600, 900)),
                    length: Some(1234),
                    alt: "The \"river\"".into(),
                    caption: Some("At dusk".into()),
                    credit: Some("Ana Ruiz".into()),
                }),
                own: Own {
                    kind: "opinion",
                    label: Some("Opinion".into()),
                    dateline: Some("SACRAMENTO —".into()),
                    corrections: vec![(Some(when("2025-06-01")), "It was 3 percent.".into())],
                },
            }],
        }
    }

    /// A feed without stories.
    pub fn empty() -> Feed {
        Feed { title: "The Courier".into(), url: "https://courier.example.org/feed.xml".into(), ..Feed::default() }
    }
}
