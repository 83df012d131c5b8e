"""Rules of our own for sitemaps and robots.txt, beside the schemas: sizes, addresses, dates, editions, and who stays out.
"""

import re
import xml.etree.ElementTree as ET
from datetime import date

import times

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
LINK = "{http://www.w3.org/1999/xhtml}link"
MOST_URLS, MOST_BYTES, MOST_NEWS = 50_000, 50 * 1024 * 1024, 1_000
NEVER_NEWS = {"AdvertiserContentArticle", "SatiricalArticle", "AskPublicNewsArticle", "Event"}


def roots(site):
    """Every file that is a sitemap or an index of them, parsed."""
    found = {}
    for path in site.paths(".xml"):
        start = site.bytes(path)[:4096]
        if b"http://www.sitemaps.org/schemas/sitemap/0.9" in start:
            try:
                found[path] = ET.fromstring(site.bytes(path))
            except ET.ParseError:
                continue
    return found


def check(site, found, now=None, listed=()):
    maps = roots(site)
    indexes = {path: root for path, root in maps.items() if root.tag == MAP + "sitemapindex"}
    sets = {path: root for path, root in maps.items() if root.tag == MAP + "urlset"}
    named = set()
    for path, root in indexes.items():
        found.count("sitemap indexes")
        for loc in root.iter(MAP + "loc"):
            address(site, path, loc.text, found)
            named.add(site.path_of(loc.text or ""))
    robots(site, maps, named, found)
    seen = {}
    for path, root in sets.items():
        found.count("sitemaps")
        is_news = root.find(f"{MAP}url/{NEWS}news") is not None or "news" in path
        urls = root.findall(MAP + "url")
        if len(urls) > (MOST_NEWS if is_news else MOST_URLS) or len(site.bytes(path)) > MOST_BYTES:
            found.error("sitemap-size", path, f"{len(urls)} addresses, {len(site.bytes(path))} bytes")
        for url in urls:
            found.count("sitemap addresses")
            loc = url.findtext(MAP + "loc") or ""
            address(site, path, loc, found)
            page = site.page_at(loc) if site.is_own(loc) else None
            one(site, path, loc, url, page, found)
            if is_news:
                news(path, loc, url, page, now, found)
            elif loc in seen:
                found.error("sitemap", path, f"{loc} stands in {seen[loc]} too")
            else:
                seen[loc] = path
    if sets:
        for page in site.pages.values():
            story = page.article
            if story and story.get("url") in listed and story.get("url") not in seen and not page.is_noindex:
                if page.canonical and site.is_own(page.canonical[0]):
                    found.error("sitemap", page.path, "stands in a feed and in no sitemap")


def address(site, path, url, found):
    if not url or not url.isascii() or not site.is_own(url) or len(url) > 2048:
        found.error("resolves", path, f"{url!r} is no encoded address below {site.base}")
    elif not site.has(url):
        found.error("resolves", path, f"{url} is not there")


def one(site, path, loc, url, page, found):
    if page is None:
        return
    if page.is_noindex or page.refresh:
        found.error("sitemap", path, f"{loc} asks not to be found, or leads elsewhere")
    if page.canonical and page.canonical[0] != loc:
        found.error("sitemap", path, f"{loc} says that it stands at {page.canonical[0]}")
    lastmod = times.w3c(url.findtext(MAP + "lastmod")) if url.find(MAP + "lastmod") is not None else None
    story = page.article
    if url.find(MAP + "lastmod") is not None and lastmod is None:
        found.error("dates", path, f"lastmod {url.findtext(MAP + 'lastmod')}")
    elif story and lastmod is not None and not times.is_same(lastmod, times.iso(story.get("dateModified")), story.get("dateModified")):
        found.error("dates", path, f"lastmod of {loc} is {url.findtext(MAP + 'lastmod')}, the page says {story.get('dateModified')}")
    for image in url.findall(f"{IMAGE}image/{IMAGE}loc"):
        if site.is_own(image.text or "") and not site.has(image.text):
            found.error("resolves", path, f"{image.text} is not there")
    editions = {(link.get("hreflang"), link.get("href")) for link in url.findall(LINK)}
    if editions and editions != set(page.alternates):
        found.error("hreflang", path, f"the editions of {loc} are not those that the page names")


def news(path, loc, url, page, now, found):
    item = url.find(NEWS + "news")
    if item is None:
        found.error("news-sitemap", path, f"{loc} has no news:news")
        return
    if page is None:
        return
    kinds = set(page.types)
    if kinds & NEVER_NEWS:
        found.error("news-sitemap", path, f"{loc} is {', '.join(sorted(kinds & NEVER_NEWS))}, which is no news")
    moment, story = times.w3c(item.findtext(NEWS + "publication_date")), page.article
    if moment is None:
        found.error("dates", path, f"publication_date {item.findtext(NEWS + 'publication_date')}")
        return
    if story and not times.is_same(moment, times.iso(story.get("datePublished")), story.get("datePublished")):
        found.error("dates", path, f"publication_date of {loc} is not when the page was published")
    if now is not None and not isinstance(moment, date) and not now - 2 * 86400 <= moment <= now:
        found.error("news-sitemap", path, f"{loc} was not published within two days")
    language = item.findtext(f"{NEWS}publication/{NEWS}language") or ""
    if page.lang and page.lang.split("-")[0].lower() != language.split("-")[0]:
        found.error("news-sitemap", path, f"{loc} is in `{page.lang}`, not in `{language}`")


def robots(site, maps, named, found):
    """robots.txt names the index, the index all others but the news sitemap, which may stand beside it."""
    if not maps:
        return
    if "robots.txt" not in site.files:
        found.error("robots", "robots.txt", "is not there")
        return
    text = site.bytes("robots.txt").decode("utf-8")
    told = [line.partition(":")[2].strip() for line in text.splitlines() if line.lower().startswith("sitemap:")]
    for url in told:
        address(site, "robots.txt", url, found)
    for line in text.splitlines():
        if line.strip() and not line.startswith("#") and not re.match(r"(User-agent|Allow|Disallow|Sitemap|Crawl-delay): ?\S*", line, re.IGNORECASE):
            found.error("robots", "robots.txt", f"`{line}` is no rule (RFC 9309, 2.2)")
    lost = set(maps) - named - {site.path_of(url) for url in told}
    for path in sorted(lost):
        found.error("sitemap", path, "neither robots.txt nor an index names it")
