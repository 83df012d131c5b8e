//! stub
use crate::base::*;
use std::collections::*;
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HtmlPolicy {
    #[default]
    Safe,
    Full,
    None,
}
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    pub html: HtmlPolicy,
    pub smart_punctuation: bool,
    pub nesting: usize,
    pub heading_anchors: bool,
}
pub struct Document<'t> {
    pub file: &'t ProjectPath,
    pub text: &'t str,
    pub offset: usize,
}
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    pub text: String,
}
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    pub destination: String,
    pub span: Span,
}
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ImageUse {
    pub source: String,
    pub alt: String,
    pub has_caption: bool,
    pub has_credit: bool,
    pub span: Span,
}
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Digest {
    pub words: usize,
    pub characters: usize,
    pub excerpt: String,
    pub outline: Vec<Heading>,
    pub links: Vec<Link>,
    pub images: Vec<ImageUse>,
    pub ids: BTreeSet<String>,
    pub ad_slots: Vec<String>,
}
pub fn digest(_document: &Document<'_>, _options: &Options) -> Outcome<Digest> {
    Outcome::new(Digest::default(), Diagnostics::new())
}
pub fn render(document: &Document<'_>, _options: &Options, _lead_in: Option<&str>, _hooks: &dyn Hooks) -> String {
    document.text.to_owned()
}
pub fn inline(text: &str, _options: &Options) -> String {
    text.to_owned()
}
pub fn inline_text(text: &str) -> String {
    text.to_owned()
}
pub fn is_allowed_url(_url: &str) -> bool {
    true
}
pub struct Picture {
    pub src: String,
    pub width: u32,
    pub height: u32,
}
pub trait Hooks {
    fn link(&self, destination: &str) -> Option<String>;
    fn image(&self, source: &str) -> Option<Picture>;
    fn element(&self, _element: &Element<'_>) -> Option<String> {
        None
    }
}
pub struct Figure {
    pub src: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub caption: String,
    pub credit: String,
}
pub enum Element<'e> {
    Figure(&'e Figure),
    Link { href: &'e str, title: &'e str, html: &'e str, external: bool },
    Heading { level: u8, id: &'e str, html: &'e str },
    BlockQuote { html: &'e str, kind: Option<&'e str> },
    Table { html: &'e str },
    Code { language: &'e str, text: &'e str },
    Directive { name: &'e str, arguments: &'e BTreeMap<String, String>, html: &'e str },
}
