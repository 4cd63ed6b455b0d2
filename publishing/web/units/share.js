// «Del denne siden» and «Skriv ut». A phone has its own way to share; elsewhere the address is copied, or shown to be copied.
(() => {
  "use strict";
  function button(text, does) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "tool";
    made.textContent = text;
    made.addEventListener("click", does);
    return made;
  }

  document.querySelectorAll(".share").forEach((place) => {
    const words = JSON.parse(place.dataset.words);
    const status = document.createElement("span");
    status.className = "share-status";
    status.setAttribute("role", "status");

    function select() {
      const label = document.createElement("label"), field = document.createElement("input");
      field.readOnly = true;
      field.value = location.href;
      label.append(words.select, " ", field);
      status.replaceChildren(label);
      field.focus();
      field.select();
    }

    async function share() {
      const phone = navigator.share && matchMedia("(pointer: coarse)").matches;
      try {
        if (phone) { await navigator.share({ title: document.title, url: location.href }); return; }
        await navigator.clipboard.writeText(location.href);
        status.textContent = words.copied;
      } catch (error) {
        if (error.name !== "AbortError") { select(); } // who closes the phone's sheet does not want to share
      }
    }

    place.append(button(words.share, share), " ", button(words.print, () => print()), " ", status);
  });
})();
