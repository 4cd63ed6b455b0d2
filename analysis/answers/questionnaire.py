"""The questionnaire itself: every question of a form, with its answers and who gets it."""

from __future__ import annotations

from analysis.intake.codebook.questions import Option, Question
from analysis.survey import SurveyForm
from analysis.tables.table import Column, Row, Table
from analysis.tables.wording import listing


def questionnaire(form: SurveyForm) -> Table:
    """The questions that a form asks this year, in its order, as a table of text.

    Columns say what kind of answer is given, which there are to choose from, and what others must
    have answered to get the question. Words are those of the codebook and of `data/terms.yml`.
    """
    survey = form.survey
    book, words = survey.codebook(survey.year), survey.terms["questionnaire"]
    questions = book.questions_in(form.code)
    labels = {question.variable: question for question in questions}
    return Table(
        rows=tuple(Row(question.variable, question.label) for question in questions),
        columns=tuple(
            Column((name,), words[name], "text") for name in ("kind", "answers", "asked")
        ),
        cells=tuple(
            (
                words["kinds"][question.type],
                "; ".join(map(_said, question.items or question.options)),
                " ".join(
                    words["asked_of"].format(
                        answers=listing([f"«{_label(labels[name], code)}»" for code in codes]),
                        question=labels[name].label,
                    )
                    for name, codes in question.asked.items()
                    if name in labels
                )
                or words["everyone"],
            )
            for question in questions
        ),
        stub=words["question"],
    )


def _said(option: Option) -> str:
    return f"{option.head}: {option.label}" if option.head else option.label


def _label(question: Question, code: str) -> str:
    parts = question.items or question.options
    return next((option.label for option in parts if option.code == code), code)
