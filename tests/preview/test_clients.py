"""Many, slow and silent clients of the preview; its live channel; what errors look like; how it starts and ends.

Deliberately starts a server of its own for each class, so that what one test leaves behind shows in no other. Single
requests are in test_http.py.
"""

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import time
import unittest

import paper
from paper import Connection, Live, Paper, Server, request, seen_of, wait_until
from served import Served


class LiveChannel(Served):
    def test_a_reader_is_greeted_and_told(self):
        address = self.paper.address("story-1")
        live = self.live(address, self.page_seen(address))
        hello = live.wait("hello")
        state = live.wait("state")
        self.assertEqual(live.reply.status, 200)
        self.assertEqual(live.reply.header("content-type").split(";")[0], "text/event-stream")
        self.assertTrue(hello["server"])
        self.assertEqual(hello["edition"], state["edition"])
        self.assertEqual(state["page"]["source"], self.paper.file_of("story-1"))
        self.assertEqual(live.of("page"), [], "the page is as it was seen")
        self.paper.article("story-1", "A new body for the reader.")
        seen = live.wait("page")["seen"]
        body = self.server.get(address).body
        self.assertIn(b"A new body for the reader.", body)
        self.assertEqual(seen, seen_of(body))

    def test_a_reader_with_an_old_page_is_told_at_once(self):
        address = self.paper.address("story-2")
        live = self.live(address, "0123456789abcdef")
        live.wait("hello")
        self.assertEqual(live.wait("page")["seen"], self.page_seen(address))

    def test_only_pages_whose_bytes_changed_are_told(self):
        about = self.live("/about/", self.page_seen("/about/"))
        story = self.live(self.paper.address("story-3"), self.page_seen(self.paper.address("story-3")))
        about.wait("state")
        story.wait("state")
        before = len(self.server.editions)
        self.paper.article("story-3", "Another body, another day.")
        story.wait("page")
        edition = self.server.wait_edition(before, condition=lambda edition: edition["changed_pages"] > 0)
        self.paper.article("story-3", "And one more.")
        story.wait("page", 2)
        self.assertEqual(about.of("page"), [])
        self.assertGreaterEqual(edition["open_pages"], 2)
        self.assertEqual(edition["changed_pages"], 1)

    def test_pages_that_come_and_go_are_told(self):
        address = self.paper.address("story-15")
        live = self.live(address, "")
        live.wait("state")
        self.assertIsNone(live.of("state")[-1]["page"])
        before = len(live.of("page"))
        self.paper.article("story-15", "Here now.")
        live.wait("page", before + 1)
        wait_until(lambda: live.of("state")[-1]["page"], 3, "the state of the new page")
        os.unlink(self.paper.path(self.paper.file_of("story-15")))
        live.wait("page", before + 2)
        wait_until(lambda: live.of("state")[-1]["page"] is None, 3, "the state of no page")
        self.assertEqual(self.server.get(address).status, 404)

    def test_files_with_unchanged_names_are_told(self):
        self.paper.write("static/css/own.css", "p { color: red }\n")
        sheet = '<link rel="stylesheet" href="/css/own.css">'
        self.paper.write("templates/article.html", '{% extends "theme/article.html" %}{% block head %}' + sheet + "{% endblock %}")
        address = self.paper.address("story-4")
        wait_until(lambda: self.server.shows(address, "/css/own.css"), 3, "the style sheet on the page")
        self.addCleanup(self.server.wait_quiet)
        self.addCleanup(os.unlink, self.paper.path("templates/article.html"))
        live = self.live(address, self.page_seen(address))
        live.wait("state")
        self.server.wait_quiet(0.3)
        pages = len(live.of("page"))
        self.paper.write("static/css/own.css", "p { color: blue }\n")
        self.assertIn("/css/own.css", live.wait("asset")["paths"])
        self.assertEqual(len(live.of("page")), pages, "the page itself did not change")

    def test_what_other_sites_get(self):
        port = self.server.port
        for headers in [
            [("Origin", "http://evil.example")],
            [("Origin", "null")],
            [("Origin", f"http://127.0.0.1:{port + 1}")],
            [("Host", "evil.example")],
            [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "empty")],
        ]:
            with self.subTest(headers):
                reply = self.server.get("/__newsprint/live?page=%2F", headers)
                self.assertEqual(reply.status, 403)
                self.assertFalse([name for name, _ in reply.headers if name.lower().startswith("access-control")])

    def test_odd_questions(self):
        for query in ["", "?", "?page", "?page=", "?page=%", "?page=%00", "?page=%2F..%2F..%2Fetc%2Fpasswd&seen=", "?page=%ff", "?seen=x"]:
            with self.subTest(query), self.server.connect(timeout=3) as connection:
                connection.send(request("GET", "/__newsprint/live" + query, self.server.port, [("Connection", "close")]))
                reply = connection.head()
                self.assertIn(reply.status, (200, 400, 404))
        live = self.live("/about/", "x\r\ndata: y\r\n\r\n".encode().hex() + "%0Adata:%20injected%0A%0A")
        live.wait("page")
        self.assertNotIn("injected", json.dumps(live.events))
        self.assertEqual(self.server.get("/__newsprint/live?page=%2F", method="POST", body=b"{}").status, 405)

    def test_what_a_reader_sends_afterwards_harms_nobody(self):
        other = self.live("/about/", self.page_seen("/about/"))
        other.wait("state")
        for data in [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\0" * 1000, b"\x81\xff\xff\xff" * 1000, b"x" * 4_000_000]:
            with self.server.connect(timeout=2) as connection:
                connection.send(request("GET", "/__newsprint/live?page=%2F", self.server.port))
                self.assertEqual(connection.head().status, 200)
                try:
                    connection.send(data)
                except TimeoutError:
                    pass  # it does not read what it did not ask for
        self.paper.write("content/pages/about.md", f'+++\ntitle = "About"\n+++\n\nStill here at {time.monotonic()}.\n')
        other.wait("page")

    def test_two_hundred_readers_are_all_told_and_forgotten(self):
        address = self.paper.address("story-5")
        self.server.get(address)
        handles, before = self.server.handles(), self.server.memory()
        readers = [self.live(address, "old") for _ in range(200)]
        for reader in readers:
            reader.wait("page")
        started = time.monotonic()
        self.paper.article("story-5", "For two hundred readers.")
        for reader in readers:
            reader.wait("page", 2)
        self.assertLess(time.monotonic() - started, 3)
        self.assertLess(self.server.memory() - before, 64 * 1024, "KiB for two hundred readers")
        for reader in readers:
            reader.close()
        wait_until(lambda: self.server.handles() <= handles + 2, 10, "the handles of readers that left")

    def test_a_reader_that_never_reads_harms_nobody(self):
        address = self.paper.address("story-6")
        deaf = []
        for _ in range(10):
            connection = Connection(self.server.port, receive_buffer=1)
            self.addCleanup(connection.close)
            connection.send(request("GET", f"/__newsprint/live?page={address.replace('/', '%2F')}", self.server.port))
            deaf.append(connection)
        live = self.live(address, self.page_seen(address))
        live.wait("state")
        # An unknown key of 20 kB stands in each state, as a finding: enough to fill the buffers of those who do not read.
        long = "".join(chr(97 + index % 26) for index in range(20_000))
        self.paper.article("story-6", "Round 0.", header=f'{long} = 1\n')
        wait_until(lambda: self.server.shows(address, "Round 0."), 3, "the first round")
        before = self.server.memory()
        for number in range(1, 61):
            self.paper.article("story-6", f"Round {number}.", header=f'{long} = {number}\n')
            wait_until(lambda: self.server.shows(address, f"Round {number}."), 3, f"round {number}")
        wait_until(lambda: live.of("page") and live.of("page")[-1]["seen"] == self.page_seen(address), 3, "the last page told")
        self.assertLess(self.server.memory() - before, 48 * 1024, "KiB kept for readers that never read")


class SlowClients(Served):
    SIZE = 32 * 1024 * 1024

    @classmethod
    def prepare(cls):
        cls.paper.write("static/large.bin", os.urandom(1024) * (cls.SIZE // 1024))

    def latencies(self, count):
        found = []
        for _ in range(count):
            started = time.monotonic()
            self.assertTrue(self.server.shows(self.paper.address("story-2"), "Body of story 2."))
            found.append(time.monotonic() - started)
        return found

    def test_half_open_and_slow_requests_wait_alone_and_are_ended(self):
        self.latencies(3)
        started = time.monotonic()
        half = [self.server.connect() for _ in range(500)]
        slow = half[480:]
        for number, connection in enumerate(half):
            self.addCleanup(connection.close)
            connection.send([b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: local", b""][number % 4])
        found = []
        is_open = set(range(len(half)))
        while is_open and time.monotonic() - started < 15:
            found += self.latencies(3)
            for connection in slow:
                connection.send(b"A")  # a byte a second: always some, never enough
            time.sleep(1)
            is_open -= {number for number in is_open if self.is_closed(half[number])}
            if time.monotonic() - started < 5:
                self.assertGreater(len(is_open), 400, "it gives them time")
        self.assertEqual(len(is_open), 0, "connections without a request stay open beyond 15 s")
        self.assertLess(statistics.median(found), 0.1)
        self.assertLess(max(found), 1.0)
        wait_until(lambda: self.server.handles() < 100, 5, "the handles of connections that were closed")

    def is_closed(self, connection):
        connection.socket.setblocking(False)
        try:
            while True:
                if not connection.socket.recv(4096):
                    return True
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True
        finally:
            connection.socket.settimeout(10)

    def test_readers_that_never_read_a_large_file(self):
        self.assertEqual(len(self.server.get("/large.bin").body), self.SIZE)
        before = self.server.memory()
        peak = 0
        for _ in range(30):
            connection = Connection(self.server.port, receive_buffer=1)
            self.addCleanup(connection.close)
            connection.send(request("GET", "/large.bin", self.server.port))
        for latency in range(40):
            self.assertLess(statistics.median(self.latencies(3)), 0.1)
            peak = max(peak, self.server.memory())
        # Some requests at once may each make the file; after that one copy is enough for all.
        self.assertLess(peak - before, 10 * self.SIZE // 1024, "KiB: it must not grow with each reader")

    def test_a_large_file_read_slowly_is_whole(self):
        with Connection(self.server.port, receive_buffer=8192) as connection:
            connection.send(request("GET", "/large.bin", self.server.port, [("Connection", "close"), ("Range", "bytes=0-262143")]))
            time.sleep(0.3)
            self.assertEqual(connection.reply().body, self.paper.read("static/large.bin")[:262144])

    def test_clients_that_leave_in_the_middle(self):
        handles = self.server.handles()
        for _ in range(100):
            connection = self.server.connect()
            connection.send(request("GET", "/large.bin", self.server.port))
            connection.socket.recv(100)
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()
        wait_until(lambda: self.server.handles() <= handles + 2, 5, "the handles of clients that left")


class Errors(unittest.TestCase):
    """What is shown when something is wrong, and that it is never markup."""

    MARK = "<script>alert(7)</script>"

    def start(self, made, **options):
        self.addCleanup(made.remove)
        server = Server(made, **options)
        self.addCleanup(server.stop)
        return server

    def error_page(self, server, address):
        reply = server.get(address)
        self.assertEqual(reply.status, 500, address)
        self.assertEqual(reply.header("content-type"), "text/html; charset=utf-8")
        self.assertEqual(reply.header("x-content-type-options"), "nosniff")
        self.assertEqual(reply.body.count(b"<script"), 1)
        self.assertIn(paper.SCRIPT_START, reply.body)
        self.assertIn(b"<noscript", reply.body)
        self.assertNotIn(b"onerror", reply.body.replace(b"&", b""))
        return reply

    def test_a_paper_that_starts_broken(self):
        made = Paper(articles=2)
        made.article("story-3", "Text.", header=f"kind = '{self.MARK}'\n")
        made.write("content/articles/<img src=x onerror=alert(8)>.md", "+++\nno header\n")
        server = self.start(made)
        self.assertGreater(server.editions[0]["errors"], 0)
        for address in ["/", made.address("story-3"), "/nowhere/"]:
            # What can be made of a paper with errors may be shown; its markup is text all the same.
            reply = server.get(address)
            self.assertIn(reply.status, (200, 404, 500), address)
            self.assertIn(paper.SCRIPT_START, reply.body)
            for markup in [self.MARK.encode(), b"<img src=x"]:
                self.assertNotIn(markup, reply.body)
        failure = server.state("/")["failure"]
        self.assertTrue(failure["title"])
        self.assertTrue([one for one in failure["findings"] if self.MARK in one["message"]], failure)
        self.assertTrue([one for one in failure["findings"] if one["file"] and "<img" in one["file"]], failure)
        live = Live(server.port, "/", "")
        self.addCleanup(live.close)
        live.wait("state")
        os.unlink(made.path("content/articles/<img src=x onerror=alert(8)>.md"))
        made.article("story-3", "Text, mended.")
        wait_until(lambda: server.shows(made.address("story-3"), "Text, mended."), 3, "the paper mended")
        wait_until(lambda: live.of("page") and live.of("page")[-1]["seen"] == seen_of(server.get("/").body), 3, "the page told")
        wait_until(lambda: live.of("state")[-1]["failure"] is None, 3, "a state without failure")

    def test_a_paper_without_its_configuration(self):
        made = Paper(articles=2)
        good = made.read("site.toml")
        made.write("site.toml", f"title = '{self.MARK}'\nnothing\n")
        server = self.start(made)
        self.error_page(server, "/")
        made.write("site.toml", good)
        wait_until(lambda: server.get("/").status == 200, 3, "the paper mended")

    def test_a_template_that_throws(self):
        made = Paper(articles=2)
        address = made.address("story-1")
        server = self.start(made)
        live = Live(server.port, address, seen_of(server.get(address).body))
        self.addCleanup(live.close)
        live.wait("state")
        throws = '{% extends "theme/article.html" %}{% block head %}{{ throw(message="' + self.MARK + '") }}{% endblock %}'
        made.write("templates/article.html", throws)
        wait_until(lambda: server.state(address)["failure"], 3, "the failure")
        reply = server.get(address)
        self.assertNotIn(self.MARK.encode(), reply.body)
        self.assertIn(reply.status, (200, 500))
        if reply.status == 500:
            self.error_page(server, address)
        self.assertIn(self.MARK, json.dumps(server.state(address)["failure"]))
        self.assertEqual(server.get("/about/").status, 200, "pages of other templates stay")
        os.unlink(made.path("templates/article.html"))
        wait_until(lambda: server.shows(address, "Body of story 1."), 3, "the template mended")
        wait_until(lambda: server.state(address)["failure"] is None, 3, "no failure")
        wait_until(lambda: live.of("state")[-1]["failure"] is None, 3, "a state without failure")

    def test_markup_in_a_good_story_is_text_in_its_state(self):
        made = Paper(articles=1)
        title = "A title \\u003c/script\\u003e\\u2028 with a\\tbreak"
        made.write("content/articles/odd.md", f'+++\ntitle = "{title}"\ndate = 2025-06-03\nsponsro = "{self.MARK}"\n+++\n\nText.\n')
        server = self.start(made)
        live = Live(server.port, "/2025/06/03/odd/", "")
        self.addCleanup(live.close)
        state = live.wait("state")
        self.assertIn("</script>", state["page"]["title"])
        self.assertTrue(state["findings"])
        reply = server.get("/__newsprint/state?page=%2F2025%2F06%2F03%2Fodd%2F")
        self.assertEqual(reply.header("content-type").split(";")[0], "application/json")
        self.assertEqual(reply.header("x-content-type-options"), "nosniff")
        self.assertEqual(json.loads(reply.body)["page"], state["page"])


class StartAndEnd(unittest.TestCase):
    def setUp(self):
        self.paper = Paper(articles=2)
        self.addCleanup(self.paper.remove)

    def start(self, *flags, **options):
        server = Server(self.paper, *flags, **options)
        self.addCleanup(server.stop)
        return server

    def run_to_end(self, *flags, before=(), timeout=10):
        command = [*before, paper.NEWSPRINT, "serve", "-s", str(self.paper.root), *flags]
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)

    def plain_failure(self, done, statuses):
        """It ended by itself, and said why in words."""
        self.assertIn(done.returncode, statuses, done.stderr)
        self.assertTrue(done.stderr.strip(), "it says nothing")
        for word in ["panicked", "RUST_BACKTRACE", "unwrap", "Os {", "stack backtrace"]:
            self.assertNotIn(word, done.stdout + done.stderr)

    def is_open(self, host, port):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as attempt:
            attempt.settimeout(2)
            return attempt.connect_ex((host, port)) == 0

    def test_only_this_machine_by_default(self):
        server = self.start()
        self.assertTrue(self.is_open("127.0.0.1", server.port))
        for host in ["127.0.0.2", "127.8.9.10", "::1"]:
            self.assertFalse(self.is_open(host, server.port), host)
        self.assertEqual(self.listening(server), ["0100007F"])

    def listening(self, server):
        """Local addresses, in hexadecimal, of all listening sockets of the process."""
        inodes = set()
        for handle in os.listdir(f"/proc/{server.pid}/fd"):
            found = re.match(r"socket:\[(\d+)\]", os.readlink(f"/proc/{server.pid}/fd/{handle}"))
            inodes |= {found[1]} if found else set()
        addresses = []
        for table in ["tcp", "tcp6"]:
            with open(f"/proc/{server.pid}/net/{table}") as lines:
                for line in list(lines)[1:]:
                    parts = line.split()
                    if parts[3] == "0A" and parts[9] in inodes:
                        addresses.append(parts[1].split(":")[0])
        return addresses

    def test_another_address_is_bound_when_asked(self):
        server = self.start("--bind", "127.0.0.2")
        self.assertTrue(self.is_open("127.0.0.2", server.port))
        self.assertFalse(self.is_open("127.0.0.1", server.port))
        self.assertEqual(self.listening(server), ["0200007F"])
        with Connection(server.port, host="127.0.0.2") as connection:
            connection.send(request("GET", "/", server.port, host=f"127.0.0.2:{server.port}"))
            self.assertEqual(connection.reply().status, 200)
        with Connection(server.port, host="127.0.0.2") as connection:
            connection.send(request("GET", "/", server.port, host="evil.example"))
            self.assertEqual(connection.reply().status, 403)

    def test_a_port_that_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            if port > 65500:
                self.skipTest("no room above the port that the system gave")
            server = self.start(port=port)
            self.assertGreater(server.port, port)
            self.assertLessEqual(server.port, port + 20)
            self.assertIn(f":{server.port}/", server.url)
            self.assertEqual(server.get("/").status, 200)
            process = subprocess.Popen(
                [paper.NEWSPRINT, "serve", "-s", str(self.paper.root), "-p", str(port), "--now", paper.NOW],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
            self.addCleanup(process.stdout.close)
            self.addCleanup(process.wait)
            self.addCleanup(process.terminate)
            os.set_blocking(process.stdout.fileno(), False)
            told = b""

            def says_so():
                nonlocal told
                told += process.stdout.read() or b""
                return re.search(rb"127\.0\.0\.1:(\d+)/", told) and str(port).encode() in told

            wait_until(says_so, 5, f"words about port {port}")
            self.assertNotIn(b"127.0.0.1:%d/" % port, told)

    def test_all_ports_taken(self):
        held = []
        self.addCleanup(lambda: [one.close() for one in held])
        start = 42000
        for port in range(start, start + 40):
            one = socket.socket()
            held.append(one)
            try:
                one.bind(("127.0.0.1", port))
                one.listen()
            except OSError:
                pass  # taken by somebody else, which serves as well
        self.plain_failure(self.run_to_end("-p", str(start)), [3])

    def test_an_address_of_another_machine(self):
        self.plain_failure(self.run_to_end("-p", "0", "--bind", "192.0.2.1"), [3])
        self.plain_failure(self.run_to_end("-p", "0", "--bind", "192.0.2.1", "--format", "json"), [3])

    def test_a_port_of_the_system(self):
        outside = ["unshare", "-U"] if os.geteuid() == 0 else []
        if outside and (not shutil.which("unshare") or subprocess.run([*outside, "true"], capture_output=True).returncode != 0):
            self.skipTest("running as root, and `unshare -U` does not work here")
        with open("/proc/sys/net/ipv4/ip_unprivileged_port_start") as first:
            if int(first.read()) <= 80:
                self.skipTest("anybody may use port 80 on this system")
        self.plain_failure(self.run_to_end("-p", "80", before=outside), [3])

    def test_wrong_words(self):
        for flag, word in [
            ("-p", "70000"),
            ("-p", "-1"),
            ("-p", "x"),
            ("--bind", "nonsense"),
            ("--bind", ""),
            ("--bind", "127.0.0.1:80"),
            ("--now", "soon"),
        ]:
            flags = [flag, word]
            with self.subTest(flags):
                usual = [] if "-p" in flags else ["-p", "0"]
                self.plain_failure(self.run_to_end(*usual, *flags), [2, 3] if "--bind" in flags else [1, 2])

    def test_no_paper(self):
        os.unlink(self.paper.path("site.toml"))
        self.plain_failure(self.run_to_end("-p", "0"), [1, 2, 3])

    def test_it_ends_at_once_and_well(self):
        for sent in [signal.SIGINT, signal.SIGTERM]:
            with self.subTest(sent.name):
                server = self.start()
                readers = [Live(server.port, "/", "") for _ in range(5)]
                for reader in readers:
                    self.addCleanup(reader.close)
                    reader.wait("state")
                half = server.connect()
                self.addCleanup(half.close)
                half.send(b"GET / HT")
                started = time.monotonic()
                server.process.send_signal(sent)
                self.assertEqual(server.process.wait(5), 0)
                self.assertLess(time.monotonic() - started, 0.2)
                for reader in readers:
                    self.assertTrue(reader.ended.wait(1))
                self.assertNotIn("panicked", "".join(server.errors))

    def test_the_port_is_free_again(self):
        server = self.start()
        port = server.port
        with server.connect() as connection:
            connection.send(request("GET", "/", port))
            connection.reply()
            server.stop()
        again = self.start(port=port)
        self.assertEqual(again.port, port)

    def test_two_previews_of_one_paper(self):
        one, two = self.start(), self.start()
        self.assertNotEqual(one.port, two.port)
        self.paper.article("story-1", "Seen by both.")
        for server in (one, two):
            wait_until(lambda: server.shows(self.paper.address("story-1"), "Seen by both."), 3, "the edit")

    def test_what_is_printed_for_programs(self):
        server = self.start()
        self.assertEqual(server.lines[0]["event"], "edition")
        self.assertEqual(server.lines[0]["number"], 1)
        self.assertEqual(server.lines[1]["event"], "ready")
        self.assertEqual(server.ready["watching"], "events")
        self.paper.article("story-1", "Edited.")
        edition = server.wait_edition(1)
        self.assertEqual(edition["number"], 2)
        self.assertEqual(edition["changed"], [self.paper.file_of("story-1")])
        for key in ["open_pages", "changed_pages", "milliseconds", "errors", "warnings", "diagnostics"]:
            self.assertIn(key, edition)
        self.assertEqual(server.stray, [])

    def test_a_reader_of_the_output_that_left(self):
        server = self.start()
        # The terminal or program that read the lines is gone: the preview may end, but not in a panic.
        os.close(os.dup(server.process.stdout.fileno()))
        read, write = os.pipe()
        process = subprocess.Popen(
            [paper.NEWSPRINT, "serve", "-s", str(self.paper.root), "-p", "0", "--format", "json", "--now", paper.NOW],
            stdout=write,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        os.close(write)
        os.read(read, 1)
        os.close(read)
        for number in range(3):
            self.paper.article("story-1", f"Unheard {number}.")
            time.sleep(0.3)
        process.terminate()
        self.assertNotIn(b"panicked", process.stderr.read())
        self.assertIn(process.wait(5), (0, 1, 3, -signal.SIGTERM, -signal.SIGPIPE))


if __name__ == "__main__":
    unittest.main()
