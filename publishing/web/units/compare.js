// Up to four units side by side. Who is chosen stands in the address (sammenlign.html#1103,4601), so that it can be shared.
(() => {
  "use strict";
  const place = document.getElementById("comparison");
  if (!place || !globalThis.is248Picker) { return; }
  const words = JSON.parse(place.dataset.words), { load, combobox, element, address, about } = globalThis.is248Picker;
  const MOST = 4, title = document.title;

  const adding = element("div", { class: "unit-picker large" });
  const chips = element("ul", { class: "chosen" });
  const status = element("p", { class: "unit-status", role: "status" });
  const shown = element("div", {});
  const field = combobox(adding, (unit) => { show([...chosen, unit]); field.focus(); }, words.add);
  place.append(adding, chips, status, shown);
  let all = null, chosen = [];

  const decoded = (text) => { try { return decodeURIComponent(text); } catch (error) { return text; } };
  const asked = () => decoded(location.hash.slice(1)).split(",").map((key) => key.trim()).filter(Boolean);
  const listed = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${words.and} ${names[names.length - 1]}`);

  function show(units) {
    chosen = [...new Set(units)].slice(0, MOST);
    history.replaceState(null, "", chosen.length ? `#${chosen.map((unit) => encodeURIComponent(unit.key)).join(",")}` : location.pathname + location.search);
    draw();
  }

  function draw(unknown = []) {
    const names = chosen.map((unit) => unit.name);
    document.title = names.length ? `${listed(names)} – ${title}` : title;
    chips.replaceChildren(...chosen.map((unit) => {
      const gone = element("button", { type: "button", class: "tool", "aria-label": words.remove.replace("{name}", unit.name) }, "×");
      gone.addEventListener("click", () => { show(chosen.filter((one) => one !== unit)); field.focus(); });
      return element("li", {}, element("a", { href: address(unit) }, unit.name), gone);
    }));
    adding.hidden = chosen.length >= MOST;
    status.textContent = [
      unknown.length ? words.unknown.replace("{keys}", listed(unknown)) : "",
      !chosen.length ? words.empty : words.chosen.replace("{names}", listed(names)),
      chosen.length >= MOST ? words.full : "",
    ].filter(Boolean).join(" ");
    shown.replaceChildren(...(chosen.length ? [table(names), element("p", { class: "product-note" }, words.bars)] : []));
  }

  function table(names) {
    // What goes for none of those that are chosen has no line.
    const lines = all.measures.map(({ key, label }) => ({ label, values: chosen.map((unit) => unit.values[key] || ["", null]) }))
      .filter(({ values }) => values.some(([text]) => text));
    const rows = lines.map(({ label, values }) => {
      const numbers = values.map(([, number]) => number).filter((number) => number !== null && number >= 0);
      const largest = Math.max(...numbers, 0);
      // a bar stands beside others or not at all
      const bars = largest > 0 && numbers.length > 1;
      return element("tr", { role: "row" }, element("th", { scope: "row", role: "rowheader" }, label),
        ...values.map(([text, number], i) => cell(names[i], text, bars && number !== null && number >= 0 ? number / largest : null)));
    });
    const heads = chosen.map((unit) => element("th", { scope: "col", role: "columnheader" }, element("a", { href: address(unit) }, unit.name), element("span", { class: "unit-about" }, about({ unit }))));
    return element("table", { class: "comparison", role: "table" },
      element("caption", { class: "unseen" }, words.caption.replace("{names}", listed(names))),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, element("th", { scope: "col", role: "columnheader" }, words.measure), ...heads)),
      element("tbody", { role: "rowgroup" }, ...rows));
  }

  function cell(name, text, part) {
    const value = element("span", { class: "value" }, words.signs[text] || text);
    if (!text) { value.append(element("span", { "aria-hidden": "true" }, words.without), element("span", { class: "unseen" }, words.without_meaning)); }
    const made = element("td", { role: "cell" }, element("span", { class: "whose", "aria-hidden": "true" }, name), value);
    if (part !== null) {
      const bar = element("span", { class: "unit-bar", "aria-hidden": "true" }, element("span", {}));
      bar.firstChild.style.width = `${100 * part}%`;
      made.append(bar);
    }
    return made;
  }

  function read() {
    const keys = asked(), known = new Map(all.units.map((unit) => [unit.key, unit]));
    chosen = [...new Set(keys.map((key) => known.get(key)).filter(Boolean))].slice(0, MOST);
    draw(keys.filter((key) => !known.has(key)));
  }

  addEventListener("hashchange", () => { if (all) { read(); } });
  load().then((data) => { all = data; read(); }, () => { status.textContent = words.failed; });
})();
