//! The tables `[robots]` and `[sitemaps]`: what search engines and other crawlers are told.
//!
//! Says what is asked of crawlers; whether they heed it, no file can say.

use super::Sitemaps;
use crate::base::{Diagnostic, codes};
use crate::notation::{Reader, Spanned};

/// `[robots]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Robots {
    /// Whether crawlers that gather texts for language models are asked to stay away.
    pub denies_ai: bool,
    /// Which these are; none: those of `data/ai-crawlers.toml`, or else [`AI_AGENTS`].
    pub ai_agents: Option<Vec<String>>,
    /// Paths of the site that no crawler is to read.
    pub disallow: Vec<String>,
}

/// Crawlers that gather texts to train language models, as of November 2026. Those that find pages for readers' questions,
/// such as OAI-SearchBot, are not among them: they send readers.
pub const AI_AGENTS: [&str; 18] = [
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "ImagesiftBot",
    "meta-externalagent",
    "omgili",
    "PanguBot",
    "Timpibot",
];

/// Whether a text can be the name of a crawler in robots.txt: it stands on one line, and begins no comment.
pub fn is_agent(name: &str) -> bool {
    let is_fine = |byte: u8| (byte.is_ascii_graphic() || byte == b' ') && !matches!(byte, b'#' | b':' | b'*');
    !name.is_empty() && name.trim() == name && name.bytes().all(is_fine)
}

pub(super) fn robots(reader: &mut Reader<'_>) -> Robots {
    let denies_ai = reader.choice(&["ai"], &[("allow", false), ("deny", true)]).unwrap_or_default();
    let has_agents = reader.has("ai_agents");
    let agents = reader.texts(&["ai_agents"]);
    let agents = agents.into_iter().filter_map(|typed| agent(typed, reader)).collect();
    let paths = reader.texts(&["disallow"]);
    let disallow = paths.into_iter().filter_map(|typed| path(typed, reader)).collect();
    Robots { denies_ai, ai_agents: has_agents.then_some(agents), disallow }
}

pub(super) fn sitemaps(reader: &mut Reader<'_>) -> Sitemaps {
    Sitemaps { letters: reader.flag(&["letters"]).unwrap_or(false) }
}

fn agent(typed: Spanned<String>, reader: &mut Reader<'_>) -> Option<String> {
    if is_agent(&typed.value) {
        return Some(typed.value);
    }
    let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{}` is no name of a crawler", typed.value.escape_debug()));
    reader.report(found.at(typed.span).help("write the name that it goes by: ai_agents = [\"GPTBot\", \"CCBot\"]"));
    None
}

/// A path may have `*` for anything and `$` for its end (RFC 9309, 2.2.3).
fn path(typed: Spanned<String>, reader: &mut Reader<'_>) -> Option<String> {
    let is_fine = |letter: char| !letter.is_whitespace() && !letter.is_control() && letter != '#';
    if typed.value.starts_with('/') && typed.value.chars().all(is_fine) {
        return Some(typed.value);
    }
    let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{}` is no path of the site", typed.value.escape_debug()));
    reader.report(found.at(typed.span).help("write it from the first slash on, without blanks: disallow = [\"/drafts/\"]"));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_crawler_is_one_plain_line() {
        assert!(AI_AGENTS.iter().all(|name| is_agent(name)));
        for bad in ["", "*", "a\nDisallow: /", "a#b", " a", "봇"] {
            assert!(!is_agent(bad), "{bad:?}");
        }
    }
}
