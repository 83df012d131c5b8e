//! The bodies of stories: Markdown with the site's links and pictures, drawn the theme's way where it has one.
//!
//! Bodies are data: their text never passes through the template engine, only what newsprint made of it.

use super::notebook::Notebook;
use crate::base::{escape_attribute, escape_text};
use crate::markdown::{Element, Hooks, Picture};
use crate::plan::BodyUse;
use crate::view::{AdSlotView, Html, Visible};
use std::cell::RefCell;
use std::collections::BTreeMap;
use tera::{Context, Error, Tera, Value};

/// What a body is drawn with.
pub(super) struct Drawing<'d> {
    pub body: &'d BodyUse<'d>,
    pub tera: &'d Tera,
    pub notebook: &'d Notebook,
    pub has_own_markup: bool,
    /// The first template of the theme that failed.
    pub failed: RefCell<Option<Error>>,
}

impl Hooks for Drawing<'_> {
    fn link(&self, destination: &str) -> Option<String> {
        self.body.links.get(destination)?.href().map(str::to_owned)
    }

    fn image(&self, source: &str) -> Option<Picture> {
        let photo = self.body.pictures.get(source)?;
        let (width, height) = photo.size.unwrap_or((0, 0));
        Some(Picture { src: photo.src.to_string(), width, height })
    }

    fn element(&self, element: &Element<'_>) -> Option<String> {
        if let Element::Directive { name: "ad", arguments, .. } = element {
            return Some(self.ad(arguments));
        }
        if !self.has_own_markup {
            return None;
        }
        let (name, context) = self.context_of(element);
        self.own_markup(&name, context)
    }
}

impl Drawing<'_> {
    /// Draws with the theme's template, if there is one.
    fn own_markup(&self, name: &str, mut context: Context) -> Option<String> {
        let template = format!("_markup/{name}.html");
        if !self.tera.contains_template(&template) {
            return None;
        }
        context.insert_value("lang", Value::from(self.notebook.sheet().language.as_str()));
        match self.tera.render(&template, &context) {
            Ok(html) => Some(html.trim().to_owned()),
            Err(error) => {
                self.failed.borrow_mut().get_or_insert(error);
                Some(String::new())
            }
        }
    }

    fn context_of(&self, element: &Element<'_>) -> (String, Context) {
        let mut context = Context::new();
        let html = |html: &str| Html(html.to_owned()).value();
        let name = match element {
            Element::Figure(figure) => {
                context.insert_value("src", Value::from(figure.src.as_str()));
                context.insert_value("width", some(figure.width));
                context.insert_value("height", some(figure.height));
                context.insert_value("alt", Value::from(figure.alt.as_str()));
                context.insert_value("caption", if figure.caption.is_empty() { Value::none() } else { html(&figure.caption) });
                context.insert_value(
                    "credit",
                    if figure.credit.is_empty() { Value::none() } else { Value::from(figure.credit.as_str()) },
                );
                "image".to_owned()
            }
            Element::Link { href, title, html: content, external } => {
                context.insert_value("href", Value::from(*href));
                context.insert_value("title", Value::from(*title));
                context.insert_value("content", html(content));
                context.insert_value("external", Value::from(*external));
                "link".to_owned()
            }
            Element::Heading { level, id, html: content } => {
                context.insert_value("level", Value::from(*level));
                context.insert_value("id", Value::from(*id));
                context.insert_value("content", html(content));
                "heading".to_owned()
            }
            Element::BlockQuote { html: content, kind } => {
                context.insert_value("kind", kind.map_or_else(Value::none, Value::from));
                context.insert_value("content", html(content));
                "blockquote".to_owned()
            }
            Element::Table { html: content } => {
                context.insert_value("content", html(content));
                "table".to_owned()
            }
            Element::Code { language, text } => {
                context.insert_value("language", Value::from(*language));
                context.insert_value("text", Value::from(*text));
                "code".to_owned()
            }
            Element::Directive { name, arguments, html: content } => {
                context.insert_value("arguments", (*arguments).value());
                context.insert_value("content", html(content));
                format!("directive-{name}")
            }
        };
        (name, context)
    }

    /// An advertisement in the story: the slot of that name, if one runs here.
    fn ad(&self, arguments: &BTreeMap<String, String>) -> String {
        let Some(ads) = self.body.ads.as_ref() else { return String::new() };
        let slot = arguments.get("slot").and_then(|id| ads.slots.iter().find(|slot| slot.id == *id));
        let mut context = Context::new();
        context.insert_value("arguments", arguments.value());
        context.insert_value("content", Html::default().value());
        context.insert_value("slot", slot.map_or_else(Value::none, Visible::value));
        context.insert_value("label", ads.label.value());
        match self.own_markup("directive-ad", context) {
            Some(html) => html,
            None => slot.map(|slot| ad_html(slot, &ads.label)).unwrap_or_default(),
        }
    }
}

fn some(pixels: u32) -> Value {
    if pixels == 0 { Value::none() } else { Value::from(pixels) }
}

/// newsprint's own markup of an advertisement: a label that can be read, and a place that does not jump.
fn ad_html(slot: &AdSlotView, label: &str) -> String {
    let mut out = String::from("<aside class=\"ad\"");
    escape_attribute("aria-label", label, &mut out);
    out.push_str("><p class=\"ad-label\">");
    escape_text(label, &mut out);
    out.push_str("</p>");
    if let Some(html) = &slot.html {
        out.push_str(&html.0);
    } else if let Some(image) = &slot.image {
        if let Some(url) = &slot.url {
            out.push_str("<a rel=\"sponsored noopener\"");
            escape_attribute("href", url, &mut out);
            out.push('>');
        }
        out.push_str("<img loading=\"lazy\" decoding=\"async\"");
        escape_attribute("src", &image.src, &mut out);
        escape_attribute("alt", &slot.alt, &mut out);
        escape_attribute("width", &slot.width.to_string(), &mut out);
        escape_attribute("height", &slot.height.to_string(), &mut out);
        out.push('>');
        if slot.url.is_some() {
            out.push_str("</a>");
        }
    }
    out.push_str("</aside>");
    out
}
