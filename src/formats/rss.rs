//! RSS 2.0 (rssboard.org, 2.0.11), with the modules content, Dublin Core, Media RSS 1.5.1 and Atom's links.
//!
//! `<author>` is left out: it has to be an e-mail address. Names are Dublin Core's.

use super::feed::{Entry, Feed, Image};
use super::xml::{Attributes, Xml};

/// Namespaces by their usual prefixes.
const NAMESPACES: Attributes<'static> = &[
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
];
/// That of SmartNews.
const SMART: (&str, &str) = ("xmlns:snf", "http://www.smartnews.be/snf");
/// How many minutes a reader may keep what it has.
const MINUTES: &str = "30";

/// Writes a feed.
pub fn write(feed: &Feed) -> String {
    let mut xml = Xml::document();
    let mut namespaces = NAMESPACES.to_vec();
    if feed.is_smart_format {
        namespaces.push(SMART);
    }
    xml.open("rss", &namespaces);
    xml.open("channel", &[]);
    xml.text("title", &feed.title);
    xml.text("link", &feed.home);
    xml.text("description", &feed.description);
    xml.text("language", &feed.language);
    if let Some(copyright) = &feed.copyright {
        xml.text("copyright", copyright);
    }
    if let Some(updated) = &feed.updated {
        // SmartNews reads the one, everybody else the other; both may stand there.
        if feed.is_smart_format {
            xml.text("pubDate", &updated.to_rfc822());
        }
        xml.text("lastBuildDate", &updated.to_rfc822());
    }
    xml.text("generator", "newsprint");
    xml.text("ttl", MINUTES);
    if let Some(logo) = &feed.logo {
        xml.open("image", &[]);
        xml.text("url", logo);
        xml.text("title", &feed.title);
        xml.text("link", &feed.home);
        xml.close("image");
        if feed.is_smart_format {
            xml.open("snf:logo", &[]);
            xml.text("url", logo);
            xml.close("snf:logo");
        }
    }
    xml.empty("atom:link", &[("href", &feed.url), ("rel", "self"), ("type", "application/rss+xml")]);
    if let Some(hub) = &feed.hub {
        xml.empty("atom:link", &[("href", hub), ("rel", "hub")]);
    }
    for entry in &feed.entries {
        item(&mut xml, entry, feed.is_smart_format);
    }
    xml.close("channel");
    xml.close("rss");
    xml.finish()
}

fn item(xml: &mut Xml, entry: &Entry, is_smart_format: bool) {
    xml.open("item", &[]);
    xml.text("title", &entry.title);
    xml.text("link", &entry.url);
    xml.text_with("guid", &[("isPermaLink", if entry.is_address { "true" } else { "false" })], &entry.id);
    xml.text("pubDate", &entry.published.to_rfc822());
    if entry.modified != entry.published {
        xml.text("atom:updated", &entry.modified.to_rfc3339());
    }
    for author in &entry.authors {
        xml.text("dc:creator", &author.name);
    }
    for category in &entry.categories {
        xml.text("category", category);
    }
    if let Some(language) = &entry.language {
        xml.text("dc:language", language);
    }
    if let Some(summary) = &entry.summary {
        xml.text("description", summary);
    }
    if let Some(html) = &entry.html {
        xml.cdata("content:encoded", html);
    }
    if let Some(picture) = &entry.picture {
        media(xml, picture);
    }
    if is_smart_format {
        xml.text("media:status", "active");
    }
    xml.close("item");
}

