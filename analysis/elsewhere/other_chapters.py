"""Another chapter's results, for chapters that draw together what others found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analysis.survey import Survey
from analysis.tables.numbers import NoNumber, Number, Traced
from analysis.tables.signs import is_sign, resting, unsaid
from analysis.tables.table import Column, Row, Table
from project import reads
from project.errors import ProjectError
from project.records import CellRecord, FiledRecord, Ledger


class ChapterResults:
    """Tables, figures and inline values of one executed chapter, as they were printed there."""

    def __init__(self, ledger: Ledger, parts: frozenset[str] = frozenset()) -> None:
        """`parts` are the answers and items of all survey years: a table may lack any of them."""
        self._parts = parts
        self.stem = ledger.chapter.stem
        self._tables = {item.number: item for item in ledger.tables}
        self._figures = {item.number: item for item in ledger.figures}
        self._inline = ledger.inline

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
            (item.text if item.value is None else item.value, item.unit, item.origins)
            for item in self._inline
            if item.expression == expression and (item.value is not None or is_sign(item.text))
        }
        if len(found) != 1:
            raise ProjectError(
                f"The prose of {self.stem} has {len(found)} numbers for '{expression}'.",
                todo="Write the expression as the chapter has it, or leave the sentence out.",
            )
        value, unit, origins = found.pop()
        if isinstance(value, str):
            return NoNumber(value, unit or "count")
        cells = tuple(cell for origin in origins for cell in origin.cells)
        return Number(value, unit or "count", cells=cells)

    def words(self, expression: str) -> str:
        """What the chapter's prose says with this expression, written as there.

        What is left out there, since something is not known or does not hold, is left out here.
        """
        found = {
            (item.text, item.lacks, item.origins)
            for item in self._inline
            if item.expression == expression
        }
        if len(found) != 1:
            raise ProjectError(
                f"The prose of {self.stem} says {len(found)} things with '{expression}'.",
                todo="Write the expression as the chapter has it, or leave the sentence out.",
            )
        text, lacks, origins = found.pop()
        for origin in origins:
            text = resting(text, origin.kind, origin.cells, origin.picked)
        return unsaid(text) if lacks else text

    def _read(self, products: Mapping[str, FiledRecord], kind: str, number: str) -> Table:
        if number not in products:
            raise ProjectError(
                f"The chapter {self.stem} has no {kind} {number}.",
                todo=f"It has: {', '.join(products)}.",
            )
        item = products[number]
        columns = tuple(
            Column(c.key, c.label, c.unit, c.spanners, _places(item, i))
            for i, c in enumerate(item.columns)
        )
        cells = tuple(
            tuple(cell.text or None if cell.value is None else _traced(cell) for cell in line)
            for line in item.cells
        )
        rows = tuple(
            Row(r.key, r.label, r.group, r.role, unit=r.unit, decimals=_own_places(item, i))
            for i, r in enumerate(item.rows)
        )
        former = self._parts - {row.key for row in rows}
        table = Table(rows, columns, cells, item.stub, item.base, item.notes, former=former)
        return replace(table, stated_in=item.stated_in)


def _traced(cell: CellRecord) -> float:
    """A number with the cells that it was computed from, where it knows them."""
    value = Traced(cell.value or 0.0)
    value.cells = cell.of
    return value if cell.of else float(value)


def _places(item: FiledRecord, column: int) -> int | None:
    """Decimals as printed, read from the first cell with a number."""
    for line in item.cells:
        if line[column].value is not None:
            return len(line[column].text.partition(",")[2])
    return None


def _own_places(item: FiledRecord, row: int) -> int | None:
    """Decimals of a row that is measured otherwise than its columns; None of any other."""
    if not item.rows[row].unit:
        return None
    texts = [cell.text for cell in item.cells[row] if cell.value is not None]
    return len(texts[0].partition(",")[2]) if texts else None


def chapter_results(survey: Survey, stem: str) -> ChapterResults:
    """The results of chapter `stem`, which the reading chapter names under `after:`."""
    parts = frozenset(
        part.code
        for book in survey.codebooks.values()
        for question in book.listed
        for part in (*question.options, *question.items)
    )
    return ChapterResults(reads.load_ledger(survey.project, survey.year, stem), parts)
