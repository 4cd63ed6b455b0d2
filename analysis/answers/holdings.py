"""What units have, counted across several questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd

from analysis.answers.bases import asking_notes_of, listed
from analysis.answers.disclosure import few, least_base
from analysis.answers.frequencies import TOTAL, question_notes
from analysis.answers.same_units import in_both
from analysis.answers.tallies import options_of, share, those_who
from analysis.survey import SurveyForm
from analysis.tables.joining import beside
from analysis.tables.signs import IMPOSSIBLE, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError


def holding(
    form: SurveyForm,
    conditions: Mapping[str, tuple[str, str]],
    *,
    years: Sequence[int],
    total: str | None = None,
) -> Table:
    """Units for which each condition holds, of the units for which any of them does.

    `conditions` maps a row's label to a `choice` variable and the answer that counts; the row's
    key is variable and answer. Columns: count and percent under each year.
    """
    parts, bases = [], []
    for year in years:
        held = {
            label: (form.column(variable, year) == code).fillna(False).astype(bool)
            for label, (variable, code) in conditions.items()
        }
        put = all(form.asks(variable, year) for variable, _ in conditions.values())
        base = int(pd.DataFrame(held).any(axis=1).sum())
        for variable, code in conditions.values():
            options_of(form, variable, [code])
        had = {v: {o.code for o in form.question(v, year).options} for v, _ in conditions.values()}
        counts = [
            int(one.sum()) if code in had[variable] else None
            for one, (variable, code) in zip(held.values(), conditions.values(), strict=True)
        ]
        rows = [Row("/".join(pair), label) for label, pair in conditions.items()]
        given = pd.DataFrame({v: form.column(v, year).notna() for v, _ in conditions.values()})
        hidden = few(int(given.any(axis=1).sum()), least_base(form.survey))
        table = _counted(form, rows, counts, base, total, hidden=hidden, put=put)
        parts.append(table.under(year))
        bases += [f"{year} {base}"] if put and not hidden else []
    variables = dict.fromkeys(variable for variable, _ in conditions.values())
    notes = [
        note
        for variable in variables
        for note in question_notes((form,), variable, years, alone=False)
    ]
    notes += asking_notes_of([(form.question(v).label, (form, v)) for v in variables], years)
    whole = beside(*parts)
    for pair in conditions.values():
        whole = _compared(whole, form, [pair[0]], years, {"/".join(pair): [pair]})
    whole = _compared(whole, form, [*variables], years, {TOTAL: [*conditions.values()]})
    return whole.noted(*notes, base=listed(form.survey, bases, "units_with"))


def _compared(
    table: Table,
    form: SurveyForm,
    variables: Sequence[str],
    years: Sequence[int],
    rows: Mapping[str, Sequence[tuple[str, str]]],
) -> Table:
    """The table with counts of the last two years that know who answered.

    `rows` has the conditions of which one holds for those that a row counts.
    """
    both = in_both(form, variables, years)
    if not both:
        return table
    pair = form.survey.pair
    held: dict[str, dict[int, pd.Series]] = {}
    for key, several in rows.items():
        for year in pair:
            marks = [those_who(form, {variable: [code]}, year) for variable, code in several]
            held.setdefault(key, {})[year] = pd.concat(marks, axis=1).any(axis=1)
    return both.counted(table, held, {year: table.position(year, "count") for year in pair})


def combinations(
    form: SurveyForm, rows: Mapping[str, Sequence[str]], *, years: Sequence[int], counts_as: str
) -> Table:
    """Units by which of several things they have, of those that answered all the questions.

    `rows` maps each row's label to the variables that the unit has (and it has none of the
    others); the row's key is those variables joined by +. `counts_as` is the name under which the
    codebook of each year lists the answers that mean having it; a note tells what is counted in one
    year and not in another. Every combination that occurs needs a row.
    """
    variables = list(dict.fromkeys(name for names in rows.values() for name in names))
    wanted = {
        frozenset(names): Row("+".join(names) or "none", label) for label, names in rows.items()
    }
    parts, bases = [], []
    held: dict[str, dict[int, pd.Series]] = {}
    for year in years:
        answers = pd.DataFrame({name: form.column(name, year) for name in variables}).dropna()
        codes = {name: form.question(name, year).meaning(counts_as) for name in variables}
        has = pd.DataFrame({name: answers[name].isin(codes[name]) for name in variables})
        sets = [frozenset(has.columns[line]) for line in has.to_numpy()]
        units = form.column(variables[0], year).index
        for names, row in wanted.items():
            mine = pd.Series([one == names for one in sets], index=has.index, dtype=bool)
            held.setdefault(row.key, {})[year] = mine.reindex(units, fill_value=False)
        stray = set(sets) - set(wanted)
        if stray:
            raise ProjectError(
                f"Some units of {year} have the combination {sorted(min(stray, key=sorted))}.",
                todo="Give that combination a row as well.",
            )
        counts = [sets.count(names) for names in wanted]
        lines = list(wanted.values())
        put = all(form.asks(name, year) for name in variables)
        parts.append(_counted(form, lines, counts, len(sets), None, put=put).under(year))
        bases += [f"{year} {len(sets)}"] if put else []
    whole = beside(*parts)
    if both := in_both(form, variables, years):
        columns = {year: whole.position(year, "count") for year in form.survey.pair}
        whole = both.counted(whole, held, columns)
    return whole.noted(
        *counting_changes(form, variables, counts_as, years),
        *asking_notes_of([(form.question(v).label, (form, v)) for v in variables], years),
        base=listed(form.survey, bases),
    )


def counting_changes(
    form: SurveyForm, variables: Sequence[str], counts_as: str, years: Sequence[int]
) -> tuple[str, ...]:
    """What is counted in one year and not in the year before it, a sentence an answer.

    Nothing where the codebooks of all the years count the same answers to the same questions, so
    that the years can be compared.
    """
    told: list[str] = []
    terms = form.survey.terms["base"]
    for earlier, later in pairwise(sorted(years)):
        for variable in variables:
            if not all(form.asks(variable, year) for year in (earlier, later)):
                continue  # there is nothing to compare
            before, after = (form.question(variable, year) for year in (earlier, later))
            labels = {o.code: o.label for q in (before, after) for o in q.options}
            then, now = before.meaning(counts_as), after.meaning(counts_as)
            for key, codes in (("counted_now", now), ("counted_then", then)):
                told += [
                    terms[key].format(label=labels[code], earlier=earlier, later=later)
                    for code in codes
                    if not (code in then and code in now)
                ]
    return tuple(dict.fromkeys(told))


def _counted(
    form: SurveyForm,
    rows: Sequence[Row],
    counts: Sequence[int | None],
    base: int,
    total: str | None,
    *,
    hidden: bool = False,
    put: bool,
) -> Table:
    """The counts of one year and their shares of a base.

    `hidden` where so few answered that it tells of them; a year that did not `put` the questions
    has none.
    """
    terms = form.survey.terms
    columns = (
        Column(("count",), terms["count"], "count"),
        Column(("percent",), terms["percent"], "percent"),
    )
    body: list[tuple[CellValue, CellValue]] = [
        (IMPOSSIBLE, IMPOSSIBLE) if n is None else (float(n), share(n, base)) for n in counts
    ]
    if few(base, least_base(form.survey)):
        body = [(WITHHELD, WITHHELD)] * len(counts)
    whole = (WITHHELD, WITHHELD) if hidden else (float(base), share(base, base))
    lines: list[tuple[CellValue, CellValue]] = [*body, whole]
    if not put:
        lines = [(IMPOSSIBLE, IMPOSSIBLE)] * len(lines)
    last = Row(TOTAL, total or terms["total"], role="total")
    return Table((*rows, last), columns, tuple(lines))
