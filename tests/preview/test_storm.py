"""Many changes at once, lost events, systems that send none; and random edits judged against `newsprint build`.

Deliberately measures no speed beyond what an editor would notice. Single saves are in test_saves.py. PREVIEW_SCRIPTS sets
the number of random scripts (40 by default), PREVIEW_SEED the seed of the first.
"""

import os
import random
import shutil
import signal
import subprocess
import time
import unittest

import paper
from paper import Live, Paper, Server, memory_folder, seen_of, wait_until

SCRIPTS = int(os.environ.get("PREVIEW_SCRIPTS", "40"))
SEED = int(os.environ.get("PREVIEW_SEED", "1"))


class Case(unittest.TestCase):
    def start(self, made, *flags, **options):
        server = Server(made, *flags, **options)
        self.addCleanup(server.stop)
        self.assertEqual(server.editions[0]["errors"], 0, server.editions[0]["diagnostics"])
        return server

    def new(self, **options):
        made = Paper(where=memory_folder(), **options)
        self.addCleanup(made.remove)
        return made

    def equals_a_build(self, server, made, gone=(), timeout=5.0):
        """Waits until all that is served is what a build makes of the folder now."""
        built = made.build(server.url)
        wrong = []

        def is_equal():
            wrong[:] = paper.differences(server, built, gone)
            return not wrong

        try:
            wait_until(is_equal, timeout, "the state of a build")
        except AssertionError:
            self.fail(f"{len(wrong)} of {len(built)} files differ from a build: {wrong[:5]}")


class Storms(Case):
    COUNT = 2000

    def many(self):
        made = self.new(articles=4)
        for number in range(self.COUNT):
            made.write(self.file(number), made.text(f"many-{number}", "The first branch."))
        return made, self.start(made)

    def file(self, number):
        return f"content/articles/{number // 100}/many-{number}.md"

    def test_a_checkout_of_two_thousand_files(self):
        made, server = self.many()
        address = made.address("many-1")
        live = Live(server.port, address, seen_of(server.get(address).body))
        self.addCleanup(live.close)
        live.wait("state")
        before = len(server.editions)
        for number in range(self.COUNT):
            # Removed and written anew, as Git does.
            os.unlink(made.path(self.file(number)))
            made.write(self.file(number), made.text(f"many-{number}", "The second branch."))
        wait_until(lambda: server.shows(address, "The second branch."), 5, "the second branch")
        server.wait_quiet(1.0)
        self.assertLessEqual(len(server.editions) - before, 3)
        self.assertEqual(server.editions[-1]["errors"], 0)
        for number in random.Random(5).sample(range(self.COUNT), 50):
            self.assertTrue(server.shows(made.address(f"many-{number}"), "The second branch."), number)
        self.assertEqual(live.of("page")[-1]["seen"], seen_of(server.get(address).body))
        self.assertEqual(len(live.of("page")), 1)

        before = len(server.editions)
        for number in range(self.COUNT):
            os.utime(made.path(self.file(number)))
        time.sleep(1.0)
        server.wait_quiet(0.5)
        self.assertLessEqual(len(server.editions) - before, 3, "touched, and nothing changed")
        self.assertEqual(len(live.of("page")), 1, "no page changed")

        before = len(server.editions)
        for number in range(100, self.COUNT):
            os.unlink(made.path(self.file(number)))
        wait_until(lambda: server.get(made.address("many-1999")).status == 404, 5, "the last story gone")
        server.wait_quiet(1.0)
        self.assertLessEqual(len(server.editions) - before, 3)
        self.equals_a_build(server, made, gone=[made.address("many-100"), made.address("many-1500")], timeout=10)

    def test_changes_without_a_pause_do_not_starve_it(self):
        made = self.new(articles=4)
        server = self.start(made)
        slug, address = "story-1", made.address("story-1")
        started = time.monotonic()
        number = 0
        while time.monotonic() - started < 3:
            number += 1
            made.article(slug, f"Change {number}.")
            time.sleep(0.001)
        ended = time.monotonic()
        self.assertGreater(number, 500)
        wait_until(lambda: server.shows(address, f"Change {number}."), 2, "the last change")
        times = [started] + [edition["at"] for edition in server.editions[1:]]
        self.assertGreater(len(times), 2)
        waits = [later - earlier for earlier, later in zip(times, times[1:]) if earlier < ended]
        self.assertLess(max(waits), 2.0, "seconds between editions")
        server.wait_quiet(0.5)
        self.equals_a_build(server, made)

    def test_a_server_that_is_asked_all_the_while(self):
        made = self.new(articles=6)
        server = self.start(made)
        address = made.address("story-2")
        self.assertTrue(server.shows(address, "Body of story 2."))
        with paper.Watching(server, address, pause=0) as watching:
            for number in range(100):
                made.article("story-1", f"Change {number}.")
                made.article("story-2", f"Change {number}.")
                time.sleep(0.01)
            wait_until(lambda: server.shows(address, "Change 99."), 2, "the last change")
            wait_until(lambda: server.shows(made.address("story-1"), "Change 99."), 2, "the last change")
        self.assertEqual(watching.problems, [])
        self.assertEqual({status for status, _ in watching.seen}, {200})
        numbers = [int(body.split(b"Change ")[-1].split(b".")[0]) for _, body in watching.seen if b"<p>Change " in body]
        self.assertEqual(numbers, sorted(numbers), "an older page came after a newer one")


