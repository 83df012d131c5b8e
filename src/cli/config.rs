//! `newsprint config`: the configuration that is in force, and where each value comes from.
//!
//! Keys are those of docs/configuration.md.

use super::args::{Common, Format};
use super::{Exit, Place, print_json, refuse};
use crate::base::{Diagnostics, LineIndex, ProjectPath};
use crate::config::{
    Config, DateMode, Description, Guid, Language, Options, PROFILES, PartnerFeed, SITE_TOML, WeatherMode, open,
};
use crate::markdown::HtmlPolicy;
use crate::notation::{self, Notation, Spanned, Table, Value};
use serde_json::json;

pub(super) fn run(common: &Common) -> Exit {
    let place = Place::of(common);
    let mut findings = Diagnostics::new();
    let Some(project) = open(&*place.world, &place.options).drain_into(&mut findings) else {
        return refuse(&place, common, &findings);
    };
    let file = ProjectPath::new(SITE_TOML).expect("a plain name");
    let text = place.world.read(&file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let written = notation::parse(&text, Notation::Toml, &file, 0).value;
    let rows: Vec<(String, serde_json::Value, String)> = rows(&project.config)
        .into_iter()
        .map(|(key, value)| {
            let origin = origin(key, &written, &text, &place.options);
            (key.to_owned(), value, origin)
        })
        .collect();
    if common.format == Format::Json {
        print_json(
            &rows
                .iter()
                .map(|(key, value, origin)| (key.clone(), json!({ "value": value, "from": origin })))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        );
        return Exit::Done;
    }
    let width = rows.iter().map(|(key, value, _)| key.len() + value.to_string().chars().count() + 3).max().unwrap_or(0).min(64);
    for (key, value, origin) in rows {
        let line = format!("{key} = {value}");
        anstream::println!("{line:<width$}  # {origin}");
    }
    Exit::Done
}

/// Where a value was written: a line of site.toml, the command line, or nowhere.
fn origin(key: &str, written: &Table, text: &str, options: &Options) -> String {
    if key == "base_url" && options.base_url.is_some() {
        return "--base-url".into();
    }
    let mut table = written;
    let mut parts = key.split('.').peekable();
    while let Some(part) = parts.next() {
        let Some((_, place, node)) = table.entries.iter().find(|(name, ..)| name == part) else { return "default".into() };
        match (&node.value, parts.peek()) {
            (Value::Table(inner), Some(_)) => table = inner,
            _ => return format!("site.toml:{}", LineIndex::new(text).position(place.start).0),
        }
    }
    "default".into()
}

fn rows(config: &Config) -> Vec<(&'static str, serde_json::Value)> {
    let Config {
        title,
        tagline,
        base_url,
        zone,
        language,
        languages,
        theme,
        copyright,
        outlet,
        masthead,
        theme_options,
        byline_position,
        bylines,
        styles,
        ads,
        article_pattern: _,
        paginate,
        outputs,
        robots,
        sitemaps,
        slugs,
        html,
        limits,
        feeds,
        hub,
        serve,
        extra,
    } = config;
    let style = &styles[language.as_str()];
    let byline = &bylines[language.as_str()];
    let names = languages.iter().map(|declared| declared.code.as_str()).collect::<Vec<_>>();
    vec![
        ("title", json!(title)),
        ("tagline", json!(tagline)),
        ("base_url", json!(base_url.absolute())),
        ("timezone", json!(zone.name())),
        ("language", json!(language.as_str())),
        ("languages", json!(names)),
        ("theme", json!(theme.value)),
        ("copyright", json!(copyright)),
        ("outlet.name", json!(outlet.name)),
        ("outlet.city", json!(outlet.city)),
        ("outlet.email", json!(outlet.email)),
        ("masthead.place", json!(masthead.place)),
        ("masthead.date", json!(date_mode(masthead.date))),
        ("masthead.weather", json!(weather_mode(masthead.weather))),
        ("theme_options", json!(theme_options)),
        ("byline.position", json!(byline_position.name())),
        ("byline.join", json!(byline.join)),
        ("byline.last_join", json!(byline.last_join)),
        ("style.dateline_format", json!(style.dateline_format)),
        ("style.credit_format", json!(style.credit_format)),
        ("style.smart_punctuation", json!(style.smart_punctuation)),
        ("ads.enabled", json!(ads.enabled)),
        ("ads.slot", json!(ads.slots.iter().map(|slot| slot.id.as_str()).collect::<Vec<_>>())),
        ("permalinks.article", json!(config.article_pattern.to_string())),
        ("paginate.section", json!(paginate.section)),
        ("paginate.topic", json!(paginate.topic)),
        ("paginate.author", json!(paginate.author)),
        ("paginate.day", json!(paginate.day)),
        ("outputs.topics", json!(outputs.topics)),
        ("outputs.days", json!(outputs.days)),
        ("outputs.authors", json!(outputs.authors)),
        ("outputs.corrections", json!(outputs.corrections)),
        ("outputs.feeds", json!(outputs.feeds)),
        ("outputs.sitemaps", json!(outputs.sitemaps)),
        ("outputs.wire", json!(outputs.wire)),
        ("outputs.search", json!(outputs.search)),
        ("outputs.text", json!(outputs.text)),
        ("robots.ai", json!(if robots.denies_ai { "deny" } else { "allow" })),
        ("robots.ai_agents", json!(robots.ai_agents)),
        ("robots.disallow", json!(robots.disallow)),
        ("sitemaps.letters", json!(sitemaps.letters)),
        ("slugs.style", json!(format!("{slugs:?}").to_lowercase())),
        ("content.html", json!(policy(*html))),
        ("limits.article", json!(limits.article)),
        ("limits.header", json!(limits.header)),
        ("limits.nesting", json!(limits.nesting)),
        ("limits.names", json!(limits.names)),
        ("feeds", json!(feeds.iter().map(feed).collect::<Vec<_>>())),
        ("websub.hub", json!(hub)),
        ("serve.editor", json!(serve.editor)),
        ("serve.port", json!(serve.port)),
        ("extra", json!(extra)),
    ]
}

fn feed(feed: &PartnerFeed) -> serde_json::Value {
    let words = |list: &[Spanned<String>]| json!(list.iter().map(|word| &word.value).collect::<Vec<_>>());
    json!({
        "name": feed.name,
        "path": feed.path.value.as_str(),
        "profile": PROFILES.iter().find(|(_, profile)| *profile == feed.profile).map(|(word, _)| word),
        "tagline": feed.tagline,
        "sections": words(&feed.sections),
        "topics": words(&feed.topics),
        "kinds": words(&feed.kinds),
        "languages": feed.languages.iter().map(Language::as_str).collect::<Vec<_>>(),
        "exclude": words(&feed.exclude),
        "limit": feed.limit,
        "window_hours": feed.window_hours,
        "full_text": feed.full_text,
        "lead_photo_in_body": feed.lead_photo_in_body,
        "guid": if feed.guid == Guid::Url { "url" } else { "id" },
        "description": if feed.description == Description::Long { "long" } else { "deck" },
    })
}

fn date_mode(mode: DateMode) -> &'static str {
    match mode {
        DateMode::Edition => "edition",
        DateMode::Build => "build",
        DateMode::Client => "client",
        DateMode::Off => "off",
    }
}

fn weather_mode(mode: WeatherMode) -> &'static str {
    match mode {
        WeatherMode::Off => "off",
        WeatherMode::File => "file",
        WeatherMode::Client => "client",
    }
}

fn policy(html: HtmlPolicy) -> &'static str {
    match html {
        HtmlPolicy::Safe => "safe",
        HtmlPolicy::Full => "full",
        HtmlPolicy::None => "none",
    }
}
