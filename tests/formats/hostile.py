#!/usr/bin/env python3
"""Writes a newspaper whose every field holds text that breaks careless formats; the same N and seed give the same files.

usage: hostile.py N FOLDER [--seed SEED]

What is written is allowed by docs/content.md and docs/configuration.md, so newsprint must build it without an error. Text that they
forbid (headlines of two lines, addresses with blanks, schemes that run scripts) is not written: tests/it has that.
"""

import argparse
import datetime as dt
import os
import random
import struct
import unicodedata
import zlib

NOW = dt.datetime(2026, 11, 24, 9, 0)
KINDS = ["news", "brief", "analysis", "explainer", "opinion", "editorial", "letter", "review", "obituary", "event", "sponsored", "live",
         "callout", "photo"]
LANGUAGES = ["en", "en", "en", "ko", "ko", "ar", "ja"]

# What comes in with pasted text, and what somebody types to see what happens.
CONTROLS = ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\x9f", "\ufffe", "\uffff", "\ufeff", "\u2028", "\u2029"]
FRAGMENTS = [
    "]]>", "<![CDATA[", "]]]]><![CDATA[>", "</script>", "<script>alert(1)</script>", "<!--", "-->", "--!>", "<?xml?>", "?>", "</title>", "</textarea>",
    "<img src=x onerror=alert(1)>", "\"", "'", "\" onmouseover=\"alert(1)", "&", "&amp;", "&lt;b&gt;", "&nbsp;", "&#0;", "&#x1;", "&undefined;", "<", ">", "<b>",
    "</urlset>", "</item></channel></rss>", "{{ 7*7 }}", "{% include \"x\" %}", "${7*7}", "\\", "\\u0000", "\\\"", "%00", "%2e%2e%2f", "%", "100 %",
    "javascript:alert(1)", "data:text/html,x", "//evil.example/x", "../../etc/passwd", "a\u202eb\u202c", "\u2066x\u2069", "\u200f", "\u200d", "\u200b",
    "👩‍👩‍👧‍👦", "🇰🇷", "😀", "\U000e0067", "\U0010ffff", "e\u0301", "\u0301", "\u0300\u0316\u0351\u0488", "ﷺ", "שלום", "مرحبا بالعالم", "한국어", "한글 제목",
    "日本語", "ＡＢＣ", "ﬁ", "İ", "ß", "K", "\ue000", "@here", "=cmd()", "#", "* _x_ **y** `z`", "[x](y)", "![x](y)", "~~", "|", "tag:x,2025:y", "“smart” ‘quotes’ — …",
]
WORDS = "council harbor rent ferry school flood market clock vote budget bridge letter river street office winter".split()


class Writer:
    """Draws text, and writes it as TOML or YAML does."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one_of(self, values):
        return self.random.choice(values)

    def chance(self, part):
        return self.random.random() < part

    def text(self, controls=True, long=0.0):
        """A line of hostile text; `long` is the chance that it has 10 kB."""
        parts = [self.one_of(WORDS)]
        for _ in range(self.random.randint(1, 5)):
            parts.append(self.one_of(FRAGMENTS if self.chance(0.6) else WORDS))
            if controls and self.chance(0.3):
                parts.append(self.one_of(CONTROLS))
        if self.chance(0.3):
            parts = [unicodedata.normalize("NFD", part) for part in parts]
        text = self.one_of(["", " ", " "]).join(parts)
        if self.chance(long):
            text = (text + " ") * (10_000 // (len(text.encode()) + 1) + 1)
        return text.strip() + " " + self.one_of(WORDS)

    def url(self):
        """An address that people paste: with quotes, brackets, letters of other scripts, and what ends an attribute."""
        path = self.one_of(["a\"b", "it's", "a&b=c", "a<b>c", "집세", unicodedata.normalize("NFD", "집세"), "x]]>", "a%20b", "e\u0301", "q?x=1&y=\"2\"#z", "(1)", "[2]",
                            "a b", "😀", "%ZZ", "a|b", "a`b", "{c}"])
        return f"https://example.org/{path}/{self.random.randint(1, 999)}"

    def quoted(self, text):
        """A string between straight quotes, as TOML and YAML both read it."""
        out = []
        for letter in text:
            code = ord(letter)
            if letter in "\"\\":
                out.append("\\" + letter)
            elif code < 0x20 or 0x7f <= code < 0xa0 or code in (0xfeff, 0xfffe, 0xffff, 0x2028, 0x2029) or code > 0x7f and self.chance(0.05):
                out.append(f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
            else:
                out.append(letter)
        return f"\"{''.join(out)}\""


class Header:
    """A header in TOML or in YAML, of the same values."""

    def __init__(self, writer, is_yaml):
        self.writer, self.is_yaml, self.plain, self.tables = writer, is_yaml, [], []

    def value(self, value):
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float, Word)):
            return str(value)
        if isinstance(value, list):
            return "[" + ", ".join(self.value(item) for item in value) + "]"
        if isinstance(value, dict):
            mark = ": " if self.is_yaml else " = "
            return "{ " + ", ".join(key + mark + self.value(item) for key, item in value.items()) + " }"
        return self.writer.quoted(value)

    def set(self, key, value):
        self.plain.append(f"{key}{': ' if self.is_yaml else ' = '}{self.value(value)}")

    def text(self):
        fence = "---" if self.is_yaml else "+++"
        return "\n".join([fence, *self.plain, fence, ""])


class Word(str):
    """What is written without quotes: a date."""


def png(width, height, shade):
    """A picture of one shade."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + bytes([shade % 256, shade // 256 % 256, 90]) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


