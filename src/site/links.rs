//! Links of bodies: from what an author typed to an address of the site.
//!
//! An address typed from the root (`/2025/…/`) is taken as it is; whether a page stands there is asked once the plan
//! is made.

use super::photos::media_path;
use super::typed::Typed;
use super::{Owner, State, Whole};
use crate::base::{BaseUrl, Diagnostic, Diagnostics, Permalink, ProjectPath, codes, has_only, is_resolved, nearest};
use crate::markdown::{Digest, Link};
use crate::source::{MediaPlace, locate};
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Ready for `href`.
    Href(String),
    /// An address typed from the root: ready for `href`, and to be checked against the plan. Mostly both are what was typed,
    /// and share its text.
    Root {
        /// Ready for `href`.
        href: Arc<str>,
        /// The address without query and anchor.
        permalink: Permalink,
    },
    /// Nowhere: the text stays, the link is left out.
    Nowhere,
}

impl Target {
    /// Returns the value for `href`, if there is one.
    pub fn href(&self) -> Option<&str> {
        match self {
            Self::Href(href) => Some(href),
            Self::Root { href, .. } => Some(href),
            Self::Nowhere => None,
        }
    }
}

/// Documents that may be linked to beside a story; what a browser would run is not among them.
const DOCUMENTS: [&str; 28] = [
    "pdf", "txt", "csv", "tsv", "xls", "xlsx", "doc", "docx", "odt", "ods", "ppt", "pptx", "rtf", "epub", "mp3", "m4a", "ogg",
    "oga", "wav", "mp4", "webm", "vtt", "srt", "ics", "json", "geojson", "gpx", "zip",
];

/// What links are resolved with.
pub(super) struct Linker<'l> {
    pub site: &'l Whole,
    pub base: &'l BaseUrl,
    /// How many more dead links are looked up for what they were meant to be.
    pub hints: Cell<usize>,
}

/// In a tree with thousands of dead links nobody reads thousands of hints.
pub(super) const HINTS: usize = 200;

