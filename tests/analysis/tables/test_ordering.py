"""Which rows of a table lie below its total."""

from __future__ import annotations

from analysis.tables.ordering import below_total
from analysis.tables.table import CellValue, Column, Row, Table

COLUMNS = (Column(("a",), "A", "percent"), Column(("b",), "B", "percent"))


def by_county(total: tuple[CellValue, ...], **counties: tuple[CellValue, ...]) -> Table:
    rows = [*(Row(name, name) for name in counties), Row("total", "Totalt", role="total")]
    return Table(tuple(rows), COLUMNS, (*counties.values(), total))


def test_a_row_below_in_every_column_is_told() -> None:
    table = by_county((72, 41), nord=(50, 15), sør=(50, 45), vest=(71.8, 20), øst=(60, 30))
    # 71,8 prints as the total does
    assert [one.key for one in below_total(table)] == ["nord", "øst"]


def test_what_is_not_known_is_not_below_and_is_known_to_lack() -> None:
    table = by_county((72, 41), nord=("..", 15), sør=(80, 45))
    assert not below_total(table)
    assert below_total(table).lacks
    assert below_total(by_county((":", ":"), nord=(50, 15))).lacks
    assert not below_total(by_county((72, 41), sør=(80, 45))).lacks
