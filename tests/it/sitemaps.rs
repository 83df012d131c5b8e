//! Sitemaps and robots.txt: what search engines are told, and when it changes.

use super::newsroom::{Newsroom, Site, newsroom};
use newsprint::formats::news_sitemap::{self, News};
use newsprint::formats::robots::Robots;
use newsprint::formats::sitemap::{self, Alternate, Entry, Listed};
use quick_xml::events::Event;
use std::collections::BTreeSet;

/// A story of `content/articles/NAME.md`.
fn story(name: &str, header: &str) -> String {
    format!("--- content/articles/{name}.md\n+++\ntitle = \"{name}\"\nauthor = \"X\"\n{header}\n+++\nText.\n")
}

/// Every address that a sitemap holds, without the site's own.
fn addresses(site: &Site, file: &str) -> Vec<String> {
    let locs = site.page(file).split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap());
    locs.map(|loc| loc.strip_prefix("https://courier.example.org").expect("an address of the site").to_owned()).collect()
}

/// The files of which the bytes are others, or that only one site has.
fn changed(before: &Site, after: &Site) -> Vec<String> {
    let names: BTreeSet<&String> = before.files().keys().chain(after.files().keys()).collect();
    names.into_iter().filter(|name| before.files().get(*name) != after.files().get(*name)).cloned().collect()
}

#[test]
fn every_page_that_may_be_found_is_in_one_sitemap_and_nothing_else_is() {
    let files = [
        &story("plain", "date = 2025-05-30T09:00:00\ntopics = [\"river\"]\nsection = \"city\"\naliases = [\"/old/plain/\"]"),
        &story("older", "date = 2024-02-29\nsection = \"city\""),
        &story("hidden", "date = 2025-05-30\nnoindex = true"),
        &story("unlisted", "date = 2025-05-30\nunlisted = true"),
        &story("killed", "date = 2025-05-30\nstatus = \"killed\""),
        &story("draft", "date = 2025-05-30\ndraft = true"),
        &story("taken-over", "date = 2025-05-30\ncanonical = \"https://elsewhere.example.org/story/\""),
        &story("long", &format!("date = 2025-05-30\npermalink = \"{}\"", format!("/{}", "가".repeat(66)).repeat(4) + "/")),
        &story("own", "date = 2025-05-30\ncanonical = \"https://courier.example.org/2025/05/30/own/\""),
        "--- content/pages/about.md\n+++\ntitle = \"About\"\n+++\nUs.\n",
        "--- content/pages/secret.md\n+++\ntitle = \"Secret\"\nnoindex = true\n+++\n",
        "--- content/sections/quiet.md\n+++\ntitle = \"Quiet\"\nnoindex = true\n+++\n",
    ];
    let site = newsroom(&files.join("\n")).config("[paginate]\nauthor = 3").build();
    site.is_clean();
    let index = addresses(&site, "sitemap.xml");
    assert_eq!(index, ["/sitemaps/pages.xml", "/sitemaps/2025-05.xml", "/sitemaps/2024-02.xml"]);
    let mut listed: Vec<String> = index.iter().flat_map(|file| addresses(&site, file)).collect();
    listed.sort();
    let long = format!("/{}", "가".repeat(66)).repeat(4) + "/";
    let left_out = [
        long.as_str(),
        "/2025/05/30/hidden/",
        "/2025/05/30/unlisted/",
        "/2025/05/30/killed/",
        "/2025/05/30/taken-over/",
        "/old/plain/",
        "/secret/",
        "/quiet/",
        "/authors/x/page/2/",
    ];
    let pages = site.files().keys().filter_map(|file| file.strip_suffix("index.html"));
    let mut wanted: Vec<String> = pages.map(|folder| format!("/{folder}")).collect();
    for address in left_out {
        assert!(wanted.iter().any(|page| page == address), "the site has {address}");
        wanted.retain(|page| page != address);
    }
    wanted.sort();
    assert_eq!(listed, wanted);
}

