//! Bad input: each mistake has a code, a place and the thing to type; all of them in one run; nothing is written.

use super::newsroom::newsroom;

fn told(files: &str) -> super::newsroom::Site {
    newsroom(files).build()
}

fn story(header: &str) -> String {
    format!("--- content/articles/a.md\n+++\n{header}\n+++\nText.\n")
}

#[test]
fn every_mistake_is_told_in_one_run() {
    let site = told(
        "
        --- content/articles/a.md
        +++
        title = “Flood”
        +++
        --- content/articles/b.md
        +++
        title = \"B\"
        +++
        --- content/articles/c.md
        Just text.
        --- content/articles/d.md
        +++
        title = \"D\"
        date = 2025-02-30
        status = \"publish\"
        image = \"missing.jpg\"
        +++
        --- content/authors/x.md
        +++
        role = \"Editor\"
        +++
    ",
    );
    for code in ["header/syntax", "article/no-date", "header/missing", "front-matter/date", "author/no-name"] {
        site.tells(code);
    }
    assert!(site.findings().has_errors() && site.build.tree.is_empty(), "nothing is made of a site with errors");
}

#[test]
fn each_finding_says_what_to_type() {
    for (header, code, help) in [
        ("title = \"A\"\ndate = 2025-01-01\ndatline = \"X\"", "front-matter/unknown-key", "did you mean `dateline`?"),
        ("title = \"A\"\ndate = 2025-01-01\nmood = \"X\"", "front-matter/unknown-key", "`[extra]`"),
        ("title = \"A\"\ndate = \"yesterday\"", "front-matter/date", "date = 2025-05-30"),
        ("title = \"A\"\ndate = 2025-01-01\nkind = \"opinon\"", "front-matter/unknown-value", "did you mean `opinion`?"),
        ("title = \"A\"\ndate = 2025-01-01\ntopics = 3", "front-matter/wrong-type", "topics = \"3\""),
        ("title = \"\"\ndate = 2025-01-01", "article/no-title", "title = \"…\""),
        ("title = \"A\"\ndate = 2025-01-01\nkind = \"sponsored\"", "article/no-sponsor", "sponsor = "),
        ("title = \"A\"\ndate = 2025-01-01\nslug = \"a b\"", "article/slug", "slug = \"a-b\""),
        ("title = \"A\"\ndate = 2025-01-01\nimage = \"nope.jpg\"", "image/missing", "beside the story"),
        ("title = \"A\"\ndate = 2025-01-01\ntemplate = \"special.html\"", "template/missing", "templates/special.html"),
        ("title = \"A\"\ndate = 2025-01-01\nlang = \"klingon language\"", "front-matter/unknown-value", "BCP 47"),
        (
            "title = \"A\"\ndate = 2025-01-01\n[[corrections]]\nkind = \"correction\"",
            "article/correction-without-text",
            "text = ",
        ),
    ] {
        let site = told(&story(header));
        assert!(site.tells(code).contains(help), "{header}: {}", site.told());
    }
}

#[test]
fn a_photo_that_differs_only_in_capitals_is_pointed_out() {
    let site = newsroom(&story("title = \"A\"\ndate = 2025-01-01\nimage = \"Photo.jpg\""))
        .file("content/articles/photo.JPG", b"x")
        .build();
    assert!(site.tells("image/missing").contains("capitals and small letters count"));
}

#[test]
fn with_hundreds_of_photos_missing_the_first_files_get_the_hints_whatever_their_dates() {
    let story = |at: usize| {
        let (month, day) = (1 + at / 28, 1 + at % 28);
        format!(
            "--- content/articles/s{at:03}.md\n+++\ntitle = \"S{at}\"\ndate = 2025-{month:02}-{day:02}\nimage = \"phoot.jpg\"\n+++\nText.\n"
        )
    };
    let files: String = (0..201).map(story).collect();
    let site = newsroom(&files).now("2025-12-01").file("content/articles/photo.jpg", b"x").build();
    let missing: Vec<_> = site.findings().iter().filter(|found| found.code.name() == "image/missing").collect();
    assert_eq!(missing.len(), 201);
    for found in missing {
        let file = found.span.as_ref().expect("a place").file.as_str();
        let is_hinted = found.help.as_deref().unwrap_or("").contains("did you mean `content/articles/photo.jpg`?");
        assert_eq!(is_hinted, file != "content/articles/s200.md", "{file}: {:?}", found.help);
    }
}

