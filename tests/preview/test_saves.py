"""Saves as editors make them, call by call, and other changes of the paper: each must be seen once, and none missed.

Deliberately starts no editor; styles.py replays what they do. Thousands of files, floods and lost events are in
test_storm.py.
"""

import os
import shutil
import subprocess
import time
import unittest

import paper
from paper import Live, Paper, Server, Watching, own_bytes, seen_of, snapshot, wait_until
from served import SOON, Served
from styles import STYLES, emacs, put, sync_drive, vim, vs_code

QUIET = 1.0
"""Seconds without an edition after which nothing more may come."""


class Edited(Served):
    """Tests of edits: each begins when the one before has come to rest."""

    def setUp(self):
        self.server.wait_quiet(0.2)


class Saves(Edited):
    ARTICLES = len(STYLES) + 2

    def test_each_style_is_seen_at_once_each_time(self):
        for index, style in enumerate(STYLES):
            with self.subTest(style.__name__):
                self.replay(f"story-{index + 1}", style)

    def replay(self, slug, style, times=3):
        address = self.paper.address(slug)
        path = str(self.paper.path(self.paper.file_of(slug)))
        self.server.wait_quiet(0.2)
        first = len(self.server.editions)
        old = own_bytes(self.server.get(address).body)
        with Watching(self.server, address) as watching:
            for number in range(times):
                before = len(self.server.editions)
                text = f"Saved the {style.__name__} way, number {number}."
                style(path, self.paper.text(slug, text).encode())
                self.shows(address, text)
                found = wait_until(lambda: self.server.editions[before:], 1, "the edition of the save")
                self.assertIn(self.paper.file_of(slug), [name for edition in found for name in edition["changed"]])
            self.server.wait_quiet(0.2)
            editions = len(self.server.editions)
        self.assertEqual(watching.problems, [])
        for status, body in watching.seen:
            self.assertEqual(status, 200, "a broken page was served while the file was saved")
            self.assertTrue(own_bytes(body).rstrip().endswith(b"</html>"))
            self.assertTrue(own_bytes(body) == old or b"Saved the" in body, body)
        self.assertLessEqual(editions - first, times * 4, self.server.editions[first:])
        self.assertEqual(self.server.editions[-1]["errors"], 0)

    def test_after_a_save_there_is_quiet(self):
        for slug, style in [("story-1", vim), ("story-3", emacs), ("story-4", vs_code), ("story-10", sync_drive)]:
            address, before = self.paper.address(slug), len(self.server.editions)
            style(str(self.paper.path(self.paper.file_of(slug))), self.paper.text(slug, f"Quiet after {style.__name__}.").encode())
            self.shows(address, f"Quiet after {style.__name__}.")
            self.server.wait_edition(before)
            self.server.wait_quiet(0.1)
            self.no_edition(QUIET)

    def test_open_pages_are_told_of_each_save_once(self):
        slug = "story-17"
        address = self.paper.address(slug)
        live = Live(self.server.port, address, seen_of(self.server.get(address).body))
        self.addCleanup(live.close)
        live.wait("state")
        for number in range(1, 6):
            vim(str(self.paper.path(self.paper.file_of(slug))), self.paper.text(slug, f"Told {number}.").encode())
            live.wait("page", number)
            self.shows(address, f"Told {number}.")
            time.sleep(0.2)
            self.assertEqual(len(live.of("page")), number)
        self.assertEqual(live.of("page")[-1]["seen"], seen_of(self.server.get(address).body))

    def test_twenty_saves_in_a_row(self):
        slug = "story-18"
        address = self.paper.address(slug)
        for style in [vs_code, vim, sync_drive]:
            with self.subTest(style.__name__), Watching(self.server, address) as watching:
                before = len(self.server.editions)
                for number in range(20):
                    style(str(self.paper.path(self.paper.file_of(slug))), self.paper.text(slug, f"{style.__name__} {number}.").encode())
                    time.sleep(0.02)
                self.shows(address, f"{style.__name__} 19.")
                self.server.wait_quiet(0.2)
                self.assertLessEqual(len(self.server.editions) - before, 40)
            self.assertEqual({status for status, _ in watching.seen}, {200})
            self.assertIn(f"{style.__name__} 19.".encode(), watching.seen[-1][1])
        self.no_edition(QUIET)

    def test_a_save_that_changes_size_and_time_back_is_seen(self):
        slug = "story-17"
        path = self.paper.path(self.paper.file_of(slug))
        self.paper.article(slug, "One text.")
        self.shows(self.paper.address(slug), "One text.")
        old = os.stat(path)
        put(path, self.paper.text(slug, "Two text.").encode(), os.O_WRONLY)
        os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
        self.assertEqual(os.stat(path).st_size, old.st_size)
        self.shows(self.paper.address(slug), "Two text.")

    def test_editors_own_files_are_neither_pages_nor_editions(self):
        folder = self.paper.path("content/articles")
        story = self.paper.text("story-27", "An editor's own file.").encode()

        def litter():
            for name in [".story-27.md.swp", ".story-27.md.swo", "story-27.md~", "#story-27.md#", ".DS_Store", "Thumbs.db", ".story-27.md"]:
                put(f"{folder}/{name}", story)
            os.symlink("editor@desk.4711:1700000000", f"{folder}/.#story-27.md")
            put(self.paper.path("site.toml~"), b"not = toml [")
            put(self.paper.path(".site.toml.swp"), b"not = toml [")

        self.no_edition(QUIET, litter)
        self.assertEqual(self.server.get(self.paper.address("story-27")).status, 404)

        def clean():
            for name in os.listdir(folder):
                if "27" in name or name in (".DS_Store", "Thumbs.db"):
                    os.unlink(f"{folder}/{name}")

        self.no_edition(QUIET, clean)


