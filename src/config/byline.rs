//! The house style of bylines: `BY {name:upper} [{email}]`.
//!
//! Reads templates; filling them in is the business of whoever knows people.

/// Where the byline stands on an article's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Position {
    /// Under the headline.
    #[default]
    Top,
    /// Behind the story.
    Bottom,
    /// In both places.
    Both,
}

impl Position {
    /// Returns the word of site.toml.
    pub fn name(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Bottom => "bottom",
            Self::Both => "both",
        }
    }
}

/// A part of a byline template.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Words as they are.
    Literal(String),
    /// A field of the person, perhaps shown in capitals.
    Field {
        /// `name`, `name_native`, `role` or `email`.
        field: String,
        /// Shown in capitals, while the text itself keeps its case.
        upper: bool,
    },
    /// What stands in brackets, with the brackets: gone when a field in it has no value.
    Group(Vec<Piece>),
}

/// How bylines are written in one language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BylineStyle {
    /// What stands before the first person.
    pub lead: Vec<Piece>,
    /// One person.
    pub person: Vec<Piece>,
    /// Between persons.
    pub join: String,
    /// Between the last two.
    pub last_join: String,
}

const FIELDS: [&str; 4] = ["name", "name_native", "role", "email"];

impl BylineStyle {
    /// Reads a template. What stands before the first field is said once for all persons ("BY").
    ///
    /// # Errors
    /// Says what is wrong with the template.
    pub fn parse(template: &str, join: &str, last_join: &str) -> Result<Self, String> {
        let mut rest = template;
        let mut pieces = pieces(&mut rest, false)?;
        if !rest.is_empty() {
            return Err("a `]` has no `[` before it".into());
        }
        if !pieces.iter().any(|piece| matches!(piece, Piece::Field { field, .. } if field.starts_with("name"))) {
            return Err("it has no `{name}`".into());
        }
        let first = pieces.iter().position(|piece| !matches!(piece, Piece::Literal(_))).expect("it has a field");
        let person = pieces.split_off(first);
        Ok(Self { lead: pieces, person, join: join.into(), last_join: last_join.into() })
    }
}

fn pieces(rest: &mut &str, in_group: bool) -> Result<Vec<Piece>, String> {
    let mut found = Vec::new();
    while let Some(at) = rest.find(['{', '[', ']']) {
        let (before, from) = rest.split_at(at);
        match from.as_bytes()[0] {
            b']' if !in_group => break,
            _ if !before.is_empty() => found.push(Piece::Literal(before.into())),
            _ => {}
        }
        *rest = &from[1..];
        match from.as_bytes()[0] {
            b']' => return Ok(found),
            b'[' => {
                if in_group {
                    return Err("brackets stand in brackets".into());
                }
                let inner = pieces(rest, true)?;
                found.push(Piece::Group(inner));
            }
            _ => {
                let (name, behind) = rest.split_once('}').ok_or("a `{` has no `}` behind it")?;
                let (field, upper) = name.strip_suffix(":upper").map_or((name, false), |field| (field, true));
                if !FIELDS.contains(&field) {
                    return Err(format!("`{{{name}}}` is none of: {}", FIELDS.join(", ")));
                }
                found.push(Piece::Field { field: field.into(), upper });
                *rest = behind;
            }
        }
    }
    if in_group {
        return Err("a `[` has no `]` behind it".into());
    }
    if !rest.is_empty() && !rest.starts_with(']') {
        found.push(Piece::Literal((*rest).into()));
        *rest = "";
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_house_style() {
        let style = BylineStyle::parse("BY {name:upper} [{email}]", ", ", " and ").expect("fine");
        assert_eq!(style.lead, [Piece::Literal("BY ".into())]);
        assert_eq!(style.person.len(), 3);
        assert!(matches!(&style.person[2], Piece::Group(inner) if inner.len() == 1));
        assert!(BylineStyle::parse("{name_native} {role} [{email}]", "·", "·").is_ok());
        for bad in ["By", "{nmae}", "{name", "{name} [{email}", "{name}]", "{name} [[{email}]]"] {
            assert!(BylineStyle::parse(bad, "", "").is_err(), "{bad}");
        }
    }
}
