"""What the preview answers to good requests, odd ones and wrong ones, byte by byte over plain sockets.

Deliberately looks at single requests to a server at rest. What it must refuse to whom is in test_refusals.py, editing in
test_saves.py and test_storm.py; many and slow clients, and starting and ending, are in test_clients.py.
"""

import json
import random
import unittest
import urllib.parse

import paper
import served
from paper import Closed, Live, Paper, Server, own_bytes, request, seen_of, wait_until
from served import CANARY, Guarded


class Pages(Guarded):
    def test_everything_that_is_built_is_served_with_the_same_bytes(self):
        self.assertGreater(len(self.built), 40)
        self.assertEqual(paper.differences(self.server, self.built), [])

    def test_a_page_has_the_script_line_once_before_the_end_of_its_head(self):
        for address in ["/", self.paper.address("story-1"), "/types/a.html", "/nowhere/"]:
            body = self.get(address).body
            self.assertEqual(body.count(b"/__newsprint/"), 1, address)
            at = body.index(paper.SCRIPT_START)
            line, rest = body[at:].split(b"</head>", 1)
            self.assertEqual(line.strip(), line.strip().split(b"\n")[0], address)
            self.assertTrue(line.strip().endswith(paper.SCRIPT_END), line)
            self.assertNotIn(b"</head>", rest)
            self.assertTrue(seen_of(body), address)

    def test_a_fingerprint_belongs_to_the_bytes_of_its_page(self):
        one, again, other = (seen_of(self.get(self.paper.address(slug)).body) for slug in ["story-1", "story-1", "story-2"])
        self.assertEqual(one, again)
        self.assertNotEqual(one, other)

    def test_headers_of_every_good_reply(self):
        for address in ["/", self.paper.address("story-1"), "/css/own.css", "/big.bin", "/__newsprint/preview.js"]:
            reply = self.get(address)
            self.assertEqual(reply.status, 200, address)
            self.assertIn("no-cache", reply.header("cache-control"), address)
            self.assertRegex(reply.header("etag"), r'^(W/)?"[!#-~]+"$', address)

    def test_content_types(self):
        for name, (content, allowed) in served.TYPES.items():
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
            (self.paper.address("story-1")[:-1], self.paper.address("story-1")),
            ("/about", "/about/"),
            ("/2025/06", "/2025/06/"),
            ("/2025/06/03/%EB%93%B1%EB%B6%88", "/2025/06/03/%EB%93%B1%EB%B6%88/"),
        ]:
            reply = self.get(target)
            self.assertEqual(reply.status, 301, target)
            location = urllib.parse.urljoin(f"http://127.0.0.1:{self.server.port}{target}", reply.header("location"))
            self.assertEqual(location, f"http://127.0.0.1:{self.server.port}{place}", target)

    def test_a_redirect_never_takes_its_host_from_the_request(self):
        for host in ["foo.localhost", "127.8.9.10:99"]:
            self.assertEqual(self.get("/about", host=host).status, 301)

    def test_an_alias_leads_to_the_story(self):
        reply = self.get("/old/one/")
        self.assertEqual(reply.status, 200)
        self.assertEqual(own_bytes(reply.body), self.built["old/one/index.html"])
        self.assertIn(self.paper.address("story-1").encode(), reply.body)

    def test_a_page_that_is_not_there(self):
        for target in ["/nowhere/", "/nowhere", "/css/none.css", "/2025/06/03/none/", "/nowhere?x=1"]:
            reply = self.get(target)
            self.assertEqual(reply.status, 404, target)
            self.assertEqual(reply.header("content-type"), "text/html; charset=utf-8")
            self.assertEqual(own_bytes(reply.body), self.built["404.html"], target)

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


