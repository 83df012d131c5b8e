//! The theme's words in each language, with plural forms.
//!
//! Plural categories are CLDR's (Unicode TR 35, part 3); rules are here for the languages that local papers print.

use super::lineage::Layer;
use crate::base::{Diagnostics, Fingerprint};
use crate::notation::{Table, Value};
use std::collections::BTreeMap;

/// A word or phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// The same for every number.
    One(String),
    /// By plural category; `other` is always there.
    Plural(BTreeMap<String, String>),
}

/// All words, by language and key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words(BTreeMap<String, BTreeMap<String, Word>>);

impl Words {
    /// Finds a word in a language, its base language, or English.
    pub fn get(&self, key: &str, language: &str) -> Option<&Word> {
        let base = language.split('-').next().unwrap_or(language);
        [language, base, "en"].into_iter().find_map(|language| self.0.get(language)?.get(key))
    }

    /// Returns every key that some language has.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.values().flat_map(|words| words.keys().map(String::as_str))
    }

    /// Stands for all of them.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self)
    }
}

/// Reads `i18n/*.toml`: a theme's words over those of the themes that it extends.
pub(super) fn read(line: &[Layer], findings: &mut Diagnostics) -> Words {
    let mut all = Words::default();
    for layer in line {
        for path in layer.files.keys().filter(|path| path.starts_with("i18n/") && path.ends_with(".toml")) {
            let language = path["i18n/".len()..path.len() - ".toml".len()].to_owned();
            let read = super::read_toml(&layer.files, path, &layer.folder, findings, |reader| reader.rest());
            flatten("", &read.unwrap_or_default(), all.0.entry(language).or_default());
        }
    }
    all
}

/// `[label]` with `opinion = "…"` is the word `label.opinion`; a table with `other` is a word with plurals.
fn flatten(prefix: &str, table: &Table, words: &mut BTreeMap<String, Word>) {
    for (key, _, node) in &table.entries {
        let key = format!("{prefix}{key}");
        match &node.value {
            Value::Text(text) => {
                words.insert(key, Word::One(text.clone()));
            }
            Value::Table(inner) if is_plural(inner) => {
                let forms = inner.entries.iter().filter_map(|(category, _, node)| match &node.value {
                    Value::Text(text) => Some((category.clone(), text.clone())),
                    _ => None,
                });
                words.insert(key, Word::Plural(forms.collect()));
            }
            Value::Table(inner) => flatten(&format!("{key}."), inner, words),
            _ => {}
        }
    }
}

fn is_plural(table: &Table) -> bool {
    table.get("other").is_some_and(|other| matches!(other.value, Value::Text(_)))
}

/// Returns the plural category of a whole number in a language.
pub fn plural_category(language: &str, number: i64) -> &'static str {
    let number = number.unsigned_abs();
    let (ten, hundred) = (number % 10, number % 100);
    match language.split('-').next().unwrap_or(language) {
        "ko" | "ja" | "zh" | "vi" | "th" | "id" => "other",
        "fr" | "pt" | "hy" if number < 2 => "one",
        "ru" | "uk" if ten == 1 && hundred != 11 => "one",
        "ru" | "uk" | "pl" if (2..=4).contains(&ten) && !(12..=14).contains(&hundred) => "few",
        "ru" | "uk" => "many",
        "pl" if number == 1 => "one",
        "pl" => "many",
        "ar" => match number {
            0 => "zero",
            1 => "one",
            2 => "two",
            _ if (3..=10).contains(&hundred) => "few",
            _ if hundred >= 11 => "many",
            _ => "other",
        },
        "fr" | "pt" | "hy" => "other",
        _ if number == 1 => "one",
        _ => "other",
    }
}
