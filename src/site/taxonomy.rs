//! Sections and topics: terms that stories are filed under, with or without a file of their own.
//!
//! One type for both, since they differ only in who names them and where they stand.

use super::article::{ArticleId, places};
use super::links::Target;
use super::names;
use super::photos::{Photo, PhotoFile};
use super::typed::Typed;
use crate::base::{Diagnostic, Diagnostics, LookUp, Permalink, SlugStyle, Span, codes, nearest, slugify};
use crate::notation::Value;
use crate::source::{LeafSource, capitalised};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A place in [`super::Whole::sections`] or [`super::Whole::topics`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(u32);
places!(TermId);

/// A section or a topic.
#[derive(Clone, Debug)]
pub struct Term {
    /// Last part of the address.
    pub slug: String,
    /// As it is printed.
    pub title: String,
    /// Its file, if it has one.
    pub source: Option<Arc<LeafSource>>,
    /// Its address.
    pub permalink: Permalink,
    /// Its picture.
    pub image: Option<Photo>,
    /// Pictures of the intro, by what was typed.
    pub pictures: Typed<Arc<PhotoFile>>,
    /// Links of the intro, by what was typed.
    pub links: Typed<Target>,
    /// Its listed stories, the newest first.
    pub articles: Vec<ArticleId>,
    /// Those of them that an editor keeps on top: section leads first.
    pub pinned: Vec<ArticleId>,
    /// The others, the newest first; none when nothing is pinned.
    pub others: Option<Vec<ArticleId>>,
    /// Where it is first named, when it has no file.
    pub origin: Option<Span>,
}

impl Term {
    /// Returns the name on pages of a language, where its file gives one: `title_ko` of `[extra]`.
    pub fn title_in(&self, language: &str) -> &str {
        self.titles().find(|(code, _)| *code == language).map_or(&self.title, |(_, title)| title)
    }

    /// Returns the languages that it has a name of its own in, and the names.
    pub fn titles(&self) -> impl Iterator<Item = (&str, &str)> {
        let extra = self.source.iter().flat_map(|source| &source.front.extra.entries);
        extra.filter_map(|(key, _, node)| match &node.value {
            Value::Text(title) => Some((key.strip_prefix("title_")?, title.as_str())),
            _ => None,
        })
    }

    /// Returns what its list runs through: its stories without the pinned ones.
    pub fn list(&self) -> &[ArticleId] {
        self.others.as_ref().unwrap_or(&self.articles)
    }
}

/// Terms while stories are being assembled.
pub(super) struct Terms {
    pub terms: Vec<Term>,
    by_name: BTreeMap<String, usize>,
    style: SlugStyle,
    folder: Option<&'static str>,
    /// What each spelling was resolved to, and the slip that it is, if so: nearly every story names what another has
    /// named. A slip is told at every story that makes it: each has to be mended.
    seen: LookUp<String, (Option<TermId>, Option<Diagnostic>)>,
}

impl Terms {
    /// Starts with those that have a file. `folder` is the first part of their addresses, if any.
    pub fn of(files: Vec<Arc<LeafSource>>, folder: Option<&'static str>, style: SlugStyle) -> Self {
        let mut terms = Self { terms: Vec::new(), by_name: BTreeMap::new(), style, folder, seen: LookUp::default() };
        for source in files {
            let slug = source.front.slug.as_ref().map_or_else(|| source.name.clone(), |slug| slug.value.to_string());
            let title = source.front.title.clone();
            terms.add(&slugify(&slug, style), title, Some(source), None);
        }
        terms
    }

    fn add(&mut self, slug: &str, title: String, source: Option<Arc<LeafSource>>, origin: Option<Span>) -> Option<usize> {
        let permalink = Permalink::folder(self.folder.into_iter().chain([slug])).ok()?;
        let index = self.terms.len();
        for name in [slug, title.as_str()] {
            self.by_name.entry(names::key(name)).or_insert(index);
        }
        self.terms.push(Term {
            slug: slug.to_owned(),
            title,
            source,
            permalink,
            image: None,
            pictures: Typed::default(),
            links: Typed::default(),
            articles: Vec::new(),
            pinned: Vec::new(),
            others: None,
            origin,
        });
        Some(index)
    }

    /// Finds a term by slug or title, or makes one of the bare name.
    pub fn find_or_make(&mut self, typed: &str, origin: impl Fn() -> Span, findings: &mut Diagnostics) -> Option<TermId> {
        let (id, slip) = match self.seen.get(typed) {
            Some((id, None)) => return *id,
            Some(resolved) => resolved.clone(),
            None => {
                let resolved = self.resolve(typed, &origin());
                self.seen.insert(typed.to_owned(), resolved.clone());
                resolved
            }
        };
        findings.extend_opt(slip.map(|slip| slip.at(origin())));
        id
    }

    fn resolve(&mut self, typed: &str, origin: &Span) -> (Option<TermId>, Option<Diagnostic>) {
        let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let key = names::key(&typed);
        let slug = slugify(&typed, self.style);
        let known = self.by_name.get(&key).or_else(|| self.by_name.get(&names::key(&slug)));
        if let Some(index) = known.copied() {
            let slip = if self.terms[index].source.is_none() { self.slip(&typed) } else { None };
            return (Some(TermId::new(index)), slip);
        }
        let slip = self.slip(&typed);
        let title = if typed == slug { capitalised(&slug) } else { typed };
        let Some(index) = self.add(&slug, title, None, Some(origin.clone())) else { return (None, slip) };
        self.by_name.entry(key).or_insert(index);
        (Some(TermId::new(index)), slip)
    }

    /// Says what a name without a file was most likely meant to be.
    fn slip(&self, typed: &str) -> Option<Diagnostic> {
        let with_files = || self.terms.iter().filter(|term| term.source.is_some());
        let slugs = with_files().map(|term| term.slug.as_str());
        let close = nearest(typed, slugs).or_else(|| nearest(typed, with_files().map(|term| term.title.as_str())))?;
        let (what, code) =
            if self.folder.is_some() { ("topic", codes::UNKNOWN_TOPIC) } else { ("section", codes::UNKNOWN_SECTION) };
        let told = Diagnostic::warning(code, format!("there is no {what} `{typed}`"));
        Some(told.help(format!("did you mean `{close}`?")))
    }

    /// Says once for each section without a file that it has none, when others do.
    pub fn tell_strangers(&self, findings: &mut Diagnostics) {
        if self.terms.iter().all(|term| term.source.is_none()) {
            return;
        }
        for term in self.terms.iter().filter(|term| term.source.is_none()) {
            let Some(origin) = &term.origin else { continue };
            let message = format!("the section `{}` has no file; it gets a front without an intro", term.slug);
            let told = Diagnostic::note(codes::UNKNOWN_SECTION, message).at(origin.clone());
            findings.push(told.help(format!("for a name, an order and an intro, write content/sections/{}.md", term.slug)));
        }
    }
}
