"""Numbers that a published text states, found again in the store or in each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analysis.elsewhere.series import SeriesValue
from analysis.elsewhere.stated import CHECKS, SEPARATOR, Claim, ReadText, read_claims, rows_of
from analysis.tables.numbers import format_number
from project.errors import ProjectError

_CHECK_COLUMNS = ("text", "topic", "population", "measure", "unit", "year", "how", "of")
_SPAN = re.compile(r"(\d{4})-(\d{4})")
_STORE, _TEXT = "store", "text"
Series = Callable[[str], Sequence[SeriesValue]]
"""Gives the figures of an indicator of the store that hold."""
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
    for line, row in rows_of(read, CHECKS, _CHECK_COLUMNS):
        if row["text"] != name:
            continue
        where = f"{CHECKS}, line {line}"
        place = tuple(
            row[part] for part in ("text", "topic", "population", "measure", "unit", "year")
        )
        if place not in stated or row["how"] not in _WAYS:
            what = row["how"] if place in stated else SEPARATOR.join(place)
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
