//! Old addresses: a page for each alias that leads readers and search engines to the new one.
//!
//! Plain HTML, so that it works on any host (HTML Living Standard, 4.2.5.3 "refresh").

use super::{Output, Recipe, Stage};
use crate::base::{Permalink, escape_text};

pub(super) fn plan(stage: &Stage<'_>, outputs: &mut Vec<Output>) {
    for redirect in &stage.site.redirects {
        let output = Output {
            path: redirect.from.output(),
            recipe: Recipe::Text(page(stage, &redirect.to)),
            origin: Some(redirect.origin.clone()),
            what: format!("the alias `{}`", redirect.from).into(),
        };
        outputs.push(output);
    }
}

fn page(stage: &Stage<'_>, to: &Permalink) -> String {
    let mut href = String::new();
    escape_text(&stage.href(to), &mut href);
    let mut canonical = String::new();
    escape_text(&stage.project.config.base_url.canonical(to), &mut canonical);
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n<title>{href}</title>\n<link rel=\"canonical\" href=\"{canonical}\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={href}\">\n<p><a href=\"{href}\">{href}</a></p>\n</html>\n",
        lang = stage.project.config.language,
    )
}