#[test]
fn site_toml_is_checked_as_carefully() {
    for (lines, code, help) in [
        ("titel = \"X\"", "config/unknown-key", "did you mean `title`?"),
        ("[paginate]\nsection = 0", "config/wrong-type", "section = 1"),
        ("[byline]\ntemplate = \"{nmae}\"", "config/byline", "{name:upper}"),
        ("[permalinks]\narticle = \"/:yaer/:slug/\"", "config/permalink", "/:year/:month/:day/:slug/"),
        ("[theme_options]\naccnet = \"red\"", "theme/option", "did you mean `accent`?"),
        ("[theme_options]\naccent = \"green\"", "theme/option", "red, blue"),
        ("[content]\nhtml = \"saef\"", "config/value", "did you mean `safe`?"),
    ] {
        let site = newsroom("").config(lines).build();
        assert!(site.tells(code).contains(help), "{lines}: {}", site.told());
    }
    for (site_toml, code, help) in [
        ("base_url = \"https://x.org/\"\ntimezone = \"UTC\"", "config/required", "title = "),
        ("title = \"X\"\nbase_url = \"https://x.org/\"", "config/required", "timezone = \"America/Los_Angeles\""),
        ("title = \"X\"\nbase_url = \"x.org\"\ntimezone = \"UTC\"", "config/base-url", "https://"),
        (
            "title = \"X\"\nbase_url = \"https://x.org/\"\ntimezone = \"America/Los Angeles\"",
            "config/timezone",
            "America/Los_Angeles",
        ),
        (
            "title = \"X\"\nbase_url = \"https://x.org/\"\ntimezone = \"UTC\"\ntheme = \"broadshet\"",
            "theme/unknown",
            "broadsheet",
        ),
    ] {
        let site = newsroom("").file("site.toml", site_toml.as_bytes()).build();
        assert!(site.tells(code).contains(help), "{site_toml}: {}", site.told());
    }
}

#[test]
fn encodings_and_sizes_are_told() {
    let site = newsroom("").file("content/articles/a.md", b"+++\ntitle = \"caf\xe9\"\n+++\n").build();
    assert!(site.tells("file/not-utf8").contains("1252"));
    let long = format!("+++\ntitle = \"A\"\ndate = 2025-01-01\n+++\n{}", "x".repeat(2000));
    let site = newsroom("").config("[limits]\narticle = 1000").file("content/articles/a.md", long.as_bytes()).build();
    assert!(site.tells("file/too-large").contains("1000"));
}

#[test]
fn a_template_error_names_file_line_and_story_once() {
    let bad = "--- templates/article.html\n<p>\n{{ article.nope.x }}\n--- content/articles/b.md\n+++\ntitle = \"B\"\ndate = 2025-01-02\nauthor = \"X\"\n+++\n";
    let site = told(&(story("title = \"A\"\ndate = 2025-01-01\nauthor = \"X\"") + bad));
    let errors: Vec<_> = site.findings().iter().filter(|found| found.severity.name() == "error").collect();
    assert_eq!(errors.len(), 1, "{}", site.told());
    let found = errors[0];
    assert_eq!(found.code.name(), "template/render");
    assert_eq!(found.span.as_ref().unwrap().file.as_str(), "templates/article.html");
    assert!(found.message.contains("2 pages fail here"), "{}", found.message);
    assert_eq!(found.labels[0].0.file.as_str(), "content/articles/a.md");
}

#[test]
fn template_mistakes_are_found_before_anything_is_rendered() {
    for (template, message) in [
        ("{{ page.title | nope }}", "nope"),
        ("{% include \"nope.html\" %}", "nope.html"),
        ("{% include \"404.html\" %}", "includes itself"),
        ("{% if %}", "expected"),
        ("{{ latset(limit=3) }}", "latset"),
    ] {
        let site = newsroom("").file("templates/404.html", template.as_bytes()).build();
        assert!(site.findings().has_errors() && site.told().contains(message), "{template}: {}", site.told());
    }
}

#[test]
fn skip_broken_leaves_a_story_out_and_says_so() {
    let files = story("title = \"A\"\ndate = 2025-01-01\nauthor = \"X\"") + "--- content/articles/b.md\n+++\ntitle = \"B\n+++\n";
    let site = newsroom(&files).options(|options| options.skip_broken = true).build();
    assert!(site.is_built().has("/2025/01/01/a/"));
    assert!(site.told().contains("warning[article/skipped] content/articles/b.md"), "{}", site.told());
}

#[test]
fn strict_takes_warnings_for_errors() {
    let files = story("title = \"A\"\ndate = 2025-01-01\nmood = \"good\"");
    assert!(!newsroom(&files).build().findings().has_errors());
    assert!(newsroom(&files).options(|options| options.strict = true).build().findings().has_errors());
}
