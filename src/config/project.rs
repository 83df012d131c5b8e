//! A project: the configuration, what the command line adds to it, and the moment of the run.
//!
//! The clock has one door, and this is it.

use super::{Config, site_toml};
use crate::base::{DateError, Diagnostic, Diagnostics, Outcome, ProjectPath, Span, codes, parse_when};
use crate::notation::{self, Notation};
use crate::world::World;
use chrono::{DateTime, Utc};
use std::io;

/// Name of the configuration file, below the project's root.
pub const SITE_TOML: &str = "site.toml";

/// What the command line decides about a build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "these are the switches of the command line")]
pub struct Options {
    /// Replaces `base_url`.
    pub base_url: Option<String>,
    /// The moment of the run, as typed; without an offset it is the outlet's time.
    pub now: Option<String>,
    /// Shows drafts and stories in review.
    pub drafts: bool,
    /// Shows what is scheduled or under embargo.
    pub future: bool,
    /// Shows what has expired.
    pub expired: bool,
    /// Takes warnings for errors.
    pub strict: bool,
    /// Leaves broken articles out and builds the rest.
    pub skip_broken: bool,
}

/// Everything that a build goes by, besides the content.
#[derive(Clone, Debug)]
pub struct Project {
    /// site.toml.
    pub config: Config,
    /// The command line.
    pub options: Options,
    /// The moment of the run.
    pub now: DateTime<Utc>,
}

/// Reads site.toml; without a usable one there is no project.
pub fn open(world: &dyn World, options: &Options) -> Outcome<Option<Project>> {
    let mut findings = Diagnostics::new();
    let file = ProjectPath::new(SITE_TOML).expect("a plain name");
    let Some(text) = read(world, &file, &mut findings) else { return Outcome::new(None, findings) };
    let table = notation::parse(&text, Notation::Toml, &file, 0).drain_into(&mut findings);
    let config = site_toml::read(table, &file, options.base_url.as_deref()).drain_into(&mut findings);
    let project = config.and_then(|config| {
        let now = moment(world, options, &config, &mut findings)?;
        Some(Project { config, options: options.clone(), now })
    });
    // A configuration with errors would show them again on every page.
    let project = if findings.has_errors() { None } else { project };
    Outcome::new(project, findings)
}

fn read(world: &dyn World, file: &ProjectPath, findings: &mut Diagnostics) -> Option<String> {
    let bytes = match world.read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            let found = match error.kind() {
                io::ErrorKind::NotFound => Diagnostic::error(codes::CONFIG_MISSING, "there is no site.toml here"),
                _ => Diagnostic::error(codes::FILE_UNREADABLE, format!("site.toml cannot be read: {error}")),
            };
            findings.push(
                found.help("go to the folder of your paper, name it with `--root DIR`, or start one: newsprint new site DIR"),
            );
            return None;
        }
    };
    match std::str::from_utf8(&bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
        Err(error) => {
            let at = error.valid_up_to();
            let found = Diagnostic::error(codes::NOT_UTF8, format!("site.toml is not UTF-8: byte {at} is no character"));
            findings.push(found.at(Span::new(file, 0, 0)).help("save the file as UTF-8"));
            None
        }
    }
}

fn moment(world: &dyn World, options: &Options, config: &Config, findings: &mut Diagnostics) -> Option<DateTime<Utc>> {
    let Some(typed) = &options.now else { return Some(world.now()) };
    match parse_when(typed, config.zone) {
        Ok(when) | Err(DateError::Doubled(when) | DateError::Skipped(when)) => Some(when.instant()),
        Err(_) => {
            let found = Diagnostic::error(codes::NOW_FORM, format!("`--now {typed}` is not a date that can be read"));
            findings.push(found.help("write `--now \"2025-06-03 06:00\"` or `--now 2025-06-03T06:00:00-07:00`"));
            None
        }
    }
}
