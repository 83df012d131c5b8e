//! Themes as text: templates, assets, words and options; the outlet's own templates over the theme's.
//!
//! No template engine here: what a template means is found out when it is rendered.

mod closure;
mod options;
mod shipped;
mod words;

pub use closure::Closures;
pub use options::OptionValue;
pub use shipped::SHIPPED;
pub use words::{Word, Words, plural_category};

use crate::base::{Diagnostic, Diagnostics, Fingerprint, Outcome, ProjectPath, Span, codes, nearest};
use crate::config::Project;
use crate::notation::{self, Notation, Reader, Table, Unknown};
use crate::source::text_of;
use crate::world::{Kind, World};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Names of the theme's own templates begin with it; the outlet's do not.
pub const THEME_PREFIX: &str = "theme/";

/// A template's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// As `extends` and `include` name it.
    pub name: String,
    /// The file that it stands in, for messages.
    pub file: ProjectPath,
    /// The text.
    pub text: String,
}

/// A file of the theme's `assets/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The bytes, ready to be published.
    pub bytes: Cow<'static, [u8]>,
    /// Stands for them.
    pub contents: Fingerprint,
}

/// A theme with the outlet's changes.
#[derive(Debug)]
pub struct Theme {
    /// All templates, by name.
    pub templates: Vec<Template>,
    /// HTML that ad slots show as it is, by its path below `templates/`.
    pub raw: BTreeMap<String, String>,
    /// Assets by their path below `assets/`.
    pub assets: BTreeMap<String, Asset>,
    /// The theme's words, by language.
    pub words: Words,
    /// The theme's options with the outlet's values.
    pub options: Vec<(String, OptionValue)>,
    /// Which templates each template can reach.
    pub closures: Closures,
}

impl Theme {
    /// Returns what stands for all of it.
    pub fn fingerprint(&self) -> Fingerprint {
        let templates: Vec<_> = self.templates.iter().map(|template| (&template.name, &template.text)).collect();
        let assets: Vec<_> = self.assets.iter().map(|(path, asset)| (path, asset.contents)).collect();
        Fingerprint::of(&(templates, &self.raw, assets, self.words.fingerprint(), &self.options))
    }

    /// Returns the text of a template's file, for messages.
    pub fn text(&self, file: &ProjectPath) -> Option<&str> {
        self.templates.iter().find(|template| template.file == *file).map(|template| template.text.as_str())
    }

    /// Returns whether a template can be rendered by this name.
    pub fn has(&self, name: &str) -> bool {
        let in_theme = format!("{THEME_PREFIX}{name}");
        self.templates.iter().any(|template| template.name == name || template.name == in_theme)
    }
}

/// The files of one theme: from the site's folder, or from the program.
type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// Finds the theme and reads everything of it.
pub fn load(world: &dyn World, project: &Project) -> Outcome<Option<Theme>> {
    let mut findings = Diagnostics::new();
    let name = &project.config.theme.value;
    let folder = format!("themes/{name}");
    let mut files = read_folder(world, &folder, &mut findings);
    if files.is_empty() {
        match SHIPPED.iter().find(|theme| theme.name == name) {
            Some(theme) => files = theme.files.iter().map(|(path, bytes)| ((*path).to_owned(), Cow::Borrowed(*bytes))).collect(),
            None => {
                findings.push(unknown_theme(world, project));
                return Outcome::new(None, findings);
            }
        }
    }
    let own = read_folder(world, "templates", &mut findings);
    let raw_paths: BTreeSet<String> =
        project.config.ads.slots.iter().filter_map(|slot| slot.html_file.as_ref()).map(|file| file.value.clone()).collect();
    let mut templates = Vec::new();
    let mut raw = BTreeMap::new();
    let own = own.iter().map(|(path, bytes)| (path.clone(), path.clone(), "templates".to_owned(), bytes));
    let of_theme = files.iter().filter_map(|(path, bytes)| {
        let inner = path.strip_prefix("templates/")?;
        Some((inner.to_owned(), format!("{THEME_PREFIX}{inner}"), format!("{folder}/templates"), bytes))
    });
    for (path, name, within, bytes) in own.chain(of_theme) {
        let file = ProjectPath::new(&format!("{within}/{path}")).expect("a path that was walked");
        match text_of(bytes, &file) {
            Ok(text) if within == "templates" && raw_paths.contains(&path) => {
                raw.insert(path, text.into_owned());
            }
            Ok(text) => templates.push(Template { name, file, text: text.into_owned() }),
            Err(told) => findings.push(told),
        }
    }
    check_raw(project, &raw, &mut findings);
    let options = options::read(&files, &folder, project, &mut findings);
    let words = words::read(&files, &folder, &mut findings);
    let assets = read_assets(&files);
    let closures = Closures::of(&templates);
    Outcome::new(Some(Theme { templates, raw, assets, words, options, closures }), findings)
}

