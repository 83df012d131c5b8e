//! Stories: front matter in both notations, dates, status, sections, links, photos, languages.

use super::newsroom::{Site, newsroom};

fn story(header: &str, body: &str) -> String {
    format!("--- content/articles/city/a.md\n+++\ntitle = \"A\"\nauthor = \"X\"\n{header}\n+++\n{body}\n")
}

fn png() -> Vec<u8> {
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0".to_vec()
}

#[test]
fn toml_and_yaml_say_the_same() {
    let toml = newsroom("--- content/articles/a.md\n+++\ntitle = \"A: B\"\ndate = 2025-05-30\nauthor = \"X\"\ntags = [\"a\", \"b\"]\ndraft = false\n[image]\nsrc = \"/x.png\"\nalt = \"y\"\n+++\n").file("static/x.png", &png()).build();
    let yaml = newsroom("--- content/articles/a.md\n---\ntitle: \"A: B\"\ndate: 2025-05-30\nauthor: X\ntags: [a, b]\ndraft: no\nimage:\n  src: /x.png\n  alt: y\n---\n").file("static/x.png", &png()).build();
    assert_eq!(toml.is_built().page("/2025/05/30/a/"), yaml.is_built().page("/2025/05/30/a/"));
    assert!(yaml.has("/topics/a/") && yaml.has("/topics/b/"));
}

#[test]
fn every_name_of_the_deck_is_read_and_the_first_wins() {
    for key in ["deck", "description", "subtitle", "dek", "standfirst", "summary", "excerpt"] {
        let site = newsroom(&story(&format!("date = 2025-05-30\n{key} = \"Why *it* matters\""), "Text.")).build();
        assert!(
            site.is_clean_but_notes().page("/2025/05/30/a/").contains("<p class=\"deck\">Why <em>it</em> matters</p>"),
            "{key}"
        );
    }
    let both = newsroom(&story("date = 2025-05-30\nsummary = \"s\"\ndeck = \"d\"", "Text.")).build();
    assert!(both.page("/2025/05/30/a/").contains("<p class=\"deck\">d</p>"));
}

impl Site {
    #[track_caller]
    fn is_clean_but_notes(&self) -> &Self {
        self.is_clean()
    }
}

#[test]
fn the_date_may_stand_in_the_file_name() {
    let site = newsroom("--- content/articles/2024-02-29-leap-day.md\n+++\ntitle = \"A\"\nauthor = \"X\"\n+++\n").build();
    assert!(site.is_built().has("/2024/02/29/leap-day/"));
}

#[test]
fn what_is_not_due_is_held_and_appears_by_itself() {
    let header = "date = 2025-06-03T06:00:00\nstatus = \"scheduled\"";
    let before = newsroom(&story(header, "Secret.")).now("2025-06-03 05:59:59").build();
    assert!(!before.has("/2025/06/03/a/") && !before.files().values().any(|text| text.contains("Secret")));
    let site = before.build.edition.as_ref().unwrap().site();
    assert_eq!(site.next_due.unwrap().to_rfc3339(), "2025-06-03T06:00:00-07:00");
    assert!(newsroom(&story(header, "Secret.")).now("2025-06-03 06:00:00").build().has("/2025/06/03/a/"));
    assert!(newsroom(&story(header, "Secret.")).options(|options| options.future = true).build().has("/2025/06/03/a/"));
}

#[test]
fn drafts_embargoes_expired_and_killed_stories_are_kept_apart() {
    for (header, flag) in [
        ("draft = true", "drafts"),
        ("status = \"review\"", "drafts"),
        ("embargo = 2025-06-02T10:00:00", "future"),
        ("expires = 2025-05-31", "expired"),
    ] {
        let files = story(
            &format!(
                "date = 2025-05-30\n{header}\ntopics = [\"secret-topic\"]\nimage = \"secret.png\"\naliases = [\"/secret-alias/\"]"
            ),
            "Secret-text.",
        );
        let build = |on: bool| {
            newsroom(&files)
                .file("content/articles/city/secret.png", &png())
                .options(|options| match flag {
                    "drafts" => options.drafts = on,
                    "future" => options.future = on,
                    _ => options.expired = on,
                })
                .build()
        };
        let hidden = build(false);
        assert!(!hidden.is_built().has("/2025/05/30/a/"), "{header}");
        for (path, text) in hidden.files() {
            assert!(!path.contains("secret") && !text.to_lowercase().contains("secret"), "{header}: {path}");
        }
        assert!(build(true).is_built().has("/2025/05/30/a/"), "{header} with the flag");
    }
    let killed = newsroom(&story("date = 2025-05-30\nstatus = \"killed\"", "Secret-text.")).build();
    assert!(killed.page("/2025/05/30/a/").contains("removed"));
    assert!(!killed.files().values().any(|text| text.contains("Secret-text")) && !killed.page("/").contains("/2025/05/30/a/"));
}

