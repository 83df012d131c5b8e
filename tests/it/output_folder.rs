//! The output folder on a real disk: owned, whole, and never touched without need.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use super::newsroom::PLAIN;
use newsprint::base::OutputPath;
use newsprint::output::{Entry, Folder, Sink};
use walkdir::WalkDir;

pub struct Paper {
    pub folder: tempfile::TempDir,
}

/// A small paper on disk.
pub fn paper() -> Paper {
    let folder = tempfile::tempdir().unwrap();
    let mut file: Option<PathBuf> = None;
    for line in PLAIN.lines() {
        if let Some(path) = line.strip_prefix("--- ") {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
            file = Some(path);
        } else if let Some(path) = &file {
            let text = fs::read_to_string(path).unwrap();
            fs::write(path, format!("{text}{line}\n")).unwrap();
        }
    }
    let paper = Paper { folder };
    paper.write("content/articles/a.md", "+++\ntitle = \"A\"\ndate = 2025-05-30\nauthor = \"X\"\n+++\nText.\n");
    paper
}

impl Paper {
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsprint"));
        command.current_dir(self.path()).args(args).env_remove("SOURCE_DATE_EPOCH");
        command.output().unwrap()
    }

    #[track_caller]
    pub fn build(&self) -> String {
        let output = self.run(&["build"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub fn tree(&self) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
        let mut found = BTreeMap::new();
        let public = self.path().join("public");
        for entry in WalkDir::new(&public).into_iter().map(Result::unwrap).filter(|entry| !entry.file_type().is_dir()) {
            let name = entry.path().strip_prefix(&public).unwrap().to_str().unwrap().to_owned();
            found.insert(name, (fs::read(entry.path()).unwrap(), entry.metadata().unwrap().modified().unwrap()));
        }
        found
    }
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_second_build_touches_no_file() {
    let paper = paper();
    paper.build();
    let first = paper.tree();
    let said = paper.build();
    assert_eq!(paper.tree(), first);
    assert!(said.contains("0 written"), "{said}");
}

#[test]
fn what_is_gone_from_the_sources_is_gone_from_the_site_and_nothing_else() {
    let paper = paper();
    paper.write("content/articles/b.md", "+++\ntitle = \"B\"\ndate = 2024-01-01\nauthor = \"Y\"\n+++\n");
    paper.build();
    assert!(paper.tree().contains_key("2024/01/01/b/index.html"));
    paper.write("public/mine.txt", "not yours");
    fs::remove_file(paper.path().join("content/articles/b.md")).unwrap();
    paper.build();
    let tree = paper.tree();
    assert!(!tree.keys().any(|path| path.starts_with("2024") || path.starts_with("authors/y")), "{:?}", tree.keys());
    assert!(tree.contains_key("mine.txt") && !paper.path().join("public/2024").exists());
}

#[test]
fn a_file_that_somebody_changed_is_mended() {
    let paper = paper();
    paper.build();
    paper.write("public/index.html", "defaced");
    paper.build();
    assert!(String::from_utf8_lossy(&paper.tree()["index.html"].0).contains("<title>"));
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_untouched() {
    let paper = paper();
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("thesis.doc"), "precious").unwrap();
    for target in [other.path().to_str().unwrap(), ".", "/", "content", "content/articles", "..", "themes/x"] {
        let output = paper.run(&["build", "-d", target]);
        assert_eq!(output.status.code(), Some(2), "{target}: {}", text(&output));
        assert!(text(&output).contains("nothing was touched"), "{}", text(&output));
    }
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_refused_wherever_they_are() {
    use std::os::unix::fs::symlink;
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("secret.md"), "+++\ntitle = \"CANARY\"\ndate = 2025-01-01\n+++\n").unwrap();
    for place in [
        "content/articles/link.md",
        "static/link.txt",
        "templates/link.html",
        "content/articles/folder",
        "themes/plain/templates/link.html",
    ] {
        let paper = paper();
        let link = paper.path().join(place);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        let target = if place.ends_with("folder") { secret.path().to_path_buf() } else { secret.path().join("secret.md") };
        symlink(target, &link).unwrap();
        let output = paper.run(&["build"]);
        assert_eq!(output.status.code(), Some(1), "{place}: {}", text(&output));
        assert!(text(&output).contains("symbolic link"), "{}", text(&output));
    }
    let paper = paper();
    symlink(secret.path(), paper.path().join("public")).unwrap();
    assert_eq!(paper.run(&["build"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_pipe_does_not_stop_the_build() {
    let paper = paper();
    let made = Command::new("mkfifo").arg(paper.path().join("content/articles/pipe.md")).status().unwrap();
    assert!(made.success());
    assert!(text(&paper.run(&["build"])).contains("pipe"));
}

#[test]
fn an_interrupted_run_is_finished_or_forgotten_by_the_next() {
    let paper = paper();
    paper.build();
    let whole = paper.tree();
    // A run that died before its journal was sealed.
    paper.write(".public.newsprint-staging/files/index.html", "half");
    paper.write(".public.newsprint-staging/journal", "newsprint journal 2\nmove index.html\ndelete 404.html\n");
    paper.build();
    assert_eq!(paper.tree(), whole);
    assert!(!paper.path().join(".public.newsprint-staging").exists());
}

#[test]
fn a_sealed_journal_is_carried_out_with_the_manifest_that_it_names_and_not_without() {
    let paper = paper();
    paper.build();
    let manifest = fs::read_to_string(paper.path().join("public/.newsprint-manifest")).unwrap();
    let mark = |text: &str| newsprint::base::Fingerprint::of_bytes(text.as_bytes());
    for (waiting, is_carried_out) in [("another", false), (&*manifest, true)] {
        let steps = format!("newsprint journal 2\nmove extra/index.html\nmanifest {}\n", mark(&manifest));
        paper.write(".public.newsprint-staging/files/extra/index.html", "extra");
        paper.write(".public.newsprint-staging/manifest", waiting);
        paper.write(".public.newsprint-staging/journal", &format!("{steps}sealed {}\n", mark(&steps)));
        paper.build();
        assert_eq!(paper.path().join("public/extra/index.html").exists(), is_carried_out, "{waiting}");
        assert!(!paper.path().join(".public.newsprint-staging").exists());
    }
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let paper = paper();
    let start = || Command::new(env!("CARGO_BIN_EXE_newsprint")).current_dir(paper.path()).arg("build").output();
    let codes: Vec<i32> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..6).map(|_| scope.spawn(start)).collect();
        runs.into_iter().map(|run| run.join().unwrap().unwrap().status.code().unwrap()).collect()
    });
    assert!(codes.iter().all(|code| [0, 3].contains(code)) && codes.contains(&0), "{codes:?}");
    let after = paper.tree();
    paper.build();
    assert_eq!(paper.tree(), after);
}

#[test]
fn zone_locale_and_threads_of_the_machine_never_show() {
    let bytes = |zone: &str, threads: &str| {
        let paper = paper();
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsprint"));
        command
            .current_dir(paper.path())
            .args(["build", "--now", "2025-06-01T12:00:00Z", "-j", threads])
            .env("TZ", zone)
            .env("LANG", "ko_KR.UTF-8");
        assert!(command.output().unwrap().status.success());
        paper.tree().into_iter().map(|(path, (bytes, _))| (path, bytes)).collect::<BTreeMap<_, _>>()
    };
    let first = bytes("Asia/Seoul", "1");
    for (zone, threads) in [("UTC", "2"), ("Pacific/Apia", "8"), ("bogus", "3")] {
        assert_eq!(bytes(zone, threads), first, "{zone}");
    }
}

#[test]
fn a_build_with_errors_leaves_the_last_good_site() {
    let paper = paper();
    paper.build();
    let good = paper.tree();
    paper.write("content/articles/b.md", "+++\ntitle = \"B\n+++\n");
    let output = paper.run(&["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("the last good site stays as it is"));
    assert_eq!(paper.tree(), good);
    assert!(!paper.path().join(".public.newsprint-staging").exists(), "nothing is left lying about");
}

#[test]
fn a_build_that_is_killed_at_any_moment_is_completed_by_the_next() {
    let paper = paper();
    let write_all = |edition: usize| {
        for index in 0..60 {
            let text = format!(
                "+++\ntitle = \"Story {index} {edition}\"\ndate = 2025-05-{:02}\nauthor = \"X{}\"\n+++\n{}\n",
                index % 28 + 1,
                index % 7,
                "Text. ".repeat(200)
            );
            paper.write(&format!("content/articles/s{index}.md"), &text);
        }
    };
    let bytes = || paper.tree().into_iter().map(|(path, (bytes, _))| (path, bytes)).collect::<BTreeMap<_, _>>();
    write_all(0);
    paper.build();
    for round in 1..16_usize {
        write_all(round);
        let mut child =
            Command::new(env!("CARGO_BIN_EXE_newsprint")).current_dir(paper.path()).args(["build", "-q"]).spawn().unwrap();
        // Spread over the time that a build takes, without a clock to depend on: each round waits a little longer.
        std::thread::sleep(std::time::Duration::from_millis((round * 7 % 60) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        paper.build();
        let after = bytes();
        assert!(!paper.path().join(".public.newsprint-staging").exists());
        fs::remove_dir_all(paper.path().join("public")).unwrap();
        paper.build();
        assert_eq!(bytes(), after, "round {round}");
    }
}

#[test]
fn a_strangers_file_in_the_folder_is_not_replaced() {
    let paper = paper();
    paper.build();
    paper.write("public/2024/01/01/b/index.html", "mine");
    paper.write("content/articles/b.md", "+++\ntitle = \"B\"\ndate = 2024-01-01\nauthor = \"Y\"\n+++\n");
    let before = paper.tree();
    let output = paper.run(&["build"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(text(&output).contains("2024/01/01/b/index.html"), "{}", text(&output));
    assert_eq!(paper.tree(), before);
}

#[test]
fn a_run_after_which_nobody_asks_remembers_no_stamps() {
    let place = tempfile::tempdir().unwrap();
    let path = OutputPath::parse("a/index.html").unwrap();
    let entry = Entry::of(b"page");
    let stamps = |folder: Folder| {
        folder.put(&path, b"page", &entry).unwrap();
        let (written, stamps) = folder.commit(&[(path.clone(), entry)].into_iter().collect()).unwrap();
        (written.written, stamps.files.len())
    };
    let open = |name: &str| Folder::open(&place.path().join(name), &place.path().join("paper")).unwrap();
    assert_eq!(stamps(open("usual")), (1, 1));
    assert_eq!(stamps(open("last").without_stamps()), (1, 0));
}
