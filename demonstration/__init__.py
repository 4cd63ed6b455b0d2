"""Made returns that agree with every printed number: the demonstration data of the project.

The municipal returns are not public. `regenerate` makes returns of each edition's survey years
from what is printed (`data/published`), bound by `data/calibration`. Nothing in it depends on
chance or on the machine: noise comes from a hash of its own name, and the solver from fixed input.
"""

from __future__ import annotations

from pathlib import Path

from demonstration.alone import OneYear
from demonstration.edition import Demonstration
from project.places import Project

__all__ = ["regenerate"]


def regenerate(project_root: Path) -> list[str]:
    """Make all demonstration returns and populations again; one line of report a file.

    Raises `ProjectError` when printed numbers contradict each other, when data are missing, or
    when real returns stand where the made ones would go (nothing is written then).
    """
    project = Project(project_root)
    report: list[str] = []
    for path in sorted((project.data_dir / "calibration").glob("*.yml")):
        demonstration = Demonstration.open(project, path) or OneYear.open(project, path)
        if demonstration is not None:
            report += [f"wrote {file.relative_to(project_root)}" for file in demonstration.write()]
    return report
