"""Numbers beside each other: changes, directions, spans and courses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Protocol

from analysis.tables.nearly import nearly
from analysis.tables.numbers import NoNumber, Number, cells_of, percent
from analysis.tables.signs import lacking, resting, unsaid
from analysis.tables.wording.answerers import who_answered
from analysis.tables.wording.conditions import parts
from analysis.tables.wording.lists import listing
from project.errors import ProjectError

NEWS = 2
"""From how many percentage points a headline tells a change."""

HALF = 0.5
"""What share of a change silence may have added, with the two numbers still told as a change."""


class Shares(Protocol):
    """The numbers of one column, by the row's key (`Table.column`)."""

    def __getitem__(self, key: str) -> Number: ...


def moved(
    before: Number,
    now: Number,
    *,
    since: object = "",
    until: object = "",
    alike: bool = True,
    change: Number | None = None,
) -> str:
    """`økte fra 44 til 50`, `gikk ned fra 50 til 44` or `var uendret på 44`.

    With the years `since` and `until`: `økte fra 44 prosent i 2024 til 50 prosent i 2025`, or
    `var 44 prosent både i 2024 og i 2025`.

    Numbers that do not count the same (`alike=False`, or FTE or answers of other units in the two
    years) are set beside each other without a word of direction: `var 44, og er nå 50`, or `var og
    er 50`. After sums of answers it stands who answered.
    `change` is that of a table that has one, which may count fewer units than its sums.
    """
    change = now.since(before) if change is None else change
    if not alike or isinstance(change, NoNumber):
        told = "var og er" if _told_same(before, now) else f"var {before}, og er nå"
        return f"{told} {now}{who_answered(before, now)}"
    if not _as_printed(before, now, change):
        return f"var {before}, og er nå {now}"
    if not change.step:
        same = since and until
        return f"var {now.said} både i {since} og i {until}" if same else f"var uendret på {now}"
    if since and until:
        return f"{change.rose} fra {before.said} i {since} til {now.said} i {until}"
    return f"{change.rose} fra {before} til {now}"


def _told_same(before: Number, now: Number) -> bool:
    told = str(now)
    return not lacking(told) and str(before) == told


def _as_printed(before: Number, now: Number, change: Number) -> bool:
    """Whether the change is what parts the two numbers, but for rounding or less than `HALF` of it.

    A change of FTE counts the units of both years alone, which need not be all that a sum counts.
    """
    parted = now.printed - before.printed
    if change.step != (parted > 0) - (parted < 0):
        return False
    return parts(before, now, change) or abs(parted - change.printed) <= HALF * abs(change)


def came_to(before: Number, now: Number) -> str:
    """`økte til 14`, `gikk ned til 14` or `var uendret på 14`.

    Of sums of answers that other units gave, `er nå 14, mot 12 (347 svarte da og 339 nå, …)`.
    """
    change = now.since(before)
    if other := who_answered(before, now):
        then = "det samme som før" if _told_same(before, now) else f"mot {before}"
        return f"er nå {now}, {then}{other}"
    if not isinstance(change, NoNumber) and not _as_printed(before, now, change):
        return f"er nå {now}"
    return f"{change.rose} {'til' if change.step else 'på'} {now}"


def rose_by(before: Number, now: Number, noun: str, since: object) -> str:
    """`økte med 15 prosentpoeng fra 2024, til 59 prosent`, or `var 59 prosent, som i 2024`."""
    change = now.since(before)
    if other := who_answered(before, now):
        then = "som" if _told_same(before, now) else f"mot {before.said}"
        return f"er {now.said}, {then} i {since}{other}"
    if isinstance(change, NoNumber):
        return str(change)
    if not _as_printed(before, now, change):
        return f"er {now.said}, mot {before.said} i {since}"
    if not change.step:
        return f"var {now.said}, som i {since}"
    return f"{change.changed_by(noun)} fra {since}, til {now.said}"


def moved_by(change: Number, noun: str, share: Number) -> str:
    """`økte med 29 årsverk (2,6 prosent)`; what was level needs no percent: `var uendret`.

    Nor does a change that rounds to 0 percent.
    """
    return change.changed_by(noun) + _in_percent(change, share)


def a_change_of(change: Number, noun: str, share: Number) -> str:
    """`en økning på 29 årsverk (2,6 prosent)`, or `ingen endring`."""
    return change.change_of(noun) + _in_percent(change, share)


def _in_percent(change: Number, share: Number) -> str:
    return f" ({share.said})" if change.step and share.printed != 0 else ""


def of_two(
    one: Number,
    other: Number,
    *,
    up: str,
    down: str,
    level: str,
    apart: tuple[str, str],
    alone: str,
    limit: float = 0,
) -> str:
    """The words for two changes side by side.

    `up`, `down` and `level` where both go the same way; `apart` where the first rises and the other
    falls, and the reverse; `alone` where one of them stands still. What rounds to nothing and is
    something stands nearly still, and so does what is less than `limit` either way.
    """
    if unknown := [change for change in (one, other) if isinstance(change, NoNumber)]:
        return str(unknown[0])
    first, second = (0 if abs(change) < limit else change.step for change in (one, other))
    slight = any(c.is_slight or (c.step and abs(c) < limit) for c in (one, other))
    if first == second:
        told = (nearly(level) if slight else level, up, down)[first]
    elif first * second < 0:
        told = apart[first < 0]
    else:
        told = nearly(alone) if slight else alone
    return resting(told, "direction", cells_of(one, other))


def hardly(change: Number, limit: float, level: str, up: str, down: str) -> str:
    """`level` for a change that is less than `limit` either way, or else the word of its sign."""
    if isinstance(change, NoNumber):
        return str(change)
    if abs(change) < limit:
        return resting(nearly(level) if change.is_slight else level, "direction", change.cells)
    return change.by_sign(up, down, level)


