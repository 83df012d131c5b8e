//! A paper in one string, built in memory with a theme that prints plain facts.

use chrono::{DateTime, TimeZone, Utc};
use newsprint::base::{Diagnostics, Severity};
use newsprint::build::{self, Build, Older};
use newsprint::config::Options;
use newsprint::output::MemorySink;
use newsprint::world::{MemoryWorld, World};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The moment of all tests that do not say otherwise: 1 June 2025, noon in Los Angeles.
pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 6, 1, 19, 0, 0).unwrap()
}

/// The three lines that every paper needs, and a theme that prints what it is given.
pub const PLAIN: &str = r##"
--- site.toml
title = "The Courier"
base_url = "https://courier.example.org/"
timezone = "America/Los_Angeles"
theme = "plain"
--- themes/plain/theme.toml
name = "plain"
[options.accent]
type = "choice"
choices = ["red", "blue"]
default = "red"
--- themes/plain/assets/site.css
body { color: red }
--- themes/plain/i18n/en.toml
"label.opinion" = "Opinion"
"label.sponsored" = "Paid content"
stories = { one = "{n} story", other = "{n} stories" }
--- themes/plain/i18n/ko.toml
"label.opinion" = "오피니언"
stories = "기사 {n}건"
--- themes/plain/templates/base.html
<!doctype html><html lang="{{ lang }}">{{ head }}<body>{% block main %}{% endblock %}</body></html>
--- themes/plain/templates/card.html
{% component card(item) %}<li><a href="{{ item.url }}">{{ item.title }}</a>{% if item.label %} ({{ item.label }}){% endif %} {{ item.byline }} {{ item.date.day }}</li>{% endcomponent card %}
--- themes/plain/templates/drawn.html
{% component drawn(card, tone = "plain", @lang, @site) %}<li class="{{ tone }}">{{ lang }} {{ site.title }}: {{ card.title }}, {% for item in latest(limit=1) %}newest {{ item.title }}{% endfor %}</li>{% endcomponent drawn %}
{% component box(person) %}<i>{{ person.name }} {{ person.count }}</i>{% endcomponent box %}
--- themes/plain/templates/home.html
{% extends "base.html" %}{% block main %}{% for zone, items in front.zones %}<ul id="{{ zone }}">{% for item in items %}{{<card item={item} />}}{% endfor %}</ul>{% endfor %}{% for block in front.blocks %}<h2>{{ block.heading }}</h2>{% for item in block.items %}{{<card item={item} />}}{% endfor %}{% endfor %}{% endblock %}
--- themes/plain/templates/article.html
{% extends "base.html" %}{% block main %}{% if article.killed %}removed{% else %}<h1>{{ article.title }}</h1>{% if article.deck %}<p class="deck">{{ article.deck }}</p>{% endif %}{% if article.image %}<img src="{{ article.image.src }}" alt="{{ article.image.alt }}">{% if article.image.caption %}<figcaption>{{ article.image.caption }} {{ article.image.credit }}</figcaption>{% endif %}{% endif %}<div class="body">{{ article.content }}</div><p class="byline">{{ article.byline_html }}</p>{% for person in article.people %}<aside>{{ person.name }} {{ person.count }}</aside>{% endfor %}{% for correction in article.corrections %}<p class="correction">{{ correction.text }}</p>{% endfor %}<ul id="related">{% for item in related(id=article.id, limit=3) %}{{<card item={item} />}}{% endfor %}</ul><ul id="drawn">{% for id in related(id=article.id, limit=2, ids=true) %}{{ draw(component="drawn", story=id, tone="soft") }}{% endfor %}</ul>{% for author in article.authors %}{{ draw(component="box", author=author.slug) }}{% endfor %}<ul id="latest">{% for item in latest(limit=3, except=article.id) %}{{<card item={item} />}}{% endfor %}</ul>{% set near = neighbours(id=article.id) %}{% if near.previous %}<a rel="prev" href="{{ near.previous.url }}">p</a>{% endif %}<link href="{{ asset(path="site.css") }}">{% endif %}{% endblock %}
--- themes/plain/templates/section.html
{% extends "base.html" %}{% block main %}<h1>{{ section.title }}</h1>{{ section.content }}{% for item in pager.items %}{{<card item={item} />}}{% endfor %}{{ pager.number }}/{{ pager.pages }}{% endblock %}
--- themes/plain/templates/topic.html
{% extends "base.html" %}{% block main %}<h1>{{ topic.title }}</h1>{{ topic.content }}{% for item in pager.items %}{{<card item={item} />}}{% endfor %}{% endblock %}
--- themes/plain/templates/topics.html
{% extends "base.html" %}{% block main %}{% for topic in topics %}{{ topic.title }} {{ topic.count }} {% endfor %}{% endblock %}
--- themes/plain/templates/author.html
{% extends "base.html" %}{% block main %}<h1>{{ author.name }}</h1>{{ author.content }}{% for year in years %}<h2>{{ year.year }}</h2>{% for item in year.items %}{{<card item={item} />}}{% endfor %}{% endfor %}{% endblock %}
--- themes/plain/templates/authors.html
{% extends "base.html" %}{% block main %}{% for group in groups %}<h2>{{ group.title or group.key }}</h2>{% for person in group.people %}{{ person.name }};{% endfor %}{% endfor %}{% endblock %}
--- themes/plain/templates/archive.html
{% extends "base.html" %}{% block main %}{% for year in years %}<a href="{{ year.url }}">{{ year.year }}</a> {{ t(key="stories", n=year.count) }}{% endfor %}{% endblock %}
--- themes/plain/templates/year.html
{% extends "base.html" %}{% block main %}{% for month in year.months %}{{ month.iso | date(format="month") }} {{ month.count }};{% endfor %}{% endblock %}
--- themes/plain/templates/month.html
{% extends "base.html" %}{% block main %}{% if month.previous %}<a rel="prev" href="{{ month.previous.url }}">p</a>{% endif %}{% if month.next %}<a rel="next" href="{{ month.next.url }}">n</a>{% endif %}{% for week in month.weeks %}{% for day in week %}{% if day %}{{ day.day }}:{{ day.count }} {% endif %}{% endfor %}{% endfor %}{% endblock %}
--- themes/plain/templates/day.html
{% extends "base.html" %}{% block main %}{% if day.previous %}<a rel="prev" href="{{ day.previous.url }}">p</a>{% endif %}{% for item in pager.items %}{{<card item={item} />}}{% endfor %}{% endblock %}
--- themes/plain/templates/page.html
{% extends "base.html" %}{% block main %}<h1>{{ document.title }}</h1>{{ content }}{% endblock %}
--- themes/plain/templates/corrections.html
{% extends "base.html" %}{% block main %}{% for item in corrections %}<p>{{ item.text }} {{ item.article.title }}</p>{% endfor %}{% endblock %}
--- themes/plain/templates/404.html
{% extends "base.html" %}{% block main %}not found{% for topic in topics(limit=3) %}{{ topic.title }}{% endfor %}{% set weather = data(name="weather") %}{% if weather %}{{ weather.temperature }}{% endif %}{% endblock %}
"##;

