//! Preparing a text changes nothing of CommonMark: the examples of the specification.

use super::super::prepare::Prepared;
use super::*;
use pulldown_cmark::{Event, Options as Syntax, Parser, Tag, html::push_html};

#[derive(serde::Deserialize)]
struct Example {
    example: u32,
    section: String,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    let examples: Vec<Example> =
        serde_json::from_str(include_str!("../../../tests/data/commonmark.json")).expect("the file is JSON");
    assert_eq!(examples.len(), 652);
    examples
}

/// Renders as plain CommonMark, but through our preparation and back.
fn prepared(markdown: &str) -> String {
    let prepared = Prepared::new(markdown);
    let restored = Parser::new_ext(&prepared.text, Syntax::empty()).map(|event| match event {
        Event::Text(text) => Event::Text(prepared.restore(text)),
        Event::Code(text) => Event::Code(prepared.restore(text)),
        Event::Html(text) => Event::Html(prepared.restore(text)),
        Event::InlineHtml(text) => Event::InlineHtml(prepared.restore(text)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: prepared.restore(dest_url), title: prepared.restore(title), id })
        }
        other => other,
    });
    let mut html = String::new();
    push_html(&mut html, restored);
    html
}

#[test]
fn every_example_of_the_specification_comes_out_as_it_says() {
    for example in examples() {
        let mut own = String::new();
        push_html(&mut own, Parser::new(&example.markdown));
        let shown = prepared(&example.markdown);
        assert_eq!(shown, own, "example {}", example.example);
        let normal = |html: &str| html.replace(" />", "/>").replace("&quot;", "\"").replace("\n", "");
        assert_eq!(normal(&shown), normal(&example.html), "example {} ({})", example.example, example.section);
    }
}

/// Our own writer differs by design in figures, heading ids, quotes in text and refused addresses: those are set aside.
#[test]
fn our_writer_says_the_same_as_the_specification() {
    let options = Options { html: HtmlPolicy::Full, smart_punctuation: false, nesting: 100, heading_anchors: false };
    let mut compared = 0;
    for example in examples() {
        let is_ours = example.html.contains("<img")
            || example.html.contains("<h")
            || example.html.contains("<!--")
            || example.html.contains("~~");
        if is_ours || matches!(example.section.as_str(), "Autolinks") {
            continue;
        }
        let shown = render(&Document { file: &path(), text: &example.markdown, offset: 0 }, &options, None, &Bare);
        if normal(&shown) != normal(&example.html) {
            assert!(DIFFERENT.contains(&example.example), "example {}:\n{shown}\n{}", example.example, example.html);
        } else {
            compared += 1;
        }
    }
    assert!(compared > 480, "{compared}");
}

/// Examples whose language of a code block has letters that a class may not have.
const DIFFERENT: [u32; 2] = [34, 144];

fn normal(html: &str) -> String {
    let html =
        html.replace(" />", ">").replace("<hr/>", "<hr>").replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    html.replace("&gt;", ">").replace('\n', "").replace("[", "%5B").replace(']', "%5D").trim().to_owned()
}
