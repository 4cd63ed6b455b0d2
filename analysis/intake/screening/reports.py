"""Findings as files: one CSV a unit to send back, and all of them as JSON."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections import defaultdict
from pathlib import Path

from analysis.intake.screening.findings import STOP, Finding, Screening
from analysis.intake.screening.parsing import is_formula
from project.kept.files import write_atomic
from project.places import Project

WHOLE_FILE = "hele-filen"  # findings about a file
WITHOUT_UNIT = "uten-enhet"  # findings about a unit that is not in the list
_KINDS = {True: "Må rettes", False: "Til orientering"}
_HEADING = (
    "År", "Enhet", "Navn", "Skjema", "Alvor", "Fil", "Ark", "Rad", "Kolonne", "Overskrift",
    "Spørsmål", "Svar", "Hva", "Hva gjør du",
)  # fmt: skip


def write_findings(project: Project, edition: str | int, screening: Screening) -> list[Path]:
    """Write ``_build/findings/<edition>/``: a file for each unit, and ``findings.json``.

    A unit's file has what it is asked this year: its own findings, in words, with the place in
    the file that it sent. What is the matter with a file as a whole stands in one of its own, with
    all rows of each column; of an earlier year's file what stops. Files of units that no longer
    have any are removed. Semicolons and a byte order mark let Norwegian Excel open the files by a
    double click; cells that it would run as formulas get an apostrophe in front.
    """
    folder = project.findings_dir(edition)
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in screening.findings:
        own = finding.unit in screening.units
        if finding.year == screening.year or (not own and finding.kind == STOP):
            other = WITHOUT_UNIT if finding.unit else WHOLE_FILE
            groups[finding.unit if own else other].append(finding)
    written = []
    for name, findings in sorted(groups.items()):
        path = folder / f"{name}.csv"
        write_atomic(path, _csv(findings))
        written.append(path)
    for stale in set(folder.glob("*.csv")) - set(written):
        stale.unlink()
    everything = folder / "findings.json"
    write_atomic(everything, as_json(screening))
    return [*written, everything]


def as_json(screening: Screening) -> str:
    """All findings and their counts as JSON, in the screening's order."""
    content = {
        "schema": "is248-findings-1",
        "stop": len(screening.stops),
        "report": len(screening.reports),
        "rules": [
            {"rule": rule, "kind": kind, "count": count}
            for kind, rule, count in screening.by_rule()
        ],
        "confirmed": [dataclasses.asdict(finding) for finding in screening.confirmed],
        "findings": [dataclasses.asdict(finding) for finding in screening.findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _csv(findings: list[Finding]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADING)
    for f in sorted(findings, key=lambda f: (f.kind != STOP, f)):
        for row, column, heading, label in _places(f):
            cells = (
                str(f.year), f.unit, f.unit_name, f.form_label, _KINDS[f.kind == STOP], f.file,
                f.sheet, row, column, heading, label, f.value, f.message, f.action,
            )  # fmt: skip
            writer.writerow([_harmless(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _places(finding: Finding) -> list[tuple[str, str, str, str]]:
    """Row, column, heading and label of a finding; of one about many cells, for each column."""
    one = (str(finding.row or ""), finding.column, finding.heading, finding.label)
    return [(c.where, c.column, c.variable, c.label) for c in finding.cells] or [one]


def _harmless(cell: str) -> str:
    return f"'{cell}" if is_formula(cell) or cell in {"=", "+", "-", "@"} else cell
