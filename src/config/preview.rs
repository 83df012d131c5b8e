//! The table `[serve]`: the preview's editor and port.
//!
//! Says nothing of the built site: no output may depend on it.

use super::Serve;
use crate::base::{Diagnostic, codes};
use crate::notation::{Reader, Spanned};

/// Editors that open files by links, and the forms of these.
const EDITORS: [(&str, &str); 8] = [
    ("vscode", "vscode://file{file}:{line}"),
    ("vscodium", "vscodium://file{file}:{line}"),
    ("cursor", "cursor://file{file}:{line}"),
    ("zed", "zed://file{file}:{line}"),
    ("sublime", "subl://open?url=file://{file}&line={line}"),
    ("textmate", "txmt://open?url=file://{file}&line={line}"),
    ("idea", "idea://open?file={file}&line={line}"),
    ("obsidian", "obsidian://open?path={file}"),
];

pub(super) fn serve(reader: &mut Reader<'_>) -> Serve {
    let editor = reader.text(&["editor"]).and_then(|typed| editor(typed, reader));
    let port = reader.count(&["port"], 0).map(u16::try_from);
    if let Some(Err(_)) = port {
        let found = Diagnostic::error(codes::CONFIG_VALUE, "`port` is at most 65535").at(reader.place());
        reader.report(found.help("write for instance: port = 1313"));
    }
    Serve { editor, port: port.and_then(Result::ok) }
}

fn editor(typed: Spanned<String>, reader: &mut Reader<'_>) -> Option<String> {
    if let Some((_, form)) = EDITORS.iter().find(|(name, _)| *name == typed.value) {
        return Some((*form).to_owned());
    }
    let scheme = typed.value.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let runs = ["javascript", "data", "vbscript"];
    if typed.value.contains("{file}") && scheme.is_some_and(|scheme| !runs.contains(&scheme.as_str())) {
        return Some(typed.value);
    }
    let names: Vec<&str> = EDITORS.iter().map(|(name, _)| *name).collect();
    let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{}` is no editor that is known", typed.value)).at(typed.span);
    let help = format!(
        "write one of {}; or the form of a link: editor = \"myeditor://open?path={{file}}&line={{line}}\"",
        names.join(", ")
    );
    reader.report(found.help(help));
    None
}