#[test]
fn the_section_is_named_or_the_folder() {
    let site = newsroom(&story("date = 2025-05-30", "x")).build();
    assert!(site.is_built().page("/city/").contains("2025/05/30/a/"));
    let named = newsroom(
        &(story("date = 2025-05-30\nsection = \"School News\"", "x")
            + "--- content/sections/school-news.md\n+++\ntitle = \"School News\"\n+++\nIntro *here*.\n"),
    )
    .build();
    assert!(named.is_clean().page("/school-news/").contains("Intro <em>here</em>"));
    let slip = newsroom(
        &(story("date = 2025-05-30\nsection = \"scholo\"", "x")
            + "--- content/sections/school.md\n+++\ntitle = \"School\"\n+++\n"),
    )
    .build();
    assert!(slip.tells("section/unknown").contains("did you mean `school`?"));
    let in_year =
        newsroom("--- content/articles/2025/05/x.md\n+++\ntitle = \"X\"\ndate = 2025-05-30\nauthor = \"X\"\n+++\n").build();
    assert!(in_year.is_built().has("/2025/05/30/x/") && !in_year.has("/05/"));
}

#[test]
fn the_dateline_runs_into_the_first_paragraph_and_nowhere_else() {
    let site = newsroom(&story("date = 2025-05-30\ndateline = \"Sacramento\"", "The *council* voted.\n\nMore.")).build();
    let page = site.is_clean().page("/2025/05/30/a/");
    assert!(page.contains("<p><span class=\"dateline\">SACRAMENTO —</span> The <em>council</em> voted.</p>"), "{page}");
    let article = &site.build.edition.as_ref().unwrap().site().articles().next().unwrap();
    assert_eq!(&*article.source.body.digest.excerpt, "The council voted.");
    let korean = newsroom(&story("date = 2025-05-30\nlang = \"ko\"\ndateline = { place = \"새크라멘토\" }", "시의회.")).build();
    assert!(korean.page("/2025/05/30/a/").contains("[새크라멘토]</span> 시의회."));
    let none = newsroom(&story("date = 2025-05-30\ndateline = false", "x")).build();
    assert!(!none.is_clean().page("/2025/05/30/a/").contains("dateline"));
}

#[test]
fn links_go_by_file_and_are_checked() {
    let other = "--- content/articles/2024/b.md\n+++\ntitle = \"B\"\ndate = 2024-01-02\nauthor = \"X\"\nsection = \"city\"\n+++\n## What it costs\n--- content/pages/ethics.md\n+++\ntitle = \"E\"\n+++\nx\n--- content/articles/held.md\n+++\ntitle = \"H\"\ndate = 2030-01-01\nsection = \"city\"\n+++\n";
    let body = "[b](../2024/b.md) [c](../2024/b.md#what-it-costs) [e](@/pages/ethics.md) [bad](nope.md) [anchor](../2024/b.md#nope) [h](../held.md) [root](/2024/01/02/b/) [dead](/nowhere/)";
    let site = newsroom(&(story("date = 2025-05-30", body) + other)).build();
    let page = site.is_built().page("/2025/05/30/a/");
    for there in [
        "<a href=\"/2024/01/02/b/\">b</a>",
        "<a href=\"/2024/01/02/b/#what-it-costs\">c</a>",
        "<a href=\"/ethics/\">e</a>",
        "<a href=\"/2024/01/02/b/\">root</a>",
    ] {
        assert!(page.contains(there), "{there} in {page}");
    }
    assert!(page.contains(" bad ") && page.contains(" h "), "the text stays without a link: {page}");
    let told = site.told();
    for code in ["link/no-such-page] content/articles/city/a.md", "link/anchor]", "link/held]"] {
        assert!(told.contains(code), "{code} in {told}");
    }
    assert!(told.contains("nothing stands at `/nowhere/`"));
}

#[test]
fn photos_beside_a_story_are_published_with_what_is_said_of_them() {
    let body = "![A river](river.png \"The river on *Tuesday*. (Credit: Ana Ruiz)\")";
    let header = "date = 2025-05-30\n[image]\nsrc = \"river.png\"\nalt = \"River\"\ncaption = \"The **river**\"\nphotographer = \"Ana Ruiz\"\nagency = \"AP\"";
    let site = newsroom(&story(header, body)).file("content/articles/city/river.png", &png()).build();
    let page = site.is_clean().page("/2025/05/30/a/");
    assert!(page.contains("<figcaption>The <strong>river</strong> Ana Ruiz / AP</figcaption>"), "{page}");
    assert!(
        page.contains("<figure")
            && page.contains("width=\"3\"")
            && page.contains("on <em>Tuesday</em>.")
            && page.contains("Ana Ruiz</span>"),
        "{page}"
    );
    assert_eq!(site.files().keys().filter(|path| path.starts_with("media/river.")).count(), 1, "one file, referred to twice");
}

