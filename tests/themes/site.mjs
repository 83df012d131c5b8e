// The sample newspaper, built with one theme or the other, and what its pages are.
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;
// The program that builds.
export const NEWSPRINT = process.env.NEWSPRINT ?? join(ROOT, "target/release/newsprint");

// Builds the sample with a theme and perhaps further lines of site.toml, in a folder of its own; the theme is the one inside the program.
export async function build(theme, lines = "", content = null) {
  const folder = await mkdtemp(join(tmpdir(), "newsprint-themes-"));
  for (const part of ["data", "static"]) await cp(join(ROOT, part), join(folder, part), { recursive: true });
  await cp(content ?? join(ROOT, "content"), join(folder, "content"), { recursive: true });
  const toml = await readFile(join(ROOT, "site.toml"), "utf8");
  await writeFile(join(folder, "site.toml"), `${toml.replace(/^theme .*$/m, `theme = "${theme}"`)}\n${lines}`);
  const output = join(folder, "public");
  const args = ["build", "--quiet", "--root", folder, "--output", output, "--now", "2026-11-24 09:00"];
  execFileSync(NEWSPRINT, args, { stdio: ["ignore", "inherit", "pipe"] });
  const pages = [];
  for (const name of (await readdir(output, { recursive: true })).sort()) {
    if (!name.endsWith(".html")) continue;
    const file = join(output, name);
    const html = await readFile(file, "utf8");
    const kind = html.match(/<body class="kind-([\w-]+)/)?.[1];
    const lang = html.match(/<html lang="([\w-]+)/)?.[1];
    const path = `/${relative(output, file)}`.replace(/index\.html$/, "");
    if (kind) pages.push({ path, kind, lang, file, html });
  }
  return { theme, folder, output, pages, end: () => rm(folder, { recursive: true, force: true }) };
}

// The fullest page and the barest one of every kind in every language.
export function samples(pages) {
  const groups = new Map();
  for (const page of pages) {
    const key = `${page.kind} ${page.lang}`;
    groups.set(key, [...(groups.get(key) ?? []), page]);
  }
  return [...groups.values()].flatMap((group) => {
    const by = [...group].sort((one, two) => two.html.length - one.html.length);
    return by.length > 1 ? [by[0], by.at(-1)] : by;
  });
}

// The page of a story with everything: photo, topics, sources, author.
export const STORY = "/2025/05/30/rent-cap/";
