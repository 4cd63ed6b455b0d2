// Search in the whole book. The index (search-index.js) is loaded when it is first needed; it is a script, since
// pages opened from disk may not fetch. Words come from the page, in `data-words` of #search.
(() => {
  "use strict";
  const place = document.getElementById("search");
  if (!place || !place.dataset.words) { return; }
  const words = JSON.parse(place.dataset.words);
  const root = place.dataset.root;
  const SHOWN = 30, AROUND = 150, SHORTEST_PART = 4, LOOSE = 0.5;
  const LETTER = /[\p{L}\p{N}]/u;

  const { strict, loose } = globalThis.is248Letters; // see letters.js

  // Porter's stemmer for Norwegian (Snowball, snowballstem.org/algorithms/norwegian). A stem begins its word, so
  // only what is typed need be stemmed: the stem is then looked for in the text itself.
  const VOWELS = "aeiouyæøåêòôé";
  const ENDINGS = ["hetenes", "hetene", "hetens", "endes", "heten", "heter", "edes", "enes", "ende", "ande", "ede", "ane", "ene", "ens", "ers", "ets", "het", "ast", "en", "ar", "er", "as", "es", "et", "a", "e"];
  const DERIVED = ["hetslov", "eleg", "elig", "elov", "slov", "leg", "eig", "lig", "els", "lov", "ig"];
  function stem(word) {
    if (!/^\p{L}+$/u.test(word)) { return word; }
    let at = 1;
    while (at < word.length && !(VOWELS.includes(word[at - 1]) && !VOWELS.includes(word[at]))) { at += 1; }
    const region = Math.max(3, at + 1);
    const without = (text, endings) => {
      const found = endings.find((one) => text.endsWith(one) && text.length - one.length >= region);
      return found ? text.slice(0, -found.length) : text;
    };
    let out = word;
    if (out.endsWith("erte") && out.length - 4 >= region) { out = out.slice(0, -2); }
    else if (out.endsWith("ert") && out.length - 3 >= region) { out = out.slice(0, -1); }
    else {
      const shorter = without(out, ENDINGS);
      if (shorter !== out) { out = shorter; }
      else if (out.length - 1 >= region && /([bcdfghjlmnoptvyz]|[^e]r|[^aeiouyæøå]k)s$/.test(out)) { out = out.slice(0, -1); }
    }
    if (/[dv]t$/.test(out) && out.length - 2 >= region) { out = out.slice(0, -1); }
    return without(out, DERIVED);
  }

  // Words, and phrases in quotation marks of any kind; a mark that is not closed yet is none.
  const QUOTED = /"([^"]+)"|«([^»]+)»|“([^”]+)”|„([^“”]+)[“”]/gu;
  const WORDS = /[\p{L}\p{N}]+(?:[.,][\p{L}\p{N}]+)*/gu;
  function terms(query) {
    const found = new Map(), folded = strict(query);
    const add = (word, phrase) => {
      const forms = [word, loose(word).text].map((text) => ({ word: text, stem: phrase || text.length <= 3 ? text : stem(text), phrase }));
      found.set((phrase ? '"' : "") + word, { strict: forms[0], loose: forms[1] });
    };
    const rest = folded.replace(QUOTED, (whole, ...groups) => {
      const phrase = groups.slice(0, 4).find(Boolean).trim().replace(/ +/g, " ");
      if (LETTER.test(phrase)) { add(phrase, true); }
      return " ";
    });
    (rest.match(WORDS) || []).forEach((word) => add(word, false));
    return [...found.values()];
  }

  // How well a term fits a text: the word itself, a form of it, the beginning of a word, a part of a compound. A phrase
  // fits as it is, or not.
  function places(text, term) {
    const found = [];
    for (let at = text.indexOf(term.stem); at >= 0; at = text.indexOf(term.stem, at + term.stem.length)) {
      const opens = at === 0 || !LETTER.test(text[at - 1]);
      let end = at + term.stem.length;
      while (end < text.length && LETTER.test(text[end])) { end += 1; }
      const whole = text.slice(at, end);
      let weight = 0;
      if (term.phrase) { weight = opens && end === at + term.stem.length ? 1 : 0; }
      else if (opens) { weight = whole === term.word ? 1 : stem(whole) === term.stem ? 0.9 : 0.55; }
      else if (term.stem.length >= SHORTEST_PART) { weight = stem(whole) === term.stem ? 0.45 : 0.3; }
      if (weight) { found.push({ at, end, weight }); }
    }
    return found;
  }
  const worth = (found) => found.length ? Math.max(...found.map((one) => one.weight)) * (1 + Math.log2(found.length) / 5) : 0;

  // The same with å, aa and a as one letter, at the places of the text itself.
  function loosely(text, term) {
    const folded = loose(text);
    return places(folded.text, term).map(({ at, end, weight }) => ({ at: folded.places[at], end: folded.places[end], weight: weight * LOOSE }));
  }

  let entries = null;
  function prepared() {
    if (!entries && globalThis.is248Index) {
      const { pages, entries: all } = globalThis.is248Index;
      entries = all.map(([page, anchor, kind, title, text]) => {
        const [href, number, name] = pages[page];
        return { href: anchor ? `${href}#${anchor}` : href, kind, title, text, where: number ? `${number} ${name}` : name,
          folded: { title: strict(title), text: strict(text), where: strict(name) } };
      });
    }
    return entries || [];
  }

  // Names are found however their letters are typed: whole words of a title are always looked at loosely too.
  function inTitle(title, term, any) {
    const found = places(title, term.strict);
    return found.length ? found : loosely(title, term.loose).filter((one) => any || one.weight >= LOOSE * 0.9);
  }

  function scored(wanted, all, any) {
    const hits = [];
    for (const entry of prepared()) {
      let score = 0, met = 0;
      const marks = [];
      for (const term of wanted) {
        let inText = places(entry.folded.text, term.strict);
        if (any && !inText.length) { inText = loosely(entry.folded.text, term.loose); }
        const value = 6 * worth(inTitle(entry.folded.title, term, any)) + worth(inText) + (entry.kind === 0 ? 1.5 * worth(places(entry.folded.where, term.strict)) : 0);
        if (value) { met += 1; score += value; marks.push(...inText); }
      }
      if (met && (met === wanted.length || !all)) { hits.push({ entry, score: score * met, marks }); }
    }
    return hits.sort((a, b) => b.score - a.score);
  }

  function search(query) {
    const wanted = terms(query);
    if (!wanted.length) { return { wanted, hits: [], partial: false }; }
    for (const any of [false, true]) {
      const hits = scored(wanted, true, any);
      if (hits.length) { return { wanted, hits, partial: false }; }
    }
    return wanted.length < 2 ? { wanted, hits: [], partial: false } : { wanted, hits: scored(wanted, false, true), partial: true };
  }

  function element(name, attributes, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, value); }
    made.append(...content);
    return made;
  }

  function marked(text, marks, from, to) {
    const out = [];
    let at = from;
    for (const { at: start, end } of marks.sort((a, b) => a.at - b.at)) {
      if (start < at || end > to) { continue; }
      out.push(text.slice(at, start), element("mark", {}, text.slice(start, end)));
      at = end;
    }
    return [...out, text.slice(at, to)];
  }

  function snippet({ entry, marks }) {
    const best = marks.reduce((a, b) => (b.weight > a.weight ? b : a), { at: 0, weight: 0 });
    let from = Math.max(0, best.at - AROUND / 3), to = Math.min(entry.text.length, from + AROUND);
    if (from > 0) { from = entry.text.indexOf(" ", from) + 1; }
    if (to < entry.text.length) { to = Math.max(entry.text.lastIndexOf(" ", to), best.end || 0); }
    return [from > 0 ? "… " : "", ...marked(entry.text, marks, from, to), to < entry.text.length ? " …" : ""];
  }

  function shown(hit, wanted) {
    const { entry } = hit;
    const titles = wanted.flatMap((term) => inTitle(entry.folded.title, term, true));
    const link = element("a", { href: `${root}/${entry.href}` },
      element("span", { class: "hit-where" }, entry.where), " ",
      element("span", { class: "hit-title" }, ...marked(entry.title, titles, 0, entry.title.length)), " ",
      element("span", { class: "hit-text" }, ...snippet(hit)));
    return element("li", {}, link);
  }

  // Units whose name is searched for come first, where they have pages (units/picker.js).
  function unitHit(unit) {
    const { address, about, area } = globalThis.is248Picker;
    const link = element("a", { href: address(unit.unit) },
      element("span", { class: "hit-where" }, area), " ",
      element("span", { class: "hit-title" }, unit.unit.name), " ",
      element("span", { class: "hit-text" }, about(unit)));
    return element("li", {}, link);
  }

  const field = element("input", { type: "search", id: "search-field", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-controls": "search-hits", placeholder: words.hint });
  const status = element("p", { class: "search-status", role: "status" });
  const list = element("ol", { class: "hits", id: "search-hits" });
  const close = element("button", { type: "button", class: "tool" }, words.close);
  const choice = element("input", { type: "checkbox", id: "search-key" });
  const dialog = element("dialog", { class: "search", "aria-label": words.title },
    element("div", { class: "search-head" }, element("label", { for: "search-field" }, words.title), field, close), status, list,
    element("p", { class: "search-key" }, choice, " ", element("label", { for: "search-key" }, words.key)));
  const opener = element("button", { type: "button", class: "tool", id: "search-open", "aria-haspopup": "dialog" }, words.open);
  place.append(opener);
  document.body.append(dialog);

  const remembered = (key) => { try { return localStorage.getItem(key); } catch (error) { return null; } };
  choice.checked = remembered("search-key") !== "off";
  choice.addEventListener("change", () => { try { localStorage.setItem("search-key", choice.checked ? "on" : "off"); } catch (error) { /* for this page only */ } });

  function update() {
    const { wanted, hits, partial } = search(field.value);
    const units = globalThis.is248Picker ? globalThis.is248Picker.named(field.value) : [];
    list.replaceChildren(...units.map(unitHit), ...hits.slice(0, SHOWN).map((hit) => shown(hit, wanted)));
    list.scrollTop = 0;
    const all = units.length + hits.length, most = units.length + SHOWN;
    status.textContent = !wanted.length ? "" : !all ? words.none
      : (partial ? `${words.some} ` : "") + (all > most ? words.first.replace("{n}", all).replace("{shown}", most) : all === 1 ? words.one : words.many.replace("{n}", all));
  }

  function open() {
    if (dialog.open) { return; }
    if (!globalThis.is248Index && !document.getElementById("search-index")) {
      const script = element("script", { id: "search-index", src: `${root}/assets/search-index.js` });
      script.addEventListener("load", update);
      document.head.append(script);
    }
    if (globalThis.is248Picker) { globalThis.is248Picker.load().then(update, () => {}); } // the text is searched without it
    dialog.showModal();
    field.focus();
    field.select();
  }

  function leave() {
    dialog.close();
    opener.focus({ preventScroll: true });
  }

  opener.addEventListener("click", open);
  close.addEventListener("click", leave);
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest(".hits a")) { dialog.close(); } });
  field.addEventListener("input", update);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && choice.checked && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      open();
    }
  });
  dialog.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Enter" && event.target === field && links.length) { links[0].click(); }
    else if (event.key === "Escape") { leave(); } // in a search field the key would only empty it
    else if (event.key === "ArrowDown" && links.length) { (links[at + 1] || links[at]).focus(); }
    else if (event.key === "ArrowUp" && at >= 0) { (links[at - 1] || field).focus(); }
    else { return; }
    event.preventDefault();
  });
})();
