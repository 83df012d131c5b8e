//! Feeds: what is in them, what never is, and for whom they are made.

use super::newsroom::{Newsroom, newsroom};
use serde_json::Value;
use std::collections::BTreeSet;

/// A paper with everything that a feed can show.
const PAPER: &str = r#"
--- content/articles/2025/rent.md
+++
title = "Rent: *cap* & more"
deck = "Why it ***matters***"
date = 2025-05-30T09:00:00
author = ["dana-kim", "Yolanda Pruitt"]
section = "city"
topics = ["housing"]
dateline = "Sacramento"
image = { src = "photo.png", alt = "The \"hall\"", caption = "At *dusk*", credit = "Ana Ruiz" }
[[gallery]]
src = "second.png"
alt = "The river"
[[corrections]]
date = 2025-06-01
text = "It was *3* percent."
+++
The board voted.[^1] See [the letter](letter.md), [the list](#list) and [the county](https://county.example.org/?a=1&b=2).

## The list

:::ad slot="x"
:::

- [x] done

![A map](map.png "The town. (Credit: Ana)")

<span class="x" lang="ko">가</span> and ]]> and `<script>`.

[^1]: Four to three.
--- content/articles/2025/letter.md
+++
title = "A view"
date = 2025-05-29
author = "dana-kim"
kind = "opinion"
section = "city"
+++
I think.
--- content/articles/2025/paid.md
+++
title = "Buy it"
date = 2025-05-29
author = "dana-kim"
kind = "sponsored"
sponsor = "Acme"
section = "city"
topics = ["housing"]
+++
Buy.
--- content/articles/2025/ko.md
+++
title = "시장은 오늘"
date = 2025-05-28
lang = "ko"
slug = "시장"
author = "dana-kim"
section = "city"
+++
열렸다.
--- content/articles/2025/killed.md
+++
title = "Killed secret"
date = 2025-05-28
status = "killed"
author = "dana-kim"
section = "city"
+++
Killed secret text.
--- content/articles/2025/unlisted.md
+++
title = "Unlisted secret"
date = 2025-05-28
unlisted = true
author = "dana-kim"
section = "city"
+++
Unlisted secret text.
--- content/articles/2025/draft.md
+++
title = "Draft secret"
date = 2025-05-28
draft = true
author = "dana-kim"
section = "city"
+++
Draft secret text.
--- content/authors/dana-kim.md
+++
name = "Dana Kim"
name_native = "김다나"
+++
"#;

/// The paper with its pictures.
fn paper(files: &str) -> Newsroom {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0";
    let pictures = ["photo", "second", "map"];
    let with = |room: Newsroom, name: &str| {
        room.file(&format!("content/articles/2025/{name}.png"), &[&png[..], name.as_bytes()].concat())
    };
    pictures.into_iter().fold(newsroom(files), with)
}

const KOREAN: &str = "\n[languages.ko]\nprefix = \"ko\"\ntitle = \"신문\"\n";

fn items(feed: &str) -> Vec<Value> {
    let feed: Value = serde_json::from_str(feed).unwrap();
    feed["items"].as_array().unwrap().clone()
}

