//! The command line as an editor meets it: exit statuses, the ledger, `list`, `why`, `new`, `config`, `explain`.

use super::output_folder::{Paper, paper};
use std::process::Output;

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", out(output)))
}

fn newsroom() -> Paper {
    let paper = paper();
    let story = |name: &str, header: &str| {
        paper.write(
            &format!("content/articles/{name}.md"),
            &format!("+++\ntitle = \"{name}\"\nauthor = \"X\"\n{header}\n+++\nText.\n"),
        );
    };
    story("draft", "date = 2025-05-01\ndraft = true");
    story("scheduled", "date = 2031-03-01T06:00:00\nstatus = \"scheduled\"");
    story("embargoed", "date = 2025-05-01\nembargo = 2031-04-01T10:00:00");
    story("expired", "date = 2025-05-01\nexpires = 2025-05-20");
    story("killed", "date = 2025-05-01\nstatus = \"killed\"");
    paper
}

#[test]
fn exit_statuses_are_those_of_the_contract() {
    let paper = paper();
    assert_eq!(paper.run(&["build"]).status.code(), Some(0));
    assert_eq!(paper.run(&["biuld"]).status.code(), Some(2));
    paper.write("content/articles/b.md", "no header");
    assert_eq!(paper.run(&["build"]).status.code(), Some(1));
    paper.write("content/articles/b.md", "+++\ntitle = \"B\"\ndate = 2025-01-01\nauthor = \"X\"\n+++\n");
    paper.write("blocked", "a file where a folder would be needed");
    assert_eq!(paper.run(&["build", "-d", "blocked/public"]).status.code(), Some(3));
    let empty = tempfile::tempdir().unwrap();
    let output = paper.run(&["build", "-s", empty.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("newsprint new site"), "{}", err(&output));
}

#[test]
fn the_ledger_counts_every_story() {
    let paper = newsroom();
    let said = paper.build();
    for part in [
        "1 story published",
        "1 scheduled",
        "1 under embargo",
        "1 in draft",
        "1 expired",
        "1 taken down",
        "build again 2031-03-01 06:00",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let all = json(&paper.run(&["build", "--format", "json"]));
    assert_eq!(
        (&all["published"], &all["scheduled"], &all["next_due"], &all["written"]),
        (&1.into(), &1.into(), &"2031-03-01T06:00:00-08:00".into(), &0.into())
    );
    assert!(all["diagnostics"].is_array());
}

#[test]
fn list_shows_what_is_where() {
    let paper = newsroom();
    for (which, name) in [
        ("drafts", "draft"),
        ("scheduled", "scheduled"),
        ("scheduled", "embargoed"),
        ("expired", "expired"),
        ("published", "articles/a.md"),
        ("all", "killed"),
    ] {
        assert!(out(&paper.run(&["list", which])).contains(name), "{which}");
    }
    assert!(!out(&paper.run(&["list", "drafts"])).contains("expired"));
    let all = json(&paper.run(&["list", "--format", "json"]));
    assert_eq!(all.as_array().unwrap().len(), 6);
}

#[test]
fn why_answers_for_every_state_and_for_addresses() {
    let paper = newsroom();
    for (asked, part) in [
        ("content/articles/a.md", "is on the site: https://courier.example.org/2025/05/30/a/"),
        ("content/articles/draft.md", "is a draft"),
        ("content/articles/scheduled.md", "is scheduled for 2031-03-01 06:00 (America/Los_Angeles)"),
        ("content/articles/embargoed.md", "under embargo until 2031-04-01 10:00"),
        ("content/articles/expired.md", "expired at 2025-05-20"),
        ("content/articles/killed.md", "was taken down"),
        ("https://courier.example.org/2025/05/30/a/", "content/articles/a.md is on the site"),
        ("/2025/05/30/a", "content/articles/a.md is on the site"),
        ("/2031/03/01/scheduled/", "is scheduled for"),
        ("/authors/x/", "the author `x`"),
        ("/archive/", "the archive"),
    ] {
        let output = paper.run(&["why", asked]);
        assert!(output.status.success() && out(&output).contains(part), "{asked}: {}{}", out(&output), err(&output));
    }
    for (asked, part) in [
        ("/nowhere/", "nothing on the site stands at"),
        ("content/articles/drafft.md", "did you mean content/articles/draft.md?"),
        ("/2025/05/30/aa/", "nothing on the site"),
    ] {
        let output = paper.run(&["why", asked]);
        assert!(output.status.code() == Some(1) && out(&output).contains(part), "{asked}: {}", out(&output));
    }
    paper.write("content/articles/broken.md", "+++\ntitle = “x”\n+++\n");
    let output = paper.run(&["why", "content/articles/broken.md"]);
    assert!(
        out(&output).contains("has errors") && err(&output).contains("typographic quote"),
        "{}{}",
        out(&output),
        err(&output)
    );
    assert_eq!(json(&paper.run(&["why", "content/articles/draft.md", "--format", "json"]))["status"], "draft");
}

#[test]
fn new_starts_things_and_overwrites_nothing() {
    let paper = paper();
    let made = paper.run(&["new", "article", "The \"flood\" of 한인타운", "--author", "Dana Kim", "--section", "city"]);
    assert!(made.status.success(), "{}", err(&made));
    let path = out(&made).trim().to_owned();
    assert!(path.ends_with("the-flood-of-한인타운.md"), "{path}");
    assert_eq!(paper.run(&["new", "article", "The flood of 한인타운"]).status.code(), Some(2), "it exists already");
    for args in [["new", "author", "Min-ho Park"], ["new", "page", "About us"], ["new", "policy", "ethics"]] {
        assert!(paper.run(&args).status.success());
    }
    let said = paper.build();
    assert!(said.contains("1 in draft"), "{said}");
    assert!(paper.tree().contains_key("authors/min-ho-park/index.html") && paper.tree().contains_key("about-us/index.html"));
    assert!(paper.run(&["build", "-D", "-q"]).status.success());
}

#[test]
fn a_new_theme_extends_another_and_looks_like_it() {
    let paper = paper();
    let made = paper.run(&["new", "theme", "Our Look"]);
    assert!(made.status.success() && out(&made).trim().ends_with("themes/our-look"), "{}", err(&made));
    paper.write("site.toml", "title = \"X\"\nbase_url = \"https://x.org/\"\ntimezone = \"UTC\"\ntheme = \"our-look\"\n");
    let built = paper.run(&["build", "--strict"]);
    assert!(built.status.success(), "{}", err(&built));
    for name in ["our-look", "broadsheet", "bulletin"] {
        assert_eq!(paper.run(&["new", "theme", name]).status.code(), Some(2), "{name} exists already");
    }
    let wrong = paper.run(&["new", "theme", "other", "--extends", "broadshet"]);
    assert!(wrong.status.code() == Some(2) && err(&wrong).contains("bulletin"), "{}", err(&wrong));
}

#[test]
fn a_new_site_builds_without_a_word_of_warning() {
    let paper = paper();
    let made =
        paper.run(&["new", "site", "mine", "--title", "Our \"Town\" Courier", "--timezone", "Asia/Seoul", "--city", "Mapo"]);
    assert!(made.status.success(), "{}", err(&made));
    let built = paper.run(&["build", "-s", "mine", "--strict"]);
    assert!(built.status.success() && err(&built).is_empty(), "{}", err(&built));
    assert_eq!(paper.run(&["new", "site", "mine"]).status.code(), Some(2), "it is not empty");
    let wrong = paper.run(&["new", "site", "other", "--timezone", "Asia/Seol"]);
    assert!(wrong.status.code() == Some(2) && err(&wrong).contains("Asia/Seoul"));
}

#[test]
fn config_says_where_each_value_comes_from() {
    let paper = paper();
    let said = out(&paper.run(&["config", "--base-url", "https://x.org/"]));
    for part in [
        "timezone = \"America/Los_Angeles\"",
        "# site.toml:3",
        "# --base-url",
        "paginate.section = 25",
        "# default",
        "permalinks.article = \"/:year/:month/:day/:slug/\"",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn findings_are_printed_for_people_and_for_machines() {
    let paper = paper();
    paper.write(
        "content/articles/b.md",
        "+++\ntitle = \"강이 넘쳤다\"\ndate = 2025-05-30\ndatline = \"X\"\nauthor = \"X\"\n+++\n",
    );
    let human = err(&paper.run(&["build"]));
    let picture = "warning[front-matter/unknown-key]: unknown key `datline`\n --> content/articles/b.md:4:1\n  |\n4 | datline = \"X\"\n  | ^^^^^^^\n  |\n  = help: did you mean `dateline`?\n";
    assert!(human.contains(picture), "{human}");
    let github = out(&paper.run(&["build", "--format", "github"]));
    assert!(github.contains("::warning file=content/articles/b.md,line=4,col=1,title=front-matter/unknown-key::unknown key `datline` (did you mean `dateline`?)"), "{github}");
    let machine = json(&paper.run(&["build", "--format", "json"]));
    let found = machine["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .find(|found| found["code"] == "front-matter/unknown-key")
        .unwrap()
        .clone();
    assert_eq!((&found["place"]["line"], &found["severity"]), (&4.into(), &"warning".into()));
    assert_eq!(paper.run(&["build", "--strict"]).status.code(), Some(1));
    assert!(err(&paper.run(&["build", "-q"])).is_empty());
}

#[test]
fn control_characters_of_files_never_reach_the_terminal() {
    let paper = paper();
    paper.write(
        "content/articles/b.md",
        "+++\ntitle = \"x\"\ndate = 2025-05-30\n\"\\u001b[31mred\\u0007\" = 1\nauthor = \"\\u001b]8;;x\"\n+++\n",
    );
    let output = paper.run(&["build", "-v"]);
    let all = out(&output) + &err(&output);
    assert!(!all.contains('\u{1b}') && !all.contains('\u{7}'), "{all:?}");
}

#[test]
fn every_code_is_explained_and_a_slip_is_caught() {
    let paper = paper();
    for (code, _) in newsprint::base::codes::ALL {
        let output = paper.run(&["explain", code.name()]);
        assert!(output.status.success() && out(&output).len() > 60, "{code}");
    }
    let wrong = paper.run(&["explain", "front-matter/unknown-kye"]);
    assert!(wrong.status.code() == Some(2) && err(&wrong).contains("did you mean `front-matter/unknown-key`?"));
}

#[test]
fn completions_and_the_manual_are_printed() {
    let paper = paper();
    assert!(out(&paper.run(&["completions", "bash"])).contains("newsprint"));
    assert!(out(&paper.run(&["man"])).contains(".TH newsprint"));
    for alias in [["build", "--destination", "out1"], ["build", "--output-dir", "out2"]] {
        assert!(paper.run(&alias).status.success());
        assert!(paper.path().join(alias[2]).join("index.html").exists());
    }
}

#[test]
fn watching_builds_again_when_a_file_changes() {
    use std::io::{BufRead, BufReader};
    let paper = paper();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_newsprint"))
        .current_dir(paper.path())
        .args(["build", "--watch"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut seen = Vec::new();
    for line in lines.map_while(Result::ok) {
        let is_ready = line.starts_with("watching");
        let is_done = line.contains("made");
        seen.push(line);
        if is_ready {
            paper.write("content/articles/a.md", "+++\ntitle = \"Changed\"\ndate = 2025-05-30\nauthor = \"X\"\n+++\nNew text.\n");
        }
        if is_done {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(String::from_utf8_lossy(&paper.tree()["2025/05/30/a/index.html"].0).contains("New text."), "{seen:?}");
    assert!(seen.iter().any(|line| line.contains("a.md")), "{seen:?}");
}

#[test]
fn files_that_hosts_and_advertisers_ask_for_are_copied() {
    let paper = paper();
    let security = "Contact: mailto:desk@example.org\n";
    for (path, text) in [
        ("static/.well-known/security.txt", security),
        ("static/ads.txt", "ads.example.org, 1, DIRECT\n"),
        ("static/.secret/key.txt", "hidden"),
        ("static/img/.well-known/key.txt", "hidden"),
    ] {
        paper.write(path, text);
    }
    paper.build();
    let public = paper.path().join("public");
    assert_eq!(std::fs::read_to_string(public.join(".well-known/security.txt")).unwrap(), security);
    assert_eq!(std::fs::read_to_string(public.join("ads.txt")).unwrap(), "ads.example.org, 1, DIRECT\n");
    assert!(!public.join(".secret").exists() && !public.join("img").exists(), "no other hidden folder is published");
}

#[test]
fn the_ledger_says_when_the_news_grow_old() {
    let paper = paper();
    let say = |now: &str, format: &str| {
        let output = paper.run(&["build", "--now", now, "--format", format]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    paper.write("content/articles/b.md", "+++\ntitle = \"B\"\ndate = 2025-05-31T09:00:00\nauthor = \"X\"\n+++\nText.\n");
    let said = say("2025-05-31 10:00", "human");
    let words = "the news sitemap holds 2 stories; the first is older than two days on Sunday, June 1, at 0:00: build again then";
    assert!(said.contains(words) && said.contains("build again 2025-06-01 00:00"), "{said}");
    let said = say("2025-06-01 10:00", "human");
    let words = "the news sitemap holds 1 story; it is older than two days on Monday, June 2, at 9:00: build again then";
    assert!(said.contains(words), "{said}");
    let all: serde_json::Value = serde_json::from_str(&say("2025-06-01 10:00", "json")).unwrap();
    assert_eq!(
        (&all["news_sitemap"]["stories"], &all["news_sitemap"]["stale"]),
        (&1.into(), &"2025-06-02T09:00:00-07:00".into())
    );
    assert_eq!((&all["next_due"], &all["written"]), (&"2025-06-02T09:00:00-07:00".into(), &0.into()));
    let all: serde_json::Value = serde_json::from_str(&say("2025-06-02 09:00", "json")).unwrap();
    assert_eq!(
        (&all["news_sitemap"], &all["next_due"], &all["written"]),
        (&serde_json::Value::Null, &serde_json::Value::Null, &1.into())
    );
    let explained = paper.run(&["why", "/sitemaps/2025-05.xml"]);
    assert!(String::from_utf8_lossy(&explained.stdout).contains("is the sitemap of 2025-05"));
}

/// Puts a program called `curl` into a folder of its own.
#[cfg(unix)]
fn fake_curl(paper: &Paper, script: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    paper.write("bin/curl", script);
    let file = paper.path().join("bin/curl");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    paper.path().join("bin")
}

#[cfg(unix)]
#[test]
fn a_ping_prints_what_it_would_send_and_sends_by_curl_when_told_to() {
    let paper = newsroom();
    let ping = |path: &std::path::Path, args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_newsprint"));
        command.current_dir(paper.path()).arg("ping").args(args).env("PATH", path).output().unwrap()
    };
    let nowhere = paper.path().join("nowhere");
    let without = ping(&nowhere, &[]);
    assert_eq!(without.status.code(), Some(2));
    assert!(err(&without).contains("[websub] hub = "), "{}", err(&without));

    let site = std::fs::read_to_string(paper.path().join("site.toml")).unwrap();
    paper.write("site.toml", &format!("{site}\n[websub]\nhub = \"https://hub.example.org/?a=1&b=2\"\n"));
    let said = out(&ping(&nowhere, &[]));
    assert!(said.lines().count() >= 3, "{said}");
    assert!(said.contains(
        "curl --fail --silent --show-error --data hub.mode=publish --data-urlencode \
         hub.url=https://courier.example.org/feed.xml -- 'https://hub.example.org/?a=1&b=2'\n"
    ));
    assert!(!said.contains("authors/"), "feeds that name no hub are not told: {said}");
    let listed = json(&ping(&nowhere, &["--format", "json"]));
    assert_eq!((&listed["sent"], listed["feeds"].as_array().unwrap().len()), (&false.into(), said.lines().count()));

    let missing = ping(&nowhere, &["--send"]);
    assert_eq!(missing.status.code(), Some(3));
    assert!(err(&missing).contains("there is no `curl` on this machine"), "{}", err(&missing));

    let bin = fake_curl(&paper, "#!/bin/sh\necho \"$@\" >> bin/sent\n");
    let sent = ping(&bin, &["--send"]);
    assert_eq!(sent.status.code(), Some(0), "{}", err(&sent));
    let calls = std::fs::read_to_string(paper.path().join("bin/sent")).unwrap();
    assert_eq!(calls.lines().count(), said.lines().count());
    assert!(
        calls.contains("--data hub.mode=publish --data-urlencode hub.url=https://courier.example.org/atom.xml -- https://hub")
    );

    let bin = fake_curl(&paper, "#!/bin/sh\necho refused >&2\nexit 22\n");
    let refused = ping(&bin, &["--send"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(err(&refused).contains("refused") && err(&refused).contains("was not told of https://courier.example.org/"));
}
