"""Figures that read like a sentence: a table, shown as what, and how.

    figure("6.2", grouped_bars(rates, reference=True), caption=…, headline=…, subtitle=…)

Rows are categories and columns are series; with `transposed=True` it is the other way round. All
functions take a table in one unit, draw its body rows, and raise `ProjectError` for a table that
can't be drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from analysis.figures.alttext import BROKEN_NOTE, DASHED_NOTE, describe, describe_panels
from analysis.figures.drawable import Drawable, Drawing
from analysis.figures.empty import Empty, NothingToDraw
from analysis.figures.grid import Grid, Tags, drawn, grid, split
from analysis.figures.kinds.curves import draw_lines, name_room, skips
from analysis.figures.kinds.horizontal import horizontal
from analysis.figures.kinds.legend import legend
from analysis.figures.kinds.panels import by_series, columns_of_bars, grid_of_lines, rows_of_bars
from analysis.figures.kinds.vertical import fits, names_beside, vertical
from analysis.figures.paper import style
from analysis.figures.paper.scale import scale
from analysis.figures.paper.sheet import Sheet
from analysis.tables.records import (
    Product,
    anchor,
    known_headline,
    known_notes,
    one_line,
    table_parts,
)
from analysis.tables.signs import as_printed, explained, origins_in, plain
from analysis.tables.table import Table
from analysis.tables.wording import listing
from project.errors import ProjectError
from project.records import FigureRecord

PanelParts = Sequence[tuple[str, Grid]]
UNKNOWN = "unknown"
"""The code of «vet ikke» in the codebooks."""
_LEGEND_GAP = 8.0
_LINE_HEIGHT = 200.0


@dataclass(frozen=True)
class Figure:
    """What to draw of a table, and how; nothing is drawn before it is asked for.

    `kind` is `bars`, `stacked` or `lines`. `horizontal` is None where the labels decide.
    `reference` adds the total row, set off from the body. `ordered` gives the series colours from
    light to dark, for steps of one scale. `aside` is the key of a series that is no step and takes
    no side, such as «vet ikke». `sorted_by` orders the categories. `zero` keeps the baseline of
    lines. `panels` draws one small figure a row group, spanner or series. `breaks` are the first
    years that are counted in a new way; no line goes over them. Of a `sparse` table the lines go on
    over years of which a series has nothing.
    """

    table: Table
    kind: str
    horizontal: bool | None = None
    transposed: bool = False
    reference: bool = False
    ordered: bool = False
    sorted_by: Tags = ()
    zero: bool = True
    panels: bool = False
    aside: str = ""
    breaks: tuple[int, ...] = ()
    sparse: bool = False

    @property
    def data(self) -> Table:
        """The part of the table that is drawn, in the order of the figure."""
        return drawn(
            self.table,
            reference=self.reference,
            transposed=self.transposed,
            sorted_by=self.sorted_by,
        )

    def svg(self, measure: str = "") -> str:
        """The picture, with its alternative text as label. `measure` is the figure's subtitle."""
        drawing = self.drawing()
        return drawing.svg(drawing.alt(measure))

    def drawing(self) -> _Drawing:
        """Its numbers read and its kind settled."""
        return _Drawing.of(self)

    def _repr_svg_(self) -> str:
        return self.svg()


def bars(
    table: Table,
    *,
    horizontal: bool | None = None,
    stacked: bool = False,
    transposed: bool = False,
    reference: bool = False,
    ordered: bool | None = None,
    sorted_by: Tags = (),
) -> Figure:
    """Bars from zero, a category and series each; standing where labels have room, or else lying.

    `stacked` puts the series of a category after one another (no negative values), in colours from
    light to dark.
    """
    steps = stacked if ordered is None else ordered
    kind = "stacked" if stacked else "bars"
    return Figure(table, kind, horizontal, transposed, reference, steps, sorted_by)


def grouped_bars(
    table: Table,
    *,
    horizontal: bool | None = None,
    transposed: bool = False,
    reference: bool = False,
    ordered: bool = False,
    sorted_by: Tags = (),
) -> Figure:
    """Bars side by side; `ordered=True` when the series are steps of one scale, such as years."""
    return Figure(table, "bars", horizontal, transposed, reference, ordered, sorted_by)


