//! The filters of docs/themes.md: pure, but for the language of the page, which they take from the notebook.
//!
//! No filter reads a clock, a file or the environment.

use super::functions::text;
use super::notebook::Notebook;
use crate::base::{SlugStyle, slugify};
use crate::view::{format_date, read_date};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// Names of the filters, in the order of the documentation.
pub(super) const NAMES: &[&str] = &["date", "number", "slug", "json", "strip_tags", "urlencode"];

/// How many dates are kept, each in the form in which it was written.
pub(super) const DATES: usize = 32 * 1024;

/// Registers every filter with a renderer's engine.
pub(super) fn register(tera: &mut Tera, notebook: &Notebook) {
    let page = notebook.clone();
    tera.register_filter("date", move |value: Value, kwargs: Kwargs, _: &State| date(&page, &value, &kwargs));
    let page = notebook.clone();
    tera.register_filter("number", move |value: Value, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let (typed, sheet) = (text(&kwargs, "lang")?, page.sheet());
        let number = value.as_i64().ok_or_else(|| Error::message("`number` takes a whole number"))?;
        Ok(grouped(number, typed.as_deref().unwrap_or(&sheet.language)))
    });
    tera.register_filter("slug", |value: &str, _: Kwargs, _: &State| slugify(value, SlugStyle::Unicode));
    tera.register_filter("json", |value: Value, _: Kwargs, _: &State| json(&value));
    tera.register_filter("urlencode", |value: &str, _: Kwargs, _: &State| urlencode(value));
    tera.register_filter("strip_tags", |value: &str, _: Kwargs, _: &State| strip_tags(value));
}

fn date(page: &Notebook, value: &Value, kwargs: &Kwargs) -> TeraResult<String> {
    let (typed, sheet) = (text(kwargs, "lang")?, page.sheet());
    let language = typed.as_deref().unwrap_or(&sheet.language);
    let form = text(kwargs, "format")?.unwrap_or_else(|| "long".to_owned());
    let iso = match value.as_str() {
        Some(text) => text,
        None => value
            .get_from_path("iso")
            .and_then(Value::as_str)
            .ok_or_else(|| Error::message("`date` takes a moment or a text such as 2025-05-30"))?,
    };
    let asked = format!("{iso} {form} {language}");
    if let Some(written) = page.desk().dates.get(&asked) {
        return Ok(written);
    }
    let local = read_date(iso).ok_or_else(|| Error::message(format!("`{iso}` is no date")))?;
    let written = format_date(local, &form, language).map_err(Error::message)?;
    page.desk().dates.put(asked, written.clone(), 1);
    Ok(written)
}

/// Writes a whole number with its digits in groups of three.
pub(super) fn grouped(number: i64, language: &str) -> String {
    let mark = match language.split('-').next().unwrap_or(language) {
        "es" | "de" | "pt" | "it" | "id" | "vi" => ".",
        "fr" | "ru" | "uk" | "pl" => "\u{202f}",
        _ => ",",
    };
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(digit);
    }
    out
}

/// JSON that may stand in a script element: no `<`, `>`, `&`, and no line ends that scripts once took for their own.
fn json(value: &Value) -> TeraResult<Value> {
    let text = serde_json::to_string(value).map_err(|error| Error::message(error.to_string()))?;
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            other => out.push(other),
        }
    }
    Ok(Value::safe_string(&out))
}

/// Percent-encodes all but the unreserved (RFC 3986, 2.3): fit for a part of a query.
fn urlencode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

fn strip_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    // What is left is text again, and will be escaped when it is printed.
    for (entity, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        out = out.replace(entity, letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_close_its_script() {
        let value = Value::from("</script><!--\u{2028}&");
        let out = json(&value).expect("json");
        assert_eq!(out.as_str(), Some("\"\\u003c/script\\u003e\\u003c!--\\u2028\\u0026\""));
    }

    #[test]
    fn digits_stand_in_groups() {
        assert_eq!(grouped(1_234_567, "en"), "1,234,567");
        assert_eq!(grouped(-1000, "es"), "-1.000");
        assert_eq!(grouped(999, "ko"), "999");
    }
}
