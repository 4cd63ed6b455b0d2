"""All alike as dots in a strip a form, the one that the page is about in colour and named."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.figures.empty import NothingToDraw
from analysis.figures.kinds.strips import Plotted, Strip, draw_strips, placed, remember
from analysis.figures.paper import style
from analysis.figures.paper.scale import scale
from analysis.figures.paper.sheet import Sheet
from analysis.standing.facts import Cell, Dots
from analysis.standing.places import Standing
from analysis.tables.numbers import NoNumber, Number
from analysis.tables.quartiles import HEADS, PERCENTILES, spread_of
from analysis.tables.signs import UNKNOWN, as_printed
from analysis.tables.table import Column, Row, Table
from analysis.tables.wording import capital

_MEDIAN = "Median"
_NOTE = (
    "Hver prikk er en av dem som sammenliknes. Det grå feltet rommer den midterste halvparten, "
    "og den tykke streken er medianen."
)


@dataclass(frozen=True)
class Among:
    """Rates of all alike by form; `spreads` has a row a form, with `own` and the quartiles."""

    name: str
    called: str
    values: Mapping[str, Sequence[float]]
    spreads: Table

    @classmethod
    def of(
        cls,
        name: str,
        called: str,
        values: Mapping[str, Sequence[float]],
        own: Mapping[str, Cell],
        labels: Mapping[str, str],
        unit: str,
    ) -> Among:
        """By form: the rates of all alike, its own, and what it is called; all in one unit."""
        heads = {"own": name, **dict(zip(PERCENTILES, HEADS, strict=True))}
        spreads = Table(
            tuple(Row(code, labels[code]) for code in values),
            tuple(Column((tag,), head, unit) for tag, head in heads.items()),
            tuple((own.get(code), *spread_of(values[code], UNKNOWN)) for code in values),
        )
        return cls(name, called, values, spreads)

    @property
    def data(self) -> Table:
        """Its own rates and how those of all alike spread."""
        return self.spreads

    def drawing(self) -> Among:
        """Itself, once it is known to have something to show."""
        if not any(self.values.values()):
            raise NothingToDraw("There is nothing to draw: nobody alike has a number.")
        return self

    def svg(self, label: str = "", sheet: Sheet | None = None) -> str:
        """The picture; `label` is its alternative text."""
        sheet = sheet or Sheet()
        column = self.spreads.columns[self.spreads.position("median")]
        axis = scale([v for each in self.values.values() for v in each], column.unit, column.places)
        strips = []
        for row in self.spreads.rows:
            values, own = tuple(self.values[row.key]), self._own(row.key)
            median = as_printed(str(self.spreads.at(row.key, "median")))
            told = "" if own is None else f"{capital(self.name)}: {as_printed(str(own))}"
            count = f"{Number(len(values), 'count')} med tall"
            strips.append(Strip(row.label, count, values, median, own, told))
        return sheet.svg(draw_strips(sheet, strips, axis, _MEDIAN), label)

    def alt(self, measure: str) -> str:
        """Of each form its own rate, its rank, and the middle half of all alike."""
        title = measure.rstrip(" .")
        told = [f"Prikkdiagram med {self.called}. {title}."]
        for row in self.spreads.rows:
            own, values = self._own(row.key), self.values[row.key]
            if own is None:
                continue
            place = Standing.of(own, values)
            lower, median, upper = (
                self.spreads.at(row.key, t) for t in ("lower", "median", "upper")
            )
            stands = ", ".join(filter(None, (place.rank, place.share)))
            told.append(
                f"{row.label}: {self.name} har {own}, {stands}; "
                f"median {median}, midtre halvdel {lower}–{upper}."
            )
        return " ".join(told)

    def _own(self, code: str) -> Number | None:
        """Its own rate of a form, where it has one."""
        own = self.spreads.at(code, "own")
        return None if isinstance(own, NoNumber) else own

    @property
    def dots(self) -> tuple[Dots, ...]:
        """Where the dots lie, on a page and on a phone."""
        if not any(self.values.values()):
            return ()
        for width in (style.WIDTH, style.NARROW):
            self.svg("", Sheet(width, math.inf))
        return tuple(
            Dots(tuple(map(float, on)), tuple((one.dots, one.box) for one in found))  # type: ignore[arg-type]
            for on, found in placed(self._full).items()
        )

    def placed_as(self, dots: Sequence[Dots]) -> Among:
        """Itself, with its dots where they were placed before."""
        for one in dots:
            found = tuple(Plotted(spots, box) for spots, box in one.strips)
            remember(self._full, *one.scale, found)
        return self

    @property
    def _full(self) -> list[Sequence[float]]:
        return [values for values in self.values.values() if values]

    def notes(self) -> list[str]:
        """How to read it."""
        return [_NOTE]

    def _repr_svg_(self) -> str:
        return self.svg(self.alt(""))
