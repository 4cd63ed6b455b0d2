"""A small made-up book for the tests of the PDF: numbers with gaps, hostile text, long tables."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import yaml
from disk import REPO

from project.records import FigureRecord, TableRecord
from publishing.book.page import ExecutedChapter
from publishing.book.stage import stage

EXTENSION = Path("_extensions/is248")
HOSTILE = '#set text(red) $x$ @tbl-2-1 <a> \\ *b* _c_ `d` "e" #{panic()} ]) // /* = 100 %'
SVG_TEXT = "Guovdageaidnu − áčđŋšž"
SVG = f"""<svg xmlns="http://www.w3.org/2000/svg"
 width="454pt" height="HIGHpt" viewBox="0 0 454 HIGH">
<rect x="0" y="10" width="200" height="30" fill="#014a75"/>
<text x="10" y="60" font-family="'Source Sans 3', Arial" font-size="12">{SVG_TEXT}</text></svg>"""
REFERENCES = """
@book{nord, author = {Nord, Kari}, title = {En bok}, year = {2020}}
@book{nord2, author = {Nord, Kari}, title = {To bok}, year = {2020}}
@book{ukjent, author = {Aas, Ola}, title = {Ikke sitert}, year = {2019}}
"""
FIRST = "Se @tbl-2-1, @fig-4-1, @sec-vedlegg-b og @sec-andre."
SECOND = """Sitat [@nord2], fotnote[^1].

[^1]: Fotnoten.

## Avsnitt

### Under

Tekst.
"""
FOURTH = """Mer av [@nord].

| A | B |
|---|--:|
| x | 1 |
"""


def row(label: str, group: str = "", role: str = "body") -> dict[str, str]:
    return {"key": label, "group": group, "label": label, "role": role}


def line(count: int = 4) -> list[dict[str, Any]]:
    texts = ["1\u202f234", "56", "−7", "8,9"] * (count // 4 + 1)
    return [{"value": 1.0, "text": text} for text in texts[:count]]


def table(number: str, count: int = 3, **more: Any) -> TableRecord:
    """A table record; `more` takes the place of its parts."""
    columns = [
        {"key": [], "spanners": [year], "label": unit, "unit": unit.lower()}
        for year in ("I fjor", "I år")
        for unit in ("Årsverk", "Prosent")
    ]
    record = {
        "kind": "table",
        "id": f"tbl-{number.lower().replace('.', '-')}",
        "number": number,
        "caption": f"Om {number}.",
        "stub": "Enhet",
        "columns": columns,
        "rows": [row(f"Rad {i}") for i in range(1, count)] + [row("Totalt", role="total")],
        "base": "n = 3",
        "notes": ["En merknad"],
        "source": "Kilden",
    } | more
    whole = {"cells": [line(len(record["columns"])) for _ in record["rows"]]} | record
    return msgspec.convert(whole, TableRecord)


def figure(number: str, height: int = 120, **more: Any) -> FigureRecord:
    """A figure record; `more` takes the place of its parts."""
    record = {
        "kind": "figure",
        "id": f"fig-{number.replace('.', '-')}",
        "number": number,
        "caption": f"Figur om {number}.",
        "headline": "Mest i nord",
        "subtitle": "Årsverk",
        "alt": f"Søyler for {number}: mest i nord.",
        "svg": SVG.replace("HIGH", str(height)),
        "svg_narrow": SVG.replace("HIGH", str(height)),
        "stub": "",
        "columns": [],
        "rows": [],
        "cells": [],
        "base": "",
        "notes": [],
        "source": "Kilden",
    }
    return msgspec.convert(record | more, FigureRecord)


FOR_FORMATS = """

::: {.content-visible when-format="html"}
Bare på nettet.
:::

::: {.content-hidden when-format="html"}
Ikke på nettet.
:::

::: {.content-visible when-format="typst"}
Bare i PDF.
:::

::: {.content-hidden when-format="typst"}
Ikke i PDF.
:::

::::: {.key-figures}

:::: {}
12 345

årsverk i *alt*

Ned fra 13 000
::::

:::: {}
57 %

av alle
::::

:::::
"""


def chapters() -> list[ExecutedChapter]:
    """Foreword, chapters 2 and 4, appendix B."""
    hostile = table(
        "2.2",
        caption=HOSTILE,
        stub=HOSTILE,
        notes=[HOSTILE],
        rows=[row(HOSTILE), row("Rad 2"), row("Totalt", role="total")],
        cells=[[{"value": None, "text": HOSTILE}] * 4, line(), line()],
    )
    one = [row(f"Under nummer {i}", "Eneste gruppe") for i in range(6)]
    many = [row(f"{name} nummer {i}", f"Gruppe {name}") for name in "ABC" for i in range(4)]
    plain = [row(f"Linje {i} om {name}", f"Liste {name}") for name in "AB" for i in range(2)]
    wide = [
        {"key": [], "spanners": [], "label": f"Endringsprosenten {i}", "unit": "prosent"}
        for i in range(9)
    ]
    tall = figure("4.2", height=900, headline=HOSTILE, alt=HOSTILE, caption=HOSTILE)
    title = "---\ntitle: {}\n---\n\n{}\n".format
    second = [title("Andre", SECOND), table("2.1"), hostile]
    second += [table("2.3", rows=one), table("2.4", rows=many)]
    second += [table("2.5", rows=plain, columns=[])]
    fourth = [title("Fjerde", FOURTH), figure("4.1"), tall]
    fourth += [table(number, columns=wide) for number in ("4.1", "4.2")]
    return [
        ExecutedChapter("index.qmd", [title("Forord", FIRST + FOR_FORMATS)]),
        ExecutedChapter("chapters/02-andre.qmd", second),
        ExecutedChapter("chapters/04-fjerde.qmd", fourth),
        ExecutedChapter(
            "chapters/vedlegg-b.qmd", [title("Lang tabell", "Tekst."), table("B.1", 160)]
        ),
    ]


def one_chapter(*parts: Any) -> list[ExecutedChapter]:
    """A foreword and chapter 1 with these parts."""
    title = "---\ntitle: {}\n---\n\n{}\n".format
    return [
        ExecutedChapter("index.qmd", [title("Forord", "Hei.")]),
        ExecutedChapter("chapters/01-en.qmd", [title("En", "Tekst."), *parts]),
    ]


def make_book(folder: Path, made: list[ExecutedChapter] | None = None) -> Path:
    """The staged book of these chapters, or of `chapters`, under `folder`."""
    root = folder / "root"
    root.mkdir(parents=True)
    (root / "references.bib").write_text(REFERENCES, encoding="utf-8")
    shutil.copytree(REPO / EXTENSION, root / EXTENSION)
    made = made or chapters()
    files = [chapter.file for chapter in made]
    appendices = [file for file in files if "vedlegg" in file]
    metadata = yaml.safe_load((REPO / "_quarto.yml").read_text(encoding="utf-8")) | {
        "bibliography": ["references.bib"],
        "is248": {"edition": 2031, "version": "0.1"},
        "book": {
            "title": "Boken & #co",
            "subtitle": "Undertittel",
            "date": "2031-05-17",
            "chapters": [file for file in files if file not in appendices],
            "appendices": appendices,
        },
    }
    edition = SimpleNamespace(name="2031", made_years=(2031,), real_years=(), metadata=metadata)
    return stage(root, edition, made, folder / "book").root
