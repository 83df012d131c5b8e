//! The codes of all findings, with the page that `newsprint explain CODE` prints.
//!
//! One table, so that a code without an explanation does not compile.

use super::{ByteReader, ByteWriter, Stored};
use std::fmt;

/// Stable name of a kind of finding, such as `front-matter/unknown-key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// Returns the name.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Stored for Code {
    fn store(&self, to: &mut ByteWriter) {
        let at = ALL.iter().position(|(code, _)| code == self).expect("the table has every code");
        to.length(at);
    }

    fn restore(from: &mut ByteReader<'_>) -> Option<Self> {
        from.word(ALL).map(|(code, _)| code)
    }
}

macro_rules! codes {
    ($($name:ident = $code:literal: $explain:literal;)*) => {
        $(#[doc = concat!("`", $code, "`: ", $explain)] pub const $name: Code = Code($code);)*
        /// Every code with its explanation, in the order of this file.
        pub const ALL: &[(Code, &str)] = &[$(($name, $explain)),*];
    };
}

codes! {
    // markdown
    DIRECTIVE_UNKNOWN = "markdown/unknown-directive":
        "A line begins with `:::` and a name that is none of: ad, gallery, embed, pullquote, factbox, live-entry.\n\nwrong:  :::pulquote by=\"Ana\"\nright:  :::pullquote by=\"Ana\"";
    DIRECTIVE_ARGUMENT = "markdown/directive-argument":
        "A directive has an argument that it does not know, lacks one that it needs, or has one with a value that does not fit.\n\nwrong:  :::embed link=\"https://…\"\nright:  :::embed url=\"https://…\" title=\"What it shows\"";
    DIRECTIVE_UNCLOSED = "markdown/directive-unclosed":
        "A directive is opened by `:::name` and never closed, or a closing `:::` stands alone. Close it by a line that is only `:::`.";
    HTML_REMOVED = "markdown/html-removed":
        "The policy `[content] html` of site.toml does not allow this HTML in articles, so it is left out of the page. Write it in Markdown, use a directive, or, if you trust every author, set `html = \"full\"`.";
    LINK_SCHEME = "markdown/link-scheme":
        "Links may use http, https, mailto and tel, or lead to a page of the site. Other schemes can run programs in a reader's browser; the text is kept and the link left out.";
    TOO_DEEP = "markdown/too-deep":
        "Quotes and lists are nested deeper than `[limits] nesting` allows. Nobody can read such a page; it is most likely a slip or an attack.";
    FOOTNOTE_UNDEFINED = "markdown/footnote-undefined":
        "The text refers to a footnote that is nowhere defined. Add a line `[^name]: text` at the end.";
    FOOTNOTE_UNUSED = "markdown/footnote-unused":
        "A footnote is defined, but the text never refers to it, so no reader would find it.";

    // headers and configuration
    HEADER_SYNTAX = "header/syntax":
        "The header of the file cannot be read.\n\nBetween `+++` lines, each line is `key = value` (TOML):\n\n  +++\n  title = \"Council votes on rent cap\"\n  date = 2025-05-30T09:00:00\n  author = \"dana-kim\"\n  topics = [\"housing\", \"city-council\"]\n  draft = true\n  +++\n\nText stands in straight quotes. Text with quote marks inside stands in single quotes: title = 'The \"flood\" of 1998'. Dates and true/false stand without quotes. Between `---` lines, each line is `key: value` (YAML).";
    HEADER_UNCLOSED = "header/unclosed":
        "The header begins with `+++` (or `---`) and has no second such line, so newsprint cannot tell where the story begins. Put a line that is only `+++` behind the header.";
    HEADER_MISSING = "header/missing":
        "The file does not begin with a header. The first line is `+++`, then come title and date, then `+++` again, then the story.";
    UNKNOWN_KEY = "front-matter/unknown-key":
        "The header has a key that newsprint does not know, most likely a slip. Data of your own goes below a line `[extra]`.\n\nwrong:  datline = \"SACRAMENTO\"\nright:  dateline = \"SACRAMENTO\"";
    UNKNOWN_VALUE = "front-matter/unknown-value":
        "The value is not one of the words that this key takes.\n\nwrong:  status = \"publish\"\nright:  status = \"published\"";
    WRONG_TYPE = "front-matter/wrong-type":
        "The value is of another type than the key takes: text in quotes, a list in brackets, a date or true/false without quotes.\n\nwrong:  topics = 2025\nright:  topics = [\"elections\"]";
    DATE_FORM = "front-matter/date":
        "The date cannot be read. Write 2025-05-30, or with a time 2025-05-30 09:00, or with an offset 2025-05-30T09:00:00-07:00. Without an offset the time is that of the outlet's time zone.";
    DATE_SKIPPED = "front-matter/date-skipped":
        "When summer time begins, the clocks skip an hour; this time is in it and never was. newsprint takes the first moment behind the gap. Write another time, or add the offset.";
    DATE_DOUBLED = "front-matter/date-doubled":
        "When summer time ends, the clocks show an hour twice; this time is in it. newsprint takes the first of the two. Add the offset to say which one you mean.";
    CONFIG_UNKNOWN_KEY = "config/unknown-key":
        "site.toml has a key that newsprint does not know. Values for your own templates go below `[extra]`. docs/configuration.md lists every key.";
    CONFIG_TYPE = "config/wrong-type":
        "A value in site.toml is of another type than its key takes. docs/configuration.md lists every key with its type.";
    CONFIG_VALUE = "config/value":
        "A value in site.toml is not one that its key takes. The help names what it takes; docs/configuration.md lists every key with its values.";
    CONFIG_MISSING = "config/missing":
        "The folder has no site.toml, so it is no paper yet. Three lines are enough:\n\n  title = \"The Alder Bay Lantern\"\n  base_url = \"https://www.example.org/\"\n  timezone = \"America/Los_Angeles\"";
    CONFIG_REQUIRED = "config/required":
        "site.toml lacks something that newsprint cannot guess: `title`, `base_url` and `timezone` are always needed, and an ad slot needs `id`, `position`, `width` and `height`.";
    CONFIG_BASE_URL = "config/base-url":
        "`base_url` is the address under which readers find the site: https:// (or http://), the host, perhaps a path. No user name, `?` or `#`.";
    CONFIG_ZONE = "config/timezone":
        "`timezone` is an IANA name, made of continent and city: America/Los_Angeles, Asia/Seoul. It decides on which day a story was published. Abbreviations such as PST are ambiguous and not read.";
    CONFIG_PERMALINK = "config/permalink":
        "`[permalinks] article` is a pattern such as /:year/:month/:day/:slug/. Tokens: :year :month :day :hour :minute :second :yearday :week :weekday :monthname :section :slug :title :filename :author :lang.";
    FEED_WORD = "config/feed-word":
        "A feed of `[[feeds]]` names a section, topic or kind of story that this paper does not have, so nothing comes in or stays out by it. Sections and topics go by their slug or title: sections = [\"city\"], exclude = [\"letter\"].";
    CONFIG_BYLINE = "config/byline":
        "`[byline] template` is text with {name}, {name_native}, {role} and {email}; {name:upper} shows it in capitals. What stands in [brackets] is left out when a field in it has no value.";
    NOW_FORM = "command/now":
        "`--now` takes a date, or a date and a time: --now 2025-06-03, --now \"2025-06-03 06:00\". Without an offset it is the outlet's time.";

    // files
    FILE_UNREADABLE = "file/unreadable":
        "The system does not let newsprint read this file. Look at its permissions, or whether it is still there.";
    NOT_UTF8 = "file/not-utf8":
        "The file is in another encoding than UTF-8, so letters would come out wrong. Save it as UTF-8: in most editors under \"Save with encoding\".";
    FILE_LINK = "file/symbolic-link":
        "The file is a symbolic link. newsprint follows none, since a link can lead to any file of this computer. Put the file itself there.";
    FILE_SPECIAL = "file/special":
        "This is a pipe, a socket or a device, not a file; reading it could wait for ever, so it is passed over. Take it away.";
    FILE_NAME = "file/name":
        "The file's name has bytes that are no characters, so it could not be written on most other computers. Rename it.";
    FILE_TOO_LARGE = "file/too-large":
        "The file is larger than `[limits]` in site.toml allows. A long story has 0.1 MB; if this one really is so long, raise the limit.";
    FILE_UNEXPECTED = "file/unexpected":
        "newsprint makes nothing of a file of this kind in this place. Stories end in `.md`; files to be copied as they are belong in `static/`.";

    // articles
    TITLE_MISSING = "article/no-title":
        "Every story needs a headline: title = \"…\" in its header.";
    DATE_MISSING = "article/no-date":
        "Every story needs the date of its first publication: date = 2025-05-30T09:00:00 in its header, or a file name that begins with the date, 2025-05-30-slug.md. Without one it would be in no archive.";
    TOO_MANY_NAMES = "article/too-many-names":
        "A story has more authors or topics than `[limits] names` allows; it is most likely a slip.";
    CORRECTION_TEXT = "article/correction-without-text":
        "An entry of `[[corrections]]` needs a `text` that says what was wrong and what is right.";
    IMAGE_SRC = "image/no-src":
        "A picture's table needs `src`: the file beside the story, or `/name.jpg` for one in static/.";
    SKIPPED = "article/skipped":
        "With `--skip-broken`, a story that has errors is left out, named, and the rest of the site is built.";

    // people, sections, pages, the front page
    NAME_MISSING = "author/no-name":
        "An author file needs the person's name: name = \"Dana Kim\" in its header.";
    PAGE_TITLE = "page/no-title":
        "A page needs a title: title = \"About us\" in its header.";
    FRONT_ZONE = "front/no-zone":
        "A slot of content/front.toml needs a `zone`: lead, secondary, strip, block, or a name that your theme shows.";

    // the model
    UNKNOWN_AUTHOR = "author/unknown":
        "A story names somebody who has no file in content/authors/. The name gets a page with its stories and without a bio. Write the file (newsprint new author \"Name\"), or mend the name.";
    AUTHOR_TWICE = "author/same-page":
        "Two author files would have the same page. Rename one: the page is named after the file.";
    AUTHOR_AMBIGUOUS = "author/same-name":
        "Two people have the same name, so a story that names it could mean either. Name them by their files in stories.";
    UNKNOWN_SECTION = "section/unknown":
        "A story names a section that has no file in content/sections/. The section gets a front of its own; if it was a slip, the story is now missing from the right one.";
    UNKNOWN_TOPIC = "topic/unknown":
        "A story names a topic that is nearly the name of one in content/topics/. If it was a slip, the story is missing from the right topic.";
    SLUG_BAD = "article/slug":
        "A slug is one part of an address: words with hyphens, without slashes, dots at the ends, or characters that file systems refuse.\n\nwrong:  slug = \"../rent cap\"\nright:  slug = \"rent-cap\"";
    PERMALINK_BAD = "article/address":
        "What is written as an address cannot be one on every host: it has a part that is empty, leads upwards, or holds characters that file systems refuse. Write it from the first slash on.";
    PERMALINK_RESERVED = "article/reserved-address":
        "The address belongs to a file that newsprint makes or a host reads, such as /feed.xml or /_headers. Nothing from content/ may stand there.";
    IMAGE_ADDRESS = "image/address":
        "A picture is a file beside the story, a file of static/ (written `/name.jpg`), or an https:// address.";
    IMAGE_MISSING = "image/missing":
        "The picture's file is not there. Capitals and small letters count: `Photo.JPG` is not `photo.jpg`, even where your own computer thinks so.";
    IMAGE_KIND = "image/kind":
        "The file is no picture that browsers show safely, whatever its name says. Save it as JPEG or PNG. An SVG can run scripts, so it is not taken from content/.";
    IMAGE_ALT = "image/no-alt":
        "People who cannot see the photo hear its alt text. Say in a sentence what it shows; if it only decorates, write `decorative = true`.";
    LINK_DEAD = "link/no-such-page":
        "A link leads to a file or an address that is not on the site. The text stays; the link is left out, or leads readers to the 404 page.";
    LINK_HELD = "link/held":
        "A link leads to a story that is not published yet, or no more. It becomes a link by itself when the story is on the site.";
    LINK_ANCHOR = "link/anchor":
        "A link leads to a heading that the page does not have. Headings get their ids from their words: `## What it costs` is `#what-it-costs`.";
    LINK_RELATIVE = "link/relative":
        "A relative link leads neither to a story's file nor to a file beside the story, so newsprint cannot tell where it will lead.";
    LINK_FILE_KIND = "link/file-kind":
        "Files that a browser would run (HTML, SVG, scripts) are not published from content/, since anybody may write there. Put it into static/ if you trust it.";
    TRANSLATION_TWICE = "article/translation":
        "Two stories in one language have the same `translation_key`, so it is not clear which is the other's translation.";
    FUTURE_DATE = "article/future-date":
        "The story is dated ahead, so it is held back until then. If that is meant, write `status = \"scheduled\"`.";
    FRONT_MISSING = "front/no-such-story":
        "A slot of content/front.toml names a story that does not exist or is not on the site. The slot is passed over, and the next choice moves up.";
    SPONSOR_MISSING = "article/no-sponsor":
        "Paid content has to say who paid: sponsor = \"…\".";
    BYLINE_MISSING = "article/no-author":
        "The story says neither who wrote it (`author`) nor what stands in the byline instead (`byline = \"Staff report\"`).";
    DATA_SHAPE = "data/shape":
        "A data file that newsprint itself reads lacks something or has a value of another type. data/weather.toml has `temperature` (a number) and `observed_at` (a date with time); data/ai-crawlers.toml has `agents` (a list of names).";
    POLICY_MISSING = "outlet/policy":
        "`[outlet] policies` of site.toml names a page that does not exist. `newsprint new policy ethics` starts one; a whole address (https://…) may stand there too.";
    ALIAS_OWN = "article/alias-of-itself":
        "An alias is an old address that leads readers to the new one. This one is the page's present address.";

    // themes and templates
    THEME_UNKNOWN = "theme/unknown":
        "site.toml, or the `extends` of a theme, names a theme that is neither inside newsprint nor a folder of themes/.";
    THEME_OPTION = "theme/option":
        "`[theme_options]` of site.toml gives the theme an option that it does not have, or a value that does not fit. The theme's theme.toml lists its options.";
    TEMPLATE_SYNTAX = "template/syntax":
        "A template cannot be read: something is not closed, misspelt or unknown to the template language. The site stays as it was.";
    TEMPLATE_RENDER = "template/render":
        "A template failed while a page was being made, most often because it asks for something that the page does not have. docs/themes.md lists what each page has. The site stays as it was.";
    TEMPLATE_MISSING = "template/missing":
        "The theme has no template of this name. Each kind of page has one: home, article, section, topic, topics, author, authors, archive, year, month, day, page, corrections, 404.";

    // outputs
    ADDRESS_TWICE = "output/same-address":
        "Two things would stand at one address, or at two that some computers take for one (they differ only in capitals or in how accents are stored). Neither is silently dropped: give one of them another slug, permalink or file name.";
    ASSET_NAME = "output/file-name":
        "The file's name has characters that some hosts refuse, so it is not published. Rename it.";
    ROBOTS_BELOW = "robots/below-host":
        "Crawlers ask for robots.txt at the root of the host and nowhere else (RFC 9309, 2.3). This site stands in a folder of the host, so its robots.txt is only a copy to take lines from: put its `Sitemap:` and `Disallow:` lines into the host's own robots.txt, or ask whoever keeps it. Sitemaps can also be named to search engines by hand.";
    ROBOTS_OWN = "robots/own-file":
        "A paper that has a file static/robots.txt means what it says there, so newsprint writes none of its own, and the table `[robots]` of site.toml has no effect. The sitemaps to name in it are /sitemap.xml and /news-sitemap.xml.";
    CACHE_DIFFERENCE = "cache/difference":
        "`--verify-incremental` found that a build with the store is not the same as a clean one. That is a mistake of newsprint's, not of the paper's: please report it. Until it is mended, build with `--no-cache`.";
    FILE_CHANGED = "file/changed":
        "A file changed between the moment it was read and the moment its page was made. Nothing was written; build again when the file is saved.";
}
