"""What the preview must not serve, and to whom it must not answer: paths, hosts and origins, over plain sockets.

Deliberately sends what no browser would send: another program on this machine, or a page that a browser has open, may.
"""

import random
import unittest

import paper
from paper import Closed, own_bytes
from served import CANARY, Guarded


class Targets(Guarded):
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
                # What may be read as an authority that is not ours may also be refused like a foreign Host.
                allowed = {400, 404, 414, 431} | (set() if target.startswith("/") else {403})
                # A query or fragment is no part of the path: what stands before it is a good address.
                path = target.split("?")[0].split("#")[0]
                if path in ("/", "/css/own.css"):
                    allowed |= {200}
                self.assertIn(reply.status, allowed)

    def test_a_line_end_within_a_target_is_no_second_request(self):
        for target in [b"/\n/../beside.txt", b"/\r/x", b"/about/\r\nX-Injected: 1", b"/\n\nGET /about/"]:
            rest = f" HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\nConnection: close\r\n\r\n"
            data = self.server.raw(b"GET " + target + rest.encode())
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
            self.paper.address("draft-20"),
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
            target = bytearray(chance.choice([b"/", b"/", b"/", b"/", b"", b"http://127.0.0.1:%d/" % self.server.port]))
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

    def problem(self, target, reply, good):
        """What is wrong with the reply to a target; None when all is well."""
        if reply is None:
            return "closed without a reply"
        if reply.status not in {200, 301, 400, 403, 404, 405, 414, 431}:
            return f"status {reply.status}"
        try:
            self.safe(reply)
        except AssertionError as error:
            return str(error)
        if reply.status == 200 and b"/__newsprint/" not in target and own_bytes(reply.body) not in good:
            return "what was served is no file of the site"
        return None

    def test_ten_thousand_mutated_targets(self):
        chance = random.Random(20250603)
        seeds = [target.encode("latin-1") for target in self.HOSTILE if len(target) < 400]
        seeds += [paper.address_of(name).encode() for name in self.built]
        good = set(self.built.values())
        counts, wrong = {}, {}
        connection, is_fresh = self.server.connect(), True
        for _ in range(10_000):
            target = self.mutated(chance, seeds)
            if target.startswith(b"/__newsprint/live"):
                continue  # it does not end; test_clients.py has its tests
            while True:
                sent = connection.send(b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % self.server.port)
                try:
                    reply = connection.reply() if sent else None
                except (Closed, ConnectionResetError):
                    reply = None
                if reply is not None or is_fresh:
                    break
                # The server may close after any reply; then the target is tried on a connection of its own.
                connection.close()
                connection, is_fresh = self.server.connect(), True
            status = reply.status if reply else None
            counts[status] = counts.get(status, 0) + 1
            problem = self.problem(target, reply, good) or ("more came than one reply" if connection.buffer else None)
            if problem:
                wrong.setdefault(problem, []).append(target)
            is_fresh = False
            if reply is None or reply.status == 400:
                connection.close()
                connection, is_fresh = self.server.connect(), True
        connection.close()
        told = [f"{problem}: {len(targets)} targets, such as {targets[:3]}" for problem, targets in wrong.items()]
        self.assertEqual(told, [])
        # The targets were worth sending: some good, many not found, many malformed.
        self.assertGreater(counts.get(200, 0), 100, counts)
        self.assertGreater(counts.get(404, 0), 500, counts)
        self.assertGreater(counts.get(400, 0), 500, counts)


class Hosts(Guarded):
    """Only names of this machine reach the preview: another site cannot point its own name here."""

    OWN = ["/", "/css/own.css", "/nowhere/", "/__newsprint/preview.js", "/__newsprint/state?page=%2F", "/__newsprint/live?page=%2F"]

    def status_of(self, hosts, target="/", version="HTTP/1.1"):
        lines = [f"GET {target} {version}"] + [f"Host: {host}" for host in hosts] + ["Connection: close"]
        with self.server.connect(timeout=5) as connection:
            connection.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
            reply = connection.head()
        self.safe_head(reply)
        return reply.status

    def safe_head(self, reply):
        self.assertFalse([name for name, _ in reply.headers if name.lower().startswith("access-control")])

    def test_names_of_this_machine(self):
        port = self.server.port
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
        port = self.server.port
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
        port = self.server.port
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
        port = self.server.port
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
        good = f"127.0.0.1:{self.server.port}"
        for name in ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-Host"]:
            self.assertEqual(self.get("/", [(name, f"host={good}" if name == "Forwarded" else good)], host="evil.example").status, 403)
            reply = self.get("/about", [(name, "evil.example")])
            self.assertEqual(reply.status, 301)

    def test_every_address_asks(self):
        for target in self.OWN:
            with self.subTest(target):
                self.assertEqual(self.status_of(["evil.example"], target), 403)
        reply = self.server.post({"drafts": True}, [("Content-Type", "application/json"), ("Host", "evil.example")])
        self.assertEqual(reply.status, 403)


class Origins(Guarded):
    """Another site can neither read the preview nor change what it shows."""

    TARGETS = ["/", "/css/own.css", "/nowhere/", "/__newsprint/preview.js", "/__newsprint/state?page=%2F"]

    def test_own_origins(self):
        for origin in ["127.0.0.1", "localhost", "paper.localhost", "[::1]", "LOCALHOST"]:
            origin = f"http://{origin}:{self.server.port}"
            for target in self.TARGETS:
                with self.subTest((origin, target)):
                    self.assertNotEqual(self.get(target, [("Origin", origin)]).status, 403)
            self.assertEqual(self.options(origin).status, 200, origin)

    def foreign(self):
        port = self.server.port
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
        reply = self.server.post({}, headers)
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
        good = f"http://127.0.0.1:{self.server.port}"
        for pair in [(good, "http://evil.example"), ("http://evil.example", good)]:
            with self.subTest(pair):
                self.assertIn(self.options(*pair).status, (400, 403))
                self.assertIn(self.get("/", [("Origin", origin) for origin in pair]).status, (400, 403))

    def test_preflights_are_not_answered(self):
        asks = [
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type"),
            ("Access-Control-Request-Private-Network", "true"),
            ("Access-Control-Request-Local-Network", "true"),
        ]
        for origin in ["http://evil.example", "null", f"http://127.0.0.1:{self.server.port}"]:
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
        good = f"http://127.0.0.1:{self.server.port}"
        more = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "empty")]
        self.assertEqual(self.options(good, more=more).status, 403)


if __name__ == "__main__":
    unittest.main()
