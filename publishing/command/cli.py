"""The command `is248`: what an author types, and how failures are told.

Imports stand inside the commands, so that `--help` and an unchanged build answer at once.
"""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from project.refused import system_refused
from project.running import CodeChanged, may_start_anew, start_anew
from publishing.command.ending import (
    Ended,
    ends,
    leave,
    told_to_end,
)
from publishing.command.failures import (
    UNEXPECTED,
    Failed,
    Suggesting,
    Told,
    explain,
    write_log,
)
from publishing.command.newedition import compare, freeze, new, todo
from publishing.command.reproducing import reproduce
from publishing.command.reviewing.comments import comments
from publishing.command.reviewing.diff import diff
from publishing.command.reviewing.drafts import drafts
from publishing.command.reviewing.review import review
from publishing.command.several import EDITION, each, edition_name, edition_names
from publishing.command.units import units

if TYPE_CHECKING:
    from project.places import Project

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 96}

EPILOG = """\b
Examples:
  is248 build                      the newest edition
  is248 build 2025 --dry-run       what would be done, and about how long it takes
  is248 build 2025 --only 03       one chapter's page, quickly
  is248 check 2025                 screen returns and prose before anything is computed
  is248 verify 2025                compare every cell with the printed report
  is248 preview 2025               read in the browser while you write
  is248 diff 2025                  what changed since the last draft, and why
  is248 new 2026                   begin the next edition from the last one

\b
Exit codes:
  0 done    1 something to mend (it is told what)    2 wrong use of the command
  70 a fault in the program (the log has the details)
  130 interrupted    128 + n ended by signal n (143 SIGTERM, 129 SIGHUP, 141 nobody reads on)
"""

ALL = click.option("--all", "every", is_flag=True, help="Every edition, one after the other.")
ENGINE = click.option(
    "--engine",
    type=click.Choice(["auto", "quarto", "pandoc"]),
    default="auto",
    show_default=True,
    help="What makes the documents: Quarto, or the pandoc and Typst that come with the project. "
    "auto: Quarto where one is installed whose output is as good.",
)
WORKERS = click.option(
    "--workers", type=click.IntRange(1, 64), help="Chapters at once. Default: one a core."
)


@click.group(cls=Suggesting, context_settings=CONTEXT, epilog=EPILOG)
@click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project's folder. Default: this one, or the nearest above it with _quarto.yml.",
)
@click.version_option(package_name="is248", prog_name="is248")
@click.pass_context
def cli(context: click.Context, folder: Path | None) -> None:
    """Build the yearly report IS-24/8 from municipal returns.

    An edition is named by its year and described in _quarto-<year>.yml. It may stand before or
    after what else a command takes; a command without an edition takes the newest.
    """
    context.obj = folder


def project_of(context: click.Context) -> Project:
    """The project that the command works in."""
    from project.places import Project

    return Project.find(context.obj)


@cli.command(
    bare=("--only",), short_help="Build an edition: web pages, PDF, notebooks and results."
)
@EDITION
@click.option(
    "--only",
    multiple=True,
    metavar="CHAPTER",
    help="Only this chapter's page, the rest as last built: 3, 03 or the file's name. "
    "May be given several times. The PDF is left as it is.",
)
@ENGINE
@WORKERS
@click.option("--kernel", is_flag=True, help="Run chapters in ordinary Jupyter kernels (slower).")
@click.option("--fresh", is_flag=True, help="Build everything again, also what has not changed.")
@click.option(
    "--draft",
    is_flag=True,
    help="Mark every page as a draft, show status and how numbers are computed.",
)
@click.option("--word", is_flag=True, help="With --draft: also a Word document to comment.")
@click.option(
    "--despite-review",
    is_flag=True,
    help="Publish although the edition's review is not finished: is248 review tells what is left.",
)
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.option("--plain", is_flag=True, help="A line a step instead of bars, for logs.")
@ALL
@click.pass_context
def build(
    context: click.Context,
    /,
    edition: str | None,
    every: bool,
    quiet: bool,
    plain: bool,
    dry_run: bool,
    **options: Any,
) -> None:
    """Build EDITION into _build/EDITION/.

    The output is built aside and put in place in one move when it is whole: a build that fails
    or is stopped leaves the last good output as it was. What has not changed is not done again.

    \b
    _build/2025/site/index.html      the web edition, opens from disk
    _build/2025/is248-2025.pdf       the PDF
    _build/2025/notebooks/           executed chapters, to look into
    _build/2025/results/             every table, figure and number as data
    _build/2025/book/                the staged book, a plain Quarto project
    _build/www/                      all editions with a landing page, to put on a server

    An edition whose date is still to be filled in is built as a draft only; with --all it is, and
    where its returns have not come either, that is told and is no failure (exit code 0).

    \b
    With --draft the same goes to _build/2025-draft/, and also
    _build/2025-draft/is248-2025-utkast.html   the whole draft in one file, to send by mail
    _build/2025-draft/is248-2025-utkast.docx   with --word; of the chosen chapters with --only
    """
    from publishing.build.edition import Options, build_edition, plan
    from publishing.command.checking.readiness import told, unfinished
    from publishing.command.progress import progress_for

    if options["word"] and not options["draft"]:
        raise click.UsageError("--word makes a draft for reviewers: write --draft too.")
    project = project_of(context)
    wanted = Options(**{**options, "only": tuple(options["only"])})

    def make(name: str) -> None:
        if every and (lacking := unfinished(project, name)):
            click.echo("\n".join(lacking), err=True)
            return
        draft = wanted.draft or (every and project.edition(name).undated)
        its = replace(wanted, draft=draft)
        if dry_run:
            click.echo(plan(project, name, its))
            return
        with progress_for(quiet=quiet, plain=plain) as progress:
            result = build_edition(project, name, its, progress)
        if not quiet:
            click.echo(str(result))
            for line in told(project, name, result, draft=draft):
                click.echo(line)

    each(edition_names(project, edition, every), make)


