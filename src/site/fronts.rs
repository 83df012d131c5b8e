//! Front pages: an editor's slots first, then a choice that is good without any.
//!
//! No story stands in two places of a front page, but for `latest`, the plain list of the newest.

use super::article::{Article, ArticleId};
use super::taxonomy::{Term, TermId};
use super::{Owner, Whole};
use crate::base::{Diagnostic, Diagnostics, Permalink, When, codes};
use crate::config::{Language, Project};
use crate::source::{Alert, FrontSource, Kind, Slot};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A block of stories under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The heading; a section's title where the editor wrote none.
    pub heading: String,
    /// The section that it leads to.
    pub section: Option<TermId>,
    /// The stories.
    pub items: Vec<ArticleId>,
}

/// A front page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// The language whose front page it is; none for the main one.
    pub language: Option<Language>,
    /// Its address.
    pub permalink: Permalink,
    /// The strip above everything.
    pub alert: Option<Alert>,
    /// Stories by zone; `lead`, `secondary`, `strip` and `latest` are always there.
    pub zones: BTreeMap<String, Vec<ArticleId>>,
    /// Blocks in order.
    pub blocks: Vec<Block>,
}

/// How many stories each zone takes when no editor says otherwise.
const SECONDARY: usize = 4;
const STRIP: usize = 4;
const LATEST: usize = 10;
const BLOCK: usize = 5;
/// How far down the list of the newest a prominent story may be and still lead: an old lead is no news.
const FRESH: usize = 24;

/// Lays out all front pages; returns them with the moments at which slots change.
pub(super) fn lay_out(
    site: &Whole,
    sources: &[Arc<FrontSource>],
    project: &Project,
    findings: &mut Diagnostics,
) -> (Vec<Front>, Vec<When>) {
    let own: Vec<&Language> = with_prefix(project).map(|(language, _)| language).collect();
    let of = |language: Option<&Language>| sources.iter().find(|source| source.language.as_ref() == language).map(Arc::as_ref);
    let main_pool = site.listed.iter().copied().filter(|id| !own.contains(&site.article(*id).lang())).collect();
    let mut changes = Vec::new();
    let mut fronts = vec![Layout::new(site, project, main_pool).front(None, Permalink::home(), of(None), &mut changes, findings)];
    for (language, prefix) in with_prefix(project) {
        let Ok(permalink) = Permalink::folder([prefix]) else { continue };
        let pool = site.in_language(language).collect();
        let layout = Layout::new(site, project, pool);
        fronts.push(layout.front(Some(language), permalink, of(Some(language)), &mut changes, findings));
    }
    (fronts, changes)
}

fn with_prefix(project: &Project) -> impl Iterator<Item = (&Language, &str)> {
    project.config.languages.iter().filter_map(|declared| Some((&declared.code, declared.prefix.as_deref()?)))
}

struct Layout<'l> {
    site: &'l Whole,
    project: &'l Project,
    pool: Vec<ArticleId>,
    shown: BTreeSet<ArticleId>,
    zones: BTreeMap<String, Vec<ArticleId>>,
    blocks: Vec<Block>,
}

impl<'l> Layout<'l> {
    fn new(site: &'l Whole, project: &'l Project, pool: Vec<ArticleId>) -> Self {
        Self { site, project, pool, shown: BTreeSet::new(), zones: BTreeMap::new(), blocks: Vec::new() }
    }

    fn front(
        mut self,
        language: Option<&Language>,
        permalink: Permalink,
        source: Option<&FrontSource>,
        changes: &mut Vec<When>,
        findings: &mut Diagnostics,
    ) -> Front {
        let alert = source.and_then(|source| source.alert.clone());
        let bounds = |since: Option<When>, until: Option<When>| [since, until].into_iter().flatten();
        if let Some(alert) = &alert {
            changes.extend(bounds(alert.since, alert.until));
        }
        if let Some(source) = source {
            changes.extend(source.slots.iter().flat_map(|slot| bounds(slot.since, slot.until)));
            self.fill_slots(source, findings);
        }
        self.fill_rest();
        let alert = alert.filter(|alert| self.runs(alert.since, alert.until));
        Front { language: language.cloned(), permalink, alert, zones: self.zones, blocks: self.blocks }
    }

