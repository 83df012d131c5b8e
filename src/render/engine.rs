//! The template engine: compiled once, lent to each thread that renders.
//!
//! Templates get values and functions; no clock, no files, no environment, no network.

use super::answers::{Answers, Read};
use super::library::Library;
use super::markup::Drawing;
use super::notebook::{Desk, Notebook};
use super::plain::Bodies;
use super::{Failed, Rendered, drawn, errors, filters, functions};
use crate::base::{Diagnostic, Diagnostics, Fingerprint, Outcome, Permalink, Recent, Span, codes, escape_text, needs_escape};
use crate::markdown::{self, Document};
use crate::plan::{BodyUse, Context, Output, Recipe, Shown};
use crate::source::{self, text_of};
use crate::theme::THEME_PREFIX;
use crate::view::{Html, Visible};
use crate::world::World;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use tera::{Tera, Value};

/// The compiled theme, and renderers that are not in use.
pub struct Engine {
    tera: Tera,
    pub(super) library: Arc<Library>,
    pub(super) bodies: Bodies,
    desk: Arc<Desk>,
    world: Arc<dyn World>,
    idle: Mutex<Vec<Renderer>>,
    settings: Fingerprint,
    has_own_markup: bool,
}

/// Pages for which no more room is made beforehand.
const MOST_ROOM: usize = 64 * 1024;

/// Everything that an output is made from, gathered.
pub struct Prepared<'e> {
    output: &'e Output,
    page: Option<(String, Context<'e>)>,
    /// What stands for all of it.
    pub recipe: Fingerprint,
}

/// One worker's engine, with a notebook of its own.
struct Renderer {
    tera: Arc<Tera>,
    notebook: Notebook,
    /// The next page will most likely have room in so many bytes.
    room: usize,
}

impl Engine {
    /// Compiles the theme; without usable templates there is no engine.
    pub fn compile(library: Arc<Library>, world: Arc<dyn World>) -> Outcome<Option<Self>> {
        let mut tera = Tera::new();
        // Every name: a `feed.atom` or `x.html.tera` is as dangerous as a page.
        tera.autoescape_on([""]);
        tera.set_escape_fn(escape);
        let desk = desk(&library);
        let notebook = Notebook::new(Arc::clone(&desk));
        functions::register(&mut tera, &notebook);
        filters::register(&mut tera, &notebook);
        let theme = &library.theme;
        let templates = theme.templates.iter().map(|template| (template.name.as_str(), template.text.as_str()));
        let added = tera.set_fallback_prefixes([THEME_PREFIX]).and_then(|()| tera.add_raw_templates(templates));
        if let Err(error) = added {
            return Outcome::new(None, Diagnostics::from(errors::of_loading(&error, theme)));
        }
        let markup: Vec<_> = theme.templates.iter().filter(|template| template.name.contains("_markup/")).collect();
        let own: BTreeMap<&str, Option<Fingerprint>> =
            markup.iter().map(|template| (template.name.as_str(), theme.closures.of_template(&template.name))).collect();
        let settings = Fingerprint::of(&(env!("CARGO_PKG_VERSION"), &library.project.config, theme.words.fingerprint(), &own));
        let has_own_markup = !own.is_empty();
        let (idle, bodies) = (Mutex::default(), Bodies::default());
        let engine = Self { tera, world, desk, idle, bodies, settings, has_own_markup, library };
        Outcome::new(Some(engine), Diagnostics::new())
    }

    /// Takes the same theme to a library in which stories were revised.
    pub fn revised(&self, library: Arc<Library>, world: Arc<dyn World>) -> Self {
        Self {
            tera: self.tera.clone(),
            desk: desk(&library),
            library,
            world,
            idle: Mutex::default(),
            bodies: Bodies::default(),
            settings: self.settings,
            has_own_markup: self.has_own_markup,
        }
    }

