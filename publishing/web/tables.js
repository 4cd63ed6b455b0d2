// Tables: heads that sort, and a sign where there is more to the right. Without this file tables read as printed.
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.tables || "{}");
  const ENOUGH = 3; // rows

  // Numbers as printed: thin spaces, decimal comma, true minus.
  function value(cell) {
    const text = cell ? cell.textContent.replace(/[\s\u202f\u00a0%]/g, "").replace("\u2212", "-").replace(",", ".") : "";
    return text !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
  }

  // Heads that stand over one column, with the column's place.
  function heads(table) {
    const found = [], taken = [];
    [...table.tHead.rows].forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (taken[y] && taken[y][x]) { x += 1; }
        for (let down = 0; down < cell.rowSpan; down += 1) {
          taken[y + down] = taken[y + down] || [];
          for (let across = 0; across < cell.colSpan; across += 1) { taken[y + down][x + across] = true; }
        }
        if (cell.scope === "col") { found.push({ cell, column: x }); }
        x += cell.colSpan;
      }
    });
    return found;
  }

  function sortable(table) {
    const bodies = [...table.tBodies].map((body) => {
      const rows = [...body.rows];
      return { body, rows, movable: rows.filter((row) => !row.matches(".group, .total, .missing")) };
    });
    if (!table.tHead || !bodies.some((part) => part.movable.length >= ENOUGH)) { return; }

    // Totals, "Ikke oppgitt" and the heads of groups keep their places.
    function order(column, direction) {
      for (const { body, rows, movable } of bodies) {
        const keyed = movable.map((row, place) => ({ row, place, cell: row.cells[column] }));
        if (direction) {
          keyed.forEach((one) => { one.key = column ? value(one.cell) : null; one.text = one.cell.textContent.trim(); });
          keyed.sort((a, b) => {
            if (a.key !== null && b.key !== null) { return direction * (a.key - b.key) || a.place - b.place; }
            if (a.key !== null || b.key !== null) { return a.key === null ? 1 : -1; }
            if (!a.text !== !b.text) { return a.text ? -1 : 1; }
            return direction * a.text.localeCompare(b.text, "nb", { numeric: true }) || a.place - b.place;
          });
        }
        const next = keyed.map((one) => one.row);
        body.append(...rows.map((row) => (movable.includes(row) ? next.shift() : row)));
      }
    }

    const all = heads(table);
    for (const { cell, column } of all) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.title = words.sort || "";
      button.append(...cell.childNodes);
      cell.append(button);
      const turns = column && cell.classList.contains("num") ? ["descending", "ascending", ""] : ["ascending", "descending", ""];
      button.addEventListener("click", () => {
        const next = turns[turns.indexOf(cell.getAttribute("aria-sort") || "") + 1] ?? turns[0];
        all.forEach((one) => one.cell.removeAttribute("aria-sort"));
        if (next) { cell.setAttribute("aria-sort", next); }
        order(column, { ascending: 1, descending: -1 }[next] || 0);
      });
    }
  }

  // Wide content on a narrow screen: fade its edge, and say so until it has been scrolled once.
  function scrolling(region) {
    const hint = document.createElement("p");
    hint.className = "scroll-hint";
    hint.setAttribute("aria-hidden", "true");
    hint.textContent = words.scroll || "";
    hint.hidden = true;
    region.before(hint);
    let touched = false;
    const update = () => {
      const more = region.scrollWidth - region.clientWidth - region.scrollLeft > 4;
      touched = touched || region.scrollLeft > 4;
      region.classList.toggle("has-more", more);
      region.classList.toggle("fits", region.scrollWidth <= region.clientWidth);
      hint.hidden = touched || !more;
    };
    region.addEventListener("scroll", update, { passive: true });
    new ResizeObserver(update).observe(region);
    update();
  }

  document.querySelectorAll("table.is248-table-body").forEach(sortable);
  document.querySelectorAll(".table-scroll").forEach(scrolling);
})();
