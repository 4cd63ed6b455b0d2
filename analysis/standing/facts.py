"""What the page of one unit or group tells, as plain data: public numbers, rounded as printed."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import UNSET, Struct, UnsetType

from project.errors import ProjectError

UNIT = "unit"
"""The kind of a page that is of one reporting unit; others have their classification's name."""

Cell = float | str | None
"""A number as printed, a sign (`analysis.tables.signs`), or None where print leaves a blank."""


class Measures(Struct, frozen=True):
    """By form and in all (`adults`, `children`, `all`): FTE, their rate, and the inhabitants.

    Inhabitants of a single unit are told where they are official alone.
    """

    fte: dict[str, Cell]
    rate: dict[str, Cell] = {}
    people: dict[str, Cell] = {}


class Beside(Struct, frozen=True):
    """A group that the page sets its own rates beside; `key` is its page, where it has one.

    One that `goes_without_saying` has just the units of the page, or of one that comes after it.
    """

    of: str
    label: str
    phrase: str
    rate: dict[str, Cell]
    key: str = ""
    goes_without_saying: bool = False


class Part(Struct, frozen=True):
    """A unit of a group, or one that was merged into a unit."""

    key: str
    label: str
    measures: Measures


class Earlier(Struct, frozen=True):
    """What a report told of the same ground in an earlier year.

    `parts` are the units that it was then, of one unit; `breaks` tell why the years are not counted
    alike.
    """

    year: int
    fte: dict[str, Cell]
    parts: tuple[Part, ...] = ()
    breaks: tuple[str, ...] = ()


class Told(Struct, frozen=True):
    """A table of the report that has the group: where it stands, and what it tells of it.

    `here` and `whole` are the group's number and that of all units, as printed, where the table
    tells one thing of each group; `what` heads the column, which is in `unit`.
    """

    number: str
    caption: str
    link: str
    what: str = ""
    unit: str = ""
    here: str = ""
    whole: str = ""


class Given(Struct, frozen=True):
    """An answer of a unit, and how many percent of its size group gave it, as printed, or a sign.

    Percent are of those that answered; `code` is empty where none of several answers was marked.
    """

    code: str
    label: str
    share: Cell


class Answered(Struct, frozen=True):
    """What a unit answered to a question: one answer, or all that it marked.

    Where it gave none, a `sign` says why: it was not asked, or left it open.
    """

    variable: str
    question: str
    given: tuple[Given, ...] = ()
    sign: str = ""


class Returned(Struct, frozen=True):
    """The answers of a unit in one form; none where it did not send it."""

    label: str
    answers: tuple[Answered, ...]


class Dots(Struct, frozen=True, array_like=True):
    """Where the dots of a figure lie on one sheet (`analysis.figures.kinds.strips.plotted`).

    `scale` is the least and the largest value, the length in points and the radius; `strips` has
    for each strip its dots, and its box.
    """

    scale: tuple[float, float, float, float]
    strips: tuple[
        tuple[tuple[tuple[float, float], ...], tuple[float, float, float, float, float]], ...
    ]


class Facts(Struct, frozen=True):
    """All that one page tells of the data.

    `kind` is `UNIT` or the classification that a group is of; `noun` says what its units are,
    `labels` what the forms are called. `like` are the rates of all that it is compared with and
    its own, by form, from the lowest; `called` says who they are. `beside` are the groups of a
    unit that its numbers are set beside, and the country last.
    `carried` are the forms whose FTE are of an earlier year, and which; `silent` those that it did
    not answer: both of real returns alone. `split` are units of an earlier year that were parted
    between several, so that the ground can't be followed. `told` is what the report has of the size
    group, `links` where it tells of what the page does. `mixed` is of a district
    that is compared with whole municipalities too. `dots` are placed once for all that are alike.
    `returns` are there alone where the edition shows answers of units.
    """

    edition: int
    key: str
    name: str
    kind: str
    noun: str
    labels: dict[str, str]
    measures: Measures
    called: str
    like: dict[str, tuple[float, ...]]
    beside: tuple[Beside, ...]
    parts: tuple[Part, ...] = ()
    carried: dict[str, int] = {}
    silent: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    split: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    links: tuple[Told, ...] = ()
    places: int = 0
    per: int = 10_000
    dots: tuple[Dots, ...] = ()
    made: bool = False
    mixed: bool = False
    returns: tuple[Returned, ...] | UnsetType = UNSET


def write_facts(facts: Facts) -> bytes:
    """The facts as JSON, the same bytes for the same facts."""
    return msgspec.json.encode(facts)


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
