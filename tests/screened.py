"""Changes to good returns, and what screening then finds."""

from collections.abc import Callable

from tiny import YEAR, Returns

from analysis.project import Project
from analysis.screening import Screening, screen

Change = Callable[[Project, Returns], None]


def cell(file: str, unit: str, column: str, text: str) -> Change:
    return cells(file, unit, **{column: text})


def cells(file: str, code: str, /, **texts: str) -> Change:
    def change(_: Project, returns: Returns) -> None:
        returns[file][code].update(texts)

    return change


def screened(project: Project, change: Change) -> Screening:
    returns = Returns(project, YEAR)
    change(project, returns)
    returns.save()
    return screen(project, YEAR)
