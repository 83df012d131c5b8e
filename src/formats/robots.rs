//! robots.txt (RFC 9309): what crawlers may read, and where the sitemaps are.
//!
//! Asks, and keeps nobody out: a crawler that does not heed it is for the host to refuse.

use std::fmt::Write;

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    /// Paths that no crawler is to read, from the root of the host.
    pub disallow: Vec<String>,
    /// Crawlers that are to read nothing.
    pub refused: Vec<String>,
    /// Absolute addresses of sitemaps.
    pub sitemaps: Vec<String>,
}

impl Robots {
    /// Writes the file.
    pub fn text(&self) -> String {
        let mut groups: Vec<String> = Vec::new();
        if !self.refused.is_empty() {
            groups.push(lines("User-agent", &self.refused) + "Disallow: /\n");
        }
        // An empty path allows everything (RFC 9309, 2.2.2), and says so to readers of the file.
        let paths = if self.disallow.is_empty() { "Disallow:\n".to_owned() } else { lines("Disallow", &self.disallow) };
        groups.push(format!("User-agent: *\n{paths}"));
        if !self.sitemaps.is_empty() {
            groups.push(lines("Sitemap", &self.sitemaps));
        }
        groups.join("\n")
    }
}

fn lines(name: &str, values: &[String]) -> String {
    values.iter().fold(String::new(), |mut text, value| {
        writeln!(text, "{name}: {value}").expect("writing to a string cannot fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stand_apart() {
        let robots = Robots {
            disallow: vec!["/a/".into(), "/b/".into()],
            refused: vec!["GPTBot".into(), "CCBot".into()],
            sitemaps: vec!["https://x.org/sitemap.xml".into()],
        };
        let expected = "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: *\nDisallow: /a/\nDisallow: /b/\n\n\
                        Sitemap: https://x.org/sitemap.xml\n";
        assert_eq!(robots.text(), expected);
        assert_eq!(Robots::default().text(), "User-agent: *\nDisallow:\n");
    }
}
