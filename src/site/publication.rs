//! Whether a story is on the site at this moment, and if not, why and until when.
//!
//! Asks the one clock of the project; knows nothing of pages.

use crate::base::{Fingerprint, When};
use crate::config::{Options, Project};
use crate::source::{ArticleFront, ArticleSource, Status};
use std::sync::Arc;

/// Whether a story is on the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// On the site.
    Published,
    /// A draft.
    Draft,
    /// Waiting for an editor.
    Review,
    /// Dated ahead.
    Scheduled(When),
    /// Under embargo.
    Embargoed(When),
    /// Its time is over.
    Expired(When),
    /// Taken down: a notice stands at its address.
    Killed,
}

impl State {
    /// Returns the word that lists print.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Scheduled(_) => "scheduled",
            Self::Embargoed(_) => "embargoed",
            Self::Expired(_) => "expired",
            Self::Killed => "killed",
        }
    }
}

/// A story that is not on the site.
#[derive(Clone, Debug)]
pub struct Held {
    /// What its file says.
    pub source: Arc<ArticleSource>,
    /// Why it is not on the site.
    pub state: State,
}

/// Judges a story.
pub(super) fn state(front: &ArticleFront, project: &Project) -> State {
    judge(front, project, &project.options)
}

/// Judges a story as the public site would, whatever the switches show.
pub fn public_state(front: &ArticleFront, project: &Project) -> State {
    judge(front, project, &Options::default())
}

fn judge(front: &ArticleFront, project: &Project, options: &Options) -> State {
    let is_ahead = |when: &When| when.instant() > project.now && !options.future;
    match front.status {
        Status::Draft if !options.drafts => return State::Draft,
        Status::Review if !options.drafts => return State::Review,
        _ => {}
    }
    if let Some(embargo) = front.embargo.filter(is_ahead) {
        return State::Embargoed(embargo.max(front.date.value));
    }
    if is_ahead(&front.date.value) {
        return State::Scheduled(front.date.value);
    }
    match front.expires {
        Some(expires) if expires.instant() <= project.now && !options.expired => State::Expired(expires),
        _ if front.status == Status::Killed => State::Killed,
        _ => State::Published,
    }
}

/// Returns when the story will appear or go without an edit.
pub(super) fn next_change(front: &ArticleFront, state: State, project: &Project) -> Option<When> {
    match state {
        State::Scheduled(when) | State::Embargoed(when) => Some(when),
        State::Published => front.expires.filter(|expires| expires.instant() > project.now),
        _ => None,
    }
}

/// The set of moments that decide what is on the site; equal sets give equal sites.
pub(super) fn earliest(all: impl IntoIterator<Item = When>) -> Option<When> {
    all.into_iter().min_by_key(|when| (when.timestamp(), Fingerprint::of(when)))
}
