//! Who may ask: pages of this preview and programs on this computer, not other sites in the same browser.
//!
//! Against DNS rebinding the `Host` is checked, against other sites' pages `Origin` and the fetch metadata. There is no
//! CORS: no `Access-Control-*` header is ever sent.

use hyper::header::{HOST, HeaderMap, HeaderValue, ORIGIN};
use hyper::{StatusCode, Uri};
use std::net::{IpAddr, Ipv6Addr};

/// The names that the preview answers to.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    /// Addresses that it is bound to, besides this computer's own.
    pub bound: Vec<IpAddr>,
    /// Its port.
    pub port: u16,
}

impl Guard {
    /// Returns the status to refuse a request with, if it must be refused.
    pub fn refuses(&self, uri: &Uri, headers: &HeaderMap) -> Option<StatusCode> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().ok(),
            _ => None,
        };
        if !host.is_some_and(|host| self.knows(host)) {
            return Some(StatusCode::FORBIDDEN);
        }
        // The absolute form names a host of its own (RFC 9112, 3.2.2): both must be ours.
        if uri.authority().is_some_and(|authority| !self.knows(authority.as_str())) {
            return Some(StatusCode::FORBIDDEN);
        }
        if headers.get_all(ORIGIN).iter().any(|origin| !self.is_own(origin)) {
            return Some(StatusCode::FORBIDDEN);
        }
        let word = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let is_foreign = matches!(word("sec-fetch-site"), Some("cross-site" | "same-site"));
        if is_foreign && word("sec-fetch-dest") != Some("document") {
            return Some(StatusCode::FORBIDDEN);
        }
        None
    }

    /// Returns whether a page of this preview asks.
    pub fn is_own(&self, origin: &HeaderValue) -> bool {
        let Some(authority) = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://")) else { return false };
        let Some((_, port)) = split(authority) else { return false };
        self.knows(authority) && port.unwrap_or(80) == self.port
    }

    /// Returns whether a `Host` is this computer, or what was bound.
    fn knows(&self, authority: &str) -> bool {
        let Some((host, _)) = split(authority) else { return false };
        let host = host.to_ascii_lowercase();
        if host == "localhost" || host.ends_with(".localhost") && host.len() > ".localhost".len() {
            return true;
        }
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let address = match bare {
            Some(bare) => bare.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => host.parse::<std::net::Ipv4Addr>().ok().map(IpAddr::V4),
        };
        address.is_some_and(|address| address.is_loopback() || self.bound.contains(&address))
    }
}

/// Splits host and port.
fn split(authority: &str) -> Option<(&str, Option<u16>)> {
    let end = authority.rfind(']').map_or(0, |at| at + 1);
    match authority[end..].rfind(':') {
        None => Some((authority, None)),
        Some(at) => {
            let port = &authority[end + at + 1..];
            let port = port.bytes().all(|byte| byte.is_ascii_digit()).then(|| port.parse().ok()).flatten()?;
            Some((&authority[..end + at], Some(port)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_is_known() {
        let guard = Guard { bound: vec!["192.168.1.7".parse().expect("an address")], port: 1313 };
        for (host, known) in [
            ("localhost", true),
            ("LOCALHOST:99", true),
            ("paper.localhost:1313", true),
            ("127.0.0.1:1313", true),
            ("127.3.2.1", true),
            ("[::1]:1313", true),
            ("192.168.1.7:1313", true),
            ("192.168.1.8", false),
            ("evil.example", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.nip.io", false),
            (".localhost", false),
            ("127.1", false),
            ("127.0.0.1:", false),
            ("127.0.0.1:x", false),
            ("127.0.0.1:99999", false),
            ("[::2]", false),
            ("::1", false),
            ("user@localhost", false),
            ("", false),
        ] {
            assert_eq!(guard.knows(host), known, "{host}");
        }
        let own = |origin: &'static str| guard.is_own(&HeaderValue::from_static(origin));
        assert!(own("http://localhost:1313") && own("http://127.0.0.1:1313"));
        assert!(
            !own("null") && !own("https://localhost:1313") && !own("http://localhost:1314") && !own("http://evil.example:1313")
        );
    }
}
