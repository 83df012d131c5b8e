//! What contributors may not do: run scripts, leave their attribute, lead elsewhere, stall or swell a page.

use super::super::guard::clean;
use super::super::raw::{self, Token, tokens};
use super::*;

/// Asserts that nothing in `html` can run or load, and that it is whole.
fn assert_harmless(html: &str, from: &str) {
    for token in tokens(html) {
        if let Token::Open { name, attributes, .. } = token {
            let ours = ["input", "section", "aside", "time"].contains(&&*name);
            assert!(raw::TAGS.contains(&&*name) || ours, "<{name}> of {from:?} in {html}");
            for attribute in attributes {
                let value = &html[attribute.value];
                assert!(
                    !attribute.name.starts_with("on") && attribute.name != "style",
                    "{} of {from:?} in {html}",
                    attribute.name
                );
                assert!(
                    !matches!(&*attribute.name, "href" | "src" | "cite") || is_allowed_url(value),
                    "{value} of {from:?} in {html}"
                );
            }
        }
    }
    assert!(!html.contains('\u{fdd0}'), "a placeholder is left of {from:?}");
    let once = clean(html);
    assert_eq!(clean(&once), once, "{from:?}");
}

const HTML: [&str; 36] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil></SCRIPT>",
    "a <script>alert(1)</script> b",
    "<img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href=javascript:alert(1)>",
    "<style>@import '//evil'</style>",
    "<base href=//evil/>",
    "<meta http-equiv=refresh content='0;url=//evil'>",
    "<form action=//evil><input name=x>",
    "<object data=x></object>",
    "<link rel=import href=x>",
    "<template><script>1</script></template>",
    "<!-- --><script>1</script>",
    "<!--><script>1</script>-->",
    "<plaintext>x",
    "<noscript><p title=\"</noscript><img src=x onerror=1>\">",
    "<textarea><img src=x onerror=1></textarea>",
    "<title></title><img src=x onerror=1>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\" &#x6A;avascript:x\">y</a>",
    "<div style=\"background:url(//evil)\" class=masthead id=main onclick=x>y</div>",
    "<p title=\"",
    "<p title='<img src=x onerror=1>'>",
    "<b",
    "<b title=\"x\n\ny\">z",
    "<a><b><i><table><td><a href=x><div>",
    "<details open ontoggle=x><summary>a</summary>",
    "<animate onbegin=x attributeName=href>",
    "<x/onclick=1>",
    "<img\nsrc=x\nonerror=1\n>",
    "<input autofocus onfocus=x>",
    "<table><tr><td><script>1</script></table>",
    "<ruby>한<rt onclick=x>han</rt></ruby>",
];

#[test]
fn html_in_bodies_runs_nothing() {
    for payload in HTML {
        for body in [
            payload.to_owned(),
            format!("a\n\n{payload}\n\nEND"),
            format!("> - x {payload} *y*\n\nEND"),
            format!("| a |\n|---|\n| {payload} |\n\nEND"),
            format!("# h {payload}\n\n[x {payload}](y)\n\nEND"),
        ] {
            for policy in [HtmlPolicy::Safe, HtmlPolicy::None] {
                let shown = html_with(&body, &with_policy(policy));
                assert_harmless(&shown, &body);
                assert!(!shown.to_lowercase().contains("<script"), "{body:?} → {shown}");
                assert!(!body.contains("END") || payload.contains("<b title") || shown.contains("END"), "{body:?} → {shown}");
            }
        }
    }
    assert_eq!(html("<!-- x -->a <!-- y --> b"), "a  b");
    for policy in [HtmlPolicy::Safe, HtmlPolicy::Full, HtmlPolicy::None] {
        assert_eq!(html_with("a<!-- y -->b\n\n<!-- z\n\n-->\n\nc", &with_policy(policy)), "<p>ab</p>\n<p>c</p>");
    }
}

