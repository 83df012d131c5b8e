//! Nothing unpublished leaks: stories that are held back or taken down carry a marker of their own in every field, and no byte and no
//! name of the output may hold one. Formats that are added later are searched as well, since all outputs are.
//!
//! Does not look at what the command line prints: that is for editors.

use super::newsroom::{Newsroom, Site, newsroom};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;
use std::fmt::Write;
use unicode_normalization::UnicodeNormalization;

/// Begins each marker; behind it stand the number of the story, an `x`, and the field.
const MARK: &str = "zqleak";

/// Stands behind each marker that is prose, then a syllable for the story: to be found where a format escapes what is not ASCII.
const SYLLABLES: &str = "뷁뷁";

/// What decides whether a story is on the site.
#[derive(Clone, Debug)]
struct Story {
    status: &'static str,
    is_ahead: bool,
    embargo: Option<&'static str>,
    expires: Option<&'static str>,
    kind: &'static str,
}

/// A switch of the command line for each kind of unpublished story.
#[derive(Clone, Copy, Debug)]
struct Switches {
    drafts: bool,
    future: bool,
    expired: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Shown,
    Notice,
    Held,
}

impl Story {
    /// What docs/content.md says of such a story.
    fn fate(&self, switches: Switches) -> Fate {
        let is_draft = matches!(self.status, "draft" | "review");
        let is_ahead = self.is_ahead || self.embargo == Some(AHEAD);
        let is_over = self.expires == Some(BEHIND);
        if is_draft && !switches.drafts || is_ahead && !switches.future || is_over && !switches.expired {
            Fate::Held
        } else if self.status == "killed" {
            Fate::Notice
        } else {
            Fate::Shown
        }
    }
}

const AHEAD: &str = "2025-06-20T06:00:00";
const BEHIND: &str = "2025-05-20T06:00:00";
const STATUSES: &[&str] = &["draft", "review", "scheduled", "published", "killed"];
const KINDS: &[&str] = &[
    "news",
    "brief",
    "analysis",
    "explainer",
    "opinion",
    "editorial",
    "letter",
    "review",
    "obituary",
    "event",
    "sponsored",
    "live",
    "callout",
    "photo",
];

/// Looks that show different things: the plain theme, the shipped one, and one that prints all that it is given.
const LOOKS: &[&str] = &["plain", "broadsheet", "greedy"];

const GREEDY: &str = r#"
--- templates/article.html
{{ article | json }} {{ page | json }} {{ site | json }} {{ latest(limit=100) | json }} {{ related(id=article.id, limit=50) | json }} {{ neighbours(id=article.id) | json }} {{ topics(limit=100) | json }}
--- templates/home.html
{{ front | json }} {{ latest(limit=100) | json }} {{ topics(limit=100) | json }}
--- templates/corrections.html
{{ corrections | json }}
"#;

/// Published beside the others; the story is an edition of story 0. A second one links to all files but those of killed stories, whose
/// address stays, and so does a link to it.
const PUBLISHED: &str = r#"
--- content/articles/city/steady.md
+++
title = "Steady news"
date = 2025-05-30T09:00:00
author = "dana-kim"
topics = ["river"]
translation_key = "pair"
+++
The river rose.
--- content/authors/dana-kim.md
+++
name = "Dana Kim"
+++
Covers the river.
"#;

/// A picture with its own bytes, as large as its header says nothing about.
fn picture(number: usize, field: &str) -> Vec<u8> {
    let header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\0\x08\x02\0\0\0";
    [header.as_slice(), ascii(number, field).as_bytes()].concat()
}

fn ascii(number: usize, field: &str) -> String {
    format!("{MARK}{number}x{field}")
}

fn syllable(number: usize) -> char {
    char::from_u32(0xac00 + 1 + u32::try_from(number).unwrap()).unwrap()
}

fn prose(number: usize, field: &str) -> String {
    format!("{} {SYLLABLES}{}", ascii(number, field), syllable(number))
}