/// Begins each block of structured data.
pub const DATA: &str = "<script type=\"application/ld+json\">";

/// Returns the structured data of a page; each block must be whole, and hold nothing that HTML could take for a tag.
pub fn data_of(page: &str) -> Vec<serde_json::Value> {
    let blocks = page.split(DATA).skip(1).map(|rest| rest.split_once("</script>").unwrap().0);
    let read = |block: &str| {
        assert!(!block.contains(['<', '>']), "{block}");
        serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"))
    };
    blocks.map(read).collect()
}

/// Returns a page without its structured data.
pub fn without_data(page: &str) -> String {
    data_of(page);
    let mut parts = page.split(DATA);
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |whole, part| whole + part.split_once("</script>").unwrap().1)
}

/// A paper in memory.
pub struct Newsroom {
    pub world: MemoryWorld,
    pub options: Options,
}

/// What came of building it.
pub struct Site {
    pub build: Build,
    files: BTreeMap<String, String>,
}

/// Starts a paper from the one-string form, over the plain theme.
pub fn newsroom(files: &str) -> Newsroom {
    let mut world = MemoryWorld::parse(PLAIN, noon());
    let more = MemoryWorld::parse(files, noon());
    for path in more.paths() {
        world.write(path.as_str(), more.read(path).unwrap().to_vec());
    }
    Newsroom { world, options: Options::default() }
}

