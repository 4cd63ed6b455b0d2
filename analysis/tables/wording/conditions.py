"""Sentences under a condition: told where it holds, or else left out."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.tables.numbers import Number
from analysis.tables.signs import UNTRUE, lacking, unsaid

NOT_ALIKE = "De to årene er ikke regnet likt, så tallene kan ikke sammenliknes direkte."


def where(holds: bool, sentence: str, otherwise: str | None = None) -> str:
    """A sentence where something holds, or else the other; without another it is left out.

    `where(teams < 50, "Det er så få team at hvert av dem teller mye.")`
    """
    if holds:
        return sentence
    return unsaid(UNTRUE) if otherwise is None else otherwise


def given(*known: object) -> str:
    """Nothing where all of these are known; else the sentence that it stands in is left out.

    For a sentence that tells no number of its own, but leans on one: `Flere tema er mulig.`
    """
    signs = [sign for one in known if (sign := lacking(str(one)))]
    return unsaid(signs[0]) if signs else ""


def until(last: int, year: int, now: str, over: str) -> str:
    """A verb of what lasts to the end of a year: `gjelder`, and after that `gjaldt`."""
    return over if year > last else now


def unlike(alike: bool) -> str:
    """That two years are not counted alike; left out where they are."""
    return where(not alike, NOT_ALIKE)


def gaps(known: Sequence[int], sentence: str) -> str:
    """A sentence about years that are missing between others; left out where none is."""
    return where(known[-1] - known[0] >= len(known), sentence)


def counts_known(before: Number, now: Number, change: Number, sentence: str) -> str:
    """A sentence that explains why a change is not what parts two sums; left out where it is.

    A change of FTE counts the units of both years alone, which need not be all that a sum counts.
    """
    return where(not parts(before, now, change), sentence)


def parts(before: Number, now: Number, change: Number) -> bool:
    """Whether a change is what parts two numbers, but for what rounding may part: one at most.

    Of numbers that are not known nothing else is known either.
    """
    return not abs(now.printed - before.printed - change.printed) > 1
