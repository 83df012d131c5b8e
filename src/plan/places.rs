//! Places: whether two files would stand in one, and whether one stands at an address.
//!
//! Two paths are one place if any system takes them for the same. Decides by text alone, and touches no disk.

use super::{Output, Plan, Recipe};
use crate::base::{ByHash, Diagnostic, Diagnostics, OutputPath, Permalink, arrange, codes};
use rayon::prelude::*;
use std::borrow::Cow;
use std::cmp::Ordering;

/// A path as all systems compare it, and which file it is of.
struct Key<'p> {
    /// The first bytes of the path: most comparisons end here.
    head: u128,
    folded: Cow<'p, str>,
    at: usize,
}

impl<'p> Key<'p> {
    fn of(at: usize, path: &'p OutputPath) -> Self {
        let folded = path.folded();
        Self { head: head(&folded), folded, at }
    }

    fn compare(&self, head: u128, folded: &str) -> Ordering {
        self.head.cmp(&head).then_with(|| (*self.folded).cmp(folded))
    }
}

/// The first sixteen bytes, in the order of texts; no path has a zero byte.
fn head(text: &str) -> u128 {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u128::from_be_bytes(bytes)
}

/// Puts files in the order of their paths, all but for case; refuses those in the place of one that was named before.
pub(super) fn settle(mut outputs: Vec<Output>, findings: &mut Diagnostics) -> Vec<Output> {
    let mut keys: Vec<Key<'_>> = outputs.par_iter().enumerate().map(|(at, output)| Key::of(at, &output.path)).collect();
    keys.par_sort_unstable_by(|a, b| a.compare(b.head, &b.folded).then_with(|| a.at.cmp(&b.at)));
    keys.dedup_by(|later, first| {
        let is_same = later.head == first.head && later.folded == first.folded;
        if is_same && !is_copy_of(&outputs[later.at], &outputs[first.at]) {
            findings.push(collision(&outputs[later.at], &outputs[first.at]));
        }
        is_same
    });
    for (one, other) in files_for_folders(&keys) {
        findings.push(collision(&outputs[one], &outputs[other]));
    }
    let mut order: Vec<usize> = keys.into_iter().map(|key| key.at).collect();
    let kept = order.len();
    if kept < outputs.len() {
        let mut is_kept = vec![false; outputs.len()];
        order.iter().for_each(|at| is_kept[*at] = true);
        order.extend((0..outputs.len()).filter(|at| !is_kept[*at]));
    }
    arrange(&mut outputs, order);
    outputs.truncate(kept);
    outputs
}

/// The name of a file beside stories carries the contents: two files of one name and contents are one file.
fn is_copy_of(later: &Output, first: &Output) -> bool {
    let is_beside = matches!(&later.recipe, Recipe::Copy { source, .. } if source.below("static").is_none());
    is_beside && later.path == first.path
}

/// How many keys one thread looks at before another may take over.
const TOGETHER: usize = 4096;