@cli.command(short_help="Screen the returns and the chapters' prose.")
@EDITION
@click.option("--prose/--no-prose", default=True, help="Also check the prose.")
@click.pass_context
def check(context: click.Context, edition: str | None, prose: bool) -> None:
    """Screen the returns of EDITION before anything is computed from them.

    Findings are printed, and written to a file per unit that can be sent back. They are of two
    kinds: those that stop a build (exit code 1) and those that are only reported. Numbers typed
    by hand in a chapter's prose, citations without an entry and entries that no chapter cites are
    listed too, and also give exit code 1. A table by chapter ends it: sentences of the last build
    that were left out for want of a number, those that say what their numbers do not, and what must
    be mended. What findings say is bokmål, as the municipalities will read it.
    """
    from publishing.command.checking.check import check_edition

    project = project_of(context)
    width = shutil.get_terminal_size().columns
    outcome = check_edition(project, edition_name(project, edition), prose=prose, width=width)
    click.echo(outcome.text)
    if outcome.stops:
        raise Failed


@cli.command(short_help="Keep that a unit stands by what the screening asked about.")
@click.argument("unit")
@EDITION
@click.option("--by", required=True, metavar="WHO", help="Who confirmed it, for the record.")
@click.option("--form", metavar="CODE", help="Only what is asked about this form.")
@click.option("--variable", metavar="NAME", help="Only what is asked about this question.")
@click.option("--rule", metavar="NAME", help="Only what this rule asks.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="When. Default: today.")
@click.option("--note", default="", help="What was said.")
@click.pass_context
def confirm(context: click.Context, /, edition: str | None, date: Any, **options: Any) -> None:
    """Keep that UNIT has confirmed what the screening of EDITION asks about its answers.

    It is asked no more as long as the answer is the same. The record is data/confirmed/YEAR.yml:
    keep it with the project, and edit it freely. What stops a build can't be confirmed.

    \b
    is248 confirm 1106 --by "Kari Nordmann" --note "Ny bolig fra mai"
    is248 confirm 1106 2025 --by "Kari Nordmann" --variable fte_pathways
    """
    from publishing.command.checking.confirm import Confirm
    from publishing.command.checking.confirm import confirm as keep

    project = project_of(context)
    wanted = Confirm(**options, date=date.date() if date else None)
    for line in keep(project, edition_name(project, edition), wanted):
        click.echo(line)


@cli.command(short_help="Compare an edition's tables with the printed report.")
@EDITION
@click.option("--json", "as_json", is_flag=True, help="The outcome as JSON.")
@click.option("--errata/--no-errata", default=True, help="List the cells that errata explain.")
@ALL
@click.pass_context
def verify(
    context: click.Context, edition: str | None, as_json: bool, errata: bool, every: bool
) -> None:
    """Compare the results of EDITION's last build with the printed tables, cell by cell.

    Only typography may differ. A cell that the errata explain counts as an erratum, but only when
    it has the value they expect. Exit code 0 only when no cell and no label is different; an
    edition without print has nothing to differ from.
    """
    from publishing.command.checking.check import verify_edition

    project = project_of(context)
    stops = []

    def compare(name: str) -> None:
        outcome = verify_edition(project, name, as_json=as_json, errata=errata)
        click.echo(outcome.text)
        stops.append(outcome.stops)

    each(edition_names(project, edition, every), compare)
    if any(stops):
        raise Failed


@cli.command(short_help="Read in the browser, with rebuild and reload on change.")
@EDITION
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=4248,
    show_default=True,
    help="Port on this machine; 0 takes a free one.",
)
@ENGINE
@WORKERS
@click.pass_context
def preview(
    context: click.Context, edition: str | None, port: int, engine: str, workers: int | None
) -> None:
    """Build EDITION, serve its site on this machine only, rebuild and reload on change.

    auto is pandoc here: it shows a change in seconds, Quarto after a minute.
    A failure is shown here and in the open page; the last good pages stay. Ctrl-C ends it.
    """
    from publishing.build.edition import Options
    from publishing.command.preview import run_preview

    project = project_of(context)
    name = edition_name(project, edition)
    quick = "pandoc" if engine == "auto" else engine
    run_preview(project, name, Options(engine=quick, workers=workers), port)


