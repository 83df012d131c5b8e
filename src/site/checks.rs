//! What an editor should know of a single story or data file, while the site is made anyway.
//!
//! Rules that need the finished site, or an opinion on style, are no business of a build.

use super::{Owner, State, Whole};
use crate::base::{Diagnostic, Diagnostics, ProjectPath, Span, codes, nearest, parse_when};
use crate::config::{Project, WeatherMode};
use crate::notation::Value;
use crate::source::{ArticleSource, Kind, Status};

/// Looks at a story that is on the site.
pub(super) fn story(source: &ArticleSource, findings: &mut Diagnostics) {
    let front = &source.front;
    if front.kind == Kind::Sponsored && front.sponsor.is_none() {
        let told = Diagnostic::error(codes::SPONSOR_MISSING, "the story is paid for, but does not say by whom")
            .at(front.title.span(&source.file));
        findings.push(told.help("add a line to the header: sponsor = \"…\""));
    }
    let is_signed = !front.authors.is_empty() || front.byline.is_some();
    if !is_signed && !matches!(front.kind, Kind::Brief | Kind::Event | Kind::Sponsored | Kind::Editorial | Kind::Callout) {
        let told = Diagnostic::note(codes::BYLINE_MISSING, "the story has no byline").at(front.title.span(&source.file));
        findings.push(told.help("add a line to the header: author = \"…\", or byline = \"Staff report\""));
    }
}

/// A story that is dated ahead without a word about it is held back, and the editor told.
pub(super) fn due(source: &ArticleSource, state: State, findings: &mut Diagnostics) {
    if let (State::Scheduled(when), Status::Published) = (state, source.front.status) {
        let message = format!("the story is dated ahead, so it is held back until {}", when.to_rfc3339());
        let told = Diagnostic::warning(codes::FUTURE_DATE, message).at(source.front.date.span(&source.file));
        findings.push(told.help("if that is meant, say so: status = \"scheduled\""));
    }
}

/// A policy that leads nowhere is worse than none: readers and search engines are sent to it.
pub(super) fn policies(project: &Project, site: &Whole, findings: &mut Diagnostics) {
    for (key, target) in &project.config.outlet.policies {
        let is_away = target.value.starts_with("https://") || target.value.starts_with("http://");
        let path = format!("content/{}", target.value.trim_start_matches("@/").trim_start_matches('/'));
        if is_away || matches!(site.owner(&path), Some(Owner::Page(_))) {
            continue;
        }
        let told = Diagnostic::warning(codes::POLICY_MISSING, format!("the policy `{key}` has no page: there is no {path}"));
        let told = told.at(target.span.clone());
        let pages = site.pages.iter().filter_map(|page| page.source.file.below("content"));
        findings.push(match nearest(&target.value, pages) {
            Some(near) => told.help(format!("did you mean `{near}`?")),
            None => told.help(format!("start it: newsprint new policy {key}")),
        });
    }
}

/// Looks at the data file that the masthead shows the temperature from.
pub(super) fn weather(project: &Project, site: &Whole, findings: &mut Diagnostics) {
    let masthead = &project.config.masthead;
    if masthead.weather == WeatherMode::Off {
        return;
    }
    let name = format!("data/{}.toml", masthead.source);
    let Some(file) = ProjectPath::new(&name) else { return };
    let Some(table) = site.data.get(&masthead.source) else {
        let told = Diagnostic::warning(codes::DATA_SHAPE, format!("the masthead shows no temperature: there is no {name}"));
        findings.push(told.help("write it: temperature = 61.3 and observed_at = 2025-05-30T08:00:00-07:00"));
        return;
    };
    let is_number = |value: &Value| matches!(value, Value::Integer(_) | Value::Float(_));
    let is_moment = |value: &Value| match value {
        Value::Moment(text) | Value::Text(text) => parse_when(text, project.config.zone).is_ok(),
        _ => false,
    };
    for (key, line) in [("temperature", "temperature = 61.3"), ("observed_at", "observed_at = 2025-05-30T08:00:00-07:00")] {
        let node = table.get(key);
        let fits = |value: &Value| if key == "temperature" { is_number(value) } else { is_moment(value) };
        if node.is_some_and(|node| fits(&node.value)) {
            continue;
        }
        let span = node.map_or_else(|| Span::file(&file), |node| Span::new(&file, node.span.start, node.span.end));
        let told = Diagnostic::warning(
            codes::DATA_SHAPE,
            format!("the masthead shows no temperature: `{key}` is missing or does not fit"),
        );
        findings.push(told.at(span).help(format!("write: {line}")));
    }
}
