"""What checks find: errors, and warnings with an explanation or without one.

Knows nothing of formats. What is explained here is told in docs/formats.md, and selftest.py holds the two together.
"""

import re

# (tool, words of the warning as a pattern, why we live with it)
EXPLAINED = [
    ("sdtt", r"^Twitter: should have (account username|username of content creator)",
     "twitter:site and twitter:creator are accounts on one company's network; a newsroom that has none emits none."),
    ("sdtt", r"^(Twitter|Facebook): must have image (url|alt text)",
     "A story without a lead photo has no picture to share, unless the outlet names one for the whole site."),
    ("sdtt", r"^Google: (\w+)\.image$",
     "A story without a lead photo has no image; Google shows it without one."),
    ("sdtt", r"^Facebook: should have locale$",
     "og:locale names a language with a country; where we know no usual country for a language, none is made up."),
    ("sdtt", r"^Google: LiveBlogPosting\.coverageEndTime$",
     "A live story that still goes on has no end to name."),
    ("vnu", r"is not in Unicode Normalization Form C",
     "Pages print what their authors typed; a paper may quote text in another normal form."),
    ("vnu", r"^Document uses the Unicode Private Use Area",
     "An author's character from the private area is printed as it was typed."),
    ("vnu", r"^Text run starts with a composing character",
     "A text that begins with a lone accent is printed as it was typed."),
]


class Findings:
    """Collects what is wrong, with the place."""

    def __init__(self):
        self.errors = []
        self.explained = {}
        self.counts = {}

    def error(self, rule, where, what):
        self.errors.append((rule, str(where), what))

    def warning(self, tool, where, what):
        """Takes an explained warning for what it is, and any other for an error."""
        for number, (of, pattern, _) in enumerate(EXPLAINED):
            if of == tool and re.search(pattern, what):
                self.explained[number] = self.explained.get(number, 0) + 1
                return
        self.errors.append((tool, str(where), f"{what} (a warning that docs/formats.md does not explain)"))

    def count(self, what, number=1):
        self.counts[what] = self.counts.get(what, 0) + number

    def rules(self):
        return {rule for rule, _, _ in self.errors}

    def report(self, most=60):
        for number, times in sorted(self.explained.items()):
            tool, pattern, _ = EXPLAINED[number]
            print(f"  explained, {times} times: {tool}: {pattern}")
        for rule, where, what in self.errors[:most]:
            print(f"  error [{rule}] {where}: {what}")
        if len(self.errors) > most:
            print(f"  … and {len(self.errors) - most} more")
        print("  checked " + ", ".join(f"{number} {what}" for what, number in sorted(self.counts.items())))
