//! The vocabulary that every other module speaks: paths, spans, findings, fingerprints, dates, slugs.
//!
//! Deliberately no input or output, no newspaper, no templates: nothing here knows what an article is.

mod arrange;
mod by_hash;
mod bytes;
pub mod codes;
mod date;
mod diagnostic;
mod escape;
mod fingerprint;
mod path;
mod permalink;
mod recent;
mod seek;
mod segment;
mod slug;
mod span;
mod stored;
mod suggest;

pub use arrange::arrange;
pub use by_hash::ByHash;
pub use bytes::{ByteReader, ByteWriter, Numbering};
pub use codes::Code;
pub use date::{DateError, Precision, When, iso_day, local_day, parse_when};
pub use diagnostic::{Diagnostic, Diagnostics, Outcome, Severity};
pub use escape::{escape_attribute, escape_text, is_forbidden, needs_escape};
pub use fingerprint::{Fingerprint, FingerprintHasher, FingerprintOfParts};
pub use path::{OutputPath, ProjectPath, composed, is_resolved};
pub use permalink::{BaseUrl, Permalink, percent_encoded};
pub use recent::{LookUp, Recent};
pub use seek::{first_byte, has_only, has_pair};
pub use segment::{BadSegment, check_segment};
pub use slug::{SlugStyle, slugify};
pub use span::{LineIndex, Span, Stretch};
pub use stored::Stored;
pub(crate) use stored::stored;
pub use suggest::nearest;
