//! Photos: from what a story typed to a file that is there, with alt text, caption and credit.
//!
//! Makes no pictures; a photo keeps the address of a file that `plan` copies.

use super::typed::Typed;
use crate::base::{Diagnostic, Diagnostics, LookUp, OutputPath, Permalink, ProjectPath, SlugStyle, codes, slugify};
use crate::config::{Config, Language};
use crate::markdown::{inline_text, is_allowed_url};
use crate::source::{Media, MediaPlace, PhotoPosition, PictureFront, locate};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;

/// A picture on a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Photo {
    /// Its file.
    pub file: Arc<PhotoFile>,
    /// For those who cannot see it; empty for decoration.
    pub alt: Arc<str>,
    /// Inline Markdown.
    pub caption: Option<Arc<str>>,
    /// In the outlet's form.
    pub credit: Option<Arc<str>>,
    /// Centre of interest in percent.
    pub focus: (u8, u8),
    /// Where it stands.
    pub position: PhotoPosition,
    /// Wider than the text.
    pub wide: bool,
    /// Where it was taken.
    pub place: Option<Arc<str>>,
    /// When it was taken.
    pub date: Option<NaiveDate>,
}

/// What is shown of a picture's file; stories share pictures.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PhotoFile {
    /// Ready for `src`.
    pub src: Arc<str>,
    /// Width and height in pixels; none when unknown.
    pub size: Option<(u32, u32)>,
    /// Bytes of the file; none when it is elsewhere, or longer than any picture.
    pub length: Option<NonZeroU32>,
}

/// What photos are found with.
pub(super) struct Darkroom<'d> {
    pub config: &'d Config,
    pub media: &'d Media,
    /// Composed paths of content files that are in use.
    pub used: BTreeSet<String>,
    /// How many more missing pictures are looked up for what they were meant to be.
    hints: usize,
    /// Address and size of each file that was found, by its composed path: stories share pictures.
    found: LookUp<String, Arc<PhotoFile>>,
}

/// Returns the output path of a file that is referred to.
pub fn media_path(place: &MediaPlace) -> Option<OutputPath> {
    match place.file.below("static") {
        Some(inner) => OutputPath::of_static(inner).ok(),
        None => {
            let stem = slugify(place.file.stem(), SlugStyle::Unicode);
            let name = format!("{stem}.{}.{}", place.contents.short(10), place.file.extension());
            OutputPath::from_segments(["media", &name]).ok()
        }
    }
}

impl<'d> Darkroom<'d> {
    /// Starts with nothing found; the first `hints` missing pictures are looked up for what they were meant to be.
    pub fn new(config: &'d Config, media: &'d Media, hints: usize) -> Self {
        Self { config, media, used: BTreeSet::new(), hints, found: LookUp::default() }
    }

    /// Resolves a picture with its texts.
    pub fn photo(
        &mut self,
        file: &ProjectPath,
        front: &PictureFront,
        language: &Language,
        findings: &mut Diagnostics,
    ) -> Option<Photo> {
        let found = match self.find(file, &front.src.value) {
            Ok(found) => found,
            Err(told) => {
                findings.push(told.at(front.src.span(file)));
                return None;
            }
        };
        if front.alt.is_none() && !front.decorative {
            let told = Diagnostic::warning(codes::IMAGE_ALT, "the photo has no alt text, so those who cannot see it miss it");
            findings.push(told.at(front.src.span(file)).help("say what it shows: alt = \"…\" (or decorative = true)"));
        }
        let caption_text = || front.caption.as_deref().map(|text| inline_text(text).into());
        let alt = if front.decorative { None } else { front.alt.clone().or_else(caption_text) };
        Some(Photo {
            file: found,
            alt: alt.unwrap_or_default(),
            caption: front.caption.clone(),
            credit: self.credit(front, language),
            focus: front.focus,
            position: front.position,
            wide: front.wide,
            place: front.taken.as_ref().and_then(|taken| taken.place.clone()),
            date: front.taken.as_ref().and_then(|taken| taken.date).map(|date| date.day()),
        })
    }

    /// Resolves a picture of which only the file is known: a portrait, an advertisement.
    pub fn plain(&mut self, file: &ProjectPath, src: &str, alt: &str) -> Result<Photo, Diagnostic> {
        Ok(Photo {
            file: self.find(file, src)?,
            alt: alt.into(),
            caption: None,
            credit: None,
            focus: (50, 50),
            position: PhotoPosition::Top,
            wide: false,
            place: None,
            date: None,
        })
    }