/// Writes the file of a story, with a marker in each field that takes text.
fn file(number: usize, story: &Story) -> String {
    let name = |field: &str| ascii(number, field);
    let text = |field: &str| prose(number, field);
    let mut out = format!("--- content/articles/{}/{}.md\n+++\n", name("folder"), name("file"));
    let texts =
        ["title", "kicker", "short_title", "seo_title", "social_title", "deck", "byline", "dateline", "section", "sponsor"];
    for field in texts {
        writeln!(out, "{field} = \"{}\"", text(&field.replace('_', ""))).unwrap();
    }
    for field in ["authors", "contributors", "translator", "editor", "photographer", "topics"] {
        writeln!(out, "{field} = [\"{}\"]", text(field)).unwrap();
    }
    let month = if story.is_ahead { "2025-07" } else { "2024-03" };
    writeln!(out, "date = {month}-{:02}T09:00:00\nupdated = {month}-{:02}T10:00:00", number + 1, number + 1).unwrap();
    writeln!(out, "status = \"{}\"\nkind = \"{}\"\nslug = \"{}\"", story.status, story.kind, name("slug")).unwrap();
    writeln!(out, "aliases = [\"/old/{}/\"]\ncanonical = \"https://wire.example.org/{}/\"", name("alias"), name("canonical"))
        .unwrap();
    writeln!(out, "prominence = [\"home-lead\", \"section-lead\", \"pinned\"]").unwrap();
    // Story 0 is the Korean edition of a published story: a page that names its editions would name it.
    let key = if number == 0 {
        "lang = \"ko\"\ntranslation_key = \"pair\"".into()
    } else {
        format!("translation_key = \"{}\"", name("key"))
    };
    writeln!(out, "{key}").unwrap();
    for (field, when) in [("embargo", story.embargo), ("expires", story.expires)] {
        if let Some(when) = when {
            writeln!(out, "{field} = {when}").unwrap();
        }
    }
    for (table, field) in [("[image]", "image"), ("[[gallery]]", "gallery")] {
        writeln!(out, "{table}\nsrc = \"{}.png\"", name(field)).unwrap();
        for key in ["alt", "caption", "photographer", "agency", "place"] {
            writeln!(out, "{key} = \"{}\"", text(&format!("{field}{key}"))).unwrap();
        }
    }
    writeln!(out, "[[gallery]]\nsrc = \"{}.png\"\nalt = \"x\"\ncredit = \"{}\"", name("second"), text("credit")).unwrap();
    writeln!(out, "[[corrections]]\ndate = 2025-05-31\ntext = \"{}\"", text("correction")).unwrap();
    writeln!(out, "[[sources]]\nname = \"{}\"\nurl = \"https://example.org/{}\"", text("source"), name("sourceurl")).unwrap();
    writeln!(out, "[extra]\n{} = \"{}\"\n+++", name("extrakey"), text("extra")).unwrap();
    writeln!(
        out,
        "{}. [words](https://example.org/{}) [file]({}.pdf) <b title=\"{}\">b</b>[^{}]\n",
        text("body"),
        name("link"),
        name("paper"),
        text("html"),
        name("note")
    )
    .unwrap();
    writeln!(out, "## {} {{#{}}}\n", text("heading"), name("id")).unwrap();
    writeln!(
        out,
        "![{}]({}.png \"{} (Credit: {})\")\n",
        text("bodyalt"),
        name("bodypicture"),
        text("bodycaption"),
        text("bodycredit")
    )
    .unwrap();
    writeln!(out, ":::pullquote by=\"{}\"\n{}\n:::\n", text("by"), text("quote")).unwrap();
    writeln!(out, ":::factbox title=\"{}\"\n{}\n:::\n", text("facttitle"), text("fact")).unwrap();
    writeln!(out, ":::embed url=\"https://video.example.org/{}\" title=\"{}\"\n:::\n", name("embed"), text("embedtitle"))
        .unwrap();
    writeln!(out, ":::gallery\n![{}]({}.png \"{}\")\n:::\n", text("directivealt"), name("directive"), text("directivecaption"))
        .unwrap();
    writeln!(out, "`{}` <!-- {} -->\n\n[^{}]: {}", text("code"), text("comment"), name("note"), text("footnote")).unwrap();
    out
}

/// The pictures and papers that a story's file names.
const FILES: &[&str] = &["image.png", "gallery.png", "second.png", "bodypicture.png", "directive.png", "paper.pdf"];

