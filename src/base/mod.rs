//! The vocabulary that every other module speaks: paths, spans, findings, fingerprints, dates, slugs.
//!
//! Deliberately no input or output, no newspaper, no templates: nothing here knows what an article is.

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
mod slug;
mod span;
mod stored;
mod suggest;

pub use bytes::{ByteReader, ByteWriter, Numbering};
pub use codes::Code;
pub use date::{DateError, Precision, When, local_day, parse_when};
pub use diagnostic::{Diagnostic, Diagnostics, Outcome, Severity};
pub use escape::{escape_attribute, escape_text, is_forbidden, needs_escape};
pub use fingerprint::{Fingerprint, FingerprintHasher};
pub use path::{BadSegment, OutputPath, ProjectPath, check_segment, composed, is_resolved};
pub use permalink::{BaseUrl, Permalink, percent_encoded};
pub use recent::{LookUp, Recent};
pub use seek::first_byte;
pub use slug::{SlugStyle, slugify};
pub use span::{LineIndex, Span, Stretch};
pub use stored::Stored;
pub(crate) use stored::stored;
pub use suggest::nearest;
