//! The themes inside the program.
//!
//! A test holds this list against the folders, so that no file of a theme is forgotten.

/// A theme that needs no folder.
#[derive(Debug)]
pub struct Shipped {
    /// Its name.
    pub name: &'static str,
    /// Paths below the theme's folder, and what stands there.
    pub files: &'static [(&'static str, &'static [u8])],
}

macro_rules! theme {
    ($name:literal: $($path:literal)*) => {
        Shipped {
            name: $name,
            files: &[$(($path, include_bytes!(concat!("../../themes/", $name, "/", $path)))),*],
        }
    };
}

/// All of them.
pub const SHIPPED: &[Shipped] = &[
    theme!("broadsheet":
        "assets/site.css"
        "assets/site.js"
        "i18n/en.toml"
        "i18n/es.toml"
        "i18n/ko.toml"
        "templates/404.html"
        "templates/archive.html"
        "templates/article.html"
        "templates/author.html"
        "templates/authors.html"
        "templates/base.html"
        "templates/components/ad_slot.html"
        "templates/components/author_box.html"
        "templates/components/byline.html"
        "templates/components/calendar.html"
        "templates/components/card.html"
        "templates/components/chrome.html"
        "templates/components/correction.html"
        "templates/components/flag.html"
        "templates/components/label.html"
        "templates/components/list_head.html"
        "templates/components/names.html"
        "templates/components/pager.html"
        "templates/components/person.html"
        "templates/components/picture.html"
        "templates/components/section_block.html"
        "templates/corrections.html"
        "templates/day.html"
        "templates/home.html"
        "templates/month.html"
        "templates/page.html"
        "templates/section.html"
        "templates/topic.html"
        "templates/topics.html"
        "templates/year.html"
        "theme.toml"
    ),
    theme!("bulletin":
        "assets/site.css"
        "i18n/en.toml"
        "i18n/es.toml"
        "i18n/ko.toml"
        "templates/404.html"
        "templates/_markup/directive-ad.html"
        "templates/_markup/image.html"
        "templates/archive.html"
        "templates/article.html"
        "templates/author.html"
        "templates/authors.html"
        "templates/base.html"
        "templates/components/chrome.html"
        "templates/components/item.html"
        "templates/components/parts.html"
        "templates/corrections.html"
        "templates/day.html"
        "templates/home.html"
        "templates/month.html"
        "templates/page.html"
        "templates/section.html"
        "templates/topic.html"
        "templates/topics.html"
        "templates/year.html"
        "theme.toml"
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{DiskWorld, World};

    #[test]
    fn every_file_of_the_themes_is_inside() {
        let world = DiskWorld::new(env!("CARGO_MANIFEST_DIR"), None);
        for theme in SHIPPED {
            let folder = format!("themes/{}", theme.name);
            let on_disk: Vec<String> = world
                .files(&folder)
                .expect("a readable folder")
                .iter()
                .map(|found| found.path.below(&folder).expect("below").to_owned())
                .collect();
            let mut inside: Vec<&str> = theme.files.iter().map(|(path, _)| *path).collect();
            inside.sort_unstable();
            assert_eq!(inside, on_disk, "src/theme/shipped.rs and {folder} differ");
        }
    }
}
