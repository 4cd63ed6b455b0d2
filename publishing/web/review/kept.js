// The remarks of one reader on one draft: kept in the browser, written to a file of W3C Web Annotations, read from one.
// Whatever a remark says is text. A remark that is only begun is kept too, as what is `pending`.
(() => {
  "use strict";
  const draft = document.body.dataset.draft || "";
  const KEY = `is248-remarks-${draft}`, NAME = "is248-reviewer";
  const [, edition, number] = /^(.+)-utkast-(\d+)$/.exec(draft) || ["", "", "0"];
  const CONTEXT = "http://www.w3.org/ns/anno.jsonld";
  const SOURCE = /^urn:is248:([\w.-]+):utkast-(\d+):(.+)$/;
  const MOST = 5000, LONGEST = 20000;

  let all = new Map(); // by id, also what was deleted, so that another tab does not bring it back
  let problem = ""; // why the browser does not keep them: "", "full" or "refused"
  const listeners = new Set();

  function stored() {
    const text = localStorage.getItem(KEY);
    const found = text ? JSON.parse(text) : [];
    return Array.isArray(found) ? found.filter((one) => one && typeof one.id === "string") : [];
  }

  function merge(others) {
    for (const one of others) {
      const own = all.get(one.id);
      if (!own || (one.stamp || 0) > (own.stamp || 0)) { all.set(one.id, one); }
    }
  }

  function load() {
    try {
      merge(stored());
      localStorage.setItem(`${KEY}-try`, "1");
      localStorage.removeItem(`${KEY}-try`);
    } catch (error) { problem = error.name === "QuotaExceededError" && localStorageWorks() ? "full" : "refused"; }
  }

  function save() {
    try {
      merge(stored());
      localStorage.setItem(KEY, JSON.stringify([...all.values()]));
      problem = "";
    } catch (error) {
      problem = error.name === "QuotaExceededError" && localStorageWorks() ? "full" : "refused";
    }
    listeners.forEach((tell) => tell());
  }

  function localStorageWorks() {
    try { return localStorage.length > 0; } catch (error) { return false; }
  }

  function uuid() {
    if (crypto.randomUUID) { return crypto.randomUUID(); }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const put = (remark) => { all.set(remark.id, { ...remark, stamp: Date.now() }); save(); return all.get(remark.id); };
  const begun = (target) => ({ id: `urn:uuid:${uuid()}`, created: new Date().toISOString(), modified: "", comment: "", proposal: null, name: "", target });
  const list = () => [...all.values()].filter((one) => !one.deleted);

  // Finished as the reader left it; the words are those in `pending`.
  function finish(remark, name) {
    const { pending, ...rest } = remark;
    return put({ ...rest, ...pending, name, modified: new Date().toISOString() });
  }
  const write = (remark, pending) => put({ ...remark, pending });
  function drop(remark) { // an edit is given up; of what was only begun nothing is left
    const { pending, ...rest } = remark;
    return remark.modified ? put(rest) : remove(remark);
  }
  const remove = (remark) => put({ ...remark, deleted: true });
  const restore = (remark) => { const { deleted, ...rest } = all.get(remark.id); return put(rest); };

  // W3C -------------------------------------------------------------------------------------------------------------

  function annotation(remark) {
    const { target } = remark;
    const selector = [];
    if (target.id) { selector.push({ type: "FragmentSelector", value: target.id }); }
    if (target.exact) {
      selector.push({ type: "TextQuoteSelector", exact: target.exact, prefix: target.prefix || "", suffix: target.suffix || "" });
      if (target.end > target.start) { selector.push({ type: "TextPositionSelector", start: target.start, end: target.end }); }
    }
    const body = [];
    if (remark.comment) { body.push({ type: "TextualBody", purpose: "commenting", value: remark.comment, format: "text/plain", language: "nb" }); }
    if (remark.proposal !== null) { body.push({ type: "TextualBody", purpose: "editing", value: remark.proposal, format: "text/plain" }); }
    return { "@context": CONTEXT, id: remark.id, type: "Annotation", motivation: remark.proposal === null ? "commenting" : "editing",
      creator: { type: "Person", name: remark.name }, created: remark.created, modified: remark.modified, body,
      target: { source: `urn:is248:${edition}:utkast-${number}:${target.page}`, ...(selector.length ? { selector } : {}),
        ...(target.cell ? { "is248:cell": target.cell } : {}), ...(target.paragraphs ? { "is248:paragraphs": target.paragraphs } : {}) } };
  }

  function collection(name, label) {
    const items = finished().map((one) => annotation({ ...one, name: one.name || name }));
    return { "@context": CONTEXT, type: "AnnotationCollection", label, total: items.length, first: { type: "AnnotationPage", items } };
  }

  const finished = () => list().filter((one) => one.modified);
  const text = (value, most = LONGEST) => (typeof value === "string" ? value.slice(0, most) : "");
  const count = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : 0);
  const several = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);

  // A remark from an annotation; null for what is none. `other` tells that it is of another draft.
  function remark(item) {
    const place = item && item.target && SOURCE.exec(text(item.target.source));
    if (!place || !text(item.id) || item.type !== "Annotation") { return null; }
    if (place[1] !== edition || place[2] !== number) { return { other: true }; }
    const target = { page: place[3], id: "" };
    for (const one of several(item.target.selector)) {
      if (!one) { continue; }
      if (one.type === "FragmentSelector") { target.id = text(one.value, 200).replace(/^#/, ""); }
      if (one.type === "TextQuoteSelector") { Object.assign(target, { exact: text(one.exact), prefix: text(one.prefix), suffix: text(one.suffix) }); }
      if (one.type === "TextPositionSelector") { Object.assign(target, { start: count(one.start), end: count(one.end) }); }
    }
    const cell = item.target["is248:cell"];
    if (cell) { target.cell = { row: text(cell.row), column: text(cell.column) }; }
    const spanned = several(item.target["is248:paragraphs"]).map((one) => text(one, 200)).filter(Boolean);
    if (spanned.length) { target.paragraphs = spanned; }
    const said = { comment: "", proposal: null };
    for (const one of several(item.body)) {
      if (one && one.purpose === "editing") { said.proposal = text(one.value); } else if (one) { said.comment += text(one.value); }
    }
    if (!said.comment && said.proposal === null) { return null; }
    const modified = text(item.modified) || text(item.created) || new Date().toISOString();
    return { id: text(item.id, 300), created: text(item.created) || modified, modified, ...said, name: text(item.creator && item.creator.name, 200), target };
  }

  // Takes in a file's text: how many were new or newer, known already, of another draft, not to be read.
  function take(content) {
    const told = { taken: 0, known: 0, other: 0, bad: 0 };
    const found = JSON.parse(content.replace(/^\ufeff/, ""));
    const items = several((found.first && found.first.items) || found.items || found);
    for (const item of items.slice(0, MOST)) {
      const made = remark(item);
      if (!made) { told.bad += 1; continue; }
      if (made.other) { told.other += 1; continue; }
      const own = all.get(made.id);
      if (own && (own.modified || "") >= made.modified && !own.deleted) { told.known += 1; continue; }
      all.set(made.id, { ...made, sent: made.modified, ...(own && own.pending && !own.deleted ? { pending: own.pending } : {}), stamp: Date.now() });
      told.taken += 1;
    }
    save();
    return told;
  }

  const sent = () => { finished().forEach((one) => all.set(one.id, { ...one, sent: one.modified, stamp: Date.now() })); save(); };
  const remembered = (key) => { try { return localStorage.getItem(key) || ""; } catch (error) { return ""; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch (error) { /* for this page only */ } };
  let own = remembered(NAME);

  load();
  addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) { load(); listeners.forEach((tell) => tell()); } });

  is248Review.kept = { draft, list, finished, begun, write, finish, drop, remove, restore, sent, take, collection, remembered, remember,
    get: (id) => all.get(id), problem: () => problem,
    name: () => own, rename: (name) => { own = name; remember(NAME, name); }, onChange: (tell) => listeners.add(tell) };
})();
