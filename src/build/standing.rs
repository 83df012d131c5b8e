//! A build that stands: what the next run needs to know to say that nothing changed, without a model.
//!
//! Nothing can be different if the program is the same and has the same options, if every question that the build asked of
//! the world is answered the same, if the clock has reached no moment at which the site changes by itself, and if every file
//! of the site is as it was left. In doubt, a build does not stand: then all is judged by stamps and traces.

use super::{Build, Counts, Edition};
use crate::base::{Diagnostics, Fingerprint, When, local_day, stored};
use crate::config::{self, Config, DateMode, Options};
use crate::output::{Folder, Looks};
use crate::view;
use crate::world::{AskedWorld, Questions};
use chrono::{DateTime, Datelike, Utc};
use std::time::Duration;

/// How long the clock is not looked at, at most, where a site may change by itself.
const LOOK: Duration = Duration::from_secs(60);

/// What is known of a build that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    options: Fingerprint,
    moment: Moment,
    questions: Questions,
    /// How the files of the site looked; none before they are written.
    looks: Option<Looks>,
    /// What it made …
    pub counts: Counts,
    /// … and found.
    pub findings: Diagnostics,
}

stored!(struct Standing { options, moment, questions, looks, counts, findings });

/// The time in which a site stays as it is, in seconds since 1970: it is shown in whole seconds, and every moment that an
/// author can name is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    since: i64,
    until: Option<i64>,
    /// The day, where pages show it.
    day: Option<i64>,
}

stored!(struct Moment { since, until, day });

impl Moment {
    /// Takes the one that an edition was made at.
    pub fn of(edition: &Edition) -> Self {
        let (project, site) = (edition.project(), edition.site());
        let turns = site.next_due.into_iter().chain(view::weather_turns(project, site));
        let until = turns.map(|when| When::timestamp(&when)).min();
        Self { since: project.now.timestamp(), until, day: day(&project.config, project.now) }
    }

    /// Returns whether another one, by the clock of the same paper, lies in it.
    pub fn holds(&self, config: &Config, now: DateTime<Utc>) -> bool {
        let seconds = now.timestamp();
        self.since <= seconds && self.until.is_none_or(|until| seconds < until) && self.day == day(config, now)
    }

    /// Returns how long after `now` it is worth a look whether it is over; none where only an edit ends it. A timer that runs
    /// for weeks while the computer sleeps is no good timer: at most a minute.
    pub fn wait(&self, now: DateTime<Utc>) -> Option<Duration> {
        let until = self.until.and_then(|until| DateTime::from_timestamp(until, 0));
        let wait = until.map(|until| (until - now).to_std().unwrap_or_default()).or(self.day.map(|_| LOOK))?;
        Some(wait.min(LOOK))
    }
}

fn day(config: &Config, now: DateTime<Utc>) -> Option<i64> {
    let is_shown = matches!(config.masthead.date, DateMode::Build | DateMode::Client);
    is_shown.then(|| local_day(now, config.zone).num_days_from_ce().into())
}

impl Standing {
    /// Takes what is known of a build whose questions went through `world`; nothing where the next run could not rely on it.
    pub fn of(build: &Build, edition: &Edition, world: &AskedWorld) -> Option<Self> {
        Some(Self {
            options: switches(&edition.project().options),
            moment: Moment::of(edition),
            questions: world.questions()?,
            looks: None,
            counts: Counts::of(edition, build.tree.len()),
            findings: build.diagnostics.clone(),
        })
    }

    /// Knows how the files looked when they were written.
    pub(super) fn looking(&self, looks: Looks) -> Self {
        Self { looks: Some(looks), ..self.clone() }
    }

    /// Returns whether a build with these options would be the same, and find nothing to write. What is learnt on the way helps
    /// the build that follows if not: what `world` lists is lent, and `folder` knows whether its files are as they were left.
    pub(super) fn holds(&self, world: &AskedWorld, options: &Options, folder: &mut Folder) -> bool {
        let is_same = self.options == switches(options)
            && config::open(world, options).value.is_some_and(|project| self.moment.holds(&project.config, project.now))
            && world.answers_as_before(&self.questions);
        self.looks.as_ref().is_some_and(|looks| folder.looks(looks)) && is_same
    }
}

/// Stands for what is decided on the command line, but for the moment: that is covered by what it decides.
fn switches(options: &Options) -> Fingerprint {
    Fingerprint::of(&Options { now: None, ..options.clone() })
}
