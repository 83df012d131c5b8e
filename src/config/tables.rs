//! The tables of site.toml, each from keys as written to values as meant.
//!
//! One function a table; what a key means for the site is said in docs/configuration.md.

use super::{
    AdSlot, Ads, BylineStyle, DateMode, Language, Limits, Masthead, Outlet, Outputs, Paginate, Position, Style, WeatherMode,
    is_well_formed,
};
use crate::base::{Diagnostic, When, codes};
use crate::markdown::HtmlPolicy;
use crate::notation::{Node, Reader, Spanned, Value};
use chrono_tz::Tz;
use std::collections::BTreeMap;

pub(super) fn outlet(reader: &mut Reader<'_>) -> Outlet {
    Outlet {
        name: reader.words(&["name"]),
        name_native: reader.words(&["name_native"]),
        city: reader.words(&["city"]),
        region: reader.words(&["region"]),
        country: reader.words(&["country"]),
        areas_served: reader.word_list(&["areas_served"]),
        email: reader.words(&["email"]),
        phone: reader.words(&["phone"]),
        address: reader.words(&["address"]),
        founded: founded(reader),
        logo: reader.text(&["logo"]),
        share_image: reader.text(&["share_image"]),
        social: social(reader),
        policies: reader.table(&["policies"], named_texts).unwrap_or_default(),
    }
}

/// A year is a number to everybody but a parser.
fn founded(reader: &mut Reader<'_>) -> Option<String> {
    match reader.node(&["founded"])?.value {
        Value::Integer(year) => Some(year.to_string()),
        Value::Text(text) | Value::Plain(text) | Value::Moment(text) => Some(text),
        _ => None,
    }
}

/// Reads every key of a table as text.
pub(super) fn named_texts(reader: &mut Reader<'_>) -> Vec<(String, Spanned<String>)> {
    let entries = reader.rest().entries;
    entries.into_iter().filter_map(|(key, _, node)| Some((key, plain_text(reader, node)?))).collect()
}

fn plain_text(reader: &mut Reader<'_>, node: Node) -> Option<Spanned<String>> {
    let span = reader.span(&node.span);
    match node.value {
        Value::Text(value) | Value::Plain(value) => Some(Spanned { value, span }),
        other => {
            let found = Diagnostic::error(codes::CONFIG_TYPE, format!("this is {}, not text", other.type_name()));
            reader.report(found.at(span).help("put it in quotes"));
            None
        }
    }
}

fn social(reader: &mut Reader<'_>) -> Vec<(String, Spanned<String>)> {
    let links = reader.tables(&["social"], |link| Some((link.words(&["name"])?, link.text(&["url"])?)));
    links.into_iter().flatten().collect()
}

/// `[masthead]` as written: the place may be left to the outlet's city.
#[derive(Default)]
pub(super) struct MastheadTable {
    place: Option<Value>,
    date: Option<(DateMode, Option<String>)>,
    weather: Option<Weather>,
}

struct Weather {
    mode: WeatherMode,
    unit: char,
    decimals: usize,
    max_age: i64,
    source: String,
}

const DATE_MODES: [(&str, DateMode); 4] =
    [("edition", DateMode::Edition), ("build", DateMode::Build), ("client", DateMode::Client), ("off", DateMode::Off)];
const WEATHER_MODES: [(&str, WeatherMode); 3] =
    [("off", WeatherMode::Off), ("file", WeatherMode::File), ("client", WeatherMode::Client)];

pub(super) fn masthead(reader: &mut Reader<'_>) -> MastheadTable {
    let place = reader.node(&["place"]).map(|node| node.value);
    // `date = "client"` is short for a table with a mode.
    let date = mode_or_table(reader, "date", &DATE_MODES, |mode, table| {
        (mode.unwrap_or_default(), table.and_then(|table| table.words(&["format"])))
    });
    let weather = mode_or_table(reader, "weather", &WEATHER_MODES, weather);
    MastheadTable { place, date, weather }
}

