//! Whatever is typed: no panic, spans on character boundaries, and the digest agrees with the page.

use super::super::raw;
use super::*;
use crate::base::Diagnostics;
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

/// Further pieces, for bodies without HTML: only these are drafted.
const MORE: [&str; 22] = [
    "[a](x.md)",
    "[*b* c](x.md \"t\")",
    "[](x.md)",
    "[d](missing.md)",
    "[e](https://x.org/\"'&)",
    "[f](mailto:a@x.org)",
    "![g](a.jpg)",
    "![h](missing.jpg \"c\")",
    "\n\n![i *j*](b.jpg \"c `d` (Photo: e)\")\n![k](c.jpg)\n\n",
    "\n\n![l](missing.jpg)\n\n",
    "\n\n![m](javascript:x)\n\n",
    "\n\n",
    "\n\n## ",
    "\n\n> ",
    "\n> [!NOTE]\n> ",
    "\n- ",
    "\n    ",
    "\n```rust\nx\n```\n",
    "\n\n:::pullquote by=\"o\"\n",
    "\n\n:::gallery\n",
    "\n\n:::live-entry time=09:05\n",
    "\n\n:::embed url=https://x.org title=p\n:::\n\n",
];

fn body_without_html() -> impl Strategy<Value = String> {
    let pieces: Vec<&str> = PIECES.iter().chain(&MORE).chain(&MORE).copied().filter(|piece| !piece.contains('<')).collect();
    let piece =
        prop_oneof![9 => proptest::sample::select(pieces).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Makes a draft, and holds it and what was found beside it to what is made without one.
fn check_draft(text: &str, options: &Options) -> Result<bool, TestCaseError> {
    let file = path();
    let document = Document { file: &file, text, offset: 7 };
    let ((read, draft), alone) = (digest_and_draft(&document, options), digest(&document, options));
    prop_assert_eq!(read.value, alone.value);
    let told = |diagnostics: Diagnostics| diagnostics.into_iter().collect::<Vec<_>>();
    prop_assert_eq!(told(read.diagnostics), told(alone.diagnostics));
    let Some(draft) = draft else { return Ok(false) };
    let mut is_filled = false;
    for hooks in [&Bare as &dyn Hooks, &Site, &Names, &Few] {
        for lead_in in [None, Some("<b>SEOUL</b>")] {
            let Some(filled) = draft.fill(options, lead_in, hooks) else { continue };
            prop_assert_eq!(filled, render(&document, options, lead_in, hooks), "{:?}", draft);
            is_filled = true;
        }
    }
    Ok(is_filled)
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
    fn a_draft_is_filled_with_what_the_text_is_rendered_as(text in body_without_html(), more in body()) {
        for text in [text, more] {
            check_draft(&text, &Options::default())?;
            check_draft(&text, &Options { nesting: 3, smart_punctuation: false, ..plain() })?;
            check_draft(&text, &with_policy(HtmlPolicy::Full))?;
        }
    }

    #[test]
    fn a_headline_is_always_one_line(text in body()) {
        let shown = inline(&text, &Options::default());
        prop_assert!(!shown.contains("<p") && !shown.contains("<script"));
        inline_text(&text);
    }
}

#[test]
fn bodies_of_every_element_are_drafted_but_for_html_and_footnotes() {
    let text = MORE.concat() + "\n:::\n\n| a | b |\n|---|---|\n| [c](x.md) | `d` |\n\n# [e](x.md) f {#g .h}\n\n- [x] i\n";
    let options = Options::default();
    assert!(check_draft(&text, &options).expect("the same"));
    for text in ["a <b>c</b>", "a[^1]\n\n[^1]: b"] {
        assert!(!check_draft(text, &options).expect("the same"), "{text}");
    }
}

#[test]
fn a_draft_is_of_its_own_options_and_of_pictures_that_are_there() {
    let file = path();
    let draft = |text| digest_and_draft(&Document { file: &file, text, offset: 0 }, &plain()).1.expect("a draft");
    assert!(draft("a").fill(&Options::default(), None, &Bare).is_none());
    assert!(draft("a ![b](missing.jpg)\" c").fill(&plain(), None, &Site).is_none());
    assert!(draft("a ![b](here.jpg)\" c").fill(&plain(), None, &Site).is_some());
    assert!(draft("![b](missing.jpg)").fill(&plain(), None, &Site).is_some());
}
