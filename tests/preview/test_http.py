"""What the preview answers to requests: good, bad and hostile ones, byte by byte over plain sockets.

Deliberately looks at single requests to a server at rest. Editing is in test_saves.py and test_storm.py; many and slow
clients, and starting and ending, are in test_clients.py.
"""

import json
import random
import unittest
import urllib.parse

import paper
from paper import Closed, Connection, Live, Paper, Server, own_bytes, request, seen_of, wait_until

CANARY = "canary-7f3ac1"
"""Stands in every file that must never be served, also below another name or in part."""

PAPER, SERVER, BUILT = None, None, None
BIG = bytes(index * 7 % 251 for index in range(100_000))


def setUpModule():
    global PAPER, SERVER, BUILT
    PAPER = hidden_and_open_files(Paper(articles=8))
    SERVER = Server(PAPER)
    BUILT = PAPER.build(SERVER.url)


def tearDownModule():
    SERVER.stop()
    PAPER.remove()


def hidden_and_open_files(made):
    """Files that are served, and many more that are not."""
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
    return made


HTML = "<!doctype html>\n<html>\n<head>\n<title>Static</title>\n</head>\n<body>A page.</body>\n</html>\n"
TYPES = {
    "a.html": (HTML, {"text/html; charset=utf-8"}),
    "upper.HTML": (HTML, {"text/html; charset=utf-8"}),
    "a.css": ("p {}\n", {"text/css; charset=utf-8"}),
    "a.js": ("1;\n", {"text/javascript; charset=utf-8"}),
    "a.mjs": ("1;\n", {"text/javascript; charset=utf-8"}),
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


class Case(unittest.TestCase):
    """A test that ends with the server alive and well."""

    def tearDown(self):
        self.assertTrue(SERVER.is_alive(), "the server ended")
        self.assertTrue(SERVER.shows(PAPER.address("story-2"), "Body of story 2."), "a plain page is no longer served")

    def get(self, target, headers=(), **options):
        reply = SERVER.get(target, headers, **options)
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
            self.assertTrue(is_path or location.startswith(SERVER.url), f"leads elsewhere: {location}")


class Pages(Case):
    def test_everything_that_is_built_is_served_with_the_same_bytes(self):
        self.assertGreater(len(BUILT), 40)
        self.assertEqual(paper.differences(SERVER, BUILT), [])

    def test_a_page_has_the_script_line_once_before_the_end_of_its_head(self):
        for address in ["/", PAPER.address("story-1"), "/types/a.html", "/nowhere/"]:
            body = self.get(address).body
            self.assertEqual(body.count(b"/__newsprint/"), 1, address)
            at = body.index(paper.SCRIPT_START)
            line, rest = body[at:].split(b"</head>", 1)
            self.assertEqual(line.strip(), line.strip().split(b"\n")[0], address)
            self.assertTrue(line.strip().endswith(paper.SCRIPT_END), line)
            self.assertNotIn(b"</head>", rest)
            self.assertTrue(seen_of(body), address)

    def test_a_fingerprint_belongs_to_the_bytes_of_its_page(self):
        one, again, other = (seen_of(self.get(PAPER.address(slug)).body) for slug in ["story-1", "story-1", "story-2"])
        self.assertEqual(one, again)
        self.assertNotEqual(one, other)

    def test_headers_of_every_good_reply(self):
        for address in ["/", PAPER.address("story-1"), "/css/own.css", "/big.bin", "/__newsprint/preview.js"]:
            reply = self.get(address)
            self.assertEqual(reply.status, 200, address)
            self.assertIn("no-cache", reply.header("cache-control"), address)
            self.assertRegex(reply.header("etag"), r'^(W/)?"[!#-~]+"$', address)

    def test_content_types(self):
        for name, (content, allowed) in TYPES.items():
            with self.subTest(name):
                reply = self.get(f"/types/{name}")
                self.assertEqual(reply.status, 200)
                self.assertIn(reply.header("content-type").lower(), allowed)
                expected = content.encode() if isinstance(content, str) else content
                self.assertEqual(own_bytes(reply.body), expected)

    def test_own_files(self):
        for name, kind in [("preview.js", "text/javascript; charset=utf-8"), ("preview.css", "text/css; charset=utf-8")]:
            reply = self.get(f"/__newsprint/{name}")
            self.assertEqual((reply.status, reply.header("content-type")), (200, kind))
            self.assertGreater(len(reply.body), 100)
        for target in ["/__newsprint/", "/__newsprint", "/__newsprint/other.js", "/__newsprint/../css/own.css"]:
            self.assertIn(self.get(target).status, (400, 404), target)

    def test_a_missing_slash_redirects(self):
        for target, place in [
            (PAPER.address("story-1")[:-1], PAPER.address("story-1")),
            ("/about", "/about/"),
            ("/2025/06", "/2025/06/"),
            ("/2025/06/03/%EB%93%B1%EB%B6%88", "/2025/06/03/%EB%93%B1%EB%B6%88/"),
        ]:
            reply = self.get(target)
            self.assertEqual(reply.status, 301, target)
            location = urllib.parse.urljoin(f"http://127.0.0.1:{SERVER.port}{target}", reply.header("location"))
            self.assertEqual(location, f"http://127.0.0.1:{SERVER.port}{place}", target)

    def test_a_redirect_never_takes_its_host_from_the_request(self):
        for host in ["foo.localhost", "127.8.9.10:99"]:
            self.get("/about", host=host)

    def test_an_alias_leads_to_the_story(self):
        reply = self.get("/old/one/")
        self.assertEqual(reply.status, 200)
        self.assertEqual(own_bytes(reply.body), BUILT["old/one/index.html"])
        self.assertIn(PAPER.address("story-1").encode(), reply.body)

    def test_a_page_that_is_not_there(self):
        for target in ["/nowhere/", "/nowhere", "/css/none.css", "/2025/06/03/none/", "/nowhere?x=1"]:
            reply = self.get(target)
            self.assertEqual(reply.status, 404, target)
            self.assertEqual(reply.header("content-type"), "text/html; charset=utf-8")
            self.assertEqual(own_bytes(reply.body), BUILT["404.html"], target)

    def test_a_query_changes_nothing(self):
        plain = self.get("/about/")
        for tail in ["?", "?x=1", "?/../../.env", "?%00", "?a=b?c"]:
            self.assertEqual(self.get("/about/" + tail).body, plain.body, tail)

    def test_the_base_path_of_the_site(self):
        made = Paper(articles=2, base_url="https://paper.example.org/the/paper/")
        self.addCleanup(made.remove)
        server = Server(made)
        self.addCleanup(server.stop)
        base = f"http://127.0.0.1:{server.port}/the/paper/"
        self.assertEqual(server.url, base)
        for target in ["/", "/the/paper"]:
            reply = server.get(target)
            self.assertIn(reply.status, (301, 302, 307, 308), target)
            self.assertEqual(urllib.parse.urljoin(base, reply.header("location")), base)
        self.assertEqual(paper.differences(server, made.build(base)), [])
        story = made.address("story-1")
        self.assertEqual(server.get(story).status, 404)
        self.assertEqual(server.get("/the/paper" + story).status, 200)
        self.assertEqual(server.get("/__newsprint/preview.js").status, 200)
        self.assertEqual(server.state("/the/paper" + story)["page"]["source"], made.file_of("story-1"))


class Targets(Case):
    """Only what the site has is served, however it is asked for."""

    HOSTILE = [
        "/../beside.txt",
        "/../../etc/passwd",
        "/../../../../../../../../etc/passwd",
        "/..%2fbeside.txt",
        "/..%2Fbeside.txt",
        "/%2e%2e/beside.txt",
        "/%2E%2E/beside.txt",
        "/%2e%2e%2fbeside.txt",
        "/.%2e/beside.txt",
        "/%2e./beside.txt",
        "/%252e%252e/beside.txt",
        "/%252e%252e%252fbeside.txt",
        "/%25252e%25252e/beside.txt",
        "/..;/beside.txt",
        "/..;x=1/beside.txt",
        "/....//beside.txt",
        "/.../beside.txt",
        "/..../beside.txt",
        "/css/../../beside.txt",
        "/css/../../../paper/beside.txt",
        "/css/..%2f..%2fsite.toml",
        "/css/%2e%2e/%2e%2e/site.toml",
        "\\..\\beside.txt",
        "/\\..\\..\\beside.txt",
        "/..\\beside.txt",
        "/..%5cbeside.txt",
        "/css%5c..%5c..%5csite.toml",
        "/css\\own.css",
        "/css%5cown.css",
        "/c:/windows/win.ini",
        "/c:%5cwindows",
        "/C|/x",
        "//etc/passwd",
        "///etc/passwd",
        "/%2fetc/passwd",
        "//127.0.0.1/share",
        "/%00",
        "/about/%00",
        "/about/index.html%00.txt",
        "/%00/../beside.txt",
        "/site.toml%00.html",
        "/*",
        "/?/../../beside.txt#",
        "/#/../../beside.txt",
        "/css/own.css#/../../site.toml",
        "/%c0%ae%c0%ae/beside.txt",
        "/%c0%ae%c0%ae%c0%afbeside.txt",
        "/..%c0%afbeside.txt",
        "/..%c1%9cbeside.txt",
        "/%e0%80%ae%e0%80%ae/beside.txt",
        "/..%e0%80%afbeside.txt",
        "/%f0%80%80%ae%f0%80%80%ae/beside.txt",
        "/%fe%80%80%80%80%80%ae/beside.txt",
        "/%uff0e%uff0e/beside.txt",
        "/%u002e%u002e/beside.txt",
        "/%ef%bc%8e%ef%bc%8e/beside.txt",
        "/..%ef%bc%8fbeside.txt",
        "/%",
        "/%2",
        "/%zz",
        "/%-1",
        "/% 2e",
        "/about/%",
        "/about/%e",
        "/%ff%fe",
        "/%ed%a0%80",
        "/caf\xe9",
        "/\x80\xff",
        "/..\x80/beside.txt",
        "/about/../about/",
        "/about/./",
        "/./about/",
        "/about/%2e/",
        "/css/%2e%2e/about/",
        "/about//",
        "//about/",
        "/css//own.css",
        "/~root/",
        "/proc/self/environ",
        "/dev/stdin",
        "/.",
        "/..",
        "/../",
        "/%2e%2e",
        "file:///etc/passwd",
        "file:/etc/passwd",
        "about/",
        "..",
        "*",
        "?",
        "#",
        "http://",
        "http:///etc/passwd",
        "http:/etc/passwd",
        "http://evil.example/",
        "http://evil.example:80/../beside.txt",
        "https://evil.example/",
        "http://127.0.0.1@evil.example/",
        "evil.example:443",
        "/%0d%0aX-Injected:%201/",
        "/about%0d%0aX-Injected:%201",
        "/about%0aX-Injected:%201",
        "/x\x01y",
        "/x\x7fy",
        "/x\ty",
        "/" + "../" * 2000,
        "/" + "a/" * 4000,
        "/" + "%2e" * 3000,
        "/" + "a" * 5000,
        "/" + "a" * 300 + "/",
    ]

    def test_the_hostile_list(self):
        for target in self.HOSTILE:
            with self.subTest(target[:80]):
                reply = self.get(target)
                # An authority that is not ours may also be refused like a foreign Host.
                allowed = {400, 404, 414, 431} | ({403, 405} if "://" in target or ":443" in target else set())
                # A query or fragment is no part of the path: what stands before it is a good address.
                path = target.split("?")[0].split("#")[0]
                if path in ("/", "/css/own.css"):
                    allowed |= {200}
                self.assertIn(reply.status, allowed)

    def test_a_line_end_within_a_target_is_no_second_request(self):
        for target in [b"/\n/../beside.txt", b"/\r/x", b"/about/\r\nX-Injected: 1", b"/\n\nGET /about/"]:
            data = SERVER.raw(b"GET " + target + f" HTTP/1.1\r\nHost: 127.0.0.1:{SERVER.port}\r\nConnection: close\r\n\r\n".encode())
            self.assertNotIn(CANARY.encode(), data)
            self.assertNotIn(b"x-injected", data.lower())
            self.assertLessEqual(data.count(b"HTTP/1.1 200"), 1, target)

    def test_decoded_once(self):
        for target, status in [
            ("/about/", {200}),
            ("/%61bout/", {200}),
            ("/abou%74/", {200}),
            ("/%2561bout/", {400, 404}),
            ("/%25%36%31bout/", {400, 404}),
            ("/css/own%2ecss", {200}),
            ("/css/own%2Ecss", {200}),
            ("/css/own%252ecss", {400, 404}),
            ("/css%2fown.css", {400, 404}),
            ("/css%2Fown.css", {400, 404}),
            ("/css%252fown.css", {400, 404}),
            ("/2025%2f06%2f03/", {400, 404}),
            ("/about%2f", {400, 404}),
            ("/%2fabout/", {400, 404}),
            ("/About/", {404}),
            ("/CSS/own.css", {404}),
            ("/css/own.CSS", {404}),
            ("/css/own.css/", {404}),
            ("/about/index.html/", {404}),
            ("/2025/06/03/%EB%93%B1%EB%B6%88/", {200}),
            ("/2025/06/03/%eb%93%b1%eb%b6%88/", {200}),
            ("/2025/06/03/%25EB%2593%25B1%25EB%25B6%2588/", {400, 404}),
        ]:
            with self.subTest(target):
                self.assertIn(self.get(target).status, status)

    def test_hidden_files_are_not_there(self):
        for target in [
            "/.git/config",
            "/.env",
            "/.htpasswd",
            "/.hidden",
            "/config.toml",
            "/site.toml",
            "/content/articles/story-1.md",
            "/articles/story-1.md",
            "/content/articles/private.txt",
            "/articles/private.txt",
            "/private.txt",
            "/data/private.toml",
            "/templates/unused.html",
            "/themes/other/theme.toml",
            "/themes/broadsheet/theme.toml",
            "/public/index.html",
            "/public/only-here.html",
            "/only-here.html",
            "/static/css/own.css",
            "/css/own.css~",
            "/about/index.html~",
            "/index.html~",
            "/index.html.bak",
            "/.index.html.swp",
            "/.newsprint-manifest",
            "/public/.newsprint-manifest",
            "/.public.newsprint-staging/lock",
            "/.DS_Store",
            PAPER.address("draft-20"),
            "/2026/12/01/late-21/",
        ]:
            with self.subTest(target):
                self.assertIn(self.get(target).status, (400, 404))

    PIECES = (
        "/ / / / / // .. . ... .... ..; %2e %2E %2e%2e %252e %25 %2f %2F %252f %5c %5C \\ %c0%ae %c0%af %e0%80%af %c1%9c "
        "%uff0e %ef%bc%8f %00 % %2 %zz ? # ; * : @ & = + ~ | ^ ` { } < > \" ' ! $ ( ) [ ] , c: C:%5c file:// //evil.example "
        "beside.txt site.toml .git config .env content articles story-1.md draft-20.md private.txt data private.toml templates "
        "unused.html themes other theme.toml public only-here.html index.html static css own.css own.css~ paper about 2025 06 03 "
        "story-1 404.html etc passwd proc self environ __newsprint preview.js state live options %EB%93%B1 big.bin"
    ).split()

    def mutated(self, chance, seeds):
        if chance.random() < 0.3:
            target = bytearray(chance.choice(seeds))
        else:
            target = bytearray(chance.choice([b"/", b"/", b"/", b"/", b"", b"http://127.0.0.1:%d/" % SERVER.port]))
            for _ in range(chance.randint(1, 9)):
                target += chance.choice(self.PIECES).encode()
                if chance.random() < 0.3:
                    target += b"/"
        for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
            at = chance.randrange(len(target) + 1)
            what = chance.randrange(5)
            if what == 0:
                target.insert(at, chance.randrange(256))
            elif what == 1:
                del target[at : at + chance.randint(1, 4)]
            elif what == 2:
                target[at:at] = chance.choice(self.PIECES).encode()
            elif what == 3 and at < len(target):
                target[at : at + 1] = b"%%%02x" % target[at]
            elif at < len(target):
                target[at] ^= 1 << chance.randrange(8)
        # A line end would end the request line: that is another test.
        return bytes(target.replace(b"\r", b"").replace(b"\n", b"")) or b"/"

    def test_ten_thousand_mutated_targets(self):
        chance = random.Random(20250603)
        seeds = [target.encode("latin-1") for target in self.HOSTILE if len(target) < 400]
        seeds += [paper.address_of(name).encode() for name in BUILT]
        good = set(BUILT.values())
        allowed = {200, 301, 400, 403, 404, 405, 414, 431}
        counts = {}
        connection, is_fresh = SERVER.connect(), True
        for _ in range(10_000):
            target = self.mutated(chance, seeds)
            if target.startswith(b"/__newsprint/live"):
                continue  # it does not end; test_clients.py has its tests
            while True:
                sent = connection.send(b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % SERVER.port)
                try:
                    reply = connection.reply() if sent else None
                except (Closed, ConnectionResetError):
                    reply = None
                if reply is not None or is_fresh:
                    break
                # The server may close after any reply; then the target is tried on a connection of its own.
                connection.close()
                connection, is_fresh = SERVER.connect(), True
            with self.subTest(target):
                self.assertIsNotNone(reply, "closed without a reply")
                self.safe(reply)
                self.assertEqual(connection.buffer, b"", "more came than one reply")
                self.assertIn(reply.status, allowed)
                if reply.status == 200 and b"/__newsprint/" not in target:
                    self.assertIn(own_bytes(reply.body), good, "not a file of the site")
            counts[reply.status if reply else 0] = counts.get(reply.status if reply else 0, 0) + 1
            is_fresh = False
            if reply is None or reply.status == 400:
                connection.close()
                connection, is_fresh = SERVER.connect(), True
        connection.close()
        # The targets were worth sending: some good, many not found, many malformed.
        self.assertGreater(counts.get(200, 0), 100, counts)
        self.assertGreater(counts.get(404, 0), 500, counts)
        self.assertGreater(counts.get(400, 0), 500, counts)


class Hosts(Case):
    """Only names of this machine reach the preview: another site cannot point its own name here."""

    OWN = ["/", "/css/own.css", "/nowhere/", "/__newsprint/preview.js", "/__newsprint/state?page=%2F", "/__newsprint/live?page=%2F"]

    def status_of(self, hosts, target="/", version="HTTP/1.1"):
        lines = [f"GET {target} {version}"] + [f"Host: {host}" for host in hosts] + ["Connection: close"]
        with SERVER.connect(timeout=5) as connection:
            connection.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
            reply = connection.head()
        self.safe_head(reply)
        return reply.status

    def safe_head(self, reply):
        self.assertFalse([name for name, _ in reply.headers if name.lower().startswith("access-control")])

    def test_names_of_this_machine(self):
        port = SERVER.port
        for host in [
            "localhost",
            f"localhost:{port}",
            "LOCALHOST",
            f"LocalHost:{port}",
            "paper.localhost",
            f"a.b.localhost:{port}",
            "127.0.0.1",
            f"127.0.0.1:{port}",
            "127.8.9.10",
            "127.255.255.254:1",
            "localhost:9999",
            "[::1]",
            f"[::1]:{port}",
        ]:
            with self.subTest(host):
                self.assertEqual(self.status_of([host]), 200)

    def test_a_trailing_dot_names_the_same_machine_and_no_other(self):
        self.assertIn(self.status_of(["localhost."]), (200, 403))
        self.assertEqual(self.status_of(["evil.example."]), 403)
        self.assertEqual(self.status_of(["localhost.evil.example."]), 403)

    def test_other_names(self):
        port = SERVER.port
        for host in [
            "evil.example",
            f"evil.example:{port}",
            "EVIL.EXAMPLE",
            "localhost.evil.example",
            "evil.localhost.example",
            "127.0.0.1.nip.io",
            f"127.0.0.1.nip.io:{port}",
            "127.0.0.1.evil.example",
            "notlocalhost",
            "local-host",
            "localhostx",
            "paper.example.org",
            "128.0.0.1",
            "126.255.255.255",
            "0.0.0.0",
            "192.168.1.10",
            "10.0.0.1",
            "169.254.169.254",
            "[::]",
            "[::2]",
            "[fe80::1]",
            "[::ffff:8.8.8.8]",
            "xn--lcalhost-54a",
        ]:
            with self.subTest(host):
                self.assertEqual(self.status_of([host]), 403)

    def test_forms_that_are_no_host(self):
        for host in [
            "",
            "localhost:",
            "localhost:abc",
            "localhost:99999",
            "localhost:-1",
            "localhost:80:80",
            "local host",
            "localhost/",
            "localhost/evil",
            "localhost?",
            "localhost#",
            "user@localhost",
            "localhost@evil.example",
            "evil.example@localhost",
            "http://localhost",
            "localhost, evil.example",
            "localhost evil.example",
            "[::1",
            "::1",
            "[::1]x",
            "[localhost]",
            "127.0.0.1%00.evil.example",
            "127.0.0",
            "127.1",
            "127.0.0.1.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.0.0.256",
            "lo\xe7alhost",
            ".localhost",
            "localhost..",
        ]:
            with self.subTest(host):
                # An empty port is allowed by the grammar of addresses.
                allowed = (200, 400, 403) if host == "localhost:" else (400, 403)
                self.assertIn(self.status_of([host]), allowed)

    def test_none_or_two(self):
        port = SERVER.port
        for hosts in [
            [],
            ["localhost", "localhost"],
            [f"127.0.0.1:{port}", "evil.example"],
            ["evil.example", f"127.0.0.1:{port}"],
        ]:
            with self.subTest(hosts):
                self.assertIn(self.status_of(hosts), (400, 403))
        self.assertIn(self.status_of([], version="HTTP/1.0"), (400, 403))

    def test_a_whole_address_as_target(self):
        port = SERVER.port
        good = f"127.0.0.1:{port}"
        self.assertIn(self.status_of([good], f"http://{good}/about/"), (200, 400, 404))
        for target, host in [
            ("http://evil.example/about/", good),
            (f"http://evil.example:{port}/about/", good),
            ("https://evil.example/", good),
            (f"http://{good}/about/", "evil.example"),
            ("http://evil.example/about/", "evil.example"),
            (f"http://{good}@evil.example/about/", good),
        ]:
            with self.subTest((target, host)):
                self.assertIn(self.status_of([host], target), (400, 403, 404))

    def test_no_header_stands_in_for_it(self):
        good = f"127.0.0.1:{SERVER.port}"
        for name in ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-Host"]:
            self.assertEqual(self.get("/", [(name, f"host={good}" if name == "Forwarded" else good)], host="evil.example").status, 403)
            reply = self.get("/about", [(name, "evil.example")])
            self.assertEqual(reply.status, 301)

    def test_every_address_asks(self):
        for target in self.OWN:
            with self.subTest(target):
                self.assertEqual(self.status_of(["evil.example"], target), 403)
        reply = SERVER.post({"drafts": True}, [("Content-Type", "application/json"), ("Host", "evil.example")])
        self.assertEqual(reply.status, 403)


class Origins(Case):
    """Another site can neither read the preview nor change what it shows."""

    TARGETS = ["/", "/css/own.css", "/nowhere/", "/__newsprint/preview.js", "/__newsprint/state?page=%2F"]

    def test_own_origins(self):
        for origin in ["127.0.0.1", "localhost", "paper.localhost", "[::1]", "LOCALHOST"]:
            origin = f"http://{origin}:{SERVER.port}"
            for target in self.TARGETS:
                with self.subTest((origin, target)):
                    self.assertNotEqual(self.get(target, [("Origin", origin)]).status, 403)
            self.assertEqual(self.options(origin).status, 200, origin)

    def foreign(self):
        port = SERVER.port
        return [
            "http://evil.example",
            f"http://evil.example:{port}",
            "https://evil.example",
            f"https://127.0.0.1:{port}",
            "http://127.0.0.1",
            "http://localhost",
            f"http://127.0.0.1:{port + 1}",
            f"http://localhost:{port % 60000 + 1}",
            f"http://127.0.0.1:{port}.evil.example",
            f"http://127.0.0.1:{port}@evil.example",
            f"http://127.0.0.1.nip.io:{port}",
            f"http://localhost.evil.example:{port}",
            f"http://192.168.1.10:{port}",
            f"http://0.0.0.0:{port}",
            f"ws://127.0.0.1:{port}",
            "null",
            "",
            "*",
            "file://",
            "chrome-extension://abcdefghijklmnop",
            f"http://127.0.0.1:{port}/",
            f"http://127.0.0.1:{port}/path",
            f"http://127.0.0.1:{port}, http://evil.example",
            f"http://127.0.0.1:{port} http://evil.example",
            f"127.0.0.1:{port}",
        ]

    def options(self, *origins, more=()):
        headers = [("Content-Type", "application/json"), *(("Origin", origin) for origin in origins), *more]
        reply = SERVER.post({}, headers)
        self.safe(reply)
        return reply

    def test_foreign_origins(self):
        for origin in self.foreign():
            for target in self.TARGETS:
                with self.subTest((origin, target)):
                    self.assertEqual(self.get(target, [("Origin", origin)]).status, 403)
            with self.subTest((origin, "POST")):
                self.assertEqual(self.options(origin).status, 403)

    def test_two_origins(self):
        good = f"http://127.0.0.1:{SERVER.port}"
        for pair in [(good, good), (good, "http://evil.example"), ("http://evil.example", good)]:
            self.assertIn(self.options(*pair).status, (400, 403), pair)
            self.assertIn(self.get("/", [("Origin", origin) for origin in pair]).status, (400, 403), pair)

    def test_preflights_are_not_answered(self):
        asks = [
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type"),
            ("Access-Control-Request-Private-Network", "true"),
            ("Access-Control-Request-Local-Network", "true"),
        ]
        for origin in ["http://evil.example", "null", f"http://127.0.0.1:{SERVER.port}"]:
            for target in ["/", "/css/own.css", "/__newsprint/options", "/__newsprint/live?page=%2F"]:
                with self.subTest((origin, target)):
                    reply = self.get(target, [("Origin", origin), *asks], method="OPTIONS")
                    self.assertIn(reply.status, (403, 405))

    def test_parts_of_other_sites(self):
        for site, dest, refused in [
            ("cross-site", "script", True),
            ("cross-site", "style", True),
            ("cross-site", "image", True),
            ("cross-site", "iframe", True),
            ("cross-site", "empty", True),
            ("cross-site", "object", True),
            ("cross-site", "document", False),
            ("same-origin", "script", False),
            ("same-origin", "empty", False),
            ("none", "document", False),
        ]:
            for target in ["/", "/css/own.css", "/__newsprint/state?page=%2F"]:
                with self.subTest((site, dest, target)):
                    reply = self.get(target, [("Sec-Fetch-Site", site), ("Sec-Fetch-Dest", dest)])
                    self.assertEqual(reply.status == 403, refused)
        good = f"http://127.0.0.1:{SERVER.port}"
        more = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "empty")]
        self.assertEqual(self.options(good, more=more).status, 403)


