"""Records: what the analysis shows is read back as it was, and anything else is told."""

from __future__ import annotations

import json

import pytest
from books import figure, table
from execution_project import TinyProject, cell, product

from project.errors import ProjectError
from project.records import as_json, read_ledger, read_record


@pytest.mark.parametrize("record", [table("3.2"), figure("6.2")])
def test_a_record_comes_back_from_a_notebook_as_it_was(record):
    assert read_record(json.loads(json.dumps(as_json(record))), "her") == record


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"caption": 3}, "$.caption"),
        ({"id": "tbl-1) <b>"}, "$.id"),
        ({"number": "3,2"}, "$.number"),
        ({"notes": "en"}, "$.notes"),
        ({"colour": "red"}, "`colour`"),
        ({"kind": "map"}, "$.kind"),
        ({"rows": []}, "cells do not fit"),
    ],
)
def test_what_is_wrong_in_a_record_is_told_with_its_field(change, told):
    with pytest.raises(ProjectError) as caught:
        read_record(as_json(table("3.2")) | change, "chapters/03-a.qmd, line 7")
    assert told in str(caught.value)
    assert caught.value.where == "chapters/03-a.qmd, line 7"


def test_a_record_that_a_chapter_makes_itself_is_told_with_chapter_line_and_field(tmp_path):
    project = TinyProject(tmp_path)
    project.write("03-a", cell(product("3.1", caption=None), "tabell-3-1"))
    (result,) = project.run()
    assert result.error.where == "chapters/03-a.qmd, line 13"
    assert "$.caption" in result.error.why


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema": "other"}'])
def test_results_of_another_version_are_told(content):
    with pytest.raises(ProjectError, match="as this version writes them") as caught:
        read_ledger(content, "results/03-a.json")
    assert caught.value.where == "results/03-a.json"
