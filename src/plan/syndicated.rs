//! Stories as they leave the site: their HTML for feeds, and what stands for all of it.
//!
//! The body itself comes from whoever reads files; here it gets its label, its photos and its corrections.

use super::Stage;
use super::facts::Facts;
use crate::base::{Fingerprint, escape_attribute, escape_text};
use crate::formats::feed::Image;
use crate::formats::picture_type;
use crate::markdown::inline;
use crate::site::{Article, Person, PersonId, Photo};
use crate::source::{Correction, PhotoPosition};
use crate::view::{dateline_text, format_date};

/// Stands for everything that formats say of a story, its body included, but for the configuration and the theme's words.
///
/// Unlike that of a page it knows nothing of what lists say about its people: a feed is not to change because somebody
/// wrote another story.
pub(super) fn fingerprint(stage: &Stage<'_>, article: &Article) -> Fingerprint {
    let site = stage.site;
    let person = |id: &PersonId| {
        let Person { slug: _, name, source, permalink, photo, .. } = site.person(*id);
        (name, permalink, photo, source.as_ref().map(|source| source.body.source))
    };
    let credits = &article.credits;
    let term = |term: &crate::site::Term| (term.title.clone(), term.permalink.clone());
    Fingerprint::of(&(
        (article.source.body.source, &article.source.file, &article.permalink, article.is_killed),
        (&article.image, &article.gallery, &article.links, &article.pictures),
        [&*credits.authors, &credits.translators, &credits.photographers].map(|ids| ids.iter().map(person).collect::<Vec<_>>()),
        article.section.map(|id| term(site.section(id))),
        article.topics.iter().map(|id| term(site.topic(*id))).collect::<Vec<_>>(),
    ))
}

/// What stands before the first paragraph's text: the dateline, as text.
pub(super) fn lead_in(stage: &Stage<'_>, article: &Article) -> Option<String> {
    let text = dateline_text(article, &stage.project.config)?;
    let mut html = String::with_capacity(text.len());
    escape_text(&text, &mut html);
    Some(html)
}

/// Makes the HTML of a story for a feed: label, lead photo, text, further photos, corrections.
pub(super) fn html(stage: &Stage<'_>, facts: &Facts<'_>, body: &str, has_lead_photo: bool) -> String {
    let article = facts.article;
    let front = &article.source.front;
    let mut out = String::with_capacity(body.len() + 1024);
    if let Some(label) = &facts.label {
        out.push_str("<p><strong>");
        escape_text(label, &mut out);
        if let Some(sponsor) = &front.sponsor {
            out.push_str(" – ");
            escape_text(sponsor, &mut out);
        }
        out.push_str("</strong></p>\n");
    }
    front
        .corrections
        .iter()
        .filter(|correction| correction.on_top)
        .for_each(|one| push_correction(stage, article, one, &mut out));
    let is_shown = |photo: &&Photo| has_lead_photo && photo.position != PhotoPosition::None;
    if let Some(photo) = article.image.as_ref().filter(is_shown) {
        push_figure(stage, article, photo, &mut out);
    }
    out.push_str(body);
    article.gallery.iter().for_each(|photo| push_figure(stage, article, photo, &mut out));
    front
        .corrections
        .iter()
        .filter(|correction| !correction.on_top)
        .for_each(|one| push_correction(stage, article, one, &mut out));
    out
}

fn push_figure(stage: &Stage<'_>, article: &Article, photo: &Photo, out: &mut String) {
    let facts = stage.picture(photo);
    out.push_str("<figure><img");
    escape_attribute("src", &facts.url, out);
    escape_attribute("alt", facts.alt, out);
    if let Some((width, height)) = facts.size {
        escape_attribute("width", &width.to_string(), out);
        escape_attribute("height", &height.to_string(), out);
    }
    out.push('>');
    if photo.caption.is_some() || photo.credit.is_some() {
        out.push_str("<figcaption>");
        if let Some(caption) = &photo.caption {
            out.push_str(&inline(caption, &stage.project.config.markdown(article.lang())));
        }
        if let Some(credit) = &photo.credit {
            out.push_str(if photo.caption.is_some() { " <small>" } else { "<small>" });
            escape_text(credit, out);
            out.push_str("</small>");
        }
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>\n");
}

fn push_correction(stage: &Stage<'_>, article: &Article, correction: &Correction, out: &mut String) {
    out.push_str("<p><strong>");
    escape_text(&correction_title(stage, article, correction), out);
    out.push_str("</strong> ");
    out.push_str(&inline(&correction.text, &stage.project.config.markdown(article.lang())));
    out.push_str("</p>\n");
}

/// What a correction is headed by: "Correction, June 1, 2025:".
pub(super) fn correction_title(stage: &Stage<'_>, article: &Article, correction: &Correction) -> String {
    let usual = crate::source::capitalised(correction.kind);
    let word = stage.word(&format!("correction.{}", correction.kind), article.lang(), &usual);
    let date = correction.date.and_then(|date| format_date(date.local(), "long", article.lang().as_str()).ok());
    date.map_or_else(|| format!("{word}:"), |date| format!("{word}, {date}:"))
}

/// The file of a picture, for formats that hand it on.
pub(super) fn image(stage: &Stage<'_>, photo: &Photo) -> Image {
    let facts = stage.picture(photo);
    Image {
        media_type: picture_type(&facts.url),
        url: facts.url,
        size: facts.size,
        length: photo.file.length.map(Into::into),
        alt: facts.alt.to_owned(),
        caption: facts.caption,
        credit: facts.credit.map(str::to_owned),
    }
}