class Options(Case):
    """POST /__newsprint/options, and the state that tells what is shown."""

    def setUp(self):
        self.addCleanup(SERVER.post, {"now": paper.NOW, "drafts": False, "future": False, "expired": False})

    def headers(self, kind="application/json", origin=True):
        headers = [("Content-Type", kind)] if kind else []
        return headers + ([("Origin", f"http://127.0.0.1:{SERVER.port}")] if origin else [])

    def test_drafts_come_and_go(self):
        address = PAPER.address("draft-20")
        self.assertEqual(SERVER.get(address).status, 404)
        reply = SERVER.post({"drafts": True})
        self.assertEqual((reply.status, json.loads(reply.body)), (200, {"ok": True}))
        self.safe(reply)
        wait_until(lambda: SERVER.get(address).status == 200, 3, "the draft")
        page = SERVER.state(address)
        self.assertEqual((page["page"]["status"], page["page"]["is_public"]), ("draft", False))
        self.assertEqual(page["shows"], {"drafts": True, "future": False, "expired": False})
        self.assertEqual(SERVER.post({"drafts": False}).status, 200)
        wait_until(lambda: SERVER.get(address).status == 404, 3, "the draft gone")

    def test_the_moment_moves(self):
        address = "/2026/12/01/late-21/"
        self.assertEqual(SERVER.get(address).status, 404)
        self.assertEqual(SERVER.post({"now": "2026-12-02 06:00"}).status, 200)
        wait_until(lambda: SERVER.get(address).status == 200, 3, "the story of the next day")
        moment = SERVER.state(address)["moment"]
        self.assertEqual(moment, {"text": "2026-12-02 06:00", "zone": "America/Los_Angeles", "is_fixed": True})
        self.assertEqual(SERVER.post({"now": None}).status, 200)
        wait_until(lambda: not SERVER.state("/")["moment"]["is_fixed"], 3, "the present")

    def test_open_pages_are_told(self):
        live = Live(SERVER.port, PAPER.address("draft-20"))
        self.addCleanup(live.close)
        live.wait("state")
        SERVER.post({"drafts": True})
        seen = live.wait("page", 1)["seen"]
        self.assertEqual(seen_of(SERVER.get(PAPER.address("draft-20")).body), seen)
        wait_until(lambda: live.of("state")[-1]["shows"]["drafts"], 3, "the state of drafts")

    def test_what_is_refused(self):
        good = json.dumps({"drafts": True}).encode()
        for name, headers, body, allowed in [
            ("no origin", self.headers(origin=False), good, {403}),
            ("text", self.headers("text/plain"), good, {415}),
            ("a form", self.headers("application/x-www-form-urlencoded"), b"drafts=true", {415}),
            ("no type", self.headers(None), good, {415}),
            ("a type like it", self.headers("application/jsonp"), good, {415}),
            ("too large", self.headers(), b'{"drafts": true' + b" " * 5000 + b"}", {413}),
            ("no such time", self.headers(), b'{"now": "yesterday"}', {422}),
            ("no such day", self.headers(), b'{"now": "2025-02-30 06:00"}', {422}),
            ("markup for a time", self.headers(), b'{"now": "<script>1</script>"}', {422}),
            ("a number for a time", self.headers(), b'{"now": 7}', {400, 422}),
            ("no JSON", self.headers(), b"{", {400, 422}),
            ("nothing", self.headers(), b"", {400, 422}),
            ("a list", self.headers(), b"[]", {400, 422}),
            ("a word for yes", self.headers(), b'{"drafts": "yes"}', {400, 422}),
            ("deep", self.headers(), b"[" * 2000 + b"]" * 2000, {400, 413, 422}),
            ("no text", self.headers(), b"\xff\xfe", {400, 422}),
        ]:
            with self.subTest(name):
                reply = SERVER.post(None, headers, raw=body)
                self.safe(reply)
                self.assertIn(reply.status, allowed)
                if reply.status == 422:
                    self.assertTrue(json.loads(reply.body)["message"])
                    self.assertNotIn("text/html", reply.header("content-type"))
        self.assertFalse(SERVER.state("/")["shows"]["drafts"])

    def test_a_charset_beside_the_type_is_no_other_type(self):
        self.assertEqual(SERVER.post({}, self.headers("application/json; charset=utf-8")).status, 200)

    def test_only_posted(self):
        for method in ["GET", "HEAD", "PUT", "DELETE"]:
            reply = self.get("/__newsprint/options", self.headers(), method=method)
            self.assertEqual(reply.status, 405, method)
            self.assertIn("POST", reply.header("allow"))

    def test_the_state_of_a_page(self):
        for target, kind, source in [
            (PAPER.address("story-1"), "article", PAPER.file_of("story-1")),
            ("/about/", "page", "content/pages/about.md"),
            ("/authors/dana-kim/", "author", "content/authors/dana-kim.md"),
            ("/2025/06/03/%EB%93%B1%EB%B6%88/", "article", "content/articles/등불.md"),
        ]:
            with self.subTest(target):
                state = SERVER.state(target)
                self.assertEqual((state["page"]["kind"], state["page"]["source"]), (kind, source))
                self.assertIsNone(state["failure"])
                self.assertTrue(state["page"]["title"])
        story = SERVER.state(PAPER.address("story-1"))["page"]
        self.assertEqual((story["status"], story["is_public"], story["title"]), ("published", True, "Story 1"))
        for target in ["/nowhere/", "/../../etc/passwd", "", "\0", "/%", "//", "x" * 3000]:
            self.assertIsNone(SERVER.state(target)["page"], target)

    def test_the_state_needs_a_page(self):
        for query in ["", "?", "?x=1", "?page=%", "?page=%ff", "?page=%2F&page=%2F", "?page=%00"]:
            reply = self.get("/__newsprint/state" + query)
            self.assertIn(reply.status, (200, 400, 404), query)
            if reply.status == 200:
                self.assertEqual(reply.header("content-type").split(";")[0], "application/json")


