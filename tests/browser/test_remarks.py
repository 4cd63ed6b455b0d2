# ruff: noqa: E501 - expressions for the browser read best on one line
"""What a reviewer does with a draft, from disk: remark on words, cells and paragraphs, by mouse and keyboard, and send."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser, Page
from editions import EDITION, edit, make_tiny_edition

from project.records import read_ledger
from publishing.build.edition import Options, build_edition
from publishing.review.paragraphs import read_paragraphs
from publishing.review.remarks.annotations import read_annotations

FOLK, PLANER = "chapters/01-folk.html", "chapters/02-planer.html"
NAME = "Kari Nordmann Ås"
TEXTS = "is248Review.anchors.paragraphs.map((one) => [one.page, one.id, one.number, is248Review.anchors.read(one).text])"
ACTIVE = "document.activeElement"
KEPT = "is248Review.kept.list()"
# Where the words of an element begin and end on the screen.
SPAN = "(() => { const e = document.querySelector('%s'); e.scrollIntoView({block: 'center'}); const r = document.createRange(); r.selectNodeContents(e); const b = [...r.getClientRects()]; const f = b[0], l = b[b.length - 1]; return [[f.left + 1, f.top + f.height / 2], [l.right - 1, l.top + l.height / 2]]; })()"
SELECT = "(() => { const a = document.querySelector('%s'), b = document.querySelector('%s'), r = document.createRange(); r.setStart(a, 0); r.setEnd(b, b.childNodes.length); const s = getSelection(); s.removeAllRanges(); s.addRange(r); return s.toString(); })()"
PRESS = "(() => { const all = [...document.querySelectorAll('.remarks-panel button, .remarks-bar button, .remarks-panel a')]; const one = all.find((each) => each.textContent === '%s' && each.offsetParent); one.click(); })()"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small draft, the second of its edition and so with changes marked; only to be looked at."""
    project = make_tiny_edition(tmp_path_factory.mktemp("remarks"), hostile=True)
    text = "- Et punkt.\n- Et annet, med $x^2$ og *vekt*.\n\n  Mer av det.\n\n> Sitert.[^1]\n\n[^1]: En note.\n\nSe @tbl-2-1."
    edit(project, "chapters/02-planer.qmd", "Se @tbl-2-1 og @sec-folk.", text)
    share = '`{python} staff.at("ward", 2091, "percent")` prosent, se @fig-1-1.'
    edit(project, "chapters/01-folk.qmd", "Figuren er @fig-1-1.", share)
    build_edition(project, EDITION, Options(draft=True))
    edit(project, "chapters/01-folk.qmd", "en setning som kan endres", "én setning som er endret")
    edit(project, "chapters/02-planer.qmd", "Et annet, med", "Noe ganske annet, uten")
    return build_edition(project, EDITION, Options(draft=True)).place.resolve()


@pytest.fixture
def page(browser: Browser, place: Path) -> Iterator[Page]:
    page = browser.page(1280, 900)
    page.open((place / "site" / FOLK).as_uri())
    page.value("localStorage.clear()")
    page.open((place / "site" / FOLK).as_uri())
    yield page
    assert page.complaints() == []
    page.close()


def said(page: Page) -> list[tuple[str, str, str, str | None]]:
    """Paragraph, words, remark and proposal of what is kept."""
    return [
        (one["target"]["id"], one["target"].get("exact", ""), one["comment"], one["proposal"])
        for one in page.value(KEPT)
    ]


def write(page: Page, text: str) -> None:
    """Write a remark into the open form and save it."""
    page.wait_for(f"{ACTIVE}.id === 'remark-text'")
    page.type(text)
    page.value(PRESS % "Lagre merknaden")
    page.wait_for("document.getElementById('remarks').hidden")


