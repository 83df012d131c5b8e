//! `newsprint new`: a story, an author, a page, a theme, or a whole paper, started and ready to be written.
//!
//! Overwrites nothing, ever.

use super::args::{Common, New, NewWhat};
use super::{Exit, Place, environment, policies};
use crate::base::{Diagnostics, SlugStyle, nearest, slugify};
use crate::config::{Project, SITE_TOML, open};
use crate::theme::SHIPPED;
use chrono::{TimeZone, Utc};
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// The files of a new paper, with `{{…}}` marks to be filled in.
const STARTER: &[(&str, &str)] = &[
    ("site.toml", include_str!("starter/site.toml")),
    (".gitignore", include_str!("starter/gitignore")),
    ("content/front.toml", include_str!("starter/front.toml")),
    ("content/articles/welcome.md", include_str!("starter/welcome.md")),
    ("content/articles/how-we-work.md", include_str!("starter/how-we-work.md")),
    ("content/authors/editor.md", include_str!("starter/editor.md")),
    ("content/sections/city.md", include_str!("starter/city.md")),
    ("content/sections/opinion.md", include_str!("starter/opinion.md")),
    ("content/pages/about.md", include_str!("starter/about.md")),
    ("content/pages/corrections-policy.md", include_str!("starter/corrections-policy.md")),
    ("content/pages/contact.md", include_str!("starter/contact.md")),
];

/// The files of a new theme, with marks likewise.
const THEME: &[(&str, &str)] = &[
    ("theme.toml", include_str!("starter/theme/theme.toml")),
    ("assets/site.css", include_str!("starter/theme/site.css")),
    ("templates/article.html", include_str!("starter/theme/article.html")),
    ("i18n/en.toml", include_str!("starter/theme/en.toml")),
];

pub(super) fn run(args: &New, common: &Common) -> Exit {
    if let NewWhat::Site { dir, title, timezone, city, lang } = &args.what {
        let answers = Answers { title: title.clone(), timezone: timezone.clone(), city: city.clone(), lang: lang.clone() };
        return site(dir, answers);
    }
    let place = Place::of(common);
    let mut findings = Diagnostics::new();
    let Some(project) = open(&*place.world, &place.options).drain_into(&mut findings) else {
        return super::refuse(&place, common, &findings);
    };
    let (path, text) = match &args.what {
        NewWhat::Article { title, author, section, lang, folder } => {
            article(&project, title, author.as_deref(), section.as_deref(), lang.as_deref(), *folder)
        }
        NewWhat::Author { name, native, role, email } => {
            person(&project, name, native.as_deref(), role.as_deref(), email.as_deref())
        }
        NewWhat::Page { title, lang } => page(&project, title, lang.as_deref()),
        NewWhat::Policy { key, lang } => match policy(&project, key.as_deref(), lang.as_deref()) {
            Ok(made) => made,
            Err(exit) => return exit,
        },
        NewWhat::Theme { name, extends } => return theme(&project, &place.root, name, extends),
        NewWhat::Site { .. } => return Exit::Usage,
    };
    let target = place.root.join(&path);
    match write_new(&target, &text) {
        Ok(()) => {
            anstream::println!("{}", target.display());
            if !common.quiet {
                anstream::eprintln!("{}", next_step(&args.what));
            }
            if let NewWhat::Policy { key: Some(key), .. } = &args.what {
                let file = path.strip_prefix("content/").unwrap_or(&path);
                anstream::eprintln!("Then name it in {SITE_TOML}, in the table [outlet.policies]: {key} = \"{file}\"");
            }
            Exit::Done
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            anstream::eprintln!("error: {} exists already; nothing was changed", target.display());
            Exit::Usage
        }
        Err(error) => environment(&error),
    }
}

fn next_step(what: &NewWhat) -> &'static str {
    match what {
        NewWhat::Article { .. } => "It is a draft: write, then set `status = \"published\"`. `newsprint build -D` shows drafts.",
        NewWhat::Author { .. } => "Write the bio below the header; the page appears with the next build.",
        NewWhat::Policy { .. } => "Make it true for your newsroom, and delete its first line.",
        _ => "Write the text below the header; the page appears with the next build.",
    }
}

/// TOML's basic string: quotes and backslashes are escaped, control characters left out.
fn quoted(text: &str) -> String {
    let inner: String = text.chars().filter(|letter| !letter.is_control()).collect();
    format!("\"{}\"", inner.replace('\\', "\\\\").replace('"', "\\\""))
}