#[test]
fn a_month_says_when_stories_changed_and_shows_their_pictures() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0";
    let story = "--- content/articles/rent.md\n+++\ntitle = \"Rent\"\nauthor = \"X\"\ndate = 2025-05-30T09:00:00\nupdated = 2025-05-31\n\
                 image = { src = \"/a'b.png\", alt = \"A\" }\n\
                 [[gallery]]\nsrc = \"/a'b.png\"\nalt = \"A\"\n\
                 [[gallery]]\nsrc = \"https://pictures.example.org/c.png?a=1&b=2\"\nalt = \"C\"\n\
                 [[corrections]]\ndate = 2025-06-01T08:30:00\ntext = \"It was three.\"\n+++\n![D](/d.png)\n";
    let site = newsroom(story).file("static/a'b.png", png).file("static/d.png", png).build();
    let month = site.is_clean().page("sitemaps/2025-05.xml");
    let expected = "\
 <url>
  <loc>https://courier.example.org/2025/05/30/rent/</loc>
  <lastmod>2025-06-01T08:30:00-07:00</lastmod>
  <image:image>
   <image:loc>https://courier.example.org/a%27b.png</image:loc>
  </image:image>
  <image:image>
   <image:loc>https://pictures.example.org/c.png?a=1&amp;b=2</image:loc>
  </image:image>
  <image:image>
   <image:loc>https://courier.example.org/d.png</image:loc>
  </image:image>
 </url>
</urlset>
";
    assert!(month.ends_with(expected), "{month}");
    // A list changed when its newest story did.
    let pages = site.page("sitemaps/pages.xml");
    let section = "<loc>https://courier.example.org/2025/05/30/</loc>\n  <lastmod>2025-06-01T08:30:00-07:00</lastmod>";
    assert!(pages.contains(section), "{pages}");
    assert!(site.page("sitemap.xml").contains("2025-05.xml</loc>\n  <lastmod>2025-06-01T08:30:00-07:00</lastmod>"));
}

#[test]
fn editions_of_a_story_name_each_other_and_themselves() {
    let files = [
        &story("rent", "date = 2025-05-30"),
        &story("rent.ko", "date = 2025-05-30"),
        &story("rent.es", "date = 2025-05-30\nnoindex = true"),
        &story("vote", "date = 2025-05-30\ntranslation_key = \"vote\""),
        &story("vote-again", "date = 2025-05-29\ntranslation_key = \"vote\""),
        &story("vote-ko", "date = 2025-05-28\nlang = \"ko\"\ntranslation_key = \"vote\""),
        &story("fish.ko", "date = 2025-05-27"),
        &story("fish.es", "date = 2025-05-27"),
        &story("alone", "date = 2025-05-26"),
        "--- content/pages/about.md\n+++\ntitle = \"About\"\n+++\nUs.\n",
        "--- content/pages/about.ko.md\n+++\ntitle = \"소개\"\n+++\n",
    ];
    let site = newsroom(&files.join("\n")).config("[languages.ko]\nprefix = \"ko\"\n[languages.es]\nprefix = \"es\"").build();
    let entries = |file: &str| -> Vec<(String, Vec<String>)> {
        let links = |entry: &str| {
            let links = entry.split("<xhtml:link rel=\"alternate\" hreflang=\"").skip(1);
            links.map(|link| link.split("\"/>").next().unwrap().replace("\" href=\"https://courier.example.org", " ")).collect()
        };
        let loc = |entry: &str| entry.split("</loc>").next().unwrap().rsplit("example.org").next().unwrap().to_owned();
        site.page(file).split("<url>").skip(1).map(|entry| (loc(entry), links(entry))).collect()
    };
    let month = entries("sitemaps/2025-05.xml");
    let of = |address: &str| month.iter().find(|(loc, _)| loc == address).unwrap_or_else(|| panic!("{month:#?}")).1.clone();
    // The Spanish one is not to be found, so nobody is led there.
    let rent = ["en /2025/05/30/rent/", "ko /ko/2025/05/30/rent/", "x-default /2025/05/30/rent/"];
    assert_eq!(of("/2025/05/30/rent/"), rent);
    assert_eq!(of("/ko/2025/05/30/rent/"), rent);
    // Of two in English the newer is the translation.
    assert_eq!(of("/2025/05/30/vote/"), ["en /2025/05/30/vote/", "ko /ko/2025/05/28/vote-ko/", "x-default /2025/05/30/vote/"]);
    assert_eq!(of("/ko/2025/05/28/vote-ko/"), of("/2025/05/30/vote/"));
    assert!(of("/2025/05/29/vote-again/").is_empty());
    // Without an edition in the main language nothing stands for all others.
    assert_eq!(of("/es/2025/05/27/fish/"), ["es /es/2025/05/27/fish/", "ko /ko/2025/05/27/fish/"]);
    assert!(of("/2025/05/26/alone/").is_empty());
    let pages = entries("sitemaps/pages.xml");
    let links = |address: &str| &pages.iter().find(|(loc, _)| loc == address).unwrap().1;
    assert_eq!(*links("/ko/about/"), ["en /about/", "ko /ko/about/", "x-default /about/"]);
    assert!(links("/ko/").is_empty(), "two front pages are no translations of each other");
}

