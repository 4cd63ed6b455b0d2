"""The command that makes a page, a PDF and a CSV for every unit of an edition."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from publishing.command.eitherorder import YEAR, EitherOrder
from publishing.command.several import EDITION, edition_name

if TYPE_CHECKING:
    from project.places import Project


@click.command(
    cls=EitherOrder, short_help="A page, a PDF and a CSV for every unit and group of units."
)
@EDITION
@click.argument("keys", nargs=-1, metavar="[UNIT]…")
@click.option("--pdf/--no-pdf", default=True, help="Also a PDF of each page.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Pages at once on this machine. Default: one a core.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Let the workers of this Dask cluster make the pages: tcp://127.0.0.1:8786.",
)
@click.option(
    "--without-tls", is_flag=True, help="A scheduler on another machine may be without TLS."
)
@click.option("--fresh", is_flag=True, help="Make everything again, also what has not changed.")
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.option("--plain", is_flag=True, help="Lines instead of bars, for logs.")
@click.pass_context
def units(
    context: click.Context,
    /,
    edition: str | None,
    keys: tuple[str, ...],
    quiet: bool,
    plain: bool,
    workers: int | None,
    **options: Any,
) -> None:
    """Make a page for every municipality, district, county, trust and region of EDITION.

    Each is chapters/enhet.qmd, executed for that unit. The edition must be built. With UNIT only
    these pages are made anew, and the others stay as they are.

    \b
    is248 units 2025                 all
    is248 units 2025 4601            one, by its number
    is248 units 2025 county-vestland --no-pdf

    \b
    _build/2025-units/enheter/            pages, PDFs and CSVs
    _build/www/2025/enheter/index.html    the same beside the report, which leads to them

    What has not changed is not made again: a page rests on its own facts alone.
    """
    from project.places import Project
    from publishing.command.progress import progress_for
    from publishing.units.make import Options, make_units

    project = Project.find(context.obj)
    if edition and _is_unit(project, edition):
        keys, edition = (edition, *keys), None
    wanted = Options(keys, workers=workers or os.cpu_count() or 1, **options)
    with progress_for(quiet=quiet, plain=plain) as progress:
        result = make_units(project, edition_name(project, edition), wanted, progress)
    if not quiet:
        click.echo(str(result))


def _is_unit(project: Project, text: str) -> bool:
    """Whether what stands in an edition's place is none, but a unit or group of the newest."""
    from analysis.intake.units import read_records

    known = project.editions()
    if text in known or not known:
        return False
    if not YEAR.fullmatch(text):
        return True
    path = project.units_path(project.edition(known[-1]).year)
    return any(one["code"] == text for one in read_records(path, ("code",)))
