"""What every chapter needs, made ready once, so that workers forked afterwards find it there.

Nothing is recorded as read, and what is ready is known by its content: a chapter still reads each
file itself, and only what the same content means is taken from here.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from analysis.figures.paper import measure
from analysis.intake.codebook import load_codebook
from analysis.intake.units import load_phrases
from analysis.survey import TERMS
from analysis.tables import records
from project.errors import ProjectError
from project.places import Project
from project.yamltext import parse


def make_ready(folder: Path) -> None:
    """Make ready what the chapters of the project around *folder* will ask for."""
    project = Project.find(folder)
    for name in project.editions():
        with contextlib.suppress(ProjectError):  # told when that edition's turn comes
            for year in project.edition(name).survey_years:
                load_codebook(project.codebook_path(year))
                load_phrases(project.classifications_path(year))
    parse((project.root / TERMS).read_bytes())
    for file in (measure.REGULAR, measure.STRONG):
        measure.advances((measure.FONTS / file).read_bytes())
    records.displays()
