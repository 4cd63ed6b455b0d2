// The list of all units, chosen by what is typed. Without this file all are shown.
(() => {
  "use strict";
  const place = document.querySelector(".unit-filter");
  if (!place || !globalThis.is248Picker) { return; }
  const words = JSON.parse(place.dataset.words), { load, find, element } = globalThis.is248Picker;
  const groups = [...document.querySelectorAll(".unit-group")].map((group) => ({ group, rows: [...group.querySelectorAll("li")].map((row) => ({ row, href: row.querySelector("a").getAttribute("href") })) }));
  const field = element("input", { id: "unit-filter", type: "search", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-controls": "unit-list" });
  const status = element("p", { class: "unit-status", role: "status" });
  place.append(element("label", { for: field.id }, words.filter), element("div", { class: "unit-box" }, field), status);

  function update() {
    const typed = field.value.trim(), fit = new Set(find(typed).map((hit) => hit.unit.href));
    let shown = 0, all = 0;
    for (const { group, rows } of groups) {
      let some = false;
      for (const { row, href } of rows) {
        row.hidden = Boolean(typed) && !fit.has(href);
        some = some || !row.hidden;
        shown += row.hidden ? 0 : 1;
        all += 1;
      }
      group.hidden = !some;
    }
    status.textContent = typed ? (shown ? words.shown : words.none).replace("{n}", shown).replace("{all}", all) : "";
  }

  field.addEventListener("input", () => load().then(update, () => { status.textContent = words.failed; }));
})();