impl Linker<'_> {
    /// Resolves all links of a body in `file`; returns the targets and the content files that they use.
    pub fn resolve(&self, file: &ProjectPath, digest: &Digest, findings: &mut Diagnostics) -> (Typed<Target>, Vec<String>) {
        let mut targets = Vec::with_capacity(digest.links.len());
        let mut used = Vec::new();
        for link in &digest.links {
            let target = self.target(file, digest, link, &mut used, findings);
            targets.push((link.destination.clone(), target));
        }
        (Typed::of(targets), used)
    }

    fn target(
        &self,
        file: &ProjectPath,
        digest: &Digest,
        link: &Link,
        used: &mut Vec<String>,
        findings: &mut Diagnostics,
    ) -> Target {
        let typed = &*link.destination;
        let (path, anchor) = typed.split_once('#').map_or((typed, None), |(path, anchor)| (path, Some(anchor)));
        if path.is_empty() {
            let id = anchor.unwrap_or("");
            if !id.is_empty() && !digest.has_id(id) {
                findings.push(dead_anchor(id, file.as_str(), digest).at(link.place.of(file)));
            }
            return Target::Href(typed.to_owned());
        }
        if path.starts_with('/') {
            return self.rooted(&link.destination, path);
        }
        let is_page = path.starts_with("@/") || path.split('?').next().is_some_and(|path| path.ends_with(".md"));
        let located = locate(file, path);
        if is_page {
            return self.page(link, file, (located.as_deref(), anchor), findings);
        }
        match located.as_deref().and_then(|path| self.site.media.get(path)) {
            Some(place) => self.document(link, file, place, used, findings),
            None => {
                let told = Diagnostic::warning(
                    codes::LINK_RELATIVE,
                    format!("`{typed}` is neither a story nor a file here, so it cannot be checked"),
                );
                let help =
                    "link to a story by its file (`../2025/rent-cap.md`), to a page by its address from the first slash on";
                findings.push(told.at(link.place.of(file)).help(help));
                Target::Href(typed.to_owned())
            }
        }
    }

    fn rooted(&self, typed: &Arc<str>, path: &str) -> Target {
        let end = typed.find(['?', '#']).unwrap_or(typed.len());
        let decoded = decode(path.split('?').next().unwrap_or(path));
        match Permalink::parse(&decoded) {
            Ok(permalink) => {
                let mut href = self.base.href(&permalink);
                href.push_str(&typed[end..]);
                let href = if *href == **typed { Arc::clone(typed) } else { href.into() };
                Target::Root { href, permalink: permalink.sharing(typed) }
            }
            Err(_) => Target::Href(format!("{}{}", self.base.path(), typed.trim_start_matches('/'))),
        }
    }

    fn page(
        &self,
        link: &Link,
        file: &ProjectPath,
        (path, anchor): (Option<&str>, Option<&str>),
        findings: &mut Diagnostics,
    ) -> Target {
        let owner = path.and_then(|path| self.site.owner(path));
        let (permalink, digest) = match owner {
            Some(Owner::Article(id)) => (&self.site.article(id).permalink, Some(&self.site.article(id).source.body.digest)),
            Some(Owner::Page(id)) => (&self.site.page(id).permalink, Some(&self.site.page(id).source.body.digest)),
            Some(Owner::Person(id)) => (&self.site.person(id).permalink, None),
            Some(Owner::Section(id)) => (&self.site.section(id).permalink, None),
            Some(Owner::Topic(id)) => (&self.site.topic(id).permalink, None),
            Some(Owner::Held(index)) => {
                findings.push(held(&self.site.held[index].state, link).at(link.place.of(file)));
                return Target::Nowhere;
            }
            None => {
                findings.push(self.dead(link, path).at(link.place.of(file)));
                return Target::Nowhere;
            }
        };
        let mut href = self.base.href(permalink);
        if let Some(id) = anchor.filter(|id| !id.is_empty()) {
            if let Some(digest) = digest.filter(|digest| !digest.has_id(id)) {
                findings.push(dead_anchor(id, path.unwrap_or(""), digest).at(link.place.of(file)));
            }
            href.push('#');
            href.push_str(id);
        }
        Target::Href(href)
    }

    fn document(
        &self,
        link: &Link,
        file: &ProjectPath,
        place: &MediaPlace,
        used: &mut Vec<String>,
        findings: &mut Diagnostics,
    ) -> Target {
        let is_static = place.file.below("static").is_some();
        let kind = place.file.extension();
        let is_picture = place.size.is_some();
        if !is_static && !is_picture && !DOCUMENTS.contains(&&*kind) {
            let told = Diagnostic::warning(
                codes::LINK_FILE_KIND,
                format!("files that end in `.{kind}` are not published from content/"),
            );
            findings.push(told.at(link.place.of(file)).help("if you trust the file, put it into static/ and link to `/name`"));
            return Target::Nowhere;
        }
        let Some(output) = media_path(place) else { return Target::Nowhere };
        if !is_static {
            used.push(place.file.composed());
        }
        Target::Href(self.base.href(&Permalink::of(&output)))
    }

    fn dead(&self, link: &Link, path: Option<&str>) -> Diagnostic {
        let told = Diagnostic::warning(
            codes::LINK_DEAD,
            format!("`{}` leads to no story or page; the text stays, the link is left out", link.destination),
        );
        let path = path.filter(|_| self.hints.get() > 0);
        self.hints.set(self.hints.get().saturating_sub(1));
        let near = path.and_then(|path| nearest(path, self.site.by_file.keys().map(ProjectPath::as_str)));
        match near {
            Some(near) => told.help(format!("did you mean `@/{}`?", near.strip_prefix("content/").unwrap_or(near))),
            None => {
                told.help("name the file beside this one (`other-story.md`), or from content/ on (`@/articles/2025/rent-cap.md`)")
            }
        }
    }
}

fn held(state: &State, link: &Link) -> Diagnostic {
    let why = match state {
        State::Scheduled(when) => format!("scheduled for {}", when.to_rfc3339()),
        State::Embargoed(when) => format!("under embargo until {}", when.to_rfc3339()),
        State::Expired(when) => format!("expired since {}", when.to_rfc3339()),
        other => format!("not published ({})", other.name()),
    };
    Diagnostic::warning(
        codes::LINK_HELD,
        format!("`{}` leads to a story that is {why}; the link is left out until it is on the site", link.destination),
    )
}

fn dead_anchor(id: &str, file: &str, digest: &Digest) -> Diagnostic {
    let ids = digest.ids();
    let told = Diagnostic::warning(codes::LINK_ANCHOR, format!("there is no heading `#{id}` in {file}"));
    match nearest(id, ids.iter().map(|id| &**id)) {
        Some(near) => told.help(format!("did you mean `#{near}`?")),
        None if ids.is_empty() => told.help("the text has no headings"),
        None => told.help(format!("there are: {}", ids.iter().take(8).map(|id| format!("#{id}")).collect::<Vec<_>>().join(", "))),
    }
}

/// Percent-decodes once; what is no UTF-8 then stays as typed.
fn decode(path: &str) -> Cow<'_, str> {
    let inner = path.trim_start_matches('/');
    let is_plain = has_only(inner, |byte| byte.is_ascii() & (byte != b'%'));
    if is_plain && inner.len() + 1 == path.len() && is_resolved(inner.strip_suffix('/').unwrap_or(inner)) {
        return path.into();
    }
    let probe = ProjectPath::new("content/x").expect("a plain path");
    let decoded = locate(&probe, path).and_then(|path| path.strip_prefix("static").map(str::to_owned));
    match decoded {
        Some(decoded) if path.ends_with('/') && !decoded.ends_with('/') => format!("{decoded}/").into(),
        Some(decoded) => decoded.into(),
        None => path.into(),
    }
}
