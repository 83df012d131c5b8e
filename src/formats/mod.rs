//! Pure encoders of what programs read: typed values in, text out.
//!
//! Each file is one format and names its specification. Knows nothing of the model: what an article becomes in a format
//! is decided where the format is planned.

pub mod head;
pub mod json_ld;
pub mod news_sitemap;
pub mod robots;
pub mod sitemap;
pub mod xml;
