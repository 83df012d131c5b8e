//! Authors: those with a file, and those who are only a name in a byline.
//!
//! Whoever is named gets a page; a name without a file is a stand-in, and the editor is told.

use super::article::{ArticleId, Credits, Helpers, places};
use super::links::Target;
use super::names;
use super::photos::{Photo, PhotoFile};
use super::typed::Typed;
use crate::base::{Diagnostic, Diagnostics, LookUp, Permalink, ProjectPath, SlugStyle, codes, nearest, slugify};
use crate::source::{ArticleSource, Name, PersonSource, Placed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A place in [`super::Whole::people`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(u32);
places!(PersonId);

/// In which group of the staff list somebody stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Publishers and editors.
    Editors,
    /// Reporters, photographers and the rest of the staff.
    Reporters,
    /// A group that the outlet named.
    Named(String),
    /// Freelancers and columnists.
    Contributors,
    /// Those who left.
    Former,
    /// Names in bylines without a file.
    Others,
}

/// Somebody who signs stories.
#[derive(Clone, Debug)]
pub struct Person {
    /// Last part of the address.
    pub slug: String,
    /// The name as it is printed.
    pub name: String,
    /// The author file; none for a stand-in.
    pub source: Option<Arc<PersonSource>>,
    /// Address of the bio page.
    pub permalink: Permalink,
    /// The portrait.
    pub photo: Option<Photo>,
    /// Pictures of the bio, by what was typed.
    pub pictures: Typed<Arc<PhotoFile>>,
    /// Links of the bio, by what was typed.
    pub links: Typed<Target>,
    /// Listed stories signed by this person, the newest first.
    pub articles: Vec<ArticleId>,
}

impl Person {
    /// Returns where the person stands in the staff list.
    pub fn group(&self) -> Group {
        let Some(source) = &self.source else { return Group::Others };
        let front = &source.front;
        if !front.active {
            return Group::Former;
        }
        if let Some(group) = &front.group {
            return match group.to_lowercase().as_str() {
                "editors" => Group::Editors,
                "reporters" => Group::Reporters,
                "contributors" => Group::Contributors,
                "former" => Group::Former,
                _ => Group::Named(group.clone()),
            };
        }
        let role = front.role.as_deref().unwrap_or("").to_lowercase();
        let is_one_of = |words: &[&str]| words.iter().any(|word| role.contains(word));
        if is_one_of(&["freelance", "contribut", "columnist", "intern", "volunteer", "객원", "칼럼"]) {
            Group::Contributors
        } else if is_one_of(&["editor", "publisher", "편집", "발행"]) {
            Group::Editors
        } else {
            Group::Reporters
        }
    }
}

/// The people of the outlet while stories are being assembled.
pub(super) struct Roll {
    pub people: Vec<Person>,
    by_name: BTreeMap<String, usize>,
    told: BTreeSet<String>,
    /// What each spelling was resolved to: nearly every story names whom another has named.
    seen: LookUp<String, Option<PersonId>>,
    style: SlugStyle,
}

impl Roll {
    /// Starts with those who have a file.
    pub fn of(files: impl Iterator<Item = Arc<PersonSource>>, style: SlugStyle, findings: &mut Diagnostics) -> Self {
        let (people, by_name, told, seen) = Default::default();
        let mut roll = Self { people, by_name, told, seen, style };
        for source in files {
            roll.add_file(source, findings);
        }
        roll
    }

    fn add_file(&mut self, source: Arc<PersonSource>, findings: &mut Diagnostics) {
        let slug = slugify(&source.name, self.style);
        let Some(permalink) = address(&slug) else { return };
        let index = self.people.len();
        let front = &source.front;
        if let Some(other) = self.by_name.get(&names::key(&slug)) {
            let other = self.people[*other].source.as_ref().map_or("", |source| source.file.as_str());
            let message = format!("`{}` and `{other}` would have the same page, {permalink}", source.file);
            findings.push(
                Diagnostic::error(codes::AUTHOR_TWICE, message).at(front.name.span.clone()).help("rename one of the two files"),
            );
            return;
        }
        self.by_name.insert(names::key(&slug), index);
        for name in [Some(&front.name.value), front.name_native.as_ref()].into_iter().flatten() {
            if let Some(other) = self.by_name.insert(names::key(name), index).filter(|other| *other != index) {
                let other = &self.people[other].slug;
                let message = format!("two people are called `{name}`: `{other}` and `{slug}`");
                let told = Diagnostic::warning(codes::AUTHOR_AMBIGUOUS, message).at(front.name.span.clone());
                findings.push(told.help(format!("in stories, name them by their files: author = \"{slug}\"")));
            }
        }
        let name = front.name.value.clone();
        let person = Person {
            slug,
            name,
            source: Some(source),
            permalink,
            photo: None,
            pictures: Typed::default(),
            links: Typed::default(),
            articles: Vec::new(),
        };
        self.people.push(person);
    }

    /// Resolves everybody whom a story names.
    pub fn credits(&mut self, source: &ArticleSource, findings: &mut Diagnostics) -> Credits {
        let front = &source.front;
        let mut all = |names: &[Placed<Name>]| {
            let mut ids: Vec<PersonId> = Vec::new();
            for id in names.iter().filter_map(|name| self.find_or_stand_in(name, &source.file, findings)) {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            ids
        };
        let authors = all(&front.authors).into();
        let helpers = Helpers {
            contributors: all(&front.contributors),
            translators: all(&front.translators),
            editors: all(&front.editors),
            photographers: all(&front.photographers),
        };
        Credits { authors, helpers: (helpers != Helpers::default()).then(|| Box::new(helpers)) }
    }

    fn find_or_stand_in(&mut self, typed: &Placed<Name>, file: &ProjectPath, findings: &mut Diagnostics) -> Option<PersonId> {
        if let Some(id) = self.seen.get(&*typed.value) {
            return *id;
        }
        let id = self.resolve(typed, file, findings);
        self.seen.insert(typed.value.to_string(), id);
        id
    }

    fn resolve(&mut self, typed: &Placed<Name>, file: &ProjectPath, findings: &mut Diagnostics) -> Option<PersonId> {
        let name = typed.value.split_whitespace().collect::<Vec<_>>().join(" ");
        let key = names::key(&name);
        let slug = slugify(&name, self.style);
        let known = self.by_name.get(&key).or_else(|| self.by_name.get(&names::key(&slug)));
        if let Some(index) = known {
            return Some(PersonId::new(*index));
        }
        if self.told.insert(key.clone()) {
            findings.push(self.unknown(&name, &slug).at(typed.span(file)));
        }
        let permalink = address(&slug)?;
        let index = self.people.len();
        self.by_name.insert(key, index);
        self.by_name.insert(names::key(&slug), index);
        self.people.push(Person {
            slug,
            name,
            source: None,
            permalink,
            photo: None,
            pictures: Typed::default(),
            links: Typed::default(),
            articles: Vec::new(),
        });
        Some(PersonId::new(index))
    }

    fn unknown(&self, name: &str, slug: &str) -> Diagnostic {
        let with_files = || self.people.iter().filter(|person| person.source.is_some());
        let by_slug = || nearest(slug, with_files().map(|person| person.slug.as_str()));
        let by_name = || nearest(name, with_files().map(|person| person.name.as_str()));
        let close = if name == slug { by_slug().or_else(by_name) } else { by_name().or_else(by_slug) };
        match close {
            Some(close) => {
                let message = format!("no author file for `{name}`; the name gets a page of its own");
                Diagnostic::warning(codes::UNKNOWN_AUTHOR, message).help(format!("did you mean `{close}`?"))
            }
            None => Diagnostic::note(
                codes::UNKNOWN_AUTHOR,
                format!("no author file for `{name}`; the name gets a page without a bio"),
            )
            .help(format!("for a bio, write content/authors/{slug}.md: newsprint new author \"{name}\"")),
        }
    }
}

fn address(slug: &str) -> Option<Permalink> {
    Permalink::folder(["authors", slug]).ok()
}