#[test]
fn harmless_html_stays_and_the_rest_is_told_once() {
    let text = "<details>\n<summary>더 보기</summary>\n\n**(굵게)**는 <mark>m</mark> <abbr title=\"x\">y</abbr>\n\n</details>";
    assert_eq!(
        html(text),
        "<details>\n<summary>더 보기</summary>\n<p><strong>(굵게)</strong>는 <mark>m</mark> <abbr title=\"x\">y</abbr></p>\n</details>"
    );
    assert_eq!(html("a <b>x\n\ny"), "<p>a <b>x</b></p>\n<p>y</p>");
    assert_eq!(html("<p id=main class=figure>x"), "<p id=\"u-main\">x\n</p>");
    let told = findings("<blink>a</blink> <blink>b</blink>\n<blink>\n\n<p class=x style=y>", &plain());
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(html_with("<b>x</b>", &with_policy(HtmlPolicy::Full)), "<p><b>x</b></p>");
    assert_eq!(html_with("<div>x</div>", &with_policy(HtmlPolicy::None)), "<p>&lt;div&gt;x&lt;/div&gt;</p>");
    assert_eq!(findings("x <b>y</b>", &with_policy(HtmlPolicy::None)), ["markdown/html-removed: <b>"]);
}

#[test]
fn our_own_markup_survives_beside_authors_html_and_cannot_be_forged() {
    let body =
        "<div>\n\n![x](a.jpg)\n\n</div>\n\n## h <i>i</i>\n\n| a |\n|:-:|\n| <b>b |\n\n~~~js\nc\n~~~\n\nx[^1]\n\n[^1]: <u>n";
    let shown = html(body);
    for part in [
        "<figure class=\"figure\">",
        "loading=\"lazy\"",
        "<h2 id=\"h-i\">h <i>i</i></h2>",
        "<td class=\"center\"><b>b</b></td>",
        "language-js",
        "id=\"fnref-1\"",
        "<u>n</u>",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let forged = html("<figure class=\"figure\">x</figure>\n\n\u{fdd0}0:0\u{fdd1} <b>&#xFDD0;x:0&#xFDD1; y</b>\n\n## z");
    assert!(!forged.contains("class=") && forged.contains("y</b>") && forged.ends_with("<h2 id=\"z\">z</h2>"), "{forged}");
}

#[test]
fn attributes_cannot_be_left() {
    for payload in [
        "\" onmouseover=alert(1) x=\"",
        "' onmouseover=alert(1) x='",
        "`",
        ">",
        "\\\" onclick=x",
        "&quot; onclick=x",
        "\"><script>1</script>",
    ] {
        for body in [
            format!("![{payload}](a.jpg)"),
            format!("![a](b \"{payload}\")"),
            format!("![a](b '{payload}')"),
            format!("[a](b \"{payload}\")"),
            format!("[a](<b{payload}>)"),
            format!("![a](b{payload})"),
            format!("[a][r]\n\n[r]: b '{payload}'"),
            format!("<https://x.org/{payload}>"),
            format!("```{payload}\nx\n```"),
            format!("``` {{.a onload={payload}}}\nx\n```"),
            format!("# h {{#{payload} .{payload}}}"),
            format!("x[^{payload}]\n\n[^{payload}]: y"),
            format!(":::factbox title='{payload}'\nx\n:::"),
            format!(":::pullquote by='{payload}'\nx\n:::"),
            format!(":::embed url='https://x.org/{payload}' title=\"{payload}\"\n:::"),
            format!(":::live-entry time='{payload}'\nx\n:::"),
            format!("![a](b \"c (Photo: {payload})\")"),
            format!("![a](b){{credit='{payload}'}}"),
        ] {
            let shown = html_with(&body, &Options::default());
            assert_harmless(&shown, &body);
            assert!(!shown.contains("<script"), "{body} → {shown}");
        }
    }
    let long = html(&format!("```{}\nx\n```", "a".repeat(10_000)));
    assert!(long.len() < 100, "{long}");
}

#[test]
fn refused_schemes_never_reach_the_page() {
    let schemes = [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "java&#9;script:x",
        "java&#10;script:x",
        "&#x6A;avascript:x",
        "&#1;javascript:x",
        "javascript&colon;x",
        "vbscript:x",
        "data:text/html,x",
        "data:image/svg+xml,x",
        "blob:x",
        "file:///x",
        "//evil",
        "\\\\\\\\evil",
        "/\\\\evil",
        "http:evil",
        "https://user@evil",
    ];
    for scheme in schemes {
        for body in [
            format!("[t]({scheme})"),
            format!("[t](<{scheme}>)"),
            format!("![t]({scheme})"),
            format!("<{scheme}>"),
            format!("[t][r]\n\n[r]: {scheme}"),
            format!("x <a href=\"{scheme}\">t</a>"),
        ] {
            let shown = html(&body);
            assert!(!shown.contains("href=") && !shown.contains("src="), "{body} → {shown}");
        }
        assert!(
            findings(&format!("[t]({scheme})"), &plain()).iter().any(|told| told.starts_with("markdown/link-scheme")),
            "{scheme}"
        );
    }
    assert!(html(&format!(":::embed url='{}' title=x\n:::", schemes[0])).is_empty());
}

#[test]
fn deep_nesting_is_refused_without_a_deep_stack() {
    let work = |openings: &[&str]| {
        for open in openings {
            let text = open.repeat(50_000);
            let shown = html(&text);
            let found = read_with(&text, &plain());
            assert!(shown.len() < text.len() * 20, "{open:?}: {}", shown.len());
            let is_deep = found.diagnostics.iter().any(|told| told.code == codes::TOO_DEEP);
            assert!(is_deep || !matches!(*open, "> " | "1. " | "<div>" | "<b>"), "{open:?}");
        }
    };
    let run = |kilobytes: usize, openings: &'static [&str]| {
        let thread =
            std::thread::Builder::new().stack_size(kilobytes * 1024).spawn(move || work(openings)).expect("threads can be made");
        thread.join().expect("no overflow, no panic");
    };
    run(256, &["> ", "- ", "*", "_", "**a ", "[", "![", "1. ", "~~a ", "[^1]: ", ":::gallery\n", "> - *a "]);
    // Unoptimised, one frame of the sanitiser's and the hasher's takes much; 50,000 of anything would not fit here either.
    run(1024, &["<div>", "<b>", "<b>\n\n", "<div>\n\n", "*a <i>", "> <p>"]);
}

