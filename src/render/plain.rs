//! The bodies of stories as plain HTML, for feeds and the wire: made from the source read again, as pages are.
//!
//! A new story stands in a dozen feeds, each in three formats: its HTML is made once, and kept while others ask for it.

use super::Failed;
use super::engine::Engine;
use crate::base::{Fingerprint, Recent};
use crate::markdown::{Hooks, Picture, render_plain};
use crate::plan::{self, BodyUse};
use crate::site::ArticleId;
use std::sync::Arc;

/// How many bytes of HTML are kept, and how many fingerprints of stories.
const BYTES: usize = 16 << 20;
const STORIES: usize = 1 << 16;

/// What feeds have in common.
pub(super) struct Bodies {
    html: Recent<ArticleId, Arc<str>>,
    fingerprints: Recent<ArticleId, Fingerprint>,
}

impl Default for Bodies {
    fn default() -> Self {
        Self { html: Recent::new(BYTES), fingerprints: Recent::new(STORIES) }
    }
}

impl Bodies {
    pub(super) fn clear(&self) {
        self.html.clear();
        self.fingerprints.clear();
    }
}

/// Links and pictures of a body; advertising and the theme have no part in it.
struct Plain<'b>(&'b BodyUse<'b>);

impl Hooks for Plain<'_> {
    fn link(&self, destination: &str) -> Option<String> {
        self.0.links.get(destination)?.href().map(str::to_owned)
    }

    fn image(&self, source: &str) -> Option<Picture> {
        let photo = self.0.pictures.get(source)?;
        let (width, height) = photo.size.unwrap_or((0, 0));
        Some(Picture { src: photo.src.to_string(), width, height })
    }
}

impl Engine {
    /// Returns what stands for a story in feeds.
    pub(super) fn story_fingerprint(&self, id: ArticleId) -> Fingerprint {
        if let Some(known) = self.bodies.fingerprints.get(&id) {
            return known;
        }
        let fingerprint = plan::story_fingerprint(&self.library.stage(), id);
        self.bodies.fingerprints.put(id, fingerprint, 1);
        fingerprint
    }

    /// Makes the plain HTML of a story that others will ask for again.
    pub(super) fn shared_body(&self, id: ArticleId) -> Result<Arc<str>, Failed> {
        if let Some(html) = self.bodies.html.get(&id) {
            return Ok(html);
        }
        let html: Arc<str> = self.plain_body(id)?.into();
        self.bodies.html.put(id, Arc::clone(&html), html.len());
        Ok(html)
    }

    /// Makes the plain HTML of a story.
    pub(super) fn plain_body(&self, id: ArticleId) -> Result<String, Failed> {
        let stage = self.library.stage();
        let article = stage.site.article(id);
        let body = plan::plain_body(&stage, id);
        let config = &stage.project.config;
        let page = config.base_url.canonical(&article.permalink);
        self.with_document(&body, |document| {
            render_plain(document, &config.markdown(article.lang()), body.lead_in.as_deref(), &Plain(&body), &page)
        })
    }
}
