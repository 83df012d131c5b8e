//! The store on disk: whatever becomes of it, of the sources and of the output folder, a build with it makes what a clean
//! build makes; and it spares the work.

use super::incremental;
use super::output_folder::{Paper, paper};
use chrono::{DateTime, Duration, Utc};
use newsprint::base::{Fingerprint, OutputPath};
use newsprint::build::{self, Build, Counts, Older, Remembered, Standing, Store};
use newsprint::config::Options;
use newsprint::output::{Folder, MemorySink};
use newsprint::world::{AskedWorld, DiskWorld, World};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use walkdir::WalkDir;

/// A paper on disk, built as by processes that follow each other.
struct Press {
    folder: tempfile::TempDir,
    program: Fingerprint,
    now: DateTime<Utc>,
    options: Options,
    /// Whether the last build needed no model.
    stood: std::cell::Cell<bool>,
}

/// What one build did.
#[derive(Debug, PartialEq, Eq)]
struct Done {
    parsed: usize,
    rendered: usize,
    written: usize,
}

const NOTHING: Done = Done { parsed: 0, rendered: 0, written: 0 };

impl Press {
    /// The paper in which everything refers to everything; its files are as old as those of a real one.
    fn new() -> Self {
        let memory = if Path::new("/dev/shm").is_dir() { PathBuf::from("/dev/shm") } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(memory).unwrap();
        let (world, now) = (incremental::paper(), super::newsroom::noon());
        let press =
            Self { folder, program: Fingerprint::of_bytes(b"program"), now, options: Options::default(), stood: false.into() };
        for path in world.paths() {
            press.write(path.as_str(), &world.read(path).unwrap());
        }
        std::thread::sleep(std::time::Duration::from_millis(60));
        press
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn replace(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} has `{from}`");
        self.write(name, text.replacen(from, to, 1).as_bytes());
    }

    fn world(&self) -> Arc<dyn World> {
        Arc::new(DiskWorld::new(self.folder.path(), Some(self.now)))
    }

    /// Builds into a folder of the paper with the store, and compares with a clean build; returns what was done.
    #[track_caller]
    fn build_into(&self, output: &str) -> Done {
        let (world, output) = (self.world(), self.path(output));
        let mut store = Store::open(self.folder.path(), self.program);
        let mut folder = Folder::open(&output, self.folder.path()).unwrap();
        let asked = Arc::new(AskedWorld::new(Arc::clone(&world), store.began()));
        let standing = store.standing(&*world, &asked, &self.options, &mut folder);
        let remembered = store.load(&*world);
        let folder = folder.knowing(&remembered.stamps);
        let asked_world: Arc<dyn World> = asked.clone();
        let mut build = build::build(&asked_world, &self.options, remembered.lend(), &folder, &()).unwrap();
        let clean = MemorySink::default();
        let expected = build::build(&world, &self.options, Older::default(), &clean, &()).unwrap();
        if let Some(standing) = &standing {
            assert_eq!(standing.findings, expected.diagnostics);
            assert_eq!(standing.counts, Counts::of(expected.edition.as_ref().unwrap(), expected.tree.len()));
        }
        assert_eq!(build.diagnostics, expected.diagnostics);
        assert_eq!(build.tree, expected.tree);
        assert!(!build.diagnostics.has_errors(), "{:?}", build.diagnostics);
        let (written, stamps) = folder.commit(&build.tree).unwrap();
        let files: BTreeMap<String, Vec<u8>> =
            clean.files().into_iter().map(|(path, bytes): (OutputPath, _)| (path.to_string(), bytes.to_vec())).collect();
        let there = read_all(&output, |name| name != ".newsprint-manifest");
        let differing: Vec<_> = files.keys().chain(there.keys()).filter(|path| files.get(*path) != there.get(*path)).collect();
        assert!(differing.is_empty(), "{differing:?}");
        let parsed = build.edition.as_ref().unwrap().sources().parsed;
        let done = Done { parsed, rendered: build.rendered, written: written.written };
        self.stood.set(standing.is_some());
        assert!(standing.is_none() || done == NOTHING, "it was said that nothing changed: {done:?}");
        let standing = Standing::of(&build, build.edition.as_ref().unwrap(), &asked);
        build.tree = Default::default();
        store.save(&Remembered { stamps, ..Remembered::of(build, standing) }).unwrap();
        done
    }

    #[track_caller]
    fn build(&self) -> Done {
        self.build_into("public")
    }

