"""What stops publishing: open remarks, and chapters that nobody approved as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from project.editions import Edition, chapter_files
from project.errors import ProjectError
from project.places import Project
from publishing.review.remarks.remark import Remark, line
from publishing.review.remarks.store import load_remarks, shortest
from publishing.review.round.round import Round, load_round
from publishing.review.round.standing import Standing, standings

_SHOWN = 8


def check_reviewed(
    project: Project, edition: Edition, texts: Mapping[str, str] | None = None
) -> None:
    """Raise `ProjectError` where a round has begun and is not finished; it says what is left.

    `texts` are the checksums of what chapters say now; without them only what is sure is told. An
    edition without a round may always be published.
    """
    its = load_round(project, edition.name)
    if its is None:
        return
    name = edition.name
    still_open = _open(load_remarks(project, name))
    unapproved = _unapproved(its, chapter_files(edition), texts)
    if still_open or unapproved:
        todo = [f"See is248 comments {name}."] if still_open else []
        if unapproved:
            todo.append(
                f"What is approved is what a draft says: is248 build {name} --draft, then "
                f"is248 review {name} set CHAPTER godkjent --by NAME."
            )
        raise ProjectError(
            f"The review of {name} is not finished.",
            where=str(project.round_path(name)),
            why="; ".join([*still_open, *unapproved]),
            todo=" ".join([*todo, "To publish all the same: --despite-review."]),
        )


def _open(remarks: Sequence[Remark]) -> list[str]:
    left = [one for one in remarks if one.is_open]
    if not left:
        return []
    called = shortest(remarks)
    named = [
        f"{called[one.id]} ({line(one.by)}, {PurePosixPath(line(one.page)).stem})" for one in left
    ]
    count = "1 remark is open" if len(left) == 1 else f"{len(left)} remarks are open"
    return [f"{count}: {_listed(named)}"]


def _unapproved(its: Round, files: Sequence[str], texts: Mapping[str, str] | None) -> list[str]:
    found = [one for one in standings(its, files, (), texts) if not one.approved]
    changed = [f"{one.stem} ({_approvers(one)})" for one in found if one.stale]
    rest = [f"{one.stem} ({one.status})" for one in found if not one.stale]
    out = []
    if rest:
        out.append(f"{_chapters(rest)} not approved: {_listed(rest)}")
    if changed:
        out.append(f"{_chapters(changed)} changed after approval: {_listed(changed)}")
    return out


def _chapters(those: Sequence[str]) -> str:
    return "1 chapter is" if len(those) == 1 else f"{len(those)} chapters are"


def _approvers(one: Standing) -> str:
    return ", ".join(f"{line(each.by)} {each.date}" for each in one.stale)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
