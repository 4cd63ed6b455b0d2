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
        {source, by, forms, into, cells: {group: {item: 42}, rest: {item: [0, 6]}}}
                                                    percents that the text gives, or limits for them
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.intake.codebook import Codebook
from analysis.intake.units import Unit
from demonstration.items import plausible
from demonstration.national import HUNDREDTHS
from demonstration.solving.intervals import Interval, IntervalTable, same_label
from demonstration.solving.model import Model, add
from demonstration.solving.spread import share_out
from project.errors import ProjectError

_MARGINS = (0.05, 0.02, 0.006)  # FTE kept clear of a rounding edge, as much as there is room
_TINY = 1e-6
_BELOW = 0.01  # how far a sum in hundredths stays below a limit, more than the solver's tolerance
_REST = "rest"
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
        self.cells = [cell for bound in line["tables"] for cell in self._bound(bound, printed)]

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
            try:
                return self._rounded(at, values)
            except ProjectError:
                if last == len(_MARGINS):
                    raise
        raise AssertionError("one of the margins is the last")

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
        edge = margin * HUNDREDTHS
        if not cell.whole:
            model.constrain({part: 1.0}, low * HUNDREDTHS + edge, high * HUNDREDTHS - edge, source)
            return
        whole = _summed(model, at, sums, cell.whole)
        model.constrain({part: 100.0, whole: -low}, 100 * edge, float("inf"), source)
        model.constrain({part: 100.0, whole: -high}, -float("inf"), -100 * edge, source)

    def _rounded(
        self, at: Mapping[tuple[str, str, str], int], values: np.ndarray
    ) -> dict[str, dict[str, list[int]]]:
        """Every number up or down to whole hundredths, so that units' sums and all cells stay."""
        model = Model(f"{self.line['variable']} in hundredths")
        exact = {key: max(float(values[index]), 0.0) for key, index in at.items()}
        whole = {key: math.floor(value + _TINY) for key, value in exact.items()}
        up = {
            key: model.variable(0, 1, cost=whole[key] - value)
            for key, value in exact.items()
            if value - whole[key] > _TINY
        }
        for form in self.forms:
            for unit in self.totals[form]:
                keys = [(form, unit, item.code) for item in self.questions[form].items]
                keys = [key for key in keys if key in exact]
                left = round(sum(exact[key] for key in keys)) - sum(whole[key] for key in keys)
                row = {up[key]: 1.0 for key in keys if key in up}
                model.constrain(row, left, left, f"FTE of unit {unit}")
        for cell in self.cells:
            low, high, source = cell.printed.lower, cell.printed.upper, cell.printed.source
            if not cell.whole:
                row, fixed = self._ups(up, whole, cell.part)
                model.constrain(
                    row, low * HUNDREDTHS - fixed, high * HUNDREDTHS - fixed - 1, source
                )
                continue
            part, has = self._ups(up, whole, cell.part)
            rest, all_ = self._ups(up, whole, cell.whole)
            for limit, below in ((low, False), (high, True)):
                row = add((100, part), (-limit, rest))
                gap = 100 * has - limit * all_
                model.constrain(
                    row,
                    -math.inf if below else _TINY - gap,
                    -_BELOW - gap if below else math.inf,
                    source,
                )
        chosen = model.solve(gap=0.2)
        return {
            form: {
                unit: [
                    whole.get(key, 0) + (round(float(chosen[up[key]])) if key in up else 0)
                    for key in ((form, unit, i.code) for i in self.questions[form].items)
                ]
                for unit in self.totals[form]
            }
            for form in self.forms
        }

    @staticmethod
    def _ups(
        up: Mapping[tuple[str, str, str], int],
        whole: Mapping[tuple[str, str, str], int],
        keys: frozenset[tuple[str, str, str]],
    ) -> tuple[dict[int, float], int]:
        """What of a sum is to be decided, and what is not."""
        return (
            {up[key]: 1.0 for key in sorted(keys) if key in up},
            sum(whole.get(key, 0) for key in keys),
        )

    def _bound(self, bound: Mapping[str, Any], printed: Mapping[str, IntervalTable]) -> list[_Cell]:
        if "cells" in bound:
            return list(self._said(bound))
        table = printed[str(bound["table"])]
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

    def _said(self, bound: Mapping[str, Any]) -> Iterator[_Cell]:
        """Percents that the text gives of a figure."""
        forms, by = list(bound["forms"]), str(bound["by"])
        question = self.questions[forms[0]]
        parts: dict[str, tuple[str, ...]] = {item.code: (item.code,) for item in question.items}
        if into := bound.get("into"):
            parts = {rollup.code: rollup.items for rollup in question.put_together(str(into))}
        labels = {unit.groups[by] for unit in self.units.values()}
        rest = [label for label in sorted(labels) if label not in bound["cells"]]
        for named, shares in bound["cells"].items():
            for label in rest if named == _REST else [named]:
                members = [u for u, unit in self.units.items() if unit.groups[by] == label]
                if not members:
                    raise ProjectError(f"'{label}' is no group of '{by}'.", where=bound["source"])
                whole = self._keys(forms, members, None)
                for code, said in shares.items():
                    low, high = said if isinstance(said, list) else (said - 0.5, said + 0.5)
                    source = f"{bound['source']}, {label}"
                    yield _Cell(
                        self._keys(forms, members, parts[code]), whole, Interval(low, high, source)
                    )

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
