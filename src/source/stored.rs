//! Parsed sources as bytes, for the store.
//!
//! Every field is named here; the program's own words are kept as their places in a table.

use super::particulars::{CORRECTION_KINDS, PLACES};
use super::{Alert, ArticleFront, Body, Correction, Dateline, FrontSource, Kind, LeafFront, LeafKind, LeafSource};
use super::{
    Parsed, Particulars, PersonFront, PersonSource, PhotoPosition, PictureFront, Slot, SourceNote, Status, Taken, Within,
};
use crate::base::{ByteReader, ByteWriter, Stored, stored};
use crate::image;

stored!(enum Parsed {
    0 => Article(article),
    1 => Person(person),
    2 => Leaf(leaf),
    3 => Front(front),
    4 => Data(table),
    5 => Nothing,
});

stored!(struct Body { start, source, digest });

stored!(struct PersonSource { file, name, front, body });
stored!(struct LeafSource { file, name, kind, front, body });
stored!(struct FrontSource { file, language, slots, alert });

stored!(struct SourceNote { name, url, date });
stored!(struct Alert { text, url, since, until });
stored!(struct Slot { zone, heading, article, section, topic, kind, lang, photo, count, since, until });
stored!(enum LeafKind { 0 => Section, 1 => Topic, 2 => Page });
stored!(enum PhotoPosition { 0 => Top, 1 => AfterLead, 2 => None });
stored!(enum Dateline { 0 => Unset, 1 => None, 2 => Place(place), 3 => Within(within) });
stored!(struct Within { place, region, country });
stored!(enum Status { 0 => Draft, 1 => Review, 2 => Scheduled, 3 => Published, 4 => Killed });

stored!(enum Kind {
    0 => News,
    1 => Brief,
    2 => Analysis,
    3 => Explainer,
    4 => Opinion,
    5 => Editorial,
    6 => Letter,
    7 => Review,
    8 => Obituary,
    9 => Event,
    10 => Sponsored,
    11 => Live,
    12 => Callout,
    13 => Photo,
});

stored!(struct PictureFront { src, alt, caption, credit, taken, focus, position, wide, decorative });
stored!(struct Taken { photographer, agency, date, place });

stored!(struct LeafFront {
    title, description, deck, order, colour, menu, key_facts, slug, aliases, lang, translation_key, image, updated, noindex,
    draft, template, extra,
});

stored!(struct PersonFront {
    name, name_native, role, email, email_public, photo, photo_alt, short_bio, beats, area, languages, links, phone, signal,
    fediverse, alumni_of, awards, previous, since, active, group, extra,
});

stored!(struct ArticleFront {
    title, kicker, deck, authors, date, updated, dateline, section, topics, kind, status, slug, aliases, lang, image,
    affiliate, sensitive, ads, evergreen, noindex, unlisted, particulars,
});

stored!(struct Particulars {
    short_title, seo_title, social_title, byline, contributors, translators, editors, photographers, embargo, expires,
    permalink, translation_key, gallery, corrections, sources, prominence, sponsor, canonical, template, extra,
});

stored!(struct Correction { date, kind, text, on_top });

/// Every word that parsed sources hold as one of the program's own.
fn words() -> impl Iterator<Item = &'static str> {
    CORRECTION_KINDS.iter().map(|(word, _)| *word).chain(PLACES).chain(image::FAULTS)
}

impl Stored for &'static str {
    fn store(&self, to: &mut ByteWriter) {
        to.length(words().position(|word| word == *self).unwrap_or(usize::MAX));
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        let at = usize::try_from(from.number()?).ok()?;
        words().nth(at)
    }
}
