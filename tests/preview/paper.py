"""What all tests of the preview share: a small paper in a temporary folder, `newsprint serve` over it, and plain sockets.

Deliberately uses no HTTP library: those tidy a request before they send it, and a reply before they show it. Holds no
test and judges nothing, but that a reply is well-formed HTTP; a reply that is not raises `Malformed`.
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
NEWSPRINT = os.environ.get("NEWSPRINT") or str(HERE / "../../target/release/newsprint")
NOW = "2026-01-15 09:00"
"""The moment at which every server and every build of these tests stands, so that both show the same paper."""

SCRIPT_START = b'<script src="/__newsprint/preview.js" defer data-seen="'
SCRIPT_END = b'"></script>'


def memory_folder():
    """A folder for temporary files, in memory where the system has one: tests of thousands of files spare the disk."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else None


def wait_until(condition, timeout, what="the condition"):
    """Waits until `condition()` is true, and returns its value; else raises AssertionError that names `what`."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {timeout} s")
        time.sleep(0.005)


class Paper:
    """A newspaper in a temporary folder."""

    def __init__(self, articles=12, base_url="https://paper.example.org/", where=None):
        self.temporary = pathlib.Path(tempfile.mkdtemp(prefix="newsprint-preview-", dir=where))
        self.root = self.temporary / "paper"
        self.root.mkdir()
        self.slugs = []
        self.write(
            "site.toml",
            f'title = "The Test Paper"\nbase_url = "{base_url}"\ntimezone = "America/Los_Angeles"\n',
        )
        self.write("content/authors/dana-kim.md", '+++\nname = "Dana Kim"\nrole = "Reporter"\n+++\n\nDana covers the city.\n')
        self.write("content/pages/about.md", '+++\ntitle = "About"\n+++\n\nWho we are.\n')
        for number in range(1, articles + 1):
            self.article(f"story-{number}", f"Body of story {number}.", number=number)

    def write(self, name, content):
        """Writes a file in place, with its folders; returns its path."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def path(self, name):
        return self.root / name

    def read(self, name):
        return self.path(name).read_bytes()

    def article(self, slug, body, number=None, header=""):
        """Writes a story into content/articles; its page is `address(slug)`."""
        if slug not in self.slugs:
            self.slugs.append(slug)
        return self.write(self.file_of(slug), article_text(slug, body, self.number(slug, number), header))

    def file_of(self, slug):
        return f"content/articles/{slug}.md"

    def number(self, slug, number=None):
        return number if number is not None else int("".join(filter(str.isdigit, slug)) or "1")

    def text(self, slug, body, header=""):
        return article_text(slug, body, self.number(slug), header)

    def address(self, slug):
        return f"/2025/06/{self.number(slug) % 28 + 1:02}/{slug}/"

    def with_theme(self):
        """Copies the theme that the program ships into the paper, where it wins over the built-in one."""
        shutil.copytree(HERE / "../../themes/broadsheet", self.path("themes/broadsheet"))

    def build(self, base_url, *flags):
        """What `newsprint build` makes of the folder as it is now: bytes by path. Raises when the build fails."""
        with tempfile.TemporaryDirectory(prefix="newsprint-built-", dir=memory_folder()) as folder:
            output = os.path.join(folder, "site")
            command = [NEWSPRINT, "build", "-q", "-s", str(self.root), "-d", output, "-b", base_url, "--now", NOW, *flags]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0:
                raise AssertionError(f"the oracle's build failed: {done.stdout}{done.stderr}")
            return {name: content for name, content in files_of(output).items() if not name.startswith(".newsprint-")}

    def remove(self):
        shutil.rmtree(self.temporary, ignore_errors=True)


def article_text(slug, body, number, header=""):
    day = number % 28 + 1
    section = "city" if number % 2 else "schools"
    title = slug.replace("-", " ").capitalize()
    return (
        f'+++\ntitle = "{title}"\ndate = 2025-06-{day:02}\nauthor = "dana-kim"\nsection = "{section}"\n'
        f'topics = ["housing"]\n{header}+++\n\n{body}\n'
    )


def files_of(folder):
    """All files below a folder: bytes by path."""
    found = {}
    for path, _, names in os.walk(folder):
        for name in names:
            file = os.path.join(path, name)
            with open(file, "rb") as handle:
                found[os.path.relpath(file, folder)] = handle.read()
    return found


