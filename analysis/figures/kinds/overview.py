"""Figures of words: rows of text in columns, and one thing with all that stands around it."""

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
_SMALL_STEP = style.SMALL * style.LEADING
_HUB = style.paints(1, ordered=False)[0]
_ACROSS = 3
_FREE = 0.45  # of a narrow sheet, beyond the longest words, for columns to be worth it


@dataclass(frozen=True)
class Overview:
    """Texts of a table, as rows in columns or, with a `centre`, as groups around it."""

    table: Table
    centre: str = ""

    @property
    def data(self) -> Table:
        """The rows that are shown."""
        return self.table.body()

    def drawing(self) -> Overview:
        """Itself, once it is known to have something to show."""
        if not self.data.rows:
            raise NothingListed("There is nothing to show: the table has no rows.")
        if self.centre and not all(row.group for row in self.data.rows):
            raise ProjectError(
                "Every row that stands around something needs a group.",
                todo="Name the column of groups in text_table.",
            )
        return self

    def svg(self, label: str = "", sheet: Sheet | None = None) -> str:
        """The picture; `label` is its alternative text."""
        sheet = sheet or Sheet()
        height = _around(sheet, self.data, self.centre) if self.centre else _rows(sheet, self.data)
        if height > sheet.tallest:
            raise ProjectError(
                f"The overview is {height:.0f} points high; a page has {sheet.tallest:.0f}.",
                todo="Shorten its texts, or show them as a table.",
            )
        return sheet.svg(height, label)

    def alt(self, measure: str) -> str:
        """Everything that is shown, as far as it can be listened to."""
        if self.centre:
            opening = f"Oversikt med {clean(self.centre)} i midten."
            parts = [
                f"{clean(group)}: {listing([clean(row.label) for row in rows])}."
                for group, rows in itertools.groupby(self.data.rows, lambda row: row.group)
            ]
        else:
            opening = f"Oversikt i {len(self.data.rows)} rader."
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
    """Rows of text under one another, their label first and strong."""
    return Overview(table)


def around(table: Table, centre: str) -> Overview:
    """One thing, and around it the rows of the table in their groups."""
    return Overview(table, centre)


def _rows(sheet: Sheet, table: Table) -> float:
    heads = [clean(table.stub), *(clean(column.label) for column in table.columns)]
    lines = [
        [clean(row.label), *(clean(table.text(r, c)) for c in range(len(table.columns)))]
        for r, row in enumerate(table.rows)
    ]
    wide = _widths([heads, *lines], sheet.width)
    if wide is None:
        return _under_one_another(sheet, heads, lines)
    starts = list(itertools.accumulate((w + _GAP for w in wide), initial=0.0))
    y = _line(sheet, heads, starts, wide, 0.0, head=True)
    sheet.line([(0, y), (sheet.width, y)], style.RULE, 1.0, "rule")
    for i, line in enumerate(lines):
        if i:
            sheet.line([(0, y), (sheet.width, y)], style.GRID, 0.8, "grid")
        y = _line(sheet, line, starts, wide, y)
    return y


def _under_one_another(sheet: Sheet, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> float:
    """Each row as a paragraph: its label strong, then what each column says, after its head."""
    y = 0.0
    for i, (label, *texts) in enumerate(lines):
        if i:
            sheet.line([(0, y), (sheet.width, y)], style.GRID, 0.8, "grid")
        said = [
            f"{head}: {text}" if head else text
            for head, text in zip(heads[1:], texts, strict=True)
            if text
        ]
        y += _PAD
        for text in (label, *said):
            strong = text is label
            for part in wrap(text, sheet.width, style.TEXT, strong):
                sheet.text(0, y + style.TEXT * style.CAP_HEIGHT + 2, part, strong=strong)
                y += _STEP
        y += 2 * _PAD
    return y


def _line(
    sheet: Sheet,
    texts: Sequence[str],
    starts: Sequence[float],
    wide: Sequence[float],
    y: float,
    *,
    head: bool = False,
) -> float:
    """One row of cells from the height `y`; gives where it ends."""
    size = style.SMALL if head else style.TEXT
    colour, name = (style.MUTED, "muted") if head else (style.INK, "ink")
    step, deepest = size * style.LEADING, 1
    for c, (text, x, room) in enumerate(zip(texts, starts, wide, strict=False)):
        strong = c == 0 and not head
        wrapped = wrap(text, room, size, strong)
        deepest = max(deepest, len(wrapped))
        for i, part in enumerate(wrapped):
            baseline = y + _PAD + size * style.CAP_HEIGHT + 2 + i * step
            sheet.text(x, baseline, part, size=size, strong=strong, colour=colour, name=name)
    return y + 2 * _PAD + deepest * step


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


def _around(sheet: Sheet, table: Table, centre: str) -> float:
    groups = {
        clean(group): [clean(row.label) for row in rows]
        for group, rows in itertools.groupby(table.rows, lambda row: row.group)
    }
    across = min(_ACROSS if sheet.width >= style.WIDTH else 2, len(groups))
    wide = (sheet.width - _GAP * (across - 1)) / across
    titles = wrap(clean(centre), sheet.width * 0.7, style.TEXT, True)
    bottom = 2 * _PAD + 4 + len(titles) * _STEP
    sheet.rectangle(sheet.width * 0.12, 0, sheet.width * 0.88, bottom, _HUB)
    sheet.lines(
        sheet.width / 2,
        bottom / 2,
        titles,
        anchor="center",
        strong=True,
        colour=_HUB.text,
        name=f"on-{_HUB.name}",
    )
    rail, top = bottom + 10, bottom + 20
    middles = [i * (wide + _GAP) + wide / 2 for i in range(across)]
    sheet.line([(sheet.width / 2, bottom), (sheet.width / 2, rail)], style.RULE, 1.2, "rule")
    sheet.line([(middles[0], rail), (middles[-1], rail)], style.RULE, 1.2, "rule")
    ends = [top] * across
    for i, (head, labels) in enumerate(groups.items()):
        # beside one another first, then wherever a column ends soonest
        place = i if i < across else ends.index(min(ends))
        if i < across:
            sheet.line([(middles[place], rail), (middles[place], top)], style.RULE, 1.2, "rule")
        start = ends[place] + (0 if i < across else 2 * _PAD)
        ends[place] = _group(sheet, head, labels, place * (wide + _GAP), start, wide)
    return max(ends)


def _group(
    sheet: Sheet, head: str, labels: Sequence[str], x: float, y: float, wide: float
) -> float:
    sheet.line([(x, y), (x + wide, y)], _HUB.fill, 2.0, f"line-{_HUB.name}")
    y += _PAD
    for part in wrap(head, wide, style.TEXT, True):
        sheet.text(x, y + style.TEXT * style.CAP_HEIGHT + 2, part, strong=True)
        y += _STEP
    y += _PAD
    for n, label in enumerate(labels):
        if n:
            sheet.line([(x, y), (x + wide, y)], style.GRID, 0.8, "grid")
        y += 2
        for part in wrap(label, wide, style.SMALL):
            sheet.text(x, y + style.SMALL * style.CAP_HEIGHT + 2, part, size=style.SMALL)
            y += _SMALL_STEP
        y += 2.5
    return y