#[test]
fn the_news_sitemap_holds_journalism_of_two_days() {
    let kinds = [
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
        "live",
        "callout",
        "photo",
    ];
    let mut files: Vec<String> =
        kinds.iter().map(|kind| story(kind, &format!("date = 2025-05-31T08:00:00\nkind = \"{kind}\""))).collect();
    files.extend([
        story("paid", "date = 2025-05-31\nkind = \"sponsored\"\nsponsor = \"A shop\""),
        story("notice", "date = 2025-05-31\nkind = \"obituary\"\nsponsor = \"A family\""),
        story("old", "date = 2025-05-30T12:00:00"),
        story("young", "date = 2025-05-30T12:00:01"),
        story("changed", "date = 2025-05-01\nupdated = 2025-06-01"),
        story("hidden", "date = 2025-05-31\nnoindex = true"),
        story("korean.ko", "date = 2025-06-01T11:00:00+09:00"),
    ]);
    let paper = |config: &str| newsroom(&files.join("\n")).config(config).build();
    let site = paper("[languages.ko]\ntitle = \"등불 (Alder Bay)\"");
    let mut listed = addresses(&site, "news-sitemap.xml");
    assert_eq!(listed.first().unwrap(), "/2025/05/31/korean/", "the newest first");
    listed.sort();
    let mut wanted: Vec<String> = kinds
        .iter()
        .filter(|kind| !["letter", "event", "callout"].contains(kind))
        .map(|kind| format!("/2025/05/31/{kind}/"))
        .chain(["/2025/05/30/young/".to_owned(), "/2025/05/31/korean/".to_owned()])
        .collect();
    wanted.sort();
    assert_eq!(listed, wanted);
    let entry = "  <news:news>\n   <news:publication>\n    <news:name>등불</news:name>\n    <news:language>ko</news:language>\n   \
                 </news:publication>\n   <news:publication_date>2025-05-31T19:00:00-07:00</news:publication_date>\n   \
                 <news:title>korean.ko</news:title>\n  </news:news>";
    assert!(site.page("news-sitemap.xml").contains(entry), "{}", site.page("news-sitemap.xml"));
    let with_letters = paper("[languages.ko]\nname = \"한국어\"\n[sitemaps]\nletters = true");
    assert!(addresses(&with_letters, "news-sitemap.xml").contains(&"/2025/05/31/letter/".to_owned()));
}

#[test]
fn more_than_a_thousand_news_are_several_files() {
    let files: String = (0..1_001).map(|at| story(&format!("s{at:04}"), "date = 2025-06-01T08:00:00")).collect();
    let site = newsroom(&files).config("[outputs]\ntopics = false\ndays = false\nauthors = false").build();
    assert_eq!(addresses(&site, "news-sitemap.xml"), ["/sitemaps/news.xml", "/sitemaps/news-2.xml"]);
    let (first, second) = (addresses(&site, "sitemaps/news.xml"), addresses(&site, "sitemaps/news-2.xml"));
    assert_eq!((first.len(), second.len()), (1_000, 1));
    assert!(site.page("news-sitemap.xml").contains("<sitemapindex "));
}

