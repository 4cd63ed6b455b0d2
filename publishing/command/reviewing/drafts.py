"""The command `is248 drafts`: which drafts are kept, and which are kept no longer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from publishing.command.eitherorder import EitherOrder
from publishing.command.reviewing.ofedition import kept_drafts
from publishing.command.several import EDITION

if TYPE_CHECKING:
    from publishing.review.kept import Drafts


@click.command(cls=EitherOrder, short_help="List the drafts that are kept, or keep fewer.")
@EDITION
@click.option(
    "--keep",
    type=click.IntRange(1),
    metavar="N",
    help="Keep the newest N, and those that remarks name.",
)
@click.option(
    "--remove", type=click.IntRange(1), multiple=True, metavar="NUMBER", help="Not this draft."
)
@click.pass_context
def drafts(
    context: click.Context, edition: str | None, keep: int | None, remove: tuple[int, ...]
) -> None:
    """List the drafts of EDITION that are kept, newest last.

    'is248 build EDITION --draft' keeps each draft that says something new under the next number;
    'is248 diff EDITION' holds two of them against each other. The newest is always kept.

    \b
    is248 drafts 2025                 which there are, when they were made, what they take
    is248 drafts 2025 --keep 3        the three newest, and those that reviewers' remarks are on
    is248 drafts 2025 --remove 2      all but draft 2
    """
    from project.kept.lock import only_build

    kept = kept_drafts(context, edition)
    if keep is not None or remove:
        with only_build(kept.project.lock_path(kept.edition), kept.edition):
            for number in going(kept, keep, remove):
                kept.remove(number)
                click.echo(f"Removed draft {number}.")
    for line in listed(kept):
        click.echo(line)


def going(kept: Drafts, keep: int | None, remove: Sequence[int]) -> list[int]:
    """The drafts that are to go; a `ProjectError` for one that is not kept, or is the newest."""
    from project.errors import ProjectError

    numbers = kept.numbers()
    if unknown := [number for number in remove if number not in numbers]:
        kept.read(unknown[0])
    if numbers and numbers[-1] in remove:
        raise ProjectError(
            f"Draft {numbers[-1]} is the newest, and stays.",
            where=str(kept.place(numbers[-1])),
            why="the next draft is held against it, and takes the number after it",
            todo=f"'is248 build {kept.edition} --draft' makes a newer one where there is one to "
            "make.",
        )
    old = numbers[:-keep] if keep else []
    return sorted({*remove, *({*old} - kept.named())})


def listed(kept: Drafts) -> list[str]:
    """The drafts that are kept, a line each."""
    from project.errors import ProjectError

    lines = []
    for number in kept.numbers():
        size = f"{kept.size(number) / 1e6:.1f} MB of its own"
        try:
            record = kept.read(number)
        except ProjectError as error:
            lines.append(f"draft {number}  can't be read: {error.why}")
            continue
        made = f"{record.date}  {record.commit or 'no commit'}"
        named = "  remarks" if number in kept.named() else ""
        lines.append(f"draft {number}  {made}  {size}{named}")
    return lines or [
        f"No draft of {kept.edition} is kept. 'is248 build {kept.edition} --draft' makes one."
    ]
