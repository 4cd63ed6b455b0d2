"""Tidy tables as CSV for programs: RFC 4180, UTF-8 without a byte-order mark, decimal point.

Commas and points, since every program reads them without being told; a spreadsheet gets the
workbook beside it. In a Norwegian Excel a file with semicolons and points would be worse than one
with commas: 3.12 becomes a date there, while a line with commas stays one text.
What explains the table stands in the data package and in the workbook, so that the file is a table
and nothing else.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from publishing.downloads.content import Content, DataProduct, Inline
from publishing.downloads.words import COLUMNS, CONTENTS, INLINE

# A spreadsheet takes what begins so for a formula (OWASP, CSV Injection), also in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
END = "\r\n"


def product_csv(product: DataProduct) -> bytes:
    """A product's cells, one a line."""
    lines = (
        [*map(inert, row[:6]), number(row.value), *map(inert, row[7:])] for row in product.tidy()
    )
    return _csv(list(COLUMNS), lines)


def several_csv(products: Iterable[DataProduct]) -> bytes:
    """The cells of several products, one a line that begins with the product's own name."""
    lines = (
        [product.stem, *map(inert, row[:6]), number(row.value), *map(inert, row[7:])]
        for product in products
        for row in product.tidy()
    )
    return _csv([next(iter(CONTENTS)), *COLUMNS], lines)


def inline_csv(items: Iterable[Inline]) -> bytes:
    """The numbers in running text, one a line."""
    lines = (
        [
            inert(item.chapter),
            inert(item.expression),
            inert(item.unit),
            number(item.value),
            inert(item.text),
        ]
        for item in items
    )
    return _csv(list(INLINE), lines)


def contents_csv(content: Content) -> bytes:
    """The tables and figures that have numbers, one a line."""
    lines = (
        [
            product.stem,
            product.kind,
            product.number,
            *map(
                inert,
                (
                    product.chapter,
                    product.caption,
                    product.base,
                    " ".join(product.notes),
                    product.source,
                    product.alt,
                ),
            ),
        ]
        for product in content.products
        if product.has_data
    )
    return _csv(list(CONTENTS), lines)


def inert(value: str) -> str:
    """`value` with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) and value != "-" else value


def number(value: float | None) -> str:
    """The shortest text that reads back as exactly this number; empty for none."""
    if value is None:
        return ""
    return repr(float(value)).removesuffix(".0")


def _csv(head: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=END)
    writer.writerow(head)
    writer.writerows(lines)
    return out.getvalue().encode("utf-8")
