//! site.toml, top level: from keys as written to the configuration as meant.
//!
//! The tables have a file of their own.

use super::{Config, Language, LanguageConfig, Pattern};
use super::{feeds, preview, robots, tables};
use crate::base::{BaseUrl, Diagnostic, Outcome, ProjectPath, SlugStyle, Span, codes, nearest};
use crate::notation::{Reader, Spanned, Table, Unknown};
use chrono_tz::Tz;

/// Tables whose keys other commands read and check.
const OF_OTHERS: [&str; 4] = ["cache", "checks", "messages", "deploy"];

/// Reads the parsed file; a missing title, address or time zone leaves no configuration.
pub(super) fn read(table: Table, file: &ProjectPath, base_url: Option<&str>) -> Outcome<Option<Config>> {
    let mut reader = Reader::new(file, table, Unknown::Error);
    let title = reader.words(&["title"]);
    if title.is_none() {
        require(&mut reader, file, "title", "the name of the paper", "title = \"The Alder Bay Lantern\"");
    }
    let base_url = read_base_url(&mut reader, file, base_url);
    let zone = read_zone(&mut reader, file);
    let config = read_rest(&mut reader, file, title.unwrap_or_default(), base_url.clone(), zone.unwrap_or(chrono_tz::UTC));
    let usable = base_url.is_some() && zone.is_some();
    reader.outcome(usable.then_some(config))
}

fn require(reader: &mut Reader<'_>, file: &ProjectPath, key: &str, what: &str, line: &str) {
    let found = Diagnostic::error(codes::CONFIG_REQUIRED, format!("site.toml lacks `{key}`: {what}"));
    reader.report(found.at(Span::file(file)).help(format!("add a line: {line}")));
}

fn read_base_url(reader: &mut Reader<'_>, file: &ProjectPath, replaced: Option<&str>) -> Option<BaseUrl> {
    let written = reader.text(&["base_url"]);
    let bad = |text: &str| {
        Diagnostic::error(codes::CONFIG_BASE_URL, format!("`{text}` is not the address of a site"))
            .help("write it with https:// and without `?` or `#`: base_url = \"https://www.example.org/\"")
    };
    if let Some(text) = replaced {
        let parsed = BaseUrl::parse(text);
        if parsed.is_none() {
            reader.report(bad(text));
        }
        return parsed;
    }
    let Some(text) = written else {
        require(reader, file, "base_url", "where readers will find the site", "base_url = \"https://www.example.org/\"");
        return None;
    };
    let parsed = BaseUrl::parse(&text.value);
    if parsed.is_none() {
        reader.report(bad(&text.value).at(text.span));
    }
    parsed
}

fn read_zone(reader: &mut Reader<'_>, file: &ProjectPath) -> Option<Tz> {
    let Some(text) = reader.text(&["timezone", "time_zone"]) else {
        require(
            reader,
            file,
            "timezone",
            "whose midnight ends the paper's day; an IANA name",
            "timezone = \"America/Los_Angeles\" (or Asia/Seoul, Europe/London …)",
        );
        return None;
    };
    match text.value.parse::<Tz>() {
        Ok(zone) => Some(zone),
        Err(_) => {
            let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            let city = text.value.replace(' ', "_").to_lowercase();
            let by_city = || names.clone().find(|name| name.to_lowercase().rsplit('/').next() == Some(city.as_str()));
            let help = match nearest(&text.value, names.clone()).or_else(by_city) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "write an IANA name: continent and city, such as `America/Los_Angeles`, `Asia/Seoul`, `UTC`".to_owned(),
            };
            let message = format!("`{}` is no time zone", text.value);
            reader.report(Diagnostic::error(codes::CONFIG_ZONE, message).at(text.span).help(help));
            None
        }
    }
}

