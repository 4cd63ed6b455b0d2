"""Where a series is counted in a new way: as its words say, and where much of it is unknown."""

from __future__ import annotations

from collections.abc import Collection

from analysis.answers.trends import sum_over_time
from analysis.development.indicators import Break, indicator_of
from analysis.development.values import sources_of
from analysis.fte.change import compared
from analysis.fte.items import form_total
from analysis.survey import Survey, SurveyForm
from analysis.tables.numbers import LITTLE, Number
from analysis.tables.sums import Sum, apart


def breaks_of(
    survey: Survey, indicator: str, *forms: str, years: Collection[int]
) -> dict[int, str]:
    """The breaks of a series within *years*: the first year counted in a new way, and why.

    `lines(table.noted(*cuts.values()), breaks=cuts)` draws and tells them. Without *forms* those of
    all forms. An indicator that `data/series/indicators.yml` doesn't have is a `ProjectError`.
    """
    return {one.year: one.note for one in breaks_in(survey, indicator, years, forms)}


def breaks_in(
    survey: Survey, indicator: str, years: Collection[int], forms: Collection[str] = ()
) -> tuple[Break, ...]:
    """The breaks that part some of *years*, and go for one of *forms* (all unless given).

    Besides those that are told in words there is one in the edition's year when FTE of units that
    are known in it or in the year before alone are more than a `LITTLE`, or when other units gave
    the numbers that are added: the sums of the two years then differ by who was silent.
    """
    told = indicator_of(survey, indicator).breaks_in(years, forms)
    if len(survey.years) < 2 or not set(survey.pair) <= set(years):
        return told
    unknown = _unknown(survey, indicator, forms) or _others(survey, indicator, forms)
    if unknown is None or unknown.year in {one.year for one in told}:
        return told
    return (*told, unknown)


def _unknown(survey: Survey, indicator: str, forms: Collection[str]) -> Break | None:
    """The break that units of which only one of the survey's last two years is known make."""
    sums = {year: Sum(0.0) for year in survey.pair}
    for form in sources_of(survey, indicator):
        if (not forms or form.code in forms) and _is_total(form, indicator):
            units = compared(form, survey.years)
            for year in survey.pair:
                whole = form_total(form, year, units)
                sums[year] += whole if isinstance(whole, int | float) else 0.0
    most = max(survey.pair, key=lambda year: apart(sums[year]))
    if apart(sums[most]) <= LITTLE * sums[most]:
        return None
    (other,) = set(survey.pair) - {most}
    words: str = survey.terms["base"]["known_in_one" if most < other else "known_since"]
    amount = Number(apart(sums[most]), "fte")
    return Break(survey.year, words.format(amount=amount, known=most, unknown=other))


def _others(survey: Survey, indicator: str, forms: Collection[str]) -> Break | None:
    """The break that sums of a number question have when other units answered it."""
    earlier, later = survey.pair
    for form in sources_of(survey, indicator):
        asked = not _is_total(form, indicator) and form.question(indicator).type == "number"
        if asked and (not forms or form.code in forms):
            sums = sum_over_time(form, indicator, survey.pair).row(form.code)
            if not sums[later].same_units(sums[earlier]):
                words: str = survey.terms["base"]["other_units"]
                return Break(survey.year, words.format(earlier=earlier, later=later))
    return None


def _is_total(form: SurveyForm, indicator: str) -> bool:
    asked = form.survey.codebook(form.survey.year).questions_in(form.code)
    return indicator in {question.adds_to for question in asked}