class Reading(Edited):
    @classmethod
    def prepare(cls):
        cls.paper.write("static/css/own.css", "p { color: red }\n")
        cls.paper.write("data/weather.toml", "temperature = 61.3\nobserved_at = 2025-06-03T08:00:00-07:00\n")

    def test_reading_is_no_change(self):
        root = str(self.paper.root)

        def read():
            for _ in range(3):
                subprocess.run(["grep", "-r", "Body", root], stdout=subprocess.DEVNULL, check=True)
                subprocess.run(["find", root, "-newer", f"{root}/site.toml"], stdout=subprocess.DEVNULL, check=True)
                for folder, _, names in os.walk(root):
                    for name in names:
                        file = os.path.join(folder, name)
                        with open(file, "rb") as handle:
                            handle.read()
                        os.close(os.open(file, os.O_RDWR))
                        os.stat(file)
                self.server.get("/")
                self.server.get(self.paper.address("story-1"))
                time.sleep(0.5)

        self.no_edition(5, read)

    def test_the_output_of_a_build_is_no_change(self):
        def build():
            command = [paper.NEWSPRINT, "build", "-q", "-s", str(self.paper.root), "--now", paper.NOW]
            subprocess.run(command, check=True)
            shutil.rmtree(self.paper.path("public"))

        self.no_edition(QUIET, build)

    def test_files_that_are_no_sources(self):
        def write():
            self.paper.write("notes.txt", "Ideas.")
            self.paper.write(".git/index", "DIRC")
            self.paper.write("node_modules/x/index.js", "1")
            self.paper.write("drafts/idea.md", "# Idea")

        self.no_edition(QUIET, write)


