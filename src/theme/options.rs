//! A theme's typed options, and the values that the outlet gave them.
//!
//! A wrong option is told with its place in site.toml. What a colour must be like to be read, `colour` knows.

use super::colour::{Colour, LEAST};
use super::lineage::Layer;
use crate::base::{Diagnostic, Diagnostics, ProjectPath, Span, codes, nearest};
use crate::config::{Project, SITE_TOML};
use crate::notation::{Node, Reader, Real, Spanned, Value};
use std::collections::BTreeMap;

/// The contrast of a colour that is made for dark pages from the outlet's own.
const AT_NIGHT: f64 = 9.0;

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
    /// Colours by a name, such as a section's.
    Colours(BTreeMap<String, String>),
}

/// What values an option takes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Type {
    Text,
    Number,
    Bool,
    Choice(Vec<String>),
    Colour,
    Colours,
}

/// An option of a theme.toml.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    name: String,
    kind: Type,
    default: OptionValue,
    palette: Palette,
}

/// Where colours must be readable, and by what properties style sheets learn them.
#[derive(Clone, Debug, Default)]
struct Palette {
    papers: Vec<Colour>,
    dark_papers: Vec<Colour>,
    property: Option<String>,
    dark_property: Option<String>,
    attribute: Option<String>,
}

/// A rule for every style sheet that uses a property.
#[derive(Debug)]
pub(super) struct Ink {
    /// The property.
    pub property: String,
    /// The rule that sets it.
    pub rule: String,
}

/// Options as the outlet has them.
#[derive(Debug)]
pub(super) struct Chosen {
    /// By name.
    pub values: Vec<(String, OptionValue)>,
    /// What of them style sheets learn.
    pub inks: Vec<Ink>,
}

const TYPES: [(&str, Type); 9] = [
    ("text", Type::Text),
    ("number", Type::Number),
    ("bool", Type::Bool),
    ("choice", Type::Choice(Vec::new())),
    ("colour", Type::Colour),
    ("color", Type::Colour),
    ("colours", Type::Colours),
    ("colors", Type::Colours),
    ("boolean", Type::Bool),
];

/// Checks `[theme_options]` of site.toml against what the themes of a line declare, the last word being the theme's own.
pub(super) fn read(line: &[Layer], project: &Project, findings: &mut Diagnostics) -> Chosen {
    let mut declared: Vec<Declared> = Vec::new();
    for option in line.iter().flat_map(|layer| &layer.options) {
        match declared.iter_mut().find(|known| known.name == option.name) {
            Some(known) => known.clone_from(option),
            None => declared.push(option.clone()),
        }
    }
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
    let mut chosen = Chosen { values: Vec::new(), inks: Vec::new() };
    for option in declared {
        let value = match written.get(&option.name).map(|node| (node, fit(&option, node))) {
            None => option.default.clone(),
            Some((_, Ok(value))) => value,
            Some((node, Err(help))) => {
                let told =
                    Diagnostic::error(codes::THEME_OPTION, format!("`{}` is no value for this option", shown(&node.value)));
                let told = told.at(Span::new(&site, node.span.start, node.span.end));
                findings.push(told.help(format!("{}: {help}", option.name)));
                option.default.clone()
            }
        };
        chosen.inks.extend(option.palette.inks(&value));
        chosen.values.push((option.name, value));
    }
    chosen
}

impl Palette {
    /// Says what is wrong with a colour, if it cannot be read on the theme's papers.
    fn judge(&self, colour: Colour) -> Result<(), String> {
        let Some(paper) = self.papers.iter().find(|paper| colour.contrast(**paper) < LEAST) else { return Ok(()) };
        let contrast = (colour.contrast(*paper) * 10.0).floor() / 10.0;
        let better = colour.shade(&self.papers, LEAST);
        Err(format!("{colour} on the paper {paper} has a contrast of {contrast} to 1, and text needs {LEAST}: take {better}"))
    }