class Requests(Case):
    """Requests that are odd, wrong or meant to confuse."""

    def statuses(self, data, timeout=2.0):
        """Sends bytes; returns the statuses of all replies until the server closes or waits for more."""
        with SERVER.connect(timeout=timeout) as connection:
            connection.send(data)
            found = []
            try:
                while True:
                    reply = connection.reply()
                    self.safe(reply)
                    found.append(reply.status)
            except (Closed, TimeoutError, ConnectionResetError):
                return found

    def head(self, *lines, first="GET /about/ HTTP/1.1"):
        return "\r\n".join([first, f"Host: 127.0.0.1:{SERVER.port}", *lines, "", ""]).encode("latin-1")

    def test_other_methods(self):
        before = paper.snapshot(PAPER.root)
        for method in ["PUT", "DELETE", "TRACE", "PATCH", "POST", "PROPFIND", "MKCOL", "COPY", "LOCK", "OPTIONS", "BREW", "get", "Get"]:
            for target in ["/", "/css/own.css", "/new.txt"]:
                with self.subTest((method, target)):
                    reply = self.get(target, [("X-Secret", "echo-me")], method=method, body=b"x" if method == "PUT" else b"")
                    self.assertEqual(reply.status, 405)
                    self.assertIn("GET", reply.header("allow"))
                    self.assertNotIn(b"echo-me", reply.body)
        self.assertTrue(set(self.statuses(self.head("Connection: close", first="CONNECT evil.example:443 HTTP/1.1"))) <= {400, 403, 405})
        self.assertEqual(paper.snapshot(PAPER.root), before)

    def test_a_head_has_the_headers_and_no_body(self):
        for target in ["/", "/css/own.css", "/big.bin", "/nowhere/", "/about", "/__newsprint/preview.js", "/__newsprint/state?page=%2F"]:
            with self.subTest(target):
                full = self.get(target)
                data = SERVER.raw(request("HEAD", target, SERVER.port, [("Connection", "close")]))
                head, end, body = data.partition(b"\r\n\r\n")
                self.assertEqual((end, body), (b"\r\n\r\n", b""))
                short = self.get(target, method="HEAD")
                self.assertEqual(short.status, full.status)
                kept = lambda reply: sorted((k.lower(), v) for k, v in reply.headers if k.lower() != "date")
                self.assertEqual(kept(short), kept(full))

    def test_what_is_known_is_not_sent_again(self):
        for target in ["/", "/css/own.css", "/big.bin", "/__newsprint/preview.js"]:
            with self.subTest(target):
                tag = self.get(target).header("etag")
                strong = tag.removeprefix("W/")
                for value in [tag, f"W/{strong}", f'"other", {tag}', f'{tag}, "other"', "*"]:
                    reply = self.get(target, [("If-None-Match", value)])
                    self.assertEqual((reply.status, reply.body), (304, b""), value)
                    self.assertEqual(reply.header("etag"), tag)
                for value in ['"other"', strong.strip('"'), "", '"' + "x" * 4000 + '"', strong[:-1]]:
                    self.assertEqual(self.get(target, [("If-None-Match", value)]).status, 200, value)

    def test_one_range(self):
        size = len(BIG)
        for value, start, end in [
            ("bytes=0-9", 0, 10),
            ("bytes=0-0", 0, 1),
            ("bytes=5-", 5, size),
            ("bytes=-5", size - 5, size),
            ("bytes=0-999999999999", 0, size),
            (f"bytes=-{size * 2}", 0, size),
            (f"bytes={size - 1}-", size - 1, size),
            ("bytes=1000-1999", 1000, 2000),
            ("bytes=99-99", 99, 100),
        ]:
            with self.subTest(value):
                reply = self.get("/big.bin", [("Range", value)])
                self.assertEqual(reply.status, 206)
                self.assertEqual(reply.body, BIG[start:end])
                self.assertEqual(reply.header("content-range"), f"bytes {start}-{end - 1}/{size}")
                self.assertEqual(reply.header("content-type"), "application/octet-stream")

    def test_ranges_that_cannot_be(self):
        size = len(BIG)
        for value in [f"bytes={size}-", "bytes=99999999-", "bytes=-0", f"bytes={size}-{size + 5}"]:
            with self.subTest(value):
                reply = self.get("/big.bin", [("Range", value)])
                self.assertEqual(reply.status, 416)
                self.assertEqual(reply.header("content-range"), f"bytes */{size}")

    def test_ranges_that_are_not_read(self):
        for value, allowed in [
            ("bytes=0-1,5-6", {200}),
            ("bytes=" + ",".join(["0-"] * 1300), {200}),
            ("bytes=" + ",".join(f"{n}-{n + 9}" for n in range(0, 1000, 5)), {200}),
            ("bytes=9-5", {200, 400, 416}),
            ("bytes=abc", {200, 400, 416}),
            ("bytes=", {200, 400, 416}),
            ("bytes=-", {200, 400, 416}),
            ("bytes=--5", {200, 400, 416}),
            ("bytes=-5-", {200, 400, 416}),
            ("bytes=0x0-0x9", {200, 400, 416}),
            ("bytes=+1-+2", {200, 400, 416}),
            ("lines=0-5", {200, 400, 416}),
            ("bytes=99999999999999999999999999-", {200, 400, 416}),
            ("bytes=0-99999999999999999999999999", {200, 206, 400, 416}),
            ("bytes=-99999999999999999999999999", {200, 206, 400, 416}),
            ("bytes=18446744073709551615-18446744073709551616", {200, 400, 416}),
        ]:
            with self.subTest(value[:60]):
                reply = self.get("/big.bin", [("Range", value)])
                self.assertIn(reply.status, allowed)
                if reply.status in (200, 206):
                    self.assertEqual(reply.body, BIG)

    def test_a_range_of_a_page_is_of_the_bytes_as_served(self):
        whole = self.get("/").body
        reply = self.get("/", [("Range", "bytes=10-99")])
        self.assertIn(reply.status, (200, 206))
        self.assertEqual(reply.body, whole[10:100] if reply.status == 206 else whole)

    def test_a_range_of_another_version_is_the_whole(self):
        tag = self.get("/big.bin").header("etag")
        self.assertEqual(self.get("/big.bin", [("Range", "bytes=0-9"), ("If-Range", '"other"')]).status, 200)
        same = self.get("/big.bin", [("Range", "bytes=0-9"), ("If-Range", tag)])
        self.assertEqual(same.status, 200 if tag.startswith("W/") else 206)

    def test_length_and_chunks_at_once(self):
        post = "POST /__newsprint/options HTTP/1.1"
        usual = ["Content-Type: application/json", f"Origin: http://127.0.0.1:{SERVER.port}"]
        hidden = b"GET /about/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        for lines, body in [
            (["Content-Length: 6", "Transfer-Encoding: chunked"], b"0\r\n\r\n" + hidden),
            (["Transfer-Encoding: chunked", "Content-Length: 6"], b"0\r\n\r\n" + hidden),
            (["Content-Length: 2", "Content-Length: 3"], b"{}" + hidden),
            (["Content-Length: 2, 3"], b"{}" + hidden),
            (["Transfer-Encoding: chunked, identity"], b"0\r\n\r\n" + hidden),
            (["Transfer-Encoding: identity", "Content-Length: 2"], b"{}" + hidden),
            (["Transfer-Encoding: xchunked"], b"0\r\n\r\n" + hidden),
            (["Transfer-Encoding : chunked"], b"0\r\n\r\n" + hidden),
            (["Content-Length: -2"], b"{}" + hidden),
            (["Content-Length: +2"], b"{}" + hidden),
            (["Content-Length: 0x2"], b"{}" + hidden),
            (["Content-Length: 99999999999999999999999"], b"{}" + hidden),
            (["Content-Length: two"], b"{}" + hidden),
        ]:
            with self.subTest(lines):
                found = self.statuses(self.head(*usual, *lines, first=post) + body)
                # One refusal, and nothing of what stands behind is taken for a request.
                self.assertLessEqual(len(found), 1, found)
                self.assertTrue(set(found) <= {400, 411, 413, 422, 501}, found)

    def test_a_body_that_nobody_wants_is_no_request(self):
        hidden = b"GET /css/own.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        found = self.statuses(self.head(f"Content-Length: {len(hidden)}") + hidden + self.head("Connection: close", first="GET /nowhere/ HTTP/1.1"))
        self.assertIn(found, ([200, 404], [200], [400]))

    def test_chunks(self):
        post = "POST /__newsprint/options HTTP/1.1"
        usual = ["Content-Type: application/json", f"Origin: http://127.0.0.1:{SERVER.port}", "Transfer-Encoding: chunked", "Connection: close"]
        head = self.head(*usual, first=post)
        self.assertEqual(self.statuses(head + b"1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n"), [200])
        large = b"400\r\n" + b" " * 1024 + b"\r\n"
        for body in [
            b"zz\r\n{}\r\n0\r\n\r\n",
            b"-2\r\n{}\r\n0\r\n\r\n",
            b"2\r\n{}0\r\n\r\n",
            b"ffffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
            b"fffffffffffffff\r\n{}\r\n0\r\n\r\n",
            b"2;" + b"x" * 100_000 + b"\r\n{}\r\n0\r\n\r\n",
            b"\r\n",
            b"2\n{}\n0\n\n",
            large * 6 + b"0\r\n\r\n",
        ]:
            with self.subTest(body[:30]):
                found = self.statuses(head + body)
                self.assertTrue(set(found) <= {400, 413, 422}, found)

    def test_pipelined_requests_are_answered_in_order(self):
        targets = ["/about/", "/css/own.css", "/nowhere/", "/", "/about"] * 20
        with SERVER.connect() as connection:
            connection.send(b"".join(request("GET", target, SERVER.port) for target in targets))
            for target in targets:
                self.assertEqual(connection.reply().body, self.expected(target), target)

    def expected(self, target):
        self.known = getattr(self, "known", {})
        if target not in self.known:
            self.known[target] = self.get(target).body
        return self.known[target]

    def test_old_and_other_versions(self):
        host = f"Host: 127.0.0.1:{SERVER.port}\r\n".encode()
        old = SERVER.raw(b"GET /about/ HTTP/1.0\r\n" + host + b"\r\n", timeout=2)
        self.assertTrue(old.startswith(b"HTTP/1."), old[:80])
        self.assertIn(b" 200 ", old.split(b"\r\n")[0])
        for data in [
            b"GET /about/\r\n",
            b"GET /about/\r\n\r\n",
            b"GET /about/ HTTP/0.9\r\n" + host + b"\r\n",
            b"GET /about/ HTTP/9.9\r\n" + host + b"\r\n",
            b"GET /about/ HTTP/2.0\r\n" + host + b"\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET /about/ http/1.1\r\n" + host + b"\r\n",
            b"GET /about/ HTTX/1.1\r\n" + host + b"\r\n",
            b"GET  /about/ HTTP/1.1\r\n" + host + b"\r\n",
            b"GET /about/ x HTTP/1.1\r\n" + host + b"\r\n",
            b"GET\t/about/\tHTTP/1.1\r\n" + host + b"\r\n",
            b" GET /about/ HTTP/1.1\r\n" + host + b"\r\n",
            b"G\0T /about/ HTTP/1.1\r\n" + host + b"\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200,
            b"\0" * 100,
            b"SSH-2.0-x\r\n",
        ]:
            with self.subTest(data[:40]):
                back = SERVER.raw(data, timeout=1)
                self.assertNotIn(b"Who we are", back)
                if back:
                    self.assertRegex(back[:16], rb"^HTTP/1\.[01] (400|405|414|505)")

    def test_odd_headers(self):
        for lines, allowed in [
            (["no colon"], {400}),
            ([": no name"], {400}),
            (["X-Name : x"], {400}),
            (["X\0Name: x"], {400}),
            (["X-Name: a\0b"], {400}),
            (["X-Name: a\x01b"], {400, 200}),
            (["X-Name: one", " folded"], {400, 200}),
            (["X-Name: \xe9\xff"], {400, 200}),
            (["X-Name:" + " " * 5000], {400, 200, 431}),
            (["Cookie: " + "a=b; " * 1000], {200}),
            (["Accept-Encoding: gzip, br, zstd, *;q=0"], {200}),
            (["Connection: upgrade", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"], {200, 400}),
            (["Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="], {200, 400}),
            (["Expect: 100-continue"], {200, 417}),
            (["Expect: the-unexpected"], {200, 400, 417}),
            (["If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT"], {200, 304}),
            (["If-Modified-Since: rubbish"], {200}),
            (["Transfer-Encoding: gzip, chunked"], {200, 400, 501}),
        ]:
            with self.subTest(lines[0][:40]):
                found = self.statuses(self.head(*lines, "Connection: close"))
                self.assertEqual(len(found), 1, found)
                self.assertIn(found[0], allowed)

    def test_a_body_that_waits_for_leave_gets_it(self):
        with SERVER.connect(timeout=3) as connection:
            connection.send(
                self.head(
                    "Content-Type: application/json",
                    f"Origin: http://127.0.0.1:{SERVER.port}",
                    "Content-Length: 2",
                    "Expect: 100-continue",
                    first="POST /__newsprint/options HTTP/1.1",
                )
            )
            reply = connection.head()
            if reply.status == 100:
                connection.send(b"{}")
                reply = connection.reply()
                self.assertEqual(reply.status, 200)
            else:
                self.assertEqual(reply.status, 417)

    def test_heads_up_to_the_limit_and_beyond(self):
        self.assertEqual(self.statuses(self.head("X-Long: " + "x" * 12_000, "Connection: close")), [200])
        before = SERVER.memory()
        many = [f"X-{number}: y" for number in range(100_000)]
        for name, data in [
            ("one long header", self.head("X-Long: " + "x" * 20_000)),
            ("one huge header", self.head("X-Long: " + "x" * 5_000_000)),
            ("a hundred thousand headers", self.head(*many)),
            ("a long target", self.head(first=f"GET /{'a' * 20_000} HTTP/1.1")),
            ("a target of 10 MB", self.head(first=f"GET /{'a' * 10_000_000} HTTP/1.1")),
            ("a query of 10 MB", self.head(first=f"GET /about/?{'a' * 10_000_000} HTTP/1.1")),
            ("a method of 1 MB", self.head(first=f"{'A' * 1_000_000} / HTTP/1.1")),
            ("a line without end", b"a" * 10_000_000),
        ]:
            with self.subTest(name):
                found = self.statuses(data)
                self.assertTrue(set(found) <= {400, 405, 414, 431}, found)
        self.assertLess(SERVER.memory() - before, 16 * 1024, "KiB that long heads left behind")

    def test_random_bytes(self):
        chance = random.Random(11)
        good = self.head("Connection: close")
        for number in range(600):
            data = bytearray(good)
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(data))
                what = chance.randrange(3)
                if what == 0:
                    data[at] = chance.randrange(256)
                elif what == 1:
                    del data[at : at + chance.randint(1, 5)]
                else:
                    data[at:at] = chance.choice([b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"%00", b"HTTP/1.1", b"\xff"])
            with SERVER.connect(timeout=5) as connection:
                connection.send(bytes(data))
                connection.socket.shutdown(1)
                with self.subTest(bytes(data)):
                    back = connection.rest()
                    self.assertTrue(not back or back.startswith(b"HTTP/1."), back[:60])
                    self.assertNotIn(CANARY.encode(), back)


if __name__ == "__main__":
    unittest.main()
