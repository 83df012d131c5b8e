//! Addresses that authors type: what they may be, and how they stand in an attribute.
//!
//! Judged as browsers read them (WHATWG URL Standard, 4.4): blanks and controls at the ends go, tabs and line breaks
//! inside go, a backslash is a slash. Entities are decoded before this module is asked.

use crate::base::{escape_attribute, first_byte};
use std::borrow::Cow;
use std::fmt::Write;

/// What an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// A page, file or heading of the site.
    Site,
    /// Another web site.
    Web,
    /// `mailto:` or `tel:`.
    Contact,
    /// Anything that could run a program, read a file or lead astray.
    Refused,
}

/// Judges an address.
pub(super) fn classify(url: &str) -> Address {
    let url = as_browsers_read(url);
    let Some(scheme) = scheme(&url) else {
        let is_slash = |byte: Option<&u8>| matches!(byte, Some(b'/' | b'\\'));
        let bytes = url.as_bytes();
        return if is_slash(bytes.first()) && is_slash(bytes.get(1)) { Address::Refused } else { Address::Site };
    };
    let is_one_of = |names: [&str; 2]| names.iter().any(|name| scheme.eq_ignore_ascii_case(name));
    if is_one_of(["http", "https"]) && is_web(&url, &url[scheme.len() + 1..]) {
        Address::Web
    } else if is_one_of(["mailto", "tel"]) {
        Address::Contact
    } else {
        Address::Refused
    }
}

/// Returns whether an address may stand on a page: http, https, mailto, tel, or relative to the site.
///
/// Refused are all other schemes, addresses of other hosts without a scheme (`//host`), and user names in addresses,
/// which make one host look like another.
pub fn is_allowed_url(url: &str) -> bool {
    classify(url) != Address::Refused
}

fn as_browsers_read(url: &str) -> Cow<'_, str> {
    let url = url.trim_matches(|letter| letter <= ' ');
    let is_dropped = |byte| (byte == b'\t') | (byte == b'\n') | (byte == b'\r');
    if first_byte(url, is_dropped).is_some() { url.replace(['\t', '\n', '\r'], "").into() } else { url.into() }
}

fn scheme(url: &str) -> Option<&str> {
    let end = url.find(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '+' | '-' | '.'))?;
    (url[end..].starts_with(':') && url.starts_with(|first: char| first.is_ascii_alphabetic())).then(|| &url[..end])
}

/// Looks at `//host/…`: two true slashes, a host that can be one, no user.
fn is_web(url: &str, rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else { return false };
    let authority = &rest[..rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len())];
    is_usual_host(authority) || (!authority.is_empty() && !authority.contains('@') && url::Url::parse(url).is_ok())
}

/// Returns whether a host is of the usual kind, which needs no parser: words of Latin letters between dots, the last
/// of them no number.
fn is_usual_host(host: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let mut words = host.rsplit('.');
    let ends_in_word = words.next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_lowercase()));
    ends_in_word
        && host.len() < 100
        && host.bytes().all(is_usual)
        && !host.contains("--")
        && host.split('.').all(|word| !word.is_empty())
}

/// Returns an address that may stand on a page, percent-encoded where an address must be (RFC 3986, 2.1).
pub fn address(typed: &str) -> Option<String> {
    is_allowed_url(typed).then(|| encoded(typed).into_owned())
}

fn encoded(url: &str) -> Cow<'_, str> {
    let bytes = url.as_bytes();
    let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let stands = |at: usize| match bytes[at] {
        b'%' => is_hex(at + 1) && is_hex(at + 2),
        byte => PLAIN[usize::from(byte)],
    };
    let Some(first) = (0..bytes.len()).find(|at| !stands(*at)) else { return Cow::Borrowed(url) };
    let mut out = String::with_capacity(url.len() + 32);
    let mut done = 0;
    for at in (first..bytes.len()).filter(|at| !stands(*at)) {
        // A byte that is encoded ends before it, and begins after it, what stands as it is: both are whole letters.
        out.push_str(url.get(done..at).unwrap_or_default());
        write!(out, "%{:02X}", bytes[at]).expect("writing to a string cannot fail");
        done = at + 1;
    }
    out.push_str(url.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Appends ` name="address"`, percent-encoded where an address must be.
pub(super) fn push_address(name: &str, url: &str, out: &mut String) {
    escape_attribute(name, &encoded(url), out);
}

/// For each byte, whether it stands in an address as it is.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let others = b"!#$&'()*+,-./:;=?@_~";
    let mut at = 0;
    while at < others.len() {
        plain[others[at] as usize] = true;
        at += 1;
    }
    plain
};

#[cfg(test)]
mod tests {
    use super::*;

    const BAD: [&str; 27] = [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "java\tscript:x",
        "java\nscript:x",
        "\u{1}javascript:x",
        " javascript:x",
        "vbscript:x",
        "data:text/html,x",
        "data:image/svg+xml,x",
        "blob:x",
        "file:///etc/passwd",
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        " //evil.example",
        "http:evil.example",
        "http:/evil.example",
        "https:///evil.example",
        "https://user@evil.example",
        "https://a:b@evil.example/",
        "https://",
        "ftp://x",
        "C:\\x",
        "view-source:x",
        "https:\\\\x",
    ];

    #[test]
    fn only_harmless_schemes_pass() {
        for url in BAD {
            assert!(!is_allowed_url(url), "{url:?}");
        }
        for url in [
            "https://x.org/a?b@c",
            "HTTP://x.org",
            "mailto:a@b.org",
            "tel:+1-213",
            "story.md",
            "/a/b",
            "@/articles/x.md",
            "#id",
            "?q",
            "한글:기사.md",
            "a/b:c",
            "\\x",
        ] {
            assert!(is_allowed_url(url), "{url:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_usual_host_is_one_to_the_parser_too(host in "[a-z0-9.-]{1,30}|[a-z]{1,3}(\\.[a-z0-9-]{1,4}){1,4}") {
            let is_host = url::Url::parse(&format!("https://{host}/a")).is_ok();
            proptest::prop_assert!(is_host || !is_usual_host(&host));
        }
    }

    #[test]
    fn an_address_cannot_leave_its_attribute() {
        let mut out = String::new();
        push_address("href", "a\" onclick='x'&<한>%41[b]", &mut out);
        assert_eq!(
            address("https://x.org/%ZZ/%4a?a=[1]&b='2'|한").as_deref(),
            Some("https://x.org/%25ZZ/%4a?a=%5B1%5D&b='2'%7C%ED%95%9C")
        );
        assert_eq!(address("javascript:x"), None);
        assert_eq!(out, " href=\"a%22%20onclick=&#39;x&#39;&amp;%3C%ED%95%9C%3E%41%5Bb%5D\"");
    }
}