    fn credit(&self, front: &PictureFront, language: &Language) -> Option<Arc<str>> {
        let style = self.config.style(language);
        let taken = || front.taken.as_ref().map_or((&None, &None), |taken| (&taken.photographer, &taken.agency));
        let credit = front.credit.clone().or_else(|| match taken() {
            (None, None) => None,
            (Some(name), None) | (None, Some(name)) => Some(name.clone()),
            (Some(photographer), Some(agency)) => {
                Some(style.credit_format.replace("{photographer}", photographer).replace("{agency}", agency).into())
            }
        })?;
        Some(if style.credit_prefix.is_empty() { credit } else { format!("{}{credit}", style.credit_prefix).into() })
    }

    fn find(&mut self, file: &ProjectPath, typed: &str) -> Result<Arc<PhotoFile>, Diagnostic> {
        let typed = typed.trim();
        if typed.contains("://") || typed.starts_with("//") {
            let is_fine = is_allowed_url(typed) && typed.starts_with("http");
            let told = || Diagnostic::error(codes::IMAGE_ADDRESS, format!("`{typed}` is no address of a picture"));
            return if is_fine {
                Ok(Arc::new(PhotoFile { src: typed.into(), size: None, length: None }))
            } else {
                Err(told().help("write the file's name, or an address that begins with https://"))
            };
        }
        let Some(path) = locate(file, typed) else {
            let told = Diagnostic::error(codes::IMAGE_ADDRESS, format!("`{typed}` leads out of content/ and static/"));
            return Err(told.help("put the picture beside the story, or into static/ and write `/name.jpg`"));
        };
        if let Some(found) = self.found.get(&path) {
            return Ok(Arc::clone(found));
        }
        let Some(place) = self.media.get(&path) else { return Err(self.missing(typed, &path)) };
        let is_static = place.file.below("static").is_some();
        if let (Some(fault), false) = (place.fault, is_static) {
            let told = Diagnostic::error(codes::IMAGE_KIND, format!("`{typed}` cannot be shown as a picture: {fault}"));
            return Err(told.help("save it as JPEG or PNG; drawings in SVG that you trust belong in static/"));
        }
        let Some(output) = media_path(place) else { return Err(self.missing(typed, &path)) };
        if !is_static {
            self.used.insert(path.clone());
        }
        let length = u32::try_from(place.length).ok().and_then(NonZeroU32::new);
        let src = self.config.base_url.href(&Permalink::of(&output)).into();
        let found = Arc::new(PhotoFile { src, size: place.size, length });
        self.found.insert(path, Arc::clone(&found));
        Ok(found)
    }

    fn missing(&mut self, typed: &str, path: &str) -> Diagnostic {
        let told = Diagnostic::error(codes::IMAGE_MISSING, format!("there is no picture `{typed}`: `{path}` does not exist"));
        let near = if self.hints > 0 { self.media.near(path) } else { None };
        self.hints = self.hints.saturating_sub(1);
        match near {
            Some(near) if near.to_lowercase() == path.to_lowercase() => {
                told.help(format!("the file is called `{near}`; capitals and small letters count on the web"))
            }
            Some(near) => told.help(format!("did you mean `{near}`?")),
            None => told.help("put the file beside the story, or into static/ and write `/name.jpg`"),
        }
    }
}

/// Resolves the pictures of a body; one that is missing is left out of the page and told.
pub(super) fn of_body(
    darkroom: &mut Darkroom<'_>,
    file: &ProjectPath,
    images: &[crate::markdown::ImageUse],
    findings: &mut Diagnostics,
) -> Typed<Arc<PhotoFile>> {
    let mut photos = Vec::new();
    for image in images {
        match darkroom.find(file, &image.source) {
            Ok(found) => photos.push((Arc::clone(&image.source), found)),
            Err(mut told) => {
                told.severity = crate::base::Severity::Warning;
                findings.push(told.at(image.place.of(file)));
            }
        }
    }
    Typed::of(photos)
}

/// Whether a picture was missing: then the order of stories decides who gets a hint, and all must ask in turn.
pub(super) fn is_missing(findings: &Diagnostics) -> bool {
    findings.iter().any(|found| found.code == codes::IMAGE_MISSING)
}
