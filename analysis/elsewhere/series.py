"""Figures from earlier editions, for years whose returns are not at hand (`data/series/`)."""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis.elsewhere.conflicts import CONFLICTS, NONE, Conflicts, conflicts_of
from analysis.survey import Survey, SurveyForm
from analysis.tables.joining import beside
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN
from analysis.tables.table import CellValue, Column, Row, Table
from project.editions import MADE
from project.errors import ProjectError

COLUMNS = ("indicator", "form", "item", "year", "unit", "value", "edition", "table")
_YEAR = re.compile("[0-9]{4}")
_VALUE = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")


@dataclass(frozen=True)
class SeriesValue:
    """One printed value: whose, of what and when, its unit, and where it stands in print."""

    form: str
    item: str
    year: int
    unit: str
    value: float
    edition: str
    table: str


@functools.cache
def figures_of(survey: Survey, indicator: str) -> tuple[SeriesValue, ...]:
    """All figures of a series that hold."""
    path = f"data/series/{indicator}.csv"
    return read_series(survey.text(path), path, conflicts_of(survey))


def read_series(text: str, path: str, known: Conflicts = NONE) -> tuple[SeriesValue, ...]:
    """The figures of a series that hold, from the text of its file.

    A year or value that is no number, a line of another indicator, and two lines of the same
    indicator, form, item, year and unit of which it is not known which holds, are a `ProjectError`
    that names the line.
    """
    conflicts = known.of(PurePosixPath(path).stem)
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise ProjectError(f"The series lacks the column '{missing[0]}'.", where=path)
    figures = []
    lines: dict[tuple[str, str, int, str], int] = {}
    for row in reader:
        figure = _figure(row, path, reader.line_num)
        key = (figure.form, figure.item, figure.year, figure.unit)
        if key in conflicts and conflicts[key].overrules(figure.edition, figure.table):
            continue
        if key in lines:
            raise ProjectError(
                f"Two lines give {', '.join(filter(None, map(str, key)))}.",
                where=f"{path}, lines {lines[key]} and {reader.line_num}",
                todo="Keep the line with the right source and remove the other; or, where both "
                f"are printed, say in {CONFLICTS} which edition holds, and why.",
            )
        lines[key] = reader.line_num
        figures.append(figure)
    if lost := [key for key in conflicts if key not in lines]:
        raise ProjectError(
            f"There is no figure of {', '.join(filter(None, map(str, lost[0])))} that holds.",
            where=path,
            why=f"{CONFLICTS} says that the value of edition {conflicts[lost[0]].holds} does",
            todo="Correct the edition, or take the conflict away.",
        )
    return tuple(figures)


def _figure(row: Mapping[str, str], path: str, line: int) -> SeriesValue:
    def wrong(what: str, why: str, todo: str) -> ProjectError:
        return ProjectError(what, where=f"{path}, line {line}", why=why, todo=todo)

    if None in row or None in row.values():
        raise wrong(
            "The line has too many or too few fields.",
            f"it has not {len(COLUMNS)}",
            "Give it as many fields as the heading.",
        )
    indicator = PurePosixPath(path).stem
    if row["indicator"] != indicator:
        raise wrong(
            "The line is of another indicator.",
            f"found '{row['indicator']}' in the file of '{indicator}'",
            f"Write {indicator}, or move the line to its own file.",
        )
    if not _YEAR.fullmatch(row["year"]):
        raise wrong("The year is not a year.", f"found '{row['year']}'", "Write four digits.")
    if not _VALUE.fullmatch(row["value"]):
        raise wrong(
            "The value is not a number.",
            f"found '{row['value']}'",
            "Write it with a decimal point, without blanks. What is not printed has no line.",
        )
    return SeriesValue(
        row["form"], row["item"], int(row["year"]), row["unit"], float(row["value"]),
        row["edition"], row["table"],
    )  # fmt: skip


def published(survey: Survey, indicator: str, form: str, item: str, unit: str) -> dict[int, float]:
    """Printed values by year of one indicator, form and item (empty for a total), in one unit."""
    return {
        figure.year: figure.value
        for figure in figures_of(survey, indicator)
        if (figure.form, figure.item, figure.unit) == (form, item, unit)
    }


