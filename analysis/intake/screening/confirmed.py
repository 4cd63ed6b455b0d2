"""Findings that a unit has confirmed: they are asked no more as long as the answer is the same.

`data/confirmed/<year>.yml` keeps who confirmed what, and when.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import yaml
from msgspec import Meta, Struct, structs

from analysis.intake.screening.findings import REPORT, Finding, Screening
from project.errors import ProjectError
from project.kept.files import write_atomic
from project.settings import read_settings, settings_from

SCHEMA_LINE = "# yaml-language-server: $schema=confirmed.schema.json\n"
_NAME = "the confirmations"
Text = Annotated[str, Meta(min_length=1)]


class Confirmation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One finding that a unit stands by, as `is248 check` tells it."""

    unit: Annotated[Text, Meta(description="The unit's code.")]
    form: Annotated[Text, Meta(description="The form's code.")]
    rule: Annotated[Text, Meta(description="The rule's name.")]
    variable: Annotated[str, Meta(description="The column or question, if the finding has one.")]
    value: Annotated[str, Meta(description="The answer as the finding shows it.")]
    against: Annotated[
        str, Meta(description="The other answer that it was held against, if any.")
    ] = ""
    by: Annotated[Text, Meta(description="Who confirmed it.")]
    date: Annotated[dt.date, Meta(description="When; a date like 2025-11-03.")]
    note: Annotated[str, Meta(description="What was said.")] = ""


class Confirmations(Struct, frozen=True, forbid_unknown_fields=True):
    """All confirmations of a survey year."""

    confirmed: Annotated[
        tuple[Confirmation, ...], Meta(description="One entry a finding; is248 confirm adds them.")
    ]


_ANSWERED = ("unit", "form", "rule", "variable", "value", "against")


def load_confirmations(path: Path) -> tuple[Confirmation, ...]:
    """The confirmations in a file, none where there is no file; what is wrong is told."""
    if not path.is_file():
        return ()
    found = read_settings(path, Confirmations, _NAME, text_only=True).confirmed
    seen: set[tuple[str, ...]] = set()
    for one in found:
        if _key(one) in seen:
            raise ProjectError(
                f"unit {one.unit} has confirmed {one.rule} of {one.variable or one.form} twice",
                where=str(path),
                todo="Keep the entry that counts.",
            )
        seen.add(_key(one))
    return found


def without_confirmed(screening: Screening, confirmations: Sequence[Confirmation]) -> Screening:
    """The screening with what units have confirmed set apart; what stops can't be confirmed.

    A confirmation of another answer than the unit has now counts for nothing, and is told.
    """
    by_key = {_key(one): one for one in confirmations}
    still, confirmed, used = [], [], set()
    for finding in screening.findings:
        key = _key(finding)
        if finding.kind == REPORT and finding.unit and key in by_key:
            confirmed.append(finding)
            used.add(key)
        else:
            still.append(finding)
    lapsed = [f"{one.unit} {one.form} {one.variable}" for k, one in by_key.items() if k not in used]
    return dataclasses.replace(
        screening,
        findings=tuple(still),
        confirmed=tuple(confirmed),
        lapsed=tuple(lapsed),
    )


def confirmation_of(finding: Finding, by: str, date: dt.date, note: str) -> Confirmation:
    """A finding as confirmed."""
    answered = {name: getattr(finding, name) for name in _ANSWERED}
    return Confirmation(**answered, by=by, date=date, note=note)


def add_confirmations(path: Path, new: Iterable[Confirmation]) -> None:
    """Add entries at the end of a file, which keeps what an author wrote there."""
    optional = ("against", "note")
    entries = [
        {
            name: value
            for name, value in structs.asdict(one).items()
            if value or name not in optional
        }
        for one in new
    ]
    before = path.read_text(encoding="utf-8") if path.is_file() else f"{SCHEMA_LINE}confirmed:\n"
    added = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=10_000)
    text = before.rstrip("\n") + "\n" + textwrap.indent(added, "  ")
    try:
        settings_from(text.encode(), Confirmations, _NAME, path, text_only=True)
    except ProjectError:
        raise ProjectError(
            f"{path.name} can't take more entries at its end",
            where=str(path),
            why="its last line is not one of the list under 'confirmed:'",
            todo="Write the list with one '- ' an entry, and nothing after it.",
        ) from None
    write_atomic(path, text)


def _key(one: Confirmation | Finding) -> tuple[str, ...]:
    return tuple(str(getattr(one, name)) for name in _ANSWERED)
