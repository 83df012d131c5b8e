#!/usr/bin/env python3
"""Deterministic news corpus for static site generators.

usage: gen.py PEER N OUTDIR

PEER: newsprint, newsprint-record, newsprint-flat, hugo or blades
N articles (~450 words of Markdown each) are written in PEER's own layout, with
PEER's theme and configuration from peers/PEER beside this file. The same N
always gives the same articles, authors, dates and slugs, whatever the peer.

newsprint has broadsheet, the theme that is inside the program and does much
more than the peers' themes. newsprint-record has the theme `record`, with pages
like theirs; newsprint-flat is that with `/section/slug.html` for an address.

What Blades cannot do: it has no five newest stories of the section (previous and
next are shown), no text on an author's page (each article has its author's text
in its own header), no short feed, and on its front page only the sections. newsprint makes
sitemaps by months and, here, no feeds: its own hold whole stories.
"""
import argparse
import datetime as dt
import json
import os
import random
import re
import shutil
import struct
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SECTIONS = ["local", "politics", "business", "education", "health",
            "sports", "culture", "environment", "opinion", "obituaries"]
CITIES = ["FAIRVIEW", "MILLBROOK", "RIVERTON", "OAK HARBOR", "CEDAR FALLS", "PORT ELLIS",
          "GRANT CITY", "LAKE MERCER", "HOLLIS", "ASHFORD", "NEW DERRY", "SALT CREEK"]
STATES = ["Ill.", "Wash.", "Ore.", "Pa.", "N.Y.", "Mich.", "Wis.", "Vt."]
FIRST = ("Ana Ben Carla Dmitri Elena Farid Grace Hugo Ines Jamal Keiko Liam Maya Noor Owen Priya "
         "Quinn Rosa Samir Tessa Umar Vera Wanda Ximena Yusuf Zoe").split()
LAST = ("Abbott Baker Castillo Delgado Ellison Fischer Gallagher Haddad Ibarra Johansson Keller "
        "Lopez Marino Nakamura Okafor Petrov Quigley Romero Sato Thompson Ueda Vance Whitfield "
        "Xu Yates Zimmerman").split()
NOUNS = ("council budget bridge school district mayor library river park hospital station market "
         "housing election referendum festival teacher union police fire department storm flood "
         "harvest factory plant museum theater team season coach tax levy permit zoning road "
         "highway trail water sewer line grant audit report survey court judge jury lawsuit "
         "resident neighbor volunteer shelter clinic nurse student senior veteran farmer owner "
         "board committee commission meeting hearing vote proposal plan project contract").split()
VERBS = ("approved rejected delayed opened closed reviewed expanded reduced announced questioned "
         "defended criticized funded repaired rebuilt celebrated studied considered adopted "
         "postponed challenged supported measured inspected").split()
ADJS = ("local regional annual new former public private historic rural downtown affordable "
        "seasonal temporary permanent proposed interim longtime elected independent early late "
        "costly popular controversial narrow unanimous").split()
FILL = ("the a of to in for on with after before during under over about against between while "
        "because although and but or that which who said according would could will has had was "
        "were is are this these those their its more than at least nearly roughly").split()
WORDS = NOUNS * 3 + VERBS * 2 + ADJS * 2 + FILL * 5

# ---------------------------------------------------------------- model


def slugify(s):
    return re.sub(r"[^a-z0-9]+", "-", s.lower()).strip("-")


def sentences(rng, n):
    out = []
    for _ in range(n):
        w = rng.choices(WORDS, k=rng.randint(9, 22))
        w[0] = w[0].capitalize()
        if len(w) > 14:
            w[6] += ","
        out.append(" ".join(w) + ".")
    return out


