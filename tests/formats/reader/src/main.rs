//! Reads feeds by the crate feed-rs, as a feed reader would, and compares what it understood in the three formats of each feed.
//!
//! usage: reader FOLDER        a built site; every feed.xml, atom.xml and feed.json in it is read
//!
//! Ids, titles, addresses, dates, authors and texts have to be there, and to be the same in RSS, Atom and JSON Feed; of JSON Feed
//! they are read once more as plain JSON, so that nobody's reader is taken at its word. Deliberately checks no file for its own
//! sake: schemas and validators do.

use feed_rs::model::{Entry, Feed};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a reader must understand of a story, whatever the format.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    id: String,
    title: String,
    address: String,
    published: String,
    authors: Vec<String>,
    text: String,
}

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: reader FOLDER");
        return ExitCode::from(2);
    };
    let mut homes = Vec::new();
    find(&folder, &mut homes);
    let (mut wrong, mut items) = (Vec::new(), 0);
    for home in &homes {
        match compare(home) {
            Ok(count) => items += count,
            Err(why) => wrong.push(format!("{}: {why}", home.strip_prefix(&folder).unwrap_or(home).display())),
        }
    }
    for line in wrong.iter().take(20) {
        println!("  {line}");
    }
    println!("  feed-rs: {} feeds in three formats, {items} items, {} wrong", homes.len(), wrong.len());
    ExitCode::from(u8::from(!wrong.is_empty() || homes.is_empty() || items == 0))
}

/// Finds the folders that have feeds.
fn find(folder: &Path, homes: &mut Vec<PathBuf>) {
    if folder.join("feed.xml").is_file() {
        homes.push(folder.to_owned());
    }
    let entries = std::fs::read_dir(folder).expect("a folder that can be read");
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.iter().for_each(|folder| find(folder, homes));
}

/// Reads the three formats of one feed; returns how many stories they hold.
fn compare(home: &Path) -> Result<usize, String> {
    let read = |name: &str| std::fs::read(home.join(name)).map_err(|error| format!("{name}: {error}"));
    let parse = |name: &str| -> Result<(Feed, Vec<Item>), String> {
        let feed = feed_rs::parser::parse(&*read(name)?).map_err(|error| format!("{name}: {error}"))?;
        let items = feed.entries.iter().map(item).collect::<Result<Vec<Item>, String>>();
        let items = items.map_err(|why| format!("{name}: {why}"))?;
        Ok((feed, items))
    };
    let (rss, of_rss) = parse("feed.xml")?;
    let (atom, of_atom) = parse("atom.xml")?;
    let (json, of_json) = parse("feed.json")?;
    let title = |feed: &Feed| feed.title.as_ref().map(|title| squeezed(&title.content));
    if title(&rss) != title(&atom) || title(&rss) != title(&json) {
        return Err(format!("three titles: {:?}, {:?}, {:?}", title(&rss), title(&atom), title(&json)));
    }
    for (name, items) in [("atom.xml", &of_atom), ("feed.json", &of_json)] {
        if items.len() != of_rss.len() {
            return Err(format!("{name} has {} stories, feed.xml {}", items.len(), of_rss.len()));
        }
        if let Some((one, other)) = of_rss.iter().zip(items).find(|(one, other)| one != other) {
            return Err(format!("{name} differs from feed.xml:\n    {other:?}\n    {one:?}"));
        }
    }
    let raw: serde_json::Value = serde_json::from_slice(&read("feed.json")?).map_err(|error| error.to_string())?;
    let ids: Vec<&str> = raw["items"].as_array().into_iter().flatten().filter_map(|item| item["id"].as_str()).collect();
    if ids != of_rss.iter().map(|item| item.id.as_str()).collect::<Vec<_>>() {
        return Err("the ids of feed.json, read as plain JSON, are others".to_owned());
    }
    let unique: BTreeMap<&str, ()> = ids.iter().map(|id| (*id, ())).collect();
    if unique.len() != ids.len() { Err("an id comes twice".to_owned()) } else { Ok(ids.len()) }
}

fn item(entry: &Entry) -> Result<Item, String> {
    let lacks = |what: &str| format!("the story {} has no {what}", entry.id);
    let text = entry.content.as_ref().and_then(|content| content.body.as_deref()).ok_or_else(|| lacks("text"))?;
    Ok(Item {
        id: entry.id.clone(),
        title: squeezed(&entry.title.as_ref().ok_or_else(|| lacks("title"))?.content),
        address: entry.links.first().ok_or_else(|| lacks("address"))?.href.clone(),
        published: entry.published.ok_or_else(|| lacks("date"))?.to_rfc3339(),
        authors: entry.authors.iter().map(|author| squeezed(author.name.as_deref().unwrap_or_default())).collect(),
        text: squeezed(text),
    })
}

/// Formats may differ in blanks.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
