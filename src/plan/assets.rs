//! Files that are not pages: the theme's assets, `static/`, and what stories refer to.
//!
//! Of content/ only what something published uses is copied: a draft's photo gives it away.

use super::{Output, Recipe, Stage};
use crate::base::{Diagnostic, Diagnostics, OutputPath, Span, codes};
use crate::site::media_path;
use crate::source::MediaPlace;
use crate::theme::{Asset, asset_name};

/// Returns where an asset of the theme is published.
pub fn asset_path(path: &str, asset: &Asset) -> Option<OutputPath> {
    OutputPath::parse(&format!("assets/{}", asset_name(path, asset.contents))).ok()
}

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>, findings: &mut Diagnostics) {
    for (path, asset) in &stage.theme.assets {
        match asset_path(path, asset) {
            Some(output) => {
                let recipe = Recipe::Asset { path: path.clone(), contents: asset.contents };
                let what = format!("the theme's assets/{path}").into();
                outputs.push(Output { path: output, recipe, origin: None, what });
            }
            None => findings
                .push(Diagnostic::error(codes::ASSET_NAME, format!("the theme's assets/{path} cannot be a file on every host"))),
        }
    }
    let used = stage.site.used_media.iter().filter_map(|path| stage.site.media.get(path));
    for place in stage.site.media.statics().chain(used.filter(|place| place.file.below("static").is_none())) {
        add_copy(outputs, place, findings);
    }
}

fn add_copy(outputs: &mut Vec<Output>, place: &MediaPlace, findings: &mut Diagnostics) {
    let origin = Span::file(&place.file);
    let Some(path) = media_path(place) else {
        let told = Diagnostic::error(codes::ASSET_NAME, format!("`{}` cannot be a file on every host", place.file));
        findings.push(told.at(origin).help("rename it: letters, digits, hyphens and dots inside are fine everywhere"));
        return;
    };
    let recipe = Recipe::Copy { source: place.file.clone(), contents: place.contents };
    outputs.push(Output { path, recipe, origin: Some(origin), what: format!("the file {}", place.file).into() });
}
