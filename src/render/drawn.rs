//! `draw`: components that are drawn once for the same arguments, and used on every page that shows them.
//!
//! A drawing depends on the component's text, its arguments, the outlet, the language, and on what it asks; the first
//! is part of every page's closure, the last is noted for each page that uses the drawing.

use super::answers::Read;
use super::functions::plain_text;
use super::library::Query;
use super::notebook::Notebook;
use crate::base::{FingerprintHasher, nearest};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use tera::{Context, Error, Kwargs, TeraResult, Value};

/// How many bytes of drawings are kept for the next page.
pub(super) const KEPT: usize = 96 << 20;

/// A component's HTML, and what was asked on the way.
pub(super) struct Drawn {
    html: Value,
    reads: Vec<Arc<Read>>,
}

/// What `draw` was asked for.
#[derive(Default)]
struct Asked<'v> {
    component: Option<&'v str>,
    story: Option<&'v str>,
    author: Option<&'v str>,
    /// Those of the component itself.
    own: Vec<(&'v str, &'v Value)>,
}

impl<'v> Asked<'v> {
    fn of(kwargs: &'v Kwargs) -> TeraResult<Self> {
        let mut asked = Self::default();
        for (key, value) in kwargs.iter() {
            match key.as_str() {
                Some("component") => asked.component = plain_text("component", value)?,
                Some("story") => asked.story = plain_text("story", value)?,
                Some("author") => asked.author = plain_text("author", value)?,
                Some(key) => asked.own.push((key, value)),
                None => {}
            }
        }
        asked.own.sort_unstable_by_key(|(key, _)| *key);
        Ok(asked)
    }
}

/// `draw(component="card", story=card.id, size="small")`.
pub(super) fn draw(notebook: &Notebook, kwargs: &Kwargs) -> TeraResult<Value> {
    let Asked { component, story, author, own } = Asked::of(kwargs)?;
    let name = component.ok_or_else(|| Error::message("`component` is missing"))?;
    let mut arguments: Vec<(&str, Plain<'_>)> = Vec::with_capacity(own.len());
    for (key, value) in &own {
        let plain = Plain::of(value).ok_or_else(|| {
            Error::message(format!("`{key}` is a list or a map; draw takes texts, numbers, true and false: write <{name} … />"))
        })?;
        arguments.push((key, plain));
    }
    let sheet = notebook.sheet();
    let page = (&sheet.language, sheet.site.fingerprint());
    let mut mark = FingerprintHasher::bytes_of(&(name, story, author, &arguments, page));
    if let Some(drawn) = notebook.desk().drawn.get(&mark) {
        notebook.note(&drawn.reads);
        return Ok(drawn.html.clone());
    }
    let story = story.map(|id| ("card", Query::Article { id: id.to_owned() }));
    let subject = story.or(author.map(|slug| ("person", Query::Author { slug: slug.to_owned() })));
    let implicits = implicits(&sheet.language, sheet.site.get());
    let (html, reads) = notebook.apart(|| make(notebook, name, subject, &own, &implicits));
    let drawn = Arc::new(Drawn { html: html?, reads });
    let weight = drawn.html.as_str().map_or(0, str::len) + 64 * drawn.reads.len() + 256;
    mark.shrink_to_fit();
    notebook.desk().drawn.put(mark, Arc::clone(&drawn), weight);
    notebook.note(&drawn.reads);
    Ok(drawn.html.clone())
}

fn implicits(language: &str, site: &Value) -> Context {
    let mut implicits = Context::new();
    implicits.insert_value("lang", Value::from(language));
    implicits.insert_value("site", site.clone());
    implicits
}

fn make(
    notebook: &Notebook,
    name: &str,
    subject: Option<(&'static str, Query)>,
    own: &[(&str, &Value)],
    implicits: &Context,
) -> TeraResult<Value> {
    let tera = notebook.tera().ok_or_else(|| Error::message("`draw` is for pages"))?;
    if !tera.contains_component(name) {
        let near = nearest(name, tera.get_component_names());
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Error::message(format!("there is no component `{name}`{hint}")));
    }
    let mut context = Context::new();
    for (key, value) in own {
        context.insert_value((*key).to_owned(), (*value).clone());
    }
    if let Some((argument, query)) = subject {
        let missing = match &query {
            Query::Article { id } => format!("no story `{id}` is on the site"),
            Query::Author { slug } => format!("nobody is called `{slug}`"),
            _ => String::new(),
        };
        let value = notebook.ask(query)?;
        if value.is_none() {
            return Err(Error::message(missing));
        }
        context.insert_value(argument, value);
    }
    let html = tera.render_component_with_implicits(name, &context, implicits, None, true);
    Ok(Value::safe_string(html.map_err(|error| notebook.fail(error))?.trim()))
}

/// An argument that can be compared.
#[derive(PartialEq)]
enum Plain<'v> {
    Nothing,
    Bool(bool),
    Whole(i64),
    Real(f64),
    Text(&'v str, bool),
}

impl<'v> Plain<'v> {
    fn of(value: &'v Value) -> Option<Self> {
        if value.is_none() || value.is_undefined() {
            return Some(Self::Nothing);
        }
        if let Some(text) = value.as_str() {
            return Some(Self::Text(text, value.is_safe()));
        }
        if let Some(truth) = value.as_bool() {
            return Some(Self::Bool(truth));
        }
        if value.is_f64() {
            return value.as_f64().map(Self::Real);
        }
        value.as_i64().map(Self::Whole)
    }
}

impl Hash for Plain<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Nothing => {}
            Self::Bool(truth) => truth.hash(state),
            Self::Whole(number) => number.hash(state),
            Self::Real(number) => number.to_bits().hash(state),
            Self::Text(text, is_safe) => (text, is_safe).hash(state),
        }
    }
}
