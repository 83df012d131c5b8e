//! What programs read in a page's head: every tag and every property, beside docs/formats.md.

use super::newsroom::{Site, data_of, newsroom};
use serde_json::Value;
use std::collections::BTreeSet;

/// A header that says everything that a story can say.
const STORY: &str = r#"
--- content/articles/flood.md
+++
title = "River crests"
short_title = "River"
seo_title = "River crests in May"
social_title = "The river crested"
deck = "Water stood in the *mill*."
author = "dana-kim"
translator = "Ana Ruiz"
editor = "Lee Ho"
date = 2025-05-30 09:00
updated = 2025-05-30 12:00
expires = 2025-12-01
section = "city"
topics = ["floods"]
translation_key = "flood"
dateline = { place = "Springfield", region = "Oregon", country = "US" }
image = { src = "/mill.png", alt = "A mill in water", caption = "The mill.", credit = "Ana Ruiz" }
[[corrections]]
date = 2025-05-31 10:00
text = "The mill is older."
[[sources]]
name = "Gauge"
url = "https://gauge.example.org/"
date = 2025-05-29
+++
The river rose.
--- content/articles/flood-ko.md
+++
title = "강이 넘쳤다"
author = "dana-kim"
date = 2025-05-30 10:00
lang = "ko"
translation_key = "flood"
+++
강물이 불었다.
--- content/articles/paid.md
+++
title = "Buy boots"
kind = "sponsored"
sponsor = "Boots & Co."
date = 2025-05-29
byline = "Boots & Co."
section = "city"
+++
Boots.
--- content/articles/live.md
+++
title = "Counting"
kind = "live"
byline = "Staff report"
date = 2025-05-29
+++
Votes.
--- content/authors/dana-kim.md
+++
name = "Dana Kim"
name_native = "김단아"
role = "Reporter"
email = "dana@example.org"
email_public = true
phone = "555-0100"
photo = "/mill.png"
photo_alt = "Dana Kim"
short_bio = "Covers water."
beats = ["water"]
languages = ["en", "ko"]
links = [{ name = "X", url = "https://x.com/danakim" }]
fediverse = "@dana@social.example.org"
alumni_of = ["State University"]
awards = ["Gold pen"]
+++
Dana Kim covers water.
--- content/pages/about.md
+++
title = "About us"
+++
We print news.
"#;

const OUTLET: &str = r#"
languages.en.name = "English"
languages.ko.name = "한국어"
languages.ko.prefix = "ko"
[outlet]
name = "The Courier"
name_native = "신문"
city = "Springfield"
areas_served = ["Springfield"]
email = "desk@example.org"
phone = "555-0101"
address = "1 Main Street"
founded = 1900
logo = "/mill.png"
share_image = "/mill.png"
social = [{ name = "X", url = "https://x.com/courier" }]
"#;

fn whole_paper() -> Site {
    let keys = ["ethics", "corrections", "principles", "ownership", "diversity", "diversity_report", "anonymous_sources"];
    let keys = keys.iter().chain(&["fact_checking", "mission", "bylines", "feedback"]);
    let policies: String = keys.map(|key| format!("policies.{key} = \"pages/about.md\"\n")).collect();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0";
    let site = newsroom(STORY).config(&format!("{OUTLET}{policies}")).file("static/mill.png", png).build();
    site.is_built();
    site
}

fn document() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/formats.md")).unwrap()
}

fn part<'d>(document: &'d str, heading: &str) -> &'d str {
    let start = document.find(heading).unwrap_or_else(|| panic!("no heading `{heading}`")) + heading.len();
    let end = document[start..].find("\n## ").map_or(document.len(), |end| start + end);
    &document[start..end]
}

fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap())
}

/// The tags of the heads of all pages, by what names them.
fn tags(site: &Site) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, page) in site.files().iter().filter(|(path, _)| path.ends_with(".html")) {
        let head = page.split("<body").next().unwrap();
        for tag in head.split('<').filter(|tag| tag.starts_with("meta ") || tag.starts_with("link ") || tag.starts_with("title"))
        {
            let name = attribute(tag, "name").or(attribute(tag, "property")).or(attribute(tag, "rel")).unwrap_or("title");
            found.insert(name.to_owned());
        }
    }
    found
}