def build_model(n):
    rng = random.Random(20260101)
    pool = sentences(rng, 20000)
    authors = []
    for i in range(max(8, n // 200)):
        name = "%s %s" % (FIRST[i % len(FIRST)], LAST[(i // len(FIRST) + i) % len(LAST)])
        if i >= len(FIRST) * len(LAST):
            name += " %d" % i
        slug = slugify(name) + "-%d" % i
        authors.append(dict(
            slug=slug, name=name, role=rng.choice(["Staff reporter", "Editor", "Correspondent", "Columnist"]),
            email=slug + "@example.org", photo="/images/author-%02d.png" % (i % 8),
            bio=" ".join(rng.choices(pool, k=4)).replace(name, name)))
    tags = ["%s-%s" % (ADJS[i % len(ADJS)], NOUNS[(i * 7) % len(NOUNS)]) for i in range(300)]
    tags = ["%s-%d" % (t, i) for i, t in enumerate(tags)]
    start = dt.datetime(2011, 1, 1, 6, 0, 0)
    span = 15 * 365 * 24 * 60  # minutes
    arts = []
    for i in range(n):
        t = " ".join([rng.choice(ADJS), rng.choice(NOUNS), rng.choice(VERBS), "by", rng.choice(ADJS),
                      rng.choice(NOUNS), rng.choice(NOUNS)]).capitalize()
        arts.append(dict(
            id=i, title=t, slug="%s-%06d" % (slugify(t), i), section=SECTIONS[rng.randrange(10)],
            # distinct minutes, spread evenly and slightly shuffled
            date=start + dt.timedelta(minutes=(i * span) // n, seconds=i % 60),
            author=authors[rng.randrange(len(authors))], tags=rng.sample(tags, 4),
            deck=rng.choice(pool), dateline="%s, %s" % (rng.choice(CITIES), rng.choice(STATES)),
            image="/images/photo-%02d.png" % rng.randrange(32), caption=rng.choice(pool),
            credit="Photo by %s %s" % (rng.choice(FIRST), rng.choice(LAST)), seed=rng.getrandbits(60)))
    return authors, arts, pool


def url(a, end="/"):
    return "/%s/%s%s" % (a["section"], a["slug"], end)


def body(a, arts, pool, end="/"):
    """the text; `end` is what addresses of articles end in"""
    r = random.Random(a["seed"])

    def s(k=1):
        return r.choices(pool, k=k)

    def para(k):
        return " ".join(s(k))

    def mark(text, left, right):
        w = text.split(" ")
        i = r.randrange(1, max(2, len(w) - 3))
        w[i] = left + w[i]
        w[i + 2 if i + 2 < len(w) else i] += right
        return " ".join(w)

    other = arts[r.randrange(len(arts))]
    out = [
        para(2),
        mark(para(2), "[", "](https://www.example.org/doc/%d)" % r.randrange(10 ** 6)) + " " + mark(s()[0], "**", "**"),
        "> " + "\n> ".join(s(2)),
        para(3),
        "## " + s()[0].rstrip("."),
        mark(para(2), "*", "*") + " See [our earlier report](%s)." % url(other, end),
        "![%s](/images/photo-%02d.png \"%s\")" % (s()[0], r.randrange(32), s()[0].replace('"', "")),
        "\n".join("- " + x for x in s(r.randint(3, 5))),
        para(3) + " “" + s()[0].rstrip(".") + ",” said %s %s." % (r.choice(FIRST), r.choice(LAST)),
        "### " + s()[0].rstrip("."),
        mark(para(2), "[", "](https://data.example.org/set?id=%d&v=2)" % r.randrange(10 ** 6)),
        "\n".join("%d. %s" % (i + 1, mark(x, "`", "`") if i == 0 else x) for i, x in enumerate(s(3))),
        para(3),
    ]
    return "\n\n".join(out) + "\n"


# ---------------------------------------------------------------- writing

def q(s):  # a JSON string is a YAML and a TOML basic string too
    return json.dumps(s, ensure_ascii=False)


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def mk(*p):
    d = os.path.join(*p)
    os.makedirs(d, exist_ok=True)
    return d


def noise(r, width, height):
    """a valid PNG of about 20 kB: random colours"""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + r.randbytes(3 * width) for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def statics(out, sub="static"):
    d = mk(out, sub, "images")
    r = random.Random(7)
    for name in ["photo-%02d" % i for i in range(32)] + ["author-%02d" % i for i in range(8)]:
        with open(os.path.join(d, name + ".png"), "wb") as f:
            f.write(noise(r, 96, 68))
    shutil.copytree(os.path.join(HERE, "peers", "shared", "css"), os.path.join(out, sub, "css"), dirs_exist_ok=True)


def theme(out, peer, chrome_dir):
    """copies peers/PEER over the site, and the shared masthead and footer into chrome_dir"""
    shutil.copytree(os.path.join(HERE, "peers", peer), out, dirs_exist_ok=True)
    for f in ("masthead.html", "footer.html"):
        shutil.copy(os.path.join(HERE, "peers", "shared", f), os.path.join(mk(out, chrome_dir), f))


def yaml_common(a):
    return ("title: %s\ndate: %s\ndescription: %s\ndateline: %s\nimage: %s\ncaption: %s\ncredit: %s\n" % (
        q(a["title"]), a["date"].isoformat() + "Z", q(a["deck"]), q(a["dateline"]), q(a["image"]), q(a["caption"]),
        q(a["credit"])))


def gen_newsprint(n, out, authors, arts, pool, end="/", look="broadsheet"):
    """`look`: broadsheet, the one inside the program, or record, which shows what the peers' show"""
    if look == "record":
        theme(out, "newsprint", "themes/record/templates")
    statics(out)
    write(out + "/site.toml", '''title = "The Riverton Record"
base_url = "https://www.example.org/"
timezone = "UTC"
language = "en"
theme = "%s"

[outlet]
city = "Riverton"

[permalinks]
article = "/:section/:slug%s"

[outputs]            # the same kinds of page as the peers' sites
topics = false
days = false
corrections = false
wire = false
feeds = false        # theirs are one short feed, ours whole stories for each section and author: formats.sh measures these
''' % (look, end))
    for s in SECTIONS:
        write(os.path.join(mk(out, "content", "sections"), s + ".md"), "+++\ntitle = %s\n+++\n" % q(s.capitalize()))
        mk(out, "content", "articles", s)
    mk(out, "content", "authors")
    for a in authors:
        write("%s/content/authors/%s.md" % (out, a["slug"]), "+++\nname = %s\nrole = %s\nemail = %s\nemail_public = true\nphoto = %s\n+++\n%s\n" % (
            q(a["name"]), q(a["role"]), q(a["email"]), q(a["photo"]), a["bio"]))
    for a in arts:
        write("%s/content/articles/%s/%s.md" % (out, a["section"], a["slug"]),
              "+++\ntitle = %s\ndate = %sZ\ndeck = %s\nauthor = %s\ndateline = %s\nsection = %s\ntags = %s\n[image]\nsrc = %s\nalt = %s\ncaption = %s\ncredit = %s\n+++\n%s" % (
                  q(a["title"]), a["date"].isoformat(), q(a["deck"]), q(a["author"]["slug"]), q(a["dateline"]), q(a["section"]),
                  json.dumps(a["tags"]), q(a["image"]), q("Photo for " + a["title"]), q(a["caption"]), q(a["credit"]), body(a, arts, pool, end)))


def gen_newsprint_record(n, out, authors, arts, pool):
    gen_newsprint(n, out, authors, arts, pool, look="record")


def gen_newsprint_flat(n, out, authors, arts, pool):
    gen_newsprint(n, out, authors, arts, pool, ".html", "record")


def gen_hugo(n, out, authors, arts, pool):
    theme(out, "hugo", "layouts/_partials")
    statics(out)
    for s in SECTIONS:
        write(os.path.join(mk(out, "content", s), "_index.md"), "---\ntitle: %s\n---\n" % s.capitalize())
    for a in authors:
        write(os.path.join(mk(out, "content", "authors", a["slug"]), "_index.md"),
              "---\ntitle: %s\nrole: %s\nemail: %s\nphoto: %s\n---\n%s\n" % (q(a["name"]), q(a["role"]), q(a["email"]), q(a["photo"]), a["bio"]))
    for a in arts:
        d = a["date"]
        write("%s/content/%s/%s.md" % (out, a["section"], a["slug"]), "---\n%sauthors: [%s]\ntags: %s\nyears: [\"%d\"]\nmonths: [\"%d-%02d\"]\n---\n%s" % (
            yaml_common(a), q(a["author"]["slug"]), json.dumps(a["tags"]), d.year, d.year, d.month, body(a, arts, pool)))


def gen_blades(n, out, authors, arts, pool):
    theme(out, "blades", "templates")
    statics(out, "assets")
    write(os.path.join(mk(out, "content"), "index.toml"), "title = \"The Riverton Record\"\n")
    for s in SECTIONS:
        write(os.path.join(mk(out, "content", s), "index.toml"), "title = %s\npaginate_by = 25\n" % q(s.capitalize()))
    for a in arts:
        d, u = a["date"], a["author"]
        head = [("title", q(a["title"])), ("date", d.isoformat()), ("summary", q(a["deck"])), ("image", q("/assets" + a["image"])),
                ("dateline", q(a["dateline"])), ("caption", q(a["caption"])), ("credit", q(a["credit"])),
                ("author", q(u["name"])), ("author_slug", q(u["slug"])), ("role", q(u["role"])), ("email", q(u["email"])),
                ("bio", q(u["bio"])), ("photo", q("/assets" + u["photo"])), ("topics", json.dumps(a["tags"]))]
        write("%s/content/%s/%s.md" % (out, a["section"], a["slug"]),
              "+++\n%s[taxonomies]\nauthors = [%s]\nyears = [\"%d\"]\nmonths = [\"%d-%02d\"]\n+++\n%s" % (
                  "".join("%s = %s\n" % pair for pair in head), q(u["slug"]), d.year, d.year, d.month, body(a, arts, pool)))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("peer")
    ap.add_argument("n", type=int)
    ap.add_argument("out")
    o = ap.parse_args()
    fn = globals().get("gen_" + o.peer.replace("-", "_"))
    if not fn:
        sys.exit("no such peer: " + o.peer)
    shutil.rmtree(o.out, ignore_errors=True)
    os.makedirs(o.out)
    fn(o.n, o.out, *build_model(o.n))


if __name__ == "__main__":
    main()