def snapshot(folder):
    """Names, sizes, times and inodes below a folder: what any write would change. None when there is no such folder."""
    if not os.path.lexists(folder):
        return None
    found = {}
    for path, folders, names in os.walk(folder):
        for name in folders + names + ["."]:
            entry = os.path.join(path, name)
            status = os.lstat(entry)
            found[os.path.relpath(entry, folder)] = (status.st_size, status.st_mtime_ns, status.st_ino, status.st_mode)
    return found


class Malformed(Exception):
    """What came back is not HTTP."""


class Closed(Exception):
    """The other side closed the connection before a reply began."""


class Reply:
    """One HTTP reply, as it came."""

    def __init__(self, version, status, reason, headers, body):
        self.version, self.status, self.reason, self.headers, self.body = version, status, reason, headers, body

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name):
        """The one value of a header; None when it is absent. Twice is an error."""
        values = self.all(name)
        if len(values) > 1:
            raise AssertionError(f"header {name} came {len(values)} times: {values}")
        return values[0] if values else None

    @property
    def whole(self):
        """Head and body as one text of bytes, to look for what must not be in it."""
        lines = "".join(f"{name}: {value}\n" for name, value in self.headers)
        return f"{self.version} {self.status} {self.reason}\n{lines}\n".encode("latin-1") + self.body

    def __repr__(self):
        return f"<{self.status} {dict(self.headers)} {self.body[:80]!r}>"


