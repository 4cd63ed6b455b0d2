// Letters as people type them. `strict` keeps one sign for one sign; `loose` takes å, aa and a for one letter, as æ, ae and
// ø, oe, and leaves out other marks; it tells where each of its signs stands in the text.
(() => {
  "use strict";
  const SPACES = /[\u00a0\u202f\u2009\s]/g;
  const PLAIN = { "å": "a", "ä": "a", "æ": "a", "ø": "o", "ö": "o", "đ": "d", "ŋ": "n", "ŧ": "t", "ð": "d" };
  const PAIRS = { a: "ae", o: "e" };

  const strict = (text) => text.normalize("NFC").toLowerCase().replace(SPACES, " ").replace(/[éèê]/g, "e").replace(/[àá]/g, "a").replace(/[óòô]/g, "o");

  function loose(folded) {
    const places = [];
    let text = "";
    for (let at = 0; at < folded.length; at += 1) {
      const sign = PLAIN[folded[at]] || folded[at].normalize("NFD").replace(/\p{M}/gu, "");
      if (sign) {
        text += sign[0];
        places.push(at);
        if (sign === folded[at] && (PAIRS[sign] || "").includes(folded[at + 1] || " ")) { at += 1; }
      }
    }
    places.push(folded.length);
    return { text, places };
  }

  globalThis.is248Letters = { strict, loose };
})();
