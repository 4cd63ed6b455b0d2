"""For how many inhabitants rates are, and whose FTE and inhabitants they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.answers.groupings import Grouping
from analysis.intake.columns import ALL, NAME, STATUS
from analysis.survey import Survey, SurveyForm
from analysis.tables.numbers import grouped


@dataclass(frozen=True)
class Scale:
    """For how many inhabitants rates are: an edition's own number, or another."""

    people: int

    @classmethod
    def of(cls, survey: Survey, per: int = 0) -> Scale:
        """For `per` inhabitants, or without it for the edition's number (`rate_per`)."""
        return cls(per or int(survey.terms["rate_per"]))

    @property
    def unit(self) -> str:
        """The unit of the rates."""
        return f"per_{self.people}"

    def said(self, words: str) -> str:
        """The words of the terms with the number of inhabitants in them."""
        return words.format(per=grouped(self.people))

    def rate(self, amount: float, people: float) -> float | None:
        """An amount per so many of the inhabitants, None where nobody lives."""
        return self.people * amount / people if people else None


def fte_of(forms: Sequence[SurveyForm], year: int | None = None) -> dict[str, pd.Series]:
    """Each unit's FTE in all and by form; missing where not known, in all where one form is.

    By form it has the form's own units, and in all those of any of them in the list's order.
    """
    fte = {form.code: form.total_fte(year).astype(float) for form in forms}
    units = units_with(forms, year)
    parts = {
        code: values.reindex(units).where(units.isin(values.index), 0.0)
        for code, values in fte.items()
    }
    return {ALL: pd.DataFrame(parts).sum(axis=1, skipna=False), **fte}


def units_with(forms: Sequence[SurveyForm], year: int | None) -> pd.Index:
    """The units that get any of the forms, in the order of the list of units."""
    survey = forms[0].survey
    listed = survey.classification(survey.year if year is None else year, NAME).index
    return listed[sum(listed.isin(form.column(STATUS, year).index) for form in forms) > 0]


def people_of(
    survey: Survey, code: str, fte: Mapping[str, pd.Series], year: int | None = None
) -> pd.Series:
    """The inhabitants of a form's units, of the age that it is for."""
    name = survey.terms["forms"][code]["population"]
    return survey.classification(survey.year if year is None else year, name).reindex(
        fte[code].index
    )


def sums_of(values: pd.Series, by: Grouping) -> list[float]:
    """The sum of each group and of all; a unit without a value counts nothing."""
    aligned = values.reindex(by.member.index).fillna(0).astype(float)
    return [float(aligned[mask].sum()) for mask in by.masks(total=True)]


def unknown_notes(survey: Survey, fte: pd.Series) -> list[str]:
    """How many units' FTE are not known, in one or several forms."""
    units = int(fte.isna().sum())
    return [survey.terms["base"]["fte_unknown"].format(units=units)] if units else []
