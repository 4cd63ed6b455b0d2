# ruff: noqa: E501 - expressions for the browser read best on one line
"""The way to a unit's page, and some of them side by side: by keyboard, by touch, with and without script."""

from __future__ import annotations

import functools
import http.server
import json
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser, Page
from fewwords import with_unit_pages
from onpage import search

FIELD = "document.querySelector('.unit-picker.large input')"
OPTIONS = f"[...{FIELD}.closest('.unit-box').querySelectorAll('[role=option]')].map((o) => o.querySelector('.unit-name').innerText)"
NAMED = f"(() => {{ const f = {FIELD}; const a = document.getElementById(f.getAttribute('aria-activedescendant')); return a && a.getAttribute('aria-selected') === 'true' ? a.innerText : ''; }})()"
WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}


@pytest.fixture(scope="module")
def tree(tmp_path_factory, edition: str) -> Path:
    """The newest edition with pages of its units, as the tree of editions has them."""
    return with_unit_pages(tmp_path_factory.mktemp("units"), edition).build_root / "www" / edition


@pytest.fixture(scope="module")
def served(tree: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nobody reads it."""

    handler = functools.partial(Quiet, directory=str(tree))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.page(1280, 900)
    yield page
    assert page.complaints() == []
    page.close()


def pick(page: Page, typed: str) -> list[str]:
    """What is offered for what is typed."""
    page.value(f"(() => {{ const f = {FIELD}; f.value = ''; f.focus(); return 0; }})()")
    page.type(typed)
    page.wait_for(f"{FIELD}.closest('.unit-picker').querySelector('[role=status]').innerText")
    return page.value(OPTIONS)


def narrow(page: Page, typed: str) -> list[str]:
    """Which rows of the list of all are shown when that is typed."""
    page.value(
        "(() => { const f = document.getElementById('unit-filter'); f.value = ''; f.focus(); return 0; })()"
    )
    page.type(typed)
    page.wait_for("document.querySelector('.unit-filter [role=status]').innerText")
    return page.value(
        "[...document.querySelectorAll('.unit-group:not([hidden]) li:not([hidden]) a')].map((a) => a.innerText)"
    )


@pytest.mark.parametrize("then", ["f.blur()", "f.value = ''; f.dispatchEvent(new Event('input'))"])
def test_a_list_that_comes_late_is_not_opened(page, served, then):
    """The list is fetched when the first letter is typed; by then the reader may have gone on."""
    page.open(f"{served}/index.html")
    typed = f"(() => {{ const f = {FIELD}; f.focus(); f.value = 'os'; f.dispatchEvent(new Event('input')); {then}; return 0; }})()"
    page.value(typed)
    page.wait_for("Boolean(globalThis.is248Picker.listed())")
    page.value("new Promise((done) => setTimeout(done, 50))")
    assert page.value(f"{FIELD}.getAttribute('aria-expanded')") == "false"
    assert page.value(OPTIONS) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ålesund", "Ålesund kommune"), ("aalesund", "Ålesund kommune"), ("ALESUND", "Ålesund kommune"),
        (unicodedata.normalize("NFD", "Ålesund"), "Ålesund kommune"),
        ("Bo", "Bø kommune"), ("boe", "Bø kommune"), ("haa", "Hå kommune"), ("Baerum", "Bærum kommune"),
        ("Sor-Varanger", "Sør-Varanger kommune"), ("soer varanger", "Sør-Varanger kommune"),
        ("Kautokeino", "Guovdageaidnu - Kautokeino kommune"), ("guovdageaidnu", "Guovdageaidnu - Kautokeino kommune"),
        ("Kautokeino – Guovdageaidnu", "Guovdageaidnu - Kautokeino kommune"),
        ("karasjohka", "Kárášjohka - Karasjok kommune"), ("Kárášjohka", "Kárášjohka - Karasjok kommune"),
        ("porsangu", "Porsanger kommune - Porsáŋgu - Porsanki"), ("fuosko", "Fauske kommune / Fuosko suohkan"),
        ("Snasa", "Snåsa kommune / Snåasen tjielte"), ("Eigersund kommune", "Eigersund kommune"),
        ("1101", "Eigersund kommune"), ("askim", "Indre Østfold kommune"), ("vagsoy", "Kinn kommune"),
        ("Gamle Oslo", "Bydel 1 Gamle Oslo"), ("bydel 10", "Bydel 10 Grorud"), ("30110", "Bydel 10 Grorud"),
        ("Oslo", "Oslo"), ("vestland", "Vestland"), ("helse bergen", "Helse Bergen HF"), ("bergen", "Bergen kommune"),
        ("Helse Nord", "Helse Nord RHF"), ("  moss  ", "Moss kommune"),
    ],
)  # fmt: skip
def test_a_unit_is_offered_first_however_it_is_typed(
    page: Page, served: str, typed: str, name: str
) -> None:
    page.open(f"{served}/index.html")
    assert pick(page, typed)[0] == name


def test_a_former_name_leads_to_all_that_took_its_ground(page: Page, served: str) -> None:
    page.open(f"{served}/index.html")
    assert pick(page, "Snillfjord") == ["Heim kommune", "Hitra kommune"]
    assert "tidligere Snillfjord" in page.value(
        f"document.getElementById({FIELD}.getAttribute('aria-controls')).innerText"
    )


def test_the_county_in_the_name_of_a_former_unit_is_no_name_of_it(page: Page, served: str) -> None:
    page.open(f"{served}/index.html")
    assert pick(page, "Vestfold")[0] == "Vestfold"
    named = "globalThis.is248Picker.named(%r).map((hit) => hit.unit.name)"
    assert page.value(named % "vestfold") == ["Vestfold"]
    assert page.value(named % "sande") == ["Sande kommune", "Holmestrand kommune"]


def test_who_is_in_a_county_is_offered_after_it(page: Page, served: str) -> None:
    page.open(f"{served}/index.html")
    found = pick(page, "Finnmark")
    assert found[0] == "Finnmark"
    assert "Alta kommune" in found


def test_nobody_is_offered_for_nonsense(page: Page, served: str) -> None:
    page.open(f"{served}/index.html")
    assert pick(page, "qqq") == []
    assert page.value(f"{FIELD}.getAttribute('aria-expanded')") == "false"
    for hostile in ('"><img src=x>', "(", "\\", "[a-", "%", "ŋ" * 500):
        pick(page, hostile)


def test_by_keyboard_alone(page: Page, served: str) -> None:
    page.open(f"{served}/index.html")
    pick(page, "sand")
    first = page.value(NAMED)
    assert first
    page.press("ArrowDown")
    second = page.value(NAMED)
    assert second not in {"", first}
    page.press("ArrowUp", 2)
    last = page.value(NAMED)
    assert last not in {first, second}
    page.press("Escape")
    assert page.value(f"[{FIELD}.getAttribute('aria-expanded'), {FIELD}.value]") == [
        "false",
        "sand",
    ]
    page.press("Escape")
    assert page.value(f"{FIELD}.value") == ""
    pick(page, "Eigersund")
    page.press("Enter")
    page.wait_for("location.pathname.startsWith('/enheter/1101-')")


def test_enter_waits_for_the_list(page: Page, served: str) -> None:
    page.open(f"{served}/index.html")
    page.value(f"(() => {{ {FIELD}.focus(); return 0; }})()")
    page.type("1101")
    page.press("Enter")
    page.wait_for("location.pathname.startsWith('/enheter/1101-')")


@pytest.mark.parametrize("touch", [False, True])
def test_by_pointing(browser: Browser, served: str, touch: bool) -> None:
    page = browser.page(390, 844)
    page.call("Emulation.setTouchEmulationEnabled", {"enabled": touch})
    page.open(f"{served}/index.html")
    assert pick(page, "Utsira") == ["Utsira kommune"]
    x, y = page.value(
        f"(() => {{ const o = document.getElementById({FIELD}.getAttribute('aria-controls')).firstChild; o.scrollIntoView({{block: 'center'}}); const r = o.getBoundingClientRect(); return [r.left + 20, r.top + r.height / 2]; }})()"
    )
    assert (
        page.value(
            "document.querySelector('.unit-box [role=option]').getBoundingClientRect().height"
        )
        >= 44
    )
    if touch:
        page.call(
            "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
        )
        page.call("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    else:
        for kind in ("mousePressed", "mouseReleased"):
            page.call(
                "Input.dispatchMouseEvent",
                {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1},
            )
    page.wait_for("location.pathname.startsWith('/enheter/1151-')")
    page.close()


def test_the_menu_of_a_chapter_and_of_a_unit_has_it_too(
    page: Page, served: str, tree: Path
) -> None:
    chapter = next((tree / "chapters").glob("03-*.html")).name
    for here in (f"chapters/{chapter}", "enheter/county-oslo.html"):
        page.open(f"{served}/{here}")
        page.value(
            "(() => { document.querySelector('.sidebar .unit-picker input').focus(); return 0; })()"
        )
        page.type("utsira")
        page.press("Enter")
        page.wait_for("location.pathname.startsWith('/enheter/1151-')")


def test_without_script_all_is_a_list(browser: Browser, served: str, tree: Path) -> None:
    page = browser.page(1280, 900, script=False)
    page.open(f"{served}/index.html")
    link = page.value("document.querySelector('.unit-picker.large a').href")
    page.open(link)
    hrefs = page.value("[...document.querySelectorAll('.unit-group a')].map((a) => a.href)")
    pages = {path.name for path in (tree / "enheter").glob("*.html")} - {
        "index.html",
        "sammenlign.html",
    }
    assert {href.rpartition("/")[2] for href in hrefs} == pages
    page.open(f"{served}/enheter/sammenlign.html#1101")
    told = page.value("document.querySelector('main').innerText")
    assert "JavaScript" in told
    assert page.value(
        "document.querySelector('main noscript a') !== null || document.querySelector('main').innerHTML.includes('href=\"index.html\"')"
    )
    page.close()


@pytest.mark.parametrize(
    ("typed", "some"),
    [
        ("aalesund", {"Ålesund kommune"}),
        ("Snillfjord", {"Heim kommune", "Hitra kommune"}),
        ("1103", {"Stavanger kommune"}),
        ("qqq", set()),
    ],
)
def test_the_list_of_all_is_chosen_by_what_is_typed(
    page: Page, served: str, typed: str, some: set[str]
) -> None:
    page.open(f"{served}/enheter/index.html")
    assert set(narrow(page, typed)) == some
    assert page.value("document.querySelectorAll('.unit-group:not([hidden])').length") <= len(some)
    page.value(
        "(() => { const f = document.getElementById('unit-filter'); f.value = ''; f.dispatchEvent(new Event('input')); return 0; })()"
    )
    page.wait_for(
        "document.querySelectorAll('.unit-group[hidden], .unit-group li[hidden]').length === 0"
    )


def test_the_list_gives_a_county_its_units(page: Page, served: str) -> None:
    page.open(f"{served}/enheter/index.html")
    found = narrow(page, "Finnmark")
    assert "Alta kommune" in found
    assert "Tromsø kommune" not in found


@pytest.mark.parametrize(("typed", "start"), [
    ("Bergen", "4601-"), ("bergen kommune", "4601-"), ("Aalesund", "1508-"), ("Time", "1121-"), ("Karasjok", "5610-"),
    ("Askim", "3118-"), ("1101", "1101-"), ("årsverk i Bergen", "4601-"),
])  # fmt: skip
def test_the_search_of_the_report_gives_a_units_page_first(
    page: Page, served: str, typed: str, start: str
) -> None:
    page.open(f"{served}/index.html")
    page.value("document.getElementById('search-open').click()")
    page.wait_for("Boolean(globalThis.is248Picker && globalThis.is248Picker.listed())")
    _, href = search(page, typed)[0]
    assert href.startswith("enheter/" + start)


@pytest.mark.parametrize("typed", ["vold", "psykisk helse", "barn", "helse", "timer", "rus"])
def test_the_search_gives_the_report_where_no_unit_is_named(
    page: Page, served: str, typed: str
) -> None:
    page.open(f"{served}/index.html")
    page.value("document.getElementById('search-open').click()")
    page.wait_for("Boolean(globalThis.is248Picker && globalThis.is248Picker.listed())")
    found = search(page, typed)
    assert found
    assert not any("enheter/" in href for _, href in found)


CELLS = "[...document.querySelectorAll('.comparison tr')].map((r) => [...r.children].map((c) => (c.querySelector('.value') || c.querySelector('a') || c).innerText))"


def test_units_stand_side_by_side_and_the_address_says_which(
    page: Page, served: str, tree: Path
) -> None:
    page.open(f"{served}/enheter/sammenlign.html#1103,4601")
    page.wait_for("document.querySelectorAll('.comparison tr').length")
    heads, *rows = page.value(CELLS)
    assert heads[1:] == ["Stavanger kommune", "Bergen kommune"]
    text = (tree / "enheter/units.js").read_text("utf-8")
    told = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    known = {unit["key"]: unit["values"] for unit in told["units"]}
    assert rows == [
        [one["label"], known["1103"][one["key"]][0], known["4601"][one["key"]][0]]
        for one in told["measures"]
    ]
    widths = page.value(
        "[...document.querySelectorAll('.comparison tr')].slice(1).map((r) => [...r.querySelectorAll('.unit-bar span')].map((b) => parseFloat(b.style.width)))"
    )
    for measure, found in zip(told["measures"], widths, strict=True):
        numbers = [known[key][measure["key"]][1] for key in ("1103", "4601")]
        assert found == (
            []
            if None in numbers
            else [pytest.approx(100 * n / max(numbers), abs=0.01) for n in numbers]
        )
    page.value(f"(() => {{ {FIELD}.focus(); return 0; }})()")
    page.type("1151")
    page.press("Enter")
    page.wait_for("location.hash === '#1103,4601,1151'")
    pick(page, "Oslo")
    page.press("Enter")
    page.wait_for("location.hash.split(',').length === 4")
    assert not page.value(f"{FIELD}.checkVisibility()")
    page.value("document.querySelector('.chosen button').click()")
    page.wait_for("location.hash.startsWith('#4601,1151,')")
    assert page.value(f"{FIELD}.checkVisibility()")
    page.value("location.hash = '#1101'")
    page.wait_for("document.querySelector('.comparison thead a').innerText === 'Eigersund kommune'")


LINE = (
    "[...document.querySelectorAll('.comparison tr')].find((r) => r.children[0].innerText === '{}')"
)


def test_what_goes_for_none_has_no_line_and_what_goes_for_some_alone_a_sign(
    page: Page, served: str, tree: Path
) -> None:
    text = (tree / "enheter/units.js").read_text("utf-8")
    told = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    heads = {one["key"]: one["label"] for one in told["measures"]}
    without = {
        u["key"]: [k for k, v in u["values"].items() if v == ["", None]] for u in told["units"]
    }
    nobody, (rate, *_) = next((key, none) for key, none in without.items() if none)
    silent = [(u["key"], k) for u in told["units"] for k, v in u["values"].items() if v[0] == ".."]
    for keys, label, shown in (
        (nobody, heads[rate], None),
        (f"{nobody},1103", heads[rate], "–gjelder ikke"),
        ("county-vestland,1103", heads["size"], "–gjelder ikke"),
        *((f"{unit},1103", heads[key], "ikke oppgitt") for unit, key in silent[:1]),
    ):
        page.open("about:blank")
        page.open(f"{served}/enheter/sammenlign.html#{keys}")
        page.wait_for("document.querySelectorAll('.comparison tr').length")
        line = LINE.format(label)
        assert page.value(f"Boolean({line})") == (shown is not None)
        if shown:
            assert page.value(f"{line}.querySelector('.value').textContent") == shown
            assert page.value(f"{line}.querySelectorAll('.unit-bar').length") == 0


def test_no_word_is_broken_in_the_comparison(page: Page, served: str) -> None:
    page.open(f"{served}/enheter/sammenlign.html#1151,4601,county-vestland,30101")
    page.wait_for("document.querySelectorAll('.comparison tr').length")
    assert page.value(
        """[...document.querySelectorAll('.comparison tbody th')].every((head) => {
            const text = head.firstChild, range = document.createRange();
            return [...text.data.matchAll(/\\S+/g)].every((word) => {
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                return range.getClientRects().length === 1;
            });
        })"""
    )


def test_an_address_with_unknown_doubled_or_hostile_keys_is_told(page: Page, served: str) -> None:
    page.open(f"{served}/enheter/sammenlign.html#1103,1103,9999,%3Cb%3E,4601,1101,1151,1106")
    page.wait_for("document.querySelectorAll('.comparison tr').length")
    assert len(page.value(CELLS)[0]) == 5
    told = page.value("document.querySelector('#comparison > .unit-status').innerText")
    assert "9999" in told
    assert "<b>" in told
    assert page.value("document.querySelector('#comparison > .unit-status').children.length") == 0
    page.open(f"{served}/enheter/sammenlign.html#%E0%A4%A")
    page.wait_for("document.querySelector('#comparison > .unit-status').innerText")


def test_the_comparison_keeps_its_heads_on_a_phone(browser: Browser, served: str) -> None:
    page = browser.page(390, 844)
    page.open(f"{served}/enheter/sammenlign.html#1103,4601")
    page.wait_for("document.querySelectorAll('.comparison tr').length")
    assert page.value("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.value(
        "[...document.querySelectorAll('.comparison td')].every((c) => c.querySelector('.whose').checkVisibility() && c.getAttribute('role') === 'cell')"
    )
    assert page.value(
        "[...document.querySelectorAll('.comparison tbody tr')].every((r) => r.children[1].getBoundingClientRect().bottom <= r.children[2].getBoundingClientRect().top)"
    )
    page.close()


def test_the_address_is_shared_copied_or_shown(page: Page, served: str) -> None:
    page.open(f"{served}/enheter/1101-eigersund-kommune.html")
    press = "document.querySelector('.share button').click()"
    page.value(
        "(() => { Object.defineProperty(navigator, 'clipboard', { value: { writeText: (t) => { globalThis.kept = t; return Promise.resolve(); } } }); return 0; })()"
    )
    page.value(press)
    page.wait_for(
        "globalThis.kept === location.href && document.querySelector('.share-status').innerText === 'Adressen er kopiert.'"
    )
    page.open(f"{served}/enheter/1103-stavanger-kommune.html")
    page.value(
        "(() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); return 0; })()"
    )
    page.value(press)
    page.wait_for("document.activeElement.value === location.href")
    assert page.value("document.activeElement.selectionEnd === location.href.length")


def test_opened_from_disk_it_works_as_well(page: Page, tree: Path) -> None:
    page.open((tree / "index.html").as_uri())
    assert pick(page, "utsira")[0] == "Utsira kommune"
    page.press("Enter")
    page.wait_for("location.pathname.includes('/enheter/1151-')")


def test_no_link_of_these_pages_is_dead(tree: Path) -> None:
    from bs4 import BeautifulSoup

    for path in [
        "index.html",
        "enheter/index.html",
        "enheter/sammenlign.html",
        "enheter/1101-eigersund-kommune.html",
        "enheter/county-oslo.html",
    ]:
        soup = BeautifulSoup((tree / path).read_text("utf-8"), "html5lib")
        ids = {str(one["id"]) for one in soup.select("[id]")}
        for tag, name in (("a", "href"), ("link", "href"), ("script", "src")):
            for one in soup.find_all(tag, attrs={name: True}):
                to = str(one[name])
                if to.startswith("#"):
                    assert to[1:] in ids, (path, to)
                elif "://" not in to and not to.startswith("../index.html"):
                    assert ((tree / path).parent / to.partition("#")[0]).is_file(), (path, to)


CHECK = """(async () => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}, resultTypes: ['violations']});
  return found.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.target.join(' ') + ' ' + node.any.map((any) => any.message).join(' ')).slice(0, 3).join(' | '));
})()"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
def test_open_and_closed_all_of_it_is_accessible(
    browser: Browser, served: str, axe: str, width: str, dark: bool
) -> None:
    page = browser.page(*WIDTHS[width], dark=dark)
    found = []
    for path, does in {
        "index.html": lambda: pick(page, "sand"),
        "enheter/index.html": lambda: narrow(page, "qqq"),
        "enheter/sammenlign.html#1103,4601,1151": lambda: page.wait_for(
            "document.querySelectorAll('.comparison tr').length"
        ),
        "enheter/sammenlign.html": lambda: pick(page, "bergen"),
        "enheter/1101-eigersund-kommune.html": lambda: page.value(
            "document.querySelector('.share button').click()"
        ),
    }.items():
        page.open("about:blank")
        page.open(f"{served}/{path}")
        does()
        page.value(f"{axe}; 0")
        found += [f"{path}: {hit}" for hit in page.value(CHECK)]
        wide = page.value("document.documentElement.scrollWidth - innerWidth")
        found += [f"{path}: {wide} too wide"] if wide > 0 else []
    page.close()
    assert not found, "\n".join(found)