def remark(page: Page, first: str, last: str, text: str) -> None:
    """Select from one element to another, and remark on it."""
    page.value(SELECT % (first, last))
    page.wait_for(
        "!document.querySelector('.remarks-bar').hidden && Boolean(document.querySelector('.remarks-bar q'))"
    )
    page.value(PRESS % "Skriv merknad")
    write(page, text)


@pytest.mark.parametrize("file", ["site/" + FOLK, "site/" + PLANER, f"is248-{EDITION}-utkast.html"])
def test_the_page_reads_the_same_text_of_paragraphs_as_the_project(
    page: Page, place: Path, file: str
):
    page.open((place / file).as_uri())
    listed = read_paragraphs(place)
    if file.startswith("site/"):
        listed = [one for one in listed if f"site/{one.page}" == file]
    assert len(listed) > 9
    assert page.value("document.querySelectorAll('article ins, section ins').length > 0")
    assert page.value(TEXTS) == [[one.page, one.id, one.number, one.text] for one in listed]


def test_words_a_cell_and_several_paragraphs(page: Page, place: Path):
    start, end = page.value(SPAN % "#avsnitt-2 .traced")
    page.drag(start, end)
    page.wait_for("!document.querySelector('.remarks-bar').hidden")
    assert page.value("getSelection().toString()") == "3"
    page.value(PRESS % "Skriv merknad")
    assert page.value("document.querySelector('.remarks-about').innerText") == "Avsnitt 2: 3"
    write(page, "Er tallet riktig? <b>x</b> {{< meta title >}}")
    cell = "#tbl-1-1 tbody tr:nth-child(2) td:nth-of-type(1)"
    remark(page, cell, cell, "Denne cellen")
    remark(page, "#avsnitt-1 h1", "#avsnitt-2 p", "Alt dette")
    words, cells, spanned = page.value("is248Review.kept.collection('Kari', '').first.items")
    own = {one.id: one.text for one in read_paragraphs(place) if one.page == FOLK}
    fragment, quote, position = words["target"]["selector"]
    assert fragment == {"type": "FragmentSelector", "value": "avsnitt-2"}
    assert own["avsnitt-2"][position["start"] : position["end"]] == quote["exact"] == "3"
    assert (quote["prefix"] + "3" + quote["suffix"]) in own["avsnitt-2"]
    assert words["target"]["source"].endswith(f":{FOLK}")
    assert words["target"]["source"].startswith(f"urn:is248:{EDITION}:utkast-")
    heads = page.value(
        f"(() => {{ const c = document.querySelector('{cell}'); return [c.parentElement.querySelector('th').textContent, c.textContent]; }})()"
    )
    assert [cells["target"]["is248:cell"]["row"], cells["target"]["selector"][1]["exact"]] == heads
    ledger = read_ledger((place / "results/01-folk.json").read_bytes(), FOLK)
    column = ledger.tables[0].columns[0]  # how the cell is found again when it changes
    assert cells["target"]["is248:cell"]["column"] == ", ".join((*column.spanners, column.label))
    marked = page.value("[...CSS.highlights.get('remark')].map((range) => range.toString())")
    assert marked == ["3", heads[1], own["avsnitt-1"]]
    assert spanned["target"]["is248:paragraphs"] == ["avsnitt-1", "avsnitt-2"]
    assert spanned["target"]["selector"][1]["exact"] == own["avsnitt-1"]
    page.value("document.getElementById('remarks-open').click()")
    assert page.value("document.querySelector('.remarks-panel b')") is None
    assert "<b>x</b>" in page.value("document.querySelector('.remarks-panel').innerText")


