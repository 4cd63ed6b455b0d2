"""Numbers that a published text states, with what they can be checked against.

`data/published/web/claims.csv` has them as they stand there; `checks.csv` beside it says which of
them the series have too, and which are a change, a sum or the end of a range of other numbers, so
that they can be computed again; `errata.csv` names those that do not come out.
"""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from analysis.elsewhere.series import SeriesValue, figures_of
from analysis.survey import Survey
from analysis.tables.numbers import Number, format_number
from analysis.tables.signs import from_claims
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError

FOLDER = "data/published/web"
CLAIMS, CHECKS, ERRATA = (f"{FOLDER}/{name}.csv" for name in ("claims", "checks", "errata"))
# Of claims.csv, in the order of the fields of a claim.
_COLUMNS = ("text", "year_of_data", "topic", "population", "measure", "unit", "value",
            "compared_to_year", "compared_value")  # fmt: skip
_CHECK_COLUMNS = ("text", "topic", "population", "measure", "unit", "year", "how", "of")
_UNITS = {"prosentpoeng": "count", "prosent": "percent", "årsverk": "fte", "antall": "count"}
_CHANGES = ("endring", "vekst")  # what the measure of a change begins with
_SEPARATOR = " | "
_SPAN = re.compile(r"(\d{4})-(\d{4})")
_STORE, _TEXT = "store", "text"
ReadText = Callable[[str], str]
"""Gives the text of a file of the project by its path from the root."""
Series = Callable[[str], Sequence[SeriesValue]]
"""Gives the figures of an indicator of the store that hold."""


