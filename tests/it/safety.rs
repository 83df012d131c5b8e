//! Articles are untrusted: no script, no foreign path, no other page's address, whatever stands in a field.

use super::newsroom::{newsroom, without_data};

fn story(header: &str, body: &str) -> String {
    format!("--- content/articles/a.md\n+++\ntitle = \"A\"\ndate = 2025-05-30\nauthor = \"X\"\n{header}\n+++\n{body}\n")
}

const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"' onmouseover=alert(1) x=\"",
    "</title><script>alert(1)</script>",
    "<!--",
    "]]>",
    "{{7*7}}",
    "{% include \"/etc/passwd\" %}",
    "&lt;script&gt;",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "<svg onload=alert(1)>",
    "${7*7}",
    "AT&T",
    "<em>x",
];

#[test]
fn no_field_can_break_out_of_its_place() {
    for payload in PAYLOADS {
        let text = payload.replace('\\', "\\\\").replace('"', "\\\"");
        let author = format!(
            "--- content/authors/p.md\n+++\nname = \"{text}\"\nrole = \"{text}\"\nlinks = [\"{text}\"]\n+++\n{payload}\n"
        );
        let header = format!(
            "title = \"{text}\"\ndate = 2025-05-30\nauthor = [\"p\", \"{text}\"]\ndeck = \"{text}\"\nkicker = \"{text}\"\ndateline = \"{text}\"\nsection = \"{text}\"\ntopics = [\"{text}\"]\nsponsor = \"{text}\"\nimage = {{ src = \"/x.png\", alt = \"{text}\", caption = \"{text}\", credit = \"{text}\" }}\n[[corrections]]\ntext = \"{text}\"\n[[sources]]\nname = \"{text}\"\nurl = \"{text}\""
        );
        let files = format!(
            "{author}--- content/articles/a.md\n+++\n{header}\n+++\n{payload}\n\n[x](<{payload}>) ![{payload}](/x.png \"{}\")\n",
            payload.replace('"', "'")
        );
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0";
        let site = newsroom(&files).file("static/x.png", png).build();
        site.is_built();
        for (path, page) in site.files().iter().filter(|(path, _)| path.ends_with(".html")) {
            let low = without_data(page).to_lowercase();
            for danger in
                ["<script", "<svg", "<img src=x", " onmouseover=alert(1) x=\"", "href=\"javascript:", "src=\"javascript:"]
            {
                assert!(!low.contains(danger), "{payload:?} gave {danger:?} in {path}: {page}");
            }
            assert!(!page.contains(">49<") && !page.contains("root:"), "{payload:?} was run in {path}");
            assert!(page.trim_end().ends_with("</body></html>"), "{payload:?} cut {path}");
        }
    }
}

#[test]
fn template_syntax_in_a_story_is_text() {
    let site = newsroom(&story("", "{{ 7*7 }} {% raw %} {{< figure src=\"x\" >}} {{ get_env(name=\"HOME\") }}")).build();
    let page = site.is_built().page("/2025/05/30/a/");
    assert!(page.contains("{{ 7*7 }} {% raw %} {{&lt; figure"), "{page}");
}

#[test]
fn every_template_name_is_escaped() {
    for name in ["feed.atom", "x.html.tera", "search.json", "plain"] {
        let files = story("template = \"NAME\"", "x").replace("NAME", name).replace("title = \"A\"", "title = \"<b>&\"");
        let site = newsroom(&files).file(&format!("templates/{name}"), b"{{ article.title_text }}").build();
        assert_eq!(site.is_built().page("/2025/05/30/a/"), "&lt;b&gt;&amp;", "{name}");
    }
}

#[test]
fn no_address_leaves_the_output_or_takes_a_file_of_the_host() {
    for typed in [
        "../../etc/x",
        "/etc/../x",
        "a/../../b",
        "..",
        ".",
        "a//b",
        "a\\\\..\\\\b",
        "C:\\\\x",
        "%2e%2e%2fx",
        "．．／x",
        "con",
        "a\\u0000b",
        "a\\u202eb",
        "x/.htaccess",
        "_headers",
        ".well-known/x",
        "feed.xml",
        "sitemap.xml",
        "CNAME",
    ] {
        for key in ["permalink", "aliases"] {
            let value = if key == "aliases" { format!("[\"{typed}\"]") } else { format!("\"{typed}\"") };
            let site = newsroom(&story(&format!("{key} = {value}"), "x")).build();
            assert!(site.findings().has_errors(), "{key} = {typed}: {:?}", site.files().keys());
        }
    }
    for slug in ["../x", "a/b", "..", "con", "a b", "%2e%2e", "x.", "a\\u0007b"] {
        let site = newsroom(&story(&format!("slug = \"{slug}\""), "x")).build();
        assert!(site.findings().has_errors(), "slug = {slug}: {:?}", site.files().keys());
    }
}

