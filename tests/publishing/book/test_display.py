"""How a product looks where Quarto executes a page by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from editions import EDITION

from project.places import Project
from project.records import MIME
from publishing.book.display import show


@pytest.mark.parametrize(("folder", "address"), [("chapters", "../figures"), ("", "figures")])
def test_quarto_gets_the_staged_form_with_the_figure_where_the_page_looks(
    built: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, address: str
):
    notebook = built.build_dir(EDITION) / "notebooks/01-folk.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    records = [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
    record = next(one for one in records if one["kind"] == "figure")
    monkeypatch.setenv("QUARTO_PROJECT_ROOT", str(tmp_path))
    monkeypatch.setenv("QUARTO_DOCUMENT_PATH", str(tmp_path / folder))
    text = show(record)["text/markdown"]
    assert f"]({address}/fig-1-1.svg){{#fig-1-1 fig-alt=" in text
    assert (tmp_path / "figures/fig-1-1.svg").is_file()
