//! Permalinks: from a story's date, section and slug to its address.
//!
//! Knows one story at a time; whether two want the same address is asked by `plan`, which sees all outputs.

use crate::base::{Diagnostic, Diagnostics, Permalink, ProjectPath, Span, check_segment, codes, slugify};
use crate::config::{Config, Project, Token};
use crate::source::{ArticleFront, ArticleSource, Placed};
use chrono::{Datelike, Timelike};
use std::borrow::Cow;

/// Files that a host or a later format owns: nothing from content/ may stand there.
const RESERVED: [&str; 17] = [
    "404.html",
    "feed.xml",
    "atom.xml",
    "feed.json",
    "sitemap.xml",
    "sitemaps",
    "news-sitemap.xml",
    "robots.txt",
    "wire",
    "assets",
    "media",
    "_headers",
    "_redirects",
    "cname",
    "ads.txt",
    "security.txt",
    "index.html",
];

/// The address of a story, and the last part of it.
pub struct Address {
    /// The address.
    pub permalink: Permalink,
    /// The story's own part.
    pub slug: String,
}

/// Works out the address of a story; nothing when what the author typed cannot be one.
///
/// `section` and `author` are the slugs that the tokens of those names stand for.
pub fn address_of(
    source: &ArticleSource,
    section: &str,
    author: &str,
    project: &Project,
    findings: &mut Diagnostics,
) -> Option<Address> {
    let front = &source.front;
    let config = &project.config;
    let name = file_slug(source, config);
    let slug = match &front.slug {
        Some(typed) => checked_slug(typed, &source.file, config, findings)?,
        None => name.clone(),
    };
    if let Some(typed) = &front.permalink {
        let permalink = checked_address(&typed.value, &typed.span(&source.file), "permalink", findings)?.with_file();
        return Some(Address { permalink, slug });
    }
    let path =
        config.article_pattern.fill(|token| fill(token, front, config, &Parts { slug: &slug, name: &name, section, author }));
    let prefix = config.language_config(&front.lang).and_then(|language| language.prefix.as_deref());
    let path = match prefix {
        Some(prefix) => format!("/{prefix}{path}"),
        None => path,
    };
    match Permalink::parse(&path) {
        Ok(permalink) => is_free(&permalink, || front.title.span(&source.file), findings)
            .then(|| Address { permalink: permalink.with_file(), slug }),
        Err(why) => {
            let message = format!("`{path}` cannot be the address of this story: {why}");
            let told = Diagnostic::error(codes::PERMALINK_BAD, message).at(Span::file(&source.file));
            findings.push(told.help("give the story a slug: slug = \"a-few-words\""));
            None
        }
    }
}

struct Parts<'p> {
    slug: &'p str,
    name: &'p str,
    section: &'p str,
    author: &'p str,
}

/// The file's name without the date that it may begin with.
fn file_slug(source: &ArticleSource, config: &Config) -> String {
    let name = source.name();
    let is_date = |date: &str| {
        date.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
    };
    let rest = name.get(..10).filter(|date| is_date(date)).map_or(name, |_| name[10..].trim_start_matches(['-', '_']));
    slugify(if rest.is_empty() { name } else { rest }, config.slugs)
}

fn fill(token: Token, front: &ArticleFront, config: &Config, parts: &Parts<'_>) -> String {
    let local = front.date.value.local();
    match token {
        Token::Year => format!("{:04}", local.year()),
        Token::Month => format!("{:02}", local.month()),
        Token::Day => format!("{:02}", local.day()),
        Token::Hour => format!("{:02}", local.hour()),
        Token::Minute => format!("{:02}", local.minute()),
        Token::Second => format!("{:02}", local.second()),
        Token::YearDay => format!("{:03}", local.ordinal()),
        Token::Week => format!("{:02}", local.iso_week().week()),
        Token::Weekday => local.format("%A").to_string().to_lowercase(),
        Token::MonthName => local.format("%B").to_string().to_lowercase(),
        Token::Section => parts.section.to_owned(),
        Token::Slug => parts.slug.to_owned(),
        Token::Title => slugify(&front.title.value, config.slugs),
        Token::FileName => parts.name.to_owned(),
        Token::Author => parts.author.to_owned(),
        Token::Lang => front.lang.to_string(),
    }
}

fn checked_slug(typed: &Placed, file: &ProjectPath, config: &Config, findings: &mut Diagnostics) -> Option<String> {
    let slug = typed.value.trim();
    let why = match check_segment(slug) {
        Err(why) => why.to_string(),
        Ok(()) if slug.contains(char::is_whitespace) => "it has blanks".to_owned(),
        Ok(()) => return Some(slug.to_owned()),
    };
    let told = Diagnostic::error(codes::SLUG_BAD, format!("`{}` cannot be a slug: {why}", printable(slug)));
    let words = slug.rsplit(['/', '\\']).next().unwrap_or(slug);
    findings
        .push(told.at(typed.span(file)).help(format!("write words with hyphens: slug = \"{}\"", slugify(words, config.slugs))));
    None
}

/// Checks an address that an author typed.
pub(super) fn checked_address(typed: &str, span: &Span, key: &str, findings: &mut Diagnostics) -> Option<Permalink> {
    let text = typed.trim();
    match Permalink::parse(text) {
        Ok(permalink) if permalink == Permalink::home() => {
            let told = Diagnostic::error(codes::PERMALINK_BAD, format!("`{key}` would replace the front page"));
            findings.push(told.at(span.clone()).help("write the whole address: permalink = \"/2025/05/30/rent-cap/\""));
            None
        }
        Ok(permalink) => is_free(&permalink, || span.clone(), findings).then_some(permalink),
        Err(why) => {
            let told = Diagnostic::error(
                codes::PERMALINK_BAD,
                format!("`{}` cannot be an address of this site: {why}", printable(text)),
            );
            findings.push(
                told.at(span.clone())
                    .help(format!("write it without host, from the first slash on: {key} = \"/2025/05/30/rent-cap/\"")),
            );
            None
        }
    }
}

fn is_free(permalink: &Permalink, span: impl FnOnce() -> Span, findings: &mut Diagnostics) -> bool {
    let first = permalink.as_str().trim_start_matches('/').split('/').next().unwrap_or("");
    let is_low = first.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    let first = if is_low { Cow::Borrowed(first) } else { Cow::Owned(first.to_lowercase()) };
    if !RESERVED.contains(&&*first) && !first.starts_with('.') {
        return true;
    }
    let told =
        Diagnostic::error(codes::PERMALINK_RESERVED, format!("`{permalink}` is kept for a file that newsprint or the host owns"));
    findings.push(told.at(span()).help("choose another slug or address"));
    false
}

fn printable(text: &str) -> String {
    let mut short: String = text.chars().take(80).flat_map(char::escape_debug).collect();
    if text.chars().count() > 80 {
        short.push('…');
    }
    short
}
