//! The functions of docs/themes.md: each asks the library through the notebook, and nothing else.
//!
//! The theme's words are no question: they are part of what every page is made with.

use super::drawn;
use super::library::{Latest, Query};
use super::notebook::Notebook;
use crate::config::Language;
use crate::theme::{Word, plural_category};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// Names of the functions, in the order of the documentation.
pub(super) const NAMES: &[&str] = &[
    "latest",
    "related",
    "article",
    "author",
    "section",
    "topics",
    "neighbours",
    "image",
    "asset",
    "url",
    "data",
    "draw",
    "t",
    "dir",
];

/// The most stories that one question may ask for.
const MOST: usize = 1000;

/// Registers every function with a renderer's engine.
pub(super) fn register(tera: &mut Tera, notebook: &Notebook) {
    let ask = |make: fn(&Kwargs) -> TeraResult<Query>| {
        let notebook = notebook.clone();
        move |kwargs: Kwargs, _: &State| -> TeraResult<Value> { notebook.ask(make(&kwargs)?) }
    };
    tera.register_function("latest", ask(latest));
    tera.register_function("related", ask(related));
    tera.register_function("article", ask(|kwargs| Ok(Query::Article { id: must(kwargs, "id")? })));
    tera.register_function("author", ask(|kwargs| Ok(Query::Author { slug: must(kwargs, "slug")? })));
    tera.register_function("section", ask(|kwargs| Ok(Query::Section { slug: must(kwargs, "slug")? })));
    tera.register_function("topics", ask(|kwargs| Ok(Query::Topics { limit: limit(kwargs, 20)? })));
    tera.register_function("neighbours", ask(|kwargs| Ok(Query::Neighbours { id: must(kwargs, "id")? })));
    tera.register_function("image", ask(|kwargs| Ok(Query::Image { src: must(kwargs, "src")? })));
    tera.register_function("asset", ask(|kwargs| Ok(Query::Asset { path: must(kwargs, "path")? })));
    tera.register_function("url", ask(|kwargs| Ok(Query::Url { path: must(kwargs, "path")? })));
    tera.register_function("data", ask(|kwargs| Ok(Query::Data { name: must(kwargs, "name")? })));
    let drawing = notebook.clone();
    tera.register_function("draw", move |kwargs: Kwargs, _: &State| drawn::draw(&drawing, &kwargs));
    let words = notebook.clone();
    tera.register_function("t", move |kwargs: Kwargs, _: &State| word(&words, &kwargs));
    tera.register_function("dir", |kwargs: Kwargs, _: &State| -> TeraResult<&'static str> {
        let code = must(&kwargs, "lang")?;
        Ok(Language::parse(&code).map_or("ltr", |language| language.direction()))
    });
}

fn related(kwargs: &Kwargs) -> TeraResult<Query> {
    let ids = kwargs.get::<bool>("ids")?.unwrap_or(false);
    Ok(Query::Related { id: must(kwargs, "id")?, limit: limit(kwargs, 4)?, ids })
}

fn latest(kwargs: &Kwargs) -> TeraResult<Query> {
    Ok(Query::Latest(Box::new(Latest {
        limit: limit(kwargs, 5)?,
        section: text(kwargs, "section")?,
        topic: text(kwargs, "topic")?,
        author: text(kwargs, "author")?,
        kind: text(kwargs, "kind")?,
        lang: text(kwargs, "lang")?,
        skip: number(kwargs, "skip")?.unwrap_or(0),
        except: text(kwargs, "except")?,
    })))
}

/// An argument that is text; none, or a missing value, is no argument.
pub(super) fn text(kwargs: &Kwargs, name: &str) -> TeraResult<Option<String>> {
    let Some(value) = kwargs.get::<&Value>(name)? else { return Ok(None) };
    Ok(plain_text(name, value)?.map(str::to_owned))
}

/// The same, of the argument's value.
pub(super) fn plain_text<'v>(name: &str, value: &'v Value) -> TeraResult<Option<&'v str>> {
    if value.is_none() || value.is_undefined() {
        return Ok(None);
    }
    value.as_str().map(Some).ok_or_else(|| Error::message(format!("`{name}` must be text")))
}

fn must(kwargs: &Kwargs, name: &str) -> TeraResult<String> {
    text(kwargs, name)?.ok_or_else(|| Error::message(format!("`{name}` is missing")))
}

fn number(kwargs: &Kwargs, name: &str) -> TeraResult<Option<usize>> {
    let Some(value) = kwargs.get::<Value>(name)?.filter(|value| !value.is_none()) else { return Ok(None) };
    let number = value.as_i64().and_then(|number| usize::try_from(number).ok());
    number.map(Some).ok_or_else(|| Error::message(format!("`{name}` must be a whole number from 0 on")))
}

fn limit(kwargs: &Kwargs, usual: usize) -> TeraResult<usize> {
    match number(kwargs, "limit")?.unwrap_or(usual) {
        limit if limit <= MOST => Ok(limit),
        limit => Err(Error::message(format!("`limit` is {limit}; at most {MOST} can be asked for"))),
    }
}

/// `t(key="story_count", n=3)`: the theme's word, with `{name}` filled in.
fn word(notebook: &Notebook, kwargs: &Kwargs) -> TeraResult<String> {
    let key = must(kwargs, "key")?;
    let (typed, sheet) = (text(kwargs, "lang")?, notebook.sheet());
    let language = typed.as_deref().unwrap_or(&sheet.language);
    let words = &notebook.library().theme.words;
    let Some(word) = words.get(&key, language) else {
        let near = crate::base::nearest(&key, words.keys());
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Error::message(format!("the theme has no word `{key}` in i18n/{language}.toml or i18n/en.toml{hint}")));
    };
    let n = kwargs.get::<Value>("n")?.and_then(|value| value.as_i64());
    let mut phrase = match word {
        Word::One(phrase) => phrase.clone(),
        Word::Plural(forms) => {
            let category = plural_category(language, n.unwrap_or(0));
            forms.get(category).or_else(|| forms.get("other")).cloned().unwrap_or_default()
        }
    };
    for (name, value) in kwargs.iter() {
        let Some(name) = name.as_str().filter(|name| !matches!(*name, "key" | "lang")) else { continue };
        let mark = format!("{{{name}}}");
        if phrase.contains(&mark) {
            let shown = match value.as_i64() {
                Some(number) => super::filters::grouped(number, language),
                None => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            };
            phrase = phrase.replace(&mark, &shown);
        }
    }
    Ok(phrase)
}