/// Reads `name = "mode"`, or a table with `mode` and more.
fn mode_or_table<M: Clone, T>(
    reader: &mut Reader<'_>,
    name: &'static str,
    modes: &[(&'static str, M)],
    read: impl FnOnce(Option<M>, Option<&mut Reader<'_>>) -> T,
) -> Option<T> {
    let node = reader.node(&[name])?;
    if matches!(node.value, Value::Table(_)) {
        return reader.sub_table(name, node, |table| {
            let mode = table.choice(&["mode"], modes);
            read(mode, Some(table))
        });
    }
    let text = plain_text(reader, node)?;
    match modes.iter().find(|(word, _)| *word == text.value) {
        Some((_, mode)) => Some(read(Some(mode.clone()), None)),
        None => {
            let words: Vec<_> = modes.iter().map(|(word, _)| *word).collect();
            let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{name}` cannot be `{}`", text.value));
            reader.report(found.at(text.span).help(format!("write one of: {}", words.join(", "))));
            None
        }
    }
}

fn weather(mode: Option<WeatherMode>, table: Option<&mut Reader<'_>>) -> Weather {
    let mut weather =
        Weather { mode: mode.unwrap_or(WeatherMode::File), unit: 'F', decimals: 1, max_age: 3 * 3600, source: "weather".into() };
    if let Some(table) = table {
        weather.unit = table.choice(&["unit"], &[("f", 'F'), ("c", 'C')]).unwrap_or('F');
        weather.decimals = table.count(&["decimals"], 0).unwrap_or(1).min(3);
        weather.source = table.words(&["source"]).unwrap_or_else(|| "weather".into());
        if let Some(age) = table.text(&["max_age"]) {
            match duration(&age.value) {
                Some(seconds) => weather.max_age = seconds,
                None => {
                    let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{}` is no length of time", age.value));
                    table.report(found.at(age.span).help("write hours or minutes: max_age = \"3h\" or \"90m\""));
                }
            }
        }
    }
    weather
}

/// Reads `3h`, `90m`, `2d` as seconds.
fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let unit = text.chars().next_back()?;
    let number: i64 = text[..text.len() - unit.len_utf8()].trim().parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    number.checked_mul(seconds).filter(|age| *age > 0)
}

impl MastheadTable {
    /// Fills in what was left out.
    pub(super) fn meant(self, city: Option<&str>) -> Masthead {
        let place = match self.place {
            None | Some(Value::Bool(true)) => city.map(str::to_owned),
            Some(Value::Text(text) | Value::Plain(text)) => Some(text),
            Some(_) => None,
        };
        let (date, date_format) = self.date.unwrap_or_default();
        let weather = self.weather.unwrap_or_else(|| weather(Some(WeatherMode::Off), None));
        Masthead {
            place,
            date,
            date_format,
            weather: weather.mode,
            unit: weather.unit,
            decimals: weather.decimals,
            max_age: weather.max_age,
            source: weather.source,
        }
    }
}

/// The sub-tables of a table that are named by languages.
fn by_language<T>(reader: &mut Reader<'_>, mut read: impl FnMut(&str, &mut Reader<'_>) -> T) -> BTreeMap<String, T> {
    let mut all = BTreeMap::new();
    let mut left = reader.rest();
    let mut others = Vec::new();
    for (key, place, node) in left.entries.drain(..) {
        if is_well_formed(&key) && matches!(node.value, Value::Table(_)) {
            all.extend(reader.sub_table(&key, node, |table| read(&key, table)).map(|value| (key.clone(), value)));
        } else {
            others.push((key, place, node));
        }
    }
    reader.put_back(others);
    all
}

