// What readers of every theme are promised, in a real browser and by tools that others wrote: nobody is locked out, nothing jumps,
// nothing spills over, nothing is loaded that need not be.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import lighthouse from "lighthouse";
import { NEWSPRINT, STORY, build, samples } from "./site.mjs";
import { serve } from "./served.mjs";

const require = createRequire(import.meta.url);
const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const WIDTHS = [320, 390, 768, 1024, 1440];
const gzipped = (text) => gzipSync(text, { level: 9 }).length;

// What a page must weigh at most, in bytes as they travel.
const BUDGETS = {
  broadsheet: { article: 20_000, home: 35_000, css: 14_000, script: 1_000 },
  bulletin: { article: 10_000, home: 10_000, css: 4_000, script: 0 },
};

let browser, port;
before(async () => {
  const probe = createServer();
  await new Promise((ready) => probe.listen(0, "127.0.0.1", ready));
  port = probe.address().port;
  await new Promise((ended) => probe.close(ended));
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", `--remote-debugging-port=${port}`],
  });
});
after(() => browser.close());

for (const theme of Object.keys(BUDGETS)) {
  describe(theme, () => {
    let site, server, kinds;
    before(async () => {
      site = await build(theme);
      server = await serve(site.output);
      kinds = samples(site.pages);
    });
    after(async () => {
      await server.end();
      await site.end();
    });

    // Opens each sample once in a browser of one width and shade, and gathers what `look` complains of.
    async function complaints(options, look, chosen = kinds) {
      const context = await browser.newContext(options);
      await context.addInitScript(() => {
        window.shifts = 0;
        window.refused = [];
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifts += entry.value))).observe({
          type: "layout-shift",
          buffered: true,
        });
        document.addEventListener("securitypolicyviolation", (event) => window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
      });
      const page = await context.newPage();
      const said = [];
      let here;
      page.on("console", (message) => message.type() === "error" && !/404/.test(message.text()) && said.push(`${here}: ${message.text()}`));
      page.on("pageerror", (error) => said.push(`${here}: ${error}`));
      page.on("request", (request) => request.url().startsWith(server.address) || said.push(`${here}: asks ${request.url()}`));
      for (const { path, kind, lang } of chosen) {
        here = path;
        await page.goto(server.address + path, { waitUntil: "load" });
        for (const complaint of await look(page, { path, kind, lang })) said.push(`${path}: ${complaint}`);
      }
      await context.close();
      return said;
    }

    test("there is every kind of page, in both languages", () => {
      const found = new Set(kinds.map(({ kind }) => kind));
      const all = ["home", "article", "section", "topic", "topics", "author", "authors", "archive", "year", "month", "day", "page", "corrections", "404"];
      assert.deepEqual(all.filter((kind) => !found.has(kind)), []);
      assert.ok(kinds.some(({ kind, lang }) => kind === "home" && lang === "ko"));
      assert.ok(kinds.some(({ kind, lang }) => kind === "article" && lang === "ko"));
    });

    for (const colorScheme of ["light", "dark"]) {
      test(`axe finds nothing, ${colorScheme}`, async () => {
        const said = await complaints({ viewport: { width: 1280, height: 900 }, colorScheme, reducedMotion: "reduce" }, async (page) => {
          await page.evaluate(AXE);
          const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
          return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
        });
        assert.deepEqual(said, []);
      });
    }

    test("the validator of the W3C finds no error", () => {
      const { stderr, error } = spawnSync("java", ["-Xss8m", "-jar", require("vnu-jar"), "--errors-only", "--skip-non-html", site.output], {
        encoding: "utf8",
        maxBuffer: 1 << 26,
      });
      assert.ifError(error);
      assert.equal(stderr.replaceAll(site.output, ""), "");
    });

    for (const width of WIDTHS) {
      test(`at ${width} pixels nothing spills over, nothing jumps, and the policy is kept`, async () => {
        const said = await complaints({ viewport: { width, height: 800 } }, async (page) => {
          const spilled = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          const { shifts, refused } = await page.evaluate(async () => {
            for (let y = 0; y < document.body.scrollHeight; y += 600) {
              scrollTo(0, y);
              await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
            }
            return { shifts: window.shifts, refused: window.refused };
          });
          return [
            ...(spilled > 0 ? [`${spilled} px too wide`] : []),
            ...(shifts > 0 ? [`moves by ${shifts}`] : []),
            ...refused.map((one) => `refused by the policy: ${one}`),
          ];
        });
        assert.deepEqual(said, []);
      });
    }

    test("from right to left nothing spills over", async () => {
      for (const width of [320, 1024]) {
        const said = await complaints({ viewport: { width, height: 800 } }, async (page) => {
          const spilled = await page.evaluate(() => {
            document.documentElement.dir = "rtl";
            return document.documentElement.scrollWidth - document.documentElement.clientWidth;
          });
          return spilled > 0 ? [`${spilled} px too wide at ${width}`] : [];
        });
        assert.deepEqual(said, []);
      }
    });

    test("pages, style sheet and script keep to their budgets", async () => {
      const budget = BUDGETS[theme];
      const assets = (await readdir(join(site.output, "assets"), { recursive: true })).sort();
      const weight = async (ending) => {
        const files = assets.filter((name) => name.endsWith(ending));
        const texts = await Promise.all(files.map((name) => readFile(join(site.output, "assets", name), "utf8")));
        return texts.reduce((sum, text) => sum + gzipped(text), 0);
      };
      const css = await weight(".css");
      const script = await weight(".js");
      assert.ok(css <= budget.css, `style sheets weigh ${css}`);
      assert.ok(script <= budget.script, `scripts weigh ${script}`);
      const heavy = site.pages
        .map(({ path, kind, html }) => ({ path, weight: gzipped(html), most: kind === "home" ? budget.home : budget.article }))
        .filter(({ weight, most }) => weight + (theme === "bulletin" ? css : 0) > most);
      assert.deepEqual(heavy, []);
      const blocking = site.pages.filter(({ html }) => {
        const head = html.slice(0, html.indexOf("</head>"));
        return (head.match(/<link rel="stylesheet"/g) ?? []).length + (head.match(/<script (?![^>]*(defer|type="application))/g) ?? []).length > 2;
      });
      assert.deepEqual(blocking.map(({ path }) => path), []);
      if (theme === "bulletin") {
        assert.deepEqual(site.pages.filter(({ html }) => /<img|<script src/.test(html)).map(({ path }) => path), []);
      }
    });

    test("no page carries style or script of its own", () => {
      const inline = site.pages.filter(({ html }) => / style="|<style|<script>|<script (?!src=|type="application)| on[a-z]+="/.test(html));
      assert.deepEqual(inline.map(({ path }) => path), []);
    });

    test("on paper a story is the story", async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(server.address + STORY);
      const file = join(site.folder, "story.pdf");
      await writeFile(file, await page.pdf({ format: "Letter" }));
      await context.close();
      const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
      for (const wanted of ["Housing Under Pressure", "Dana Kim", "Alder Bay may limit yearly rent increases", "bring their patience", "Read online:"]) {
        assert.ok(text.toLowerCase().includes(wanted.toLowerCase()), `${wanted} is missing:\n${text}`);
      }
      for (const furniture of ["Advertisement", "Related stories", "Skip to", "Send by e-mail", "Report an error", "Our staff", "Archive", "Business"]) {
        assert.ok(!text.includes(furniture), `${furniture} is printed:\n${text}`);
      }
    });

    for (const path of ["/", STORY, "/2026/11/"]) {
      test(`the keyboard reaches everything on ${path}, in order and visibly`, async () => {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
        const page = await context.newPage();
        await page.goto(server.address + path);
        const wanted = await page.evaluate(() => {
          const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")];
          const shown = all.filter((one) => one.checkVisibility({ contentVisibilityAuto: false }) && one.tabIndex >= 0 && !one.hidden);
          window.wanted = shown;
          return shown.length;
        });
        assert.ok(wanted > 10);
        for (let at = 0; at < wanted; at += 1) {
          await page.keyboard.press("Tab");
          const { index, seen, name } = await page.evaluate(() => {
            const one = document.activeElement;
            const drawn = (element) => {
              const style = getComputedStyle(element);
              return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            };
            const box = one.getBoundingClientRect();
            const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
            const ring = drawn(one) || [one.closest(".card")].some((card) => card && drawn(card));
            return { index: window.wanted.indexOf(one), seen: inside && ring, name: one.outerHTML.slice(0, 120) };
          });
          assert.equal(index, at, `after ${at} steps the focus is on ${name}`);
          assert.ok(seen, `the focus cannot be seen on ${name}`);
        }
        await context.close();
      });
    }

    // Marks out of 100, and the milliseconds until the largest part is painted.
    for (const [path, least, slowest] of [[STORY, 98, 1800], ["/", 95, 2200]]) {
      test(`Lighthouse gives ${path} ${least} or more in everything`, async () => {
        const best = {};
        let painted = Infinity;
        // Other work on the machine only ever lowers the figure for speed; so the best of three counts.
        for (let attempt = 0; attempt < 3; attempt += 1) {
          const { lhr } = await lighthouse(server.address + path, { port, logLevel: "silent", output: "json" });
          const low = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== "informative");
          for (const { id, score } of Object.values(lhr.categories)) best[id] = Math.max(best[id] ?? 0, Math.round(score * 100));
          const { "largest-contentful-paint": paint, "cumulative-layout-shift": shift } = lhr.audits;
          painted = Math.min(painted, paint.numericValue);
          assert.equal(shift.numericValue, 0, "something moves");
          best.low = low.map((audit) => `${audit.id} ${audit.displayValue ?? ""}`).join("; ");
          if (painted <= slowest && Object.values(best).every((value) => typeof value === "string" || value >= least)) break;
        }
        const { low, ...scores } = best;
        assert.ok(painted <= slowest, `the largest part is painted after ${Math.round(painted)} ms on slow 4G`);
        for (const [category, score] of Object.entries(scores)) assert.ok(score >= least, `${category} ${score}: ${low}`);
      });
    }
  });
}

