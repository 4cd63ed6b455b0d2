"""The key figures of an edition: five to eight lines of data, told as sentences."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from analysis.development.course import Nothing, course
from analysis.elsewhere.series import figures_of
from analysis.intake.asking import latest
from analysis.survey import Survey
from analysis.tables import wording as w
from analysis.tables.numbers import Number, format_number
from project.errors import ProjectError
from project.settings import read_settings

FEWEST, MOST = 5, 8
_ALL = "all"
_SEE = re.compile(r"(?P<kind>tbl|fig)-(?P<number>[0-9a-z]+-[0-9]+)|sec-[\w-]+")


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One key figure, as `data/highlights/<year>.yml` has it."""

    label: Annotated[
        str, Meta(description="What the number counts, as it stands after it.", min_length=1)
    ]
    subject: Annotated[str, Meta(description="What a sentence about it begins with.", min_length=1)]
    series: Annotated[str, Meta(description="The indicator, as data/series/ names it.")]
    see: Annotated[str, Meta(description="The table, figure or section that has it, as tbl-3-1.")]
    form: Annotated[str, Meta(description="The form's code; all for the sum of the forms.")] = ""
    item: Annotated[str, Meta(description="The answer or item, where it is not the total.")] = ""
    unit: Annotated[str, Meta(description="fte, percent or count, where there are several.")] = ""
    year: Annotated[
        int | None, Meta(description="The year of the number, where it is not the edition's.")
    ] = None
    against: Annotated[
        int | None, Meta(description="The year that it is told against, if any.")
    ] = None


class Highlights(Struct, frozen=True, forbid_unknown_fields=True):
    """The key figures of an edition, most important first."""

    highlights: Annotated[
        tuple[Line, ...],
        Meta(description="It must list five to eight key figures, or none until they are chosen."),
    ] = ()

    def __post_init__(self) -> None:
        if self.highlights and not FEWEST <= len(self.highlights) <= MOST:
            raise ValueError(f"{len(self.highlights)} key figures, not {FEWEST} to {MOST}")


@dataclass(frozen=True)
class Highlight:
    """A key figure with its numbers; `before` and `against` are None where it stands alone.

    `alike` says that the two years are counted alike.
    """

    label: str
    subject: str
    year: int
    now: Number
    against: int | None
    before: Number | None
    alike: bool
    see: str

    @property
    def sentence(self) -> str:
        """It told as a sentence: with its direction since the year that it is told against."""
        if self.before is None or self.against is None:
            return f"{self.subject} var {self.now.said} i {self.year}."
        if not self.alike:
            then = f"{self.before.said} i {self.against}"
            return f"{self.subject} var {self.now.said} i {self.year}, og {then}. {w.NOT_ALIKE}"
        told = w.moved(self.before, self.now, since=self.against, until=self.year)
        return f"{self.subject} {told}."

    @property
    def shown(self) -> str:
        """The number as it stands alone, large: 16 220, or 59 %."""
        return f"{self.now} %" if self.now.said != str(self.now) else str(self.now)

    @property
    def beside(self) -> str:
        """What stands below it: what it was before."""
        if self.before is None or self.against is None:
            return f"i {self.year}"
        if not self.alike or not self.now.since(self.before).step:
            return f"i {self.year}, mot {self.before.said} i {self.against}"
        word = self.now.since(self.before).by_sign("opp", "ned", "")
        return f"i {self.year}, {word} fra {self.before.said} i {self.against}"


@dataclass(frozen=True)
class KeyFigures:
    """All key figures of an edition; none until they are chosen.

    `without` are how many the year's returns give no number for: they are not among the lines.
    """

    year: int
    lines: tuple[Highlight, ...]
    without: int = 0

    @property
    def none_yet(self) -> str:
        """What a page says where they are not chosen, or where numbers for some are missing."""
        if self.without:
            left = w.so_many(self.without, "nøkkeltall er", "nøkkeltall er", neuter=True)
            return f"{w.capital(left)} ikke med, fordi tallet mangler."
        return "" if self.lines else f"Nøkkeltallene for {self.year} er ikke valgt ennå."


def load_highlights(path: Path) -> Highlights:
    """Read the key figures in *path*; what is wrong in them is a `ProjectError`."""
    return read_settings(path, Highlights, "the key figures", text_only=True)