def more_or_fewer(change: Number, what: str = "", since: object = "") -> str:
    """`Flere <what> enn i 2024`, for a headline; a point alone is no news: `Om lag like mange`.

    `change` is in percentage points. Without `since` the words before it stand alone.
    """
    if isinstance(change, NoNumber):
        return str(change)
    level = "Om lag like mange" if change.step else "Like mange"
    word = hardly(change, NEWS, level, "Flere", "Færre")
    than = f" {'som' if abs(change) < NEWS else 'enn'} i {since}" if since else ""
    return f"{word}{f' {what}' if what else ''}{than}"


def lies(difference: Number, noun: str, over: str, under: str, level: str) -> str:
    """Where one number lies beside another: `4 544 brukere over`, or `level`."""
    step = f"{difference.amount} {noun}"
    return difference.by_sign(f"{step} {over}", f"{step} {under}", level)


def beside(now: Number, then: Number, when: str, *more: Number | str) -> str:
    """An earlier number after a later one: `mot 44 prosent året før`, or `som året før`.

    `more` are further numbers, each with its year: `mot 34 året før og 48 i 2023`, or `som året
    før, mot 48 i 2023`. After a sum of answers that other units gave it stands who answered.
    """
    pairs: list[tuple[object, object]] = [(then, when)]
    pairs += zip(more[::2], more[1::2], strict=True)
    told: list[tuple[bool, str]] = []
    for number, at in pairs:
        if not isinstance(number, Number):
            raise ProjectError(f"'{number}' is no number.", todo="Give a number and its year.")
        change = now.since(number)
        if other := who_answered(number, now):
            same = _told_same(number, now)
            told.append((same, f"{at}{other}" if same else f"{number.said} {at}{other}"))
            continue
        if isinstance(change, NoNumber):
            return str(change)
        apart = f"{number.said} {at}"
        told.append((not change.step, change.by_sign(apart, apart, str(at))))
    return ", ".join(
        f"{'som' if alike else 'mot'} {listing(words for _, words in run)}"
        for alike, run in groupby(told, itemgetter(0))
    )


def more_answers(now: Number, before: Number, units: float, units_before: float) -> Number:
    """How many more answered than the year before, of all that were asked in each year.

    Where their share of all did not move the same way, as when two that answered have become one,
    the change is slight: `nesten like mange som`.
    """
    change = now.since(before)
    if isinstance(change, NoNumber) or not change.step:
        return change
    if percent(now, units).since(percent(before, units_before)).step == change.step:
        return change
    return Number(change.step / 10, "count_change", cells=change.cells)


def span(low: Number, high: Number) -> str:
    """`fra 57 til 90`; a sentence about ends that meet is left out."""
    told = f"fra {low} til {high}"
    return told if high.since(low).step else unsaid(told)


def within(low: Number, high: Number) -> str:
    """`57 til 90` for a headline, or `57` where the ends meet."""
    told = f"{low} til {high}"
    return told if lacking(told) or high.since(low).step else str(high)


def between(low: Number, high: Number, level: str = "{}") -> str:
    """`mellom 41 og 45`; where the ends meet the one number, in the place of {} in `level`."""
    told = f"mellom {low} og {high}"
    if lacking(told):
        return told
    return told if high.since(low).step else level.format(low)


def years(first: object, last: object) -> str:
    """`2018–2025`, or `2025` where there is one year alone."""
    return f"{first}–{last}" if str(first) != str(last) else str(last)


def along(numbers: Sequence[Number], up: str, down: str, mixed: str, level: str = "") -> str:
    """The word for numbers that rise, or fall, at every step as printed; `mixed` for all others.

    `level` is for numbers that are all alike. Where one is not known, its sign.
    """
    if unknown := [number for number in numbers if isinstance(number, NoNumber)]:
        return str(unknown[0])
    return resting(_along(numbers, up, down, mixed, level), "direction", cells_of(*numbers))


def _along(numbers: Sequence[Number], up: str, down: str, mixed: str, level: str) -> str:
    printed = [number.printed for number in numbers]
    if level and len(set(printed)) == 1:
        return level
    steps = {(after > before) - (after < before) for before, after in pairwise(printed)}
    return up if steps == {1} else down if steps == {-1} else mixed


def course(numbers: Sequence[Number], when: Sequence[object]) -> str:
    """How a share went through the years, step by step as printed.

    `Andelen gikk ned fra 2022 til 2023, så veien har ikke vært rett`, or that it never fell, or
    never rose. Where a share is not known, its sign.
    """
    if unknown := [number for number in numbers if isinstance(number, NoNumber)]:
        return str(unknown[0])
    return resting(_course(numbers, when), "direction", cells_of(*numbers))


def _course(numbers: Sequence[Number], when: Sequence[object]) -> str:
    steps = [after.since(before).step for before, after in pairwise(numbers)]
    falls = [
        f"fra {a} til {b}" for (a, b), step in zip(pairwise(when), steps, strict=True) if step < 0
    ]
    if not falls:
        return "Andelen har ikke gått ned noe år i perioden"
    if max(steps) <= 0:
        return "Andelen har ikke økt noe år i perioden"
    return f"Andelen gikk ned {listing(falls)}, så veien har ikke vært rett"


def along_size(shares: Shares, groups: Sequence[str]) -> str:
    """How shares run through groups that stand from the smallest municipalities to the largest."""
    return along(
        [shares[group] for group in groups],
        "øker jevnt med kommunestørrelsen",
        "synker jevnt med kommunestørrelsen",
        "følger ikke kommunestørrelsen jevnt",
        "er den samme i alle størrelsesgruppene",
    )
