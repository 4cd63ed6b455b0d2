"""Another chapter's results, for chapters that draw together what others found."""

from __future__ import annotations

from typing import Any

from analysis.survey import Survey
from analysis.tables.numbers import NoNumber, Number
from analysis.tables.signs import is_sign
from analysis.tables.table import Cell, Column, Row, Table
from project import reads
from project.errors import ProjectError


class ChapterResults:
    """Tables, figures and inline values of one executed chapter, as they were printed there."""

    def __init__(self, stem: str, ledger: dict[str, Any]) -> None:
        self.stem = stem
        self._tables = {item["number"]: item for item in ledger["tables"]}
        self._figures = {item["number"]: item for item in ledger["figures"]}
        self._inline = ledger.get("inline", [])

    def table(self, number: str) -> Table:
        """The table with this number; unrounded values."""
        return self._read(self._tables, "table", number)

    def figure(self, number: str) -> Table:
        """The data of the figure with this number; unrounded values."""
        return self._read(self._figures, "figure", number)

    def stated(self, expression: str) -> Number:
        """The number that the chapter's prose computes with this expression, written as there.

        Where the chapter shows a sign instead, a `NoNumber`.
        """
        found = {
            (item["text"] if item["value"] is None else item["value"], item["unit"])
            for item in self._inline
            if item["expression"] == expression
            and (item["value"] is not None or is_sign(item["text"]))
        }
        if len(found) != 1:
            raise ProjectError(
                f"The prose of {self.stem} has {len(found)} numbers for '{expression}'.",
                todo="Write the expression as the chapter has it, or leave the sentence out.",
            )
        value, unit = found.pop()
        if isinstance(value, str):
            return NoNumber(value, unit or "count")
        return Number(value, unit or "count")

    def _read(self, products: dict[str, Any], kind: str, number: str) -> Table:
        if number not in products:
            raise ProjectError(
                f"The chapter {self.stem} has no {kind} {number}.",
                todo=f"It has: {', '.join(products)}.",
            )
        item = products[number]
        columns = tuple(
            Column(tuple(c["key"]), c["label"], c["unit"], tuple(c["spanners"]), _places(item, i))
            for i, c in enumerate(item["columns"])
        )
        cells: tuple[tuple[Cell, ...], ...] = tuple(
            tuple(
                cell["value"] if cell["value"] is not None else cell["text"] or None
                for cell in line
            )
            for line in item["cells"]
        )
        rows = tuple(Row(r["key"], r["label"], r["group"], r["role"]) for r in item["rows"])
        return Table(rows, columns, cells, item["stub"], item["base"], tuple(item["notes"]))


def _places(item: dict[str, Any], column: int) -> int | None:
    """Decimals as printed, read from the first cell with a number."""
    for line in item["cells"]:
        if line[column]["value"] is not None:
            return len(line[column]["text"].partition(",")[2])
    return None


def chapter_results(survey: Survey, stem: str) -> ChapterResults:
    """The results of chapter `stem`, which the reading chapter names under `after:`."""
    return ChapterResults(stem, reads.load_ledger(survey.project, survey.year, stem))
