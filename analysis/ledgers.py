"""Another chapter's results, for chapters that draw together what others found."""

from __future__ import annotations

from typing import Any

from analysis import reads
from analysis.errors import ProjectError
from analysis.survey import Survey
from analysis.tables import Cell, Column, Row, Table


class ChapterResults:
    """Tables and figures of one executed chapter, by number, as they were printed there."""

    def __init__(self, stem: str, ledger: dict[str, Any]) -> None:
        self.stem = stem
        self._products = {item["number"]: item for item in (*ledger["tables"], *ledger["figures"])}

    def table(self, number: str) -> Table:
        """The table, or the data of the figure, with this number; unrounded values."""
        if number not in self._products:
            raise ProjectError(
                f"The chapter {self.stem} has no table or figure {number}.",
                todo=f"It has: {', '.join(self._products)}.",
            )
        item = self._products[number]
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
