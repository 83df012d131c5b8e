"""Rules of our own for pages: canonical addresses, editions, structured data, dates.

What a validator of somebody else says is not repeated here.
"""

import re
import unicodedata

import times

FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json"}
LANGUAGE = re.compile(r"x-default|[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
ARTICLES = {
    "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "ReviewNewsArticle", "BackgroundNewsArticle",
    "AskPublicNewsArticle", "LiveBlogPosting", "AdvertiserContentArticle", "SatiricalArticle",
}
LABELLED = {"OpinionNewsArticle", "AdvertiserContentArticle", "SatiricalArticle"}
NEEDED = ("@id", "url", "mainEntityOfPage", "headline", "datePublished", "dateModified", "author", "publisher", "inLanguage")
LONGEST = {"twitter:title": 70, "twitter:description": 200, "twitter:image:alt": 420}


def check(site, found):
    for page in site.pages.values():
        found.count("pages")
        if page.refresh:
            continue
        canonical(site, page, found)
        editions(site, page, found)
        structured(site, page, found)
        share_card(site, page, found)
        for kind, href in page.feeds:
            if kind in FEED_TYPES and site.is_own(site.absolute(page, href)) and not site.has(site.absolute(page, href)):
                found.error("autodiscovery", page.path, f"the feed {href} is not there")


def canonical(site, page, found):
    if not page.title or not page.title.strip():
        found.error("title", page.path, "no title")
    if page.path.endswith("404.html"):
        return
    if page.is_noindex and not page.canonical:
        return
    if len(page.canonical) != 1:
        found.error("canonical", page.path, f"{len(page.canonical)} canonical addresses")
        return
    address = page.canonical[0]
    if not re.match(r"https?://", address) or not address.isascii():
        found.error("canonical", page.path, f"{address} is not a whole, encoded address")
    elif site.is_own(address):
        other = site.page_at(address)
        if other is None:
            found.error("canonical", page.path, f"{address} is not there")
        elif other.canonical != [address] or other.refresh:
            found.error("canonical", page.path, f"{address} says that it stands elsewhere")


def editions(site, page, found):
    if not page.alternates:
        return
    named = dict(page.alternates)
    if len(named) != len(page.alternates):
        found.error("hreflang", page.path, "names a language twice")
    if not any(site.path_of(href) == page.path for language, href in page.alternates if language != "x-default"):
        found.error("hreflang", page.path, "does not name itself among its editions")
    for language, href in page.alternates:
        if not LANGUAGE.fullmatch(language):
            found.error("hreflang", page.path, f"`{language}` is no language")
        other = site.page_at(href) if site.is_own(href) else None
        if other is None:
            found.error("hreflang", page.path, f"the edition {href} is not there")
        elif set(other.alternates) != set(page.alternates):
            found.error("hreflang", page.path, f"{href} does not name the same editions")
        elif language != "x-default" and (other.lang or "").split("-")[0] != language.split("-")[0]:
            found.error("hreflang", page.path, f"{href} is in `{other.lang}`, not in `{language}`")


def walk(value, key=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, key)
    elif isinstance(value, str):
        yield key, value


def types(value):
    if isinstance(value, dict):
        if "@type" in value:
            yield value["@type"]
        for inner in value.values():
            yield from types(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from types(inner)


def structured(site, page, found):
    for why in page.broken_json_ld:
        found.error("json-ld", page.path, f"is not JSON: {why}")
    for text in page.raw_json_ld:
        if re.search("[<>&\u2028\u2029]", text):
            found.error("json-ld", page.path, "holds a character that can end or begin markup")
        if not unicodedata.is_normalized("NFC", text):
            found.error("normal-form", page.path, "its structured data is not in normal form C")
    for thing in page.json_ld:
        if not isinstance(thing, dict) or "@graph" in thing or thing.get("@context") != "https://schema.org":
            found.error("json-ld", page.path, "a script holds one thing of https://schema.org")
            continue
        if not all(isinstance(kind, str) for kind in types(thing)):
            found.error("json-ld", page.path, "a thing has several types; validators see none of them")
            continue
        for key, text in walk(thing):
            own(site, page, key, text, found)
        if thing.get("@type") in ARTICLES:
            story(site, page, thing, found)
        if thing.get("@type") == "BreadcrumbList":
            positions = [item.get("position") for item in thing.get("itemListElement", [])]
            if positions != list(range(1, len(positions) + 1)) or not positions:
                found.error("json-ld", page.path, f"breadcrumbs are numbered {positions}")


def own(site, page, key, text, found):
    """What looks like an address of the site must be there; so must the part of the page that it names."""
    if not site.is_own(text) or re.search(r"\s|[{}]", text):
        return
    address, _, part = text.partition("#")
    if not site.has(address):
        found.error("resolves", page.path, f"{key} is {text}, which is not there")
    elif part and key not in ("@id",) and site.page_at(address) and part not in site.page_at(address).ids:
        found.error("resolves", page.path, f"{key} is {text}, but that page has no `{part}`")


def story(site, page, thing, found):
    found.count("stories")
    for key in NEEDED:
        if not thing.get(key) and not (key == "author" and thing["@type"] == "AdvertiserContentArticle"):
            found.error("json-ld", page.path, f"the story has no {key}")
    published, modified = times.iso(thing.get("datePublished")), times.iso(thing.get("dateModified"))
    if published is None or modified is None:
        found.error("dates", page.path, f"{thing.get('datePublished')}, {thing.get('dateModified')}: not moments with an offset")
    elif modified < published:
        found.error("dates", page.path, "modified before it was published")
    else:
        for tag, moment in (("article:published_time", published), ("article:modified_time", modified)):
            if times.iso(page.first(tag)) != moment:
                found.error("dates", page.path, f"{tag} is {page.first(tag)}, not as in the structured data")
        shown = [times.w3c(text) for text in page.times]
        if not any(times.is_same(moment, published, thing["datePublished"]) for moment in shown):
            found.error("dates", page.path, f"no <time> shows {thing['datePublished']}")
    publisher = thing.get("publisher")
    if not isinstance(publisher, dict) or not publisher.get("name") or not publisher.get("url"):
        found.error("json-ld", page.path, "the publisher must stand in the story itself, with name and url")
    for author in thing.get("author") or []:
        if not isinstance(author, dict) or author.get("@type") not in ("Person", "Organization", "NewsMediaOrganization") or not author.get("name"):
            found.error("json-ld", page.path, f"an author is {author}")
    for correction in thing.get("correction") or []:
        if correction.get("@type") != "CorrectionComment" or not correction.get("text"):
            found.error("json-ld", page.path, f"a correction is {correction}")
    if page.first("og:type") != "article":
        found.error("share-card", page.path, f"og:type of a story is {page.first('og:type')}")
    if thing["@type"] in LABELLED and page.first("og:title") == thing.get("headline"):
        found.error("label", page.path, f"the label of a {thing['@type']} does not travel in og:title")


def share_card(site, page, found):
    if page.first("og:url") and page.canonical and page.first("og:url") != page.canonical[0]:
        found.error("share-card", page.path, f"og:url is {page.first('og:url')}, the page says it is {page.canonical[0]}")
    for tag in ("og:image", "twitter:image", "article:author"):
        for url in page.meta.get(tag, []):
            if not re.match(r"https?://", url):
                found.error("share-card", page.path, f"{tag} {url} is not a whole address")
            else:
                own(site, page, tag, url, found)
    for tag, most in LONGEST.items():
        for text in page.meta.get(tag, []):
            if len(text) > most:
                found.error("share-card", page.path, f"{tag} has {len(text)} characters, {most} at most")
