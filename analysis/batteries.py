"""Several questions in one table: side by side, as statements on one scale, or over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.errors import ProjectError
from analysis.frequencies import base_sentence, frequency, joined_base, share
from analysis.series import published
from analysis.survey import Form
from analysis.tables import Cell, Column, Row, Table, beside
from analysis.tallies import Tally, tally

Variables = Mapping[str, str] | Sequence[str]


def side_by_side(
    form: Form,
    variables: Mapping[str, str],
    *,
    year: int | None = None,
    missing: str | bool = True,
    total: str | None = None,
) -> Table:
    """The frequencies of questions with the same options, each under its spanner.

    `variables` maps a spanner to a variable; the variable is the tag of its columns.
    """
    when = form.survey.year if year is None else year
    parts = [
        frequency(form, variable, years=[when], missing=missing, total=total).under(variable, head)
        for head, variable in variables.items()
    ]
    found = {head: tally(form, variable, when) for head, variable in variables.items()}
    bases = [base_sentence(form, one, head) for head, one in found.items()]
    return beside(*parts).noted(base=joined_base(form.survey.terms["base"], "answers", bases))


def battery(form: Form, variables: Variables, *, years: Sequence[int] | None = None) -> Table:
    """Statements answered on one scale: percent (0–100) for each option, of those that answered.

    Rows: a statement each, by its variable; with several `years` a row a year, the statement as
    row group. Labels are those of the questions, or the keys of `variables` when it is a mapping.
    """
    when = tuple(years) if years else (form.survey.year,)
    named = (
        dict(variables)
        if isinstance(variables, Mapping)
        else {form.question(variable).label: variable for variable in variables}
    )
    options = form.question(next(iter(named.values()))).options
    rows: list[Row] = []
    cells: list[tuple[Cell, ...]] = []
    found: dict[str, Tally] = {}
    for label, variable in named.items():
        for year in when:
            one = tally(form, variable, year)
            if [option.code for option in one.options] != [option.code for option in options]:
                raise ProjectError(
                    f"'{variable}' in {year} has other options than the question before it.",
                    todo="Let a battery hold questions with the same options.",
                )
            several = len(when) > 1
            rows.append(
                Row(f"{variable}/{year}", str(year), label) if several else Row(variable, label)
            )
            cells.append(tuple(share(one.counts[option.code], one.answered) for option in options))
            found[f"{label} {year}" if several else label] = one
    columns = tuple(Column((o.code, "percent"), o.label, "percent") for o in options)
    own = [year for year in when if year in form.survey.years]
    notes = [form.question(name, year).note for name in named.values() for year in own]
    return Table(tuple(rows), columns, tuple(cells)).noted(
        *(note for note in notes if note), base=_base(form, found, len(when) > 1)
    )


def _base(form: Form, found: Mapping[str, Tally], several: bool) -> str:
    terms = form.survey.terms["base"]
    if several:
        parts = [base_sentence(form, one, label) for label, one in found.items()]
        return joined_base(terms, "answers", parts)
    least, most = (pick(one.answered for one in found.values()) for pick in (min, max))
    if least == most:
        return base_sentence(form, next(iter(found.values())))
    units = form.units()
    return str(terms["answered_between"].format(least=least, most=most, units=units))


def shares_over_time(
    form: Form, variables: Mapping[str, str], option: str, years: Sequence[int]
) -> Table:
    """Percent that gave one answer, a row a question (keyed by variable) and a column a year.

    Years without returns come from the printed series: percent as printed, or counts.
    """
    cells: list[tuple[Cell, ...]] = []
    for variable in variables.values():
        line: list[Cell] = []
        for year in years:
            printed = {}
            if year not in form.survey.years:
                printed = published(form.survey, variable, form.code, option, "percent")
            if year in printed:
                line.append(printed[year])
            else:
                one = tally(form, variable, year)
                line.append(share(one.counts[option], one.answered))
        cells.append(tuple(line))
    return Table(
        tuple(Row(variable, label) for label, variable in variables.items()),
        tuple(Column((str(year), "percent"), str(year), "percent") for year in years),
        tuple(cells),
    )


def sums_over_time(
    form: Form, variables: Mapping[str, str], years: Sequence[int], *, unit: str = "fte"
) -> Table:
    """National sums of `number` questions: a row a question (by variable), a column a year."""
    cells = [
        tuple(float(form.column(variable, year).sum()) for year in years)
        for variable in variables.values()
    ]
    return Table(
        tuple(Row(variable, label) for label, variable in variables.items()),
        tuple(Column((str(year), unit), str(year), unit) for year in years),
        tuple(cells),
    )


def together(table: Table, options: Sequence[str], *, head: str = "") -> Table:
    """The shares of some answers added together, in one column tagged `together`.

    `table` has an answer a column, tagged by its code, as `battery` and `breakdown` give them.
    """
    parts = [table.tagged(option) for option in options]
    if not parts or any(len(part.columns) != 1 for part in parts):
        raise ProjectError(
            f"The table does not have one column for each of {list(options)}.",
            todo="Name answers that are columns of the table.",
        )
    unit = parts[0].columns[0].unit
    sums = [
        sum(value for (value,) in line if isinstance(value, int | float))
        for line in zip(*(part.cells for part in parts), strict=True)
    ]
    return replace(
        table,
        columns=(Column(("together", unit), head or parts[-1].columns[0].label, unit),),
        cells=tuple((value,) for value in sums),
    )
