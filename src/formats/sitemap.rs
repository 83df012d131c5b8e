//! Sitemaps and their index (sitemaps.org protocol 0.9), with Google's image extension 1.1 and alternates by `xhtml:link`.
//!
//! Says neither how often a page changes nor how important it is: no search engine reads that. Which addresses a file
//! holds, and that they are not too many, is the caller's.

use super::xml::Xml;

/// The protocol's namespace.
pub(super) const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// Addresses of one file (protocol, "Using Sitemap index files").
pub const MOST_URLS: usize = 50_000;
/// Bytes of one file.
pub const MOST_BYTES: usize = 50 * 1024 * 1024;
/// Characters of an address (protocol, `loc`: fewer than 2,048).
pub const LONGEST_ADDRESS: usize = 2_047;
/// Pictures of one address (Google, "Image sitemaps").
pub const MOST_IMAGES: usize = 1_000;

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its address.
    pub loc: String,
    /// When it changed, as a W3C date or date with time.
    pub lastmod: Option<String>,
    /// Addresses of its pictures.
    pub images: Vec<String>,
    /// Its editions in all languages, itself among them; empty when there is but one.
    pub alternates: Vec<Alternate>,
}

/// An edition of a page in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternate {
    /// Language code, or `x-default`.
    pub hreflang: String,
    /// Its address.
    pub href: String,
}

/// A sitemap of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its address.
    pub loc: String,
    /// When something in it changed.
    pub lastmod: Option<String>,
}

/// Writes a sitemap.
pub fn urlset(entries: impl IntoIterator<Item = Entry>) -> String {
    let mut xml = Xml::document();
    let names = [
        ("xmlns", NAMESPACE),
        ("xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1"),
        ("xmlns:xhtml", "http://www.w3.org/1999/xhtml"),
    ];
    xml.open("urlset", &names);
    for entry in entries {
        xml.open("url", &[]);
        xml.text("loc", &entry.loc);
        if let Some(lastmod) = &entry.lastmod {
            xml.text("lastmod", lastmod);
        }
        for image in &entry.images {
            xml.open("image:image", &[]);
            xml.text("image:loc", image);
            xml.close("image:image");
        }
        for Alternate { hreflang, href } in &entry.alternates {
            xml.empty("xhtml:link", &[("rel", "alternate"), ("hreflang", hreflang), ("href", href)]);
        }
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

/// Writes an index of sitemaps.
pub fn index(sitemaps: impl IntoIterator<Item = Listed>) -> String {
    let mut xml = Xml::document();
    xml.open("sitemapindex", &[("xmlns", NAMESPACE)]);
    for Listed { loc, lastmod } in sitemaps {
        xml.open("sitemap", &[]);
        xml.text("loc", &loc);
        if let Some(lastmod) = &lastmod {
            xml.text("lastmod", lastmod);
        }
        xml.close("sitemap");
    }
    xml.close("sitemapindex");
    xml.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_come_in_the_order_of_the_schema() {
        let entry = Entry {
            loc: "https://x.org/a?b&c".into(),
            lastmod: Some("2025-05-30".into()),
            images: vec!["https://x.org/a'.jpg".into()],
            alternates: vec![Alternate { hreflang: "x-default".into(), href: "https://x.org/\"a\"".into() }],
        };
        let expected = concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" ",
            "xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
            " <url>\n  <loc>https://x.org/a?b&amp;c</loc>\n  <lastmod>2025-05-30</lastmod>\n",
            "  <image:image>\n   <image:loc>https://x.org/a&apos;.jpg</image:loc>\n  </image:image>\n",
            "  <xhtml:link rel=\"alternate\" hreflang=\"x-default\" href=\"https://x.org/&quot;a&quot;\"/>\n",
            " </url>\n</urlset>\n"
        );
        assert_eq!(urlset([entry]), expected);
    }

    #[test]
    fn an_index_names_its_files() {
        let listed = Listed { loc: "https://x.org/sitemaps/2025-05.xml".into(), lastmod: None };
        let text = index([listed]);
        assert!(text.contains("<sitemap>\n  <loc>https://x.org/sitemaps/2025-05.xml</loc>\n </sitemap>"), "{text}");
    }
}
