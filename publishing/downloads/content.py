"""Tables and figures of the ledger as the downloads need them: names, texts and tidy numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from project.records import CellRecord, FiledRecord, TableRecord, is_numbered
from publishing.downloads.words import ORIGINS, PRODUCTS, ROLES, TEXTS, UNITS, unit_word
from publishing.markdown.escape import plain

_ID = re.compile(r"(tbl|fig)-([a-z0-9]+(?:-[a-z0-9]+)*)")
_STEMS = {"tbl": "tabell", "fig": "figur"}
# Not allowed in XML, whatever the encoding.
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_SPACES = {ord(space): " " for space in "\u00a0\u2007\u2009\u202f"}
_LINE = " – "
# A number of the report: sign, digits, decimals.
NUMBER = re.compile(r"([+\u2212-]?)\d[\d\u202f\u00a0 ]*(?:,(\d+))?")
_MORE = 2  # decimals that readers get beyond those of the report
_MOST = 12
_HUGE = 1e12  # such a number has no decimals to speak of


class Tidy(NamedTuple):
    """One number or text of a table: what it is of, itself, and how the report shows it."""

    row: str
    group: str
    role: str
    column: str
    spanners: str
    unit: str
    value: float | None
    text: str
    origin: str
    row_key: str
    column_key: str


@dataclass(frozen=True)
class Facts:
    """What the downloads say of the edition that they belong to.

    `address` is where its pages stand on the net, without a slash at the end; empty where they
    have no such place yet.
    """

    name: str
    title: str
    subtitle: str
    date: str
    version: str
    series: str
    source: str
    statement: str
    language: str
    licence: Mapping[str, str]
    address: str = ""
    publisher: str = ""

    @property
    def slug(self) -> str:
        """What the names of files of the whole edition begin with."""
        return "is248-" + re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


@dataclass(frozen=True)
class DataProduct:
    """A table or figure of the ledger; `svg` is a figure's drawing, `chapter` its heading.

    `as_printed` says that readers get its numbers rounded as in the report, others have two
    decimals more. `origins` says of each cell, where returns are made, whether print has it; `page`
    is the address of its page from the root of the site.
    """

    record: FiledRecord
    chapter: str
    svg: str = ""
    as_printed: bool = False
    origins: Sequence[Sequence[str]] = ()
    page: str = ""

    @property
    def id(self) -> str:
        """The anchor in the report."""
        return self.record.id

    @cached_property
    def stem(self) -> str:
        """The name of its files, `tabell-3-2`; only ever made of letters, digits and hyphens."""
        match = _ID.fullmatch(self.id)
        if match is None:
            raise ValueError(f"{self.id!r} is no id of a table or figure")
        return f"{_STEMS[match.group(1)]}-{match.group(2)}"

    @property
    def kind(self) -> str:
        """Its kind in words, with a capital."""
        return PRODUCTS["table" if isinstance(self.record, TableRecord) else "figure"]

    @property
    def number(self) -> str:
        """Its number in the report; empty where it has none."""
        return text(self.record.number) if is_numbered(self.record.number) else ""

    @property
    def label(self) -> str:
        """Kind and number."""
        return f"{self.kind} {self.number or TEXTS['unnumbered']}"

    @property
    def name(self) -> str:
        """Kind and number inside a sentence."""
        return f"{self.kind.lower()} {self.number or TEXTS['unnumbered']}"

    @property
    def caption(self) -> str:
        """Its title in the report."""
        return text(self.record.caption)

    @property
    def title(self) -> str:
        """Label and caption."""
        return f"{self.label}: {self.caption}"

    @property
    def base(self) -> str:
        """Who was counted."""
        return text(self.record.base)

    @property
    def notes(self) -> list[str]:
        """Its notes, without blank ones."""
        return [note for note in map(text, self.record.notes) if note]

    @property
    def source(self) -> str:
        """Its own source."""
        return text(self.record.source)

    @property
    def alt(self) -> str:
        """What a figure shows."""
        return "" if isinstance(self.record, TableRecord) else text(self.record.alt)

    @property
    def has_data(self) -> bool:
        """Whether there are any cells."""
        return bool(self.record.rows and self.record.columns)

    @cached_property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """Label, group, role and key of each row."""
        return [
            (text(row.label), text(row.group), row.role, text(row.key)) for row in self.record.rows
        ]

    @cached_property
    def cells(self) -> list[list[CellRecord]]:
        """The cells, row by row; numbers as readers get them."""
        return [
            [
                CellRecord(
                    printed_number(cell.text)
                    if self.as_printed
                    else rounded(cell.value, cell.text),
                    shown(cell.text) if NUMBER.fullmatch(shown(cell.text)) else text(cell.text),
                )
                for cell in line
            ]
            for line in self.record.cells
        ]

    def place(self, facts: Facts) -> str:
        """Its address in the report: from the root of the site where that has no place yet."""
        here = f"{self.page}#{self.id}"
        return f"{facts.address}/{here}" if facts.address else here

    def heads(self) -> list[str]:
        """A head for each column of the report's table: spanners, label and unit in one."""
        out: list[str] = []
        for column in self.record.columns:
            parts = [*column.spanners, column.label]
            head = _LINE.join(part for part in map(text, parts) if part)
            unit = unit_word(column.unit)
            named = unit.split(",", maxsplit=1)[0].lower() in head.lower()
            out.append(head if named or unit == UNITS["text"] else f"{head} ({text(unit)})".strip())
        return out

    def stub(self) -> str:
        """The head of the column of row labels."""
        return text(self.record.stub) or TEXTS["rows"]

    def tidy(self) -> Iterator[Tidy]:
        """All cells, row by row, each with what it is of."""
        columns = [
            (
                text(column.label),
                " / ".join(map(text, column.spanners)),
                text(unit_word(column.unit)),
                "/".join(map(text, column.key)),
            )
            for column in self.record.columns
        ]
        own = [text(unit_word(row.unit)) if row.unit else "" for row in self.record.rows]
        origins = self.origins or [[""] * len(columns)] * len(own)
        lines = zip(self.rows, own, self.cells, origins, strict=True)
        for (label, group, role, key), mine, line, whence in lines:
            told = zip(columns, line, whence, strict=True)
            for (head, spanners, unit, column_key), cell, origin in told:
                yield Tidy(
                    label, group, ROLES[role], head, spanners, mine or unit,
                    cell.value, cell.text, ORIGINS[origin], key, column_key,
                )  # fmt: skip


