//! A theme's assets: each under a name with its fingerprint, style sheets without comments and with the outlet's colours.
//!
//! No style sheet is parsed: comments, `url()` and the names of properties are found by their text.

use super::lineage::Layer;
use super::options::Ink;
use crate::base::{Fingerprint, ProjectPath};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A file of the theme's `assets/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The bytes, ready to be published.
    pub bytes: Cow<'static, [u8]>,
    /// Stands for them.
    pub contents: Fingerprint,
}

/// Style sheets lose their comments and margins; names of other assets in them get their fingerprints. A sheet that stands
/// in several themes of the line is one, the parent's rules first.
pub(super) fn read(line: &[Layer], inks: &[Ink]) -> BTreeMap<String, Asset> {
    let mut assets = BTreeMap::new();
    let mut sheets: BTreeMap<&str, String> = BTreeMap::new();
    for (path, bytes) in line.iter().flat_map(|layer| &layer.files) {
        match path.strip_prefix("assets/") {
            Some(inner) if inner.ends_with(".css") => sheets.entry(inner).or_default().push_str(&String::from_utf8_lossy(bytes)),
            Some(inner) => {
                let contents = Fingerprint::of_bytes(bytes);
                assets.insert(inner.to_owned(), Asset { bytes: bytes.clone(), contents });
            }
            None => {}
        }
    }
    for (path, text) in sheets {
        let mut small = without_comments(&with_fingerprints(&text, path, &assets));
        let used = inks.iter().filter(|ink| small.contains(&format!("var({}", ink.property)));
        let rules: String = used.map(|ink| ink.rule.as_str()).collect();
        small.push_str(&rules);
        let contents = Fingerprint::of_bytes(small.as_bytes());
        assets.insert(path.to_owned(), Asset { contents, bytes: Cow::Owned(small.into_bytes()) });
    }
    assets
}

/// Takes comments, margins and empty lines out of a style sheet; nothing else, since blanks mean something in `calc()`.
fn without_comments(sheet: &str) -> String {
    let mut bare = String::with_capacity(sheet.len());
    let mut quote = None;
    let mut rest = sheet;
    while let Some(letter) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest[2..].find("*/").map_or("", |end| &rest[end + 4..]);
            continue;
        }
        match quote {
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            Some(open) if open == letter && !bare.ends_with('\\') => quote = None,
            _ => {}
        }
        bare.push(letter);
        rest = &rest[letter.len_utf8()..];
    }
    bare.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

/// Returns the name under which an asset is published: `site.css` → `site.0a1b2c3d4e.css`.
pub fn asset_name(path: &str, contents: Fingerprint) -> String {
    match path.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && !ending.contains('/') => format!("{stem}.{}.{ending}", contents.short(10)),
        _ => format!("{path}.{}", contents.short(10)),
    }
}

fn with_fingerprints(sheet: &str, path: &str, assets: &BTreeMap<String, Asset>) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    while let Some(at) = rest.find("url(") {
        let (before, from) = rest.split_at(at + 4);
        out.push_str(before);
        let end = from.find(')').unwrap_or(from.len());
        let typed = from[..end].trim().trim_matches(['"', '\'']);
        let bare = typed.split(['?', '#']).next().unwrap_or(typed);
        let target = ProjectPath::new(format!("{folder}/{bare}").trim_start_matches('/'));
        match target.as_ref().and_then(|target| assets.get(target.as_str())) {
            Some(asset) => {
                let name = asset_name(bare, asset.contents);
                out.push_str(&format!("\"{name}{}\"", &typed[bare.len()..]));
            }
            None => out.push_str(&from[..end]),
        }
        rest = &from[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_lose_comments_and_nothing_else() {
        let sheet = "/* a */\na { width: calc(1rem + 2vw); /* b */\n\n  content: \"/* no */\"; }\n";
        assert_eq!(without_comments(sheet), "a { width: calc(1rem + 2vw);\ncontent: \"/* no */\"; }\n");
    }

    fn layer(name: &str, files: &[(&str, &'static [u8])]) -> Layer {
        let files = files.iter().map(|(path, bytes)| ((*path).to_owned(), Cow::Borrowed(*bytes))).collect();
        Layer { name: name.to_owned(), folder: format!("themes/{name}"), files, options: Vec::new() }
    }

    fn sheet(line: &[Layer], inks: &[Ink], path: &str) -> String {
        String::from_utf8(read(line, inks)[path].bytes.to_vec()).expect("text")
    }

    #[test]
    fn assets_in_style_sheets_are_named_with_their_fingerprints() {
        let files: [(&str, &'static [u8]); 2] =
            [("assets/fonts/a.woff2", b"font"), ("assets/css/site.css", b"a { src: url(../fonts/a.woff2) url('none.png') }")];
        let name = asset_name("../fonts/a.woff2", Fingerprint::of_bytes(b"font"));
        let expected = format!("a {{ src: url(\"{name}\") url('none.png') }}\n");
        assert_eq!(sheet(&[layer("one", &files)], &[], "css/site.css"), expected);
    }

    #[test]
    fn a_sheet_comes_after_its_parent_s_and_takes_the_colours_that_it_uses() {
        let line = [
            layer("parent", &[("assets/site.css", b"a { color: var(--day); }\n"), ("assets/other.css", b"b {}\n")]),
            layer("child", &[("assets/site.css", b"a { margin: 0; }\n")]),
        ];
        let inks = [Ink { property: "--day".into(), rule: ":root{--day:#123456}\n".into() }];
        let expected = "a { color: var(--day); }\na { margin: 0; }\n:root{--day:#123456}\n";
        assert_eq!(sheet(&line, &inks, "site.css"), expected);
        assert_eq!(sheet(&line, &inks, "other.css"), "b {}\n");
    }
}