    /// Makes the rules that tell style sheets.
    fn inks(&self, value: &OptionValue) -> Vec<Ink> {
        let Some(property) = &self.property else { return Vec::new() };
        let colours: Vec<(String, &str)> = match value {
            OptionValue::Text(text) => vec![(":root".to_owned(), text)],
            OptionValue::Colours(colours) => {
                let attribute = self.attribute.as_deref().unwrap_or("data-colour");
                colours.iter().map(|(name, text)| (format!("[{attribute}=\"{name}\"]"), text.as_str())).collect()
            }
            _ => Vec::new(),
        };
        let rule = |(selector, text): (String, &str)| {
            let colour = Colour::parse(text)?;
            let night = colour.shade(&self.dark_papers, AT_NIGHT);
            let dark = self.dark_property.as_ref().map(|property| format!(";{property}:{night}")).unwrap_or_default();
            Some(Ink { property: property.clone(), rule: format!("{selector}{{{property}:{colour}{dark}}}\n") })
        };
        colours.into_iter().filter_map(rule).collect()
    }
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

/// Reads theme.toml: the theme that it extends, and its options.
pub(super) fn read_theme(reader: &mut Reader<'_>) -> (Option<Spanned<String>>, Vec<Declared>) {
    let extends = reader.text(&["extends"]);
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
    (extends, read.unwrap_or_default())
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
    let papers = |texts: Vec<String>| texts.iter().filter_map(|text| Colour::parse(text)).collect();
    let palette = Palette {
        papers: papers(option.word_list(&["papers"])),
        dark_papers: papers(option.word_list(&["dark_papers"])),
        property: option.words(&["property"]),
        dark_property: option.words(&["dark_property"]),
        attribute: option.words(&["attribute"]),
    };
    let mut declared = Declared { name, kind, default: OptionValue::Bool(false), palette };
    match default.map(|node| fit(&declared, &node)) {
        Some(Ok(value)) => declared.default = value,
        Some(Err(help)) => {
            let told =
                Diagnostic::error(codes::THEME_OPTION, format!("the default of `{}` does not fit its type", declared.name));
            let told = told.at(option.place()).help(help);
            option.report(told);
        }
        None if declared.kind == Type::Colours => declared.default = OptionValue::Colours(BTreeMap::new()),
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
        (Type::Colour, _, Some(text)) => fit_colour(option, text).map(OptionValue::Text),
        (Type::Colours, Value::Table(table), _) => {
            let one = |(name, _, node): &(String, _, Node)| match &node.value {
                _ if !name.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter)) => {
                    Err(format!("`{name}` can be no name here: write letters, digits, - and _"))
                }
                Value::Text(text) => Ok((name.clone(), fit_colour(option, text)?)),
                _ => Err(NO_COLOUR.to_owned()),
            };
            table.entries.iter().map(one).collect::<Result<_, _>>().map(OptionValue::Colours)
        }
        (Type::Choice(choices), _, Some(text)) if choices.iter().any(|choice| choice == text) => {
            Ok(OptionValue::Text(text.to_owned()))
        }
        (Type::Text, ..) => Err("write text in quotes".into()),
        (Type::Number, ..) => Err("write a number without quotes".into()),
        (Type::Bool, ..) => Err("write true or false without quotes".into()),
        (Type::Colour, ..) => Err(NO_COLOUR.into()),
        (Type::Colours, ..) => Err("write names and colours: { city = \"#0b4a8f\" }".into()),
        (Type::Choice(choices), ..) => {
            let near = text.and_then(|text| nearest(text, choices.iter().map(String::as_str)));
            Err(near.map_or_else(|| format!("write one of: {}", choices.join(", ")), |near| format!("did you mean `{near}`?")))
        }
    }
}

const NO_COLOUR: &str = "write a colour as six digits: \"#0b4a8f\"";

fn fit_colour(option: &Declared, text: &str) -> Result<String, String> {
    let colour = Colour::parse(text.trim()).ok_or(NO_COLOUR)?;
    option.palette.judge(colour)?;
    Ok(colour.to_string())
}
