#!/usr/bin/env python3
"""Holds a built site to the standards of everything that machines read, by validators of others and by rules of our own.

usage: check.py FOLDER BASE_URL [--now MOMENT] [--pages N] [--html N]

Tells each error with the rule and the file, and each warning that docs/formats.md explains in one line. Exit status 1: errors.
Builds nothing, and asks nothing of the network. What it needs, tests/run.sh installs.
"""

import argparse
import json
import sys
import time
import unicodedata

import rules_feeds
import rules_pages
import rules_sitemaps
import times
import tools
from built import Site
from findings import Findings

# A site without these was not checked at all.
EXPECTED = ("feed.xml", "atom.xml", "feed.json", "sitemap.xml", "news-sitemap.xml", "robots.txt", "wire/latest.json")
ALL = ("rules", "xml", "atom", "feedparser", "node", "vnu")


def kinds_of_files(site):
    """Sorts what programs read by what it says it is: paths of RSS, Atom, JSON Feed."""
    rss, atom, json_feeds = [], [], []
    for path in site.paths(".xml"):
        start = site.bytes(path)[:1000]
        if b"<rss" in start:
            rss.append(path)
        elif b"http://www.w3.org/2005/Atom" in start and b"<feed" in start:
            atom.append(path)
    for path in site.paths(".json"):
        if not path.startswith("wire/") and b"jsonfeed.org/version" in site.bytes(path)[:1000]:
            json_feeds.append(path)
    return rss, atom, json_feeds


def one_of_each(pages, most):
    """Some pages of each kind: of each set of types, language, and presence of a picture, of a notice, of editions."""
    groups = {}
    for page in pages:
        shape = (page.types, page.lang, bool(page.first("og:image")), page.is_noindex, page.refresh, bool(page.alternates))
        groups.setdefault(shape, []).append(page.path)
    return sorted(path for paths in groups.values() for path in paths[:most])


def text_rules(site, found):
    """No output holds a character that no format may hold; what only programs read is in normal form C."""
    forbidden = {chr(code) for code in [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]}
    for path in site.paths(".html", ".xml", ".json", ".txt"):
        try:
            text = site.bytes(path).decode("utf-8")
        except UnicodeDecodeError as why:
            found.error("text", path, str(why))
            continue
        if path.endswith((".xml", ".json")) and not unicodedata.is_normalized("NFC", text):
            found.error("normal-form", path, "is not in normal form C")
        held = forbidden & set(text)
        if held:
            found.error("text", path, f"holds {', '.join(f'U+{ord(letter):04X}' for letter in sorted(held))}")


def check(folder, base, only=ALL, now=None, most_pages=None, most_html=3):
    """Runs the checks that `only` names; returns what they found."""
    site, found, started = Site(folder, base), Findings(), time.monotonic()

    def took(what):
        nonlocal started
        if sys.stdout.isatty() or only is ALL:
            print(f"  {what}: {time.monotonic() - started:.1f} s", flush=True)
        started = time.monotonic()

    rss, atom, json_feeds = kinds_of_files(site)
    wire = [path for path in site.paths(".json") if path.startswith("wire/") and path != "wire/latest.json"]
    stories = [page for page in site.pages.values() if page.article]
    if "rules" in only:
        for path in EXPECTED:
            if path not in site.files:
                found.error("expected", path, "is not there")
        for what, some in (("story with structured data", stories), ("file of the wire", wire)):
            if not some:
                found.error("expected", folder, f"no {what} is there")
        text_rules(site, found)
        rules_pages.check(site, found)
        feeds = sorted(rss + atom + json_feeds)
        rules_feeds.check(site, feeds, found)
        rules_feeds.wire(site, wire, found)
        if "wire/latest.json" in site.files:
            rules_feeds.wire_index(site, "wire/latest.json", found)
        rules_sitemaps.check(site, found, now, addresses(site, json_feeds))
        took("rules of our own")
    if "xml" in only:
        tools.xmllint(site, site.paths(".xml"), found)
        maps = rules_sitemaps.roots(site)
        for root, schema in (("urlset", "sitemap.xsd"), ("sitemapindex", "siteindex.xsd")):
            tools.xmllint(site, [path for path, node in maps.items() if node.tag == rules_sitemaps.MAP + root], found, schema)
        took("xmllint")
    if "atom" in only:
        tools.jing(site, atom, found)
        took("jing")
    if "feedparser" in only:
        rules_feeds.by_feedparser(site, rss + atom, found)
        took("feedparser")
    if "node" in only:
        pages = [page.path for page in stories]
        tools.node(site, one_of_each(stories, most_pages) if most_pages else sorted(pages), json_feeds, wire, found)
        took("structured-data-testing-tool and ajv")
    if "vnu" in only:
        tools.vnu(site, one_of_each(site.pages.values(), most_html), found)
        took("vnu")
    return found


def addresses(site, json_feeds):
    """Every address that a JSON Feed lists."""
    found = set()
    for path in json_feeds:
        try:
            found |= {item.get("url") for item in json.loads(site.bytes(path))["items"]}
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder")
    parser.add_argument("base")
    parser.add_argument("--now", help="the moment of the build with its offset, to judge the news sitemap by: 2026-11-24T09:00:00-08:00")
    parser.add_argument("--pages", type=int, help="how many stories of each kind go to structured-data-testing-tool; all by default")
    parser.add_argument("--html", type=int, default=3, help="how many pages of each kind go to vnu")
    asked = parser.parse_args()
    now = times.iso(asked.now) if asked.now else None
    if asked.now and now is None:
        parser.error(f"{asked.now} is no moment with an offset")
    found = check(asked.folder, asked.base, now=now, most_pages=asked.pages, most_html=asked.html)
    found.report()
    sys.exit(1 if found.errors else 0)


if __name__ == "__main__":
    main()