class Inline(NamedTuple):
    """One number in running text, rounded as there: it may be that of a single unit."""

    chapter: str
    expression: str
    unit: str
    value: float | None
    text: str


@dataclass(frozen=True)
class Content:
    """All that an edition's ledger holds, in the order of the book."""

    facts: Facts
    products: tuple[DataProduct, ...]
    inline: tuple[Inline, ...]


def printed_number(printed: str) -> float | None:
    """The number that a text of the report shows, None where it shows none."""
    match = NUMBER.fullmatch(text(printed))
    if match is None:
        return None
    digits = re.sub(r"[\s+]", "", match.group(0)).replace("\u2212", "-").replace(",", ".")
    return float(digits)


def rounded(value: float | None, printed: str) -> float | None:
    """`value` with two decimals more than the report prints of it.

    It has as many more as are needed for it to be rounded, half up, to what the report prints.
    """
    if value is None or not abs(value) < _HUGE:
        return value
    match = NUMBER.fullmatch(text(printed))
    places = len((match and match.group(2)) or "")
    wanted = printed_number(printed)
    for more in range(_MORE, _MOST):
        made = _half_up(value, places + more)
        if wanted is None or wanted == _half_up(made, places):
            return made
    return _half_up(value, places + _MORE)


def _half_up(value: float, places: int) -> float:
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def text(value: object) -> str:
    """`value` as text on one line, with plain spaces, without what no file format holds."""
    return shown(value).translate(_SPACES)


def shown(value: object) -> str:
    """The same as the report shows it, with the spaces that no line is broken at."""
    return _clean(str(value))


@lru_cache(maxsize=1 << 16)
def _clean(value: str) -> str:
    return _NONCHARACTERS.sub("", plain(value))


def described(product: DataProduct) -> Sequence[str]:
    """Base, notes and source as sentences."""
    source = f"{TEXTS['source']}: {product.source}" if product.source else ""
    return [part for part in (product.base, *product.notes, source) if part]
