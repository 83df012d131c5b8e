//! Pure encoders of what programs read: typed values in, text out.
//!
//! Each file is one format and names its specification. Knows nothing of the model: what an article becomes in a format
//! is decided where the format is planned.

pub mod atom;
pub mod feed;
pub mod head;
pub mod json_feed;
pub mod json_ld;
pub mod news_sitemap;
pub mod ninjs;
pub mod robots;
pub mod rss;
pub mod sitemap;
pub mod text;
pub mod xml;

/// Returns the media type of a picture by the ending of its name.
pub fn picture_type(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next()?;
    Some(match path.rsplit('.').next()?.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}