fn article(
    project: &Project,
    title: &str,
    author: Option<&str>,
    section: Option<&str>,
    lang: Option<&str>,
    folder: bool,
) -> (String, String) {
    let now = project.now.with_timezone(&project.config.zone);
    let slug = slugify(title, project.config.slugs);
    let path = format!("content/articles/{}/{slug}{}", now.format("%Y"), if folder { "/index.md" } else { ".md" });
    let line = |key: &str, value: Option<&str>, usual: &str| match value {
        Some(value) => format!("{key} = {}\n", quoted(value)),
        None => format!("# {key} = {usual}\n"),
    };
    let text = format!(
        "+++\ntitle = {}\ndeck = \"\"                       # one or two sentences under the headline\ndate = {}\n{}{}{}\
         # topics = [\"\"]\n# dateline = \"SACRAMENTO\"        # only if reported from elsewhere\nstatus = \"draft\"                # then: \"review\", \"published\"\n\n\
         # [image]\n# src = \"photo.jpg\"              # beside this file\n# alt = \"\"                       # what it shows, for those who cannot see it\n\
         # caption = \"\"                   # who, where, when\n# credit = \"\"\n+++\n\n",
        quoted(title),
        now.format("%Y-%m-%dT%H:%M:00"),
        line("author", author, "\"Name\""),
        line("section", section, "\"city\""),
        lang.map(|lang| format!("lang = {}\n", quoted(lang))).unwrap_or_default(),
    );
    (path, text)
}

fn person(project: &Project, name: &str, native: Option<&str>, role: Option<&str>, email: Option<&str>) -> (String, String) {
    let path = format!("content/authors/{}.md", slugify(name, project.config.slugs));
    let line = |key: &str, value: Option<&str>| match value {
        Some(value) => format!("{key} = {}\n", quoted(value)),
        None => format!("# {key} = \"\"\n"),
    };
    let text = format!(
        "+++\nname = {}\n{}{}{}email_public = false            # true shows the address in bylines and on the bio page\n\
         # photo = \"{}.jpg\"\nshort_bio = \"\"                  # one sentence for the box under each story\n# beats = [\"\"]\n# languages = [\"\"]\n+++\n\n",
        quoted(name),
        line("name_native", native),
        line("role", role),
        line("email", email),
        slugify(name, SlugStyle::Ascii),
    );
    (path, text)
}

fn page(project: &Project, title: &str, lang: Option<&str>) -> (String, String) {
    let path = format!("content/pages/{}.md", slugify(title, project.config.slugs));
    let lang = lang.map(|lang| format!("lang = {}\n", quoted(lang))).unwrap_or_default();
    (path, format!("+++\ntitle = {}\n{lang}description = \"\"                # for search engines\n+++\n\n", quoted(title)))
}

/// Starts a policy; without a known key, says which there are.
fn policy(project: &Project, key: Option<&str>, lang: Option<&str>) -> Result<(String, String), Exit> {
    let language = lang.unwrap_or(project.config.language.as_str());
    let Some(found) = key.and_then(|key| policies::find(key, language)) else {
        let keys = policies::keys();
        if let Some(key) = key {
            anstream::eprintln!("error: there is no starter text for a policy `{key}`");
            if let Some(near) = nearest(key, keys.iter().copied()) {
                anstream::eprintln!("  help: did you mean `{near}`?");
            }
        }
        anstream::eprintln!("Policies to start from: {}", keys.join(", "));
        return Err(if key.is_some() { Exit::Usage } else { Exit::Done });
    };
    let key = key.unwrap_or_default().replace('_', "-");
    let slug = if key == "corrections" { "corrections-policy".to_owned() } else { key };
    let (folder, line) = match lang {
        Some(lang) => (format!("{lang}/"), format!("lang = {}\n", quoted(lang))),
        None => (String::new(), String::new()),
    };
    let first = match language.split('-').next() {
        Some("ko") => "*처음 쓸 글입니다. 우리 신문에 맞게 고친 다음 이 줄을 지우십시오.*",
        _ => "*A text to start from: make it true for your newsroom, then delete this line.*",
    };
    let text =
        format!("+++\ntitle = {}\nslug = {}\n{line}+++\n\n{first}\n\n{}\n", quoted(found.title), quoted(&slug), found.text);
    Ok((format!("content/pages/{folder}{slug}.md"), text))
}