fn properties(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.keys().filter(|key| !matches!(key.as_str(), "@context" | "@type")).cloned());
            found.extend(map.get("@type").map(|kind| kind.as_str().unwrap().to_owned()));
            map.values().for_each(|value| properties(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| properties(value, found)),
        _ => {}
    }
}

#[test]
fn every_tag_of_the_head_is_documented_and_every_documented_one_is_there() {
    let document = document();
    let rows = part(&document, "## The head").lines().filter_map(|line| line.strip_prefix("| `"));
    let documented: BTreeSet<String> = rows.map(|row| row.split('`').next().unwrap().to_owned()).collect();
    assert_eq!(tags(&whole_paper()), documented);
}

#[test]
fn every_property_of_structured_data_is_documented_and_every_documented_one_is_there() {
    let site = whole_paper();
    let mut found = BTreeSet::new();
    for page in site.files().values() {
        data_of(page).iter().for_each(|thing| properties(thing, &mut found));
    }
    let document = document();
    let part = part(&document, "## Structured data");
    let documented = quoted(part);
    for name in &found {
        assert!(documented.contains(name), "`{name}` is not documented");
    }
    let tables = part.split("### An article").nth(1).unwrap();
    let firsts = tables.lines().filter(|line| line.starts_with("| `")).map(|line| line.split(" |").next().unwrap());
    for name in firsts.flat_map(quoted).filter(|name| name != "workTranslation") {
        assert!(found.contains(&name) || name == "BreadcrumbList", "`{name}` is documented and nowhere said");
    }
}

#[test]
fn the_type_of_a_story_follows_its_kind_as_documented() {
    let document = document();
    let rows = part(&document, "follows its `kind`:").split("### An article").next().unwrap().to_owned();
    let mut checked = 0;
    for row in rows.lines().filter(|line| line.starts_with("| `")) {
        let mut cells = row.trim_matches('|').split(" | ");
        let (kinds, kind_of_thing) = (quoted(cells.next().unwrap()), quoted(cells.next().unwrap()));
        for kind in kinds {
            let story = format!(
                "--- content/articles/a.md\n+++\ntitle = \"A\"\ndate = 2025-05-30\nbyline = \"Staff report\"\nsponsor = \"S\"\nkind = \"{kind}\"\n+++\nx\n"
            );
            let site = newsroom(&story).build();
            let data = data_of(site.is_built().page("/2025/05/30/a/"));
            assert!(kind_of_thing.contains(data[0]["@type"].as_str().unwrap()), "{kind}: {}", data[0]);
            checked += 1;
        }
    }
    assert_eq!(checked, newsprint::source::KINDS.len());
}

#[test]
fn translations_name_each_other_and_front_pages_do_not() {
    let site = whole_paper();
    let links = |address: &str| -> Vec<(String, String)> {
        let tags = site.page(address).split('<').filter(|tag| tag.contains(" hreflang="));
        tags.map(|tag| (attribute(tag, "hreflang").unwrap().to_owned(), attribute(tag, "href").unwrap().to_owned())).collect()
    };
    let expected = [("en", "2025/05/30/flood/"), ("ko", "ko/2025/05/30/flood-ko/"), ("x-default", "2025/05/30/flood/")]
        .map(|(language, path)| (language.to_owned(), format!("https://courier.example.org/{path}")));
    assert_eq!(links("/2025/05/30/flood/"), expected);
    assert_eq!(links("/ko/2025/05/30/flood-ko/"), expected);
    assert!(links("/").is_empty() && links("/2025/05/29/live/").is_empty());
}

