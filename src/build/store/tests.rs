//! What is written is read, and what was not written does no harm.

use super::chunk::Family;
use super::item::{Item, NewerSource};
use super::*;
use crate::base::{ByteReader, ByteWriter};
use crate::build::{Build, Older, build};
use crate::config::Options;
use crate::output::MemorySink;
use crate::source::Parsed;
use crate::world::MemoryWorld;

/// Files of every kind, with every key that is kept in a form of its own.
const PAPER: &str = r##"
--- site.toml
title = "Paper"
base_url = "https://example.org/"
timezone = "America/Los_Angeles"
[languages.ko]
prefix = "ko"
--- content/articles/flood.md
+++
title = "River *crests*"
deck = "Why"
date = 2025-05-30T09:00:00
updated = 2025-05-31
authors = ["dana-kim", "Somebody Else"]
section = "city"
topics = ["river"]
kind = "analysis"
status = "published"
prominence = ["home-lead", "pinned"]
aliases = ["/old/"]
dateline = { place = "SACRAMENTO", region = "Calif." }
image = { src = "a.png", alt = "The river", focus = [0.2, 0.9], position = "after-lead", date = 2025-05-01 }
unknown = 1
[[gallery]]
src = "b.png"
[[corrections]]
date = 2025-06-01
kind = "clarification"
placement = "top"
text = "It was *five*."
[[sources]]
name = "Council"
url = "https://example.com/"
[extra]
number = 1
fraction = 1.5
truth = true
day = 2025-01-01
list = [1, ["x"], { y = "z" }]
+++
## What it costs

More than [before](other.md#x).[^1] ![A](b.png "Caption. (Credit: C)")

:::ad slot="one"
:::

[^1]: A note.
--- content/articles/other.md
---
title: Other
date: 2025-05-29
lang: ko
byline: A reader
dateline: false
extra:
  plain: 12
  nothing:
---
강은 흐른다.
--- content/articles/broken.txt.md
No header.
--- content/authors/dana-kim.md
+++
name = "Dana Kim"
links = ["https://example.net/"]
beats = ["river"]
+++
Bio.
--- content/sections/city.md
+++
title = "City"
+++
--- content/pages/about.md
+++
title = "About"
menu = "footer"
+++
Us.
--- content/front.toml
[[slot]]
zone = "lead"
article = "articles/flood.md"
kind = "analysis"
until = 2025-07-01
[alert]
text = "Storm"
--- data/weather.toml
temperature = 61.3
observed_at = 2025-06-01T11:00:00-07:00
"##;

fn world() -> MemoryWorld {
    let mut world = MemoryWorld::parse(PAPER, chrono::DateTime::from_timestamp(1_748_900_000, 0).expect("a moment"));
    for name in ["a", "b"] {
        world.write(&format!("content/articles/{name}.png"), *b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0");
    }
    world.write("static/x.bin", "no picture");
    world
}

fn built(older: Older<'_>, world: &MemoryWorld) -> Build {
    let world: Arc<dyn World> = Arc::new(world.clone());
    let options = Options { skip_broken: true, ..Options::default() };
    build(&world, &options, older, &MemorySink::default(), &()).expect("memory takes all")
}

fn sources(build: &Build) -> Sources {
    build.edition.as_ref().expect("the paper is good").sources().clone()
}

fn bytes_of<T: Item>(items: &[T]) -> Vec<u8> {
    let mut writer = ByteWriter::default();
    T::write(items, &mut writer);
    writer.finish()
}

fn chunk_of(sources: &Sources) -> Vec<Source> {
    sources.all_kept().map(|(path, kept)| Source { path: path.clone(), kept: kept.settled(i64::MAX) }).collect()
}

fn outputs_of(build: &Build) -> Vec<Output> {
    build.traces.iter().map(|(path, trace)| Output { path: path.clone(), trace: Arc::clone(trace), stamp: None }).collect()
}

#[test]
fn every_kind_of_source_comes_back_as_it_was_and_is_good_for_a_build() {
    let build = built(Older::default(), &world());
    assert!(!build.diagnostics.has_errors(), "{:?}", build.diagnostics);
    let skipped = &sources(&build).skipped;
    assert_eq!(skipped.len(), 1, "only the broken story: {:?}", build.diagnostics);
    let before = sources(&build);
    let kinds: BTreeSet<_> = before.iter().map(|(_, parsed)| name_of(parsed)).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["article", "data", "front", "leaf", "person"]);
    let bytes = bytes_of(&chunk_of(&before));
    let read = Source::read(&mut ByteReader::new(&bytes)).expect("written above");
    let places = bytes_of(&before.media.settled(i64::MAX).cloned().collect::<Vec<_>>());
    let places = MediaPlace::read(&mut ByteReader::new(&places)).expect("written above");
    assert_eq!(places.len(), 3);
    let kept = read.into_iter().map(|source| (source.path, source.kept)).collect();
    let after = Sources::of_store(before.settings(), kept, places);
    let show = |sources: &Sources| sources.iter().map(|(path, parsed)| format!("{path} {parsed:?}")).collect::<Vec<_>>();
    assert_eq!(show(&before), show(&after));
    let again = built(Older { sources: Some(&after), ..Older::default() }, &world());
    assert_eq!(sources(&again).parsed, 1, "only the broken story, which is not kept");
    assert_eq!((again.tree, again.diagnostics), (build.tree, build.diagnostics));
}

fn name_of(parsed: &Parsed) -> &'static str {
    match parsed {
        Parsed::Article(_) => "article",
        Parsed::Person(_) => "person",
        Parsed::Leaf(_) => "leaf",
        Parsed::Front(_) => "front",
        Parsed::Data(_) => "data",
        Parsed::Nothing => "nothing",
    }
}