class Output(unittest.TestCase):
    """Serving writes nothing."""

    def serve_and_edit(self, made):
        server = Server(made)
        self.addCleanup(server.stop)
        for address in ["/", made.address("story-1"), "/about/", "/nowhere/"]:
            server.get(address)
        made.article("story-1", "Edited while serving.")
        made.article("story-9", "New while serving.")
        for slug, text in [("story-1", "Edited while serving."), ("story-9", "New while serving.")]:
            wait_until(lambda: server.shows(made.address(slug), text), SOON, text)
        server.post({"drafts": True})
        self.assertEqual(server.stop(), 0)

    def test_the_output_folder_stays_as_it_is(self):
        made = Paper(articles=3)
        self.addCleanup(made.remove)
        subprocess.run([paper.NEWSPRINT, "build", "-q", "-s", str(made.root), "--now", paper.NOW], check=True)
        made.write("public/own/file.txt", "Somebody else's.")
        before = snapshot(made.path("public"))
        self.assertGreater(len(before), 20)
        self.serve_and_edit(made)
        self.assertEqual(snapshot(made.path("public")), before)

    def test_nothing_at_all_is_written(self):
        made = Paper(articles=3)
        self.addCleanup(made.remove)
        sources = {f"content/articles/story-{number}.md" for number in (1, 9)} | {"content/articles"}
        before = snapshot(made.root)
        self.serve_and_edit(made)
        after = snapshot(made.root)
        self.assertNotIn("public", after)
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        self.assertLessEqual(changed, sources | {f"{name}/." for name in sources})

    def test_a_paper_that_cannot_be_written(self):
        made = Paper(articles=2)
        self.addCleanup(made.remove)
        folders = [made.root, *(path for path in made.root.rglob("*") if path.is_dir())]
        self.addCleanup(lambda: [os.chmod(folder, 0o755) for folder in folders])
        for folder in folders:
            os.chmod(folder, 0o555)
        server = Server(made)
        self.addCleanup(server.stop)
        self.assertTrue(server.shows(made.address("story-1"), "Body of story 1."))


class Errors(Edited):
    """Half-finished work: the last good page stays, and heals by itself."""

    def test_a_broken_header_and_its_mending(self):
        slug, address = "story-1", self.paper.address("story-1")
        file = self.paper.file_of(slug)
        old = self.server.get(address).body
        live = Live(self.server.port, address, seen_of(old))
        self.addCleanup(live.close)
        live.wait("state")
        self.addCleanup(self.paper.article, slug, "As before.")
        for broken in [
            self.paper.text(slug, "Broken.").replace('title = "', "title = "),
            self.paper.text(slug, "Broken.").replace("+++\n\n", "\n"),
            self.paper.text(slug, "Broken.").replace("date = 2025-06-02", "date = 2025-02-30"),
            self.paper.text(slug, "Broken.", header='kind = "gossip"\n'),
            "",
        ]:
            with self.subTest(broken[:40]):
                before = len(self.server.editions)
                self.paper.write(file, broken)
                edition = self.server.wait_edition(before, SOON, lambda edition: edition["errors"] > 0)
                self.assertEqual(edition["diagnostics"][0]["place"]["file"], file)
                page = self.server.get(address)
                failure = wait_until(lambda: self.server.state(address)["failure"], SOON, "the failure")
                self.assertEqual(failure["findings"][0]["file"], file)
                self.assertGreaterEqual(failure["findings"][0]["line"], 1)
                wait_until(lambda: live.of("state")[-1]["failure"], SOON, "the failure in the live channel")
                text = f"Mended {before}."
                self.paper.write(file, self.paper.text(slug, text))
                self.shows(address, text)
                wait_until(lambda: not live.of("state")[-1]["failure"], SOON, "the live channel healed")
                self.assertIsNone(self.server.state(address)["failure"])
                self.server.wait_quiet(0.2)
                self.assertEqual(self.server.editions[-1]["errors"], 0)
                self.assertEqual(page.body, old, "the last good page did not stay")
                old = self.server.get(address).body

    def test_one_broken_file_does_not_hide_the_edit_of_another_for_good(self):
        self.addCleanup(self.paper.article, "story-2", "As before.")
        self.paper.write(self.paper.file_of("story-2"), "+++\nbroken\n")
        self.server.wait_edition(len(self.server.editions) - 1, SOON, lambda edition: edition["errors"] > 0)
        self.paper.article("story-3", "Edited beside a broken one.")
        self.server.wait_quiet(0.2)
        self.paper.article("story-2", "No longer broken.")
        self.shows(self.paper.address("story-2"), "No longer broken.")
        self.shows(self.paper.address("story-3"), "Edited beside a broken one.")

    def test_a_broken_configuration_and_its_mending(self):
        good = self.paper.read("site.toml").decode()
        self.addCleanup(self.paper.write, "site.toml", good)
        old = self.server.get("/").body
        for broken in [good + "\n[[[", good.replace("title", "titel"), good.replace("America/Los_Angeles", "PST"), ""]:
            with self.subTest(broken[-20:]):
                before = len(self.server.editions)
                self.paper.write("site.toml", broken)
                self.server.wait_edition(before, SOON, lambda edition: edition["errors"] > 0)
                self.assertEqual(self.server.get("/").body, old)
                self.paper.write("site.toml", good)
                self.server.wait_edition(before, SOON, lambda edition: edition["errors"] == 0)
                wait_until(lambda: self.server.state("/")["failure"] is None, SOON, "no failure")
                self.assertEqual(self.server.get("/").body, old)

    def test_a_broken_template_and_its_mending(self):
        address = self.paper.address("story-4")
        self.addCleanup(self.paper.path("templates/article.html").unlink, missing_ok=True)
        old = self.server.get(address).body
        for broken in ["{% if %}", "{% extends \"nowhere.html\" %}", "{{ article.title", "{{ nonsense(x=1) }}"]:
            with self.subTest(broken):
                self.paper.write("templates/article.html", broken)
                wait_until(lambda: self.server.state(address)["failure"], SOON, "the failure")
                self.assertIn(self.server.get(address).status, (200, 500))
                self.assertEqual(self.server.get("/about/").status, 200)
                os.unlink(self.paper.path("templates/article.html"))
                wait_until(lambda: self.server.get(address).body == old, SOON, "the old page")
                wait_until(lambda: self.server.state(address)["failure"] is None, SOON, "no failure")


