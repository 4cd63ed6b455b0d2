"""A review round as its file has it, `data/review/<edition>/round.yml`: begun, and statuses set."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal, TypeAlias, get_args

import yaml
from msgspec import Meta, Struct, structs, to_builtins

from project.errors import ProjectError
from project.kept.files import write_atomic
from project.places import Project
from project.settings import read_settings
from publishing.review.remarks.remark import line

Status: TypeAlias = Literal["utkast", "til gjennomlesing", "lest", "godkjent"]
STATUSES: tuple[Status, ...] = get_args(Status)
DRAFTED, TO_READ, READ, APPROVED = STATUSES
_NAME = "the review round"
_HEAD = """\
# yaml-language-server: $schema=../round.schema.json
# 'is248 review' writes this file anew: comments in it are not kept.
"""
_Text = Annotated[str, Meta(min_length=1)]


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What one person said of one chapter, last."""

    chapter: Annotated[_Text, Meta(description="The chapter's file, as the edition lists it.")]
    status: Annotated[Status, Meta(description=f"One of {', '.join(STATUSES)}.")]
    by: Annotated[_Text, Meta(description="Who set it.")]
    date: Annotated[dt.date, Meta(description="When; a date like 2025-12-01.")]
    draft: Annotated[str, Meta(description="The draft that was read, as utkast-3.")] = ""
    text: Annotated[
        str, Meta(description="The checksum of the chapter's text and numbers as read.")
    ] = ""


class Round(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Who reviews an edition until when, and what they said of its chapters."""

    round: Annotated[int, Meta(ge=1, description="Which round it is.")] = 1
    begun: Annotated[dt.date, Meta(description="When it began; a date like 2025-11-15.")]
    deadline: Annotated[
        dt.date | None, Meta(description="The last day for remarks; a date like 2025-12-01.")
    ] = None
    send_to: Annotated[str, Meta(description="The address that remarks are mailed to.")] = ""
    reviewers: Annotated[tuple[_Text, ...], Meta(description="Those who read, by name.")] = ()
    statuses: Annotated[
        tuple[Entry, ...], Meta(description="What was set, the newest last; is248 review adds it.")
    ] = ()


def load_round(project: Project, edition: str) -> Round | None:
    """The round of an edition; None where none has begun. What is wrong is a `ProjectError`."""
    path = project.round_path(edition)
    return read_settings(path, Round, _NAME, text_only=True) if path.is_file() else None


def the_round(project: Project, edition: str) -> Round:
    """The round of an edition; a `ProjectError` where none has begun."""
    found = load_round(project, edition)
    if found is None:
        raise ProjectError(
            f"no review of {edition} has begun",
            where=str(project.round_path(edition)),
            todo=f"Begin one: is248 review {edition} begin --deadline DATE --reviewer NAME.",
        )
    return found


def save_round(project: Project, edition: str, its: Round) -> None:
    """Write the round's file."""
    text = yaml.safe_dump(
        to_builtins(its), allow_unicode=True, sort_keys=False, width=10_000, indent=2
    )
    write_atomic(project.round_path(edition), _HEAD + text)


def begun(
    before: Round | None,
    today: dt.date,
    deadline: dt.date | None,
    reviewers: Iterable[str],
    send_to: str,
) -> Round:
    """A new round: the first, or the next with the same reviewers and more; statuses stay."""
    if before is None:
        its = Round(round=1, begun=today)
    else:
        its = structs.replace(before, round=before.round + 1, begun=today, deadline=None)
    return changed(its, today, deadline, reviewers, send_to)


def changed(
    its: Round,
    today: dt.date,
    deadline: dt.date | None,
    reviewers: Iterable[str],
    send_to: str,
    without: Iterable[str] = (),
) -> Round:
    """The same round until another day, with more reviewers or fewer; what is not given stays.

    What those said who read no longer is kept. A day that is over, or one `without` who is none of
    its reviewers, is a `ProjectError`.
    """
    if deadline and deadline < today:
        raise ProjectError(
            f"the deadline {deadline} is over", todo="Write a day to come, as YYYY-MM-DD."
        )
    gone = {reviewer(its, line(name)) for name in without}
    names = dict.fromkeys([*its.reviewers, *filter(None, map(line, reviewers))])
    return structs.replace(
        its,
        deadline=deadline or its.deadline,
        send_to=line(send_to) or its.send_to,
        reviewers=tuple(name for name in names if name not in gone),
    )


def named_status(word: str) -> Status:
    """The status that a word, or its beginning, means; any other is a `ProjectError`."""
    wanted = line(word).lower()
    found = [one for one in STATUSES if wanted and one.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    raise ProjectError(
        f"there is no status {word!r}", todo=f"The statuses are: {', '.join(STATUSES)}."
    )


def reviewer(its: Round, name: str) -> str:
    """The reviewer of that name; one whom the round does not know is a `ProjectError`."""
    if not its.reviewers or name in its.reviewers:
        return name
    alike = {one.casefold(): one for one in its.reviewers}
    if name.casefold() in alike:
        return alike[name.casefold()]
    close = difflib.get_close_matches(name, its.reviewers, n=1)
    raise ProjectError(
        f"{name} is no reviewer of this round",
        why=f"its reviewers are {', '.join(its.reviewers)}",
        todo=f'Did you mean "{close[0]}"?'
        if close
        else 'Write who it is, as --by "Kari Nordmann"; one more reads after is248 review change '
        f'--reviewer "{name}".',
    )


def with_entries(its: Round, entries: Sequence[Entry]) -> Round:
    """The round with what was set now; of one person and chapter the last counts."""
    new = {(one.chapter, one.by): one for one in entries}
    kept = [one for one in its.statuses if (one.chapter, one.by) not in new]
    return structs.replace(its, statuses=(*kept, *new.values()))
