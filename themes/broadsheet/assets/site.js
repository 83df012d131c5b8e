// Two comforts, and nothing that reading needs: today's date in the masthead, and a remembered dark page.
(() => {
  const root = document.documentElement;
  const store = (value) => {
    try {
      return value ? localStorage.setItem("shade", value) : localStorage.getItem("shade");
    } catch {
      return null;
    }
  };
  const kept = store();
  if (kept) root.dataset.theme = kept;

  const today = document.querySelector("time[data-today]");
  if (today) {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    today.dateTime = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    today.textContent = now.toLocaleDateString(root.lang, { dateStyle: "full" });
  }

  const shade = document.querySelector("[data-shade]");
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light")) === "dark";
  const show = () => shade.setAttribute("aria-pressed", isDark());
  if (shade) {
    shade.hidden = false;
    show();
    shade.onclick = () => {
      store((root.dataset.theme = isDark() ? "light" : "dark"));
      show();
    };
  }
})();
