//! The front page: an editor's slots, rules, and a good choice without any.

use super::newsroom::{Site, newsroom};

fn stories() -> String {
    let story = |name: &str, day: u32, more: &str| {
        format!(
            "--- content/articles/{name}.md\n+++\ntitle = \"{name}\"\ndate = 2025-05-{day:02}\nauthor = \"X\"\n{more}\n+++\nText.\n"
        )
    };
    [
        story("newest", 30, "section = \"city\"\nkind = \"letter\""),
        story("second", 29, "section = \"city\""),
        story("third", 28, "section = \"sports\""),
        story("marked", 20, "section = \"sports\"\nprominence = [\"home-lead\"]"),
        story("fifth", 10, "section = \"city\""),
        story("paid", 29, "section = \"city\"\nkind = \"sponsored\"\nsponsor = \"Harbor Bank\""),
    ]
    .concat()
}

fn zone(site: &Site, zone: &str) -> Vec<String> {
    let page = site.page("/");
    let Some((_, from)) = page.split_once(&format!("<ul id=\"{zone}\">")) else { return Vec::new() };
    let list = from.split("</ul>").next().unwrap();
    list.split("<li><a href=\"")
        .skip(1)
        .map(|item| item.split("\">").nth(1).unwrap().split('<').next().unwrap().to_owned())
        .collect()
}

#[test]
fn without_a_file_the_prominent_story_leads_and_nothing_stands_twice() {
    let site = newsroom(&stories()).build();
    assert_eq!(zone(&site, "lead"), ["marked"]);
    assert_eq!(zone(&site, "secondary"), ["newest", "second", "third", "fifth"], "paid content is not chosen");
    assert_eq!(zone(&site, "latest").len(), 6);
    assert!(site.page("/").contains("paid</a> (sponsored)"), "the label follows the story");
}

#[test]
fn a_letter_does_not_lead_by_itself() {
    let without_mark = stories().replace("prominence = [\"home-lead\"]", "");
    assert_eq!(zone(&newsroom(&without_mark).build(), "lead"), ["second"]);
}

#[test]
fn slots_hold_until_their_time_and_rules_pass_over_what_is_shown() {
    let front = "
--- content/front.toml
[[slot]]
zone = \"secondary\"
section = \"city\"
count = 2
[[slot]]
zone = \"lead\"
article = \"articles/second.md\"
until = 2025-06-02T18:00:00
[[slot]]
zone = \"block\"
heading = \"Sport\"
section = \"sports\"
count = 5
";
    let site = newsroom(&(stories() + front)).build();
    assert_eq!(zone(site.is_built(), "lead"), ["second"], "a named story is taken before rules above it");
    assert_eq!(zone(&site, "secondary"), ["newest", "paid"]);
    assert!(site.page("/").contains("<h2>Sport</h2>"));
    let later = newsroom(&(stories() + front)).now("2025-06-02 18:00").build();
    assert_eq!(zone(&later, "lead"), ["marked"], "then the choice is automatic again");
}

#[test]
fn a_slot_that_names_no_story_is_told_and_passed_over() {
    let front = "\n--- content/front.toml\n[[slot]]\nzone = \"lead\"\narticle = \"articles/secnod.md\"\n[[slot]]\nzone = \"block\"\nsection = \"nowhere\"\n";
    let site = newsroom(&(stories() + front)).build();
    assert!(site.is_built().tells("front/no-such-story").contains("articles/"));
    assert_eq!(zone(&site, "lead"), ["marked"]);
}

#[test]
fn a_language_with_a_prefix_has_a_front_page_of_its_own() {
    let korean = "--- content/articles/rent.ko.md\n+++\ntitle = \"집세\"\ndate = 2025-05-30\nauthor = \"X\"\nsection = \"city\"\n+++\n--- content/articles/rent.md\n+++\ntitle = \"Rent\"\ndate = 2025-05-30\nauthor = \"X\"\nsection = \"city\"\n+++\n";
    let site = newsroom(korean).config("[languages.ko]\nprefix = \"ko\"").build();
    assert!(site.is_built().page("/ko/").contains("lang=\"ko\"") && site.page("/ko/").contains("/ko/2025/05/30/rent/"));
    assert!(!site.page("/").contains("집세"), "the main front page leaves Korean stories to the Korean one");
    let alone = newsroom(korean).config("[languages.ko]").build();
    assert!(alone.tells("output/same-address").contains("rent.ko.md"), "without a prefix the two would stand at one address");
}

#[test]
fn three_stories_are_enough_and_none_is_no_error() {
    assert!(newsroom("").build().is_clean().has("/"));
    let one = newsroom("--- content/articles/a.md\n+++\ntitle = \"A\"\ndate = 2025-01-01\nauthor = \"X\"\n+++\nx\n").build();
    assert_eq!(zone(&one, "lead"), ["A"]);
}