def printed_years(survey: Survey, indicator: str) -> tuple[int, ...]:
    """The years that a series holds, earliest first."""
    return tuple(sorted({figure.year for figure in figures_of(survey, indicator)}))


def made_in(survey: Survey, indicator: str) -> frozenset[int]:
    """The years of which a series has figures from made returns; none where there is no series."""
    if not (survey.project.root / f"data/series/{indicator}.csv").is_file():
        return frozenset()
    return frozenset(f.year for f in figures_of(survey, indicator) if f.edition.endswith(MADE))


def need_some(
    survey: Survey, indicator: str, years: Sequence[int], columns: Sequence[Sequence[object]]
) -> None:
    """A year without returns of which the series gives nothing at all is a `ProjectError`.

    `columns` are the cells of each of *years*; an empty column would say that nothing was there.
    """
    for year, cells in zip(years, columns, strict=True):
        if year not in survey.years and all(cell is None for cell in cells):
            raise ProjectError(
                f"There is nothing of '{indicator}' for {year}.",
                where=f"data/series/{indicator}.csv",
                why="the year has no returns here, and the series does not have it either",
                todo=f"Take {year} out of the table's years (data/series/years.yml), add it to the "
                "series, or add it to survey_years with its returns.",
            )


def with_printed_shares(answers: Table, form: SurveyForm, variable: str, year: int) -> Table:
    """A frequency table with an earlier year before its own, of which print has only shares.

    Columns: count, blank, and percent of the year, then those of *answers*. A row whose share is
    not printed is blank. A year without any is a `ProjectError`; of a year that did not ask the
    question as now there is no number.
    """
    put = form.asks(variable, year)
    shares = {
        row.key: published(form.survey, variable, form.code, row.key, "percent").get(year)
        for row in answers.rows
    }
    if put and not any(share is not None for share in shares.values()):
        raise ProjectError(
            f"There are no printed shares of '{variable}' ({form.code}) for {year}.",
            where=f"data/series/{variable}.csv",
            todo=f"Leave {year} out, or add a line with unit percent.",
        )
    units = ("count", "percent")
    columns = [next(c for c in answers.columns if c.unit == unit) for unit in units]
    earlier = Table(
        answers.rows,
        tuple(Column((c.unit,), c.label, c.unit) for c in columns),
        tuple((None, shares[row.key] if put else IMPOSSIBLE) for row in answers.rows),
        answers.stub,
    )
    return beside(earlier.under(year).under(form.code, ""), answers)


def register_counts(
    survey: Survey, indicator: str, labels: Mapping[str, str], years: Sequence[int]
) -> Table:
    """Counts from another source than the survey, a row an item and a column a year, and their sum.

    `labels` maps items of `data/series/<indicator>.csv` (without form) to row labels. A count that
    the series does not have yet is not known, nor is its sum.
    """
    series = {item: published(survey, indicator, "", item, "count") for item in labels}
    lacking = [item for item, found in series.items() if not any(year in found for year in years)]
    if lacking:
        raise ProjectError(
            f"The series has no '{lacking[0]}' in any of these years.",
            where=f"data/series/{indicator}.csv",
            todo="Add the years, or leave it out of the table.",
        )
    lines: list[list[CellValue]] = [
        [found.get(year, UNKNOWN) for year in years] for found in series.values()
    ]
    lines.append([_sum(numbers) for numbers in zip(*lines, strict=True)])
    cells: list[tuple[CellValue, ...]] = [tuple(line) for line in lines]
    return Table(
        (
            *(Row(item, label) for item, label in labels.items()),
            Row("total", survey.terms["total"], role="total"),
        ),
        tuple(Column((str(year), "count"), str(year), "count") for year in years),
        tuple(cells),
    )


def _sum(counts: Sequence[CellValue]) -> CellValue:
    """The sum of a year, unknown where one of its counts is."""
    known = [count for count in counts if isinstance(count, int | float)]
    return sum(known) if len(known) == len(counts) else UNKNOWN
