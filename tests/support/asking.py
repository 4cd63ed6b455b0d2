"""A questionnaire that changes: questions dropped, new and changed, and answers that come and go.

    done = change_questions(before, now, turn=0)        # two codebooks as data, changed in place

Every question gets one of six fates by its place, so that with six turns each has had them all. A
question that is asked after another's answers shares the other's end or beginning.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

Asked = dict[str, Any]
FATES = ("dropped", "new", "changed", "one answer more", "one answer less", "as it was")
MORE = "brand_new"


@dataclass
class Changed:
    """What became of the questions, by form and variable.

    `more` has the type of those with a new answer, `lost` the code of the answer that went.
    """

    fates: dict[tuple[str, str], str] = field(default_factory=dict)
    more: dict[tuple[str, str], str] = field(default_factory=dict)
    lost: dict[tuple[str, str], str] = field(default_factory=dict)

    def those(self, fate: str) -> set[tuple[str, str]]:
        """The questions with one fate."""
        return {key for key, its in self.fates.items() if its == fate}


def load(path: Path) -> dict[str, Any]:
    """A codebook as it is written: every scalar a text."""
    content: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    return content


def save(path: Path, book: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), "utf-8")


def change_questions(before: dict[str, Any], now: dict[str, Any], turn: int) -> Changed:
    """Give each question of `now` its fate; `before` loses those that are new."""
    year, found = int(now["year"]), Changed()
    gates = {(form, gate) for q in now["questions"] for form in _forms(q) for gate in _gates(q)}
    for place, question in enumerate(now["questions"]):
        fate = FATES[(place + turn) % len(FATES)]
        if fate in FATES[:3] and question.get("adds_to"):
            fate = FATES[-1]  # a year without any FTE is no report
        for form in _forms(question):
            found.fates[form, question["variable"]] = fate
        if fate == "changed":
            question["since"] = str(year)
        elif fate == "one answer more":
            _one_more(question, year, found)
        elif fate == "one answer less":
            _one_less(question, year, gates, found)
    for fate in ("dropped", "new"):
        _followers(now, found, fate)
    for question in now["questions"]:
        its = {found.fates[form, question["variable"]] for form in _forms(question)}
        if "dropped" in its:
            question["until"] = str(year - 1)
        elif "new" in its:
            question["since"] = str(year)
    new = found.those("new")
    _led_by_new(before, new)
    before["questions"] = [q for q in (_without(q, new) for q in before["questions"]) if q]
    return found


def _forms(question: Asked) -> list[str]:
    return list(question.get("forms") or [question["form"]])


def _gates(question: Asked) -> list[str]:
    return list(question.get("asked") or {})


def _parts(question: Asked) -> Iterator[list[dict[str, str]]]:
    yield from (question[kind] for kind in ("options", "items") if question.get(kind))


def _one_more(question: Asked, year: int, found: Changed) -> None:
    for parts in _parts(question):
        for form in _forms(question):
            found.more[form, question["variable"]] = question["type"]
        new = {"code": MORE, "label": "Et helt nytt svar", "since": str(year)}
        parts.insert(len(parts) // 2, new)


def _one_less(question: Asked, year: int, gates: set[tuple[str, str]], found: Changed) -> None:
    if any((form, question["variable"]) in gates for form in _forms(question)):
        return
    for parts in _parts(question):
        if len(parts) > 2:
            parts[-1]["until"] = str(year - 1)
            for form in _forms(question):
                found.lost[form, question["variable"]] = parts[-1]["code"]


def _followers(now: dict[str, Any], found: Changed, fate: str) -> None:
    """Whoever is asked after a question that is dropped, or new, goes with it in all forms."""
    while True:
        gone = found.those(fate)
        more = {
            (form, q["variable"])
            for q in now["questions"]
            for form in _forms(q)
            if any((each, gate) in gone for each in _forms(q) for gate in _gates(q))
        }
        if more <= gone:
            return
        found.fates |= dict.fromkeys(more, fate)


def _led_by_new(before: dict[str, Any], new: set[tuple[str, str]]) -> None:
    while True:
        more = {
            (form, q["variable"])
            for q in before["questions"]
            for form in _forms(q)
            if any((form, gate) in new for gate in _gates(q))
        }
        if more <= new:
            return
        new |= more


def _without(question: Asked, new: set[tuple[str, str]]) -> Asked | None:
    """The question in the forms that asked it last year, if any."""
    forms = [form for form in _forms(question) if (form, question["variable"]) not in new]
    rest = {name: value for name, value in question.items() if name not in ("form", "forms")}
    return {**rest, "forms": forms} if forms else None


def rewrite(path: Path, form: str, columns: list[str], changed: Changed, *, now: bool) -> None:
    """A file of returns with the columns that its year's codebook asks for.

    Of this year every seventh unit gives the new answer, and nobody the one that went.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    known = [name for name in rows[0] if name in ("unit", "origin", "status")]
    if now:
        for (where, variable), kind in changed.more.items():
            if where == form:
                _give(rows, variable, columns, kind)
        for (where, variable), code in changed.lost.items():
            for row in rows if where == form else ():
                _take(row, variable, code, columns)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(
            handle, [*known, *columns], restval="", extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)


def _take(row: dict[str, str], variable: str, code: str, columns: list[str]) -> None:
    """The answer that went is no answer any more; its FTE are placed on another part."""
    if row.get(variable) == code:
        row[variable] = ""
    elif variable.startswith("fte_") and (gone := row.get(f"{variable}__{code}")):
        other = next(name for name in columns if name.partition("__")[0] == variable)
        row[other] = str(Decimal(row[other] or 0) + Decimal(gone))


def _give(rows: list[dict[str, str]], variable: str, columns: list[str], kind: str) -> None:
    """Every seventh of those who answered gives the new answer; a new part has no FTE."""
    own = [name for name in columns if name.partition("__")[0] == variable]
    answered = [row for row in rows if any(row.get(name) for name in own)]
    for place, row in enumerate(answered):
        gives = place % 7 == 0
        if kind == "choice":
            row[variable] = MORE if gives else row[variable]
        else:
            row[f"{variable}__{MORE}"] = "1" if gives and kind == "choices" else "0"
