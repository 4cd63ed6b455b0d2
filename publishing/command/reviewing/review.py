"""What an author types about the round: `is248 review` and what stands under it."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

import click

from publishing.command.reviewing.ofedition import OfEdition, named_edition, person

if TYPE_CHECKING:
    from project.places import Project
    from publishing.review.round.round import Round

_FORMS = ("%Y-%m-%d", "%d.%m.%Y")


def day(_: click.Context, __: click.Parameter, text: str | None) -> dt.date | None:
    """A day as this project writes it, or as people in Norway do; a usage error for none."""
    if text is None:
        return None
    for form in _FORMS:
        with contextlib.suppress(ValueError):
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
    raise click.BadParameter(f"{text!r} is no day; write a date like 2025-12-01.")


DEADLINE = click.option(
    "--deadline",
    metavar="DAY",
    callback=day,
    help="The last day for remarks, a date like 2025-12-01.",
)
REVIEWER = click.option(
    "--reviewer", "reviewers", metavar="NAME", multiple=True, help="Who reads; may be given often."
)
SEND_TO = click.option(
    "--send-to", metavar="ADDRESS", default="", help="Where remarks are mailed to."
)


def _project(context: click.Context) -> Project:
    from project.places import Project

    return Project.find(context.find_root().obj)


@click.group(cls=OfEdition, default="show", short_help="Where the review stands; set statuses.")
def review() -> None:
    """Who has read what of EDITION (by default the newest), and what is approved.

    The round is kept in data/review/EDITION/round.yml. While it is not finished, is248 build
    publishes the edition with --despite-review alone; drafts are always built.

    \b
    is248 review 2025 begin --deadline 2025-12-01 --reviewer "Kari Nordmann"
    is248 review 2025                              the table
    is248 review 2025 change --deadline 2025-12-08
    is248 review 2025 set 03 godkjent --by "Kari Nordmann"
    """


@review.command(short_help="Show where each chapter stands.")
@click.pass_context
def show(context: click.Context) -> None:
    """Show status, open remarks and readers of each chapter, against the last draft."""
    from project.editions import chapter_files
    from publishing.review.remarks.anchoring import places
    from publishing.review.remarks.drafts import KeptDrafts, last_draft
    from publishing.review.remarks.store import load_remarks
    from publishing.review.round.listing import listed
    from publishing.review.round.round import the_round
    from publishing.review.round.standing import standings
    from publishing.review.round.texts import read_texts

    project = _project(context)
    name = named_edition(context, project)
    its = the_round(project, name)
    remarks = load_remarks(project, name)
    standing = places(remarks, last_draft(project, name), KeptDrafts(project, name))
    texts = read_texts(project.draft_dir(name))
    open_on = [one.page for one in standing if one.remark.is_open]
    chapters = standings(its, chapter_files(project.edition(name)), open_on, texts)
    for line in listed(its, chapters, remarks, drafted=bool(texts)):
        click.echo(line)


@review.command(short_help="Begin a round, or the next.")
@DEADLINE
@REVIEWER
@SEND_TO
@click.pass_context
def begin(
    context: click.Context,
    deadline: dt.date | None,
    reviewers: tuple[str, ...],
    send_to: str,
) -> None:
    """Begin a round. Where one is there, begin the next: its reviewers and statuses stay.

    Another deadline or one more reviewer of the same round: is248 review change.
    """
    from publishing.review.round.round import begun, load_round, save_round

    project = _project(context)
    name = named_edition(context, project)
    its = begun(load_round(project, name), _today(), deadline, reviewers, send_to)
    save_round(project, name, its)
    click.echo(_said(name, its))
    click.echo(f"Next: is248 build {name} --draft (--word for those who write in Word); send that.")


@review.command(short_help="Change the deadline, or who reads.")
@DEADLINE
@REVIEWER
@click.option(
    "--without", metavar="NAME", multiple=True, help="Who reads no longer; may be given often."
)
@SEND_TO
@click.pass_context
def change(
    context: click.Context,
    deadline: dt.date | None,
    reviewers: tuple[str, ...],
    without: tuple[str, ...],
    send_to: str,
) -> None:
    """Change the round that has begun; what is not named stays as it is."""
    from publishing.review.round.round import changed, save_round, the_round

    if not (deadline or reviewers or without or send_to):
        raise click.UsageError("Write what is to be another.")
    project = _project(context)
    name = named_edition(context, project)
    its = changed(the_round(project, name), _today(), deadline, reviewers, send_to, without)
    save_round(project, name, its)
    click.echo(_said(name, its))


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def _said(name: str, its: Round) -> str:
    from publishing.review.remarks.remark import line

    until = f" until {its.deadline}" if its.deadline else ""
    names = ", ".join(map(line, its.reviewers))
    return f"Round {its.round} of {name}{until}, read by {names or 'nobody yet'}."


@review.command("set", short_help="Set the status of chapters.")
@click.argument("chapters", nargs=-1)
@click.argument("status")
@click.option("--all", "every", is_flag=True, help="Every chapter.")
@click.option("--by", help="Who has read, or sets it. Default: the name that git knows.")
@click.option("--draft", type=click.IntRange(1), help="Which draft was read. Default: the last.")
@click.pass_context
def set_chapters(
    context: click.Context,
    chapters: tuple[str, ...],
    status: str,
    every: bool,
    by: str | None,
    draft: int | None,
) -> None:
    """Set the STATUS of CHAPTERS (3, 03 or the file's name).

    STATUS is utkast, "til gjennomlesing", lest or godkjent; its beginning will do. A chapter that
    was read or approved says so when its text or numbers change afterwards.
    """
    from project.editions import chapter_files
    from publishing.build.chosen import pick_chapters
    from publishing.review.round.round import named_status
    from publishing.review.round.setting import set_status

    if every and chapters:
        raise click.UsageError("Name chapters, or write --all, and not both.")
    if not chapters and not every:
        raise click.UsageError("Write chapters and their status, as '3 9 lest', or '--all lest'.")
    project = _project(context)
    name = named_edition(context, project)
    wanted = named_status(status)
    files = chapter_files(project.edition(name))
    chosen = files if every else pick_chapters(chapters, files)
    for line in set_status(project, name, chosen, wanted, person(project, by), draft):
        click.echo(line)
