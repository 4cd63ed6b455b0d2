"""Numbers of users from the units with figures, so that both printed estimates come out.

Metode A is linear in the numbers once their order around the median is fixed, Metode B always.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.intake.codebook import Codebook
from demonstration.asked import YearUnits
from demonstration.solving.intervals import Interval, IntervalTable
from demonstration.solving.model import LinearExpression, Model, add
from demonstration.solving.noise import normal

_MARGIN = 1e-3  # users kept clear of a rounding edge
_FINE = 1e-4  # percentage points kept clear of a rounding edge
_NEARBY = 3  # how far whole numbers may stray from the solution in fractions
_SUM = "total"


@dataclass(frozen=True)
class Round:
    """One survey year: its units, codebook, and inhabitants `people[form][unit]`."""

    book: Codebook
    units: YearUnits
    people: Mapping[str, Mapping[str, int]]


def estimate_all(
    lines: Sequence[Mapping[str, Any]],
    total: str,
    printed: Mapping[str, IntervalTable],
    rounds: Mapping[int, Round],
) -> None:
    """Give every unit that has figures its number, for each line, into the units' cells."""
    for line in lines:
        _Estimate(line, total, printed, rounds).run()


class _Estimate:
    def __init__(
        self,
        line: Mapping[str, Any],
        total: str,
        printed: Mapping[str, IntervalTable],
        rounds: Mapping[int, Round],
    ) -> None:
        self.line, self.printed, self.rounds = line, printed, rounds
        self.variable = str(line["variable"])
        latest = rounds[max(rounds)].book
        self.labels = {form.code: form.label for form in latest.forms} | {_SUM: total}
        self.prior = {
            (year, form): self._prior(year, form) for year in rounds for form in self.forms()
        }

    def forms(self) -> list[str]:
        return [code for code in self.labels if code != _SUM]

    def run(self) -> None:
        first = {key: dict(numbers) for key, numbers in self.prior.items()}
        loose = self._solve(first, whole=False)
        exact = self._solve(loose, whole=True)
        for (year, form), numbers in exact.items():
            cells = self.rounds[year].units.cells[form]
            for unit, number in numbers.items():
                cells[unit][self.variable] = str(round(number))

    def _prior(self, year: int, form: str) -> dict[str, float]:
        """About the printed rate times inhabitants, with chance; zero for those who have none."""
        of = self.rounds[year]
        question = of.book.question(form, self.variable)
        target = self._target(year, form)
        people = of.people[form]
        rate = target / sum(people.values())
        numbers = {}
        for unit in of.units.units:
            answers = (
                (of.units.answer(form, unit, k), codes) for k, codes in question.asked.items()
            )
            if any(answer not in codes for answer, codes in answers):
                continue
            chance = 0.35 * normal(self.variable, unit, form)
            chance += 0.15 * normal(self.variable, unit, form, year)
            some = not self._none(of, form, unit)
            numbers[unit] = rate * people[unit] * math.exp(chance) if some else 0.0
        return numbers

    def _none(self, of: Round, form: str, unit: str) -> bool:
        return any(
            of.units.answer(form, unit, key) in codes
            for key, codes in self.line.get("zero", {}).items()
        )

    def _target(self, year: int, form: str) -> float:
        for bound in self.line["tables"]:
            table = self.printed[str(bound["table"])]
            for column, (when, measure) in bound["columns"].items():
                cell = table.cell(table.row(self.labels[form]), column)
                if when == year and measure == "mean" and cell:
                    return cell.middle
        return 1.0

    def _solve(
        self, near: Mapping[tuple[int, str], Mapping[str, float]], *, whole: bool
    ) -> dict[tuple[int, str], dict[str, float]]:
        model = Model(f"estimate of {self.variable}")
        index: dict[tuple[int, str], dict[str, int]] = {}
        methods: dict[tuple[int, str, str], LinearExpression] = {}
        for (year, form), numbers in near.items():
            own = self._variables(model, year, form, numbers, whole=whole)
            index[year, form] = own
            a, b = self._methods(model, year, form, numbers, own)
            methods[year, form, "method_a"], methods[year, form, "method_b"] = a, b
            methods[year, form, "mean"] = add((0.5, a), (0.5, b))
        for year in self.rounds:
            for measure in ("method_a", "method_b", "mean"):
                parts = (methods[year, form, measure] for form in self.forms())
                methods[year, _SUM, measure] = add(*((1, part) for part in parts))
        self._bind(model, methods)
        values = model.solve(gap=0.5 if whole else 0.0, whole=whole)
        return {
            key: {unit: float(values[variable]) for unit, variable in own.items()}
            for key, own in index.items()
        }

    def _variables(
        self, model: Model, year: int, form: str, numbers: Mapping[str, float], *, whole: bool
    ) -> dict[str, int]:
        of, own = self.rounds[year], {}
        for unit, number in numbers.items():
            if self._none(of, form, unit):
                own[unit] = model.variable(0, 0)
                continue
            most = max(1, math.ceil(self.line["largest"] * of.people[form][unit]))
            low, high = (
                (max(0, math.floor(number) - _NEARBY), min(most, math.ceil(number) + _NEARBY))
                if whole
                else (0, most)
            )
            own[unit] = model.variable(low, high)
            if not whole:  # whole numbers this near need no further wish, and are found at once
                model.near({own[unit]: 1.0}, number, 1 / (number + 5))
        return own

    def _methods(
        self,
        model: Model,
        year: int,
        form: str,
        numbers: Mapping[str, float],
        own: Mapping[str, int],
    ) -> tuple[LinearExpression, LinearExpression]:
        of = self.rounds[year]
        a: dict[int, float] = {}
        b: dict[int, float] = {}
        label_of = {u: unit.groups[self.line["by"]] for u, unit in of.units.units.items()}
        for label in dict.fromkeys(label_of.values()):
            group = [u for u, own_label in label_of.items() if own_label == label]
            known = sorted((u for u in group if u in own), key=lambda u: (numbers[u], u))
            if not known:
                continue  # nothing can be estimated; the group's check names it
            middle = self._median(
                model, [own[u] for u in known], f"median of '{label}', {form} {year}"
            )
            total = {own[u]: 1.0 for u in known}
            a = add((1, a), (len(group) / len(known) / 2, total), (len(group) / 2, middle))
            everyone = sum(of.people[form][u] for u in group)
            b = add((1, b), (everyone / sum(of.people[form][u] for u in known), total))
        return a, b

    @staticmethod
    def _median(model: Model, order: Sequence[int], source: str) -> LinearExpression:
        """The median as an expression, everyone kept on the own side of it."""
        low, high = order[(len(order) - 1) // 2], order[len(order) // 2]
        for place, variable in enumerate(order):
            if place < (len(order) - 1) // 2:
                model.constrain({low: 1.0, variable: -1.0}, 0, float("inf"), source)
            elif place > len(order) // 2:
                model.constrain({high: 1.0, variable: -1.0}, -float("inf"), 0, source)
        if low == high:
            return {low: 1.0}
        model.constrain({high: 1.0, low: -1.0}, 0, float("inf"), source)
        return {low: 0.5, high: 0.5}

    def _bind(self, model: Model, methods: Mapping[tuple[int, str, str], LinearExpression]) -> None:
        old, new = min(self.rounds), max(self.rounds)
        for bound in self.line["tables"]:
            table = self.printed[str(bound["table"])]
            for row, code in table.named(self.labels):
                for column, (when, measure) in bound["columns"].items():
                    cell = table.cell(row, column)
                    if cell is None:
                        continue
                    if isinstance(when, int):
                        model.within(methods[when, code, measure], cell, margin=_MARGIN)
                    else:
                        self._change(
                            model, methods[old, code, measure], methods[new, code, measure], cell
                        )

    @staticmethod
    def _change(model: Model, old: LinearExpression, new: LinearExpression, cell: Interval) -> None:
        grown = add((100, new), (-100, old))
        model.constrain(add((1, grown), (-(cell.lower + _FINE), old)), 0, float("inf"), cell.source)
        model.constrain(
            add((1, grown), (-(cell.upper - _FINE), old)), -float("inf"), 0, cell.source
        )
