"""What `is248 confirm` does: keep that a unit stands by what the screening asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from project.errors import ProjectError
from project.places import Project


@dataclass(frozen=True)
class Confirm:
    """Which findings of a unit are confirmed, and by whom: all, or those of one kind."""

    unit: str
    by: str
    form: str | None = None
    variable: str | None = None
    rule: str | None = None
    date: dt.date | None = None
    note: str = ""


def confirm(project: Project, name: str, wanted: Confirm) -> Iterator[str]:
    """Add the unit's findings to the year's confirmations; yields a line for each."""
    from analysis.intake.screening import REPORT, screen
    from analysis.intake.screening.confirmed import (
        add_confirmations,
        confirmation_of,
        load_confirmations,
    )

    edition = project.edition(name)
    path = project.confirmed_path(edition.year)
    load_confirmations(path)
    screening = screen(project, edition.year, edition)
    if wanted.unit not in screening.units:
        raise ProjectError(
            f"there is no unit {wanted.unit!r} in {edition.year}",
            where=str(project.units_path(edition.year)),
            todo="Give the unit's code as it stands in the list.",
        )
    of_unit = [finding for finding in screening.findings if finding.unit == wanted.unit]
    asked = [
        finding
        for finding in of_unit
        if wanted.form in (None, finding.form)
        and wanted.variable in (None, finding.variable)
        and wanted.rule in (None, finding.rule)
    ]
    found = [finding for finding in asked if finding.kind == REPORT]
    if not found:
        there = ", ".join(f"{f.form} {f.variable} ({f.rule})" for f in of_unit)
        raise ProjectError(
            f"unit {wanted.unit} has no such finding that can be confirmed",
            why=f"it has {there}" if there else f"nothing is asked of it in {edition.year}",
            todo="What stops must be mended: it can't be confirmed."
            if asked
            else f"Run 'is248 check {name}' to see what is asked.",
        )
    date = wanted.date or dt.datetime.now(tz=dt.UTC).astimezone().date()
    add_confirmations(
        path, [confirmation_of(finding, wanted.by, date, wanted.note) for finding in found]
    )
    for finding in found:
        value = f" {finding.value}" if finding.value else ""
        yield f"{finding.unit} {finding.form} {finding.variable}{value} ({finding.rule})"
    yield f"{len(found)} confirmed in {path.relative_to(project.root)}."
