"""Which editions a command works on: the one named, the newest, or every one (`--all`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from project.errors import ProjectError, ProjectErrors

if TYPE_CHECKING:
    from project.places import Project


EDITION = click.argument("edition", required=False)


def edition_name(project: Project, name: str | None) -> str:
    """The edition meant: the one named, checked, or the newest."""
    if name is not None:
        return str(project.edition(name).name)
    known = project.editions()
    if not known:
        raise ProjectError(
            "This project has no edition.",
            where=str(project.root),
            todo="Write a profile for one: _quarto-<year>.yml.",
        )
    return known[-1]


def edition_names(project: Project, name: str | None, every: bool) -> tuple[str, ...]:
    """The editions meant; naming one and asking for all is a wrong use of the command."""
    if not every:
        return (edition_name(project, name),)
    if name is not None:
        raise click.UsageError(f"--all is every edition: leave out {name}, or --all.")
    edition_name(project, None)  # there must be one
    return project.editions()


def each(names: Iterable[str], do: Callable[[str], None]) -> None:
    """Do it for every edition, also after one that fails; all failures are raised at the end."""
    failed: list[ProjectError] = []
    for name in names:
        try:
            do(name)
        except ProjectErrors as error:
            failed += error.errors
        except ProjectError as error:
            failed.append(error)
    if failed:
        raise failed[0] if len(failed) == 1 else ProjectErrors(failed)
