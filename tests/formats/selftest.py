#!/usr/bin/env python3
"""Shows that each check can fail: the good specimen passes, and each damage done to it is found by the check that is there for it.

Damage is a file, a text in it, what stands there instead, the check that must tell of it, and the tools that are run to find it.
"""

import os
import re
import shutil
import sys
import tempfile

from check import check
from findings import EXPLAINED

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = "https://news.example.org/"
NOW = 1748718000.0
RENT, KO, LOAN, GONE = "2025/05/30/rent/index.html", "ko/2025/05/30/집세/index.html", "2025/05/31/loan/index.html", "2025/05/29/gone/index.html"
MONTH, PAGES, WIRE, CANCELED = "sitemaps/2025-05.xml", "sitemaps/pages.xml", "wire/2025/05/30/rent.json", "wire/2025/05/29/gone.json"

DAMAGE = [
    # Pages.
    (RENT, "<title>Rent cap passes | The Specimen</title>", "<title> </title>", "title", "rules"),
    (RENT, '<link rel="canonical" href="https://news.example.org/2025/05/30/rent/">', "", "canonical", "rules"),
    (RENT, '<link rel="canonical" href="https://news.example.org/2025/05/30/rent/">', '<link rel="canonical" href="/2025/05/30/rent/">', "canonical", "rules"),
    (RENT, '<link rel="canonical" href="https://news.example.org/2025/05/30/rent/">', '<link rel="canonical" href="https://news.example.org/about/x/">',
     "canonical", "rules"),
    (RENT, '<link rel="canonical" href="https://news.example.org/2025/05/30/rent/">', '<link rel="canonical" href="https://news.example.org/old/rent/">',
     "canonical", "rules"),
    (RENT, '<link rel="alternate" hreflang="en" href="https://news.example.org/2025/05/30/rent/">', "", "hreflang", "rules"),
    (KO, '<link rel="alternate" hreflang="en" href="https://news.example.org/2025/05/30/rent/">', "", "hreflang", "rules"),
    (RENT, 'hreflang="ko"', 'hreflang="KR"', "hreflang", "rules"),
    (RENT, 'hreflang="ko" href="https://news.example.org/ko/2025/05/30/%EC%A7%91%EC%84%B8/"', 'hreflang="ko" href="https://news.example.org/ko/"', "hreflang", "rules"),
    (KO, '<html lang="ko">', '<html lang="en">', "hreflang", "rules"),
    ("index.html", "https://news.example.org/feed.xml", "https://news.example.org/rss.xml", "autodiscovery", "rules"),
    (RENT, '"headline":"Rent cap passes",', '"headline":"Rent cap passes"', "json-ld", "rules"),
    (RENT, '"headline":"Rent cap passes"', '"headline":"Rent & cap"', "json-ld", "rules"),
    (RENT, '"@type":"NewsArticle"', '"@type":["NewsArticle","Article"]', "json-ld", "rules"),
    ("index.html", '{"@context":"https://schema.org","@type"', '{"@context":"https://schema.org","@graph":[],"@type"', "json-ld", "rules"),
    (RENT, '"inLanguage":"en"', '"x":"en"', "json-ld", "rules"),
    (RENT, '"publisher":{"@type":"NewsMediaOrganization",', '"publisher":"x","y":{"@type":"NewsMediaOrganization",', "json-ld", "rules"),
    (RENT, '"author":[{"@type":"Person","name":"Dana Kim"}]', '"author":["Dana Kim"]', "json-ld", "rules"),
    (RENT, '"text":"It was four percent."', '"note":"It was four percent."', "json-ld", "rules"),
    (RENT, '"position":2', '"position":3', "json-ld", "rules"),
    (RENT, "rent/#correction-1", "rent/#correction-2", "resolves", "rules"),
    ("index.html", "about/#corrections", "ethics/", "resolves", "rules"),
    (RENT, '"datePublished":"2025-05-30T09:00:00-07:00"', '"datePublished":"2025-05-30T09:00:00"', "dates", "rules"),
    (RENT, '"dateModified":"2025-05-31T12:00:00-07:00"', '"dateModified":"2025-05-29T12:00:00-07:00"', "dates", "rules"),
    (RENT, 'published_time" content="2025-05-30T09', 'published_time" content="2025-05-30T10', "dates", "rules"),
    (RENT, 'modified_time" content="2025-05-31T12', 'modified_time" content="2025-05-31T13', "dates", "rules"),
    (RENT, '<time datetime="2025-05-30T09:00:00-07:00">', '<time datetime="2025-05-30T16:00:00-07:00">', "dates", "rules"),
    (RENT, 'og:url" content="https://news.example.org/2025/05/30/rent/"', 'og:url" content="https://news.example.org/2025/05/30/"', "share-card", "rules"),
    (RENT, 'og:type" content="article"', 'og:type" content="website"', "share-card", "rules"),
    (RENT, 'og:image" content="https://news.example.org/media/ferry.jpg"', 'og:image" content="/media/ferry.jpg"', "share-card", "rules"),
    (RENT, 'og:image" content="https://news.example.org/media/ferry.jpg"', 'og:image" content="https://news.example.org/media/f.jpg"', "resolves", "rules"),
    (RENT, 'twitter:title" content="Rent', 'twitter:title" content="' + "Rent" * 20, "share-card", "rules"),
    (LOAN, 'og:title" content="Paid content: A loan"', 'og:title" content="A loan"', "label", "rules"),
    (RENT, "The council voted.", "The council\u000b voted.", "text", "rules"),
    ("feed.json", "The council voted.", b"The council \xff voted.", "text", "rules"),
    (RENT, '"headline":"Rent', '"headline":"Re\u0301nt', "normal-form", "rules"),
    ("feed.xml", "The council voted.", "The co\u0301uncil voted.", "normal-form", "rules"),
    # Feeds.
    ("feed.xml", "tag:news.example.org,2025-05-30:articles/rent", "", "feed-ids", "rules"),
    ("feed.xml", '<guid isPermaLink="false">', "<guid>", "rss", "rules"),
    ("feed.xml", "<description>News of one street.</description>", "", "rss", "rules"),
    ("feed.xml", "<dc:creator>Dana Kim</dc:creator>", "<author>Dana Kim</author>", "rss", "rules"),
    ("feed.xml", 'length="6" ', "", "rss", "rules"),
    ("feed.xml", "Fri, 30 May 2025 09:00:00 -0700", "Thu, 30 May 2025 09:00:00 -0700", "dates", "rules"),
    ("feed.xml", "Fri, 30 May 2025 09:00:00 -0700", "2025-05-30", "dates", "rules"),
    ("feed.xml", "Fri, 30 May 2025 09", "Fri, 30 May 2025 10", "dates", "rules"),
    ("feed.xml", "Sat, 31 May 2025", "31 May 2025", "dates", "rules"),
    ("feed.xml", "media/ferry.jpg", "media/f.jpg", "resolves", "rules"),
    ("feed.xml", "<link>https://news.example.org/2025/05/30/rent/</link>", "<link>https://news.example.org/2025/05/30/rént/</link>", "resolves", "rules"),
    ("feed.xml", '<a href="https://news.example.org/about/">', '<a href="/about/">', "feed-content", "rules"),
    ("feed.xml", "<p>The council", "<script>1</script><p>The council", "feed-content", "rules"),
    ("feed.xml", "<p>The council", '<p onclick="x">The council', "feed-content", "rules"),
    ("feed.xml", "<title>Rent cap passes</title>", "<title/>", "feed-entry", "rules"),
    ("feed.xml", "<link>https://news.example.org/2025/05/30/rent/</link>", "<link>https://news.example.org/2025/05/29/gone/</link>", "feed-entry", "rules"),
    ("feed.json", '"title": "Rent cap passes"', '"title": "Rent cap"', "feeds-agree", "rules"),
    ("atom.xml", "<updated>2025-05-31T12:00:00-07:00</updated>\n<link", "<updated>2025-05-31T13:00:00-07:00</updated>\n<link", "dates", "rules"),
    ("atom.xml", "<published>2025-05-30T09", "<published>2025-06-30T09", "dates", "rules"),
    ("atom.xml", '<link rel="alternate" type="text/html" href="https://news.example.org/2025/05/30/rent/"/>', "", "atom", "rules"),
    ("feed.json", '"date_published": "2025-05-30T09:00:00-07:00"', '"date_published": "2025-05-30T09:00:00"', "dates", "rules"),
    # Sitemaps and robots.txt.
    (MONTH, "<loc>https://news.example.org/2025/05/31/loan/</loc>", "<loc>https://news.example.org/2025/05/31/l/</loc>", "resolves", "rules"),
    (MONTH, "%EC%A7%91%EC%84%B8/</loc>", "집세/</loc>", "resolves", "rules"),
    (MONTH, "<loc>https://news.example.org/2025/05/31/loan/</loc>", "<loc>https://news.example.org/2025/05/29/gone/</loc>", "sitemap", "rules"),
    (MONTH, "<loc>https://news.example.org/2025/05/31/loan/</loc>", "<loc>https://news.example.org/about/</loc>", "sitemap", "rules"),
    (MONTH, "<loc>https://news.example.org/2025/05/31/loan/</loc>", "<loc>https://news.example.org/old/rent/</loc>", "sitemap", "rules"),
    (MONTH, "<loc>https://news.example.org/2025/05/30/rent/</loc>", "<loc>https://news.example.org/404.html</loc>", "sitemap", "rules"),
    (MONTH, "<lastmod>2025-05-31T12", "<lastmod>2025-05-31T11", "dates", "rules"),
    (MONTH, "<lastmod>2025-05-31T12:00:00-07:00", "<lastmod>yesterday", "dates", "rules"),
    (MONTH, "media/ferry.jpg", "media/f.jpg", "resolves", "rules"),
    (MONTH, '<xhtml:link rel="alternate" hreflang="ko" href="https://news.example.org/ko/2025/05/30/%EC%A7%91%EC%84%B8/"/>', "", "hreflang", "rules"),
    ("sitemap.xml", "sitemaps/pages.xml", "sitemaps/page.xml", "resolves", "rules"),
    ("sitemap.xml", "<sitemap><loc>https://news.example.org/sitemaps/pages.xml</loc></sitemap>", "", "sitemap", "rules"),
    ("robots.txt", "Sitemap: https://news.example.org/news-sitemap.xml", "", "sitemap", "rules"),
    ("robots.txt", "Disallow:", "Nobody may", "robots", "rules"),
    ("robots.txt", None, None, "robots", "rules"),
    ("news-sitemap.xml", "<loc>https://news.example.org/2025/05/30/rent/</loc>", "<loc>https://news.example.org/2025/05/31/loan/</loc>", "news-sitemap", "rules"),
    ("news-sitemap.xml", "publication_date>2025-05-30T09", "publication_date>2025-05-20T09", "news-sitemap", "rules"),
    ("news-sitemap.xml", "<news:language>en", "<news:language>ko", "news-sitemap", "rules"),
    ("news-sitemap.xml", "publication_date>2025-05-30T09", "publication_date>2025-05-30T10", "dates", "rules"),
    (MONTH, "<url><loc>https://news.example.org/2025/05/31/loan/</loc>", "<url><loc>https://news.example.org/2025/05/31/loan/</loc></url>" * 50_000 + "<url><loc>https://news.example.org/2025/05/31/loan/</loc>",
     "sitemap-size", "rules"),
    # The wire.
    (WIRE, '"uri": "https://news.example.org/2025/05/30/rent/"', '"uri": "https://news.example.org/2025/05/30/r/"', "wire", "rules"),
    (WIRE, '"firstCreated": "2025-05-30T09', '"firstCreated": "2025-05-30T10', "dates", "rules"),
    (WIRE, '"versionCreated": "2025-05-31T12', '"versionCreated": "2025-05-31T13', "dates", "rules"),
    (WIRE, '"language": "en",', "", "wire", "rules"),
    (WIRE, '"href": "https://news.example.org/media/ferry.jpg"', '"href": "https://news.example.org/media/f.jpg"', "resolves", "rules"),
    (CANCELED, '"type": "text",', '"type": "text", "by": "Dana Kim",', "wire", "rules"),
    ("wire/latest.json", "rent.json", "rents.json", "resolves", "rules"),
    ("wire/latest.json", '"https://news.example.org/wire/2025/05/30/rent.json"', "", "wire", "rules"),
    ("wire/latest.json", None, None, "expected", "rules"),
    # XML and its schemas.
    ("feed.xml", "]]]]><![CDATA[>", "]]>", "xmllint", "xml"),
    ("feed.xml", "The council voted.", "The council\u0001 voted.", "xmllint", "xml"),
    (PAGES, "<url><loc>https://news.example.org/about/</loc></url>", "<url/>", "schema", "xml"),
    (PAGES, "<loc>https://news.example.org/about/</loc>", f"<loc>https://news.example.org/{'a' * 2048}/</loc>", "schema", "xml"),
    (MONTH, "<lastmod>2025-05-31</lastmod>", "<lastmod>May 31</lastmod>", "schema", "xml"),
    (MONTH, "</image:loc>", "</image:loc><image:caption>x</image:caption>", "schema", "xml"),
    (MONTH, 'rel="alternate" hreflang="ko"', 'hreflang="ko"', "schema", "xml"),
    ("news-sitemap.xml", "<news:title>Rent cap passes</news:title>", "", "schema", "xml"),
    ("news-sitemap.xml", "<news:language>en", "<news:language>en-US", "schema", "xml"),
    ("news-sitemap.xml", "2025-05-30T09:00:00-07:00", "2025-05-30T09:00:00", "schema", "xml"),
    ("news-sitemap.xml", "<news:title>", "<news:keywords>x</news:keywords><news:title>", "schema", "xml"),
    ("sitemap.xml", "<lastmod>", "<changefreq>daily</changefreq><lastmod>", "schema", "xml"),
    # The grammar of Atom.
    ("atom.xml", "<id>tag:news.example.org,2025-05-30:articles/rent</id>", "", "atom-grammar", "atom"),
    ("atom.xml", "<published>2025-05-30T09:00:00-07:00", "<published>2025-05-30", "atom-grammar", "atom"),
    ("atom.xml", '<category term="city"/>', "<category>city</category>", "atom-grammar", "atom"),
    ("atom.xml", "<author><name>Dana Kim</name></author>", "<author>Dana Kim</author>", "atom-grammar", "atom"),
    # feedparser.
    ("feed.xml", "</item>", "", "feedparser", "feedparser"),
    ("atom.xml", "&lt;p&gt;The council", "&nbsp;The council", "feedparser", "feedparser"),
    ("feed.xml", "<pubDate>Fri, 30 May 2025 09:00:00 -0700</pubDate>", "", "feedparser", "feedparser"),
    # Node packages.
    ("feed.json", '"id": "tag:news.example.org,2025-05-30:articles/rent",', "", "json-feed", "node"),
    ("feed.json", '"tags": ["city"]', '"tags": ["city", "city"]', "json-feed", "node"),
    ("feed.json", '"_newsprint"', '"newsprint"', "json-feed", "node"),
    ("feed.json", '"content_html": "<p>The council voted.</p>",', "", "json-feed", "node"),
    ("feed.json", "https://news.example.org/2025/05/30/rent/", "/2025/05/30/rent/", "json-feed", "node"),
    ("feed.json", "version/1.1", "version/1", "json-feed", "node"),
    (WIRE, '"type": "text",', '"type": "text", "kind": "news",', "ninjs", "node"),
    (WIRE, '"name": "lead", ', "", "ninjs", "node"),
    (WIRE, '"type": "picture"', '"type": "photo"', "ninjs", "node"),
    (WIRE, '"type": "picture"', '"type": "picture", "credit": "x"', "ninjs", "node"),
    (WIRE, "[-124.1, 40.8]", "[-124.1]", "ninjs", "node"),
    (WIRE, '"uri": "https://news.example.org/2025/05/30/rent/",', "", "ninjs", "node"),
    (WIRE, '"firstCreated": "2025-05-30T09:00:00-07:00"', '"firstCreated": "2025-05-30"', "ninjs", "node"),
    (CANCELED, '"canceled"', '"killed"', "ninjs", "node"),
    (RENT, '"publisher":', '"published_by":', "sdtt", "node"),
    (RENT, '"logo":', '"sign":', "sdtt", "node"),
    (RENT, '"image":', '"picture":', "sdtt", "node"),
    (RENT, "twitter:card", "twitter:cart", "sdtt", "node"),
    (RENT, "og:image:alt", "og:image:text", "sdtt", "node"),
    (RENT, '"mainEntityOfPage"', '"mainEntity"', "sdtt", "node"),
    # HTML.
    (RENT, "<p>The council voted.</p>", "<p>The council <div>voted.</div></p>", "vnu", "vnu"),
    (RENT, '<p id="correction-1">', '<p id="correction-1"><p id="correction-1">', "vnu", "vnu"),
    (RENT, "<h1>Rent cap passes</h1>", "<h1>Rent cap passes</h1><img src=\"/logo.png\">", "vnu", "vnu"),
]


