"""The units of a survey year and their groups (``data/units`` and ``data/classifications``)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from project.errors import ProjectError
from project.settings import load_yaml

# A unit's code names files, also where systems are choosy: nothing that could leave the folder.
_CODE = re.compile(
    r"(?!(?:con|prn|aux|nul|com\d|lpt\d)\Z)[0-9a-z][0-9a-z_-]{0,39}", re.ASCII | re.IGNORECASE
)
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # line breaks, and what turns the text after it round

Classification = Mapping[str, tuple[str, ...]]
"""Name of a grouping -> its labels in print order."""


@dataclass(frozen=True)
class Unit:
    """One reporting unit; `groups` holds its label in every classification.

    `replaces` are the codes of last year's units that it stands in the place of, `forms` those of
    the forms that it gets; none named: all. `label` is what tables of units call it, where that is
    not its code and name.
    """

    code: str
    name: str
    municipality: str
    groups: Mapping[str, str]
    replaces: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    label: str = ""

    @property
    def called(self) -> str:
        """What it is called in a table of units."""
        return self.label or f"{self.code} {self.name}"

    def gets(self, form: str) -> bool:
        """Whether the unit is to answer a form."""
        return not self.forms or form in self.forms


def units_of(units: Mapping[str, Unit], form: str) -> dict[str, Unit]:
    """The units that get a form, in the list's order."""
    return {code: unit for code, unit in units.items() if unit.gets(form)}


