//! robots.txt: what crawlers are asked, and where the sitemaps are.
//!
//! A file of the outlet's own, `static/robots.txt`, stands in its place: whoever writes one means it.

use super::{Output, Recipe, Stage, sitemaps};
use crate::base::{Diagnostic, Diagnostics, OutputPath, Permalink, ProjectPath, Span, codes};
use crate::config::{AI_AGENTS, Robots, is_agent};
use crate::formats::robots;
use crate::notation::{Table, Value};

/// Name of the data file that lists crawlers.
const CRAWLERS: &str = "ai-crawlers";
const FILE: &str = "robots.txt";

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>, findings: &mut Diagnostics) {
    let config = &stage.project.config;
    let own = stage.site.media.get("static/robots.txt");
    let refused = refused(stage, findings);
    let says_something = config.outputs.sitemaps || !refused.is_empty() || !config.robots.disallow.is_empty();
    if own.is_none() && !says_something {
        return;
    }
    let path = OutputPath::parse(FILE).expect("a plain name");
    if config.base_url.path() != "/" {
        let root = config.base_url.resolve("/robots.txt");
        let message = format!("crawlers read no robots.txt but {root}, and the site stands below it");
        let help = format!("put the lines of {} into that file", config.base_url.canonical(&Permalink::of(&path)));
        findings.push(Diagnostic::note(codes::ROBOTS_BELOW, message).help(help));
    }
    if let Some(own) = own {
        if config.robots != Robots::default() {
            let message =
                "`[robots]` of site.toml has no effect: static/robots.txt stands in place of what newsprint would write";
            let told = Diagnostic::note(codes::ROBOTS_OWN, message).at(Span::file(&own.file));
            findings.push(told.help("delete the file, or the table"));
        }
        return;
    }
    let text = robots::Robots {
        disallow: config.robots.disallow.iter().map(|path| config.base_url.pattern(path)).collect(),
        refused,
        sitemaps: sitemaps::named(stage),
    };
    outputs.push(Output {
        path,
        recipe: Recipe::Text(text.text()),
        origin: None,
        what: "the file for crawlers".to_owned().into(),
    });
}

/// Crawlers that gather texts for language models, if they are to stay away: as site.toml names them, else as the data
/// file does, else as newsprint knows them.
fn refused(stage: &Stage<'_>, findings: &mut Diagnostics) -> Vec<String> {
    let robots = &stage.project.config.robots;
    if !robots.denies_ai {
        return Vec::new();
    }
    let of_data = || stage.site.data.get(CRAWLERS).and_then(|table| agents(table, findings));
    robots.ai_agents.clone().or_else(of_data).unwrap_or_else(|| AI_AGENTS.map(str::to_owned).into())
}

fn agents(table: &Table, findings: &mut Diagnostics) -> Option<Vec<String>> {
    let file = ProjectPath::new(&format!("data/{CRAWLERS}.toml")).expect("a plain path");
    let node = table.get("agents");
    let name = |value: &Value| match value {
        Value::Text(name) if is_agent(name) => Some(name.clone()),
        _ => None,
    };
    let names: Option<Vec<String>> = match node.map(|node| &node.value) {
        Some(Value::List(nodes)) => nodes.iter().map(|node| name(&node.value)).collect(),
        _ => None,
    };
    if names.is_none() {
        let span = node.map_or_else(|| Span::file(&file), |node| Span::new(&file, node.span.start, node.span.end));
        let message = "this file names no crawlers, so robots.txt names those that newsprint knows";
        let told = Diagnostic::warning(codes::DATA_SHAPE, message).at(span);
        findings.push(told.help("write a list of names: agents = [\"GPTBot\", \"CCBot\"]"));
    }
    names
}
