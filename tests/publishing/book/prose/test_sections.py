"""A section of which no table or figure has a number keeps them, and what still tells something."""

from __future__ import annotations

from project.records import (
    CellRecord,
    ColumnRecord,
    InlineRecord,
    RowRecord,
    TableRecord,
)
from publishing.book.prose.blocks import Block, MarkdownBlock, RecordBlock
from publishing.book.prose.sections import whole_sections
from publishing.words import NOTHING_TO_TELL


def table(text: str) -> RecordBlock:
    value = None if text == "." else float(text)
    record = TableRecord(
        id="tbl-9-1",
        number="9.1",
        caption="Tabell",
        stub="",
        columns=(ColumnRecord(("count",), (), "Antall", "count"),),
        rows=(RowRecord("yes", "", "Ja", "body"),),
        cells=((CellRecord(value, text),),),
        base="",
        notes=(),
        source="",
    )
    return RecordBlock(record, "tabell-9-1", 1)


def prose(source: str, *texts: str) -> MarkdownBlock:
    signs = (".", "..")
    records = (
        InlineRecord("x", text, None, "count", text if text in signs else "") for text in texts
    )
    return MarkdownBlock(source.replace("§", "`{python} x`"), 1, tuple(records))


def told(*blocks: Block) -> str:
    return "|".join(
        one.text if isinstance(one, MarkdownBlock) else "TABELL" for one in whole_sections(blocks)
    )


def test_only_what_tells_something_is_left_beside_a_table_without_numbers() -> None:
    after = "\nBare § har det.\nIkke alle vet.\n\n§ sier noe annet.\n\n## Neste\n\nTekst.\n"
    shown = told(prose("## Først\n\nDet er slik:\n\n"), table("."), prose(after, ".", "4"))
    assert "Det er slik" not in shown
    assert "Ikke alle vet" not in shown
    assert shown.startswith("## Først\n")
    assert "4 sier noe annet." in shown
    assert shown.endswith("## Neste\n\nTekst.\n")


def test_beside_a_table_with_a_number_a_paragraph_goes_with_its_number() -> None:
    shown = told(prose("Det er slik:\n\n"), table("3"), prose("Ikke alle vet. § har det.\n", "."))
    assert shown == "Det er slik:\n\n|TABELL|"


def test_a_heading_that_nothing_is_left_under_goes_and_one_with_a_name_says_so() -> None:
    source = "## A {#sec-a}\n\n§ har det.\n\n## D\n\n§ har det.\n\n## B\n\n### C\n\n§ vet.\n"
    shown = told(prose(source, ".", ".", "4"))
    head, _, rest = shown.partition("## B")
    assert NOTHING_TO_TELL in head
    assert "## D" not in head
    assert NOTHING_TO_TELL not in rest
