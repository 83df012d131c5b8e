//! What a page's template sees, and what stands for it.
//!
//! The body's HTML is not here: it is made from the source when the page is rendered, and stood for by the source's
//! fingerprint and by where its links and pictures lead.

use super::{Page, head};
use crate::base::{Fingerprint, Permalink, ProjectPath};
use crate::config::{Language, Project};
use crate::site::{PhotoFile, Site, Target, Typed};
use crate::source::Body;
use crate::theme::{Theme, Word};
use crate::view::{AdsView, Html, Made, Shared, Views, Visible};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

/// Everything that contexts are made of.
#[derive(Clone, Copy, Debug)]
pub struct Stage<'s> {
    /// Configuration and moment.
    pub project: &'s Project,
    /// Templates and words.
    pub theme: &'s Theme,
    /// The model.
    pub site: &'s Site,
    /// Shared values.
    pub views: &'s Views,
}

crate::view::view! {
    /// A step on the way from the front page.
    Crumb { title: String, url: String, }

    /// Another edition of a page.
    TranslationView { lang: String, name: String, url: String, title: String, }

    /// What every page says of itself.
    PageView {
        kind: &'static str, title: String, description: Option<String>, url: String, permalink: String, noindex: bool,
        breadcrumbs: Vec<Crumb>, translations: Vec<TranslationView>, source: Option<String>,
    }
}

/// A body that becomes part of a page.
#[derive(Clone, Debug, Hash)]
pub struct BodyUse<'s> {
    /// Its file.
    pub file: &'s ProjectPath,
    /// Where it begins in the file.
    pub start: usize,
    /// The file's bytes.
    pub source: Fingerprint,
    /// Where its links lead.
    pub links: &'s Typed<Target>,
    /// What its pictures are.
    pub pictures: &'s Typed<Arc<PhotoFile>>,
    /// Set inside the first paragraph: the dateline.
    pub lead_in: Option<String>,
    /// Advertising that may stand in it; none: no advertisement at all.
    pub ads: Option<AdsView>,
    /// What shows it.
    pub shown: Shown,
}

/// What shows a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    /// The context, as `content`.
    Alone,
    /// An entry of the context, as its `content`: it is put there.
    Under(&'static str),
    /// Entries that find it in [`Context::content`] by themselves.
    ByItself,
}

impl<'s> BodyUse<'s> {
    /// Uses the body of a file.
    pub(super) fn of(
        file: &'s ProjectPath,
        body: &'s Body,
        links: &'s Typed<Target>,
        pictures: &'s Typed<Arc<PhotoFile>>,
        shown: Shown,
    ) -> Self {
        Self { file, start: body.start as usize, source: body.source, links, pictures, lead_in: None, ads: None, shown }
    }
}

/// A value of a context, and what stands for it until the page is made.
pub struct Entry<'s> {
    fingerprint: Fingerprint,
    view: Box<dyn Visible + 's>,
}

impl<'s> Entry<'s> {
    fn of(view: impl Visible + Hash + 's) -> Self {
        Self { fingerprint: Fingerprint::of(&view), view: Box::new(view) }
    }

    /// Shows it.
    pub fn view(&self) -> &dyn Visible {
        &*self.view
    }
}

/// What a page's template sees.
pub struct Context<'s> {
    /// Values by name.
    pub entries: BTreeMap<&'static str, Entry<'s>>,
    /// The outlet, which is one of them.
    pub site: Shared,
    /// The page's language.
    pub language: &'s Language,
    /// The body, to be made into HTML.
    pub body: Option<BodyUse<'s>>,
    /// The HTML, for entries that show it; is there before they are asked.
    pub content: Rc<OnceCell<Html>>,
}

impl<'s> Context<'s> {
    /// Adds a value.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, view: impl Visible + Hash + 's) -> Self {
        self.entries.insert(name, Entry::of(view));
        self
    }

    /// Adds a value that is dear to show; `fingerprint` stands for all that it depends on.
    #[must_use]
    pub(super) fn with_made(mut self, name: &'static str, fingerprint: Fingerprint, view: impl Visible + 's) -> Self {
        self.entries.insert(name, Entry { fingerprint, view: Box::new(view) });
        self
    }

    /// Says which body belongs to it.
    #[must_use]
    pub(super) fn with_body(mut self, body: Option<BodyUse<'s>>) -> Self {
        self.body = body;
        self
    }
}

