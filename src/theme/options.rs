//! A theme's typed options, and the values that the outlet gave them.
//!
//! A wrong option is told with its place in site.toml.

use super::Files;
use crate::base::{Diagnostic, Diagnostics, ProjectPath, Span, codes, nearest};
use crate::config::{Project, SITE_TOML};
use crate::notation::{Node, Reader, Real, Value};

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OptionValue {
    /// Text, a choice or a colour.
    Text(String),
    /// A number.
    Number(Real),
    /// A whole number.
    Whole(i64),
    /// true or false.
    Bool(bool),
}

/// What values an option takes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Type {
    Text,
    Number,
    Bool,
    Choice(Vec<String>),
    Colour,
}

struct Declared {
    name: String,
    kind: Type,
    default: OptionValue,
}

const TYPES: [(&str, Type); 7] = [
    ("text", Type::Text),
    ("number", Type::Number),
    ("bool", Type::Bool),
    ("choice", Type::Choice(Vec::new())),
    ("colour", Type::Colour),
    ("color", Type::Colour),
    ("boolean", Type::Bool),
];

/// Reads theme.toml, and checks `[theme_options]` of site.toml against it.
pub(super) fn read(files: &Files, folder: &str, project: &Project, findings: &mut Diagnostics) -> Vec<(String, OptionValue)> {
    let declared = super::read_toml(files, "theme.toml", folder, findings, read_theme).unwrap_or_default();
    let written = &project.config.theme_options;
    let site = ProjectPath::new(SITE_TOML).expect("a plain name");
    for (name, place, _) in &written.entries {
        if !declared.iter().any(|option| option.name == *name) {
            let told = Diagnostic::error(
                codes::THEME_OPTION,
                format!("the theme `{}` has no option `{name}`", project.config.theme.value),
            );
            let names = declared.iter().map(|option| option.name.as_str());
            let told = told.at(Span::new(&site, place.start, place.end));
            findings.push(match nearest(name, names.clone()) {
                Some(close) => told.help(format!("did you mean `{close}`?")),
                None => told.help(format!("it has: {}", names.collect::<Vec<_>>().join(", "))),
            });
        }
    }
    let value = |option: Declared, findings: &mut Diagnostics| {
        let Some(node) = written.get(&option.name) else { return (option.name, option.default) };
        let value = fit(&option, node).unwrap_or_else(|help| {
            let told = Diagnostic::error(codes::THEME_OPTION, format!("`{}` is no value for this option", shown(&node.value)));
            findings.push(told.at(Span::new(&site, node.span.start, node.span.end)).help(format!("{}: {help}", option.name)));
            option.default.clone()
        });
        (option.name, value)
    };
    declared.into_iter().map(|option| value(option, findings)).collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Plain(text) | Value::Moment(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.get().to_string(),
        Value::Bool(truth) => truth.to_string(),
        other => other.type_name().to_owned(),
    }
}

fn read_theme(reader: &mut Reader<'_>) -> Vec<Declared> {
    for key in ["name", "version", "licence", "license", "edition", "min_newsprint", "max_newsprint", "description", "author"] {
        reader.node(&[key]);
    }
    let read = reader.table(&["options"], |table| {
        let entries = table.rest().entries;
        let mut all = Vec::new();
        for (name, _, node) in entries {
            all.extend(table.sub_table(&name.clone(), node, |option| read_option(name, option)).flatten());
        }
        all
    });
    read.unwrap_or_default()
}

fn read_option(name: String, option: &mut Reader<'_>) -> Option<Declared> {
    let kind = option.choice(&["type"], &TYPES);
    let choices = option.word_list(&["choices"]);
    let default = option.node(&["default"]);
    option.node(&["about"]);
    let kind = match kind? {
        Type::Choice(_) => Type::Choice(choices),
        kind => kind,
    };
    let mut declared = Declared { name, kind, default: OptionValue::Bool(false) };
    match default.map(|node| fit(&declared, &node)) {
        Some(Ok(value)) => declared.default = value,
        Some(Err(help)) => {
            let told =
                Diagnostic::error(codes::THEME_OPTION, format!("the default of `{}` does not fit its type", declared.name));
            let told = told.at(option.place()).help(help);
            option.report(told);
        }
        None => declared.default = OptionValue::Text(String::new()),
    }
    Some(declared)
}

/// Makes the value of what is written, or says what would fit.
fn fit(option: &Declared, node: &Node) -> Result<OptionValue, String> {
    let text = match &node.value {
        Value::Text(text) | Value::Plain(text) => Some(text.trim()),
        _ => None,
    };
    match (&option.kind, &node.value, text) {
        (Type::Text, _, Some(text)) => Ok(OptionValue::Text(text.to_owned())),
        (Type::Number, Value::Integer(number), _) => Ok(OptionValue::Whole(*number)),
        (Type::Number, Value::Float(number), _) => Ok(OptionValue::Number(*number)),
        (Type::Bool, Value::Bool(truth), _) => Ok(OptionValue::Bool(*truth)),
        (Type::Colour, _, Some(text)) if is_colour(text) => Ok(OptionValue::Text(text.to_lowercase())),
        (Type::Choice(choices), _, Some(text)) if choices.iter().any(|choice| choice == text) => {
            Ok(OptionValue::Text(text.to_owned()))
        }
        (Type::Text, ..) => Err("write text in quotes".into()),
        (Type::Number, ..) => Err("write a number without quotes".into()),
        (Type::Bool, ..) => Err("write true or false without quotes".into()),
        (Type::Colour, ..) => Err("write a colour as six digits: \"#0b4a8f\"".into()),
        (Type::Choice(choices), ..) => {
            let near = text.and_then(|text| nearest(text, choices.iter().map(String::as_str)));
            Err(near.map_or_else(|| format!("write one of: {}", choices.join(", ")), |near| format!("did you mean `{near}`?")))
        }
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
