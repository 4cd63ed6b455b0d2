// A long table's rows, chosen by name and by the groups that they belong to. Without this file all rows are shown.
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.tables || "{}");
  const { strict, loose } = globalThis.is248Letters;
  const ENOUGH = 20; // rows
  const plain = (text) => loose(strict(text)).text;

  function element(name, attributes, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, value); }
    made.append(...content);
    return made;
  }

  function filtered(table, number) {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => row.dataset.facets);
    if (rows.length < ENOUGH) { return; }
    const heads = JSON.parse(table.dataset.facets);
    const known = rows.map((row) => ({ row, name: plain(row.cells[0].textContent), groups: JSON.parse(row.dataset.facets) }));
    const others = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => !row.dataset.facets);

    const field = element("input", { type: "search", id: `filter-${number}-name`, autocomplete: "off", spellcheck: "false" });
    const choices = heads.map((head, place) => {
      const groups = [...new Set(known.map((one) => one.groups[place]))].filter(Boolean).sort((a, b) => a.localeCompare(b, "nb", { numeric: true }));
      const select = element("select", { id: `filter-${number}-${place}` }, element("option", { value: "" }, words.all), ...groups.map((group) => element("option", { value: group }, group)));
      return { head, select };
    });
    const status = element("p", { class: "filter-status", role: "status" });
    const clear = element("button", { type: "button", class: "tool" }, words.clear);
    const box = element("div", { class: "table-filter", role: "group", "aria-label": words.filter },
      element("label", { for: field.id }, words.name, field),
      ...choices.map(({ head, select }) => element("label", { for: select.id }, head, select)), clear, status);

    function update() {
      const name = plain(field.value.trim());
      let count = 0;
      for (const one of known) {
        const fits = one.name.includes(name) && choices.every(({ select }, place) => !select.value || one.groups[place] === select.value);
        one.row.hidden = !fits;
        count += fits ? 1 : 0;
      }
      const whole = count === known.length;
      others.forEach((row) => { row.hidden = !whole; }); // a sum is of all
      clear.hidden = whole && !field.value && choices.every(({ select }) => !select.value);
      status.textContent = (count ? words.shown : words.none).replace("{n}", count).replace("{all}", known.length);
    }

    function all() {
      field.value = "";
      choices.forEach(({ select }) => { select.value = ""; });
      update();
    }

    field.addEventListener("input", update);
    choices.forEach(({ select }) => select.addEventListener("change", update));
    clear.addEventListener("click", () => { all(); field.focus(); });
    // Whoever follows a link to a row shall see it.
    addEventListener("hashchange", () => {
      const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (row && row.hidden && table.contains(row)) { all(); row.scrollIntoView(); }
    });
    const region = table.closest(".table-scroll");
    (region.previousElementSibling && region.previousElementSibling.matches(".scroll-hint") ? region.previousElementSibling : region).before(box);
    update();
  }

  document.querySelectorAll("table[data-facets]").forEach(filtered);
})();
