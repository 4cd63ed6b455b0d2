"""Every page at phone and desktop width, light and dark: accessible and quiet, and no wider."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from accessible import CHECK, RULES, WIDTHS
from chromium import Browser
from disk import REPO

from project.places import Project


@pytest.mark.parametrize("width", WIDTHS)
def test_no_violation_no_error_nothing_from_elsewhere(
    browser: Browser, addresses: list[str], address: str, axe: str, width: str
) -> None:
    found: list[str] = []
    page = browser.page(*WIDTHS[width])
    for one in addresses:
        page.resize(*WIDTHS[width], dark=False)
        page.open(one)
        foreign = [url for url in page.requested() if not url.startswith(f"{address}/")]
        found += [f"{one}: asked for {url}" for url in foreign]
        page.value(f"{axe}; 0")
        for dark, rules in RULES.items():
            page.resize(*WIDTHS[width], dark=dark)
            asked = json.dumps({**rules, "resultTypes": ["violations"]})
            found += [f"{one} dark={dark}: {hit}" for hit in page.value(CHECK % asked)]
        found += [f"{one}: {complaint}" for complaint in page.complaints()]
    page.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [320, 390, 600, 870, 1000, 1280])
def test_no_page_is_wider_than_its_screen(
    browser: Browser, addresses: list[str], width: int
) -> None:
    """At 320 pixels all is read without scrolling sideways (WCAG 2.1, 1.4.10)."""
    page = browser.page(width, 700)
    found = []
    for one in addresses:
        page.open(one)
        wide = page.value("document.documentElement.scrollWidth - innerWidth")
        found += [f"{one}: {wide} pixels too wide"] if wide > 0 else []
    page.close()
    assert not found, "\n".join(found)


def test_without_scripts_everything_is_there_but_the_tools(
    browser: Browser, addresses: list[str]
) -> None:
    page = browser.page(*WIDTHS["phone"], script=False)
    for one in addresses:
        page.open(one)
        text = page.call("DOM.getDocument", {"depth": -1, "pierce": False})
        found = json.dumps(text)
        assert '"innhold"' in found, one
        assert not [made for made in ("search-open", "note-card", '"sort"') if made in found], one
        assert page.complaints() == [], one
    page.close()


def test_pages_read_from_disk_too(browser: Browser, www: Path, edition: str) -> None:
    page = browser.page(*WIDTHS["desktop"])
    page.open((www / edition / "index.html").as_uri())
    page.press("/")
    page.wait_for("document.querySelector('dialog.search').open")
    page.type("årsverk")
    page.wait_for("document.querySelectorAll('.hits a').length > 5")
    href = page.value("document.querySelector('.hits a').href")
    assert href.startswith("file:///")
    assert page.complaints() == []
    page.close()


@pytest.fixture(scope="module")
def draft() -> Path:
    """The draft in one file, built when it is not there."""
    from publishing.build.edition import Options, build_edition

    project = Project(REPO)
    name = project.editions()[-1]
    result = build_edition(project, name, Options(draft=True))
    return result.place / f"is248-{name}-utkast.html"


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("desktop", True)])
def test_the_draft_in_one_file_holds_all_it_needs(
    browser: Browser, draft: Path, axe: str, width: str, dark: bool
) -> None:
    page = browser.page(*WIDTHS[width])
    page.open(draft.as_uri())
    outside = [
        url
        for url in page.requested()
        if not url.startswith(("data:font/woff2", draft.as_uri().partition("#")[0]))
    ]
    assert outside == []
    assert page.value("document.documentElement.scrollWidth <= innerWidth")
    page.value(f"{axe}; 0")
    page.resize(*WIDTHS[width], dark=dark)
    assert page.value(CHECK % json.dumps(RULES[dark])) == []
    assert page.complaints() == []
    page.close()
