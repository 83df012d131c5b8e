//! The files that are not parsed: pictures and documents that stories refer to, and the owner's `static/`.
//!
//! A file beside a story is published only when something published refers to it; a draft's photo gives it away.

use super::Parsed;
use super::discover::Files;
use crate::base::{Diagnostic, Diagnostics, Fingerprint, ProjectPath, Span, codes, has_only, is_resolved, stored};
use crate::config::Project;
use crate::image;
use crate::world::{Found, World, is_settled};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of one file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Where it is.
    pub file: ProjectPath,
    /// Its bytes.
    pub contents: Fingerprint,
    /// Width and height in pixels, of a picture that could be read.
    pub size: Option<(u32, u32)>,
    /// Its length in bytes.
    pub length: u64,
    /// Why it cannot be used as a picture, if so.
    pub fault: Option<&'static str>,
    stamp: u128,
    touched: i64,
}

stored!(struct Place { file, contents, size, length, fault, stamp, touched });

/// All files that can be referred to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Media {
    /// Files of content/ that something refers to, and of static/; by composed path.
    known: BTreeMap<String, Place>,
    /// Composed paths of all files of content/ and static/ that are not parsed, for suggestions.
    names: BTreeSet<String>,
}

impl Media {
    /// Knows what an earlier run found out, to lend it.
    pub(super) fn of_store(places: Vec<Place>) -> Self {
        Self { known: places.into_iter().map(|place| (place.file.composed(), place)).collect(), names: BTreeSet::new() }
    }

    /// Returns what stands for all that pages can show of the files.
    pub(super) fn seen(&self) -> Fingerprint {
        let shown =
            |(path, place): (&String, &Place)| Fingerprint::of(&(path, &place.file, place.contents, place.size, place.fault));
        Fingerprint::of(&(self.known.iter().map(shown).collect::<Vec<_>>(), &self.names))
    }

    /// Walks over the files whose stamps can be trusted, if they were read from `began` on.
    pub fn settled(&self, began: i64) -> impl Iterator<Item = &Place> {
        self.known.values().filter(move |place| is_settled(place.touched, began))
    }

    /// Returns what is known of a file, by its path in normal form C.
    pub fn get(&self, path: &str) -> Option<&Place> {
        self.known.get(path)
    }

    /// Returns whether there is such a file, by its path in normal form C.
    pub fn has(&self, path: &str) -> bool {
        self.names.contains(path)
    }

    /// Walks over the files of `static/`.
    pub fn statics(&self) -> impl Iterator<Item = &Place> {
        self.known.values().filter(|place| place.file.below("static").is_some())
    }

    /// Returns the path of a file that differs only in case, or one with a similar name in the same folder.
    pub fn near(&self, path: &str) -> Option<&str> {
        let low = path.to_lowercase();
        let by_case = self.names.iter().find(|name| name.to_lowercase() == low);
        by_case.map(String::as_str).or_else(|| {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let beside =
                self.names.iter().map(String::as_str).filter(|name| name.rsplit_once('/').is_some_and(|(of, _)| of == folder));
            crate::base::nearest(path, beside)
        })
    }
}

/// Resolves what a story typed to a path of the project, in normal form C: `/x` is in static/, all else beside the story.
///
/// `%20` and the like are decoded once. Nothing when it would leave the project, or is an address elsewhere.
pub fn locate(file: &ProjectPath, typed: &str) -> Option<String> {
    let typed = typed.split(['?', '#']).next().unwrap_or(typed);
    if typed.is_empty() || typed.contains("://") || typed.starts_with("//") {
        return None;
    }
    // Most addresses from the root need no second look.
    if let Some(inner) = typed.strip_prefix('/').filter(|inner| is_plain(inner)) {
        return Some(["static/", inner].concat());
    }
    let decoded = percent_decode(typed)?;
    let path = match decoded.strip_prefix('/') {
        Some(inner) => ProjectPath::new(&format!("static/{inner}")).filter(|path| path.below("static").is_some())?,
        None => match decoded.strip_prefix("@/") {
            Some(inner) => ProjectPath::new(&format!("content/{inner}")).filter(|path| path.below("content").is_some())?,
            None => file.beside(&decoded)?,
        },
    };
    let is_open = path.below("content").is_some() || path.below("static").is_some();
    is_open.then(|| path.composed())
}