#[test]
fn two_things_at_one_address_are_an_error_that_names_both() {
    let second = |header: &str| {
        format!(
            "--- content/articles/sub/b.md\n+++\ntitle = \"B\"\ndate = 2025-05-30\nauthor = \"X\"\nsection = \"s\"\n{header}\n+++\n"
        )
    };
    for header in [
        "slug = \"a\"",
        "slug = \"A\"",
        "permalink = \"/2025/05/30/a/\"",
        "permalink = \"/archive/\"",
        "permalink = \"/2025/05/\"",
        "aliases = [\"/2025/05/30/a/\"]",
        "permalink = \"/2025/05/30/a/index.html/\"",
    ] {
        let site = newsroom(&(story("", "x") + &second(header))).build();
        assert!(
            site.tells("output/same-address").contains("content/articles/sub/b.md") || site.told().contains("sub/b.md"),
            "{header}: {}",
            site.told()
        );
    }
    let cafe = |name: &str| {
        format!("--- content/articles/{name}.md\n+++\ntitle = \"X\"\ndate = 2025-05-30\nauthor = \"X\"\nsection = \"s\"\n+++\n")
    };
    let site = newsroom(&(cafe("caf\u{e9}") + &cafe("cafe\u{301}"))).build();
    site.tells("output/same-address");
    let statics = newsroom("").file("static/archive/index.html", b"x").build();
    assert!(statics.tells("output/same-address").contains("static/archive/index.html"));
}

#[test]
fn pictures_and_files_cannot_be_taken_from_elsewhere() {
    for src in [
        "../../../etc/passwd",
        "/../x.png",
        "file:///etc/passwd",
        "//evil.example/x.png",
        "javascript:alert(1)",
        "data:image/svg+xml,x",
        "../../site.toml",
    ] {
        let site = newsroom(&story(&format!("image = \"{src}\""), "x")).build();
        assert!(site.findings().has_errors(), "{src}");
    }
    let svg = newsroom(&story("image = \"x.svg\"", "x"))
        .file("content/articles/x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
        .build();
    svg.tells("image/kind");
    let html = newsroom(&story("", "[x](evil.html) [y](x.jpg)"))
        .file("content/articles/evil.html", b"<script>")
        .file("content/articles/x.jpg", b"<script>alert(1)</script>")
        .build();
    assert!(html.is_built().files().values().all(|text| !without_data(text).contains("<script")), "{}", html.told());
}

#[test]
fn raw_html_follows_the_policy_and_removals_are_told() {
    let body = "Text <b>bold</b> <script>alert(1)</script>\n\n<iframe src=\"https://x.org\"></iframe>\n\nEnd.";
    let safe = newsroom(&story("", body)).build();
    assert!(safe.is_built().page("/2025/05/30/a/").contains("<b>bold</b>") && safe.page("/2025/05/30/a/").contains("End."));
    assert!(safe.tells("markdown/html-removed").contains("script") || safe.told().contains("iframe"));
    let full = newsroom(&story("", body)).config("[content]\nhtml = \"full\"").build();
    assert!(full.page("/2025/05/30/a/").contains("<iframe src=\"https://x.org\">"));
    let none = newsroom(&story("", body)).config("[content]\nhtml = \"none\"").build();
    assert!(none.page("/2025/05/30/a/").contains("&lt;b&gt;bold"));
}

#[test]
fn editors_comments_never_reach_the_page() {
    for policy in ["safe", "full", "none"] {
        let site = newsroom(&story("", "Text <!-- ed: check this --> more.\n\n<!-- ed:\nblock -->\n"))
            .config(&format!("[content]\nhtml = \"{policy}\""))
            .build();
        assert!(!site.page("/2025/05/30/a/").contains("ed:"), "{policy}");
    }
}
