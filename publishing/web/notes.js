// Footnotes and references read where they stand: shown when a mark is pointed at or has focus, gone with Esc.
// Without this file the links lead to the notes.
(() => {
  "use strict";
  const DELAY = 120, LINGER = 250, EDGE = 12;
  const MARKS = "a.footnote-ref, a[role='doc-biblioref']";
  const card = document.createElement("div");
  card.id = "note-card";
  card.className = "note-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  document.body.append(card);
  let shown = null, timer = 0;

  // A note's own content; its links are text here, since a card can't be walked into with the keyboard.
  function note(mark) {
    const target = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    if (!target) { return null; }
    const copy = target.cloneNode(true);
    copy.querySelectorAll(".footnote-back").forEach((link) => link.remove());
    copy.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes));
    copy.querySelectorAll("[id]").forEach((one) => one.removeAttribute("id"));
    return [...copy.childNodes];
  }

  function show(mark) {
    clearTimeout(timer);
    if (shown === mark) { return; }
    const content = note(mark);
    if (!content) { return; }
    hide();
    card.replaceChildren(...content);
    card.hidden = false;
    shown = mark;
    mark.setAttribute("aria-describedby", card.id);
    const [line] = mark.getClientRects();
    const width = card.offsetWidth, height = card.offsetHeight;
    const left = Math.max(EDGE, Math.min(line.left, document.documentElement.clientWidth - width - EDGE));
    const below = line.bottom + height + EDGE < innerHeight || line.top < height + EDGE;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? line.bottom + 6 : line.top - height - 6) + scrollY}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (shown) { shown.removeAttribute("aria-describedby"); }
    shown = null;
    card.hidden = true;
  }

  const later = (action, wait) => { clearTimeout(timer); timer = setTimeout(action, wait); };
  const markOf = (event) => (event.target instanceof Element ? event.target.closest(MARKS) : null);
  document.addEventListener("pointerover", (event) => {
    const mark = markOf(event);
    if (mark) { later(() => show(mark), DELAY); }
    else if (card.contains(event.target)) { clearTimeout(timer); }
    else if (shown && document.activeElement !== shown) { later(hide, LINGER); }
    else if (!shown) { clearTimeout(timer); }
  });
  document.addEventListener("focusin", (event) => { const mark = markOf(event); if (mark && mark.matches(":focus-visible")) { show(mark); } });
  document.addEventListener("focusout", (event) => { if (markOf(event) === shown) { hide(); } });
  document.addEventListener("click", (event) => { if (shown && !card.contains(event.target)) { hide(); } });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown) { event.stopPropagation(); hide(); } });
})();
