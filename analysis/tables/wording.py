"""Bokmål words that follow the numbers, so that a sentence stays true when the data change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from analysis.tables.numbers import NoNumber, Number, cells_of, format_number, round_half_up
from analysis.tables.signs import IMPOSSIBLE, UNTRUE, as_printed, lacking, resting, unsaid
from project.errors import ProjectError

_SMALL = (
    "ingen", "én", "to", "tre", "fire", "fem", "seks",
    "sju", "åtte", "ni", "ti", "elleve", "tolv",
)  # fmt: skip

NAMED = 3
"""How many that share something are told by name, before the rest of them are counted."""

NEWS = 2
"""From how many percentage points a headline tells a change."""

_PLACES = (
    "første", "andre", "tredje", "fjerde", "femte", "sjette",
    "sjuende", "åttende", "niende", "tiende", "ellevte", "tolvte",
)  # fmt: skip

# Shares that people say aloud, as percent → words.
_FRACTIONS = (
    (100 / 10, "hver tiende"),
    (100 / 6, "hver sjette"),
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
    set beside each other without a word of direction: `var 44, og er nå 50`, or `var og er 50`.
    """
    change = now.since(before)
    if not alike or isinstance(change, NoNumber):
        return f"var og er {now}" if _told_same(before, now) else f"var {before}, og er nå {now}"
    if not change.step:
        same = since and until and _as_printed(before, now)
        return f"var {now.said} både i {since} og i {until}" if same else f"var uendret på {now}"
    if not _as_printed(before, now):
        return f"var {before}, og er nå {now}"
    if since and until:
        return f"{change.rose} fra {before.said} i {since} til {now.said} i {until}"
    return f"{change.rose} fra {before} til {now}"


def _told_same(before: Number, now: Number) -> bool:
    told = str(now)
    return not lacking(told) and str(before) == told


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
) -> str:
    """The words for two changes side by side.

    `up`, `down` and `level` where both go the same way; `apart` where the first rises and the other
    falls, and the reverse; `alone` where one of them stands still.
    """
    if unknown := [change for change in (one, other) if isinstance(change, NoNumber)]:
        return str(unknown[0])
    if one.step == other.step:
        told = one.by_sign(up, down, level)
    else:
        told = apart[one.step < 0] if one.step * other.step < 0 else alone
    return resting(told, "direction", cells_of(one, other))


def hardly(change: Number, limit: float, level: str, up: str, down: str) -> str:
    """`level` for a change that is less than `limit` either way, or else the word of its sign."""
    if isinstance(change, NoNumber):
        return str(change)
    if abs(change) < limit:
        return resting(level, "direction", change.cells)
    return change.by_sign(up, down, level)


def more_or_fewer(change: Number, what: str = "", since: object = "") -> str:
    """`Flere <what> enn i 2024`, for a headline; a point alone is no news: `Om lag like mange`.

    `change` is in percentage points. Without `since` the words before it stand alone.
    """
    if isinstance(change, NoNumber):
        return str(change)
    level = "Om lag like mange" if change.step else "Like mange"
    word = hardly(change, NEWS, level, "Flere", "Færre")
    than = f" {'som' if word == level else 'enn'} i {since}" if since else ""
    return f"{word}{f' {what}' if what else ''}{than}"


def both(one: str, other: str, same: str, apart: str) -> str:
    """`same` with the one name that two have, or `apart` with both, in the places of {}."""
    alike = as_printed(one) == as_printed(other)
    return same.format(one) if alike else apart.format(one, other)


def again(name: str, before: str, same: str) -> str:
    """A name, or `same` where it was told just before."""
    return same if as_printed(name) == as_printed(before) else name


def unlike(alike: bool) -> str:
    """That two years are not counted alike; left out where they are."""
    return where(not alike, NOT_ALIKE)


