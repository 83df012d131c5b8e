//! Themes as text: templates, assets, words and options; the outlet's own templates over the theme's.
//!
//! No template engine here: what a template means is found out when it is rendered.

mod assets;
mod closure;
mod colour;
mod lineage;
mod options;
mod shipped;
mod words;

pub use assets::{Asset, asset_name};
pub use closure::Closures;
pub use options::OptionValue;
pub use shipped::SHIPPED;
pub use words::{Word, Words, plural_category};

use crate::base::{Diagnostic, Diagnostics, Fingerprint, Outcome, ProjectPath, Span, codes};
use crate::config::Project;
use crate::notation::{self, Notation, Reader, Table, Unknown};
use crate::source::text_of;
use crate::world::{Kind, World};
use lineage::Layer;
use options::Chosen;
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
    let Some(line) = lineage::gather(world, project, &mut findings) else { return Outcome::new(None, findings) };
    let own = read_folder(world, "templates", &mut findings);
    let raw_paths: BTreeSet<String> =
        project.config.ads.slots.iter().filter_map(|slot| slot.html_file.as_ref()).map(|file| file.value.clone()).collect();
    let mut templates = Vec::new();
    let mut raw = BTreeMap::new();
    let own = own.iter().map(|(path, bytes)| (path.as_str(), path.clone(), "templates".to_owned(), bytes));
    let of_theme = (0..line.len()).flat_map(|at| {
        let below = &line[at..];
        below[0].files.iter().filter_map(move |(path, bytes)| {
            let inner = path.strip_prefix("templates/")?;
            Some((inner, name_in(below, path, inner)?, format!("{}/templates", below[0].folder), bytes))
        })
    });
    for (path, name, within, bytes) in own.chain(of_theme) {
        let file = ProjectPath::new(&format!("{within}/{path}")).expect("a path that was walked");
        match text_of(bytes, &file) {
            Ok(text) if within == "templates" && raw_paths.contains(path) => {
                raw.insert(path.to_owned(), text.into_owned());
            }
            Ok(text) => templates.push(Template { name, file, text: text.into_owned() }),
            Err(told) => findings.push(told),
        }
    }
    check_raw(project, &raw, &mut findings);
    let Chosen { values: options, inks } = options::read(&line, project, &mut findings);
    let words = words::read(&line, &mut findings);
    let assets = assets::read(&line, &inks);
    let closures = Closures::of(&templates);
    Outcome::new(Some(Theme { templates, raw, assets, words, options, closures }), findings)
}

/// The name of a theme's template: `theme/article.html`. What a theme further down the line has replaced is called by its theme,
/// `theme/broadsheet/article.html`, so that it can be extended; of components only the last one counts.
fn name_in(line: &[Layer], path: &str, inner: &str) -> Option<String> {
    if !line[1..].iter().any(|layer| layer.files.contains_key(path)) {
        return Some(format!("{THEME_PREFIX}{inner}"));
    }
    (!inner.starts_with("components/")).then(|| format!("{THEME_PREFIX}{}/{inner}", line[0].name))
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

fn check_raw(project: &Project, raw: &BTreeMap<String, String>, findings: &mut Diagnostics) {
    for file in project.config.ads.slots.iter().filter_map(|slot| slot.html_file.as_ref()) {
        if !raw.contains_key(&file.value) {
            let told = Diagnostic::error(codes::CONFIG_VALUE, format!("there is no file templates/{}", file.value));
            findings.push(told.at(file.span.clone()).help("put the advertisement's HTML there"));
        }
    }
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
