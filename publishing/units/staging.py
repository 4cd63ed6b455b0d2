"""An executed notebook as a page: its text, what stands on it, its drawings and its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project.records import FigureRecord, FiledRecord
from publishing.book.index import Page, Target, page_alone
from publishing.book.own import Own
from publishing.book.page import ExecutedChapter, chapter_text
from publishing.book.product import FIGURES, NARROW
from publishing.book.prose.told import Reading
from publishing.downloads.content import DataProduct
from publishing.downloads.csvfiles import several_csv
from publishing.manuscript.notebook import compose
from publishing.markdown.links import moved
from publishing.pandoc.source import Source
from publishing.results.ledger import make_ledger
from publishing.units.kit import NOTEBOOK, Kit
from publishing.web.units.places import FOLDER

_ORIGIN, _PLACE = Path(NOTEBOOK).parent, Path(FOLDER)
_PREFIX = "enhet"  # what the ids of its headings begin with


@dataclass(frozen=True)
class Staged:
    """A page ready to be written: Markdown without code, and what can be pointed at on it.

    `drawings` are its figures by folder (`FIGURES` for a page, `NARROW` for a phone) and id, `csv`
    what its tables and figures show.
    """

    source: Source
    targets: tuple[Target, ...]
    drawings: Mapping[tuple[str, str], str]
    csv: bytes

    @property
    def title(self) -> str:
        """The page's heading, as plain text."""
        return self.source.page.title


def stage(kit: Kit, name: str, results: Mapping[str, Any]) -> Staged:
    """The page of the file `name` from what its execution gave; a `ProjectError` as of chapters."""
    notebook = compose(kit.chapter, dict(results))
    at = Path(NOTEBOOK)
    told = Reading((), {at: notebook}).chapter(at, NOTEBOOK)
    # the page stands in another folder than its notebook, which names chapters from its own
    parts = [moved(p, _ORIGIN, _PLACE) if isinstance(p, str) else p for p in told.parts]
    text = chapter_text(
        NOTEBOOK, told.front, parts, _PREFIX, numbered=False,
        brought=Own(kit.root, None, kit.name, kit.edition.metadata),
    )  # fmt: skip
    page, targets = page_alone(text, f"{FOLDER}/{name}.qmd")
    return Staged(
        Source(Page(page.file, "unit", "", page.title), text),
        targets,
        _drawings(told),
        _csv(kit, notebook),
    )


def _drawings(told: ExecutedChapter) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for part in told.parts:
        if isinstance(part, FigureRecord):
            found[FIGURES, part.id] = part.svg
            found[NARROW, part.id] = part.svg_narrow
    return found


def _csv(kit: Kit, notebook: Mapping[str, Any]) -> bytes:
    """All numbers of a single unit as they are printed: none has more digits than its page."""
    ledger = make_ledger(kit.chapter, dict(notebook), kit.root, kit.edition.year).ledger
    records: list[FiledRecord] = [*ledger.tables, *ledger.figures]
    return several_csv(DataProduct(record, "", "", as_printed=True) for record in records)
