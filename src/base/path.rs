//! Paths: of the project's files, and of the finished site's.
//!
//! `OutputPath` has one constructor, and it refuses everything that some file system, web server or archive tool
//! would take amiss; what passes here is safe to create below any folder on any system.

use super::segment::{LONGEST, is_device, is_plain};
use super::{BadSegment, ByteReader, ByteWriter, Stored, check_segment, first_byte, has_only, has_pair};
use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// A file of the project, relative to its root: UTF-8, `/` on every system, no `.` or `..`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectPath(Arc<str>);

impl ProjectPath {
    /// Resolves `.` and `..`; refuses a path that would leave the project, or an absolute one.
    pub fn new(path: &str) -> Option<Self> {
        if path.starts_with('/') || first_byte(path, |byte| (byte == b'\\') | (byte == b'\0')).is_some() {
            return None;
        }
        if is_resolved(path) {
            return Some(Self(path.into()));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                name => parts.push(name),
            }
        }
        Some(Self(parts.join("/").into()))
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the folder that the file is in; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Returns the last part.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// Returns the last part without its ending.
    pub fn stem(&self) -> &str {
        let name = self.name();
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// Returns the ending in lower case, without the dot; empty when there is none.
    pub fn extension(&self) -> Cow<'_, str> {
        match self.name().rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => {
                let is_low = ending.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
                if is_low { Cow::Borrowed(ending) } else { Cow::Owned(ending.to_lowercase()) }
            }
            _ => Cow::Borrowed(""),
        }
    }

    /// Joins `relative` to the folder of this file; refuses to leave the project.
    pub fn beside(&self, relative: &str) -> Option<Self> {
        if relative.starts_with('/') {
            return None;
        }
        Self::new(format!("{}/{relative}", self.folder()).trim_start_matches('/'))
    }

    /// Returns the path below `folder`, if it is there.
    pub fn below(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }

    /// Returns the path in normal form C: what comparisons of names use, since macOS decomposes Hangul.
    pub fn composed(&self) -> String {
        composed(&self.0).into_owned()
    }

    /// Returns the path in normal form C, as a path: shared when it is in it already.
    pub fn in_normal_form(&self) -> Self {
        match composed(&self.0) {
            Cow::Borrowed(_) => self.clone(),
            Cow::Owned(path) => Self(path.into()),
        }
    }
}