@dataclass(frozen=True)
class Claim:
    """One number of a published text: of what year, about what, in which unit, as it stands.

    `value` has a decimal point. A range of years, such as 2018-2023, is a `year` too.
    """

    text: str
    year: str
    topic: str
    population: str
    measure: str
    unit: str
    value: str
    compared_to: str = ""
    compared_value: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others."""
        parts = (self.text, self.topic, self.population, self.measure, self.unit, self.year)
        return _SEPARATOR.join([*parts, *([self.compared_to] if self.compared_to else [])])

    @property
    def place(self) -> tuple[str, ...]:
        """What it is about."""
        return (self.text, self.topic, self.population, self.measure, self.unit, self.year)

    @property
    def decimals(self) -> int:
        """How many it has."""
        return len(self.value.partition(".")[2])

    @property
    def digits(self) -> str:
        """As a page prints it, without its sign: a sentence has words for that."""
        return format_number(abs(float(self.value)), self.decimals)

    @property
    def number_unit(self) -> str:
        """Its unit among those of `analysis.tables.numbers`."""
        unit = _UNITS[self.unit]
        return f"{unit}_change" if self.measure.startswith(_CHANGES) else unit


class StatedNumber(Number):
    """A number of a published text; what a sentence prints of it tells which."""

    claims: tuple[str, ...]

    @classmethod
    def of(cls, value: float, claims: Sequence[Claim]) -> Self:
        """*value* in the unit, and with the decimals, of the first of its *claims*."""
        self = cls(value, claims[0].number_unit, claims[0].decimals)
        self.claims = tuple(claim.key for claim in claims)
        return self

    def __str__(self) -> str:
        return from_claims(super().__str__(), self.claims)

    @property
    def amount(self) -> Number:
        """The same number without its sign."""
        amount = type(self)(abs(self), self.unit, self.decimals)
        amount.claims = self.claims
        return amount


class Topic:
    """What a published text states about one thing: `homes["rus: dårlig"]`.

    A number is named by words of its measure, and, where these fit several, by its year, unit or
    population as well: `homes["psykisk helse: dårlig", 2022]`.
    """

    def __init__(self, name: str, claims: Sequence[Claim], values: Mapping[str, float]) -> None:
        self._name, self._claims, self._values = name, tuple(claims), values

    def __getitem__(self, asked: str | tuple[str | int, ...]) -> StatedNumber:
        words, *more = (asked,) if isinstance(asked, str) else asked
        ways = (str.__eq__, str.startswith, str.__contains__)
        found = ([c for c in self._claims if way(c.measure, str(words))] for way in ways)
        fitting = next(filter(None, found), [])
        for one in map(str, more):
            fitting = [c for c in fitting if one in (c.year, c.unit, c.population)]
        if not fitting or len({claim.place for claim in fitting}) > 1:
            known = fitting or self._claims
            raise ProjectError(
                f"{len(fitting)} numbers about '{self._name}' fit {asked!r}.",
                where=CLAIMS,
                todo="Name one of: "
                + "; ".join(f"{c.measure} ({c.population}, {c.unit}, {c.year})" for c in known),
            )
        return StatedNumber.of(self._values[fitting[0].key], fitting)

    def table(self, rows: Mapping[str, str]) -> Table:
        """Numbers of one unit as a table: a row a label, with the words that name its number."""
        numbers = [self[words] for words in rows.values()]
        unit = numbers[0].unit
        heads = {unit_here: word for word, unit_here in _UNITS.items()}
        return Table(
            tuple(Row(f"line_{n}", label) for n, label in enumerate(rows, 1)),
            (Column((unit,), heads[unit].capitalize(), unit),),
            tuple((float(number),) for number in numbers),
        )


def claims(survey: Survey, topic: str) -> Topic:
    """What the text that the edition tells states about *topic*.

    A number that can be computed again is, unless an erratum says that it does not come out. Which
    text it is says the profile (`is248: claims:`).
    """
    name = survey.settings.settings.claims
    if not name:
        raise ProjectError(
            f"The edition {survey.year} tells no published text.",
            where=str(survey.project.profile_path(survey.settings.name)),
            todo="Name it under is248: claims:, as the first column of claims.csv has it.",
        )
    values = _values(survey, name)
    about = [claim for claim in _claims(survey, name) if claim.topic == topic]
    if not about:
        known = dict.fromkeys(claim.topic for claim in _claims(survey, name))
        raise ProjectError(
            f"The text '{name}' states nothing about '{topic}'.",
            where=CLAIMS,
            todo=f"It has {', '.join(known) or 'no numbers'}.",
        )
    return Topic(topic, about, values)


@functools.cache
def _claims(survey: Survey, name: str) -> tuple[Claim, ...]:
    return read_claims(survey.text, name)


@functools.cache
def _values(survey: Survey, name: str) -> Mapping[str, float]:
    """The value that a page shows of each claim, by key."""
    values = {claim.key: float(claim.value) for claim in _claims(survey, name)}
    wrong = {erratum.place for erratum in read_errata(survey.text, name)}
    for check in checked(survey.text, functools.partial(figures_of, survey), name):
        if check.how != SAME and check.claim.place not in wrong:
            values[check.claim.key] = check.found
    return values


def read_claims(read: ReadText, name: str) -> tuple[Claim, ...]:
    """All numbers of the text *name*, in the order in which it states them.

    A value that is no number, a unit that nobody knows and two values of one thing are a
    `ProjectError` that names the line.
    """
    found: list[Claim] = []
    values: dict[tuple[str, ...], str] = {}
    for line, row in _rows(read, CLAIMS, _COLUMNS):
        if row["text"] != name:
            continue
        claim = Claim(*(row[field] for field in _COLUMNS))
        if not re.fullmatch(r"-?\d+(\.\d+)?", claim.value) or claim.unit not in _UNITS:
            raise ProjectError(
                f"'{claim.value} {claim.unit}' is no stated number.",
                where=f"{CLAIMS}, line {line}",
                todo=f"Write it with a decimal point; the unit is one of {', '.join(_UNITS)}.",
            )
        if values.setdefault(claim.place, claim.value) != claim.value:
            raise ProjectError(
                f"Two lines give {_SEPARATOR.join(claim.place)} otherwise.",
                where=f"{CLAIMS}, line {line}",
                todo="Let their measures tell them apart.",
            )
        found.append(claim)
    return tuple(found)


SAME = "same"


def _percent_change(now: float, then: float) -> float:
    return 100 * (now - then) / then


def _growth(*changes_and_now: float) -> float:
    *changes, now = changes_and_now
    return 100 * sum(changes) / (now - sum(changes))


_WAYS: Mapping[str, Callable[..., float]] = {
    SAME: lambda value: value,
    "difference": lambda now, then: now - then,
    "percent_change": _percent_change,
    "growth": _growth,  # in percent: of one or more changes, and what it came to
    "sum": lambda *parts: sum(parts),
    "share": lambda part, whole: 100 * part / whole,
    "part": lambda part, *others: 100 * part / (part + sum(others)),  # of all of them together
    "lowest": lambda *values: min(values),
    "highest": lambda *values: max(values),
}
"""How a stated number can be found again, by the word in `checks.csv`."""


@dataclass(frozen=True)
class Check:
    """A stated number beside what the store, or other stated numbers, give for it.

    `how` is a word of `checks.csv`, `of` says of what, `found` is unrounded.
    """

    claim: Claim
    how: str
    of: str
    found: float

    @property
    def digits(self) -> str:
        """What is found, as the text would print it."""
        return format_number(abs(self.found), self.claim.decimals)

    @property
    def agrees(self) -> bool:
        """Whether the text states what is found, sign included."""
        decimals = self.claim.decimals
        return format_number(self.found, decimals) == format_number(
            float(self.claim.value), decimals
        )


def checked(read: ReadText, series: Series, name: str) -> tuple[Check, ...]:
    """Every number of the text *name* that can be found again, with what is found.

    A line of `checks.csv` about nothing, or of what nobody has, is a `ProjectError`.
    """
    stated = {claim.place: claim for claim in read_claims(read, name)}
    found = []
    for line, row in _rows(read, CHECKS, _CHECK_COLUMNS):
        if row["text"] != name:
            continue
        where = f"{CHECKS}, line {line}"
        place = tuple(
            row[part] for part in ("text", "topic", "population", "measure", "unit", "year")
        )
        if place not in stated or row["how"] not in _WAYS:
            what = row["how"] if place in stated else _SEPARATOR.join(place)
            raise ProjectError(
                f"It is not known what '{what}' is.",
                where=where,
                todo=f"Name a line of claims.csv, and one of {', '.join(_WAYS)}.",
            )
        parts = [
            value
            for reference in row["of"].split(" ; ")
            for value in _referred(reference, name, stated, series, where)
        ]
        try:
            value = _WAYS[row["how"]](*parts)
        except (TypeError, ZeroDivisionError):
            raise ProjectError(
                f"'{row['how']}' can't be made of {len(parts)} numbers.",
                where=where,
                todo="Name as many as it takes, with ' ; ' between them.",
            ) from None
        found.append(Check(stated[place], row["how"], row["of"], value))
    return tuple(found)


def _referred(
    reference: str,
    name: str,
    stated: Mapping[tuple[str, ...], Claim],
    series: Series,
    where: str,
) -> list[float]:
    """The numbers that a reference means: of the store, or stated by the same text.

    `store | fte_total | adults | | 2023 | fte`: indicator, form, item, year or years, unit;
    `text | bolig | alle | psykisk helse: god | prosent | 2023`.
    """
    kind, *parts = (part.strip() for part in reference.split("|"))
    if kind == _TEXT and (name, *parts) in stated:
        return [float(stated[name, *parts].value)]
    values: list[float] = []
    if kind == _STORE and len(parts) == 5:
        indicator, form, item, years, unit = parts
        span = _SPAN.fullmatch(years)
        first, last = (int(span[1]), int(span[2])) if span else (int(years), int(years))
        values = [
            one.value
            for one in series(indicator)
            if (one.form, one.item, one.unit) == (form, item, unit) and first <= one.year <= last
        ]
    if not values:
        raise ProjectError(
            f"There is no number '{reference}'.",
            where=where,
            todo="Write store | indicator | form | item | year | unit, or text | topic | "
            "population | measure | unit | year.",
        )
    return values


@dataclass(frozen=True)
class StatedErratum:
    """A number of a text that does not come out: what it is about, what was expected, why."""

    place: tuple[str, ...]
    printed: str
    expected: str
    explanation: str


def read_errata(read: ReadText, name: str) -> tuple[StatedErratum, ...]:
    """The errata of the text *name*: where, number (the text), row (the place), printed, …"""
    return tuple(
        StatedErratum(
            (name, *(part.strip() for part in row["row"].split("|"))),
            row["printed"],
            row["expected"],
            row["explanation"],
        )
        for _, row in _rows(read, ERRATA, ("where", "number", "row", "printed", "expected"))
        if row["where"] == "claim" and row["number"] == name
    )


def _rows(read: ReadText, path: str, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(read(path).removeprefix("\ufeff"), newline=""))
    lacking = [one for one in columns if one not in (reader.fieldnames or ())]
    if lacking:
        raise ProjectError(f"The column {lacking[0]} is missing.", where=path)
    return [(reader.line_num, {k: v or "" for k, v in row.items() if k}) for row in reader]
