"""Numbers as Norwegian readers expect them: half up, decimal comma, true minus."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from analysis.tables.nearly import nearly
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN, Words, as_printed, is_sign, resting, unsaid
from project.errors import ProjectError
from project.records import OriginCell

THIN_SPACE = "\u202f"
MINUS = "\u2212"
# Sums of two-decimal FTE carry binary noise far below this; real ties survive it.
_NOISE_DIGITS = 9

LITTLE = 0.01
"""What share of a sum may be known in one of two years alone, with the years still alike."""


@dataclass(frozen=True)
class Measure:
    """How a measure is printed: its number of decimals and whether it is a change or a share."""

    decimals: int
    change: bool = False
    share: bool = False


UNITS: dict[str, Measure] = {
    "count": Measure(0),
    "fte": Measure(0),
    "percent": Measure(0, share=True),
    "count_change": Measure(0, change=True),
    "fte_change": Measure(0, change=True),
    "percent_change": Measure(1, change=True, share=True),
    "text": Measure(0),
}


_SCALED = re.compile("(per|kroner)_(10*)")  # per so many inhabitants, or so many kroner
_FINEST = 4  # decimals of a rate and zeros of its inhabitants together


def measured(unit: str) -> Measure:
    """How a unit is printed; a `ProjectError` where there is none of that name.

    Rates are for one inhabitant (`per_1`), or for ten, a hundred and so on: the more they are for,
    the fewer decimals. Money may be counted in as many kroner.
    """
    if scaled := _SCALED.fullmatch(unit):
        kind, number = scaled.groups()
        finest = max(_FINEST - number.count("0"), 0) if len(number) > 1 else 2
        return Measure(finest if kind == "per" else 0)
    if unit not in UNITS:
        raise ProjectError(
            f"Unknown unit '{unit}'.",
            todo=f"Use one of: {', '.join(sorted(UNITS))}, or per_ or kroner_ and how many.",
        )
    return UNITS[unit]


def is_unit(name: str) -> bool:
    """Whether numbers can be in a unit of that name."""
    return name in UNITS or _SCALED.fullmatch(name) is not None


def grouped(number: int) -> str:
    """A whole number as labels have it, with ordinary spaces from five digits on."""
    return f"{number:,}".replace(",", " ") if len(str(number)) > _FINEST else str(number)


def round_half_up(value: float, decimals: int = 0) -> float:
    """Round to `decimals` places, halves away from zero (Statistics Norway's rule).

    Binary noise below the ninth decimal is removed first, so that a sum such as
    0.1 + 0.4 is a tie. The result of rounding towards zero is never -0.0.
    """
    return float(_rounded(value, decimals)) + 0.0


def _rounded(value: float, decimals: int) -> Decimal:
    exact = Decimal(repr(round(float(value), _NOISE_DIGITS)))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_number(value: float, decimals: int = 0) -> str:
    """`1234.5` → `1 235`: thin no-break space from 1 000, decimal comma, U+2212 for minus."""
    if not math.isfinite(value):
        raise ProjectError(
            f"The value {value} can't be printed as a number.",
            todo="Give the cell a missing sign instead of a number.",
        )
    rounded = _rounded(value, decimals)
    body = f"{abs(rounded):,.{decimals}f}".replace(",", THIN_SPACE).replace(".", ",")
    return f"{MINUS}{body}" if rounded < 0 else body


class Traced(float):
    """A float that knows the cells of tables that it was reckoned from, and keeps them."""

    cells: tuple[OriginCell, ...] = ()

    @classmethod
    def from_cells(cls, value: float, *sources: object) -> Traced:
        """A value with the cells of all its sources."""
        self = Traced(value)
        self.cells = cells_of(*sources)
        return self

    def __add__(self, other: float) -> float:
        return Traced.from_cells(float(self) + float(other), self, other)

    def __radd__(self, other: float) -> float:
        return Traced.from_cells(float(other) + float(self), other, self)

    def __sub__(self, other: float) -> float:
        return Traced.from_cells(float(self) - float(other), self, other)

    def __rsub__(self, other: float) -> float:
        return Traced.from_cells(float(other) - float(self), other, self)

    def __mul__(self, other: float) -> float:
        return Traced.from_cells(float(self) * float(other), self, other)

    def __rmul__(self, other: float) -> float:
        return Traced.from_cells(float(other) * float(self), other, self)

    def __truediv__(self, other: float) -> float:
        return Traced.from_cells(float(self) / float(other), self, other)

    def __rtruediv__(self, other: float) -> float:
        return Traced.from_cells(float(other) / float(self), other, self)

    def __neg__(self) -> float:
        return Traced.from_cells(-float(self), self)

    def __abs__(self) -> float:
        return Traced.from_cells(abs(float(self)), self)


def cells_of(*values: object) -> tuple[OriginCell, ...]:
    """The cells that values were reckoned from, each once."""
    found = (cell for one in values if isinstance(one, Traced) for cell in one.cells)
    return tuple(dict.fromkeys(found))


def stated(key: str, unit: str, value: float, source: str) -> tuple[OriginCell, ...]:
    """The origin of a number that a data file states; no table has it."""
    return (OriginCell(key, "", unit, float(value), source),)


class Number(Traced):
    """A float that knows its unit and prints itself as the tables do.

    `str(Number(12395.2, "fte"))` is `12 395`; arithmetic gives floats again. What it prints, and
    every word that follows it, is marked with the cells of tables that it came from
    (`analysis.tables.signs.resting`).
    """

    unit: str
    decimals: int
    apart: float
    answered: int | None
    among: tuple[OriginCell, ...]

    def __new__(
        cls,
        value: float,
        unit: str,
        decimals: int | None = None,
        apart: float = 0.0,
        cells: tuple[OriginCell, ...] | None = None,
        answered: int | None = None,
    ) -> Self:
        """`decimals` overrides those of the unit; an unknown unit is a `ProjectError`.

        `apart` is what of the value no change may count, and `answered` how many units it is of
        where it is a sum of answers (`analysis.tables.sums`). `cells` are those that it comes from,
        by default those of the value.
        """
        if isinstance(value, NoNumber) and cls is Number:
            return NoNumber(value.sign, unit)  # type: ignore[return-value]
        self = super().__new__(cls, value)
        self.unit = unit
        self.decimals = measured(unit).decimals if decimals is None else decimals
        self.apart = apart
        self.answered = answered
        self.cells = cells_of(value) if cells is None else cells
        self.among = ()
        return self

    def __str__(self) -> str:
        return resting(format_number(self, self.decimals), "number", self.cells)

    def __repr__(self) -> str:
        return f"Number({float(self)!r}, {self.unit!r})"

    def _repr_markdown_(self) -> str:
        """As it is printed, wherever a notebook or Quarto shows it."""
        return as_printed(str(self))

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else str(self)

    @property
    def printed(self) -> float:
        """The value as a reader sees it: rounded half up to the unit's decimals."""
        return Traced.from_cells(round_half_up(self, self.decimals), self)

    def ranked_among(self, cells: tuple[OriginCell, ...]) -> Number:
        """The same number, in an order that rests on these cells."""
        if type(self) is not Number:
            return self
        placed = Number(self, self.unit, self.decimals, self.apart, answered=self.answered)
        placed.among = cells
        return placed

    @property
    def amount(self) -> Number:
        """The same number without its sign, for sentences such as «en nedgang på 212»."""
        return Number(abs(self), self.unit, self.decimals)

    @property
    def said(self) -> str:
        """As in running text: a share with its `prosent`, anything else alone."""
        return Words(f"{self} prosent") if measured(self.unit).share else str(self)

    # -- changes, and the words that follow them -------------------------------------------

    def since(self, before: Number) -> Number:
        """The change from `before`, as printed: between the rounded values that a reader sees.

        What of a sum of FTE no change may count is left out. Between two sums of answers of which
        it is not known that the same units gave them (`same_units`), there is no change that is
        known.
        """
        if isinstance(before, NoNumber):
            return before
        if not self.same_units(before):
            return NoNumber(UNKNOWN, self.unit)
        of_answers = None not in (self.answered, before.answered)
        now, then = (
            round_half_up(n if of_answers else n - n.apart, n.decimals) for n in (self, before)
        )
        return Number(now - then, self.unit, self.decimals, cells=cells_of(self, before))

    def same_units(self, before: Number) -> bool:
        """Whether what parts two sums of answers is not who answered; so of all other numbers.

        It is not, where what comes from units that answered in one of the years alone is at most a
        `LITTLE` of each sum, and turns no direction.
        """
        if None in (self.answered, before.answered):
            return True
        shown, known = (
            round_half_up(now, self.decimals) - round_half_up(then, before.decimals)
            for now, then in (
                (float(self), float(before)),
                (float(self) - self.apart, float(before) - before.apart),
            )
        )
        little = all(n.apart <= LITTLE * abs(float(n)) for n in (self, before))
        return little and (shown > 0, shown < 0) == (known > 0, known < 0)

    @property
    def step(self) -> int:
        """−1, 0 or 1 of a change as it is printed: one that rounds to nothing is no change.

        A change that is not known has no sign either.
        """
        return (self.printed > 0) - (self.printed < 0)

    @property
    def is_slight(self) -> bool:
        """Whether a change rounds to nothing, and is something all the same."""
        return not self.step and round(float(self), _NOISE_DIGITS) != 0

    def by_sign(self, up: str, down: str, same: str) -> str:
        """The word of three that a change asks for; of a change that is not known, its sign.

        What rounds to nothing and is something is only nearly the same (`analysis.tables.nearly`).
        """
        word = (nearly(same) if self.is_slight else same, up, down)[self.step]
        return resting(word, "direction", self.cells)

    def against(self, other: Number, more: str, fewer: str, same: str) -> str:
        """The word for this number beside another, as printed."""
        return self.since(other).by_sign(more, fewer, same)

    @property
    def rose(self) -> str:
        """A verb in the past tense: `økte`, `gikk ned`, `var uendret` or `var omtrent uendret`."""
        return self.by_sign("økte", "gikk ned", "var uendret")

    @property
    def more(self) -> str:
        """`flere`, `færre` or `verken flere eller færre`; «enn» can follow each of them."""
        return self.by_sign("flere", "færre", "verken flere eller færre")

    @property
    def more_than(self) -> str:
        """`flere enn`, `færre enn` or `like mange som`."""
        return self.by_sign("flere enn", "færre enn", "like mange som")

    @property
    def higher_than(self) -> str:
        """`høyere enn`, `lavere enn` or `den samme som`."""
        return self.by_sign("høyere enn", "lavere enn", "den samme som")

    def changed_by(self, noun: str = "") -> str:
        """`økte med 196 årsverk`, `gikk ned med 212 årsverk` or `var uendret`."""
        tail = f" {noun}" if noun else ""
        return Words(f"{self.rose} med {self.amount}{tail}") if self.step else self.rose

    def change_of(self, noun: str = "") -> str:
        """`en økning på 196 årsverk`, `en nedgang på 212 årsverk` or `ingen endring`."""
        tail = f" {noun}" if noun else ""
        step = f" på {self.amount}{tail}"
        return Words(self.by_sign(f"en økning{step}", f"en nedgang{step}", "ingen endring"))


class NoNumber(Number):
    """The sign of a cell without a number, where a sentence asks for the number.

    It prints as its sign, and so does all that is computed from it; compared, it is neither more
    nor less than anything. The sign is marked, so that the sentence that lacks the number is known
    (`analysis.tables.signs.lacking`).
    """

    sign: str

    def __new__(cls, sign: str, unit: str) -> Self:
        """`sign` is one of `analysis.tables.signs`."""
        if not is_sign(sign):
            raise ProjectError(f"'{sign}' is no sign for a missing number.")
        self = super().__new__(cls, math.nan, unit)
        self.sign = sign
        return self

    def __str__(self) -> str:
        return unsaid(self.sign)

    def __repr__(self) -> str:
        return f"NoNumber({self.sign!r}, {self.unit!r})"

    def _same(self, *_: object) -> Self:
        return self

    def _compared(self, _: object) -> Number:
        return NoAnswer(self.sign, self.unit)

    __lt__ = __le__ = __gt__ = __ge__ = _compared  # type: ignore[assignment]

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _same
    __truediv__ = __rtruediv__ = __neg__ = __abs__ = _same

    @property
    def printed(self) -> float:
        """Not a number."""
        return math.nan

    @property
    def amount(self) -> Number:
        """The same sign."""
        return self

    def since(self, _: Number) -> Self:
        """The same sign."""
        return self

    @property
    def said(self) -> str:
        """The sign alone."""
        return str(self)

    @property
    def step(self) -> int:
        """No direction that is known."""
        return 0

    @property
    def is_slight(self) -> bool:
        """Nor anything that is known to be slight."""
        return False

    def by_sign(self, *_: str) -> str:
        """Its sign instead of a word."""
        return str(self)


class NoAnswer(NoNumber):
    """Whether a number that is not known is more than another: not so, and not counted as such.

    A count of comparisons, `sum(a < b for …)`, of which one is not known is not known either.
    """

    def __bool__(self) -> bool:
        return False


def percent(part: float, whole: float, decimals: int | None = None) -> Number:
    """`part` in percent of `whole`, unrounded; a sign for either is the sign of the share.

    There is no share of nothing.
    """
    for value in (part, whole):
        if isinstance(value, NoNumber):
            return NoNumber(value.sign, "percent")
    if not whole:
        return NoNumber(IMPOSSIBLE, "percent")
    share = 100.0 * float(part) / float(whole)
    return Number(share, "percent", decimals, cells=cells_of(part, whole))
