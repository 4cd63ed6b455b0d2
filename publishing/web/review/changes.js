// What changed since an earlier draft: shown or not, as the reader chooses; kept from page to page where that can be kept.
(() => {
  "use strict";
  const button = document.getElementById("changes");
  if (!button) { return; }
  const words = JSON.parse(button.dataset.words || "{}"), root = document.documentElement, KEY = "changes";
  let on = false;
  try { on = localStorage.getItem(KEY) === "on"; } catch (error) { on = false; }

  function show() {
    root.dataset.changes = on ? "on" : "off";
    button.textContent = words.show;
    button.setAttribute("aria-pressed", String(on));
    // Hidden changes are no insertions to a screen reader either.
    for (const put of document.querySelectorAll("ins.change")) {
      if (on) { put.removeAttribute("role"); } else { put.setAttribute("role", "none"); }
    }
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    on = !on;
    try { localStorage.setItem(KEY, on ? "on" : "off"); } catch (error) { /* kept for this page only */ }
    show();
  });
  show();
})();
