# ruff: noqa: E501 - expressions for the browser read best on one line
"""What readers do with a keyboard or a mouse: search, sort, read notes, change the colours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from chromium import Browser, Page
from onpage import STATUS, chapter, search

# The element that has focus: its name, its class or id, and whether its outline is to be seen.
FOCUS = """(() => { const e = document.activeElement, s = getComputedStyle(e);
  return [e.tagName, e.id || e.className, s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2]; })()"""
COLUMN = "[...document.querySelectorAll('#%s tbody tr')].map((r) => [r.className, r.cells[%d].innerText])"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.page(1280, 900)
    yield page
    assert page.complaints() == []
    page.close()


def test_the_first_tab_skips_to_the_content_and_focus_is_always_seen(page, address, www, edition):
    page.open(f"{address}/{chapter(www, edition, '03')}")
    page.press("Tab")
    assert page.value(FOCUS) == ["A", "skip", True]
    assert page.value("document.activeElement.getBoundingClientRect().top") >= 0
    met = []
    for _ in range(60):
        page.press("Tab")
        name, mark, seen = page.value(FOCUS)
        assert seen, f"{name} {mark} has focus and does not show it"
        met.append(mark)
    assert {"brand", "search-open", "theme", "table-scroll", "sort"} <= {
        part for mark in met for part in mark.split()
    }
    assert page.value("Boolean(document.querySelector('.sidebar a[aria-current=page]'))")
    page.open(f"{address}/{chapter(www, edition, '04')}")
    page.press("Tab")
    page.press("Enter")
    assert page.value("document.activeElement.id") == "innhold"


def test_search_by_keyboard_alone(page, address, www, edition):
    page.open(f"{address}/{chapter(www, edition, '03')}")
    page.press("/")
    page.wait_for("document.querySelector('dialog.search').open")
    assert page.value("document.activeElement.id") == "search-field"
    hits = search(page, "årsverk")
    assert len(hits) > 5
    assert "treff" in page.value(STATUS)
    page.press("ArrowDown", 2)
    assert (
        page.value("[...document.querySelectorAll('.hits a')].indexOf(document.activeElement)") == 1
    )
    assert page.value(FOCUS)[2]
    page.press("ArrowUp", 2)
    assert page.value("document.activeElement.id") == "search-field"
    page.press("Escape")
    page.wait_for("!document.querySelector('dialog.search').open")
    assert page.value("document.querySelector('dialog.search').open") is False
    page.press("/")
    page.wait_for("document.querySelector('dialog.search').open")
    (_, href), *_ = search(page, "tabell 3.2")
    assert href.endswith("#tbl-3-2")
    page.press("Enter")
    page.wait_for("location.hash === '#tbl-3-2'")


def test_search_knows_inflections_parts_of_compounds_and_units(page, address, edition):
    page.open(f"{address}/{edition}/index.html")
    page.value("document.getElementById('search-open').click()")
    forms = [search(page, word) for word in ("kommune", "kommunen", "kommunene", "KOMMUNER")]
    assert forms[0]
    assert all(len(one) == len(forms[0]) for one in forms)
    parts = search(page, "skjema")
    assert len(parts) > 1
    assert any("vedlegg" in href for _, href in search(page, "Eigersund"))
    assert search(page, "qqqzzz") == []
    assert page.value(STATUS) == "Ingen treff."
    either = search(page, "Eigersund qqqzzz")
    assert any("vedlegg" in href for _, href in either)
    marked = page.value(
        "[...document.querySelectorAll('.hits mark')].map((m) => m.innerText.toLowerCase())"
    )
    assert set(marked) <= {"eigersund"}
    assert search(page, "<b>x</b> & \"'") is not None
    assert page.value("document.querySelector('.hits b')") is None


def test_the_key_that_opens_the_search_can_be_turned_off(page, address, edition):
    page.open(f"{address}/{edition}/index.html")
    page.press("/")
    page.value("document.getElementById('search-key').click()")
    page.press("Escape")
    page.press("/")
    assert page.value("document.querySelector('dialog.search').open") is False
    page.open(f"{address}/{edition}/index.html")
    page.press("/")
    assert page.value("document.querySelector('dialog.search').open") is False
    page.value("localStorage.clear()")


def number(text: str) -> float:
    return float(text.replace("\u202f", "").replace("\u2212", "-").replace(",", "."))


def test_columns_sort_and_totals_stay_at_the_end(page, address, www, edition):
    page.open(f"{address}/{chapter(www, edition, '03')}")
    printed = page.value(COLUMN % ("tbl-3-2", 1))
    button = "document.querySelectorAll('#tbl-3-2 th.num button.sort')[0]"
    page.value(f"{button}.focus()")
    orders = []
    for wanted in ("descending", "ascending", None):
        page.press("Enter")
        assert page.value(f"{button}.closest('th').getAttribute('aria-sort')") == wanted
        orders.append(page.value(COLUMN % ("tbl-3-2", 1)))
    for order, down in zip(orders, (True, False), strict=False):
        assert order[-1] == printed[-1]
        assert order[-1][0] == "total"
        body = [number(text) for _, text in order[:-1]]
        assert all(a >= b if down else a <= b for a, b in itertools.pairwise(body))
    assert orders[2] == printed
    assert page.value("[...document.querySelectorAll('#tbl-3-2 [aria-sort]')].length") == 0


def test_rows_of_missing_answers_keep_their_place(page, address, www, edition):
    page.open(f"{address}/{chapter(www, edition, '03')}")
    page.value("document.querySelectorAll('#tbl-3-6 th.num button.sort')[0].click()")
    rows = [mark for mark, _ in page.value(COLUMN % ("tbl-3-6", 1))]
    assert rows[-2:] == ["total", "missing"]


def test_a_reference_is_read_where_it_is_cited(page, address, www, edition):
    page.open(f"{address}/{chapter(www, edition, '04')}")
    card = "document.getElementById('note-card')"
    page.point_at("a[role='doc-biblioref']")
    page.wait_for(f"!{card}.hidden")
    text = page.value(f"{card}.innerText")
    assert text == page.value("document.querySelector('.csl-entry').innerText")
    assert page.value(
        "document.querySelector('[aria-describedby=note-card]').matches('[role=doc-biblioref]')"
    )
    page.press("Escape")
    assert page.value(f"{card}.hidden")
    box = page.value(
        f"(() => {{ const r = {card}.getBoundingClientRect(); return [r.left, r.right]; }})()"
    )
    assert box[0] >= 0
    page.value("document.querySelector('a[role=doc-biblioref]').focus({focusVisible: true})")
    page.wait_for(f"!{card}.hidden")
    page.press("Tab")
    page.wait_for(f"{card}.hidden")


def test_the_theme_button_changes_the_colours_and_is_remembered(page, address, edition):
    page.open(f"{address}/{edition}/index.html")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.value(colour)
    page.value("document.getElementById('theme').focus()")
    page.press("Enter")
    dark = page.value(colour)
    assert dark != light
    page.open(f"{address}/index.html")
    assert page.value(colour) == dark
    assert page.value("document.getElementById('theme').getAttribute('aria-pressed')") == "true"
    page.value("localStorage.clear()")