class Overflow(Case):
    def test_lost_events(self):
        with open("/proc/sys/fs/inotify/max_queued_events") as limit:
            queue = int(limit.read())
        if queue > 20_000:
            self.skipTest(f"the queue of this system holds {queue} events; too many to fill in a test")
        made = self.new(articles=10)
        server = self.start(made)
        os.kill(server.pid, signal.SIGSTOP)
        try:
            # Each write is at least one event, and two files in turn keep the system from joining them.
            noise = [os.open(made.path(f"content/articles/noise-{number}.txt"), os.O_WRONLY | os.O_CREAT) for number in (1, 2)]
            for number in range(queue + 1000):
                os.pwrite(noise[number % 2], b"%d" % number, 0)
            for handle in noise:
                os.close(handle)
            for number in (1, 2):
                os.unlink(made.path(f"content/articles/noise-{number}.txt"))
            # What comes now is told by no event.
            made.article("story-1", "Edited after the events were lost.")
            made.write("content/articles/new/folder/story-15.md", made.text("story-15", "New after the events were lost."))
            os.unlink(made.path(made.file_of("story-2")))
            os.rename(made.path(made.file_of("story-3")), made.path("content/articles/moved-3.md"))
            made.write("site.toml", made.read("site.toml").decode().replace("The Test Paper", "The Paper After"))
            made.write("static/late.txt", "Late.")
        finally:
            os.kill(server.pid, signal.SIGCONT)
        wait_until(lambda: server.shows(made.address("story-1"), "Edited after the events were lost."), 5, "the edit")
        self.equals_a_build(server, made, gone=[made.address("story-2"), made.address("story-3")])
        fresh = self.start(made)
        self.equals_a_build(fresh, made)
        # And it watches on, in new folders too.
        made.write("content/articles/new/folder/story-15.md", made.text("story-15", "Edited afterwards."))
        wait_until(lambda: server.shows(made.address("story-15"), "Edited afterwards."), 2, "the later edit")
        made.write("static/late.txt", "Later.")
        wait_until(lambda: server.shows("/late.txt", "Later."), 2, "the later edit of a file in a new top folder")


