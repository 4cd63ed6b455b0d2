# ruff: noqa: E501 - expressions for the browser read best on one line
"""What tests in a browser do on a page: open a chapter, search."""

from __future__ import annotations

from pathlib import Path

from chromium import Page

HITS = "[...document.querySelectorAll('.hits a')].map((a) => [a.querySelector('.hit-title').innerText, a.getAttribute('href')])"
STATUS = "document.querySelector('.search-status').innerText"


def chapter(www: Path, edition: str, start: str) -> str:
    found = sorted((www / edition / "chapters").glob(f"{start}*.html"))
    return f"{edition}/chapters/{found[0].name}"


def search(page: Page, words: str) -> list[list[str]]:
    page.value(
        "(() => { const f = document.getElementById('search-field'); f.value = ''; f.focus(); return 0; })()"
    )
    page.type(words)
    page.wait_for("Boolean(globalThis.is248Index)")
    return page.value(HITS)
