//! Bio pages with stories by year, and the staff list in groups.
//!
//! A stand-in has a page when a story on the site names it.

use super::context::{Crumb, description};
use super::{BodyUse, Context, Output, Page, Shown, Stage, add_page};
use crate::base::{Permalink, Span};
use crate::site::{ArticleId, Group, Person, PersonId};
use crate::view::{GroupView, Pager, PersonYear, Views, page_address, page_count};
use chrono::Datelike;
use std::collections::BTreeMap;

pub(super) fn has_page(person: &Person) -> bool {
    person.source.is_some() || !person.articles.is_empty()
}

pub(super) fn list() -> Permalink {
    Permalink::folder(["authors"]).expect("a good address")
}

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>) {
    let config = &stage.project.config;
    if !config.outputs.authors {
        return;
    }
    add_page(outputs, &list(), Page::Authors, None, "the list of authors".into());
    for (id, person) in PersonId::all(&stage.site.people).filter(|(_, person)| has_page(person)) {
        let origin = person.source.as_ref().map(|source| Span::file(&source.file));
        for number in 1..=page_count(person.articles.len(), config.paginate.author) {
            let what = format!("the author `{}`", person.slug);
            add_page(outputs, &page_address(&person.permalink, number), Page::Author { id, number }, origin.clone(), what);
        }
    }
}

pub(super) fn author<'s>(stage: &Stage<'s>, id: PersonId, number: usize) -> Context<'s> {
    let person = stage.site.person(id);
    let config = &stage.project.config;
    let per_page = config.paginate.author;
    let page = Page::Author { id, number };
    let title = stage.numbered(&person.name, number, &config.language);
    let mut view = stage.page(page, &page_address(&person.permalink, number), title);
    let shown = Views::person_view(person, config);
    view.description = shown.short_bio.as_deref().and_then(description);
    view.breadcrumbs = crumbs(stage);
    view.source = person.source.as_ref().map(|source| source.file.to_string());
    let ids: Vec<ArticleId> = person.articles.iter().skip((number - 1) * per_page).take(per_page).copied().collect();
    let items = stage.views.cards(&ids);
    let pager = Pager::of(items, number, person.articles.len(), per_page, &person.permalink, &config.base_url);
    let source = person.source.as_ref().filter(|_| number == 1);
    let body =
        source.map(|source| BodyUse::of(&source.file, &source.body, &person.links, &person.pictures, Shown::Under("author")));
    stage.context(page, view, None).with("author", shown).with("years", years(stage, &ids)).with("pager", pager).with_body(body)
}

fn crumbs(stage: &Stage<'_>) -> Vec<Crumb> {
    let language = &stage.project.config.language;
    let title = stage.word("page.authors", language, "Authors");
    vec![stage.home_crumb(language), Crumb { title, url: stage.href(&list()) }]
}

fn years(stage: &Stage<'_>, ids: &[ArticleId]) -> Vec<PersonYear> {
    let mut years: Vec<PersonYear> = Vec::new();
    for id in ids {
        let year = stage.site.article(*id).source.front.date.value.day().year();
        if years.last().is_none_or(|last| last.year != year) {
            let url = super::archive::year_address(year).map(|permalink| stage.href(&permalink));
            years.push(PersonYear { year, url, items: Vec::new() });
        }
        years.last_mut().expect("pushed above").items.push(stage.views.card(*id));
    }
    years
}

pub(super) fn authors<'s>(stage: &Stage<'s>) -> Context<'s> {
    let language = &stage.project.config.language;
    let mut view = stage.page(Page::Authors, &list(), stage.word("page.authors", language, "Authors"));
    view.breadcrumbs = vec![stage.home_crumb(language)];
    let mut groups: BTreeMap<Group, Vec<(PersonId, &Person)>> = BTreeMap::new();
    for (id, person) in PersonId::all(&stage.site.people).filter(|(_, person)| has_page(person)) {
        groups.entry(person.group()).or_default().push((id, person));
    }
    let shown: Vec<GroupView> = groups
        .into_iter()
        .map(|(group, mut people)| {
            people.sort_by_key(|(_, person)| (person.name.to_lowercase(), person.slug.clone()));
            let (key, title) = match group {
                Group::Editors => ("editors", None),
                Group::Reporters => ("reporters", None),
                Group::Contributors => ("contributors", None),
                Group::Former => ("former", None),
                Group::Others => ("others", None),
                Group::Named(title) => ("named", Some(title)),
            };
            let people = people.into_iter().map(|(id, _)| stage.views.person(id)).collect();
            GroupView { key: key.to_owned(), title, people }
        })
        .collect();
    stage.context(Page::Authors, view, None).with("groups", shown)
}
