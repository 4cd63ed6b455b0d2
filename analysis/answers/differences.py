"""Whether answers differ between groups by more than chance, also among units of the same kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from analysis.answers.groupings import Grouping
from analysis.answers.tallies import Conditions, options_of, those_who
from analysis.survey import SurveyForm

LEVEL = 0.05
_NOISE = 1e-10  # of the largest eigenvalue: what is below is none


def differs_by(
    form: SurveyForm,
    variable: str,
    by: Grouping,
    *,
    options: Sequence[str] = (),
    within: Grouping | None = None,
    among: Conditions | None = None,
    year: int | None = None,
) -> bool:
    """Whether the answers differ more between the groups than chance explains.

    At the 5 percent level, among those that answered a `choice` question; with `options` these
    together are set against all other answers. Groups and answers that nobody is in are left out.

    Pearson's chi-squared test of independence. With `within`, as for counties that have large and
    small municipalities, the generalised Cochran–Mantel–Haenszel test of the same within its
    groups (Landis, Heyman & Koch 1978, *International Statistical Review* 46: 237–254; Agresti,
    *Categorical Data Analysis*, 3rd ed., section 8.4): differences between the groups of `within`
    do not count.
    """
    tables = _counts(form, variable, by, options, within, among, year)
    return (chance_within(tables) if within else chance(tables[0])) < LEVEL


def differing(
    form: SurveyForm,
    variable: str,
    by: Mapping[str, Grouping],
    *,
    options: Sequence[str] = (),
    within: Grouping | None = None,
    among: Conditions | None = None,
) -> list[str]:
    """The names of the groupings by which the answers differ more than chance explains.

    `differing(adults, "plan", {"kommunestørrelse": size, "fylke": county})`; `options`, `within`
    and `among` as for `differs_by`.
    """
    return [
        name
        for name, groups in by.items()
        if differs_by(form, variable, groups, options=options, within=within, among=among)
    ]


def chance(counts: np.ndarray) -> float:
    """The p-value of Pearson's chi-squared test, two by two with Yates's correction.

    `counts` are rows by columns; empty ones are left out, and 1 is the chance where fewer than two
    rows or columns are left. The same as `scipy.stats.chi2_contingency`, whose import costs more
    than many chapters.
    """
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape) < 2:
        return 1.0
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    apart = np.abs(counts - expected)
    if freedom == 1:
        apart = np.maximum(apart - 0.5, 0.0)
    return float(chdtrc(freedom, (apart**2 / expected).sum()))


def chance_within(tables: Sequence[np.ndarray]) -> float:
    """The p-value of the generalised Cochran–Mantel–Haenszel test of general association.

    `tables` are counts of the same rows and columns, one for each stratum. A stratum of one unit,
    or with units in one row or one column alone, says nothing. Where none says anything, 1.
    """
    rows, columns = tables[0].shape
    if not rows * columns:  # nobody answered
        return 1.0
    apart = np.zeros(rows * columns)
    spread = np.zeros((rows * columns, rows * columns))
    for counts in tables:
        whole = counts.sum()
        if whole < 2:
            continue
        across, down = counts.sum(axis=1) / whole, counts.sum(axis=0) / whole
        apart += (counts - whole * np.outer(across, down)).ravel()
        each = [np.diag(share) - np.outer(share, share) for share in (across, down)]
        spread += whole**2 / (whole - 1) * np.kron(*each)
    values, vectors = np.linalg.eigh(spread)
    real = values > values.max() * _NOISE
    if not real.any():
        return 1.0
    statistic = ((vectors[:, real].T @ apart) ** 2 / values[real]).sum()
    return float(chdtrc(int(real.sum()), statistic))


def _counts(
    form: SurveyForm,
    variable: str,
    by: Grouping,
    options: Sequence[str],
    within: Grouping | None,
    among: Conditions | None,
    year: int | None,
) -> list[np.ndarray]:
    """Units by group and answer, for each group of `within` or for all units together."""
    when = form.survey.year if year is None else year
    if options:
        options_of(form, variable, options)
    given = form.column(variable, when).dropna().astype(str)
    if among:
        given = given[those_who(form, among, when).reindex(given.index)]
    if options:
        given = given.where(~given.isin(list(options)), "chosen")
        given = given.where(given == "chosen", "others")
    answers, groups = sorted(set(given)), by.in_year(when)
    place = groups.member.reindex(given.index)
    chosen = [pd.Series(True, index=given.index)]
    if within:
        strata = within.in_year(when)
        inside = strata.member.reindex(given.index)
        chosen = [inside == label for label in strata.labels]
    return [
        pd.crosstab(place[mask], given[mask])
        .reindex(index=list(groups.labels), columns=answers, fill_value=0)
        .to_numpy(dtype=float)
        for mask in chosen
    ]
