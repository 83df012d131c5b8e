//! A build where nothing changed says what the last one said, in a process of its own.
//!
//! Whether it went the short way shows in the store: who looks at no parsed source does not miss them.

use super::output_folder::{Paper, paper};
use std::fs;

/// A paper with something to tell of each kind.
fn with_findings() -> Paper {
    let paper = paper();
    paper.write(
        "content/articles/b.md",
        "+++\ntitle = \"B\"\ndate = 2025-05-29\nauthor = \"X\"\nunknown = 1\n+++\n[Nowhere](missing.md) and [there](/nothing/).\n",
    );
    paper.write("content/articles/c.md", "+++\ntitle = \"C\"\ndate = 2025-05-28\n+++\nUnsigned.\n");
    paper.write("content/articles/d.md", "+++\ntitle = \"D\"\ndate = 2025-05-28\nstatus = \"draft\"\n+++\nA draft.\n");
    paper
}

const NOW: [&str; 3] = ["build", "--now", "2025-06-01 09:00"];

/// Builds; returns what was said without what every run says anew, and whether no parsed source was missed.
#[track_caller]
fn build(paper: &Paper, more: &[&str]) -> (String, bool) {
    let store = paper.path().join(".newsprint/store");
    let parsed =
        || fs::read_dir(&store).into_iter().flatten().flatten().filter(|file| file.file_name().as_encoded_bytes()[0] == b's');
    parsed().for_each(|file| fs::remove_file(file.path()).unwrap());
    let output = paper.run(&[&NOW, more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let is_new = |line: &&str| {
        ["written", "unchanged", "rendered", "seconds"].iter().any(|word| line.contains(word)) || line.ends_with(" ms")
    };
    (all.lines().filter(|line| !is_new(line)).collect::<Vec<_>>().join("\n"), parsed().next().is_none())
}

#[test]
fn everything_is_said_again_in_every_form() {
    let paper = with_findings();
    let forms: [&[&str]; 6] =
        [&[], &["-v"], &["-q"], &["--format", "json"], &["--format", "github"], &["--skip-broken", "--drafts"]];
    for form in forms {
        fs::remove_dir_all(paper.path().join(".newsprint")).ok();
        let (first, is_short) = build(&paper, form);
        assert!(!is_short);
        let (again, is_short) = build(&paper, form);
        assert!(is_short, "{form:?}");
        assert_eq!(first, again, "{form:?}");
        assert!(first.contains("missing.md") || form == ["-q"], "{first}");
    }
    let json = paper.run(&[&NOW[..], &["--format", "json", "--skip-broken", "--drafts"]].concat()).stdout;
    let said: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!((&said["rendered"], &said["written"], &said["removed"]), (&0.into(), &0.into(), &0.into()));
    assert_eq!(said["unchanged"], said["outputs"]);
}

#[test]
fn what_one_form_said_another_says_too() {
    let paper = with_findings();
    build(&paper, &[]);
    let (short, is_short) = build(&paper, &["--format", "json"]);
    assert!(is_short, "how findings are printed is not what they are");
    fs::remove_dir_all(paper.path().join(".newsprint")).unwrap();
    assert_eq!(short, build(&paper, &["--format", "json"]).0);
}

#[test]
fn nothing_is_said_of_a_site_that_is_not_there_or_was_not_good() {
    let paper = with_findings();
    build(&paper, &[]);
    let page = paper.path().join("public/2025/05/30/a/index.html");
    let text = fs::read(&page).unwrap();
    fs::remove_file(&page).unwrap();
    assert!(!build(&paper, &[]).1);
    assert_eq!(fs::read(&page).unwrap(), text);
    fs::write(&page, vec![b'x'; text.len()]).unwrap();
    assert!(!build(&paper, &[]).1);
    assert_eq!(fs::read(&page).unwrap(), text);
    let strict = paper.run(&[&NOW[..], &["--strict"]].concat());
    assert_eq!(strict.status.code(), Some(1));
    assert_eq!(paper.run(&[&NOW[..], &["--strict"]].concat()).status.code(), Some(1));
    assert!(build(&paper, &[]).1, "a build with errors wrote nothing");
    let proven = paper.run(&[&NOW[..], &["--verify-incremental"]].concat());
    assert!(String::from_utf8_lossy(&proven.stdout).contains("a clean build makes the same"));
    fs::remove_dir_all(paper.path().join("public")).unwrap();
    assert!(!build(&paper, &[]).1);
    assert!(page.exists());
}
