//! Themes that extend others, and options that must be readable.

use super::newsroom::{Site, data_of, newsroom};

/// A theme that extends the plain one, and a story.
const CHILD: &str = r##"
--- content/sections/city.md
+++
title = "City"
+++
--- content/articles/a.md
+++
title = "Flood"
date = 2025-05-01
section = "city"
kind = "opinion"
+++
Text.
--- themes/child/theme.toml
name = "child"
extends = "plain"
[options.ink]
type = "colour"
default = "#0b4a8f"
papers = ["#ffffff"]
dark_papers = ["#14161a"]
property = "--day"
dark_property = "--night"
[options.sections]
type = "colours"
papers = ["#ffffff"]
property = "--day"
attribute = "data-accent"
--- themes/child/assets/site.css
a { color: var(--day); }
--- themes/child/i18n/en.toml
word = "own"
--- themes/child/templates/section.html
{% extends "plain/section.html" %}{% block main %}{{ t(key="word") }} {{ t(key="label.opinion") }} {{ site.options.accent }} {{ super() }}{% endblock %}
"##;

fn child(lines: &str) -> Site {
    let toml = format!(
        "title = \"The Courier\"\nbase_url = \"https://courier.example.org/\"\ntimezone = \"UTC\"\ntheme = \"child\"\n{lines}"
    );
    newsroom(CHILD).file("site.toml", toml.as_bytes()).build()
}

fn sheet(site: &Site) -> &str {
    let (_, text) = site.files().iter().find(|(path, _)| path.starts_with("assets/site.")).expect("a style sheet");
    text
}

#[test]
fn a_theme_has_from_its_parent_what_it_does_not_have_itself() {
    let site = child("");
    site.is_built();
    assert!(site.page("/2025/05/01/a/").contains("<h1>Flood</h1>"), "the parent's template");
    let section = site.page("/city/");
    assert!(section.contains("own Opinion red <h1>City</h1>"), "words, options and blocks of both: {section}");
    assert!(sheet(&site).starts_with("body { color: red }\na { color: var(--day); }\n:root{--day:#0b4a8f;--night:#"));
}

#[test]
fn colours_reach_the_style_sheet_and_must_be_readable() {
    let site = child("[theme_options]\nink = \"#036\"\nsections = { city = \"#98301b\" }");
    assert!(site.is_built().page("/city/").contains("City"));
    let sheet = sheet(&site);
    assert!(
        sheet.contains(":root{--day:#003366;--night:#") && sheet.contains("[data-accent=\"city\"]{--day:#98301b}"),
        "{sheet}"
    );
    for (lines, help) in [
        ("ink = \"#ffcc00\"", "has a contrast of 1.5 to 1, and text needs 4.5: take #"),
        ("ink = \"yellow\"", "six digits"),
        ("sections = { city = \"#ffcc00\" }", "on the paper #ffffff"),
        ("sections = { 'a\"]' = \"#000\" }", "letters, digits"),
        ("sections = \"#000000\"", "{ city = \"#0b4a8f\" }"),
    ] {
        let site = child(&format!("[theme_options]\n{lines}"));
        assert!(site.tells("theme/option").contains(help), "{lines}: {}", site.told());
    }
}

#[test]
fn a_line_of_themes_has_an_end() {
    for (extends, message) in [("child", "extends itself"), ("plian", "did you mean `plain`?")] {
        let site = newsroom(&CHILD.replace("extends = \"plain\"", &format!("extends = \"{extends}\"")))
            .file("site.toml", b"title = \"X\"\nbase_url = \"https://x.org/\"\ntimezone = \"UTC\"\ntheme = \"child\"")
            .build();
        assert!(site.tells("theme/unknown").contains(message), "{}", site.told());
    }
}

