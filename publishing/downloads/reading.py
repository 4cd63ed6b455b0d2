"""The ledger of an edition, read for its downloads."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from project.records import FiledFigure, FiledRecord, TableRecord, read_ledger
from publishing.downloads.content import (
    Content,
    DataProduct,
    Facts,
    Inline,
    printed_number,
    shown,
    text,
)
from publishing.downloads.words import unit_word
from publishing.markdown.cited import Work, plainly, works_in
from publishing.markdown.references import bibliography_text
from publishing.results.stamp import made_of, stamped
from publishing.words import said_of_made


def facts_of(name: str, metadata: Mapping[str, Any], said: str) -> Facts:
    """The facts in an edition's settings; `said` is what it says of made returns, if any are."""
    book = metadata.get("book") or {}
    own = metadata.get("is248") or {}
    return Facts(
        name=name,
        title=text(book.get("title", "")),
        subtitle=text(book.get("subtitle", "")),
        date=text(book.get("date", "")),
        version=text(own.get("version", "")),
        series=text(own.get("series", "")),
        source=text(own.get("source", "")),
        statement=said,
        language=text(metadata.get("lang", "")),
        licence={key: text(value) for key, value in (own.get("licence") or {}).items()},
        address=text(book.get("site-url", "")).rstrip("/"),
        publisher=text(own.get("publisher", "")),
    )


def read_content(
    results: Path,
    files: Iterable[str],
    facts: Facts,
    single: Collection[str] = (),
    bibliographies: Iterable[Path] = (),
    origins: Mapping[str, Sequence[Sequence[str]]] | None = None,
    lost: Collection[str] = (),
) -> Content:
    """The ledger in the folder `results`, the chapters `files` of the book in this order.

    `single` are codes and names of single units: where one has a row or a column of its own, no
    number is given out with more digits than the report has. Works that products cite are named
    from the `bibliographies`. `origins` says, by the id of a table or figure, of each cell whether
    print has it; a drawing with made values says so. Products that are `lost` no page has.
    """
    works: dict[str, Work] = {}
    for source in bibliographies:
        works |= works_in(bibliography_text(source)) if source.is_file() else {}
    alone = frozenset(map(text, single))
    products: list[DataProduct] = []
    inline: list[Inline] = []
    for file in files:
        path = results / f"{Path(file).stem}.json"
        if not path.is_file():  # a page without code has none
            continue
        ledger = read_ledger(path.read_bytes(), str(path))
        chapter = text(f"{ledger.chapter.number} {ledger.chapter.title}")
        filed: tuple[FiledRecord, ...] = (*ledger.tables, *ledger.figures)
        for record in filed:
            if record.id in lost:
                continue
            drawing = ""
            if isinstance(record, FiledFigure):
                drawing = (results / record.svg).read_text(encoding="utf-8")
            own = _of_units(record, alone)
            whence = (origins or {}).get(record.id, ())
            drawing = stamped(drawing, said_of_made(*made_of(whence)))
            record_ = _in_words(record, works)
            page = PurePosixPath(file).with_suffix(".html").as_posix()
            products.append(DataProduct(record_, chapter, drawing, own, whence, page))
        inline += [
            Inline(
                chapter,
                text(item.expression),
                text(unit_word(item.unit or "")),
                None if item.value is None else printed_number(item.text),
                shown(item.text),
            )
            for item in ledger.inline
        ]
    return Content(facts, tuple(products), tuple(inline))


def units_alone(path: Path) -> set[str]:
    """Codes and names that stand for one unit and no more, from the edition's list of units.

    An edition without returns has no list, and none of them.
    """
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = Counter(row["municipality"] for row in rows)
    names = {row[column] for row in rows for column in ("code", "name", "label") if column in row}
    return names | {place for place, count in places.items() if count == 1}


def _in_words(record: FiledRecord, works: Mapping[str, Work]) -> FiledRecord:
    """The record with what its texts cite in words: no data file has a list of references."""
    texts = {"caption": record.caption, "headline": record.headline}
    texts |= {"base": record.base, "source": record.source}
    if not isinstance(record, TableRecord):
        texts |= {"subtitle": record.subtitle}
    if not any("@" in said for said in (*texts.values(), *record.notes)):
        return record
    said = {name: plainly(value, works) for name, value in texts.items()}
    notes = tuple(plainly(note, works) for note in record.notes)
    return msgspec.structs.replace(record, **said, notes=notes)


def _of_units(record: FiledRecord, alone: Collection[str]) -> bool:
    rows = (part for row in record.rows for part in (row.key, row.label))
    columns = (part for column in record.columns for part in (*column.key, column.label))
    return any(text(part) in alone for part in (*rows, *columns))
