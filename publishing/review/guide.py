"""The guide for reviewers: one page that every draft has."""

from __future__ import annotations

from pathlib import Path

from project.kept.store import Store
from publishing.book.index import Page
from publishing.pandoc.run import run_pandoc

_TEXT = Path(__file__).with_name("for-gjennomlesere.md")
GUIDE = Page("for-gjennomlesere.qmd", "back", "", "For gjennomlesere")


def guide_body(store: Store) -> str:
    """The content of the guide's page."""
    text = _TEXT.read_text(encoding="utf-8")

    def made() -> bytes:
        return run_pandoc(text, ["--to=html5"], _TEXT.name, _TEXT.parent).encode()

    return store.kept(["guide", text], made).decode()