def test_by_keyboard_alone(page: Page):
    for _ in range(40):
        page.press("Tab")
        if page.value(f"{ACTIVE}.className") == "paragraph-number":
            break
    assert page.value(f"{ACTIVE}.getAttribute('aria-label')") == "Avsnitt 1: skriv merknad"
    page.press("ArrowDown", 2)
    assert page.value(f"{ACTIVE}.textContent") == "3"
    page.press("ArrowUp")
    page.press("Enter")
    page.wait_for(f"{ACTIVE}.id === 'remark-text'")
    page.type("Skrevet uten mus")
    for _ in range(6):
        page.press("Tab")
        if page.value(f"{ACTIVE}.textContent") == "Lagre merknaden":
            break
    page.press("Enter")
    page.wait_for("document.getElementById('remarks').hidden")
    assert page.value(f"{ACTIVE}.textContent") == "2"  # back where it began
    assert said(page) == [("avsnitt-2", "", "Skrevet uten mus", None)]
    assert "1 merknad" in page.value(f"{ACTIVE}.getAttribute('aria-label')")
    page.press("m")
    page.wait_for(f"{ACTIVE}.id === 'remark-text'")
    page.press("Escape")
    page.value("document.getElementById('remarks-open').focus()")
    page.press("Enter")
    page.wait_for(f"{ACTIVE}.id === 'remarks-title'")
    met = []
    for _ in range(4):
        page.press("Tab")
        met.append(page.value(f"{ACTIVE}.getAttribute('aria-label') || {ACTIVE}.textContent"))
    assert met[1:] == ["Gå til: Avsnitt 2", "Endre: Avsnitt 2", "Slett: Avsnitt 2"]
    page.press("Enter")
    assert said(page) == []
    assert page.value(f"{ACTIVE}.textContent") == "Angre"
    page.press("Enter")
    assert said(page) == [("avsnitt-2", "", "Skrevet uten mus", None)]


def test_the_key_can_be_turned_off(page: Page):
    page.value("document.getElementById('remarks-open').click()")
    page.value("document.getElementById('remark-key').click()")
    page.press("Escape")
    page.value("document.querySelectorAll('.paragraph-number')[1].focus()")
    page.press("m")
    assert page.value("document.getElementById('remarks').hidden")


def test_what_is_written_stays_on_all_pages_and_what_is_begun_too(page: Page, place: Path):
    page.value("document.querySelector('#avsnitt-2 .paragraph-number').click()")
    write(page, "Ferdig")
    page.value("document.querySelector('#tbl-1-1 .paragraph-number').click()")
    page.type("Midt i en setn")
    page.open((place / "site" / PLANER).as_uri())
    assert page.value("document.getElementById('remarks-open').textContent") == "Merknader (2)"
    page.open((place / "site/for-gjennomlesere.html").as_uri())  # has no paragraph of the report
    page.value("document.getElementById('remarks-open').click()")
    assert page.value("document.querySelectorAll('.remarks-item').length") == 2
    page.open((place / f"is248-{EDITION}-utkast.html").as_uri())
    assert page.value("document.getElementById('remarks-open').textContent") == "Merknader (2)"
    assert page.value("document.querySelectorAll('.paragraph-number.remarked').length") == 2
    page.open((place / "site" / FOLK).as_uri())
    page.value("document.querySelector('#tbl-1-1 .paragraph-number').click()")
    assert page.value(f"{ACTIVE}.value") == "Midt i en setn"
    page.type("ing")
    page.press("Escape")
    assert [
        one["id"] for one in page.value("is248Review.kept.finished().map((one) => one.target)")
    ] == ["avsnitt-2"]
    page.value("document.querySelector('#tbl-1-1 .paragraph-number').click()")
    page.value(PRESS % "Forkast")
    assert [one[0] for one in said(page)] == ["avsnitt-2"]


