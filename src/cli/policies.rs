//! Starter texts of policies, for `newsprint new policy`: each says on its first line that it has to be made true.
//!
//! Which policies search engines know is decided in `plan`; a test holds the texts to it.

/// The texts, by language.
const TEXTS: [(&str, &str); 2] = [("en", include_str!("starter/policies/en.md")), ("ko", include_str!("starter/policies/ko.md"))];

/// A policy to start from.
pub(super) struct Policy {
    /// Its headline.
    pub title: &'static str,
    /// Its text, in Markdown.
    pub text: &'static str,
}

/// Returns the keys of all policies, in the order of the texts.
pub(super) fn keys() -> Vec<&'static str> {
    parts(TEXTS[0].1).map(|(key, _)| key).collect()
}

/// Returns a policy in a language; English where there is no other.
pub(super) fn find(key: &str, language: &str) -> Option<Policy> {
    let texts = TEXTS.iter().find(|(code, _)| *code == language.split('-').next().unwrap_or(language));
    let (_, text) = texts.unwrap_or(&TEXTS[0]);
    parts(text).find(|(name, _)| *name == key).map(|(_, policy)| policy)
}

/// Reads `# key | title` lines, each with its text below.
fn parts(all: &'static str) -> impl Iterator<Item = (&'static str, Policy)> {
    all.split("# ").filter_map(|part| {
        let (head, text) = part.split_once('\n')?;
        let (key, title) = head.split_once(" | ")?;
        Some((key, Policy { title, text: text.trim() }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_policy_that_search_engines_know_has_a_text_in_each_language() {
        // Ownership and funding are one policy.
        let known: BTreeSet<&str> = crate::plan::POLICIES.iter().map(|(key, _)| *key).filter(|key| *key != "funding").collect();
        for (language, text) in TEXTS {
            assert_eq!(parts(text).map(|(key, _)| key).collect::<BTreeSet<_>>(), known, "{language}");
        }
        assert!(find("ethics", "ko-KR").is_some_and(|policy| policy.title == "윤리 강령"));
        assert!(find("ethics", "es").is_some_and(|policy| policy.title == "Ethics"));
    }
}
