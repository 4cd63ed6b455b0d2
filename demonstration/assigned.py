"""Which unit is in which group, where print has a group's counts and sums but not its members.

assigned:
  - by: kostra_group
    sums: "8.3"                          # the table whose rows are the groups
    counts: {table: u8.1-kostra, column: 2}   # how many municipalities each has, in that order
    known: {Kostragr. 15: [Oslo]}        # municipalities whose group its name tells
    sizes: {Kostragr. 1: [Under 2000, 2000–4999]}   # size groups that a group is likely to have

An integer program chooses a group for each municipality, so that each group's number, FTE and
inhabitants can be those of print, whatever the units' own numbers are within their printed ones.
Among all such assignments one near to what the list of units has is taken: groups that hold stay
as they are, a blank one is filled, and what does not hold is moved (a list that is all blank takes
the solver many minutes). No unit's own group is known by it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.intake.units import Unit, read_records
from demonstration.solving.intervals import Interval, IntervalTable
from demonstration.solving.model import Model
from demonstration.solving.noise import uniform
from project.errors import ProjectError
from project.kept.files import write_atomic

_MOVED, _UNLIKELY = 100.0, 10.0  # what it costs to leave the list's group, or the likely sizes
_Range = tuple[float, float]


def assign(
    line: Mapping[str, Any],
    spec: Mapping[str, Any],
    units: Mapping[str, Unit],
    printed: Mapping[str, IntervalTable],
) -> dict[str, str]:
    """The group of every unit, by its code; `spec` is `units:` of the calibration.

    The same input gives the same groups. Printed counts and sums that no assignment has are a
    `ProjectError`.
    """
    by, table = str(line["by"]), printed[str(line["sums"])]
    places: dict[str, list[str]] = {}
    for code, unit in units.items():
        places.setdefault(unit.municipality, []).append(code)
    known = {place: group for group, listed in line["known"].items() for place in listed}
    free = [place for place in places if place not in known]
    counts = _counts(line, table, printed, str(spec["total"]))
    model = Model(f"the groups of '{by}'")
    at = {
        (place, group): model.variable(
            0, 1, cost=_cost(line, group, units[places[place][0]], spec["size"]["by"])
        )
        for place in free
        for group in counts
    }
    for place in free:
        one = {at[place, group]: 1.0 for group in counts}
        model.constrain(one, 1, 1, f"one group for {place}")
    for group, number in counts.items():
        taken = sum(1 for of in known.values() if of == group)
        row = {at[place, group]: 1.0 for place in free}
        model.constrain(row, number - taken, number - taken, f"municipalities in {group}")
        if not taken:
            _sums(
                model, spec, table, group, {at[p, group]: places[p] for p in free}, units, printed
            )
    chosen = model.solve(gap=0.5)
    groups = known | {
        place: group for (place, group), variable in at.items() if chosen[variable] > 0.5
    }
    return {code: groups[unit.municipality] for code, unit in units.items()}


def with_groups(units: Mapping[str, Unit], by: str, groups: Mapping[str, str]) -> dict[str, Unit]:
    """The units, each in its group of `by`."""
    return {
        code: replace(unit, groups={**unit.groups, by: groups[code]})
        for code, unit in units.items()
    }


def write_groups(path: Path, by: str, groups: Mapping[str, str]) -> None:
    """Put the groups of `by` into a list of units; all else of it stays."""
    rows = read_records(path, ("code", by))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, by: groups[row["code"]]} for row in rows)
    write_atomic(path, text.getvalue())


def _counts(
    line: Mapping[str, Any],
    table: IntervalTable,
    printed: Mapping[str, IntervalTable],
    everyone: str,
) -> dict[str, int]:
    """How many municipalities each group of the table of sums has; `everyone` is no group."""
    of, column = printed[str(line["counts"]["table"])], line["counts"]["column"]
    counts: dict[str, int] = {}
    for group, row in zip(table.rows.values(), of.rows, strict=False):
        if group != everyone and (cell := of.cell(row, column)):
            counts[group] = round(cell.middle)
    if not counts:
        raise ProjectError(f"Table {of.number} has no counts in column {column}.")
    return counts


def _cost(line: Mapping[str, Any], group: str, unit: Unit, size: str) -> float:
    """What it costs that a municipality, of which this is a unit, is in a group."""
    by, likely = str(line["by"]), line["sizes"].get(group)
    had = unit.groups.get(by, "")
    unlikely = likely is not None and unit.groups[size] not in likely
    return (
        (_MOVED if had and had != group else 0.0)
        + (_UNLIKELY if unlikely else 0.0)
        + uniform(by, unit.municipality, group)
    )


def _sums(
    model: Model,
    spec: Mapping[str, Any],
    table: IntervalTable,
    group: str,
    members: Mapping[int, Sequence[str]],
    units: Mapping[str, Unit],
    printed: Mapping[str, IntervalTable],
) -> None:
    """FTE and inhabitants of the group can be those of print."""
    row, ages = table.row(group), spec["population"]
    for form in ages:
        own = {v: _together(form, codes, spec, units, printed) for v, codes in members.items()}
        for which, cell in (
            (0, table.cell(row, spec["group_fte"][form])),
            (1, table.cell(row, spec["people"][ages[form]])),
        ):
            if cell is None:
                continue
            least = {variable: ranges[which][0] for variable, ranges in own.items()}
            most = {variable: ranges[which][1] for variable, ranges in own.items()}
            model.constrain(least, 0, cell.upper, cell.source)
            model.constrain(most, cell.lower, float("inf"), cell.source)


def _together(
    form: str,
    codes: Sequence[str],
    spec: Mapping[str, Any],
    units: Mapping[str, Unit],
    printed: Mapping[str, IntervalTable],
) -> tuple[_Range, _Range]:
    """From what to what FTE and inhabitants of a municipality's units lie, by the printed list."""
    own = [_ranges(form, units[code], spec, printed) for code in codes if units[code].gets(form)]
    fte, people = ([ranges[i] for ranges in own] for i in (0, 1))
    return _added(fte), _added(people)


def _added(ranges: Sequence[_Range]) -> _Range:
    return sum(low for low, _ in ranges), sum(high for _, high in ranges)


def _ranges(
    form: str, unit: Unit, spec: Mapping[str, Any], printed: Mapping[str, IntervalTable]
) -> tuple[_Range, _Range]:
    table = printed[str(spec["table"])]
    row = next((n for n, label in table.rows.items() if label == unit.called), None)
    fte = table.cell(row, spec["fte"][form]) if row else None
    rate = table.cell(row, spec["rate"][form]) if row else None
    size = spec["size"]["bounds"].get(unit.groups[spec["size"]["by"]], (0, float("inf")))
    people = (0.0, float(size[1]))
    if fte is None:
        return (0.0, 0.0), people
    if (
        rate is not None
        and rate.lower > 0
        and form not in spec.get("except", {}).get(unit.code, ())
    ):
        people = _people(fte, rate, float(spec["per"]))
    return (max(fte.lower, 0.0), fte.upper), people


def _people(fte: Interval, rate: Interval, per: float) -> _Range:
    return per * max(fte.lower, 0.0) / rate.upper, per * fte.upper / rate.lower
