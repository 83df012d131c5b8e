//! A world that remembers which files there are, and looks again only where it is told that something changed.
//!
//! Holds names and stamps, never contents. Who tells it must tell everything, or ask for a whole look.

use super::{Found, World, is_litter};
use crate::base::ProjectPath;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

/// Another world, with its listings remembered.
pub struct KeptWorld<W> {
    inner: W,
    folders: RwLock<BTreeMap<String, Vec<Found>>>,
}

impl<W: World> KeptWorld<W> {
    /// Remembers what `inner` lists.
    pub fn new(inner: W) -> Self {
        Self { inner, folders: RwLock::default() }
    }

    /// Looks again at these paths, files or whole folders; says which files are new, other or gone.
    pub fn refresh<'p>(&self, paths: impl IntoIterator<Item = &'p str>) -> BTreeSet<String> {
        let mut changed = BTreeSet::new();
        let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        for path in paths {
            for (folder, listed) in folders.iter_mut() {
                let is_whole = path == folder || is_below(folder, path);
                if is_whole {
                    if let Ok(now) = self.inner.files(folder) {
                        tell(listed, &now, &mut changed);
                        *listed = now;
                    }
                } else if is_below(path, folder) && !is_hidden(path, folder) {
                    self.splice(listed, path, &mut changed);
                }
            }
        }
        changed
    }

    /// Looks at everything again; says which files are new, other or gone.
    pub fn refresh_all(&self) -> BTreeSet<String> {
        let folders: Vec<String> = self.folders.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        self.refresh(folders.iter().map(String::as_str))
    }

    /// Returns what is listed at and below a path, if that is remembered.
    fn part(&self, path: &str) -> Option<Vec<Found>> {
        let folders = self.folders.read().unwrap_or_else(PoisonError::into_inner);
        let (_, listed) = folders.iter().find(|(folder, _)| is_below(path, folder))?;
        let from = listed.partition_point(|found| found.path.as_str() < path);
        let past = listed.partition_point(|found| found.path.as_str() < format!("{path}0").as_str());
        let is_here = |found: &&Found| found.path.as_str() == path || is_below(found.path.as_str(), path);
        Some(listed[from..past].iter().filter(is_here).cloned().collect())
    }

    /// Replaces what is listed at and below `path`.
    fn splice(&self, listed: &mut Vec<Found>, path: &str, changed: &mut BTreeSet<String>) {
        let Ok(now) = self.inner.files(path) else { return };
        let is_here = |found: &Found| found.path.as_str() == path || is_below(found.path.as_str(), path);
        // What stands at and below a path is all but neighbouring in the order: `a.md`, `a/b.md`, with `a-c.md` between.
        let from = listed.partition_point(|found| found.path.as_str() < path);
        let past = listed.partition_point(|found| found.path.as_str() < format!("{path}0").as_str());
        let old: Vec<Found> = listed[from..past].iter().filter(|found| is_here(found)).cloned().collect();
        if old == now {
            return;
        }
        tell(&old, &now, changed);
        let mut new: Vec<Found> = listed[from..past].iter().filter(|found| !is_here(found)).cloned().chain(now).collect();
        new.sort();
        listed.splice(from..past, new);
    }
}

/// Names what two listings do not share.
fn tell(old: &[Found], new: &[Found], changed: &mut BTreeSet<String>) {
    let by_path = |list: &'_ [Found]| -> BTreeMap<String, Found> {
        list.iter().map(|found| (found.path.as_str().to_owned(), found.clone())).collect()
    };
    let (old, new) = (by_path(old), by_path(new));
    changed.extend(old.iter().filter(|(path, found)| new.get(*path) != Some(found)).map(|(path, _)| path.clone()));
    changed.extend(new.into_keys().filter(|path| !old.contains_key(path)));
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn is_hidden(path: &str, folder: &str) -> bool {
    let inner = path[folder.len()..].trim_start_matches('/');
    inner.split('/').enumerate().any(|(at, name)| is_litter(name, at + 1))
}

impl<W: World> World for KeptWorld<W> {
    fn files(&self, folder: &str) -> io::Result<Vec<Found>> {
        if let Some(listed) = self.folders.read().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return Ok(listed.clone());
        }
        if let Some(listed) = self.part(folder) {
            return Ok(listed);
        }
        let listed = self.inner.files(folder)?;
        self.folders.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned(), listed.clone());
        Ok(listed)
    }

    fn read(&self, file: &ProjectPath) -> io::Result<Arc<Vec<u8>>> {
        self.inner.read(file)
    }

    fn now(&self) -> DateTime<Utc> {
        self.inner.now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::DiskWorld;
    use proptest::prelude::*;
    use std::path::Path;

    const NAMES: [&str; 9] = [
        "content/a",
        "content/a/b.md",
        "content/a.md",
        "content/a-c.md",
        "content/a/c/d.md",
        "content/a/c",
        "content/.x.md",
        "content/a/#y#",
        "data/w.toml",
    ];

    #[expect(clippy::disallowed_methods, reason = "edits a folder as an editor would")]
    fn edit(root: &Path, name: &str, text: &str) {
        let path = root.join(name);
        if text.is_empty() {
            std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir_all(&path)).ok();
        } else if name.contains('.') || name.contains('#') {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).ok();
            }
            std::fs::write(&path, text).ok();
        } else {
            std::fs::create_dir_all(&path).ok();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn after_a_look_at_what_changed_it_lists_what_the_disk_lists(
            edits in prop::collection::vec((0..NAMES.len(), "[a-c]{0,4}"), 1..30)
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let world = KeptWorld::new(DiskWorld::new(folder.path(), None));
            for top in ["content", "data"] {
                world.files(top).expect("an absent folder is empty");
            }
            for (name, text) in edits {
                edit(folder.path(), NAMES[name], &text);
                let before: Vec<_> = ["content", "data"].map(|top| world.files(top).expect("kept")).into();
                let changed = world.refresh([NAMES[name]]);
                let after: Vec<_> = ["content", "data"].map(|top| world.files(top).expect("kept")).into();
                let fresh: Vec<_> = ["content", "data"].map(|top| DiskWorld::new(folder.path(), None).files(top).expect("listed")).into();
                prop_assert_eq!(&after, &fresh);
                prop_assert_eq!(changed.is_empty(), before == after);
            }
        }
    }
}