    /// All bytes of the store, to be put back later.
    fn stored(&self) -> BTreeMap<String, Vec<u8>> {
        read_all(&self.path(".newsprint/store"), |_| true)
    }

    fn put_back(&self, stored: &BTreeMap<String, Vec<u8>>) {
        fs::remove_dir_all(self.path(".newsprint/store")).unwrap();
        fs::create_dir(self.path(".newsprint/store")).unwrap();
        stored.iter().for_each(|(name, bytes)| self.write(&format!(".newsprint/store/{name}"), bytes));
    }
}

fn read_all(folder: &Path, wanted: impl Fn(&str) -> bool) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| !entry.file_type().is_dir()) {
        let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        if wanted(&name) {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

fn set_modified(path: &Path, time: SystemTime) {
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

const STORY: &str = "content/articles/2025/vote.md";
/// What an edit of its text costs: its page, its item on the wire, the feeds of the paper, of its section, topic and author in
/// three formats, and a partner's.
const EDIT: Done = Done { parsed: 1, rendered: 15, written: 15 };
const PAGE: &str = "public/2025/05/31/vote/index.html";

#[test]
fn a_second_process_does_nothing_and_one_edit_costs_one_page_and_its_feeds() {
    let press = Press::new();
    let first = press.build();
    assert!(first.parsed > 10 && first.rendered > 20 && first.written == first.rendered, "{first:?}");
    std::thread::sleep(std::time::Duration::from_millis(60));
    assert_eq!(press.build(), NOTHING);
    assert!(press.stood.get());
    let stored = press.stored();
    assert_eq!(press.build(), NOTHING);
    assert_eq!(press.stored(), stored, "a build that changes nothing writes nothing");
    press.replace(STORY, "Five to two.", "Five to two.\n\nIt was a long night.");
    assert_eq!(press.build(), EDIT);
    assert!(!press.stood.get());
    assert_eq!(press.build(), NOTHING);
    assert!(press.stood.get(), "what was saved and written a moment ago is compared by contents");
}

#[test]
fn a_file_of_any_kind_that_changed_is_noticed() {
    let press = Press::new();
    press.write("templates/own.html", b"<p>");
    press.write("static/note.txt", b"a note");
    press.build();
    let check = |what: &str| {
        press.build();
        assert!(!press.stood.get(), "{what}");
        press.build();
        assert!(press.stood.get(), "after {what}");
    };
    press.write("content/articles/2025/new.md", b"+++\ntitle = \"New\"\ndate = 2025-05-30\nauthor = \"X\"\n+++\nNew.\n");
    check("a new story");
    fs::rename(press.path("content/articles/2025/new.md"), press.path("content/articles/2024/new.md")).unwrap();
    check("a story in another folder");
    press.write("templates/own.html", b"<b>");
    check("a template");
    press.write("templates/other.html", b"<b>");
    check("a new template");
    press.replace("themes/plain/templates/article.html", "<", "<!-- other -->\n<");
    check("a file of the theme");
    press.write("content/pages/new.txt", b"nothing that is read");
    std::thread::sleep(std::time::Duration::from_millis(60));
    check("a file beside pages");
    let time = fs::metadata(press.path("static/note.txt")).unwrap().modified().unwrap();
    press.write("static/vote.txt", b"a vote");
    set_modified(&press.path("static/vote.txt"), time);
    fs::rename(press.path("static/vote.txt"), press.path("static/note.txt")).unwrap();
    check("another file with the size and the time of the old one");
    press.replace("site.toml", "title", "# a comment\ntitle");
    check("site.toml");
    press.replace("data/weather.toml", "61.3", "61.4");
    check("data");
    press.write("themes/own/theme.toml", b"");
    press.build();
    assert!(press.stood.get(), "nobody asks for a theme that is not in use");
}

#[test]
fn every_file_of_the_site_is_looked_at() {
    let press = Press::new();
    press.build();
    std::thread::sleep(std::time::Duration::from_millis(60));
    press.build();
    let pages = read_all(&press.path("public"), |name| name != ".newsprint-manifest");
    for (at, (name, bytes)) in pages.iter().enumerate() {
        let path = press.path("public").join(name);
        match at % 3 {
            0 => fs::remove_file(&path).unwrap(),
            1 => press.write(&format!("public/{name}"), &vec![b'x'; bytes.len()]),
            _ => set_modified(&path, SystemTime::UNIX_EPOCH + std::time::Duration::from_hours(400_000)),
        }
        press.build();
        assert!(!press.stood.get(), "{name}");
        if at % 5 == 0 {
            press.build();
            assert!(press.stood.get(), "after {name}");
        }
    }
}

fn clean(press: &Press) -> Build {
    build::build(&press.world(), &press.options, Older::default(), &MemorySink::default(), &()).unwrap()
}

/// How long the preview waits before it looks at the clock.
fn wait(press: &Press, now: DateTime<Utc>) -> Option<std::time::Duration> {
    clean(press).edition.unwrap().moment().wait(now)
}

#[test]
fn a_build_stands_until_the_next_moment_that_matters() {
    let mut press = Press::new();
    press.replace("site.toml", "title", "# as it is\ntitle");
    press.build();
    let due = {
        let build = clean(&press);
        Counts::of(build.edition.as_ref().unwrap(), build.tree.len()).next_due.unwrap().instant()
    };
    let seconds = |count| Some(std::time::Duration::from_secs(count));
    assert_eq!(wait(&press, due - Duration::seconds(3)), seconds(3));
    assert_eq!(wait(&press, due + Duration::seconds(3)), seconds(0));
    assert_eq!(wait(&press, due - Duration::seconds(3600)), seconds(60));
    let began = press.now;
    let mut at = |now: DateTime<Utc>| {
        press.now = now;
        press.build();
        press.stood.get()
    };
    assert!(at(due - Duration::seconds(1)), "one second before");
    assert!(!at(due), "the moment itself");
    assert!(at(due), "the same moment again");
    assert!(!at(due - Duration::seconds(1)), "the clock was set back");
    assert!(!at(began), "and further");
    assert!(at(began + Duration::milliseconds(1)));
}

#[test]
fn a_masthead_with_the_day_stands_until_midnight() {
    let mut press = Press::new();
    let site = fs::read_to_string(press.path("site.toml")).unwrap();
    press.write("site.toml", format!("{site}\n[masthead]\ndate = \"build\"\nweather = \"off\"\n").as_bytes());
    press.now = chrono::DateTime::parse_from_rfc3339("2027-03-01T22:00:00-08:00").unwrap().into();
    assert!(wait(&press, press.now).is_some(), "midnight comes by itself");
    press.build();
    press.now += Duration::minutes(119);
    press.build();
    assert!(press.stood.get());
    press.now += Duration::minutes(1);
    assert!(press.build().rendered > 0 && !press.stood.get());
}

#[test]
fn other_options_another_folder_and_another_program_are_another_build() {
    let mut press = Press::new();
    press.build();
    for options in [
        Options { drafts: true, ..Options::default() },
        Options { future: true, ..Options::default() },
        Options { expired: true, ..Options::default() },
        Options { skip_broken: true, ..Options::default() },
        Options { base_url: Some("https://example.net/".into()), ..Options::default() },
        Options::default(),
    ] {
        press.options = options;
        press.build();
        assert!(!press.stood.get(), "{:?}", press.options);
        press.build();
        assert!(press.stood.get(), "{:?}", press.options);
    }
    press.options.now = Some(press.now.to_rfc3339());
    press.build();
    assert!(press.stood.get(), "the same moment, however it is given");
    press.build_into("other");
    assert!(!press.stood.get());
    press.build();
    assert!(!press.stood.get(), "the store knows one folder");
    press.program = Fingerprint::of_bytes(b"another program");
    press.build();
    assert!(!press.stood.get());
}

#[test]
fn days_pass_and_pass_back() {
    let mut press = Press::new();
    press.build();
    let hours = [18, 24, 24, 12, -24, 24 * 400, -24 * 402];
    let rendered: Vec<usize> = hours
        .into_iter()
        .map(|hours| {
            press.now += Duration::hours(hours);
            let done = press.build();
            assert_eq!(done.parsed, 0, "the clock is in no file");
            done.rendered
        })
        .collect();
    assert!(rendered.iter().any(|count| *count > 0), "stories come and go: {rendered:?}");
}

#[test]
fn a_checkout_with_other_times_is_read_and_not_parsed() {
    let press = Press::new();
    press.replace(STORY, "Five to two.", "Five to two.\n\nIt was a long night.");
    press.build();
    for (name, bytes) in read_all(&press.path("content"), |_| true) {
        let path = press.path("content").join(name);
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        set_modified(&path, SystemTime::UNIX_EPOCH + std::time::Duration::from_hours(400_000));
    }
    assert_eq!(press.build(), NOTHING);
    press.replace(STORY, "a long night", "a late night");
    set_modified(&press.path(STORY), SystemTime::UNIX_EPOCH + std::time::Duration::from_hours(400_000));
    assert_eq!(press.build(), EDIT, "same size and time, and yet another text");
}

#[test]
fn whatever_is_done_to_the_paper_it_is_as_a_clean_build_makes_it() {
    let mut press = Press::new();
    press.build();
    let before = press.stored();
    fs::rename(press.path(STORY), press.path("content/articles/2024/moved.md")).unwrap();
    press.replace("content/articles/2025/flood.md", "vote.md#what-it-costs", "../2024/moved.md");
    press.replace("content/front.toml", "2025/vote.md", "2024/moved.md");
    press.build();
    press.replace("site.toml", "title", "# a comment\ntitle");
    press.build();
    press.write("templates/article.html", b"<p>{{ article.title }} {{ content | safe }}");
    press.build();
    fs::remove_file(press.path("templates/article.html")).unwrap();
    press.build();
    press.write("static/robots.txt", b"User-agent: x\n");
    press.replace("data/weather.toml", "61.3", "61.4");
    press.build();
    fs::remove_file(press.path("content/articles/2025/later.md")).unwrap();
    press.build();
    let branch = press.stored();
    press.put_back(&before);
    press.build();
    press.put_back(&branch);
    press.options.drafts = true;
    press.build();
    press.options.base_url = Some("https://example.com/below/".into());
    press.build();
    press.options = Options::default();
    press.program = Fingerprint::of_bytes(b"another program");
    let done = press.build();
    assert!(done.parsed > 5, "another program believes nothing: {done:?}");
}

#[test]
fn what_is_done_to_the_output_folder_is_mended() {
    let press = Press::new();
    press.build();
    press.build();
    fs::remove_file(press.path(PAGE)).unwrap();
    assert_eq!(press.build(), Done { parsed: 0, rendered: 1, written: 1 });
    let page = fs::read(press.path(PAGE)).unwrap();
    fs::write(press.path(PAGE), vec![b'x'; page.len()]).unwrap();
    assert_eq!(press.build(), Done { parsed: 0, rendered: 1, written: 1 });
    fs::write(press.path(PAGE), &page).unwrap();
    assert_eq!(press.build(), NOTHING, "written again with the same bytes");
    fs::remove_file(press.path(PAGE)).unwrap();
    fs::create_dir(press.path(PAGE)).unwrap();
    assert_eq!(press.build().written, 1);
    fs::remove_dir_all(press.path("public")).unwrap();
    let done = press.build();
    assert!(done.parsed == 0 && done.written > 20, "{done:?}");
    assert!(press.build_into("other").written > 20);
    assert_eq!(press.build(), NOTHING, "the first folder is still right");
    fs::remove_dir_all(press.path("public")).unwrap();
    fs::rename(press.path("other"), press.path("public")).unwrap();
    assert_eq!(press.build(), NOTHING, "so is this one");
    fs::remove_file(press.path("public/.newsprint-manifest")).unwrap();
    fs::remove_dir_all(press.path("public")).unwrap();
    fs::create_dir(press.path("public")).unwrap();
    press.build();
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

#[test]
fn a_damaged_store_changes_nothing_but_the_time() {
    let press = Press::new();
    press.build();
    std::thread::sleep(std::time::Duration::from_millis(60));
    press.build();
    let stored = press.stored();
    let names: Vec<&String> = stored.keys().collect();
    assert!(names.len() >= 4, "{names:?}");
    let mut random = Random(2_463_534_242);
    let mut cases: Vec<(String, Option<Vec<u8>>)> = names.iter().map(|name| ((*name).clone(), None)).collect();
    let standing = names.iter().find(|name| name.starts_with("b-")).unwrap();
    for (name, step) in [("index", 1), (standing.as_str(), 4)] {
        for at in (0..stored[name].len()).step_by(step) {
            let mut bytes = stored[name].clone();
            bytes[at] ^= 1 << random.below(8);
            cases.push((name.to_owned(), Some(bytes)));
        }
    }
    for _ in 0..150 {
        let name = names[random.below(names.len())];
        let mut bytes = stored[name].clone();
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.extend_from_slice(b"more"),
            2 => bytes = stored[names[random.below(names.len())]].clone(),
            _ => bytes[at] ^= 1 << random.below(8),
        }
        cases.push((name.clone(), Some(bytes)));
    }
    for (at, (name, bytes)) in cases.into_iter().enumerate() {
        press.put_back(&stored);
        match bytes {
            Some(bytes) => press.write(&format!(".newsprint/store/{name}"), &bytes),
            None => fs::remove_file(press.path(&format!(".newsprint/store/{name}"))).unwrap(),
        }
        if name == **standing {
            press.build();
            assert!(!press.stood.get(), "of a damaged file nothing is believed");
            press.put_back(&stored);
        }
        let (from, to) = if at % 2 == 0 { ("Five to two.", "Two to five.") } else { ("Two to five.", "Five to two.") };
        press.replace(STORY, from, to);
        press.build();
        assert_eq!(press.build(), NOTHING, "the store is whole again");
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_links_and_without_a_store_the_build_goes_on() {
    use std::os::unix::fs::symlink;
    let press = Press::new();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("mine"), "mine").unwrap();
    symlink(elsewhere.path(), press.path(".newsprint")).unwrap();
    press.build();
    assert_eq!(read_all(elsewhere.path(), |_| true).len(), 1, "a linked folder is left alone");
    fs::remove_file(press.path(".newsprint")).unwrap();
    press.build();
    for name in ["store/index.new", "lock", "store/index"] {
        fs::remove_file(press.path(".newsprint").join(name)).ok();
        symlink(elsewhere.path().join("mine"), press.path(".newsprint").join(name)).unwrap();
        press.replace(STORY, "to", "TO");
        press.build();
        assert_eq!(fs::read_to_string(elsewhere.path().join("mine")).unwrap(), "mine", "{name}");
        fs::remove_file(press.path(".newsprint/lock")).ok();
    }
    fs::remove_dir_all(press.path(".newsprint")).unwrap();
    fs::write(press.path(".newsprint"), "a file").unwrap();
    press.build();
}

fn said(paper: &Paper, args: &[&str]) -> (Option<i32>, String) {
    let output = paper.run(args);
    let all = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), all)
}

#[test]
fn the_command_line_keeps_the_store_and_does_without() {
    let paper = paper();
    assert_eq!(paper.run(&["build", "--no-cache"]).status.code(), Some(0));
    assert!(!paper.path().join(".newsprint").exists());
    paper.build();
    assert!(fs::read_to_string(paper.path().join(".newsprint/.gitignore")).unwrap().contains("*\n"));
    let json = |args: &[&str]| -> serde_json::Value {
        serde_json::from_slice(&paper.run(&[args, &["--format", "json"]].concat()).stdout).unwrap()
    };
    paper.build();
    assert_eq!(json(&["build"])["rendered"], 0);
    assert!(json(&["build", "--no-cache"])["rendered"].as_u64().unwrap() > 3);
    let (code, all) = said(&paper, &["build", "--verify-incremental"]);
    assert!(code == Some(0) && all.contains("a clean build makes the same"), "{all}");
    assert_eq!(paper.run(&["build", "--no-cache", "--verify-incremental"]).status.code(), Some(2));
    let empty = tempfile::tempdir().unwrap();
    paper.run(&["build", "-s", empty.path().to_str().unwrap()]);
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0, "no paper, no store");
}

#[test]
fn verifying_names_what_a_clean_build_makes_otherwise() {
    let paper = paper();
    let page = paper.path().join("public/2025/05/30/a/index.html");
    std::thread::sleep(std::time::Duration::from_millis(60));
    paper.build();
    std::thread::sleep(std::time::Duration::from_millis(60));
    // What this one finds as it was is known by its looks from then on.
    paper.run(&["build", "--verify-incremental"]);
    // Size, time and inode forged: the one thing that the stamps of the output folder cannot see.
    let (bytes, time) = (fs::read(&page).unwrap(), fs::metadata(&page).unwrap().modified().unwrap());
    fs::write(&page, vec![b'x'; bytes.len()]).unwrap();
    set_modified(&page, time);
    let (code, all) = said(&paper, &["build", "--verify-incremental"]);
    assert!(code == Some(1) && all.contains("cache/difference") && all.contains("2025/05/30/a/index.html"), "{all}");
    paper.write("content/articles/b.md", "no header");
    let (code, all) = said(&paper, &["build", "--verify-incremental"]);
    assert!(code == Some(1) && !all.contains("cache/difference"), "{all}");
}