#[test]
fn traces_come_back_as_they_were() {
    let build = built(Older::default(), &world());
    let bytes = bytes_of(&outputs_of(&build));
    let read = Output::read(&mut ByteReader::new(&bytes)).expect("written above");
    let read: Traces = read.into_iter().map(|output| (output.path, output.trace)).collect();
    assert!(read.values().any(|trace| trace.reads.len() > 2), "pages ask");
    assert_eq!(read, build.traces);
}

#[test]
fn bytes_that_only_look_like_a_chunk_never_end_the_program() {
    let build = built(Older::default(), &world());
    let (of_sources, of_outputs) = (bytes_of(&chunk_of(&sources(&build))), bytes_of(&outputs_of(&build)));
    let settings = sources(&build).settings();
    let mut random = 88_172_645_463_325_252_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).expect("small")
    };
    let mut read_anyway = 0;
    for round in 0..3000 {
        let mut bytes = if round % 3 == 0 { of_outputs.clone() } else { of_sources.clone() };
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            bytes[at] = [0, 1, 0x7f, 0x80, 0xff, next(256) as u8][next(6)];
        }
        if round % 3 == 0 {
            Output::read(&mut ByteReader::new(&bytes));
            continue;
        }
        let Some(read) = Source::read(&mut ByteReader::new(&bytes)) else { continue };
        read_anyway += 1;
        // What a forger could have sealed may make a wrong site, but nothing worse.
        if read_anyway % 10 == 0 {
            let kept = read.into_iter().map(|source| (source.path, source.kept)).collect();
            let forged = Sources::of_store(settings, kept, Vec::new());
            built(Older { sources: Some(&forged), ..Older::default() }, &world());
        }
    }
    assert!(read_anyway > 300, "{read_anyway}");
}

/// A list of many sources, each with its own parsing.
fn many(names: impl Iterator<Item = String>) -> Sources {
    let mut world = MemoryWorld::parse(PAPER, chrono::DateTime::from_timestamp(1_748_900_000, 0).expect("a moment"));
    for name in names {
        world.write(&format!("data/{name}.toml"), format!("name = \"{name}\"\n"));
    }
    let edition = built(Older::default(), &world).edition.expect("the paper is good");
    edition.sources().clone()
}

fn renewed(family: Family<Source>, sources: &Sources) -> (Family<Source>, usize) {
    let newer: Vec<_> = sources.all_kept().map(|(path, kept)| NewerSource { path, kept, began: i64::MAX }).collect();
    let fresh = std::sync::atomic::AtomicUsize::new(0);
    let write = |_: &str, _: &[u8]| {
        fresh.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    };
    let family = family.renew(&newer, &write).expect("nothing is refused");
    let all: Vec<_> = family.items().map(|source| source.path.as_str()).collect();
    assert_eq!(all, newer.iter().map(|source| source.path.as_str()).collect::<Vec<_>>());
    (family, fresh.into_inner())
}

#[test]
fn one_new_file_makes_one_new_chunk_wherever_it_stands() {
    let number = |at: usize| format!("{at:05}");
    let sources = many((0..6000).map(number));
    let (family, fresh) = renewed(Family::default(), &sources);
    assert_eq!(fresh, family.chunks.len());
    assert!((6..30).contains(&fresh), "{fresh} chunks of 6000 sources");
    let (family, fresh) = renewed(family, &sources);
    assert_eq!(fresh, 0, "nothing changed");
    for extra in ["00000a", "03000a", "05999a", "99999"] {
        // Parsed anew, nothing is the same value; by their bytes the chunks are.
        let more = many((0..6000).map(number).chain([extra.to_owned()]));
        let (other, _) = renewed(Family::default(), &more);
        let names: BTreeSet<_> = family.names().into_iter().collect();
        let new = other.names().into_iter().filter(|name| !names.contains(name)).count();
        assert!((1..=2).contains(&new), "{extra}: {new} new chunks");
    }
}
