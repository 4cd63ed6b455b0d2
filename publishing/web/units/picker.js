// Finds the page of a unit by name or number: a combobox in the menu and on the front page, and the first hit of the
// site's search. The list (units.js) is loaded when it is first needed; it is a script, since pages opened from disk may
// not fetch. Without this file each place is a link to the list of all.
(() => {
  "use strict";
  const own = document.currentScript.dataset, words = JSON.parse(own.words), folder = own.folder;
  const { strict, loose } = globalThis.is248Letters; // see letters.js
  const SHOWN = 12, INSIDE = 3, IN_QUERY = 5;
  const ORDER = ["unit", "district", "aside", "county", "trust", "region"];
  const { compare } = new Intl.Collator("nb", { numeric: true });
  // What stands beside a name and is no name, in the languages of the country.
  const KINDS = new Set(["kommune", "kommuna", "herad", "fylke", "fylkeskommune", "bydel", "suohkan", "tjielte", "tjïelte", "gielda", "kommuuni", "hf", "rhf", "as"].map(plain));

  function plain(text) { return loose(strict(text)).text.replace(/[^\p{L}\p{N}]+/gu, " ").trim(); }
  const bare = (text) => text.split(" ").filter((word) => !KINDS.has(word)).join(" ");
  const number = (text) => text.replace(/^0+(?=\d)/, "");

  // All ways to write one name: as it is, and each of its languages with and without the word for a municipality.
  function spellings(name) {
    const whole = plain(name), parts = name.replace(/\([^)]*\)/gu, " ").split(/\s+[-–—]\s+|\s*\/\s*/u).map(plain); // where it lies is no name of it
    return [...new Set([whole, bare(whole), ...parts, ...parts.map(bare)])].filter(Boolean);
  }

  let loading = null, list = null;
  function load() {
    loading = loading || new Promise((done, failed) => {
      globalThis.is248Units = (data) => {
        list = { ...data, units: data.units.map((unit) => ({ ...unit, names: spellings(unit.name),
          before: unit.former.map((name) => ({ name, names: spellings(name) })) })) };
        done(list);
      };
      const script = document.createElement("script");
      script.src = `${folder}/units.js`;
      script.addEventListener("error", () => { loading = null; failed(new Error(script.src)); });
      document.head.append(script);
    });
    return loading;
  }

  // How well what is typed fits the spellings of one name: the name, its beginning, the beginnings of its words, a part.
  function fit(names, typed) {
    const starts = typed.split(" ");
    let best = 0;
    for (const name of names) {
      const all = name.split(" ");
      best = Math.max(best, name === typed ? 4 : name.startsWith(typed) ? 3
        : starts.every((start) => all.some((word) => word.startsWith(start))) ? 2
          : typed.length >= INSIDE && name.includes(typed) ? 1 : 0);
    }
    return best;
  }

  function asked(query) {
    const whole = plain(query);
    return { number: /^\d+$/.test(whole) ? number(whole) : "", texts: [...new Set([whole, bare(whole)])].filter(Boolean) };
  }

  function scored(unit, wanted) {
    if (wanted.number) {
      const key = number(unit.key);
      if (key === wanted.number) { return { unit, score: 10 }; }
      if (key.startsWith(wanted.number)) { return { unit, score: 3 }; }
    }
    const best = (names) => Math.max(...wanted.texts.map((text) => fit(names, text)));
    const now = best(unit.names);
    const then = unit.before.map((one) => ({ name: one.name, score: best(one.names) })).sort((a, b) => b.score - a.score)[0];
    if (then && then.score > now) { return { unit, score: then.score - 0.5, former: then.name }; }
    return { unit, score: now || (fit([plain(unit.county)], wanted.texts[0]) >= 3 ? 0.1 : 0) }; // those of a county after it
  }

  // The units that fit what is typed, best first; all in the order of the alphabet where nothing is.
  function find(query) {
    if (!list) { return []; }
    const wanted = asked(query), kind = ({ unit }) => (ORDER.includes(unit.kind) ? ORDER.indexOf(unit.kind) : ORDER.length);
    const found = list.units.map((unit) => (wanted.texts.length ? scored(unit, wanted) : { unit, score: 1 })).filter((hit) => hit.score > 0);
    return found.sort((a, b) => b.score - a.score || kind(a) - kind(b) || compare(a.unit.name, b.unit.name));
  }

  // Those whose whole name is what is searched for, or stands in it: no beginning of a word is meant by it alone.
  function named(query) {
    const { texts } = asked(query);
    const exact = texts.length ? find(query).filter((hit) => hit.score >= 3.5) : [];
    if (exact.length || !list || !texts.length || !texts[0].includes(" ")) { return exact; }
    return list.units.filter((unit) => unit.names.some((name) => name.length >= IN_QUERY && ` ${texts[0]} `.includes(` ${name} `))).map((unit) => ({ unit, score: 3 }));
  }

  const address = (unit) => `${folder}/${unit.href}`;
  const about = ({ unit, former }) => [former ? words.former.replace("{name}", former) : "", unit.kind === "unit" ? "" : words.kinds[unit.kind], unit.county].filter(Boolean).join(" · ");

  function element(name, attributes, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, value); }
    made.append(...content);
    return made;
  }

  let count = 0;
  // Makes a place a combobox (WAI-ARIA, list autocomplete with automatic selection); `choose` gets the unit that is taken.
  function combobox(place, choose, label) {
    count += 1;
    const id = `unit-picker-${count}`, link = place.querySelector("a");
    const field = element("input", { id, type: "text", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${id}-list`,
      autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false", enterkeyhint: "go", placeholder: words.hint });
    const options = element("ul", { id: `${id}-list`, role: "listbox", "aria-label": words.list, hidden: "" });
    const status = element("p", { class: "unit-status", role: "status" });
    let hits = [], active = -1;

    function mark(at) {
      active = at;
      [...options.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
      if (at < 0) { field.removeAttribute("aria-activedescendant"); return; }
      const option = options.children[at];
      field.setAttribute("aria-activedescendant", option.id);
      if (option.offsetTop < options.scrollTop) { options.scrollTop = option.offsetTop; }
      else if (option.offsetTop + option.offsetHeight > options.scrollTop + options.clientHeight) { options.scrollTop = option.offsetTop + option.offsetHeight - options.clientHeight; }
    }

    function close() {
      options.hidden = true;
      field.setAttribute("aria-expanded", "false");
      mark(-1);
    }

    function open() {
      const all = find(field.value);
      hits = all.slice(0, SHOWN);
      options.replaceChildren(...hits.map((hit, i) => element("li", { id: `${id}-${i}`, role: "option", "aria-selected": "false" },
        element("span", { class: "unit-name" }, hit.unit.name), " ", element("span", { class: "unit-about" }, about(hit)))));
      options.hidden = !hits.length;
      field.setAttribute("aria-expanded", String(hits.length > 0));
      status.textContent = !hits.length ? words.none : all.length === 1 ? words.one
        : (all.length > SHOWN ? words.more : words.many).replace("{n}", all.length).replace("{shown}", SHOWN);
      options.scrollTop = 0;
      mark(hits.length && field.value.trim() ? 0 : -1);
    }

    const failed = () => { close(); status.textContent = words.failed; };
    // The list may come after the reader has left, or has taken away what was typed.
    const show = (still = () => true) => load().then(() => { if (document.activeElement === field && still()) { open(); } }, failed);
    function take(at) {
      const { unit } = hits[at];
      close();
      status.textContent = "";
      field.value = "";
      choose(unit);
    }

    field.addEventListener("focus", () => { load().catch(() => {}); });
    field.addEventListener("input", () => {
      if (field.value.trim()) { show(() => field.value.trim()); } else { close(); status.textContent = ""; }
    });
    field.addEventListener("blur", close);
    options.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    options.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) { take([...options.children].indexOf(option)); }
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey) { return; }
      const last = hits.length - 1, shown = !options.hidden;
      if (event.key === "ArrowDown" && !shown) { show().then(() => { if (hits.length && !event.altKey) { mark(Math.max(active, 0)); } }); }
      else if (event.key === "ArrowDown") { mark(active >= last ? 0 : active + 1); }
      else if (event.key === "ArrowUp" && shown && event.altKey) { close(); }
      else if (event.key === "ArrowUp" && shown) { mark(active <= 0 ? last : active - 1); }
      else if (event.key === "Enter" && field.value.trim()) { load().then(() => { if (options.hidden) { open(); } if (hits.length) { take(Math.max(active, 0)); } }, failed); }
      else if (event.key === "Enter" && active >= 0) { take(active); }
      else if (event.key === "Escape" && shown) { close(); }
      else if (event.key === "Escape" && field.value) { field.value = ""; status.textContent = ""; }
      else { return; }
      event.preventDefault();
    });
    place.replaceChildren(element("label", { for: id }, label || words.label), element("div", { class: "unit-box" }, field, options), status);
    if (link) { link.textContent = words.all; place.append(link); }
    return field;
  }

  globalThis.is248Picker = { load, find, named, address, about, area: words.area, combobox, element, listed: () => list };
  document.querySelectorAll(".unit-picker").forEach((place) => combobox(place, (unit) => { location.href = address(unit); }));
})();