#[test]
fn two_days_later_the_news_sitemap_is_another_and_nothing_else() {
    let files = [story("new", "date = 2025-05-31T18:30:00"), story("newer", "date = 2025-06-01T08:00:00")].join("\n");
    let at = |now: &str| newsroom(&files).now(now).build();
    let before = at("2025-06-01 12:00");
    let due = |site: &Site| site.build.edition.as_ref().unwrap().site().next_due.map(|due| due.to_rfc3339());
    assert_eq!(due(&before).unwrap(), "2025-06-02T18:30:00-07:00");
    assert_eq!(changed(&before, &at("2025-06-02 18:29:59")), [""; 0]);
    let after = at("2025-06-02 18:30");
    assert_eq!(changed(&before, &after), ["news-sitemap.xml"]);
    assert_eq!(addresses(&after, "news-sitemap.xml"), ["/2025/06/01/newer/"]);
    assert_eq!(due(&after).unwrap(), "2025-06-03T08:00:00-07:00");
    // A story that is shown ahead of its time is no news until then.
    let ahead = |now: &str| newsroom(&files).now(now).options(|options| options.future = true).build();
    let site = ahead("2025-06-01 07:00");
    assert_eq!(
        (addresses(&site, "news-sitemap.xml"), due(&site).unwrap()),
        (vec!["/2025/05/31/new/".to_owned()], "2025-06-01T08:00:00-07:00".into())
    );
    assert_eq!(changed(&site, &ahead("2025-06-01 08:00")), ["news-sitemap.xml"]);
    let empty = at("2026-01-01");
    assert_eq!((changed(&before, &empty), due(&empty)), (vec!["news-sitemap.xml".to_owned()], None));
    assert!(empty.page("news-sitemap.xml").contains("<urlset "), "a file without news is better than none");
}

#[test]
fn a_story_changes_its_month_and_the_lists_and_no_other_month() {
    let files = |title: &str, more: &str| {
        let march = story("march", "date = 2025-03-01");
        let april =
            story("april", &format!("date = 2025-04-01\n{more}")).replace("title = \"april\"", &format!("title = \"{title}\""));
        newsroom(&[march, april, story("may", "date = 2025-05-01")].join("\n")).build()
    };
    let sitemaps = |before: &Site, after: &Site| -> Vec<String> {
        changed(before, after).into_iter().filter(|file| file.contains("sitemap")).collect()
    };
    let before = files("April", "");
    assert_eq!(sitemaps(&before, &files("Another", "")), [""; 0], "no headline stands in a month's file");
    let updated = files("April", "updated = 2025-04-02");
    assert_eq!(sitemaps(&before, &updated), ["sitemap.xml", "sitemaps/2025-04.xml", "sitemaps/pages.xml"]);
    let hidden = files("April", "noindex = true");
    assert_eq!(sitemaps(&before, &hidden), ["sitemap.xml", "sitemaps/2025-04.xml"]);
    assert!(!hidden.has("sitemaps/2025-04.xml"), "a month without stories to find has no file");
}

#[test]
fn robots_txt_names_the_sitemaps_and_asks_what_the_paper_asks() {
    let plain = newsroom("").build();
    assert_eq!(
        plain.is_clean().page("robots.txt"),
        "User-agent: *\nDisallow:\n\nSitemap: https://courier.example.org/sitemap.xml\n\
         Sitemap: https://courier.example.org/news-sitemap.xml\n"
    );
    let config = "[robots]\nai = \"deny\"\nai_agents = [\"GPTBot\", \"CCBot\"]\ndisallow = [\"/tmp/\", \"/한/*.pdf$\"]\n[outputs]\nsitemaps = false";
    let site = newsroom("").config(config).build();
    assert_eq!(
        site.is_clean().page("robots.txt"),
        "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: *\nDisallow: /tmp/\nDisallow: /%ED%95%9C/*.pdf$\n"
    );
    assert!(!site.has("sitemap.xml") && !site.has("news-sitemap.xml") && !site.has("sitemaps/pages.xml"));
    let silent = newsroom("").config("[outputs]\nsitemaps = false").build();
    assert!(!silent.has("robots.txt"), "a file that says nothing is none");
    for bad in ["disallow = [\"tmp\"]", "disallow = [\"/a\\nAllow: /\"]", "ai_agents = [\"*\"]", "ai = \"no\""] {
        let site = newsroom("").config(&format!("[robots]\n{bad}")).build();
        assert!(site.tells("config/value").contains("write"), "{bad}");
    }
}

#[test]
fn crawlers_for_language_models_are_those_of_the_papers_list_or_of_newsprints() {
    let deny = "[robots]\nai = \"deny\"";
    let usual = newsroom("").config(deny).build();
    for agent in newsprint::config::AI_AGENTS {
        assert!(usual.page("robots.txt").contains(&format!("User-agent: {agent}\n")), "{agent}");
    }
    let own = "--- data/ai-crawlers.toml\nagents = [\"NewBot\"]\n";
    let site = newsroom(own).config(deny).build();
    assert!(site.is_clean().page("robots.txt").starts_with("User-agent: NewBot\nDisallow: /\n\nUser-agent: *\n"));
    let allowed = newsroom(own).build();
    assert!(allowed.page("robots.txt").starts_with("User-agent: *\n"));
    for bad in ["agents = \"NewBot\"", "agents = [\"a\\nb\"]", "crawlers = []"] {
        let site = newsroom(&format!("--- data/ai-crawlers.toml\n{bad}\n")).config(deny).build();
        assert!(site.tells("data/shape").contains("agents = ["), "{bad}");
        assert!(site.page("robots.txt").starts_with("User-agent: AI2Bot\n"), "{bad}");
    }
}

