//! Languages by their BCP 47 codes.
//!
//! Checks the shape of a code (RFC 5646, 2.1), not whether it is registered.

use crate::base::{ByteReader, ByteWriter, Stored};
use std::fmt;
use std::sync::Arc;

/// A language code: `en`, `ko`, `es-US`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(Arc<str>);

impl Language {
    /// Reads a code; upper and lower case do not matter to readers of codes, so they are kept as written.
    pub fn parse(code: &str) -> Option<Self> {
        is_well_formed(code).then(|| Self(code.into()))
    }

    /// English: what strings fall back to.
    pub fn english() -> Self {
        Self("en".into())
    }

    /// Returns the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first part: `es` of `es-US`.
    pub fn base(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Returns the direction of its script, by the languages that newspapers are written in from the right.
    pub fn direction(&self) -> &'static str {
        match self.base() {
            "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "dv" | "ckb" | "sd" | "ug" => "rtl",
            _ => "ltr",
        }
    }

    /// Returns the form with a region that share cards want: `ko_KR`. Where the code names no region, it is that of most
    /// of the language's speakers; none for languages without one here.
    pub fn locale(&self) -> Option<String> {
        let region = self.0.split('-').skip(1).find(|part| part.len() == 2).map(str::to_ascii_uppercase);
        let usual = match self.base() {
            "en" => "US",
            "ko" => "KR",
            "es" => "ES",
            "zh" => "CN",
            "ja" => "JP",
            "vi" => "VN",
            "tl" => "PH",
            "hy" => "AM",
            "fa" => "IR",
            "he" => "IL",
            "fr" => "FR",
            "de" => "DE",
            "pt" => "BR",
            "ru" => "RU",
            "uk" => "UA",
            "pl" => "PL",
            _ => "",
        };
        let region = region.unwrap_or_else(|| usual.to_owned());
        (!region.is_empty()).then(|| format!("{}_{region}", self.base()))
    }

    /// Returns its own name for itself, for languages that are common in local papers.
    pub fn own_name(&self) -> String {
        match self.base() {
            "en" => "English",
            "ko" => "한국어",
            "es" => "Español",
            "zh" => "中文",
            "ja" => "日本語",
            "vi" => "Tiếng Việt",
            "tl" => "Tagalog",
            "hy" => "Հայերեն",
            "fa" => "فارسی",
            "ar" => "العربية",
            "he" => "עברית",
            "fr" => "Français",
            "de" => "Deutsch",
            "pt" => "Português",
            "ru" => "Русский",
            "uk" => "Українська",
            "pl" => "Polski",
            _ => return self.0.to_string(),
        }
        .to_owned()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Stored for Language {
    fn store(&self, to: &mut ByteWriter) {
        to.shared(&self.0);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        from.shared().filter(|code| is_well_formed(code)).map(Self)
    }
}

/// Returns whether a text has the shape of a language code.
pub fn is_well_formed(code: &str) -> bool {
    let mut parts = code.split('-');
    let first = parts.next().unwrap_or("");
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
