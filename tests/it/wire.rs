//! The wire: ninjs items that another newsroom can run, and kill notices.

use super::newsroom::newsroom;
use serde_json::{Value, json};

const PAPER: &str = r#"
--- content/articles/2025/rent.md
+++
title = "Rent: *cap*"
kicker = "Housing"
deck = "Why it *matters*"
date = 2025-05-30T09:00:00
author = ["dana-kim", "Yolanda Pruitt"]
section = "city"
topics = ["housing"]
dateline = { place = "Sacramento", region = "Calif." }
[image]
src = "photo.png"
alt = "The hall"
caption = "At *dusk*"
credit = "Ana Ruiz"
focus = [0.5, 0.5]
[[corrections]]
date = 2025-06-01
text = "It was *3* percent."
[[sources]]
name = "The county"
url = "https://county.example.org/집세"
+++
The board voted. See [the letter](letter.md).
--- content/articles/2025/letter.md
+++
title = "A view"
date = 2025-05-29
byline = "A reader"
kind = "letter"
+++
I think.
--- content/articles/2025/ko.md
+++
title = "시장은 오늘"
date = 2025-05-28
lang = "ko"
slug = "시장"
author = "dana-kim"
+++
열렸다.
--- content/articles/2025/killed.md
+++
title = "Killed secret"
date = 2025-05-27
slug = "gone"
status = "killed"
author = "Secret Person"
section = "secretion"
+++
Killed secret text.
--- content/articles/2025/paid.md
+++
title = "Paid secret"
date = 2025-05-26
kind = "sponsored"
sponsor = "Acme"
author = "dana-kim"
+++
Buy.
--- content/articles/2025/unlisted.md
+++
title = "Unlisted secret"
date = 2025-05-26
unlisted = true
author = "dana-kim"
+++
x
--- content/articles/2025/taken.md
+++
title = "Taken over secret"
date = 2025-05-26
canonical = "https://neighbour.example.org/story/"
author = "dana-kim"
+++
x
--- content/articles/2025/draft.md
+++
title = "Draft secret"
date = 2025-05-26
draft = true
author = "dana-kim"
+++
x
--- content/authors/dana-kim.md
+++
name = "Dana Kim"
+++
--- content/pages/ethics.md
+++
title = "Our ethics"
+++
Be fair.
"#;

const OUTLET: &str = "copyright = \"© 2025 The Courier\"\n[outlet]\npolicies = { ethics = \"pages/ethics.md\", corrections = \"pages/none.md\" }\n\
     [outputs]\nwire = true\n";

