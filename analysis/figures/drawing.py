"""A figure of a table: what is drawn of it, how it is laid out, and its numbered record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from analysis.figures.alttext import (
    BROKEN_NOTE,
    DASHED_NOTE,
    closed,
    describe,
    describe_panels,
    in_words,
    opening,
    tells_number,
)
from analysis.figures.drawable import Drawable, Drawing
from analysis.figures.empty import Empty, NothingToDraw, draw_words
from analysis.figures.grid import Grid, Tags, by_sum, drawn, grid, is_year, split
from analysis.figures.kinds.bars import change
from analysis.figures.kinds.curves import (
    above_ends,
    changed_last,
    draw_lines,
    name_room,
    names_height,
    skips,
)
from analysis.figures.kinds.diverging import draw_diverging, told_together
from analysis.figures.kinds.horizontal import changes, horizontal
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
from analysis.tables.signs import as_printed, explained, only_known, origins_in, plain
from analysis.tables.table import Table
from analysis.tables.wording import listing
from project.errors import ProjectError
from project.records import FigureRecord

PanelParts = Sequence[tuple[str, Grid]]
_LEGEND_GAP = 8.0
_LINE_HEIGHT = 200.0
_NEWEST = style.paints(1, ordered=False)[0]


@dataclass(frozen=True)
class Figure:
    """What to draw of a table, and how; nothing is drawn before it is asked for.

    `kind` is `bars`, `stacked`, `diverging`, `changes`, `lines` or `words`. `horizontal` is None
    where the labels decide. `reference` adds the total row, set off from the body. `ordered` gives
    the series colours from light to dark, for steps of one scale. `aside` is the key of a series
    that is no step and takes no side, such as «vet ikke». `sorted_by` orders the categories. `zero`
    keeps the baseline of lines. `panels` draws one small figure a row group, spanner or series.
    `breaks` are the first years that are counted in a new way; no line goes over them. Of a
    `sparse` table the lines go on over years of which a series has nothing. `subject` are keys of
    rows and tags of columns that the headline is about: they are in colour, and the rest is quiet.
    `summed` are the answers whose sum is told of `diverging` bars, which `sorted_sums` orders.
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
    subject: frozenset[str] = frozenset()
    summed: frozenset[str] = frozenset()
    sorted_sums: bool = False

    @property
    def data(self) -> Table:
        """The part of the table that is drawn, in the order of the figure."""
        shown = drawn(
            self.table,
            reference=self.reference,
            transposed=self.transposed,
            sorted_by=self.sorted_by,
        )
        if self.sorted_sums and not all(is_year(row.label) for row in shown.rows):
            return by_sum(shown, self.summed or _high(shown, self.aside))
        return shown

    def svg(self, measure: str = "") -> str:
        """The picture, with its alternative text as label. `measure` is the figure's subtitle."""
        drawing = self.drawing()
        return drawing.svg(drawing.alt(measure))

    def drawing(self) -> _Drawing:
        """Its numbers read and its kind settled."""
        return _Drawing.of(self)

    def _repr_svg_(self) -> str:
        return self.svg()


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
        said = only_known(headline)
        own = tells_number(said, measure, *_labels(drawing))
        first = closed(said) if own else _opening(drawing)
        rest = as_printed(drawing.alt(measure))
        alt = f"{first} {rest.replace(f' {first}', '', 1) if first else rest}".strip()
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


def _opening(drawing: Drawing) -> str:
    """The number of what a headline without one is about."""
    return as_printed(drawing.told()) if isinstance(drawing, _Drawing) else ""


