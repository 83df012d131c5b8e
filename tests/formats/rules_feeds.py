"""Rules of our own for feeds and the wire, beside their validators: ids, addresses, dates, and that all formats say the same.

feedparser stands for the readers that people use: it must find nothing odd, and as many entries as we wrote.
"""

import json
import os
import re
import xml.etree.ElementTree as ET
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser

import times
from rules_pages import walk

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MEDIA = "{http://search.yahoo.com/mrss/}"
UNWANTED = {"script", "style", "form", "input", "button", "iframe", "object", "embed", "svg", "noscript"}


class Content(HTMLParser):
    """What must not stand in the text of an entry, and the addresses that do."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.unwanted, self.urls, self.open = set(), [], []

    def handle_starttag(self, tag, attrs):
        if tag in UNWANTED:
            self.unwanted.add(tag)
        for name, value in attrs:
            if name.startswith("on"):
                self.unwanted.add(name)
            if name in ("href", "src", "poster") and value:
                self.urls.append(value)


class Entry:
    """An entry of any of the three formats."""

    def __init__(self, id, url, title, published, modified, html, urls):
        self.id, self.url, self.title, self.published, self.modified = id, url, title, published, modified
        self.html, self.urls = html, urls


def rss(root, path, found):
    channel = root.find("channel")
    for name in ("title", "link", "description", "language"):
        if not (channel.findtext(name) or "").strip():
            found.error("rss", path, f"the channel has no {name}")
    guids = channel.findall("item/guid")
    for item in channel.findall("item"):
        guid, link = item.find("guid"), item.findtext("link")
        if guid is not None and guid.get("isPermaLink", "true") == "true" and guid.text != link:
            found.error("rss", path, f"{guid.text} is no address of {link}")
        if item.find("author") is not None:
            found.error("rss", path, "<author> takes an e-mail address; names stand in dc:creator")
        if times.rfc_822(item.findtext("pubDate")) is None:
            found.error("dates", path, f"pubDate {item.findtext('pubDate')}")
        for enclosure in item.findall("enclosure"):
            if not (enclosure.get("length") or "").isdigit() or "/" not in (enclosure.get("type") or ""):
                found.error("rss", path, f"the enclosure {enclosure.attrib} lacks a length or a type")
    if len(guids) != len(channel.findall("item")):
        found.error("rss", path, "an item has no guid")
    built = channel.findtext("lastBuildDate")
    if built is not None and times.rfc_822(built) is None:
        found.error("dates", path, f"lastBuildDate {built}")
    urls = [channel.findtext("link") or ""] + [link.get("href") for link in channel.findall(ATOM + "link") if link.get("rel") == "self"]
    entries = []
    for item in channel.findall("item"):
        media = [node.get("url") for node in item.iter() if node.tag in (MEDIA + "content", MEDIA + "thumbnail", "enclosure")]
        entries.append(Entry(item.findtext("guid"), item.findtext("link"), item.findtext("title"), times.rfc_822(item.findtext("pubDate")), None,
                             item.findtext(CONTENT), media))
    return urls, entries


def atom(root, path, found):
    updated = [times.iso(node.text) for node in root.findall(f"{ATOM}entry/{ATOM}updated")]
    if updated and None not in updated and times.iso(root.findtext(ATOM + "updated")) != max(updated):
        found.error("dates", path, "the feed is not as new as its newest entry")
    urls, entries = [link.get("href") for link in root.findall(ATOM + "link") if link.get("rel") in (None, "self", "alternate")], []
    for entry in root.findall(ATOM + "entry"):
        links = [link for link in entry.findall(ATOM + "link") if link.get("rel", "alternate") == "alternate"]
        kinds = [(link.get("type"), link.get("hreflang")) for link in links]
        if len(set(kinds)) != len(kinds) or not links:
            found.error("atom", path, f"{entry.findtext(ATOM + 'id')} has {len(links)} links of one kind (RFC 4287, 4.1.2)")
        if entry.find(ATOM + "author") is None and root.find(ATOM + "author") is None:
            found.error("atom", path, "nobody is the author (RFC 4287, 4.1.1)")
        content = entry.find(ATOM + "content")
        html = content.text if content is not None and content.get("type") == "html" else None
        published, modified = times.iso(entry.findtext(ATOM + "published")), times.iso(entry.findtext(ATOM + "updated"))
        enclosures = [link.get("href") for link in entry.findall(ATOM + "link") if link.get("rel") == "enclosure"]
        entries.append(Entry(entry.findtext(ATOM + "id"), links[0].get("href") if links else None, entry.findtext(ATOM + "title"), published, modified,
                             html, enclosures))
        if published is None or modified is None:
            found.error("dates", path, f"{entry.findtext(ATOM + 'published')}, {entry.findtext(ATOM + 'updated')}")
    return urls, entries


def json_feed(value, path, found):
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        return [], []
    entries = []
    for item in (item for item in value["items"] if isinstance(item, dict)):
        published, modified = times.iso(item.get("date_published")), times.iso(item.get("date_modified", item.get("date_published")))
        if published is None or modified is None:
            found.error("dates", path, f"{item.get('date_published')}, {item.get('date_modified')}")
        pictures = [item.get("image")] + [attached.get("url") for attached in item.get("attachments", [])]
        entries.append(Entry(item.get("id"), item.get("url"), item.get("title"), published, modified, item.get("content_html"),
                             [url for url in pictures if url]))
    return [value.get(key) for key in ("home_page_url", "feed_url", "next_url") if value.get(key)], entries


def entries_of(site, path, found):
    """Reads a feed by what its root says; None: it is none."""
    if path.endswith(".json"):
        try:
            value = json.loads(site.bytes(path))
        except ValueError:
            return None
        return json_feed(value, path, found)
    try:
        root = ET.fromstring(site.bytes(path))
    except ET.ParseError:
        return None
    return rss(root, path, found) if root.tag == "rss" else atom(root, path, found)


def check(site, feeds, found):
    """`feeds` are the paths of all feeds; in one folder, the three formats say the same."""
    by_folder = {}
    for path in feeds:
        found.count("feeds")
        read = entries_of(site, path, found)
        if read is None:
            continue
        urls, entries = read
        for url in urls:
            address(site, path, url, found)
        ids = [entry.id for entry in entries]
        if len(set(ids)) != len(ids) or not all(ids):
            found.error("feed-ids", path, "an id is missing, or stands twice")
        for entry in entries:
            one_entry(site, path, entry, found)
        by_folder.setdefault(os.path.dirname(path), {})[os.path.basename(path)] = entries
    for folder, formats in by_folder.items():
        usual = [formats[name] for name in ("feed.xml", "atom.xml", "feed.json") if name in formats]
        said = [[(entry.id, entry.url, entry.title, entry.published) for entry in entries] for entries in usual]
        if any(other != said[0] for other in said[1:]):
            found.error("feeds-agree", folder or "/", "feed.xml, atom.xml and feed.json do not hold the same entries")


def address(site, path, url, found):
    if not url or not re.match(r"https?://", url) or not url.isascii() or re.search(r"[\s<>\"]", url):
        found.error("resolves", path, f"{url!r} is not a whole, encoded address")
    elif site.is_own(url):
        resolve(site, path, url, found)


def resolve(site, path, url, found):
    if not site.has(url.partition("#")[0]):
        found.error("resolves", path, f"{url} is not there")


def one_entry(site, path, entry, found):
    found.count("entries")
    if not entry.title or not entry.title.strip():
        found.error("feed-entry", path, f"{entry.id} has no title")
    for url in [entry.url] + entry.urls:
        address(site, path, url, found)
    if entry.modified is not None and entry.published is not None and entry.modified < entry.published:
        found.error("dates", path, f"{entry.id} was modified before it was published")
    page = site.page_at(entry.url) if entry.url and site.is_own(entry.url) else None
    story = page.article if page else None
    if story:
        for said, there in ((entry.published, "datePublished"), (entry.modified, "dateModified")):
            if said is not None and said != times.iso(story.get(there)):
                found.error("dates", path, f"{entry.url}: {there} of the page is {story.get(there)}")
    # A story that asks not to be found still has its dates; the notice of one that was taken down has none.
    if page and (page.is_noindex and not page.first("article:published_time") or page.refresh):
        found.error("feed-entry", path, f"{entry.url} is a notice or leads elsewhere")
    if entry.html:
        content = Content()
        content.feed(entry.html)
        content.close()
        if content.unwanted:
            found.error("feed-content", path, f"{entry.id} holds {', '.join(sorted(content.unwanted))}")
        for url in content.urls:
            if not re.match(r"[a-z][a-z0-9+.-]*:", url, re.IGNORECASE):
                found.error("feed-content", path, f"{entry.id} refers to {url[:200]}, which no reader of a feed can find")
            elif site.is_own(url):
                resolve(site, path, url, found)


def parse_some(task):
    """Reads feeds with feedparser, in a process of its own."""
    import feedparser
    folder, paths = task
    told = []
    for path in paths:
        with open(os.path.join(folder, path), "rb") as file:
            text = file.read()
        parsed = feedparser.parse(text, response_headers={"content-type": "application/xml; charset=utf-8"})
        if parsed.bozo:
            told.append((path, f"bozo: {parsed.bozo_exception}"))
        if not parsed.version:
            told.append((path, "no version was recognised"))
        if len(parsed.entries) != len(re.findall(rb"<(?:item|entry)[ >]", text)):
            told.append((path, f"{len(parsed.entries)} entries were found"))
        for entry in parsed.entries:
            missing = [name for name in ("id", "title", "link", "published_parsed") if not entry.get(name)]
            if missing:
                told.append((path, f"an entry without {', '.join(missing)} as read"))
    return told


def by_feedparser(site, feeds, found):
    paths = [path for path in feeds if path.endswith(".xml")]
    pieces = [paths[at:at + 20] for at in range(0, len(paths), 20)]
    with ProcessPoolExecutor() as pool:
        for told in pool.map(parse_some, [(site.folder, piece) for piece in pieces]):
            for path, what in told:
                found.error("feedparser", path, what)


def wire(site, paths, found):
    """ninjs: beside the schema, that a story's dates and address are the page's, and that a canceled one says nothing."""
    for path in paths:
        found.count("wire")
        try:
            item = json.loads(site.bytes(path))
        except ValueError:
            continue
        if not isinstance(item, dict):
            continue
        url = item.get("uri", "")
        page = site.page_at(url) if site.is_own(url) else None
        if page is None:
            found.error("wire", path, f"{url} is not there")
            continue
        said = {key for key in item if item[key]}
        if item.get("pubStatus") == "canceled":
            if said & {"headlines", "bodies", "descriptions", "by", "people", "associations", "slugline", "title", "subjects"}:
                found.error("wire", path, "a canceled story still says what it said")
        elif page.article:
            for key, there in (("firstCreated", "datePublished"), ("versionCreated", "dateModified")):
                if times.iso(item.get(key)) is None or times.iso(item.get(key)) != times.iso(page.article.get(there)):
                    found.error("dates", path, f"{key} is {item.get(key)}, the page says {page.article.get(there)}")
            if not said >= {"headlines", "bodies", "language", "type"}:
                found.error("wire", path, "a story needs headlines, bodies, language and type")
        for key, text in walk(item):
            if key in ("uri", "href") and site.is_own(text):
                resolve(site, path, text, found)


def wire_index(site, path, found):
    """The list of the newest: addresses of files of the wire, or things with them."""
    try:
        value = json.loads(site.bytes(path))
    except ValueError as why:
        found.error("wire", path, f"is not JSON: {why}")
        return
    urls = [text for key, text in walk(value) if site.is_own(text)]
    if not urls:
        found.error("wire", path, "names nothing")
    for url in urls:
        resolve(site, path, url, found)
