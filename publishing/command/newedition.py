"""What an author types for a new edition: `new`, `compare`, `todo` and `freeze`."""

from __future__ import annotations

from pathlib import Path

import click

from publishing.command.several import edition_name

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(short_help="Begin a new edition from the last one.")
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--from", "source", metavar="EDITION", help="Begin from this edition, not the last.")
@click.option("--returns", type=FOLDER, help="Also hold the codebook against the files here.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.pass_context
def new(
    context: click.Context, year: int, source: str | None, returns: Path | None, dry_run: bool
) -> None:
    """Make the files of the edition of YEAR from those of the edition before.

    Profile, codebook, classifications and units go on, without what was news; files of what
    belongs to one year alone begin empty. The finished edition's values go to data/series/, so that
    its old returns are not needed any more. Nothing that is there is overwritten.

    \b
    is248 new 2026 --dry-run          what would be written
    is248 new 2026                    write it
    is248 todo 2026                   what is left to decide
    """
    from project.places import Project
    from publishing.newyear.compare import compare_returns
    from publishing.newyear.make import make_edition, plan_edition

    project = Project.find(context.obj)
    plan = plan_edition(project, year, source)
    if not dry_run:
        make_edition(project, plan)
    for line in plan.lines(done=not dry_run):
        click.echo(line)
    if returns:
        for line in compare_returns(project, plan.book, year, returns):
            click.echo(line)
    if not dry_run:
        click.echo(f"Next: is248 todo {year}")


@click.command(short_help="Hold a codebook against the files that came in.")
@click.argument("edition", required=False)
@click.option("--returns", type=FOLDER, help="The files. Default: data/returns/EDITION/.")
@click.pass_context
def compare(context: click.Context, edition: str | None, returns: Path | None) -> None:
    """Tell which columns and answers are new, dropped or perhaps renamed in the year's returns.

    What is alike is suggested and never assumed: every difference comes with what to write in the
    codebook.
    """
    from analysis.intake.codebook import load_codebook
    from project.places import Project
    from publishing.newyear.compare import compare_returns

    project = Project.find(context.obj)
    year = project.edition(edition_name(project, edition)).year
    book = load_codebook(project.codebook_path(year))
    for line in compare_returns(project, book, year, returns or project.returns_dir(year)):
        click.echo(line)


@click.command(short_help="List what a person must decide before an edition is true.")
@click.argument("edition", required=False)
@click.option("--done", multiple=True, metavar="ID", help="Tick this off; may be given again.")
@click.option("--undo", multiple=True, metavar="ID", help="Open what was ticked off.")
@click.option("--all", "every", is_flag=True, help="Also list what is ticked off.")
@click.pass_context
def todo(
    context: click.Context,
    edition: str | None,
    done: tuple[str, ...],
    undo: tuple[str, ...],
    every: bool,
) -> None:
    """List what is to decide for EDITION, each with file and line.

    Dates and files to fill in, questions that are new, dropped or in no chapter, notes and
    sentences that are tied to a year, answers in free text to code. What is ticked off is kept in
    data/todo/ and comes back when the line changes.
    """
    from project.places import Project
    from publishing.newyear.todo import tick, todo_of

    project = Project.find(context.obj)
    name = edition_name(project, edition)
    for ids, back in ((done, False), (undo, True)):
        if ids:
            tick(project, name, ids, undo=back)
    for line in todo_of(project, name).lines(every=every):
        click.echo(line)


@click.command(short_help="Put chapters aside for one edition, as they are.")
@click.argument("edition")
@click.argument("chapters", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every chapter that is not put aside yet.")
@click.pass_context
def freeze(context: click.Context, edition: str, chapters: tuple[str, ...], every: bool) -> None:
    """Copy CHAPTERS of the living report to chapters/EDITION/, where EDITION alone takes them.

    For a chapter that must change so that the older edition would no longer hold. The edition is
    the same after it, byte for byte. Nothing that is there is overwritten.

    \b
    is248 freeze 2025 21              chapters/21-….qmd to chapters/2025/
    is248 freeze 2025 --all           the whole report
    """
    from project.editions import chapter_files
    from project.places import Project
    from publishing.build.chosen import pick_chapters
    from publishing.newyear.frozen import freeze_chapters, has_own

    if bool(chapters) == every:
        raise click.UsageError("Name chapters, or write --all.")
    project = Project.find(context.obj)
    its = project.edition(edition)
    listed = chapter_files(its)
    wanted = pick_chapters(chapters, listed)
    if every:
        wanted = tuple(file for file in listed if not has_own(project, its, file))
    for one in freeze_chapters(project, its, wanted):
        for line in one.lines():
            click.echo(line)
    if not wanted:
        click.echo(f"Every chapter of {edition} is put aside already.")
        return
    click.echo(
        f"{edition} takes these files now. Change the living chapters for the editions to come; "
        f"addresses in both go from the old place. Keep chapters/{edition}/ with the project."
    )
