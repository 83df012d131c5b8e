//! Tests of the module as others see it.

mod commonmark;
mod properties;
mod safety;

use super::*;
use crate::base::{Diagnostic, codes};

/// Pictures end in `.jpg` and are 800 × 600; `missing.jpg` and `missing.md` are not there.
struct Site;

impl Hooks for Site {
    fn link(&self, destination: &str) -> Option<String> {
        (destination != "missing.md").then(|| destination.to_owned())
    }

    fn image(&self, source: &str) -> Option<Picture> {
        (source != "missing.jpg").then(|| Picture { src: format!("/m/{source}"), width: 800, height: 600 })
    }
}

/// Draws every element as its name.
struct Names;

impl Hooks for Names {
    fn link(&self, destination: &str) -> Option<String> {
        Some(destination.to_owned())
    }

    fn image(&self, source: &str) -> Option<Picture> {
        Bare.image(source)
    }

    fn element(&self, element: &Element<'_>) -> Option<String> {
        Some(match element {
            Element::Figure(figure) => format!("[figure {} {}]", figure.src, figure.caption),
            Element::Link { href, html, external, .. } => format!("[link {href} {external} {html}]"),
            Element::Heading { level, id, html } => format!("[heading {level} {id} {html}]"),
            Element::BlockQuote { html, kind } => format!("[quote {} {}]", kind.unwrap_or("-"), html.trim()),
            Element::Table { html } => format!("[table {}]", html.contains("<td>")),
            Element::Code { language, text } => format!("[code {language} {}]", text.trim()),
            Element::Directive { name, arguments, html } => format!("[{name} {} {}]", arguments.len(), html.trim()),
        })
    }
}

/// Draws some elements, and finds some links.
struct Few;

impl Hooks for Few {
    fn link(&self, destination: &str) -> Option<String> {
        Site.link(destination).map(|there| format!("/{there}/?a&b"))
    }

    fn image(&self, source: &str) -> Option<Picture> {
        Site.image(source)
    }

    fn element(&self, element: &Element<'_>) -> Option<String> {
        let is_drawn = matches!(element, Element::Link { external: true, .. } | Element::Figure(_) | Element::Directive { .. });
        Names.element(element).filter(|_| is_drawn)
    }
}

fn plain() -> Options {
    Options { heading_anchors: false, ..Options::default() }
}

fn with_policy(html: HtmlPolicy) -> Options {
    Options { html, ..plain() }
}

fn path() -> ProjectPath {
    ProjectPath::new("content/articles/a.md").expect("a plain path")
}

fn html_with(text: &str, options: &Options) -> String {
    render(&Document { file: &path(), text, offset: 0 }, options, None, &Site).trim_end().to_owned()
}

fn html(text: &str) -> String {
    html_with(text, &plain())
}

fn read_with(text: &str, options: &Options) -> Outcome<Digest> {
    digest(&Document { file: &path(), text, offset: 0 }, options)
}

fn read(text: &str) -> Digest {
    read_with(text, &plain()).value
}

/// Lists findings as `code: typed text`.
fn findings(text: &str, options: &Options) -> Vec<String> {
    let show = |found: &Diagnostic| {
        let span = found.span.as_ref().expect("every finding has a place");
        format!("{}: {}", found.code, text.get(span.range()).expect("spans lie on character boundaries"))
    };
    read_with(text, options).diagnostics.iter().map(show).collect()
}

#[test]
fn emphasis_closes_before_korean_particles() {
    for (typed, shown) in [
        ("**강조(설명)**은", "<strong>강조(설명)</strong>은"),
        ("**“인용”**이라고", "<strong>“인용”</strong>이라고"),
        ("**\"인용\"**이라고", "<strong>“인용”</strong>이라고"),
        ("**50%**가", "<strong>50%</strong>가"),
        ("**마크다운(Markdown)**을", "<strong>마크다운(Markdown)</strong>을"),
        ("*“그”*는", "<em>“그”</em>는"),
        ("은**(강조)**", "은<strong>(강조)</strong>"),
        ("은*\"강조\"*라고", "은<em>“강조”</em>라고"),
        ("**이것은 [링크](https://x.org)**의", "<strong>이것은 <a href=\"https://x.org\">링크</a></strong>의"),
        ("**`code`**는 ~~(가)~~다", "<strong><code>code</code></strong>는 <del>(가)</del>다"),
        ("**LA**에서 `**(가)**은`", "<strong>LA</strong>에서 <code>**(가)**은</code>"),
        ("**東京（都）**は", "<strong>東京（都）</strong>は"),
    ] {
        assert_eq!(html(typed), format!("<p>{shown}</p>"), "{typed}");
    }
    assert_eq!(html("```\n**(가)**은\n:::ad\n```"), "<pre><code>**(가)**은\n:::ad\n</code></pre>");
}

