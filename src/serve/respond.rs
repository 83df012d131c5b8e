//! Answers: exact types, validators, ranges, and the one line that is put into pages.
//!
//! Knows bytes and headers, not editions.

use super::shown::Made;
use crate::base::Fingerprint;
use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};
use std::sync::Arc;

/// A whole answer, or one that goes on.
pub(super) type Body = Either<Full<Bytes>, super::live::Stream>;

/// An answer with the headers that all have.
pub(super) fn with(status: StatusCode, kind: &str, bytes: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(bytes.into())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &str| {
        headers.insert(name, HeaderValue::from_str(value).expect("plain text"));
    };
    set(header::CONTENT_TYPE, kind);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CACHE_CONTROL, "no-cache");
    set(header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    response
}

/// A file of the preview's own.
pub(super) fn own(kind: &str, text: &'static str, asked: &HeaderMap) -> Response<Body> {
    let tag = format!("\"{}\"", Fingerprint::of_bytes(text.as_bytes()).short(20));
    let is_known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| holds(known, &tag));
    let mut response = if is_known { with(StatusCode::NOT_MODIFIED, kind, "") } else { with(StatusCode::OK, kind, text) };
    insert(&mut response, header::ETAG, &tag);
    response
}

/// A few words.
pub(super) fn text(status: StatusCode, words: &str) -> Response<Body> {
    with(status, "text/plain; charset=utf-8", format!("{words}\n"))
}

/// JSON.
pub(super) fn json(status: StatusCode, value: &serde_json::Value) -> Response<Body> {
    with(status, "application/json; charset=utf-8", value.to_string())
}

