"""The list of an edition's units and groups as a script: `enheter/units.js`.

Picker, search and comparison read it. It is a script and no JSON, since pages that are opened from
disk may not fetch files:

    is248Units({"edition": "2025", "measures": [{"key": "adults", "label": "…"}], "units": [
    {"key": "1101", "name": "…", "kind": "unit", "href": "1101-eigersund.html", "county": "…",
     "population": 15000, "former": [], "values": {"adults": ["12,5", 12.5]}},
    …
    ]});

A value is its text as pages print it and its number, or null where there is none to draw. Only
what is public may be put in: whoever makes the list answers for that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct, to_builtins

SCRIPT = "units.js"
Kind = Literal["unit", "district", "aside", "county", "trust", "region"]
"""`aside` is a part of a municipality in districts that is none of these, as an agency of it."""


class Measure(Struct, frozen=True, kw_only=True):
    """What a value tells; `label` stands in the comparison's row head, with its base."""

    key: str
    label: str


class Value(Struct, frozen=True):
    """A value as it is printed, and as a number where there is one."""

    text: str
    number: float | None = None


class Listed(Struct, frozen=True, kw_only=True):
    """A unit or a group that has a page.

    `href` is the page's address from the folder of the list, `county` the name of the county it
    lies in ('' for groups), `former` the names of units that it has taken the place of, `values`
    by the key of their measure.
    """

    key: str
    name: str
    kind: Kind
    href: str
    county: str = ""
    population: int | None = None
    former: tuple[str, ...] = ()
    values: Mapping[str, Value] = {}


def units_script(edition: str, measures: Sequence[Measure], units: Sequence[Listed]) -> str:
    """The text of the script, with a unit a line."""
    lines = ",\n".join(_json(_entry(unit)) for unit in units)
    heads = f'"edition":{_json(edition)},"measures":{_json(to_builtins(measures))}'
    return f'is248Units({{{heads},"units":[\n{lines}\n]}});\n'


def _entry(unit: Listed) -> dict[str, object]:
    values = {key: [value.text, value.number] for key, value in unit.values.items()}
    return {**to_builtins(unit), "values": values}


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