#[test]
fn a_picture_of_its_own_is_a_figure() {
    let img = |alt: &str| {
        format!("<img src=\"/m/a.jpg\" alt=\"{alt}\" width=\"800\" height=\"600\" loading=\"lazy\" decoding=\"async\">")
    };
    let figure = |inner: &str| format!("<figure class=\"figure\">{inner}</figure>");
    let both = "<figcaption><span class=\"caption\">The <em>river</em>.</span> <span class=\"credit\">Ana</span></figcaption>";
    assert_eq!(html("![x](a.jpg)"), figure(&img("x")));
    assert_eq!(html("![x](a.jpg \"The *river*. (Credit: Ana)\")"), figure(&(img("x") + both)));
    assert_eq!(html("![x](a.jpg \"The *river*.\"){credit=\"Ana\"}"), figure(&(img("x") + both)));
    assert_eq!(html("a ![x *y*](a.jpg) b"), format!("<p>a {} b</p>", img("x y")));
    let two = format!("<div class=\"figures\">\n{0}\n{0}\n</div>", figure(&img("x")));
    assert_eq!(html("![x](a.jpg)\n![x](a.jpg)"), two);
    assert_eq!(html("![x](missing.jpg)\n\ny"), "<p>y</p>");
    let digest = read("한\n\n![가](a.jpg \"사진 설명 (사진=연합)\")\n\n![](b.jpg)");
    let uses: Vec<_> = digest.images.iter().map(|image| (&*image.source, image.place.start, image.place.end)).collect();
    assert_eq!(uses[0], ("a.jpg", 12, 17));
    assert_eq!(uses[1].0, "b.jpg");
}

#[test]
fn directives_become_what_they_are() {
    assert_eq!(html("a\n:::ad slot=\"x\"\n:::\nb"), "<p>a</p>\n<p>b</p>");
    assert_eq!(
        html(":::pullquote by=\"Ana *Ruiz*\"\r\n**(가)**은\r\n:::\r\n"),
        "<aside class=\"pullquote\"><blockquote>\n<p><strong>(가)</strong>은</p>\n</blockquote><p class=\"pullquote-by\">— Ana <em>Ruiz</em></p></aside>"
    );
    assert_eq!(
        html(":::factbox title='A & B'\n- x\n:::"),
        "<aside class=\"factbox\"><p class=\"factbox-title\">A &amp; B</p>\n<ul>\n<li>x</li>\n</ul>\n</aside>"
    );
    assert_eq!(
        html(":::live-entry time=09:15 title=\"Vote\"\nx\n:::"),
        "<section class=\"live-entry\"><h2 class=\"live-entry-title\"><time datetime=\"09:15\">09:15</time> Vote</h2>\n<p>x</p>\n</section>"
    );
    assert_eq!(
        html(":::embed url=\"https://www.youtube.com/watch?v=1&t=2\" title=\"<Video>\"\n:::"),
        "<figure class=\"embed\"><a href=\"https://www.youtube.com/watch?v=1&amp;t=2\" rel=\"noopener external\">&lt;Video&gt;</a><figcaption>youtube.com</figcaption></figure>"
    );
    assert!(html(":::gallery\n![x](a.jpg)\n\n![y](b.jpg)\n:::").starts_with("<div class=\"gallery\">\n<figure"));
    assert_eq!(read("x\n\n   :::ad slot=top\n:::\n\n:::ad slot=한글\n:::").ad_slots[..], ["top", "한글"]);
}

#[test]
fn directives_stand_in_the_body_itself_and_nowhere_else() {
    assert_eq!(html("- a\n\n  :::ad slot=x"), "<ul>\n<li><p>a</p>\n<p>:::ad slot=x</p>\n</li>\n</ul>");
    assert_eq!(html("    :::ad"), "<pre><code>:::ad</code></pre>");
    assert_eq!(html("~~~\n:::ad\n~~~"), "<pre><code>:::ad\n</code></pre>");
    assert_eq!(html("`:::ad` ::: x :::ad"), "<p><code>:::ad</code> ::: x :::ad</p>");
    assert_eq!(html("<!--\n:::ad slot=x\n-->\n\nx"), "<p>x</p>");
    assert_eq!(html("> a\n:::ad slot=x\n:::\nb"), "<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>");
    assert_eq!(html("| a |\n|---|\n| b |\n:::ad slot=x\n:::").matches("<td>").count(), 1);
    for template in ["{{< figure src=\"x\" >}}", "{% include \"/etc/passwd\" %}", "{{ 7*7 }}"] {
        let shown = html_with(template, &Options { smart_punctuation: false, ..plain() });
        let mut escaped = String::new();
        crate::base::escape_text(template, &mut escaped);
        assert_eq!(shown, format!("<p>{escaped}</p>"));
    }
}