class Connection:
    """A connection that sends bytes as they are given and reads replies one by one."""

    def __init__(self, port, host="127.0.0.1", timeout=10.0, receive_buffer=None):
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        """Sends all; False when the other side closed meanwhile, which it may while a request is too large."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def fill(self):
        """Reads more; False at the end."""
        try:
            more = self.socket.recv(262144)
        except ConnectionResetError:
            return False
        self.buffer += more
        return bool(more)

    def line(self):
        while b"\r\n" not in self.buffer:
            if len(self.buffer) > 65536:
                raise Malformed(f"a line without end: {self.buffer[:80]!r}")
            if not self.fill():
                if not self.buffer:
                    raise Closed()
                raise Malformed(f"ended within a line: {self.buffer[:80]!r}")
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def exactly(self, count):
        parts, have = [], 0
        while True:
            part = self.buffer[: count - have]
            self.buffer = self.buffer[len(part) :]
            parts.append(part)
            have += len(part)
            if have == count:
                return b"".join(parts)
            if not self.fill():
                raise Malformed(f"{have} of {count} bytes came")

    def rest(self):
        """All that comes until the other side closes."""
        while self.fill():
            pass
        rest, self.buffer = self.buffer, b""
        return rest

    def head(self):
        """Status line and headers of a reply."""
        first = self.line()
        parts = first.split(b" ", 2)
        if len(parts) < 2 or not parts[0].startswith(b"HTTP/1.") or not (parts[1].isdigit() and len(parts[1]) == 3):
            raise Malformed(f"no status line: {first[:80]!r}")
        headers = []
        while True:
            line = self.line()
            if not line:
                break
            name, colon, value = line.partition(b":")
            if not colon or not name or name != name.strip() or any(byte < 33 for byte in name):
                raise Malformed(f"no header: {line[:80]!r}")
            headers.append((name.decode("latin-1"), value.strip().decode("latin-1")))
        reason = parts[2].decode("latin-1") if len(parts) > 2 else ""
        return Reply(parts[0].decode(), int(parts[1]), reason, headers, b"")

    def reply(self, method="GET"):
        """The next final reply. Replies of the 1xx kind before it are passed over."""
        while True:
            reply = self.head()
            if reply.status >= 200:
                break
        if method == "HEAD" or reply.status in (204, 304):
            return reply
        length = reply.header("content-length")
        if (reply.header("transfer-encoding") or "").lower() == "chunked":
            if length is not None:
                raise Malformed("both Content-Length and Transfer-Encoding")
            reply.body = self.chunks()
        elif length is not None:
            reply.body = self.exactly(int(length))
        else:
            reply.body = self.rest()
        return reply

    def chunks(self):
        parts = []
        while True:
            size = int(self.line().split(b";")[0], 16)
            part = self.exactly(size)
            if self.line() != b"":
                raise Malformed("a chunk without its end")
            if size == 0:
                return b"".join(parts)
            parts.append(part)


class Live:
    """A reader of the live channel, in a thread of its own."""

    def __init__(self, port, page, seen="", headers=()):
        self.events = []
        self.last = {}
        self.comments = 0
        self.ended = threading.Event()
        self.connection = Connection(port, timeout=5)
        query = f"page={urllib.parse.quote(page, safe='')}&seen={seen}"
        self.connection.send(request("GET", f"/__newsprint/live?{query}", port, headers))
        self.reply = self.connection.head()
        self.is_chunked = (self.reply.header("transfer-encoding") or "").lower() == "chunked"
        self.connection.socket.settimeout(None)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        pending, event = b"", {}
        try:
            while True:
                if self.is_chunked:
                    size = int(self.connection.line().split(b";")[0], 16)
                    data = self.connection.exactly(size)
                    self.connection.line()
                    if size == 0:
                        return
                else:
                    data = self.connection.buffer
                    self.connection.buffer = b""
                    if not data and not self.connection.fill():
                        return
                pending += data
                while b"\n" in pending:
                    line, pending = pending.split(b"\n", 1)
                    event = self.take(line.rstrip(b"\r").decode(), event)
        except (OSError, Malformed, Closed):
            return
        finally:
            self.ended.set()

    def take(self, line, event):
        if line == "":
            if "data" in event:
                name, data = event.get("event", "message"), json.loads(event["data"])
                self.events.append((name, data, time.monotonic()))
                self.last[name] = data
            return {}
        if line.startswith(":"):
            self.comments += 1
            return event
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data" and "data" in event:
            value = event["data"] + "\n" + value
        return {**event, name: value}

    def of(self, name):
        """The data of all events of that name so far."""
        return [data for event, data, _ in list(self.events) if event == name]

    def wait(self, name, count=1, timeout=5.0):
        """Waits for `count` events of that name, and returns the last."""
        return wait_until(lambda: len(self.of(name)) >= count and self.of(name), timeout, f"{count} event(s) `{name}`")[-1]

    def close(self):
        try:
            self.connection.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.thread.join(5)
        self.connection.close()


def request(method, target, port, headers=(), body=b"", host=None):
    """The bytes of a request. `headers` are pairs; one named Host replaces the usual one."""
    names = {name.lower() for name, _ in headers}
    lines = [f"{method} {target} HTTP/1.1"]
    if "host" not in names:
        lines.append(f"Host: {host or f'127.0.0.1:{port}'}")
    lines += [f"{name}: {value}" for name, value in headers]
    if body and "content-length" not in names and "transfer-encoding" not in names:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


class Server:
    """`newsprint serve` over a paper, its lines of JSON read by a thread."""

    def __init__(self, paper, *flags, port=0, root=None, wait=True, now=NOW, before=(), timeout=30.0):
        self.paper = paper
        self.lines = []
        self.stray = []
        self.errors = []
        command = [*before, NEWSPRINT, "serve", "-s", str(root or paper.root), "-p", str(port), "--format", "json"]
        command += (["--now", now] if now else []) + list(flags)
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.readers = [threading.Thread(target=self.read, daemon=True), threading.Thread(target=self.read_errors, daemon=True)]
        for reader in self.readers:
            reader.start()
        self.ready = None
        if wait:
            try:
                self.wait_ready(timeout)
            except BaseException:
                self.stop()
                raise

    def read(self):
        for line in self.process.stdout:
            try:
                self.lines.append({**json.loads(line), "at": time.monotonic()})
            except (ValueError, TypeError):
                self.stray.append(line)

    def read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line.decode(errors="replace"))

    def wait_ready(self, timeout=30.0):
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"newsprint serve ended with {self.process.returncode}: {''.join(self.errors)}{self.stray}")
            return next((line for line in list(self.lines) if line.get("event") == "ready"), None)

        self.ready = wait_until(ready, timeout, "the ready line")
        self.port = self.ready["port"]
        self.url = self.ready["url"]
        return self.ready

    @property
    def pid(self):
        return self.process.pid

    @property
    def editions(self):
        return [line for line in list(self.lines) if line.get("event") == "edition"]

    def wait_edition(self, after, timeout=5.0, condition=lambda edition: True):
        """Waits for an edition beyond the first `after` ones that fulfils the condition, and returns it."""
        return wait_until(
            lambda: next((edition for edition in self.editions[after:] if condition(edition)), None), timeout, "an edition"
        )

    def wait_quiet(self, quiet=0.5, timeout=10.0):
        """Waits until no edition came for `quiet` seconds from now on; returns how many there are."""
        started = time.monotonic()

        def is_quiet():
            last = max([started] + [edition["at"] for edition in self.editions[-1:]])
            return time.monotonic() - last >= quiet

        wait_until(is_quiet, timeout, "quiet")
        return len(self.editions)

    def connect(self, **options):
        return Connection(self.port, **options)

    def get(self, target, headers=(), method="GET", body=b"", host=None):
        """One request on a connection of its own."""
        with self.connect() as connection:
            connection.send(request(method, target, self.port, [*headers, ("Connection", "close")], body, host))
            return connection.reply(method)

    def raw(self, data, timeout=10.0):
        """Sends bytes and returns all that comes back until the server closes, or is silent for the time-out."""
        with self.connect(timeout=timeout) as connection:
            connection.send(data)
            try:
                return connection.rest()
            except (TimeoutError, ConnectionResetError):
                return connection.buffer

    def post(self, value, headers=None, raw=None):
        """Posts options the way the client does."""
        body = raw if raw is not None else json.dumps(value).encode()
        usual = [("Content-Type", "application/json"), ("Origin", f"http://127.0.0.1:{self.port}")]
        return self.get("/__newsprint/options", usual if headers is None else headers, "POST", body)

    def state(self, page):
        reply = self.get(f"/__newsprint/state?page={urllib.parse.quote(page, safe='')}")
        if reply.status != 200:
            raise AssertionError(f"no state: {reply}")
        return json.loads(reply.body)

    def shows(self, address, text):
        """True when the page stands and has the text."""
        reply = self.get(address)
        return reply.status == 200 and text.encode() in reply.body

    def memory(self):
        """Resident memory in KiB."""
        return int(self.status_line("VmRSS"))

    def threads(self):
        return int(self.status_line("Threads"))

    def handles(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def status_line(self, name):
        with open(f"/proc/{self.pid}/status") as status:
            return next(line for line in status if line.startswith(name + ":")).split()[1]

    def is_alive(self):
        return self.process.poll() is None

    def stop(self):
        """Ends it as an editor would, by SIGTERM, or the hard way after five seconds."""
        if self.is_alive():
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for reader in self.readers:
            reader.join(5)
        self.process.stdout.close()
        self.process.stderr.close()
        return self.process.returncode


def own_bytes(body):
    """A page without the line that the preview puts in. Raises when there is more than one."""
    start = body.find(SCRIPT_START)
    if start < 0:
        return body
    end = body.index(SCRIPT_END, start) + len(SCRIPT_END)
    if body[end : end + 1] == b"\n":
        end += 1
    rest = body[:start] + body[end:]
    if SCRIPT_START in rest:
        raise AssertionError("the script line stands twice in one page")
    return rest


def seen_of(body):
    """The fingerprint in a page's script line."""
    start = body.index(SCRIPT_START) + len(SCRIPT_START)
    return body[start : body.index(SCRIPT_END, start)].decode()


