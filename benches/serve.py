#!/usr/bin/env python3
"""Times from saving a story until the preview serves its new page, for two servers over one corpus.

usage: serve.py [-r EDITS] [-l SECONDS] -d SCRATCH N NAME=PEER=SITE=COMMAND ...

N is the number of articles, PEER the layout of the folder SITE, made by gen.py: newsprint or hugo. COMMAND runs in SITE;
{port} in it becomes a free port. Without {port}, the server prints one line of JSON with the event "ready" and its port.
SCRATCH lies on the file system of the sites and outside them.

The servers take turns, one at a time. Each makes the same EDITS:
  * The page of one article and the lists that link to it are fetched once, as if they stood open in a browser.
  * It is quiet for at least 0.3 s, and for a random time more, so that edits do not fall in step with a server's tick.
  * The article's new text is written beside the site and renamed into place. The clock starts just before the rename.
  * The page is fetched over one kept-alive connection, one request at a time, until it has the edit's own marker. There
    the clock stops. A server may hold its answer until it has looked at the saved file; then one fetch is enough. Else the
    pause between two fetches is a fiftieth of the time gone by: it adds at most 2 % to a result, and leaves the processors
    to the server. Without a pause, Hugo with 1,000 articles took 40 % more CPU time, and a seventh longer for its work.
Four edits of five put the marker into the body of an article, spread over the archive. Every fifth puts it into a title, by
turns of a newest article and of one from the archive; then the lists that linked to the article (the front page, its
section front, the archive of its month) are asked, too. A list without the new title in its first answer counts as stale;
it is asked until it is right or LISTS_LIMIT has passed.

Prints medians and 95th percentiles (nearest rank), the CPU time an edit from the rename until the server is quiet again (all
of its process group, with the serving of these fetches), its peak memory and the time from start to the first front page.
A server that does not start in time, ends by itself or takes the machine's memory is stopped; a line below the table says so.

What this deliberately does not do: measure a browser, its live reload or the time to draw; edit templates, settings or
photos; add or remove articles; look at more of a page than markers; ask further pages of a list, or lists that nobody has
open; edit while another edit is under way; compare builds (see speed.sh). Sites are put back as they were at the end.
"""
import argparse
import http.client
import json
import os
import random
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import time

from gen import build_model
from measure import favour

PAUSE = 0.02        # between two fetches, as a part of the time since the edit
QUIET = 0.3         # seconds of rest before each edit …
JITTER = 0.7        # … and up to so many more: longer than half a second, at which Hugo gathers changes
EDIT_LIMIT = 120.0  # seconds until an edit counts as never shown
LISTS_LIMIT = 5.0   # seconds until a stale list counts as one that stays stale
LOST_LIMIT = 3      # so many edits never shown end a server's turn
LOW_MEMORY = 0.04   # a server is stopped when less than this part of the machine's memory is left

# Where articles and months stand in each layout. Section fronts and the front page have the same addresses.
SOURCES = {"newsprint": "content/articles/%s/%s.md", "hugo": "content/%s/%s.md"}
MONTHS = {"newsprint": "/%Y/%m/", "hugo": "/months/%Y-%m/"}
FENCES = {"newsprint": "+++\n", "hugo": "---\n"}


class Stopped(Exception):
    """The server's turn ends here; the text says why."""


class Server:
    """One server: started, fetched from, measured from outside, ended."""

    def __init__(self, site, command, scratch):
        port = free_port() if "{port}" in command else None
        self.log = os.path.join(scratch, "server.log")
        self.connection = None
        self.started = time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(shlex.split(command.replace("{port}", str(port))), cwd=site,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                            start_new_session=True, preexec_fn=favour)
        self.port = port

    def wait_for_front(self, limit):
        """seconds from the start until the front page is served"""
        while True:
            if self.port is None:
                self.port = ready_port(self.log)
            is_served = self.port is not None and self.get("/")[0] == 200
            gone = time.monotonic() - self.started
            self.check(self.started, limit, "did not serve its front page within %g s" % limit)
            if is_served:
                return gone
            time.sleep(0.005)

    def check(self, since, limit, late):
        """raises when the server has ended, takes too long, or takes the machine's memory"""
        status = self.process.poll()
        if status is not None:
            raise Stopped("ended by itself (status %d); its last words: %s" % (status, tail(self.log)))
        if time.monotonic() - since > limit:
            raise Stopped(late)
        if memory_left() < LOW_MEMORY:
            raise Stopped("memory ran short at %.0f MiB" % self.peak())

    def get(self, path):
        """status and body; status 0 when there is no answer. A connection that was closed while idle is opened again, once"""
        for _ in range(2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=EDIT_LIMIT)
            try:
                self.connection.request("GET", path)
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except TimeoutError:
                self.drop()
                break
            except (OSError, http.client.HTTPException):
                self.drop()
        return 0, b""

    def drop(self):
        """closes the connection, if there is one"""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def members(self):
        """(process id, fields of stat after the name) of each process of the server's group"""
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open("/proc/%s/stat" % name) as f:
                        fields = f.read().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                if int(fields[2]) == self.process.pid:
                    yield name, fields

    def cpu(self):
        """seconds of processor time, children that ended included"""
        return sum(int(x) for _, fields in self.members() for x in fields[11:15]) / os.sysconf("SC_CLK_TCK")

    def peak(self):
        """peak resident memory of the largest process, MiB"""
        peaks = [0]
        for pid, _ in self.members():
            try:
                with open("/proc/%s/status" % pid) as f:
                    found = re.search(r"VmHWM:\s+(\d+)", f.read())
            except OSError:
                continue
            if found:
                peaks.append(int(found.group(1)) / 1024)
        return max(peaks)

    def wait_for_quiet(self, limit=60.0):
        """until a fifth of a second takes no more than a hundredth of processor time"""
        end = time.monotonic() + limit
        before = self.cpu()
        while time.monotonic() < end:
            time.sleep(0.2)
            now = self.cpu()
            if now - before <= 0.011:
                return
            before = now

    def end(self):
        """a polite signal, then a hard one, to this server's own group"""
        self.drop()
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                pass
            break
        self.process.wait()


