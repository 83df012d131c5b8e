// Comforts only: today in the masthead, and a remembered dark page.
(() => {
  const root = document.documentElement;
  const one = (query) => document.querySelector(query);
  const store = (...value) => {
    try {
      return localStorage[value.length ? "setItem" : "getItem"]("shade", ...value);
    } catch {}
  };
  const kept = store();
  if (kept) root.dataset.theme = kept;

  const today = one("time[data-today]");
  if (today) {
    const now = new Date();
    today.dateTime = now.toLocaleDateString("sv");
    today.textContent = now.toLocaleDateString(root.lang, { dateStyle: "full" });
  }

  const shade = one("[data-shade]");
  if (!shade) return;
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme:dark)").matches && "dark")) === "dark";
  const show = () => shade.setAttribute("aria-pressed", dark());
  shade.hidden = false;
  shade.onclick = () => {
    store((root.dataset.theme = dark() ? "light" : "dark"));
    show();
  };
  show();
})();