describe("broadsheet's comforts", () => {
  let site, server;
  before(async () => {
    site = await build("broadsheet");
    server = await serve(site.output);
  });
  after(async () => {
    await server.end();
    await site.end();
  });

  test("the dark page is remembered", async () => {
    const context = await browser.newContext({ colorScheme: "light" });
    const page = await context.newPage();
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto(server.address);
    const light = await paper();
    await page.click("[data-shade]");
    const dark = await paper();
    assert.notEqual(dark, light);
    await page.goto(server.address + STORY);
    assert.equal(await paper(), dark);
    assert.equal(await page.getAttribute("[data-shade]", "aria-pressed"), "true");
    await page.click("[data-shade]");
    assert.equal(await paper(), light);
    await context.close();
  });

  test("with other colours and typefaces axe finds nothing either", async () => {
    const lines = `accent = "#1b5e41"\nsection_colours = { city = "#98301b" }\npaper = "warm"\nheadlines = "sans"\ntext = "sans"\ndensity = "compact"`;
    const other = await build("broadsheet", lines);
    const host = await serve(other.output);
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ colorScheme });
      const page = await context.newPage();
      for (const path of ["/", STORY, "/city/"]) {
        await page.goto(host.address + path);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map((one) => `${path} ${colorScheme} ${one.id}: ${one.nodes[0].target}`), []);
      }
      await context.close();
    }
    await host.end();
    await other.end();
  });

  test("without scripts everything is there but the switch", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(server.address);
    assert.equal(await page.isVisible("[data-shade]"), false);
    assert.ok(await page.isVisible("nav.sections"));
    await context.close();
  });
});

