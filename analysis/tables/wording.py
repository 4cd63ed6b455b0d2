"""Bokmål words that follow the numbers, so that a sentence stays true when the data change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from analysis.tables.numbers import NoNumber, Number, format_number, round_half_up
from analysis.tables.signs import IMPOSSIBLE, unsaid
from project.errors import ProjectError

_SMALL = (
    "ingen", "én", "to", "tre", "fire", "fem", "seks",
    "sju", "åtte", "ni", "ti", "elleve", "tolv",
)  # fmt: skip

NAMED = 3
"""How many that share something are told by name, before the rest of them are counted."""

_PLACES = (
    "første", "andre", "tredje", "fjerde", "femte", "sjette",
    "sjuende", "åttende", "niende", "tiende", "ellevte", "tolvte",
)  # fmt: skip

# Shares that people say aloud, as percent → words.
_FRACTIONS = (
    (100 / 10, "hver tiende"),
    (100 / 5, "hver femte"),
    (100 / 4, "hver fjerde"),
    (100 / 3, "hver tredje"),
    (200 / 5, "to av fem"),
    (50.0, "halvparten"),
    (300 / 5, "tre av fem"),
    (200 / 3, "to av tre"),
    (300 / 4, "tre av fire"),
    (400 / 5, "fire av fem"),
    (90.0, "ni av ti"),
    (100.0, "alle"),
)


class Shares(Protocol):
    """The numbers of one column, by the row's key (`Table.column`)."""

    def __getitem__(self, key: str) -> Number: ...


NOT_ALIKE = "De to årene er ikke regnet likt, så tallene kan ikke sammenliknes direkte."


def moved(
    before: Number, now: Number, *, since: object = "", until: object = "", alike: bool = True
) -> str:
    """`økte fra 44 til 50`, `gikk ned fra 50 til 44` or `var uendret på 44`.

    With the years `since` and `until`: `økte fra 44 prosent i 2024 til 50 prosent i 2025`, or
    `var 44 prosent både i 2024 og i 2025`.

    Numbers that do not count the same (`alike=False`, or FTE of other units in the two years) are
    set beside each other without a word of direction: `var 44, og er nå 50`.
    """
    change = now.since(before)
    if not alike or isinstance(change, NoNumber):
        return f"var {before}, og er nå {now}"
    if not change.step:
        same = since and until and _as_printed(before, now)
        return f"var {now.said} både i {since} og i {until}" if same else f"var uendret på {now}"
    if not _as_printed(before, now):
        return f"var {before}, og er nå {now}"
    if since and until:
        return f"{change.rose} fra {before.said} i {since} til {now.said} i {until}"
    return f"{change.rose} fra {before} til {now}"


def _as_printed(before: Number, now: Number) -> bool:
    """Whether the change goes the way that the two numbers go.

    A change of FTE counts the units of both years alone, which need not be all that a sum counts.
    """
    way = (now.printed > before.printed) - (now.printed < before.printed)
    return now.since(before).step == way


def came_to(before: Number, now: Number) -> str:
    """`økte til 14`, `gikk ned til 14` or `var uendret på 14`."""
    change = now.since(before)
    if not isinstance(change, NoNumber) and change.step and not _as_printed(before, now):
        return f"er nå {now}"
    return f"{change.rose} {'til' if change.step else 'på'} {now}"


def rose_by(before: Number, now: Number, noun: str, since: object) -> str:
    """`økte med 15 prosentpoeng fra 2024, til 59 prosent`, or `var 59 prosent, som i 2024`."""
    change = now.since(before)
    if isinstance(change, NoNumber):
        return str(change)
    if not _as_printed(before, now):
        return f"er {now.said}, mot {before.said} i {since}"
    if not change.step:
        return f"var {now.said}, som i {since}"
    return f"{change.changed_by(noun)} fra {since}, til {now.said}"


def of_two(
    one: Number,
    other: Number,
    *,
    up: str,
    down: str,
    level: str,
    apart: tuple[str, str],
    alone: str,
) -> str:
    """The words for two changes side by side.

    `up`, `down` and `level` where both go the same way; `apart` where the first rises and the other
    falls, and the reverse; `alone` where one of them stands still.
    """
    if unknown := [change for change in (one, other) if isinstance(change, NoNumber)]:
        return str(unknown[0])
    if one.step == other.step:
        return one.by_sign(up, down, level)
    if one.step * other.step < 0:
        return apart[one.step < 0]
    return alone


def hardly(change: Number, limit: float, level: str, up: str, down: str) -> str:
    """`level` for a change that is less than `limit` either way, or else the word of its sign."""
    if isinstance(change, NoNumber):
        return str(change)
    return level if abs(change) < limit else change.by_sign(up, down, level)


def both(one: str, other: str, same: str, apart: str) -> str:
    """`same` with the one name that two have, or `apart` with both, in the places of {}."""
    return same.format(one) if one == other else apart.format(one, other)


def again(name: str, before: str, same: str) -> str:
    """A name, or `same` where it was told just before."""
    return same if name == before else name


def unlike(alike: bool) -> str:
    """That two years are not counted alike; nothing where they are."""
    return "" if alike else NOT_ALIKE


def span(low: Number, high: Number) -> str:
    """`fra 57 til 90`; a sentence about ends that meet is left out."""
    told = f"fra {low} til {high}"
    return told if high.since(low).step else unsaid(told)