def damaged(folder, file, old, new):
    """Does the damage; the text must be there, so that a changed specimen cannot make a check idle."""
    path = os.path.join(folder, file)
    if old is None:
        os.remove(path)
        return
    with open(path, "rb") as source:
        text = source.read()
    old, new = old.encode(), new if isinstance(new, bytes) else new.encode()
    if old not in text:
        raise SystemExit(f"{file} of the specimen has no {old.decode()!r}")
    with open(path, "wb") as target:
        target.write(text.replace(old, new))


def main():
    wrong, unexplained = [], []
    found = check(os.path.join(HERE, "specimens", "good"), BASE, now=NOW)
    wrong += [f"the good specimen: {error}" for error in found.errors]
    shown = set()
    with tempfile.TemporaryDirectory() as scratch:
        for number, (file, old, new, rule, tools) in enumerate(DAMAGE):
            folder = os.path.join(scratch, str(number))
            shutil.copytree(os.path.join(HERE, "specimens", "good"), folder)
            damaged(folder, file, old, new)
            told = check(folder, BASE, only=(tools,), now=NOW).rules()
            if rule not in told:
                wrong.append(f"{file}, {str(old)[:80]!r} → {str(new)[:80]!r}: [{rule}] told nothing; told was {sorted(told)}")
            shown.add(rule)
            shutil.rmtree(folder)
    for name in sorted(os.listdir(HERE)):
        if name.endswith(".py") and name != "selftest.py":
            with open(os.path.join(HERE, name), encoding="utf-8") as source:
                unexplained += [rule for rule in re.findall(r"found\.error\(\s*\"([^\"]+)\"", source.read()) if rule not in shown and not rule.endswith(".mjs")]
    wrong += [f"no damage shows that [{rule}] can fail" for rule in sorted(set(unexplained))]
    with open(os.path.join(HERE, "..", "..", "docs", "formats.md"), encoding="utf-8") as source:
        document = " ".join(source.read().split())
    wrong += [f"docs/formats.md does not say: {why}" for _, _, why in EXPLAINED if why not in document]
    for what in wrong:
        print(f"  {what}")
    print(f"  {len(DAMAGE)} kinds of damage, {len(wrong)} not found")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