fn wire(paper: &str, config: &str) -> super::newsroom::Site {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0";
    newsroom(paper).file("content/articles/2025/photo.png", png).config(config).build()
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_story_is_an_item_with_all_that_another_newsroom_needs() {
    let site = wire(PAPER, OUTLET);
    site.is_built();
    let item = read(site.page("/wire/2025/05/30/rent.json"));
    let uri = "https://courier.example.org/2025/05/30/rent/";
    assert_eq!(item["uri"], uri);
    assert_eq!(item["standard"]["version"], "3.1");
    assert_eq!((&item["pubStatus"], &item["type"], &item["language"]), (&json!("usable"), &json!("text"), &json!("en")));
    assert_eq!(item["firstCreated"], "2025-05-30T09:00:00-07:00");
    assert_eq!(item["versionCreated"], "2025-06-01T00:00:00-07:00");
    assert_eq!(item["headlines"], json!([{ "role": "main", "value": "Rent: cap" }, { "role": "kicker", "value": "Housing" }]));
    assert_eq!(item["descriptions"], json!([{ "role": "summary", "value": "Why it matters" }]));
    assert_eq!(
        item["bodies"],
        json!([{
            "role": "main", "contentType": "text/html", "charCount": 27, "wordCount": 6,
            "value": "<p>SACRAMENTO, Calif. — The board voted. See \
                      <a href=\"https://courier.example.org/2025/05/29/letter/\">the letter</a>.</p>\n",
        }])
    );
    assert_eq!(item["by"], "Dana Kim and Yolanda Pruitt");
    assert_eq!(item["located"], "Sacramento");
    assert_eq!(item["people"][0]["uri"], "https://courier.example.org/authors/dana-kim/");
    assert_eq!(
        item["subjects"],
        json!([
            { "name": "City", "rel": "section", "uri": "https://courier.example.org/city/" },
            { "name": "Housing", "rel": "topic", "uri": "https://courier.example.org/topics/housing/" },
        ])
    );
    assert_eq!(item["genres"], json!([{ "name": "news", "uri": "http://cv.iptc.org/newscodes/genre/Current" }]));
    assert_eq!(item["infoSources"], json!([{ "name": "The county", "uri": "https://county.example.org/%EC%A7%91%EC%84%B8" }]));
    assert_eq!(item["altIds"], json!([{ "role": "tag", "value": "tag:courier.example.org,2025-05-30:articles/2025/rent" }]));
    assert_eq!(
        item["trustIndicators"],
        json!([{
            "role": "https://schema.org/ethicsPolicy", "title": "Our ethics", "href": "https://courier.example.org/ethics/",
        }])
    );
    assert_eq!(item["copyrightNotice"], "© 2025 The Courier");
    assert_eq!(item["copyrightHolder"], "The Courier");
    assert_eq!(item["edNote"], "Correction, June 1, 2025: It was 3 percent.");
    let photo = &item["associations"][0];
    assert_eq!((&photo["name"], &photo["type"], &photo["by"]), (&json!("lead"), &json!("picture"), &json!("Ana Ruiz")));
    let file = &photo["renditions"][0];
    assert_eq!((&file["contentType"], &file["width"], &file["sizeInBytes"]), (&json!("image/png"), &json!(3), &json!(29)));
    assert_eq!(file["href"], photo["uri"]);
}

#[test]
fn only_what_is_published_and_ours_is_on_the_wire() {
    let site = wire(PAPER, OUTLET);
    let files: Vec<&str> = site.files().keys().map(String::as_str).filter(|path| path.starts_with("wire/")).collect();
    assert_eq!(
        files,
        [
            "wire/2025/05/27/gone.json",
            "wire/2025/05/28/시장.json",
            "wire/2025/05/29/letter.json",
            "wire/2025/05/30/rent.json",
            "wire/latest.json",
        ]
    );
    for file in files {
        assert!(!site.files()[file].to_lowercase().contains("secret"), "{file}");
    }
    let letter = read(site.page("/wire/2025/05/29/letter.json"));
    assert_eq!((&letter["by"], letter.get("people")), (&json!("A reader"), None));
    assert_eq!(letter["headlines"][0]["value"], "Letter: A view");
}

#[test]
fn a_killed_story_is_canceled_and_says_nothing_else() {
    let site = wire(PAPER, OUTLET);
    let mut killed = read(site.page("/wire/2025/05/27/gone.json"));
    killed.as_object_mut().unwrap().remove("standard");
    assert_eq!(
        killed,
        json!({
            "uri": "https://courier.example.org/2025/05/27/gone/",
            "type": "text", "pubStatus": "canceled", "firstCreated": "2025-05-27T00:00:00-07:00",
        })
    );
}

#[test]
fn the_list_names_the_newest_with_their_files() {
    let site = wire(PAPER, OUTLET);
    let list = read(site.page("/wire/latest.json"));
    let uris: Vec<&str> = list.as_array().unwrap().iter().map(|item| item["uri"].as_str().unwrap()).collect();
    assert_eq!(uris.len(), 4);
    assert_eq!(uris[1], "https://courier.example.org/2025/05/29/letter/");
    assert_eq!(list[1]["headlines"][0]["value"], "Letter: A view");
    assert_eq!(list[1]["renditions"][0]["href"], "https://courier.example.org/wire/2025/05/29/letter.json");
    assert_eq!((&list[3]["pubStatus"], list[3].get("headlines")), (&json!("canceled"), None));
}

#[test]
fn the_wire_has_to_be_turned_on() {
    let site = wire(PAPER, "");
    assert!(!site.files().keys().any(|path| path.starts_with("wire/")));
}

#[test]
fn every_key_of_the_wire_is_documented_and_every_documented_one_is_there() {
    let paper =
        PAPER.replace("kicker =", "short_title = \"Cap\"\ntranslator = \"dana-kim\"\nexpires = 2026-01-01\nkicker =").replace(
            "--- content/pages/ethics.md",
            "--- content/pages/reuse.md\n+++\ntitle = \"Reuse\"\n+++\n--- content/pages/ethics.md",
        );
    let site = wire(&paper, &OUTLET.replace("policies = {", "policies = { republishing = \"pages/reuse.md\","));
    let mut found = std::collections::BTreeSet::new();
    for (path, text) in site.is_built().files().iter().filter(|(path, _)| path.starts_with("wire/")) {
        assert!(path.ends_with(".json"));
        super::feeds::keys(&read(text), &mut found);
    }
    assert_eq!(found, super::feeds::documented("## The wire"));
}