/// By what stands for everything that the template sees.
impl Hash for Context<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { entries, site: _, language, body, content: _ } = self;
        for (name, entry) in entries {
            (name, entry.fingerprint).hash(state);
        }
        (language, body).hash(state);
    }
}

impl<'s> Stage<'s> {
    /// Returns what is ready for `href`.
    pub fn href(&self, permalink: &Permalink) -> String {
        self.project.config.base_url.href(permalink)
    }

    /// Returns a word of the theme, or `usual`.
    pub(super) fn word(&self, key: &str, language: &Language, usual: &str) -> String {
        match self.theme.words.get(key, language.as_str()) {
            Some(Word::One(word)) => word.clone(),
            _ => usual.to_owned(),
        }
    }

    /// Starts the page's own entry.
    pub(super) fn page(&self, page: Page, permalink: &Permalink, title: String) -> PageView {
        PageView {
            kind: page.kind(),
            title,
            description: None,
            url: self.href(permalink),
            permalink: self.project.config.base_url.canonical(permalink),
            noindex: false,
            breadcrumbs: Vec::new(),
            translations: Vec::new(),
            source: None,
        }
    }

    /// Starts a context: the page, the outlet, the language.
    pub(super) fn context(&self, page: Page, view: PageView, section: Option<&str>) -> Context<'s> {
        let fingerprint = Fingerprint::of(&view);
        let of_head = Fingerprint::of(&(fingerprint, head::editions(self, page)));
        let (stage, view) = (*self, Rc::new(view));
        let head = Rc::clone(&view);
        // What the head shows beyond the page's own entry is in the others, and in the settings that every recipe covers.
        self.outer_context(page, section).with_made("page", fingerprint, Made(move || view.value())).with_made(
            "head",
            of_head,
            Made(move || Html(head::head(&stage, page, &head)).value()),
        )
    }

    /// Starts a context that lacks the page's own entry.
    pub(super) fn outer_context(&self, page: Page, section: Option<&str>) -> Context<'s> {
        let language = page.language(self);
        let site = self.views.site(language, section);
        let fingerprint = site.fingerprint();
        let entries = BTreeMap::from([
            ("site", Entry { fingerprint, view: Box::new(site.clone()) }),
            // The outlet is one for each language, and the language is hashed by itself.
            ("lang", Entry { fingerprint, view: Box::new(language.to_string()) }),
        ]);
        Context { entries, site, language, body: None, content: Rc::default() }
    }

    /// The first step of every way: the front page.
    pub(super) fn home_crumb(&self, language: &Language) -> Crumb {
        let title = self.word("page.home", language, "Home");
        Crumb { title, url: self.href(&self.home_of(language)) }
    }

    /// The front page of a language.
    pub(super) fn home_of(&self, language: &Language) -> Permalink {
        let declared = self.project.config.language_config(language);
        let prefix = declared.and_then(|declared| declared.prefix.as_deref());
        prefix.and_then(|prefix| Permalink::folder([prefix]).ok()).unwrap_or_else(Permalink::home)
    }

    /// A language's own name, as site.toml or custom has it.
    pub(super) fn language_name(&self, language: &Language) -> String {
        self.project.config.language_config(language).map_or_else(|| language.own_name(), |declared| declared.name.clone())
    }

    /// Adds the number of a list's page to its title.
    pub(super) fn numbered(&self, title: &str, number: usize, language: &Language) -> String {
        if number == 1 {
            return title.to_owned();
        }
        let page = self.word("page.number", language, "Page {n}").replace("{n}", &number.to_string());
        format!("{title} – {page}")
    }
}

/// Cuts a text for a description: near 160 characters.
pub(super) fn description(text: &str) -> Option<String> {
    Some(shortened(text, 160)).filter(|text| !text.is_empty())
}

/// Cuts a text on a word, so that it has at most so many characters before the dots.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    let text = one_line(text);
    let Some((end, _)) = text.char_indices().nth(longest) else { return text.into_owned() };
    let cut = text[..end].rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([',', '.', ';', ':', ' ']))
}

/// Puts one blank between words, and none around them.
fn one_line(text: &str) -> Cow<'_, str> {
    let is_plain = text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_whitespace() && byte != b' ');
    if is_plain && !text.contains("  ") && !text.starts_with(' ') && !text.ends_with(' ') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_has_one_blank_between_words(text in "[a가 \\t\\n\u{a0}\u{3000}]{0,12}") {
            prop_assert_eq!(one_line(&text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