/// Somewhere else on this host.
pub(super) fn moved(to: &str) -> Response<Body> {
    let mut response = text(StatusCode::MOVED_PERMANENTLY, to);
    match HeaderValue::from_str(to) {
        Ok(to) => response.headers_mut().insert(header::LOCATION, to),
        Err(_) => return text(StatusCode::NOT_FOUND, "nothing stands here"),
    };
    // A preview's redirects change with the paper: no browser may keep them.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A page that waits for its mending: the client puts the findings on it.
pub(super) fn waiting(seen: &str) -> Response<Body> {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\" data-newsprint-waiting>\n<head>\n<meta charset=\"utf-8\">\n<title>Preview</title>\n{}</head>\n\
         <body>\n<noscript>This page cannot be made; the terminal says why.</noscript>\n</body>\n</html>\n",
        script(seen)
    );
    let mut response = with(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn script(seen: &str) -> String {
    format!("<script src=\"/__newsprint/preview.js\" defer data-seen=\"{seen}\"></script>\n")
}

/// What was made, whole or in part, or the word that the browser has it already.
pub(super) fn made(status: StatusCode, made: Arc<Made>, seen: &str, asked: &HeaderMap) -> Response<Body> {
    let kind = media_type(made.path.as_str());
    let is_page = kind.starts_with("text/html");
    let tag = format!("\"{}{}\"", made.seen, if is_page { "-p" } else { "" });
    if status == StatusCode::OK && asked.get(header::IF_NONE_MATCH).is_some_and(|known| holds(known, &tag)) {
        let mut response = with(StatusCode::NOT_MODIFIED, &kind, Bytes::new());
        response.headers_mut().insert(header::ETAG, HeaderValue::from_str(&tag).expect("plain text"));
        response.headers_mut().remove(header::CONTENT_TYPE);
        return response;
    }
    let bytes = if is_page { with_script(&made.bytes, seen).into() } else { Bytes::from_owner(Shared(made)) };
    let mut response = match range(asked, bytes.len(), &tag).filter(|_| status == StatusCode::OK) {
        None => with(status, &kind, bytes),
        Some(Ok((from, to))) => {
            let whole = bytes.len();
            let mut part = with(StatusCode::PARTIAL_CONTENT, &kind, bytes.slice(from..=to));
            insert(&mut part, header::CONTENT_RANGE, &format!("bytes {from}-{to}/{whole}"));
            part
        }
        Some(Err(())) => {
            let mut none = text(StatusCode::RANGE_NOT_SATISFIABLE, "there is no such part");
            insert(&mut none, header::CONTENT_RANGE, &format!("bytes */{}", bytes.len()));
            none
        }
    };
    insert(&mut response, header::ETAG, &tag);
    insert(&mut response, header::ACCEPT_RANGES, "bytes");
    response
}

fn insert(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    response.headers_mut().insert(name, HeaderValue::from_str(value).expect("plain text"));
}

/// Lends the bytes of what was made to all who read it at once.
struct Shared(Arc<Made>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0.bytes
    }
}

/// `If-None-Match` (RFC 9110, 13.1.2): a list of tags, weak ones too, or `*`.
fn holds(known: &HeaderValue, tag: &str) -> bool {
    let Ok(known) = known.to_str() else { return false };
    known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

/// One range of bytes (RFC 9110, 14.1.2); several, and what is no range, are answered by the whole.
fn range(asked: &HeaderMap, length: usize, tag: &str) -> Option<Result<(usize, usize), ()>> {
    let text = asked.get(header::RANGE)?.to_str().ok()?;
    if asked.get(header::IF_RANGE).is_some_and(|known| known.as_bytes() != tag.as_bytes()) {
        return None;
    }
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| text.parse::<usize>().unwrap_or(usize::MAX);
    match (is_number(from), is_number(to)) {
        (true, true) if number(from) > number(to) => None,
        (true, _) if number(from) >= length => (to.is_empty() || is_number(to)).then_some(Err(())),
        (true, true) => Some(Ok((number(from), number(to).min(length - 1)))),
        (true, false) if to.is_empty() => Some(Ok((number(from), length - 1))),
        (false, true) if from.is_empty() => match number(to) {
            0 => Some(Err(())),
            _ if length == 0 => Some(Err(())),
            last => Some(Ok((length - last.min(length), length - 1))),
        },
        _ => None,
    }
}

/// Puts the script's line before `</head>`; a page without one gets it at its end.
fn with_script(page: &[u8], seen: &str) -> Vec<u8> {
    let line = script(seen);
    let head = page.windows(7).position(|window| window.eq_ignore_ascii_case(b"</head>"));
    let at = head.unwrap_or(page.len());
    [&page[..at], line.as_bytes(), &page[at..]].concat()
}

/// The type that a host would send for a file of this name.
fn media_type(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let (kind, plain) = (guess.essence_str(), guess.type_() == "text");
    match kind {
        "text/xml" => "application/xml; charset=utf-8".to_owned(),
        _ if plain || matches!(kind, "application/json" | "application/javascript" | "image/svg+xml" | "application/xml") => {
            format!("{kind}; charset=utf-8")
        }
        _ if kind.ends_with("+json") || kind.ends_with("+xml") => format!("{kind}; charset=utf-8"),
        _ => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_exact() {
        for (path, kind) in [
            ("index.html", "text/html; charset=utf-8"),
            ("a.CSS", "text/css; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.json", "application/json; charset=utf-8"),
            ("feed.xml", "application/xml; charset=utf-8"),
            ("a.svg", "image/svg+xml; charset=utf-8"),
            ("a.md", "text/markdown; charset=utf-8"),
            ("a.webp", "image/webp"),
            ("a.avif", "image/avif"),
            ("a.woff2", "font/woff2"),
            (".well-known/security.txt", "text/plain; charset=utf-8"),
            ("CNAME", "application/octet-stream"),
        ] {
            assert_eq!(media_type(path), kind, "{path}");
        }
    }

    #[test]
    fn ranges_are_those_of_the_rfc() {
        let asked = |text: &'static str| HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(text))]);
        for (text, answer) in [
            ("bytes=0-3", Some(Ok((0, 3)))),
            ("bytes=4-", Some(Ok((4, 9)))),
            ("bytes=-3", Some(Ok((7, 9)))),
            ("bytes=-30", Some(Ok((0, 9)))),
            ("bytes=0-99999999999999999999999", Some(Ok((0, 9)))),
            ("bytes=10-", Some(Err(()))),
            ("bytes=-0", Some(Err(()))),
            ("bytes=99999999999999999999999-", Some(Err(()))),
            ("bytes=3-1", None),
            ("bytes=0-1,3-4", None),
            ("bytes=-", None),
            ("bytes=a-b", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(range(&asked(text), 10, "\"t\""), answer, "{text}");
        }
        assert_eq!(range(&asked("bytes=0-1"), 0, "\"t\""), Some(Err(())));
    }

    #[test]
    fn the_line_stands_in_the_head() {
        let page = with_script(b"<html><HEAD></HEAD><body></body></html>", "ab");
        let page = String::from_utf8(page).expect("text");
        assert!(
            page.starts_with("<html><HEAD><script src=\"/__newsprint/preview.js\" defer data-seen=\"ab\"></script>\n</HEAD>")
        );
        assert!(String::from_utf8(with_script(b"<p>a", "ab")).expect("text").starts_with("<p>a<script"));
    }
}
