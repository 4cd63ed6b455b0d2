"""What pages of units share: the list of all of them, as page and script, and the comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.tables.signs import UNKNOWN
from analysis.tables.wording import capital, listing
from publishing.book.page import slug
from publishing.units.listing import SCRIPT, Listed, Measure, units_script
from publishing.web.site import attribute
from publishing.web.units.frame import Frame, Step
from publishing.web.units.places import COMPARE, COMPARISON, LIST, START
from publishing.words import COMPARISON as COMPARED
from publishing.words import UNIT_KINDS, UNIT_LIST, UNITS, UNITS_OF_KIND

_WITHIN = ("unit", "district", "aside")  # listed under their county
_APART = ("trust", "region")
_SINGLES, _GROUPS = ("unit", "district"), ("county", *_APART)
_LAST = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})  # after z
_DIGITS = re.compile(r"\d+")


@dataclass
class _Group:
    """One heading of the list and who stands under it."""

    id: str
    name: str
    href: str = ""
    units: list[_Entry] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    name: str
    href: str
    former: str


def common_files(
    frame: Frame, edition: str, measures: Sequence[Measure], units: Sequence[Listed]
) -> dict[str, bytes]:
    """All files that the pages of an edition's units share, by their path from those pages.

    The list of all as page and as script, the page that compares, style and scripts.
    """
    texts = {
        START: frame.page(
            "units.html",
            START,
            capital(listing(_plurals(units, _SINGLES + _GROUPS))),
            script=LIST,
            lead=_lead(units),
            groups=_groups(units),
            compare=COMPARISON,
            list_words=attribute(UNIT_LIST),
        ),
        COMPARISON: frame.page(
            "compare.html",
            COMPARISON,
            UNITS["comparison"],
            script=COMPARE,
            steps=[Step(UNITS["short"], START)],
            comparison_words=attribute(
                {**COMPARED, "signs": {UNKNOWN: COMPARED["open"]}, "bars": UNITS["bars"]}
            ),
        ),
        SCRIPT: units_script(edition, measures, units),
    }
    own = {name: path.read_bytes() for name, path in frame.files().items()}
    return {**{name: text.encode() for name, text in texts.items()}, **own}


def _lead(units: Sequence[Listed]) -> str:
    """What the list has, in two sentences; one where it has no groups."""
    kinds = {one.kind for one in units}
    ones = listing(UNIT_KINDS[kind] for kind in _SINGLES if kind in kinds)
    groups = capital(listing(_plurals(units, _GROUPS)))
    told = [UNITS["lead"].format(one=ones)]
    return " ".join(told + [UNITS["lead_groups"].format(groups=groups)] * bool(groups))


def _plurals(units: Sequence[Listed], kinds: Sequence[str]) -> list[str]:
    """What those of each of these kinds are called, of which the list has any."""
    found = {one.kind for one in units}
    return [UNITS_OF_KIND[kind] for kind in kinds if kind in found]


def _groups(units: Sequence[Listed]) -> list[_Group]:
    """Counties with their units, then what else is grouped, each in the order of the alphabet."""
    pages = {one.name: one.href for one in units if one.kind == "county"}
    within = {one.county for one in units if one.kind in _WITHIN}
    counties = [
        _Group(
            f"fylke-{slug(county)}" if county else "uten-fylke",
            county or UNITS["elsewhere"],
            pages.get(county, ""),
            _entries(one for one in units if one.kind in _WITHIN and one.county == county),
        )
        for county in sorted(pages.keys() | within, key=lambda name: (not name, _order(name)))
    ]
    apart = [
        _Group(slug(UNITS[kind]), UNITS[kind], "", _entries(u for u in units if u.kind == kind))
        for kind in _APART
    ]
    return _told_apart([*counties, *(group for group in apart if group.units)])


def _told_apart(groups: list[_Group]) -> list[_Group]:
    """The groups, each with an id of its own."""
    taken: set[str] = set()
    for group in groups:
        base, count = group.id, 1
        while group.id in taken:
            count += 1
            group.id = f"{base}-{count}"
        taken.add(group.id)
    return groups


def _entries(units: Iterable[Listed]) -> list[_Entry]:
    return [
        _Entry(
            one.name,
            one.href,
            UNITS["formerly"].format(names=", ".join(one.former)) if one.former else "",
        )
        for one in sorted(units, key=lambda one: _order(one.name))
    ]


def _order(name: str) -> str:
    """Where a name stands in the Norwegian alphabet; numbers go by their size."""
    folded = unicodedata.normalize("NFC", name).casefold().translate(_LAST)
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return _DIGITS.sub(lambda found: found[0].zfill(9), bare)