class Options(Guarded):
    """POST /__newsprint/options, and the state that tells what is shown."""

    def setUp(self):
        self.addCleanup(self.server.post, {"now": paper.NOW, "drafts": False, "future": False, "expired": False})

    def headers(self, kind="application/json", origin=True):
        headers = [("Content-Type", kind)] if kind else []
        return headers + ([("Origin", f"http://127.0.0.1:{self.server.port}")] if origin else [])

    def test_drafts_come_and_go(self):
        address = self.paper.address("draft-20")
        self.assertEqual(self.server.get(address).status, 404)
        reply = self.server.post({"drafts": True})
        self.assertEqual((reply.status, json.loads(reply.body)), (200, {"ok": True}))
        self.safe(reply)
        wait_until(lambda: self.server.get(address).status == 200, 3, "the draft")
        page = self.server.state(address)
        self.assertEqual((page["page"]["status"], page["page"]["is_public"]), ("draft", False))
        self.assertEqual(page["shows"], {"drafts": True, "future": False, "expired": False})
        self.assertEqual(self.server.post({"drafts": False}).status, 200)
        wait_until(lambda: self.server.get(address).status == 404, 3, "the draft gone")

    def test_the_moment_moves(self):
        address = "/2026/12/01/late-21/"
        self.assertEqual(self.server.get(address).status, 404)
        self.assertEqual(self.server.post({"now": "2026-12-02 06:00"}).status, 200)
        wait_until(lambda: self.server.get(address).status == 200, 3, "the story of the next day")
        moment = self.server.state(address)["moment"]
        self.assertEqual(moment, {"text": "2026-12-02 06:00", "zone": "America/Los_Angeles", "is_fixed": True})
        self.assertEqual(self.server.post({"now": None}).status, 200)
        wait_until(lambda: not self.server.state("/")["moment"]["is_fixed"], 3, "the present")

    def test_open_pages_are_told(self):
        live = Live(self.server.port, self.paper.address("draft-20"))
        self.addCleanup(live.close)
        live.wait("state")
        self.server.post({"drafts": True})
        seen = live.wait("page", 1)["seen"]
        self.assertEqual(seen_of(self.server.get(self.paper.address("draft-20")).body), seen)
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
                reply = self.server.post(None, headers, raw=body)
                self.safe(reply)
                self.assertIn(reply.status, allowed)
                if reply.status == 422:
                    self.assertTrue(json.loads(reply.body)["message"])
                    self.assertNotIn("text/html", reply.header("content-type"))
        self.assertFalse(self.server.state("/")["shows"]["drafts"])

    def test_a_charset_beside_the_type_is_no_other_type(self):
        self.assertEqual(self.server.post({}, self.headers("application/json; charset=utf-8")).status, 200)

    def test_only_posted(self):
        for method in ["GET", "HEAD", "PUT", "DELETE"]:
            reply = self.get("/__newsprint/options", self.headers(), method=method)
            self.assertEqual(reply.status, 405, method)
            self.assertIn("POST", reply.header("allow"))

    def test_the_state_of_a_page(self):
        for target, kind, source in [
            (self.paper.address("story-1"), "article", self.paper.file_of("story-1")),
            ("/about/", "page", "content/pages/about.md"),
            ("/authors/dana-kim/", "author", "content/authors/dana-kim.md"),
            ("/2025/06/03/%EB%93%B1%EB%B6%88/", "article", "content/articles/등불.md"),
        ]:
            with self.subTest(target):
                state = self.server.state(target)
                self.assertEqual((state["page"]["kind"], state["page"]["source"]), (kind, source))
                self.assertIsNone(state["failure"])
                self.assertTrue(state["page"]["title"])
        story = self.server.state(self.paper.address("story-1"))["page"]
        self.assertEqual((story["status"], story["is_public"], story["title"]), ("published", True, "Story 1"))
        self.assertIsNone(self.server.state("/nowhere/")["page"])

    def test_the_state_of_no_address(self):
        hostile = ["/../../etc/passwd", "/..%2f..%2fetc/passwd", "\0", "/%", "//", "/\n", "x" * 3000, "http://evil.example/"]
        for target in ["", "nowhere", *hostile]:
            with self.subTest(target):
                reply = self.get("/__newsprint/state?page=" + urllib.parse.quote(target, safe=""))
                self.assertIn(reply.status, (200, 400, 404))
                if reply.status == 200:
                    self.assertIsNone(json.loads(reply.body)["page"])

    def test_the_state_needs_a_page(self):
        for query in ["", "?", "?x=1", "?page=%", "?page=%ff", "?page=%2F&page=%2F", "?page=%00"]:
            reply = self.get("/__newsprint/state" + query)
            self.assertIn(reply.status, (200, 400, 404), query)
            if reply.status == 200:
                self.assertEqual(reply.header("content-type").split(";")[0], "application/json")


