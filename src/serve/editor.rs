//! Links that open a file in the writer's own editor.
//!
//! Links only: the preview starts no program because a page asked it to.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::Path;

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Returns the link for a file and line, in the form that `[serve] editor` asks for.
pub(super) fn link(form: &str, root: &Path, file: &str, line: usize) -> Option<String> {
    let path = root.join(file);
    let path = utf8_percent_encode(path.to_str()?, KEPT).to_string();
    Some(form.replace("{file}", &path).replace("{line}", &line.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_file_and_line_and_encodes_what_it_must() {
        let form = "vscode://file{file}:{line}";
        let told = link(form, Path::new("/home/a b"), "content/가&.md", 3).expect("a link");
        assert_eq!(told, "vscode://file/home/a%20b/content/%EA%B0%80%26.md:3");
    }
}
