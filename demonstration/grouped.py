"""FTE of every unit by item, bound to what print gives of items in groups of units.

Groupings overlap (county, size, region), so no fitting of one sum after the other ends: what each
unit places on each item is one linear program. Among all that satisfy the printed cells, what is
nearest to a plausible spread is taken, so that few units differ from it.

items:
  - {variable: fte_services, forms: [adults], equal: true, tables: [...]}
        forms that are solved together; equal: a unit places just its FTE, else about them
tables: {table, rows: items, forms, columns: {7: fte, 8: percent}}   a row an item
        {table, by, forms, into, measure, first}    a row a group, a column an item
        except: {row label: [columns]} are not bound
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.intake.codebook import Codebook
from analysis.intake.units import Unit
from demonstration.items import plausible
from demonstration.national import HUNDREDTHS
from demonstration.solving.intervals import Interval, IntervalTable, same_label
from demonstration.solving.model import Model
from demonstration.solving.spread import share_out
from project.errors import ProjectError

_MARGINS = (0.03, 0.01)  # FTE kept clear of a rounding edge, as much as there is room
_PERCENT = 0.4  # of these margins, as a share of the width of a printed percent
_APART = 200.0  # how much dearer it is that a unit's items add to another number than its FTE


@dataclass(frozen=True)
class _Cell:
    """A printed cell: what it counts (form, unit, item), and of what it is the percent, if any."""

    part: frozenset[tuple[str, str, str]]
    whole: frozenset[tuple[str, str, str]]
    printed: Interval


class GroupedItems:
    """One line of `items`: the forms of one FTE question, solved together."""

    def __init__(
        self,
        line: Mapping[str, Any],
        book: Codebook,
        units: Mapping[str, Unit],
        totals: Mapping[str, Mapping[str, int]],
        printed: Mapping[str, IntervalTable],
        everyone: str,
    ) -> None:
        self.line, self.units, self.totals = line, units, totals
        self.everyone = everyone
        self.forms: list[str] = list(line["forms"])
        self.questions = {form: book.question(form, str(line["variable"])) for form in self.forms}
        self.cells = [
            cell
            for bound in line["tables"]
            for cell in self._bound(bound, printed[str(bound["table"])])
        ]

    def solve(self) -> dict[str, dict[str, list[int]]]:
        """Hundredths by form, unit and item. What can't hold is a `ProjectError` naming cells."""
        prior = {form: self._prior(form) for form in self.forms}
        for last, margin in enumerate(_MARGINS, 1):
            model = Model(f"{self.line['variable']} by group")
            at = self._variables(model, prior)
            sums: dict[frozenset[tuple[str, str, str]], int] = {}
            for cell in self.cells:
                self._constrain(model, at, sums, cell, margin)
            try:
                values = model.solve(whole=False, gap=0.0)
            except ProjectError:
                if last == len(_MARGINS):
                    raise
                continue
            made = {form: self._rounded(form, at, values) for form in self.forms}
            broken = [cell.printed.source for cell in self.cells if not self._holds(cell, made)]
            if not broken:
                return made
        raise ProjectError(
            f"Rounded to hundredths, {len(broken)} printed cells do not come out.",
            where=f"data/calibration, items, {self.line['variable']}",
            why="; ".join(broken[:6]),
            todo="Name the cells under except.",
        )

    def _prior(self, form: str) -> dict[str, list[int]]:
        question, totals = self.questions[form], self.totals[form]
        shares = self._national(form)
        prior = plausible(question, form, list(totals), list(totals.values()), shares, {})
        return {
            unit: share_out(total, line) if total else [0] * len(line)
            for (unit, total), line in zip(totals.items(), prior.tolist(), strict=True)
        }

    def _national(self, form: str) -> list[float]:
        """The printed national FTE of each item, from the first table that has them."""
        for bound in self.line["tables"]:
            if bound.get("rows") == "items" and bound["forms"] == [form]:
                found = {
                    item: cell.printed.middle
                    for cell in self.cells
                    if not cell.whole and len({key[2] for key in cell.part}) == 1
                    for item in {key[2] for key in cell.part}
                    if {key[0] for key in cell.part} == {form}
                    and {key[1] for key in cell.part} == set(self.totals[form])
                }
                return [found.get(i.code, 0.0) or 1.0 for i in self.questions[form].items]
        return [1.0] * len(self.questions[form].items)

    def _variables(
        self, model: Model, prior: Mapping[str, Mapping[str, Sequence[int]]]
    ) -> dict[tuple[str, str, str], int]:
        at: dict[tuple[str, str, str], int] = {}
        for form in self.forms:
            for unit, line in prior[form].items():
                total = self.totals[form][unit]
                if not total:
                    continue
                row: dict[int, float] = {}
                for item, likely in zip(self.questions[form].items, line, strict=True):
                    index = model.variable(integer=False)
                    at[form, unit, item.code] = index
                    row[index] = 1.0
                    model.near({index: 1.0}, likely, 1.0)
                if self.line.get("equal"):
                    model.constrain(row, total, total, f"FTE of unit {unit}")
                else:
                    model.near(row, total, _APART)
        return at

    def _constrain(
        self,
        model: Model,
        at: Mapping[tuple[str, str, str], int],
        sums: dict[frozenset[tuple[str, str, str]], int],
        cell: _Cell,
        margin: float,
    ) -> None:
        """`sums` has the variables that are sums: cells of several tables count the same."""
        part = _summed(model, at, sums, cell.part)
        low, high, source = cell.printed.lower, cell.printed.upper, cell.printed.source
        if not cell.whole:
            edge = margin * HUNDREDTHS
            model.constrain({part: 1.0}, low * HUNDREDTHS + edge, high * HUNDREDTHS - edge, source)
            return
        whole, edge = _summed(model, at, sums, cell.whole), margin * _PERCENT * (high - low)
        model.constrain({part: 100.0, whole: -(low + edge)}, 0, float("inf"), source)
        model.constrain({part: 100.0, whole: -(high - edge)}, -float("inf"), 0, source)

    def _rounded(
        self, form: str, at: Mapping[tuple[str, str, str], int], values: np.ndarray
    ) -> dict[str, list[int]]:
        """Whole hundredths: sums of units stay, and sums of items as near as may be."""
        codes = [item.code for item in self.questions[form].items]
        who = [u for u in self.totals[form] if self.totals[form][u]]
        table = np.array([[values[at[form, u, c]] for c in codes] for u in who])
        table = np.where(table < 1e-6, 0.0, table)
        rows = [round(float(line.sum())) for line in table]
        parts = [share_out(row, line.tolist()) for row, line in zip(rows, table, strict=True)]
        made = dict(zip(who, parts, strict=True))
        return {unit: made.get(unit, [0] * len(codes)) for unit in self.totals[form]}

    def _holds(self, cell: _Cell, made: Mapping[str, Mapping[str, Sequence[int]]]) -> bool:
        places = {
            (form, item.code): place
            for form in self.forms
            for place, item in enumerate(self.questions[form].items)
        }

        def of(keys: Iterable[tuple[str, str, str]]) -> int:
            return sum(made[form][unit][places[form, item]] for form, unit, item in keys)

        part = of(cell.part)
        if not cell.whole:
            return cell.printed.lower * HUNDREDTHS <= part < cell.printed.upper * HUNDREDTHS
        whole = of(cell.whole)
        return cell.printed.lower * whole <= 100 * part < cell.printed.upper * whole

    def _bound(self, bound: Mapping[str, Any], table: IntervalTable) -> list[_Cell]:
        left_out = {
            (self._row(table, label), str(column))
            for label, columns in bound.get("except", {}).items()
            for column in columns
        }
        found = (
            self._by_item(bound, table)
            if bound.get("rows") == "items"
            else self._by_group(bound, table)
        )
        return [cell for place, cell in found if place not in left_out]

    def _by_item(
        self, bound: Mapping[str, Any], table: IntervalTable
    ) -> list[tuple[tuple[str, str], _Cell]]:
        forms, found = list(bound["forms"]), []
        whole = self._keys(forms, None, None)
        labels = {i.code: i.label for i in self.questions[forms[0]].items}
        for row, label in table.rows.items():
            code = next((c for c, text in labels.items() if same_label(text, label)), None)
            total = same_label(label, str(bound.get("total", "")))
            if code is None and not total:
                continue
            for column, measure in bound["columns"].items():
                if (cell := table.cell(row, column)) is None:
                    continue
                part = whole if total else self._keys(forms, None, [code] if code else [])
                share = whole if measure == "percent" else frozenset()
                found.append(((row, str(column)), _Cell(part, share, cell)))
        return found

    def _by_group(
        self, bound: Mapping[str, Any], table: IntervalTable
    ) -> list[tuple[tuple[str, str], _Cell]]:
        forms, by = list(bound["forms"]), str(bound.get("by", ""))
        rollups = self.questions[forms[0]].put_together(str(bound["into"]))
        columns: list[list[str] | None] = [list(rollup.items) for rollup in rollups]
        if bound.get("sum", True):
            columns.append(None)
        found = []
        for row, label in table.rows.items():
            if only := bound.get("only"):
                if label not in map(str, only):
                    continue
                members = None
            elif same_label(label, self.everyone):
                members = None
            else:
                members = [
                    u for u, unit in self.units.items() if same_label(unit.groups[by], label)
                ]
                if not members:
                    raise ProjectError(
                        f"'{label}' is no group of '{by}'.", where=f"table {table.number}"
                    )
            whole = self._keys(forms, members, None)
            for place, items in enumerate(columns):
                column = str(int(bound.get("first", 1)) + place)
                if (cell := table.cell(row, column)) is None:
                    continue
                percent = bound["measure"] == "percent"
                if percent and items is None:
                    continue
                share = whole if percent else frozenset()
                found.append(((row, column), _Cell(self._keys(forms, members, items), share, cell)))
        return found

    def _row(self, table: IntervalTable, label: str) -> str:
        for number, found in table.rows.items():
            if same_label(found, str(label)):
                return number
        return table.row(str(label))

    def _keys(
        self, forms: Sequence[str], members: Sequence[str] | None, items: Sequence[str] | None
    ) -> frozenset[tuple[str, str, str]]:
        return frozenset(
            (form, unit, item.code)
            for form in forms
            for unit in (self.totals[form] if members is None else members)
            if unit in self.totals[form]
            for item in self.questions[form].items
            if items is None or item.code in items
        )


def _summed(
    model: Model,
    at: Mapping[tuple[str, str, str], int],
    sums: dict[frozenset[tuple[str, str, str]], int],
    keys: frozenset[tuple[str, str, str]],
) -> int:
    """The variable that is the sum of these."""
    if keys not in sums:
        sums[keys] = model.variable(integer=False)
        row = {at[key]: 1.0 for key in sorted(keys) if key in at}
        model.constrain({**row, sums[keys]: -1.0}, 0, 0, "a sum")
    return sums[keys]