class Requests(Guarded):
    """Requests that are odd, wrong or meant to confuse."""

    def statuses(self, data, timeout=2.0):
        """Sends bytes; returns the statuses of all replies until the server closes or waits for more."""
        with self.server.connect(timeout=timeout) as connection:
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
        return "\r\n".join([first, f"Host: 127.0.0.1:{self.server.port}", *lines, "", ""]).encode("latin-1")

    def test_other_methods(self):
        before = paper.snapshot(self.paper.root)
        for method in ["PUT", "DELETE", "TRACE", "PATCH", "POST", "PROPFIND", "MKCOL", "COPY", "LOCK", "OPTIONS", "BREW", "get", "Get"]:
            for target in ["/", "/css/own.css", "/new.txt"]:
                with self.subTest((method, target)):
                    reply = self.get(target, [("X-Secret", "echo-me")], method=method, body=b"x" if method == "PUT" else b"")
                    self.assertEqual(reply.status, 405)
                    self.assertIn("GET", reply.header("allow"))
                    self.assertNotIn(b"echo-me", reply.body)
        self.assertTrue(set(self.statuses(self.head("Connection: close", first="CONNECT evil.example:443 HTTP/1.1"))) <= {400, 403, 405})
        self.assertEqual(paper.snapshot(self.paper.root), before)

    def test_a_head_has_the_headers_and_no_body(self):
        for target in ["/", "/css/own.css", "/big.bin", "/nowhere/", "/about", "/__newsprint/preview.js", "/__newsprint/state?page=%2F"]:
            with self.subTest(target):
                full = self.get(target)
                data = self.server.raw(request("HEAD", target, self.server.port, [("Connection", "close")]))
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
        size = len(served.BIG)
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
                self.assertEqual(reply.body, served.BIG[start:end])
                self.assertEqual(reply.header("content-range"), f"bytes {start}-{end - 1}/{size}")
                self.assertEqual(reply.header("content-type"), "application/octet-stream")

    def test_ranges_that_cannot_be(self):
        size = len(served.BIG)
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
                    self.assertEqual(reply.body, served.BIG)

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
        usual = ["Content-Type: application/json", f"Origin: http://127.0.0.1:{self.server.port}"]
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
        behind = self.head("Connection: close", first="GET /nowhere/ HTTP/1.1")
        found = self.statuses(self.head(f"Content-Length: {len(hidden)}") + hidden + behind)
        self.assertIn(found, ([200, 404], [200], [400]))

    def test_chunks(self):
        post = "POST /__newsprint/options HTTP/1.1"
        origin = f"Origin: http://127.0.0.1:{self.server.port}"
        head = self.head("Content-Type: application/json", origin, "Transfer-Encoding: chunked", "Connection: close", first=post)
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
        with self.server.connect() as connection:
            connection.send(b"".join(request("GET", target, self.server.port) for target in targets))
            for target in targets:
                self.assertEqual(connection.reply().body, self.expected(target), target)

    def expected(self, target):
        self.known = getattr(self, "known", {})
        if target not in self.known:
            self.known[target] = self.get(target).body
        return self.known[target]

    def test_old_and_other_versions(self):
        host = f"Host: 127.0.0.1:{self.server.port}\r\n".encode()
        old = self.server.raw(b"GET /about/ HTTP/1.0\r\n" + host + b"\r\n", timeout=2)
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
                back = self.server.raw(data, timeout=1)
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
            (["Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {'A' * 22}=="], {200, 400}),
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
        with self.server.connect(timeout=3) as connection:
            connection.send(
                self.head(
                    "Content-Type: application/json",
                    f"Origin: http://127.0.0.1:{self.server.port}",
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
        before = self.server.memory()
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
        self.assertLess(self.server.memory() - before, 16 * 1024, "KiB that long heads left behind")

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
            with self.server.connect(timeout=5) as connection:
                connection.send(bytes(data))
                connection.socket.shutdown(1)
                with self.subTest(bytes(data)):
                    back = connection.rest()
                    self.assertTrue(not back or back.startswith(b"HTTP/1."), back[:60])
                    self.assertNotIn(CANARY.encode(), back)


if __name__ == "__main__":
    unittest.main()
