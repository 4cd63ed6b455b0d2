"""Numbers that print gives the sum or the distribution of.

numbers: {sum: {adults: 442}}
    every unit that was asked has some, and they add to a sum that rounds to this
numbers: {form: adults, table: "18.3", column: 1, sums: [{by, table, column, rows}]}
    units per number (the table's row labels that are numbers), and sums by group
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analysis.intake.codebook import Codebook
from demonstration.asked import Asked
from demonstration.solving.bound import Bound
from demonstration.solving.intervals import IntervalTable
from demonstration.solving.noise import normal
from demonstration.solving.placed import adds_to, place
from demonstration.solving.spread import share_out
from project.errors import ProjectError

_TENTHS = 10


def sum_up(asked: Asked, total: float) -> None:
    """Share a total among the units that were asked, the larger more, none nothing."""
    form, question, units = asked.form, asked.question, asked.units
    who = [u for u in units.units if units.level[form][u] > 0 and asked.led_to(u)]
    scale = 1 if question.whole else _TENTHS
    amount = round(total * scale)
    if len(who) > amount:
        raise ProjectError(f"{len(who)} units can't share {total} of '{question.variable}'.")
    weights = [
        math.exp(1.2 * units.size[u] + 0.6 * normal("amount", question.variable, u, form))
        for u in who
    ]
    parts = share_out(amount - len(who), weights)
    asked.give({u: f"{(part + 1) / scale:.12g}" for u, part in zip(who, parts, strict=True)})


def distribute(asked: Asked, printed: Mapping[str, IntervalTable]) -> None:
    """Give each printed number to as many units as print says, with the printed sums by group."""
    variable, units = asked.question.variable, asked.units
    spec = asked.line["numbers"]
    table = printed[str(spec["table"])]
    counts = {
        label: round(cell.middle)
        for row, label in table.rows.items()
        if label.isdigit() and (cell := table.cell(row, spec["column"])) is not None
    }
    bindings = []
    for part in spec.get("sums", ()):
        group = Bound({**part, "variable": variable}, asked.form, list(counts), printed, units)
        bindings += [
            adds_to(group.members(part["by"], label), list(counts), total, f"{label}: {total}")
            for label, total in group.totals(part["by"], part["column"]).items()
        ]
    fits = {
        unit: {code: score - 0.2 * abs(int(code) - 2 * (1 + units.size[unit])) for code in counts}
        for unit, score in asked.scores(0).items()
        if asked.led_to(unit)
    }
    asked.give(place(counts, fits, bindings, variable))


def forms_of(line: Mapping[str, Any], book: Codebook) -> list[str]:
    """The forms a line of numbers is about."""
    spec = line["numbers"]
    return list(spec["sum"]) if "sum" in spec else [str(spec.get("form", book.forms[0].code))]
