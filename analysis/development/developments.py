"""All indicators that have a course, by topic, as the page of developments shows them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from analysis.development.course import TOGETHER, Course, Nothing, course, heads_of
from analysis.development.indicators import Indicator, indicators_of
from analysis.survey import Survey


def developments(survey: Survey) -> dict[str, list[Course]]:
    """By topic, the course of every indicator that print or the returns give two years of.

    One with more series than a figure can tell apart is given form by form.
    """
    found: dict[str, list[Course]] = {}
    for name, told in indicators_of(survey).items():
        courses = [one for one in _parts(survey, name, told) if len(one.years) > 1]
        if courses:
            found.setdefault(told.topic, []).extend(courses)
    return found


def _parts(survey: Survey, name: str, told: Indicator) -> Iterator[Course]:
    try:
        whole = course(survey, name, items=told.shown)
    except Nothing:
        return
    forms = list(dict.fromkeys(one.key[0] for one in whole.series))
    if len(whole.series) <= TOGETHER or len(forms) == 1:
        yield whole
        return
    heads = heads_of(survey, told)
    for form in forms:
        with contextlib.suppress(Nothing):
            part = course(survey, name, form, items=told.shown or tuple(told.items))
            yield replace(part, of=heads.get(form, ""))
