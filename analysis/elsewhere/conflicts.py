"""Figures that two sources give differently, and which of them holds (`conflicts.yml`)."""

from __future__ import annotations

import functools
from pathlib import Path

from msgspec import Struct

from analysis.survey import Survey
from project import reads
from project.settings import read_settings

CONFLICTS = "data/series/conflicts.yml"


class Conflict(Struct, frozen=True, forbid_unknown_fields=True):
    """Two sources that give one figure differently: the edition whose value holds, and why.

    Where both are of one edition, `table` says in which of its tables the value holds.
    """

    indicator: str
    year: int
    unit: str
    holds: str
    why: str
    form: str = ""
    item: str = ""
    table: str = ""

    def overrules(self, edition: str, table: str) -> bool:
        """Whether the value of this source does not hold."""
        return edition != self.holds or bool(self.table and table != self.table)


class Conflicts(Struct, frozen=True, forbid_unknown_fields=True):
    """All that are known, as `data/series/conflicts.yml` lists them."""

    conflicts: tuple[Conflict, ...] = ()

    def of(self, indicator: str) -> dict[tuple[str, str, int, str], Conflict]:
        """Those of an indicator, by form, item, year and unit."""
        return {
            (one.form, one.item, one.year, one.unit): one
            for one in self.conflicts
            if one.indicator == indicator
        }


NONE = Conflicts()


def load_conflicts(root: Path) -> Conflicts:
    """The conflicts of the project in *root*, none without the file.

    What is wrong in it is a `ProjectError`.
    """
    path = root / CONFLICTS
    if not path.is_file():
        return NONE
    return read_settings(path, Conflicts, "the conflicts of the series", text_only=True)


@functools.cache
def conflicts_of(survey: Survey) -> Conflicts:
    """The conflicts that an edition's series have; recorded as read."""
    root = survey.project.root
    if (root / CONFLICTS).is_file():
        survey.text(CONFLICTS)
    else:
        reads.record(f"file:{CONFLICTS}")
    return load_conflicts(root)
