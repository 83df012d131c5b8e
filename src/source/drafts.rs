//! Drafts of bodies on their way from parsing to the page, with the fingerprint of the file that they were made of.
//!
//! What holds them in between is the world of one build; nothing of them is in the model.

use super::Text;
use crate::base::{Fingerprint, Outcome, ProjectPath};
use crate::markdown::{self, Digest, Document, Draft, Options};
use crate::world::World;

struct Drafted {
    source: Fingerprint,
    draft: Draft,
}

/// Reads what a body says about itself; its draft waits in the world, if that can hold it.
pub(super) fn digest(text: &Text<'_>, document: &Document<'_>, options: &Options) -> Outcome<Digest> {
    if !text.world.holds() {
        return markdown::digest(document, options);
    }
    let (digest, draft) = markdown::digest_and_draft(document, options);
    if let Some(draft) = draft {
        let size = draft.size();
        text.world.hold(text.file, Box::new(Drafted { source: text.contents, draft }), size);
    }
    digest
}

/// Takes the draft of a file's body, if one waits that was made of just these bytes.
pub fn draft(world: &dyn World, file: &ProjectPath, source: Fingerprint) -> Option<Draft> {
    let drafted = world.take(file)?.downcast::<Drafted>().ok()?;
    (drafted.source == source).then_some(drafted.draft)
}