fn media(xml: &mut Xml, picture: &Image) {
    let numbers = picture.size.map(|(width, height)| (width.to_string(), height.to_string()));
    let length = picture.length.map(|length| length.to_string());
    let mut attributes = vec![("url", picture.url.as_str()), ("medium", "image")];
    attributes.extend(picture.media_type.map(|media_type| ("type", media_type)));
    if let Some((width, height)) = &numbers {
        attributes.extend([("width", width.as_str()), ("height", height.as_str())]);
    }
    attributes.extend(length.as_deref().map(|length| ("fileSize", length)));
    xml.open("media:content", &attributes);
    if !picture.alt.is_empty() {
        xml.text_with("media:title", &[("type", "plain")], &picture.alt);
    }
    if let Some(caption) = &picture.caption {
        xml.text_with("media:description", &[("type", "plain")], caption);
    }
    if let Some(credit) = &picture.credit {
        xml.text_with("media:credit", &[("role", "photographer"), ("scheme", "urn:ebu")], credit);
        xml.text("media:copyright", credit);
    }
    xml.close("media:content");
    xml.empty("media:thumbnail", &[("url", &picture.url)]);
    // A length is required, and a type (RSS 2.0, "enclosure").
    if let (Some(media_type), Some(length)) = (picture.media_type, &length) {
        xml.empty("enclosure", &[("url", &picture.url), ("length", length), ("type", media_type)]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::feed::tests::{empty, full};
    use super::*;

    #[test]
    fn a_full_feed_says_everything_and_harms_nobody() {
        let text = write(&full());
        for part in [
            "<title>The Courier &amp; &lt;Co&gt;</title>",
            "<description>All the news</description>",
            "<lastBuildDate>Sun, 01 Jun 2025 00:00:00 -0700</lastBuildDate>",
            "<copyright>© 2025 ]]&gt; The Courier</copyright>",
            "<title>Opinion: “시장” &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>",
            "<guid isPermaLink=\"false\">tag:courier.example.org,2025-05-30:articles/%EC%8B%9C%EC%9E%A5</guid>",
            "<pubDate>Fri, 30 May 2025 09:00:00 -0700</pubDate>",
            "<atom:updated>2025-06-01T00:00:00-07:00</atom:updated>",
            "<dc:creator>Dana Kim</dc:creator>\n   <dc:creator>김민호</dc:creator>",
            "<category>Rent &amp; &lt;rates&gt;</category>",
            "<content:encoded><![CDATA[<p>Ends ]]]]><![CDATA[> here, </script> & there</p>]]></content:encoded>",
            "type=\"image/png\" width=\"1600\" height=\"900\" fileSize=\"1234\">",
            "<media:title type=\"plain\">The &quot;river&quot;</media:title>",
            "<enclosure url=\"https://courier.example.org/paper/media/river.png\" length=\"1234\" type=\"image/png\"/>",
            "<atom:link href=\"https://hub.example.org/\" rel=\"hub\"/>",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("snf:") && !text.contains("media:status"));
    }

    #[test]
    fn what_smartnews_reads_stands_in_its_feed_only() {
        let text = write(&Feed { is_smart_format: true, ..full() });
        assert!(text.contains("xmlns:snf=\"http://www.smartnews.be/snf\""));
        assert!(text.contains("<snf:logo>\n   <url>https://courier.example.org/paper/logo.png</url>"));
        assert!(text.contains("<media:status>active</media:status>"));
        assert!(text.contains("  <pubDate>Sun, 01 Jun 2025 00:00:00 -0700</pubDate>\n  <lastBuildDate>"));
    }

    #[test]
    fn a_picture_of_unknown_length_is_no_enclosure() {
        let mut feed = full();
        let picture = feed.entries[0].picture.as_mut().expect("there");
        (picture.length, picture.size, picture.media_type) = (None, None, None);
        let text = write(&feed);
        assert!(!text.contains("<enclosure"));
        assert!(text.contains("<media:content url=\"https://courier.example.org/paper/media/river.png\" medium=\"image\">"));
    }

    #[test]
    fn an_empty_feed_has_what_is_required() {
        let text = write(&empty());
        for name in ["title", "link", "description"] {
            assert!(text.contains(&format!("<{name}>")), "{text}");
        }
        assert!(!text.contains("lastBuildDate"));
    }
}