fn titles(feed: &str) -> Vec<String> {
    items(feed).iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_list_has_three_feeds_and_nothing_unpublished_or_paid_is_in_them() {
    let site = paper(PAPER).config(KOREAN).build();
    site.is_built();
    for folder in ["", "ko/", "city/", "topics/housing/", "authors/dana-kim/", "authors/yolanda-pruitt/"] {
        for file in ["feed.xml", "atom.xml", "feed.json"] {
            let path = format!("{folder}{file}");
            let text = site.files().get(&path).unwrap_or_else(|| panic!("no {path}"));
            for never in ["secret", "Buy it", "Acme", "<script"] {
                assert!(!text.contains(never), "{path} holds {never}");
            }
            assert!(text.contains("https://courier.example.org/"), "{path}");
        }
    }
    assert_eq!(titles(site.page("/feed.json")), ["Rent: cap & more", "Opinion: A view"]);
    assert_eq!(titles(site.page("/ko/feed.json")), ["시장은 오늘"]);
    assert_eq!(titles(site.page("/city/feed.json")), ["Rent: cap & more", "Opinion: A view", "시장은 오늘"]);
    assert_eq!(titles(site.page("/topics/housing/feed.json")), ["Rent: cap & more"]);
    assert_eq!(titles(site.page("/authors/dana-kim/feed.json")).len(), 3);
}

#[test]
fn a_language_without_a_front_page_is_in_the_main_feed() {
    let site = paper(PAPER).build();
    let main = items(site.page("/feed.json"));
    assert_eq!(main.len(), 3);
    assert_eq!(main[2]["language"], "ko");
    assert!(main[0].get("language").is_none());
    assert_eq!(main[2]["url"], "https://courier.example.org/2025/05/28/%EC%8B%9C%EC%9E%A5/");
    assert_eq!(main[2]["authors"][0]["name"], "김다나");
}

#[test]
fn a_story_is_whole_plain_and_absolute() {
    let site = paper(PAPER).options(|options| options.base_url = Some("https://courier.example.org/paper/".to_owned())).build();
    let story = &items(site.page("/feed.json"))[0];
    let html = story["content_html"].as_str().unwrap();
    let page = "https://courier.example.org/paper/2025/05/30/rent/";
    for part in [
        "<figure><img src=\"https://courier.example.org/paper/media/photo.",
        "alt=\"The &quot;hall&quot;\"",
        "<figcaption>At <em>dusk</em> <small>Ana Ruiz</small></figcaption>",
        "<p>SACRAMENTO — The board voted.",
        "<a href=\"https://courier.example.org/paper/2025/05/29/letter/\">the letter</a>",
        &format!("<a href=\"{page}#list\">the list</a>"),
        "<a href=\"https://county.example.org/?a=1&amp;b=2\">",
        "<h2>The list</h2>",
        "<li>☑ done</li>",
        "<figure><img src=\"https://courier.example.org/paper/media/map.",
        "<figcaption>The town. Ana</figcaption>",
        "<span lang=\"ko\">가</span> and ]]&gt; and <code>&lt;script&gt;</code>.",
        "alt=\"The river\"",
        "<p><strong>Correction, June 1, 2025:</strong> It was <em>3</em> percent.</p>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    for never in ["class=", " id=", "loading=", "<input", "<script", "href=\"/", "href=\"#", "src=\"/"] {
        assert!(!html.contains(never), "{never}\n{html}");
    }
    let opinion = &items(site.page("/feed.json"))[1];
    assert!(opinion["content_html"].as_str().unwrap().starts_with("<p><strong>Opinion</strong></p>\n"));
}

#[test]
fn feeds_say_who_when_and_which_picture() {
    let site = paper(PAPER).build();
    let rss = site.page("/feed.xml");
    for part in [
        "<title>Rent: cap &amp; more</title>",
        "<description>Why it matters</description>",
        "<guid isPermaLink=\"false\">tag:courier.example.org,2025-05-30:articles/2025/rent</guid>",
        "<pubDate>Fri, 30 May 2025 09:00:00 -0700</pubDate>",
        "<lastBuildDate>Sun, 01 Jun 2025 00:00:00 -0700</lastBuildDate>",
        "<dc:creator>Dana Kim</dc:creator>\n   <dc:creator>Yolanda Pruitt</dc:creator>",
        "<category>City</category>\n   <category>Housing</category>",
        "<media:credit role=\"photographer\" scheme=\"urn:ebu\">Ana Ruiz</media:credit>",
        "<enclosure url=\"https://courier.example.org/media/photo.",
    ] {
        assert!(rss.contains(part), "{part}\n{rss}");
    }
    let length: Vec<&str> = rss.split(" length=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(length.iter().all(|length| length.parse::<u32>().unwrap() > 0), "{length:?}");
    assert!(site.page("/atom.xml").contains("<updated>2025-06-01T00:00:00-07:00</updated>"));
    assert!(site.page("/city/feed.xml").contains("<title>City – The Courier</title>"));
    assert!(site.page("/city/feed.xml").contains("<link>https://courier.example.org/city/</link>"));
}

#[test]
fn what_a_story_is_known_by_survives_a_new_address() {
    let id = |slug: &str| {
        let site = paper(&PAPER.replace("slug = \"시장\"", slug)).build();
        let item = items(site.page("/feed.json"))[2].clone();
        (item["id"].clone(), item["url"].clone())
    };
    let (one, other) = (id("slug = \"시장\""), id("slug = \"market\""));
    assert_eq!(one.0, other.0);
    assert_ne!(one.1, other.1);
}

#[test]
fn feeds_can_be_turned_off() {
    let site = paper(PAPER).config("[outputs]\nfeeds = false\n[[feeds]]\npath = \"partner.xml\"\n").build();
    assert!(!site.files().keys().any(|path| path.ends_with("feed.xml") || path.ends_with("feed.json") || path == "partner.xml"));
}

#[test]
fn a_partners_feed_holds_what_it_asks_for() {
    let site = paper(PAPER)
        .config(
            r#"
[[feeds]]
name = "Courier for friends"
path = "partners/all.xml"
sections = ["City"]
exclude = ["opinion"]
guid = "url"
lead_photo_in_body = false
[[feeds]]
path = "partners/paid.xml"
kinds = ["sponsored"]
full_text = false
[[feeds]]
path = "partners/korean.xml"
languages = ["ko"]
[[feeds]]
path = "partners/one.xml"
limit = 1
"#,
        )
        .build();
    let all = site.page("/partners/all.xml");
    assert!(all.contains("<title>Courier for friends</title>") && all.contains("Rent: cap") && !all.contains("A view"));
    assert!(all.contains("<guid isPermaLink=\"true\">https://courier.example.org/2025/05/30/rent/</guid>"));
    assert!(!all.contains("<figcaption>At <em>dusk</em>") && all.contains("<media:content"));
    let paid = site.page("/partners/paid.xml");
    assert!(paid.contains("<title>Paid content: Buy it</title>") && !paid.contains("content:encoded>"));
    let korean = site.page("/partners/korean.xml");
    assert!(korean.contains("<language>ko</language>") && korean.contains("시장은 오늘") && !korean.contains("Rent"));
    assert_eq!(site.page("/partners/one.xml").matches("<item>").count(), 1);
}

#[test]
fn profiles_give_partners_what_they_want() {
    let site = paper(PAPER)
        .config(
            r#"
[outlet]
country = "US"
[[feeds]]
path = "flipboard.xml"
profile = "flipboard"
[[feeds]]
path = "smart.xml"
profile = "smartnews"
tagline = "News of the harbor"
[[feeds]]
path = "apple.xml"
profile = "apple-news"
[[feeds]]
path = "mail.xml"
profile = "mail"
"#,
        )
        .build();
    let long = site.page("/flipboard.xml");
    assert!(long.contains("<description>Why it matters SACRAMENTO — The board voted."), "{long}");
    let smart = site.page("/smart.xml");
    assert!(smart.contains("xmlns:snf") && smart.contains("<media:status>active</media:status>"));
    assert!(smart.contains("<description>News of the harbor</description>"));
    assert!(site.page("/apple.xml").contains("<language>en-US</language>"));
    assert!(!site.page("/apple.xml").contains("<dc:language>en</dc:language>"));
    assert!(site.page("/mail.xml").contains("style=\"display:block;max-width:100%;height:auto;border:0\""));
}

#[test]
fn slips_in_a_partners_feed_are_told() {
    for (table, told) in [
        ("[[feeds]]\npath = \"a.xml\"\nsections = [\"citty\"]\n", "did you mean `city`?"),
        ("[[feeds]]\npath = \"a.xml\"\nkinds = [\"opinoin\"]\n", "did you mean `opinion`?"),
        ("[[feeds]]\npath = \"a.xml\"\nlimt = 3\n", "did you mean `limit`?"),
        ("[[feeds]]\npath = \"a.xml\"\nprofile = \"flipbord\"\n", "did you mean `flipboard`?"),
        ("[[feeds]]\npath = \"folder/\"\n", "path = \"partners/flipboard.xml\""),
        ("[[feeds]]\nname = \"x\"\n", "path = \"partners/flipboard.xml\""),
        ("[[feeds]]\npath = \"a.xml\"\nlanguages = [\"!\"]\n", "BCP 47"),
        ("[[feeds]]\npath = \"city/feed.xml\"\n", "give one of them another"),
        ("[websub]\nhub = \"hub\"\n", "write it with https://"),
    ] {
        let site = paper(PAPER).config(table).build();
        assert!(site.findings().iter().any(|found| found.help.as_deref().is_some_and(|help| help.contains(told))), "{table}");
    }
}

#[test]
fn a_window_lets_stories_go_and_the_ledger_says_when() {
    let window = || paper(PAPER).config("[[feeds]]\npath = \"day.xml\"\nwindow_hours = 60\n");
    let site = window().build();
    assert_eq!(site.page("/day.xml").matches("<item>").count(), 1, "noon of June 1 is 51 hours after the vote");
    let due = site.build.edition.as_ref().unwrap().site().next_due;
    assert_eq!(due.unwrap().to_rfc3339(), "2025-06-01T21:00:00-07:00");
    let later = window().now("2025-06-01 21:00").build();
    assert_eq!(later.page("/day.xml").matches("<item>").count(), 0);
}

#[test]
fn a_hub_is_named_where_it_is_told_of_news() {
    let site = paper(PAPER).config("[websub]\nhub = \"https://hub.example.org/\"\n").build();
    let hub = "<atom:link href=\"https://hub.example.org/\" rel=\"hub\"/>";
    assert!(site.page("/feed.xml").contains(hub) && site.page("/city/feed.xml").contains(hub));
    assert!(!site.page("/authors/dana-kim/feed.xml").contains(hub));
    assert!(site.page("/atom.xml").contains("<link rel=\"hub\" href=\"https://hub.example.org/\"/>"));
    let feed: Value = serde_json::from_str(site.page("/feed.json")).unwrap();
    assert_eq!(feed["hubs"][0]["url"], "https://hub.example.org/");
}

#[test]
fn nobody_else_s_feed_changes() {
    let before = paper(PAPER).build();
    let after = paper(&PAPER.replace("I think.", "I think again.")).build();
    let changed: Vec<&String> =
        before.files().iter().filter(|(path, text)| after.files()[*path] != **text).map(|(path, _)| path).collect();
    assert!(changed.iter().any(|path| *path == "authors/dana-kim/feed.xml"));
    assert!(!changed.iter().any(|path| path.starts_with("authors/yolanda") || path.starts_with("topics/housing")), "{changed:?}");
}

/// The part of docs/formats.md below a heading.
fn part(heading: &str) -> String {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/formats.md")).unwrap();
    let rest = document.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(|| panic!("no heading {heading}")).to_owned();
    rest.split("\n## ").next().unwrap().split("\n### ").next().unwrap().to_owned()
}

/// What the first column of the tables of a part names.
pub fn documented(heading: &str) -> BTreeSet<String> {
    let part = part(heading);
    let rows = part.lines().filter(|line| line.starts_with("| `")).map(|line| line.split(" | ").next().unwrap());
    rows.flat_map(|row| row.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// Every key of a JSON text.
pub fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            keys(value, found);
        }),
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

/// Every element of an XML text with its attributes, but for namespaces.
fn names(xml: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = if rest.starts_with("<![CDATA[") { rest.find("]]>").unwrap() } else { rest.find('>').unwrap() };
        let tag = &rest[1..end];
        rest = &rest[end..];
        if tag.starts_with(['/', '?', '!']) {
            continue;
        }
        let words =
            tag.split('"').step_by(2).flat_map(|part| part.split_whitespace()).map(|word| word.trim_end_matches(['=', '/']));
        found.extend(words.filter(|word| !word.is_empty() && !word.starts_with("xmlns")).map(str::to_owned));
    }
    found
}

#[test]
fn every_element_and_key_of_feeds_is_documented_and_every_documented_one_is_there() {
    let site = paper(&PAPER.replace("name_native", "photo = \"/dana.png\"\nname_native"))
        .file("static/dana.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0")
        .config(
            "tagline = \"All the news\"\ncopyright = \"© 2025\"\n[outlet]\nlogo = \"/dana.png\"\n[websub]\nhub = \"https://hub.example.org/\"\n\
             [[feeds]]\npath = \"smart.xml\"\nprofile = \"smartnews\"\n",
        )
        .build();
    site.is_built();
    let rss = format!("{}{}", site.page("/feed.xml"), site.page("/smart.xml"));
    assert_eq!(names(&rss), documented("### RSS"));
    assert_eq!(names(site.page("/atom.xml")), documented("### Atom"));
    let mut found = BTreeSet::new();
    keys(&serde_json::from_str(site.page("/feed.json")).unwrap(), &mut found);
    assert_eq!(found, documented("### JSON Feed"));
}

/// Reads an XML text to its end, and looks at every letter.
#[track_caller]
fn is_well_formed(path: &str, xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{path}: {error}"),
        }
    }
    let is_fine =
        |letter: char| matches!(letter, '\t' | '\n' | '\r') || (letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}'));
    assert!(xml.chars().all(is_fine), "{path}");
}

