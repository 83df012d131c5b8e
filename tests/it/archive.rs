//! The archive: years, months, days; pagination; addresses below a path; redirects.

use super::newsroom::newsroom;

const STORIES: &str = r#"
--- content/articles/a.md
+++
title = "A"
date = 2023-01-31T23:30:00
section = "city"
author = "X"
+++
--- content/articles/b.md
+++
title = "B"
date = 2025-03-01T00:30:00Z
section = "city"
author = "X"
aliases = ["/old/b", "/old/b.html"]
+++
--- content/articles/c.md
+++
title = "C"
date = 2025-05-30
section = "city"
author = "X"
+++
"#;

#[test]
fn days_are_the_outlets_and_only_periods_with_stories_have_pages() {
    let site = newsroom(STORIES).build();
    site.is_built();
    for there in ["/archive/", "/2023/", "/2023/01/", "/2023/01/31/", "/2025/02/28/b/", "/2025/02/", "/2025/05/30/c/"] {
        assert!(site.has(there), "{there}");
    }
    for not in ["/2024/", "/2025/03/", "/2025/04/", "/2023/02/"] {
        assert!(!site.has(not), "{not}");
    }
    assert!(site.page("/archive/").contains("<a href=\"/2025/\">2025</a> 2 stories<a href=\"/2023/\">2023</a> 1 story"));
    assert!(site.page("/2025/").contains("February 2025 1;") && site.page("/2025/").contains("March 2025 0;"));
}

#[test]
fn previous_and_next_skip_empty_periods() {
    let site = newsroom(STORIES).build();
    assert!(site.page("/2025/02/").contains("rel=\"prev\" href=\"/2023/01/\""));
    assert!(site.page("/2025/02/").contains("rel=\"next\" href=\"/2025/05/\""));
    assert!(site.page("/2025/05/30/").contains("rel=\"prev\" href=\"/2025/02/28/\""));
    assert!(site.page("/2023/01/").contains("31:1"));
}

#[test]
fn lists_are_cut_into_pages() {
    let site = newsroom(STORIES).config("[paginate]\nsection = 2\nauthor = 1").build();
    assert!(site.page("/city/").contains("1/2") && site.page("/city/page/2/").contains("2/2"));
    assert!(site.has("/authors/x/page/3/") && !site.has("/authors/x/page/4/"));
}

#[test]
fn everything_works_below_a_path() {
    let site = newsroom(STORIES).options(|options| options.base_url = Some("https://x.org/paper".into())).build();
    assert!(site.page("/").contains("href=\"/paper/2025/05/30/c/\""));
    for (path, text) in site.files().iter().filter(|(path, _)| path.ends_with(".html")) {
        let stray = text.match_indices("href=\"/").find(|(at, _)| !text[*at..].starts_with("href=\"/paper/"));
        assert!(stray.is_none(), "{path}: {}", &text[stray.unwrap().0..]);
    }
}

#[test]
fn old_addresses_lead_to_the_new_ones() {
    let site = newsroom(STORIES).build();
    for old in ["/old/b/", "/old/b.html"] {
        let page = site.page(old);
        assert!(
            page.contains("url=/2025/02/28/b/\"")
                && page.contains("rel=\"canonical\" href=\"https://courier.example.org/2025/02/28/b/\"")
        );
    }
}

#[test]
fn flat_addresses_and_other_patterns_are_offered() {
    let site = newsroom(STORIES).config("[permalinks]\narticle = \"/:section/:year-:slug.html\"").build();
    assert!(site.is_built().has("/city/2025-c.html"));
    assert!(site.page("/").contains("href=\"/city/2025-c.html\""));
}

#[test]
fn kinds_of_output_can_be_turned_off() {
    let site = newsroom(STORIES).config("[outputs]\ndays = false\nauthors = false\ntopics = false\ncorrections = false").build();
    assert!(!site.has("/2025/05/30/") && !site.has("/authors/") && !site.has("/topics/") && !site.has("/corrections/"));
    assert!(site.has("/2025/05/30/c/") && !site.page("/2025/05/30/c/").contains("/authors/"));
}
