"""What pages share, reckoned once in a process, so that workers forked afterwards find it there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from analysis.figures.paper import style
from analysis.figures.paper.sheet import Sheet
from analysis.standing.facts import Facts
from analysis.standing.page import Here
from analysis.survey import Survey
from project.errors import ProjectError


def make_ready(survey: Survey, facts: Iterable[Facts]) -> None:
    """Place the dots of each set of units or groups that pages are compared with.

    They are the same on every page of the set. seaborn is imported on the way.
    """
    done = set()
    for one in facts:
        like = tuple(sorted(one.like.items()))
        here = Here(survey, one)
        if like in done or not here.placed:
            continue
        done.add(like)
        with contextlib.suppress(ProjectError):  # told on the page
            for width in (style.WIDTH, style.NARROW):
                here.among.svg("", Sheet(width))