def largest(*numbers: Number) -> Number:
    """The largest of some numbers; where one is not known, neither is which is largest."""
    signs = [number for number in numbers if isinstance(number, NoNumber)]
    return signs[0] if signs else max(numbers)


def span(low: Number, high: Number) -> str:
    """`fra 57 til 90`; a sentence about ends that meet is left out."""
    told = f"fra {low} til {high}"
    return told if high.since(low).step else unsaid(told)


def within(low: Number, high: Number) -> str:
    """`57 til 90` for a headline, or `57` where the ends meet."""
    told = f"{low} til {high}"
    return told if lacking(told) or high.since(low).step else str(high)


def years(first: object, last: object) -> str:
    """`2018–2025`, or `2025` where there is one year alone."""
    return f"{first}–{last}" if str(first) != str(last) else str(last)


def gaps(known: Sequence[int], sentence: str) -> str:
    """A sentence about years that are missing between others; left out where none is."""
    return where(known[-1] - known[0] >= len(known), sentence)


def between(low: Number, high: Number, level: str = "{}") -> str:
    """`mellom 41 og 45`; where the ends meet the one number, in the place of {} in `level`."""
    told = f"mellom {low} og {high}"
    if lacking(told):
        return told
    return told if high.since(low).step else level.format(low)


def some(number: float, least: float = 1) -> float:
    """How many there are of a group that something is told of: of nobody there is nothing to tell.

    The sentence is then left out; with `least`, also where they are fewer: such as one alone of
    whom no share is told, or fewer than are said to be some of them. What prints as 0 is nothing.
    """
    if isinstance(number, NoNumber):
        return number
    shown = number.printed if isinstance(number, Number) else number
    return number if shown >= least else NoNumber(IMPOSSIBLE, "count")


def so_many(number: float, one: str, many: str, *, neuter: bool = False) -> str:
    """A count with its noun: `27 kommuner`, `én kommune`, `ingen kommuner`, `ett fylke`."""
    return f"{counted(number, neuter=neuter)} {one if number == 1 else many}"


def two(one: Number, other: Number) -> str:
    """`16 og 19` of two groups; of two that both print as 0 there is nothing to tell."""
    told = f"{one} og {other}"
    nothing = not lacking(told) and one.printed == other.printed == 0
    return unsaid(IMPOSSIBLE) if nothing else told


def in_brackets(words: str, number: float, one: str, many: str) -> str:
    """Words with a count after them, `dem som svarte (27 kommuner)`; alone where it is nobody."""
    if isinstance(number, NoNumber):
        return str(number)
    return f"{words} ({so_many(number, one, many)})" if number else words


def few(number: float, limit: int, told: str) -> str:
    """What is said of a number below a limit; nothing where it is not, or not known.

    For the end of a sentence that tells the number: `37 kommuner, så én fra eller til teller mye`.
    """
    return told if number < limit else ""


def counts_known(before: Number, now: Number, change: Number, sentence: str) -> str:
    """A sentence that explains why a change is not what parts two sums; left out where it is.

    A change of FTE counts the units of both years alone, which need not be all that a sum counts.
    What rounding alone may part, one at most, needs no words.
    """
    return where(abs(now.printed - before.printed - change.printed) > 1, sentence)


def lies(difference: Number, noun: str, over: str, under: str, level: str) -> str:
    """Where one number lies beside another: `4 544 brukere over`, or `level`."""
    step = f"{difference.amount} {noun}"
    return difference.by_sign(f"{step} {over}", f"{step} {under}", level)


def beside(now: Number, then: Number, when: str) -> str:
    """An earlier share after a later one: `mot 44 prosent året før`, or `som året før`."""
    other = f"mot {then.said} {when}"
    return now.against(then, other, other, f"som {when}")


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


def listing(items: Iterable[object]) -> str:
    """`a`, `a og b`, `a, b og c`; a sentence about nothing is left out."""
    words = [str(item) for item in items]
    if not words:
        return unsaid(_SMALL[0])
    if len(words) < 2:
        return words[0]
    return f"{', '.join(words[:-1])} og {words[-1]}"