#[test]
fn translations_know_each_other() {
    let pair = "--- content/articles/en.md\n+++\ntitle = \"Rent\"\ndate = 2025-05-30\nauthor = \"X\"\nsection = \"c\"\ntranslation_key = \"rent\"\n+++\n--- content/articles/ko.md\n+++\ntitle = \"집세\"\ndate = 2025-05-30\nlang = \"ko\"\nauthor = \"X\"\nsection = \"c\"\ntranslation_key = \"rent\"\n+++\n";
    let site = newsroom(pair).build();
    let model = site.is_built().build.edition.as_ref().unwrap().site();
    assert!(model.articles().all(|article| article.translations.len() == 1));
}

#[test]
fn hangul_keeps_its_emphasis_and_its_addresses() {
    let site = newsroom("--- content/articles/한인타운-소식.md\n+++\ntitle = \"소식\"\ndate = 2025-05-30\nlang = \"ko\"\nauthor = \"김단아\"\n+++\n**강조(설명)**은 **“인용”**이라고.\n").build();
    let page = site.is_built().page("/2025/05/30/한인타운-소식/");
    assert!(page.contains("<strong>강조(설명)</strong>은 <strong>“인용”</strong>이라고"), "{page}");
    assert!(site.page("/").contains("href=\"/2025/05/30/%ED%95%9C"));
    let ascii = newsroom("--- content/articles/한인.md\n+++\ntitle = \"소식\"\ndate = 2025-05-30\nauthor = \"X\"\n+++\n")
        .config("[slugs]\nstyle = \"ascii\"")
        .build();
    assert!(ascii.files().keys().all(|path| path.is_ascii()), "{:?}", ascii.files().keys());
}

#[test]
fn corrections_stand_on_the_story_and_in_the_list() {
    let header = "date = 2025-05-30\n[[corrections]]\ndate = 2025-06-01\ntext = \"It was *five*.\"\nplacement = \"top\"";
    let site = newsroom(&story(header, "x")).build();
    assert!(site.is_clean().page("/2025/05/30/a/").contains("<p class=\"correction\">It was <em>five</em>.</p>"));
    assert!(site.page("/corrections/").contains("It was <em>five</em>. A"));
}

#[test]
fn an_unlisted_story_has_a_page_and_stands_in_no_list() {
    let site = newsroom(&story("date = 2025-05-30\nunlisted = true", "x")).build();
    assert!(site.is_built().has("/2025/05/30/a/") && !site.page("/").contains("/2025/05/30/a/") && !site.has("/2025/05/"));
}

#[test]
fn pages_have_clean_addresses_and_know_their_translations() {
    let page = |name: &str| format!("--- content/pages/{name}.md\n+++\ntitle = \"T\"\n+++\nx\n");
    let files = page("My Page") + &page("about") + &page("about.ko") + &page("deep/index") + &page("v1.10");
    let site = newsroom(&files).config("[languages.ko]\nprefix = \"ko\"").build();
    for there in ["/my-page/", "/about/", "/ko/about/", "/deep/", "/v1-10/"] {
        assert!(site.is_clean().has(there), "{there} in {:?}", site.files().keys());
    }
    let model = site.build.edition.as_ref().unwrap().site();
    assert_eq!(model.pages.iter().filter(|page| !page.translations.is_empty()).count(), 2);
}

#[test]
fn a_file_that_macos_names_is_found_by_templates_and_slots() {
    let file = "articles/2025/cafe\u{301}.md";
    let files = format!(
        "--- content/{file}\n+++\ntitle = \"Coffee\"\ndate = 2025-05-30\nauthor = \"X\"\nsection = \"city\"\n+++\n\
         --- content/articles/2025/tea.md\n+++\ntitle = \"Tea\"\ndate = 2025-05-29\nauthor = \"X\"\nsection = \"city\"\n+++\n\
         --- content/front.toml\n[[slot]]\nzone = \"lead\"\narticle = \"{file}\"\n"
    );
    let config = "title = \"T\"\nbase_url = \"https://x.example.org/\"\ntimezone = \"UTC\"\n";
    for theme in ["theme = \"plain\"\n", ""] {
        let site = newsroom(&files).file("site.toml", format!("{config}{theme}").as_bytes()).build();
        site.is_built();
        assert!(site.page("/2025/05/29/tea/").contains("Coffee") && site.page("/").contains("Coffee"), "{theme}");
    }
}
