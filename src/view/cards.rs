//! Cards: what lists show of a story, handed about as a place and a fingerprint.
//!
//! The template's value is made when a template looks at it, and forgotten when nobody did for a while: the cards of
//! a long archive are never in memory at once.

use super::article::{CardView, card_fingerprint};
use super::value::Visible;
use super::{Refs, Value};
use crate::base::{Fingerprint, Recent};
use crate::config::Project;
use crate::site::{ArticleId, Site};
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// How many cards' values are kept for the next list that shows them: about 5 kB each.
const KEPT: usize = 16 * 1024;

/// A story in a list.
#[derive(Clone)]
pub struct Card {
    id: ArticleId,
    fingerprint: Fingerprint,
    cards: Arc<Cards>,
}

impl Card {
    /// Returns what stands for the contents.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

impl Visible for Card {
    fn value(&self) -> Value {
        if let Some(value) = self.cards.made.get(&self.fingerprint) {
            return value;
        }
        let Cards { project, model, refs, .. } = &*self.cards;
        let value = CardView::of(model.article(self.id), refs, model, &project.config).value();
        self.cards.made.put(self.fingerprint, value.clone(), 1);
        value
    }
}

impl Hash for Card {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprint.hash(state);
    }
}

impl PartialEq for Card {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Eq for Card {}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card({}, {})", self.id.index(), self.fingerprint)
    }
}

/// What the cards of an edition are made of.
pub(super) struct Cards {
    project: Arc<Project>,
    model: Arc<Site>,
    refs: Arc<Refs>,
    /// Found when the first list shows a story; not those of revised ones.
    fingerprints: Arc<Vec<OnceLock<Fingerprint>>>,
    revised: BTreeMap<ArticleId, Fingerprint>,
    /// By fingerprint, so that a revised story finds no old card.
    made: Arc<Recent<Fingerprint, Value>>,
}

impl Cards {
    pub fn of(project: &Arc<Project>, model: &Arc<Site>, refs: &Arc<Refs>) -> Self {
        Self {
            project: Arc::clone(project),
            model: Arc::clone(model),
            refs: Arc::clone(refs),
            fingerprints: Arc::new((0..model.len()).map(|_| OnceLock::new()).collect()),
            revised: BTreeMap::new(),
            made: Arc::new(Recent::new(KEPT)),
        }
    }

    /// The cards of a site in which the story `id` was revised.
    pub fn revised(&self, project: &Arc<Project>, model: &Arc<Site>, id: ArticleId) -> Self {
        let mut revised = self.revised.clone();
        revised.insert(id, card_fingerprint(model.article(id), &self.refs, model));
        Self {
            project: Arc::clone(project),
            model: Arc::clone(model),
            refs: Arc::clone(&self.refs),
            fingerprints: Arc::clone(&self.fingerprints),
            revised,
            made: Arc::clone(&self.made),
        }
    }

    /// Lets go of the values of cards.
    pub fn rest(&self) {
        self.made.clear();
    }

    /// Returns the card of a story.
    pub fn card(self: &Arc<Self>, id: ArticleId) -> Card {
        let find = || card_fingerprint(self.model.article(id), &self.refs, &self.model);
        let fingerprint = self.revised.get(&id).copied();
        let fingerprint = fingerprint.unwrap_or_else(|| *self.fingerprints[id.index()].get_or_init(find));
        Card { id, fingerprint, cards: Arc::clone(self) }
    }
}

impl fmt::Debug for Cards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cards").field("count", &self.fingerprints.len()).finish_non_exhaustive()
    }
}
