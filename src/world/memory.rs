//! A world in memory, and its one-string form: what tests, documentation and importers build sites from.
//!
//! The form is `--- path` lines, each followed by the file's text.

use super::{Found, Kind, World};
use crate::base::{Fingerprint, ProjectPath};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// Files by path, and a clock that stands still.
#[derive(Clone)]
pub struct MemoryWorld {
    files: BTreeMap<ProjectPath, Arc<Vec<u8>>>,
    now: DateTime<Utc>,
}

impl MemoryWorld {
    /// Starts empty, at `now`.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { files: BTreeMap::new(), now }
    }

    /// Reads the one-string form; the blanks that all lines begin with are taken off.
    pub fn parse(text: &str, now: DateTime<Utc>) -> Self {
        let mut world = Self::new(now);
        let margin = text.lines().filter(|line| !line.trim().is_empty()).map(indentation).min().unwrap_or(0);
        let mut file: Option<(String, String)> = None;
        for line in text.lines() {
            let line = line.get(margin..).unwrap_or("");
            match line.strip_prefix("--- ") {
                Some(path) => {
                    world.add(file.replace((path.trim().to_owned(), String::new())));
                }
                None => {
                    if let Some((_, text)) = &mut file {
                        text.push_str(line);
                        text.push('\n');
                    }
                }
            }
        }
        world.add(file);
        world
    }

    fn add(&mut self, file: Option<(String, String)>) {
        if let Some((path, text)) = file {
            self.write(&path, text.into_bytes());
        }
    }

    /// Puts a file there, or replaces it.
    ///
    /// # Panics
    /// When `path` leaves the project: a mistake of the caller's.
    pub fn write(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        let path = ProjectPath::new(path).expect("a fixture's path stays in the project");
        self.files.insert(path, bytes.into().into());
    }

    /// Takes a file away; returns whether it was there.
    pub fn remove(&mut self, path: &str) -> bool {
        ProjectPath::new(path).is_some_and(|path| self.files.remove(&path).is_some())
    }

    /// Sets the clock.
    pub fn set_now(&mut self, now: DateTime<Utc>) {
        self.now = now;
    }

    /// Returns the paths of all files.
    pub fn paths(&self) -> impl Iterator<Item = &ProjectPath> {
        self.files.keys()
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

impl World for MemoryWorld {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        let found = |(path, bytes): (&ProjectPath, &Arc<Vec<u8>>)| Found {
            path: path.clone(),
            kind: Kind::File,
            size: bytes.len() as u64,
            stamp: u128::from_le_bytes(Fingerprint::of_bytes(bytes).bytes()),
            touched: 0,
        };
        Ok(self.files.iter().filter(|(path, _)| path.as_str() == folder || path.below(folder).is_some()).map(found).collect())
    }

    fn read(&self, file: &ProjectPath) -> io::Result<Arc<Vec<u8>>> {
        let missing = || io::Error::new(io::ErrorKind::NotFound, format!("{file}: no such file"));
        self.files.get(file).cloned().ok_or_else(missing)
    }

    fn now(&self) -> DateTime<Utc> {
        self.now
    }
}
