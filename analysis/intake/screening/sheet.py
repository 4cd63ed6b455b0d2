"""One form's file beside what is known of it: the view that every rule works on."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analysis.intake.codebook import Codebook, Form, Question
from analysis.intake.forms import ORIGIN, STATUS, UNIT
from analysis.intake.population import Population
from analysis.intake.rawform import RawForm, RawRow
from analysis.intake.screening.parsing import MARKS, parse_number
from analysis.intake.screening.thresholds import Thresholds
from analysis.intake.succession import Lineage
from analysis.intake.units import Unit

FIXED = (UNIT, ORIGIN, STATUS)


@dataclass(frozen=True)
class Column:
    """An expected column: its name, its question, and a label that names the part, if any."""

    name: str
    question: Question
    label: str

    @property
    def type(self) -> str:
        """The question's type."""
        return self.question.type


class Row:
    """One unit's answers as text, and as numbers where they can be read."""

    def __init__(self, raw: RawRow) -> None:
        self.number = raw.number
        self._cells = raw.cells
        self.unit = raw.cells.get(UNIT, "").strip(" ")
        self.status = raw.cells.get(STATUS, "").strip(" ")

    def raw(self, column: str) -> str:
        """The cell as it came; empty for a column that is not there or holds only blanks."""
        text = self._cells.get(column, "")
        return text if text.strip() else ""

    def text(self, column: str) -> str:
        """The cell without blanks around it."""
        return self._cells.get(column, "").strip()

    def value(self, column: str) -> float | None:
        """The cell as a number, or None."""
        text = self._cells.get(column, "")
        return parse_number(text) if text else None


@dataclass(frozen=True)
class Sheet:
    """A form's file in one year, with all it is held against; `last` is the year before's.

    `lineages` say which units of the year before are which of this year's.
    """

    year: int
    form: Form
    raw: RawForm
    codebook: Codebook
    units: Mapping[str, Unit]
    population: Population
    limits: Thresholds
    demonstration: bool
    last: Sheet | None = None
    lineages: tuple[Lineage, ...] = ()
    rows: tuple[Row, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(map(Row, self.raw.rows)))

    @functools.cached_property
    def questions(self) -> tuple[Question, ...]:
        """The form's questions in codebook order."""
        return tuple(q for q in self.codebook.questions if self.form.code in q.forms)

    @functools.cached_property
    def columns(self) -> Mapping[str, tuple[Column, ...]]:
        """Each question's columns, by variable."""
        return {question.variable: columns_of(question) for question in self.questions}

    @functools.cached_property
    def expected(self) -> Mapping[str, Column]:
        """Every column that the codebook asks for, by name."""
        return {column.name: column for group in self.columns.values() for column in group}

    @functools.cached_property
    def totals(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions that add to the same total, by the total's name; the first gives it."""
        groups: dict[str, tuple[Question, ...]] = {}
        for question in self.questions:
            if question.adds_to:
                groups[question.adds_to] = (*groups.get(question.adds_to, ()), question)
        return groups

    @functools.cached_property
    def present(self) -> tuple[Column, ...]:
        """Expected columns that the file has."""
        return tuple(c for c in self.expected.values() if c.name in self.raw.columns)

    @functools.cached_property
    def status_codes(self) -> tuple[str, ...]:
        """The codebook's codes for how far a unit came."""
        return tuple(option.code for option in self.codebook.status)

    @functools.cached_property
    def by_unit(self) -> Mapping[str, Row]:
        """The first row of each unit."""
        rows: dict[str, Row] = {}
        for row in self.rows:
            rows.setdefault(row.unit, row)
        return rows

    @functools.cached_property
    def _lineage_of(self) -> Mapping[str, Lineage]:
        return {unit: lineage for lineage in self.lineages for unit in lineage.after}

    def lineage(self, unit: str) -> Lineage:
        """The units of both years that cover the same ground as one of this year's."""
        return self._lineage_of.get(unit) or Lineage((unit,), (unit,))

    def cells(self, *types: str) -> Iterator[tuple[Row, Column, str]]:
        """Every filled cell in columns of these question types (none named: all), row by row."""
        columns = [c for c in self.present if not types or c.type in types]
        for row in self.rows:
            for column in columns:
                if text := row.raw(column.name):
                    yield row, column, text

    def answered(self, row: Row, question: Question) -> list[Column]:
        """The question's columns that the row fills."""
        return [column for column in self.columns[question.variable] if row.text(column.name)]

    def total(self, row: Row, question: Question) -> float | None:
        """The sum of an FTE question's parts, blanks as 0; None where it cannot be known."""
        filled = self.answered(row, question)
        values = [row.value(column.name) for column in filled]
        numbers = [value for value in values if value is not None]
        return sum(numbers) if numbers and len(numbers) == len(values) else None

    def asked(self, row: Row, question: Question) -> bool:
        """Whether the row's own answers say that the question was put to the unit.

        An answer that opens it counts only if its own question was put to the unit, or is kept in
        any case.
        """
        return all(
            self._gave(row, question, variable, answers)
            for variable, answers in question.asked.items()
        )

    def _gave(self, row: Row, question: Question, variable: str, answers: tuple[str, ...]) -> bool:
        # Only questions that stand before this one can open it, so the chain of filters ends.
        before = itertools.takewhile(lambda q: q is not question, self.questions)
        opener = next((q for q in before if q.variable == variable), None)
        if opener and opener.unasked == "drop" and not self.asked(row, opener):
            return False
        if row.text(variable) in answers:
            return True
        return any(row.text(f"{variable}__{code}") == MARKS[0] for code in answers)


def columns_of(question: Question) -> tuple[Column, ...]:
    """The columns a question has in the returns, each with a label that names the part."""
    parts = question.options if question.type == "choices" else question.items
    if not parts:
        return (Column(question.variable, question, question.label),)
    return tuple(
        Column(f"{question.variable}__{part.code}", question, f"{question.label}: {part.label}")
        for part in parts
    )
