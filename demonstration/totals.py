"""FTE and inhabitants of every unit, together, so that every printed rate and sum comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.intake.units import Unit
from demonstration.national import HUNDREDTHS
from demonstration.solving.intervals import Interval, IntervalTable, same_label
from demonstration.solving.model import Model, add
from project.errors import ProjectError

_MARGIN = 1.0  # hundredths kept clear of a rounding edge
_CLEAR = 0.01  # of the rate's own numerator, as much
_WHOLE = "all"


@dataclass(frozen=True)
class UnitTotals:
    """`fte[form][unit]` in hundredths, `people[age][unit]` in persons; both whole."""

    fte: Mapping[str, Mapping[str, int]]
    people: Mapping[str, Mapping[str, int]]


def unit_totals(
    spec: Mapping[str, Any],
    units: Mapping[str, Unit],
    national: Mapping[str, int],
    printed: Mapping[str, IntervalTable],
) -> UnitTotals:
    """Solve FTE and inhabitants of all units at once.

    `national` gives each form's total in hundredths. With a printed rate R (per 10 000) and the
    FTE f, the inhabitants p must satisfy (R - 0.5) p <= 10 000 f < (R + 0.5) p: linear in f and p.
    """
    return _Totals(spec, units, printed).solve(national)


class _Totals:
    def __init__(
        self,
        spec: Mapping[str, Any],
        units: Mapping[str, Unit],
        printed: Mapping[str, IntervalTable],
    ) -> None:
        self.spec, self.units, self.printed = spec, units, printed
        self.ages: Mapping[str, str] = spec["population"]  # form -> age group
        self.forms = list(self.ages)
        self.model = Model("FTE and inhabitants by unit")
        table = printed[str(spec["table"])]
        by_label = {label: number for number, label in table.rows.items()}
        by_code = {label.partition(" ")[0]: number for number, label in table.rows.items()}
        self.rows = {
            code: number
            for code, unit in units.items()
            if (number := by_label.get(unit.called) or by_code.get(code))
        }
        missing = [code for code in units if code not in self.rows]
        if missing:
            raise ProjectError(f"The printed table {table.number} lacks the unit {missing[0]}.")
        self.fte = {(form, unit): self.model.variable() for form in self.forms for unit in units}
        self.people = {(form, unit): self.model.variable() for form in self.forms for unit in units}

    def parts(self, code: str) -> list[str]:
        """The forms that a column is about."""
        return self.forms if code == _WHOLE else [code]

    def solve(self, national: Mapping[str, int]) -> UnitTotals:
        for unit in self.units:
            self._unit(unit)
        for group in self.spec["grouped"]:
            self._group(group)
        for of in self.spec.get("reporting", ()):
            self._reporting(of)
        for form, total in national.items():
            expression = {self.fte[form, unit]: 1.0 for unit in self.units}
            self.model.constrain(expression, total, total, f"national FTE of {form}")
        values = self.model.solve(gap=0.02 if self.spec.get("as_printed") else 0.5)
        return UnitTotals(
            {
                form: {unit: int(values[self.fte[form, unit]]) for unit in self.units}
                for form in self.forms
            },
            {
                age: {unit: int(values[self.people[form, unit]]) for unit in self.units}
                for form, age in self.ages.items()
            },
        )

    def _reporting(self, of: Mapping[str, Any]) -> None:
        """Some units have so many inhabitants together: print gives the mean of those."""
        forms = [form for form in self.forms if of["age"] in (_WHOLE, self.ages[form])]
        whose = [
            u for u, unit in self.units.items()
            if u in of["units"] or unit.municipality in of.get("municipalities", ())
        ]  # fmt: skip
        expression = {self.people[form, u]: 1.0 for form in forms for u in whose}
        self.model.constrain(expression, of["people"], of["people"], str(of["source"]))

    def _unit(self, unit: str) -> None:
        table, row = self.printed[str(self.spec["table"])], self.rows[unit]
        for code, column in self.spec["fte"].items():
            if cell := table.cell(row, column):
                expression = {self.fte[form, unit]: 1.0 for form in self.parts(code)}
                self.model.within(expression, cell, scale=HUNDREDTHS, margin=_MARGIN)
                if self.spec.get("as_printed"):
                    self.model.near(expression, round(cell.middle * HUNDREDTHS), 20.0)
        rates = {code: table.cell(row, column) for code, column in self.spec["rate"].items()}
        if not any(rates.values()):
            for form in self.forms:
                people = {self.people[form, unit]: 1.0}
                self.model.constrain(people, 0, 0, f"unit {unit} has no printed rate")
            return
        for code, rate in rates.items():
            if rate is not None and code not in self.spec.get("except", {}).get(unit, ()):
                self._rate(rate, self.parts(code), [unit])
                amount = table.cell(row, self.spec["fte"][code])
                if rate.lower < 0 and amount is not None and amount.lower < 0:  # none, as it seems
                    for form in self.parts(code):
                        none = {self.fte[form, unit]: 1.0}
                        self.model.constrain(none, 0, 0, f"{amount.source} with rate 0")
        self._size(unit)

    def _rate(
        self, rate: Interval, forms: Sequence[str], units: Sequence[str], people_per: int = 0
    ) -> None:
        per = (people_per or self.spec["per"]) / HUNDREDTHS
        fte = {self.fte[form, unit]: per for form in forms for unit in units}
        people = {self.people[form, unit]: 1.0 for form in forms for unit in units}
        low, high = add((1, fte), (-rate.lower, people)), add((1, fte), (-rate.upper, people))
        if rate.lower > 0:
            self.model.constrain(low, _CLEAR, float("inf"), rate.source)
        self.model.constrain(high, -float("inf"), -_CLEAR, rate.source)

    def _size(self, unit: str) -> None:
        """Inhabitants within the size group, near what rate and FTE say, ages as in the group."""
        size = self.spec["size"]
        label = self.units[unit].groups[size["by"]]
        lower, upper = size["bounds"].get(label, (1, float("inf")))
        if self.units[unit].municipality in self._largest():
            upper = float("inf")
        everyone = {self.people[form, unit]: 1.0 for form in self.forms}
        self.model.constrain(everyone, lower, upper, f"size group '{label}' of unit {unit}")
        guess, sure, ages = self._guess(unit, label)
        guess = min(max(guess, lower), upper)
        self.model.near(everyone, guess, (1000 if sure else 200) / guess)
        for form, share in ages.items():
            own = add((1, {self.people[form, unit]: 1.0}), (-share, everyone))
            self.model.near(own, 0, 2000 / guess)

    def _largest(self) -> set[str]:
        return {
            label
            for group in self.spec["grouped"]
            if "rest" in group
            for label in self.printed[str(group["people"])].rows.values()
        }

    def _guess(self, unit: str, label: str) -> tuple[float, bool, dict[str, float]]:
        """Inhabitants by rate (sure) or the group's mean, whether sure, and age shares."""
        table, row = self.printed[str(self.spec["table"])], self.rows[unit]
        group = next(g for g in self.spec["grouped"] if g["by"] == self.spec["size"]["by"])
        people = self.printed[str(group["people"])]
        columns = self._columns(group, "people")
        where = next((r for r, found in people.rows.items() if same_label(found, label)), "")
        counts = {code: people.cell(where, column) for code, column in columns.items()}
        ages = {form: counts.get(age) for form, age in self.ages.items()}
        whole = counts.get(_WHOLE)
        every = whole.middle if whole else sum(cell.middle for cell in ages.values() if cell)
        if not every:
            raise ProjectError(f"Table {people.number} has no inhabitants in row '{label}'.")
        shares = {form: cell.middle / every if cell else 0.0 for form, cell in ages.items()}
        fte = table.cell(row, self.spec["fte"][_WHOLE])
        rate = table.cell(row, self.spec["rate"][_WHOLE])
        if fte and rate and fte.middle >= 3 and rate.middle >= 3:
            return self.spec["per"] * fte.middle / rate.middle, True, shares
        number = counts.get("units")
        mean = every / (number.middle if number else self._members(self.spec["size"]["by"], label))
        return float(self.spec.get("about", {}).get(unit, mean)), False, shares

    def _members(self, by: str, label: str) -> int:
        return sum(1 for unit in self.units.values() if unit.groups[by] == label)

    def _columns(self, group: Mapping[str, Any], what: str) -> Mapping[str, object]:
        """The columns of a grouping's own tables, or those that all have."""
        common = {"people": "people", "fte": "group_fte", "rate": "group_rate"}[what]
        found: Mapping[str, object] = group.get("columns", {}).get(what, self.spec.get(common, {}))
        return found

    def _group(self, group: Mapping[str, Any]) -> None:
        fte = self.printed[str(group["fte"])]
        people = self.printed[str(group["people"])] if "people" in group else None
        table = people or fte
        named = set(table.rows.values()) - {group.get("rest")}
        for row, label in table.rows.items():
            if label in group.get("without", ()) or label not in group.get("only", (label,)):
                continue
            members = [u for u in self.units if self._belongs(u, label, group, named)]
            if people is not None:
                self._group_people(group, people, row, members)
            self._group_fte(group, fte, label, members)

    def _group_people(
        self, group: Mapping[str, Any], people: IntervalTable, row: str, members: Sequence[str]
    ) -> None:
        columns = self._columns(group, "people")
        if "units" in columns:
            count = people.cell(row, columns["units"])
            if count is None or not count.lower <= len(members) < count.upper:
                raise ProjectError(
                    f"'{people.rows[row]}' has {len(members)} units, print has another number.",
                    where=f"table {people.number}, {group['by']}",
                    todo="Compare data/units with print.",
                )
        for code, column in columns.items():
            forms = [form for form in self.forms if code in (_WHOLE, self.ages[form])]
            cell = people.cell(row, column)
            if forms and cell:
                expression = {self.people[form, u]: 1.0 for form in forms for u in members}
                self.model.constrain(expression, cell.middle, cell.middle, cell.source)

    def _group_fte(
        self, group: Mapping[str, Any], table: IntervalTable, label: str, members: Sequence[str]
    ) -> None:
        row = table.row(label)
        for code, column in self._columns(group, "fte").items():
            if cell := table.cell(row, column):
                expression = {self.fte[form, u]: 1.0 for form in self.parts(code) for u in members}
                self.model.within(expression, cell, scale=HUNDREDTHS, margin=_MARGIN)
        for code, column in self._columns(group, "rate").items():
            if rate := table.cell(row, column):
                self._rate(rate, self.parts(code), members, int(group.get("per", 0)))

    def _belongs(self, unit: str, label: str, group: Mapping[str, Any], named: set[str]) -> bool:
        own = self.units[unit]
        value = own.municipality if group["by"] == "municipality" else own.groups[group["by"]]
        if same_label(label, self.spec["total"]):
            return True
        return value not in named if label == group.get("rest") else same_label(value, label)
