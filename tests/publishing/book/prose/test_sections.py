"""A section of which no table or figure has a number goes, but for what still tells something."""

from __future__ import annotations

import pytest
from msgspec import structs

from project.records import (
    CellRecord,
    ColumnRecord,
    InlineRecord,
    RowRecord,
    TableRecord,
)
from publishing.book.prose.blocks import Block, MarkdownBlock, RecordBlock
from publishing.book.prose.sections import whole_sections


def table(*texts: str) -> RecordBlock:
    values = [CellRecord(float(t) if t.isdigit() else None, t) for t in texts]
    record = TableRecord(
        id="tbl-9-1",
        number="9.1",
        caption="Tabell",
        stub="",
        columns=(ColumnRecord(("count",), (), "Antall", "count"),),
        rows=tuple(RowRecord(f"r{n}", "", f"Rad {n}", "body") for n in range(len(texts))),
        cells=tuple((value,) for value in values),
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
    return "".join(
        one.text if isinstance(one, MarkdownBlock) else "TABELL" for one in whole_sections(blocks)
    )


def test_a_table_of_signs_goes_and_only_what_tells_something_is_left_beside_it() -> None:
    after = "\nBare § har det.\nIkke alle vet.\n\n§ sier noe annet.\n\n## Neste\n\nTekst.\n"
    shown = told(prose("## Først\n\nDet er slik:\n\n"), table("."), prose(after, ".", "4"))
    assert "TABELL" not in shown
    assert "Det er slik" not in shown
    assert "Ikke alle vet" not in shown
    assert shown.startswith("## Først\n")
    assert "4 sier noe annet." in shown
    assert shown.endswith("## Neste\n\nTekst.\n")


@pytest.mark.parametrize("sign", [".", ".."])
def test_a_section_of_which_nothing_is_left_goes_with_its_heading(sign: str) -> None:
    after = "\nBare § har det.\nDe ble spurt.\n\n## Neste {#sec-neste}\n\nTekst.\n"
    shown = told(prose("## Først\n\nDet er slik.\n\n"), table(sign), prose(after, sign))
    assert shown.strip() == "## Neste {#sec-neste}\n\nTekst."


def test_a_table_with_a_number_stays_and_so_does_one_that_hides_numbers() -> None:
    for shown in (table(".", "3"), table(":")):
        assert told(prose("## Først\n\nTekst.\n\n"), shown) == "## Først\n\nTekst.\n\nTABELL"


def test_a_table_without_rows_is_nothing_to_show() -> None:
    assert told(prose("## Først\n\nTekst.\n\n"), table()).strip() == ""


def over_years(*texts: str, turned: bool = False) -> RecordBlock:
    """A table of 2090 and 2091, a year a column, or `turned` a row a year."""
    record = table(*texts).record
    heads = ("2090", "2091")
    if turned:
        rows = tuple(
            RowRecord(f"grown/{year} percent", "", year, "body")
            for year, _ in zip(heads, record.rows, strict=True)
        )
        return RecordBlock(structs.replace(record, rows=rows), "tabell-9-1", 1)
    columns = tuple(ColumnRecord((year, "count"), (), year, "count") for year in heads)
    lines = (tuple(line[0] for line in record.cells),)
    found = structs.replace(record, columns=columns, rows=record.rows[:1], cells=lines)
    return RecordBlock(found, "tabell-9-1", 1)


def of_year(*blocks: Block) -> str:
    kept = whole_sections(blocks, year=2091)
    return "".join(one.text if isinstance(one, MarkdownBlock) else "TABELL" for one in kept)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("sign", [".", ".."])
def test_a_section_that_has_nothing_of_the_year_and_tells_nothing_goes(
    sign: str, turned: bool
) -> None:
    """Last year's figure stood alone under its heading, with no word of why."""
    opening = prose("## Først {#sec-a}\n\nSlik er det. Mer står i @tbl-9-1.\n\n")
    after = "\n§ har det.\n\n## Neste\n\nTekst. Se @sec-a.\n"
    shown = of_year(opening, over_years("4", sign, turned=turned), prose(after, sign))
    assert shown.strip() == "## Neste\n\nTekst."


def test_what_earlier_years_are_told_of_stays_and_so_does_what_has_the_year() -> None:
    opening = prose("## Først\n\nTekst.\n\n")
    told_of = prose("\n§ hadde det.\n", "4")
    assert "TABELL" in of_year(opening, over_years("4", "."), told_of)
    for shown in (over_years("4", "5"), over_years(".", "5"), over_years("4", ":")):
        assert "TABELL" in of_year(opening, shown)
    # a table beside it that has the year holds the section
    assert of_year(opening, over_years("4", "."), table("3")).count("TABELL") == 2
    # what stands before the first heading is about the chapter as a whole
    assert "TABELL" in of_year(prose("Tekst.\n\n"), over_years("4", "."))
    # without a year nothing of this goes
    assert "TABELL" in told(opening, over_years("4", "."))


def test_a_section_goes_with_what_is_further_down_or_stays_with_it() -> None:
    opening, below = prose("## A\n\nTo ting.\n\n### B\n\n"), prose("\n### C\n\n§ har det.\n", ".")
    assert of_year(opening, over_years("4", "."), below, over_years("3", "..")).strip() == ""
    kept = of_year(opening, over_years("4", "."), below, over_years("3", "5"))
    assert kept.count("TABELL") == 1
    assert "### B" not in kept


def test_what_leads_to_sections_that_are_gone_goes_with_them() -> None:
    opening = "## A\n\nHer er to ting.\n\n### B\n\nTekst.\n\n"
    assert told(prose(opening), table("."), prose("\n### C\n\n"), table("..")).strip() == ""
    kept = told(prose(opening), table("."), prose("\n### C\n\n"), table("3"))
    assert "Her er to ting." in kept
    assert "### B" not in kept


def test_beside_a_table_with_a_number_a_paragraph_goes_with_its_number() -> None:
    shown = told(prose("Det er slik:\n\n"), table("3"), prose("Ikke alle vet. § har det.\n", "."))
    assert shown == "Det er slik:\n\nTABELL"


def test_a_heading_that_nothing_is_left_under_goes_also_one_with_a_name() -> None:
    source = "## A {#sec-a}\n\n§ har det.\n\n## D\n\n§ har det.\n\n## B\n\n### C\n\n§ vet.\n"
    shown = told(prose(source, ".", ".", "4"))
    assert shown.strip() == "## B\n\n### C\n\n4 vet."


def test_a_sentence_that_refers_to_what_is_gone_goes_too() -> None:
    before = prose(
        "Først. Mer står i @sec-a.\nDet er § der (@tbl-9-1).\nSe [her](09-x.qmd#sec-a).\n"
        "Ferdig med §.\n\n## A {#sec-a}\n\n",
        "4",
        "5",
    )
    assert told(before, table(".")).strip() == "Først. Ferdig med 5."


def test_what_refers_to_it_may_head_nothing_itself() -> None:
    source = "## A {#sec-a}\n\nSe @sec-b.\n\n## C\n\nSe @sec-a.\n\n## B {#sec-b}\n\n"
    assert told(prose(source), table("..")).strip() == ""


def test_what_other_chapters_leave_out_is_known() -> None:
    block = prose("Først. Mer står i @tbl-8-1.\n")
    (kept,) = whole_sections([block], {"tbl-8-1"})
    assert isinstance(kept, MarkdownBlock)
    assert kept.text == "Først. "
    (gone,) = kept.left_out
    assert gone.lacks
