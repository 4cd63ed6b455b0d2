"""The questions of one survey year: which were asked, and the columns that they have in a form."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from analysis.intake.codebook.questions import Form, Option, Question
from project.errors import ProjectError


class Codebook(Struct, frozen=True):
    """One year's forms, statuses and questions, in questionnaire order.

    `questions` are those that the year asked, with the parts that it had; `listed` are all that the
    file lists, with all their parts, also of other years.
    """

    year: int
    forms: tuple[Form, ...]
    status: tuple[Option, ...]
    questions: tuple[Question, ...]
    listed: tuple[Question, ...] = ()

    def form(self, code: str) -> Form:
        """The form with this code."""
        for form in self.forms:
            if form.code == code:
                return form
        raise ProjectError(
            f"The codebook of {self.year} has no form '{code}'.",
            todo=f"It has: {', '.join(form.code for form in self.forms)}.",
        )

    def questions_in(self, form: str) -> tuple[Question, ...]:
        """The questions of one form, in order."""
        return tuple(question for question in self.questions if form in question.forms)

    def question(self, form: str, variable: str) -> Question:
        """The question behind a variable in one form."""
        if found := self.asked(form, variable):
            return found
        known = ", ".join(question.variable for question in self.questions_in(form))
        raise ProjectError(
            f"The form '{form}' of {self.year} has no question '{variable}'.",
            todo=f"Its questions are: {known}.",
        )

    def asked(self, form: str, variable: str) -> Question | None:
        """The question behind a variable in one form; None where the year did not ask it."""
        return _last(self.questions, form, variable)

    def known(self, form: str, variable: str) -> Question | None:
        """The question with all parts that the file lists for it, whether or not the year asked.

        Of several that have the same variable in different years, the last one.
        """
        return _last(self.listed, form, variable)

    def headings(self, form: str) -> dict[str, str]:
        """A form's columns by the heading that they have in the returns, where it is another."""
        return {
            h: c for question in self.questions_in(form) for h, c in question.headings().items()
        }

    def columns(self, form: str) -> tuple[str, ...]:
        """All answer columns of a form, in order."""
        return tuple(c for question in self.questions_in(form) for c in question.columns())


def _last(questions: Sequence[Question], form: str, variable: str) -> Question | None:
    found = [one for one in questions if one.variable == variable and form in one.forms]
    return found[-1] if found else None
