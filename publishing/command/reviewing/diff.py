"""The command `is248 diff`: what changed between two kept drafts, in short and as a page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publishing.command.eitherorder import EitherOrder
from publishing.command.failures import Told
from publishing.command.reviewing.ofedition import kept_drafts
from publishing.command.several import EDITION

if TYPE_CHECKING:
    from publishing.review.diff.causes import Cause
    from publishing.review.diff.difference import ChapterChange, Difference
    from publishing.review.kept import Drafts

DIFFERENT, TROUBLE = 1, 2  # as diff(1) has it
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_NAMED = 4


@click.command(
    cls=EitherOrder,
    bare=("--against", "--draft"),
    short_help="What changed between two drafts, with why.",
)
@EDITION
@click.option(
    "--against",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="The earlier draft. Default: the nearest before.",
)
@click.option(
    "--draft",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="The later draft. Default: the newest.",
)
@click.option(
    "--page",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where the page goes. Default: beside the kept drafts.",
)
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON, and no page.")
@click.pass_context
def diff(
    context: click.Context,
    edition: str | None,
    against: int | None,
    draft: int | None,
    page: Path | None,
    as_json: bool,
) -> None:
    """Hold two kept drafts of EDITION against each other.

    What they differ in is counted here by chapter, and told word by word and number by number on a
    page of its own, with why each number changed: which return, which cells, code, data or
    settings. The same is marked on the pages of the later draft ("vis endringer").

    \b
    is248 diff 2025                         the newest draft and the one before
    is248 diff 2025 --against 1             all that changed since draft 1
    is248 diff 2025 --against 1 --draft 2   two older ones

    Exit code 0: they say the same. 1: they differ. 2: it can't be told, and why is.
    """
    from project.errors import ProjectError
    from publishing.review.diff.difference import Difference
    from publishing.review.diff.side import Side

    try:
        kept = kept_drafts(context, edition)
        old, new = chosen(kept, against, draft)
        difference = Difference(Side(kept.place(old)), Side(kept.place(new)))
        for line in told(kept, difference, page, as_json=as_json):
            click.echo(line)
    except ProjectError as error:
        raise Told([error], code=TROUBLE) from None
    if difference.differs:
        context.exit(DIFFERENT)


def told(
    kept: Drafts, difference: Difference, page: Path | None, *, as_json: bool
) -> Iterator[str]:
    """What is printed; the page is written before anything is."""
    from project.kept.files import write_atomic
    from publishing.review.remarks.drafts import read, standing_in
    from publishing.review.remarks.store import load_remarks
    from publishing.web.changes import changes_page

    if as_json:
        yield json.dumps(counted(difference), ensure_ascii=False, indent=1)
        return
    old, new = difference.old.record.number, difference.new.record.number
    target = page or kept.folder / f"endringer-{old}-{new}.html"
    remarks, place = load_remarks(kept.project, kept.edition), kept.place(new)
    standing = standing_in(kept.project, kept.edition, remarks, place, read(place))
    write_atomic(target, changes_page(difference, site_of(kept, new, target), standing))
    yield from (_CONTROL.sub(" ", line) for line in lines(difference))
    yield f"Page: {_short(target)}"


def chosen(kept: Drafts, against: int | None, draft: int | None) -> tuple[int, int]:
    """The numbers of the earlier and the later draft; a `ProjectError` where one is not kept."""
    from project.errors import ProjectError

    numbers = kept.numbers()
    new = draft or (numbers[-1] if numbers else 1)
    kept.read(new)
    old = against or kept.before(new)
    if not old:
        raise ProjectError(
            f"There is no earlier draft of {kept.edition} than draft {new}.",
            where=str(kept.folder),
            todo=f"Change something, and run 'is248 build {kept.edition} --draft' again.",
        )
    kept.read(old)
    return old, new


def site_of(kept: Drafts, number: int, target: Path) -> str | None:
    """The address, from *target*, of the pages of the draft; None where another stands there."""
    from project.errors import ProjectError
    from publishing.build.job import DRAFT_SUFFIX
    from publishing.review.draft import read_draft

    standing = kept.project.build_dir(kept.edition + DRAFT_SUFFIX)
    try:
        if read_draft(standing).number != number:
            return None
    except ProjectError:
        return None
    return Path(os.path.relpath(standing / "site", target.resolve().parent)).as_posix()


def lines(difference: Difference) -> Iterator[str]:
    """What changed, in a few lines: in all, why, then by chapter."""
    from rich.cells import cell_len, set_cell_size

    old, new = difference.old.record.number, difference.new.record.number
    if not difference.differs:
        yield f"Draft {old} and draft {new} say the same."
        return
    total = sum(one.numbers for one in difference.chapters)
    yield f"Draft {old} → {new}: {_s(total, 'number')} in {_s(_with(difference), 'chapter')}."
    for group in difference.groups:
        yield f"  {group.numbers}: {reason(group.causes)}"
    rows = [(_named(one), *_columns(one)) for one in difference.chapters]
    heads = ("", "numbers", "sentences", "tables", "figures")
    width = min(48, max(cell_len(row[0]) for row in rows))
    for row in (heads, *rows):
        name = set_cell_size(str(row[0]), width)
        yield " ".join([name, *(f"{cell or '–':>9}" for cell in row[1:])]).rstrip()
    if works := len(difference.works):
        yield f"References put in or taken out: {works}."
    for one in difference.chapters:
        if one.status[0] != one.status[1]:
            yield f"{_named(one)}: status {one.status[0] or '–'} → {one.status[1] or '–'}"


def reason(causes: frozenset[Cause]) -> str:
    """Why, in few words: one thing, or several of which any may be why."""
    from publishing.review.diff.causes import Kind

    kinds = {
        Kind.RETURN: "return",
        Kind.CELLS: "cells of",
        Kind.PROGRAM: "code",
        Kind.PACKAGE: "package",
        Kind.FILE: "file",
    }
    parts = []
    for kind, word in kinds.items():
        names = sorted({_cause(one) for one in causes if one.kind is kind})
        if names:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            parts.append(f"{word} {', '.join(names[:_NAMED])}{more}")
    if any(one.kind is Kind.UNKNOWN for one in causes):
        parts.append("something that can't be followed")
    return " or ".join(parts) or "not known why"


def counted(difference: Difference) -> dict[str, Any]:
    """The counts, for other programs."""
    return {
        "edition": difference.new.record.edition,
        "against": difference.old.record.number,
        "draft": difference.new.record.number,
        "numbers": sum(one.numbers for one in difference.chapters),
        "references": len(difference.works),
        "chapters": [
            {
                "file": one.one.file,
                "numbers": one.numbers,
                "in_tables": one.in_tables,
                "in_figures": one.in_figures,
                "in_text": one.in_text,
                "sentences": sum(text.sentences for text in one.texts),
                "products": {each.one.id: str(each.state) for each in one.products},
                "status": list(one.status),
                "causes": [
                    {"kind": str(c.kind), "name": c.name, **({"year": c.year} if c.year else {})}
                    for c in sorted(one.causes)
                ],
            }
            for one in difference.chapters
        ],
    }


def _cause(cause: Cause) -> str:
    return f"{cause.name} ({cause.year})" if cause.year else cause.name


def _named(one: ChapterChange) -> str:
    return f"{one.one.number} {one.one.title}".strip()


def _columns(one: ChapterChange) -> tuple[int, int, int, int]:
    figures = sum(each.is_figure for each in one.products)
    return (
        one.numbers,
        sum(text.sentences for text in one.texts),
        len(one.products) - figures,
        figures,
    )


def _with(difference: Difference) -> int:
    return sum(one.numbers > 0 for one in difference.chapters)


def _s(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _short(path: Path) -> str:
    path = path.resolve()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
