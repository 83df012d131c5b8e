//! JSON-LD (W3C Recommendation 1.1) in the vocabulary of schema.org, as search engines read it from a page's head.
//!
//! Knows how a thing is written, not which things a page has. One script for each thing, one type as text: readers of
//! structured data see nothing inside `@graph`, and stumble over lists of types.

use serde_json::{Map, Value};

/// A thing: a type and its properties, in the order in which they were said. What is empty is not said at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing(Map<String, Value>);

impl Thing {
    /// Begins a thing.
    pub fn new(kind: &str) -> Self {
        Self(Map::from_iter([("@type".to_owned(), Value::from(kind))]))
    }

    /// Says a property, unless there is nothing to say.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Property>) -> Self {
        if let Some(value) = value.into().0 {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// Returns the script that holds the thing.
    pub fn to_script(&self) -> String {
        let mut all = Map::with_capacity(self.0.len() + 1);
        all.insert("@context".to_owned(), Value::from("https://schema.org"));
        all.extend(self.0.clone());
        format!("<script type=\"application/ld+json\">{}</script>", json_in_html(&Value::Object(all)))
    }
}

/// The value of a property; none is not written.
pub struct Property(Option<Value>);

impl From<&str> for Property {
    fn from(text: &str) -> Self {
        Self((!text.is_empty()).then(|| Value::from(text)))
    }
}

impl From<String> for Property {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Property {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<bool> for Property {
    fn from(truth: bool) -> Self {
        Self(Some(Value::from(truth)))
    }
}

impl From<usize> for Property {
    fn from(number: usize) -> Self {
        Self(Some(Value::from(number)))
    }
}

impl From<i32> for Property {
    fn from(number: i32) -> Self {
        Self(Some(Value::from(number)))
    }
}

impl From<u32> for Property {
    fn from(number: u32) -> Self {
        Self(Some(Value::from(number)))
    }
}

impl From<Thing> for Property {
    fn from(thing: Thing) -> Self {
        Self(Some(Value::Object(thing.0)))
    }
}

impl<P: Into<Property>> From<Option<P>> for Property {
    fn from(property: Option<P>) -> Self {
        property.map_or(Self(None), Into::into)
    }
}

impl<P: Into<Property>> From<Vec<P>> for Property {
    fn from(list: Vec<P>) -> Self {
        let values: Vec<Value> = list.into_iter().filter_map(|property| property.into().0).collect();
        Self((!values.is_empty()).then_some(Value::Array(values)))
    }
}

impl From<&[String]> for Property {
    fn from(list: &[String]) -> Self {
        Self::from(list.iter().collect::<Vec<_>>())
    }
}

/// Writes JSON so that nothing in it can end the script or begin another (HTML Living Standard, 4.12.1.3): `<`, `>` and `&`
/// never stand there, nor what old JavaScript takes for the end of a line.
fn json_in_html(value: &Value) -> String {
    let json = value.to_string();
    let mut out = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        match letter {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            '\u{7f}'..='\u{9f}' => out.extend(format!("\\u{:04x}", u32::from(letter)).chars()),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_not_said_and_nothing_ends_the_script() {
        let person = Thing::new("Person").with("name", "</script><!--\u{2028}\u{0}\u{85}&\"").with("jobTitle", None::<&str>);
        let thing = Thing::new("NewsArticle")
            .with("headline", "")
            .with("author", vec![person])
            .with("keywords", Vec::<String>::new())
            .with("wordCount", 3_usize);
        let expected = concat!(
            "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"author\":[{\"@type\":\"Person\",",
            "\"name\":\"\\u003c/script\\u003e\\u003c!--\\u2028\\u0000\\u0085\\u0026\\\"\"}],\"wordCount\":3}</script>"
        );
        assert_eq!(thing.to_script(), expected);
    }
}
