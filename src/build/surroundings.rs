//! Surroundings: what a story's page may show besides its own file, as one fingerprint.
//!
//! Where they are what they were, the page of a story whose file was not parsed again is not judged: recipe and answers
//! are made from that file and these surroundings alone. Nor are lists, the archive and pages of their own: what they are
//! made from are these surroundings. They cover what other pages can see of each story's file, all other files, those that
//! can be referred to, the theme, the configuration, the outlet as pages see it at this moment, and which stories are on
//! the site. They say nothing of front pages, sitemaps, feeds and the wire, which may show more of a story, or ask the
//! clock: those are always judged by their traces.

use super::edition::Edition;
use crate::base::Fingerprint;
use crate::config::Options;
use crate::plan::{Output, Page, Recipe};

/// Stands for them.
pub(super) struct Surroundings(Fingerprint);

impl Surroundings {
    /// Takes those of an edition.
    pub fn of(edition: &Edition) -> Self {
        let (project, site) = (edition.project(), edition.site());
        // The moment is covered by what it decides.
        let options = Options { now: None, ..project.options.clone() };
        let held: Vec<_> = site.held.iter().map(|held| (&held.source.file, held.state)).collect();
        let moment = (site.len(), held, edition.views().outlet_fingerprint());
        let settings = (env!("CARGO_PKG_VERSION"), &project.config, options, edition.theme().fingerprint());
        Self(Fingerprint::of(&(settings, moment, edition.sources().seen())))
    }

    /// Returns what stands for them.
    pub fn fingerprint(&self) -> Fingerprint {
        self.0
    }

    /// Returns whether an output is made from nothing else that could be another than before.
    pub fn suffice_for(edition: &Edition, output: &Output) -> bool {
        match output.recipe {
            Recipe::Page(Page::Article(id)) => !edition.sources().is_fresh(&edition.site().article(id).source.file),
            Recipe::Page(page) => !page.asks_the_clock(),
            _ => false,
        }
    }
}
