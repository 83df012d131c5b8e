"""The tables of speed.py: what was measured for one size, and which goals are met. Measures nothing."""

NAMES = {"newsprint": "newsprint", "broadsheet": "newsprint, broadsheet", "hugo": "Hugo", "blades": "Blades", "floor": "floor",
         "floor of broadsheet": "floor, broadsheet's files"}
JOBS = ["cold", "cold, flat", "nothing changed", "one body", "one title", "one template", "serve"]
FLOORS = {"cold": "cold", "cold, flat": "cold, flat"}  # all others: a walk that looks at each entry


def row(*cells):
    return "| " + " | ".join(cells) + " |"


def ratio(found, above, below, key="wall"):
    """one figure divided by another, or None"""
    if above in found and below in found and found[below][key]:
        return found[above][key] / found[below][key]
    return None


def size_table(n, found):
    lines = ["### {:,} articles".format(n), "",
             row("job", "program", "wall s", "cpu s", "peak MiB", "files written", "MB written", "× floor", "Hugo ÷ newsprint"),
             row("---", "---", *["---:"] * 7)]
    for job in JOBS:
        for program in NAMES:
            took = found.get((job, program))
            if took:
                own = "floor of broadsheet" if program == "broadsheet" and job == "cold" else "floor"
                floor = (FLOORS.get(job, "nothing changed"), own)
                over = ratio(found, (job, program), floor) if not program.startswith("floor") and job != "serve" else None
                hugo = ratio(found, (job, "hugo"), (job, program)) if program in ("newsprint", "broadsheet") else None
                lines.append(row(
                    job, NAMES[program], "%.3f" % took["wall"], "%.3f" % took["cpu"], "%.0f" % took["rss"],
                    "{:,.0f}".format(took["files"]) if "files" in took else "", "%.1f" % (took["bytes"] / 1e6) if "files" in took else "",
                    "%.1f" % over if over else "", "%.1f" % hugo if hugo else ""))
    return "\n".join(lines)


def over(above, below, key="wall"):
    return lambda found: ratio(found, above, below, key)


NEWSPRINT, BROADSHEET, HUGO, FLOOR = "newsprint", "broadsheet", "hugo", "floor"
# (what, "≤" or "≥", {articles: limit}, how to measure it, how the figure is written)
GOALS = [
    ("cold, × the floor", "≤", {10_000: 2, 100_000: 2}, over(("cold", NEWSPRINT), ("cold", FLOOR)), "%.2f"),
    ("cold, Hugo ÷ newsprint", "≥", {10_000: 6, 100_000: 10}, over(("cold", HUGO), ("cold", NEWSPRINT)), "%.1f"),
    ("cold, Blades ÷ newsprint", "≥", {10_000: 1, 100_000: 1}, over(("cold", "blades"), ("cold", NEWSPRINT)), "%.2f"),
    ("cold, broadsheet, × the floor of its files", "≤", {10_000: 2, 100_000: 2},
     over(("cold", BROADSHEET), ("cold", "floor of broadsheet")), "%.2f"),
    ("cold, broadsheet, Hugo ÷ newsprint", "≥", {10_000: 6, 100_000: 10}, over(("cold", HUGO), ("cold", BROADSHEET)), "%.1f"),
    ("cold, broadsheet, Blades ÷ newsprint", "≥", {10_000: 1, 100_000: 1}, over(("cold", "blades"), ("cold", BROADSHEET)), "%.2f"),
    ("cold, flat, × the flat floor", "≤", {10_000: 2, 100_000: 2}, over(("cold, flat", NEWSPRINT), ("cold, flat", FLOOR)), "%.2f"),
    ("nothing changed, × a walk over sources and output", "≤", {100_000: 3},
     over(("nothing changed", NEWSPRINT), ("nothing changed", FLOOR)), "%.2f"),
    ("nothing changed, Hugo ÷ newsprint", "≥", {100_000: 100}, over(("nothing changed", HUGO), ("nothing changed", NEWSPRINT)), "%.1f"),
    ("one body edited, × nothing changed", "≤", {100_000: 1.3}, over(("one body", NEWSPRINT), ("nothing changed", NEWSPRINT)), "%.2f"),
    ("one title edited, × nothing changed", "≤", {100_000: 2}, over(("one title", NEWSPRINT), ("nothing changed", NEWSPRINT)), "%.2f"),
    ("one title edited, files written that do not show it", "≤", {100_000: 0},
     lambda found: found.get(("one title", NEWSPRINT), {}).get("without"), "%.0f"),
    ("memory of a cold build, × Hugo's", "≤", {100_000: 0.25}, over(("cold", NEWSPRINT), ("cold", HUGO), "rss"), "%.2f"),
    ("`serve` with a warm store, s to the first page", "≤", {100_000: 1},
     lambda found: found.get(("serve", NEWSPRINT), {}).get("wall"), "%.2f"),
    ("peak of a cold build, GiB", "≤", {1_000_000: 4}, lambda found: found.get(("cold", NEWSPRINT), {}).get("rss", 0) / 1024 or None, "%.2f"),
]


def verdict(sign, value, limit):
    return "met" if (value <= limit if sign == "≤" else value >= limit) else "not met"


def goals_table(found, version, size):
    """`found` by number of articles; `version`: ms of newsprint and of an empty program; size of the program in bytes"""
    lines = ["### Goals", "", row("what", "articles", "goal", "measured", ""), row("---", "---:", "---:", "---:", "---")]
    for what, sign, limits, measured, form in GOALS:
        for n in sorted(n for n in found if n >= 10_000):
            value = measured(found[n])
            if value is not None:
                limit = limits.get(n)
                lines.append(row(what, "{:,}".format(n), "%s %g" % (sign, limit) if limit is not None else "none at this size",
                                 form % value, verdict(sign, value, limit) if limit is not None else ""))
    cold = {n: found[n][("cold", NEWSPRINT)]["wall"] / n for n in found if ("cold", NEWSPRINT) in found[n]}
    if 100_000 in cold and 1_000_000 in cold:
        value = cold[1_000_000] / cold[100_000]
        lines.append(row("time an article, × that at 100,000", "1,000,000", "≤ 1.3", "%.2f" % value, verdict("≤", value, 1.3)))
    lines.append(row("`newsprint --version`, ms (an empty program: %.1f)" % version[1], "", "≤ 5", "%.1f" % version[0],
                     verdict("≤", version[0], 5)))
    lines.append(row("size of the program, MB", "", "≤ 25", "%.1f" % (size / 1e6), verdict("≤", size / 1e6, 25)))
    return "\n".join(lines)
