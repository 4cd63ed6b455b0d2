"""How a product looks where Quarto executes a page by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from editions import EDITION

from project.places import Project
from project.records import MIME
from publishing.book.display import show
from publishing.markdown.escape import markdown


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


SHOWS = """
import json, sys
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.kernel = object()
shell.user_ns |= {"words": "under 2\\u202f000 *og* [flere]", "many": np.int64(5)}
from analysis.tables.records import in_a_kernel
in_a_kernel()
found = shell.user_expressions({"a": "words", "b": "many"})
json.dump([found[name]["data"].get("text/markdown") for name in "ab"], sys.stdout)
"""


@pytest.mark.parametrize("under_quarto", [True, False])
def test_text_and_whole_numbers_in_sentences_are_not_shown_by_their_repr(under_quarto: bool):
    given = {"QUARTO_PROJECT_ROOT": "/somewhere"} if under_quarto else {}
    done = subprocess.run(
        [sys.executable, "-c", SHOWS],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=True,
    )
    words, many = json.loads(done.stdout)
    assert (words, many) == (
        (markdown("under 2\u202f000 *og* [flere]"), "5") if under_quarto else (None, None)
    )