fn paper(stories: &[Story], switches: Switches, look: &str) -> Newsroom {
    let mut files = PUBLISHED.to_owned();
    let mut links = String::from(
        "--- content/articles/city/links.md\n+++\ntitle = \"All of it\"\ndate = 2025-05-31\nauthor = \"Dana Kim\"\n+++\n",
    );
    let mut slots = String::from("--- content/front.toml\n");
    for (number, story) in stories.iter().enumerate() {
        files.push_str(&file(number, story));
        if story.status != "killed" {
            writeln!(links, "[words](../{}/{}.md)", ascii(number, "folder"), ascii(number, "file")).unwrap();
        }
        let place = format!("articles/{}/{}.md", ascii(number, "folder"), ascii(number, "file"));
        writeln!(slots, "[[slot]]\nzone = \"secondary\"\narticle = \"{place}\"").unwrap();
    }
    for folder in ["pages", "sections", "topics"] {
        let text = prose(99, "draft");
        write!(links, "\n--- content/{folder}/{}.md\n+++\ntitle = \"{text}\"\ndescription = \"{text}\"\ndraft = true\nslug = \"{}\"\n+++\n{text}\n", ascii(99, "file"), ascii(99, folder)).unwrap();
    }
    files.push_str(&links);
    files.push_str(&slots);
    if look == "greedy" {
        files.push_str(GREEDY);
    }
    let theme = if look == "broadsheet" { "broadsheet" } else { "plain" };
    let site = format!(
        "--- site.toml\ntitle = \"The Courier\"\nbase_url = \"https://courier.example.org/\"\ntimezone = \"America/Los_Angeles\"\ntheme = \"{theme}\"\n[languages.ko]\nprefix = \"ko\"\n"
    );
    let mut paper = newsroom(&(files + &site)).options(|options| {
        options.drafts = switches.drafts;
        options.future = switches.future;
        options.expired = switches.expired;
    });
    for number in 0..stories.len() {
        for name in FILES {
            let (field, ending) = name.split_once('.').unwrap();
            let bytes = if ending == "png" { picture(number, "bytes") } else { ascii(number, "bytes").into_bytes() };
            // Each file has bytes of its own: two equal pictures would be one output.
            let bytes = [bytes, format!(" {field}").into_bytes()].concat();
            paper =
                paper.file(&format!("content/articles/{}/{}.{ending}", ascii(number, "folder"), ascii(number, field)), &bytes);
        }
    }
    paper
}

/// The text as it stands, and as a reader of URLs, of JSON and of HTML or XML would read it.
fn readings(text: &str) -> Vec<String> {
    let percent = percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let all = [text.to_owned(), unescaped(&percent, "\\u", 4, ""), unescaped(&percent, "&#x", 0, ";"), percent];
    all.iter().map(|text| text.nfc().collect::<String>().to_lowercase()).collect()
}

/// Replaces `\uXXXX` or `&#xX;` by the letter; one that means none stays.
fn unescaped(text: &str, before: &str, length: usize, after: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split(before);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = if length > 0 { Some(length) } else { part.find(after) };
        let digits = end.and_then(|end| part.get(..end));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                out.push_str(part.get(digits.map_or(0, str::len) + after.len()..).unwrap_or_default());
            }
            None => {
                out.push_str(before);
                out.push_str(part);
            }
        }
    }
    out
}

/// Finds every marker in a text: the number of its story, and the field.
fn markers(text: &str) -> BTreeSet<(usize, String)> {
    let mut found = BTreeSet::new();
    for reading in readings(text) {
        for part in reading.split(MARK).skip(1) {
            let (number, rest) = part.split_once('x').unwrap_or((part, ""));
            let field = rest.chars().take_while(char::is_ascii_lowercase).collect();
            found.insert((number.parse().unwrap_or(usize::MAX), field));
        }
        for part in reading.split(SYLLABLES).skip(1) {
            let letter = part.chars().next().map_or(0, u32::from);
            found.insert((usize::try_from(letter).unwrap().wrapping_sub(0xac01), "syllables".into()));
        }
    }
    found
}

/// A notice may name its own address, where it stands and where an old address leads to it; and a wire must tell who took the story.
fn is_of_a_notice(path: &str, number: usize, field: &str) -> bool {
    let own = [ascii(number, "slug"), ascii(number, "alias")];
    matches!(field, "slug" | "alias") && (own.iter().any(|part| path.contains(part.as_str())) || path == "wire/latest.json")
}

