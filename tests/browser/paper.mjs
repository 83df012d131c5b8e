// A small paper in a folder of its own, and the preview of it: what the tests of this folder start from.
// Knows no browser.
import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

export const NEWSPRINT = process.env.NEWSPRINT ?? new URL("../../target/release/newsprint", import.meta.url).pathname;

const paragraphs = (count, words) => Array.from({ length: count }, (_, at) => `${words} This is paragraph ${at + 1} of the story.`).join("\n\n");

export const STORY = "content/articles/2026/bridge.md";
export const story = (body, header = "") => `+++
title = "The bridge opens"
date = 2026-03-02T08:00:00
byline = "Staff report"
section = "city"
${header}
+++
${body}

${paragraphs(30, "Cars waited on both sides.")}
`;

/** A paper with four stories: one plain, one to leave alone, one draft, one scheduled. */
export class Paper {
  constructor(base = "https://paper.example/") {
    this.folder = mkdtempSync(join(tmpdir(), "newsprint-browser-"));
    this.write("site.toml", `title = "The Test"\nbase_url = "${base}"\ntimezone = "America/Los_Angeles"\n[content]\nhtml = "full"\n`);
    this.write(STORY, story("The first words."));
    this.write("content/articles/2026/other.md", '+++\ntitle = "Another story"\ndate = 2026-03-01\nbyline = "Staff report"\nsection = "city"\n+++\nNothing new here.\n');
    this.write("content/articles/2026/plan.md", '+++\ntitle = "A plan"\ndate = 2026-03-01T07:00:00\nbyline = "Staff report"\nstatus = "draft"\n+++\nTo be written.\n');
    this.write("content/articles/2026/soon.md", '+++\ntitle = "A meeting"\ndate = 2030-06-03T06:00:00\nbyline = "Staff report"\nstatus = "scheduled"\n+++\nIt will meet.\n');
  }

  path(name) {
    return join(this.folder, name);
  }

  /** Writes as careful editors do: a new file renamed into place. */
  write(name, text) {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new~`, text);
    renameSync(`${path}.new~`, path);
  }

  read(name) {
    return readFileSync(this.path(name), "utf8");
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A running preview. */
export class Preview {
  static async start(paper, ...flags) {
    const preview = new Preview();
    preview.events = [];
    preview.child = spawn(NEWSPRINT, ["serve", "-s", paper.folder, ...(flags.includes("-p") ? [] : ["-p", "0"]), "--format", "json", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
    preview.ended = new Promise((done) => preview.child.once("exit", done));
    const ready = new Promise((done, failed) => {
      createInterface({ input: preview.child.stdout }).on("line", (line) => {
        const event = JSON.parse(line);
        preview.events.push(event);
        if (event.event === "ready") done(event);
      });
      preview.child.once("exit", () => failed(new Error("the preview ended before it was ready")));
    });
    const { url, port } = await ready;
    return Object.assign(preview, { url: url.replace(/\/$/, ""), port });
  }

  async stop() {
    this.child.kill("SIGINT");
    await this.ended;
  }
}
