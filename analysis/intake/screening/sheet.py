"""One form's file beside what is known of it: the view that every rule works on."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.intake.codebook import Codebook, Form, Question
from analysis.intake.columns import STATUS
from analysis.intake.forms import ORIGIN, UNIT
from analysis.intake.population import Population
from analysis.intake.rawform import Mask, RawForm
from analysis.intake.screening.parsing import (
    Trouble,
    is_error,
    is_mark,
    mark_trouble,
    number_trouble,
    option_trouble,
    parse_number,
)
from analysis.intake.screening.thresholds import Thresholds
from analysis.intake.succession import Lineage
from analysis.intake.units import Unit

FIXED = (UNIT, ORIGIN, STATUS)
NUMERIC = ("fte", "number")

Numbers = NDArray[np.float64]
"""For each row a number; nan where there is none."""


@dataclass(frozen=True)
class AnswerColumn:
    """An expected column: its name, its question, and a label that names the part, if any."""

    name: str
    question: Question
    label: str

    @property
    def type(self) -> str:
        """The question's type."""
        return self.question.type

    def trouble(self, text: str) -> Trouble | None:
        """Why the cell cannot be read, or None; free text can always be read."""
        if self.type in NUMERIC:
            return number_trouble(text)
        if self.type == "text":
            return "spreadsheet_error" if is_error(text) else None
        if self.type == "choices":
            return mark_trouble(text)
        return option_trouble(text, tuple(option.code for option in self.question.options))


class ReturnRow:
    """One unit's answers as text."""

    def __init__(self, raw: RawForm, place: int) -> None:
        self._raw, self._place = raw, place
        self.number = raw.numbers[place]
        self.unit = raw.column(UNIT)[place].strip(" ")
        self.status = raw.column(STATUS)[place].strip(" ")

    def raw(self, column: str) -> str:
        """The cell as read; empty for a column that is not there or holds only blanks."""
        text = self._raw.column(column)[self._place]
        return text if text.strip() else ""

    def written(self, column: str) -> str:
        """The cell as the sender wrote it."""
        return self._raw.as_written(column)[self._place]


