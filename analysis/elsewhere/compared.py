"""Sums and counts of two years that the printed report compares in its text.

Who is silent in made returns is made too: where they give what print has of both years, the two
are compared as print compares them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from analysis.survey import Survey
from analysis.tables.numbers import round_half_up
from project import reads


def compares(
    survey: Survey, form: str, variable: str, item: str, sums: Mapping[int, float]
) -> bool:
    """Whether print compares these sums by year of a question, or counts of one of its answers.

    Only where the returns of all these years are made: who was silent is known of real ones.
    """
    if not sums or not all(map(survey.settings.is_made, sums)):
        return False
    known = _printed(survey)
    return all(
        known.get((form, variable, item, year)) == round_half_up(value)
        for year, value in sums.items()
    )


@functools.cache
def _printed(survey: Survey) -> Mapping[tuple[str, str, str, int], float]:
    """What print has, by form, question, answer (or nothing) and year."""
    settings = survey.settings
    path = survey.project.published_dir(settings.settings.print or settings.name) / "compared.csv"
    place = path.relative_to(survey.project.root).as_posix()
    if not path.is_file():
        reads.record(f"file:{place}")  # it may come
        return {}
    return {
        (line["form"], line["variable"], line["item"], int(line["year"])): float(line["printed"])
        for line in survey.frame(place).to_dict("records")
    }
