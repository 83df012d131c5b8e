//! A whole small site, byte by byte: an unexpected or a missing file fails. `UPDATE_EXPECT=1` rewrites what is expected.

use super::newsroom::newsroom;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

const PAPER: &str = r#"
--- content/articles/2025/rent.md
+++
title = "Rent: *cap* at 3 percent"
deck = "Why it matters"
date = 2025-05-30T09:00:00
author = ["dana-kim", "Yolanda Pruitt"]
section = "city"
topics = ["housing"]
dateline = "Sacramento"
aliases = ["/old/rent/"]
[[corrections]]
date = 2025-06-01
text = "It was 3 percent."
+++
The board voted.[^1] See [the letter](letter.md).

:::pullquote by="Ana"
Enough.
:::

[^1]: Four to three.
--- content/articles/2025/letter.md
+++
title = "“집세”에 대하여"
lang = "ko"
date = 2025-05-29
byline = "독자"
kind = "letter"
section = "opinion"
+++
**강조(설명)**은 이렇게.
--- content/authors/dana-kim.md
+++
name = "Dana Kim"
+++
Covers *rent*.
"#;

fn expected() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/small")
}

fn read_all(folder: &Path) -> BTreeMap<String, String> {
    let entries = WalkDir::new(folder).into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    entries.map(|entry| (name(entry.path()), fs::read_to_string(entry.path()).unwrap())).collect()
}

#[test]
fn a_small_site_is_just_what_is_expected() {
    let site = newsroom(PAPER).build();
    site.is_clean();
    let folder = expected();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::remove_dir_all(&folder).ok();
        for (path, text) in site.files() {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
    }
    let wanted = read_all(&folder);
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(site.files()), names(&wanted), "UPDATE_EXPECT=1 rewrites tests/golden");
    for (path, text) in site.files() {
        assert_eq!(text, &wanted[path], "{path}; UPDATE_EXPECT=1 rewrites tests/golden");
    }
}