class Paper:
    """The folder that is written."""

    def __init__(self, folder, count, seed):
        self.folder, self.count, self.writer = folder, count, Writer(seed)
        self.pictures = 0

    def write(self, path, data):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())

    def picture(self, folder):
        """Writes a picture beside a text, under a name that needs care in addresses."""
        self.pictures += 1
        name = self.writer.one_of(["photo 'q' {n}.png", "ferry & co {n}.png", "집세 {n}.png", "e\u0301tude {n}.png", "100 % {n}.png", "plain-{n}.png", "a+b={n}.png", "(x) {n}.png"])
        name = name.format(n=self.pictures)
        self.write(f"{folder}/{name}", png(64 + self.pictures % 7, 48, self.pictures))
        return name

    def site(self):
        w = self.writer
        text = lambda: w.quoted(w.text())
        lines = [
            'title = "The \\"Hostile\\" & <Courier> ]]> 신문"', f"tagline = {text()}", 'base_url = "https://hostile.example.org/a-paper/"',
            'timezone = "America/Los_Angeles"', 'language = "en"', f"copyright = {text()}",
            "[languages.ko]", 'prefix = "ko"', f"title = {text()}", f"tagline = {text()}", "[languages.ar]", 'prefix = "ar"', "[languages.ja]",
            "[outlet]", *(f"{key} = {text()}" for key in ("name", "name_native", "city", "region", "address")), 'country = "US"', 'email = "desk@example.org"',
            'phone = "555-0100"', "founded = 1994", 'logo = "/brand/our \'logo\' & more.png"',
            f"areas_served = [{text()}, {text()}]", f"social = [{{ name = {text()}, url = \"https://social.example.org/@a?x=1&y='2'\" }}]",
            'policies = { ethics = "pages/ethics & more.md" }',
            "[style]", 'dateline_format = "{place}, {region} <&> —"', "[ads]", "enabled = true", "[outputs]", "wire = true",
        ]
        self.write("site.toml", "\n".join(lines) + "\n")
        self.write("static/brand/our 'logo' & more.png", png(120, 60, 7))
        leaf = Header(w, False)
        leaf.set("title", w.text())
        leaf.set("description", w.text(long=1))
        self.write("content/pages/ethics & more.md", leaf.text() + self.body("content/pages", "ethics"))

    def people(self):
        """Author files, and names without one."""
        w, names = self.writer, []
        for number in range(24):
            header, name = Header(w, number % 2 == 1), f"{w.text()} {number}p"
            header.set("name", name)
            for key in ("name_native", "role", "photo_alt", "short_bio", "area", "group", "signal", "fediverse"):
                header.set(key, w.text(long=0.1))
            for key in ("beats", "languages", "alumni_of", "awards", "previous"):
                header.set(key, [w.text(), w.text()])
            header.set("links", [{"name": w.text(), "url": w.url().replace(" ", "%20")}])
            header.set("email", "x@example.org")
            header.set("email_public", True)
            header.set("photo", self.picture("content/authors"))
            self.write(f"content/authors/person-{number}.md", header.text() + self.body("content/authors", f"person-{number}"))
            names.append(w.one_of([f"person-{number}", name]))
        return names + [f"{w.text()} {number}s" for number in range(12)]

    def terms(self, folder, count):
        """Sections or topics: some with a file, some only by name."""
        w, names = self.writer, []
        for number in range(count):
            name = f"{w.text(controls=number % 2 == 0)} {number}{folder[0]}"
            if number % 3:
                header, stem = Header(w, number % 2 == 1), f"{folder[:-1]}-{number}"
                header.set("title", name)
                header.set("description", w.text(long=0.3))
                header.set("image", {"src": self.picture(f"content/{folder}"), "alt": w.text(), "caption": w.text()})
                if folder == "topics":
                    header.set("key_facts", [w.text(), w.text(long=0.2)])
                self.write(f"content/{folder}/{stem}.md", header.text() + self.body(f"content/{folder}", stem))
                name = stem
            names.append(name)
        return names

    def photo(self, folder):
        w = self.writer
        shown = {"src": self.picture(folder), "alt": w.text(), "caption": w.text(long=0.02), "place": w.text()}
        shown.update({"credit": w.text()} if w.chance(0.5) else {"photographer": w.text(), "agency": w.text()})
        shown["focus"] = [0.5, 0.25]
        return shown

    def moment(self, after=None):
        w = self.writer
        if after is not None:
            return after + dt.timedelta(minutes=w.random.randint(-600, 60 * 24 * 20))
        # A fifth is news of the last two days, some are older than computers, the rest fills some months.
        days = w.random.uniform(0.01, 2) if w.chance(0.2) else w.random.uniform(2, 120) if w.chance(0.95) else w.random.uniform(3_000, 40_000)
        return (NOW - dt.timedelta(days=days)).replace(second=0, microsecond=0)

    def written(self, moment):
        w = self.writer
        form = w.one_of(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S-08:00", "%Y-%m-%dT%H:%M:%SZ"])
        if form.endswith("Z"):
            moment += dt.timedelta(hours=8)
        return Word(moment.strftime(form).replace(moment.strftime("%Y"), f"{moment.year:04}", 1))

    def story(self, number, sections, topics, people, partner=None):
        w = self.writer
        folder, header = "content/articles/2026", Header(w, number % 2 == 1)
        lang, kind = w.one_of(LANGUAGES), w.one_of(KINDS)
        if partner is not None:
            lang = "ko" if partner != "ko" else "en"
        header.set("title", w.text(controls=number % 3 > 0, long=0.03))
        for key in ("kicker", "short_title", "seo_title", "social_title", "deck"):
            if w.chance(0.6):
                header.set(key, w.text(long=0.02))
        moment = self.moment()
        header.set("date", self.written(moment))
        if w.chance(0.4):
            header.set("updated", self.written(min(self.moment(moment), NOW)))
        header.set("section", w.one_of(sections))
        header.set("topics", list(dict.fromkeys(w.one_of(topics) for _ in range(w.random.randint(0, 4)))))
        for key in ("authors", "contributors", "translator", "editor", "photographer"):
            if key == "authors" or w.chance(0.15):
                header.set(key, list(dict.fromkeys(w.one_of(people) for _ in range(w.random.randint(1, 3)))))
        if w.chance(0.1):
            header.set("byline", w.text())
        header.set("kind", kind)
        header.set("lang", lang)
        if kind == "sponsored":
            header.set("sponsor", w.text())
        if w.chance(0.4):
            header.set("dateline", w.one_of([w.text(), {"place": w.text(), "region": w.text(), "country": w.text()}]))
        if w.chance(0.1):
            header.set("aliases", [f"/old/it's-“q”-{number}/", f"/옛날/{number}.html"])
        if w.chance(0.05):
            header.set("permalink", w.one_of(["/special/q&a-{n}/", "/특집/{n}/", "/it's/{n}.html", "/a+b=c;d,{n}/"]).format(n=number))
        if w.chance(0.05):
            header.set("canonical", w.url().replace(" ", "%20").replace("\"", "%22"))
        if w.chance(0.5):
            header.set("image", self.photo(folder))
        if w.chance(0.15):
            header.set("gallery", [self.photo(folder), self.photo(folder)])
        if w.chance(0.25):
            header.set("corrections", [{"date": self.written(min(self.moment(moment), NOW)), "kind": w.one_of(["correction", "clarification", "editors-note", "update", "retraction"]),
                                        "text": w.text(long=0.05), "placement": w.one_of(["top", "bottom"])} for _ in range(w.random.randint(1, 3))])
        if w.chance(0.25):
            header.set("sources", [{"name": w.text(), "url": w.url()}, {"url": w.url()}])
        header.set("extra", {"note": w.text(), "list": [w.text()]})
        for key, part in (("noindex", 0.03), ("unlisted", 0.03), ("evergreen", 0.1), ("affiliate", 0.1), ("sensitive", 0.1)):
            if w.chance(part):
                header.set(key, True)
        if w.chance(0.05):
            header.set("status", w.one_of(["draft", "review", "killed"]))
        elif w.chance(0.04):
            header.set(w.one_of(["embargo", "expires"]), Word("2026-11-25T06:00:00" if w.chance(0.5) else "2026-11-23T06:00:00"))
        name = w.one_of(["story {n}", "it's {n}", "집세 {n}", "e\u0301tude-{n}", "story-{n}", "a&b {n}", "2026-01-02-dated {n}", "100% {n}"]).format(n=number if partner is None else number - 1)
        if number % 10 == 8 or partner is not None:
            name = f"pair-{number if partner is None else number - 1}"
            header.set("translation_key", f"pair \"{number if partner is None else number - 1}\" & ]]>")
            name += "" if partner is None else "-other"
        self.write(f"{folder}/{name}.md", header.text() + self.body(folder, f"{number}", kind))
        return lang

    def body(self, folder, stem, kind="news"):
        """Markdown of all sorts, with hostile text in each place that takes some."""
        w = self.writer
        # Where a link leads, and what a picture in HTML says, are the author's to get right.
        def line():
            text = w.text(controls=w.chance(0.4)).replace("<img src=x ", "<img src=https://example.org/x alt=y ")
            return text.replace("](y)", "](<https://example.org/y?a=\"1\"&b=2>)")
        plain = lambda: line().replace("\"", "”").replace("\x00", "").replace("\\", "")
        short = lambda: w.one_of(WORDS) + " " + w.one_of(["]]>", "&", "’", "한국어", "😀", "\u202e", "&lt;"])
        # What an author leaves open in an item is closed after the list inside it, where no list may stand.
        closed = lambda: line().replace("<b>", "&lt;b&gt;")
        parts = [line(), f"{short()} **{short()}** *{short()}* `{line().replace('`', '')}` [{short()}](<{w.url()}>) {line()}[^n{stem}]", f"## {line()}"]
        some = [
            lambda: f"> {line()}\n> > {line()}",
            lambda: f"* {line()}\n* {closed()}\n    * {short()}",
            lambda: f"| {short()} | {short()} |\n|---|--:|\n| {short()} | {short()} |",
            lambda: f"```html\n{line()}\n</script>\n]]>\n```",
            lambda: f"![{short()}](<{self.picture(folder)}> \"{plain()} (Credit: {short()})\")",
            lambda: f"<b>{short()}</b> <!-- {short()} --> &#1; &#xFFFE;\n\n<details><summary>{short()}</summary>x</details>",
            lambda: f"<script>alert(1)</script> <iframe src=\"https://x.example\"></iframe> <p onclick=\"x\">{short()}</p>",
            lambda: f":::pullquote by=\"{plain()}\"\n{line()}\n:::",
            lambda: f":::factbox title=\"{plain()}\"\n{line()}\n\n* {line()}\n:::",
            lambda: f":::embed url=\"https://video.example.org/a?x=1&y=2\" title=\"{plain()}\"\n:::",
            lambda: f":::gallery\n![{short()}](<{self.picture(folder)}> \"{plain()}\")\n:::",
            lambda: f"https://example.org/?a=1&b=<{short()}>",
            lambda: f"{short()}\\\n{short()}  \n{short()}",
            lambda: f"### {short()} {{#한글-id}}\n\n[{short()}](#한글-id) [{short()}](</archive/>)",
            lambda: f"Term {w.random.randint(1, 10 ** 9)}\n: {line()}",
            lambda: "".join(w.one_of(CONTROLS) for _ in range(6)) + " " + short(),
        ]
        parts += [w.one_of(some)() for _ in range(w.random.randint(1, 5))]
        if kind == "live":
            parts += [f":::live-entry time=\"1{hour}:05\" title=\"{plain()}\"\n{line()}\n:::" for hour in range(3)]
        return "\n\n".join(parts + [f"[^n{stem}]: {line()}"]) + "\n"

    def all(self):
        self.site()
        people, sections, topics = self.people(), self.terms("sections", 9), self.terms("topics", 18)
        partner = None
        for number in range(self.count):
            lang = self.story(number, sections, topics, people, partner)
            partner = lang if number % 10 == 8 else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("count", type=int)
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if os.path.exists(asked.folder) and os.listdir(asked.folder):
        parser.error(f"{asked.folder} is not empty")
    Paper(asked.folder, asked.count, asked.seed).all()


if __name__ == "__main__":
    main()
