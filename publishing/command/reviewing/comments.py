"""What an author types about remarks: `is248 comments` and what stands under it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publishing.command.eitherorder import named_after
from publishing.command.reviewing.ofedition import OfEdition, named_edition, person

if TYPE_CHECKING:
    from project.places import Project


def _project(context: click.Context) -> Project:
    from project.places import Project

    return Project.find(context.find_root().obj)


@click.group(cls=OfEdition, default="list", short_help="What reviewers say: list, import, answer.")
def comments() -> None:
    """What reviewers say of the drafts of EDITION (by default the newest).

    Remarks are kept in data/review/EDITION/, one file each. An ID may be cut short as long as no
    other begins so.

    \b
    is248 comments 2025                             what is open, by chapter
    is248 comments import merknader-….json utkast.docx
    is248 comments answer 1a2b "Vi har rettet det."
    is248 comments resolve 1a2b
    """


@comments.command("list", short_help="List what is open, with file and line.")
@click.option("--all", "every", is_flag=True, help="Also what is resolved.")
@click.option("--person", help="Only of those whose name has these letters.")
@click.option("--chapter", help="Only of this chapter: 3, 03 or the file's name.")
@click.pass_context
def list_comments(
    context: click.Context, every: bool, person: str | None, chapter: str | None
) -> None:
    """List open remarks by chapter, each with the line of the source that it is about now.

    Places are those of the last draft (is248 build EDITION --draft).
    """
    from project.editions import chapter_files
    from publishing.build.chosen import pick_chapters
    from publishing.review.remarks.drafts import last_draft, standing_in
    from publishing.review.remarks.listing import counted, listed
    from publishing.review.remarks.store import load_remarks, shortest

    project = _project(context)
    name = named_edition(context, project)
    remarks = load_remarks(project, name)
    last = last_draft(project, name)
    standing = standing_in(project, name, remarks, project.draft_dir(name), last)
    chosen = [one for one in standing if every or one.remark.is_open]
    if person:
        chosen = [one for one in chosen if person.casefold() in one.remark.by.casefold()]
    if chapter:
        (file,) = pick_chapters([chapter], chapter_files(project.edition(name)))
        page = Path(file).with_suffix(".html").as_posix()
        chosen = [one for one in chosen if page in {one.remark.page, one.page}]
    for line in listed(chosen, shortest(remarks)):
        click.echo(line)
    click.echo(counted(standing, len(remarks), len(chosen) if person or chapter else None))


@comments.command("import", short_help="Take in files that reviewers sent.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def import_comments(context: click.Context, files: tuple[Path, ...]) -> None:
    """Take in FILES from reviewers: .json that drafts make, and .docx with comments and changes.

    Any number and in any order; twice is the same as once. Of one remark the version that was
    changed last counts. A file that can't be read is told of, and the others are taken in.
    """
    from project.errors import ProjectErrors
    from publishing.review.arriving import import_files

    project = _project(context)
    edition = named_edition(context, project)
    arrived = import_files(project, edition, files)
    for line in arrived.lines:
        click.echo(line)
    if arrived.still_open:
        many = f"{arrived.still_open} remarks are open"
        count = "1 remark is open" if arrived.still_open == 1 else many
        click.echo(f"{count}: is248 comments {edition} lists them.")
    if arrived.wrong:
        wrong = arrived.wrong
        raise wrong[0] if len(wrong) == 1 else ProjectErrors(wrong)


BY = click.option("--by", help="Who does it. Default: the name that git knows.")


@comments.command(short_help="Answer a remark.")
@click.argument("name", metavar="ID")
@click.argument("text")
@BY
@click.pass_context
def answer(context: click.Context, name: str, text: str, by: str | None) -> None:
    """Answer the remark ID in the words TEXT; it stays open."""
    _do(context, (name,), "answered", by, text)


@comments.command(short_help="Close remarks.")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@click.option("--text", default="", help="What to say of it.")
@BY
@click.pass_context
def resolve(context: click.Context, names: tuple[str, ...], text: str, by: str | None) -> None:
    """Close the remarks with these IDs: nothing is left to do about them."""
    _do(context, names, "resolved", by, text)


@comments.command(short_help="Open remarks again.")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@click.option("--text", default="", help="What to say of it.")
@BY
@click.pass_context
def reopen(context: click.Context, names: tuple[str, ...], text: str, by: str | None) -> None:
    """Open the remarks with these IDs again."""
    _do(context, names, "reopened", by, text)


def _do(
    context: click.Context, names: tuple[str, ...], did: str, by: str | None, text: str
) -> None:
    from publishing.review.remarks.doing import do

    project = _project(context)
    edition = named_edition(context, project)
    _told_apart(project, edition, named_after(context))
    for line in do(project, edition, names, did, person(project, by), text):
        click.echo(line)


def _told_apart(project: Project, edition: str, after: str | None) -> None:
    """Refuse an edition after the ids that may be an id itself."""
    from publishing.review.remarks.store import load_remarks

    if after and any(one.short.startswith(after) for one in load_remarks(project, edition)):
        raise click.UsageError(
            f"'{after}' is an edition, and a remark's id begins so. Write the edition before the "
            f"command, and more of the id: is248 comments {edition} …"
        )