    /// Gathers everything that an output is made from, but for what it will ask.
    pub fn prepare<'e>(&'e self, output: &'e Output) -> Prepared<'e> {
        let (recipe, page) = match &output.recipe {
            Recipe::Page(page) => {
                let stage = self.library.stage();
                let (template, context) = (page.template(&stage), page.context(&stage));
                let closure = self.library.theme.closures.of_template(&template);
                let recipe = Fingerprint::of(&("page", self.settings, &template, closure, &context));
                (recipe, Some((template, context)))
            }
            Recipe::Sitemap(sitemap) => (sitemap.fingerprint(&self.library.stage()), None),
            Recipe::Feed(feed) => {
                let shown = feed.fingerprint(&self.library.stage(), |id| self.story_fingerprint(id));
                (Fingerprint::of(&("feed", self.settings, shown)), None)
            }
            Recipe::Wire(wire) => {
                let shown = wire.fingerprint(&self.library.stage());
                (Fingerprint::of(&("wire", self.settings, shown)), None)
            }
            Recipe::Text(text) => (Fingerprint::of(&("text", text)), None),
            Recipe::Copy { contents, .. } => (Fingerprint::of(&("copy", contents)), None),
            Recipe::Asset { contents, .. } => (Fingerprint::of(&("asset", contents)), None),
        };
        Prepared { output, recipe, page }
    }

    /// Returns whether a question that a page asked is answered the same now.
    pub fn holds(&self, read: &Arc<Read>) -> bool {
        self.desk.answers.holds(read, &self.library)
    }

    /// Makes one output.
    ///
    /// # Errors
    /// The template fails, or a source changed since it was read.
    pub fn render(&self, prepared: Prepared<'_>) -> Result<Rendered, Failed> {
        let done = |bytes: Vec<u8>| Ok(Rendered { bytes, reads: Vec::new() });
        let output = prepared.output;
        if let Some((template, context)) = prepared.page {
            return self.lend(|renderer| self.page(renderer, &template, context, output));
        }
        match &output.recipe {
            Recipe::Page(_) => unreachable!("a page is prepared with its context"),
            Recipe::Sitemap(sitemap) => done(sitemap.text(&self.library.stage()).into_bytes()),
            Recipe::Feed(feed) => done(feed.write(&self.library.stage(), |id| self.shared_body(id))?.into_bytes()),
            Recipe::Wire(wire) => {
                let stage = self.library.stage();
                let body = wire.story(&stage).map(|id| self.plain_body(id)).transpose()?;
                done(wire.write(&stage, body.as_deref()).into_bytes())
            }
            Recipe::Text(text) => done(text.clone().into_bytes()),
            Recipe::Asset { path, .. } => match self.library.theme.assets.get(path) {
                Some(asset) => done(asset.bytes.to_vec()),
                None => Err(Box::new(Diagnostic::error(codes::FILE_CHANGED, format!("assets/{path} is gone")))),
            },
            Recipe::Copy { source, contents } => {
                let bytes = self.world.read(source).map_err(|error| changed(&Span::file(source), &error.to_string()))?;
                if Fingerprint::of_bytes(&bytes) != *contents {
                    return Err(changed(&Span::file(source), "it was saved while the site was being built"));
                }
                done(bytes.to_vec())
            }
        }
    }

    /// Lends a renderer; makes one when all are in use.
    fn lend<T>(&self, work: impl FnOnce(&mut Renderer) -> T) -> T {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut renderer = idle.unwrap_or_else(|| {
            let notebook = Notebook::new(Arc::clone(&self.desk));
            let mut tera = self.tera.clone();
            functions::register(&mut tera, &notebook);
            filters::register(&mut tera, &notebook);
            let tera = Arc::new(tera);
            notebook.belongs_to(&tera);
            Renderer { tera, notebook, room: 16 * 1024 }
        });
        let value = work(&mut renderer);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(renderer);
        value
    }

    fn page(&self, renderer: &mut Renderer, template: &str, context: Context<'_>, output: &Output) -> Result<Rendered, Failed> {
        renderer.notebook.begin(context.language.as_str(), &context.site);
        let address = Permalink::of(&output.path);
        let notebook = renderer.notebook.clone();
        let failed = |error: tera::Error| {
            let error = notebook.failure().unwrap_or(error);
            let told = errors::of_rendering(&error, &self.library.theme, address.as_str(), output.origin.as_ref());
            Box::new(told)
        };
        let values = self.values(renderer, context, &failed)?;
        let mut bytes = Vec::with_capacity(renderer.room);
        renderer.tera.render_to(template, &values, &mut bytes).map_err(failed)?;
        renderer.room = (bytes.len() + bytes.len() / 8).min(MOST_ROOM);
        Ok(Rendered { bytes, reads: renderer.notebook.end() })
    }