pub(super) fn bylines(reader: &mut Reader<'_>, main: &Language) -> (Position, BTreeMap<String, BylineStyle>) {
    let positions = [("top", Position::Top), ("bottom", Position::Bottom), ("both", Position::Both)];
    let read = reader.table(&["byline"], |table| {
        let position = table.choice(&["position"], &positions).unwrap_or_default();
        let own = byline(main.base(), table);
        let mut all = by_language(table, |code, table| byline(code.split('-').next().unwrap_or(code), table));
        all.entry(main.to_string()).or_insert(own);
        (position, all)
    });
    let (position, mut all) = read.unwrap_or_default();
    all.entry(main.to_string()).or_insert_with(|| usual_byline(main.base()));
    all.entry("ko".into()).or_insert_with(|| usual_byline("ko"));
    (position, all)
}

fn usual_byline(base: &str) -> BylineStyle {
    let (template, join, last_join) = byline_defaults(base);
    BylineStyle::parse(template, join, last_join).expect("a good template")
}

fn byline_defaults(base: &str) -> (&'static str, &'static str, &'static str) {
    match base {
        "ko" => ("{name_native} 기자 [{email}]", "·", "·"),
        "es" => ("Por {name}", ", ", " y "),
        _ => ("By {name}", ", ", " and "),
    }
}

fn byline(base: &str, table: &mut Reader<'_>) -> BylineStyle {
    let (template, join, last_join) = byline_defaults(base);
    let written = table.text(&["template"]);
    let join = table.text(&["join"]).map_or_else(|| join.to_owned(), |text| text.value);
    let last_join = table.text(&["last_join"]).map_or_else(|| last_join.to_owned(), |text| text.value);
    let Some(text) = written else { return BylineStyle::parse(template, &join, &last_join).expect("a good template") };
    BylineStyle::parse(&text.value, &join, &last_join).unwrap_or_else(|why| {
        let found = Diagnostic::error(codes::CONFIG_BYLINE, format!("`{}` is no byline: {why}", text.value));
        table.report(found.at(text.span).help("write for instance: template = \"BY {name:upper} [{email}]\""));
        BylineStyle::parse(template, &join, &last_join).expect("a good template")
    })
}

pub(super) fn styles(reader: &mut Reader<'_>, main: &Language) -> BTreeMap<String, Style> {
    let read = reader.table(&["style"], |table| {
        let own = style(main.base(), table);
        let mut all = by_language(table, |code, table| style(code.split('-').next().unwrap_or(code), table));
        all.entry(main.to_string()).or_insert(own);
        all
    });
    let mut all = read.unwrap_or_default();
    for base in [main.as_str(), "ko"] {
        let usual = || usual_style(base.split('-').next().unwrap_or(base));
        all.entry(base.to_owned()).or_insert_with(usual);
    }
    all
}

fn usual_style(base: &str) -> Style {
    Style {
        dateline_format: if base == "ko" { "[{place}]" } else { "{place} —" }.into(),
        dateline_upper: !matches!(base, "ko" | "ja" | "zh"),
        credit_format: "{photographer} / {agency}".into(),
        credit_prefix: String::new(),
        smart_punctuation: base == "en",
    }
}

fn style(base: &str, table: &mut Reader<'_>) -> Style {
    let usual = usual_style(base);
    Style {
        dateline_format: table.text(&["dateline_format"]).map_or(usual.dateline_format, |text| text.value),
        dateline_upper: table
            .choice(&["dateline_case"], &[("upper", true), ("as-written", false)])
            .unwrap_or(usual.dateline_upper),
        credit_format: table.text(&["credit_format"]).map_or(usual.credit_format, |text| text.value),
        credit_prefix: table.text(&["credit_prefix"]).map_or(usual.credit_prefix, |text| text.value),
        smart_punctuation: table.flag(&["smart_punctuation"]).unwrap_or(usual.smart_punctuation),
    }
}

