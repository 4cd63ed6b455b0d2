"""The rules, in the order they were written, and what a rule hands over.

A rule is a generator function of one `Sheet`; the decorator names it and says whether it stops the
build:

    @rule("unit_twice", STOP)
    def unit_twice(sheet: Sheet) -> Hits: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.intake.screening.findings import Kind

if TYPE_CHECKING:
    from analysis.intake.screening.sheet import AnswerColumn, FormSheet, ReturnRow


@dataclass(frozen=True)
class Hit:
    """What a rule found: message and action in bokmål, and the row and column it is about, if any.

    `unit` is needed only where there is no row. `kind` overrides the rule's own. `against` is what
    the value was held against, if it is another answer of the unit.
    """

    message: str
    action: str
    row: ReturnRow | None = None
    column: str = ""
    value: str = ""
    unit: str = ""
    kind: Kind | None = None
    against: str = ""


Hits = Iterator[Hit]
Cells = Iterator[tuple["ReturnRow", "AnswerColumn", str]]
"""Filled cells: row, column and text."""
Check = Callable[["FormSheet"], Hits]


@dataclass(frozen=True)
class Rule:
    """A named check. `needs_units` rules run only on a file whose unit column is there.

    Where most of a file has what an `of_form` rule looks for, the fault is the file's: it is told
    once; with `of_column` for each column by itself, since what is right differs between them.
    """

    name: str
    kind: Kind
    check: Check
    needs_units: bool
    of_form: bool
    of_column: bool


def each(cells: Cells, message: str, action: str) -> Hits:
    """One hit a cell, all in the same words."""
    for row, column, text in cells:
        yield Hit(message, action, row, column.name, text)


RULES: dict[str, Rule] = {}


def rule(
    name: str,
    kind: Kind,
    *,
    needs_units: bool = True,
    of_form: bool = False,
    of_column: bool = False,
) -> Callable[[Check], Check]:
    """Enter a check in `RULES`."""

    def enter(check: Check) -> Check:
        if name in RULES:
            raise ValueError(f"two rules are named {name}")
        RULES[name] = Rule(name, kind, check, needs_units, of_form or of_column, of_column)
        return check

    return enter