#[test]
fn hostile_text_in_every_field_breaks_no_feed() {
    let evil = "a\\u0001\\u001b]]></title><script>x</script>\\u202e\\u2066🎉 & \\\"q\\\" 'q' <![CDATA[ -->\\uffff";
    let long = "가".repeat(4000);
    let paper = format!(
        "--- content/articles/a.md\n+++\ntitle = \"{evil}{long}\"\nkicker = \"{evil}\"\ndeck = \"{evil}\"\nshort_title = \"{evil}\"\n\
         date = 2025-05-30\nauthors = [\"{evil}\", \"X\"]\ntopics = [\"{evil}\"]\nsection = \"city\"\nkind = \"opinion\"\n\
         dateline = \"{evil}\"\nlang = \"ko\"\n[[corrections]]\ndate = 2025-06-01\ntext = \"{evil}\"\n[[sources]]\nname = \"{evil}\"\n\
         url = \"javascript:x\"\n[image]\nsrc = \"/p.png\"\nalt = \"{evil}\"\ncaption = \"{evil}\"\ncredit = \"{evil}\"\n+++\n\
         ]]> <script>x</script> <form><input></form> \u{1}\u{1b}\u{ffff}\u{202e} [x](javascript:x) <b onclick=\"x\">b</b> `]]>`\n"
    );
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0";
    for html in ["safe", "full", "none"] {
        let config = format!(
            "tagline = \"{evil}\"\ncopyright = \"{evil}\"\n[content]\nhtml = \"{html}\"\n[outputs]\nwire = true\n[outlet]\nname = \"{evil}\"\n\
             [[feeds]]\npath = \"mail.xml\"\nprofile = \"mail\"\nname = \"{evil}\"\n"
        );
        let site = newsroom(&paper).file("static/p.png", png).config(&config).build();
        site.is_built();
        let mut count = 0;
        for (path, text) in site.files() {
            if path.ends_with(".xml") {
                is_well_formed(path, text);
                count += 1;
            } else if path.ends_with(".json") {
                let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
                count += 1;
                let html = value["items"][0]["content_html"].as_str().or_else(|| value["bodies"][0]["value"].as_str());
                for never in ["<script", "<form", "<input", "onclick=\"", "href=\"javascript"] {
                    assert!(!html.is_some_and(|html| html.contains(never)), "{html:?} of {path}: {never}");
                }
            }
        }
        assert!(count > 12, "{count}");
    }
}
