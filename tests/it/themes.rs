//! Themes that extend others, and options that must be readable.

use super::newsroom::{Site, newsroom};

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
