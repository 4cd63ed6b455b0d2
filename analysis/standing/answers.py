"""The answers of a unit that its page may show, beside those of its size group.

Which they are is a setting of the edition (`is248: units: answers:`), off unless it says so.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from analysis.answers.disclosure import least_base, withheld_groups
from analysis.answers.groupings import Grouping
from analysis.answers.tallies import share, tally, those_who
from analysis.intake.codebook import Question
from analysis.intake.columns import NONE, STATUS
from analysis.standing.facts import Answered, Cell, Given, Returned
from analysis.survey import Survey, SurveyForm
from analysis.tables.numbers import measured, round_half_up
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN, UNTRUE, WITHHELD, unsaid
from analysis.tables.table import Column, Row, Table
from analysis.tables.wording import listing, lower
from project.errors import ProjectError

_COUNTED = ("choice", "choices")
_NOTHING = ""  # goes for the code of an answer where none of several was marked
Marks = Mapping[str, tuple[str, ...]]
"""The codes of the answers that each unit gave; units that gave none are not there."""


def returns_of(survey: Survey, alike: Grouping) -> dict[str, tuple[Returned, ...]]:
    """By unit the answers that the edition shows, form by form; nothing where it shows none.

    `alike` are the groups whose shares stand beside. What can't be shown, as an answer that is
    made, is a `ProjectError`.
    """
    shown = _shown(survey)
    found: dict[str, tuple[Returned, ...]] = {}
    for form in survey.all_forms:
        replies = [_replies(form, one, alike) for code, one in shown if code == form.code]
        for unit, status in form.column(STATUS).items() if replies else ():
            told = () if status == NONE else tuple(each[str(unit)] for each in replies)
            found[str(unit)] = (*found.get(str(unit), ()), Returned(form.label, told))
    return found


# -- which ---------------------------------------------------------------------------------------


def _shown(survey: Survey) -> list[tuple[str, Question]]:
    """Forms by code and their questions, in the order in which the profile lists them."""
    names = survey.settings.settings.units.answers
    if names and survey.settings.is_made(survey.year):
        raise _refused(
            survey,
            f"The returns of {survey.year} are made: no answer of a named unit can be shown.",
            "Take the setting away; it is for the units' own answers.",
        )
    each = (found for name in names for found in _named(survey, name))
    return list({(code, one.variable): (code, one) for code, one in each}.values())


def _named(survey: Survey, name: str) -> Iterator[tuple[str, Question]]:
    """The question of that name in each form that asks it, or in the form before its `/`."""
    code, _, variable = name.rpartition("/")
    forms = [form for form in survey.all_forms if code in ("", form.code)]
    if not forms:
        known = ", ".join(form.code for form in survey.all_forms)
        raise _refused(survey, f"'{name}': the codebook has no form '{code}'.", f"It has {known}.")
    book, year = survey.codebook(survey.year), survey.year
    listed = [form for form in forms if book.known(form.code, variable)]
    if not listed:
        variables = [q.variable for form in forms for q in book.questions_in(form.code)]
        close = difflib.get_close_matches(variable, dict.fromkeys(variables), n=3)
        raise _refused(
            survey,
            f"'{name}': the codebook of {year} has no such question.",
            f"Did you mean {' or '.join(close)}?" if close else "Correct it, or take it away.",
        )
    asked = [form for form in listed if form.asks(variable, year)]
    if not asked:
        raise _refused(survey, f"'{name}' was not asked in {year}.", "Take it away.")
    for form in asked:
        question = form.question(variable)
        if question.type not in _COUNTED:
            raise _refused(
                survey,
                f"'{name}' is a {question.type} question.",
                "Only answers that are chosen from a list are shown of a unit; take it away.",
            )
        yield form.code, question


def _refused(survey: Survey, what: str, todo: str) -> ProjectError:
    where = f"{survey.project.profile_path(survey.year)}, is248: units: answers"
    return ProjectError(what, where=where, todo=todo)


# -- what ----------------------------------------------------------------------------------------


def _replies(form: SurveyForm, question: Question, alike: Grouping) -> dict[str, Answered]:
    """What each unit that gets the form answered to a question."""
    groups = alike.within(form.column(STATUS).index)
    marks = _marks(form, question)
    shares = _shares(form, question, groups, marks)
    labels = {option.code: option.label for option in question.options}
    labels[_NOTHING] = form.survey.terms["standing"]["answers"]["nothing"]
    led = {str(unit) for unit in groups.member.index}
    if question.asked:
        asked = those_who(form, question.asked, form.survey.year)
        led = {str(unit) for unit in asked.index[asked]}
    found = {}
    for unit, group in ((str(unit), str(group)) for unit, group in groups.member.items()):
        codes = marks.get(unit, ())
        given = tuple(Given(code, labels[code], shares[group, code]) for code in codes)
        sign = "" if codes else UNKNOWN if unit in led else IMPOSSIBLE
        found[unit] = Answered(question.variable, question.label, given, sign)
    return found


def _marks(form: SurveyForm, question: Question) -> Marks:
    if question.type == "choice":
        answers = form.column(question.variable).dropna()
        return {str(unit): (str(code),) for unit, code in answers.items()}
    codes = [option.code for option in question.options]
    ticks = pd.DataFrame({code: form.column(f"{question.variable}__{code}") for code in codes})
    answered = ticks[ticks.notna().any(axis=1)].fillna(0).astype(bool)
    return {
        str(unit): tuple(str(code) for code, tick in line.items() if tick) or (_NOTHING,)
        for unit, line in answered.iterrows()
    }


def _shares(
    form: SurveyForm, question: Question, groups: Grouping, marks: Marks
) -> dict[tuple[str, str], Cell]:
    """By group and answer: percent of those that answered, as printed; withheld as in tables."""
    variable, year = question.variable, form.survey.year
    masks = dict(zip(groups.labels, groups.masks(), strict=True))
    tallies = [tally(form, variable, year, mask) for mask in masks.values()]
    hidden = withheld_groups([one.answered for one in tallies], least_base(form.survey))
    found: dict[tuple[str, str], Cell] = {}
    for place, ((group, mask), counted) in enumerate(zip(masks.items(), tallies, strict=True)):
        units = map(str, mask.index[mask])
        nothing = sum(marks.get(unit) == (_NOTHING,) for unit in units)
        for code, count in {**counted.counts, _NOTHING: nothing}.items():
            part = share(count, counted.answered)
            told = None if part is None else round_half_up(part, measured("percent").decimals)
            found[group, code] = WITHHELD if place in hidden else told
    return found


# -- in words and tables ---------------------------------------------------------------------------


class Answers:
    """The answers of one unit, for its page; of a group, or where none are shown, nothing."""

    def __init__(self, survey: Survey, returns: Sequence[Returned], group: str) -> None:
        """`group` is what the units of its size are called."""
        self._returns, self._group = returns, group
        self._terms = survey.terms["standing"]["answers"]

    @property
    def shown(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self._returns)

    @property
    def given(self) -> bool:
        """Whether it sent any of the forms."""
        return any(one.answers for one in self._returns)

    @property
    def several(self) -> bool:
        """Whether it marked several answers to one question."""
        return any(len(one.given) > 1 for form in self._returns for one in form.answers)

    @property
    def silent(self) -> str:
        """`skjemaet for barn og unge`, where it did not send that; or left out."""
        forms = [f"skjemaet for {lower(one.label)}" for one in self._returns if not one.answers]
        return listing(forms) if forms else unsaid(UNTRUE)

    @property
    def tables(self) -> list[tuple[str, Table]]:
        """Each form that it sent, by its label inside a sentence: its answers under the questions.

        A row an answer, with how many percent of the group gave it.
        """
        return [(lower(one.label), self._table(one)) for one in self._returns if one.answers]

    def _table(self, form: Returned) -> Table:
        rows, cells = [], []
        for one in form.answers:
            for given in one.given:
                rows.append(Row(f"{one.variable} {given.code}", given.label, one.question))
                cells.append((given.share,))
            if one.sign:
                word = self._terms["not_asked" if one.sign == IMPOSSIBLE else "open"]
                rows.append(Row(one.variable, word, one.question))
                cells.append((one.sign,))
        head = self._terms["share"].format(group=self._group)
        columns = (Column(("share", "percent"), head, "percent"),)
        return Table(tuple(rows), columns, tuple(cells), stub=self._terms["stub"])
