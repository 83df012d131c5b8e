//! Whatever is typed: no panic, spans on character boundaries, and the digest agrees with the page.

use super::super::raw;
use super::*;
use proptest::prelude::*;

/// Pieces of which hostile and honest bodies are made.
const PIECES: [&str; 62] = [
    "a",
    "한글",
    "은",
    "(",
    ")",
    "“",
    "”",
    "**",
    "*",
    "_",
    "~~",
    "`",
    "```\n",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "    ",
    "- ",
    "1. ",
    "> ",
    "# ",
    "## ",
    "[",
    "]",
    "](x.md)",
    "](javascript:x)",
    "![",
    "](a.jpg \"c (Photo: d)\")",
    "{credit=\"x\"}",
    "<b>",
    "</b>",
    "<div id=x>\n",
    "</div>\n",
    "<p id='한' class=y>",
    "<!--",
    "-->",
    "<!-- more -->",
    "<script>",
    "</script>",
    "<table><tr><td id=t>",
    "<a href=x id=fn-1>",
    ":::",
    ":::ad slot=x\n",
    ":::factbox title=x\n",
    "\n:::\n",
    "[^1]",
    "[^1]: ",
    "| a | b |\n|---|---|\n",
    "|",
    "\"",
    "'",
    "--",
    "...",
    "&amp;",
    "&#xFDD0;",
    "\\",
    "{#id .c}",
    "\u{fdd0}",
    "\u{16fe2}",
    "<",
    "👍",
];

fn body() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn check(text: &str, policy: HtmlPolicy) -> Result<(), TestCaseError> {
    let options = Options { html: policy, ..Options::default() };
    let found = read_with(text, &options);
    let spans = found.diagnostics.iter().filter_map(|told| told.span.as_ref().map(|span| span.range()));
    let spans = spans
        .chain(found.value.links.iter().map(|link| link.place.of(&path()).range()))
        .chain(found.value.images.iter().map(|image| image.place.of(&path()).range()));
    for span in spans {
        prop_assert!(text.get(span.clone()).is_some(), "{span:?}");
    }
    let html = render(&Document { file: &path(), text, offset: 0 }, &options, None, &Bare);
    let ids: BTreeSet<Cow<'_, str>> = raw::ids(&html).map(Cow::Borrowed).collect();
    prop_assert_eq!(found.value.ids(), ids, "{}", html);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn digest_and_page_agree(text in body()) {
        for policy in [HtmlPolicy::Safe, HtmlPolicy::None, HtmlPolicy::Full] {
            check(&text, policy)?;
        }
    }

    #[test]
    fn a_headline_is_always_one_line(text in body()) {
        let shown = inline(&text, &Options::default());
        prop_assert!(!shown.contains("<p") && !shown.contains("<script"));
        inline_text(&text);
    }
}
