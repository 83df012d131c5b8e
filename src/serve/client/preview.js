// The preview's page in the browser: it listens for changes, morphs the page in place, and shows the editor's bar and
// the findings. It deliberately knows nothing of the theme, sends nothing but the bar's switches, and puts no text of
// the paper into markup: everything that is shown is set as text.
(() => {
  "use strict";
  const OWN = "/__newsprint/";
  const NAMES = { home: "front page", authors: "staff", topics: "all topics", 404: "not found" }; // Kinds whose word says too little.
  const line = document.querySelector('script[src^="/__newsprint/preview.js"]');
  if (!line || window.top !== window.self) return;
  let seen = line.dataset.seen;
  let state = null;
  let source = null; // The document as it was last served, to tell the theme's own changes from ours.
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  // ── Morphing ────────────────────────────────────────────────────────────────────────────────────────────────────
  const isOwn = (node) => node === host || node === space || (node.nodeType === 1 && node.matches(`script[src^="${OWN}"]`));
  const scripts = (page) =>
    // Structured data is no script that runs: it may change with every word.
    [...page.querySelectorAll("head script")].filter((script) => !isOwn(script) && !script.type.includes("json")).map((script) => script.outerHTML).join("\n");
  const toggled = new WeakSet();
  document.addEventListener("toggle", (event) => toggled.add(event.target), true);

  /** Brings the sheets of the new page in before the old ones go: no moment is without a style. */
  async function swapSheets(page) {
    const key = (link) => link.href + "|" + link.media;
    const old = [...document.querySelectorAll('link[rel~="stylesheet"]')];
    const known = new Set(old.map(key));
    const arriving = [];
    for (const link of page.querySelectorAll('link[rel~="stylesheet"]')) {
      const next = document.importNode(link);
      if (known.has(key(next))) continue;
      arriving.push(arrived(next));
      const last = [...document.head.querySelectorAll('link[rel~="stylesheet"]')].pop();
      if (last) last.after(next);
      else document.head.append(next);
    }
    await Promise.all(arriving);
  }

  const arrived = (link) =>
    new Promise((done) => {
      link.addEventListener("load", done, { once: true });
      link.addEventListener("error", done, { once: true });
      setTimeout(done, 2000);
    });

  /** What the page's own scripts set on <html> and <body> stays, unless the new source says something else there. */
  function keepsAttribute(name, element) {
    const before = source && (element === document.documentElement ? source.documentElement : source.body);
    if (!before || (element !== document.documentElement && element !== document.body)) return false;
    return element.getAttribute(name) !== before.getAttribute(name);
  }

  function morph(page) {
    const places = [...document.querySelectorAll("*")].filter((node) => node.scrollTop || node.scrollLeft);
    const scrolls = places.map((node) => [node, node.scrollLeft, node.scrollTop]);
    const fresh = page.documentElement;
    const callbacks = {
      beforeNodeMorphed: (old) => (isOwn(old) ? false : !(old.nodeType === 1 && old.matches("audio,video") && !old.paused)),
      beforeNodeRemoved: (node) => !isOwn(node),
      beforeNodeAdded: (node) => !isOwn(node),
      beforeAttributeUpdated: (name, element) => {
        if (name === "open" && toggled.has(element)) return false;
        if (element.matches("input, textarea, select") && ["value", "checked"].includes(name)) return !element.dataset.typed;
        if (keepsAttribute(name, element)) return sourceSays(page, name, element);
        return true;
      },
    };
    Idiomorph.morph(document.documentElement, fresh, {
      morphStyle: "outerHTML",
      ignoreActiveValue: true,
      head: { style: "merge", shouldPreserve: isOwn },
      callbacks,
    });
    if (document.title !== page.title) document.title = page.title;
    document.body.append(space);
    document.documentElement.append(host);
    // Only what moved is put back: a word from us, even to the same place, would end a scroll that is under way.
    for (const [node, left, top] of scrolls) if (node.scrollLeft !== left || node.scrollTop !== top) node.scrollTo({ left, top, behavior: "instant" });
  }

  /** An attribute that a script changed gives way only when the source itself changed it. */
  function sourceSays(page, name, element) {
    const root = element === document.documentElement;
    const [before, now] = [source, page].map((of) => (root ? of.documentElement : of.body).getAttribute(name));
    return before !== now;
  }

  document.addEventListener("input", (event) => (event.target.dataset.typed = ""), true);

  let busy = false;
  let again = false;
  /** Fetches the page as it is now; what comes meanwhile leads to one more turn. */
  async function change() {
    if (busy) return void (again = true);
    busy = true;
    do {
      again = false;
      try {
        await changeOnce();
      } catch {
        // The server is away: its next word asks again.
      }
    } while (again);
    busy = false;
  }

  async function changeOnce() {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store", headers: { accept: "text/html" } });
    const page = parse(await answer.text());
    const mark = page.querySelector('script[src^="/__newsprint/preview.js"]');
    if (!mark) return location.reload();
    const isWaiting = page.documentElement.hasAttribute("data-newsprint-waiting");
    const wasWaiting = document.documentElement.hasAttribute("data-newsprint-waiting");
    if (isWaiting && !wasWaiting) return;
    if (mark.dataset.seen === seen) return;
    if (scripts(page) !== scripts(source || document)) return location.reload();
    seen = mark.dataset.seen;
    // Our own line stays the one that runs.
    mark.remove();
    await swapSheets(page);
    const asServed = page.cloneNode(true);
    morph(page);
    source = asServed;
    document.dispatchEvent(new CustomEvent("newsprint:morph", { detail: { seen } }));
  }

  /** Files that keep their names: asked for again under a query that no cache knows. */
  async function refresh(paths) {
    const stamp = Date.now().toString(36);
    const renewed = (address) => {
      const url = new URL(address, location.href);
      if (url.origin !== location.origin || !paths.includes(url.pathname)) return null;
      url.searchParams.set("newsprint", stamp);
      return url.href;
    };
    const isStyled = paths.some((path) => !/\.(css|html?)$/i.test(path));
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const url = new URL(link.href, location.href);
      url.searchParams.set("newsprint", stamp);
      const href = renewed(link.href) || (isStyled && url.origin === location.origin ? url.href : null);
      if (!href) continue;
      const next = link.cloneNode();
      next.href = href;
      const done = arrived(next);
      link.after(next);
      done.then(() => link.remove());
    }
    for (const image of document.querySelectorAll("img, source")) {
      const src = image.getAttribute("src") && renewed(image.src);
      if (src) image.src = src;
      if (!image.srcset) continue;
      const parts = image.srcset.split(/,\s+/).map((part) => part.trim().split(/\s+/));
      const next = parts.map(([address, ...rest]) => [renewed(address) || address, ...rest].join(" ")).join(", ");
      if (next !== image.srcset) image.srcset = next;
    }
  }

  // ── The line to the server ──────────────────────────────────────────────────────────────────────────────────────
  let wait = 250;
  function connect() {
    const query = `page=${encodeURIComponent(location.pathname)}&seen=${encodeURIComponent(seen)}`;
    const events = new EventSource(`${OWN}live?${query}`);
    const on = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));
    on("hello", () => {
      wait = 250;
      bar.connected(true);
    });
    on("state", (next) => {
      state = next;
      bar.show(next);
      overlay.show(next.failure, next.edition);
    });
    on("page", change);
    on("asset", ({ paths }) => refresh(paths));
    events.onerror = () => {
      bar.connected(false);
      // A new line, so that it asks with what the page shows now.
      events.close();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 2000);
    };
    addEventListener("pagehide", () => events.close(), { once: true });
  }
  addEventListener("pageshow", (event) => event.persisted && connect());

  // ── What is shown ───────────────────────────────────────────────────────────────────────────────────────────────
  const host = document.createElement("newsprint-preview");
  const root = host.attachShadow({ mode: "open" });
  const space = document.createElement("newsprint-space");
  space.setAttribute("aria-hidden", "true");

  /** Makes an element: `make("p.note", "text")`, `make("a", {href}, …children)`. */
  function make(kind, ...parts) {
    const [tag, ...classes] = kind.split(".");
    const element = document.createElement(tag);
    element.classList.add(...classes);
    for (const part of parts) {
      if (part && part.constructor === Object) {
        for (const [name, value] of Object.entries(part)) {
          if (typeof value === "function") element.addEventListener(name, value);
          else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
        }
      } else if (part !== null && part !== undefined) element.append(part);
    }
    return element;
  }
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  const isSafe = (address) => typeof address === "string" && !/^\s*(javascript|data|vbscript):/i.test(address);

  function place({ file, line, open }) {
    const words = `${file}${line ? `:${line}` : ""}`;
    return isSafe(open) ? make("a", { href: open }, words) : make("span", words);
  }

  function finding(found) {
    const where = found.file && place(found);
    const item = make(`li.${found.severity}`, make("p.message", make("strong", found.severity), " ", found.message));
    if (where) item.append(make("p.place", where));
    if (found.excerpt) {
      const { text, start, end } = found.excerpt;
      item.append(make("pre", { tabindex: "0" }, text.slice(0, start), make("mark", text.slice(start, end)), text.slice(end)));
    }
    for (const label of found.labels) item.append(make("p.place", `${label.text}: `, place(label)));
    if (found.help) item.append(make("p.help", found.help));
    return item;
  }

  const store = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("newsprint-bar");
      localStorage.setItem("newsprint-bar", value);
    } catch {
      // Without a memory the bar is open at every page.
    }
    return null;
  };

  const bar = (() => {
    const stripe = make("div.stripe", { hidden: true });
    const status = make("span.status");
    const length = make("span.length");
    const file = make("span.file");
    const copy = make("button.copy", { type: "button", title: "Copy the path" }, "Copy");
    const offline = make("span.offline", { hidden: true, role: "status" }, "The preview is not running");
    const found = make("button.found", { type: "button", "aria-expanded": "false", "aria-controls": "findings" });
    const clock = make("button.clock", { type: "button", "aria-expanded": "false", "aria-controls": "times" });
    const fold = make("button.fold", { type: "button", "aria-label": "Hide the bar", title: "Hide the bar" }, "×");
    const unfold = make("button.unfold", { type: "button", hidden: true, "aria-label": "Show the preview bar" }, "¶");
    const list = make("div.panel", { id: "findings", hidden: true });
    const times = make("div.panel", { id: "times", hidden: true });
    const strip = make("div.strip", status, length, found, offline, make("span.gap"), file, copy, clock, fold);
    const region = make("section.bar", { "aria-label": "Newsprint preview" }, list, times, strip);

    const moment = make("input", { type: "datetime-local", id: "moment" });
    const told = make("p.told", { role: "alert" });
    const switches = ["drafts", "future", "expired"].map((name) => make("input", { type: "checkbox", id: name }));
    const [drafts, future, expired] = switches;
    const label = (input, words) => make("label", { for: input.id }, input, " ", words);
    const form = make(
      "form",
      make("label", { for: "moment" }, "Show the paper as it is at "),
      moment,
      make("button", { type: "submit" }, "Show"),
      make("button", { type: "button", click: () => send({ now: null }) }, "Back to now"),
      make("fieldset", make("legend", "Also show"), label(drafts, "drafts"), label(future, "scheduled"), label(expired, "expired")),
      told,
    );
    times.append(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (moment.value) send({ now: moment.value.replace("T", " ") });
    });
    for (const input of switches) input.addEventListener("change", () => send({ [input.id]: input.checked }));

    async function send(change) {
      told.textContent = "";
      try {
        const answer = await fetch(`${OWN}options`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(change),
        });
        if (answer.ok) return;
        const { message, help } = await answer.json();
        told.textContent = [message, help].filter(Boolean).join(": ");
      } catch {
        told.textContent = "The preview is not running.";
      }
    }

    const toggle = (button, panel) =>
      button.addEventListener("click", () => {
        const opens = panel.hidden;
        for (const [other, of] of [[list, found], [times, clock]]) {
          other.hidden = true;
          of.setAttribute("aria-expanded", "false");
        }
        panel.hidden = !opens;
        button.setAttribute("aria-expanded", String(opens));
      });
    toggle(found, list);
    toggle(clock, times);
    region.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      list.hidden = times.hidden = true;
      found.setAttribute("aria-expanded", "false");
      clock.setAttribute("aria-expanded", "false");
    });
    const folded = (is) => {
      region.hidden = is;
      unfold.hidden = !is;
      space.hidden = is;
      store(is ? "folded" : "open");
    };
    fold.addEventListener("click", () => (folded(true), unfold.focus()));
    unfold.addEventListener("click", () => (folded(false), fold.focus()));
    copy.addEventListener("click", () => navigator.clipboard?.writeText(file.textContent));

    return {
      parts: [stripe, region, unfold],
      start: () => store() === "folded" && folded(true),
      connected: (is) => (offline.hidden = is),
      show({ page, findings, moment: now, shows }) {
        const word = (page && page.status) || "none";
        region.dataset.status = word;
        status.textContent = page ? page.status_text || NAMES[page.kind] || page.kind : "no page";
        length.textContent = page && page.words !== null ? `${count(page.words, "word", "words")}, ${page.minutes} min` : "";
        const isHidden = Boolean(page && page.is_public === false);
        stripe.hidden = !isHidden;
        stripe.dataset.status = word;
        stripe.textContent = isHidden ? `${page.status_text} – not on the public site` : "";
        const path = page && page.source;
        file.replaceChildren(!path ? "" : isSafe(page.open) ? make("a", { href: page.open, title: "Open in the editor" }, path) : path);
        copy.hidden = !path;
        const worst = ["error", "warning", "note"].find((level) => findings.some(({ severity }) => severity === level));
        found.hidden = findings.length === 0;
        found.dataset.worst = worst || "";
        found.textContent = count(findings.length, "finding", "findings");
        list.replaceChildren(make("ul", ...findings.map(finding)));
        if (findings.length === 0) list.hidden = true;
        clock.hidden = !now;
        if (!now) return;
        clock.textContent = now.is_fixed ? `As of ${now.text}` : now.text.slice(11);
        clock.title = `${now.text}, ${now.zone}`;
        clock.classList.toggle("fixed", now.is_fixed);
        if (root.activeElement !== moment) moment.value = now.text.replace(" ", "T");
        for (const input of switches) input.checked = shows[input.id];
      },
    };
  })();

  const overlay = (() => {
    const title = make("h2", { id: "failure" });
    const note = make("p.note");
    const list = make("ul");
    const close = make("button", { type: "button" }, "Close");
    const box = make("section.overlay", { role: "alert", "aria-labelledby": "failure", hidden: true }, title, note, list, close);
    let shut = 0;
    let edition = 0;
    const hide = () => {
      shut = edition;
      box.hidden = true;
    };
    close.addEventListener("click", hide);
    document.addEventListener("keydown", (event) => event.key === "Escape" && !box.hidden && hide());
    return {
      parts: [box],
      show(failure, number) {
        edition = number;
        box.hidden = !failure || shut === number;
        if (!failure) return list.replaceChildren();
        title.textContent = failure.title;
        note.textContent = failure.note;
        list.replaceChildren(...failure.findings.map(finding));
      },
    };
  })();

  async function start() {
    const sheet = make("link", { rel: "stylesheet", href: `${OWN}preview.css` });
    host.hidden = true;
    sheet.addEventListener("load", () => (host.hidden = false));
    root.append(sheet, ...bar.parts, ...overlay.parts);
    document.body.append(space);
    document.documentElement.append(host);
    space.attachShadow({ mode: "open" }).append(make("link", { rel: "stylesheet", href: `${OWN}preview.css` }), make("div.space"));
    bar.start();
    connect();
    // The page as the server sent it: scripts of the theme may have changed the document since.
    try {
      const answer = await fetch(location.pathname + location.search, { cache: "no-store", headers: { accept: "text/html" } });
      const page = parse(await answer.text());
      const mark = page.querySelector('script[src^="/__newsprint/preview.js"]');
      if (mark && mark.dataset.seen === seen && !source) source = page;
    } catch {
      // Without it every attribute counts as the theme's own.
    }
  }
  start();
})();