fn read_rest(reader: &mut Reader<'_>, file: &ProjectPath, title: String, base_url: Option<BaseUrl>, zone: Tz) -> Config {
    let tagline = reader.words(&["tagline"]);
    let language = read_language(reader);
    let languages = read_languages(reader, &language);
    let theme = reader.text(&["theme"]).unwrap_or_else(|| Spanned { value: "broadsheet".into(), span: Span::file(file) });
    let copyright = reader.words(&["copyright"]);
    let outlet = reader.table(&["outlet"], tables::outlet).unwrap_or_default();
    let masthead = reader.table(&["masthead"], tables::masthead).unwrap_or_default();
    let masthead = masthead.meant(outlet.city.as_deref());
    let (byline_position, bylines) = tables::bylines(reader, &language);
    let styles = tables::styles(reader, &language);
    let ads = reader.table(&["ads"], |ads| tables::ads(ads, zone)).unwrap_or_default();
    let pattern = reader.table(&["permalinks"], read_pattern).flatten();
    let theme_options = reader.table(&["theme_options"], Reader::rest).unwrap_or_default();
    let extra = reader.table(&["extra"], Reader::rest).unwrap_or_default();
    let styles_of_slugs = [("unicode", SlugStyle::Unicode), ("ascii", SlugStyle::Ascii)];
    let slugs = reader.table(&["slugs"], |slugs| slugs.choice(&["style"], &styles_of_slugs)).flatten().unwrap_or_default();
    for name in OF_OTHERS {
        reader.node(&[name]);
    }
    Config {
        title,
        tagline,
        base_url: base_url.unwrap_or_else(|| BaseUrl::parse("https://example.org/").expect("an address")),
        zone,
        languages,
        language,
        theme,
        copyright,
        outlet,
        masthead,
        theme_options,
        byline_position,
        bylines,
        styles,
        ads,
        article_pattern: pattern.unwrap_or_else(|| Pattern::parse("/:year/:month/:day/:slug/").expect("a good pattern")),
        paginate: tables::paginate(reader),
        outputs: tables::outputs(reader),
        robots: reader.table(&["robots"], robots::robots).unwrap_or_default(),
        sitemaps: reader.table(&["sitemaps"], robots::sitemaps).unwrap_or_default(),
        slugs,
        html: reader.table(&["content"], tables::html).unwrap_or_default(),
        limits: tables::limits(reader),
        feeds: feeds::feeds(reader),
        hub: reader.table(&["websub"], feeds::hub).flatten(),
        serve: reader.table(&["serve"], preview::serve).unwrap_or_default(),
        extra,
    }
}

fn read_pattern(reader: &mut Reader<'_>) -> Option<Pattern> {
    let text = reader.text(&["article", "articles"])?;
    match Pattern::parse(&text.value) {
        Ok(pattern) => Some(pattern),
        Err(why) => {
            let message = format!("`{}` is no pattern for addresses: {why}", text.value);
            let help = "the usual one is `/:year/:month/:day/:slug/`; docs/configuration.md lists the tokens";
            reader.report(Diagnostic::error(codes::CONFIG_PERMALINK, message).at(text.span).help(help));
            None
        }
    }
}

fn read_language(reader: &mut Reader<'_>) -> Language {
    let Some(text) = reader.text(&["language"]) else { return Language::english() };
    Language::parse(&text.value).unwrap_or_else(|| {
        let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{}` is no language code", text.value));
        reader.report(found.at(text.span).help("write a BCP 47 code, such as `en`, `ko` or `es-US`"));
        Language::english()
    })
}

/// The main language always stands first, whether it has a table or not.
fn read_languages(reader: &mut Reader<'_>, main: &Language) -> Vec<LanguageConfig> {
    let mut all = reader.table(&["languages"], |tables| {
        let mut all = Vec::new();
        for (code, place, node) in tables.rest().entries {
            let Some(language) = Language::parse(&code) else {
                let found = Diagnostic::error(codes::CONFIG_VALUE, format!("`{code}` is no language code"));
                let found = found.at(tables.span(&place)).help("write a BCP 47 code: [languages.ko]");
                tables.report(found);
                continue;
            };
            all.extend(tables.sub_table(&code, node, |table| read_one_language(table, language)));
        }
        all
    });
    let all = all.get_or_insert_default();
    match all.iter().position(|declared| declared.code == *main) {
        Some(at) => all[..=at].rotate_right(1),
        None => {
            let name = main.own_name();
            all.insert(0, LanguageConfig { code: main.clone(), name, prefix: None, title: None, tagline: None });
        }
    }
    std::mem::take(all)
}

fn read_one_language(table: &mut Reader<'_>, code: Language) -> LanguageConfig {
    let name = table.words(&["name"]).unwrap_or_else(|| code.own_name());
    let prefix = table.text(&["prefix"]).and_then(|prefix| {
        let bare = prefix.value.trim_matches('/').to_owned();
        match crate::base::check_segment(&bare) {
            Ok(()) => Some(bare),
            Err(why) => {
                let message = format!("`{}` cannot begin an address: {why}", prefix.value);
                table.report(
                    Diagnostic::error(codes::CONFIG_VALUE, message).at(prefix.span).help("write one word: prefix = \"ko\""),
                );
                None
            }
        }
    });
    LanguageConfig { code, name, prefix, title: table.words(&["title"]), tagline: table.words(&["tagline"]) }
}
