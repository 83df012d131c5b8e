//! News sitemaps (Google News sitemap 0.9): the stories of the last two days.
//!
//! Leaves out `keywords`, `genres`, `stock_tickers` and `access`, which are obsolete. Which stories are news is the caller's.

use super::sitemap::NAMESPACE;
use super::xml::Xml;

/// Stories of one file.
pub const MOST_STORIES: usize = 1_000;

/// A story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Its address.
    pub loc: String,
    /// The paper's name, as readers know it.
    pub publication: String,
    /// Language code, ISO 639; Chinese is `zh-cn` or `zh-tw`.
    pub language: String,
    /// When it was first published, as a W3C date or date with time.
    pub date: String,
    /// The headline.
    pub title: String,
}

/// Writes a news sitemap; one without stories is fine.
pub fn urlset(stories: impl IntoIterator<Item = News>) -> String {
    let mut xml = Xml::document();
    xml.open("urlset", &[("xmlns", NAMESPACE), ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9")]);
    for story in stories {
        xml.open("url", &[]);
        xml.text("loc", &story.loc);
        xml.open("news:news", &[]);
        xml.open("news:publication", &[]);
        xml.text("news:name", &story.publication);
        xml.text("news:language", &story.language);
        xml.close("news:publication");
        xml.text("news:publication_date", &story.date);
        xml.text("news:title", &story.title);
        xml.close("news:news");
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

/// Returns a language as this format writes it, from the code that pages have (BCP 47).
pub fn language(code: &str) -> String {
    let code = code.to_ascii_lowercase();
    let mut parts = code.split('-');
    match parts.next().unwrap_or_default() {
        "zh" if parts.any(|part| matches!(part, "tw" | "hk" | "mo" | "hant")) => "zh-tw".into(),
        "zh" => "zh-cn".into(),
        base => base.into(),
    }
}

/// Returns the paper's name as this format wants it: without what stands in parentheses.
pub fn publication(name: &str) -> String {
    let (mut bare, mut depth) = (String::with_capacity(name.len()), 0_usize);
    for letter in name.chars() {
        match letter {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(letter),
            _ => {}
        }
    }
    let bare = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    if bare.is_empty() { name.to_owned() } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_languages_are_as_the_format_wants_them() {
        let codes = ["en", "en-US", "ko", "zh", "zh-Hant-HK", "zh-TW", "zh-SG", "tl"];
        assert_eq!(codes.map(language), ["en", "en", "ko", "zh-cn", "zh-tw", "zh-tw", "zh-cn", "tl"]);
        let names = ["The Courier", "The Courier (Alder Bay)", "(x)", "등불（알더베이） 신문"];
        assert_eq!(names.map(publication), ["The Courier", "The Courier", "(x)", "등불 신문"]);
    }

    #[test]
    fn no_stories_are_a_file_too() {
        assert!(urlset([]).contains("<urlset "));
    }
}
