"""The numbers of a published text for its chapters, each as it stands there.

What the series have too, or what is made of other numbers, has the digits that it is computed with.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Self

from analysis.elsewhere.found_again import SAME, checked
from analysis.elsewhere.series import figures_of
from analysis.elsewhere.stated import CLAIMS, UNITS, Claim, read_claims, read_errata
from analysis.survey import Survey
from analysis.tables.numbers import Number
from analysis.tables.signs import from_claims
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError


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
        heads = {unit_here: word for word, unit_here in UNITS.items()}
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
