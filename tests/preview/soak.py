"""Edits a paper for a long time, and looks whether the preview stays as small and as quick as it was.

    python3 tests/preview/soak.py --seconds 3600 --per-second 1 [--articles 200]

An article is saved each turn, in changing ways; five open pages listen, and one reader fetches pages all the while. Memory,
open files, threads and the time from a save to the new page are sampled, printed as a table, and judged at the end: exit
status 1 if, from the third fifth to the last, the median of memory grew by more than 5 % and 2 MiB, open files grew at all,
or the median time is more than one and a half times as long. Before that, memory fills up: each story that was edited is
held beside the edition it belongs to, and it takes about a thousand edits until every story had one (in an hour with 200
stories: from 57 to 67 MiB in 25 minutes, and 65 at the end).

Deliberately checks little of what is served, only that each edit arrives: the rest is for the other tests.
"""

import argparse
import random
import statistics
import sys
import threading
import time

import paper
import styles
from paper import Live, Paper, Server, memory_folder, request, seen_of, wait_until

STYLES = [
    styles.vim,
    styles.vim_copy,
    styles.emacs,
    styles.vs_code,
    styles.nano,
    styles.sync_drive,
    styles.rename_from_elsewhere,
    styles.git,
]
WITHIN = 5.0
"""Seconds after which an edit that is not on its page is lost."""


class Sample:
    """What was measured at one moment, or since the last one."""

    def __init__(self, at, server, latencies):
        self.at = at
        self.memory = server.memory()
        self.handles = server.handles()
        self.threads = server.threads()
        self.latencies = latencies
        self.editions = len(server.editions)

    def __str__(self):
        median = f"{statistics.median(self.latencies) * 1000:8.1f}" if self.latencies else "       –"
        worst = f"{max(self.latencies) * 1000:8.1f}" if self.latencies else "       –"
        return f"{self.at:8.0f} {self.memory / 1024:10.1f} {self.handles:8} {self.threads:8} {self.editions:9} {median} {worst}"


TITLE = "       s     memory    files  threads  editions   median    worst (MiB, ms)"


