// The preview in a real browser: what an editor sees while a story is written.
// Each test has a paper and a preview of its own; the requests that a browser would not make are tested elsewhere.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { chromium } from "playwright-core";
import { NEWSPRINT, Paper, Preview, STORY, story } from "./paper.mjs";

const ARGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--host-resolver-rules=MAP evil.example 127.0.0.1"];
const BRIDGE = "/2026/03/02/bridge/";
const OTHER = "/2026/03/01/other/";
let browser;
const open = [];

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
});
after(() => browser.close());
afterEach(async () => {
  for (const end of open.splice(0).reverse()) await end();
});

async function paperWithPreview(flags = [], base) {
  const paper = new Paper(base);
  open.push(() => paper.remove());
  return { paper, preview: await serve(paper, ...flags) };
}

async function serve(paper, ...flags) {
  const preview = await Preview.start(paper, ...flags);
  open.push(() => preview.stop());
  return preview;
}

/** Opens a page with a mark on its window that no reload survives, and waits until the bar is there. */
async function look(preview, path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 700 }, ...options });
  open.push(() => context.close());
  const page = await context.newPage();
  await page.goto(preview.url + path);
  await page.evaluate(() => {
    window.mark = "here";
    window.morphs = 0;
    document.addEventListener("newsprint:morph", () => (window.morphs += 1));
  });
  await bar(page).locator(".status").filter({ hasText: /\S/ }).waitFor();
  return page;
}
const bar = (page) => page.locator("newsprint-preview .bar");
const overlay = (page) => page.locator("newsprint-preview .overlay");
const stays = async (page) => assert.equal(await page.evaluate(() => window.mark), "here", "the page was loaded anew");
const shows = (page, text) => page.getByText(text).first().waitFor();

test("an edit appears without a reload; place, open boxes, focus and typed text stay", async () => {
  const { paper, preview } = await paperWithPreview();
  const extras = '<details><summary>More</summary><p>Hidden words.</p></details>\n\n<p><input id="note" aria-label="Note"></p>\n\n';
  paper.write(STORY, story(`The first words.\n\n${extras}`));
  const page = await look(preview, BRIDGE);
  await page.locator("details").waitFor();
  await page.locator("summary").first().click();
  await page.locator("#note").fill("typed");
  // At once: the theme scrolls softly while something in the page has the focus.
  const top = await page.evaluate(() => (scrollTo({ top: 600, behavior: "instant" }), scrollY));
  assert.ok(top > 0, "the page is too short to be scrolled");
  paper.write(STORY, story(`The second words.\n\n${extras}`));
  await page.getByText("The second words.").first().waitFor({ state: "attached" });
  await stays(page);
  assert.equal(await page.evaluate(() => scrollY), top);
  assert.equal(await page.locator("details").evaluate((details) => details.open), true);
  assert.equal(await page.locator("#note").inputValue(), "typed");
  assert.equal(await page.evaluate(() => document.activeElement.id), "note");
  assert.equal(await page.locator("newsprint-preview").count(), 1);
});

test("an edit does not end a scroll that is under way", async () => {
  const { paper, preview } = await paperWithPreview();
  const page = await look(preview, BRIDGE);
  await page.evaluate(() => {
    // The morph comes in the middle: the way is long, and starts when the answer is on its way.
    const fetched = window.fetch;
    window.fetch = async (...asked) => {
      const answer = await fetched(...asked);
      scrollTo({ top: 600, behavior: "smooth" });
      await new Promise((done) => addEventListener("scroll", done, { once: true }));
      window.beganAt = scrollY;
      return answer;
    };
  });
  paper.write(STORY, story("The second words."));
  await page.waitForFunction(() => window.morphs === 1);
  const beganAt = await page.evaluate(() => window.beganAt);
  assert.ok(beganAt > 0 && beganAt < 600, `the page stood at ${beganAt}`);
  await page.waitForFunction(() => scrollY === 600);
  await stays(page);
});

test("a headline changes in the title of the window, too", async () => {
  const { paper, preview } = await paperWithPreview();
  const page = await look(preview, BRIDGE);
  paper.write(STORY, story("The first words.").replace("The bridge opens", "The bridge closes"));
  await page.getByRole("heading", { name: "The bridge closes" }).waitFor();
  await page.waitForFunction(() => document.title.includes("The bridge closes"));
  await stays(page);
});

test("of two open pages only the one that changed is touched", async () => {
  const { paper, preview } = await paperWithPreview();
  const [one, other] = [await look(preview, BRIDGE), await look(preview, OTHER)];
  for (const [number, words] of ["Second.", "Third."].entries()) {
    paper.write(STORY, story(`${words} words.`));
    await shows(one, `${words} words.`);
    await one.waitForFunction((morphs) => window.morphs === morphs, number + 1);
  }
  assert.equal(await other.evaluate(() => window.morphs), 0);
});

