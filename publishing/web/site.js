// Only comfort: the site reads, prints and folds without this file.
(function () {
  "use strict";
  var root = document.documentElement;
  var kept = null;
  try { kept = localStorage.getItem("theme"); } catch (error) { kept = null; }
  if (kept === "dark" || kept === "light") { root.dataset.theme = kept; }

  function isDark() {
    var wish = root.dataset.theme;
    return wish ? wish === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("theme");
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", function () {
      root.dataset.theme = isDark() ? "light" : "dark";
      button.setAttribute("aria-pressed", String(isDark()));
      try { localStorage.setItem("theme", root.dataset.theme); } catch (error) { /* kept for this page only */ }
    });

    // A menu longer than the screen opens at the chapter that one is in, and follows the section that is read.
    function follow(link) {
      var menu = link && link.closest(".sidebar, .contents");
      if (!menu || menu.scrollHeight <= menu.clientHeight) { return; }
      var box = menu.getBoundingClientRect(), own = link.getBoundingClientRect();
      if (own.top < box.top + 40 || own.bottom > box.bottom - 40) { menu.scrollTop += own.top - box.top - box.height / 3; }
    }
    follow(document.querySelector(".sidebar a[aria-current]"));

    // The section being read is marked in the page's contents.
    var links = Array.prototype.slice.call(document.querySelectorAll(".contents a"));
    if (!links.length || !("IntersectionObserver" in window)) { return; }
    var heads = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
    var last = -1;
    function mark() {
      var at = -1;
      heads.forEach(function (head, i) { if (head && head.getBoundingClientRect().top < 140) { at = i; } });
      links.forEach(function (link, i) {
        if (i === at) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
      });
      if (at !== last) { follow(links[at]); }
      last = at;
    }
    addEventListener("scroll", mark, { passive: true });
    mark();
  });
})();