#[test]
fn wrong_directives_are_told_with_their_place() {
    for (text, told) in [
        ("한글\n:::pulquote by=x\n:::", "markdown/unknown-directive: pulquote"),
        ("한글\n:::ad slt=\"가\" slot=b\n:::", "markdown/directive-argument: slt"),
        ("**가(나)**다\n\n:::ad\n:::", "markdown/directive-argument: ad"),
        ("**가(나)**다\n\n:::ad slot=a\n텍스트\n:::", "markdown/directive-argument: :::ad slot=a"),
        ("a\n:::gallery\nb", "markdown/directive-unclosed: :::gallery"),
        (":::gallery\n:::gallery\n:::", "markdown/directive-unclosed: :::gallery"),
        ("가\r\n:::\r\n", "markdown/directive-unclosed: :::"),
        ("[^가] x", "markdown/footnote-undefined: [^가]"),
        ("x\n\n[^가]: y", "markdown/footnote-unused: [^가]"),
        ("**가(나)**다 [x](javascript:y)", "markdown/link-scheme: javascript:y"),
        ("**가(나)**다 ![x](data:y)", "markdown/link-scheme: data:y"),
        ("<javascript:가>", "markdown/link-scheme: javascript:가"),
        ("가 <script>x</script>", "markdown/html-removed: <script>"),
        ("> 가\n> <div\n> onclick=x>\n> y", "markdown/html-removed: <div\n> onclick=x>"),
    ] {
        assert_eq!(findings(text, &plain()).first().map(String::as_str), Some(told), "{text:?}");
    }
    assert!(findings("a[^1]\n\n[^1]: b\n\n:::ad slot=x\n:::\n\n[x](y.md) <b>x</b>", &plain()).is_empty());
}

#[test]
fn spans_begin_at_the_offset_of_the_body() {
    let file = path();
    let found = digest(&Document { file: &file, text: "[x](y.md)", offset: 100 }, &plain()).value;
    assert_eq!((found.links[0].place.start, found.links[0].place.end), (104, 108));
}

#[test]
fn links_are_resolved_or_dropped() {
    let text =
        "[a](b.md \"T\\\"\") [c](missing.md) [d](https://x.org/한) <https://y.org> <a@b.org> [e](#f) [g](@/h.md) [i](/j?k&amp;l)";
    assert_eq!(
        html(text),
        "<p><a href=\"b.md\" title=\"T&quot;\">a</a> c <a href=\"https://x.org/%ED%95%9C\">d</a> <a href=\"https://y.org\">https://y.org</a> \
         <a href=\"mailto:a@b.org\">a@b.org</a> <a href=\"#f\">e</a> <a href=\"@/h.md\">g</a> <a href=\"/j?k&amp;l\">i</a></p>"
    );
    let digest = read(text);
    let links: Vec<&str> = digest.links.iter().map(|link| &*link.destination).collect();
    assert_eq!(links, ["b.md", "missing.md", "#f", "@/h.md", "/j?k&l"]);
}

#[test]
fn headings_get_ids_and_anchors() {
    assert_eq!(
        html_with("# A *b*", &Options::default()),
        "<h2 id=\"a-b\">A <em>b</em> <a class=\"anchor\" href=\"#a-b\" aria-label=\"A b\">#</a></h2>"
    );
    let text = "## 가격\n\n## 가격\n\n### x {#main .big onclick=y}\n\n## __proto__\n";
    assert_eq!(
        html(text),
        "<h2 id=\"가격\">가격</h2>\n<h2 id=\"가격-2\">가격</h2>\n<h3 id=\"h-main\" class=\"big\">x</h3>\n<h2 id=\"proto\"><strong>proto</strong></h2>"
    );
    let outline: Vec<_> = read(text).outline.into_iter().map(|heading| (heading.level, heading.id().into_owned())).collect();
    assert_eq!(outline[2], (3, "h-main".to_owned()));
    assert_eq!(outline.len(), 4);
}