test("a style sheet of the theme swaps, and the page is never without one", async () => {
  const { paper, preview } = await paperWithPreview();
  paper.write("templates/article.html", '{% extends "theme/article.html" %}{% block head %}<link rel="stylesheet" href="{{ asset(path="own.css") }}">{% endblock %}');
  const { status } = spawnSync("cp", ["-r", new URL("../../themes", import.meta.url).pathname, paper.path("themes")]);
  assert.equal(status, 0);
  paper.write("themes/broadsheet/assets/own.css", "body { outline: 3px solid rgb(1, 2, 3) }");
  const page = await look(preview, BRIDGE);
  const outline = () => page.evaluate(() => getComputedStyle(document.body).outlineColor);
  await page.waitForFunction(() => getComputedStyle(document.body).outlineColor === "rgb(1, 2, 3)");
  await page.evaluate(() => {
    window.bare = 0;
    const watch = () => {
      if (getComputedStyle(document.body).outlineStyle !== "solid") window.bare += 1;
      requestAnimationFrame(watch);
    };
    watch();
  });
  paper.write("themes/broadsheet/assets/own.css", "body { outline: 3px solid rgb(4, 5, 6) }");
  await page.waitForFunction(() => getComputedStyle(document.body).outlineColor === "rgb(4, 5, 6)");
  await page.waitForFunction(() => [...document.querySelectorAll('link[rel="stylesheet"]')].filter((link) => link.href.includes("own")).length === 1);
  assert.equal(await outline(), "rgb(4, 5, 6)");
  assert.equal(await page.evaluate(() => window.bare), 0, "frames without the sheet");
  await stays(page);
});

test("a style sheet that keeps its name is taken anew", async () => {
  const { paper, preview } = await paperWithPreview();
  paper.write("static/own.css", "body { outline: 3px solid rgb(1, 2, 3) }");
  paper.write("templates/article.html", '{% extends "theme/article.html" %}{% block head %}<link rel="stylesheet" href="/own.css">{% endblock %}');
  const page = await look(preview, BRIDGE);
  await page.waitForFunction(() => getComputedStyle(document.body).outlineColor === "rgb(1, 2, 3)");
  paper.write("static/own.css", "body { outline: 3px solid rgb(4, 5, 6) }");
  await page.waitForFunction(() => getComputedStyle(document.body).outlineColor === "rgb(4, 5, 6)");
  await stays(page);
});

test("a broken template is told over the page, with its file, line and page, and heals", async () => {
  const { paper, preview } = await paperWithPreview();
  const page = await look(preview, BRIDGE);
  paper.write("templates/article.html", '{% extends "theme/article.html" %}\n{% block head %}{{ article.nmae }}{% endblock %}');
  await overlay(page).waitFor();
  const told = await overlay(page).innerText();
  assert.match(told, /templates\/article\.html:2/);
  assert.match(told, /nmae/);
  assert.match(told, /bridge/);
  await shows(page, "The first words.");
  paper.write("templates/article.html", '{% extends "theme/article.html" %}');
  await overlay(page).waitFor({ state: "hidden" });
  await stays(page);
});

test("a broken header leaves the last good page, also after a reload, and what it says is no markup", async () => {
  const { paper, preview } = await paperWithPreview();
  const page = await look(preview, BRIDGE);
  paper.write(STORY, story("The second words.", 'kind = "<img src=x onerror=alert(1)>"'));
  await overlay(page).waitFor();
  assert.match(await overlay(page).innerText(), /<img src=x onerror=alert\(1\)>/);
  assert.equal(await overlay(page).locator("img").count(), 0);
  await shows(page, "The first words.");
  await page.reload();
  await overlay(page).waitFor();
  await shows(page, "The first words.");
  paper.write(STORY, story("The second words."));
  await overlay(page).waitFor({ state: "hidden" });
  await shows(page, "The second words.");
});

test("a page that cannot be made is there when it can", async () => {
  const { paper, preview } = await paperWithPreview();
  paper.write("templates/article.html", '{% extends "theme/article.html" %}{% block head %}{{ article.nmae }}{% endblock %}');
  const page = await (await browser.newContext()).newPage();
  open.push(() => page.context().close());
  await page.waitForTimeout(300);
  await page.goto(preview.url + BRIDGE);
  await overlay(page).waitFor();
  paper.write("templates/article.html", '{% extends "theme/article.html" %}');
  await shows(page, "The first words.");
  await overlay(page).waitFor({ state: "hidden" });
});

test("the bar tells a draft and a scheduled story from a published one", async () => {
  const { preview } = await paperWithPreview(["-D", "-F"]);
  const draft = await look(preview, "/2026/03/01/plan/");
  assert.match(await bar(draft).innerText(), /Draft/);
  assert.match(await draft.locator("newsprint-preview .stripe").innerText(), /Draft – not on the public site/);
  const soon = await look(preview, "/2030/06/03/soon/");
  assert.match(await bar(soon).innerText(), /Scheduled for June 3, 2030, 6:00 a\.m\./);
  const published = await look(preview, BRIDGE);
  assert.match(await bar(published).innerText(), /Published March 2, 2026/);
  assert.match(await bar(published).innerText(), /\d+ words, \d+ min/);
  assert.match(await bar(published).innerText(), /content\/articles\/2026\/bridge\.md/);
  assert.equal(await published.locator("newsprint-preview .stripe").isVisible(), false);
});

