"""Sums of two years beside each other: a change where the same units answered, or who did."""

from __future__ import annotations

from analysis.tables.numbers import NoNumber, Number, format_number
from analysis.tables.signs import UNTRUE, unsaid


def if_same(before: Number, now: Number, told: str, otherwise: str) -> str:
    """What is told where the same units answered in both years; `otherwise` where they did not.

    `w.if_same(before, now, change.rose, f"mot {before} året før ({{}})")`: who answered stands in
    the place of {}.
    """
    if unknown := [number for number in (before, now) if isinstance(number, NoNumber)]:
        return str(unknown[0])
    return told if now.same_units(before) else otherwise.replace("{}", _counts(before, now))


def who_answered(before: Number, now: Number) -> str:
    """` (347 svarte da og 339 nå, ikke alle de samme)` after two sums that this parts; or nothing.

    Nothing stands after numbers that are no sums of answers either.
    """
    told = if_same(before, now, "", " ({}, ikke alle de samme)")
    return "" if isinstance(now, NoNumber) or isinstance(before, NoNumber) else told


def others_answered(before: Number, now: Number, since: object, until: object) -> str:
    """A sentence that other units gave the one of two sums than the other; or it is left out.

    `Det er ikke alle de samme som svarte begge årene: 347 svarte i 2024 og 339 i 2025.`
    """
    if isinstance(before, NoNumber) or isinstance(now, NoNumber) or now.same_units(before):
        return unsaid(UNTRUE)
    then, later = (format_number(number.answered or 0) for number in (before, now))
    return (
        "Det er ikke alle de samme som svarte begge årene: "
        f"{then} svarte i {since} og {later} i {until}."
    )


def _counts(before: Number, now: Number) -> str:
    then, later = (format_number(number.answered or 0) for number in (before, now))
    return f"{then} svarte begge årene" if then == later else f"{then} svarte da og {later} nå"
