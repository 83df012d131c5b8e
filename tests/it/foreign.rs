//! A foreign tree of thousands of stories, as an import leaves it: everything is published, nothing dangles, nothing runs.

use super::newsroom::{newsroom, without_data};
use std::collections::BTreeSet;

/// Stories as other generators and word processors leave them.
fn tree(count: usize) -> super::newsroom::Newsroom {
    let mut paper =
        newsroom("").file("site.toml", b"title = \"Foreign\"\nbase_url = \"https://x.org/paper/\"\ntimezone = \"Asia/Seoul\"\n");
    for index in 0..count {
        let day = index % 28 + 1;
        let (month, year) = (index / 28 % 12 + 1, 2008 + index / 336);
        let title = match index % 4 {
            0 => format!("한인타운 소식 {index}호"),
            1 => format!("Council \\\"votes\\\" & {index} <b>things</b>"),
            2 => format!("제{index}회 “축제” 열려"),
            _ => format!("Story {index}"),
        };
        let author = match index % 5 {
            0 => "\"Guillaume Gardet\"".to_owned(),
            1 => format!("[\"Writer {}\", \"김기자 {}\"]", index % 211, index % 37),
            2 => format!("\"person-{}\"", index % 300),
            _ => format!("\"Free Name {}\"", index % 97),
        };
        let body = match index % 6 {
            0 => "{{< figure src=\"/x.png\" >}}\n\n{% highlight rust %}\nlet x = 1;\n{% endhighlight %}\n".to_owned(),
            1 => "<div class=\"old\"><p onclick=\"x()\">Raw <script>alert(1)</script> text</div>\n\n<iframe src=\"https://v.example\"></iframe>\n".to_owned(),
            2 => "See [gone](/2001/gone.html), [gone too](missing.md) and [x](../other/y.html).\n".to_owned(),
            3 => "**강조(설명)**은 **“인용”**이라고 말했다.[^1]\n\n[^1]: 주.\n".to_owned(),
            4 => "| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- more -->\n\n- [ ] x\n".to_owned(),
            _ => format!("Text with `{{{{ code }}}}` and [link](story-{:05}.md).\n", index.saturating_sub(6)),
        };
        let text = format!(
            "+++\ntitle = \"{title}\"\ndate = {year}-{month:02}-{day:02}T10:00:00\nauthor = {author}\ntags = [\"tag {}\", \"태그{}\"]\ncategories_old = \"x\"\n+++\n\n{body}",
            index % 50,
            index % 13
        );
        let text = match index % 3 {
            0 => text,
            1 => text.replace('\n', "\r\n"),
            _ => format!("\u{feff}{text}"),
        };
        paper = paper
            .file(&format!("content/articles/{}/story-{index:05}.md", ["news", "sports", "문화"][index % 3]), text.as_bytes());
    }
    for index in 0..300 {
        let text = format!("+++\nname = \"Person {index}\"\nrole = \"Reporter\"\n+++\nBio of person {index}.\n");
        paper = paper.file(&format!("content/authors/person-{index}.md"), text.as_bytes());
    }
    paper
}

/// Every address in `href` and `src` of a page.
fn addresses(page: &str) -> Vec<String> {
    let of = |attribute: &str| {
        let mark = format!(" {attribute}=\"");
        page.split(&mark).skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")).collect::<Vec<_>>()
    };
    of("href").into_iter().chain(of("src")).collect()
}

fn decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_foreign_tree_becomes_a_whole_site() {
    let count = 2100;
    let site = tree(count).build();
    site.is_built();
    let model = site.build.edition.as_ref().unwrap().site();
    assert_eq!(model.len(), count);
    let paths: BTreeSet<&str> = site.files().keys().map(String::as_str).collect();
    for article in model.articles() {
        assert!(paths.contains(article.permalink.output().as_str()));
    }
    for person in &model.people {
        assert!(paths.contains(person.permalink.output().as_str()), "{}", person.name);
    }
    assert!(model.people.len() > 400, "{} people", model.people.len());
    for day in model.archive.days() {
        assert!(paths.contains(format!("{}/index.html", day.date.format("%Y/%m/%d")).as_str()), "{}", day.date);
    }
    for month in model.archive.months() {
        assert!(paths.contains(format!("{:04}/{:02}/index.html", month.year, month.number).as_str()));
    }
    let typed_by_authors = ["/paper/2001/gone.html", "../other/y.html"];
    let mut checked = 0;
    for (path, page) in site.files().iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!page.contains("alert(1)</script>") && !page.contains("onclick"), "{path}");
        for address in addresses(page).iter().filter(|address| !typed_by_authors.contains(&address.as_str())) {
            let Some(inner) = address.split('#').next().unwrap().strip_prefix("/paper/") else { continue };
            let inner = decoded(inner);
            let file = if inner.is_empty() || inner.ends_with('/') { format!("{inner}index.html") } else { inner };
            assert!(paths.contains(file.as_str()), "{path} leads to {address}");
            checked += 1;
        }
        for script in without_data(page).split("<script").skip(1) {
            assert!(
                script.starts_with(" src=\"/paper/assets/") || script.starts_with(" defer src=\"/paper/assets/"),
                "{path}: {}",
                &script[..80.min(script.len())]
            );
        }
    }
    assert!(checked > 20_000, "{checked} addresses");
}
