"""A short slice of soak.py, so that the long one is known to work and coarse leaks show at once.

Deliberately short: slow growth shows only in the hour that soak.py takes by itself.
"""

import unittest

import soak

WARMING = 16 * 1024
"""KiB that may be taken while allocator and threads warm up: one run of twenty seconds went from 58 to 71 MiB, one of a
hundred from 67 to 76 and back to 69."""


class Slice(unittest.TestCase):
    def test_twenty_seconds_of_edits(self):
        with soak.Soak(articles=60) as run:
            samples = run.run(seconds=20, per_second=10)
            run.all_told()
        self.assertEqual(run.problems, [])
        self.assertGreater(run.turn, 100)
        self.assertEqual(soak.verdict(samples, slack=WARMING), [])

    def test_growth_is_noticed(self):
        for name, change in [
            ("memory", lambda sample, number: setattr(sample, "memory", 50_000 + number * 1000)),
            ("open files", lambda sample, number: setattr(sample, "handles", 20 + number // 5)),
            ("threads", lambda sample, number: setattr(sample, "threads", 8 + number)),
            ("the median time", lambda sample, number: setattr(sample, "latencies", [0.03 + number * 0.01])),
        ]:
            with self.subTest(name):
                samples = [Made() for _ in range(20)]
                self.assertEqual(soak.verdict(samples), [])
                for number, sample in enumerate(samples):
                    change(sample, number)
                told = soak.verdict(samples)
                self.assertEqual(len(told), 1, told)
                self.assertIn(name, told[0])


class Made:
    """A sample of a preview that does not grow."""

    memory, handles, threads = 50_000, 20, 8
    latencies = [0.03]


if __name__ == "__main__":
    unittest.main()
