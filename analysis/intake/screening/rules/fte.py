"""Rules about årsverk: are they possible, and do the breakdowns agree?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from analysis.intake.codebook import Question
from analysis.intake.rawform import Mask
from analysis.intake.screening.findings import REPORT, STOP, show_number
from analysis.intake.screening.registry import Hit, Hits, each, rule
from analysis.intake.screening.sheet import FormSheet, Numbers, ReturnRow


@rule("negative_fte", STOP, of_form=True)
def negative_fte(sheet: FormSheet) -> Hits:
    """Less than no one at work."""
    for column, values in sheet.numbers("fte"):
        cells = sheet.cells_where(column, values < 0)
        yield from each(cells, "Årsverk kan ikke være negative.", "Rett tallet.")


@rule("absurd_fte", STOP, of_form=True)
def absurd_fte(sheet: FormSheet) -> Hits:
    """More årsverk in one cell than any unit has; often a lost decimal point."""
    most = sheet.limits.fte.maximum
    for column, values in sheet.numbers("fte"):
        yield from each(
            sheet.cells_where(column, values > most),
            f"Tallet er større enn {show_number(most)} årsverk, mer enn noen enhet har.",
            "Se etter om desimaltegnet mangler, og rett tallet.",
        )


@rule("high_fte_rate", REPORT)
def high_fte_rate(sheet: FormSheet) -> Hits:
    """Many årsverk for so few inhabitants."""
    limits = sheet.limits.fte_rate.get(sheet.form.code)
    if limits is None:
        return
    per, most, floor = limits.per, limits.maximum, limits.floor
    for question, values in _totals(sheet):
        for row, value in _with_numbers(sheet, values, values > floor):
            people = sheet.population.of(row.unit, limits.population)
            if people and value / people * per > most:
                yield Hit(
                    f"Enheten oppgir {show_number(value)} årsverk for {_many(people)} innbyggere, "
                    f"{show_number(value / people * per)} per {_many(per)}. "
                    f"Over {show_number(most)} er uvanlig.",
                    "Se etter om tallet er årsverk og ikke antall personer eller timer.",
                    row,
                    question.variable,
                    show_number(value),
                )


@rule("totals_differ", STOP)
def totals_differ(sheet: FormSheet) -> Hits:
    """Two breakdowns of the same årsverk have different sums."""
    tolerance = sheet.limits.totals.tolerance
    for first, *others in sheet.groups.values():
        for other in others:
            yield from _differing(sheet, first, other, tolerance)


@rule("total_missing", REPORT)
def total_missing(sheet: FormSheet) -> Hits:
    """One breakdown is filled in, the other is left open."""
    for group in sheet.groups.values():
        filled = [sheet.answered[question.variable] for question in group]
        before = np.zeros(len(sheet.raw.numbers), bool)
        for first, answered in zip(group, filled, strict=True):
            for question, other in zip(group, filled, strict=True):
                for row in sheet.rows(answered & ~before & ~other):
                    yield Hit(
                        f"«{first.label}» er fylt ut, men ikke «{question.label}».",
                        "Fordel årsverkene også her.",
                        row,
                        question.variable,
                    )
            before |= answered


@rule("pathways_differ", REPORT)
def pathways_differ(sheet: FormSheet) -> Hits:
    """A breakdown that should be near the total is not."""
    tolerance = sheet.limits.pathways.tolerance
    for question in sheet.questions:
        if group := sheet.groups.get(question.compares_to or ""):
            yield from _differing(sheet, group[0], question, tolerance)


@rule("jump", REPORT)
def jump(sheet: FormSheet) -> Hits:
    """A total or a count that is far from last year's, both in percent and in number.

    A unit that replaces others is held against the sum of theirs, and those that share the place
    of one, against it together.
    """
    if sheet.last is None:
        return
    relative = sheet.limits.jump.relative
    absolute = sheet.limits.jump.absolute
    before, now = _by_unit(sheet.last), _by_unit(sheet)
    kin = [sheet.lineage(unit) for unit in sheet.codes]
    for question, values in _figures(sheet):
        old = _together(before.get(question.variable, {}), [each.before for each in kin])
        new = _together(now[question.variable], [each.after for each in kin])
        change = np.abs(new - old)
        far = (change > absolute) & (change > np.abs(old) * relative / 100) & ~np.isnan(values)
        for row, *numbers in zip(sheet.rows(far), old[far], new[far], values[far], strict=True):
            lineage = sheet.lineage(row.unit)
            was, is_now, said = map(show_number, numbers)
            then = f"{was} i {sheet.last.year}{_of(lineage.before, row.unit)}"
            # a unit is not told what the others have answered that share the place of one
            what = (
                f"Tallet var {then} og er {is_now} nå."
                if lineage.after == (row.unit,)
                else f"Tallet var {then}. Det er langt fra tallene til sammen for dem som har "
                f"kommet i stedet (enhet {' og '.join(lineage.after)})."
            )
            yield Hit(
                what,
                "Bekreft at endringen er riktig, eller rett tallet.",
                row,
                question.variable,
                said,
                against=was,
            )


def _by_unit(sheet: FormSheet) -> dict[str, dict[str, float]]:
    """Each unit's figures, by variable."""
    found: dict[str, dict[str, float]] = {}
    for question, values in _figures(sheet):
        given = zip(sheet.codes, values.tolist(), strict=True)
        known = {unit: value for unit, value in given if not math.isnan(value)}
        found.setdefault(question.variable, {}).update(known)
    return found


def _together(figures: Mapping[str, float], kin: Sequence[tuple[str, ...]]) -> Numbers:
    """For each group of units the sum of their figures, nan where one of them gave none."""
    figure = figures.get
    sums = [sum([figure(unit, math.nan) for unit in units]) if units else math.nan for units in kin]
    return np.array(sums, np.float64)


def _of(units: tuple[str, ...], unit: str) -> str:
    """Whose figures were added, where they are not those of the unit alone."""
    return "" if units == (unit,) else f" (enhet {' og '.join(units)})"


def _many(number: float) -> str:
    """A whole number of people, with a blank between thousands."""
    return f"{number:,.0f}".replace(",", "\u00a0")


def _totals(sheet: FormSheet) -> list[tuple[Question, Numbers]]:
    return [(group[0], sheet.totals[group[0].variable]) for group in sheet.groups.values()]


def _figures(sheet: FormSheet) -> list[tuple[Question, Numbers]]:
    """Each row's totals and counts."""
    counts = [(column.question, values) for column, values in sheet.numbers("number")]
    return _totals(sheet) + counts


def _with_numbers(
    sheet: FormSheet, values: Numbers, such: Mask
) -> Iterator[tuple[ReturnRow, float]]:
    return zip(sheet.rows(such), values[such].tolist(), strict=True)


def _differing(sheet: FormSheet, first: Question, other: Question, tolerance: float) -> Hits:
    """The rows whose sums in two breakdowns are further apart."""
    one, two = sheet.totals[first.variable], sheet.totals[other.variable]
    apart = np.abs(one - two) > tolerance + 1e-9  # binary fractions must not decide
    for (row, former), latter in zip(
        _with_numbers(sheet, one, apart), two[apart].tolist(), strict=True
    ):
        yield _differ(first, former, other, latter, row)


def _differ(first: Question, one: float, other: Question, two: float, row: ReturnRow) -> Hit:
    return Hit(
        f"«{first.label}» er til sammen {show_number(one)} årsverk, "
        f"men «{other.label}» er {show_number(two)}.",
        "Rett fordelingene slik at summene blir like.",
        row,
        other.variable,
        show_number(two),
        against=show_number(one),
    )
