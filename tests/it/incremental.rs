//! The property that carries the product: a build that starts from an older one equals a clean build, bytes and
//! findings, after any edits and after days passing; and the number of threads never shows.

use super::newsroom::{PLAIN, noon};
use newsprint::base::{Diagnostics, OutputPath};
use newsprint::build::{self, Build, Edition, Older};
use newsprint::config::Options;
use newsprint::output::{Entry, MemorySink, Sink};
use newsprint::world::{MemoryWorld, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// A paper in which everything refers to everything.
const PAPER: &str = r##"
--- content/articles/2025/flood.md
+++
title = "River crests"
date = 2025-05-30T09:00:00
author = ["dana-kim", "Yolanda Pruitt"]
section = "city"
topics = ["river", "housing"]
dateline = "SACRAMENTO"
image = { src = "photo.png", alt = "The river" }
+++
The river rose. See [the vote](vote.md#what-it-costs) and [the list](/corrections/).
--- content/articles/2025/vote.md
+++
title = "Council votes"
date = 2025-05-31
author = "dana-kim"
section = "city"
topics = ["housing"]
[[corrections]]
date = 2025-06-01
text = "The vote was *five* to two."
+++
## What it costs

Five to two.
--- content/articles/2024/letter.md
+++
title = "A letter"
date = 2024-02-29 10:00
byline = "A reader"
kind = "letter"
section = "opinion"
+++
Dear editor, [flood](../2025/flood.md).
--- content/articles/2025/later.md
+++
title = "Tomorrow"
date = 2025-06-03T06:00:00
author = "min-ho"
topics = ["river"]
+++
It will rain.
--- content/articles/2025/old.md
+++
title = "Market today"
date = 2025-05-01
expires = 2025-06-04
section = "city"
author = "min-ho"
translation_key = "market"
aliases = ["/old/market/"]
+++
Come by.
--- content/articles/2025/old-ko.md
+++
title = "오늘의 시장"
date = 2025-05-01
lang = "ko"
author = "min-ho"
section = "city"
translation_key = "market"
+++
**시장(市場)**은 열린다.
--- content/authors/dana-kim.md
+++
name = "Dana Kim"
role = "Reporter"
email = "dana@example.org"
+++
Covers the [river](../articles/2025/flood.md).
--- content/authors/min-ho.md
+++
name = "Min-ho Park"
+++
--- content/sections/city.md
+++
title = "City"
order = 1
+++
What happens.
--- content/topics/river.md
+++
title = "The river"
+++
--- content/pages/about.md
+++
title = "About"
+++
Us. [Flood](@/articles/2025/flood.md)
--- content/front.toml
[[slot]]
zone = "lead"
article = "articles/2025/vote.md"
until = 2025-06-02T18:00:00
[[slot]]
zone = "secondary"
section = "city"
count = 2
--- data/weather.toml
temperature = 61.3
observed_at = 2025-06-01T11:00:00-07:00
--- static/robots.txt
User-agent: *
"##;

pub fn paper() -> MemoryWorld {
    let mut world = MemoryWorld::parse(PLAIN, noon());
    let more = MemoryWorld::parse(PAPER, noon());
    for path in more.paths() {
        world.write(path.as_str(), more.read(path).unwrap().to_vec());
    }
    let site = newsprint::base::ProjectPath::new("site.toml").unwrap();
    let more = "[outputs]\nwire = true\n[[feeds]]\npath = \"day.xml\"\nprofile = \"mail\"\nwindow_hours = 96\n";
    let site = format!("{}{more}", String::from_utf8(world.read(&site).unwrap().to_vec()).unwrap());
    world.write("site.toml", site);
    for (name, width) in [("photo.png", 3), ("other.png", 5)] {
        world.write(&format!("content/articles/2025/{name}"), png(width));
    }
    world
}

fn png(width: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0".to_vec();
    bytes[19] = width;
    bytes
}

/// A change that somebody makes to a file, or time passing.
#[derive(Clone, Debug)]
enum Edit {
    Replace { file: usize, from: usize, to: usize },
    Append { file: usize, text: usize },
    Remove { file: usize },
    Restore { file: usize },
    Rename { file: usize, name: usize },
    Break { file: usize },
    Picture { width: u8 },
    Hours(i64),
}

const WORDS: &[&str] = &[
    "River crests",
    "Council votes",
    "\"city\"",
    "\"opinion\"",
    "\"river\"",
    "\"housing\"",
    "dana-kim",
    "min-ho",
    "Dana Kim",
    "City",
    "2025-05-30",
    "2025-05-31",
    "2025-06-03",
    "2024-02-29",
    "rose",
    "flood.md",
    "vote.md",
    "photo.png",
    "other.png",
    "Five",
    "61.3",
    "red",
    "latest(limit=3",
    "related(id=article.id, limit=3",
    "{{ item.byline }}",
    "kind = \"letter\"",
    "kind = \"opinion\"",
    "order = 1",
    "order = 9",
    "market",
    "What it costs",
    "lang = \"ko\"",
    "lang = \"en\"",
    "story",
    "stories",
    "count = 2",
    "count = 1",
    "zone = \"lead\"",
    "zone = \"strip\"",
    "broadsheet",
    "SACRAMENTO",
    "The river",
    "Come by",
    "It will rain",
    "열린다",
    "kind = \"letter\"\nnoindex = true",
    "order = 1\nnoindex = true",
    "\"market\"\nnoindex = true",
    "\"market\"\nupdated = 2025-06-01",
    "\"market\"\ncanonical = \"https://elsewhere.example.org/\"",
    "\"market\"\nunlisted = true",
];

const LINES: &[&str] = &[
    "\nMore was said.\n",
    "\n[x](vote.md)\n",
    "\n## Another heading\n",
    "\n![y](other.png \"Caption. (Credit: A)\")\n",
    "\n<script>alert(1)</script>\n",
    "\n[paginate]\nsection = 1\n",
    "\n[byline]\nposition = \"both\"\n",
    "\n[outputs]\ndays = false\n",
    "\n# a comment\n",
    "{# a comment #}",
    "\n[languages.ko]\nprefix = \"ko\"\n",
    "\n[^1]\n\n[^1]: note\n",
    "\n[masthead]\nweather = \"file\"\n",
    "\n[robots]\nai = \"deny\"\n",
    "\n[sitemaps]\nletters = true\n",
    "\n[outputs]\nsitemaps = false\n",
];

fn any_edit() -> impl Strategy<Value = Edit> {
    let file = 0..64usize;
    prop_oneof![
        6 => (file.clone(), 0..WORDS.len(), 0..WORDS.len()).prop_map(|(file, from, to)| Edit::Replace { file, from, to }),
        3 => (file.clone(), 0..LINES.len()).prop_map(|(file, text)| Edit::Append { file, text }),
        1 => file.clone().prop_map(|file| Edit::Remove { file }),
        2 => file.clone().prop_map(|file| Edit::Restore { file }),
        1 => (file.clone(), 0..4usize).prop_map(|(file, name)| Edit::Rename { file, name }),
        1 => file.prop_map(|file| Edit::Break { file }),
        1 => (1..9u8).prop_map(|width| Edit::Picture { width }),
        2 => (-48..96i64).prop_map(Edit::Hours),
    ]
}

impl Edit {
    fn apply(&self, world: &mut MemoryWorld) {
        let original = paper();
        let names: Vec<String> = original.paths().map(ToString::to_string).collect();
        let read = |world: &MemoryWorld, name: &str| {
            let file = newsprint::base::ProjectPath::new(name).unwrap();
            world.read(&file).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        match *self {
            Edit::Replace { file, from, to } => {
                // The change is made in every file that has the word, from a random one on, so that most edits do something.
                let order = (0..names.len()).map(|at| &names[(file + at) % names.len()]);
                let hit = order
                    .filter(|name| !name.ends_with(".png"))
                    .find_map(|name| Some((name, read(world, name)?)).filter(|(_, text)| text.contains(WORDS[from])));
                if let Some((name, text)) = hit {
                    world.write(name, text.replacen(WORDS[from], WORDS[to], 1));
                }
            }
            Edit::Append { file, text } => {
                let name = &names[file % names.len()];
                if let Some(old) = read(world, name).filter(|_| !name.ends_with(".png")) {
                    world.write(name, old + LINES[text]);
                }
            }
            Edit::Remove { file } => {
                world.remove(&names[file % names.len()]);
            }
            Edit::Restore { file } => {
                let name = &names[file % names.len()];
                let path = newsprint::base::ProjectPath::new(name).unwrap();
                world.write(name, original.read(&path).unwrap().to_vec());
            }
            Edit::Rename { file, name } => {
                let from = &names[file % names.len()];
                let to = [
                    "content/articles/2025/renamed.md",
                    "content/pages/renamed.md",
                    "content/articles/sports/2023-01-02-x.md",
                    "data/x.toml",
                ][name];
                if let Some(text) = read(world, from).filter(|_| from.ends_with(".md")) {
                    world.remove(from);
                    world.write(to, text);
                }
            }
            Edit::Break { file } => {
                let name = &names[file % names.len()];
                if name.ends_with(".md") {
                    world.write(name, "+++\ntitle = broken\n");
                }
            }
            Edit::Picture { width } => world.write("content/articles/2025/photo.png", png(width)),
            Edit::Hours(hours) => world.set_now(world.now() + chrono::Duration::hours(hours)),
        }
    }
}

/// Builds into `sink`, which holds what `older` made.
fn make_into(sink: &MemorySink, world: &MemoryWorld, older: Option<&Build>) -> Build {
    let world: Arc<dyn World> = Arc::new(world.clone());
    let older = older.map(Build::lend).unwrap_or_default();
    build::build(&world, &Options::default(), older, sink, &()).unwrap()
}

fn make(world: &MemoryWorld) -> Build {
    make_into(&MemorySink::default(), world, None)
}

/// A build after which nobody asks makes the same site, keeps nothing of why, and lends nothing that could be taken up.
#[test]
fn the_last_build_keeps_no_traces() {
    let world = paper();
    let usual = make(&world);
    let shared: Arc<dyn World> = Arc::new(world.clone());
    let sink = MemorySink::default();
    let last = build::build(&shared, &Options::default(), Older { is_last: true, ..Older::default() }, &sink, &()).unwrap();
    assert_eq!((last.tree.clone(), last.rendered), (usual.tree.clone(), usual.tree.len()));
    assert!(last.traces.is_empty() && usual.traces.len() == usual.tree.len());
    let next = make_into(&sink, &world, Some(&last));
    assert_eq!((next.tree, next.rendered), (usual.tree.clone(), usual.tree.len()));
    // What an earlier build made is still taken up.
    let older = Older { is_last: true, ..usual.lend() };
    let again = build::build(&shared, &Options::default(), older, &sink, &()).unwrap();
    assert_eq!((again.tree, again.rendered), (usual.tree, 0));
}

/// The bytes of the files that a build says there are.
fn files(sink: &MemorySink, build: &Build) -> BTreeMap<OutputPath, Arc<[u8]>> {
    let mut files = sink.files();
    files.retain(|path, _| build.tree.get(path).is_some());
    files
}

/// Runs scripts of edits; after each edit, the incremental build equals the clean one. Returns how many edits were made.
fn run(scripts: u32, longest: usize) -> usize {
    let config = Config { cases: scripts, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let edits_made = std::cell::Cell::new(0);
    let built = std::cell::Cell::new(0);
    let reused = std::cell::Cell::new(0);
    let checked = runner.run(&proptest::collection::vec(any_edit(), 1..longest), |edits| {
        let mut world = paper();
        let sink = MemorySink::default();
        let mut older = make_into(&sink, &world, None);
        for edit in &edits {
            let before = world.clone();
            edit.apply(&mut world);
            edits_made.set(edits_made.get() + 1);
            let next = make_into(&sink, &world, Some(&older));
            let clean_sink = MemorySink::default();
            let clean = make_into(&clean_sink, &world, None);
            prop_assert_eq!(&next.tree, &clean.tree, "after {:?}", edit);
            prop_assert_eq!(&next.diagnostics, &clean.diagnostics, "after {:?}", edit);
            if !next.diagnostics.has_errors() {
                prop_assert!(files(&sink, &next) == files(&clean_sink, &clean), "after {:?}", edit);
                built.set(built.get() + 1);
                reused.set(reused.get() + next.tree.len() - next.rendered);
                older = next;
            } else {
                // What broke the site was told; the next edit starts from the last good one.
                world = before;
            }
        }
        Ok(())
    });
    checked.unwrap();
    // A property that never builds, or never reuses anything, would prove nothing.
    assert!(built.get() * 3 > edits_made.get(), "only {} of {} edits left a site that builds", built.get(), edits_made.get());
    assert!(reused.get() > built.get() * 5, "only {} outputs were reused in {} builds", reused.get(), built.get());
    edits_made.get()
}

/// Mostly what editors do all day: words of a headline, a line of text. Stories are the first files of the paper.
fn any_edit_of_a_story() -> impl Strategy<Value = Edit> {
    let text = ["River crests", "Council votes", "rose", "Five", "SACRAMENTO", "The river", "Come by", "It will rain", "열린다"];
    let word = move || (0..text.len()).prop_map(move |at| WORDS.iter().position(|word| *word == text[at]).unwrap_or(0));
    prop_oneof![
        6 => (0..8usize, word(), word()).prop_map(|(file, from, to)| Edit::Replace { file, from, to }),
        6 => (0..8usize, 0..LINES.len()).prop_map(|(file, text)| Edit::Append { file, text }),
        1 => any_edit(),
    ]
}

/// Which files differ between two worlds.
fn changed(before: &MemoryWorld, after: &MemoryWorld) -> BTreeSet<String> {
    let read = |world: &MemoryWorld, path: &newsprint::base::ProjectPath| world.read(path).ok();
    let all: BTreeSet<_> = before.paths().chain(after.paths()).collect();
    all.into_iter().filter(|path| read(before, path) != read(after, path)).map(ToString::to_string).collect()
}

type Outputs = BTreeMap<String, Result<Vec<u8>, String>>;

/// Every output of an edition, and everything that was found.
fn everything(edition: &Edition, mut found: Diagnostics) -> (Outputs, Vec<String>) {
    let output = |path: &newsprint::base::OutputPath| {
        let rendered = edition.render(path).expect("it is planned");
        (path.to_string(), rendered.map(|rendered| rendered.bytes).map_err(|told| format!("{told:?}")))
    };
    found.sort();
    (
        edition.plan().outputs.iter().map(|planned| output(&planned.path)).collect(),
        found.iter().map(|found| format!("{found:?}")).collect(),
    )
}

/// Runs scripts of edits; after each edit, a revised edition equals one that was prepared from nothing.
#[test]
fn a_revised_edition_equals_a_clean_one_after_any_edits() {
    let scripts = std::env::var("NEWSPRINT_EDITS").ok().and_then(|scripts| scripts.parse().ok()).unwrap_or(60);
    let config = Config { cases: scripts, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let revisions = std::cell::Cell::new(0);
    let prepare = |world: &MemoryWorld| {
        let world: Arc<dyn World> = Arc::new(world.clone());
        Edition::prepare(&world, &Options::default(), None)
    };
    let checked = runner.run(&proptest::collection::vec(any_edit_of_a_story(), 1..12), |edits| {
        let mut world = paper();
        let mut older = prepare(&world).value.expect("the paper is good");
        for edit in &edits {
            let before = world.clone();
            edit.apply(&mut world);
            let changed = changed(&before, &world);
            let clean = prepare(&world);
            let shared: Arc<dyn World> = Arc::new(world.clone());
            let is_story = |path: &String| path.starts_with("content/articles/") && path.ends_with(".md");
            let revised = Some(()).filter(|()| changed.iter().all(is_story));
            let revised = revised.and_then(|()| Edition::revise(&shared, &Options::default(), &older, &changed));
            match (revised, clean.value) {
                (Some(revised), Some(clean_edition)) => {
                    revisions.set(revisions.get() + usize::from(!changed.is_empty()));
                    let (outputs, found) = everything(&revised.value, revised.diagnostics);
                    let (clean_outputs, clean_found) = everything(&clean_edition, clean.diagnostics);
                    prop_assert_eq!(found, clean_found, "after {:?}", edit);
                    prop_assert!(outputs == clean_outputs, "after {:?}: {:?}", edit, differing(&outputs, &clean_outputs));
                    older = revised.value;
                }
                (None, Some(clean_edition)) => older = clean_edition,
                (_, None) => world = before,
            }
        }
        Ok(())
    });
    checked.unwrap();
    assert!(revisions.get() > scripts as usize, "only {} revisions in {scripts} scripts", revisions.get());
}

fn differing<T: PartialEq>(one: &BTreeMap<String, T>, other: &BTreeMap<String, T>) -> Vec<String> {
    let all: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    all.into_iter().filter(|path| one.get(*path) != other.get(*path)).cloned().collect()
}

#[test]
fn incremental_equals_clean_after_any_edits() {
    // NEWSPRINT_EDITS sets another number of edit scripts: 1,700 scripts are some ten thousand edits.
    let scripts = std::env::var("NEWSPRINT_EDITS").ok().and_then(|scripts| scripts.parse().ok()).unwrap_or(60);
    let edits = run(scripts, 12);
    println!("{edits} edits in {scripts} scripts, no difference");
}

#[test]
fn the_number_of_threads_never_shows() {
    let world = paper();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| make(&world))
    };
    let (one, many) = (with(1), with(7));
    assert!(!one.tree.is_empty());
    assert_eq!(one.tree, many.tree);
    assert_eq!(one.diagnostics, many.diagnostics);
}

/// Notes in which order files come.
#[derive(Default)]
struct InOrder(Mutex<Vec<String>>);

impl Sink for InOrder {
    fn put(&self, path: &OutputPath, _: &[u8], _: &Entry) -> std::io::Result<()> {
        self.0.lock().unwrap().push(path.to_string());
        Ok(())
    }

    fn has(&self, _: &OutputPath, _: &Entry) -> bool {
        false
    }
}

#[test]
fn files_that_show_stories_of_one_time_are_made_together_from_the_oldest() {
    let story = |slug: &str, year: u32| {
        format!(
            "--- content/articles/city/{slug}.md\n+++\ntitle = \"{slug}\"\ndate = {year}-05-30\nauthor = \"A{year}\"\n+++\nText.\n"
        )
    };
    let mut world = MemoryWorld::parse(PLAIN, noon());
    let stories = [story("zoo", 2011), story("mud", 2017), story("ant", 2024)].concat();
    let more = MemoryWorld::parse(&stories, noon());
    for path in more.paths() {
        world.write(path.as_str(), more.read(path).unwrap().to_vec());
    }
    let file = newsprint::base::ProjectPath::new("site.toml").unwrap();
    let config = String::from_utf8(world.read(&file).unwrap().to_vec()).unwrap();
    world.write("site.toml", format!("{config}\n[permalinks]\narticle = \"/:section/:slug/\"\n"));
    let (world, sink): (Arc<dyn World>, _) = (Arc::new(world), InOrder::default());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| build::build(&world, &Options::default(), Older::default(), &sink, &()).unwrap());
    let made = sink.0.into_inner().unwrap();
    let turn = |path: &str| made.iter().position(|made| made == path).unwrap_or_else(|| panic!("no {path} in {made:?}"));
    let mut before = None;
    for (slug, year) in [("zoo", 2011), ("mud", 2017), ("ant", 2024)] {
        let of_year = [
            format!("city/{slug}/index.html"),
            format!("{year}/05/index.html"),
            format!("{year}/05/30/index.html"),
            format!("authors/a{year}/index.html"),
        ];
        let turns = of_year.map(|path| turn(&path));
        assert!(turns.iter().min().copied() > before, "{year} in {made:?}");
        before = turns.into_iter().max();
    }
    assert!(Some(turn("index.html")) > before, "the front page shows the newest: {made:?}");
}

#[test]
fn a_body_that_changes_renders_one_page_and_the_feeds_that_hold_it_and_its_lists_stay() {
    let mut world = paper();
    let sink = MemorySink::default();
    let first = make_into(&sink, &world, None);
    let file = newsprint::base::ProjectPath::new("content/articles/2025/vote.md").unwrap();
    let text = String::from_utf8(world.read(&file).unwrap().to_vec()).unwrap();
    world.write(file.as_str(), text + "\nAnd another thing.\n");
    let second = make_into(&sink, &world, Some(&first));
    assert_eq!(
        second.rendered, 15,
        "the page, its item on the wire, four feeds in three formats and a partner's: cards show no bodies"
    );
    let same = make_into(&sink, &world, Some(&second));
    assert_eq!(same.rendered, 0);
    assert_eq!(same.tree, second.tree);
}

#[test]
fn a_site_at_another_address_is_made_anew_without_parsing_anything() {
    let world = paper();
    let first = make(&world);
    let options = Options { base_url: Some("http://127.0.0.1:1313/paper/".into()), ..Options::default() };
    let world: Arc<dyn World> = Arc::new(world);
    let build = |older| {
        let sink = MemorySink::default();
        let build = build::build(&world, &options, older, &sink, &()).unwrap();
        (sink.files(), build)
    };
    let (clean_files, clean) = build(Older::default());
    let (files, next) = build(Older { sources: first.lend().sources, ..Older::default() });
    assert_eq!(next.edition.as_ref().unwrap().sources().parsed, 0);
    assert!(files == clean_files && next.diagnostics == clean.diagnostics);
}

#[test]
fn no_story_is_revised_alone_when_pages_show_another_day_or_another_weather() {
    let mut world = paper();
    let file = |name: &str| newsprint::base::ProjectPath::new(name).unwrap();
    let text = |world: &MemoryWorld, name: &str| String::from_utf8(world.read(&file(name)).unwrap().to_vec()).unwrap();
    let story = "content/articles/2025/vote.md";
    let began = noon() + chrono::Duration::days(700);
    let site = text(&world, "site.toml");
    for (table, data, hours) in [
        ("date = \"build\"\nweather = \"off\"", "", 13),
        ("weather = \"file\"", "temperature = 60\nobserved_at = 2027-05-02T11:30:00-07:00\n", 3),
        ("weather = \"file\"", "temperature = 60\nobserved_at = 2027-05-02T13:30:00-07:00\n", 2),
    ] {
        world.set_now(began);
        world.write("site.toml", format!("{site}\n[masthead]\n{table}\n"));
        world.write("data/weather.toml", data);
        let shared: Arc<dyn World> = Arc::new(world.clone());
        let older = Edition::prepare(&shared, &Options::default(), None).value.unwrap();
        world.write(story, text(&world, story) + "\nMore.\n");
        let is_revised = |world: &MemoryWorld| {
            let shared: Arc<dyn World> = Arc::new(world.clone());
            Edition::revise(&shared, &Options::default(), &older, &BTreeSet::from([story.to_owned()])).is_some()
        };
        world.set_now(began + chrono::Duration::minutes(5));
        assert!(is_revised(&world), "{table}");
        world.set_now(began + chrono::Duration::hours(hours));
        assert!(!is_revised(&world), "{table}");
    }
}