/// Reads every file below a folder of the site.
fn read_folder(world: &dyn World, folder: &str, findings: &mut Diagnostics) -> Files {
    let found = match world.files(folder) {
        Ok(found) => found,
        Err(error) => {
            findings.push(Diagnostic::error(codes::FILE_UNREADABLE, format!("the folder `{folder}` cannot be read: {error}")));
            return Files::new();
        }
    };
    let mut files = Files::new();
    for found in found {
        if found.kind != Kind::File {
            let told = Diagnostic::error(codes::FILE_LINK, format!("`{}` is a symbolic link or no file", found.path));
            findings.push(told.at(Span::file(&found.path)).help("put a copy of the file there"));
            continue;
        }
        let inner = found.path.below(folder).expect("found below it").to_owned();
        match world.read(&found.path) {
            Ok(bytes) => {
                files.insert(inner, Cow::Owned(bytes.to_vec()));
            }
            Err(error) => {
                let told = Diagnostic::error(codes::FILE_UNREADABLE, format!("the file cannot be read: {error}"));
                findings.push(told.at(Span::file(&found.path)));
            }
        }
    }
    files
}

fn unknown_theme(world: &dyn World, project: &Project) -> Diagnostic {
    let theme = &project.config.theme;
    let of_site = world.files("themes").unwrap_or_default();
    let mut names: BTreeSet<String> = SHIPPED.iter().map(|theme| theme.name.to_owned()).collect();
    names.extend(of_site.iter().filter_map(|found| Some(found.path.below("themes")?.split_once('/')?.0.to_owned())));
    let told = Diagnostic::error(codes::THEME_UNKNOWN, format!("there is no theme `{}`", theme.value)).at(theme.span.clone());
    match nearest(&theme.value, names.iter().map(String::as_str)) {
        Some(close) => told.help(format!("did you mean `{close}`?")),
        None => told.help(format!("there are: {}", names.into_iter().collect::<Vec<_>>().join(", "))),
    }
}

fn check_raw(project: &Project, raw: &BTreeMap<String, String>, findings: &mut Diagnostics) {
    for file in project.config.ads.slots.iter().filter_map(|slot| slot.html_file.as_ref()) {
        if !raw.contains_key(&file.value) {
            let told = Diagnostic::error(codes::CONFIG_VALUE, format!("there is no file templates/{}", file.value));
            findings.push(told.at(file.span.clone()).help("put the advertisement's HTML there"));
        }
    }
}

/// Style sheets lose their comments and margins; names of other assets in them get their fingerprints.
fn read_assets(files: &Files) -> BTreeMap<String, Asset> {
    let mut assets = BTreeMap::new();
    let inner = |path: &String| path.strip_prefix("assets/").map(str::to_owned);
    let (sheets, others): (Vec<_>, Vec<_>) =
        files.iter().filter_map(|(path, bytes)| Some((inner(path)?, bytes))).partition(|(path, _)| path.ends_with(".css"));
    for (path, bytes) in others {
        assets.insert(path, Asset { bytes: bytes.clone(), contents: Fingerprint::of_bytes(bytes) });
    }
    for (path, bytes) in sheets {
        let text = String::from_utf8_lossy(bytes);
        let small = without_comments(&with_fingerprints(&text, &path, &assets));
        assets.insert(path, Asset { contents: Fingerprint::of_bytes(small.as_bytes()), bytes: Cow::Owned(small.into_bytes()) });
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

/// Parses a TOML file of the theme; `read` takes the keys.
fn read_toml<T>(
    files: &Files,
    path: &str,
    folder: &str,
    findings: &mut Diagnostics,
    read: impl FnOnce(&mut Reader<'_>) -> T,
) -> Option<T> {
    let bytes = files.get(path)?;
    let file = ProjectPath::new(&format!("{folder}/{path}")).expect("a path that was walked");
    let text = match text_of(bytes, &file) {
        Ok(text) => text,
        Err(told) => {
            findings.push(told);
            return None;
        }
    };
    let table: Table = notation::parse(&text, Notation::Toml, &file, 0).drain_into(findings);
    let mut reader = Reader::new(&file, table, Unknown::Error);
    let value = read(&mut reader);
    findings.append(reader.finish());
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_lose_comments_and_nothing_else() {
        let sheet = "/* a */\na { width: calc(1rem + 2vw); /* b */\n\n  content: \"/* no */\"; }\n";
        assert_eq!(without_comments(sheet), "a { width: calc(1rem + 2vw);\ncontent: \"/* no */\"; }\n");
    }

    #[test]
    fn assets_in_style_sheets_are_named_with_their_fingerprints() {
        let mut files = Files::new();
        files.insert("assets/fonts/a.woff2".into(), Cow::Borrowed(b"font"));
        files.insert("assets/css/site.css".into(), Cow::Borrowed(b"a { src: url(../fonts/a.woff2) url('none.png') }"));
        let sheet = String::from_utf8(read_assets(&files)["css/site.css"].bytes.to_vec()).expect("text");
        let name = asset_name("../fonts/a.woff2", Fingerprint::of_bytes(b"font"));
        assert_eq!(sheet, format!("a {{ src: url(\"{name}\") url('none.png') }}\n"));
    }
}