pub(super) fn ads(reader: &mut Reader<'_>, zone: Tz) -> Ads {
    let slots = reader.tables(&["slot", "slots"], |slot| ad_slot(slot, zone)).into_iter().flatten().collect();
    let mut labels = BTreeMap::new();
    labels.extend(reader.text(&["label"]).map(|label| (String::new(), label.value)));
    if let Some(more) = reader.table(&["labels"], named_texts) {
        labels.extend(more.into_iter().map(|(language, label)| (language, label.value)));
    }
    Ads { enabled: reader.flag(&["enabled"]).unwrap_or(true), labels, slots }
}

fn ad_slot(slot: &mut Reader<'_>, zone: Tz) -> Option<AdSlot> {
    let when = |slot: &mut Reader<'_>, name| -> Option<When> { slot.when(&[name], zone).map(|when| when.value) };
    let read = AdSlot {
        id: slot.words(&["id"]).unwrap_or_default(),
        position: slot.words(&["position"]).unwrap_or_default(),
        width: slot.count(&["width"], 1).unwrap_or(0),
        height: slot.count(&["height"], 1).unwrap_or(0),
        image: slot.text(&["image"]),
        alt: slot.words(&["alt"]).unwrap_or_default(),
        url: slot.text(&["url"]),
        html_file: slot.text(&["html_file"]),
        starts: when(slot, "starts"),
        ends: when(slot, "ends"),
        sections: slot.word_list(&["sections"]),
    };
    if read.id.is_empty() || read.position.is_empty() || read.width == 0 || read.height == 0 {
        let found = Diagnostic::error(codes::CONFIG_REQUIRED, "an ad slot needs `id`, `position`, `width` and `height`");
        let found = found.at(slot.place()).help("the size is reserved on the page, so that nothing jumps when the picture comes");
        slot.report(found);
        return None;
    }
    Some(read)
}

pub(super) fn paginate(reader: &mut Reader<'_>) -> Paginate {
    let read = reader.table(&["paginate"], |table| Paginate {
        section: table.count(&["section"], 1).unwrap_or(25),
        topic: table.count(&["topic"], 1).unwrap_or(25),
        author: table.count(&["author"], 1).unwrap_or(50),
        day: table.count(&["day"], 1).unwrap_or(100),
    });
    read.unwrap_or(Paginate { section: 25, topic: 25, author: 50, day: 100 })
}

pub(super) fn outputs(reader: &mut Reader<'_>) -> Outputs {
    let all = Outputs {
        topics: true,
        days: true,
        authors: true,
        corrections: true,
        feeds: true,
        sitemaps: true,
        wire: false,
        search: true,
        text: false,
    };
    let read = reader.table(&["outputs"], |table| {
        let mut switch = |name, usual| table.flag(&[name]).unwrap_or(usual);
        Outputs {
            topics: switch("topics", true),
            days: switch("days", true),
            authors: switch("authors", true),
            corrections: switch("corrections", true),
            feeds: switch("feeds", true),
            sitemaps: switch("sitemaps", true),
            wire: switch("wire", false),
            search: switch("search", true),
            text: switch("text", false),
        }
    });
    read.unwrap_or(all)
}

pub(super) fn html(reader: &mut Reader<'_>) -> HtmlPolicy {
    reader
        .choice(&["html"], &[("safe", HtmlPolicy::Safe), ("full", HtmlPolicy::Full), ("none", HtmlPolicy::None)])
        .unwrap_or_default()
}

pub(super) fn limits(reader: &mut Reader<'_>) -> Limits {
    let usual = Limits { article: 5_000_000, header: 65_536, nesting: 100, names: 10_000 };
    let read = reader.table(&["limits"], |table| Limits {
        article: table.count(&["article"], 1).unwrap_or(usual.article),
        header: table.count(&["header"], 1).unwrap_or(usual.header),
        nesting: table.count(&["nesting"], 1).unwrap_or(usual.nesting),
        names: table.count(&["names"], 1).unwrap_or(usual.names),
    });
    read.unwrap_or(usual)
}
