// Where in a draft a remark stands: the text of its numbered paragraphs, read as publishing/review/paragraphs.py reads
// it, and words, cells and whole paragraphs as places in it.
(() => {
  "use strict";
  const INLINE = new Set("a abbr b button cite code del dfn em i ins kbd mark q s small span strong sub sup u wbr".split(" "));
  const UNREAD = "svg, math, script, style, del, .anchor, .downloads, .footnote-back, .remarks, .unseen, .paragraph-number, .origin-card, .scroll-hint, .table-filter";
  const AROUND = 32, LONGEST = 4000; // signs
  const SPACE = /[ \t\r\n\f]/;

  const paragraphs = [...document.querySelectorAll("[data-page] [data-number]")].map((element) => {
    const holder = element.closest("[data-page]");
    const label = element.querySelector(":scope > figcaption .product-label, :scope > figure > figcaption .product-label");
    const before = holder.dataset.before || ""; // what the one file puts before ids that every page has
    return { element, page: holder.dataset.page, id: before && element.id.startsWith(before) ? element.id.slice(before.length) : element.id, number: Number(element.dataset.number),
      kind: element.dataset.kind || "", product: element.matches(".product"), label: label ? label.textContent : "" };
  });
  const order = [...new Set(paragraphs.map((one) => one.page))]; // the headline of a figure comes before it, and stands in it
  paragraphs.sort((a, b) => order.indexOf(a.page) - order.indexOf(b.page) || a.number - b.number);
  const known = new Map(paragraphs.map((one) => [one.element, one]));
  const byPlace = new Map(paragraphs.map((one) => [`${one.page}#${one.id}`, one]));

  const of = (node) => {
    const element = node && (node instanceof Element ? node : node.parentElement);
    return (element && known.get(element.closest("[data-number]"))) || null;
  };
  const at = (page, id) => byPlace.get(`${page}#${id}`) || null;

  // The text of a paragraph, and for each of its signs the text node and the place in it.
  function read({ element }) {
    let text = "";
    const places = [];
    const add = (sign, node, offset) => { text += sign; places.push([node, offset]); };
    const space = (node, offset) => { if (text && !text.endsWith(" ")) { add(" ", node, offset); } };
    function walk(node) {
      if (node.nodeType === Node.TEXT_NODE) {
        for (let i = 0; i < node.data.length; i += 1) {
          if (SPACE.test(node.data[i])) { space(node, i); } else { add(node.data[i], node, i); }
        }
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        const apart = !INLINE.has(node.localName);
        if (apart) { space(null, 0); }
        if (node === element || !(node.matches(UNREAD) || node.dataset.number)) { node.childNodes.forEach(walk); }
        if (apart) { space(null, 0); }
      }
    }
    walk(element);
    if (text.endsWith(" ")) { text = text.slice(0, -1); places.pop(); }
    return { text, places };
  }

  const line = (text) => text.replace(/[ \t\r\n\f]+/g, " ").trim();
  const said = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(UNREAD).forEach((one) => one.remove());
    return line(copy.textContent);
  };

  // Heads of a cell as text; those of columns from the top down.
  function heads(cell) {
    const table = cell.closest("table"), row = cell.parentElement;
    const column = (own) => {
      const box = own.getBoundingClientRect();
      return (box.left + box.right) / 2;
    };
    const middle = column(cell);
    const above = table.tHead && !table.tHead.contains(cell) ? [...table.tHead.rows].flatMap((one) => [...one.cells]).filter((one) => {
      const box = one.getBoundingClientRect();
      return box.left <= middle && middle <= box.right;
    }) : [];
    const first = row.querySelector("th[scope=row]") || (row.cells[0] !== cell && !table.tHead?.contains(cell) ? row.cells[0] : null);
    return { row: first ? said(first) : "", column: above.map(said).filter(Boolean).join(", ") };
  }

  const before = (node, offset, range) => range.comparePoint(node, offset) < 0;

  // The first and the last sign of a paragraph that a range holds; null for none.
  function held(places, range) {
    let first = -1, last = -1;
    for (let i = 0; i < places.length; i += 1) {
      const [node, offset] = places[i];
      if (!node) { continue; }
      if (before(node, offset, range)) { continue; }
      if (range.comparePoint(node, offset + 1) > 0) { break; }
      if (first < 0) { first = i; }
      last = i;
    }
    return first < 0 ? null : [first, last + 1];
  }

  // What a range is about: the words in the first of its paragraphs, and all paragraphs where it has several.
  function words(range) {
    const several = [];
    let found = null;
    for (const one of paragraphs) {
      if (!range.intersectsNode(one.element)) { continue; }
      const { text, places } = read(one);
      const ends = held(places, range);
      if (!ends) { continue; }
      let [start, end] = ends;
      while (start < end && text[start] === " ") { start += 1; }
      while (end > start && text[end - 1] === " ") { end -= 1; }
      if (start === end) { continue; }
      several.push(one);
      if (found && found.one.page !== one.page) { several.pop(); break; }
      found = found || { one, text, start, end: Math.min(end, start + LONGEST) };
    }
    if (!found) { return null; }
    const { one, text, start, end } = found;
    const target = { ...whole(one), exact: text.slice(start, end), prefix: text.slice(Math.max(0, start - AROUND), start), suffix: text.slice(end, end + AROUND), start, end };
    const cells = [range.startContainer, range.endContainer].map((node) => (node instanceof Element ? node : node.parentElement).closest("td, th"));
    if (several.length > 1) { target.paragraphs = several.map((each) => each.id); }
    else if (one.product && cells[0] && cells[0] === (cells[1] || cells[0])) { target.cell = heads(cells[0]); }
    // Rows that a reader has sorted stand elsewhere than in the report.
    return one.element.querySelector("[aria-sort]") ? { ...target, prefix: "", suffix: "", start: 0, end: 0 } : target;
  }

  const whole = (one) => ({ page: one.page, id: one.id });

  // A proposed wording is of words: where none were selected, of the whole paragraph.
  function wholeText(one) {
    const { text } = read(one);
    return { ...whole(one), exact: text.slice(0, LONGEST), prefix: "", suffix: "", start: 0, end: Math.min(text.length, LONGEST) };
  }

  // The words of a target on this page; null where it has none or they are not found.
  function rangeOf(target) {
    const one = at(target.page, target.id);
    if (!one || !target.exact) { return null; }
    const cell = target.cell && [...one.element.querySelectorAll("td, th")].find((each) => {
      const own = said(each).includes(target.exact) && heads(each);
      return own && own.row === target.cell.row && own.column === target.cell.column;
    });
    const { text, places } = read(cell ? { element: cell } : one);
    let { start } = cell ? { start: 0 } : target;
    if (text.slice(start, start + target.exact.length) !== target.exact) {
      const around = text.indexOf((target.prefix || "") + target.exact);
      start = around < 0 ? text.indexOf(target.exact) : around + (target.prefix || "").length;
    }
    const signs = start < 0 ? [] : places.slice(start, start + target.exact.length).filter(([node]) => node);
    if (!signs.length) { return null; }
    const range = document.createRange();
    range.setStart(...signs[0]);
    const [node, offset] = signs[signs.length - 1];
    range.setEnd(node, offset + 1);
    return range;
  }

  globalThis.is248Review = { anchors: { paragraphs, of, at, read, words, whole, wholeText, rangeOf } };
})();
