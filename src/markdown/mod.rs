//! Markdown: bodies and headlines to HTML, and what a body says about itself.
//!
//! Pure, one document at a time. Only this module names pulldown-cmark and ammonia. Markdown is data: nothing in it is
//! ever run as a template, and with the policy `safe` nothing in it can run in a reader's browser. Links and pictures
//! are looked up through [`Hooks`], by which a theme may also draw elements its own way.

mod address;
mod blocks;
mod directive;
mod draft;
mod figure;
mod footnotes;
mod guard;
mod heading;
mod ids;
mod inlines;
mod insert;
mod markup;
mod notes;
mod plain;
mod prepare;
mod quotes;
mod raw;
#[cfg(test)]
mod tests;
mod text;
mod words;
mod writer;

pub use address::{address, is_allowed_url};
pub use draft::Draft;
pub use heading::Heading;
pub use plain::{for_mail, text_of_html};
pub use text::{inline, inline_text};

use crate::base::{Outcome, ProjectPath, Stretch, stored};
use notes::Notes;
use prepare::Prepared;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use writer::Writer;

/// What becomes of HTML in bodies: `[content] html` of site.toml.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HtmlPolicy {
    /// Harmless elements stay, everything else is taken out and told.
    #[default]
    Safe,
    /// All of it passes: for sites that trust every author.
    Full,
    /// It is shown as text.
    None,
}

/// How Markdown is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// What becomes of HTML.
    pub html: HtmlPolicy,
    /// Whether quotes curl and hyphens become dashes.
    pub smart_punctuation: bool,
    /// How deep quotes, lists and emphasis may be nested.
    pub nesting: usize,
    /// Whether headings carry a link to themselves.
    pub heading_anchors: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { html: HtmlPolicy::Safe, smart_punctuation: true, nesting: 100, heading_anchors: true }
    }
}

/// One body within its file.
#[derive(Clone, Copy, Debug)]
pub struct Document<'t> {
    /// The file, for spans.
    pub file: &'t ProjectPath,
    /// The body only.
    pub text: &'t str,
    /// Where the body begins in the file.
    pub offset: usize,
}

/// A link that the site has to resolve: relative, `/…`, `@/…` or `#…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// As typed, entities decoded.
    pub destination: Arc<str>,
    /// Where it is typed, in the file of the body.
    pub place: Stretch,
}

/// A picture in a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ImageUse {
    /// As typed, entities decoded.
    pub source: Arc<str>,
    /// Where it is typed, in the file of the body.
    pub place: Stretch,
}

/// What a body says about itself; no HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Digest {
    /// Words of visible text (UAX 29).
    pub words: u32,
    /// Characters of visible text without blanks.
    pub characters: u32,
    /// The first paragraph, or all up to `<!-- more -->`, as plain text of at most about 280 characters.
    pub excerpt: Box<str>,
    /// All headings in order.
    pub outline: Box<[Heading]>,
    /// All links of the site in order.
    pub links: Box<[Link]>,
    /// All pictures in order.
    pub images: Box<[ImageUse]>,
    /// Ids that the body has on the page, besides those of its headings; sorted.
    pub other_ids: Box<[String]>,
    /// The slots of all `:::ad` in order.
    pub ad_slots: Box<[String]>,
}

impl Digest {
    /// Returns every id that the body has on the page.
    pub fn ids(&self) -> BTreeSet<Cow<'_, str>> {
        let others = self.other_ids.iter().map(|id| Cow::Borrowed(id.as_str()));
        self.outline.iter().map(Heading::id).chain(others).collect()
    }

    /// Returns whether the body has an id on the page.
    pub fn has_id(&self, id: &str) -> bool {
        self.outline.iter().any(|heading| heading.id() == id) || self.other_ids.iter().any(|other| other == id)
    }
}

stored!(struct Link { destination, place });
stored!(struct ImageUse { source, place });
stored!(struct Digest { words, characters, excerpt, outline, links, images, other_ids, ad_slots });

/// A picture's address and its size in pixels; 0 is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    /// Ready for `src`, unescaped.
    pub src: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A picture with its caption and credit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Figure {
    /// Ready for `src`, unescaped.
    pub src: String,
    /// Width in pixels; 0 is unknown.
    pub width: u32,
    /// Height in pixels; 0 is unknown.
    pub height: u32,
    /// What it shows, as plain text.
    pub alt: String,
    /// Safe HTML.
    pub caption: String,
    /// Plain text.
    pub credit: String,
}

