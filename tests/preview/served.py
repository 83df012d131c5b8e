"""What several files of tests share: a class that has a paper and a server, and one whose paper is full of secrets.

Holds no test. paper.py knows nothing of unittest; this does.
"""

import time
import unittest

from paper import Live, Paper, Server, seen_of, wait_until

SOON = 2.0
"""Seconds within which an edit must be on the served page."""

CANARY = "canary-7f3ac1"
"""Stands in every file that must never be served, also below another name or in part."""

BIG = bytes(index * 7 % 251 for index in range(100_000))

HTML = "<!doctype html>\n<html>\n<head>\n<title>Static</title>\n</head>\n<body>A page.</body>\n</html>\n"
TYPES = {
    "a.html": (HTML, {"text/html; charset=utf-8"}),
    "upper.HTML": (HTML, {"text/html; charset=utf-8"}),
    "a.css": ("p {}\n", {"text/css; charset=utf-8"}),
    "a.js": ("1;\n", {"text/javascript; charset=utf-8"}),
    "a.mjs": ("1;\n", {"text/javascript; charset=utf-8", "application/javascript; charset=utf-8"}),
    "a.json": ("{}\n", {"application/json", "application/json; charset=utf-8"}),
    "a.xml": ("<a/>\n", {"application/xml; charset=utf-8", "text/xml; charset=utf-8"}),
    "a.svg": ('<svg xmlns="http://www.w3.org/2000/svg"/>\n', {"image/svg+xml", "image/svg+xml; charset=utf-8"}),
    "a.txt": ("Text.\n", {"text/plain; charset=utf-8"}),
    "a.md": ("# Text\n", {"text/markdown; charset=utf-8", "text/plain; charset=utf-8"}),
    "a.woff2": (b"wOF2", {"font/woff2"}),
    "a.jpg": (b"\xff\xd8\xff", {"image/jpeg"}),
    "upper.JPG": (b"\xff\xd8\xff", {"image/jpeg"}),
    "a.png": (b"\x89PNG", {"image/png"}),
    "a.webp": (b"RIFF", {"image/webp"}),
    "a.avif": (b"\0\0\0\x20ftypavif", {"image/avif"}),
    "a.gif": (b"GIF89a", {"image/gif"}),
    "a.pdf": (b"%PDF-1.7", {"application/pdf"}),
    "a.mp3": (b"ID3", {"audio/mpeg"}),
    "a.mp4": (b"\0\0\0\x18ftypmp42", {"video/mp4"}),
    "no-suffix": ("<script>1</script>", {"application/octet-stream"}),
    "a.unheard-of": ("<script>1</script>", {"application/octet-stream"}),
    "a.tar.gz": (b"\x1f\x8b", {"application/gzip", "application/octet-stream"}),
}


class Served(unittest.TestCase):
    """A class of tests with a paper and a server of its own, that must live until the end of each."""

    ARTICLES = 8

    @classmethod
    def setUpClass(cls):
        cls.paper = Paper(articles=cls.ARTICLES)
        cls.addClassCleanup(cls.paper.remove)
        cls.prepare()
        cls.server = Server(cls.paper)
        cls.addClassCleanup(cls.server.stop)
        if cls.server.editions[0]["errors"]:
            raise AssertionError(f"the paper of these tests is wrong: {cls.server.editions[0]['diagnostics']}")

    @classmethod
    def prepare(cls):
        """Adds to the paper before the server starts."""

    def tearDown(self):
        self.assertTrue(self.server.is_alive(), "the server ended")
        self.assertEqual(self.server.stray, [], "lines that are no JSON on standard output")

    def live(self, page, seen="", headers=()):
        live = Live(self.server.port, page, seen, headers)
        self.addCleanup(live.close)
        return live

    def page_seen(self, address):
        return seen_of(self.server.get(address).body)

    def shows(self, address, text, timeout=SOON):
        wait_until(lambda: self.server.shows(address, text), timeout, f"`{text}` at {address}")

    def gone(self, address, timeout=SOON):
        wait_until(lambda: self.server.get(address).status == 404, timeout, f"{address} gone")

    def no_edition(self, seconds, do=lambda: None):
        """Does something that must give no edition."""
        before = len(self.server.editions)
        end = time.monotonic() + seconds
        do()
        while time.monotonic() < end:
            self.assertEqual(self.server.editions[before:], [], "an edition, but no source changed")
            time.sleep(0.05)


class Guarded(Served):
    """A paper with files that are served, and many more that are not; every reply is looked through for the latter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.built = cls.paper.build(cls.server.url)

    @classmethod
    def prepare(cls):
        made = cls.paper
        config = made.read("site.toml").decode()
        made.write("site.toml", f"# {CANARY} in site.toml\n{config}")
        made.article("story-1", "Body of story 1.", header=f'# {CANARY} in a header\naliases = ["/old/one/"]\n')
        made.article("draft-20", f"{CANARY} in a draft", header="draft = true\n")
        made.article("late-21", f"{CANARY} in a scheduled story")
        made.write(
            made.file_of("late-21"), made.read(made.file_of("late-21")).decode().replace("date = 2025-06-22", "date = 2026-12-01")
        )
        made.write("content/articles/등불.md", '+++\ntitle = "등불"\ndate = 2025-06-03\nauthor = "dana-kim"\n+++\n\n불빛.\n')
        for name in [
            ".git/config",
            ".env",
            ".htpasswd",
            "config.toml",
            "index.html",
            "public/index.html",
            "public/only-here.html",
            "public/css/own.css",
            ".public.newsprint-staging/lock",
            "content/articles/private.txt",
            "content/articles/story-1.md~",
            "content/.hidden.md",
            "static/.hidden",
            "static/css/own.css~",
            "../beside.txt",
            "../index.html",
            "../css/own.css",
        ]:
            made.write(name, f"{CANARY} in {name}\n")
        made.write("data/private.toml", f'secret = "{CANARY} in data"\n')
        made.write("templates/unused.html", f"{{# {CANARY} in a template #}}\n")
        made.write("themes/other/theme.toml", f"# {CANARY} in a theme\n")
        made.write("static/css/own.css", "p { color: red }\n")
        made.write("static/big.bin", BIG)
        for name, (content, _) in TYPES.items():
            made.write(f"static/types/{name}", content)

    def tearDown(self):
        super().tearDown()
        self.assertTrue(self.server.shows(self.paper.address("story-2"), "Body of story 2."), "a plain page is no longer served")

    def get(self, target, headers=(), **options):
        reply = self.server.get(target, headers, **options)
        self.safe(reply)
        return reply

    def safe(self, reply):
        """What holds for each reply of the program, whatever the request was."""
        names = [name.lower() for name, _ in reply.headers]
        self.assertFalse([name for name in names if name.startswith("access-control")], reply)
        self.assertNotIn(CANARY.encode(), reply.whole)
        self.assertNotIn("x-injected", names)
        if reply.status in (200, 206, 301, 302, 307, 308, 403, 404, 405):
            self.assertEqual(reply.header("x-content-type-options"), "nosniff", reply)
            self.assertEqual(reply.header("cross-origin-resource-policy"), "same-origin", reply)
        location = reply.header("location")
        if location is not None:
            is_path = location.startswith("/") and location[1:2] not in ("/", "\\")
            self.assertTrue(is_path or location.startswith(self.server.url), f"leads elsewhere: {location}")
