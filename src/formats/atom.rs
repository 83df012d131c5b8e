//! Atom, RFC 4287.

use super::feed::{Entry, Feed};
use super::xml::Xml;

/// When nothing has happened yet: `updated` is required (4.2.15), and the clock would change the file at every build.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// Writes a feed.
pub fn write(feed: &Feed) -> String {
    let mut xml = Xml::document();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", &feed.language)]);
    xml.text("id", &feed.url);
    xml.text_with("title", &[("type", "text")], &feed.title);
    if !feed.description.is_empty() {
        xml.text_with("subtitle", &[("type", "text")], &feed.description);
    }
    xml.text("updated", &feed.updated.map_or_else(|| NEVER.to_owned(), |updated| updated.to_rfc3339()));
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.url)]);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.home)]);
    if let Some(hub) = &feed.hub {
        xml.empty("link", &[("rel", "hub"), ("href", hub)]);
    }
    xml.open("author", &[]);
    xml.text("name", &feed.publisher);
    xml.close("author");
    if let Some(copyright) = &feed.copyright {
        xml.text("rights", copyright);
    }
    if let Some(logo) = &feed.logo {
        xml.text("icon", logo);
        xml.text("logo", logo);
    }
    xml.text("generator", "newsprint");
    for entry in &feed.entries {
        one(&mut xml, entry);
    }
    xml.close("feed");
    xml.finish()
}

fn one(xml: &mut Xml, entry: &Entry) {
    match &entry.language {
        Some(language) => xml.open("entry", &[("xml:lang", language)]),
        None => xml.open("entry", &[]),
    }
    xml.text("id", &entry.id);
    xml.text_with("title", &[("type", "text")], &entry.title);
    xml.text("updated", &entry.modified.to_rfc3339());
    xml.text("published", &entry.published.to_rfc3339());
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.url)]);
    for author in &entry.authors {
        xml.open("author", &[]);
        xml.text("name", &author.name);
        if let Some(url) = &author.url {
            xml.text("uri", url);
        }
        xml.close("author");
    }
    for category in &entry.categories {
        xml.empty("category", &[("term", category)]);
    }
    if let Some(picture) = &entry.picture {
        let length = picture.length.map(|length| length.to_string());
        let mut attributes = vec![("rel", "enclosure"), ("href", picture.url.as_str())];
        attributes.extend(picture.media_type.map(|media_type| ("type", media_type)));
        attributes.extend(length.as_deref().map(|length| ("length", length)));
        attributes.extend(picture.caption.as_deref().map(|caption| ("title", caption)));
        xml.empty("link", &attributes);
    }
    if let Some(summary) = &entry.summary {
        xml.text_with("summary", &[("type", "text")], summary);
    }
    if let Some(html) = &entry.html {
        xml.text_with("content", &[("type", "html")], html);
    }
    xml.close("entry");
}

#[cfg(test)]
mod tests {
    use super::super::feed::tests::{empty, full};
    use super::*;

    #[test]
    fn a_full_feed_says_everything_and_harms_nobody() {
        let text = write(&full());
        for part in [
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">",
            "<id>https://courier.example.org/paper/feed.xml</id>",
            "<updated>2025-06-01T00:00:00-07:00</updated>",
            "<rights>© 2025 ]]&gt; The Courier</rights>",
            "<entry xml:lang=\"ko\">",
            "<id>tag:courier.example.org,2025-05-30:articles/%EC%8B%9C%EC%9E%A5</id>",
            "<published>2025-05-30T09:00:00-07:00</published>",
            "<uri>https://courier.example.org/paper/authors/dana-kim/</uri>",
            "<category term=\"Rent &amp; &lt;rates&gt;\"/>",
            "type=\"image/png\" length=\"1234\" title=\"At dusk\"/>",
            "<content type=\"html\">&lt;p&gt;Ends ]]&gt; here, &lt;/script&gt; &amp; there&lt;/p&gt;</content>",
            "<link rel=\"hub\" href=\"https://hub.example.org/\"/>",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn an_empty_feed_has_what_is_required() {
        let text = write(&empty());
        for part in ["<id>", "<title type=\"text\">", "<updated>1970-01-01T00:00:00Z</updated>", "<author>"] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