def highlights(survey: Survey) -> KeyFigures:
    """The key figures of the edition, from `data/highlights/<year>.yml`.

    A number comes from the store of series or from the edition's own returns. One that the returns
    of its year give no number for, since it was not asked or too few answered, is left out. Where
    the returns are made, only what the printed report has is told; another number, and one of a
    year that is not known, is a `ProjectError`.
    """
    path = survey.project.highlights_path(survey.year)
    place = path.relative_to(survey.project.root).as_posix()
    survey.text(place)  # recorded as read
    chosen = load_highlights(path).highlights
    found = tuple(filter(None, (_told(survey, line, place) for line in chosen)))
    return KeyFigures(survey.year, found, len(chosen) - len(found))


def _told(survey: Survey, line: Line, place: str) -> Highlight | None:
    where = f"{place}, {line.label}"
    if not (see := _SEE.fullmatch(line.see)):
        raise ProjectError(
            f"'{line.see}' is no table, figure or section.",
            where=where,
            todo="Write it as a reference in a chapter: tbl-3-1, fig-6-2 or sec-sammendrag.",
        )
    year = survey.year if line.year is None else line.year
    forms = _forms(survey, line) if line.form == _ALL else [line.form]
    try:
        parts = [_course(survey, line, form, where) for form in forms]
    except Nothing:
        if any(latest(survey.codebooks, form, line.series) for form in forms):
            return None  # a question that no year has answers to
        raise
    now = _number(survey, parts, year, where)
    if now is None:
        return None
    before = None if line.against is None else _number(survey, parts, line.against, where)
    against = None if before is None else line.against
    breaks = {year for part in parts for year in part[2]}
    alike = against is None or not any(against < one <= year for one in breaks)
    for one, its_year in ((now, year), (before, against)):
        if one is not None and survey.settings.is_made(its_year or year):
            _need_print(survey, one, see, where, its_year or year)
    return Highlight(line.label, line.subject, year, now, against, before, alike, line.see)


def _forms(survey: Survey, line: Line) -> list[str]:
    """The forms that a series has figures of in its unit."""
    has = {one.form for one in figures_of(survey, line.series) if one.form}
    asked = [form.code for form in survey.all_forms if form.code in has]
    return asked or sorted(has)


_Part = tuple[dict[int, float], str, tuple[int, ...]]


def _course(survey: Survey, line: Line, form: str, where: str) -> _Part:
    """Values by year, unit and breaks of a form's series."""
    try:
        found = course(survey, line.series, form, unit=line.unit, items=(line.item,))
    except ProjectError as error:
        raise type(error)(
            error.what, where=f"{where}; {error.where}", why=error.why, todo=error.todo
        ) from None
    return dict(found.series[0].values), found.unit, found.breaks


def _number(survey: Survey, parts: Sequence[_Part], year: int, where: str) -> Number | None:
    """The number of a year; None where the returns of that year give none."""
    values = [values[year] for values, _, _ in parts if year in values]
    if len(values) < len(parts):
        if year in survey.years:
            return None
        raise ProjectError(
            f"There is no number of {year}.",
            where=where,
            todo=f"Name another year, or add it to the series. Known years: "
            f"{', '.join(map(str, sorted(set.intersection(*(set(v) for v, _, _ in parts)))))}.",
        )
    return Number(sum(values), parts[0][1])


def _need_print(survey: Survey, number: Number, see: re.Match[str], where: str, year: int) -> None:
    """A number of made returns that the printed table or figure has not is a `ProjectError`.

    Print is that of the edition, or of the year that the number is of.
    """
    if see["kind"]:
        wanted = see["number"].replace("-", ".").upper()
        for source in _reports(survey, year):
            if str(number) in set(_printed(survey, source, see["kind"], wanted)):
                return
    raise ProjectError(
        f"{number.said} is not printed in {see[0]}.",
        where=where,
        why=f"the returns of {year} are made, so that only what print has may be told of that year",
        todo="Name the printed table that has it, or another key figure.",
    )


def _reports(survey: Survey, year: int) -> list[str]:
    """The printed reports of the edition and of an earlier year's, of those that there are."""
    project = survey.project
    editions = [survey.settings]
    editions += [project.edition(year)] if str(year) in project.editions() else []
    names = dict.fromkeys(str(one.settings.print or one.name) for one in editions)
    return [name for name in names if project.published_dir(name).is_dir()]


def _printed(survey: Survey, source: str, kind: str, number: str) -> Iterator[str]:
    """Every number that print has in a table, or states of a figure, as our pages print it."""
    file, head, shown = {
        "tbl": ("tables", "table", "as_printed"),
        "fig": ("stated", "number", "printed"),
    }[kind]
    text = survey.text(f"data/published/{source}/{file}.csv")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        if row[head] == number:
            whole, _, decimals = "".join(row[shown].split()).partition(",")
            if whole.isdecimal():
                yield format_number(float(f"{whole}.{decimals or 0}"), len(decimals))
