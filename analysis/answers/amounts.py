"""Questions answered with a number: how many units gave each number."""

from __future__ import annotations

from analysis.answers.bases import asking_notes, base_sentence
from analysis.answers.disclosure import few, least_base
from analysis.answers.frequencies import TOTAL
from analysis.answers.tallies import options_of, share, tally
from analysis.survey import SurveyForm
from analysis.tables.numbers import NoNumber, Number, format_number, percent
from analysis.tables.signs import IMPOSSIBLE, WITHHELD
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError


def distribution(
    form: SurveyForm,
    variable: str,
    *,
    heads: tuple[str, str, str],
    unknown: tuple[str, str] | None = None,
    year: int | None = None,
) -> Table:
    """Units by the number they gave, and what those numbers add up to.

    Rows: each number that was given, smallest first, and their total. Columns, headed `heads`:
    units, the sum of their numbers, and percent (0–100) of the units. `unknown` names a `choice`
    question and its option for units that do not know the number: they are a row of their own,
    part of the base but without a sum.
    """
    survey = form.survey
    when = survey.year if year is None else year
    if form.question(variable, when).type != "number":
        raise ProjectError(f"'{variable}' is not a question about a number.", todo="Use frequency.")
    counts = form.column(variable, when).dropna().astype(float).value_counts().sort_index()
    rows = [Row(f"{value:g}", format_number(value)) for value in counts.index]
    units: list[float] = [float(n) for n in counts]
    sums: list[CellValue] = [float(value) * n for value, n in zip(counts.index, units, strict=True)]
    given = sum(float(value) * n for value, n in zip(counts.index, units, strict=True))
    if unknown:
        gate, code = unknown
        (option,) = options_of(form, gate, [code])
        if code in (counts_of := tally(form, gate, when).counts):
            rows.append(Row(code, option.label))
            units.append(float(counts_of[code]))
            sums.append(None)
    base = sum(units)
    cells: list[tuple[CellValue, CellValue, CellValue]] = [
        (n, amount, share(n, base)) for n, amount in zip(units, sums, strict=True)
    ]
    last: tuple[CellValue, CellValue, CellValue] = (base, given, share(base, base))
    put = form.asks(variable, when) and not (unknown and not form.asks(unknown[0], when))
    if not put:
        rows, cells, last = [], [], (IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE)
    elif few(base, least_base(survey)):  # a row would tell the number
        rows, cells, last = [], [], (base, WITHHELD, share(base, base))
    columns = (
        Column(("units",), heads[0], "count"),
        Column(("sum",), heads[1], "count"),
        Column(("percent",), heads[2], "percent"),
    )
    total = Row(TOTAL, survey.terms["total"], role="total")
    sentence = base_sentence(form, tally(form, unknown[0], when)) if unknown else ""
    gone = frozenset(unknown[1:] if unknown else ()) - {row.key for row in rows}
    table = Table((*rows, total), columns, (*cells, last), base=sentence, former=gone)
    return table.noted(*asking_notes((form,), variable, (when,)))


def highest(given: Table) -> Number:
    """The largest number that a unit gave, of a `distribution`."""
    numbers = _numbers(given)
    return Number(max(numbers), "count") if numbers else NoNumber(IMPOSSIBLE, "count")


def at_most(given: Table, most: float) -> Number:
    """Percent (0–100) of the units whose number is no larger than `most`, of a `distribution`."""
    if isinstance(summed := given.at(TOTAL, "sum"), NoNumber):
        return percent(summed, 1)
    few_enough = [key for number, key in _numbers(given).items() if number <= most]
    units = given.sum(few_enough, "units") if few_enough else Number(0.0, "count")
    return percent(units, given.at(TOTAL, "units"))


def _numbers(given: Table) -> dict[float, str]:
    """The numbers that were given, and the keys of their rows; those who do not know have none."""
    return {
        float(row.key): row.key
        for row, (_, amount, _) in zip(given.rows, given.cells, strict=True)
        if row.role == "body" and amount is not None
    }
