// Two pictures of one figure: beside each other, or one over the other with a divide that keys move too.
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");

  function button(text, pressed) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "tool";
    made.textContent = text;
    made.setAttribute("aria-pressed", String(pressed));
    return made;
  }

  for (const compare of document.querySelectorAll(".compare")) {
    const after = compare.querySelector(".compare-after");
    if (!after || !compare.querySelector(".compare-before")) { continue; }
    const tools = document.createElement("div");
    tools.className = "compare-tools";
    const beside = button(words.beside, true), over = button(words.over, false);
    const label = document.createElement("label"), range = document.createElement("input");
    range.type = "range";
    range.min = "0";
    range.max = "100";
    range.value = "50";
    label.append(words.divide, range);
    label.hidden = true;
    function cut() { after.style.setProperty("--cut", `${range.value}%`); }
    function show(stacked) {
      compare.classList.toggle("over", stacked);
      beside.setAttribute("aria-pressed", String(!stacked));
      over.setAttribute("aria-pressed", String(stacked));
      label.hidden = !stacked;
      cut();
    }
    range.addEventListener("input", cut);
    beside.addEventListener("click", () => show(false));
    over.addEventListener("click", () => show(true));
    tools.append(beside, over, label);
    compare.prepend(tools);
  }
})();
