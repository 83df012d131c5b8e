//! Permalinks: addresses on the site, their files, and their absolute forms.
//!
//! Knows how addresses are spelt, not which ones a site has.

use super::{BadSegment, OutputPath, first_byte};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A site-relative address, percent-decoded: `/2025/05/30/rent-cap/` or `/404.html`.
#[derive(Clone, Debug)]
pub struct Permalink {
    /// The address; behind it perhaps the name of the file that answers there, so that its path shares this text.
    text: Arc<str>,
    end: u32,
}

/// The file that answers at the address of a folder.
const INDEX: &str = "index.html";

impl Permalink {
    fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let end = u32::try_from(text.len()).expect("no address is so long");
        Self { text, end }
    }

    /// The front page.
    pub fn home() -> Self {
        Self::new("/")
    }

    /// Makes a folder-like address of checked segments.
    ///
    /// # Errors
    /// As [`OutputPath::from_segments`]; no segments at all is the front page.
    pub fn folder<'s>(segments: impl IntoIterator<Item = &'s str>) -> Result<Self, BadSegment> {
        let mut path = String::from("/");
        for segment in segments {
            path.push_str(&OutputPath::checked(segment)?);
            path.push('/');
        }
        Ok(Self::new(path))
    }

    /// Reads an address as an author types it: `/old/story/`, `old/story.html`, `old/story`.
    ///
    /// # Errors
    /// As [`OutputPath::from_segments`].
    pub fn parse(typed: &str) -> Result<Self, BadSegment> {
        let inner = typed.strip_prefix('/').unwrap_or(typed);
        let is_file = !inner.ends_with('/') && inner.rsplit('/').next().is_some_and(|last| last.contains('.'));
        let segments = inner.strip_suffix('/').unwrap_or(inner);
        if segments.is_empty() {
            return Ok(Self::home());
        }
        let path = OutputPath::checked(segments)?;
        let is_final = matches!(path, Cow::Borrowed(_)) && typed.starts_with('/') && (is_file || typed.ends_with('/'));
        if is_final {
            return Ok(Self::new(typed));
        }
        Ok(Self::new(if is_file { format!("/{path}") } else { format!("/{path}/") }))
    }

    /// Returns the address with the text of `typed`, where that is the same.
    #[must_use]
    pub fn sharing(self, typed: &Arc<str>) -> Self {
        if self.as_str() == &**typed { Self::new(Arc::clone(typed)) } else { self }
    }

    /// Returns the same address with room for its file: both then share one text, as befits what a site has thousands of.
    #[must_use]
    pub fn with_file(self) -> Self {
        let end = self.end;
        Self { text: self.output().0, end }
    }

    /// Returns the address of an output file.
    pub fn of(path: &OutputPath) -> Self {
        let text = &path.0;
        let folder = text.strip_suffix(INDEX).filter(|folder| folder.ends_with('/'));
        let end = folder.map_or(text.len(), str::len);
        Self { end: u32::try_from(end).expect("no address is so long"), text: Arc::clone(text) }
    }

    /// Returns the file that answers at this address.
    pub fn output(&self) -> OutputPath {
        let has_file = self.text.len() > self.end as usize || !self.text.ends_with('/');
        if has_file && self.text.starts_with('/') && !self.text.starts_with("//") {
            return OutputPath(Arc::clone(&self.text));
        }
        let path = self.as_str().trim_start_matches('/');
        let file = if path.is_empty() || path.ends_with('/') { INDEX } else { "" };
        OutputPath(["/", path, file].concat().into())
    }

    /// Returns the address as text, percent-decoded.
    pub fn as_str(&self) -> &str {
        &self.text[..self.end as usize]
    }
}

impl PartialEq for Permalink {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Permalink {}

impl PartialOrd for Permalink {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Permalink {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Permalink {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for Permalink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where the site is published: `https://x.org/paper/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    origin: String,
    path: String,
}

impl BaseUrl {
    /// Reads an absolute http(s) address; a missing final slash is added.
    pub fn parse(text: &str) -> Option<Self> {
        let url = url::Url::parse(text.trim()).ok()?;
        if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
            return None;
        }
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let path = url.path().trim_end_matches('/');
        Some(Self { origin: url.origin().ascii_serialization(), path: format!("{path}/") })
    }

    /// Returns the path part, with both slashes: `/` or `/paper/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the whole address with the final slash.
    pub fn absolute(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }

    /// Returns what a link on the site says, percent-encoded: `/paper/2025/…/`.
    pub fn href(&self, permalink: &Permalink) -> String {
        let mut out = String::with_capacity(self.path.len() + permalink.as_str().len() + 16);
        out.push_str(&self.path);
        encode(permalink.as_str().trim_start_matches('/'), &mut out);
        out
    }

