//! `draw`: components that are drawn once for the same arguments.

use super::newsroom::newsroom;

const STORIES: &str = r##"
--- content/articles/one.md
+++
title = "One & only"
date = 2025-05-30
author = "Dana Kim"
topics = ["river"]
+++
Text.
--- content/articles/two.md
+++
title = "Two"
date = 2025-05-31
author = "Dana Kim"
topics = ["river"]
lang = "en"
+++
Text.
"##;

fn article(template: &str) -> super::newsroom::Newsroom {
    newsroom(STORIES).file("templates/article.html", template.as_bytes())
}

#[test]
fn a_drawing_is_what_the_component_would_print() {
    let site = article(
        r#"{% set card = article(id="articles/one.md") %}<a>{{ <drawn card={card} tone="soft" /> }}</a>
<b>{{ draw(component="drawn", story="articles/one.md", tone="soft") }}</b><b>{{ draw(component="box", author="dana-kim") }}</b>"#,
    )
    .build();
    site.is_built();
    for page in ["/2025/05/30/one/", "/2025/05/31/two/"] {
        let page = site.page(page);
        let inner = r#"<li class="soft">en The Courier: One &amp; only, newest Two</li>"#;
        assert!(page.contains(&format!("<a>{inner}</a>")) && page.contains(&format!("<b>{inner}</b>")), "{page}");
        assert!(page.contains("<b><i>Dana Kim 2</i></b>"), "{page}");
    }
}

#[test]
fn arguments_make_a_drawing_another() {
    let site = article(
        r#"{% for tone in ["soft", "loud", "soft"] %}{{ draw(component="drawn", story=article.id, tone=tone) }}{% endfor %}"#,
    )
    .build();
    let page = site.is_built().page("/2025/05/31/two/").to_owned();
    let tones: Vec<&str> = page.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(tones, ["soft", "loud", "soft"], "{page}");
}

#[test]
fn what_is_wrong_in_a_component_is_told_at_its_own_place() {
    let site = article(r#"{{ draw(component="broken") }}"#)
        .file("templates/broken.html", b"{% component broken() %}\n{{ nothing.there }}{% endcomponent broken %}")
        .build();
    let told = site.told();
    assert!(told.contains("error[template/render] templates/broken.html:"), "{told}");
}

#[test]
fn what_cannot_be_drawn_is_told() {
    for (call, words) in [
        (r#"draw(component="drwan", story=article.id)"#, "there is no component `drwan`; did you mean `drawn`?"),
        (r#"draw(story=article.id)"#, "`component` is missing"),
        (r#"draw(component="drawn", story=article.id, tone=article.date)"#, "`tone` is a list or a map"),
        (r#"draw(component="drawn", story=article.id, colour="red")"#, "colour"),
        (r#"draw(component="drawn", story="articles/no.md")"#, "no story `articles/no.md` is on the site"),
        (r#"draw(component="box", author="nobody")"#, "nobody is called `nobody`"),
    ] {
        let told = article(&format!("{{{{ {call} }}}}")).build().told();
        assert!(told.contains("error[template/render] templates/article.html:") && told.contains(words), "{call}: {told}");
    }
}