#[test]
fn footnotes_move_to_the_end() {
    let text = "a[^x] b[^y] c[^x]\n\n[^y]: Second.\n\n[^x]: First.\n\n[^z]: Lost.\n";
    let shown = html(text);
    let first = "<p>a<sup class=\"footnote-ref\"><a id=\"fnref-x\" href=\"#fn-x\">1</a></sup> b<sup class=\"footnote-ref\"><a id=\"fnref-y\" href=\"#fn-y\">2</a></sup> \
                 c<sup class=\"footnote-ref\"><a id=\"fnref-x-2\" href=\"#fn-x\">1</a></sup></p>\n<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn-x\"><p>First. \
                 <a class=\"footnote-back\" href=\"#fnref-x\"";
    assert!(shown.starts_with(first), "{shown}");
    assert_eq!(shown.matches("doc-backlink").count(), 3);
    let digest = read(text);
    let ids: Vec<_> = digest.ids().into_iter().collect();
    assert_eq!(ids, ["fn-x", "fn-y", "fn-z", "fnref-x", "fnref-x-2", "fnref-y"]);
}

#[test]
fn tables_code_and_lists() {
    assert_eq!(
        html("| a | b |\n|---|--:|\n| 가 | 1 |\n"),
        "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"right\">b</th></tr></thead>\n<tbody>\n\
         <tr><td>가</td><td class=\"right\">1</td></tr>\n</tbody></table></div>"
    );
    assert_eq!(html("```Rust,ignore\na<b\n```"), "<pre><code class=\"language-rust\">a&lt;b\n</code></pre>");
    assert_eq!(
        html("- [x] a\n- [ ] b"),
        "<ul>\n<li><input type=\"checkbox\" disabled checked> a</li>\n<li><input type=\"checkbox\" disabled> b</li>\n</ul>"
    );
    assert_eq!(html("> [!NOTE]\n> a"), "<blockquote class=\"alert alert-note\">\n<p>a</p>\n</blockquote>");
    assert_eq!(html("3. a\n4. b"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
    assert_eq!(html("a\n: b"), "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>");
    assert_eq!(html("2~3일 $5 and $6 H~2~O [[x]]"), "<p>2~3일 $5 and $6 H~2~O [[x]]</p>");
}

#[test]
fn the_dateline_stands_in_the_first_paragraph() {
    let document = |text| render(&Document { file: &path(), text, offset: 0 }, &plain(), Some("<b class=\"d\">LA —</b>"), &Site);
    assert!(
        document("![x](a.jpg)\n\n## h\n\n> q\n\n*A* b\n\nc").contains("<p><b class=\"d\">LA —</b> <em>A</em> b</p>\n<p>c</p>")
    );
    assert!(document("a <b>x</b>\n\nc").starts_with("<p><b class=\"d\">LA —</b> a <b>x</b></p>"));
}

#[test]
fn the_excerpt_is_running_text() {
    let text = "# H\n\n![x](a.jpg)\n\n> q\n\n:::factbox title=x\nbox\n:::\n\nThe *first*[^1] \"one\".\n\nThe second.\n\n[^1]: n";
    assert_eq!(&*read(text).excerpt, "The first “one”.");
    assert_eq!(&*read("One.\n\nTwo.\n\n<!-- more -->\n\nThree.").excerpt, "One. Two.");
    assert_eq!(&*read("One <!--more--> two.").excerpt, "One");
    assert_eq!(&*read("한 문장이다. <b>굵게</b> 끝.").excerpt, "한 문장이다. 굵게 끝.");
    assert_eq!(&*read("").excerpt, "");
    let counts = read("**강조(설명)**은 여섯 어절인\n문장 이다[^1]\n\n- 둘 셋\n\n```\ncode here\n```\n\n[^1]: 주석");
    assert_eq!((counts.words, counts.characters), (12, 28));
}

#[test]
fn a_theme_draws_elements_its_own_way() {
    let draw = |text| render(&Document { file: &path(), text, offset: 0 }, &plain(), None, &Names).trim().to_owned();
    for (typed, drawn) in [
        ("![x](a.jpg \"c\")", "[figure a.jpg c]"),
        ("a [*b*](c.md) [d](https://e.f)", "<p>a [link c.md false <em>b</em>] [link https://e.f true d]</p>"),
        ("## A [b](c)", "[heading 2 a-b A [link c false b]]"),
        ("> [!TIP]\n> > a", "[quote tip [quote - <p>a</p>]]"),
        ("|a|\n|-|\n|b|", "[table true]"),
        ("~~~js\na\n~~~", "[code js a]"),
        (":::ad slot=x\n:::", "[ad 1 ]"),
        (":::factbox title=x\n> a <b>b\n:::", "[factbox 1 [quote - <p>a <b>b</b></p>]]"),
        ("<div>\n\n> a\n\n</div>\n\n[x <i>](y)", "<div>\n[quote - <p>a</p>]</div>\n<p>[link y false x <i></i>]</p>"),
    ] {
        assert_eq!(draw(typed), drawn, "{typed}");
    }
}
