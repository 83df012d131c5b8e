//! Surroundings: what a page may show besides its own file, as two fingerprints.
//!
//! Where the whole is what it was, the page of a story whose file was not parsed again is not judged: recipe and answers
//! are made from that file and these surroundings alone. Nor are lists, the archive and pages of their own, which are made
//! from these surroundings, nor feeds, the wire and sitemaps of months, of whose stories none was parsed again. They cover
//! what other pages can see of each story's file, all other files, those that can be referred to, the theme, the
//! configuration, the outlet as pages see it at this moment, and which stories are on the site. They say nothing of front
//! pages, the other sitemaps and partners' feeds, which ask the clock, or what is on front pages: those are always judged
//! by their traces.
//!
//! The frame is what is left when stories may have other headlines, decks and pictures than before: all but what cards
//! show. Where it is what it was, so is the recipe of a story's page that tells of no other edition, and only what the page
//! asked is asked again.

use super::edition::Edition;
use crate::base::{Fingerprint, stored};
use crate::config::Options;
use crate::plan::{Output, Page, Recipe};
use crate::site::{Article, ArticleId};
use rayon::prelude::*;

/// Stands for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    whole: Fingerprint,
    frame: Fingerprint,
}

stored!(struct Surroundings { whole, frame });

/// What has to be asked to know whether an output still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Nothing.
    Spared,
    /// Whether its questions have the answers that they had.
    ByAnswers,
    /// That, and whether its recipe is what it was.
    Whole,
}

impl Surroundings {
    /// Takes those of an edition; `older` are those of the build that lent the sources.
    pub(super) fn of(edition: &Edition, older: Option<Self>) -> Self {
        let (project, site) = (edition.project(), edition.site());
        // The moment is covered by what it decides.
        let options = Options { now: None, ..project.options.clone() };
        let held: Vec<_> = site.held.iter().map(|held| (&held.source.file, held.state)).collect();
        let moment = (site.len(), held, edition.views().outlet_fingerprint());
        let settings = (env!("CARGO_PKG_VERSION"), &project.config, options, edition.theme().fingerprint());
        let (stories, others) = edition.sources().seen();
        let common = Fingerprint::of(&(settings, moment, others));
        let whole = Fingerprint::of(&(common, stories));
        let frame = || Fingerprint::of(&(common, edition.views().names_fingerprint(), places(edition)));
        Self { whole, frame: older.filter(|older| older.whole == whole).map_or_else(frame, |older| older.frame) }
    }

    /// Returns whether nothing but what cards show of stories is another than it was: then most outputs are what they were.
    pub(super) fn is_like(&self, older: Option<Self>) -> bool {
        older.is_some_and(|older| older.frame == self.frame)
    }

    /// Says how an output has to be judged whose trace is of a build with the surroundings `older`.
    pub(super) fn judgement(&self, older: Option<Self>, edition: &Edition, output: &Output) -> Judgement {
        let Some(older) = older.filter(|_| self.is_like(older)) else { return Judgement::Whole };
        let is_same = older.whole == self.whole;
        let is_fresh = |id: &ArticleId| edition.sources().is_fresh(&edition.site().article(*id).source.file);
        match output.recipe {
            Recipe::Page(Page::Article(id)) if is_fresh(&id) => Judgement::Whole,
            Recipe::Page(Page::Article(_)) if is_same => Judgement::Spared,
            Recipe::Page(Page::Article(id)) if edition.site().article(id).translations.is_empty() => Judgement::ByAnswers,
            ref recipe if is_same => match recipe.stories(&edition.stage()) {
                Some(stories) if !stories.iter().any(is_fresh) => Judgement::Spared,
                _ => Judgement::Whole,
            },
            _ => Judgement::Whole,
        }
    }
}

/// Stands for where each story is, what it is filed under, and where its links lead.
fn places(edition: &Edition) -> Fingerprint {
    let place = |article: &&Article| {
        let Article { source, permalink, credits, section, topics, links, translations, is_killed, .. } = article;
        Fingerprint::of(&((&source.file, permalink, is_killed), (credits, section, topics), links, translations))
    };
    let stories: Vec<&Article> = edition.site().articles().collect();
    Fingerprint::of(&stories.par_iter().with_min_len(256).map(place).collect::<Vec<_>>())
}