class Sources(Edited):
    """Everything that the paper is made from is watched."""

    @classmethod
    def prepare(cls):
        cls.paper.with_theme()
        cls.paper.write("static/css/own.css", "p { color: red }\n")
        cls.paper.write("data/tides.toml", 'high = "08:14"\n')
        cls.paper.write(
            "templates/article.html",
            '{% extends "theme/article.html" %}{% block after_body %}{% set tides = data(name="tides") %}'
            "<p>High tide {{ tides.high }}</p>{% endblock %}",
        )

    def edit(self, name, old, new):
        text = self.paper.read(name).decode()
        self.assertIn(old, text, name)
        self.paper.write(name, text.replace(old, new))

    def test_each_kind_of_source(self):
        story = self.paper.address("story-1")
        for name, old, new, address, text in [
            ("site.toml", "The Test Paper", "The Tested Paper", "/", "The Tested Paper"),
            ("data/tides.toml", "08:14", "09:27", story, "High tide 09:27"),
            ("templates/article.html", "High tide", "Next tide", story, "Next tide 09:27"),
            ("static/css/own.css", "red", "rebeccapurple", "/css/own.css", "rebeccapurple"),
            ("content/authors/dana-kim.md", "Dana covers", "Dana now covers", "/authors/dana-kim/", "Dana now covers"),
            ("content/pages/about.md", "Who we are", "Who we really are", "/about/", "Who we really are"),
            ("themes/broadsheet/templates/404.html", "not-found", "not-found-here", "/404.html", "not-found-here"),
        ]:
            with self.subTest(name):
                for _ in range(2):
                    self.edit(name, old, new)
                    self.shows(address, text)
                    self.edit(name, new, old)
                    wait_until(lambda: not self.server.shows(address, text), SOON, f"{name} as before")
                self.edit(name, old, new)
                self.shows(address, text)

    def test_words_of_the_theme(self):
        name = "themes/broadsheet/i18n/en.toml"
        self.edit(name, 'not_found = "Page not found"', 'not_found = "Nothing of that name"')
        self.shows("/404.html", "Nothing of that name")

    def test_a_style_sheet_of_the_theme(self):
        def sheet():
            body = self.server.get("/").body.decode()
            return body[body.index("/assets/site.") :].split('"')[0]

        old = sheet()
        css = self.paper.read("themes/broadsheet/assets/site.css")
        self.paper.write("themes/broadsheet/assets/site.css", css + b"\n.own { color: red }\n")
        wait_until(lambda: sheet() != old, SOON, "a new name for the style sheet")
        self.assertIn(b".own", self.server.get(sheet()).body)
        self.assertEqual(self.server.get(old).status, 404)

    def test_new_folders_of_the_paper(self):
        self.paper.write("content/front.toml", '[alert]\ntext = "Packers Row is closed."\n')
        self.shows("/", "Packers Row is closed.")
        os.unlink(self.paper.path("content/front.toml"))
        wait_until(lambda: not self.server.shows("/", "Packers Row is closed."), SOON, "no alert")

    def test_a_folder_that_was_not_there_at_the_start(self):
        made = Paper(articles=2)
        self.addCleanup(made.remove)
        server = Server(made)
        self.addCleanup(server.stop)
        for address, text in [("/a/b/c.txt", "First."), ("/a/b/d.txt", "Second."), ("/a/b/c.txt", "Third.")]:
            made.write(f"static{address}", text)
            wait_until(lambda: server.shows(address, text), SOON, f"{address}: {text}")
        made.write("templates/page.html", "<!doctype html><html><head></head><body>A new template</body></html>")
        wait_until(lambda: server.shows("/about/", "A new template"), SOON, "a new folder of templates")
        made.write("templates/page.html", "<!doctype html><html><head></head><body>A newer template</body></html>")
        wait_until(lambda: server.shows("/about/", "A newer template"), SOON, "an edit in it")


