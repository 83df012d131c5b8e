//! Permalink patterns: `/:year/:month/:day/:slug/`.
//!
//! Knows the tokens, not how they are filled: that needs an article.

use crate::base::{check_segment, nearest};

/// A part of a pattern that an article fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the token of the same name")]
pub enum Token {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    YearDay,
    Week,
    Weekday,
    MonthName,
    Section,
    Slug,
    Title,
    FileName,
    Author,
    Lang,
}

const TOKENS: &[(&str, Token)] = &[
    ("year", Token::Year),
    ("month", Token::Month),
    ("day", Token::Day),
    ("hour", Token::Hour),
    ("minute", Token::Minute),
    ("second", Token::Second),
    ("yearday", Token::YearDay),
    ("week", Token::Week),
    ("weekday", Token::Weekday),
    ("monthname", Token::MonthName),
    ("section", Token::Section),
    ("sections", Token::Section),
    ("category", Token::Section),
    ("slug", Token::Slug),
    ("title", Token::Title),
    ("filename", Token::FileName),
    ("author", Token::Author),
    ("lang", Token::Lang),
];

/// A piece of one segment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Characters as they are.
    Literal(String),
    /// Filled in by the article.
    Token(Token),
}

/// A pattern, segment by segment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    segments: Vec<Vec<Part>>,
    is_file: bool,
}

impl Pattern {
    /// Reads a pattern. One that ends in `/` gives a folder with an index page; `/:slug.html` gives plain files.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let inner = text.strip_prefix('/').ok_or("it must begin with `/`")?;
        let is_file = !inner.ends_with('/');
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let segments = inner.split('/').map(segment).collect::<Result<Vec<_>, _>>()?;
        let names_story =
            segments.iter().flatten().any(|part| matches!(part, Part::Token(Token::Slug | Token::Title | Token::FileName)));
        if !names_story {
            return Err("it needs `:slug`, `:title` or `:filename`, or all stories would have one address".into());
        }
        if is_file && !inner.ends_with(".html") {
            return Err(format!("end it with `/` or `.html`: `{}/`", text.trim_end_matches('/')));
        }
        Ok(Self { segments, is_file })
    }

    /// Fills the pattern; a segment that comes out empty is left out.
    pub fn fill(&self, mut value: impl FnMut(Token) -> String) -> String {
        let mut path = String::new();
        for segment in &self.segments {
            let start = path.len();
            path.push('/');
            for part in segment {
                match part {
                    Part::Literal(text) => path.push_str(text),
                    Part::Token(token) => path.push_str(&value(*token)),
                }
            }
            if path.len() == start + 1 {
                path.pop();
            }
        }
        if !self.is_file {
            path.push('/');
        }
        path
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for part in
            self.segments.iter().flat_map(|segment| [Part::Literal("/".into())].into_iter().chain(segment.iter().cloned()))
        {
            match part {
                Part::Literal(text) => f.write_str(&text)?,
                Part::Token(token) => {
                    let (name, _) = TOKENS.iter().find(|(_, known)| *known == token).expect("every token has a name");
                    write!(f, ":{name}")?;
                }
            }
        }
        f.write_str(if self.is_file { "" } else { "/" })
    }
}

fn segment(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(':') {
        if at > 0 {
            parts.push(Part::Literal(rest[..at].into()));
        }
        let after = &rest[at + 1..];
        let end = after.find(|letter: char| !letter.is_ascii_lowercase()).unwrap_or(after.len());
        let name = &after[..end];
        let (_, token) = TOKENS.iter().find(|(word, _)| *word == name).ok_or_else(|| unknown(name))?;
        parts.push(Part::Token(*token));
        rest = &after[end..];
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.into()));
    }
    let sample: String = parts.iter().map(|part| if let Part::Literal(text) = part { text.as_str() } else { "x" }).collect();
    check_segment(&sample).map_err(|bad| bad.to_string())?;
    Ok(parts)
}

fn unknown(name: &str) -> String {
    match nearest(name, TOKENS.iter().map(|(word, _)| *word)) {
        Some(close) => format!("`:{name}` is no token; did you mean `:{close}`?"),
        None => format!(
            "`:{name}` is no token; the tokens are {}",
            TOKENS.iter().map(|(word, _)| format!(":{word}")).collect::<Vec<_>>().join(" ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pattern: &str) -> String {
        Pattern::parse(pattern).expect("fine").fill(|token| match token {
            Token::Year => "2025".into(),
            Token::Slug => "rent".into(),
            _ => String::new(),
        })
    }

    #[test]
    fn fills_segments_and_drops_empty_ones() {
        assert_eq!(filled("/:year/:slug/"), "/2025/rent/");
        assert_eq!(filled("/news/:section/:slug/"), "/news/rent/");
        assert_eq!(filled("/:year-:slug.html"), "/2025-rent.html");
    }

    #[test]
    fn refuses_patterns_that_cannot_work() {
        for bad in [":slug/", "/:year/", "/:slgu/", "/../:slug/", "/:slug", "/a b?/:slug/"] {
            assert!(Pattern::parse(bad).is_err(), "{bad}");
        }
        assert!(Pattern::parse("/:slgu/").expect_err("bad").contains("`:slug`"));
    }
}