def some(number: float) -> float:
    """How many there are of a group that something is told of: of nobody there is nothing to tell.

    The sentence is then left out.
    """
    return number if number else NoNumber(IMPOSSIBLE, "count")


def so_many(number: float, one: str, many: str) -> str:
    """A count with its noun: `27 kommuner`, `én kommune`, `ingen kommuner`."""
    return f"{counted(number)} {one if number == 1 else many}"


def beside(now: Number, then: Number, when: str) -> str:
    """An earlier share after a later one: `mot 44 prosent året før`, or `som året før`."""
    other = f"mot {then.said} {when}"
    return now.against(then, other, other, f"som {when}")


def along(numbers: Sequence[Number], up: str, down: str, mixed: str) -> str:
    """The word for numbers that rise, or fall, all the way as printed; `mixed` for all others.

    A step may be level, but the last must differ from the first. Where one is not known, its sign.
    """
    if unknown := [number for number in numbers if isinstance(number, NoNumber)]:
        return str(unknown[0])
    printed = [number.printed for number in numbers]
    if len(printed) < 2 or printed[0] == printed[-1]:
        return mixed
    if printed == sorted(printed):
        return up
    return down if printed == sorted(printed, reverse=True) else mixed


def along_size(shares: Shares, groups: Sequence[str]) -> str:
    """How shares run through groups that stand from the smallest municipalities to the largest."""
    return along(
        [shares[group] for group in groups],
        "øker jevnt med kommunestørrelsen",
        "synker jevnt med kommunestørrelsen",
        "følger ikke kommunestørrelsen jevnt",
    )


def listing(items: Iterable[object]) -> str:
    """`a`, `a og b`, `a, b og c`; a sentence about nothing is left out."""
    words = [str(item) for item in items]
    if not words:
        return unsaid(_SMALL[0])
    if len(words) < 2:
        return words[0]
    return f"{', '.join(words[:-1])} og {words[-1]}"


def several(items: Sequence[object], limit: int = NAMED) -> str:
    """Up to `limit` by name; of more, the first ones and how many others: `a, b og 4 til`."""
    if len(items) <= limit:
        return listing(items)
    return listing([*items[: limit - 1], f"{len(items) - limit + 1} til"])


def if_any(items: Iterable[object], some: str, none: str, *, known: Number | None = None) -> str:
    """A sentence about all of some things, in the place of {} in `some`, or the one for no things.

    `if_any(counties, "Det gjelder {}.", "Det gjelder ingen fylker.")`

    The things rest on numbers: where `known` is not known, or none in the ranking that they are
    from, nobody knows of whom it is so, and the sentence is left out.
    """
    if getattr(items, "unknown", False) or isinstance(known, NoNumber):
        return unsaid(none)
    names = list(items)
    return some.format(listing(names)) if names else none


def counted(number: float) -> str:
    """A count in words up to twelve, in digits above: `fire`, `27`."""
    if isinstance(number, NoNumber):
        return str(number)
    whole = round_half_up(number)
    if whole == number and 0 <= whole < len(_SMALL):
        return _SMALL[int(whole)]
    return format_number(number)


def given(number: float, words: str) -> str:
    """The words where the number that they rest on is known; their sentence is left out elsewhere.

    For a finding that has no number of its own: `given(share["yes"], "Det er ingen forskjell.")`.
    """
    return unsaid(words) if isinstance(number, NoNumber) else words


def out_of(number: float, whole: int) -> str:
    """So many of a known set, before its noun: `alle de fire`, `tre av de fire`."""
    if isinstance(number, NoNumber):
        return str(number)
    return f"{'alle' if number == whole else f'{counted(number)} av'} de {counted(whole)}"


def ordinal(place: float) -> str:
    """A place in a row, in words up to twelve, in digits above: `tredje`, `18.`."""
    if isinstance(place, NoNumber):
        return str(place)
    if place < 1 or place != int(place):
        raise ProjectError(
            f"{place} is no place in a row.", todo="Give a whole number from 1 and up."
        )
    return _PLACES[int(place) - 1] if place <= len(_PLACES) else f"{format_number(place)}."


def fraction(percent: float) -> str:
    """A share as people say it: `hver tredje`, `nær halvparten`, `litt over to av tre`.

    `percent` runs from 0 to 100. Within one point of a spoken share that share stands alone.
    """
    if isinstance(percent, NoNumber):
        return str(percent)
    if percent < 5:
        return "ingen" if percent == 0 else "svært få"
    share, words = min(_FRACTIONS, key=lambda pair: abs(pair[0] - percent))
    if share == 100:
        return words if percent == 100 else "nesten alle"
    if abs(share - percent) <= 1:
        return words
    return f"nær {words}" if percent < share else f"litt over {words}"


def capital(text: object) -> str:
    """The same words with a capital letter first, for the start of a sentence."""
    words = str(text)
    return words[:1].upper() + words[1:]


def lower(text: object) -> str:
    """A label inside a sentence: its first letter small, unless it is an abbreviation."""
    words = str(text)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def fraction_of(percent: float, one: str, many: str, these: str) -> str:
    """A spoken share with its noun: `hver fjerde kommune`, `to av tre kommuner`.

    `these` follows the words that need it: `halvparten av kommunene`, `alle kommunene`.
    """
    words = fraction(percent)
    if isinstance(percent, NoNumber):
        return f"{words} av {these}"
    if words.endswith("halvparten"):
        return f"{words} av {these}"
    if words.endswith("alle"):
        return f"{words} {these}"
    return f"{words} {one if 'hver' in words else many}"