test("the bar has the findings of this page's file, and the link into the editor", async () => {
  const { paper, preview } = await paperWithPreview();
  paper.write("site.toml", `${paper.read("site.toml")}\n[serve]\neditor = "vscode"\n`);
  paper.write(STORY, story("See [that](nowhere.md)."));
  const page = await look(preview, BRIDGE);
  const button = bar(page).getByRole("button", { name: /finding/ });
  await button.click();
  const panel = bar(page).locator("#findings");
  assert.match(await panel.innerText(), /nowhere\.md/);
  assert.match(await panel.locator("mark").first().innerText(), /nowhere\.md/);
  assert.match(await panel.locator("a").first().getAttribute("href"), /^vscode:\/\/file\/.*bridge\.md:\d+$/);
});

test("the time machine shows another moment, and says what is no moment", async () => {
  const { preview } = await paperWithPreview();
  const page = await look(preview, "/2030/06/03/soon/");
  assert.match(await page.title(), /not found|404/i);
  await bar(page).locator(".clock").click();
  await bar(page).locator("#moment").fill("2030-06-03T06:00");
  await bar(page).getByRole("button", { name: "Show", exact: true }).click();
  await shows(page, "It will meet.");
  assert.match(await bar(page).locator(".clock").innerText(), /As of 2030-06-03 06:00/);
  await bar(page).getByRole("button", { name: "Back to now" }).click();
  await page.waitForFunction(() => !document.body.textContent.includes("It will meet."));
});

test("when the preview is started again, the page catches up by itself", async () => {
  const paper = new Paper();
  open.push(() => paper.remove());
  const first = await Preview.start(paper);
  const page = await look(first, BRIDGE);
  await first.stop();
  await bar(page).getByText("The preview is not running").waitFor();
  paper.write(STORY, story("Written in between."));
  const second = await Preview.start(paper, "-p", String(first.port));
  open.push(() => second.stop());
  assert.equal(second.port, first.port);
  await shows(page, "Written in between.");
  await stays(page);
});

test("it works below a path", async () => {
  const { paper, preview } = await paperWithPreview([], "https://example.org/paper/");
  assert.match(preview.url, /\/paper$/);
  const page = await look(preview, BRIDGE);
  paper.write(STORY, story("Below a path."));
  await shows(page, "Below a path.");
  await stays(page);
});

test("a strict content security policy is kept", async () => {
  const { paper, preview } = await paperWithPreview();
  paper.write("templates/article.html", '{% extends "theme/article.html" %}{% block head %}<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">{% endblock %}');
  const context = await browser.newContext();
  open.push(() => context.close());
  const page = await context.newPage();
  const violations = [];
  page.on("console", (message) => /Content Security Policy/.test(message.text()) && violations.push(message.text()));
  await page.goto(preview.url + BRIDGE);
  await bar(page).locator(".status").filter({ hasText: /\S/ }).waitFor();
  paper.write(STORY, story("Under a policy."));
  await shows(page, "Under a policy.");
  const ours = violations.filter((text) => /__newsprint|preview/.test(text));
  assert.deepEqual(ours, []);
});

test("another site can neither read the preview nor run it", async () => {
  const { preview } = await paperWithPreview();
  const page = await (await browser.newContext()).newPage();
  open.push(() => page.context().close());
  const answer = await page.goto(`http://evil.example:${preview.port}${BRIDGE}`);
  assert.equal(answer.status(), 403, "a name that was pointed at this computer");
  const foreign = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<script>window.told = "no"</script><script src="http://127.0.0.1:${preview.port}/__newsprint/preview.js" onload="told = 'ran'" onerror="told = 'refused'"></script>`);
  });
  await new Promise((done) => foreign.listen(0, "127.0.0.1", done));
  open.push(() => foreign.close());
  await page.goto(`http://localhost:${foreign.address().port}/`);
  await page.waitForFunction(() => window.told !== "no");
  assert.equal(await page.evaluate(() => window.told), "refused");
  const read = await page.evaluate((url) => fetch(url).then(() => "read", () => "refused"), `http://127.0.0.1:${preview.port}/`);
  assert.equal(read, "refused");
});

test("nothing of the preview is in what is built", () => {
  const paper = new Paper();
  open.push(() => paper.remove());
  const { status, stderr } = spawnSync(NEWSPRINT, ["build", "-s", paper.folder, "-D", "-F"], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const files = (folder) =>
    readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]));
  const built = files(paper.path("public"));
  assert.ok(built.length > 10);
  for (const file of built) assert.doesNotMatch(readFileSync(file, "latin1"), /__newsprint|preview\.js|newsprint-preview|Idiomorph/, file);
});
