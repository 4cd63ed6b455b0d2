"""The results ledger: a chapter's tables, figures and inline numbers as plain data.

Its form is described in ``schema.json``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from project.errors import ProjectError
from publishing.manuscript.chapter import Chapter, place
from publishing.manuscript.inline import INLINE_TAG, MIME
from publishing.manuscript.notebook import Notebook

SCHEMA = "is248-results-1"
_LABEL = re.compile(r"(tabell|figur)-([0-9a-z]+(?:-[0-9a-z]+)*)")
_KINDS = {"tabell": ("table", "tbl"), "figur": ("figure", "fig")}


@dataclass(frozen=True)
class Product:
    """A numbered table or figure and where its cell stands."""

    id: str
    number: str
    line: int


@dataclass(frozen=True)
class Ledger:
    """A chapter's ledger.

    `content` is what is written; `svgs` maps the path of each figure, relative to the ledger
    file, to its drawing.
    """

    content: dict[str, Any]
    svgs: dict[str, str]
    products: tuple[Product, ...]


def make_ledger(chapter: Chapter, notebook: Notebook, root: Path, edition: Any) -> Ledger:
    """The ledger of an executed chapter.

    A product whose number is not that of its cell's label is a `ProjectError`.
    """
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "edition": edition,
        "chapter": {
            "file": _relative(chapter.path, root),
            "stem": chapter.stem,
            "number": chapter.number,
            "title": chapter.title,
            "status": str(chapter.front.get("status", "")),
        },
        "tables": [],
        "figures": [],
        "inline": [],
    }
    svgs: dict[str, str] = {}
    products: list[Product] = []
    for cell, record in records(notebook):
        if record.get("kind") == "inline":
            content["inline"].append(clean(record))
            continue
        product = _product(chapter, cell, record)
        products.append(product)
        entry = clean(record)
        if record["kind"] == "figure":
            path = f"figures/{product.id}.svg"
            svgs[path], entry["svg"] = str(record["svg"]), path
            del entry["svg_narrow"]
        content[f"{record['kind']}s"].append(entry)
    check_unique({chapter: products})
    return Ledger(content, svgs, tuple(products))


def records(notebook: Notebook) -> Iterable[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Every record of *notebook* with its cell, in order."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            record = output.get("data", {}).get(MIME)
            if isinstance(record, dict) and (
                record.get("kind") != "inline" or INLINE_TAG in cell["metadata"].get("tags", [])
            ):
                yield cell, record


def check_unique(products: Mapping[Chapter, Iterable[Product]]) -> None:
    """A `ProjectError` for the first number that stands twice in these chapters."""
    seen: dict[str, tuple[Chapter, Product]] = {}
    for chapter, own in products.items():
        for product in own:
            if product.id in seen:
                first, earlier = seen[product.id]
                raise ProjectError(
                    f"{product.id} is made twice",
                    where=place(chapter.path, product.line),
                    why=f"it is also made at {place(first.path, earlier.line)}",
                    todo="Give one of them its own number.",
                )
            seen[product.id] = (chapter, product)


def dump(content: Any) -> bytes:
    """*content* as JSON: same content, same bytes; floats in their shortest exact form."""
    # `json` writes numbers and texts, and is fast where it need not indent; msgspec then indents
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return msgspec.json.format(text.encode(), indent=1) + b"\n"


def clean(value: Any) -> Any:
    """*value* with null for what is no number, also where a kernel has already made it the word."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {
            key: None if key == "value" and item in {"nan", "inf", "-inf"} else clean(item)
            for key, item in value.items()
        }
    return [clean(item) for item in value] if isinstance(value, list | tuple) else value


def _product(chapter: Chapter, cell: Mapping[str, Any], record: Mapping[str, Any]) -> Product:
    label = str(cell["metadata"].get("label", ""))
    line = int(cell["metadata"].get("is248", {}).get("line", 1))
    kind, identity, number = record.get("kind"), str(record.get("id")), str(record.get("number"))
    found = _LABEL.fullmatch(label)
    expected = _KINDS[found.group(1)] if found else ("", "")
    suffix = found.group(2) if found else ""
    if (
        not found
        or kind != expected[0]
        or identity != f"{expected[1]}-{suffix}"
        or number.lower() != suffix.replace("-", ".")
    ):
        word = "figur" if kind == "figure" else "tabell"
        wanted = f"{word}-{number.lower().replace('.', '-')}"
        raise ProjectError(
            f"the cell's label and its product's number differ ('{label}' and {number})",
            where=place(chapter.path, line),
            why="readers, cross references and the results find a product by its number",
            todo=f"Label the cell '{wanted}', one product to a cell.",
        )
    if chapter.number and number.split(".", maxsplit=1)[0].upper() != chapter.number:
        raise ProjectError(
            f"number {number} does not belong to chapter {chapter.number}",
            where=place(chapter.path, line),
            todo=f"Number it {chapter.number}.n.",
        )
    return Product(identity, number, line)


def _relative(path: Path, root: Path) -> str:
    # By the name it goes by, also where that is a link.
    for file, folder in ((path, root), (path.resolve(), root.resolve())):
        if file.is_relative_to(folder):
            return file.relative_to(folder).as_posix()
    return path.name