describe("words that are too long for any place", () => {
  for (const theme of Object.keys(BUDGETS)) {
    test(`${theme} breaks them`, async () => {
      const long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
      const name = `Wolfeschlegelsteinhausenbergerdorff ${long}`;
      const story = (at) => ({
        [`articles/s${at}.md`]: `title = "${`${long} and a headline that does not want to end `.repeat(3).trim()}"\ndeck = "${long.repeat(2)}"\nkicker = "${long}"\ndate = 2026-11-0${at}\nauthor = "${name}"\nsection = "${at % 2 ? "city" : "opinion"}"\ntopics = ["${long}"]`,
      });
      const files = Object.assign({}, ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(story));
      const { folder, site } = await paper(theme, files);
      const server = await serve(site);
      for (const width of [320, 768, 1280]) {
        const context = await browser.newContext({ viewport: { width, height: 800 } });
        const page = await context.newPage();
        for (const path of ["/", "/city/", "/2026/11/", "/topics/", "/authors/", "/2026/11/09/s9/"]) {
          const answer = await page.goto(server.address + path);
          assert.equal(answer.status(), 200, path);
          const spilled = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(spilled <= 0, `${path} at ${width}: ${spilled} px too wide`);
        }
        await context.close();
      }
      await server.end();
      await rm(folder, { recursive: true, force: true });
    });
  }
});

describe("a paper that has just begun", () => {
  for (const theme of Object.keys(BUDGETS)) {
    for (const count of [0, 1, 3]) {
      test(`${theme} with ${count} stories has no empty place`, async () => {
        const { folder, site } = await beginning(theme, count);
        const server = await serve(site);
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
        const page = await context.newPage();
        await page.goto(server.address);
        const empty = await page.evaluate(() =>
          [...document.querySelectorAll("main div, main section, main ul, main ol, main p, header p, footer ul, footer nav")]
            .filter((one) => !one.textContent.trim() && !one.querySelector("img, picture"))
            .map((one) => one.outerHTML.slice(0, 80)),
        );
        await context.close();
        await server.end();
        await rm(folder, { recursive: true, force: true });
        assert.deepEqual(empty, []);
      });
    }
  }
});

// A site.toml of four lines, and so many stories.
async function beginning(theme, count) {
  const files = {};
  for (let at = 1; at <= count; at += 1) {
    files[`articles/story-${at}.md`] = `title = "Story ${at} of a paper that has just begun"\ndate = 2026-11-0${at}`;
  }
  return paper(theme, files);
}

// A paper of these files of content/, given by their headers.
async function paper(theme, files) {
  const folder = await mkdtemp(join(tmpdir(), "newsprint-themes-"));
  const toml = `title = "The Courier"\nbase_url = "https://courier.example/"\ntimezone = "UTC"\ntheme = "${theme}"\n`;
  await writeFile(join(folder, "site.toml"), toml);
  await mkdir(join(folder, "content/articles"), { recursive: true });
  for (const [path, header] of Object.entries(files)) {
    await writeFile(join(folder, "content", path), `+++\n${header}\n+++\n\nA first paragraph.\n`);
  }
  const site = join(folder, "public");
  execFileSync(NEWSPRINT, ["build", "--quiet", "--root", folder, "--output", site, "--now", "2026-11-24 09:00"], { stdio: "pipe" });
  return { folder, site };
}