def test_a_proposal_begins_with_the_words_and_is_none_until_they_differ(page: Page, place: Path):
    whole = next(
        one.text for one in read_paragraphs(place) if (one.page, one.id) == (FOLK, "avsnitt-2")
    )
    page.value("document.querySelector('#avsnitt-2 .paragraph-number').click()")
    page.value("document.getElementById('remark-propose').click()")
    assert page.value("document.getElementById('remark-wording').value") == whole
    page.value(PRESS % "Lagre merknaden")
    assert page.value("document.getElementById('remark-error').textContent")
    assert page.value(f"{ACTIVE}.id") == "remark-wording"
    page.value("document.getElementById('remark-wording').select()")
    page.type("Ny tekst.")
    page.value(PRESS % "Lagre merknaden")
    assert said(page) == [("avsnitt-2", whole, "", "Ny tekst.")]
    (item,) = page.value("is248Review.kept.collection('Kari', '').first.items")
    assert item["motivation"] == "editing"
    assert [body["purpose"] for body in item["body"]] == ["editing"]


def test_what_is_sent_is_read_by_the_project_and_by_another_browser(
    page: Page, place: Path, tmp_path: Path
):
    page.save_downloads(tmp_path)
    page.value("document.querySelector('#avsnitt-2 .paragraph-number').click()")
    write(page, 'Først «dette» \u2028 \\ "så"\n=1+1')
    page.value("document.getElementById('remarks-open').click()")
    page.value(PRESS % "Merknad til hele siden")
    write(page, "Hele siden")
    page.value("document.querySelector('#tbl-1-1 .paragraph-number').click()")
    page.type("uferdig")
    page.press("Escape")
    page.value("document.getElementById('remarks-open').click()")
    page.value(PRESS % "Send merknadene")
    page.value(PRESS % "Last ned fila")
    assert page.value(f"{ACTIVE}.id") == "remark-name"  # who is it from
    page.type(NAME)
    page.value(PRESS % "Last ned fila")
    end = time.monotonic() + 20
    while not (files := list(tmp_path.glob("merknader-*.json"))) and time.monotonic() < end:
        time.sleep(0.05)
    (file,) = files
    assert file.name.endswith("-kari-nordmann-as.json")
    found = json.loads(file.read_text(encoding="utf-8"))
    assert (found["type"], found["total"]) == ("AnnotationCollection", 2)
    sent = read_annotations(file, EDITION)
    assert sent.wrong == ()
    assert {one.by for one in sent.remarks} == {NAME}
    assert sorted((one.anchor.paragraph, one.page) for one in sent.remarks) == [
        ("", FOLK),
        ("avsnitt-2", FOLK),
    ]
    assert any("=1+1" in one.text for one in sent.remarks)
    before = page.value(
        "is248Review.kept.finished().map((one) => [one.id, one.comment, one.modified]).sort()"
    )
    page.value("localStorage.clear()")
    page.open((place / "site" / FOLK).as_uri())
    text = json.dumps(file.read_text(encoding="utf-8"))
    assert page.value(f"is248Review.kept.take({text})") == {
        "taken": 2,
        "known": 0,
        "other": 0,
        "bad": 0,
    }
    assert page.value(f"is248Review.kept.take({text})") == {
        "taken": 0,
        "known": 2,
        "other": 0,
        "bad": 0,
    }
    assert (
        page.value(
            "is248Review.kept.finished().map((one) => [one.id, one.comment, one.modified]).sort()"
        )
        == before
    )
    other = text.replace(":utkast-", ":utkast-9")
    assert page.value(f"is248Review.kept.take({other})")["other"] == 2


@pytest.mark.parametrize(
    ("script", "warned"),
    [
        ("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })", "privat vindu"),
        ("for (let i = 1 << 20; i; i >>= 1) { try { for (;;) { localStorage.setItem('full' + Math.random(), 'x'.repeat(i)); } } catch (error) { /* full */ } }", "ikke plass"),
    ],
)  # fmt: skip
def test_where_the_browser_keeps_nothing_it_is_told_and_nothing_is_lost(
    browser: Browser, place: Path, script: str, warned: str
):
    page = browser.page(1280, 900)
    page.before_scripts(script)
    page.open((place / "site" / FOLK).as_uri())
    page.value("document.querySelector('#avsnitt-2 .paragraph-number').click()")
    assert warned in page.value("document.querySelector('.remarks-warning').innerText")
    write(page, "Bare i minnet")
    assert said(page) == [("avsnitt-2", "", "Bare i minnet", None)]
    assert page.complaints() == []
    page.close()
    cleared = browser.page(800, 600)
    cleared.open((place / "site" / FOLK).as_uri())
    cleared.value("localStorage.clear()")
    cleared.close()