fn theme(project: &Project, root: &Path, name: &str, parent: &str) -> Exit {
    let slug = slugify(name, project.config.slugs);
    let folder = root.join("themes").join(&slug);
    if slug == parent || SHIPPED.iter().any(|theme| theme.name == slug) || folder.exists() {
        anstream::eprintln!("error: there is a theme `{slug}` already; nothing was changed");
        anstream::eprintln!("  help: choose another name: newsprint new theme our-look");
        return Exit::Usage;
    }
    if !SHIPPED.iter().any(|theme| theme.name == parent) && !root.join("themes").join(parent).is_dir() {
        anstream::eprintln!("error: there is no theme `{parent}` to extend; nothing was changed");
        let names = SHIPPED.iter().map(|theme| theme.name).collect::<Vec<_>>().join(", ");
        anstream::eprintln!("  help: themes that newsprint has itself: {names}");
        return Exit::Usage;
    }
    for (path, text) in THEME {
        let text = text.replace("{{name}}", &escaped(&slug)).replace("{{parent}}", parent);
        if let Err(error) = write_new(&folder.join(path), &text) {
            return environment(&format!("{}: {error}", folder.join(path).display()));
        }
    }
    anstream::println!("{}", folder.display());
    anstream::eprintln!("Set `theme = \"{slug}\"` in {SITE_TOML}, and look at it with `newsprint serve --open`.");
    Exit::Done
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

struct Answers {
    title: Option<String>,
    timezone: Option<String>,
    city: Option<String>,
    lang: Option<String>,
}

fn site(dir: &Path, answers: Answers) -> Exit {
    let is_free = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return environment(&format!("{}: {error}", dir.display())),
    };
    if !is_free {
        anstream::eprintln!("error: {} is not empty; nothing was changed", dir.display());
        anstream::eprintln!("  help: name a new folder: newsprint new site my-paper");
        return Exit::Usage;
    }
    let title = answers.title.unwrap_or_else(|| ask("The paper's name", "Our Town Courier"));
    let zone = answers.timezone.unwrap_or_else(|| ask("Time zone (continent/city)", &machine_zone()));
    let Ok(zone) = zone.parse::<chrono_tz::Tz>() else {
        anstream::eprintln!("error: `{zone}` is no time zone");
        let near = nearest(&zone, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        let help = near.map_or_else(
            || "write continent and city: --timezone America/Los_Angeles".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        anstream::eprintln!("  help: {help}");
        return Exit::Usage;
    };
    let city = answers
        .city
        .unwrap_or_else(|| ask("City", zone.name().rsplit('/').next().unwrap_or("Our Town").replace('_', " ").as_str()));
    let lang = answers.lang.unwrap_or_else(|| "en".to_owned());
    let today = zone.from_utc_datetime(&Utc::now().naive_utc()).format("%Y-%m-%d").to_string();
    let fill = [
        ("{{title}}", escaped(&title)),
        ("{{timezone}}", zone.name().to_owned()),
        ("{{city}}", escaped(&city)),
        ("{{lang}}", escaped(&lang)),
        ("{{today}}", today),
    ];
    for (path, text) in STARTER {
        let text = fill.iter().fold((*text).to_owned(), |text, (mark, value)| text.replace(mark, value));
        if let Err(error) = write_new(&dir.join(path), &text) {
            return environment(&format!("{}: {error}", dir.join(path).display()));
        }
    }
    for folder in ["static", "data", "templates"] {
        if let Err(error) = fs::create_dir_all(dir.join(folder)) {
            return environment(&format!("{}: {error}", dir.join(folder).display()));
        }
    }
    anstream::println!("{title} is started in {}", dir.display());
    anstream::println!();
    anstream::println!("  cd {}", shell_word(dir));
    anstream::println!("  newsprint build                      makes the site in public/");
    anstream::println!("  newsprint new article \"A headline\"   starts a story");
    anstream::println!();
    anstream::println!("Before you publish, set `base_url` in {SITE_TOML}.");
    Exit::Done
}

fn escaped(text: &str) -> String {
    let quoted = quoted(text);
    quoted[1..quoted.len() - 1].to_owned()
}

fn shell_word(dir: &Path) -> String {
    let text = dir.display().to_string();
    if text.contains(char::is_whitespace) { format!("'{text}'") } else { text }
}

/// Asks on a terminal; elsewhere takes what is usual.
fn ask(question: &str, usual: &str) -> String {
    if !io::stdin().is_terminal() {
        return usual.to_owned();
    }
    anstream::eprint!("{question} [{usual}]: ");
    io::stderr().flush().ok();
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).ok();
    let answer = answer.trim();
    if answer.is_empty() { usual.to_owned() } else { answer.to_owned() }
}

/// The zone of this machine, as a proposal for the outlet's.
fn machine_zone() -> String {
    let known = |name: &str| name.parse::<chrono_tz::Tz>().is_ok();
    let of_link = || {
        let target = fs::read_link("/etc/localtime").unwrap_or_else(|_| PathBuf::new());
        target.to_str().and_then(|path| path.split_once("zoneinfo/")).map(|(_, name)| name.to_owned())
    };
    let found = std::env::var("TZ").ok().filter(|name| known(name)).or_else(of_link).filter(|name| known(name));
    found.filter(|name| name.contains('/') && !name.starts_with("Etc/")).unwrap_or_else(|| "America/Los_Angeles".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_cannot_break_the_header() {
        assert_eq!(quoted("The \"flood\" \\ of\n1998"), "\"The \\\"flood\\\" \\\\ of1998\"");
    }
}
