//! The architecture as a test: layers, headers, lengths, and what each crate may be named in.
//!
//! Reads the sources as text; a rule that cannot be seen in the text is not checked here.
#![allow(clippy::disallowed_methods, reason = "reads the sources of the program")]

use std::collections::BTreeSet;
use std::path::Path;
use walkdir::WalkDir;

/// Lowest first. A module may use `crate::x` only if `x` stands on an earlier line.
const LAYERS: &[&[&str]] = &[
    &["base"],
    &["world", "markdown", "formats", "image", "notation"],
    &["config", "output"],
    &["source"],
    &["theme"],
    &["site"],
    &["view"],
    &["plan"],
    &["render"],
    &["build"],
    &["watch"],
    &["serve"],
    &["cli"],
];

/// Foreign crates that one room alone may name.
const ROOMS: &[(&str, &[&str])] = &[
    ("tera", &["src/view/", "src/render/"]),
    ("pulldown_cmark", &["src/markdown/"]),
    ("ammonia", &["src/markdown/"]),
    ("walkdir", &["src/output/carry.rs"]),
    ("notify", &["src/watch/"]),
    ("annotate_snippets", &["src/cli/report.rs"]),
    ("clap", &["src/cli/"]),
    ("indicatif", &["src/cli/build.rs"]),
    ("saphyr_parser", &["src/notation/yaml.rs"]),
    ("quick_xml", &["src/formats/xml.rs"]),
    ("toml", &["src/notation/toml.rs"]),
    ("imagesize", &["src/image/"]),
    ("hyper", &["src/serve/"]),
    ("tokio", &["src/serve/"]),
    ("qrcode", &["src/serve/lan.rs"]),
    ("mime_guess", &["src/serve/respond.rs"]),
    ("open", &["src/cli/serve.rs"]),
];

struct Source {
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for entry in WalkDir::new(root.join("src")).into_iter().map(|entry| entry.expect("a source")) {
        if entry.path().extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(entry.path()).expect("a source");
            let path = entry.path().strip_prefix(root).expect("below").to_str().expect("plain").to_owned();
            found.push(Source { path, text });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "the sources were found");
    found
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((module, _)) = source.path["src/".len()..].split_once('/') else { continue };
        let own = layer(module).unwrap_or_else(|| panic!("`{module}` stands on no layer: add it to LAYERS"));
        for used in source.text.split("crate::").skip(1) {
            let used: String = used.chars().take_while(|letter| letter.is_ascii_lowercase() || *letter == '_').collect();
            if let Some(of_used) = layer(&used).filter(|of_used| *of_used >= own && used != module) {
                wrong.push(format!("{} (layer {own}) uses crate::{used} (layer {of_used})", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_stands_on_a_layer_and_lib_names_them_all() {
    let lib = sources().into_iter().find(|source| source.path == "src/lib.rs").expect("lib.rs").text;
    let named: BTreeSet<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let layered: BTreeSet<&str> = LAYERS.iter().flat_map(|modules| modules.iter().copied()).collect();
    assert_eq!(named, layered);
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, rooms) in ROOMS {
            let names_it = [format!("use {name}::"), format!("{name}::")].iter().any(|use_of| {
                source.text.match_indices(use_of.as_str()).any(|(at, _)| {
                    let before = source.text[..at].chars().next_back();
                    !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == ':')
                })
            });
            let is_own_module = source.text.contains(&format!("mod {name};"));
            if names_it && !is_own_module && !rooms.iter().any(|room| source.path.starts_with(room)) {
                wrong.push(format!("{} names {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    for source in sources() {
        assert!(source.text.starts_with("//! "), "{} does not begin with `//!`", source.path);
    }
}

#[test]
fn files_are_short() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, path)| *lines > 400 && !path.ends_with("/tests.rs"))
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_code_is_used_and_documented() {
    let sources = sources();
    let table = &sources.iter().find(|source| source.path == "src/base/codes.rs").expect("codes.rs").text;
    let names = table.lines().filter_map(|line| line.trim().split_once(" = \"").map(|(name, _)| name));
    for name in names.filter(|name| name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')) {
        let used =
            sources.iter().any(|source| source.path != "src/base/codes.rs" && source.text.contains(&format!("codes::{name}")));
        assert!(used, "{name} is never raised");
    }
}

#[test]
fn nothing_is_put_off() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("unimplemented", "!"), concat!("#[ign", "ore")];
    for source in sources() {
        for mark in marks {
            assert!(!source.text.contains(mark), "{} has `{mark}`", source.path);
        }
    }
}
