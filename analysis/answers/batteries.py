"""Several questions on one scale, or one question in several forms, seen together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import replace
from typing import TypeVar

from analysis.answers.bases import asking_notes_of, base_sentence, joined_base, listed
from analysis.answers.breakdowns import breakdown
from analysis.answers.frequencies import MISSING, TOTAL, frequency, question_notes
from analysis.answers.groupings import Grouping
from analysis.answers.tallies import Tally, former, share, tally
from analysis.survey import SurveyForm
from analysis.tables.joining import below, beside
from analysis.tables.signs import IMPOSSIBLE, is_sign
from analysis.tables.table import CellValue, Column, Row, Table
from analysis.tables.wording import listing
from project.errors import ProjectError

_FEW = 3
_PART = ": "

_Some = TypeVar("_Some", bound=Sized)
Parts = Mapping[str, tuple[SurveyForm, str]]
"""A printed head → the form and the question that stand under it."""


def labelled(form: SurveyForm, variables: Sequence[str]) -> dict[str, tuple[SurveyForm, str]]:
    """Questions of one form, each under its own printed label."""
    return {form.question(variable).label: (form, variable) for variable in variables}


def side_by_side(
    parts: Parts,
    *,
    heads: tuple[str, str] | None = None,
    total: str | None = None,
    missing: str | bool = True,
    year: int | None = None,
) -> Table:
    """`frequency` of each question beside the next, each under its own head.

    For questions with the same options, and for forms that print names otherwise than usual. The
    columns of a part are found by the form's code and the variable.
    """
    blocks, bases = [], []
    for head, (form, variable) in _some(parts).items():
        when = form.survey.year if year is None else year
        part = frequency(form, variable, years=[when], heads=heads, total=total, missing=missing)
        part = replace(part, notes=question_notes((form,), variable, [when], alone=False))
        blocks.append(part.under(variable, "").under(form.code, head))
        name = head if len(parts) > 1 else ""
        bases.append(base_sentence(form, tally(form, variable, when), label=name))
    return beside(*blocks).noted(
        *asking_notes_of(parts.items(), [when]), base=joined_base(form.survey, bases)
    )


def battery(parts: Parts, *, year: int | None = None) -> Table:
    """A row a question, a column an option: percent (0–100) of those that answered the question.

    The options are those of all the questions. The key of a row is the question's variable. Of
    more than three questions the base tells the fewest and the most that answered one.
    """
    table, tallies = _answers(_some(parts).items(), year)
    return table.noted(base=_who_answered(parts, tallies))


def question_shares(
    form: SurveyForm, variables: Sequence[str], *, year: int | None = None, parted: bool = False
) -> Table:
    """A battery of one form with the total of each question and how many units did not answer.

    With `parted` a label such as `Samarbeid om utskrivning: Somatisk avdeling` becomes the row
    `Somatisk avdeling` under the group before it. The base tells the fewest and the most that
    answered one.
    """
    when, terms = form.survey.year if year is None else year, form.survey.terms
    parts = [(form.question(variable, when).label, (form, variable)) for variable in variables]
    table, tallies = _answers(_some(parts), when)
    sums: list[tuple[CellValue, CellValue]] = [
        (share(one.answered, one.answered), None if one.silent is None else float(one.silent))
        if one.put
        else (IMPOSSIBLE, IMPOSSIBLE)
        for one in tallies
    ]
    return replace(
        table,
        rows=tuple(map(_parted, table.rows)) if parted else table.rows,
        columns=(
            *table.columns,
            Column((TOTAL, "percent"), terms["total"], "percent"),
            Column((MISSING, "count"), terms["missing"], "count"),
        ),
        cells=tuple((*line, *more) for line, more in zip(table.cells, sums, strict=True)),
        base=base_sentence(form, *tallies, spelled=True),
    )


def _answers(
    parts: Iterable[tuple[str, tuple[SurveyForm, str]]], year: int | None
) -> tuple[Table, list[Tally]]:
    """A row a question, under its head, with the shares of its answers; and what was counted."""
    tallies: list[Tally] = []
    lines: list[Table] = []
    parts = list(parts)
    for head, (form, variable) in parts:
        when = form.survey.year if year is None else year
        found = tally(form, variable, when)
        tallies.append(found)
        codes = [option.code for option in found.options]
        if not set(codes) & {option.code for option in tallies[0].options}:
            raise ProjectError(
                f"'{variable}' has other options than the questions it is to stand with.",
                todo="Set only questions on the same scale together.",
            )
        line = Table(
            (Row(variable, head),),
            tuple(Column((o.code, "percent"), o.label, "percent") for o in found.options),
            (tuple(found.share([code]) for code in codes),),
            former=former(form, variable, codes),
        )
        lines.append(line.noted(*question_notes((form,), variable, (when,), alone=False)))
    every = below(*lines)
    return every.noted(*asking_notes_of(parts, (when,))), tallies


def _parted(row: Row) -> Row:
    group, mark, label = row.label.rpartition(_PART)
    return replace(row, label=label, group=group + mark.strip())


def _who_answered(parts: Parts, found: Sequence[Tally]) -> str:
    """One base for many questions that went to the same units of one form, else one for each."""
    asked = [
        (head, form, t) for (head, (form, _)), t in zip(parts.items(), found, strict=True) if t.put
    ]
    if not asked:
        return ""
    forms, found = [form for _, form, _ in asked], [one for _, _, one in asked]
    same = {(form.code, t.units, t.asked) for form, t in zip(forms, found, strict=True)}
    level = len({t.answered for t in found}) == 1
    if len(same) == 1 and (level or len(found) > _FEW):
        return base_sentence(forms[0], *found)
    bases = [base_sentence(form, one, label=head) for head, form, one in asked]
    return joined_base(forms[0].survey, bases)


def battery_over_time(parts: Parts, years: Sequence[int]) -> Table:
    """A row a year under each question: percent (0–100) of those that answered, an option a column.

    The key of a row is `<variable>/<year>`.
    """
    blocks: dict[str, list[Table]] = {head: [] for head in _some(parts)}
    bases = []
    for year in years:
        block = battery(parts, year=year)
        for head, row, line in zip(parts, block.rows, block.cells, strict=True):
            named = replace(row, key=f"{row.key}/{year}", label=str(year), group=head)
            blocks[head].append(replace(block, rows=(named,), cells=(line,)))
    whole = below(*(block for several in blocks.values() for block in several))
    for head, (form, variable) in parts.items():
        terms = form.survey.terms["base"]
        found = {y: tally(form, variable, y).answered for y in years if form.asks(variable, y)}
        each = [terms["answered_in"].format(answered=n, year=y) for y, n in found.items()]
        if each:
            bases.append(terms["answered_years"].format(label=head, years=listing(each)))
    return whole.noted(base=listed(form.survey, bases))


def together(table: Table, options: Sequence[str], *, head: str = "") -> Table:
    """The shares of some answers added together, in one column tagged `together`.

    `table` has an answer a column, tagged by its code, as `battery` and `breakdown` give them.
    """
    if not options:
        raise ProjectError("No answers were given to add together.")
    places = [table.position(one) for one in options if not table.is_former(one)]
    last = table.columns[places[-1] if places else -1]
    sums: list[CellValue] = []
    for line in table.cells:
        signs = [value for place in places if is_sign(value := line[place])]
        numbers = [value for place in places if isinstance(value := line[place], int | float)]
        none = IMPOSSIBLE if not places else None
        sums.append(signs[0] if signs else sum(numbers) if numbers else none)
    return replace(
        table,
        columns=(Column(("together", last.unit), head or last.label, last.unit),),
        cells=tuple((value,) for value in sums),
    )


def shares_by(
    by: Grouping,
    parts: Parts,
    options: Sequence[str],
    *,
    years: Sequence[int] | None = None,
    total: bool = True,
) -> Table:
    """Percent in each group that gave one of `options`, a column a question and year.

    Of those in the group that answered. The columns are found by form code, variable and year;
    their labels are the heads, the years, or the years under the heads.
    """
    blocks, bases = [], []
    notes: list[str] = []
    for head, (form, variable) in _some(parts).items():
        when = tuple(years) if years else (form.survey.year,)
        several_years, several_parts = len(when) > 1, len(parts) > 1
        for year in when:
            label = str(year) if several_years else head
            part = breakdown(
                form, variable, by, year=year, options=options, total=total, merged=label
            )
            tagged = part.under(year, "").under(variable, "")
            blocks.append(tagged.under(form.code, head if several_years and several_parts else ""))
            words = (head if several_parts else "", str(year) if several_years else "")
            name = " ".join(word for word in words if word)
            bases.append(base_sentence(form, tally(form, variable, year), label=name))
        notes += question_notes((form,), variable, when, alone=False)
    notes += asking_notes_of(parts.items(), when)
    return beside(*blocks).noted(*notes, base=joined_base(form.survey, bases))


def _some(parts: _Some) -> _Some:
    if not parts:
        raise ProjectError("No question was given to set side by side.")
    return parts
