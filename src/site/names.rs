//! Names as people type them: compared without regard to case, normal form and spacing.
//!
//! Two spellings of one name are one key; two different names never are.

use unicode_normalization::UnicodeNormalization;

/// Returns the form by which names are compared.
pub(super) fn key(name: &str) -> String {
    if name.is_ascii() {
        let mut key = String::with_capacity(name.len());
        for word in name.split_ascii_whitespace() {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(word);
        }
        key.make_ascii_lowercase();
        return key;
    }
    let composed: String = name.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    caseless::default_case_fold_str(&composed).nfc().collect()
}
