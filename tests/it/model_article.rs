//! The model article: every element of a news page, in order, under both byline profiles, from its page's text.

use super::sample::build_sample;
use newsprint::config::Options;
use newsprint::world::{DiskWorld, Found, World};
use std::sync::Arc;

/// The sample with another byline position.
struct WithByline(DiskWorld, &'static str);

impl World for WithByline {
    fn files(&self, folder: &str) -> std::io::Result<Vec<Found>> {
        self.0.files(folder)
    }

    fn read(&self, file: &newsprint::base::ProjectPath) -> std::io::Result<Arc<Vec<u8>>> {
        let bytes = self.0.read(file)?;
        if file.as_str() != "site.toml" {
            return Ok(bytes);
        }
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(text.contains("position = \"bottom\""), "the sample's byline stands at the bottom");
        Ok(text.replacen("position = \"bottom\"", &format!("position = \"{}\"", self.1), 1).into_bytes().into())
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.0.now()
    }
}

fn page(position: &'static str) -> (String, newsprint::build::Build) {
    let world: Arc<dyn World> = Arc::new(WithByline(DiskWorld::new(env!("CARGO_MANIFEST_DIR"), None), position));
    let options = Options { now: Some("2026-11-24 09:00".into()), ..Options::default() };
    let sink = newsprint::output::MemorySink::default();
    let build = newsprint::build::build(&world, &options, Default::default(), &sink, &()).unwrap();
    let bytes = sink.get("2025/05/30/rent-cap/index.html").expect("the model article");
    (text(&String::from_utf8_lossy(&bytes)), build)
}

/// The text of a page as a reader or a screen reader meets it: alt texts included, tags left out.
fn text(html: &str) -> String {
    let body = html.split("<body").nth(1).expect("a body");
    let mut out = String::new();
    let mut rest = body.split_once('>').expect("the tag ends").1;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        if let Some(alt) = rest[at..end].split(" alt=\"").nth(1).and_then(|alt| alt.split('"').next()) {
            out.push(' ');
            out.push_str(alt);
        }
        out.push(' ');
        rest = &rest[end..];
    }
    let out = out.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Finds each part behind the one before it.
#[track_caller]
fn in_order(page: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
        match page[from..].find(&part) {
            Some(at) => from += at + part.len(),
            None => panic!(
                "`{part}` is not behind the element before it; from there on: {}",
                &page[from..].chars().take(900).collect::<String>()
            ),
        }
    }
}

#[test]
fn every_element_stands_in_order_under_both_byline_profiles() {
    let (bottom, build) = page("bottom");
    let site = build.edition.as_ref().unwrap().site();
    let article = site.articles().find(|article| article.id() == "articles/2025/rent-cap.md").expect("the model article");
    let front = &article.source.front;
    let image = article.image.as_ref().expect("its photo");
    let paragraphs: Vec<&str> = article.source.body.digest.excerpt.split(['.', '…']).collect();
    let person = site.person(article.credits.authors[0]);
    let bio = person.source.as_ref().unwrap().front.short_bio.clone().expect("a line for the box");
    let caption = newsprint::markdown::inline_text(image.caption.as_deref().unwrap());
    let before_body = [
        "61.3 F",
        "Alder Bay",
        ", 2026",
        &front.title.value,
        front.deck.as_deref().unwrap(),
        &image.alt,
        &caption,
        image.credit.as_deref().unwrap(),
    ];
    let body = ["SACRAMENTO —", paragraphs[0]];
    let byline = "BY Dana Kim [ reporter@example.org ]";
    let after = ["- Advertisement -", "Dana Kim", &bio];
    assert!((180..=260).contains(&front.deck.as_ref().unwrap().chars().count()), "a deck of the model's length");
    in_order(&bottom, &[&before_body[..], &body, &[byline], &after].concat());
    let (top, _) = page("top");
    in_order(&top, &[&before_body[..4], &[byline], &before_body[5..], &body, &after].concat());
    let (both, _) = page("both");
    assert_eq!(both.matches(byline).count(), 2);
    assert_eq!(top.matches(byline).count(), 1);
    assert!(build_sample(|_| {}).0.tree.len() > 100);
}