def read_records(path: Path, required: tuple[str, ...]) -> list[dict[str, str]]:
    """Read one of the project's own CSV files (UTF-8, comma) as records with these columns."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        begun = f", or let 'is248 new {path.stem}' make it again" if path.stem.isdecimal() else ""
        raise ProjectError(
            f"{path.parent.name}/{path.name} is missing",
            where=str(path),
            todo=f"Restore it{begun}. It has the columns {', '.join(required)}.",
        ) from None
    except UnicodeDecodeError:
        raise ProjectError(
            f"{path.name} is not UTF-8 text", where=str(path), todo="Save the file as CSV UTF-8."
        ) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in required if name not in (reader.fieldnames or ())]
    if missing:
        raise ProjectError(
            f"{path.name} has no column {', '.join(missing)}",
            where=str(path),
            todo=f"The columns must be {', '.join(required)}.",
        )
    records = []
    for row in reader:
        if None in row or None in row.values():
            raise ProjectError(
                f"{path.name} has a row with too many or too few fields",
                where=f"{path}, line {reader.line_num}",
                todo="Give the row as many fields as the heading.",
            )
        records.append(row)
    return records


def load_classification(path: Path) -> Classification:
    """Read the ordered labels of every grouping of a year."""
    return {name: tuple(phrases) for name, phrases in load_phrases(path).items()}


def load_phrases(path: Path) -> dict[str, dict[str, str]]:
    """Read what every group of a year is called inside a sentence, by grouping and label.

    A grouping is a list of labels, which are the phrases too, or a mapping from label to phrase.
    """
    load_derived(path)  # what is wrong in it is told
    return {
        str(name): _phrases(path, str(name), each)
        for name, each in load_yaml(path).items()
        if name != _DERIVED
    }


_DERIVED = "derived"


def load_derived(path: Path) -> tuple[str, ...]:
    """Read which groupings (`derived:`) were put together from printed sums, unit by unit.

    They hold in sum, but may be wrong of a single unit.
    """
    content = load_yaml(path)
    named = content.get(_DERIVED, [])
    known = [str(name) for name in content if name != _DERIVED]
    if not isinstance(named, list) or not set(map(str, named)) <= set(known):
        raise ProjectError(
            "'derived' must list classifications of the file",
            where=str(path),
            todo=f"Write for instance derived: [{', '.join(known[-1:])}], or take it away.",
        )
    return tuple(map(str, named))


def _phrases(path: Path, name: str, groups: object) -> dict[str, str]:
    phrases = groups if isinstance(groups, dict) else None
    labels = groups if isinstance(groups, list) else list(phrases or ())
    if not labels or not _different_texts(labels):
        raise ProjectError(
            f"classification '{name}' must be a list of different labels",
            where=str(path),
            todo="Write one label a line, in print order.",
        )
    if phrases is None:
        return {label: label for label in labels}
    if not _different_texts(list(phrases.values())):
        raise ProjectError(
            f"classification '{name}' needs a phrase of its own for each label",
            where=str(path),
            todo='Write what the group is called inside a sentence: "Bydeler": "bydelene".',
        )
    return phrases


def _different_texts(values: list[object]) -> bool:
    texts = [value for value in values if isinstance(value, str) and value.strip()]
    return len(set(texts)) == len(texts) == len(values)


def load_units(path: Path, classification: Classification) -> dict[str, Unit]:
    """Read a year's units by code, in file order; each has a known label in every grouping.

    Three columns are optional: `replaces` names last year's units that are gone into the unit,
    `forms` the forms that it gets, where it does not get all, both with a space between codes;
    `label` says what it is called in tables of units.
    """
    units: dict[str, Unit] = {}
    known: dict[str, str] = {}
    for number, row in enumerate(
        read_records(path, ("code", "name", "municipality", *classification)), start=2
    ):
        code, where = row["code"], f"{path}, line {number}"
        if not _CODE.fullmatch(code):
            raise ProjectError(
                f"unit code {code!r} is not letters and digits that can name a file",
                where=where,
                todo="Correct the code: at most 40 signs, and none of the words that Windows keeps "
                "for itself (con, aux, nul …).",
            )
        if (same := known.setdefault(code.casefold(), code)) != code:
            raise ProjectError(
                f"the units {same} and {code} have one code but for capitals",
                where=where,
                todo="Give one of them another code: not all systems tell their files apart.",
            )
        if code in units:
            raise ProjectError(
                f"unit {code} stands twice", where=where, todo="Remove one of the rows."
            )
        for name in ("name", "municipality", "label"):
            _check_text(row.get(name) or "", f"unit {code}", name, where)
        for name, labels in classification.items():
            if row[name] not in labels:
                raise ProjectError(
                    f"unit {code} has unknown {name} {row[name]!r}",
                    where=where,
                    todo=f"Correct it, or add the label under '{name}' in the classification.",
                )
        units[code] = Unit(
            code,
            row["name"],
            row["municipality"],
            {name: row[name] for name in classification},
            _replaced(row.get("replaces", ""), where),
            tuple(dict.fromkeys(row.get("forms", "").split())),
            row.get("label", ""),
        )
    if not units:
        raise ProjectError(
            f"{path.name} lists no units", where=str(path), todo="List the year's reporting units."
        )
    return units


def _check_text(text: str, unit: str, column: str, where: str) -> None:
    """A `ProjectError` for a name that is none, or that holds what nobody sees."""
    if column == "name" and not text.strip():
        raise ProjectError(
            f"{unit} has no name", where=where, todo="Write what readers call it under 'name'."
        )
    if unseen := [sign for sign in text if unicodedata.category(sign) in _UNSEEN]:
        raise ProjectError(
            f"{unit} has a sign under '{column}' that can't be seen (U+{ord(unseen[0]):04X})",
            where=where,
            todo="Write it anew by hand, on one line.",
        )


def _replaced(text: str, where: str) -> tuple[str, ...]:
    codes = text.split()
    wrong = [code for code in codes if not _CODE.fullmatch(code)]
    if wrong:
        raise ProjectError(
            f"'{wrong[0]}' under replaces is no code of a unit",
            where=where,
            todo="Write the codes of last year's units with a space between them.",
        )
    return tuple(dict.fromkeys(codes))


def check_forms(units: Mapping[str, Unit], forms: Sequence[str], path: Path) -> None:
    """A `ProjectError` for a form that the codebook lacks, or that no unit gets."""
    for number, unit in enumerate(units.values(), start=2):
        for form in unit.forms:
            if form not in forms:
                raise ProjectError(
                    f"unit {unit.code} gets the form '{form}', which the codebook does not have",
                    where=f"{path}, line {number}, column forms",
                    todo=f"Write codes of forms with a space between them: {', '.join(forms)}. "
                    "A blank cell means all of them.",
                )
    for form in forms:
        if not units_of(units, form):
            raise ProjectError(
                f"no unit gets the form '{form}'",
                where=f"{path}, column forms",
                todo="Name it at the units that get it, or take it out of the codebook.",
            )


def check_replaced(
    units: Mapping[str, Unit], before: Mapping[str, Unit], path: Path, earlier: Path
) -> None:
    """A `ProjectError` for a unit that replaces one that the year before did not have."""
    for unit in units.values():
        for code in unit.replaces:
            if code not in before:
                raise ProjectError(
                    f"unit {unit.code} replaces {code}, which was no unit the year before",
                    where=str(path),
                    todo=f"Correct the code under replaces, or add the unit to {earlier.name}.",
                )
