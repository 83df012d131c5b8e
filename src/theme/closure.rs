//! Which templates a template can reach, by its text; and what stands for all of them.
//!
//! `extends` and `include` take only literal names, so reading the text finds every one. Components are called by
//! their own names, so every template that defines one belongs to every closure: rather too much than too little.

use super::{THEME_PREFIX, Template};
use crate::base::Fingerprint;
use std::collections::{BTreeMap, BTreeSet};

/// Fingerprints of closures, by template name.
#[derive(Debug, Default)]
pub struct Closures {
    by_name: BTreeMap<String, Fingerprint>,
}

impl Closures {
    /// Reads all texts.
    pub(super) fn of(templates: &[Template]) -> Self {
        let texts: BTreeMap<&str, &str> =
            templates.iter().map(|template| (template.name.as_str(), template.text.as_str())).collect();
        let components: BTreeSet<&str> =
            texts.iter().filter(|(_, text)| text.contains("component ")).map(|(name, _)| *name).collect();
        let edges: BTreeMap<&str, BTreeSet<&str>> =
            texts.iter().map(|(name, text)| (*name, named(text).filter_map(|name| resolve(&texts, name)).collect())).collect();
        let mut by_name = BTreeMap::new();
        for name in texts.keys() {
            let mut reached: BTreeSet<&str> = components.clone();
            let mut open: Vec<&str> = components.iter().copied().chain([*name]).collect();
            while let Some(next) = open.pop() {
                reached.insert(next);
                open.extend(edges[next].iter().filter(|name| !reached.contains(*name)));
            }
            let closure: Vec<(&str, &str)> = reached.into_iter().map(|name| (name, texts[name])).collect();
            by_name.insert((*name).to_owned(), Fingerprint::of(&closure));
        }
        Self { by_name }
    }

    /// Returns what stands for everything that a template can reach; its own name included.
    pub fn of_template(&self, name: &str) -> Option<Fingerprint> {
        self.by_name.get(name).or_else(|| self.by_name.get(&format!("{THEME_PREFIX}{name}"))).copied()
    }
}

/// Every quoted word of a text that could be a template's name.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`']).filter(|word| word.len() < 200 && word.contains('.') && !word.contains(char::is_whitespace))
}

fn resolve<'t>(texts: &BTreeMap<&'t str, &'t str>, name: &str) -> Option<&'t str> {
    let in_theme = format!("{THEME_PREFIX}{name}");
    texts.get_key_value(name).or_else(|| texts.get_key_value(in_theme.as_str())).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ProjectPath;

    fn closure(texts: &[(&str, &str)], name: &str) -> Fingerprint {
        let file = ProjectPath::new("x").expect("fine");
        let template = |(name, text): &(&str, &str)| Template { name: (*name).into(), file: file.clone(), text: (*text).into() };
        let templates: Vec<Template> = texts.iter().map(template).collect();
        Closures::of(&templates).of_template(name).expect("there")
    }

    #[test]
    fn a_change_anywhere_below_changes_the_closure_and_one_beside_does_not() {
        let site = [
            ("theme/base.html", "base {% include 'head.html' %}"),
            ("theme/head.html", "head"),
            ("theme/article.html", "{% extends \"base.html\" %}"),
            ("theme/card.html", "{% component card(x) %}{% endcomponent card %}"),
            ("theme/other.html", "other"),
        ];
        let before = closure(&site, "article.html");
        for (changed, differs) in [("theme/head.html", true), ("theme/card.html", true), ("theme/other.html", false)] {
            let mut edited = site;
            let at = edited.iter().position(|(name, _)| *name == changed).expect("there");
            let text = format!("{} changed", edited[at].1);
            edited[at].1 = &text;
            assert_eq!(closure(&edited, "article.html") != before, differs, "{changed}");
        }
        let mut overridden = site.to_vec();
        overridden.push(("head.html", "the outlet's own"));
        assert_ne!(closure(&overridden, "article.html"), before);
    }
}