def several(items: Sequence[object], limit: int = NAMED) -> str:
    """Up to `limit` by name; of more, the first ones and how many others: `a, b og fire til`."""
    if len(items) <= limit:
        return listing(items)
    return listing([*items[: limit - 1], f"{counted(len(items) - limit + 1)} til"])


def if_any(
    items: Iterable[object], some: str, none: str = "", *, whole: int = 0, every: str = ""
) -> str:
    """A sentence about all of some things, in the place of {} in `some`, or the one for no things.

    `if_any(counties, "Det gjelder {}.", "Det gjelder ingen fylker.")`

    `every` is the sentence where they are the `whole` of them. A sentence that is not given is left
    out, and so is the one for no things where some of a ranking are not known.
    """
    known = list(items)
    if whole and len(known) == whole:
        return every or unsaid(IMPOSSIBLE)
    if known:
        return some.replace("{}", listing(known))
    return none if none and not getattr(items, "lacks", False) else unsaid(IMPOSSIBLE)


def of_all(number: float, whole: int, some: str, none: str = "", *, neuter: bool = False) -> str:
    """What holds for so many of a known set, in the place of {} in `some`, or for none of it.

    `of_all(3, 15, "Andelen økte i {} fylkene.", "Andelen økte ikke i noe fylke.")` gives `Andelen
    økte i tre av de 15 fylkene.` Without `none` a sentence about none is left out. `neuter` is for
    what is one with `ett`: `ett av de 15 fylkene`.
    """
    if isinstance(number, NoNumber):
        return str(number)
    if not number:
        return resting(none, "number", cells_of(number)) or unsaid(IMPOSSIBLE)
    return some.replace("{}", out_of(number, whole, neuter=neuter))


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


def counted(number: float, *, neuter: bool = False) -> str:
    """A count in words up to twelve, in digits above: `fire`, `27`; `ett` of what is neuter."""
    if isinstance(number, NoNumber):
        return str(number)
    return resting(_counted(number, neuter=neuter), "number", cells_of(number))


def _counted(number: float, *, neuter: bool) -> str:
    whole = round_half_up(number)
    if neuter and number == 1:
        return "ett"
    if whole == number and 0 <= whole < len(_SMALL):
        return _SMALL[int(whole)]
    return format_number(number)


def out_of(number: float, whole: int, *, neuter: bool = False) -> str:
    """So many of a known set, before its noun: `alle de fire`, `tre av de fire`, `ett av de ti`."""
    if isinstance(number, NoNumber):
        return str(number)
    if number == whole:
        told = f"alle de {counted(whole)}"
    else:
        told = f"{counted(number, neuter=neuter)} av de {counted(whole)}"
    return resting(told, "number", cells_of(number))


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
    return resting(_fraction(percent), "number", cells_of(percent))


def _fraction(percent: float) -> str:
    if percent < 5:
        return "ingen" if percent == 0 else "svært få"
    share, words = min(_FRACTIONS, key=lambda pair: abs(pair[0] - percent))
    if share == 100:
        return words if percent == 100 else "nesten alle"
    if abs(share - percent) <= 1:
        return words
    return f"nær {words}" if percent < share else f"litt over {words}"


def that_is(percent: Number) -> str:
    """The spoken share after its number, `, altså hver tredje`.

    Nothing after what prints as 0 or 100 prosent, where words say no more.
    """
    if isinstance(percent, NoNumber):
        return str(percent)
    return "" if percent.printed in (0, 100) else f", altså {fraction(percent)}"


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
    plain = as_printed(words)
    if plain.endswith("halvparten"):
        return f"{words} av {these}"
    if plain.endswith("alle"):
        return f"{words} {these}"
    return f"{words} {one if 'hver' in words else many}"
