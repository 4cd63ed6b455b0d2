"""Words about the questionnaire: what this year's survey asked, so that no more is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from analysis.survey import SurveyForm
from analysis.tables.signs import IMPOSSIBLE, unsaid

Forms: TypeAlias = SurveyForm | Sequence[SurveyForm]


def asked(forms: Forms, *questions: str) -> str:
    """Nothing where the year asked all of these questions in all of these forms.

    Else the sentence that it stands in is left out: `Kommunene svarte på en skala.`
    """
    every = [forms] if isinstance(forms, SurveyForm) else forms
    put = all(form.asks(name, form.survey.year) for form in every for name in questions)
    return "" if put else unsaid(IMPOSSIBLE)


def asked_about(topics: Mapping[str, tuple[Forms, *tuple[str, ...]]]) -> str:
    """What the year asked about, as clauses: `om de har en plan, og om den er kjent`.

    `topics` are clauses, each with a form (or forms) and the questions that all must have been
    asked; a sentence about nothing that was asked is left out.
    """
    there = _there(topics)
    if not there:
        return unsaid(IMPOSSIBLE)
    return ", og ".join(filter(None, [", ".join(there[:-1]), there[-1]]))


def how_many_asked(topics: Mapping[str, tuple[Forms, *tuple[str, ...]]]) -> int:
    """How many of these topics the year asked about, for `tre sider:` before `asked_about`."""
    return len(_there(topics))


def _there(topics: Mapping[str, tuple[Forms, *tuple[str, ...]]]) -> list[str]:
    return [clause for clause, (forms, *names) in topics.items() if not asked(forms, *names)]
