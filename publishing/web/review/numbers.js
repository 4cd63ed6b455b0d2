// The number of each paragraph as a button that opens a remark. One of them at a time is a stop for the tab key; arrows
// lead to the others, and whatever gets focus inside a paragraph makes that paragraph's number the stop.
(() => {
  "use strict";
  const { anchors } = is248Review;
  const words = JSON.parse(document.body.dataset.remarking || "{}");
  if (!words.write) { return; }
  const opens = new Set();

  const name = (one, count) => {
    const place = one.label ? words.product.replace("{n}", one.number).replace("{label}", one.label.toLowerCase()) : words.paragraph.replace("{n}", one.number);
    const about = count === 1 ? words.one : count ? words.many.replace("{n}", count) : "";
    return `${place}${about ? `, ${about}` : ""}: ${words.write}`;
  };
  const buttons = anchors.paragraphs.map((one) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "paragraph-number";
    button.tabIndex = -1;
    button.textContent = one.number;
    button.setAttribute("aria-label", name(one, 0));
    button.addEventListener("click", () => opens.forEach((open) => open(one, button)));
    const caption = one.product && one.element.querySelector(":scope > figcaption > [id$='-caption'], :scope > figure > figcaption > [id$='-caption']");
    if (caption) { caption.before(button); } else { one.element.prepend(button); }
    one.button = button;
    return button;
  });
  document.body.classList.add("remarking");

  let stop = null;
  function move(button) {
    if (!button || button === stop) { return; }
    if (stop) { stop.tabIndex = -1; }
    stop = button;
    stop.tabIndex = 0;
  }
  move(buttons[0]);
  document.addEventListener("focusin", (event) => { const one = anchors.of(event.target); if (one) { move(one.button); } });
  document.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined || !buttons[next]) { return; }
    event.preventDefault();
    buttons[next].focus();
  });

  // How many remarks each paragraph has.
  function count(remarks) {
    const counts = new Map();
    for (const { target } of remarks) {
      const key = `${target.page}#${target.id}`;
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    for (const one of anchors.paragraphs) {
      const found = counts.get(`${one.page}#${one.id}`) || 0;
      if (one.button.dataset.count === String(found)) { continue; }
      one.button.dataset.count = found;
      one.button.classList.toggle("remarked", found > 0);
      one.button.setAttribute("aria-label", name(one, found));
    }
  }

  is248Review.numbers = { count, onOpen: (open) => opens.add(open) };
})();
