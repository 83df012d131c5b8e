//! Pictures as front matter describes them.
//!
//! Whether the file is there is asked later, where all files are known.

use super::Placed;
use crate::base::{Diagnostic, When, codes};
use crate::notation::{Node, Reader, Value};
use chrono_tz::Tz;
use std::sync::Arc;

/// Where the lead photo stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PhotoPosition {
    /// Under the headline and deck.
    #[default]
    Top,
    /// Behind the lead.
    AfterLead,
    /// Only in lists and share cards.
    None,
}

impl PhotoPosition {
    /// Returns the word of the front matter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::AfterLead => "after-lead",
            Self::None => "none",
        }
    }
}

/// `[image]`, or one of `[[gallery]]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/content.md")]
pub struct PictureFront {
    pub src: Placed,
    pub alt: Option<Arc<str>>,
    pub caption: Option<Arc<str>>,
    pub credit: Option<Arc<str>>,
    /// Of few pictures it is said beside the credit.
    pub taken: Option<Box<Taken>>,
    /// The centre of interest, in percent from the left and from the top.
    pub focus: (u8, u8),
    pub position: PhotoPosition,
    pub wide: bool,
    pub decorative: bool,
}

/// Who took a picture, when and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of docs/content.md")]
pub struct Taken {
    pub photographer: Option<Arc<str>>,
    pub agency: Option<Arc<str>>,
    pub date: Option<When>,
    pub place: Option<Arc<str>>,
}

impl PictureFront {
    /// A picture of which only the file is known.
    pub(super) fn plain(src: Placed) -> Self {
        Self {
            src,
            alt: None,
            caption: None,
            credit: None,
            taken: None,
            focus: (50, 50),
            position: PhotoPosition::Top,
            wide: false,
            decorative: false,
        }
    }
}

/// Reads `image = "x.jpg"` or `[image]`.
pub(super) fn read_image(reader: &mut Reader<'_>, zone: Tz) -> Option<Box<PictureFront>> {
    let node = reader.node(&["image"])?;
    match node.value {
        Value::Text(ref src) | Value::Plain(ref src) if !src.trim().is_empty() => {
            let src = Placed::new(src.trim().into(), &reader.span(&node.span));
            Some(Box::new(PictureFront::plain(src)))
        }
        Value::Text(_) | Value::Plain(_) => None,
        _ => reader.sub_table("image", node, |table| read_table(table, zone)).flatten().map(Box::new),
    }
}

/// Reads the table of one picture.
pub(super) fn read_table(table: &mut Reader<'_>, zone: Tz) -> Option<PictureFront> {
    let positions = [("top", PhotoPosition::Top), ("after-lead", PhotoPosition::AfterLead), ("none", PhotoPosition::None)];
    let src: Option<Placed> = table.text(&["src"]).map(Placed::from);
    let focus = table.node(&["focus"]);
    let taken = Taken {
        photographer: table.words(&["photographer"]).map(Arc::from),
        agency: table.words(&["agency"]).map(Arc::from),
        date: table.when(&["date"], zone).map(|when| when.value),
        place: table.words(&["place"]).map(Arc::from),
    };
    let picture = PictureFront {
        alt: table.text(&["alt"]).map(|alt| alt.value.trim().into()),
        caption: table.words(&["caption"]).map(Arc::from),
        credit: table.words(&["credit"]).map(Arc::from),
        taken: (taken != Taken::default()).then(|| Box::new(taken)),
        focus: focus.map_or((50, 50), |node| read_focus(table, &node)),
        position: table.choice(&["position"], &positions).unwrap_or_default(),
        wide: table.flag(&["wide"]).unwrap_or(false),
        decorative: table.flag(&["decorative"]).unwrap_or(false),
        ..PictureFront::plain(src.clone().unwrap_or_else(|| Placed::new("".into(), &table.place())))
    };
    if src.is_none_or(|src| src.value.trim().is_empty()) {
        let found = Diagnostic::error(codes::IMAGE_SRC, "the picture has no `src`");
        let found = found.at(table.place()).help("name the file: src = \"photo.jpg\"");
        table.report(found);
        return None;
    }
    Some(picture)
}

/// Reads `[0.5, 0.35]`: fractions from the left and from the top.
fn read_focus(table: &mut Reader<'_>, node: &Node) -> (u8, u8) {
    let fraction = |node: &Node| match &node.value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(number.get()),
        Value::Plain(word) => word.parse().ok(),
        _ => None,
    };
    let percent = |node: &Node| fraction(node).filter(|part| (0.0..=1.0).contains(part)).map(|part| (part * 100.0).round() as u8);
    if let Value::List(parts) = &node.value
        && let [x, y] = parts.as_slice()
        && let (Some(x), Some(y)) = (percent(x), percent(y))
    {
        return (x, y);
    }
    let found = Diagnostic::error(codes::WRONG_TYPE, "`focus` is two fractions, from the left and from the top");
    let found = found.at(table.span(&node.span)).help("write for instance: focus = [0.5, 0.35]");
    table.report(found);
    (50, 50)
}