impl Newsroom {
    pub fn now(mut self, typed: &str) -> Self {
        self.options.now = Some(typed.to_owned());
        self
    }

    pub fn options(mut self, change: impl FnOnce(&mut Options)) -> Self {
        change(&mut self.options);
        self
    }

    /// Adds lines to site.toml, before its tables.
    pub fn config(mut self, lines: &str) -> Self {
        let file = newsprint::base::ProjectPath::new("site.toml").unwrap();
        let text = String::from_utf8(self.world.read(&file).unwrap().to_vec()).unwrap();
        self.world.write("site.toml", format!("{text}\n{lines}\n"));
        self
    }

    pub fn file(mut self, path: &str, bytes: &[u8]) -> Self {
        self.world.write(path, bytes);
        self
    }

    pub fn build(self) -> Site {
        let sink = MemorySink::default();
        let world: Arc<dyn World> = Arc::new(self.world);
        let build = build::build(&world, &self.options, Older::default(), &sink, &()).unwrap();
        let text = |bytes: &Arc<[u8]>| String::from_utf8_lossy(bytes).into_owned();
        let files = sink.files().iter().map(|(path, bytes)| (path.to_string(), text(bytes))).collect();
        Site { build, files }
    }
}

impl Site {
    /// Returns the page at an address; the site must be free of errors and have it.
    #[track_caller]
    pub fn page(&self, address: &str) -> &str {
        let path = address.trim_start_matches('/');
        let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        self.files.get(&path).unwrap_or_else(|| panic!("no {path}; there are {:#?}\n{}", self.files.keys(), self.told()))
    }

    pub fn has(&self, address: &str) -> bool {
        let path = address.trim_start_matches('/');
        self.files.contains_key(path) || self.files.contains_key(&format!("{path}index.html"))
    }

    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    pub fn findings(&self) -> &Diagnostics {
        &self.build.diagnostics
    }

    /// Every finding on a line: `error[code] file:start message | help`.
    pub fn told(&self) -> String {
        let line = |found: &newsprint::base::Diagnostic| {
            let place = found.span.as_ref().map(|span| format!("{}:{}", span.file, span.start)).unwrap_or_default();
            let help = found.help.clone().unwrap_or_default();
            format!("{}[{}] {place} {} | {help}", found.severity.name(), found.code, found.message)
        };
        self.findings().iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Returns the text that a finding of this code points at.
    #[track_caller]
    pub fn tells(&self, code: &str) -> String {
        let found = self.findings().iter().find(|found| found.code.name() == code);
        let found = found.unwrap_or_else(|| panic!("no {code} among:\n{}", self.told()));
        format!("{} | {}", found.message, found.help.clone().unwrap_or_default())
    }

    #[track_caller]
    pub fn is_clean(&self) -> &Self {
        let graver = self.findings().iter().filter(|found| found.severity != Severity::Note).count();
        assert_eq!(graver, 0, "{}", self.told());
        self
    }

    #[track_caller]
    pub fn is_built(&self) -> &Self {
        assert!(!self.findings().has_errors(), "{}", self.told());
        self
    }
}
