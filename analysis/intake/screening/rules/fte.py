"""Rules about årsverk: are they possible, and do the breakdowns agree?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.intake.codebook import Question
from analysis.intake.screening.findings import REPORT, STOP, show_number
from analysis.intake.screening.registry import Hit, Hits, rule
from analysis.intake.screening.sheet import Row, Sheet


@rule("negative_fte", STOP)
def negative_fte(sheet: Sheet) -> Hits:
    """Less than no one at work."""
    for row, column, text in sheet.cells("fte"):
        value = row.value(column.name)
        if value is not None and value < 0:
            yield Hit("Årsverk kan ikke være negative.", "Rett tallet.", row, column.name, text)


@rule("absurd_fte", STOP)
def absurd_fte(sheet: Sheet) -> Hits:
    """More årsverk in one cell than any unit has; often a lost decimal point."""
    most = sheet.limits.fte.maximum
    for row, column, text in sheet.cells("fte"):
        value = row.value(column.name)
        if value is not None and value > most:
            yield Hit(
                f"Tallet er større enn {show_number(most)} årsverk, mer enn noen enhet har.",
                "Se etter om desimaltegnet mangler, og rett tallet.",
                row,
                column.name,
                text,
            )


@rule("high_fte_rate", REPORT)
def high_fte_rate(sheet: Sheet) -> Hits:
    """Many årsverk for so few inhabitants."""
    limits = sheet.limits.fte_rate.get(sheet.form.code)
    if limits is None:
        return
    per, most, floor = limits.per, limits.maximum, limits.floor
    for row, question, value in _unit_totals(sheet):
        people = sheet.population.of(row.unit, limits.population)
        if people and value > floor and value / people * per > most:
            yield Hit(
                f"Enheten oppgir {show_number(value)} årsverk for {people} innbyggere, "
                f"{show_number(value / people * per)} per {show_number(per)}. "
                f"Over {show_number(most)} er uvanlig.",
                "Se etter om tallet er årsverk og ikke antall personer eller timer.",
                row,
                question.variable,
                show_number(value),
            )


@rule("totals_differ", STOP)
def totals_differ(sheet: Sheet) -> Hits:
    """Two breakdowns of the same årsverk have different sums."""
    tolerance = sheet.limits.totals.tolerance
    for row in sheet.rows:
        for first, *others in sheet.totals.values():
            one = sheet.total(row, first)
            for other in others:
                two = sheet.total(row, other)
                if one is not None and two is not None and _apart(one, two, tolerance):
                    yield _differ(first, one, other, two, row)


@rule("total_missing", REPORT)
def total_missing(sheet: Sheet) -> Hits:
    """One breakdown is filled in, the other is left open."""
    for row in sheet.rows:
        for group in sheet.totals.values():
            filled = [question for question in group if sheet.answered(row, question)]
            for question in group if filled else []:
                if question not in filled:
                    yield Hit(
                        f"«{filled[0].label}» er fylt ut, men ikke «{question.label}».",
                        "Fordel årsverkene også her.",
                        row,
                        question.variable,
                    )


@rule("pathways_differ", REPORT)
def pathways_differ(sheet: Sheet) -> Hits:
    """A breakdown that should be near the total is not."""
    tolerance = sheet.limits.pathways.tolerance
    groups = sheet.totals
    for question in sheet.questions:
        if not question.compares_to or question.compares_to not in groups:
            continue
        first = groups[question.compares_to][0]
        for row in sheet.rows:
            one, two = sheet.total(row, first), sheet.total(row, question)
            if one is not None and two is not None and _apart(one, two, tolerance):
                yield _differ(first, one, question, two, row)


@rule("jump", REPORT)
def jump(sheet: Sheet) -> Hits:
    """A total or a count that is far from last year's, both in percent and in number.

    A unit that replaces others is held against the sum of theirs, and those that share the place
    of one, against it together.
    """
    if sheet.last is None:
        return
    relative = sheet.limits.jump.relative
    absolute = sheet.limits.jump.absolute
    before = {(row.unit, q.variable): value for row, q, value in _figures(sheet.last)}
    figures = list(_figures(sheet))
    now = {(row.unit, q.variable): value for row, q, value in figures}
    for row, question, value in figures:
        lineage = sheet.lineage(row.unit)
        old = _together(before, lineage.before, question.variable)
        new = _together(now, lineage.after, question.variable)
        if old is None or new is None or abs(new - old) <= absolute:
            continue
        if abs(new - old) > abs(old) * relative / 100:
            yield Hit(
                f"Tallet var {show_number(old)} i {sheet.last.year}{_of(lineage.before, row.unit)} "
                f"og er {show_number(new)} nå{_of(lineage.after, row.unit)}.",
                "Bekreft at endringen er riktig, eller rett tallet.",
                row,
                question.variable,
                show_number(value),
            )


def _together(
    figures: Mapping[tuple[str, str], float], units: tuple[str, ...], variable: str
) -> float | None:
    """The sum of several units' figures, None where one of them gave none."""
    values = [figures.get((unit, variable)) for unit in units]
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _of(units: tuple[str, ...], unit: str) -> str:
    """Whose figures were added, where they are not those of the unit alone."""
    return "" if units == (unit,) else f" (enhet {' og '.join(units)})"


def _unit_totals(sheet: Sheet) -> Iterator[tuple[Row, Question, float]]:
    for row in sheet.rows:
        for group in sheet.totals.values():
            if (value := sheet.total(row, group[0])) is not None:
                yield row, group[0], value


def _figures(sheet: Sheet) -> Iterator[tuple[Row, Question, float]]:
    """Each unit's totals and counts."""
    yield from _unit_totals(sheet)
    for row, column, _ in sheet.cells("number"):
        if (value := row.value(column.name)) is not None:
            yield row, column.question, value


def _apart(one: float, two: float, tolerance: float) -> bool:
    return abs(one - two) > tolerance + 1e-9  # binary fractions must not decide


def _differ(first: Question, one: float, other: Question, two: float, row: Row) -> Hit:
    return Hit(
        f"«{first.label}» er til sammen {show_number(one)} årsverk, "
        f"men «{other.label}» er {show_number(two)}.",
        "Rett fordelingene slik at summene blir like.",
        row,
        other.variable,
        show_number(two),
    )
