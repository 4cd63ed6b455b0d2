"""Bokmål words that follow the numbers, so that a sentence stays true when the data change."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.tables.numbers import NoNumber, Number, format_number, round_half_up
from project.errors import ProjectError

_SMALL = (
    "ingen", "én", "to", "tre", "fire", "fem", "seks",
    "sju", "åtte", "ni", "ti", "elleve", "tolv",
)  # fmt: skip

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


def sign(change: float) -> int:
    """−1, 0 or 1 of a change as it is printed: one that rounds to nothing is no change.

    A change that is not known has no sign either.
    """
    if isinstance(change, NoNumber):
        return 0
    printed = change.printed if isinstance(change, Number) else round_half_up(change, 9)
    return (printed > 0) - (printed < 0)


def by_sign(change: float, up: str, down: str, same: str) -> str:
    """The word of three that a change asks for; of a change that is not known, its sign."""
    if isinstance(change, NoNumber):
        return str(change)
    return (same, up, down)[sign(change)]


def direction(change: float) -> str:
    """A noun: `økning`, `nedgang` or `ingen endring`."""
    return by_sign(change, "økning", "nedgang", "ingen endring")


def rose(change: float) -> str:
    """A verb in the past tense: `økte`, `gikk ned` or `var uendret`."""
    return by_sign(change, "økte", "gikk ned", "var uendret")


def changed_by(change: Number, noun: str = "") -> str:
    """`økte med 196 årsverk`, `gikk ned med 212 årsverk` or `var uendret`."""
    if sign(change) == 0:
        return rose(change)
    return f"{rose(change)} med {change.amount}{_after(noun)}"


def change_of(change: Number, noun: str = "") -> str:
    """`en økning på 196 årsverk`, `en nedgang på 212 årsverk` or `ingen endring`."""
    if sign(change) == 0:
        return direction(change)
    return f"en {direction(change)} på {change.amount}{_after(noun)}"


NOT_ALIKE = "De to årene er ikke regnet likt, så tallene kan ikke sammenliknes direkte."


def moved(before: Number, now: Number, *, alike: bool = True) -> str:
    """`økte fra 44 til 50`, `gikk ned fra 50 til 44` or `var uendret på 44`.

    Numbers that do not count the same (`alike=False`) are set beside each other without a word of
    direction: `var 44, og er nå 50`.
    """
    if not alike or isinstance(difference(before, now), NoNumber):
        return f"var {before}, og er nå {now}"
    step = difference(now, before)
    return f"{rose(step)} {f'fra {before} til' if sign(step) else 'på'} {now}"


def _after(noun: str) -> str:
    return f" {noun}" if noun else ""


def difference(a: Number, b: Number) -> Number:
    """`a − b` in the same unit, as printed: between the rounded values a reader sees.

    What of a sum of FTE no change may count is left out.
    """
    for number in (a, b):
        if isinstance(number, NoNumber):
            return number
    one, two = (round_half_up(n - n.apart, n.decimals) for n in (a, b))
    return Number(one - two, a.unit, a.decimals)


def compared(a: Number, b: Number, more: str, fewer: str, same: str) -> str:
    """The word for a against b, as printed: `compared(x, y, "flere", "færre", "like mange")`."""
    return by_sign(difference(a, b), more, fewer, same)


def higher(a: Number, b: Number) -> str:
    """`høyere enn`, `lavere enn` or `den samme som`."""
    return compared(a, b, "høyere enn", "lavere enn", "den samme som")


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


def listing(items: Sequence[object]) -> str:
    """`a`, `a og b`, `a, b og c`."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} og {words[-1]}"


def counted(number: float) -> str:
    """A count in words up to twelve, in digits above: `fire`, `27`."""
    if isinstance(number, NoNumber):
        return str(number)
    whole = round_half_up(number)
    if whole == number and 0 <= whole < len(_SMALL):
        return _SMALL[int(whole)]
    return format_number(number)


def out_of(number: int, whole: int) -> str:
    """So many of a known set, before its noun: `alle de fire`, `tre av de fire`."""
    return f"{'alle' if number == whole else f'{counted(number)} av'} de {counted(whole)}"


def ordinal(place: float) -> str:
    """A place in a row, in words up to twelve, in digits above: `tredje`, `18.`."""
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
