//! The notations of front matter and configuration: TOML and YAML text into values with places.
//!
//! Knows no key's meaning; [`Reader`] asks for keys by name and type, and reports what does not fit.

mod number;
mod reader;
mod toml;
mod yaml;

pub use number::Real;
pub use reader::{Reader, Spanned, Unknown};

use crate::base::{ByteReader, ByteWriter, Outcome, ProjectPath, Stored, stored};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::ops::Range;

/// A value and the bytes of the file that it is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// Where it stands: offsets in the file.
    pub span: Range<usize>,
    /// What it is.
    pub value: Value,
}

impl Stored for Node {
    fn store(&self, to: &mut ByteWriter) {
        self.span.store(to);
        self.value.store(to);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        from.within(|from| Some(Self { span: Range::restore(from)?, value: Value::restore(from)? }))
    }
}

/// What a notation can say.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A quoted text.
    Text(String),
    /// An unquoted word of YAML: text, number, date or truth value, as the one who asks needs it.
    Plain(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(Real),
    /// true or false.
    Bool(bool),
    /// A date, time or both, as TOML writes them without quotes.
    Moment(String),
    /// Nothing: a YAML key without a value.
    Null,
    /// A list.
    List(Vec<Node>),
    /// Keys and values.
    Table(Table),
}

stored!(enum Value {
    0 => Text(text),
    1 => Plain(word),
    2 => Integer(number),
    3 => Float(number),
    4 => Bool(truth),
    5 => Moment(text),
    6 => Null,
    7 => List(nodes),
    8 => Table(table),
});

impl Value {
    /// Returns the name of the type, as messages say it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Plain(_) => "text",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Moment(_) => "a date",
            Self::Null => "nothing",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Keys and values in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Table {
    /// Key, its place, and its value.
    pub entries: Vec<(String, Range<usize>, Node)>,
}

impl Table {
    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(name, ..)| name == key).map(|(.., node)| node)
    }
}

stored!(struct Table { entries });

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.entries.len()))?;
        for (key, _, node) in &self.entries {
            map.serialize_entry(key, &node.value)?;
        }
        map.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) | Self::Moment(text) => serializer.serialize_str(text),
            Self::Plain(word) => serialize_plain(word, serializer),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(number.get()),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Null => serializer.serialize_none(),
            Self::List(nodes) => serializer.collect_seq(nodes.iter().map(|node| &node.value)),
            Self::Table(table) => table.serialize(serializer),
        }
    }
}

/// An unquoted YAML word nobody asked a type of: the core schema's reading (YAML 1.2.2, 10.3.2).
fn serialize_plain<S: Serializer>(word: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match word {
        "true" | "True" | "TRUE" => return serializer.serialize_bool(true),
        "false" | "False" | "FALSE" => return serializer.serialize_bool(false),
        _ => {}
    }
    if let Ok(number) = word.parse::<i64>() {
        return serializer.serialize_i64(number);
    }
    match word.parse::<f64>() {
        Ok(number) if number.is_finite() && word.contains(|letter: char| letter.is_ascii_digit()) => {
            serializer.serialize_f64(number)
        }
        _ => serializer.serialize_str(word),
    }
}

/// Which notation a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Notation {
    /// TOML 1.1.
    Toml,
    /// YAML 1.2, without anchors and aliases.
    Yaml,
}

/// Reads `text`, which begins at `offset` in `file`; what could be read is there even if something is wrong.
pub fn parse(text: &str, notation: Notation, file: &ProjectPath, offset: usize) -> Outcome<Table> {
    match notation {
        Notation::Toml => toml::parse(text, file, offset),
        Notation::Yaml => yaml::parse(text, file, offset),
    }
}
