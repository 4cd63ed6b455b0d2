"""What an author is told at the end of a build: how far the edition is from being published.

What would make a page false or empty is refused by the build itself: no date, files that are
missing or of another year, findings that stop. What only a person can decide is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from project.places import Project
    from publishing.build.job import LeftOut, Result


def undated(project: Project, name: str) -> str:
    """That the day of publishing is still to be filled in, where it is."""
    if not project.edition(name).undated:
        return ""
    profile = project.profile_path(name).name
    return f"No date yet: until 'date:' stands in {profile}, only drafts of {name} are built."


def unfinished(project: Project, name: str) -> list[str]:
    """What an edition without date lacks before it can be built at all; nothing for any other."""
    if not project.edition(name).undated:
        return []
    from publishing.newyear.decisions.looked import MISSING
    from publishing.newyear.todo import todo_of

    lacking = [item for item in todo_of(project, name).blocking if item.kind == MISSING]
    if not lacking:
        return []
    return [
        f"{name} is not built: it has no date, and files are missing.",
        *(f"  {item.where}: {item.text} {item.todo}" for item in lacking),
    ]


def _numbered(project: Project, name: str) -> Iterator[str]:
    """The number of the draft that was built, and how to see what changed since the one before."""
    from publishing.review.draft import read_draft
    from publishing.review.kept import Drafts

    number = read_draft(project.draft_dir(name)).number
    if not number:
        yield "This draft has no number, since only chosen chapters are new: it is not kept."
    elif before := Drafts(project, name).before(number):
        yield f"Draft {number}. What changed since draft {before}: is248 diff {name}"
    else:
        yield f"Draft {number}."


def told(project: Project, name: str, result: Result, *, draft: bool) -> Iterator[str]:
    """What is left before the edition is as it should be; nothing where nothing was built.

    What is to decide is counted for the newest edition, where it follows another and is not in
    print. A draft is built over and over while that is being decided, and does not count it.
    """
    if result.unchanged or result.mended:
        return
    if draft:
        yield from _numbered(project, name)
    yield from _left_out(name, result.left_out, draft=draft)
    if said := undated(project, name):
        yield said
    *earlier, newest = project.editions()
    printed = project.published_dir(name).is_dir()
    if earlier and name == newest and not draft and not printed:
        from publishing.newyear.todo import todo_of

        if (todo := todo_of(project, name)).open:
            yield f"To decide: {todo.closing} See is248 todo {name}."
    if project.edition(name).survey_years and not draft:
        yield f"A page for each of its units, made from this build: is248 units {name}."


def _left_out(name: str, gone: LeftOut, *, draft: bool) -> Iterator[str]:
    """How much lacks its numbers, and so stands on no page that is published."""
    see = f"on {'no published page' if draft else 'no page'}. See is248 check {name}."
    if gone.sentences:
        one, many = "sentence lacks a number and is", "sentences lack a number and are"
        yield f"Left out: {_many(gone.sentences, one, many)} {see}"
    if gone.products or gone.headings:
        parts = [
            _many(gone.products, "table or figure", "tables and figures"),
            _many(gone.headings, "heading", "headings"),
        ]
        yield f"Left out: {' and '.join(filter(None, parts))} with nothing to show, {see}"


def _many(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
