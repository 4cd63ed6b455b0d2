"""Figures of words: rows of text in columns, whose labels may lead to web pages."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.figures.empty import NothingListed
from analysis.figures.grid import clean
from analysis.figures.paper import style
from analysis.figures.paper.measure import longest_word, width, wrap
from analysis.figures.paper.sheet import Sheet
from analysis.tables.table import Table
from analysis.tables.wording import listing
from project.errors import ProjectError

ALT_LIMIT = 1200  # a list says what it holds; a chart only what matters in it
_GAP = 14.0
_PAD = 4.0
_STEP = style.TEXT * style.LEADING
_FREE = 0.45  # of a narrow sheet, beyond the longest words, for columns to be worth it


@dataclass(frozen=True)
class Overview:
    """Texts of a table, as rows in columns, under the heads of their groups."""

    table: Table

    @property
    def data(self) -> Table:
        """The rows that are shown."""
        return self.table.body()

    def drawing(self) -> Overview:
        """Itself, once it is known to have something to show."""
        if not self.data.rows:
            raise NothingListed("There is nothing to show: the table has no rows.")
        return self

    def svg(self, label: str = "", sheet: Sheet | None = None) -> str:
        """The picture; `label` is its alternative text."""
        sheet = sheet or Sheet()
        height = _rows(sheet, self.data)
        if height > sheet.tallest:
            raise ProjectError(
                f"The overview is {height:.0f} points high; a page has {sheet.tallest:.0f}.",
                todo="Shorten its texts, or show them as a table.",
            )
        return sheet.svg(height, label)

    def alt(self, measure: str) -> str:
        """Everything that is shown, as far as it can be listened to."""
        opening = f"Oversikt i {len(self.data.rows)} rader."
        if any(row.group for row in self.data.rows):
            parts = [
                f"{clean(group)}: {listing([clean(row.label) for row in rows])}."
                for group, rows in itertools.groupby(self.data.rows, lambda row: row.group)
            ]
        else:
            parts = [
                f"{'; '.join(clean(text) for text in (row.label, *self._texts(r)) if text)}."
                for r, row in enumerate(self.data.rows)
            ]
        title = measure.rstrip(" .")
        text = f"{opening} {title}." if title else opening
        for i, part in enumerate(parts):
            if len(text) + len(part) + 12 > ALT_LIMIT:
                return f"{text} Og {len(parts) - i} til."
            text = f"{text} {part}"
        return text

    def notes(self) -> list[str]:
        """None: there is nothing to explain."""
        return []

    def _texts(self, row: int) -> list[str]:
        return [self.data.text(row, c) for c in range(len(self.data.columns))]

    def _repr_svg_(self) -> str:
        return self.svg(self.alt(""))


def overview(table: Table) -> Overview:
    """Rows of text under one another, their label first: strong, or a link where it has one.

    Where the rows are grouped, the groups are strong instead.
    """
    return Overview(table)


def _rows(sheet: Sheet, table: Table) -> float:
    heads = [clean(table.stub), *(clean(column.label) for column in table.columns)]
    lines = [
        [clean(row.label), *(clean(table.text(r, c)) for c in range(len(table.columns)))]
        for r, row in enumerate(table.rows)
    ]
    wide = _widths([heads, *lines], sheet.width)
    y = 0.0
    if wide is not None:
        starts = list(itertools.accumulate((w + _GAP for w in wide), initial=0.0))
        y = _line(sheet, heads, starts, wide, y, head=True)
        sheet.line([(0, y), (sheet.width, y)], style.RULE, 1.0, "rule")
    group = ""
    grouped = any(row.group for row in table.rows)
    for i, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        if row.group != group:
            group = row.group
            if i:
                sheet.line([(0, y), (sheet.width, y)], style.RULE, 1.0, "rule")
            y = _group(sheet, clean(group), y)
        elif i:
            sheet.line([(0, y), (sheet.width, y)], style.GRID, 0.8, "grid")
        shown = _Label(row.url, strong=not grouped, pad=_PAD / 2 if grouped else _PAD)
        if wide is None:
            y = _paragraph(sheet, heads, line, y, shown)
        else:
            y = _line(sheet, line, starts, wide, y, shown)
    return y


@dataclass(frozen=True)
class _Label:
    """How the label of a row is shown, and how far the row stands from the next."""

    url: str = ""
    strong: bool = True
    pad: float = _PAD


def _group(sheet: Sheet, name: str, y: float) -> float:
    """The head of a group, from the height `y`; gives where it ends."""
    y += _PAD
    for part in wrap(name, sheet.width, style.TEXT, True):
        sheet.text(0, y + style.TEXT * style.CAP_HEIGHT + 2, part, strong=True)
        y += _STEP
    return y


def _paragraph(
    sheet: Sheet, heads: Sequence[str], line: Sequence[str], y: float, shown: _Label
) -> float:
    """A row as a paragraph: its label, then what each column says, after its head."""
    label, *texts = line
    said = [
        f"{head}: {text}" if head else text
        for head, text in zip(heads[1:], texts, strict=True)
        if text
    ]
    y += shown.pad
    for i, text in enumerate((label, *said)):
        strong = shown.strong and not i
        for part in wrap(text, sheet.width, style.TEXT, strong):
            baseline = y + style.TEXT * style.CAP_HEIGHT + 2
            sheet.text(0, baseline, part, strong=strong, link="" if i else shown.url)
            y += _STEP
    return y + 2 * shown.pad


def _line(
    sheet: Sheet,
    texts: Sequence[str],
    starts: Sequence[float],
    wide: Sequence[float],
    y: float,
    shown: _Label | None = None,
    *,
    head: bool = False,
) -> float:
    """One row of cells from the height `y`; gives where it ends."""
    shown = shown or _Label(strong=False)
    size = style.SMALL if head else style.TEXT
    colour, name = (style.MUTED, "muted") if head else (style.INK, "ink")
    step, deepest = size * style.LEADING, 1
    for c, (text, x, room) in enumerate(zip(texts, starts, wide, strict=False)):
        strong, link = (shown.strong, shown.url) if c == 0 else (False, "")
        wrapped = wrap(text, room, size, strong)
        deepest = max(deepest, len(wrapped))
        for i, part in enumerate(wrapped):
            baseline = y + shown.pad + size * style.CAP_HEIGHT + 2 + i * step
            sheet.text(
                x, baseline, part, size=size, strong=strong, colour=colour, name=name, link=link
            )
    return y + 2 * shown.pad + deepest * step


def _widths(lines: Sequence[Sequence[str]], sheet_width: float) -> list[float] | None:
    """Room for each column: its longest word, and of the rest a share that grows with its text.

    None where the sheet is too narrow for columns.
    """
    columns = list(zip(*lines, strict=True))
    least = [
        max(longest_word(text, style.TEXT, c == 0) for text in texts)
        for c, texts in enumerate(columns)
    ]
    most = [
        max(width(text, style.TEXT, c == 0) for text in texts) for c, texts in enumerate(columns)
    ]
    free = sheet_width - _GAP * (len(columns) - 1) - sum(least)
    if sheet_width < style.WIDTH and free < sheet_width * _FREE:
        return None
    if free < 0:
        raise ProjectError(
            "The columns of the overview have no room beside one another.",
            todo="Leave out a column, or shorten its longest words.",
        )
    wishes = [max(b - a, 0.0) for a, b in zip(least, most, strict=True)]
    if sum(wishes) <= free:
        return [a + wish for a, wish in zip(least, wishes, strict=True)]
    roots = [math.sqrt(wish) for wish in wishes]
    return [a + free * root / sum(roots) for a, root in zip(least, roots, strict=True)]
