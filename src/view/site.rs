//! The outlet as templates see it: what every page may show.
//!
//! One value a language, shared by all its pages.

use super::{Html, Moment, Named, Picture, Shared, dates, has_front, view};
use crate::base::{Permalink, When};
use crate::config::{AdSlot, Config, DateMode, Language, Project, WeatherMode};
use crate::markdown::address;
use crate::notation::{Table, Value};
use crate::site::{Photo, PhotoFile, Site};
use crate::source::{PhotoPosition, locate};
use crate::theme::{OptionValue, Theme};
use chrono::Datelike;
use std::collections::BTreeMap;
use std::sync::Arc;

view! {
    /// A policy page.
    PolicyView { key: String, title: String, url: String, }

    /// Who publishes.
    OutletView {
        name: Option<String>, name_native: Option<String>, city: Option<String>, region: Option<String>, country: Option<String>,
        areas_served: Vec<String>, email: Option<String>, phone: Option<String>, address: Option<String>, founded: Option<String>,
        logo: Option<Picture>, share_image: Option<Picture>, social: Vec<super::NamedLink>, policies: Vec<PolicyView>,
    }

    /// The date in the masthead.
    MastheadDate { mode: &'static str, iso: String, text: String, }

    /// The temperature in the masthead.
    MastheadWeather {
        text: String, value: String, unit: String, unit_name: &'static str, observed_at: Moment, place: Option<String>, mode: &'static str,
    }

    /// The masthead.
    MastheadView { place: Option<String>, date: Option<MastheadDate>, weather: Option<MastheadWeather>, }

    /// A front page in a language.
    LanguageLink { lang: String, name: String, url: String, }

    /// A page in the footer or header.
    PageLinkView { title: String, url: String, menu: Option<String>, lang: String, }

    /// Which kinds of output the site has.
    OutputsView { topics: bool, days: bool, authors: bool, corrections: bool, }

    /// An advertisement's place.
    AdSlotView {
        id: String, position: String, width: usize, height: usize, image: Option<Picture>, alt: String, url: Option<String>, html: Option<Html>,
    }

    /// Advertising.
    AdsView { enabled: bool, label: String, slots: Vec<AdSlotView>, }

    /// The outlet.
    SiteView {
        title: String, tagline: Option<String>, url: String, permalink: String, language: String, copyright: Option<String>,
        copyright_year: Option<i32>, languages: Vec<LanguageLink>, outlet: OutletView, masthead: MastheadView, sections: Vec<Shared>,
        pages: Vec<PageLinkView>, outputs: OutputsView, ads: AdsView, byline_position: &'static str, options: BTreeMap<String, OptionValue>,
        extra: Table,
    }
}

/// Shows the outlet in a language, on pages of a section.
pub(super) fn view(
    project: &Project,
    theme: &Theme,
    site: &Site,
    sections: &[Named],
    language: &Language,
    section: Option<&str>,
) -> SiteView {
    let config = &project.config;
    let declared = config.language_config(language);
    let shown = site.sections.iter().zip(sections).filter(|(term, _)| has_front(term));
    let home = declared.and_then(|declared| declared.prefix.as_deref()).and_then(|prefix| Permalink::folder([prefix]).ok());
    SiteView {
        title: config.title_in(language).to_owned(),
        tagline: config.tagline_in(language).map(str::to_owned),
        url: config.base_url.href(&home.unwrap_or_else(Permalink::home)),
        permalink: config.base_url.absolute(),
        language: config.language.to_string(),
        copyright: config.copyright.clone(),
        copyright_year: site.newest().map(|article| article.source.front.date.value.day().year()),
        languages: languages(config),
        outlet: outlet(config, site),
        masthead: masthead(project, site, language),
        sections: shown.map(|(_, named)| named.on(language).clone()).collect(),
        pages: site.pages.iter().map(|page| page_link(page, config)).collect(),
        outputs: outputs(config),
        ads: ads(project, theme, site, language, section),
        byline_position: config.byline_position.name(),
        options: theme.options.iter().cloned().collect(),
        extra: config.extra.clone(),
    }
}

fn languages(config: &Config) -> Vec<LanguageLink> {
    let with_front = config.languages.iter().filter(|declared| declared.prefix.is_some() || declared.code == config.language);
    let links = with_front.map(|declared| {
        let home = declared.prefix.as_deref().and_then(|prefix| Permalink::folder([prefix]).ok()).unwrap_or_else(Permalink::home);
        LanguageLink { lang: declared.code.to_string(), name: declared.name.clone(), url: config.base_url.href(&home) }
    });
    let links: Vec<_> = links.collect();
    if links.len() > 1 { links } else { Vec::new() }
}

fn page_link(page: &crate::site::Page, config: &Config) -> PageLinkView {
    let front = &page.source.front;
    PageLinkView {
        title: front.title.clone(),
        url: config.base_url.href(&page.permalink),
        menu: front.menu.clone(),
        lang: front.lang.to_string(),
    }
}

fn outputs(config: &Config) -> OutputsView {
    let on = &config.outputs;
    OutputsView { topics: on.topics, days: on.days, authors: on.authors, corrections: on.corrections }
}

pub(super) fn outlet(config: &Config, site: &Site) -> OutletView {
    let outlet = &config.outlet;
    let policy = |(key, target): &(String, crate::notation::Spanned<String>)| {
        let path = format!("content/{}", target.value.trim_start_matches("@/").trim_start_matches('/'));
        match site.owner(&path) {
            Some(crate::site::Owner::Page(id)) => {
                let page = site.page(id);
                Some(PolicyView {
                    key: key.clone(),
                    title: page.source.front.title.clone(),
                    url: config.base_url.href(&page.permalink),
                })
            }
            _ if target.value.starts_with("https://") || target.value.starts_with("http://") => {
                Some(PolicyView { key: key.clone(), title: crate::source::capitalised(key), url: target.value.clone() })
            }
            _ => None,
        }
    };
    let social = outlet.social.iter().filter_map(|(name, url)| Some((name, address(&url.value)?)));
    OutletView {
        name: outlet.name.clone(),
        name_native: outlet.name_native.clone(),
        city: outlet.city.clone(),
        region: outlet.region.clone(),
        country: outlet.country.clone(),
        areas_served: outlet.areas_served.clone(),
        email: outlet.email.clone(),
        phone: outlet.phone.clone(),
        address: outlet.address.clone(),
        founded: outlet.founded.clone(),
        logo: outlet.logo.as_ref().and_then(|src| picture(&src.value, &config.title, config, site)),
        share_image: outlet.share_image.as_ref().and_then(|src| picture(&src.value, &config.title, config, site)),
        social: social.map(|(name, url)| super::NamedLink { name: name.clone(), url }).collect(),
        policies: outlet.policies.iter().filter_map(policy).collect(),
    }
}

/// Shows a picture of `static/`, as site.toml and templates name it.
pub fn picture(src: &str, alt: &str, config: &Config, site: &Site) -> Option<Picture> {
    let file = crate::base::ProjectPath::new(crate::config::SITE_TOML)?;
    let place = site.media.get(&locate(&file, src)?).filter(|place| place.file.below("static").is_some())?;
    let output = crate::site::media_path(place)?;
    let photo = Photo {
        file: Arc::new(PhotoFile { src: config.base_url.href(&Permalink::of(&output)).into(), size: place.size, length: None }),
        alt: alt.into(),
        caption: None,
        credit: None,
        focus: (50, 50),
        position: PhotoPosition::Top,
        wide: false,
        place: None,
        date: None,
    };
    Some(Picture::of(&photo, config, &config.language))
}

/// Shows the advertisements that run now, on pages of a section.
pub fn ads(project: &Project, theme: &Theme, site: &Site, language: &Language, section: Option<&str>) -> AdsView {
    let config = &project.config;
    let runs = |slot: &&AdSlot| {
        let is_on = slot.starts.is_none_or(|starts| starts.instant() <= project.now)
            && slot.ends.is_none_or(|ends| ends.instant() > project.now);
        is_on && (slot.sections.is_empty() || section.is_some_and(|section| slot.sections.iter().any(|only| only == section)))
    };
    let show = |slot: &AdSlot| AdSlotView {
        id: slot.id.clone(),
        position: slot.position.clone(),
        width: slot.width,
        height: slot.height,
        image: slot.image.as_ref().and_then(|src| picture(&src.value, &slot.alt, config, site)),
        alt: slot.alt.clone(),
        url: slot.url.as_ref().and_then(|url| address(&url.value)),
        html: slot.html_file.as_ref().and_then(|file| theme.raw.get(&file.value)).map(|html| Html(html.clone())),
    };
    let slots = if config.ads.enabled { config.ads.slots.iter().filter(runs).map(show).collect() } else { Vec::new() };
    let labels = &config.ads.labels;
    let label = labels.get(language.as_str()).or_else(|| labels.get(language.base())).or_else(|| labels.get(""));
    let usual = if language.base() == "ko" { "- 광고 -" } else { "- Advertisement -" };
    AdsView { enabled: config.ads.enabled, label: label.cloned().unwrap_or_else(|| usual.to_owned()), slots }
}

fn masthead(project: &Project, site: &Site, language: &Language) -> MastheadView {
    let masthead = &project.config.masthead;
    MastheadView {
        place: masthead.place.clone(),
        date: masthead_date(project, site, language),
        weather: weather(project, site).map(|(shown, _)| shown),
    }
}

fn masthead_date(project: &Project, site: &Site, language: &Language) -> Option<MastheadDate> {
    let masthead = &project.config.masthead;
    let today = || crate::base::local_day(project.now, project.config.zone);
    let (mode, day) = match masthead.date {
        DateMode::Off => return None,
        DateMode::Edition => ("edition", site.newest()?.source.front.date.value.day()),
        DateMode::Build => ("build", today()),
        DateMode::Client => ("client", today()),
    };
    let form = masthead.date_format.as_deref().unwrap_or("full");
    let text = dates::format(day.and_time(chrono::NaiveTime::MIN), form, language.as_str()).ok()?;
    Some(MastheadDate { mode, iso: day.to_string(), text })
}

/// The temperature, while it is fresh, and when it will be too old.
pub fn weather(project: &Project, site: &Site) -> Option<(MastheadWeather, When)> {
    let masthead = &project.config.masthead;
    let mode = match masthead.weather {
        WeatherMode::Off => return None,
        WeatherMode::File => "file",
        WeatherMode::Client => "client",
    };
    let (table, observed, stale) = observation(project, site)?;
    let number = match &table.get("temperature")?.value {
        Value::Integer(number) => *number as f64,
        Value::Float(number) => number.get(),
        _ => return None,
    };
    // A value from the future is as wrong as an old one.
    if stale.instant() <= project.now || observed.instant() > project.now {
        return None;
    }
    let value = format!("{number:.*}", masthead.decimals);
    let unit_name = if masthead.unit == 'C' { "Celsius" } else { "Fahrenheit" };
    let place = match table.get("place").map(|node| &node.value) {
        Some(Value::Text(place)) => Some(place.clone()),
        _ => masthead.place.clone(),
    };
    let text = format!("{value} {}", masthead.unit);
    let unit = masthead.unit.to_string();
    Some((MastheadWeather { text, value, unit, unit_name, observed_at: Moment::of(observed), place, mode }, stale))
}

/// Returns when the temperature will come or go without an edit.
pub fn weather_turns(project: &Project, site: &Site) -> Option<When> {
    let (_, observed, stale) = observation(project, site)?;
    [observed, stale].into_iter().find(|when| when.instant() > project.now)
}

/// The file of the weather, when it was observed, and when that is too old.
fn observation<'s>(project: &Project, site: &'s Site) -> Option<(&'s Table, When, When)> {
    let (masthead, zone) = (&project.config.masthead, project.config.zone);
    if masthead.weather == WeatherMode::Off {
        return None;
    }
    let table = site.data.get(&masthead.source)?;
    let (Value::Moment(text) | Value::Text(text)) = &table.get("observed_at")?.value else { return None };
    let observed = crate::base::parse_when(text, zone).ok()?;
    let stale = observed.instant() + chrono::Duration::seconds(masthead.max_age);
    Some((table, observed, When::of_instant(stale, zone, crate::base::Precision::Time)))
}
