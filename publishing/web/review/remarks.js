// Remarks on a draft: written beside the words that they are about, listed, sent as one file. Nothing is fetched or sent
// by this script, and whatever is written is shown as text alone. Words come from the page, in `data-remarking` of the body.
(() => {
  "use strict";
  const { anchors, kept, numbers } = is248Review;
  const words = JSON.parse(document.body.dataset.remarking || "{}");
  const tools = document.querySelector(".masthead .tools");
  if (!numbers || !tools) { return; }
  const KEY = "is248-remark-key", NARROW = matchMedia("(max-width: 54rem)");
  const LONGEST = 10000, SHOWN = 120; // signs
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  function element(name, attributes, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) { made.addEventListener(key.slice(2), value); } else if (value !== false) { made.setAttribute(key, value === true ? "" : value); }
    }
    made.append(...content);
    return made;
  }
  const button = (text, click, kind = "") => element("button", { type: "button", class: `tool ${kind}`.trim(), onclick: click }, text);
  const short = (text) => (text.length > SHOWN ? `${text.slice(0, SHOWN).replace(/\s+\S*$/, "")} …` : text);

  const opener = element("button", { type: "button", class: "tool", id: "remarks-open", "aria-expanded": "false", "aria-controls": "remarks" });
  const status = element("p", { class: "remarks-status", role: "status" });
  const warning = element("p", { class: "remarks-warning", hidden: true });
  const content = element("div", { class: "remarks-content" });
  const title = element("h2", { id: "remarks-title", tabindex: "-1" });
  const panel = element("section", { class: "remarks-panel", id: "remarks", "aria-labelledby": "remarks-title", hidden: true },
    element("div", { class: "remarks-head" }, title, button(words.close, () => close())), warning, status, content);
  const bar = element("div", { class: "remarks-bar", role: "region", "aria-label": words.selected, hidden: true });
  tools.prepend(opener);
  document.body.append(bar, panel);

  let back = null; // what gets focus when the panel closes
  let writing = null; // the remark whose form is open
  let deleted = null;
  let offered = null; // what the bar offers a remark on

  // What is about -----------------------------------------------------------------------------------------------------

  function about(target) {
    const one = anchors.at(target.page, target.id);
    const parts = [];
    if (one) { parts.push(one.label || fill(words.paragraph, { n: one.number })); }
    else if (target.id) { parts.push(/^(tbl|fig)-/.test(target.id) ? words[target.id.slice(0, 3)] + target.id.slice(4).replace("-", ".") : fill(words.paragraph, { n: target.id.replace(/^avsnitt-/, "") })); }
    else { parts.push(words.page); }
    if (target.cell) { parts.push(...[target.cell.row, target.cell.column].filter(Boolean)); }
    return parts.join(", ");
  }

  function aboutLine(target) {
    const line = element("p", { class: "remarks-about" }, element("strong", {}, about(target)));
    if (target.exact) { line.append(": ", element("q", {}, short(target.exact))); }
    if (target.paragraphs) { line.append(` ${fill(words.several, { n: target.paragraphs.length })}`); }
    return line;
  }

  const titles = JSON.parse(document.body.dataset.pages || "{}"); // of all pages of the draft, by address
  const here = new Set([...document.querySelectorAll("[data-page]")].map((one) => one.dataset.page));

  // Marks in the text -------------------------------------------------------------------------------------------------

  let ranges = [];
  function mark() {
    const remarks = kept.list();
    numbers.count(remarks);
    ranges = remarks.map((one) => [one.id, anchors.rangeOf(one.target)]).filter(([, range]) => range);
    const own = ranges.filter(([id]) => writing && id === writing.id).map(([, range]) => range);
    if (globalThis.Highlight && CSS.highlights) {
      CSS.highlights.set("remark", new Highlight(...ranges.map(([, range]) => range)));
      CSS.highlights.set("remark-now", new Highlight(...own));
    }
    const all = kept.list().length;
    opener.textContent = fill(words.open, { n: all });
    const problem = kept.problem() || (location.protocol === "file:" && here.size < 2 && /Firefox/.test(navigator.userAgent) ? "alone" : "");
    warning.hidden = !problem;
    warning.textContent = problem ? words[problem] : "";
  }

  // The panel ---------------------------------------------------------------------------------------------------------

  function show(heading, ...parts) {
    title.textContent = heading;
    content.replaceChildren(...parts);
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    hideBar();
    place();
  }

  function close() {
    writing = null;
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    status.textContent = "";
    mark();
    if (back && document.contains(back)) { back.focus({ preventScroll: true }); }
    back = null;
  }

  // Above the keyboard of a phone, and not over what is written about.
  function place() {
    const view = globalThis.visualViewport;
    if (view) { panel.style.bottom = NARROW.matches ? `${Math.max(0, innerHeight - view.height - view.offsetTop)}px` : ""; }
    const one = writing && anchors.at(writing.target.page, writing.target.id);
    if (!one) { return; }
    const box = (anchors.rangeOf(writing.target) || one.element).getBoundingClientRect(), own = panel.getBoundingClientRect();
    const over = box.right > own.left && box.bottom > own.top && box.top < own.bottom;
    const head = document.querySelector(".masthead").getBoundingClientRect().bottom;
    if (over || box.top < 0 || box.top > innerHeight) { scrollBy(0, box.top - Math.max(head, 0) - 24); }
  }
  if (globalThis.visualViewport) { visualViewport.addEventListener("resize", () => { if (!panel.hidden) { place(); } }); }

  function tell(text, ...more) {
    status.replaceChildren(text, ...more);
  }

  // Writing -----------------------------------------------------------------------------------------------------------

  function write(target, { edit = null, proposing = false, from = document.activeElement } = {}) {
    const one = anchors.at(target.page, target.id);
    writing = edit || kept.begun(proposing && !target.exact && one ? anchors.wholeText(one) : target);
    if (from && from !== document.body && !panel.contains(from)) { back = from; }
    else if (!back && one) { back = one.button; }
    const start = writing.pending || writing;
    const original = target.exact || (one && !one.product ? anchors.read(one).text.slice(0, 4000) : "");

    const name = element("input", { type: "text", id: "remark-name", autocomplete: "name", maxlength: 200, value: kept.name() });
    const comment = element("textarea", { id: "remark-text", rows: 4, maxlength: LONGEST, "aria-describedby": "remark-error" });
    comment.value = start.comment || "";
    const choice = element("input", { type: "checkbox", id: "remark-propose" });
    choice.checked = proposing || (start.proposal !== null && start.proposal !== undefined);
    const wording = element("textarea", { id: "remark-wording", rows: 4, maxlength: LONGEST });
    wording.value = choice.checked && start.proposal !== null && start.proposal !== undefined ? start.proposal : original;
    const field = element("p", { class: "remarks-field" }, element("label", { for: "remark-wording" }, words.wording), wording);
    const error = element("p", { class: "remarks-error", id: "remark-error" });
    const proposed = () => (choice.checked && wording.value !== original ? wording.value : null);

    // Kept with every sign that is written; a remark that is only begun is in the list as such.
    const keep = () => {
      error.textContent = "";
      const pending = { comment: comment.value, proposal: proposed() };
      if (!pending.comment && pending.proposal === null && !kept.get(writing.id)) { return; }
      if (pending.proposal !== null && !writing.target.exact && one) { writing = { ...writing, target: anchors.wholeText(one) }; }
      writing = kept.write(writing, pending);
    };
    const toggle = () => { field.hidden = !choice.checked; };
    toggle();
    comment.addEventListener("input", keep);
    wording.addEventListener("input", keep);
    choice.addEventListener("change", () => { toggle(); keep(); if (choice.checked) { wording.focus(); } });
    name.addEventListener("input", () => kept.rename(name.value.trim()));

    const save = () => {
      keep();
      if (!comment.value.trim() && proposed() === null) {
        error.textContent = words.empty;
        (choice.checked ? wording : comment).focus();
        return;
      }
      writing = { ...writing, pending: { comment: comment.value.trim(), proposal: proposed() } };
      kept.finish(writing, name.value.trim());
      const unsent = kept.finished().filter((each) => each.sent !== each.modified).length;
      close();
      toast(kept.problem() ? words[kept.problem()] : fill(unsent === 1 ? words.saved_one : words.saved, { n: unsent }));
    };
    const give = () => {
      const gone = kept.get(writing.id);
      if (gone) { kept.drop(gone); }
      close();
      toast(words.dropped);
    };
    const form = element("form", { class: "remarks-form", novalidate: true },
      aboutLine(target),
      element("p", { class: "remarks-field" }, element("label", { for: "remark-text" }, words.remark), comment), error,
      ...(original ? [element("p", { class: "remarks-choice" }, choice, " ", element("label", { for: "remark-propose" }, words.propose)), field] : []),
      element("p", { class: "remarks-field" }, element("label", { for: "remark-name" }, words.name), name),
      element("p", { class: "remarks-actions" }, element("button", { type: "submit", class: "tool strong" }, words.save), button(words.later, () => { close(); }), button(words.drop, give)),
      element("p", { class: "remarks-hint" }, words.keeps));
    form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
    form.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); } });
    status.textContent = "";
    show(edit && edit.modified ? words.editing : words.writing, form);
    mark();
    (proposing ? wording : comment).focus({ preventScroll: true });
  }

  // The list ----------------------------------------------------------------------------------------------------------

  const ordered = (remarks) => {
    const pages = Object.keys(titles);
    const number = ({ target }) => anchors.at(target.page, target.id)?.number ?? (Number(/\d+$/.exec(target.id)?.[0]) || 0);
    return remarks.sort((a, b) => pages.indexOf(a.target.page) - pages.indexOf(b.target.page) || number(a) - number(b) || (a.target.start || 0) - (b.target.start || 0) || (a.created < b.created ? -1 : 1));
  };

  function place_of(target) {
    const root = document.getElementById("search")?.dataset.root ?? ".";
    return here.has(target.page) ? `#${anchors.at(target.page, target.id)?.element.id ?? ""}` : `${root}/${target.page}#${target.id}`;
  }

  function entry(remark) {
    const said = remark.pending || remark;
    const item = element("li", { class: "remarks-item", id: `own-${remark.id.slice(-12)}` }, aboutLine(remark.target));
    const state = remark.pending ? words.unfinished : remark.sent === remark.modified ? words.is_sent : "";
    if (state) { item.firstChild.append(" ", element("span", { class: "status" }, state)); }
    if (said.comment) { item.append(element("p", { class: "remarks-said" }, said.comment)); }
    if (said.proposal !== null && said.proposal !== undefined) { item.append(element("p", { class: "remarks-said" }, element("strong", {}, words.proposal), " ", said.proposal || words.strike)); }
    const go = element("a", { class: "tool", href: place_of(remark.target) }, words.go);
    go.addEventListener("click", (event) => {
      const one = anchors.at(remark.target.page, remark.target.id);
      if (!one) { return; }
      event.preventDefault();
      if (NARROW.matches) { back = null; close(); }
      one.button.focus();
      one.element.scrollIntoView({ block: "center" });
    });
    const named = (text) => `${text}: ${about(remark.target)}`;
    const edit = button(words.edit, () => write(remark.target, { edit: kept.get(remark.id) }));
    const gone = button(words.remove, () => {
      deleted = kept.remove(kept.get(remark.id));
      list();
      tell(`${words.removed} `, button(words.undo, () => { kept.restore(deleted); list(); tell(words.restored); title.focus(); }));
      status.querySelector("button").focus();
    });
    [[go, words.go], [edit, words.edit], [gone, words.remove]].forEach(([one, text]) => one.setAttribute("aria-label", named(text)));
    item.append(element("p", { class: "remarks-actions" }, go, edit, gone));
    return item;
  }

  function list() {
    writing = null;
    const remarks = ordered(kept.list());
    const groups = new Map();
    for (const one of remarks) { groups.set(one.target.page, [...(groups.get(one.target.page) || []), one]); }
    const parts = [];
    if (!remarks.length) { parts.push(element("p", {}, words.none)); }
    for (const [page, those] of groups) { parts.push(element("h3", {}, titles[page] || page), element("ul", { class: "remarks-list" }, ...those.map(entry))); }
    const file = element("input", { type: "file", id: "remarks-file", accept: ".json,application/json", class: "unseen" });
    file.addEventListener("change", () => { if (file.files[0]) { take(file.files[0]); } });
    const choice = element("input", { type: "checkbox", id: "remark-key" });
    choice.checked = kept.remembered(KEY) !== "off";
    choice.addEventListener("change", () => kept.remember(KEY, choice.checked ? "on" : "off"));
    const [only] = here;
    parts.push(
      element("p", { class: "remarks-actions" }, ...(kept.finished().length ? [button(words.send, send, "strong")] : []),
        ...(here.size === 1 ? [button(words.of_page, () => write({ page: only, id: "" }))] : []),
        element("label", { class: "tool", for: "remarks-file" }, words.take), file),
      element("details", { class: "remarks-help" }, element("summary", {}, words.help), ...words.helping.map((text) => element("p", {}, text)),
        element("p", { class: "remarks-choice" }, choice, " ", element("label", { for: "remark-key" }, words.key)),
        ...(document.body.dataset.guide ? [element("p", {}, element("a", { href: document.body.dataset.guide }, words.guide))] : [])));
    show(fill(words.mine, { n: remarks.length }), ...parts);
    mark();
  }

  async function take(file) {
    try {
      const told = kept.take(await file.text());
      list();
      tell([fill(words.taken, { n: told.taken, known: told.known }), told.other ? fill(words.other, { n: told.other }) : "", told.bad ? fill(words.bad, { n: told.bad }) : ""].filter(Boolean).join(" "));
    } catch (error) {
      tell(fill(words.unread, { name: file.name }));
    }
    title.focus();
  }

  // Sending -----------------------------------------------------------------------------------------------------------

  const SPELT = { "æ": "ae", "ø": "o", "å": "a" };
  const slug = (name) => name.toLowerCase().replace(/[æøå]/g, (sign) => SPELT[sign]).normalize("NFD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40);

  function send() {
    const unfinished = kept.list().length - kept.finished().length + kept.finished().filter((one) => one.pending).length;
    const address = document.body.dataset.address || "";
    const name = element("input", { type: "text", id: "remark-name", autocomplete: "name", maxlength: 200, value: kept.name(), "aria-describedby": "remark-error" });
    const error = element("p", { class: "remarks-error", id: "remark-error" });
    const after = element("div", {});
    const made = () => {
      const own = name.value.trim();
      error.textContent = own ? "" : words.nameless;
      if (!own) { name.focus(); return null; }
      kept.rename(own);
      const text = `${JSON.stringify(kept.collection(own, fill(words.label, { draft: kept.draft, name: own })), null, 1)}\n`;
      return new File([text], `merknader-${kept.draft}-${slug(own) || "leser"}.json`, { type: "application/json" });
    };
    const done = (file) => {
      kept.sent();
      const to = element("p", {}, address ? `${words.mail} ` : words.nobody);
      if (address) { to.append(element("a", { href: `mailto:${encodeURIComponent(address)}?subject=${encodeURIComponent(file.name)}` }, address)); }
      after.replaceChildren(to);
      tell(fill(words.downloaded, { name: file.name }));
    };
    const download = () => {
      const file = made();
      if (!file) { return; }
      const url = URL.createObjectURL(file);
      const link = element("a", { href: url, download: file.name, hidden: true });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(url), 60000);
      done(file);
    };
    const share = () => {
      const file = made();
      if (file) { navigator.share({ files: [file], title: file.name }).then(() => done(file), () => tell(words.unshared)); }
    };
    const shares = Boolean(navigator.canShare && navigator.canShare({ files: [new File(["{}"], "x.json", { type: "application/json" })] }));
    const count = kept.finished().length;
    status.textContent = "";
    show(words.sending,
      element("p", {}, fill(count === 1 ? words.one_goes : words.many_go, { n: count }), unfinished ? ` ${fill(words.begun, { n: unfinished })}` : ""),
      element("p", { class: "remarks-field" }, element("label", { for: "remark-name" }, words.name), name), error,
      element("p", { class: "remarks-actions" }, button(words.download, download, "strong"), ...(shares ? [button(words.share, share)] : []), button(words.back, () => { list(); title.focus(); })),
      after);
    (kept.name() ? title : name).focus();
  }

  // Selecting ---------------------------------------------------------------------------------------------------------

  function hideBar() {
    bar.hidden = true;
    offered = null;
  }

  function toast(text) {
    bar.replaceChildren(element("p", { role: "status" }, ""), button(words.show, () => { hideBar(); list(); title.focus(); }), button(words.hide, hideBar));
    bar.hidden = false;
    setTimeout(() => { if (bar.querySelector("[role=status]")) { bar.querySelector("[role=status]").textContent = text; } }, 50);
  }

  function selection() {
    const found = getSelection();
    if (!found.rangeCount || found.isCollapsed) { return null; }
    const range = found.getRangeAt(0);
    if (panel.contains(range.commonAncestorContainer) || bar.contains(range.commonAncestorContainer)) { return null; }
    return anchors.words(range);
  }

  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const target = selection();
      if (!target) { if (offered) { hideBar(); } return; }
      if (!panel.hidden && writing) { return; }
      offered = target;
      const hint = kept.remembered(KEY) !== "off" ? element("span", { class: "remarks-key" }, words.press) : "";
      bar.replaceChildren(element("p", {}, element("q", {}, short(target.exact))), button(words.remark_this, () => write(target), "strong"), button(words.propose_this, () => write(target, { proposing: true })), hint);
      bar.hidden = false;
    }, 250);
  });
  // A press on the bar leaves the selection as it is.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());

  numbers.onOpen((one, from) => {
    const target = selection();
    const own = target && target.page === one.page && target.id === one.id ? target : anchors.whole(one);
    const there = kept.list().filter((each) => each.target.page === own.page && each.target.id === own.id && each.pending && !each.modified);
    write(there[0] ? there[0].target : own, { edit: there[0] || null, from });
  });

  // A press on marked words opens what is said of them.
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.target.closest("a, button, input, label, summary, .remarks-panel, .remarks-bar") || !getSelection().isCollapsed) { return; }
    const hit = ranges.find(([, range]) => [...range.getClientRects()].some((box) => box.left <= event.clientX && event.clientX <= box.right && box.top <= event.clientY && event.clientY <= box.bottom));
    if (hit) { const remark = kept.get(hit[0]); write(remark.target, { edit: remark, from: anchors.at(remark.target.page, remark.target.id)?.button }); }
  });

  opener.addEventListener("click", () => {
    if (!panel.hidden && !writing) { close(); return; }
    back = opener;
    list();
    title.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      if (!panel.hidden) { close(); } else if (!bar.hidden) { hideBar(); }
      return;
    }
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (event.key !== "m" || typing || event.ctrlKey || event.metaKey || event.altKey || kept.remembered(KEY) === "off") { return; }
    const target = selection(), one = anchors.of(document.activeElement);
    if (!target && !one) { return; }
    event.preventDefault();
    write(target || anchors.whole(one), { from: one ? one.button : null });
  });
  addEventListener("beforeunload", (event) => { if (kept.problem() && kept.finished().some((one) => one.sent !== one.modified)) { event.preventDefault(); } });

  kept.onChange(() => { mark(); if (!panel.hidden && title.textContent.startsWith(words.mine.split("{")[0]) && !panel.contains(document.activeElement)) { list(); } });
  opener.textContent = fill(words.open, { n: 0 });
  mark();
})();
