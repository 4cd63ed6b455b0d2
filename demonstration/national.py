"""National FTE of every item in two years, so that amounts, percentages and changes print right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.intake.codebook import Codebook, Question
from demonstration.solving.intervals import Interval, IntervalTable
from demonstration.solving.model import LinearExpression, Model, add
from project.errors import ProjectError

HUNDREDTHS = 100
Key = tuple[int, str, str, str]  # year, form, variable, item
_MARGIN = 1.0  # hundredths kept clear of a rounding edge
_FINE = 1e-4  # percentage points kept clear of a rounding edge


def national_items(
    spec: Mapping[str, Any], books: Mapping[int, Codebook], printed: Mapping[str, IntervalTable]
) -> dict[Key, int]:
    """Whole hundredths of an FTE for each year, form, FTE question and item."""
    return _National(spec, books, printed).solve()


class _National:
    def __init__(
        self,
        spec: Mapping[str, Any],
        books: Mapping[int, Codebook],
        printed: Mapping[str, IntervalTable],
    ) -> None:
        self.spec, self.books, self.printed = spec, books, printed
        self.model = Model("national FTE by item")
        self.items: dict[Key, int] = {}
        for year, book in books.items():
            for form in book.forms:
                self._declare(year, form.code, book)

    def _declare(self, year: int, form: str, book: Codebook) -> None:
        sums: dict[str, LinearExpression] = {}
        for question in fte_questions(book, form):
            for item in question.items:
                self.items[year, form, question.variable, item.code] = self.model.variable()
            expression = self.sum(year, form, question.variable)
            if question.adds_to is None:
                continue
            if question.adds_to in sums:
                gap = add((1, expression), (-1, sums[question.adds_to]))
                self.model.constrain(gap, 0, 0, f"breakdowns of {question.adds_to} are equal")
            sums.setdefault(question.adds_to, expression)

    def sum(self, year: int, form: str, variable: str) -> dict[int, float]:
        """The expression for all FTE of one question."""
        found = {
            index: 1.0
            for (when, where, which, _), index in self.items.items()
            if (when, where, which) == (year, form, variable)
        }
        if not found:
            raise ProjectError(f"Form '{form}' of {year} has no FTE question '{variable}'.")
        return found

    def total(self, year: int, form: str) -> dict[int, float]:
        """The expression for all reported FTE of a form."""
        for question in fte_questions(self.books[year], form):
            if question.adds_to:
                return self.sum(year, form, question.variable)
        raise ProjectError(f"No FTE question of form '{form}' in {year} adds to a total.")

    def solve(self) -> dict[Key, int]:
        kinds = {"forms": self._forms, "items": self._items, "coverage": self._coverage}
        for line in self.spec["fte"]:
            if line["rows"] not in kinds:
                raise ProjectError(
                    f"'rows: {line['rows']}' means nothing.",
                    where="data/calibration, fte",
                    todo=f"Use one of {', '.join(kinds)}.",
                )
            kinds[line["rows"]](line, self.printed[str(line["table"])])
        values = self.model.solve(gap=0.05)
        return {key: int(values[index]) for key, index in self.items.items()}

    def _forms(self, line: Mapping[str, Any], table: IntervalTable) -> None:
        forms = {form.code: form.label for form in self._latest().forms}
        for row, code in table.named({**forms, "": self.spec["total"]}):
            chosen = [code] if code else list(forms)
            amounts = {
                year: add(*((1, self.total(year, form)) for form in chosen)) for year in self.books
            }
            self._cells(table, row, line["columns"], amounts, amounts)

    def _items(self, line: Mapping[str, Any], table: IntervalTable) -> None:
        form, variable = line["form"], line["variable"]
        labels = {i.code: i.label for i in self._latest().question(form, variable).items}
        wholes = {year: self.sum(year, form, variable) for year in self.books}
        for row, code in table.named({**labels, "": self.spec["total"]}):
            amounts = {
                year: {self.items[year, form, variable, code]: 1.0} if code else wholes[year]
                for year in self.books
            }
            self._cells(table, row, line["columns"], amounts, wholes)

    def _coverage(self, line: Mapping[str, Any], table: IntervalTable) -> None:
        year = self._latest().year
        for column, code in line["columns"].items():
            forms = (
                [code]
                if code in {f.code for f in self._latest().forms}
                else [form.code for form in self._latest().forms]
            )
            reported = add(*((1, self.total(year, form)) for form in forms))
            placed = add(*((1, self.sum(year, form, line["variable"])) for form in forms))
            for number, expression in zip(list(table.rows)[:2], (reported, placed), strict=True):
                self._amount(expression, table.cell(number, column))
            self._percent(placed, reported, table.cell(list(table.rows)[2], column))

    def _cells(
        self,
        table: IntervalTable,
        row: str,
        columns: Mapping[object, Sequence[object]],
        amounts: Mapping[int, LinearExpression],
        wholes: Mapping[int, LinearExpression],
    ) -> None:
        old, new = (amounts[year] for year in sorted(self.books))
        for column, (when, measure) in columns.items():
            cell = table.cell(row, column)
            if isinstance(when, int):
                if measure == "fte":
                    self._amount(amounts[when], cell)
                else:
                    self._percent(amounts[when], wholes[when], cell)
            elif measure == "fte":
                if cell:
                    self.model.within(
                        add((1, new), (-1, old)), cell, scale=HUNDREDTHS, margin=_MARGIN
                    )
            else:
                self._percent(add((1, new), (-1, old)), old, cell)

    def _amount(self, expression: LinearExpression, cell: Interval | None) -> None:
        if cell is None:
            return
        self.model.within(expression, cell, scale=HUNDREDTHS, margin=_MARGIN)
        if len(expression) == 1:
            self.model.near(expression, cell.middle * HUNDREDTHS, 1.0)

    def _percent(
        self, part: LinearExpression, whole: LinearExpression, cell: Interval | None
    ) -> None:
        """`lower <= 100 part / whole < upper`, which is linear in both."""
        if cell is None:
            return
        lower = add((100, part), (-(cell.lower + _FINE), whole))
        upper = add((100, part), (-(cell.upper - _FINE), whole))
        self.model.constrain(lower, 0, float("inf"), cell.source)
        self.model.constrain(upper, -float("inf"), 0, cell.source)

    def _latest(self) -> Codebook:
        return self.books[max(self.books)]


def fte_questions(book: Codebook, form: str) -> tuple[Question, ...]:
    """The FTE questions of a form, in order."""
    return tuple(question for question in book.questions_in(form) if question.type == "fte")
