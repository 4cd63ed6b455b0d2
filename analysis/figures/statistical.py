"""Figures of single units and of many shares at once, reckoned by seaborn.

    figure("6.8", spread(rates, by=size), caption=…, headline=…, subtitle=…)

Like the others they are drawn in house style from a table alone. seaborn is imported by the first
of them that is drawn.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from analysis.figures import alttext
from analysis.figures.empty import NothingToDraw
from analysis.figures.grid import Grid, Tags, clean, drawn, grid
from analysis.figures.kinds.cells import draw_cells
from analysis.figures.kinds.fit import PERCENT, Fit, draw_fit, fitted
from analysis.figures.kinds.strips import Strip, draw_strips
from analysis.figures.paper.scale import Scale, scale
from analysis.figures.paper.sheet import Sheet
from analysis.tables.numbers import Number, measured
from analysis.tables.quartiles import Groups, in_groups, quartiles
from analysis.tables.signs import explained
from analysis.tables.table import Table
from project.errors import ProjectError

_MEDIAN = "Median"
_LOGARITHMIC = ", logaritmisk skala"
_SPREAD_NOTE = (
    "Hver prikk er en enhet. Det grå feltet rommer den midterste halvparten av enhetene i gruppen, "
    "og den tykke streken er medianen."
)
_FIT_NOTE = (
    f"Hver prikk er en enhet. Det grå feltet rommer {PERCENT} prosent av linjene fra tilfeldige "
    "utvalg av de samme enhetene."
)


@dataclass(frozen=True)
class Spread:
    """Units of a table of one column as dots, in a strip for each group."""

    table: Table
    by: Groups

    @property
    def data(self) -> Table:
        """The units that are drawn, under their groups, in the order of the groups."""
        if self.by.derived:
            raise ProjectError(
                "These groups hold in sum alone, and no single unit's may be shown.",
                why="the classification is derived from printed sums",
                todo="Show the quartiles of each group, or take another classification.",
            )
        place = {label: g for g, label in enumerate(self.by.labels)}
        shown = self.table.body()
        keep = [
            (place[label], r)
            for r, (row, (value,)) in enumerate(zip(shown.rows, shown.cells, strict=True))
            if (label := self.by.member.get(row.key)) in place and isinstance(value, int | float)
        ]
        return replace(
            shown,
            rows=tuple(replace(shown.rows[r], group=self.by.labels[g]) for g, r in sorted(keep)),
            cells=tuple(shown.cells[r] for _, r in sorted(keep)),
        )

    def drawing(self) -> Spread:
        """Itself, once it is known to have something to show."""
        if not any(values for _, values in in_groups(self.table, self.by)):
            raise NothingToDraw("There is nothing to draw: no unit of any group has a number.")
        return self

    @functools.cached_property
    def spreads(self) -> Table:
        """Quartiles of each group."""
        return quartiles(self.table, self.by)

    def svg(self, label: str = "", sheet: Sheet | None = None) -> str:
        """The picture; `label` is its alternative text."""
        sheet = sheet or Sheet()
        column = self.table.columns[0]
        found = in_groups(self.table, self.by)
        numbers = [value for _, values in found for value in values]
        axis = scale(numbers, column.unit, column.places)
        place = self.spreads.position("median")
        strips = [
            Strip(clean(group), _units(len(values)), tuple(values), self.spreads.text(r, place))
            for r, (group, values) in enumerate(found)
        ]
        return sheet.svg(draw_strips(sheet, strips, axis, _MEDIAN), label)

    def alt(self, measure: str) -> str:
        """How many units, and of each group the median and where its middle half lies."""
        return alttext.describe_spread(measure, self.spreads)

    def notes(self) -> list[str]:
        """How to read it."""
        signs = explained(cell for line in self.spreads.cells for cell in line)
        return [note for note in (_SPREAD_NOTE, signs) if note]

    def _repr_svg_(self) -> str:
        return self.svg(self.alt(""))


@dataclass(frozen=True)
class HeatMap:
    """Shares of a table as cells in steps of one scale from 0 to 100 percent."""

    table: Table
    reference: bool = False
    sorted_by: Tags = ()

    @property
    def data(self) -> Table:
        """The part of the table that is drawn, in the order of the figure."""
        return drawn(self.table, reference=self.reference, sorted_by=self.sorted_by)

    @functools.cached_property
    def grid(self) -> Grid:
        """Its cells, read."""
        return grid(self.data)

    def drawing(self) -> HeatMap:
        """Itself, once it is known to be of shares."""
        if not measured(self.grid.unit).share or measured(self.grid.unit).change:
            raise ProjectError(
                f"A heat map shows shares, and this table is in '{self.grid.unit}'.",
                todo="Choose columns in percent.",
            )
        if not all(0 <= value <= 100 for value in self.grid.numbers):
            raise ProjectError("A heat map shows shares from 0 to 100 percent.")
        return self

    def svg(self, label: str = "", sheet: Sheet | None = None) -> str:
        """The picture; `label` is its alternative text."""
        sheet = sheet or Sheet()
        return sheet.svg(draw_cells(sheet, self.grid), label)

    def alt(self, measure: str) -> str:
        """Of each column where the share is highest and lowest."""
        return alttext.describe("cells", measure, self.grid)

    def notes(self) -> list[str]:
        """What signs mean."""
        signs = explained(point.text for line in self.grid.points for point in line)
        return [signs] if signs else []

    def _repr_svg_(self) -> str:
        return self.svg(self.alt(""))


@dataclass(frozen=True)
class Regression:
    """Units of a table of two columns, sizes and values, and the line of the values on log sizes.

    A unit without one of them, or of no size, is left out.
    """

    table: Table

    @property
    def data(self) -> Table:
        """The units that are drawn."""
        if len(self.table.columns) != 2:
            raise ProjectError(
                f"A regression is of two columns, and this table has {len(self.table.columns)}.",
                todo="Give it a size and a value for each unit.",
            )
        shown = self.table.body()
        keep = {
            row.key
            for row, (size, value) in zip(shown.rows, shown.cells, strict=True)
            if isinstance(size, int | float) and size > 0 and isinstance(value, int | float)
        }
        return shown.rows_where(lambda row: row.key in keep)

    @functools.cached_property
    def fit(self) -> Fit:
        """Line and band."""
        pairs = [(float(size), float(value)) for size, value in self.data.cells]  # type: ignore[arg-type]
        if len({size for size, _ in pairs}) < 2:
            raise ProjectError(
                "There is no line to draw: fewer than two sizes have a number.",
                todo="Leave the figure out until there are numbers.",
            )
        return fitted(pairs)

    @property
    def level(self) -> bool:
        """Whether a level line has room within the band."""
        return self.fit.level

    @property
    def small(self) -> Number:
        """A round size near the lower end."""
        return self._number(0, self.fit.ends[0])

    @property
    def large(self) -> Number:
        """A round size near the upper end."""
        return self._number(0, self.fit.ends[1])

    def at(self, size: float) -> Number:
        """The height of the line at a size."""
        return self._number(1, self.fit.value(size))

    def _number(self, column: int, value: float) -> Number:
        return Number(value, self.data.columns[column].unit, self.data.columns[column].decimals)

    def drawing(self) -> Regression:
        """Itself, once it is known to have a line."""
        _ = self.fit
        return self

    def svg(self, label: str = "", sheet: Sheet | None = None) -> str:
        """The picture; `label` is its alternative text."""
        sheet = sheet or Sheet()
        sizes, values = self.data.columns
        heads = f"{clean(sizes.label)}{_LOGARITHMIC}", clean(values.label)
        return sheet.svg(draw_fit(sheet, self.fit, self._axis(), heads), label)

    def _axis(self) -> Scale:
        column = self.data.columns[1]
        numbers = [*(value for _, value in self.fit.spots), *self.fit.lower, *self.fit.upper]
        return scale(numbers, column.unit, column.places)

    def alt(self, measure: str) -> str:
        """How many units, and from where to where the line goes."""
        ends = [(size, self.at(size)) for size in (self.small, self.large)]
        sizes = clean(self.data.columns[0].label)
        return alttext.describe_fit(measure, len(self.data.rows), sizes, ends, level=self.level)

    def notes(self) -> list[str]:
        """How to read it."""
        return [_FIT_NOTE]

    def _repr_svg_(self) -> str:
        return self.svg(self.alt(""))


def spread(table: Table, *, by: Groups) -> Spread:
    """A dot a unit in a strip a group, over the middle half and the median of the group.

    The table has one column; its rows are found in the groups by their keys.
    """
    return Spread(table, by)


def heat_map(table: Table, *, reference: bool = False, sorted_by: Tags = ()) -> HeatMap:
    """Shares in steps of one scale, a row a category and a column a series.

    `reference` adds the total row, set off from the body; `sorted_by` orders the categories.
    """
    return HeatMap(table, reference, sorted_by)


def regression(table: Table) -> Regression:
    """Units by size and value, with the straight line of the values on the logarithm of the sizes.

    The table has two columns: first the sizes, then the values.
    """
    return Regression(table)


def _units(count: int) -> str:
    return "1 enhet" if count == 1 else f"{Number(count, 'count')} enheter"
