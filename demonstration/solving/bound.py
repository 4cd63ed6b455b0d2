"""What a line of the calibration says of groups, as bindings of an integer program.

groups: [{by: county, options: ["yes"], percent: {Finnmark: 7}, least: {rest: 20}, most: {…}}]
    the share of the group's answers that chose one of the options: printed percent, a pair
    [from, to], or bounds; `rest` is every group that the map does not name; `count` binds
    the number of units instead. With
    among: {variable: [options]} only units that gave these answers count
by: size_group, with table and columns {option: column}, or counts {form: {group: {option: n}}}
    units in each group that gave each answer; `rows` gives print's labels of the groups
cross: {with: variable, cells: {answer: {option: n}}}
    units that gave each answer among those that gave an answer to another question
cross: {with: [variables], has: [options], table, column, rows: {label: [variables that have]}}
    units by what they have of several things; variables not yet answered are added over
gave: {option: variable}
    units that gave a number there give this answer
among: {any: {variable: [options]}}
    only units that gave one of these answers are asked
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from analysis.intake.units import Unit
from demonstration.solving.intervals import IntervalTable
from demonstration.solving.placed import Binding, exactly, rounds_to
from project.errors import ProjectError

KEYS = ("groups", "by", "cross", "among", "gave")
_REST = "rest"


class Answered(Protocol):
    """Units and the answers they have given so far."""

    @property
    def units(self) -> Mapping[str, Unit]: ...  # noqa: D102

    def answer(self, form: str, unit: str, column: str) -> str: ...  # noqa: D102

    def gave(self, form: str, unit: str, variable: str, codes: Sequence[str]) -> bool: ...  # noqa: D102


class Bound:
    """One line of the calibration for one form; `options` are the codes of its question."""

    def __init__(
        self,
        line: Mapping[str, Any],
        form: str,
        options: Sequence[str],
        printed: Mapping[str, IntervalTable],
        units: Answered,
    ) -> None:
        self.line, self.form, self.options = line, form, options
        self.printed, self.units = printed, units
        self.variable = str(line["variable"])

    def group_counts(self) -> dict[str, dict[str, int]]:
        """Units per group and option where the line says `by`, else nothing."""
        if "by" not in self.line:
            return {}
        given = self.line.get("counts", {}).get(self.form)
        if given is not None:
            return {str(label): dict(counts) for label, counts in given.items()}
        table, names = self.printed[str(self.line["table"])], self.line.get("rows", {})
        return {
            label: {
                option: self._count(table, names.get(label, label), column)
                for option, column in self.line["columns"].items()
            }
            for label in self._labels(self.line["by"])
        }

    def totals(self, by: str, column: object) -> dict[str, int]:
        """A printed column's number for each group of `by`."""
        table, names = self.printed[str(self.line["table"])], self.line.get("rows", {})
        return {
            label: self._count(table, names.get(label, label), column) for label in self._labels(by)
        }

    def asked(self) -> frozenset[str]:
        """The units that `among` leaves."""
        anyone = self.line.get("among", {}).get("any")
        if anyone is None:
            return frozenset(self.units.units)
        return frozenset(
            unit
            for unit in self.units.units
            if any(self.units.gave(self.form, unit, v, codes) for v, codes in anyone.items())
        )

    def bindings(self, answers: int) -> list[Binding]:
        """Everything that binds the question, when so many units answer it."""
        found = [
            exactly(self.members(self.line["by"], label), [option], count, f"{label}: {count}")
            for label, counts in self.group_counts().items()
            for option, count in counts.items()
        ]
        for group in self.line.get("groups", ()):
            if group.get("form", self.form) == self.form:
                found += self._shares(group)
        for option, variable in self.line.get("gave", {}).items():
            gave = self._who(variable, None)
            found.append(exactly(gave, [option], len(gave), f"all with '{variable}': {option}"))
        if cross := self.line.get("cross"):
            found += self._cells(cross) if "cells" in cross else self._combined(cross, answers)
        return found

    def _shares(self, group: Mapping[str, Any]) -> Iterator[Binding]:
        by, options = group["by"], list(group["options"])
        stray = set(options) - set(self.options)
        if stray:
            raise ProjectError(f"'{self.variable}' has no option '{sorted(stray)[0]}'.")
        kept = self._chosen(group.get("among", {}))
        for label, count in group.get("count", {}).items():
            members = self.members(by, label) & kept
            yield exactly(members, options, count, f"{label}: {count} units")
        for label, percent in group.get("percent", {}).items():
            members, source = self.members(by, label) & kept, f"{label}: {percent} percent"
            if isinstance(percent, list):
                yield self._between(members, options, percent[0], percent[1], source)
            else:
                yield rounds_to(members, options, percent, source)
        for label, percent in self._bounds(by, group, "least"):
            members = self.members(by, label) & kept
            yield self._between(members, options, percent, 100, f"{label}: at least {percent}")
        for label, percent in self._bounds(by, group, "most"):
            members = self.members(by, label) & kept
            yield self._between(members, options, 0, percent, f"{label}: at most {percent}")

    def _chosen(self, among: Mapping[str, Sequence[str]]) -> frozenset[str]:
        """The units that gave one of the answers to each of these questions."""
        kept = frozenset(self.units.units)
        for variable, answers in among.items():
            kept &= self._who(variable, answers)
        return kept

    def _bounds(self, by: str, group: Mapping[str, Any], key: str) -> Iterator[tuple[str, float]]:
        bounds = group.get(key, {})
        named = {label for k in ("percent", "least", "most") for label in group.get(k, {})}
        for label, percent in bounds.items():
            if label != _REST:
                yield label, percent
        if _REST in bounds:
            for label in self._labels(by):
                if label not in named:
                    yield label, bounds[_REST]

    def _cells(self, cross: Mapping[str, Any]) -> Iterator[Binding]:
        for answer, counts in cross["cells"].items():
            members = self._who(cross["with"], [answer])
            for option, count in counts.items():
                source = f"{count} '{option}' among '{answer}' of '{cross['with']}'"
                yield exactly(members, [option], count, source)

    def _combined(self, cross: Mapping[str, Any], answers: int) -> Iterator[Binding]:
        known = [v for v in cross["with"] if v != self.variable]
        table, wanted = self.printed[str(cross["table"])], [*known, self.variable]
        counts: dict[frozenset[str], int] = {}
        for label, had in cross["rows"].items():
            key = frozenset(had) & frozenset(wanted)
            counts[key] = counts.get(key, 0) + self._count(table, label, cross["column"])
        # Units that answered this question but not all the others are in no row.
        slack = max(answers - sum(counts.values()), 0)
        for key, count in counts.items():
            members = frozenset(self.units.units)
            for variable in known:
                answered = self._who(variable, None)
                have = self._who(variable, cross["has"])
                members &= have if variable in key else answered - have
            chosen = [o for o in self.options if (o in cross["has"]) == (self.variable in key)]
            source = f"{count} units with {sorted(key) or 'nothing'}"
            weights = dict.fromkeys(chosen, 1.0)
            yield Binding(members, weights, count, count + slack, source)

    def _who(self, variable: str, answers: Sequence[str] | None) -> frozenset[str]:
        given = {u: self.units.answer(self.form, u, variable) for u in self.units.units}
        return frozenset(u for u, a in given.items() if a and (answers is None or a in answers))

    def members(self, by: str, label: str) -> frozenset[str]:
        """The units of one group."""
        members = frozenset(u for u, unit in self.units.units.items() if unit.groups[by] == label)
        if not members:
            raise ProjectError(f"'{label}' is no group of '{by}'.", where=f"'{self.variable}'")
        return members

    def _labels(self, by: str) -> list[str]:
        return list(dict.fromkeys(unit.groups[by] for unit in self.units.units.values()))

    def _between(
        self, members: frozenset[str], options: Sequence[str], low: float, high: float, source: str
    ) -> Binding:
        weights = dict.fromkeys(options, 1.0)
        return Binding(members, weights, low / 100, high / 100, source, per_answer=True)

    def _count(self, table: IntervalTable, label: str, column: object) -> int:
        cell = table.cell(table.row(label), column)
        return 0 if cell is None else round(cell.middle)
