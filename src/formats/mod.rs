//! Pure encoders of what programs read: typed values in, text out.
//!
//! Each file is one format and names its specification. Knows nothing of the model: what an article becomes in a format
//! is decided where the format is planned.

pub mod atom;
pub mod feed;
pub mod json_feed;
pub mod ninjs;
pub mod rss;
pub mod xml;