    /// Makes the body's HTML, and puts it where the template looks for it.
    fn values(
        &self,
        renderer: &Renderer,
        context: Context<'_>,
        failed: &dyn Fn(tera::Error) -> Failed,
    ) -> Result<tera::Context, Failed> {
        if let Some(body) = &context.body {
            let content = self.body(renderer, body, &context, failed)?;
            context.content.get_or_init(|| content);
        }
        let (content, shown) = (context.content.get(), context.body.as_ref().map(|body| body.shown));
        let mut values = tera::Context::new();
        for (name, entry) in &context.entries {
            let value = match (content, shown) {
                (Some(content), Some(Shown::Under(under))) if under == *name => with_content(entry.view().value(), content),
                _ => entry.view().value(),
            };
            values.insert_value(*name, value);
        }
        if let (Some(content), Some(Shown::Alone)) = (content, shown) {
            values.insert_value("content", content.value());
        }
        Ok(values)
    }

    fn body(
        &self,
        renderer: &Renderer,
        body: &BodyUse<'_>,
        context: &Context<'_>,
        failed: &dyn Fn(tera::Error) -> Failed,
    ) -> Result<Html, Failed> {
        let options = self.library.project.config.markdown(context.language);
        let has_own_markup = self.has_own_markup;
        let drawing =
            Drawing { body, tera: &renderer.tera, notebook: &renderer.notebook, has_own_markup, failed: RefCell::default() };
        let lead_in = body.lead_in.as_deref();
        let draft = source::draft(&*self.world, body.file, body.source);
        let html = match draft.and_then(|draft| draft.fill(&options, lead_in, &drawing)) {
            Some(html) => html,
            None => self.with_document(body, |document| markdown::render(document, &options, lead_in, &drawing))?,
        };
        match drawing.failed.into_inner() {
            Some(error) => Err(failed(error)),
            None => Ok(Html(html)),
        }
    }

    /// Reads the text of a body again, which must be the one that was parsed.
    pub(super) fn with_document<T>(&self, body: &BodyUse<'_>, make: impl FnOnce(&Document<'_>) -> T) -> Result<T, Failed> {
        let span = Span::file(body.file);
        let bytes = self.world.read(body.file).map_err(|error| changed(&span, &error.to_string()))?;
        let text = text_of(&bytes, body.file).map_err(Box::new)?;
        let start = Some(body.start).filter(|_| Fingerprint::of_bytes(&bytes) == body.source);
        let Some(text) = start.and_then(|start| text.get(start..)) else {
            return Err(changed(&span, "it was saved while the site was being built"));
        };
        Ok(make(&Document { file: body.file, text, offset: body.start }))
    }

    /// Lets go of what was kept for the next page, when there is none.
    pub fn rest(&self) {
        self.desk.drawn.clear();
        self.desk.answers.clear();
        self.bodies.clear();
        self.library.views.rest();
    }
}

/// What the renderers of a library share.
fn desk(library: &Arc<Library>) -> Arc<Desk> {
    let (answers, drawn, dates) = (Answers::new(), Recent::new(drawn::KEPT), Recent::new(filters::DATES));
    Arc::new(Desk { library: Arc::clone(library), answers, drawn, dates })
}

fn with_content(value: Value, content: &Html) -> Value {
    match value.into_map() {
        Some(mut map) => {
            map.insert("content".into(), content.value());
            Value::from(map)
        }
        None => content.value(),
    }
}

fn changed(span: &Span, why: &str) -> Failed {
    let told = Diagnostic::error(codes::FILE_CHANGED, format!("{} could not be read again: {why}", span.file)).at(span.clone());
    Box::new(told.help("build again when the file is saved"))
}

fn escape(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    if !needs_escape(text) {
        return out.write_all(text.as_bytes());
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    escape_text(text, &mut escaped);
    out.write_all(escaped.as_bytes())
}