    /// Returns a path of the site as it stands on the host, for patterns of robots.txt: letters that no address has are
    /// percent-encoded, and all others stay, since `*` and `$` have a meaning there.
    pub fn pattern(&self, path: &str) -> String {
        let mut out = self.path.trim_end_matches('/').to_owned();
        for letter in path.chars() {
            match letter {
                ' '..='~' => out.push(letter),
                other => encode(other.encode_utf8(&mut [0; 4]), &mut out),
            }
        }
        out
    }

    /// Returns the host, without its port.
    pub fn host(&self) -> &str {
        let authority = self.origin.split_once("://").map_or("", |(_, authority)| authority);
        // What follows the last colon is a port, but within the brackets of an address of IPv6.
        authority.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(authority, |(host, _)| host)
    }

    /// Makes what is ready for `href` or `src` absolute.
    pub fn resolve(&self, href: &str) -> String {
        if href.starts_with('/') && !href.starts_with("//") { format!("{}{href}", self.origin) } else { href.to_owned() }
    }

    /// Returns the address for feeds, canonical links and share cards.
    pub fn canonical(&self, permalink: &Permalink) -> String {
        let path = permalink.as_str().trim_start_matches('/');
        let mut out = String::with_capacity(self.origin.len() + self.path.len() + path.len() + 16);
        out.push_str(&self.origin);
        out.push_str(&self.path);
        encode(path, &mut out);
        out
    }
}

/// Returns a text as it stands in the path of an address.
pub fn percent_encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    encode(path, &mut out);
    out
}

/// Percent-encodes all but the unreserved and the sub-delimiters that are harmless in a path (RFC 3986, 3.3).
fn encode(path: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = path;
    while let Some(at) = first_byte(rest, |byte| !is_plain(byte)) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let (letter, behind) = tail.split_at(tail.chars().next().map_or(0, char::len_utf8));
        for byte in letter.bytes() {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|digit| char::from(DIGITS[usize::from(digit)])));
        }
        rest = behind;
    }
    out.push_str(rest);
}

fn is_plain(byte: u8) -> bool {
    let is_sign = |sign: &[u8; 12]| sign.iter().fold(false, |found, sign| found | (byte == *sign));
    byte.is_ascii_lowercase() | byte.is_ascii_uppercase() | byte.is_ascii_digit() | is_sign(b"-._~/@+,=!()")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_files_answer_each_other() {
        for path in ["index.html", "2025/index.html", "404.html", "a/b.xml", "한글/index.html"] {
            let output = OutputPath::parse(path).expect("fine");
            assert_eq!(Permalink::of(&output).output(), output);
            let shared = Permalink::of(&output).with_file();
            assert_eq!((&shared, shared.output()), (&Permalink::of(&output), output));
        }
        let file = Permalink::parse("/old/index.html").expect("fine").with_file();
        assert_eq!((file.as_str(), file.output().as_str()), ("/old/index.html", "old/index.html"));
        let folder = Permalink::parse("/한글/").expect("fine").with_file();
        assert_eq!((folder.as_str(), folder.output().as_str()), ("/한글/", "한글/index.html"));
        assert!(Arc::ptr_eq(&folder.text, &folder.output().0));
        assert_eq!(Permalink::parse("old/story").expect("fine").as_str(), "/old/story/");
        assert_eq!(Permalink::parse("/old/story.html").expect("fine").as_str(), "/old/story.html");
        assert!(Permalink::parse("/../etc").is_err());
        assert!(Permalink::parse("/%2e%2e/etc").is_err());
    }

    #[test]
    fn a_base_path_stands_before_every_link() {
        let base = BaseUrl::parse("https://x.org/paper").expect("fine");
        let story = Permalink::parse("/한/").expect("fine");
        assert_eq!(base.href(&story), "/paper/%ED%95%9C/");
        assert_eq!(percent_encoded("a b/é%'~(x)!한"), "a%20b/%C3%A9%25%27~(x)!%ED%95%9C");
        assert_eq!(base.canonical(&story), "https://x.org/paper/%ED%95%9C/");
        assert_eq!(base.canonical(&Permalink::home()), "https://x.org/paper/");
        assert_eq!(base.resolve("/paper/a.jpg"), "https://x.org/paper/a.jpg");
        assert_eq!(base.resolve("https://y.org/a.jpg"), "https://y.org/a.jpg");
        let hosts = ["http://x.org:8080/", "http://[::1]:80/a/", "http://[::1]/"].map(|url| BaseUrl::parse(url).expect("fine"));
        assert_eq!(hosts.each_ref().map(BaseUrl::host), ["x.org", "[::1]", "[::1]"]);
        assert_eq!(base.pattern("/한/*.pdf$"), "/paper/%ED%95%9C/*.pdf$");
        assert_eq!(BaseUrl::parse("javascript:alert(1)"), None);
        assert_eq!(BaseUrl::parse("https://user@x.org/"), None);
    }
}
