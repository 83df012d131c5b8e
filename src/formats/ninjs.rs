//! ninjs 3.1, News in JSON (IPTC, 2024): what another newsroom needs to run a story with credit.
//!
//! The schema refuses every key that it does not name, so nothing of our own stands here.

use super::text::clean_json;
use serde::Serialize;
use serde_json::Value;

/// The standard that an item says it follows.
const STANDARD: Standard =
    Standard { name: "ninjs", version: "3.1", schema: "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#" };

/// Whether an item may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum PubStatus {
    /// It may.
    #[default]
    Usable,
    /// It was withdrawn, and must not be.
    Canceled,
}

/// What an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ItemType {
    /// A story.
    #[default]
    Text,
    /// A photo.
    Picture,
}

/// How much of a thing an item holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Representation {
    /// All of it.
    Full,
    /// What a list shows.
    Partial,
}

/// What an item says it follows.
#[derive(Clone, Copy, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct Standard {
    pub name: &'static str,
    pub version: &'static str,
    pub schema: &'static str,
}

/// A news item. Fields are keys of the schema, and what is empty is left out.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the schema; docs/formats.md says where each comes from")]
pub struct Item<'i> {
    pub uri: &'i str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard: Option<Standard>,
    #[serde(rename = "type")]
    pub item_type: ItemType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representation_type: Option<Representation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pub_status: Option<PubStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<&'i str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'i str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slugline: Option<&'i str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headlines: Vec<Text<'i>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'i str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub located: Option<&'i str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Text<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bodies: Vec<Body<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Concept<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Concept<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Concept<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<Genre<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub info_sources: Vec<InfoSource<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renditions: Vec<Rendition<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub associations: Vec<Association<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alt_ids: Vec<AltId<'i>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trust_indicators: Vec<TrustIndicator<'i>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copyright_holder: Option<&'i str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copyright_notice: Option<&'i str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights_info: Option<RightsInfo<'i>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ed_note: Option<String>,
}

/// A headline or a description with the part that it plays.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct Text<'i> {
    pub role: &'static str,
    pub value: &'i str,
}

/// The story itself.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct Body<'i> {
    pub role: &'static str,
    pub content_type: &'static str,
    pub char_count: usize,
    pub word_count: usize,
    pub value: &'i str,
}

/// A person, a place or a subject.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct Concept<'i> {
    pub name: &'i str,
    pub rel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// What sort of a story it is.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct Genre<'i> {
    pub name: &'i str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<&'static str>,
}

/// Who knew.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct InfoSource<'i> {
    pub name: &'i str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<&'i str>,
}

/// A file of an item.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct Rendition<'i> {
    pub name: &'static str,
    pub href: &'i str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_in_bytes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poi: Option<Point>,
}

/// What matters most in a picture, in pixels from the left and from the top.
#[derive(Clone, Copy, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct Point {
    pub x: u32,
    pub y: u32,
}

/// An item that belongs to another.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct Association<'i> {
    pub name: &'static str,
    #[serde(flatten)]
    pub item: Item<'i>,
}

/// Another name for an item.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct AltId<'i> {
    pub role: &'static str,
    pub value: &'i str,
}

/// Why the outlet can be trusted.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct TrustIndicator<'i> {
    pub role: String,
    pub title: &'i str,
    pub href: String,
}

/// Where the terms of use stand.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the schema")]
pub struct RightsInfo<'i> {
    pub linked_rights: &'i str,
}

/// Writes an item.
pub fn write(item: Item<'_>) -> String {
    cleaned(serde_json::to_value(&Item { standard: Some(STANDARD), ..item }))
}

/// Writes a list of items.
pub fn write_list(items: &[Item<'_>]) -> String {
    cleaned(serde_json::to_value(items))
}

fn cleaned(value: serde_json::Result<Value>) -> String {
    let mut value = value.expect("plain values");
    clean_json(&mut value);
    format!("{value}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Value {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn an_item_has_the_keys_of_the_schema_and_harms_nobody() {
        let photo = Item { uri: "https://x.org/a.png", item_type: ItemType::Picture, by: Some("Ana"), ..Item::default() };
        let item = Item {
            uri: "https://x.org/2025/a/",
            headlines: vec![Text { role: "main", value: "\"</script>\u{0}시장" }],
            associations: vec![Association { name: "lead", item: photo }],
            info_sources: vec![InfoSource { name: "The county", uri: None }],
            pub_status: Some(PubStatus::Usable),
            ..Item::default()
        };
        assert_eq!(
            read(&write(item)),
            json!({
                "uri": "https://x.org/2025/a/",
                "standard": {
                    "name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
                },
                "type": "text",
                "pubStatus": "usable",
                "headlines": [{ "role": "main", "value": "\"</script>시장" }],
                "infoSources": [{ "name": "The county" }],
                "associations": [{ "name": "lead", "uri": "https://x.org/a.png", "type": "picture", "by": "Ana" }],
            })
        );
    }

    #[test]
    fn a_withdrawn_item_is_canceled() {
        let item = Item { uri: "https://x.org/2025/a/", pub_status: Some(PubStatus::Canceled), ..Item::default() };
        assert_eq!(read(&write_list(&[item]))[0]["pubStatus"], "canceled");
    }
}