/// Whether a path stays as it is when it is decoded, resolved and composed.
fn is_plain(path: &str) -> bool {
    has_only(path, |byte| byte.is_ascii() & (byte != b'%') & (byte != b'\\') & (byte != b'\0')) && is_resolved(path)
}

fn percent_decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// Collects the paths of files beside stories that anything refers to; `static/` is published whole.
///
/// Asks nobody when there are no such files: an archive whose pictures are all in `static/`.
pub(super) fn wanted_of(files: &Files, parsed: Vec<&Parsed>, project: &Project) -> BTreeSet<String> {
    if files.content.is_empty() {
        return BTreeSet::new();
    }
    let of_part = |part: &[&Parsed]| {
        let all = wanted(part.iter().copied(), project);
        all.into_iter().filter(|path| path.starts_with("content/")).collect::<BTreeSet<_>>()
    };
    parsed.par_chunks(1024).map(of_part).reduce(BTreeSet::new, |mut all, mut more| {
        all.append(&mut more);
        all
    })
}

/// Collects the paths that anything refers to.
pub(super) fn wanted<'p>(parsed: impl Iterator<Item = &'p Parsed>, project: &Project) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let site = ProjectPath::new("site.toml").expect("a plain name");
    let logo = project.config.outlet.logo.iter();
    let ads = project.config.ads.slots.iter().filter_map(|slot| slot.image.as_ref());
    all.extend(logo.chain(ads).filter_map(|src| locate(&site, &src.value)));
    for parsed in parsed {
        let (file, pictures, body) = match parsed {
            Parsed::Article(article) => {
                let front = &article.front;
                (
                    &article.file,
                    front.image.as_deref().into_iter().chain(&front.gallery).map(|picture| &*picture.src.value).collect(),
                    &article.body,
                )
            }
            Parsed::Person(person) => {
                (&person.file, person.front.photo.iter().map(|photo| &*photo.value).collect::<Vec<_>>(), &person.body)
            }
            Parsed::Leaf(leaf) => (&leaf.file, leaf.front.image.iter().map(|picture| &*picture.src.value).collect(), &leaf.body),
            Parsed::Front(_) | Parsed::Data(_) | Parsed::Nothing => continue,
        };
        all.extend(pictures.into_iter().filter_map(|src| locate(file, src)));
        all.extend(body.digest.images.iter().filter_map(|image| locate(file, &image.source)));
        all.extend(body.digest.links.iter().filter_map(|link| locate(file, &link.destination)));
    }
    all
}

/// Looks into the wanted files and all of `static/`; `older` lends what has not changed.
pub(super) fn load(
    world: &dyn World,
    files: Files,
    wanted: BTreeSet<String>,
    older: Option<&Media>,
    findings: &mut Diagnostics,
) -> Media {
    let names: BTreeSet<String> = files.content.iter().chain(&files.statics).map(|found| found.path.composed()).collect();
    let content = files.content.into_iter().filter(|found| wanted.contains(&found.path.composed()));
    let all: Vec<Found> = content.chain(files.statics).collect();
    let looked: Vec<_> = all.par_iter().map(|found| look(world, found, older)).collect();
    let mut known = BTreeMap::new();
    for place in looked {
        match place {
            Ok(place) => {
                known.insert(place.file.composed(), place);
            }
            Err(told) => findings.push(told),
        }
    }
    Media { known, names }
}

fn look(world: &dyn World, found: &Found, older: Option<&Media>) -> Result<Place, Diagnostic> {
    let unchanged = older.and_then(|older| older.get(&found.path.composed())).filter(|place| place.stamp == found.stamp);
    if let Some(place) = unchanged {
        return Ok(place.clone());
    }
    let bytes = world.read(&found.path).map_err(|error| {
        let told = Diagnostic::error(codes::FILE_UNREADABLE, format!("the file cannot be read: {error}"));
        told.at(Span::file(&found.path)).help("look at its permissions, or whether it is still there")
    })?;
    let (size, fault) = match image::probe(&bytes) {
        Ok(size) => (Some(size), None),
        Err(fault) => (None, Some(fault)),
    };
    let contents = Fingerprint::of_bytes(&bytes);
    let length = bytes.len() as u64;
    Ok(Place { file: found.path.clone(), contents, size, length, fault, stamp: found.stamp, touched: found.touched })
}
