"""A finished edition's values in the store of series, so that later editions need no old returns.

What is stored is what `data/series/` already has of earlier years: the same indicators, forms and
items, computed from the edition's cleaned returns, unrounded, with edition and table as source.
What few units answered is not stored.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from analysis.development.values import sources_of, values_of
from analysis.elsewhere.conflicts import CONFLICTS, Conflict, load_conflicts
from analysis.elsewhere.series import COLUMNS, read_series
from analysis.intake.cleaning import ensure_cleaned
from analysis.survey import SERIES_YEARS, Survey, load_series_years, open_survey
from project.editions import MADE
from project.errors import ProjectError
from project.places import Project

_DECIMALS = 9
_NUMBERED = re.compile(r"[A-Z\d]+\.\d")
_STORED = re.compile(r"^stored:.*$", re.MULTILINE)

Line = dict[str, str]


@dataclass(frozen=True)
class Stored:
    """New texts of files by their path in the project, how many values are new, what is left.

    `left` are the series that the survey's own questions do not give, which go on by hand.
    """

    files: Mapping[str, str]
    values: int
    left: tuple[str, ...]


def stored(
    project: Project,
    name: str,
    shown: Collection[str] = (),
    places: Mapping[tuple[str, str], str] | None = None,
) -> Stored:
    """What the values of edition *name* make of the store; nothing is written.

    *shown* are names that tables show over the years: those that are questions begin a series where
    they have none. *places* are the numbers of tables by form and question. A value that the store
    already has stays as it is. One that it has otherwise is a `ProjectError` that names both,
    unless it was made and is real now.
    """
    edition = project.edition(name)
    ensure_cleaned(project, edition.survey_years, edition)
    survey = open_survey(edition.year, project.root)
    files: dict[str, str] = {}
    left, count = [], 0
    folder = project.population_series_path.parent
    asked = {q.variable for q in survey.codebook(edition.year).questions}
    begun = asked.intersection(shown)
    conflicts = load_conflicts(project.root)
    for indicator in sorted({*(path.stem for path in folder.glob("*.csv")), *begun}):
        path = folder / f"{indicator}.csv"
        text = path.read_text(encoding="utf-8") if path.is_file() else _as_csv(())
        place = path.relative_to(project.root).as_posix()
        read_series(text, place, conflicts)  # what is wrong in it is told
        lines: list[Line] = list(csv.DictReader(io.StringIO(text, newline="")))
        new = [*_new_lines(survey, indicator, lines, indicator in begun, places or {})]
        goes_on = any(int(line["year"]) >= edition.survey_years[0] for line in lines)
        ours = path == project.population_series_path or [*sources_of(survey, indicator)]
        if goes_on and not ours:
            left.append(indicator)
        merged, added = _merged(lines, new, place, conflicts.of(indicator))
        if added:
            files[place] = _as_csv(merged)
            count += added
    if (years := _years(project, edition.survey_years)) is not None:
        files[SERIES_YEARS] = years
    return Stored(files, count, tuple(left))


def _new_lines(
    survey: Survey,
    indicator: str,
    lines: Sequence[Line],
    begun: bool,
    tables: Mapping[tuple[str, str], str],
) -> Iterator[Line]:
    """The edition's own lines of a series, for the forms that it has, or for all where it is begun.

    Their place in print is the one of *tables* that shows them, or that of the form's last line of
    a table of a report; without either it is not known.
    """
    for form in sources_of(survey, indicator):
        mine = [line for line in lines if line["form"] == form.code]
        if not mine and not begun:
            continue
        known = {(line["item"], line["unit"]) for line in mine}
        places = [line["table"] for line in mine if _NUMBERED.match(line["table"])]
        for year in survey.years:
            source = f"{survey.settings.name}{MADE if survey.settings.is_made(year) else ''}"
            place = tables.get((form.code, indicator)) or (places[-1] if places else "")
            for (item, unit), value in values_of(form, indicator, year, known).items():
                if isinstance(value, int | float):
                    line = (
                        indicator,
                        form.code,
                        item,
                        str(year),
                        unit,
                        _text(value),
                        source,
                        place,
                    )
                    yield dict(zip(COLUMNS, line, strict=True))


def _merged(
    lines: Sequence[Line],
    new: Sequence[Line],
    place: str,
    conflicts: Mapping[tuple[str, str, int, str], Conflict],
) -> tuple[list[Line], int]:
    """The lines with the new ones, and how many of these were not there.

    *conflicts* say by form, item, year and unit which value holds where several are known; the
    others stay in their places.
    """
    merged: dict[tuple[str, ...], tuple[int, Line]] = {}
    for number, line in enumerate(lines, 2):
        figure = (line["form"], line["item"], int(line["year"]), line["unit"])
        known = conflicts.get(figure)
        beside = known is not None and known.overrules(line["edition"], line["table"])
        own = (line["edition"], line["table"]) if beside else ()
        merged[*_key(line), *own] = number, line
    added = 0
    for line in new:
        if (key := _key(line)) not in merged:
            merged[key] = 0, line
            added += 1
            continue
        number, there = merged[key]
        if _same(there["value"], line["value"]):
            continue
        if there["edition"].endswith(MADE) and not line["edition"].endswith(MADE):
            merged[key] = number, line
            added += 1
            continue
        raise ProjectError(
            f"There are two values of {', '.join(filter(None, key))}.",
            where=f"{place}, line {number}",
            why=f"edition {there['edition']} gives {there['value']} (table {there['table']}), and "
            f"edition {line['edition']} {line['value']} (table {line['table']})",
            todo="Find out which of them is right, and write it in the line with its source, or in "
            f"{CONFLICTS} with both lines kept; or correct the returns.",
        )
    return [line for _, line in merged.values()], added


def _key(line: Line) -> tuple[str, str, str, str, str]:
    return (line["indicator"], line["form"], line["item"], line["year"], line["unit"])


def _same(there: str, new: str) -> bool:
    """Whether a value is one that the store has, with as many decimals as this has."""
    known = Decimal(there)
    return Decimal(new).quantize(known, ROUND_HALF_UP) == known


def _text(value: float) -> str:
    text = f"{value:.{_DECIMALS}f}"
    return text.rstrip("0").rstrip(".")


def _as_csv(lines: Sequence[Line]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def _years(project: Project, years: Sequence[int]) -> str | None:
    """The file of years with these among the stored, or None where it has them."""
    path = project.root / SERIES_YEARS
    text = path.read_text(encoding="utf-8") if path.is_file() else "stored: []\ntables: {}\n"
    before = set(load_series_years(path).stored) if path.is_file() else set()
    if before >= set(years):
        return None
    line = f"stored: {sorted(before | set(years))}"
    return _STORED.sub(line, text, count=1) if _STORED.search(text) else f"{line}\n{text}"
