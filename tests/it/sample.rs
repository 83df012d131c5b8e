//! The sample newspaper at the root: it builds without a warning, and shows what it is meant to show.

use super::newsroom::without_data;
use newsprint::build::{self, Build, Older};
use newsprint::config::Options;
use newsprint::output::MemorySink;
use newsprint::site::State;
use newsprint::source::Kind;
use newsprint::world::{DiskWorld, World};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Builds the sample as of the day that it was written for.
pub fn build_sample(change: impl FnOnce(&mut Options)) -> (Build, MemorySink) {
    let world: Arc<dyn World> = Arc::new(DiskWorld::new(env!("CARGO_MANIFEST_DIR"), None));
    let mut options = Options { now: Some("2026-11-24 09:00".into()), ..Options::default() };
    change(&mut options);
    let sink = MemorySink::default();
    let build = build::build(&world, &options, Older::default(), &sink, &()).unwrap();
    (build, sink)
}

#[test]
fn it_builds_and_every_kind_of_story_is_there() {
    let (build, _) = build_sample(|_| {});
    let told: Vec<String> =
        build.diagnostics.iter().filter(|found| found.severity.name() != "note").map(|found| format!("{found:?}")).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let site = build.edition.as_ref().unwrap().site();
    assert!(site.len() >= 30, "{} stories", site.len());
    let kinds: BTreeSet<Kind> = site.articles().map(|article| article.source.front.kind).collect();
    for kind in [
        Kind::News,
        Kind::Opinion,
        Kind::Editorial,
        Kind::Obituary,
        Kind::Letter,
        Kind::Sponsored,
        Kind::Explainer,
        Kind::Analysis,
    ] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    let states: BTreeSet<&str> = site.held.iter().map(|held| held.state.name()).collect();
    for state in ["draft", "scheduled", "embargoed", "expired"] {
        assert!(states.contains(state), "{state}");
    }
    assert!(site.held.iter().all(|held| held.state != State::Published));
    assert!(site.articles().filter(|article| article.lang().as_str() == "ko").count() >= 8);
    assert!(site.sections.len() >= 6 && site.people.len() >= 8 && !site.corrections.is_empty() && site.pages.len() >= 5);
    assert!(site.articles().any(|article| !article.translations.is_empty()));
    assert_eq!(site.fronts.len(), 2);
}

#[test]
fn a_temperature_is_shown_while_it_is_fresh_and_never_after() {
    let front = |now: &str| {
        let (_, sink) = build_sample(|options| options.now = Some(now.into()));
        String::from_utf8_lossy(&sink.get("index.html").unwrap()).into_owned()
    };
    assert!(front("2026-11-24 09:00").contains("61.3"));
    assert!(!front("2026-11-24 11:11").contains("61.3"), "older than three hours");
    assert!(!front("2026-11-24 08:00").contains("61.3"), "from the future");
}

#[test]
fn no_page_runs_a_script_that_the_theme_did_not_write() {
    let (_, sink) = build_sample(|_| {});
    for (path, bytes) in sink.files().iter().filter(|(path, _)| path.as_str().ends_with(".html")) {
        let page = without_data(&String::from_utf8_lossy(bytes));
        for script in page.split("<script").skip(1) {
            assert!(script.contains("/assets/site."), "{path}: {}", script.chars().take(80).collect::<String>());
        }
        assert!(!page.contains(" style=\""), "{path} has an inline style");
    }
}