def free_port():
    """a port of the loopback address that nobody uses"""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ready_port(log):
    """the port in the line of JSON that says "ready", or None as long as there is none"""
    with open(log, encoding="utf-8", errors="replace") as f:
        for line in f:
            if line.endswith("\n") and line.startswith("{"):
                event = json.loads(line)
                if event.get("event") == "ready":
                    return event["port"]
    return None


def tail(path):
    """the end of a log, on one line"""
    with open(path, encoding="utf-8", errors="replace") as f:
        return " ".join(f.read()[-300:].split()) or "none"


def memory_left():
    """the part of the machine's memory that is available"""
    with open("/proc/meminfo") as f:
        info = {line.split(":")[0]: int(line.split()[1]) for line in f}
    return info["MemAvailable"] / info["MemTotal"]


class Edit:
    """One edit: which article, what changes, and where that shows."""

    def __init__(self, number, edits, arts, peer, site):
        self.is_title = number % 5 == 4
        turn = number // 5
        newest = self.is_title and turn % 2 == 0
        art = arts[-1 - turn % len(arts)] if newest else arts[(2 * number + 1) * len(arts) // (2 * edits)]
        self.marker = "Edit%dx%08d" % (number, random.randrange(10 ** 8))
        self.source = os.path.join(site, SOURCES[peer] % (art["section"], art["slug"]))
        self.page = "/%s/%s/" % (art["section"], art["slug"])
        self.lists = ["/", "/%s/" % art["section"], art["date"].strftime(MONTHS[peer])]
        with open(self.source, encoding="utf-8") as f:
            self.old = f.read()
        head, body = self.old[4:].split(FENCES[peer], 1)
        if self.is_title:
            head = re.sub(r'^(title\W+")', lambda m: m.group(1) + self.marker + " ", head, count=1)
        else:
            body = self.marker + " " + body
        self.new = FENCES[peer] + head + FENCES[peer] + body
        if self.new.count(self.marker) != 1:
            raise Stopped("no place for an edit in %s" % self.source)


def put(text, path, scratch):
    """renames a finished file into place; returns the moment just before"""
    temporary = os.path.join(scratch, "edit.tmp")
    with open(temporary, "w", encoding="utf-8") as f:
        f.write(text)
    moment = time.monotonic()
    os.rename(temporary, path)
    return moment


def until_shown(server, path, marker, start, limit):
    """fetches until the marker is there; seconds since start (None: not within the limit) and the moments of the fetches"""
    moments = []
    while True:
        moments.append(time.monotonic())
        status, body = server.get(path)
        gone = time.monotonic() - start
        if status == 200 and marker in body:
            return gone, moments
        if gone > limit:
            return None, moments
        if len(moments) % 100 == 0 or status == 0:
            server.check(start, limit, "gave no answer for %g s" % limit)
        time.sleep(PAUSE * gone)


def measure(server, edits, arts, peer, site, scratch, undo, out):
    """makes all edits; puts what it finds into out as it goes"""
    for number in range(edits):
        edit = Edit(number, edits, arts, peer, site)
        undo.setdefault(edit.source, edit.old)
        status, _ = server.get(edit.page)
        if status != 200:
            raise Stopped("answers %d for %s" % (status, edit.page))
        lists = []
        if edit.is_title:
            lists = [path for path in edit.lists if edit.page.encode() in server.get(path)[1]]
        server.wait_for_quiet()
        time.sleep(QUIET + random.uniform(0, JITTER))
        marker = edit.marker.encode()
        cpu = server.cpu()
        start = put(edit.new, edit.source, scratch)
        shown, moments = until_shown(server, edit.page, marker, start, EDIT_LIMIT)
        out["gaps"] += [b - a for a, b in zip(moments, moments[1:])]
        out["fetches"] += len(moments)
        out["tried"] += 1
        if shown is None:
            out["lost"] += 1
            if out["lost"] == LOST_LIMIT:
                raise Stopped("%d edits were never shown" % LOST_LIMIT)
            continue
        out["title" if edit.is_title else "body"].append(shown)
        all_right = True
        for path in lists:
            out["lists"] += 1
            right, moments = until_shown(server, path, marker, time.monotonic(), LISTS_LIMIT)
            out["stale"] += len(moments) > 1
            out["stays"] += right is None
            all_right = all_right and right is not None
        if lists and all_right:
            out["listed"].append(time.monotonic() - start)
        server.wait_for_quiet()
        out["cpu"].append(server.cpu() - cpu)


def turn(n, edits, limit, arts, spec, scratch):
    """one server's turn: its findings, with "why" when it ended early"""
    name, peer, site, command = spec
    out = dict(body=[], title=[], listed=[], cpu=[], gaps=[], fetches=0, tried=0, lists=0, stale=0, stays=0, lost=0,
               start=None, peak=None, why=None)
    random.seed(n)
    undo = {}
    server = Server(site, command, scratch)
    try:
        out["start"] = server.wait_for_front(limit)
        print("%s, %d articles: started in %.3f s" % (name, n, out["start"]), file=sys.stderr)
        measure(server, edits, arts, peer, site, scratch, undo, out)
    except Stopped as e:
        out["why"] = str(e)
    finally:
        out["peak"] = server.peak()
        server.end()
        for path, text in undo.items():
            put(text, path, scratch)
    return out


def rank95(values):
    """the 95th percentile, nearest rank"""
    return sorted(values)[-(-95 * len(values) // 100) - 1]


def rows():
    """(label, finding to number or None, how it is written); the second server's number is divided by the first's"""
    def ms(key, of):
        return lambda x: of(x[key]) * 1e3 if x[key] else None
    median = statistics.median
    return [
        ("body edit, median ms", ms("body", median), "%.1f"),
        ("body edit, p95 ms", ms("body", rank95), "%.1f"),
        ("title edit, median ms", ms("title", median), "%.1f"),
        ("title edit, p95 ms", ms("title", rank95), "%.1f"),
        ("title edit with its lists, median ms", ms("listed", median), "%.1f"),
        ("CPU ms an edit, mean", ms("cpu", statistics.mean), "%.1f"),
        ("peak RSS, MiB", lambda x: x["peak"] or None, "%.0f"),
        ("start to first page, s", lambda x: x["start"], "%.3f"),
    ]


def table(edits, names, found):
    """one table: a column for each server, and their ratio when there are two"""
    line = "%-38s" + " %14s" * len(names)
    two = len(names) == 2
    titles = edits // 5
    print(line % ("", *names) + (" %18s" % ("%s / %s" % (names[1], names[0])) if two else ""))
    for label, take, form in rows():
        values = [take(x) for x in found]
        text = line % (label, *("-" if v is None else form % v for v in values))
        if two:
            text += " %18s" % ("%.1f" % (values[1] / values[0]) if values[0] and values[1] else "-")
        print(text)
    print(line % ("body edits shown", *("%d of %d" % (len(x["body"]), edits - titles) for x in found)))
    print(line % ("title edits shown", *("%d of %d" % (len(x["title"]), titles) for x in found)))
    print(line % ("lists stale in the first answer", *("%d of %d" % (x["stale"], x["lists"]) for x in found)))
    print(line % ("lists stale after %g s" % LISTS_LIMIT, *("%d of %d" % (x["stays"], x["lists"]) for x in found)))
    print(line % ("fetches an edit, mean", *("%.0f" % (x["fetches"] / x["tried"]) if x["tried"] else "-" for x in found)))
    gaps = [statistics.median(x["gaps"]) * 1e3 if x["gaps"] else None for x in found]
    print(line % ("from fetch to fetch, median ms", *("-" if x is None else "%.2f" % x for x in gaps)))
    for name, x in zip(names, found):
        if x["why"]:
            print("%s was stopped early: %s" % (name, x["why"]))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("-r", type=int, default=50, help="edits for each server")
    ap.add_argument("-l", type=float, default=600, help="seconds that a server may take to start")
    ap.add_argument("-d", required=True, help="the scratch folder")
    ap.add_argument("n", type=int)
    ap.add_argument("servers", nargs="+")
    o = ap.parse_args()
    specs = [s.split("=", 3) for s in o.servers]
    # A signal ends the run as Ctrl-C does: the server is ended, the site put back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if os.environ.get("BENCH_NICE"):
        os.setpriority(os.PRIO_PROCESS, 0, int(os.environ["BENCH_NICE"]))
    _, arts, _ = build_model(o.n)
    found = [turn(o.n, o.r, o.l, arts, spec, o.d) for spec in specs]
    table(o.r, [s[0] for s in specs], found)


if __name__ == "__main__":
    main()
