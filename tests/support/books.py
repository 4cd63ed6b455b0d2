# ruff: noqa: E501 - records and expected pages read best on one line
"""A small book from hand-written records, for tests of staging, references and the site."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from disk import REPO

from project.records import FigureRecord, TableRecord
from publishing.book.page import ExecutedChapter
from publishing.book.stage import StagedBook, stage

LANGUAGE = {
    "crossref-ch-prefix": "kapittel",
    "crossref-sec-prefix": "kapittel",
    "crossref-apx-prefix": "Vedlegg",
    "crossref-tbl-prefix": "Tabell",
    "crossref-tbl-title": "Tabell",
    "crossref-fig-prefix": "Figur",
    "crossref-fig-title": "Figur",
    "callout-note-title": "Merk",
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><defs><clipPath id="p1">'
    '<rect width="9" height="9"/></clipPath></defs><g clip-path="url(#p1)">'
    '<text style="font: 600 10px \'Source Sans 3\', sans-serif; fill: #123456" x="1" y="9">Årsverk</text></g></svg>'
)


@dataclass(frozen=True)
class TinyEdition:
    """What staging asks of an edition."""

    name: str = "2031"
    made_years: tuple[int, ...] = (2031,)
    real_years: tuple[int, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)


def column(label: str, *spanners: str, unit: str = "antall") -> dict[str, Any]:
    return {"key": [*spanners, label], "spanners": list(spanners), "label": label, "unit": unit}


def table(number: str, **changes: Any) -> TableRecord:
    """A table of two rows, a group and a total, with spanners."""
    record = {
        "kind": "table",
        "id": f"tbl-{number.replace('.', '-').lower()}",
        "number": number,
        "caption": f"Tabellen {number}.",
        "stub": "Tjeneste",
        "columns": [
            column("Årsverk", "2030"),
            column("Prosent", "2030"),
            column("Merknad", unit="text"),
        ],
        "rows": [
            {"key": "a", "group": "Hjemme", "label": "Bolig", "role": "body"},
            {"key": "b", "group": "Hjemme", "label": "Ambulant", "role": "body"},
            {"key": "t", "group": "", "label": "Totalt", "role": "total"},
        ],
        "cells": [
            [cell("1\u202f000"), cell("40"), cell("")],
            [cell("1"), cell("60"), cell("ny")],
            [cell("2"), cell("100"), cell("")],
        ],
        "base": "n = 3",
        "notes": ["Avrundet hver for seg."],
        "source": "IS-24/8",
    }
    return msgspec.convert({**record, **changes}, TableRecord)


def cell(text: str) -> dict[str, Any]:
    return {"value": None, "text": text}


def figure(number: str, **changes: Any) -> FigureRecord:
    record = {
        "kind": "figure",
        "id": f"fig-{number.replace('.', '-').lower()}",
        "number": number,
        "caption": f"Figuren {number}.",
        "headline": "Flest i de minste",
        "subtitle": "Årsverk per innbygger",
        "alt": "Søyler. Flest i de minste.",
        "svg": SVG,
        "svg_narrow": SVG,
        "stub": "",
        "columns": [],
        "rows": [],
        "cells": [],
        "base": "",
        "notes": [],
        "source": "IS-24/8",
    }
    return msgspec.convert({**record, **changes}, FigureRecord)


def chapter(file: str, *blocks: Any, title: str = "Et kapittel", **front: Any) -> ExecutedChapter:
    return ExecutedChapter(f"chapters/{file}.qmd", blocks, {"title": title, **front})


def make_book(
    tmp: Path,
    chapters: Sequence[ExecutedChapter],
    index: str = "# Forord\n\nVelkommen.\n",
    **changes: Any,
) -> StagedBook:
    """Stage `chapters` (those named vedlegg-… as appendices) from a project in `tmp`."""
    root = tmp / "project"
    root.mkdir(exist_ok=True)
    shutil.copytree(REPO / "_extensions", root / "_extensions", dirs_exist_ok=True)
    (root / "index.qmd").write_text(index, encoding="utf-8")
    (root / "references.qmd").write_text(
        "# Referanser {.unnumbered}\n\n::: {#refs}\n:::\n", encoding="utf-8"
    )
    (root / "references.bib").write_text(
        "@report{ose2024, author={Ose, S. O.}, title={Kommunalt arbeid}, year={2024}}\n"
        "@report{ulest2020, author={Ulest, A.}, title={Aldri sitert}, year={2020}}\n",
        encoding="utf-8",
    )
    files = [one.file for one in chapters]
    book = {
        "title": "Rapporten",
        "subtitle": "Undertittel",
        "date": "2031-12-01",
        "chapters": ["index.qmd", *(f for f in files if "vedlegg" not in f), "references.qmd"],
        "appendices": [f for f in files if "vedlegg" in f],
    }
    metadata = {
        "lang": "nb-NO",
        "language": LANGUAGE,
        "bibliography": "references.bib",
        "csl": "_extensions/is248/norsk-apa-manual.csl",
        "book": book,
        "is248": {"edition": 2031, "version": "1.2", "source": "Trykte tabeller"},
    }
    out = tmp / "book"
    shutil.rmtree(out, ignore_errors=True)
    return stage(root, TinyEdition(metadata={**metadata, **changes}), chapters, out)