/// A look-up by text finds a path: both have one order.
impl std::borrow::Borrow<str> for ProjectPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Whether a relative path has neither empty parts nor `.` or `..`, as most have.
pub fn is_resolved(path: &str) -> bool {
    has_full_parts(path) || path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Whether no part of a path is empty or begins with a dot.
fn has_full_parts(path: &str) -> bool {
    let begins_badly = |byte: u8| (byte == b'/') | (byte == b'.');
    let (Some(first), Some(last)) = (path.bytes().next(), path.bytes().next_back()) else { return false };
    !begins_badly(first) && last != b'/' && !has_pair(path, |one, next| (one == b'/') & begins_badly(next))
}

impl fmt::Display for ProjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Stored for ProjectPath {
    fn store(&self, to: &mut ByteWriter) {
        to.path(self);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        from.path()
    }
}

/// Returns a text in normal form C; ASCII is in it already.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// A file of the finished site: `2025/05/30/rent-cap/index.html`.
///
/// Kept with a slash before it, so that a page's path and its address share one text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutputPath(pub(super) Arc<str>);

/// As the text without the slash is hashed: a look-up by text finds a path.
impl Hash for OutputPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// A look-up by text finds a path: both have one order.
impl std::borrow::Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl OutputPath {
    /// Joins segments, each checked and in normal form C.
    ///
    /// # Errors
    /// Says what is wrong with the first bad segment.
    pub fn from_segments<'s>(segments: impl IntoIterator<Item = &'s str>) -> Result<Self, BadSegment> {
        let mut path = String::new();
        for segment in segments {
            let segment = composed(segment);
            check_segment(&segment)?;
            path.push('/');
            path.push_str(&segment);
        }
        if path.is_empty() {
            return Err(BadSegment::Empty);
        }
        Ok(Self(path.into()))
    }

    /// Reads `a/b.html`.
    ///
    /// # Errors
    /// As [`OutputPath::from_segments`].
    pub fn parse(path: &str) -> Result<Self, BadSegment> {
        Ok(Self::of_checked(&Self::checked(path)?))
    }

    /// The text of [`OutputPath::parse`]: most paths are in their final form as they are typed.
    pub(super) fn checked(path: &str) -> Result<Cow<'_, str>, BadSegment> {
        if path.is_ascii() {
            let is_plain = has_full_parts(path)
                && has_only(path, |byte| is_plain(byte) | (byte == b'/'))
                && !path.ends_with('.')
                && !has_pair(path, |one, next| (one == b'.') & (next == b'/'));
            let check = |segment: &str| match is_plain && segment.len() <= LONGEST {
                true if is_device(segment) => Err(BadSegment::Device),
                true => Ok(()),
                false => check_segment(segment),
            };
            let mut rest = path;
            while let Some(at) = rest.bytes().position(|byte| byte == b'/') {
                check(&rest[..at])?;
                rest = &rest[at + 1..];
            }
            check(rest)?;
            return Ok(Cow::Borrowed(path));
        }
        Ok(Cow::Owned(Self::from_segments(path.split('/'))?.as_str().to_owned()))
    }

    /// A path that is made of checked segments already.
    pub(super) fn of_checked(path: &str) -> Self {
        Self(["/", path].concat().into())
    }

    /// A file of the owner's `static/` folder: host files such as `.well-known/` and `_headers` are allowed.
    ///
    /// # Errors
    /// As [`OutputPath::from_segments`], but a leading dot is fine.
    pub fn of_static(path: &str) -> Result<Self, BadSegment> {
        for segment in path.split('/') {
            let bare = segment.strip_prefix('.').unwrap_or(segment);
            check_segment(bare)?;
        }
        Ok(Self::of_checked(&composed(path)))
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0[1..]
    }

    /// The key by which two paths are the same file on some system: full case folding of normal form C.
    pub fn folded(&self) -> Cow<'_, str> {
        let path = self.as_str();
        if has_only(path, |byte| byte.is_ascii() & !byte.is_ascii_uppercase()) {
            return Cow::Borrowed(path);
        }
        if path.is_ascii() {
            return Cow::Owned(path.to_ascii_lowercase());
        }
        Cow::Owned(caseless::default_case_fold_str(path).nfc().collect())
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Stored for OutputPath {
    fn store(&self, to: &mut ByteWriter) {
        to.text(self.as_str());
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        Self::of_static(from.text()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_path_never_leaves_the_project() {
        assert_eq!(ProjectPath::new("../x"), None);
        assert_eq!(ProjectPath::new("/etc/passwd"), None);
        assert_eq!(ProjectPath::new("a\\..\\b"), None);
        let article = ProjectPath::new("content/articles/2025/rent.md").expect("a plain path");
        assert_eq!(article.beside("../2024/x.md").expect("inside").as_str(), "content/articles/2024/x.md");
        assert_eq!(article.beside("../../../../etc/passwd"), None);
        assert_eq!((article.stem(), &*article.extension()), ("rent", "md"));
    }

    #[test]
    fn an_output_path_refuses_what_any_system_would_take_amiss() {
        for bad in [
            "",
            "..",
            ".",
            "a/../b",
            "/etc",
            "a//b",
            "a\\b",
            "c:/x",
            "con",
            "nul.html",
            "com1",
            "LPT9.txt",
            "a.",
            ".a.b",
            "a/.hidden",
            "x.",
            " x",
            "x ",
            "a\u{202e}b",
            "a\nb",
            "%2e%2e",
            "．．/x",
            "∕x",
            "a?b",
            "a#b",
            "\u{200b}",
        ] {
            assert!(OutputPath::parse(bad).is_err(), "{bad:?} must be refused");
        }
        assert!(OutputPath::parse(&"x".repeat(201)).is_err());
        for good in [
            "index.html",
            "com10",
            "console",
            "a-1_2.b.html",
            "2025/05/30/한글-제목/index.html",
            "assets/site.0a1b.css",
            "콘.html",
        ] {
            assert!(OutputPath::parse(good).is_ok(), "{good:?}");
        }
        assert!(OutputPath::of_static(".well-known/security.txt").is_ok());
        assert!(OutputPath::of_static("../x").is_err());
    }

    #[test]
    fn case_and_normal_form_do_not_make_two_files() {
        let fold = |path: &str| OutputPath::parse(path).expect("fine").folded().into_owned();
        assert_eq!(fold("News/x"), fold("news/x"));
        assert_eq!(fold("Straße/x"), fold("strasse/x"));
        assert_eq!(fold("caf\u{e9}/x"), fold("cafe\u{301}/x"));
        assert_eq!(fold("\u{212a}/x"), fold("k/x"), "the Kelvin sign is a k");
    }
}