def _labels(drawing: Drawing) -> list[str]:
    """All that a number may stand in without being a value."""
    if not isinstance(drawing, _Drawing):
        return []
    heads = [head for head, _ in drawing.parts]
    return [*heads, *drawing.whole.categories, *drawing.whole.series]


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
        told = fig.subject | fig.summed
        read = partial(grid, transposed=fig.transposed, sparse=fig.sparse, subject=told)
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
        if self.fig.kind == "words":
            return f"{in_words(self.whole)} {measure}.".strip()
        lying = "lying" if self.lies() else "bars"
        if self.parts:
            chart = {"bars": "lying"}.get(self.fig.kind, self.fig.kind)
            return describe_panels(chart, measure, self.parts)
        chart = "lying" if self.fig.panels else lying if self.fig.kind == "bars" else self.fig.kind
        return describe(chart, measure, self.whole)

    def told(self) -> str:
        """The number of what the headline is about, or else the first thing that is to be seen."""
        if self.fig.kind == "words":
            return ""
        return opening(self.fig.kind, self.parts or [("", self.whole)])

    def notes(self) -> list[str]:
        grids = [part for _, part in self.parts] or [self.whole]
        signs = explained(p.text for grid in grids for line in grid.points for p in line)
        dashed = self.fig.kind == "lines" and any(map(skips, grids))
        broken = sorted({year for grid in grids for year in grid.broken})
        told = BROKEN_NOTE.format(years=listing(broken)) if broken else ""
        together = told_together(grids[0]) if self.fig.kind == "diverging" else ""
        return [note for note in (signs, DASHED_NOTE if dashed else "", told, together) if note]

    def draw(self, sheet: Sheet, y: float) -> float:
        """Draw on the sheet below *y*, and give where the drawing ends."""
        fig, whole = self.fig, self.whole
        first = self.parts[0][1] if self.parts else whole
        if fig.kind == "words":
            return draw_words(sheet, in_words(whole), y)
        if fig.kind == "diverging":
            return draw_diverging(sheet, self.parts or [("", whole)], y)
        paints = _paints(first, fig)
        if fig.panels and fig.kind == "lines":
            return grid_of_lines(sheet, self.parts, paints, y, zero=fig.zero)
        if self.parts:
            return rows_of_bars(sheet, self.parts, paints, y, stacked=fig.kind == "stacked")
        if fig.panels:
            return columns_of_bars(sheet, whole, paints, y)
        if fig.kind == "lines":
            return self._lines(sheet, paints, y)
        if fig.kind == "changes":
            paints = (style.MARK_PAINT, _NEWEST)
            y = legend(sheet, _years_told(whole), paints[::-1], y) + _LEGEND_GAP
            return changes(sheet, whole, paints, y)
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
        # on a phone the newest year and its change are read without the way there
        steps = changed_last(whole) if sheet.width < style.WIDTH else ""
        if steps:
            y = above_ends(sheet, steps, y)
        height = max(_LINE_HEIGHT, names_height(whole, room))
        return draw_lines(
            sheet, whole, paints, axis, (0.0, sheet.width, y, y + height),
            room=room, changes=bool(steps),
        )  # fmt: skip


def _paints(shown: Grid, fig: Figure) -> tuple[style.Paint, ...]:
    """A colour a series; where the headline is about some of them the others are grey.

    A part of a figure that shows one series alone needs no colour of its own.
    """
    count = len(shown.series)
    if fig.panels and fig.kind == "bars" and (shown.told or shown.told_series):
        return (_NEWEST,) * count
    own = {shown.total_series: style.REFERENCE_PAINT, shown.aside: style.ASIDE_PAINT}
    rest = [s for s in range(count) if s not in own]
    told = [s for s in rest if s in shown.told_series]
    quiet = [s for s in rest if s not in told] if told else []
    colours = style.paints(len(told or rest), ordered=fig.ordered) if rest else ()
    own |= dict(zip(told or rest, colours, strict=True))
    if quiet and fig.kind == "lines":  # their marks and names tell them apart
        own |= dict.fromkeys(quiet, style.QUIET_PAINT)
    elif quiet:
        own |= dict(zip(quiet, style.quiet(len(quiet)), strict=True))
    return tuple(own[s] for s in range(count))


def _years_told(shown: Grid) -> tuple[str, str]:
    """The later year, and the earlier one with what is told of it, if any change is."""
    before, now = shown.series
    changed = any(change(shown, *line) for line in shown.points)
    return now, f"{before} (endringen står etter verdien)" if changed else before


def _high(table: Table, aside: str) -> frozenset[str]:
    """Tags that only the answers on the high side of a scale have."""
    scale = [set(c.key) for c in table.columns if not aside or aside not in c.key]
    half = len(scale) // 2
    low: set[str] = set().union(*scale[: len(scale) - half])
    return frozenset(set().union(*scale[len(scale) - half :]) - low)


def _check(fig: Figure, grids: Sequence[Grid]) -> None:
    if fig.panels and len({len(part.series) for part in grids}) > 1:
        raise ProjectError(
            "The parts of the figure have different series.",
            todo="Give all groups of the table the same columns.",
        )
    stacked = fig.kind in ("stacked", "diverging")
    if stacked and fig.panels and len(grids) < 2:
        raise ProjectError(
            "Small multiples of stacked bars need row groups or spanners to part the table by.",
            todo="Use stack(…) or under(…) on the table, or leave out small_multiples.",
        )
    if fig.kind == "changes" and not all(part.dated for part in grids):
        raise ProjectError("Changes are of two years, the earlier one first.")
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
