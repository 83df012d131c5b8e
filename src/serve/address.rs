//! From the address that a browser asks for to the path of an output, decoded once.
//!
//! Looks at text only: whether such an output exists is asked of the plan, so that nothing else can ever be served.

use crate::base::composed;
use percent_encoding::percent_decode_str;

/// Decodes the path of a request target; nothing when it is not one.
///
/// One decoding (RFC 3986, 2.4): what is still encoded after it is part of a name.
pub(super) fn decode(path: &str) -> Option<String> {
    let has_hidden_slash = || path.to_ascii_lowercase().contains("%2f");
    if !path.starts_with('/') || has_bad_escape(path) || has_hidden_slash() {
        return None;
    }
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let is_odd = |letter: char| letter.is_control() || letter == '\\';
    if decoded.contains(is_odd) || decoded.split('/').any(|part| matches!(part, "." | "..")) || decoded.contains("//") {
        return None;
    }
    Some(decoded.into_owned())
}

fn has_bad_escape(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_escape = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    bytes.iter().enumerate().any(|(at, byte)| *byte == b'%' && !is_escape(at))
}

/// Returns the output's path for a decoded address: `/paper/2025/` below `/paper/` is `2025/index.html`.
pub(super) fn inner(address: &str, base: &str) -> Option<String> {
    let inner = address.strip_prefix(base)?;
    let inner = composed(inner);
    match inner.is_empty() || inner.ends_with('/') {
        true => Some(format!("{inner}index.html")),
        false => Some(inner.into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_decoded_once() {
        for (path, decoded) in [
            ("/", Some("/")),
            ("/2025/%EA%B0%80/", Some("/2025/가/")),
            ("/a%20b", Some("/a b")),
            ("/%252e%252e/x", Some("/%2e%2e/x")),
            ("/../x", None),
            ("/%2e%2e/x", None),
            ("/..%2fx", None),
            ("/css%2Fown.css", None),
            ("/a/./b", None),
            ("//etc/passwd", None),
            ("/a//b", None),
            ("/a%5cb", None),
            ("/a\\b", None),
            ("/%00", None),
            ("/%c0%ae%c0%ae/", None),
            ("/%", None),
            ("/%4", None),
            ("/%zz", None),
            ("a", None),
            ("", None),
        ] {
            assert_eq!(decode(path).as_deref(), decoded, "{path}");
        }
    }

    #[test]
    fn folders_stand_for_their_index() {
        assert_eq!(inner("/", "/").as_deref(), Some("index.html"));
        assert_eq!(inner("/paper/a/", "/paper/").as_deref(), Some("a/index.html"));
        assert_eq!(inner("/paper/a.css", "/paper/").as_deref(), Some("a.css"));
        assert_eq!(inner("/other/", "/paper/"), None);
        assert_eq!(inner("/\u{1100}\u{1161}", "/").as_deref(), Some("가"), "a decomposed name is the composed one");
    }
}