@dataclass(frozen=True)
class FormSheet:
    """A form's file in one year, with all it is held against; `last` is the year before's.

    `sent_last` is that too, also where real returns are not compared with made ones. `units` are
    those that get the form, `listed` all of the year. `lineages` say which units of the
    year before are which of this year's.
    What is known of rows is told as masks and numbers, one a row; rows that something is wrong
    with are looked at one by one.
    """

    year: int
    form: Form
    raw: RawForm
    codebook: Codebook
    units: Mapping[str, Unit]
    population: Population
    limits: Thresholds
    demonstration: bool | None
    last: FormSheet | None = None
    lineages: tuple[Lineage, ...] = ()
    listed: Mapping[str, Unit] = field(default_factory=dict)
    sent_last: FormSheet | None = None

    @functools.cached_property
    def questions(self) -> tuple[Question, ...]:
        """The form's questions in codebook order."""
        return tuple(q for q in self.codebook.questions if self.form.code in q.forms)

    @functools.cached_property
    def columns(self) -> Mapping[str, tuple[AnswerColumn, ...]]:
        """Each question's columns, by variable."""
        return {question.variable: columns_of(question) for question in self.questions}

    @functools.cached_property
    def expected(self) -> Mapping[str, AnswerColumn]:
        """Every column that the codebook asks for, by name."""
        return {column.name: column for group in self.columns.values() for column in group}

    @functools.cached_property
    def groups(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions that add to the same total, by the total's name; the first gives it."""
        groups: dict[str, tuple[Question, ...]] = {}
        for question in self.questions:
            if question.adds_to:
                groups[question.adds_to] = (*groups.get(question.adds_to, ()), question)
        return groups

    @functools.cached_property
    def present(self) -> tuple[AnswerColumn, ...]:
        """Expected columns that the file has."""
        return tuple(c for c in self.expected.values() if c.name in self.raw.cells)

    @functools.cached_property
    def status_codes(self) -> tuple[str, ...]:
        """The codebook's codes for how far a unit came."""
        return tuple(option.code for option in self.codebook.status)

    def label_of(self, column: str, code: str) -> str:
        """The printed label of an answer or a status; empty where the code is none."""
        options = self.codebook.status if column == STATUS else ()
        if column in self.expected and self.expected[column].type == "choice":
            options = self.expected[column].question.options
        return next((each.label for each in options if each.code == code.strip()), "")

    @functools.cached_property
    def codes(self) -> tuple[str, ...]:
        """The unit of every row, as the file says."""
        return tuple(code.strip(" ") for code in self.raw.column(UNIT).each())

    @functools.cached_property
    def statuses(self) -> tuple[str, ...]:
        """The status of every row, as the file says."""
        return tuple(status.strip(" ") for status in self.raw.column(STATUS).each())

    @functools.cached_property
    def place_of(self) -> Mapping[str, int]:
        """The place of each unit's first row."""
        return {code: place for place, code in reversed(list(enumerate(self.codes)))}

    @functools.cached_property
    def _lineage_of(self) -> Mapping[str, Lineage]:
        return {unit: lineage for lineage in self.lineages for unit in lineage.after}

    def lineage(self, unit: str) -> Lineage:
        """The units of both years that cover the same ground as one of this year's."""
        return self._lineage_of.get(unit) or Lineage((unit,), (unit,))

    def rows(self, such: Mask) -> Iterator[ReturnRow]:
        """The rows that a mask tells of."""
        return (ReturnRow(self.raw, place) for place in np.flatnonzero(such).tolist())

    def row(self, number: int) -> ReturnRow:
        """The row of this number."""
        return ReturnRow(self.raw, self._place_of_number[number])

    @functools.cached_property
    def _place_of_number(self) -> Mapping[int, int]:
        return {number: place for place, number in enumerate(self.raw.numbers)}

    def given(self, row: ReturnRow, variable: str) -> str:
        """A row's answer to a question, in words."""
        cells = [(each, row.raw(each.name)) for each in self.columns.get(variable, ())]
        return ", ".join(
            self.label_of(each.name, text) or f"{each.label} {text}" for each, text in cells if text
        )

    def status(self, *codes: str) -> Mask:
        """The rows with one of these statuses."""
        return self.raw.column(STATUS).where(lambda text: text.strip(" ") in codes)

    def cells(
        self, such: Callable[[AnswerColumn, str], object], *types: str
    ) -> Iterator[tuple[ReturnRow, AnswerColumn, str]]:
        """Every such filled cell in columns of these question types (none named: all)."""
        for column in self.present:
            if not types or column.type in types:
                cells = self.raw.cells[column.name]
                meant = functools.partial(such, column)
                for row in self.rows(cells.filled & cells.where(meant)):
                    yield row, column, row.raw(column.name)

    def cells_where(
        self, column: AnswerColumn, such: Mask
    ) -> Iterator[tuple[ReturnRow, AnswerColumn, str]]:
        """The cells of a column in the rows that a mask tells of."""
        return ((row, column, row.raw(column.name)) for row in self.rows(such))

    @functools.cached_property
    def unreadable(self) -> tuple[tuple[ReturnRow, AnswerColumn, str, Trouble], ...]:
        """The cells that can't be read as what is asked for, and why."""
        found = []
        for row, column, text in self.cells(AnswerColumn.trouble):
            if trouble := column.trouble(text):
                found.append((row, column, text, trouble))
        return tuple(found)

    def numbers(self, *types: str) -> Iterator[tuple[AnswerColumn, Numbers]]:
        """The columns of these question types with their cells as numbers."""
        return ((c, self.values(c.name)) for c in self.present if c.type in types)

    def values(self, column: str) -> Numbers:
        """The cells of a column as numbers."""
        if column not in self._values:
            cells = self.raw.column(column)
            values = [parse_number(text) if text else None for text in cells.texts]
            self._values[column] = np.array(values, np.float64)[cells.places]
        return self._values[column]

    @functools.cached_property
    def _values(self) -> dict[str, Numbers]:
        return {}

    @functools.cached_property
    def filled(self) -> NDArray[np.int64]:
        """How many expected cells of every row are filled."""
        count = np.zeros(len(self.raw.numbers), np.int64)
        for column in self.present:
            count += self.raw.cells[column.name].filled
        return count

    @functools.cached_property
    def answered(self) -> Mapping[str, Mask]:
        """The rows that fill any of a question's columns, by variable."""
        return {
            variable: np.any([self.raw.column(c.name).filled for c in columns], axis=0)
            for variable, columns in self.columns.items()
        }

    @functools.cached_property
    def totals(self) -> Mapping[str, Numbers]:
        """The sums of questions that add to a total or are compared with one, by variable.

        Blanks count as 0. There is no sum where nothing is filled, or something is no number.
        """
        return {q.variable: self._total(q) for q in self.questions if q.adds_to or q.compares_to}

    def _total(self, question: Question) -> Numbers:
        total, known = np.zeros(len(self.raw.numbers)), self.answered[question.variable].copy()
        for column in self.columns[question.variable]:
            values = self.values(column.name)
            missing = np.isnan(values)
            total += np.where(missing, 0, values)
            known &= ~(missing & self.raw.column(column.name).filled)
        return np.where(known, total, np.nan)

    @functools.cached_property
    def asked(self) -> Mapping[str, Mask]:
        """The rows whose own answers say that a question was put to the unit, by variable.

        An answer that opens it counts only if its own question was put to the unit, or is kept in
        any case.
        """
        asked: dict[str, Mask] = {}
        drops = {question.variable for question in self.questions if question.unasked == "drop"}
        for question in self.questions:
            mask = np.ones(len(self.raw.numbers), bool)
            for variable, answers in question.asked.items():
                mask &= self._gave(variable, answers)
                # Only questions that stand before this one can open it.
                if variable in drops and variable in asked:
                    mask &= asked[variable]
            asked[question.variable] = mask
        return asked

    def _gave(self, variable: str, answers: tuple[str, ...]) -> Mask:
        gave = self.raw.column(variable).where(lambda text: text.strip() in answers)
        for code in answers:
            gave |= self.raw.column(f"{variable}__{code}").where(is_mark)
        return gave


def columns_of(question: Question) -> tuple[AnswerColumn, ...]:
    """The columns a question has in the returns, each with a label that names the part."""
    parts = question.options if question.type == "choices" else question.items
    if not parts:
        return (AnswerColumn(question.variable, question, question.label),)
    return tuple(
        AnswerColumn(
            f"{question.variable}__{part.code}", question, f"{question.label}: {part.label}"
        )
        for part in parts
    )