/// An element that a theme may draw. Every `html` is safe to set as it is; all else is plain text.
#[derive(Clone, Copy, Debug)]
pub enum Element<'e> {
    /// A picture that is a paragraph of its own.
    Figure(&'e Figure),
    /// A link.
    Link {
        /// Unescaped.
        href: &'e str,
        /// Empty when there is none.
        title: &'e str,
        /// What is linked.
        html: &'e str,
        /// Whether it leads to another site.
        external: bool,
    },
    /// A heading.
    Heading {
        /// 2 to 6.
        level: u8,
        /// Has to be set, since links lead to it.
        id: &'e str,
        /// Its text.
        html: &'e str,
    },
    /// A quote, or an alert such as `[!NOTE]`.
    BlockQuote {
        /// Its blocks.
        html: &'e str,
        /// `note`, `tip`, `important`, `warning`, `caution`.
        kind: Option<&'e str>,
    },
    /// A table.
    Table {
        /// The whole `<table>`.
        html: &'e str,
    },
    /// A block of code.
    Code {
        /// `[a-z0-9+#_-]`, or empty.
        language: &'e str,
        /// Plain text.
        text: &'e str,
    },
    /// A directive.
    Directive {
        /// `ad`, `gallery`, `embed`, `pullquote`, `factbox`, `live-entry`.
        name: &'e str,
        /// As typed.
        arguments: &'e BTreeMap<String, String>,
        /// What stands between its lines.
        html: &'e str,
    },
}

/// What a body has to ask the site and its theme.
pub trait Hooks {
    /// Returns where a link of the site leads, unescaped; `None`: nowhere, and the text stays without a link.
    fn link(&self, destination: &str) -> Option<String>;

    /// Returns a picture's address and size; `None`: there is no such picture, and it is left out.
    fn image(&self, source: &str) -> Option<Picture>;

    /// Returns the theme's own markup for an element; `None`: the built-in one.
    fn element(&self, _element: &Element<'_>) -> Option<String> {
        None
    }
}

/// Every link and picture leads where it says; elements are the built-in ones.
struct Bare;

impl Hooks for Bare {
    fn link(&self, destination: &str) -> Option<String> {
        Some(destination.to_owned())
    }

    fn image(&self, source: &str) -> Option<Picture> {
        Some(Picture { src: source.to_owned(), width: 0, height: 0 })
    }
}

/// Reads what a body says about itself. Everything that is wrong in it is told here, and only here.
pub fn digest(document: &Document<'_>, options: &Options) -> Outcome<Digest> {
    let prepared = Prepared::new(document.text);
    read(Writer::new(&prepared, options, &Bare, Some(Notes::new(document)))).0
}

/// Reads what a body says about itself, and makes a draft of its HTML, unless there can be none.
pub fn digest_and_draft(document: &Document<'_>, options: &Options) -> (Outcome<Digest>, Option<Draft>) {
    let prepared = Prepared::new(document.text);
    read(Writer::new(&prepared, options, &Bare, Some(Notes::new(document))).drafting())
}

fn read(writer: Writer<'_>) -> (Outcome<Digest>, Option<Draft>) {
    let options = writer.options;
    let finished = writer.run();
    let notes = finished.notes.expect("a writer with notes was given");
    let authors_html = finished.has_raw.then_some(&*finished.html);
    let (digest, findings) = notes.finish(finished.ids.into_set(), authors_html);
    let draft = finished.holes.map(|holes| Draft::of(&finished.html, holes, options));
    (Outcome::new(digest, findings), draft)
}

/// Makes the HTML of a body. `lead_in` is HTML set before the text of the first paragraph: the dateline.
pub fn render(document: &Document<'_>, options: &Options, lead_in: Option<&str>, hooks: &dyn Hooks) -> String {
    let prepared = Prepared::new(document.text);
    let mut writer = Writer::new(&prepared, options, hooks, None);
    writer.lead_in = lead_in;
    writer.run().html
}

/// Makes plain HTML of a body, which can stand anywhere: with absolute addresses, without classes, scripts and forms.
///
/// `page` is the address of the page that the body belongs to; theme's own markup has no place in it.
pub fn render_plain(document: &Document<'_>, options: &Options, lead_in: Option<&str>, hooks: &dyn Hooks, page: &str) -> String {
    let prepared = Prepared::new(document.text);
    let options = Options { heading_anchors: false, ..options.clone() };
    let mut writer = Writer::new(&prepared, &options, hooks, None);
    writer.lead_in = lead_in;
    let finished = writer.run();
    let is_unclean = finished.has_raw && options.html == HtmlPolicy::Full;
    let html = if is_unclean { guard::clean(&finished.html) } else { finished.html };
    plain::plain(&html, page)
}
