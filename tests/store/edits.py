#!/usr/bin/env python3
"""Edits a small paper at random, and builds it after each edit in a new process, with the store and without.

usage: edits.py [--scripts N] [--seed S] [--seconds T] [--edits E]

Both builds have to say the same and to leave the same files, byte by byte. NEWSPRINT names the binary. A script is a paper
that is edited up to E times; the same seed makes the same scripts, but for the moments at which builds are killed. Whoever
finds a difference is told the script and its edits, and the paper is left where it is.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
NEWSPRINT = os.environ.get("NEWSPRINT") or str(HERE / "../../target/release/newsprint")
THEME = HERE / "../../themes/broadsheet/templates"
WORDS = "river council rent vote bridge school harbor market storm budget 강 시장 “quoted” *starred* <b>bold</b>".split()
TITLES = ["River crests", "Council votes", "Rent rises", "Bridge opens", "A letter", "오늘의 시장"]
AUTHORS = ["dana-kim", "min-ho", "Yolanda Pruitt", "Nobody Known"]
SECTIONS = ["city", "opinion", "schools", "sports"]
TOPICS = ["housing", "river", "budget", "city council"]
STATUSES = ["published", "published", "published", "draft", "review", "killed", "scheduled"]


class Difference(Exception):
    """What a build with the store and a clean one do not share."""


def png(width):
    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(bytes(width * 6 + 2))) + part(b"IEND", b"")


def files_of(folder):
    found = {}
    for below, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(below, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


class Script:
    """One paper and its edits."""

    def __init__(self, number, seed, where):
        self.random = random.Random(f"{seed}/{number}")
        self.temporary = pathlib.Path(tempfile.mkdtemp(prefix="newsprint-store-", dir=where))
        self.root = self.temporary / "paper"
        self.day = self.hour = 0
        self.flags = []
        self.output = "public"
        self.log = []
        self.states = []
        self.stores = []
        self.built = self.again = self.short = 0
        self.took = 0.05
        self.start()

    def remove(self):
        shutil.rmtree(self.temporary, ignore_errors=True)

    # files

    def path(self, name):
        return self.root / name

    def write(self, name, content):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def text(self, name):
        return self.path(name).read_text()

    def all(self, folder, ending=""):
        top = self.path(folder)
        return sorted(str(path.relative_to(self.root)) for path in top.rglob("*" + ending) if path.is_file()) if top.is_dir() else []

    def stories(self):
        return self.all("content/articles", ".md")

    def story(self):
        title = self.random.choice(TITLES)
        lines = [f'title = "{title} {self.random.randrange(100)}"', f"date = {self.date()}"]
        lines.append(f'authors = {json.dumps(self.random.sample(AUTHORS, self.random.randint(1, 2)), ensure_ascii=False)}')
        if self.random.random() < 0.8:
            lines.append(f'section = "{self.random.choice(SECTIONS)}"')
        lines.append(f"topics = {json.dumps(self.random.sample(TOPICS, self.random.randint(0, 2)))}")
        if self.random.random() < 0.3:
            lines.append(f'status = "{self.random.choice(STATUSES)}"')
        if self.random.random() < 0.2:
            lines.append(f"expires = {self.date()}")
        if self.random.random() < 0.3:
            lines.append('image = { src = "/photo.png", alt = "A photo" }')
        if self.random.random() < 0.2:
            lines.append('lang = "ko"')
        if self.random.random() < 0.2:
            lines.append(f'translation_key = "{self.random.choice("ab")}"')
        if self.random.random() < 0.2:
            lines.append(self.random.choice(["noindex = true", "unlisted = true", f"updated = {self.date()}"]))
        if self.random.random() < 0.2:
            lines.append(f'[[corrections]]\ndate = {self.date()}\ntext = "It was {self.random.choice(WORDS).replace(chr(34), "")}."')
        return "+++\n" + "\n".join(lines) + "\n+++\n\n" + self.body()

    def date(self):
        return f"2025-{self.random.randint(5, 7):02}-{self.random.randint(1, 28):02}T{self.random.randint(0, 23):02}:30:00"

    def body(self):
        parts = [" ".join(self.random.choices(WORDS, k=self.random.randint(3, 30))).capitalize() + "."]
        others = self.stories()
        if others and self.random.random() < 0.5:
            parts.append(f"See [another](@/{self.random.choice(others).removeprefix('content/')}).")
        if self.random.random() < 0.3:
            parts.append(f"## What {self.random.choice(WORDS[:6])} means")
        if self.random.random() < 0.3:
            parts.append('![A photo](/photo.png "Caption. (Credit: A)")')
        if self.random.random() < 0.1:
            parts.append("[Nowhere](missing.md)")
        self.random.shuffle(parts)
        return "\n\n".join(parts) + "\n"

    def start(self):
        self.write(
            "site.toml",
            'title = "The Test Paper"\nbase_url = "https://paper.example.org/"\ntimezone = "America/Los_Angeles"\n'
            '[languages.ko]\nprefix = "ko"\n[outputs]\nwire = true\n[[feeds]]\npath = "day.xml"\nwindow_hours = 48\n',
        )
        self.write("content/authors/dana-kim.md", '+++\nname = "Dana Kim"\nrole = "Reporter"\n+++\n\nCovers the river.\n')
        self.write("content/authors/min-ho.md", '+++\nname = "Min-ho Park"\n+++\n')
        self.write("content/sections/city.md", '+++\ntitle = "City"\norder = 1\n+++\nWhat happens.\n')
        self.write("content/topics/river.md", '+++\ntitle = "The river"\n+++\n')
        self.write("content/pages/about.md", '+++\ntitle = "About"\n+++\n\nWho we are.\n')
        self.write("content/front.toml", '[[slot]]\nzone = "secondary"\nsection = "city"\ncount = 2\n')
        self.write("data/weather.toml", "temperature = 61.3\nobserved_at = 2025-06-01T11:00:00-07:00\n")
        self.write("static/photo.png", png(3))
        self.write("static/note.txt", "a note")
        for number in range(self.random.randint(2, 9)):
            self.write(f"content/articles/2025/story-{number}.md", self.story())

    # edits: each says what it does

    def edit_body(self):
        name = self.random.choice(self.stories())
        self.write(name, self.text(name) + "\n" + self.body())
        return name

    def edit_line(self):
        name = self.random.choice(self.stories())
        head, _, rest = self.text(name).partition("\n+++\n")
        keys = ["title", "date", "authors", "section", "topics", "status", "image", "expires", "noindex", "updated", "translation_key"]
        key = self.random.choice(keys)
        fresh = self.story().partition("\n+++\n")[0].split("\n")
        lines = [line for line in head.split("\n") if not line.startswith(key + " =")]
        lines[1:1] = [line for line in fresh if line.startswith(key + " =")]
        self.write(name, "\n".join(lines) + "\n+++\n" + rest)
        return f"{name}: {key}"

    def edit_in_place(self):
        """Other bytes, but the same size, time and inode."""
        name = self.random.choice(self.stories())
        path = self.path(name)
        times = path.stat()
        content = bytearray(path.read_bytes())
        letters = [at for at in range(len(content)) if chr(content[at]) in "aeiou" and at > content.rfind(b"+++")]
        if not letters:
            return None
        content[self.random.choice(letters)] = ord(self.random.choice("aeiou"))
        with open(path, "r+b") as file:
            file.write(content)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        return name

    def new_story(self):
        name = f"content/articles/2025/new-{self.random.randrange(40)}.md"
        self.write(name, self.story())
        return name

    def delete(self):
        name = self.random.choice(self.stories() + self.all("content/authors") + self.all("content/topics"))
        self.path(name).unlink()
        return name

    def rename(self):
        name = self.random.choice(self.stories())
        to = f"content/articles/{self.random.choice(['2024', '2025', 'city'])}/moved-{self.random.randrange(40)}.md"
        self.path(to).parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path(name), self.path(to))
        return f"{name} to {to}"

    def swap(self):
        """Two files take each other's place, with their inodes and times."""
        one, other = self.random.choice(self.stories()), self.random.choice(self.stories())
        os.replace(self.path(one), self.path("swap"))
        if one != other:
            os.replace(self.path(other), self.path(one))
        os.replace(self.path("swap"), self.path(other))
        return f"{one} and {other}"

    def break_story(self):
        name = self.random.choice(self.stories())
        self.write(name, self.random.choice(["+++\ntitle = broken\n", "no header\n", '+++\ntitle = "No date"\n+++\n', "\xff"]))
        return name

    def edit_photo(self):
        self.write("static/photo.png", png(self.random.randint(1, 9)))
        return "static/photo.png"

    def edit_author(self):
        self.write("content/authors/dana-kim.md", f'+++\nname = "Dana {self.random.choice(["Kim", "Lee"])}"\n+++\n\n{self.body()}')
        return "dana-kim"

    def edit_data(self):
        self.write("data/weather.toml", f"temperature = {self.random.randint(40, 90)}\nobserved_at = {self.date()}-07:00\n")
        return "weather"

    def edit_front(self):
        stories = [name.removeprefix("content/") for name in self.stories()]
        self.write("content/front.toml", f'[[slot]]\nzone = "lead"\narticle = "{self.random.choice(stories)}"\nuntil = {self.date()}\n')
        return "front"

    def edit_theme(self):
        own = self.all("templates")
        if own and self.random.random() < 0.5:
            name = self.random.choice(own)
            self.path(name).unlink()
            return f"{name} goes"
        source = self.random.choice(sorted(THEME.glob("*.html")))
        mark = f"<!-- {self.random.randrange(10)} -->"
        text = source.read_text()
        # Behind whatever has to stand first in a template.
        at = text.rfind("{% endblock")
        self.write(f"templates/{source.name}", text + mark if at < 0 else text[:at] + mark + text[at:])
        return source.name

    def edit_site(self):
        text = self.text("site.toml").split("[paginate]")[0].split("[robots]")[0].split("[masthead]")[0]
        lines = [line for line in text.split("\n") if not line.startswith(("tagline", "#", "copyright"))]
        lines[1:1] = [self.random.choice([f'tagline = "{self.random.randrange(9)}"', f"# {self.random.randrange(9)}", 'copyright = "Us"'])]
        tails = ["", '\n[masthead]\ndate = "build"\n', '\n[masthead]\ndate = "client"\nweather = "off"\n', "\n[paginate]\nsection = 1\nday = 1\n", "\n[paginate]\ntopic = 2\n", '\n[robots]\nai = "deny"\n']
        tail = self.random.choice(tails)
        self.write("site.toml", "\n".join(lines).rstrip("\n") + "\n" + tail)
        return "site.toml"

    def touch(self):
        name = self.random.choice(self.stories())
        now = time.time_ns() - self.random.randrange(10**13)
        os.utime(self.path(name), ns=(now, now))
        return name

    def touch_other(self):
        """A file of the theme, of static/ or of data/ with the same bytes: touched, or made anew."""
        names = self.all("templates") + self.all("static") + self.all("data") + ["site.toml"]
        name = self.random.choice(names)
        if self.random.random() < 0.5:
            self.path(name).touch()
            return name
        content = self.path(name).read_bytes()
        self.path(name).unlink()
        self.write(name, content)
        return f"{name} anew"

    def replace_static(self):
        """Another file with the size and the time of the old one."""
        path = self.path("static/note.txt")
        if not path.exists():
            return None
        times = path.stat()
        self.write("note.new", self.random.choice(["a note", "a vote", "a moth"]))
        os.utime(self.path("note.new"), ns=(times.st_atime_ns, times.st_mtime_ns))
        os.replace(self.path("note.new"), path)
        return "static/note.txt"

    def nothing(self):
        return "changed"

    def hours_pass(self):
        self.hour = self.random.randrange(24)
        return str(self.hour)

    def days_pass(self):
        self.day += self.random.choice([-20, -3, 1, 1, 2, 7, 30])
        return str(self.day)

    def other_flags(self):
        self.flags = self.random.choice([[], [], ["--drafts"], ["--future"], ["-b", "https://example.net/x/"], ["--skip-broken"]])
        return " ".join(self.flags)

    def other_output(self):
        self.output = self.random.choice(["public", "other"])
        return self.output

    def restore(self):
        """The sources as they were at an earlier moment, with the times that they had then, or with none of them."""
        state = self.random.choice(self.states)
        keep_times = self.random.random() < 0.5
        for folder in ["content", "data", "static", "templates"]:
            shutil.rmtree(self.path(folder), ignore_errors=True)
        for name, (content, times) in state.items():
            self.write(name, content)
            if keep_times:
                os.utime(self.path(name), ns=times)
        return "with times" if keep_times else "anew"

    def old_store(self):
        if not self.stores:
            return None
        shutil.rmtree(self.path(".newsprint"), ignore_errors=True)
        shutil.copytree(self.random.choice(self.stores), self.path(".newsprint"))
        return "swapped"

    def no_store(self):
        shutil.rmtree(self.path(".newsprint"), ignore_errors=True)
        return "deleted"

    def damage_store(self):
        names = self.all(".newsprint/store")
        if not names:
            return None
        path = self.path(self.random.choice(names))
        content = bytearray(path.read_bytes())
        if not content:
            return None
        at = self.random.randrange(len(content))
        how = self.random.choice(["flip", "cut", "delete"])
        if how == "delete":
            path.unlink()
        else:
            content[at] ^= 1 << self.random.randrange(8)
            path.write_bytes(content if how == "flip" else content[:at])
        return f"{path.name}: {how} at {at}"

    def damage_output(self):
        names = [name for name in self.all(self.output) if not name.endswith(".newsprint-manifest")]
        if not names:
            return None
        name = self.random.choice(names)
        how = self.random.choice(["delete", "edit", "append", "rewrite", "all", "swap", "touch", "link", "strange"])
        if how == "all":
            shutil.rmtree(self.path(self.output))
        elif how == "delete":
            self.path(name).unlink()
        elif how == "rewrite":
            self.write(name, self.path(name).read_bytes())
        elif how == "touch":
            self.path(name).touch()
        elif how == "swap":
            other = self.random.choice(names)
            os.replace(self.path(name), self.path("swap"))
            if name != other:
                os.replace(self.path(other), self.path(name))
            os.replace(self.path("swap"), self.path(other))
        elif how == "link":
            os.replace(self.path(name), self.temporary / "linked")
            os.symlink(self.temporary / "linked", self.path(name))
        elif how == "strange":
            self.write(f"{self.output}/somebody.s", "a file of somebody else's")
            self.path(f"{self.output}/somebody.s").unlink()
        else:
            content = self.path(name).read_bytes()
            self.write(name, content + b"x" if how == "append" else bytes(len(content)))
        return f"{name}: {how}"

    def killed(self):
        self.edit_body()
        process = self.popen(self.output)
        time.sleep(self.random.uniform(0, self.took * 1.2))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return "a build"

    def two_at_once(self):
        self.edit_body()
        one, other = self.popen(self.output), self.popen("other" if self.random.random() < 0.7 else self.output)
        one.communicate()
        other.communicate()
        return "two builds"

    def edit(self):
        often = [self.edit_body, self.edit_line, self.edit_line, self.new_story, self.days_pass]
        seldom = [
            self.edit_in_place, self.delete, self.rename, self.swap, self.break_story, self.edit_photo, self.edit_author,
            self.edit_data, self.edit_front, self.edit_theme, self.edit_site, self.touch, self.touch_other, self.replace_static, self.nothing, self.hours_pass, self.other_flags, self.other_output,
            self.restore, self.restore, self.old_store, self.no_store, self.damage_store, self.damage_output, self.killed,
            self.two_at_once,
        ]  # fmt: skip
        while True:
            edit = self.random.choice(often if self.random.random() < 0.35 else seldom)
            if len(self.stories()) < 3:
                edit = self.new_story
            what = edit()
            if what is not None:
                self.log.append(f"{edit.__name__}: {what}")
                return

    # builds

    def popen(self, output, *flags):
        now = time.strftime("%Y-%m-%d %H:00", time.gmtime(1_750_000_000 + self.day * 86_400 + self.hour * 3_600))
        command = [NEWSPRINT, "build", "--format", "json", "--now", now, "-d", str(self.path(output)), *self.flags, *flags]
        return subprocess.Popen(command, cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def build(self, output, *flags):
        process = self.popen(output, *flags)
        told, wrong = process.communicate()
        if process.returncode not in (0, 1):
            raise Difference(f"a build ended with {process.returncode}: {wrong.decode()}")
        said = json.loads(told)
        for key in ["rendered", "written", "unchanged", "removed", "folder", "seconds"]:
            said.pop(key, None)
        return process.returncode, said

    def check(self):
        started = time.monotonic()
        status, said = self.build(self.output)
        self.took = time.monotonic() - started
        clean_status, clean_said = self.build("../clean", "--no-cache")
        if (status, said) != (clean_status, clean_said):
            raise Difference(f"{status} {said}\nclean: {clean_status} {clean_said}")
        if status == 0:
            self.built += 1
            files, clean = files_of(self.path(self.output)), files_of(self.temporary / "clean")
            differing = sorted(name for name in files.keys() | clean.keys() if files.get(name) != clean.get(name))
            if differing:
                raise Difference(f"files differ: {differing[:9]}")
            if self.random.random() < 0.5:
                self.build_again(said, files)
        shutil.rmtree(self.temporary / "clean", ignore_errors=True)
        return status == 0

    def build_again(self, said, files):
        """Nothing changed, so all is said again. Who looks at no parsed source does not miss them."""
        parsed = {path: path.read_bytes() for path in self.path(".newsprint/store").glob("s-*")}
        for path in parsed:
            path.unlink()
        again = self.build(self.output)
        if again != (0, said):
            raise Difference(f"built again: {again}\nfirst: {said}")
        if files_of(self.path(self.output)) != files:
            raise Difference("built again, files differ")
        self.again += 1
        if not any(self.path(".newsprint/store").glob("s-*")):
            self.short += 1
            for path, content in parsed.items():
                path.write_bytes(content)

    def remember(self):
        names = [name for folder in ["content", "data", "static", "templates"] for name in self.all(folder)]
        names.append("site.toml")
        times = {name: self.path(name).stat() for name in names}
        self.states.append({name: (self.path(name).read_bytes(), (at.st_atime_ns, at.st_mtime_ns)) for name, at in times.items()})
        if self.random.random() < 0.4 and self.path(".newsprint").is_dir():
            to = self.temporary / f"store-{len(self.stores)}"
            shutil.copytree(self.path(".newsprint"), to)
            self.stores.append(to)

    def run(self, edits):
        """Returns how many builds were compared."""
        self.check()
        self.remember()
        for _ in range(edits):
            for _ in range(self.random.choice([1, 1, 1, 2, 3])):
                self.edit()
            if not self.check():
                # What broke the paper was told; the next edit starts from a good one.
                self.log.append("restore, since the paper was broken")
                self.restore()
                self.flags = []
            elif self.random.random() < 0.5:
                self.remember()
        return edits + 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scripts", type=int, default=20)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no script after this time")
    parser.add_argument("--edits", type=int, default=8)
    parser.add_argument("--first", type=int, default=0, help="the number of the first script")
    asked = parser.parse_args()
    where = "/dev/shm" if os.path.isdir("/dev/shm") else None
    started = time.monotonic()
    scripts = builds = good = again = short = 0
    for number in range(asked.first, asked.first + asked.scripts):
        if time.monotonic() - started > asked.seconds:
            break
        script = Script(number, asked.seed, where)
        try:
            builds += script.run(asked.edits)
        except Difference as difference:
            print(f"script {number} of seed {asked.seed}, in {script.root}:", *script.log, difference, sep="\n  ")
            return 1
        except BaseException:
            print(f"script {number} of seed {asked.seed}, in {script.root}:", *script.log, sep="\n  ")
            raise
        scripts += 1
        good += script.built
        again += script.again
        short += script.short
        script.remove()
    print(f"{scripts} scripts, {builds} builds compared with clean ones, {good} of papers without errors: no difference")
    print(f"{again} builds where nothing had changed, {short} of them without a look at parsed sources")
    if good * 2 < builds or short * 2 < again:
        print("too many papers were broken, or too few builds were short, for this to prove much")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