#[test]
fn a_page_names_its_own_feeds_and_those_of_its_edition() {
    let site = whole_paper();
    let feeds = |address: &str| -> Vec<String> {
        let tags = site.page(address).split('<').filter(|tag| tag.contains("type=\"application/rss+xml\""));
        tags.map(|tag| attribute(tag, "href").unwrap().trim_start_matches("https://courier.example.org").to_owned()).collect()
    };
    assert_eq!(feeds("/"), ["/feed.xml"]);
    assert_eq!(feeds("/ko/"), ["/ko/feed.xml"]);
    assert_eq!(feeds("/city/"), ["/city/feed.xml", "/feed.xml"]);
    assert_eq!(feeds("/2025/05/30/flood/"), ["/feed.xml"]);
    assert_eq!(feeds("/ko/2025/05/30/flood-ko/"), ["/ko/feed.xml"]);
    assert!(feeds("/city/").iter().all(|path| site.files().contains_key(path.trim_start_matches('/'))));
    let story = "--- content/articles/a.md\n+++\ntitle = \"A\"\ndate = 2025-05-30\nauthor = \"X\"\n+++\nx\n";
    let without = newsroom(story).config("[outputs]\nfeeds = false").build();
    assert!(!without.page("/2025/05/30/a/").contains("application/rss+xml"));
}

#[test]
fn a_label_stands_before_the_title_on_share_cards_and_a_correction_moves_the_date() {
    let site = whole_paper();
    let meta = |address: &str, name: &str| {
        let tags = site.page(address).split('<');
        let found: Vec<&str> =
            tags.filter(|tag| tag.contains(&format!("=\"{name}\""))).filter_map(|tag| attribute(tag, "content")).collect();
        found.join(" ")
    };
    assert_eq!(meta("/2025/05/29/paid/", "og:title"), "Paid content: Buy boots");
    assert_eq!(meta("/2025/05/30/flood/", "og:title"), "The river crested");
    assert_eq!(meta("/2025/05/30/flood/", "article:modified_time"), "2025-05-31T10:00:00-07:00");
    let data = data_of(site.page("/2025/05/30/flood/"));
    assert_eq!(data[0]["dateModified"], "2025-05-31T10:00:00-07:00");
    assert_eq!(data[0]["datePublished"], "2025-05-30T09:00:00-07:00");
    assert_eq!(data[0]["description"], "Water stood in the mill.");
}

#[test]
fn nothing_is_told_of_a_killed_story_and_little_of_one_that_search_engines_shall_not_list() {
    let story = |line: &str| {
        let text = format!(
            "--- content/articles/a.md\n+++\ntitle = \"Secret\"\ndate = 2025-05-30\nauthor = \"X\"\n{line}\n+++\nSecret words.\n"
        );
        let site = newsroom(&text).build();
        site.is_built().page("/2025/05/30/a/").to_owned()
    };
    let killed = story("status = \"killed\"");
    assert!(killed.contains("content=\"noindex\"") && !killed.contains("Secret") && data_of(&killed).is_empty(), "{killed}");
    assert!(!killed.contains("canonical") && !killed.contains("article:"), "{killed}");
    let hidden = story("noindex = true");
    assert!(hidden.contains("content=\"noindex\"") && !hidden.contains("rel=\"canonical\"") && data_of(&hidden).is_empty());
}

#[test]
fn a_policy_without_its_page_is_told_with_what_to_type() {
    let page = "--- content/pages/ethics.md\n+++\ntitle = \"Ethics\"\n+++\nx\n";
    let policies =
        "[outlet.policies]\nethics = \"pages/ethic.md\"\nownership = \"pages/owner.md\"\nmission = \"https://x.org/mission\"";
    let site = newsroom(page).config(policies).build();
    let told = site.told();
    assert!(told.contains("there is no content/pages/ethic.md | did you mean `pages/ethics.md`?"), "{told}");
    assert!(told.contains("newsprint new policy ownership") && !told.contains("mission"), "{told}");
    let home = &data_of(site.page("/"))[1];
    assert_eq!((home.get("ethicsPolicy"), &home["missionCoveragePrioritiesPolicy"]), (None, &"https://x.org/mission".into()));
}

#[test]
fn a_story_that_ran_elsewhere_first_says_where() {
    let text = "--- content/articles/a.md\n+++\ntitle = \"A\"\ndate = 2025-05-30\nauthor = \"X\"\ncanonical = \"https://other.example.org/a\"\n+++\nx\n";
    let site = newsroom(text).build();
    let page = site.is_built().page("/2025/05/30/a/");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://other.example.org/a\">"), "{page}");
    assert!(page.contains("property=\"og:url\" content=\"https://other.example.org/a\""), "{page}");
    assert_eq!(data_of(page)[0]["mainEntityOfPage"], "https://other.example.org/a");
}