#[test]
fn a_robots_txt_of_the_papers_own_stands() {
    let own = "--- static/robots.txt\nUser-agent: *\nDisallow: /own/\n";
    let site = newsroom(own).build();
    assert_eq!(site.page("robots.txt"), "User-agent: *\nDisallow: /own/\n");
    assert!(site.findings().iter().next().is_none(), "{}", site.told());
    let told = newsroom(own).config("[robots]\nai = \"deny\"").build().tells("robots/own-file");
    assert!(told.contains("has no effect") && told.contains("delete the file, or the table"), "{told}");
}

#[test]
fn a_site_below_a_path_is_told_where_robots_txt_counts() {
    let below = |paper: Newsroom| {
        let config = "title = \"X\"\nbase_url = \"https://x.org/paper/\"\ntimezone = \"UTC\"\ntheme = \"plain\"\n[robots]\ndisallow = [\"/tmp/\"]\n";
        paper.file("site.toml", config.as_bytes()).build()
    };
    let site = below(newsroom(""));
    let told = site.tells("robots/below-host");
    assert!(told.contains("https://x.org/robots.txt") && told.contains("https://x.org/paper/robots.txt"), "{told}");
    let robots = site.is_clean().page("robots.txt");
    assert!(
        robots.contains("Disallow: /paper/tmp/\n") && robots.contains("Sitemap: https://x.org/paper/sitemap.xml\n"),
        "{robots}"
    );
}

#[test]
fn a_sitemap_of_the_papers_own_and_newsprints_are_not_both_written() {
    let own = "--- static/sitemap.xml\n<urlset/>\n";
    let told = newsroom(own).build().tells("output/same-address");
    assert!(told.contains("the list of sitemaps") && told.contains("[outputs] sitemaps = false"), "{told}");
    assert_eq!(newsroom(own).config("[outputs]\nsitemaps = false").build().is_clean().page("sitemap.xml"), "<urlset/>\n");
}

/// The names of all elements and attributes.
fn names(xml: &str) -> BTreeSet<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut names = BTreeSet::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) | Event::Empty(start) => {
                names.insert(start.name().as_ref().to_owned());
                names.extend(start.attributes().map(|attribute| attribute.unwrap().key.as_ref().to_owned()));
            }
            Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn every_element_and_line_is_documented_and_no_other() {
    let text = String::new;
    let entry = Entry {
        lastmod: Some(text()),
        images: vec![text()],
        alternates: vec![Alternate { hreflang: text(), href: text() }],
        ..Entry::default()
    };
    let news = News { loc: text(), publication: text(), language: text(), date: text(), title: text() };
    let robots = Robots { disallow: vec![text()], refused: vec![text()], sitemaps: vec![text()] };
    let files =
        [sitemap::urlset([entry]), sitemap::index([Listed { loc: text(), lastmod: Some(text()) }]), news_sitemap::urlset([news])];
    let robots = robots.text();
    let lines = robots.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_owned());
    let emitted: BTreeSet<String> = files.iter().flat_map(|xml| names(xml)).chain(lines).collect();
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/formats.md")).unwrap();
    let tables = ["| name | source | specification |", "| line | source | specification |"];
    let rows = tables.iter().flat_map(|head| {
        let table = document.split(head).nth(1).unwrap_or_else(|| panic!("no table `{head}`"));
        table.split("\n\n").next().unwrap().lines().filter(|row| row.starts_with("| `"))
    });
    let first = rows.map(|row| row.trim_start_matches("| ").split(" |").next().unwrap());
    let documented: BTreeSet<String> = first.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned)).collect();
    assert_eq!(documented, emitted);
    for agent in newsprint::config::AI_AGENTS {
        assert!(document.contains(agent), "the crawler {agent} is not named");
    }
}