@cli.command(short_help="A chapter as a notebook for JupyterLab, and back.")
@click.argument("chapter")
@click.option("--back", is_flag=True, help="Take the notebook back into the chapter's text.")
@click.pass_context
def notebook(context: click.Context, chapter: str, back: bool) -> None:
    """Write CHAPTER as .ipynb beside its text, or take it back without loss.

    \b
    is248 notebook 03             chapters/03-….ipynb, to open in JupyterLab
    is248 notebook 03 --back      back into chapters/03-….qmd

    What the text can't hold, such as a pasted picture, is told before anything is changed. The
    notebook itself is put aside into _build/notebooks/, with its outputs.
    """
    from publishing.build.chosen import chapter_file
    from publishing.manuscript.jupyterlab import from_ipynb, to_ipynb

    project = project_of(context)
    path = project.root / chapter_file(project, chapter)
    if not back:
        click.echo(f"Wrote {to_ipynb(path).relative_to(project.root)}.")
        return
    place = path.with_suffix(".ipynb")
    done, kept = (
        one.relative_to(project.root) for one in from_ipynb(place, project.build_root / "notebooks")
    )
    click.echo(f"Wrote {done}; the notebook is now {kept}.")


@cli.command(short_help="Make the demonstration returns again.")
@click.pass_context
def demo(context: click.Context) -> None:
    """Make the demonstration returns again from the printed tables.

    The same inputs give the same files. Real returns in the same place would be overwritten, so
    the command stops when it finds any that are not marked as made.
    """
    from demonstration import regenerate

    project = project_of(context)
    for line in regenerate(project.root) or ():
        click.echo(str(line))


@cli.command(short_help="Fetch the groups of units from Statistics Norway.")
@click.argument("year", type=int)
@click.pass_context
def classification(context: click.Context, year: int) -> None:
    """Replace derived groups of units by Statistics Norway's own (KLASS), as they were in YEAR.

    What to ask for stands in data/classifications/source-query.yml. Uses the network; builds never
    do. Made returns rest on the derived groups: is248 demo makes them again.
    """
    from analysis.statbank.klass import refresh_classification

    project = project_of(context)
    done = refresh_classification(project, year)
    for name, changed in done.changed.items():
        click.echo(f"{done.path.relative_to(project.root)}: {name}, {changed} units changed")


@cli.command(short_help="Fetch population figures from Statistics Norway.")
@click.argument("years", nargs=-1, type=int)
@click.pass_context
def population(context: click.Context, years: Sequence[int]) -> None:
    """Replace the population of each unit with Statistics Norway's own figures.

    The whole country's series comes along, from the first year that Statistics Norway has to the
    last of YEARS. YEARS are survey years, by default all those of the newest edition. The only
    command that uses the network; builds never do. Nothing is written before all has arrived.
    """
    from analysis.statbank.refresh import refresh_population

    project = project_of(context)
    wanted = tuple(years) or project.edition(edition_name(project, None)).survey_years
    done = refresh_population(project, wanted)
    for year in done.years:
        click.echo(f"{year.path.relative_to(project.root)}: {year}")
    click.echo(
        f"{done.series.relative_to(project.root)}: the whole country, "
        f"{done.series_years[0]}–{done.series_years[-1]}"
    )


@cli.command(name="list", short_help="List editions and their chapters.")
@click.pass_context
def list_editions(context: click.Context) -> None:
    """List the editions, their chapters, and when each edition was last built."""
    from publishing.command.listing import describe

    click.echo(describe(project_of(context)))


@cli.command(short_help="Remove everything that builds have made.")
@EDITION
@click.pass_context
def clean(context: click.Context, edition: str | None) -> None:
    """Remove the output of EDITION, or of all editions with the caches and cleaned data."""
    from publishing.command.cleanup import remove_built

    project = project_of(context)
    for path in remove_built(project, None if edition is None else edition_name(project, edition)):
        click.echo(f"Removed {path}.")


for command in (
    new, compare, todo, freeze, reproduce, comments, review, drafts, diff, units,
):  # fmt: skip
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code; no traceback reaches the author.

    The program's own arguments are those of a command that may be started anew when its code
    changes while it runs.
    """
    own = arguments is None
    try:
        with told_to_end(), ends():
            code = cli.main(args=arguments, prog_name="is248", standalone_mode=False)
            sys.stdout.flush()
    except CodeChanged as error:
        if own and may_start_anew():
            changed = ", ".join(error.files[:3])
            click.echo(f"The program's code changed ({changed}); starting again.", err=True)
            start_anew()
        told = Told([error])
        told.show()
        code = told.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        leave(Ended(signal.SIGINT))
    except Ended as ended:
        leave(ended)
    except (OSError, MemoryError) as error:
        told = Told([system_refused(error)])
        told.show()
        code = told.exit_code
    except Exception as error:  # noqa: BLE001 - the last resort: a fault in the program
        click.echo(explain(error, write_log(error)), err=True)
        code = UNEXPECTED
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