/// Finds files that need a folder where another file stands: each with the outermost such file.
fn files_for_folders(keys: &[Key<'_>]) -> Vec<(usize, usize)> {
    let find = |folder: &str| {
        let head = head(folder);
        keys.binary_search_by(|key| key.compare(head, folder)).ok().map(|place| keys[place].at)
    };
    let look = |some: &[Key<'_>]| {
        let mut found: Vec<(usize, usize)> = Vec::new();
        let (mut before, mut blocked) = ("", None);
        for key in some {
            let path = &*key.folded;
            let same = path.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
            // What was found of the folders that the path shares with the one before need not be asked again.
            blocked = blocked.filter(|(end, _)| *end < same);
            if blocked.is_none() {
                let folders = path.bytes().enumerate().filter(|(at, byte)| *byte == b'/' && *at >= same);
                blocked = folders.map(|(at, _)| at).find_map(|at| Some((at, find(&path[..at])?)));
            }
            found.extend(blocked.map(|(_, file)| (key.at, file)));
            before = path;
        }
        found
    };
    keys.par_chunks(TOGETHER).map(look).collect::<Vec<_>>().into_iter().flatten().collect()
}

fn collision(one: &Output, other: &Output) -> Diagnostic {
    let message = if one.path == other.path {
        format!("{} and {} would both stand at `{}`", one.what, other.what, Permalink::of(&one.path))
    } else {
        let (one_at, other_at) = (Permalink::of(&one.path), Permalink::of(&other.path));
        format!("{} (`{one_at}`) and {} (`{other_at}`) would be one file on some computers", one.what, other.what)
    };
    let (first, second) = if one.origin.is_some() { (one, other) } else { (other, one) };
    let mut told = Diagnostic::error(codes::ADDRESS_TWICE, message).at(first.origin.clone());
    if let Some(span) = &second.origin {
        told = told.label(span.clone(), "the other one");
    }
    let is_sitemap = |output: &Output| matches!(output.recipe, Recipe::Sitemap(_));
    told.help(if is_sitemap(one) || is_sitemap(other) {
        "take the file away, or do without newsprint's: [outputs] sitemaps = false"
    } else {
        "give one of them another slug, permalink or file name"
    })
}

/// The addresses at which something stands: for many questions at once.
pub(super) struct Addresses<'p>(ByHash<&'p str, ()>);

impl<'p> Addresses<'p> {
    pub fn of(plan: &'p Plan) -> Self {
        Self(ByHash::of(plan.outputs.iter().map(|output| (bare(output.path.as_str()), ())).collect()))
    }

    /// Answers as [`Plan::answers`] does.
    pub fn answer(&self, permalink: &Permalink) -> bool {
        let address = permalink.as_str().trim_start_matches('/');
        let file = address.trim_end_matches('/');
        self.0.get(bare(address)).is_some() || (!file.is_empty() && self.0.get(bare(file)).is_some())
    }
}

/// The path or address of a folder's page is that of the folder.
fn bare(path: &str) -> &str {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Outputs, What};
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn output(path: &str) -> Output {
        let path = OutputPath::parse(path).expect("a good path");
        Output { what: What::Other(path.to_string()), recipe: Recipe::Text(String::new()), origin: None, path }
    }

    /// The same in plain words: one file after the other, each looked up among those before.
    fn one_by_one(all: &[Output]) -> (Vec<OutputPath>, Diagnostics) {
        let mut kept: BTreeMap<String, &Output> = BTreeMap::new();
        let mut told = Diagnostics::new();
        for output in all {
            match kept.get(&*output.path.folded()) {
                Some(first) => told.push(collision(output, first)),
                None => {
                    kept.insert(output.path.folded().into_owned(), output);
                }
            }
        }
        for (folded, output) in &kept {
            let mut folders = folded.match_indices('/').map(|(at, _)| &folded[..at]);
            told.extend_opt(folders.find_map(|folder| kept.get(folder)).map(|file| collision(output, file)));
        }
        told.sort();
        let mut paths: Vec<OutputPath> = kept.into_values().map(|output| output.path.clone()).collect();
        paths.sort();
        (paths, told)
    }

    proptest! {
        #[test]
        fn settles_as_one_file_after_the_other_would(
            paths in prop::collection::vec("(a|A|b|é|É|a-a|ﬀ|ff)(/(a|B|b|index\\.html|a-long-name-of-a-page)){0,4}", 0..40),
            asked in prop::collection::vec("/(a|b|a-a)(/(a|b|index\\.html)){0,2}/?", 0..8),
        ) {
            let all: Vec<Output> = paths.iter().map(|path| output(path)).collect();
            let (wanted, told) = one_by_one(&all);
            let mut findings = Diagnostics::new();
            let settled = settle(all, &mut findings);
            findings.sort();
            prop_assert_eq!(findings, told);
            let plan = Plan { outputs: Outputs::of(settled) };
            prop_assert_eq!(plan.outputs.iter().map(|output| output.path.clone()).collect::<Vec<_>>(), wanted);
            for address in asked {
                let permalink = Permalink::parse(&address).expect("a good address");
                prop_assert_eq!(Addresses::of(&plan).answer(&permalink), plan.answers(&permalink), "{}", address);
            }
        }
    }
}
