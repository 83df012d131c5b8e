//! JSON Feed 1.1 (jsonfeed.org/version/1.1).
//!
//! What the format has no word for stands under one key of our own, `_newsprint` ("Extensions").

use super::feed::{Author, Entry, Feed};
use super::text::clean_json;
use serde_json::{Map, Value, json};

/// Writes a feed.
pub fn write(feed: &Feed) -> String {
    let mut map = Map::new();
    set(&mut map, "version", "https://jsonfeed.org/version/1.1");
    set(&mut map, "title", &*feed.title);
    set(&mut map, "home_page_url", &*feed.home);
    set(&mut map, "feed_url", &*feed.url);
    set(&mut map, "description", Some(&*feed.description).filter(|text| !text.is_empty()));
    set(&mut map, "icon", feed.logo.as_deref());
    set(&mut map, "authors", json!([{ "name": feed.publisher, "url": feed.home }]));
    set(&mut map, "language", &*feed.language);
    set(&mut map, "hubs", feed.hub.as_ref().map(|hub| json!([{ "type": "WebSub", "url": hub }])));
    set(&mut map, "items", feed.entries.iter().map(item).collect::<Vec<_>>());
    let mut value = Value::Object(map);
    clean_json(&mut value);
    format!("{value}\n")
}

/// Sets a key that has a value: none is written as `null`.
fn set(map: &mut Map<String, Value>, key: &str, value: impl Into<Value>) {
    match value.into() {
        Value::Null => {}
        value => {
            map.insert(key.to_owned(), value);
        }
    }
}

fn item(entry: &Entry) -> Value {
    let mut map = Map::new();
    set(&mut map, "id", &*entry.id);
    set(&mut map, "url", &*entry.url);
    set(&mut map, "title", &*entry.title);
    set(&mut map, "summary", entry.summary.as_deref());
    // One of the two texts is required ("content_html and content_text").
    set(&mut map, "content_html", entry.html.as_deref().unwrap_or_default());
    set(&mut map, "date_published", entry.published.to_rfc3339());
    set(&mut map, "date_modified", entry.modified.to_rfc3339());
    set(&mut map, "authors", some(entry.authors.iter().map(author).collect()));
    set(&mut map, "tags", some(entry.categories.iter().map(|tag| json!(tag)).collect()));
    set(&mut map, "language", entry.language.as_deref());
    if let Some(picture) = &entry.picture {
        set(&mut map, "image", &*picture.url);
        if let Some(media_type) = picture.media_type {
            let mut attachment = Map::new();
            set(&mut attachment, "url", &*picture.url);
            set(&mut attachment, "mime_type", media_type);
            set(&mut attachment, "title", picture.caption.as_deref());
            set(&mut attachment, "size_in_bytes", picture.length);
            set(&mut map, "attachments", vec![Value::Object(attachment)]);
        }
    }
    set(&mut map, "_newsprint", own(entry));
    Value::Object(map)
}

/// A list that holds anything.
fn some(list: Vec<Value>) -> Option<Vec<Value>> {
    Some(list).filter(|list| !list.is_empty())
}

fn author(author: &Author) -> Value {
    let mut map = Map::new();
    set(&mut map, "name", &*author.name);
    set(&mut map, "url", author.url.as_deref());
    set(&mut map, "avatar", author.avatar.as_deref());
    Value::Object(map)
}

fn own(entry: &Entry) -> Map<String, Value> {
    let mut map = Map::new();
    set(&mut map, "kind", entry.own.kind);
    set(&mut map, "label", entry.own.label.as_deref());
    set(&mut map, "dateline", entry.own.dateline.as_deref());
    set(&mut map, "credit", entry.picture.as_ref().and_then(|picture| picture.credit.as_deref()));
    set(&mut map, "alt", entry.picture.as_ref().map(|picture| &*picture.alt).filter(|alt| !alt.is_empty()));
    let correction = |(date, text): &(Option<crate::base::When>, String)| {
        let mut map = Map::new();
        set(&mut map, "date", date.map(|date| date.to_rfc3339()));
        set(&mut map, "text", &**text);
        Value::Object(map)
    };
    set(&mut map, "corrections", some(entry.own.corrections.iter().map(correction).collect()));
    map
}

#[cfg(test)]
mod tests {
    use super::super::feed::tests::{empty, full};
    use super::*;

    #[test]
    fn a_full_feed_says_everything_and_harms_nobody() {
        let feed: Value = serde_json::from_str(&write(&full())).expect("JSON");
        let item = &feed["items"][0];
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(feed["hubs"], json!([{ "type": "WebSub", "url": "https://hub.example.org/" }]));
        assert_eq!(item["id"], "tag:courier.example.org,2025-05-30:articles/%EC%8B%9C%EC%9E%A5");
        assert_eq!(item["title"], "Opinion: “시장” </title><script>alert(1)</script>");
        assert_eq!(item["date_published"], "2025-05-30T09:00:00-07:00");
        assert_eq!(item["authors"][0]["avatar"], "https://courier.example.org/paper/dana.jpg");
        assert_eq!(item["authors"][1], json!({ "name": "김민호" }));
        assert_eq!(item["attachments"][0]["size_in_bytes"], 1234);
        assert_eq!(
            item["_newsprint"],
            json!({
                "kind": "opinion", "label": "Opinion", "dateline": "SACRAMENTO —", "credit": "Ana Ruiz", "alt": "The \"river\"",
                "corrections": [{ "date": "2025-06-01T00:00:00-07:00", "text": "It was 3 percent." }],
            })
        );
    }

    #[test]
    fn an_empty_feed_has_what_is_required() {
        let feed: Value = serde_json::from_str(&write(&empty())).expect("JSON");
        assert_eq!(feed["items"], json!([]));
        assert!(feed.get("hubs").is_none() && feed.get("icon").is_none());
    }
}
