#!/usr/bin/env python3
"""Measures what each kind of file and tag that programs read adds to a cold build of newsprint, and prints a table in Markdown.

usage: formats.py -d DIR --newsprint FILE [-r RUNS] ARTICLES ...

The same articles each time (gen.py). The first site has no feeds, sitemaps and wire, and its theme does not print `{{ head }}` but a
title; each further one turns one of them on, and the last is a paper as it comes. In every round all are built in turn, without the
store, each into a folder that is new. Medians; the share is that of processor time, which less depends on the disk.

Deliberately looks at no warm builds: what did not change is not made again, whatever it is.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = os.path.join(HERE, "..", "themes", "broadsheet", "templates", "base.html")
STEPS = ("nothing", "the head", "sitemaps", "feeds", "the wire")
SWITCHES = {"sitemaps": "sitemaps", "feeds": "feeds", "the wire": "wire"}


def site(options, n, step):
    """a site in which everything up to `step` is on"""
    path = os.path.join(options.d, "formats-%d-%d" % (n, step))
    if os.path.isdir(path):
        return path
    whole = os.path.join(options.d, "newsprint-%d" % n)
    if not os.path.isdir(whole):
        subprocess.run([sys.executable, os.path.join(HERE, "gen.py"), "newsprint", str(n), whole], check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(whole, path, copy_function=os.link, ignore=shutil.ignore_patterns(".newsprint", "public"))
    on = STEPS[:step + 1]
    config = os.path.join(path, "site.toml")
    with open(config, encoding="utf-8") as f:
        text = f.read()
    text = re.sub(r"^(?:%s) *=.*\n" % "|".join(SWITCHES.values()), "", text, flags=re.MULTILINE)
    lines = "".join("%s = %s\n" % (key, "true" if name in on else "false") for name, key in SWITCHES.items())
    text, count = re.subn(r"^\[outputs\].*\n", lambda found: found.group(0) + lines, text, flags=re.MULTILINE)
    if count != 1:
        sys.exit("the corpus has no [outputs]")
    os.remove(config)  # a link to the corpus
    with open(config, "w", encoding="utf-8") as f:
        f.write(text)
    if "the head" not in on:
        with open(BASE, encoding="utf-8") as f:
            base = f.read()
        if "{{ head }}" not in base:
            sys.exit("the theme prints no head")
        os.makedirs(os.path.join(path, "templates"), exist_ok=True)
        with open(os.path.join(path, "templates", "base.html"), "w", encoding="utf-8") as f:
            f.write(base.replace("{{ head }}", "<title>{{ page.title }}</title>\n"))
    return path


def measured(command):
    ended = subprocess.run([sys.executable, os.path.join(HERE, "measure.py")] + command, stdout=subprocess.PIPE, text=True)
    took = json.loads(ended.stdout)
    if took["code"] != 0:
        sys.exit("%s ended with %s" % (" ".join(command), took["code"]))
    return took


def size(folder):
    files = total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            if not name.startswith("."):
                files += 1
                total += os.path.getsize(os.path.join(where, name))
    return files, total


def table(options, n):
    sites = [site(options, n, step) for step in range(len(STEPS))]
    runs, sizes = [[] for _ in STEPS], [None] * len(STEPS)
    for turn in range(options.r):
        for step, path in enumerate(sites):
            out = os.path.join(options.d, "formats-out")
            shutil.rmtree(out, ignore_errors=True)
            runs[step].append(measured([options.newsprint, "build", "-q", "-s", path, "-d", out, "--no-cache", "--now", "2026-11-24 09:00"]))
            sizes[step] = sizes[step] or size(out)
            print("%d articles, round %d: with %s %.2f s" % (n, turn + 1, STEPS[step], runs[step][-1]["wall"]), file=sys.stderr, flush=True)
    shutil.rmtree(os.path.join(options.d, "formats-out"), ignore_errors=True)
    wall = [statistics.median(run["wall"] for run in step) for step in runs]
    cpu = [statistics.median(run["user"] + run["sys"] for run in step) for step in runs]
    print("\n%d articles, medians of %d:\n" % (n, options.r))
    print("| with | wall s | CPU s | adds, of the whole's CPU | files | MB |\n|---|---|---|---|---|---|")
    for step, name in enumerate(STEPS):
        adds = "" if step == 0 else "%.1f %%" % (100 * (cpu[step] - cpu[step - 1]) / cpu[-1])
        files, total = sizes[step]
        print("| %s%s | %.2f | %.2f | %s | %s | %.0f |" % ("… and " if step else "", name, wall[step], cpu[step], adds, format(files, ","), total / 1e6))
    print("\nAll together: %.1f %% of the whole's CPU, %.1f %% of its wall time" % (100 * (cpu[-1] - cpu[0]) / cpu[-1], 100 * (wall[-1] - wall[0]) / wall[-1]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-d", required=True, help="the scratch folder")
    parser.add_argument("--newsprint", required=True, help="the program")
    parser.add_argument("-r", type=int, default=5, help="runs; medians are printed")
    parser.add_argument("articles", type=int, nargs="+")
    options = parser.parse_args()
    for n in options.articles:
        table(options, n)


if __name__ == "__main__":
    main()