fn judge(site: &Site, stories: &[Story], switches: Switches, look: &str) -> Result<(), TestCaseError> {
    let errors: Vec<String> = site.told().lines().filter(|line| line.starts_with("error")).map(str::to_owned).collect();
    prop_assert!(errors.is_empty(), "{:#?}", errors);
    let fates: Vec<Fate> = stories.iter().map(|story| story.fate(switches)).collect();
    for (path, text) in site.files() {
        for (number, field) in markers(path).into_iter().chain(markers(text)) {
            let fate =
                if number == 99 && switches.drafts { Fate::Shown } else { fates.get(number).copied().unwrap_or(Fate::Held) };
            let is_known =
                look == "greedy" && path.contains(&ascii(number, "slug")) && matches!(field.as_str(), "file" | "folder");
            let may = fate == Fate::Shown && field != "comment"
                || fate == Fate::Notice && (is_known || is_of_a_notice(path, number, &field));
            prop_assert!(may, "{field} of story {number} ({fate:?}, {look}) is in {path}: {text}");
        }
    }
    for (number, (story, fate)) in stories.iter().zip(&fates).enumerate() {
        let month = if story.is_ahead { "2025/07" } else { "2024/03" };
        let day = format!("{month}/{:02}/", number + 1);
        let prefix = if number == 0 { "ko/" } else { "" };
        let address = format!("{prefix}{day}{}/index.html", ascii(number, "slug"));
        // A switch shows what it is for, so that the search above is not one for nothing.
        prop_assert_eq!(site.has(&address), *fate != Fate::Held, "story {} ({:?}) at {}", number, fate, address);
        let is_listed = site.has(&format!("{day}index.html")) || site.has(&format!("ko/{day}index.html"));
        prop_assert!(*fate == Fate::Shown || !is_listed, "the archive has a day for story {} ({:?})", number, fate);
        if *fate == Fate::Shown && look != "greedy" {
            prop_assert!(markers(site.page(&address)).contains(&(number, "title".into())), "no headline at {}", address);
        }
        if *fate == Fate::Notice {
            prop_assert!(site.has(&format!("old/{}/", ascii(number, "alias"))), "the old address of story {} is gone", number);
            prop_assert!(look != "broadsheet" || site.page(&address).contains("noindex"), "{}", site.page(&address));
        }
    }
    Ok(())
}

fn stories() -> impl Strategy<Value = Vec<Story>> {
    let moment = || prop_oneof![2 => Just(None), 1 => Just(Some(AHEAD)), 1 => Just(Some(BEHIND))];
    let story =
        (proptest::sample::select(STATUSES), prop::bool::weighted(0.3), moment(), moment(), proptest::sample::select(KINDS));
    let story = story.prop_map(|(status, is_ahead, embargo, expires, kind)| Story { status, is_ahead, embargo, expires, kind });
    prop::collection::vec(story, 1..8)
}

#[test]
fn nothing_unpublished_leaks() {
    let switches = any::<(bool, bool, bool)>().prop_map(|(drafts, future, expired)| Switches { drafts, future, expired });
    let switches = prop_oneof![2 => Just(Switches { drafts: false, future: false, expired: false }), 1 => switches];
    let input = (stories(), switches, proptest::sample::select(LOOKS));
    let config = Config { cases: 36, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    runner
        .run(&input, |(stories, switches, look)| judge(&paper(&stories, switches, look).build(), &stories, switches, look))
        .unwrap();
}

#[test]
fn one_of_each_kind_of_unpublished_story_leaves_no_trace() {
    let story = |status| Story { status, is_ahead: false, embargo: None, expires: None, kind: "news" };
    let stories = [
        story("draft"),
        story("review"),
        Story { is_ahead: true, ..story("scheduled") },
        Story { embargo: Some(AHEAD), ..story("published") },
        Story { expires: Some(BEHIND), ..story("published") },
        story("killed"),
    ];
    for look in LOOKS {
        for at in 0..8 {
            let switches = Switches { drafts: at & 1 > 0, future: at & 2 > 0, expired: at & 4 > 0 };
            judge(&paper(&stories, switches, look).build(), &stories, switches, look).unwrap();
        }
    }
}

#[test]
fn markers_are_found_however_they_are_written() {
    for text in [
        "A zqleak3xtitle!",
        "/ZQLEAK3XTITLE.1f.png",
        "뷁뷁각",
        "%EB%B7%81%eb%b7%81%EA%B0%84",
        "\\ubdc1\\ubdc1\\uac04",
        "&#xBDC1;&#xbdc1;&#xAC04;",
    ] {
        assert_eq!(markers(text).len(), 1, "{text}");
    }
    assert_eq!(markers("a zqleak12xalt b").first(), Some(&(12, "alt".to_owned())));
    assert_eq!(markers(&format!("{SYLLABLES}{}", syllable(3))).first(), Some(&(3, "syllables".to_owned())));
    assert_eq!(markers("\\u12 %zz &#x; plain"), BTreeSet::new());
}
