// Where the numbers of a draft come from, in words and one step further in code: shown when a number is pointed at or
// has focus. A switch turns it on; until then numbers are text, and no stops for the tab key.
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.origins || "{}");
  const marks = [...document.querySelectorAll(".traced")], stripe = document.querySelector(".draft-stripe");
  if (!marks.length || !stripe || !words.show) { return; }
  const KEY = "is248-origins", DELAY = 150, LINGER = 300, EDGE = 12;
  const parts = (text) => (text || "").split("\u21b5").map((line) => line.trim()).filter(Boolean);
  const part = (name, text, kind) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) { made.className = kind; }
    return made;
  };

  const card = document.createElement("span"); // inside a sentence, where the tab key finds it after its number
  card.className = "origin-card";
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", words.name);
  const said = document.createElement("span");
  said.id = "origin-said";
  let shown = null, timer = 0, on = false;

  function fill({ dataset }) {
    const told = parts(dataset.origin);
    said.replaceChildren(...(told.length ? told : [words.nowhere]).map((line) => part("span", line, "origin-line")));
    if (dataset.value) { said.append(part("span", `${words.value}: ${dataset.value}`, "origin-line")); }
    const code = part("span", "", "origin-code");
    code.hidden = true;
    code.append(part("span", words.expression, "origin-label"), part("code", dataset.expression));
    if (dataset.trace) { code.append(part("span", words.from, "origin-label"), ...parts(dataset.trace).map((line) => part("code", line))); }
    const more = part("button", words.code, "origin-more");
    more.type = "button";
    more.setAttribute("aria-expanded", "false");
    more.addEventListener("click", () => {
      code.hidden = !code.hidden;
      more.setAttribute("aria-expanded", String(!code.hidden));
    });
    card.replaceChildren(said, more, code);
  }

  function show(mark) {
    clearTimeout(timer);
    if (shown === mark || !on) { return; }
    hide();
    fill(mark);
    mark.after(card);
    shown = mark;
    mark.setAttribute("aria-describedby", said.id);
    const [line] = mark.getClientRects(), base = (card.offsetParent || document.body).getBoundingClientRect();
    const width = card.offsetWidth, height = card.offsetHeight;
    const left = Math.max(EDGE, Math.min(line.left, document.documentElement.clientWidth - width - EDGE));
    const below = line.bottom + height + EDGE < innerHeight || line.top < height + EDGE;
    card.style.left = `${left - base.left}px`;
    card.style.top = `${(below ? line.bottom + 6 : line.top - height - 6) - base.top}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (shown) { shown.removeAttribute("aria-describedby"); }
    shown = null;
    card.remove();
  }

  function turn(wish) {
    on = wish;
    hide();
    document.body.classList.toggle("with-origins", on);
    marks.forEach((mark) => { if (on) { mark.tabIndex = 0; } else { mark.removeAttribute("tabindex"); } });
    button.setAttribute("aria-pressed", String(on));
    try { localStorage.setItem(KEY, on ? "on" : "off"); } catch (error) { /* for this page only */ }
  }

  const button = part("button", words.show, "tool origin-switch");
  button.type = "button";
  button.addEventListener("click", () => turn(!on));
  stripe.append(" ", button);
  let kept = "off";
  try { kept = localStorage.getItem(KEY) || kept; } catch (error) { /* off */ }
  turn(kept === "on");

  const markOf = (event) => (event.target instanceof Element ? event.target.closest(".traced") : null);
  const later = (action, wait) => { clearTimeout(timer); timer = setTimeout(action, wait); };
  document.addEventListener("pointerover", (event) => {
    const mark = markOf(event);
    if (mark && !event.buttons && getSelection().isCollapsed) { later(() => show(mark), DELAY); }
    else if (card.contains(event.target)) { clearTimeout(timer); }
    else if (shown && !card.contains(document.activeElement) && document.activeElement !== shown) { later(hide, LINGER); }
    else if (!shown) { clearTimeout(timer); }
  });
  document.addEventListener("click", (event) => {
    const mark = markOf(event);
    if (mark && getSelection().isCollapsed) { show(mark); } else if (shown && !card.contains(event.target)) { hide(); }
  });
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark && mark.matches(":focus-visible")) { show(mark); } else if (shown && mark !== shown && !card.contains(event.target)) { hide(); }
  });
  document.addEventListener("selectionchange", () => { if (shown && !getSelection().isCollapsed && !card.contains(getSelection().anchorNode)) { hide(); } });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) { return; }
    event.preventDefault();
    const mark = shown;
    if (card.contains(document.activeElement)) { mark.focus(); }
    hide();
  });
})();
