"""The command `is248 reproduce`: a published edition built anew, and every byte compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from project.places import Project


@click.command(short_help="Build a published edition anew and compare every byte.")
@click.argument("published", type=click.Path(path_type=Path))
@click.option(
    "--source",
    default="",
    metavar="ADDRESS",
    help="The repository that has the commit. Default: this project's.",
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where files lie that no repository has, such as returns. Default: this project.",
)
@click.option(
    "--installed",
    is_flag=True,
    help="Use the packages that are installed, and not a fresh set by the lock (no network).",
)
@click.option(
    "--place",
    type=click.Path(path_type=Path),
    help="A new folder to build in, which is kept. Default: one that is removed.",
)
@click.pass_context
def reproduce(
    context: click.Context,
    published: Path,
    source: str,
    data: Path | None,
    installed: bool,
    place: Path | None,
) -> None:
    """Build the edition that is published in the folder PUBLISHED anew, and compare every file.

    PUBLISHED is the folder with the edition's front page, as a reader has it from the server, or
    its build-record.json alone. The record names the commit, the packages and the checksum of
    every file that went in. Exit code 0: every byte is equal.
    """
    from project.places import Project
    from publishing.reproduce.again import Reproduced, Wanted, reproduce

    project: Project = Project.find(context.obj)
    wanted = Wanted(source, data, installed, place)
    for told in reproduce(project, published, wanted):
        if not isinstance(told, Reproduced):
            click.echo(told)
            continue
        if not told.differences:
            click.echo(f"{told.edition}: all {told.files} files are equal, byte for byte.")
            return
        for line in told.differences.lines():
            click.echo(line)
        click.echo(f"{told.edition}: not the same as what is published.")
        context.exit(1)
