"""Counts and shares as people say them: `ingen`, `tre av de fire`, `hver tredje`."""

from __future__ import annotations

from analysis.tables.numbers import NoNumber, Number, cells_of, format_number, round_half_up
from analysis.tables.signs import IMPOSSIBLE, as_printed, lacking, resting, unsaid
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


_FEW, _ALL = 5, 100
_EXACT, _NEAR = 1, 4  # percentage points that a spoken share may be off


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


def so_many(number: float, one: str, many: str, *, neuter: bool = False) -> str:
    """A count with its noun: `27 kommuner`, `én kommune`, `ingen kommuner`, `ett fylke`."""
    return f"{counted(number, neuter=neuter)} {one if number == 1 else many}"


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
    """A share as people say it: `hver tredje`, `nær halvparten`, `mer enn to av tre`.

    `percent` runs from 0 to 100. A spoken share stands alone within one point of it, with `nær` or
    `litt over` within four (of small shares, a fifth of them); further off, where no share is near,
    it is told what it is more than.
    """
    if isinstance(percent, NoNumber):
        return str(percent)
    return resting(_fraction(percent), "number", cells_of(percent))


def _fraction(percent: float) -> str:
    if percent < _FEW:
        return "ingen" if percent == 0 else "svært få"
    share, words = min(_FRACTIONS, key=lambda pair: abs(pair[0] - percent))
    if share == _ALL:
        return words if percent == _ALL else f"nesten {words}"
    off = abs(share - percent)
    if off <= _EXACT:
        return words
    if off <= min(_NEAR, share / 5):
        return f"nær {words}" if percent < share else f"litt over {words}"
    below = [told for known, told in _FRACTIONS if known < percent]
    return f"mer enn {below[-1]}" if below else f"færre enn {words}"


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


def that_is(percent: Number) -> str:
    """The spoken share after its number, `, altså hver tredje`.

    Nothing after what prints as 0 or 100 prosent, where words say no more.
    """
    if isinstance(percent, NoNumber):
        return str(percent)
    return "" if percent.printed in (0, 100) else f", altså {fraction(percent)}"


def some(number: float, least: float = 1) -> float:
    """How many there are of a group that something is told of: of nobody there is nothing to tell.

    The sentence is then left out; with `least`, also where they are fewer: such as one alone of
    whom no share is told, or fewer than are said to be some of them. What prints as 0 is nothing.
    """
    if isinstance(number, NoNumber):
        return number
    shown = number.printed if isinstance(number, Number) else number
    return number if shown >= least else NoNumber(IMPOSSIBLE, "count")


def largest(*numbers: Number) -> Number:
    """The largest of some numbers; where one is not known, neither is which is largest."""
    signs = [number for number in numbers if isinstance(number, NoNumber)]
    return signs[0] if signs else max(numbers)


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
