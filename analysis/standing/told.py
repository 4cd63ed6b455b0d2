"""What a page says of earlier years, and what the report says of the size group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.intake.columns import ALL
from analysis.standing.facts import Cell, Earlier, Facts, Told
from analysis.tables.cells import Cells
from analysis.tables.numbers import NoNumber, format_number, round_half_up
from analysis.tables.signs import IMPOSSIBLE, UNTRUE, unsaid
from analysis.tables.table import Column, Row, Table
from analysis.tables.wording import capital, listing, moved


def years_of(facts: Facts, heads: Mapping[str, str]) -> Table:
    """FTE of earlier years and of this one, a column a form; `heads` are what these are called.

    The row of a year has it as key. A merged unit stands under its parts in each year.
    """
    rows: list[Row] = []
    cells: list[tuple[Cell, ...]] = []
    notes: dict[str, None] = {}
    for one in facts.earlier:
        parts = one.parts if len(one.parts) > 1 else ()
        places = int(any(map(_has_tenths, one.fte.values())))
        for part in parts:
            label = f"{part.label}, {one.year}"
            rows.append(Row(f"{one.year} {part.key}", label, decimals=places))
            cells.append(tuple(part.measures.fte.get(code) for code in heads))
        label = f"{'Sum, ' if parts else ''}{one.year}"
        rows.append(Row(str(one.year), label, decimals=places))
        cells.append(tuple(one.fte.get(code) for code in heads))
        notes |= dict.fromkeys(one.breaks)
    rows.append(Row(str(facts.edition), str(facts.edition), decimals=facts.places))
    cells.append(tuple(facts.measures.fte[code] for code in heads))
    columns = tuple(Column((code,), head, "fte") for code, head in heads.items())
    return Table(tuple(rows), columns, tuple(cells), notes=tuple(notes))


@dataclass(frozen=True)
class Said:
    """What one table of the report says of the size group, as a sentence."""

    number: str
    caption: str
    link: str
    said: str

    @classmethod
    def of(cls, told: Told) -> Said:
        """`Andel ja er 80 prosent i gruppen, mot 47 prosent i alt.`"""
        people = told.unit.removeprefix("per_")
        per = f" per {format_number(int(people))} innbyggere" if people.isdigit() else ""
        unit = " prosent" if told.unit == "percent" else "" if " per " in told.what else per
        of_all = unit if told.unit == "percent" else ""
        whole = f"mot {told.whole}{of_all}" if told.whole != told.here else "det samme som"
        words = f"{told.what} er {told.here}{unit} i gruppen, {whole} i alt."
        return cls(told.number, f"{told.caption.rstrip('.')}.", told.link, capital(words))


class Then:
    """One earlier year of the same ground; of none, all that is said of it is left out."""

    def __init__(self, earlier: Earlier | None, years: Table, now: int) -> None:
        """`years` is what `years_of` gives, `now` the edition's year."""
        self._earlier, self._years, self._now = earlier, years, now
        self.year = str(earlier.year) if earlier else unsaid(UNTRUE)

    @property
    def fte(self) -> Cells:
        """FTE by form, and of `all`."""
        if self._earlier is None:
            return Cells(lambda _: NoNumber(IMPOSSIBLE, "fte"))
        return self._years.row(self.year)

    @property
    def adds_up(self) -> bool:
        """Whether the forms' FTE as printed are those in all; so where there is no year."""
        return self._earlier is None or adds_up(*_apart(self._earlier.fte))

    @property
    def parts(self) -> str:
        """The units that were merged since, by name; left out where it is one and the same."""
        parts = self._earlier.parts if self._earlier else ()
        return listing(part.label for part in parts) if len(parts) > 1 else unsaid(UNTRUE)

    def moved(self, code: str) -> str:
        """`økte fra 60 i 2025 til 62 i 2026`; left out of sums that are not of the same forms."""
        now = self._years.at(str(self._now), code)
        if code == ALL and self._known(self.year) != self._known(str(self._now)):
            return unsaid(UNTRUE)
        return moved(self.fte[code], now, since=self.year, until=self._now)

    def _known(self, year: str) -> list[bool]:
        """Of which forms the FTE of a year are known."""
        if self._earlier is None:
            return []
        columns = self._years.columns
        return [not isinstance(self._years.at(year, *one.key), NoNumber) for one in columns]


def adds_up(parts: Sequence[Cell], whole: Cell) -> bool:
    """Whether numbers as printed give their sum as printed; so where one is not known."""
    known = [one for one in (*parts, whole) if isinstance(one, int | float)]
    return len(known) <= len(parts) or round(sum(known[:-1]) - known[-1], 6) == 0


def _apart(fte: Mapping[str, Cell]) -> tuple[list[Cell], Cell]:
    """FTE of each form, and those in all."""
    return [cell for code, cell in fte.items() if code != ALL], fte.get(ALL)


def _has_tenths(cell: Cell) -> bool:
    return isinstance(cell, int | float) and cell != round_half_up(cell)