    fn runs(&self, since: Option<When>, until: Option<When>) -> bool {
        let now = self.project.now;
        since.is_none_or(|since| since.instant() <= now) && until.is_none_or(|until| until.instant() > now)
    }

    /// Named stories are taken first, so that no rule above them takes them away.
    fn fill_slots(&mut self, source: &FrontSource, findings: &mut Diagnostics) {
        let slots: Vec<&Slot> = source.slots.iter().filter(|slot| self.runs(slot.since, slot.until)).collect();
        let named: Vec<Option<ArticleId>> = slots.iter().map(|slot| self.named(slot, findings)).collect();
        self.shown.extend(named.iter().flatten());
        if !slots.iter().any(|slot| slot.zone == "lead") {
            self.fill_lead();
        }
        for (slot, named) in slots.into_iter().zip(named) {
            let items = match named {
                Some(id) => vec![id],
                None if slot.article.is_some() => Vec::new(),
                None => self.by_rule(slot, findings),
            };
            self.shown.extend(&items);
            if slot.zone == "block" {
                let section = slot.section.as_ref().and_then(|typed| self.site.section_named(&typed.value));
                let of_section = section.map(|id| self.site.section(id).title.clone());
                let heading = slot.heading.clone().or(of_section).unwrap_or_default();
                if !items.is_empty() {
                    self.blocks.push(Block { heading, section, items });
                }
            } else {
                self.zones.entry(slot.zone.clone()).or_default().extend(items);
            }
        }
    }

    fn named(&self, slot: &Slot, findings: &mut Diagnostics) -> Option<ArticleId> {
        let typed = slot.article.as_ref()?;
        let path = format!("content/{}", typed.value.trim_start_matches("@/").trim_start_matches('/'));
        let by_file = self.site.owner(&path).or_else(|| self.site.owner(&format!("{path}/index.md")));
        let by_slug = || self.site.listed.iter().copied().find(|id| self.site.article(*id).slug() == typed.value);
        let told = match by_file {
            Some(Owner::Article(id)) if self.site.article(id).is_listed() => return Some(id),
            Some(Owner::Article(_)) => format!("`{}` is unlisted or taken down", typed.value),
            Some(Owner::Held(index)) => format!("`{}` is not on the site: {}", typed.value, self.site.held[index].state.name()),
            _ => match by_slug() {
                Some(id) => return Some(id),
                None => format!("there is no story `{}`", typed.value),
            },
        };
        let told = Diagnostic::warning(codes::FRONT_MISSING, told).at(typed.span.clone());
        findings.push(told.help("name its file below content/: article = \"articles/2025/rent-cap.md\""));
        None
    }

    fn by_rule(&self, slot: &Slot, findings: &mut Diagnostics) -> Vec<ArticleId> {
        let section = slot.section.as_ref().map(|typed| (typed, self.site.section_named(&typed.value)));
        let topic = slot.topic.as_ref().map(|typed| (typed, self.site.topic_named(&typed.value)));
        for (what, rule) in [("section", &section), ("topic", &topic)] {
            if let Some((typed, None)) = rule {
                let told = Diagnostic::warning(codes::FRONT_MISSING, format!("there is no {what} `{}`", typed.value));
                findings.push(told.at(typed.span.clone()).help(format!("name one that stories are in: {what} = \"…\"")));
                return Vec::new();
            }
        }
        let (section, topic) = (section.and_then(|(_, id)| id), topic.and_then(|(_, id)| id));
        // A rule with a term looks only at that term's stories, whatever the size of the archive.
        let candidates = match (section, topic) {
            (Some(id), _) => &self.site.section(id).articles,
            (None, Some(id)) => &self.site.topic(id).articles,
            (None, None) if slot.lang.is_some() => &self.site.listed,
            (None, None) => &self.pool,
        };
        let fits = |id: &ArticleId| {
            let article = self.site.article(*id);
            !self.shown.contains(id)
                && topic.is_none_or(|topic| article.topics.contains(&topic))
                && slot.kind.is_none_or(|kind| article.source.front.kind == kind)
                && slot.lang.as_deref().is_none_or(|lang| article.lang().as_str() == lang)
                && (!slot.photo || article.image.is_some())
        };
        candidates.iter().copied().filter(fits).take(slot.count).collect()
    }

