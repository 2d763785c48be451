// Nothing here is needed: every page is whole without it.
"use strict";
(() => {
  const root = document.documentElement;
  const keep = (name, value) => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${name}=${value}; Path=/; Max-Age=34560000; SameSite=Lax${secure}`;
  };

  // light and dark
  const button = document.getElementById("theme");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      keep("theme", root.dataset.theme);
    });
  }

  // «/» goes to the search field, unless somebody is writing
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(input|select|textarea)$/i.test(event.target.tagName)) return;
    const field = document.getElementById("q");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });

  // who never named a zone is where the browser is; the page is asked for once more, then never again
  const told = root.dataset.zone;
  if (told !== undefined) {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (here && /^[A-Za-z0-9_+\/-]{1,64}$/.test(here)) {
      keep("zone", here);
      if (here !== told && document.cookie.includes("zone=")) location.reload();
    }
  }

  // filters lie open where there is room beside the list
  const filters = document.getElementById("filters");
  if (filters && matchMedia("(min-width: 64rem)").matches) filters.open = true;

  // an empty field of a form says nothing in the address
  for (const form of document.querySelectorAll("form:not([method=post])")) {
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
    });
  }
  addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("form:not([method=post]) :disabled")) field.disabled = false;
  });
})();
