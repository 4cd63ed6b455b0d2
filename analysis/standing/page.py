"""What the page of one unit or group is written from: `here = standing_of(survey, unit)`."""

from __future__ import annotations

import difflib
import functools
import os
from pathlib import Path

from analysis.standing.facts import Cell, Facts, read_facts
from analysis.standing.gathered import facts_of
from analysis.survey import Survey
from analysis.tables.cells import Cells
from analysis.tables.table import Column, Row, Table
from project import reads
from project.errors import ProjectError


class Standing:
    """One unit or group, and those that it is set beside."""

    def __init__(self, survey: Survey, facts: Facts) -> None:
        self._survey, self._facts = survey, facts
        self.name = facts.name
        self.year = facts.edition

    @property
    def codes(self) -> tuple[str, ...]:
        """The forms, and all of them together last."""
        return tuple(self._facts.measures.fte)

    @functools.cached_property
    def table(self) -> Table:
        """FTE of each form and in all, and their rates here and beside.

        Rows are forms; columns `fte`, `here`, then each of `beside` by what it is a group of.
        """
        facts, terms = self._facts, self._survey.terms
        unit = f"per_{facts.per}"
        columns = [
            Column(("fte",), terms["fte"], "fte", decimals=facts.places),
            Column(("here", unit), facts.name, unit),
            *(Column((one.of, unit), one.label, unit) for one in facts.beside),
        ]
        rows, cells = [], []
        for code in self.codes:
            rows.append(Row(code, terms["forms"][code]["services"]))
            rates = (facts.measures, *(one.measures for one in facts.beside))
            cells.append(
                (facts.measures.fte[code], *(_cell(each.rate.get(code)) for each in rates))
            )
        return Table(tuple(rows), tuple(columns), tuple(cells))

    @property
    def fte(self) -> Cells:
        """FTE by form, and of `all`."""
        return self.table.column("fte")

    @property
    def rate(self) -> Cells:
        """FTE per so many inhabitants by form, and of `all`."""
        return self.table.column("here")


def _cell(cell: Cell) -> Cell:
    return cell


def standing_of(survey: Survey, key: str) -> Standing:
    """The unit or group whose page has this key; an unknown one is a `ProjectError`.

    Its facts are read from the folder that `IS248_FACTS` names, or else gathered from the data.
    """
    folder = os.environ.get(reads.FACTS_DIR)
    if folder:
        path = Path(folder) / f"{key}.json"
        if path.is_file():
            text = path.read_bytes()
            reads.record(f"facts/{survey.year}/{key}", text)
            return Standing(survey, read_facts(text, path))
    known = facts_of(survey)
    if key not in known:
        close = difflib.get_close_matches(key, known, n=3, cutoff=0.5)
        raise ProjectError(
            f"There is no unit or group '{key}' in {survey.year}.",
            where=str(survey.project.units_path(survey.year)),
            todo=f"Did you mean {' or '.join(close)}?" if close else "Give the code of a unit.",
        )
    return Standing(survey, known[key])