@pytest.mark.parametrize(("width", "height", "dark"), [(390, 844, True), (1280, 900, False)])
def test_with_a_remark_open_the_words_are_seen_and_nothing_is_wrong(
    browser: Browser, place: Path, axe: str, width: int, height: int, dark: bool
):
    page = browser.page(width, height, dark=dark)
    page.open((place / "site" / FOLK).as_uri())
    page.value("localStorage.clear()")
    page.value(SELECT % ("#avsnitt-2 .traced", "#avsnitt-2 .traced"))
    page.wait_for("!document.querySelector('.remarks-bar').hidden")
    page.value(PRESS % "Foreslå ny ordlyd")
    seen = "(() => { const a = document.querySelector('#avsnitt-2 .traced').getBoundingClientRect(), b = document.getElementById('remarks').getBoundingClientRect(); return a.top >= 0 && a.bottom <= innerHeight && (a.bottom <= b.top || a.right <= b.left); })()"
    assert page.value(seen)
    assert page.value("document.documentElement.scrollWidth <= innerWidth")
    check = "axe.run(document, { preload: false, resultTypes: ['violations'] }).then((found) => found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))"
    page.value(f"{axe}; 0")
    assert page.value(check) == []
    page.type("Ny")
    page.value(PRESS % "Lagre merknaden")
    page.value("document.getElementById('remarks-open').click()")
    assert page.value(check) == []
    assert page.value("document.documentElement.scrollWidth <= innerWidth")
    page.call("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = "[...document.querySelectorAll('.remarks-panel, .remarks-bar, .paragraph-number')].every((one) => getComputedStyle(one).display === 'none')"
    assert page.value(hidden)
    page.value("localStorage.clear()")
    assert page.complaints() == []
    page.close()


def test_numbers_are_no_stops_until_they_shall_tell_where_they_come_from(page: Page):
    assert page.value("document.querySelectorAll('.traced[tabindex]').length") == 0
    page.value("document.querySelector('.origin-switch').click()")
    assert page.value(
        "[...document.querySelectorAll('.traced')].every((one) => one.tabIndex === 0)"
    )
    page.press("Tab")
    page.value("document.querySelector('.traced[data-origin]').focus()")
    page.press("Escape")
    page.value("document.querySelector('.traced[data-origin]').click()")
    page.wait_for("Boolean(document.querySelector('.origin-card'))")
    assert not page.value("document.querySelector('.origin-code').offsetParent")
    page.value("document.querySelector('.traced[data-origin]').focus()")
    page.press("Tab")
    assert page.value(f"{ACTIVE}.textContent") == "Slik er det regnet ut"
    page.press("Enter")
    assert page.value("Boolean(document.querySelector('.origin-code').offsetParent)")
    page.press("Escape")
    assert page.value("document.querySelector('.origin-card')") is None
    assert page.value(f"{ACTIVE}.classList.contains('traced')")


def test_the_one_file_is_searched_and_leads_to_places_in_it(page: Page, place: Path):
    page.open((place / f"is248-{EDITION}-utkast.html").as_uri())
    assert page.value(
        "globalThis.is248Index.entries.every((one) => document.getElementById(one[1]))"
    )
    page.press("/")
    page.wait_for("document.querySelector('dialog.search').open")
    page.type("setning")
    page.wait_for("document.querySelectorAll('.hits a').length > 0")
    page.press("Enter")
    page.wait_for("location.hash !== ''")
    assert page.value("Boolean(document.querySelector(':target'))")
    assert page.value("location.pathname").endswith("-utkast.html")