/// What has made some parser slow, here or elsewhere.
const PATTERNS: [&str; 35] = [
    "[a](<b",
    "a <![CDATA[",
    "!-- <",
    "<!--",
    "<?",
    "<!A",
    "[^",
    "[^a]:",
    "[](",
    "*a_ ",
    "`a``",
    "|a",
    "~~",
    "$",
    "{.a",
    "&#",
    "<a ",
    "<a b=\"",
    "<b>",
    "<i>x\n\n",
    "\"'",
    "' ",
    "'a\n",
    "::: a\n",
    ":::ad slot=a\n",
    "![](x){credit=\"",
    "![](x \"Photo: ",
    "**가(",
    "x[^1]",
    "# a\n",
    "<p a",
    "</b>",
    "<!-- x -->",
    "<a1 b>",
    "a (",
];

#[test]
fn hostile_patterns_end_and_do_not_swell() {
    for pattern in PATTERNS {
        let shown = |size: usize| {
            let text = pattern.repeat(size / pattern.len());
            drop(read_with(&text, &Options::default()));
            html_with(&text, &Options::default()).len()
        };
        let (small, large) = (shown(10_000), shown(80_000));
        assert!(large <= small * 10 + 1000, "{pattern:?}: {small} bytes for 10,000, {large} for 80,000");
        assert!(large <= 80_000 * 40 + 1000, "{pattern:?}: {large} bytes for 80,000");
    }
}