    /// Chooses for every zone that no slot filled.
    fn fill_rest(&mut self) {
        if self.zones.get("lead").is_none_or(Vec::is_empty) {
            self.fill_lead();
        }
        for (zone, count, photo) in [("secondary", SECONDARY, false), ("strip", STRIP, true)] {
            if !self.zones.contains_key(zone) {
                let items = self.next(count, photo);
                self.shown.extend(&items);
                self.zones.insert(zone.into(), items);
            }
        }
        if self.blocks.is_empty() {
            self.blocks_by_section();
        }
        self.zones.insert("latest".into(), self.pool.iter().copied().take(LATEST).collect());
    }

    /// The story that opens the paper is chosen before any rule takes it away.
    fn fill_lead(&mut self) {
        let lead = self.lead();
        self.shown.extend(lead);
        self.zones.insert("lead".into(), lead.into_iter().collect());
    }

    fn lead(&self) -> Option<ArticleId> {
        let fresh: Vec<ArticleId> = self.pool.iter().copied().filter(|id| !self.shown.contains(id)).take(FRESH).collect();
        let article = |id: &ArticleId| self.site.article(*id);
        let is_placed = |id: &ArticleId, place: &str| article(id).source.front.prominence.contains(&place);
        let choices: [&dyn Fn(&ArticleId) -> bool; 4] = [
            &|id| is_placed(id, "home-lead"),
            &|id| is_placed(id, "home") && article(id).image.is_some(),
            &|id| leads(article(id)) && article(id).image.is_some(),
            &|id| leads(article(id)),
        ];
        choices.iter().find_map(|fits| fresh.iter().copied().find(|id| fits(id))).or_else(|| fresh.first().copied())
    }

    /// The newest that are not shown yet; those marked `home` come first.
    fn next(&self, count: usize, photo: bool) -> Vec<ArticleId> {
        let fits = |id: &&ArticleId| {
            let article = self.site.article(**id);
            !self.shown.contains(id) && article.source.front.kind != Kind::Sponsored && (!photo || article.image.is_some())
        };
        let mut items: Vec<ArticleId> = self.pool.iter().filter(fits).take(FRESH).copied().collect();
        items.sort_by_key(|id| !self.site.article(*id).source.front.prominence.contains(&"home"));
        items.truncate(count);
        items
    }

    fn blocks_by_section(&mut self) {
        let in_pool = |layout: &Self, id: &ArticleId| layout.pool.binary_search(id).is_ok();
        for index in 0..self.site.sections.len() {
            let section = &self.site.sections[index];
            let items: Vec<ArticleId> =
                section.articles.iter().filter(|id| in_pool(self, id) && !self.shown.contains(id)).take(BLOCK).copied().collect();
            if !items.is_empty() {
                self.shown.extend(&items);
                self.blocks.push(Block { heading: section.title.clone(), section: Some(TermId::new(index)), items });
            }
        }
    }
}

/// What may open the paper without an editor's word.
fn leads(article: &Article) -> bool {
    matches!(article.source.front.kind, Kind::News | Kind::Analysis | Kind::Explainer | Kind::Live | Kind::Photo)
}

impl Whole {
    /// Finds a section by slug or title.
    pub fn section_named(&self, typed: &str) -> Option<TermId> {
        find(&self.sections, typed)
    }

    /// Finds a topic by slug or title.
    pub fn topic_named(&self, typed: &str) -> Option<TermId> {
        find(&self.topics, typed)
    }
}

fn find(terms: &[Term], typed: &str) -> Option<TermId> {
    let key = super::names::key(typed);
    let is_it = |term: &Term| super::names::key(&term.slug) == key || super::names::key(&term.title) == key;
    terms.iter().position(is_it).map(TermId::new)
}
