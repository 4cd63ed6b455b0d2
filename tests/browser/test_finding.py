# ruff: noqa: E501 - expressions for the browser read best on one line
"""How readers find their own: letters as they are typed, phrases, rows of a long table, the menu."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from chromium import Browser, Page
from onpage import STATUS, chapter, search

ROWS = "[...document.querySelectorAll('#tbl-b-1 tbody tr')].filter((r) => !r.hidden).map((r) => r.cells[0].innerText)"
CHOOSE = """(() => { const one = document.querySelectorAll('.table-filter :is(input, select)')[%d];
  one.value = %r; one.dispatchEvent(new Event(one.tagName === 'INPUT' ? 'input' : 'change', { bubbles: true })); return 0; })()"""
UNITS = "enheter/"  # a unit has a page of its own where those are made


def in_report(found: list[list[str]]) -> list[list[str]]:
    """What was found but for pages of units."""
    return [one for one in found if not one[1].startswith(UNITS)]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.page(1280, 900)
    yield page
    assert page.complaints() == []
    page.close()


@pytest.fixture
def searched(page: Page, address: str, edition: str) -> Page:
    page.open(f"{address}/{edition}/index.html")
    page.value("document.getElementById('search-open').click()")
    return page


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ålesund", "Ålesund"), ("Aalesund", "Ålesund"), ("alesund", "Ålesund"),
        (unicodedata.normalize("NFD", "Ålesund"), "Ålesund"),
        ("Baerum", "Bærum"), ("barum", "Bærum"), ("Sor-Varanger", "Sør-Varanger"), ("soer-varanger", "Sør-Varanger"),
        ("Bø", "Bø"), ("Karasjok", "Kárášjohka"), ("Halden", "Halden"),
    ],
)  # fmt: skip
def test_a_unit_is_found_however_its_letters_are_typed_at_its_row(
    searched: Page, typed: str, name: str
) -> None:
    title, href = in_report(search(searched, typed))[0]
    assert name in title
    assert "#tbl-b-1-" in href


def test_a_search_lands_on_the_row(searched: Page) -> None:
    at, href = next(
        (at, href)
        for at, (_, href) in enumerate(search(searched, "Eigersund"))
        if not href.startswith(UNITS)
    )
    searched.value(f"document.querySelectorAll('.hits a')[{at}].focus()")
    searched.press("Enter")
    searched.wait_for(f"location.hash === '#{href.partition('#')[2]}'")
    searched.wait_for("Boolean(document.querySelector('tr:target'))")
    top, bottom = searched.value(
        "(() => { const r = document.querySelector('tr:target').getBoundingClientRect(); return [r.top, r.bottom]; })()"
    )
    head = searched.value("document.querySelector('#tbl-b-1 thead').getBoundingClientRect().bottom")
    assert head <= top < bottom <= 900
    assert "Eigersund" in searched.value("document.querySelector('tr:target').innerText")


def test_words_in_quotation_marks_stand_together(searched: Page) -> None:
    loose = search(searched, "helse psykisk")
    for quoted in ('"psykisk helse"', "«psykisk helse»", "“psykisk helse”"):
        found = search(searched, quoted)
        assert len(found) > 0
        marked = searched.value(
            "[...document.querySelectorAll('.hits mark')].map((m) => m.innerText.toLowerCase())"
        )
        assert marked
        assert set(marked) == {"psykisk helse"}
    assert loose
    assert search(searched, '"helse psykisk kommune"') == []
    assert searched.value(STATUS) == "Ingen treff."
    assert search(searched, '"psykisk hel')  # a mark that is not closed yet


def test_the_list_of_units_is_chosen_by_name_county_and_size(
    page: Page, address: str, www, edition: str
) -> None:
    page.open(f"{address}/{chapter(www, edition, 'vedlegg-b')}")
    every = page.value(ROWS)
    heads = page.value(
        "[...document.querySelectorAll('.table-filter label')].map((l) => l.firstChild.textContent)"
    )
    assert heads == ["Navn", "Fylke", "Kommunestørrelse"]
    page.value(CHOOSE % (1, "Rogaland"))
    county = page.value(ROWS)
    assert 0 < len(county) < len(every)
    page.value(
        CHOOSE
        % (2, page.value("document.querySelectorAll('.table-filter select')[1].options[1].value"))
    )
    both = page.value(ROWS)
    assert set(both) < set(county)
    assert f"{len(both)} av {len(every)}" in page.value(
        "document.querySelector('.filter-status').innerText"
    )
    page.value("document.querySelector('.table-filter button').click()")
    assert page.value(ROWS) == every
    page.value(CHOOSE % (0, "alesund"))
    assert page.value(ROWS) == [one for one in every if "Ålesund" in one]
    page.value("location.hash = '#tbl-b-1-1101'")
    page.wait_for("!document.querySelector('tr:target').hidden")


def test_the_menu_shows_where_one_is(page: Page, address: str, www, edition: str) -> None:
    page.open(f"{address}/{chapter(www, edition, 'vedlegg-b')}")
    inside = page.value(
        "(() => { const m = document.querySelector('.sidebar').getBoundingClientRect(), l = document.querySelector('.sidebar a[aria-current]').getBoundingClientRect();"
        " return l.top >= m.top && l.bottom <= m.bottom; })()"
    )
    assert inside
    assert page.value("scrollY") == 0


def test_a_head_that_sorts_shows_it_before_it_is_pointed_at(
    page: Page, address: str, www, edition: str
) -> None:
    page.open(f"{address}/{chapter(www, edition, '03')}")
    sign = "(() => { const s = getComputedStyle(document.querySelector('#tbl-3-2 button.sort'), '::after'); return [s.content, s.opacity]; })()"
    assert page.value(sign) == ['"↕"', "1"]