def stacked_bars(
    table: Table,
    *,
    horizontal: bool | None = None,
    transposed: bool = False,
    reference: bool = False,
    ordered: bool = True,
    sorted_by: Tags = (),
    aside: str = "",
) -> Figure:
    """Parts of a whole; `ordered=False` when the parts are of different kinds.

    `aside` is the key of a part that is hollow, since it is no step and takes no side: «vet ikke».
    """
    made = Figure(table, "stacked", horizontal, transposed, reference, ordered, sorted_by)
    return replace(made, aside=aside)


def answers_by(table: Table, *, sorted_by: str = "") -> Figure:
    """What each group answered to one question: lying bars, the whole country beside the groups.

    The answers are no scale, and «vet ikke» takes no side. `sorted_by` is the answer that orders
    the groups.
    """
    unknown = any(UNKNOWN in column.key for column in table.columns)
    return stacked_bars(
        table,
        horizontal=True,
        reference=True,
        ordered=False,
        sorted_by=(sorted_by,) if sorted_by else (),
        aside=UNKNOWN if unknown else "",
    )


def lines(
    table: Table,
    *,
    transposed: bool = False,
    reference: bool = False,
    zero: bool = True,
    breaks: Sequence[int] = (),
    sparse: bool = False,
) -> Figure:
    """One line a series, named at its end.

    `reference` adds the total as a line; `zero=False` lets the scale begin near the smallest value.
    `breaks` are the first years that are counted in a new way: the lines end before each. With
    `sparse` a blank is no number that is missing, and the line goes on over it, dashed.
    """
    made = Figure(table, "lines", None, transposed, reference, zero=zero)
    return replace(made, breaks=tuple(breaks), sparse=sparse)


def over_years(table: Table) -> Figure:
    """A table with a row a year: lines, or bars where there is one year alone."""
    return lines(table) if len(table.rows) > 1 else bars(table)


def small_multiples(fig: Figure) -> Figure:
    """The same figure in parts on one scale: one a row group, or a spanner, or else a series."""
    return replace(fig, panels=True)


def figure(
    number: str,
    fig: Drawable,
    *,
    caption: str,
    headline: str,
    subtitle: str,
    source: str = "",
) -> Product:
    """A numbered figure, such as `6.2`.

    The headline says the finding, the subtitle the measure; they and the caption are bokmål. The
    record holds the picture for a page and for a phone, its alternative text and the numbers drawn.
    A headline that lacks its number is left out, and a picture without any number says so.
    """
    for name, text in (("headline", as_printed(headline)), ("subtitle", as_printed(subtitle))):
        if not text.strip():
            raise ProjectError(f"The figure {number} has no {name}.", todo="Give it one.")
    try:
        drawing, data = _drawing(fig), fig.data
        measure = " ".join(as_printed(subtitle).split())
        alt = as_printed(drawing.alt(measure))
        svg, narrow = drawing.svg(alt), drawing.svg(alt, Sheet(style.NARROW, math.inf))
    except ProjectError as error:
        raise ProjectError(
            error.what, where=error.where or f"figure {number}", why=error.why, todo=error.todo
        ) from error
    return Product(
        FigureRecord(
            id=anchor("fig", number),
            number=number,
            caption=one_line(number, caption),
            headline=known_headline(headline),
            subtitle=measure,
            alt=alt,
            svg=svg,
            svg_narrow=narrow,
            origins=origins_in(headline),
            **table_parts(data),
            notes=known_notes(data.notes, drawing.notes()),
            source=plain(source),
        )
    )


def _drawing(fig: Drawable) -> Drawing:
    try:
        return fig.drawing()
    except NothingToDraw as nothing:
        return Empty(nothing.words)


