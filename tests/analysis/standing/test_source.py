"""The notebook of a page is written like the chapters of the report, though it is none of them."""

from __future__ import annotations

from disk import REPO

from publishing.checks.expressions import check_expressions
from publishing.checks.typed_numbers import check_prose

NOTEBOOK = "chapters/enhet.qmd"


def test_no_number_is_typed_and_every_expression_can_be_read():
    assert not check_prose(REPO, [NOTEBOOK])
    assert not check_expressions(REPO, [NOTEBOOK])


def test_no_year_or_group_is_written_down():
    """It holds for any edition: what differs stands in the data."""
    text = (REPO / NOTEBOOK).read_text(encoding="utf-8").partition("label: setup")[2]
    assert ".only" not in text
    for word in ("2013", "2025", "Oslo", "fylke", "helseforetak"):
        assert word not in text, word
