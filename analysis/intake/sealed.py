"""Which answers a unit gave, as checksums: enough to tell that one has changed, and no more.

The checksums are keyed, so that nobody without the key finds an answer by trying them all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from msgspec import Struct

from analysis.intake.codebook import UNITS, load_codebook
from analysis.intake.columns import MUNICIPALITY, NAME
from analysis.intake.forms import UNIT
from project.places import Project

_BYTES = 6
WIDTH = 2 * _BYTES
"""Signs of one checksum."""


class SealedForm(Struct, frozen=True):
    """The answers to one form: by unit a checksum for each of the variables, one after another.

    `labels` has what the form asks, by variable.
    """

    variables: tuple[str, ...]
    units: dict[str, str]
    labels: dict[str, str] = {}


class SealedYear(Struct, frozen=True):
    """A survey year: what units are called, and the answers by form."""

    names: dict[str, str]
    forms: dict[str, SealedForm]


def sealed_year(project: Project, year: int, key: bytes) -> SealedYear:
    """The cleaned answers of a year, sealed with *key* (at most 64 bytes)."""
    # not for those who only compare, which every page of a site does
    import pyarrow.parquet as pq

    book = load_codebook(project.codebook_path(year))
    facts = pq.read_table(project.cleaned_path(year, UNITS))
    known = {*facts.column_names}
    forms = {}
    for path in sorted(project.cleaned_dir(year).glob("*.parquet")):
        if path.stem != UNITS:
            table = pq.read_table(path)
            columns = {
                name: table[name].to_pylist() for name in table.column_names if name not in known
            }
            asked = {q.variable: q.label for q in book.questions if path.stem in q.forms}
            forms[path.stem] = _sealed(table[UNIT].to_pylist(), columns, key, asked)
    return SealedYear(_names(facts.to_pydict()), forms)


def changed_answers(before: SealedYear, after: SealedYear) -> dict[str, dict[str, frozenset[str]]]:
    """By form and unit the variables that a unit answers otherwise than before.

    Of a unit that one of the two does not have, all. What only one of them asked says nothing of
    a unit, and is left out.
    """
    found: dict[str, dict[str, frozenset[str]]] = {}
    for form in sorted({*before.forms} & {*after.forms}):
        old, new = before.forms[form], after.forms[form]
        units: dict[str, frozenset[str]] = {}
        for unit in sorted({*old.units} | {*new.units}):
            one, other = old.units.get(unit), new.units.get(unit)
            if one is None or other is None:
                units[unit] = frozenset(new.variables)
            elif (one, old.variables) != (other, new.variables):
                parts = _parts(old, one), _parts(new, other)
                shared = {*parts[0]} & {*parts[1]}
                if changed := frozenset(n for n in shared if parts[0][n] != parts[1][n]):
                    units[unit] = changed
        if units:
            found[form] = units
    return found


def _parts(form: SealedForm, text: str) -> dict[str, str]:
    return {name: text[i * WIDTH : (i + 1) * WIDTH] for i, name in enumerate(form.variables)}


def _sealed(
    units: list[str], columns: Mapping[str, list[object]], key: bytes, labels: dict[str, str]
) -> SealedForm:
    variables: dict[str, list[str]] = {}
    for name in columns:
        if name != UNIT:
            variables.setdefault(name.partition("__")[0], []).append(name)
    marks: list[list[str]] = [[] for _ in units]
    for variable, names in variables.items():
        for own, values in zip(marks, zip(*(columns[name] for name in names), strict=True),
                               strict=True):  # fmt: skip
            own.append(_mark((variable, names, values), key))
    joined = {unit: "".join(own) for unit, own in zip(units, marks, strict=True)}
    return SealedForm(tuple(variables), joined, labels)


def _mark(content: object, key: bytes) -> str:
    return hashlib.blake2b(repr(content).encode(), key=key, digest_size=_BYTES).hexdigest()


def _names(facts: Mapping[str, list[str]]) -> dict[str, str]:
    """A unit goes by its municipality where that is one unit, and else by its own name."""
    places = facts[MUNICIPALITY]
    return {
        unit: place if place and places.count(place) == 1 else name
        for unit, name, place in zip(facts[UNIT], facts[NAME], places, strict=True)
    }
