"""Figures of one caption above one another, each in its own unit and on its own scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from analysis.figures.drawing import Figure
from analysis.figures.kinds.panels import part_head
from analysis.figures.paper import style
from analysis.figures.paper.measure import wrap
from analysis.figures.paper.sheet import Sheet
from analysis.tables.table import Row, Table
from project.errors import ProjectError

_GAP = 14.0


@dataclass(frozen=True)
class Above:
    """Figures by their heads, from the top (report 2013, figure 3.1)."""

    figures: Mapping[str, Figure]

    @property
    def data(self) -> Table:
        """The rows of all figures, each group in its own unit; the columns are those of the first.

        Figures with other columns are a `ProjectError`.
        """
        tables = [figure.data for figure in self.figures.values()]
        first = tables[0]
        if any([c.label for c in t.columns] != [c.label for c in first.columns] for t in tables):
            raise ProjectError(
                "Figures above one another must have the same columns.",
                todo="Show the same years in all of them.",
            )
        rows: list[Row] = []
        for head, table in zip(self.figures, tables, strict=True):
            column = table.columns[0]
            own = {} if table is first else {"unit": column.unit, "decimals": column.places}
            rows += [
                replace(row, key=f"{head}/{row.key}", group=head, **own)  # type: ignore[arg-type]
                for row in table.rows
            ]
        return replace(
            first,
            rows=tuple(rows),
            cells=tuple(line for table in tables for line in table.cells),
            base=" ".join(dict.fromkeys(table.base for table in tables if table.base)),
            notes=tuple(dict.fromkeys(note for table in tables for note in table.notes)),
        )

    def drawing(self) -> Above:
        """Itself, once every figure of it is known to have something to show."""
        for figure in self.figures.values():
            figure.drawing()
        return self

    def svg(self, label: str, sheet: Sheet | None = None) -> str:
        """The picture; `label` is its alternative text."""
        sheet, y = sheet or Sheet(), 0.0
        for head, figure in self.figures.items():
            y = part_head(sheet, wrap(head, sheet.width, style.TEXT, True), 0.0, y) + 4
            y = figure.drawing().draw(sheet, y) + _GAP
        return sheet.svg(y - _GAP, label)

    def alt(self, _: str) -> str:
        """What each of them shows, by its head."""
        return " ".join(figure.drawing().alt(head) for head, figure in self.figures.items())

    def notes(self) -> list[str]:
        """What a reader of any of them must know."""
        told = [note for figure in self.figures.values() for note in figure.drawing().notes()]
        return list(dict.fromkeys(told))


def above(figures: Mapping[str, Figure]) -> Above:
    """Several figures in one, from the top, each under its head and on its own scale."""
    if len(figures) < 2:
        raise ProjectError("Two or more figures can stand above one another.")
    return Above(figures)
