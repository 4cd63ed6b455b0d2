"""What an author types for a new edition: `new`, `compare`, `todo` and `freeze`."""

from __future__ import annotations

from pathlib import Path

import click

from publishing.command.eitherorder import YEAR, EitherOrder
from publishing.command.several import EDITION, edition_name

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(cls=EitherOrder, short_help="Begin a new edition from the last one.")
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


@click.command(cls=EitherOrder, short_help="Hold a codebook against the files that came in.")
@EDITION
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


@click.command(
    cls=EitherOrder, short_help="List what a person must decide before an edition is true."
)
@EDITION
@click.argument("items", nargs=-1)
@click.option("--done", is_flag=True, help="Tick ITEMS off.")
@click.option("--undo", is_flag=True, help="Open ITEMS that were ticked off.")
@click.option("--all", "every", is_flag=True, help="Also list what is ticked off.")
@click.option("--json", "as_json", is_flag=True, help="The list as JSON.")
@click.pass_context
def todo(
    context: click.Context,
    edition: str | None,
    items: tuple[str, ...],
    done: bool,
    undo: bool,
    every: bool,
    as_json: bool,
) -> None:
    """List what is to decide for EDITION, what blocks publishing first, or of ITEMS alone.

    It begins with how much there is of what: dates and files to fill in, questions that are new,
    dropped or in no chapter, passages that only an older edition has, news and sentences that are
    tied to a year, answers in free text to code. ITEMS are ids, chapters, whole files or kinds.
    With --done they are ticked off; what can't be is told (exit code 1). What is ticked off is kept
    in data/todo/ and comes back when the line changes; what blocks publishing goes when it is
    mended.

    \b
    is248 todo 2026 05                                      what concerns one chapter
    is248 todo 2026 --done 1a2b3c4 5d6e7f8
    is248 todo 2026 --done chapters/01-kunnskapsgrunnlag.qmd
    is248 todo 2026 --done "answers to code"
    """
    from project.errors import ProjectErrors
    from project.places import Project
    from publishing.newyear.listing import listed
    from publishing.newyear.todo import tick, todo_of

    project = Project.find(context.obj)
    if edition and edition not in project.editions() and not YEAR.fullmatch(edition):
        items, edition = (edition, *items), None
    if (done and undo) or ((done or undo) and not items):
        raise click.UsageError("Name what to tick off after --done, or what to open after --undo.")
    name = edition_name(project, edition)
    known = todo_of(project, name)
    if not done and not undo:
        lines = listed(known, every=every, words=items)
        chosen = known.of(items) if items else known
        click.echo(chosen.as_json() if as_json else "\n".join(lines))
        return
    after, refused = tick(project, name, items, undo=undo)
    changed = known.done ^ after.done
    if changed or not refused:
        click.echo(f"{'Opened' if undo else 'Ticked off'} {len(changed)}:")
        for line in (*after.told(changed), after.closing):
            click.echo(line)
    if refused:
        raise ProjectErrors(refused)


@click.command(cls=EitherOrder, short_help="Put chapters aside for one edition, as they are.")
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
    from project.chapters import UNIT_PAGE
    from project.editions import chapter_files
    from project.places import Project
    from publishing.build.chosen import pick_chapters
    from publishing.newyear.frozen import freeze_chapters, has_own

    project = Project.find(context.obj)
    if not (edition in project.editions() or YEAR.fullmatch(edition)):
        example = " ".join([context.command_path, *project.editions()[-1:], edition, *chapters])
        raise click.UsageError(f"There is no edition '{edition}'; one is named first: {example}.")
    if bool(chapters) == every:
        raise click.UsageError("Name chapters, or write --all.")
    its = project.edition(edition)
    listed = chapter_files(its)
    if (project.root / UNIT_PAGE).is_file():
        listed = (*listed, UNIT_PAGE)
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
