//! docs/themes.md against the code: every name that templates see is documented, and every documented name is seen.

use newsprint::plan::{Crumb, PageView, TranslationView};
use newsprint::render::{FILTERS, FUNCTIONS};
use newsprint::view::*;

fn themes() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/themes.md")).unwrap()
}

/// The part of the document below a heading.
fn part<'d>(document: &'d str, heading: &str) -> &'d str {
    let start = document.find(heading).unwrap_or_else(|| panic!("no heading `{heading}`"));
    let rest = &document[start + heading.len()..];
    rest.find("\n##").map_or(rest, |end| &rest[..end])
}

/// Every word in backticks, also within `{ a, b }`.
fn words(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .flat_map(|words| words.split(['{', '}', ',', ' ', '(', '=']).map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn every_name_of_a_view_is_documented_where_it_belongs() {
    let document = themes();
    for (heading, fields) in [
        ("### `page`", vec![PageView::FIELDS, Crumb::FIELDS, TranslationView::FIELDS]),
        (
            "### `site`",
            vec![
                SiteView::FIELDS,
                OutletView::FIELDS,
                MastheadView::FIELDS,
                MastheadDate::FIELDS,
                MastheadWeather::FIELDS,
                OutputsView::FIELDS,
                AdsView::FIELDS,
                AdSlotView::FIELDS,
                PolicyView::FIELDS,
                PageLinkView::FIELDS,
                LanguageLink::FIELDS,
                TermRef::FIELDS,
            ],
        ),
        ("### A card", vec![CardView::FIELDS]),
        ("### A picture", vec![Picture::FIELDS, Focus::FIELDS]),
        ("### A person", vec![PersonView::FIELDS, PersonYear::FIELDS, GroupView::FIELDS, NamedLink::FIELDS]),
        ("### Moments", vec![Moment::FIELDS]),
        (
            "### Lists and the archive",
            vec![
                Pager::FIELDS,
                PageLink::FIELDS,
                TermView::FIELDS,
                TermCount::FIELDS,
                YearView::FIELDS,
                MonthCount::FIELDS,
                MonthView::FIELDS,
                CalendarDay::FIELDS,
                DayItems::FIELDS,
                DayView::FIELDS,
                PeriodRef::FIELDS,
                CorrectionItem::FIELDS,
                DocumentView::FIELDS,
            ],
        ),
        ("### `front`", vec![FrontView::FIELDS, BlockView::FIELDS, AlertView::FIELDS]),
    ] {
        let documented = words(part(&document, heading));
        for field in fields.into_iter().flatten() {
            assert!(documented.iter().any(|word| word == field), "`{field}` is not documented under {heading}");
        }
    }
    let article: Vec<String> =
        words(part(&document, "### `article`")).into_iter().chain(words(part(&document, "### A card"))).collect();
    for field in [ArticleView::FIELDS, CorrectionView::FIELDS, SourceView::FIELDS, TocEntry::FIELDS].concat() {
        assert!(article.iter().any(|word| word == field), "`{field}` of an article is not documented");
    }
}

#[test]
fn every_documented_name_of_a_table_exists() {
    let document = themes();
    for (heading, fields) in [
        ("### A card", CardView::FIELDS),
        ("### A picture", Picture::FIELDS),
        ("### `page`", PageView::FIELDS),
        ("### `site`", SiteView::FIELDS),
    ] {
        for row in part(&document, heading).lines().filter(|line| line.starts_with("| `")) {
            let names = row.trim_start_matches("| ").split(" |").next().unwrap();
            for name in words(names) {
                assert!(fields.contains(&name.as_str()), "`{name}` under {heading} does not exist");
            }
        }
    }
}

#[test]
fn functions_filters_and_forms_are_documented() {
    let document = themes();
    let functions = words(part(&document, "## Functions"));
    for name in FUNCTIONS {
        assert!(functions.iter().any(|word| word == name), "the function `{name}` is not documented");
    }
    let filters = part(&document, "## Filters");
    for name in FILTERS {
        assert!(filters.contains(&format!("| `{name}")), "the filter `{name}` is not documented");
    }
    for form in FORMS {
        assert!(filters.contains(&format!("`{form}`")), "the form `{form}` of a date is not documented");
    }
}

#[test]
fn every_key_of_the_front_matter_and_of_site_toml_is_documented() {
    let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for (document, sources) in [
        (
            "docs/content.md",
            vec![
                "src/source/article.rs",
                "src/source/person.rs",
                "src/source/leaf.rs",
                "src/source/front.rs",
                "src/source/picture.rs",
            ],
        ),
        (
            "docs/configuration.md",
            vec![
                "src/config/site_toml.rs",
                "src/config/tables.rs",
                "src/config/robots.rs",
                "src/config/preview.rs",
                "src/config/feeds.rs",
            ],
        ),
    ] {
        let documented = words(&read(document));
        for source in sources {
            let text = read(source);
            for call in text.split("(&[\"").skip(1) {
                let names = call.split(']').next().unwrap();
                for name in names.split(['"', ',', ' ']).filter(|name| !name.is_empty()) {
                    assert!(documented.iter().any(|word| word == name), "{document} does not document `{name}` of {source}");
                }
            }
        }
    }
}
