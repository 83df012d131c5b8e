"""A built site, as programs see it: its files, and what the head of each page says.

Reads, and judges nothing.
"""

import json
import os
import posixpath
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit


class Head(HTMLParser):
    """Collects what a page tells programs."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lang = None
        self.title = None
        self.canonical, self.alternates, self.feeds, self.json_ld, self.times, self.ids = [], [], [], [], [], set()
        self.meta = {}
        self.refresh = False
        self.links = []
        self._text = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if attrs.get("id"):
            self.ids.add(attrs["id"])
        if tag == "html":
            self.lang = attrs.get("lang")
        elif tag == "title" and self.title is None:
            self._text = ("title", [])
        elif tag == "script" and attrs.get("type") == "application/ld+json":
            self._text = ("json_ld", [])
        elif tag == "link":
            self._link(attrs)
        elif tag == "meta":
            if (attrs.get("http-equiv") or "").lower() == "refresh":
                self.refresh = True
            name = attrs.get("property") or attrs.get("name")
            if name:
                self.meta.setdefault(name, []).append(attrs.get("content") or "")
        elif tag == "time" and attrs.get("datetime"):
            self.times.append(attrs["datetime"])

    def _link(self, attrs):
        rel, href = (attrs.get("rel") or "").lower().split(), attrs.get("href") or ""
        if "canonical" in rel:
            self.canonical.append(href)
        elif "alternate" in rel and attrs.get("hreflang"):
            self.alternates.append((attrs["hreflang"], href))
        elif "alternate" in rel and attrs.get("type"):
            self.feeds.append((attrs["type"], href))

    def handle_data(self, data):
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag):
        if self._text and tag in ("title", "script"):
            kind, parts = self._text
            text = "".join(parts)
            if kind == "title":
                self.title = text
            else:
                self.json_ld.append(text)
            self._text = None


class Page:
    """One HTML file."""

    def __init__(self, path, text):
        head = Head()
        head.feed(text)
        head.close()
        self.path = path
        for name in ("lang", "title", "canonical", "alternates", "feeds", "times", "ids", "meta", "refresh"):
            setattr(self, name, getattr(head, name))
        self.json_ld, self.broken_json_ld, self.raw_json_ld = [], [], head.json_ld
        for text in head.json_ld:
            try:
                self.json_ld.append(json.loads(text))
            except ValueError as why:
                self.broken_json_ld.append(str(why))

    def first(self, name):
        return self.meta.get(name, [None])[0]

    @property
    def is_noindex(self):
        return any("noindex" in content for content in self.meta.get("robots", []))

    @property
    def types(self):
        return tuple(sorted(str(thing.get("@type")) for thing in self.json_ld if isinstance(thing, dict)))

    @property
    def article(self):
        """The object that is the story, if the page is one."""
        for thing in self.json_ld:
            if isinstance(thing, dict) and isinstance(thing.get("@type"), str) and "headline" in thing:
                return thing
        return None


def read_page(folder, path):
    with open(os.path.join(folder, path), encoding="utf-8", errors="surrogateescape", newline="") as file:
        return Page(path, file.read())


def read_some(task):
    folder, paths = task
    return [read_page(folder, path) for path in paths]


class Site:
    """A folder of files below an address."""

    def __init__(self, folder, base):
        self.folder, self.base = folder, base if base.endswith("/") else base + "/"
        self.files = set()
        for at, folders, names in os.walk(folder):
            folders.sort()
            below = os.path.relpath(at, folder).replace(os.sep, "/")
            self.files.update(posixpath.normpath(posixpath.join(below, name)) for name in names)
        html = sorted(path for path in self.files if path.endswith(".html"))
        pieces = [html[at:at + 100] for at in range(0, len(html), 100)]
        if len(html) < 60:
            pages = [read_page(folder, path) for path in html]
        else:
            with ProcessPoolExecutor() as pool:
                pages = [page for some in pool.map(read_some, [(folder, piece) for piece in pieces]) for page in some]
        self.pages = {page.path: page for page in pages}

    def paths(self, *endings):
        return sorted(path for path in self.files if path.endswith(endings))

    def full(self, path):
        return os.path.join(self.folder, path)

    def bytes(self, path):
        with open(self.full(path), "rb") as file:
            return file.read()

    def url(self, path):
        """The address at which readers find a file."""
        path = path[:-len("index.html")] if path == "index.html" or path.endswith("/index.html") else path
        return self.base + path

    def is_own(self, url):
        return url.startswith(self.base) or url == self.base[:-1]

    def path_of(self, url):
        """The file at an address below the base; what the address names need not be there."""
        path = unquote(urlsplit(url).path)[len(urlsplit(self.base).path):]
        return path + "index.html" if path == "" or path.endswith("/") else path

    def has(self, url):
        return self.path_of(url) in self.files

    def page_at(self, url):
        return self.pages.get(self.path_of(url))

    def absolute(self, page, url):
        return urljoin(self.url(page.path), url)
