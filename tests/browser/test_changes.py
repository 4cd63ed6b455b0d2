# ruff: noqa: E501 - expressions for the browser read best on one line
"""What changed since the draft before, from disk: seen or not as the reader chooses, by keyboard too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser, Page
from disk import edit
from drafts import draft
from editions import EDITION
from tiny import YEAR, change
from twochapters import make_edition

WIDE = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two drafts: a sentence, a return and a figure changed. The folder of the second."""
    project = make_edition(tmp_path_factory.mktemp("changes") / "project")
    # A figure without a value is on no page.
    none, one = (
        '"columns": [], "rows": [], "cells": []',
        '"columns": [{"key": ["a"], "spanners": [], "label": "A", "unit": "fte"}], "rows": [{"key": "r", "group": "", "label": "R", "role": "body"}], "cells": [[{"value": 1.0, "text": "1"}]]',
    )
    edit(project.root / "chapters/02-planer.qmd", none, one)
    draft(project)
    edit(
        project.root / "chapters/01-folk.qmd",
        "en setning som kan endres",
        "noe helt annet som står",
    )
    edit(project.root / "chapters/02-planer.qmd", 'width="200"', 'width="300"')
    change(
        project,
        YEAR,
        "store",
        "9101",
        staff__ward="3.2",
        staff_training__long="3.7",
        staff_paths__one="2.7",
    )
    assert draft(project) == 2
    return project.build_dir(f"{EDITION}-draft")


@pytest.fixture(params=[(1280, False), (390, True)], ids=["screen", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, dark = request.param
    page = browser.page(width, 900, dark=dark)
    yield page
    assert page.complaints() == []
    page.close()


def spoken(page: Page) -> list[str]:
    """The roles that screen readers are told of changes."""
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node.get("ignored")]
    return [role for role in roles if role in {"insertion", "deletion"}]


def faults(page: Page, axe: str) -> list[str]:
    page.value(f"{axe}; 0")
    found = page.value(
        "axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
    )
    return [json.dumps(one)[:400] for one in found]


def switch(page: Page) -> None:
    page.value("(() => { document.getElementById('changes').focus(); return 0; })()")
    page.press("Enter")


@pytest.mark.parametrize("file", ["site/chapters/01-folk.html", f"is248-{EDITION}-utkast.html"])
def test_changes_are_seen_and_heard_only_when_they_are_asked_for(page, place, axe, file):
    page.open((place / file).as_uri())
    page.value("(() => { localStorage.clear(); return 0; })()")
    page.open((place / file).as_uri())
    text = "document.querySelector('main').innerText"
    assert "kan endres" not in page.value(text)
    assert "Her står noe helt annet som står." in page.value(text)
    assert "satt inn" not in page.value(text)
    assert spoken(page) == []
    apart = "[...document.querySelectorAll('ins.change')].map((one) => getComputedStyle(one).marginLeft)"
    assert {*page.value(apart)} == {"0px"}  # no gap where something was taken out
    assert page.value("document.getElementById('changes').getAttribute('aria-pressed')") == "false"
    switch(page)
    assert "kan endres" in page.value(text)
    assert "(før: 25)" in page.value(
        "getComputedStyle(document.querySelector('#tbl-1-1 td[data-before]'), '::after').content + [...document.querySelectorAll('td[data-before]')].map((c) => ` (før: ${c.dataset.before})`)"
    )
    assert {*spoken(page)} == {"insertion", "deletion"}
    assert page.value("document.getElementById('changes').getAttribute('aria-pressed')") == "true"
    assert page.value("document.querySelector('.change-list a').getClientRects().length") > 0
    assert page.value(WIDE)
    assert faults(page, axe) == []
    page.open((place / file).as_uri() + "?again")
    assert page.value("document.documentElement.dataset.changes") == "on"
    switch(page)
    assert "kan endres" not in page.value(text)
    assert spoken(page) == []


def test_tables_still_sort_by_what_they_say_now(page, place):
    page.open((place / "site/chapters/01-folk.html").as_uri())
    cells = "[...document.querySelectorAll('#tbl-1-1 td.num')].map((c) => c.textContent)"
    before = page.value(cells)
    switch(page)
    assert page.value(cells) == before


def test_the_page_of_changes_stands_alone_and_its_pictures_lie_over_each_other(page, place, axe):
    page.open((place / "site/endringer.html").as_uri())
    asked = [address for address in page.requested() if not address.startswith("data:")]
    assert asked == [(place / "site/endringer.html").as_uri()]
    assert page.value(WIDE)
    assert faults(page, axe) == []
    assert {*spoken(page)} == {"insertion", "deletion"}
    over = "[...document.querySelectorAll('.compare-tools button')][1]"
    page.value(f"(() => {{ {over}.focus(); return 0; }})()")
    page.press("Enter")
    card = "document.querySelector('.compare.over .compare-after .figure-card')"
    assert "50%" in page.value(f"getComputedStyle({card}).clipPath")
    page.press("Tab")
    assert page.value("document.activeElement.type") == "range"
    page.press("ArrowUp", 3)
    assert "53%" in page.value(f"getComputedStyle({card}).clipPath")
    assert page.value(
        "[...document.querySelectorAll('.compare.over figure')].every((f, i, all) => f.getBoundingClientRect().top === all[0].getBoundingClientRect().top)"
    )
    assert page.value(WIDE)
    assert faults(page, axe) == []


def test_without_scripts_the_pages_read_as_they_stand(browser, place):
    page = browser.page(1280, 900, script=False)
    page.open((place / "site/chapters/01-folk.html").as_uri())
    assert page.value("document.getElementById('changes').hidden")
    assert "kan endres" not in page.value("document.querySelector('main').innerText")
    page.open((place / "site/endringer.html").as_uri())
    assert "kan endres" in page.value("document.querySelector('main').innerText")
    page.close()
