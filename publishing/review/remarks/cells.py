"""What became of the table, and of the cell in it, that a remark is about.

The results of the draft that it was made on tell which table of the later one is the same, whatever
number it has there, and what the cell printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from pathlib import Path, PurePosixPath

from project.errors import ProjectError
from project.records import FiledRecord, Ledger, read_ledger
from publishing.review.diff.products import ProductChange, changed_products, same_cell
from publishing.review.draft import RESULTS
from publishing.review.remarks.anchoring import CellNow, Paragraphs, Place
from publishing.review.remarks.remark import Cell

_PARTING = re.compile(r"[\s,\u00ad\u200b]+")


def with_cells(
    standing: Iterable[Place], now: Paragraphs, later: Path, drafts: Path
) -> list[Place]:
    """The places, those in a table or figure that has changed with what is known of it.

    `now` are the paragraphs of the draft in the folder `later`, `drafts` holds the kept ones. What
    can't be read there is not known.
    """
    between = lru_cache(maxsize=None)(_between)  # several remarks are on one page

    def told(one: Place) -> Place:
        own, anchor = one.paragraph, one.remark.anchor
        if own is None or own.id != anchor.paragraph or own.text == anchor.text:
            return one
        if not own.id.startswith(("tbl-", "fig-")):
            return one
        earlier = drafts / str(one.remark.draft_number)
        changed = between(_results(earlier, one.remark.page), _results(later, own.page))
        return _told(one, now, changed, _results(later, own.page))

    return [told(one) for one in standing]


def _told(
    one: Place, now: Paragraphs, changed: Sequence[ProductChange] | None, results: Path
) -> Place:
    assert one.paragraph is not None
    anchor = one.remark.anchor
    if changed is None:
        return replace(one, cell=_cell_alone(one, _ledger(results)))
    change = next((each for each in changed if each.old and each.old.id == anchor.paragraph), None)
    if change is None or change.old is None or change.new is None:
        return one
    moved = now.find(one.page, change.new.id) or one.paragraph
    if anchor.cell is None:
        return replace(one, paragraph=moved)
    return replace(
        one, paragraph=moved, cell=_cell(change.old, change.new, anchor.cell, anchor.quote)
    )


def _cell(old: FiledRecord, new: FiledRecord, cell: Cell, quote: str) -> CellNow | None:
    was = _located(old, cell, quote)
    if was is None:
        return None
    before = old.cells[was[0]][was[1]].text
    at = same_cell(old, new, was)
    return CellNow(before, new.cells[at[0]][at[1]].text, at) if at else CellNow(before)


def _cell_alone(one: Place, ledger: Ledger | None) -> CellNow | None:
    """What the cell prints, where the draft is not kept that says what it printed."""
    assert one.paragraph is not None
    cell = one.remark.anchor.cell
    tables = ledger.tables if ledger else ()
    new = next((each for each in tables if each.id == one.paragraph.id), None)
    at = _located(new, cell, "") if new and cell else None
    return CellNow(None, new.cells[at[0]][at[1]].text, at) if new and at else None


def _located(record: FiledRecord, cell: Cell, quote: str) -> tuple[int, int] | None:
    """Row and column of the cell with these heads; of several the one with the quoted words.

    None where there is none, or several.
    """
    rows = [y for y, row in enumerate(record.rows) if _even(row.label) == _even(cell.row)]
    columns = [
        x
        for x, column in enumerate(record.columns)
        if _even(" ".join([*column.spanners, column.label])) == _even(cell.column)
    ]
    found = [*product(rows, columns)]
    if len(found) > 1 and quote:
        found = [(y, x) for y, x in found if _even(quote) in _even(record.cells[y][x].text)]
    return found[0] if len(found) == 1 else None


def _even(text: str) -> str:
    """Heads as they are compared: pages and Word part and break them in different ways."""
    return _PARTING.sub(" ", text).strip()


def _between(earlier: Path, later: Path) -> Sequence[ProductChange] | None:
    """What differs in two files of results; None where one can't be read."""
    old, new = _ledger(earlier), _ledger(later)
    if old is None or new is None:
        return None
    undrawn = _undrawn, _undrawn
    return changed_products({old.chapter.stem: old}, {new.chapter.stem: new}, undrawn)


def _undrawn(_: str) -> str:
    return ""


def _results(folder: Path, page: str) -> Path:
    return folder / RESULTS / f"{PurePosixPath(page).stem}.json"


def _ledger(path: Path) -> Ledger | None:
    try:
        return read_ledger(path.read_bytes(), str(path))
    except (OSError, ProjectError):
        return None