def address_of(name, base="/"):
    """Where the file of a built site is served."""
    name = name[: -len("index.html")] if name == "index.html" or name.endswith("/index.html") else name
    return base + urllib.parse.quote(name)


def differences(server, built, gone=()):
    """Compares what is served with what is built; returns a list of words, empty when all is alike.

    `gone` are addresses that once stood and must be nowhere now.
    """
    base = urllib.parse.urlsplit(server.url).path
    wrong = []
    with server.connect() as connection:
        for name, content in sorted(built.items()):
            address = address_of(name, base)
            connection.send(request("GET", address, server.port))
            reply = connection.reply()
            if reply.status != 200:
                wrong.append(f"{address}: status {reply.status}")
            elif own_bytes(reply.body) != content:
                wrong.append(f"{address}: {first_difference(own_bytes(reply.body), content)}")
        for address in gone:
            connection.send(request("GET", address, server.port))
            reply = connection.reply()
            if reply.status != 404:
                wrong.append(f"{address}: stands with status {reply.status}, but is not built")
    return wrong


def first_difference(served, built):
    at = next((at for at, (one, other) in enumerate(zip(served, built)) if one != other), min(len(served), len(built)))
    here = slice(max(0, at - 20), at + 60)
    return f"differs at byte {at}: served {served[here]!r}, built {built[here]!r}"


class Watching:
    """Fetches one page again and again in a thread, and notes each different reply: what an editor's browser could see."""

    def __init__(self, server, address, pause=0.005):
        self.server, self.address, self.pause = server, address, pause
        self.seen = []
        self.problems = []
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        try:
            with self.server.connect() as connection:
                while not self.is_over.is_set():
                    connection.send(request("GET", self.address, self.server.port))
                    reply = connection.reply()
                    state = (reply.status, reply.body)
                    if not self.seen or self.seen[-1] != state:
                        self.seen.append(state)
                    time.sleep(self.pause)
        except (OSError, Malformed, Closed) as problem:
            self.problems.append(problem)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join(10)
