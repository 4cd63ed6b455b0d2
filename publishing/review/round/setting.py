"""Statuses set by reviewers and authors, each with the text that it is said of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from project.errors import ProjectError
from project.places import Project
from publishing.review.draft import read_draft
from publishing.review.round.round import (
    APPROVED,
    READ,
    Entry,
    Status,
    reviewer,
    save_round,
    the_round,
    with_entries,
)
from publishing.review.round.texts import read_texts


def set_status(
    project: Project,
    edition: str,
    files: Sequence[str],
    status: Status,
    by: str,
    draft: int | None = None,
) -> Iterator[str]:
    """Set the status of chapters; what is read or approved is so as a draft has it.

    That is the draft of that number, or the last. Raises `ProjectError` where there is none, or no
    such reviewer.
    """
    its = the_round(project, edition)
    read = status in {READ, APPROVED}
    name = reviewer(its, by) if read else by
    texts = _texts(project, edition, draft) if read else {}
    if missing := [file for file in files if read and file not in texts]:
        raise ProjectError(
            f"the draft does not have {', '.join(missing)}",
            todo=f"Build one that has: is248 build {edition} --draft.",
        )
    number = draft or _number(project, edition) if read else 0
    today = dt.datetime.now(tz=dt.UTC).astimezone().date()
    entries = [
        Entry(
            chapter=file,
            status=status,
            by=name,
            date=today,
            draft=f"utkast-{number}" if number else "",
            text=texts.get(file, ""),
        )
        for file in files
    ]
    save_round(project, edition, with_entries(its, entries))
    for file in files:
        yield f"{file}: {status} ({name}){f', as draft {number} has it' if number else ''}"


def _number(project: Project, edition: str) -> int:
    """The number of the last draft; 0 where it has none."""
    try:
        return read_draft(project.draft_dir(edition)).number
    except ProjectError:
        return 0


def _texts(project: Project, edition: str, draft: int | None) -> dict[str, str]:
    folder = project.drafts_dir(edition) / str(draft) if draft else project.draft_dir(edition)
    found = read_texts(folder)
    if not found:
        raise ProjectError(
            f"draft {draft} of {edition} is not kept" if draft else f"{edition} has no draft",
            where=str(folder),
            why="what is read or approved is a text that stands in a draft",
            todo="Leave out --draft, if the last one was read."
            if draft
            else f"Build it: is248 build {edition} --draft.",
        )
    return found
