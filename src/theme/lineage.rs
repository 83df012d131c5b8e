//! A theme with the themes that it extends: what it does not have itself, it has from them.
//!
//! Templates and words of the theme stand before those of its parents, its style sheets after them. Only files are
//! gathered here; what they say is read where all themes are read.

use super::options::{self, Declared};
use super::{Files, SHIPPED, read_folder, read_toml};
use crate::base::{Diagnostic, Diagnostics, Span, codes, nearest};
use crate::config::Project;
use crate::world::World;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// One theme of the line.
#[derive(Debug)]
pub(super) struct Layer {
    /// Its name.
    pub name: String,
    /// The folder that messages name.
    pub folder: String,
    /// What stands in it.
    pub files: Files,
    /// The options of its theme.toml.
    pub options: Vec<Declared>,
}

/// Finds the theme of the site and all that it extends, the first parent at the head.
pub(super) fn gather(world: &dyn World, project: &Project, findings: &mut Diagnostics) -> Option<Vec<Layer>> {
    let mut line: Vec<Layer> = Vec::new();
    let mut next = Some(project.config.theme.clone());
    while let Some(asked) = next {
        let name = asked.value;
        if line.iter().any(|layer| layer.name == name) {
            let told = Diagnostic::error(codes::THEME_UNKNOWN, format!("the theme `{name}` extends itself"));
            findings.push(told.at(asked.span).help("take the line `extends` away, or name another theme"));
            return None;
        }
        let folder = format!("themes/{name}");
        let Some(files) = files_of(world, &name, &folder, findings) else {
            findings.push(unknown(world, &name, asked.span));
            return None;
        };
        let read = read_toml(&files, "theme.toml", &folder, findings, options::read_theme);
        let (extends, options) = read.unwrap_or_default();
        line.push(Layer { name, folder, files, options });
        next = extends;
    }
    line.reverse();
    Some(line)
}

fn files_of(world: &dyn World, name: &str, folder: &str, findings: &mut Diagnostics) -> Option<Files> {
    let files = read_folder(world, folder, findings);
    if !files.is_empty() {
        return Some(files);
    }
    let shipped = SHIPPED.iter().find(|theme| theme.name == name)?;
    Some(shipped.files.iter().map(|(path, bytes)| ((*path).to_owned(), Cow::Borrowed(*bytes))).collect())
}

fn unknown(world: &dyn World, name: &str, span: Span) -> Diagnostic {
    let of_site = world.files("themes").unwrap_or_default();
    let mut names: BTreeSet<String> = SHIPPED.iter().map(|theme| theme.name.to_owned()).collect();
    names.extend(of_site.iter().filter_map(|found| Some(found.path.below("themes")?.split_once('/')?.0.to_owned())));
    let told = Diagnostic::error(codes::THEME_UNKNOWN, format!("there is no theme `{name}`")).at(span);
    match nearest(name, names.iter().map(String::as_str)) {
        Some(close) => told.help(format!("did you mean `{close}`?")),
        None => told.help(format!("there are: {}", names.into_iter().collect::<Vec<_>>().join(", "))),
    }
}