class Polling(Case):
    def sees_everything(self, server, made, within):
        made.article("story-1", "Edited.")
        wait_until(lambda: server.shows(made.address("story-1"), "Edited."), within, "an edit")
        made.write("content/articles/new/folder/story-9.md", made.text("story-9", "New."))
        wait_until(lambda: server.shows(made.address("story-9"), "New."), within, "a new file")
        os.unlink(made.path(made.file_of("story-2")))
        wait_until(lambda: server.get(made.address("story-2")).status == 404, within, "a deletion")
        made.write("templates/page.html", "<!doctype html><html><head></head><body>A template</body></html>")
        wait_until(lambda: server.shows("/about/", "A template"), within, "a new template")
        made.write("site.toml", made.read("site.toml").decode().replace("The Test Paper", "The Polled Paper"))
        wait_until(lambda: server.shows("/", "The Polled Paper"), within, "the configuration")
        self.equals_a_build(server, made, gone=[made.address("story-2")])

    def test_it_looks_from_time_to_time_when_asked(self):
        made = self.new(articles=4)
        server = self.start(made, "--poll")
        self.assertEqual(server.ready["watching"], "polling")
        self.sees_everything(server, made, 2.5)
        server.wait_quiet(0.3)
        before = len(server.editions)
        time.sleep(1.5)
        self.assertEqual(server.editions[before:], [], "an edition without a change")

    def limited(self, name, value):
        """The words before a command that run it under a limit of its own; skips where that cannot be."""
        if not shutil.which("unshare"):
            self.skipTest("there is no `unshare` here")
        before = ["unshare", "-Ur", "sh", "-c", f'echo {value} > /proc/sys/user/{name} && exec "$@"', "sh"]
        if subprocess.run([*before, "true"], capture_output=True).returncode != 0:
            self.skipTest(f"`unshare -U` with a limit on {name} does not work here")
        return before

    def test_no_watches_left(self):
        made = self.new(articles=4)
        for number in range(10):
            made.write(f"content/articles/folder-{number}/story-{number + 10}.md", made.text(f"story-{number + 10}", "Text."))
        server = self.start(made, before=self.limited("max_inotify_watches", 4))
        self.assertEqual(server.ready["watching"], "polling")
        self.assertTrue(self.notice(server), "it says nothing about it")
        self.sees_everything(server, made, 2.5)

    def test_no_watchers_left(self):
        made = self.new(articles=4)
        server = self.start(made, before=self.limited("max_inotify_instances", 0))
        self.assertEqual(server.ready["watching"], "polling")
        self.assertTrue(self.notice(server), "it says nothing about it")
        self.sees_everything(server, made, 2.5)

    def test_watches_that_run_out_later(self):
        made = self.new(articles=4)
        server = self.start(made, before=self.limited("max_inotify_watches", 12))
        self.assertEqual(server.ready["watching"], "events", "twelve watches are enough at the start")
        for number in range(20):
            made.write(f"content/articles/late-{number}/story-{number + 10}.md", made.text(f"story-{number + 10}", "Late."))
        for number in range(20):
            address = made.address(f"story-{number + 10}")
            wait_until(lambda: server.shows(address, "Late."), 3, f"story {number + 10}")
        for number in range(20):
            made.write(f"content/articles/late-{number}/story-{number + 10}.md", made.text(f"story-{number + 10}", "Later."))
        for number in range(20):
            address = made.address(f"story-{number + 10}")
            wait_until(lambda: server.shows(address, "Later."), 3, f"the edit of story {number + 10}")

    def notice(self, server):
        """Words about it: on standard error, or in a line of JSON."""
        told = "".join(server.errors) + "".join(str({**line, "at": 0}) for line in server.lines if line["event"] != "edition")
        words = ["max_user_watches", "max_user_instances", "watches left", "refuses to watch", "time to time"]
        return [word for word in words if word in told]


