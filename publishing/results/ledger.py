"""The results ledger: a chapter's tables, figures and inline numbers as plain data.

Its form is `project.records.Ledger`, for other programs described in ``schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from project.chapters import living
from project.errors import ProjectError
from project.records import (
    SCHEMA,
    ChapterHead,
    FigureRecord,
    FiledFigure,
    InlineRecord,
    Ledger,
    Record,
    ShownRecord,
    TableRecord,
    is_numbered,
)
from publishing.manuscript.chapter import Chapter, place
from publishing.manuscript.inline import INLINE_TAG
from publishing.manuscript.notebook import Notebook, record_in

_WORDS = {"tbl": "tabell", "fig": "figur"}
_SEVERAL = tuple(f"{word}er-" for word in _WORDS.values())


@dataclass(frozen=True)
class Numbered:
    """The number of a table or figure, its anchor, and the line of its cell."""

    id: str
    number: str
    line: int


@dataclass(frozen=True)
class Filed:
    """A chapter's ledger as it is put away.

    `svgs` maps the path of each figure, relative to the ledger's file, to its drawing.
    """

    ledger: Ledger
    svgs: Mapping[str, str]
    numbered: tuple[Numbered, ...]


def make_ledger(chapter: Chapter, notebook: Notebook, root: Path, edition: Any) -> Filed:
    """The ledger of an executed chapter.

    A product whose number is not that of its cell's label is a `ProjectError`.
    """
    tables: list[TableRecord] = []
    figures: list[FiledFigure] = []
    inline: list[InlineRecord] = []
    svgs: dict[str, str] = {}
    numbered: list[Numbered] = []
    for cell, line, record in _records(chapter, notebook):
        if isinstance(record, InlineRecord):
            inline.append(record)
            continue
        label = str(cell["metadata"].get("label", ""))
        numbered.append(_numbered(chapter, label, line, record))
        if isinstance(record, FigureRecord):
            path = f"figures/{record.id}.svg"
            svgs[path] = record.svg
            figures.append(filed(record, path))
        else:
            tables.append(record)
    check_unique({chapter: numbered})
    head = ChapterHead(
        file=_relative(chapter.path, root),
        stem=chapter.stem,
        number=chapter.number,
        title=chapter.title,
        status=str(chapter.front.get("status", "")),
    )
    ledger = Ledger(SCHEMA, edition, head, tuple(tables), tuple(figures), tuple(inline))
    return Filed(ledger, svgs, tuple(numbered))


def _records(
    chapter: Chapter, notebook: Notebook
) -> Iterable[tuple[Mapping[str, Any], int, Record]]:
    """Every record of *notebook* with its cell and that cell's line, in order."""
    for cell in notebook["cells"]:
        line = int(cell["metadata"].get("is248", {}).get("line", 1))
        of_prose = INLINE_TAG in cell["metadata"].get("tags", [])
        for output in cell.get("outputs", ()):
            record = record_in(output, place(chapter.path, line))
            if record and (of_prose or not isinstance(record, InlineRecord)):
                yield cell, line, record


def filed(record: FigureRecord, path: str) -> FiledFigure:
    """The figure with its drawing in the file *path*."""
    fields = {name: getattr(record, name) for name in FiledFigure.__struct_fields__}
    return FiledFigure(**fields | {"svg": path})


def check_unique(numbered: Mapping[Chapter, Iterable[Numbered]]) -> None:
    """A `ProjectError` for the first number that stands twice in these chapters."""
    seen: dict[str, tuple[Chapter, Numbered]] = {}
    for chapter, own in numbered.items():
        for one in own:
            if one.id in seen:
                first, earlier = seen[one.id]
                raise ProjectError(
                    f"{one.id} is made twice",
                    where=place(chapter.path, one.line),
                    why=f"it is also made at {place(first.path, earlier.line)}",
                    todo="Give one of them its own number.",
                )
            seen[one.id] = (chapter, one)


def dump(content: Any) -> bytes:
    """*content* as JSON: same content, same bytes; floats in their shortest exact form."""
    # `json` writes numbers and texts, and is fast where it need not indent; msgspec then indents
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return msgspec.json.format(text.encode(), indent=1) + b"\n"


def _numbered(chapter: Chapter, label: str, line: int, record: ShownRecord) -> Numbered:
    """What *record*, shown by the cell *label*, is numbered as; its label must say the same.

    A cell that makes as many products as the data give is labelled `figurer-…` or `tabeller-…`.
    """
    number = record.number
    prefix = "fig" if isinstance(record, FigureRecord) else "tbl"
    suffix = record.id.removeprefix(f"{prefix}-")
    wanted = f"{_WORDS[prefix]}-{suffix}"
    named = label == wanted or label.startswith(_SEVERAL)
    if not named or (is_numbered(number) and suffix != number.lower().replace(".", "-")):
        raise ProjectError(
            f"the cell's label and its product's number differ ('{label}' and {number})",
            where=place(chapter.path, line),
            why="readers, cross references and the results find a product by its number",
            todo=f"Label the cell '{wanted}', one product to a cell.",
        )
    own = number.split(".", maxsplit=1)[0].removeprefix("u").upper()
    if chapter.number and own != chapter.number:
        raise ProjectError(
            f"number {number} does not belong to chapter {chapter.number}",
            where=place(chapter.path, line),
            todo=f"Number it {chapter.number}.n.",
        )
    return Numbered(record.id, number, line)


def _relative(path: Path, root: Path) -> str:
    # By the name it goes by, also where that is a link.
    path = living(path)
    for file, folder in ((path, root), (path.resolve(), root.resolve())):
        if file.is_relative_to(folder):
            return file.relative_to(folder).as_posix()
    return path.name