#[test]
fn both_shipped_themes_speak_the_same_languages() {
    for theme in newsprint::theme::SHIPPED {
        let keys = |lang: &str| {
            let (_, bytes) = theme.files.iter().find(|(path, _)| *path == format!("i18n/{lang}.toml")).expect("its words");
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let mut table = String::new();
            let mut keys = Vec::new();
            for line in text.lines() {
                if let Some(name) = line.strip_prefix('[') {
                    table = name.trim_end_matches(']').to_owned();
                } else if let Some((key, _)) = line.split_once(" = ") {
                    keys.push(format!("{table}.{key}"));
                }
            }
            keys
        };
        assert_eq!(keys("ko"), keys("en"), "{}", theme.name);
        assert_eq!(keys("es"), keys("en"), "{}", theme.name);
    }
}

#[test]
fn sections_are_named_in_the_language_of_the_page() {
    let site = newsroom(
        "
--- content/sections/city.md
+++
title = \"City\"
[extra]
title_ko = \"시정\"
+++
--- content/articles/a.md
+++
title = \"A\"
date = 2025-05-01
section = \"city\"
+++
Text.
--- content/articles/b.md
+++
title = \"B\"
date = 2025-05-02
section = \"city\"
lang = \"ko\"
+++
Text.
",
    )
    .file("templates/article.html", b"{{ article.section.title }}: {% for one in site.sections %}{{ one.title }}{% endfor %}")
    .config("[languages.ko]\nname = \"한국어\"\nprefix = \"ko\"")
    .build();
    let page = |address: &str| site.page(address).trim().to_owned();
    assert_eq!([page("/2025/05/01/a/"), page("/ko/2025/05/02/b/")], ["City: City", "시정: 시정"]);
}

/// A picture of a size.
fn png(width: u8, height: u8) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0".as_slice(), &[width], b"\0\0\0", &[height], b"\x08\x02\0\0\0"].concat()
}

#[test]
fn each_shipped_theme_prints_the_head_once_and_has_the_places_that_structured_data_links_to() {
    for theme in newsprint::theme::SHIPPED {
        let toml = format!(
            "title = \"The Courier\"\nbase_url = \"https://courier.example.org/\"\ntimezone = \"UTC\"\ntheme = \"{}\"\n",
            theme.name
        );
        let story = "--- content/articles/a.md\n+++\ntitle = \"Flood\"\ndate = 2025-05-01\nauthor = \"X\"\n[[corrections]]\ntext = \"One.\"\nplacement = \"top\"\n[[corrections]]\ntext = \"Two.\"\n+++\nText.\n";
        let site = newsroom(story).file("site.toml", toml.as_bytes()).build();
        for (path, page) in site.is_built().files().iter().filter(|(path, _)| path.ends_with(".html")) {
            for once in ["<title>", "property=\"og:title\"", "name=\"robots\""] {
                assert_eq!(page.matches(once).count(), 1, "{}: {once} in {path}", theme.name);
            }
        }
        let page = site.page("/2025/05/01/a/");
        let corrections = data_of(page)[0]["correction"].clone();
        assert_eq!(corrections.as_array().unwrap().len(), 2);
        for correction in corrections.as_array().unwrap() {
            let (address, place) = correction["url"].as_str().unwrap().split_once('#').unwrap();
            assert_eq!(address, "https://courier.example.org/2025/05/01/a/");
            assert_eq!(page.matches(&format!(" id=\"{place}\"")).count(), 1, "{}: #{place}", theme.name);
        }
    }
}

#[test]
fn only_a_wordmark_stands_in_the_place_of_the_name() {
    let flag = |width: u8, height: u8| {
        let toml = "title = \"The Courier\"\nbase_url = \"https://courier.example.org/\"\ntimezone = \"UTC\"\n[outlet]\nlogo = \"/logo.png\"\n";
        let site = newsroom(CHILD).file("site.toml", toml.as_bytes()).file("static/logo.png", &png(width, height)).build();
        let page = site.is_built().page("/").to_owned();
        let (_, rest) = page.split_once("<h1 class=\"flag\">").unwrap();
        rest.split_once("</h1>").unwrap().0.to_owned()
    };
    assert_eq!(flag(60, 60), "The Courier");
    assert!(flag(120, 40).contains("<img") && flag(120, 40).contains("alt=\"The Courier\""));
}
