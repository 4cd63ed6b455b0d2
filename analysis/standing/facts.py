"""What the page of one unit or group tells, as plain data: public numbers, rounded as printed."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from project.errors import ProjectError

UNIT = "unit"
"""The kind of a page that is of one reporting unit; others have their classification's name."""

Cell = float | str | None
"""A number as printed, a sign (`analysis.tables.signs`), or None where print leaves a blank."""


class Measures(Struct, frozen=True, array_like=True):
    """By form and in all (`adults`, `children`, `all`): FTE, their rate, and the inhabitants."""

    fte: dict[str, Cell]
    rate: dict[str, Cell]
    people: dict[str, Cell]


class Beside(Struct, frozen=True):
    """A group that the page sets its own numbers beside; `key` is its page, where it has one."""

    of: str
    label: str
    phrase: str
    measures: Measures
    key: str = ""


class Part(Struct, frozen=True):
    """A unit of a group."""

    key: str
    label: str
    measures: Measures


class Facts(Struct, frozen=True):
    """All that one page tells of the data.

    `kind` is `UNIT` or the classification that a group is of. `like` are the rates of all that it
    is compared with, by form and key; `called` says who they are. `beside` are the groups of a
    unit that its numbers are set beside, and the country last.
    """

    edition: int
    key: str
    name: str
    kind: str
    measures: Measures
    called: str
    like: dict[str, dict[str, float]]
    beside: tuple[Beside, ...]
    parts: tuple[Part, ...] = ()
    places: int = 0
    per: int = 10_000
    made: bool = False
    derived_people: bool = False


def write_facts(facts: Facts) -> bytes:
    """The facts as JSON, the same bytes for the same facts."""
    return msgspec.json.encode(facts, order="deterministic")


def read_facts(text: bytes, path: Path) -> Facts:
    """Facts as `write_facts` wrote them; what is wrong in them is a `ProjectError`."""
    try:
        return msgspec.json.decode(text, type=Facts)
    except msgspec.DecodeError as error:
        raise ProjectError(
            "These are not the facts of a page.",
            where=str(path),
            why=str(error),
            todo="Let is248 units make them again.",
        ) from None