class Script:
    """A random sequence of edits of a paper, that ends in a state without errors."""

    def __init__(self, made, chance):
        self.paper, self.chance = made, chance
        self.gone = set()
        self.text = 0

    def run(self):
        for _ in range(self.chance.randint(3, 12)):
            step = self.chance.choice(
                [self.edit, self.edit, self.edit, self.undone, self.undone_at_once, self.create, self.delete, self.rename]
                + [self.move_folder, self.move_folder_twice, self.broken, self.configure, self.static, self.author, self.front, self.burst]
                + [self.swap, self.draft]
            )
            step()
            self.pause()

    def pause(self):
        # From nothing to a little more than an edition takes.
        time.sleep(self.chance.choice([0, 0, 0.001, 0.003, 0.008, 0.02, 0.04]))

    def stories(self):
        folder = self.paper.path("content/articles")
        return sorted(str(path.relative_to(self.paper.root)) for path in folder.rglob("*.md"))

    def body(self):
        self.text += 1
        return f"Text {self.text} of {self.chance.randrange(10**6)}."

    def slug(self, name):
        return os.path.basename(name)[: -len(".md")]

    def save(self, name, data):
        """In place, by a rename, or anew."""
        path = str(self.paper.path(name))
        how = self.chance.randrange(3)
        if how == 0:
            self.paper.write(name, data)
        elif how == 1:
            with open(f"{path}.part", "w") as handle:
                handle.write(data)
            os.rename(f"{path}.part", path)
        else:
            os.unlink(path)
            self.paper.write(name, data)

    def edit(self):
        name = self.chance.choice(self.stories())
        keys = ['deck = "A line below."\n', "topics2 = 1\n", 'prominence = "home-lead"\n', "unlisted = true\n"]
        header = self.chance.choice(["", "", *keys])
        self.save(name, self.paper.text(self.slug(name), self.body(), header))

    def undone(self):
        name = self.chance.choice(self.stories())
        old = self.paper.read(name).decode()
        self.save(name, self.paper.text(self.slug(name), self.body()))
        self.pause()
        self.save(name, old)

    def undone_at_once(self):
        name = self.chance.choice(self.stories())
        old = self.paper.read(name)
        self.paper.write(name, self.paper.text(self.slug(name), self.body()))
        self.paper.write(name, old)

    def create(self):
        number = self.chance.randrange(30, 60)
        folder = self.chance.choice(["", "", "desk/", "desk/late/", f"f{number}/"])
        slug = f"story-{number}"
        if not [name for name in self.stories() if self.slug(name) == slug]:
            self.paper.write(f"content/articles/{folder}{slug}.md", self.paper.text(slug, self.body()))
            self.gone.discard(slug)

    def delete(self):
        stories = self.stories()
        if len(stories) > 8:
            name = self.chance.choice(stories)
            os.unlink(self.paper.path(name))
            self.gone.add(self.slug(name))

    def rename(self):
        name = self.chance.choice(self.stories())
        slug = f"story-{self.chance.randrange(60, 90)}"
        if not [other for other in self.stories() if self.slug(other) == slug]:
            os.rename(self.paper.path(name), self.paper.path(os.path.join(os.path.dirname(name), f"{slug}.md")))
            # Its date stays, so that the old address is that of the old number with the new name.
            self.gone.add(self.slug(name))
            self.gone.discard(slug)

    def move_folder(self):
        for old, new in [("desk", "night-desk"), ("night-desk", "desk")]:
            if self.paper.path(f"content/articles/{old}").is_dir() and not self.paper.path(f"content/articles/{new}").exists():
                os.rename(self.paper.path(f"content/articles/{old}"), self.paper.path(f"content/articles/{new}"))
                return

    def move_folder_twice(self):
        self.move_folder()
        self.pause()
        self.move_folder()

    def broken(self):
        """A state with errors, and its mending."""
        name = self.chance.choice([*self.stories(), "site.toml", "content/authors/dana-kim.md"])
        old = self.paper.read(name)
        self.paper.write(name, self.chance.choice([b"", b"+++\ntitle = ", old[: len(old) // 3], b"\xff\xfe", b'+++\ntitle = "x"\n+++\n']))
        self.pause()
        self.paper.write(name, old)

    def configure(self):
        text = self.paper.read("site.toml").decode().splitlines()
        text[0] = f'title = "The Test Paper {self.chance.randrange(5)}"'
        self.save("site.toml", "\n".join(text) + "\n")

    def static(self):
        name = f"static/files/{self.chance.randrange(4)}.txt"
        if self.paper.path(name).exists() and self.chance.random() < 0.3:
            os.unlink(self.paper.path(name))
            self.gone.add(name)
        else:
            self.paper.write(name, self.body())
            self.gone.discard(name)

    def author(self):
        self.save("content/authors/dana-kim.md", f'+++\nname = "Dana Kim"\nrole = "Reporter"\n+++\n\n{self.body()}\n')

    def front(self):
        if self.paper.path("content/front.toml").exists():
            os.unlink(self.paper.path("content/front.toml"))
        else:
            self.paper.write("content/front.toml", f'[alert]\ntext = "{self.body()}"\n')

    def burst(self):
        for name in self.stories():
            self.paper.write(name, self.paper.text(self.slug(name), self.body()))

    def swap(self):
        """Two stories change their files: sizes and times stay within the pair."""
        one, other = self.chance.sample(self.stories(), 2)
        first, second = self.paper.read(one), self.paper.read(other)
        if self.slug(one) not in second.decode():
            self.paper.write(one, self.paper.text(self.slug(one), second.decode().split("+++\n\n")[-1].strip()))
            self.paper.write(other, self.paper.text(self.slug(other), first.decode().split("+++\n\n")[-1].strip()))

    def draft(self):
        name = self.chance.choice(self.stories())
        self.save(name, self.paper.text(self.slug(name), self.body(), "draft = true\n"))
        self.pause()
        if self.chance.random() < 0.7:
            self.save(name, self.paper.text(self.slug(name), self.body()))

    def gone_addresses(self, built):
        stand = {paper.address_of(name) for name in built}
        return [address for address in self.all_addresses() if address not in stand]

    def all_addresses(self):
        for gone in sorted(self.gone):
            if gone.startswith("static/"):
                yield "/" + gone[len("static/") :]
            else:
                yield self.paper.address(gone)


class Oracle(Case):
    """After any edits the preview shows, page by page, what a build of the same folder makes."""

    def test_random_edits(self):
        made, server = None, None
        for number in range(SCRIPTS):
            seed = SEED + number
            with self.subTest(PREVIEW_SEED=seed):
                if number % 10 == 0 or made is None:
                    made, server = self.another(seed)
                try:
                    script = Script(made, random.Random(seed))
                    script.run()
                    built = made.build(server.url)
                    gone = script.gone_addresses(built)
                    self.equals_a_build(server, made, gone)
                    self.told_the_truth()
                except BaseException:
                    made = None  # the next script starts afresh
                    raise

    def another(self, seed):
        made = self.new(articles=12)
        for number in range(15, 18):
            made.write(f"content/articles/desk/story-{number}.md", made.text(f"story-{number}", "At the desk."))
        server = self.start(made)
        # Some pages stay open: what they were told must be true in the end.
        addresses = ["/", "/about/", made.address("story-1"), made.address("story-15"), "/archive/", "/nowhere/"]
        self.open = [Live(server.port, address, seen_of(server.get(address).body)) for address in addresses]
        self.last = {address: seen_of(server.get(address).body) for address in addresses}
        self.addresses, self.server = addresses, server
        for live in self.open:
            self.addCleanup(live.close)
        return made, server

    def told_the_truth(self):
        for address, live in zip(self.addresses, self.open):

            def is_true():
                pages = live.of("page")
                told = pages[-1]["seen"] if pages else self.last[address]
                return told == seen_of(self.server.get(address).body)

            wait_until(is_true, 3, f"the live channel of {address} knows the page as it is")

            def has_no_failure():
                return live.of("state") and live.of("state")[-1]["failure"] is None

            wait_until(has_no_failure, 3, f"the live channel of {address} without a failure")


if __name__ == "__main__":
    unittest.main()
