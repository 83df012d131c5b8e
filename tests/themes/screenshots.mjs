// Takes the pictures of docs/images/ anew from the built sample:   NEWSPRINT=… node tests/themes/screenshots.mjs
// Korean needs a font with Hangul on the machine (Debian: fonts-noto-cjk).
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";
import { STORY, build } from "./site.mjs";
import { serve } from "./served.mjs";

const IMAGES = new URL("../../docs/images/", import.meta.url).pathname;
const PHONE = { width: 390, height: 844 };
const PICTURES = [
  { name: "front", theme: "broadsheet", path: "/", width: 1280, height: 900 },
  { name: "front-dark", theme: "broadsheet", path: "/", width: 1280, height: 900, colorScheme: "dark" },
  { name: "story", theme: "broadsheet", path: STORY, width: 1280, height: 900 },
  { name: "phone", theme: "broadsheet", path: "/", ...PHONE },
  { name: "phone-dark", theme: "broadsheet", path: "/2026/11/23/ferry-returns/", ...PHONE, colorScheme: "dark" },
  { name: "phone-korean", theme: "broadsheet", path: "/ko/", ...PHONE },
  { name: "phone-bulletin", theme: "bulletin", path: "/", ...PHONE },
];

await mkdir(IMAGES, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
for (const theme of new Set(PICTURES.map((picture) => picture.theme))) {
  const site = await build(theme);
  const server = await serve(site.output);
  for (const { name, path, width, height, colorScheme = "light" } of PICTURES.filter((picture) => picture.theme === theme)) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(server.address + path, { waitUntil: "networkidle" });
    await page.screenshot({ path: `${IMAGES}${name}.jpg`, type: "jpeg", quality: 82 });
    await page.close();
  }
  await server.end();
  await site.end();
}
await browser.close();
