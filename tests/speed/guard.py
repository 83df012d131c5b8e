#!/usr/bin/env python3
"""Counts the instructions of builds of 1,000 articles, and fails when they are over the baseline.

usage: guard.py [--renew]            NEWSPRINT names the program; default: target/release/newsprint

Three jobs, each a process of one thread at a fixed moment: "cold", without output and store, "nothing changed", right after
it, and "one body", after a line was added to one story. What is counted are instructions of the program's own code, as callgrind sees them: not of the C library, whose memcpy and
memcmp come in one form for each kind of processor. (They were 6 of 100 instructions; another form of them changed the whole by
0.2 %.) Two runs differ by about 0.2 %, because the program's hash maps begin with random keys. ALLOWED is what a change may add.

With --renew the counts are written to baseline.json, with the compiler and whether the processor has AVX2: another compiler
makes other instructions of the same sources, and some crates choose theirs when they run.

Deliberately measures no time: what a build takes on a machine is for benches/speed.sh. Copying of memory and system calls are
not in the counts, so a build can become slower without failing here.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BASELINE = os.path.join(HERE, "baseline.json")
ARTICLES = 1000
ALLOWED = 0.03
JOBS = ("cold", "nothing changed", "one body")
RENEW = "python3 tests/speed/guard.py --renew"


def own_instructions(profile, program):
    """the instructions that a callgrind profile has for the code of one program"""
    names, total = {}, 0
    is_own = is_call = False
    with open(profile, encoding="utf-8", errors="replace") as f:
        for line in f:
            found = re.match(r"(c?ob)=\((\d+)\)(?: (.*))?$", line)
            if found:
                kind, number, name = found.groups()
                if name:
                    names[number] = name
                if kind == "ob":
                    is_own = names[number] == program
            elif line.startswith("calls="):
                is_call = True  # the next line has what the called code took: it has lines of its own
            elif line[0] in "+-*0123456789":
                if is_own and not is_call:
                    total += int(line.split()[1])
                is_call = False
    return total


def count(program, site, profile):
    """instructions of one build"""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + profile,
               program, "build", "--quiet", "-j", "1", "--now", "2026-11-24 09:00"]
    ended = subprocess.run(command, cwd=site, env={"PATH": os.environ["PATH"]}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, errors="replace")
    if ended.returncode:
        sys.exit("the build ended with status %d:\n%s" % (ended.returncode, ended.stdout[-2000:]))
    return own_instructions(profile, program)


def with_feeds(config):
    """turns on what papers have and the corpus for comparisons has not"""
    with open(config, encoding="utf-8") as f:
        text, count = re.subn(r"^feeds = false", "feeds = true", f.read(), flags=re.MULTILINE)
    if count != 1:
        sys.exit("the corpus no longer turns feeds off")
    with open(config, "w", encoding="utf-8") as f:
        f.write(text)


def measure(program):
    with tempfile.TemporaryDirectory(prefix="newsprint-speed-") as scratch:
        site = os.path.join(scratch, "site")
        subprocess.check_call([sys.executable, os.path.join(ROOT, "benches", "gen.py"), "newsprint", str(ARTICLES), site])
        with_feeds(os.path.join(site, "site.toml"))
        counts = {}
        for job in JOBS:
            if job == "one body":
                edit(os.path.join(site, "content", "articles"))
            counts[job] = count(program, site, os.path.join(scratch, "profile"))
        return counts


def edit(stories):
    """adds a line to the story in the middle"""
    paths = sorted(os.path.join(folder, name) for folder, _, names in os.walk(stories) for name in names)
    with open(paths[len(paths) // 2], "a", encoding="utf-8") as f:
        f.write("\nOne more line.\n")


def surroundings():
    """what else decides the counts"""
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        has_avx2 = re.search(r"\bavx2\b", f.read()) is not None
    return {"rustc": subprocess.check_output(["rustc", "--version"], text=True).strip(), "avx2": has_avx2}


def main():
    if sys.argv[1:] not in ([], ["--renew"]):
        sys.exit(__doc__)
    program = os.path.realpath(os.environ.get("NEWSPRINT", os.path.join(ROOT, "target", "release", "newsprint")))
    here = surroundings()
    counts = measure(program)
    if sys.argv[1:]:
        with open(BASELINE, "w", encoding="utf-8") as f:
            json.dump({**here, "instructions": counts}, f, indent=2)
            f.write("\n")
        return
    with open(BASELINE, encoding="utf-8") as f:
        baseline = json.load(f)
    over = False
    for job in JOBS:
        was = baseline["instructions"][job]
        change = counts[job] / was - 1
        print("%s: %s instructions, %+.1f %% beside the baseline" % (job, format(counts[job], ","), 100 * change))
        if change > ALLOWED:
            over = True
            print("  That is more than the %g %% allowed. Find what it is (valgrind --tool=callgrind with the profile `profiling`);"
                  " if it is worth its price: %s" % (100 * ALLOWED, RENEW))
        elif change < -ALLOWED:
            print("  Faster. So that it stays so, renew the baseline: " + RENEW)
    for key, value in here.items():
        if value != baseline[key]:
            print("  The baseline was made elsewhere (%s: %s, here %s). Where that may be the reason, compare with the baseline"
                  " that this machine makes of the commit before." % (key, baseline[key], value))
    sys.exit(over)


if __name__ == "__main__":
    main()
