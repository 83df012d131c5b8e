"""Validators that others wrote, each run over many files at once: xmllint, jing, vnu, and the Node packages behind validators.mjs.

Files are given to them under numbers instead of their names, since not all of these tools take every name that a site may have.
"""

import json
import os
import re
import subprocess
import tempfile
from contextlib import contextmanager

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMAS = os.path.join(HERE, "schemas")


@contextmanager
def numbered(site, paths):
    """A folder in which each file has a number for a name, and the way back from numbers to names."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, path in enumerate(paths):
            name = f"{number}{os.path.splitext(path)[1]}"
            os.symlink(os.path.abspath(site.full(path)), os.path.join(folder, name))
            names[name] = path
        yield folder, names


def run(command, folder, **more):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False, **more)


def lines(tool, output, names, found):
    """Tells each line of the form `file:line: what`; lines that only show the place are left out."""
    for line in output.splitlines():
        told = re.match(r"(?:.*/)?(\d+\.\w+):([\d:]*)\s*(.*)", line)
        if told and told[1] in names:
            found.error(tool, f"{names[told[1]]}:{told[2].strip(':')}", told[3][:300])


def xmllint(site, paths, found, schema=None):
    with numbered(site, paths) as (folder, names):
        options = ["--noout", "--nonet"] + (["--schema", os.path.join(SCHEMAS, schema)] if schema else [])
        for at in range(0, len(names), 200):
            done = run(["xmllint", *options, *list(names)[at:at + 200]], folder)
            if done.returncode:
                before = len(found.errors)
                lines("schema" if schema else "xmllint", re.sub(r"(?m)^.* (validates|fails to validate)$", "", done.stderr), names, found)
                if len(found.errors) == before:
                    found.error("xmllint", schema or "", done.stderr[:500])
    found.count(f"XML files{' by ' + schema if schema else ''}", len(paths))


def jing(site, paths, found):
    with numbered(site, paths) as (folder, names):
        for at in range(0, len(names), 200):
            done = run(["jing", "-c", os.path.join(SCHEMAS, "atom.rnc"), *list(names)[at:at + 200]], folder)
            if done.returncode:
                before = len(found.errors)
                lines("atom-grammar", done.stdout + done.stderr, names, found)
                if len(found.errors) == before:
                    found.error("atom-grammar", "", (done.stdout + done.stderr)[:500])
    found.count("Atom feeds by grammar", len(paths))


def vnu(site, paths, found):
    jar = os.path.join(HERE, "node_modules", "vnu-jar", "build", "dist", "vnu.jar")
    with numbered(site, paths) as (folder, names):
        command = ["java", "-Xss16m", "-jar", jar, "--format", "json", "--exit-zero-always", "--no-langdetect", *names]
        done = run(command, folder)
        try:
            messages = json.loads(done.stderr)["messages"]
        except (ValueError, KeyError):
            found.error("vnu", "", done.stderr[:500] or "gave no answer")
            return
        for message in messages:
            name = os.path.basename(message.get("url", ""))
            where, what = f"{names.get(name, name)}:{message.get('lastLine', '')}", message["message"]
            if message["type"] == "info":
                found.warning("vnu", where, what)
            else:
                found.error("vnu", where, f"{what} {message.get('extract', '')[:120]!r}")
    found.count("pages by vnu", len(paths))


def node(site, pages, feeds, wire, found):
    asked = json.dumps({"folder": os.path.abspath(site.folder), "pages": pages, "feeds": feeds, "wire": wire})
    done = run(["node", os.path.join(HERE, "validators.mjs")], HERE, input=asked)
    if done.returncode:
        found.error("validators.mjs", "", done.stderr[-800:])
    for line in done.stdout.splitlines():
        told = json.loads(line)
        page = site.pages.get(told["file"])
        # Where there is no lead photo, that there is none is no error of the page; the outlet's own picture may stand in on share cards.
        is_bare = page is not None and page.first("twitter:card") == "summary"
        is_picture = re.search(r"\.image$", told["what"]) or re.search("must have image", told["what"]) and not (page and page.first("og:image"))
        if told["level"] == "warning" or told["tool"] == "sdtt" and is_bare and is_picture:
            found.warning(told["tool"], told["file"], told["what"])
        else:
            found.error(told["tool"], told["file"], told["what"])
    found.count("pages by structured-data-testing-tool", len(pages))
    found.count("JSON files by schema", len(feeds) + len(wire))