class Moves(Edited):
    """Folders that come, go, and come back."""

    def path(self, name):
        return self.paper.path(name)

    def test_new_nested_folders_filled_at_once(self):
        for number in range(20, 25):
            slug = f"story-{number}"
            file = f"content/articles/2025/deep-{number}/er/still/{slug}.md"
            self.paper.write(file, self.paper.text(slug, f"Deep {number}."))
            self.shows(self.paper.address(slug), f"Deep {number}.")
            self.paper.write(file, self.paper.text(slug, f"Deep again {number}."))
            self.shows(self.paper.address(slug), f"Deep again {number}.")

    def test_many_folders_at_once(self):
        for number in range(200, 220):
            self.paper.write(f"content/articles/a{number}/b/c/story-{number}.md", self.paper.text(f"story-{number}", "One of many."))
        for number in range(200, 220):
            self.shows(self.paper.address(f"story-{number}"), "One of many.")

    def test_a_story_comes_goes_and_comes_back(self):
        slug, address = "story-26", self.paper.address("story-26")
        self.assertEqual(self.server.get(address).status, 404)
        for number in range(3):
            self.paper.article(slug, f"Here {number}.")
            self.shows(address, f"Here {number}.")
            self.shows("/", "Story 26")
            os.unlink(self.path(self.paper.file_of(slug)))
            self.gone(address)
            wait_until(lambda: not self.server.shows("/", "Story 26"), SOON, "the front page without it")

    def test_a_story_is_renamed(self):
        self.paper.article("story-27", "Moving.")
        self.shows(self.paper.address("story-27"), "Moving.")
        os.rename(self.path(self.paper.file_of("story-27")), self.path("content/articles/moved-27.md"))
        self.gone(self.paper.address("story-27"))
        self.shows("/2025/06/28/moved-27/", "Moving.")
        os.unlink(self.path("content/articles/moved-27.md"))
        self.gone("/2025/06/28/moved-27/")

    def test_a_folder_goes_away_and_comes_back(self):
        folder = "content/articles/desk"
        self.paper.write(f"{folder}/story-25.md", self.paper.text("story-25", "At the desk."))
        self.shows(self.paper.address("story-25"), "At the desk.")
        for number in range(2):
            os.rename(self.path(folder), self.paper.temporary / "away")
            self.gone(self.paper.address("story-25"))
            os.rename(self.paper.temporary / "away", self.path(folder))
            self.shows(self.paper.address("story-25"), "At the desk.")
            self.paper.write(f"{folder}/story-25.md", self.paper.text("story-25", f"Edited after {number}."))
            self.shows(self.paper.address("story-25"), f"Edited after {number}.")
            self.paper.write(f"{folder}/story-25.md", self.paper.text("story-25", "At the desk."))
            self.shows(self.paper.address("story-25"), "At the desk.")
        os.rename(self.path(folder), self.path("content/articles/other-desk"))
        self.paper.write("content/articles/other-desk/story-25.md", self.paper.text("story-25", "At the other desk."))
        self.shows(self.paper.address("story-25"), "At the other desk.")
        shutil.rmtree(self.path("content/articles/other-desk"))
        self.gone(self.paper.address("story-25"))

    def test_a_folder_that_was_there_at_the_start_is_renamed(self):
        made = Paper(articles=2)
        self.addCleanup(made.remove)
        made.write("content/articles/desk/night/story-25.md", made.text("story-25", "At night."))
        server = Server(made)
        self.addCleanup(server.stop)
        shows = lambda slug, text: wait_until(lambda: server.shows(made.address(slug), text), SOON, f"{slug}: {text}")
        shows("story-25", "At night.")
        os.rename(made.path("content/articles/desk"), made.path("content/articles/day-desk"))
        made.write("content/articles/day-desk/night/story-25.md", made.text("story-25", "By day."))
        shows("story-25", "By day.")
        made.write("content/articles/day-desk/night/story-25.md", made.text("story-25", "By day, again."))
        shows("story-25", "By day, again.")
        made.write("content/articles/day-desk/night/late/story-26.md", made.text("story-26", "Late."))
        shows("story-26", "Late.")

    def test_all_content_goes_away_and_comes_back(self):
        slug, address = "story-1", self.paper.address("story-1")
        for number in range(2):
            os.rename(self.path("content"), self.paper.temporary / "away")
            self.gone(address)
            os.rename(self.paper.temporary / "away", self.path("content"))
            wait_until(lambda: self.server.get(address).status == 200, SOON, "the story back")
            self.paper.article(slug, f"Edited after all went away, {number}.")
            self.shows(address, f"Edited after all went away, {number}.")

    def test_all_content_is_deleted_and_made_again(self):
        slug, address = "story-2", self.paper.address("story-2")
        for number in range(2):
            shutil.copytree(self.path("content"), self.paper.temporary / "copy")
            shutil.rmtree(self.path("content"))
            self.gone(address)
            shutil.copytree(self.paper.temporary / "copy", self.path("content"))
            shutil.rmtree(self.paper.temporary / "copy")
            wait_until(lambda: self.server.get(address).status == 200, SOON, "the story back")
            self.paper.article(slug, f"Edited after all was made again, {number}.")
            self.shows(address, f"Edited after all was made again, {number}.")
            self.paper.write(f"content/articles/new-{number}/story-24.md", self.paper.text("story-24", f"New {number}."))
            self.shows(self.paper.address("story-24"), f"New {number}.")
            shutil.rmtree(self.path(f"content/articles/new-{number}"))
            self.gone(self.paper.address("story-24"))

    def test_the_configuration_goes_away_and_comes_back(self):
        os.rename(self.path("site.toml"), self.paper.temporary / "site.toml")
        before = len(self.server.editions) - 1
        self.server.wait_edition(before, SOON, lambda edition: edition["errors"] > 0)
        self.assertEqual(self.server.get("/").status, 200)
        os.rename(self.paper.temporary / "site.toml", self.path("site.toml"))
        wait_until(lambda: self.server.state("/")["failure"] is None, SOON, "no failure")

    def test_a_paper_behind_a_link(self):
        made = Paper(articles=3)
        self.addCleanup(made.remove)
        link = made.temporary / "link"
        os.symlink(made.root, link)
        server = Server(made, root=link)
        self.addCleanup(server.stop)
        for number in range(2):
            made.article("story-1", f"Through the link {number}.")
            wait_until(lambda: server.shows(made.address("story-1"), f"Through the link {number}."), SOON, "the edit")
            (link / made.file_of("story-2")).write_text(made.text("story-2", f"By the link {number}."))
            wait_until(lambda: server.shows(made.address("story-2"), f"By the link {number}."), SOON, "the edit by the link")

    def test_a_name_with_blanks_and_other_scripts(self):
        made = Paper(articles=1)
        self.addCleanup(made.remove)
        root = made.temporary / "The paper’s 신문 folder"
        os.rename(made.root, root)
        made.root = root
        server = Server(made)
        self.addCleanup(server.stop)
        made.write("content/articles/새 소식.md", made.text("story-5", "새 소식입니다."))
        wait_until(lambda: server.shows("/2025/06/06/%EC%83%88-%EC%86%8C%EC%8B%9D/", "새 소식입니다."), SOON, "a story in Korean")


if __name__ == "__main__":
    unittest.main()
