//! From folders to kinds of file: what stands where in `content/`, `data/` and `static/`.
//!
//! Names what it makes nothing of, so that no story is lost in silence.

use crate::base::{Diagnostic, Diagnostics, ProjectPath, Span, codes};
use crate::config::Project;
use crate::world::{Found, Kind, World};
use rayon::prelude::*;

/// What a text file is, by the folder that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the folder of the contract")]
pub enum Place {
    Article,
    Person,
    Section,
    Topic,
    Page,
    Front,
    Data,
}

/// All files of a project, sorted into what is parsed, what may be referred to, and what is copied.
pub(super) struct Files {
    pub texts: Vec<(Found, Place)>,
    pub content: Vec<Found>,
    pub statics: Vec<Found>,
}

/// How many paths one thread looks at before another may take over.
const TOGETHER: usize = 1024;

/// Looks through the folders.
pub(super) fn discover(world: &dyn World, project: &Project, findings: &mut Diagnostics) -> Files {
    let mut files = Files { texts: Vec::new(), content: Vec::new(), statics: Vec::new() };
    let content = list(world, "content", findings);
    let places: Vec<Option<Place>> =
        content.par_iter().with_min_len(TOGETHER).map(|found| place_of(&found.path, project)).collect();
    files.texts.reserve(content.len());
    for (found, place) in content.into_iter().zip(places) {
        if let Some(place) = place {
            files.texts.push((found, place));
            continue;
        }
        let told = match &*found.path.extension() {
            "md" | "markdown" | "mdown" => Some(misplaced(&found.path)),
            "html" | "htm" | "xhtml" => Some(raw_html(&found.path)),
            _ => None,
        };
        match told {
            Some(told) => findings.push(told),
            None => files.content.push(found),
        }
    }
    for found in list(world, "data", findings) {
        if found.path.extension() == "toml" {
            files.texts.push((found, Place::Data));
        } else {
            let told = Diagnostic::warning(codes::FILE_UNEXPECTED, "data files are TOML; this one is not read");
            findings.push(told.at(Span::file(&found.path)).help("write it as `.toml`, or move it to static/"));
        }
    }
    files.statics = list(world, "static", findings);
    files
}

fn list(world: &dyn World, folder: &str, findings: &mut Diagnostics) -> Vec<Found> {
    let found = match world.files(folder) {
        Ok(found) => found,
        Err(error) => {
            findings.push(Diagnostic::error(codes::FILE_UNREADABLE, format!("the folder `{folder}` cannot be read: {error}")));
            return Vec::new();
        }
    };
    found.into_iter().filter(|found| is_plain(found, findings)).collect()
}

fn is_plain(found: &Found, findings: &mut Diagnostics) -> bool {
    let told = match &found.kind {
        Kind::File => return true,
        Kind::Link(to) => {
            Diagnostic::error(codes::FILE_LINK, format!("`{}` is a symbolic link to `{}`", found.path, printable(to)))
                .help("put a copy of the file there instead of the link")
        }
        Kind::Special => Diagnostic::warning(
            codes::FILE_SPECIAL,
            format!("`{}` is a pipe, a socket or a device; it is passed over", found.path),
        ),
        Kind::BadName => Diagnostic::error(
            codes::FILE_NAME,
            format!("the name `{}` has bytes that are no characters", printable(found.path.as_str())),
        )
        .help("rename the file"),
    };
    findings.push(told.at(Span::file(&found.path)));
    false
}

fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

fn place_of(path: &ProjectPath, project: &Project) -> Option<Place> {
    let inner = path.below("content")?;
    if matches!(&*path.extension(), "md" | "markdown") {
        let (folder, _) = inner.split_once('/')?;
        return match folder {
            "articles" => Some(Place::Article),
            "authors" => Some(Place::Person),
            "sections" => Some(Place::Section),
            "topics" => Some(Place::Topic),
            "pages" => Some(Place::Page),
            _ => None,
        };
    }
    let front = inner.strip_suffix(".toml")?;
    let of_language = |code: &str| project.config.languages.iter().any(|declared| declared.code.as_str() == code);
    (front == "front" || front.strip_prefix("front.").is_some_and(of_language)).then_some(Place::Front)
}

fn misplaced(path: &ProjectPath) -> Diagnostic {
    let told =
        Diagnostic::warning(codes::FILE_UNEXPECTED, "this file is in no folder that newsprint knows, so it is not on the site");
    let help = "move a story to content/articles/, a person to content/authors/, anything else to content/pages/";
    told.at(Span::file(path)).help(help)
}

fn raw_html(path: &ProjectPath) -> Diagnostic {
    let told = Diagnostic::warning(codes::FILE_UNEXPECTED, "HTML files in content/ are not published");
    told.at(Span::file(path)).help("write the story in Markdown (`.md`); pages that you trust as they are belong in static/")
}