class Soak:
    """A paper, its preview, five open pages and a reader."""

    def __init__(self, articles):
        self.paper = Paper(articles=articles, where=memory_folder())
        self.server = Server(self.paper)
        self.chance = random.Random(7)
        self.turn = 0
        self.is_over = threading.Event()
        self.problems = []
        self.pages = ["/", "/about/", "/archive/"] + [self.paper.address(f"story-{number}") for number in (1, 2)]
        self.open, self.first = [], []
        self.reader = threading.Thread(target=self.read, daemon=True)

    def __enter__(self):
        for page in self.pages:
            self.first.append(seen_of(self.server.get(page).body))
            self.open.append(Live(self.server.port, page, self.first[-1]))
            self.open[-1].wait("state")
        self.reader.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.reader.join(10)
        for live in self.open:
            live.close()
        self.server.stop()
        self.paper.remove()

    def read(self):
        """Fetches all kinds of pages, as somebody who leafs through the paper would."""
        chance = random.Random(8)
        addresses = self.pages + [self.paper.address(slug) for slug in self.paper.slugs] + ["/nowhere/", "/authors/dana-kim/"]
        with self.server.connect() as connection:
            while not self.is_over.wait(0.05):
                try:
                    connection.send(request("GET", chance.choice(addresses), self.server.port))
                    reply = connection.reply()
                except (OSError, paper.Malformed, paper.Closed) as problem:
                    self.problems.append(f"the reader: {problem!r}")
                    return
                if reply.status not in (200, 404):
                    self.problems.append(f"the reader: status {reply.status}")

    def edit(self):
        """Saves an article; returns the seconds until its page has the text."""
        self.turn += 1
        number = self.chance.choice([1, 2, self.chance.randint(3, len(self.paper.slugs))])
        slug, text = f"story-{number}", f"Turn {self.turn} of a long day."
        path = str(self.paper.path(self.paper.file_of(slug)))
        started = time.monotonic()
        STYLES[self.turn % len(STYLES)](path, self.paper.text(slug, text).encode())
        wait_until(lambda: self.server.shows(self.paper.address(slug), text), WITHIN, f"turn {self.turn}, `{text}`")
        return time.monotonic() - started

    def trim(self):
        """Forgets what this program itself has gathered: the test must not grow where the server does not."""
        for live in self.open:
            del live.events[:-10]
        for line in self.server.lines[:-1]:
            if "diagnostics" in line:
                line["diagnostics"] = None

    def run(self, seconds, per_second, show=lambda line: None):
        """Edits for that long; returns the samples."""
        show(TITLE)
        samples, latencies = [], []
        started = time.monotonic()
        every = min(10.0, seconds / 20)
        due = started
        while time.monotonic() - started < seconds:
            latencies.append(self.edit())
            self.trim()
            if time.monotonic() - started >= every * (len(samples) + 1):
                samples.append(Sample(time.monotonic() - started, self.server, latencies))
                latencies = []
                show(str(samples[-1]))
            due += 1 / per_second
            time.sleep(max(0.0, due - time.monotonic()))
        return samples

    def all_told(self):
        """The open pages were told of the last state, and none was lost."""
        for page, live in zip(self.pages, self.open):
            if live.ended.is_set():
                self.problems.append(f"the live channel of {page} ended")
                continue
            try:
                wait_until(lambda: self.last_seen(page) == seen_of(self.server.get(page).body), WITHIN)
            except AssertionError:
                self.problems.append(f"the live channel of {page} was not told of its last state")

    def last_seen(self, page):
        """What the open page at that address was told last, or saw at first."""
        at = self.pages.index(page)
        return self.open[at].last.get("page", {"seen": self.first[at]})["seen"]


def verdict(samples, slack=2048):
    """What grew; an empty list when nothing did. Memory may grow by 5 % and `slack` KiB."""
    fifth = max(1, len(samples) // 5)
    before, after = samples[2 * fifth : 3 * fifth], samples[-fifth:]
    wrong = []
    # An allocator gives memory back when it likes, and a busy machine keeps old editions alive for longer: single samples
    # vary by a fifth. What leaks raises the middle.
    memory = [statistics.median(sample.memory for sample in part) for part in (before, after)]
    if memory[1] > memory[0] * 1.05 + slack:
        wrong.append(f"memory grew from {memory[0] / 1024:.1f} to {memory[1] / 1024:.1f} MiB")
    # A sample may also catch a connection that is just being made.
    handles = [min(sample.handles for sample in part) for part in (before, after)]
    if handles[1] > handles[0]:
        wrong.append(f"open files grew from {handles[0]} to {handles[1]}")
    threads = [min(sample.threads for sample in part) for part in (before, after)]
    if threads[1] > threads[0] + 4:
        wrong.append(f"threads grew from {threads[0]} to {threads[1]}")
    latency = [statistics.median(one for sample in part for one in sample.latencies) for part in (before, after)]
    # Below 20 ms the clock of a busy machine says more about its other work than about the preview.
    if latency[1] > max(latency[0] * 1.5, 0.02):
        wrong.append(f"the median time to a new page grew from {latency[0] * 1000:.1f} to {latency[1] * 1000:.1f} ms")
    return wrong


def main():
    parser = argparse.ArgumentParser(description="Edits a paper for a long time and watches its preview.")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--per-second", type=float, default=1)
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    with Soak(options.articles) as soak:
        samples = soak.run(options.seconds, options.per_second, lambda line: print(line, flush=True))
        soak.all_told()
        wrong = verdict(samples) + soak.problems[:20]
    for problem in wrong:
        print(problem)
    print("failed" if wrong else "as small and as quick as at the start")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
