"""What a draft is known by: its number, and all that it was made from, as its folder has it."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from analysis.intake.sealed import SealedYear
from project.errors import ProjectError
from publishing.manuscript.chapter import python_only

SCHEMA: Literal["is248-draft-1"] = "is248-draft-1"
RECORD, ANSWERS, PARAGRAPHS = "draft.json", "answers.json", "paragraphs.json"
RESULTS, BOOK = "results", "book"
Kind = TypeVar("Kind", bound=Struct)
# What a cell says of its product; all else in it computes.
_SAID = frozenset({"alt", "caption", "headline", "notes", "source", "subtitle"})


class DraftChapter(Struct, frozen=True):
    """A page of a draft.

    `code` is a checksum of all that its cells compute, `program` the files of the program that they
    reach, `reads` the fingerprint of each resource as they read it.
    """

    file: str
    stem: str
    number: str
    title: str
    status: str
    href: str
    code: str
    program: tuple[str, ...]
    reads: dict[str, str]


class DraftRecord(Struct, frozen=True):
    """A draft. `content` is a checksum of all that it says, `number` 0 where it has none.

    `date` is an ISO date, `commit` is empty outside git; `inputs` are checksums by file, from the
    project's root, `versions` those of programs.
    """

    schema: Literal["is248-draft-1"]
    edition: str
    number: int
    content: str
    date: str
    commit: str
    inputs: dict[str, str]
    versions: dict[str, str]
    chapters: tuple[DraftChapter, ...]

    @property
    def name(self) -> str:
        """The draft's name in addresses."""
        return draft_name(self.edition, self.number)


class DraftAnswers(Struct, frozen=True):
    """The answers that a draft counts, sealed with the key that `key` is a checksum of.

    `made_from` has a checksum of each year's cleaned data.
    """

    key: str
    made_from: dict[int, str]
    years: dict[int, SealedYear]


def draft_name(edition: str, number: int) -> str:
    """The name of a draft in addresses, such as 2025-utkast-3."""
    return f"{edition}-utkast-{number}"


def read_draft(folder: Path) -> DraftRecord:
    """The record of the draft in *folder*; a `ProjectError` where there is none that is whole."""
    return _read(folder / RECORD, DraftRecord)


def read_answers(folder: Path) -> DraftAnswers:
    """The sealed answers of the draft in *folder*."""
    return _read(folder / ANSWERS, DraftAnswers)


def written(record: Struct) -> bytes:
    """A record as its file has it."""
    return msgspec.json.encode(record) + b"\n"


def computes(notebook: Mapping[str, Any]) -> str:
    """A checksum of what the cells of an executed chapter compute, whatever they say of it."""
    cells = [
        _plain(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("is248", {}).get("role") == "code"
    ]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def _plain(source: str) -> str:
    try:
        tree = ast.parse(python_only(source))
    except SyntaxError:
        return source
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            call.keywords = [each for each in call.keywords if each.arg not in _SAID]
    return ast.dump(tree)


def _read(path: Path, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise ProjectError(
            "What is kept of a draft can't be read.",
            where=str(path),
            why=str(error),
            todo="Remove that draft with 'is248 drafts --remove', and build the draft again.",
        ) from None
