//! Names as people type them: compared without regard to case, normal form and spacing.
//!
//! Two spellings of one name are one key; two different names never are.

use unicode_normalization::UnicodeNormalization;

/// Returns the form by which names are compared.
pub(super) fn key(name: &str) -> String {
    let composed: String = name.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    if composed.is_ascii() {
        return composed.to_ascii_lowercase();
    }
    caseless::default_case_fold_str(&composed).nfc().collect()
}
