"""Where the built report tells of a group: its tables, and what they say of it."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis.standing.facts import Told
from analysis.survey import Survey
from project.chapters import UNIT_PAGE
from project.editions import chapter_files
from project.records import FiledRecord, Ledger, is_numbered, read_ledger


@dataclass(frozen=True)
class Report:
    """The chapters of an edition's last build, in order: file and ledger.

    Files are named from the folder of the pages' notebook. `printed` are the numbers of the tables
    whose values may be told: of made returns those that print has; None where all may.
    """

    chapters: tuple[tuple[str, Ledger], ...]
    printed: frozenset[str] | None = None

    @classmethod
    def of(cls, survey: Survey) -> Report:
        """Read as files, since a page of a unit is made after the report; without a build none."""
        folder = survey.project.results_dir(survey.year)
        found = []
        for file in chapter_files(survey.settings):
            path = folder / f"{PurePosixPath(file).stem}.json"
            if path.is_file():
                text = survey.text(path.relative_to(survey.project.root).as_posix())
                link = posixpath.relpath(file, PurePosixPath(UNIT_PAGE).parent)
                found.append((link, read_ledger(text.encode(), str(path))))
        return cls(tuple(found), _printed(survey))

    @functools.cached_property
    def _tables(self) -> tuple[tuple[str, FiledRecord], ...]:
        return tuple(
            (file, item)
            for file, ledger in self.chapters
            for item in ledger.tables
            if is_numbered(item.number)
        )

    def with_rows(self, keys: Sequence[str], unit: str = "") -> Told | None:
        """The first table in a numbered chapter with a row for each key, and a column in unit."""
        wanted = set(keys)
        numbered = {file for file, ledger in self.chapters if ledger.chapter.number}
        for file, item in self._tables:
            has = file in numbered and wanted <= {row.key for row in item.rows}
            if has and (not unit or any(column.unit == unit for column in item.columns)):
                return _told(file, item)
        return None

    def of_group(self, labels: Sequence[str], own: str) -> Iterator[Told]:
        """Every table whose rows are these groups, and what it tells of one of them."""
        for file, item in self._tables:
            keys = [row.key for row in item.rows]
            if own in keys and len(set(labels) & set(keys)) > 1:
                tells = self.printed is None or item.number in self.printed
                yield _told(file, item, own if tells else "")


def _printed(survey: Survey) -> frozenset[str] | None:
    path = survey.project.published_dir(survey.year) / "tables.csv"
    if not survey.settings.is_made(survey.year) or not path.is_file():
        return None
    return frozenset(survey.frame(path.relative_to(survey.project.root).as_posix())["table"])


def _told(file: str, item: FiledRecord, own: str = "") -> Told:
    plain = Told(item.number, item.caption, f"{file}#{item.id}")
    columns = [c for c, column in enumerate(item.columns) if _relative(column.unit)]
    totals = [r for r, row in enumerate(item.rows) if row.role == "total"]
    if not own or len(columns) != 1 or len(totals) != 1:
        return plain
    line = next(r for r, row in enumerate(item.rows) if row.key == own)
    here, whole = (item.cells[r][columns[0]] for r in (line, totals[0]))
    if here.value is None or whole.value is None:
        return plain
    column = item.columns[columns[0]]
    return Told(
        item.number, item.caption, plain.link, column.label or column.spanners[-1], column.unit,
        here.text, whole.text,
    )  # fmt: skip


def _relative(unit: str) -> bool:
    """Whether numbers in a unit are shares or rates, which groups of any size can be told by."""
    return unit == "percent" or unit.startswith("per_")