@dataclass(frozen=True)
class _Drawing:
    """A figure with its numbers read and its kind settled."""

    fig: Figure
    whole: Grid
    parts: PanelParts

    @classmethod
    def of(cls, fig: Figure) -> _Drawing:
        data = fig.data
        pieces = split(data) if fig.panels else []
        read = partial(grid, transposed=fig.transposed, sparse=fig.sparse)
        parts = [(head, read(part, aside=fig.aside)) for head, part in pieces]
        # of a figure in parts the whole has every series once a part
        whole = read(data, aside="" if parts else fig.aside)
        if fig.panels and fig.kind == "lines" and not parts:
            parts = by_series(whole)
        if fig.breaks:
            whole = replace(whole, breaks=fig.breaks)
            parts = [(head, replace(part, breaks=fig.breaks)) for head, part in parts]
        _check(fig, [part for _, part in parts] or [whole])
        return cls(fig, whole, parts)

    def svg(self, label: str, sheet: Sheet | None = None) -> str:
        sheet = sheet or Sheet()
        return sheet.svg(self.draw(sheet, 0.0), label)

    def lies(self, width: float = style.WIDTH) -> bool:
        """Whether bars lie on a sheet of that width; on a phone also those that should stand."""
        if self.fig.horizontal or (self.fig.horizontal is False and width >= style.WIDTH):
            return bool(self.fig.horizontal)
        return not fits(self.whole, width, stacked=self.fig.kind == "stacked")

    def alt(self, measure: str) -> str:
        lying = "lying" if self.lies() else "bars"
        if self.parts:
            chart = {"bars": "lying"}.get(self.fig.kind, self.fig.kind)
            return describe_panels(chart, measure, self.parts)
        chart = "lying" if self.fig.panels else lying if self.fig.kind == "bars" else self.fig.kind
        return describe(chart, measure, self.whole)

    def notes(self) -> list[str]:
        grids = [part for _, part in self.parts] or [self.whole]
        signs = explained(p.text for grid in grids for line in grid.points for p in line)
        dashed = self.fig.kind == "lines" and any(map(skips, grids))
        broken = sorted({year for grid in grids for year in grid.broken})
        told = BROKEN_NOTE.format(years=listing(broken)) if broken else ""
        return [note for note in (signs, DASHED_NOTE if dashed else "", told) if note]

    def draw(self, sheet: Sheet, y: float) -> float:
        """Draw on the sheet below *y*, and give where the drawing ends."""
        fig, whole = self.fig, self.whole
        first = self.parts[0][1] if self.parts else whole
        paints = _paints(first, fig.ordered)
        if fig.panels and fig.kind == "lines":
            return grid_of_lines(sheet, self.parts, paints, y, zero=fig.zero)
        if self.parts:
            return rows_of_bars(sheet, self.parts, paints, y, stacked=fig.kind == "stacked")
        if fig.panels:
            return columns_of_bars(sheet, whole, paints, y)
        if fig.kind == "lines":
            return self._lines(sheet, paints, y)
        stacked, lies = fig.kind == "stacked", self.lies(sheet.width)
        if len(paints) > 1 and not (stacked and not lies and names_beside(whole, sheet.width)):
            y = legend(sheet, whole.series, paints, y) + _LEGEND_GAP
        draw = horizontal if lies else vertical
        return draw(sheet, whole, paints, y, stacked=stacked)

    def _lines(self, sheet: Sheet, paints: Sequence[style.Paint], y: float) -> float:
        whole = self.whole
        axis = scale(whole.numbers, whole.unit, whole.places, zero=self.fig.zero, to_tick=True)
        room = name_room(whole, sheet.width)
        if len(paints) > 1 and not room:
            y = legend(sheet, whole.series, paints, y, lines=True) + _LEGEND_GAP
        return draw_lines(
            sheet, whole, paints, axis, (0.0, sheet.width, y, y + _LINE_HEIGHT), room=room
        )


def _paints(shown: Grid, ordered: bool) -> tuple[style.Paint, ...]:
    own = {shown.total_series: style.REFERENCE_PAINT, shown.aside: style.ASIDE_PAINT}
    rest = len(shown.series) - sum(place is not None for place in own)
    colours = iter(style.paints(rest, ordered=ordered) if rest else ())
    return tuple(own.get(s) or next(colours) for s in range(len(shown.series)))


def _check(fig: Figure, grids: Sequence[Grid]) -> None:
    if fig.panels and len({len(part.series) for part in grids}) > 1:
        raise ProjectError(
            "The parts of the figure have different series.",
            todo="Give all groups of the table the same columns.",
        )
    stacked = fig.kind == "stacked"
    if stacked and fig.panels and len(grids) < 2:
        raise ProjectError(
            "Small multiples of stacked bars need row groups or spanners to part the table by.",
            todo="Use stack(…) or under(…) on the table, or leave out small_multiples.",
        )
    for part in grids:
        most = style.most(ordered=fig.ordered)
        if len(part.series) > most:
            raise ProjectError(
                f"The figure has {len(part.series)} series; more than {most} can't be told apart.",
                todo="Merge some of them, or turn the table round with transposed.",
            )
        if stacked:
            _check_signs(part)


def _check_signs(part: Grid) -> None:
    for label, line in zip(part.categories, part.points, strict=True):
        for name, point in zip(part.series, line, strict=True):
            if point.value is not None and point.value < 0:
                raise ProjectError(
                    f"Stacked bars can't show the negative value {point.text}.",
                    where=f"{label}, {name}",
                    todo="Use grouped_bars.",
                )
