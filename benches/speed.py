#!/usr/bin/env python3
"""Times builds of newsprint, of its peers and of the floor over one corpus, in turn, and prints tables in Markdown.

usage: speed.py -d DIR --newsprint FILE --floor FILE [--hugo FILE] [--blades FILE] [-r RUNS] [--alone] ARTICLES ...

Sites are made below DIR by gen.py, the same articles for each program. newsprint is measured twice: with pages like the peers'
("newsprint"), and with broadsheet, the theme that is inside the program and shows much more. In every round they take turns, job by job:

  cold              the output folder and newsprint's store are absent. A fresh folder each time, nothing deleted before
  cold, flat        the same with `/section/slug.html` for an address: no folder a story
  nothing changed   a new process over its own finished output and, for newsprint, its own store
  one body          a word in the text of one story of the archive is new
  one title         a word in the title of another one
  one template      the template of stories has a new attribute: every story's page changes
  serve             newsprint's preview with a warm store, from start to the front page

Hugo builds everything again whatever was edited: its edits are measured in the first round only.

Each edit has a marker of its own, is renamed into place before the clock starts, and must be seen in the page afterwards.
Sites are put back at the end. After each run the output is looked through for files changed since its start; of newsprint's
edit of a title, for such as do not show the title. Files whose name begins with a dot are not counted.

The floor (floor/src/main.rs) reads newsprint's sources and writes as many files of the same sizes; for warm builds it lists
sources and output and looks at each entry. Both with as many threads as there are processors.

With --alone newsprint is measured without peers, without broadsheet and without an edit of the template, which would take the disk of
one more site; and each size's cold output is the one that the warm jobs start from.

What this deliberately does not do: drop the page cache, wait for the disk after a build, or measure saves under a preview
(serve.py does).
"""
import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time

from goals import goals_table, size_table
from serve import FENCES, SOURCES, Server, Stopped, put

HERE = os.path.dirname(os.path.abspath(__file__))
TEMPLATES = {"newsprint": "templates/article.html", "broadsheet": "templates/article.html", "hugo": "layouts/page.html"}
# newsprint's two sites: what gen.py calls them, and the template that is edited
OURS = {
    "newsprint": ("newsprint-record", os.path.join(HERE, "peers", "newsprint", "themes", "record", "templates", "article.html")),
    "broadsheet": ("newsprint", os.path.join(HERE, "..", "themes", "broadsheet", "templates", "article.html")),
}
FENCES = dict(FENCES, broadsheet=FENCES["newsprint"])
SOURCES = dict(SOURCES, broadsheet=SOURCES["newsprint"])
EDITS = ("one body", "one title", "one template")
SLACK = 20 * 10 ** 6  # ns: a file's time can lag behind the clock by a tick
LOW_DISK = 15 * 10 ** 9


