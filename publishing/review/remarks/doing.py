"""What is done about remarks: answered, resolved, opened again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec import convert, structs

from project.errors import ProjectError
from project.places import Project
from publishing.review.remarks.annotations import kept_moment
from publishing.review.remarks.remark import Event, Remark, line, plain
from publishing.review.remarks.store import find_remark, load_remarks, save_remarks, shortest


def do(
    project: Project, edition: str, names: Sequence[str], did: str, by: str, text: str = ""
) -> Iterator[str]:
    """Answer, resolve or reopen the remarks with these (cut) ids; a line for each.

    Either all of them are found, or nothing is done (`ProjectError`).
    """
    remarks = load_remarks(project, edition)
    wanted = list(dict.fromkeys(find_remark(remarks, name) for name in names))
    words = plain(text)
    if did == "answered" and not words:
        raise ProjectError("an answer needs words", todo="Write it after the id, in quotes.")
    at = kept_moment(datetime.now(tz=UTC))
    event = convert({"did": did, "by": by, "at": at, "text": words}, Event)
    changed = [one for one in wanted if did == "answered" or _changes(one, did)]
    done = [structs.replace(one, history=(*one.history, event)) for one in changed]
    save_remarks(project, edition, done)
    called = shortest(remarks)
    for one in wanted:
        said = did if one in changed else f"is {one.status} already"
        about = line(one.anchor.file or one.page)
        yield f"{called[one.id]}  {said}: what {line(one.by)} says of {about}"


def _changes(remark: Remark, did: str) -> bool:
    return remark.is_open == (did == "resolved")