def note(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    """One size: its sites, its runs, and what they took."""

    def __init__(self, options, n):
        self.o, self.n = options, n
        self.runs = {}      # (job, program): what each run took
        self.remarks = []
        self.undo = {}
        self.trash = []
        self.count = 0
        self.in_memory = file_system(options.d) in ("tmpfs", "ramfs")
        self.peers = ["newsprint"] + ([] if options.alone else ["broadsheet", "hugo", "blades"])
        self.sites = {peer: self.site(peer) for peer in self.peers + ([] if options.alone else ["newsprint-flat"])}
        self.warm = {peer: self.sites[peer] + "-warm" if peer in OURS else self.sites[peer] for peer in self.peers}
        for peer in self.peers:
            if peer in OURS:
                warm = self.warm[peer]
                shutil.rmtree(warm, ignore_errors=True)
                shutil.copytree(self.sites[peer], warm, copy_function=os.link, ignore=shutil.ignore_patterns(".newsprint"))
                os.makedirs(os.path.join(warm, "templates"), exist_ok=True)
                shutil.copyfile(OURS[peer][1], os.path.join(warm, TEMPLATES[peer]))
        root = os.path.join(self.warm["newsprint"], SOURCES["newsprint"].split("%")[0])
        self.stories = sorted((section, name[:-3]) for section in os.listdir(root) for name in os.listdir(root + section))
        self.out = os.path.join(options.d, "out-%d" % n)
        shutil.rmtree(self.out, ignore_errors=True)
        os.makedirs(self.out)

    def site(self, peer):
        kind = OURS.get(peer, (peer,))[0]
        path = os.path.join(self.o.d, "%s-%d" % (kind, self.n))
        if not os.path.isdir(path):
            note("%d articles for %s" % (self.n, kind))
            subprocess.check_call([sys.executable, os.path.join(HERE, "gen.py"), kind, str(self.n), path + ".tmp"])
            os.rename(path + ".tmp", path)
        return path

    def command(self, peer, out, site):
        """what builds, and what is set in its environment"""
        if peer == "hugo":
            # By default Hugo frees its caches at a quarter of the memory: it may have more here.
            return [self.o.hugo, "--quiet", "-d", out], {"HUGO_MEMORYLIMIT": str(max(1, total_memory() * 2 // 3))}
        if peer == "blades":
            config = os.path.join(self.out, "blades.toml")
            with open(os.path.join(site, "Blades.toml"), encoding="utf-8") as old, open(config, "w", encoding="utf-8") as new:
                new.write(re.sub(r'^output_dir = .*', 'output_dir = "%s"' % out, old.read(), flags=re.M))
            return [self.o.blades, "all"], {"BLADES_CONFIG": config}
        return [self.o.newsprint, "build", "--quiet", "-d", out], {}

    def measure(self, job, program, command, cwd, out=None, marker=None, env=None, options=()):
        """one run; what it took goes to self.runs, what it wrote with it. Not again after a failure"""
        before = self.runs.setdefault((job, program), [])
        if before and before[-1]["code"]:
            return
        os.sync()
        time.sleep(0.05)
        since = time.time_ns() - SLACK
        log = os.path.join(self.out, "log")
        with open(log, "wb") as errors:
            told = subprocess.check_output(
                [sys.executable, os.path.join(HERE, "measure.py"), "-t", os.environ.get("BENCH_LIMIT", "900"), *options, *command],
                cwd=cwd, env=dict(os.environ, **(env or {})), stderr=errors)
        took = json.loads(told)
        took["cpu"] = took["user"] + took["sys"]
        if took["code"]:
            with open(log, errors="replace") as f:
                words = " ".join(f.read()[-300:].split())
            self.remark("%s, %s: ended with status %d after %.1f s: %s" % (job, program, took["code"], took["wall"], words))
        elif out:
            took.update(tally(out, since, marker))
        before.append(took)
        note("%d, %s, %s: %.3f s, cpu %.3f s, %.0f MiB" % (self.n, job, program, took["wall"], took["cpu"], took["rss"]))

    def remark(self, text):
        note(text)
        if text not in self.remarks:
            self.remarks.append(text)

    def fresh(self):
        self.count += 1
        return os.path.join(self.out, "fresh-%d" % self.count)

    def discard(self, *paths):
        """deletes at once in memory; on a disk at the end, or when it gets full"""
        for path in paths:
            if os.path.lexists(path):
                self.count += 1
                self.trash.append(os.path.join(self.out, "trash-%d" % self.count))
                os.rename(path, self.trash[-1])
        if not self.in_memory and shutil.disk_usage(self.o.d).free < LOW_DISK:
            self.remark("The disk got full: outputs were deleted between runs, which slows what is written next.")
        elif not self.in_memory:
            return
        for path in self.trash:
            shutil.rmtree(path)
        self.trash = []
        if not self.in_memory:
            os.sync()
            time.sleep(30)

    def build(self, job, peer, site, out, marker=None):
        command, env = self.command(peer, out, site)
        self.measure(job, peer, command, site, out, marker, env)

    def cold(self, job, peer, site):
        if self.o.alone:
            return self.build(job, peer, self.warm[peer], self.warm_out(peer))
        store = os.path.join(site, ".newsprint")
        self.discard(store)
        out = self.fresh()
        self.build(job, peer, site, out)
        self.discard(out, store)

    def floor(self, job, program, command, out=None):
        waits = ["--go"] if out else []
        self.measure(job, program, [self.o.floor, *command], self.out, out, options=waits)
        if out:
            self.discard(out)

    def warm_out(self, peer):
        return os.path.join(self.out, "warm-" + peer)

    def warm_up(self):
        """one build of each that is not measured: what the warm jobs start from"""
        for peer in self.peers:
            if not self.o.alone:
                note("%d, first build of %s" % (self.n, peer))
                command, env = self.command(peer, self.warm_out(peer), self.warm[peer])
                subprocess.run(command, cwd=self.warm[peer], env=dict(os.environ, **env), stdout=subprocess.DEVNULL)

    def edit(self, job, peer, number):
        """makes the edit; the marker, and the page of the story where it will be seen"""
        marker = "Edit%dx%08d" % (self.count, random.randrange(10 ** 8))
        self.count += 1
        at = (4 * number + 2 * (job == "one title") + 1) * len(self.stories) // (4 * self.o.r)
        story = self.stories[min(at, len(self.stories) - 1)]
        kind = TEMPLATES[peer] if job == "one template" else SOURCES[peer] % story
        path = os.path.join(self.warm[peer], kind)
        with open(path, encoding="utf-8") as f:
            old = self.undo.setdefault(path, f.read())
        fence = FENCES[peer]
        if job == "one template":
            new = re.sub(r"<article ", '<article data-edit="%s" ' % marker, old, count=1)
        elif job == "one body":
            head, body = old[4:].split(fence, 1)
            new = fence + head + fence + marker + " " + body
        else:
            new = re.sub(r'^(title\W+")', lambda m: m.group(1) + marker + " ", old, count=1, flags=re.M)
        if new.count(marker) != 1:
            raise Stopped("no place for an edit in %s" % path)
        put(new, path, self.out)
        return marker, os.path.join(self.warm_out(peer), *story, "index.html")

    def round(self, number):
        for peer in self.peers:
            self.cold("cold", peer, self.sites[peer])
        tree = self.warm_out("newsprint")
        if not self.o.alone:
            for peer, floor in (("newsprint", "floor"), ("broadsheet", "floor of broadsheet")):
                out = self.fresh()
                self.floor("cold", floor, [self.warm_out(peer), self.sites[peer], out], out)
            self.cold("cold, flat", "newsprint", self.sites["newsprint-flat"])
            out = self.fresh()
            self.floor("cold, flat", "floor", [tree, self.sites["newsprint"], out, "--flat"], out)
        self.floor("nothing changed", "floor", ["stat", self.warm["newsprint"], tree])
        for peer in self.peers:
            self.build("nothing changed", peer, self.warm[peer], self.warm_out(peer))
        for job in EDITS[:2] if self.o.alone else EDITS:
            for peer in self.peers:
                if peer in TEMPLATES and not (peer == "hugo" and number):
                    marker, page = self.edit(job, peer, number)
                    is_title = job == "one title" and peer in OURS
                    self.build(job, peer, self.warm[peer], self.warm_out(peer), marker if is_title else None)
                    with open(page, encoding="utf-8") as f:
                        if marker not in f.read():
                            self.remark("%s, %s: the edit does not show" % (job, peer))
        self.serve()

    def serve(self):
        server = Server(self.warm["newsprint"], self.o.newsprint + " serve -p 0 --format json", self.out)
        try:
            wall = server.wait_for_front(float(os.environ.get("BENCH_LIMIT", "900")))
            took = dict(wall=wall, cpu=server.cpu(), rss=server.peak(), code=0)
            self.runs.setdefault(("serve", "newsprint"), []).append(took)
            note("%d, serve: %.3f s" % (self.n, wall))
        except Stopped as e:
            self.remark("serve: " + str(e))
        finally:
            server.end()

    def run(self):
        try:
            self.warm_up()
            for number in range(self.o.r):
                self.round(number)
        finally:
            for path, text in self.undo.items():
                put(text, path, self.out)
        return {key: medians(runs) for key, runs in self.runs.items() if not runs[-1]["code"]}


def medians(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[-1]}


def tally(out, since, marker):
    """files changed since a moment, their bytes, and how many of them do not show the marker"""
    files = size = without = 0
    for folder, folders, names in os.walk(out):
        for name in names:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            if status.st_ctime_ns >= since and not name.startswith("."):
                files += 1
                size += status.st_size
                if marker:
                    with open(path, "rb") as f:
                        without += marker.encode() not in f.read()
    return dict(files=files, bytes=size, without=without)


def total_memory():
    """GiB"""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2 ** 30


def file_system(path):
    return subprocess.check_output(["df", "--output=fstype", path], text=True).split()[-1]


def start_up(command):
    """median of 50, ms"""
    told = subprocess.check_output([sys.executable, os.path.join(HERE, "measure.py"), "-n", "50", *command])
    return json.loads(told)["wall"] * 1e3


def said(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout.strip().split("\n")[0]


def machine(o):
    """lines that say where this ran"""
    with open("/proc/cpuinfo") as f:
        model = re.search(r"model name\s*: (.*)", f.read())
    yield "%s, %d processors, %d GiB, Linux %s, %s" % (
        model.group(1) if model else "unknown processor", os.cpu_count(), total_memory(), os.uname().release, file_system(o.d))
    yield "; ".join(said(*command) for command in (
        [o.newsprint, "--version"], ["rustc", "--version"], *([] if o.alone else [[o.hugo, "version"], [o.blades, "version"]])))
    yield time.strftime("%Y-%m-%d %H:%M") + ", medians of %d, load when started: %.2f" % (o.r, os.getloadavg()[0])


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("-d", required=True, help="the scratch folder")
    for program in ("newsprint", "floor", "hugo", "blades"):
        ap.add_argument("--" + program)
    ap.add_argument("-r", type=int, default=5, help="runs of each job")
    ap.add_argument("--alone", action="store_true", help="newsprint without peers")
    ap.add_argument("articles", type=int, nargs="+")
    o = ap.parse_args()
    for name in ("d", "newsprint", "floor", "hugo", "blades"):  # they run in other folders
        setattr(o, name, getattr(o, name) and os.path.abspath(getattr(o, name)))
    if not o.alone and not (o.hugo and o.blades):
        ap.error("without --alone, --hugo and --blades are needed")
    needed = max(o.articles) * 40_000
    if o.alone and shutil.disk_usage(o.d).free < needed:
        sys.exit("%s needs %d GB free: set BENCH_DIR to a folder on a larger disk" % (o.d, needed // 10 ** 9))
    lines = list(machine(o))
    found, remarks, outs = {}, {}, []
    for n in o.articles:
        bench = Bench(o, n)
        outs.append(bench.out)
        found[n] = bench.run()
        remarks[n] = bench.remarks
        if bench.in_memory:
            shutil.rmtree(outs.pop())
    version = start_up([o.newsprint, "--version"]), start_up(["true"])
    print("\n\n".join(lines))
    for n in o.articles:
        print("\n" + size_table(n, found[n]))
        for text in remarks[n]:
            print("\n* " + text)
    print("\n" + goals_table(found, version, os.path.getsize(o.newsprint)))
    for out in outs:
        shutil.rmtree(out)


if __name__ == "__main__":
    main()
