"""Chapters executed: what comes out, the same in every engine."""

from __future__ import annotations

import json

import jsonschema
import nbformat
import pytest
from disk import edit, files
from execution_project import HEAD, TinyProject, cell, product

from publishing.book.prose.blocks import MarkdownBlock, OutputBlock, RecordBlock, interleave
from publishing.command.schemas import schema_text

pytestmark = pytest.mark.slow

SCHEMA = json.loads(schema_text("publishing/results/schema.json"))

RICH = (
    cell(
        "import sys, warnings, random\nx = 3\nprint('ut')\nprint('feil', file=sys.stderr)", "setup"
    )
    + "Tall `{python} x + 1`, utgave `{python} edition`, tekst `{python} '<b>*' + "
    "str(set('abc') - {'a'})`.\n"
    "\n"
    + cell(product("3.1", value="x / 4"), "tabell-3-1")
    + cell(product("3.2", "figure", value="0.1 + 0.2"), "figur-3-2")
    + cell("%matplotlib inline\nprint('hei')\nx", "magi")
    + cell(
        "from IPython.display import Markdown, clear_output\n"
        "print('bort'); clear_output()\ndisplay(Markdown('*m*'), display_id='d')\n"
        "x * 2"
    )
    + cell(
        "print('rett')\nwarnings.warn('pass på')\nNone",
        "raatt",
        "include: false",
    )
    + cell("import asyncio\nawait asyncio.sleep(0)\nrepr({'b', 'a', 'c'})")
    + "Slutt `{python} x`.\n"
)


@pytest.fixture
def project(tmp_path):
    return TinyProject(tmp_path)


def test_all_engines_give_the_same_bytes(project, tmp_path):
    for name in ("03-a", "03-b", "03-c"):
        project.write(name, RICH if name == "03-a" else "Tall `{python} edition`.\n")
    folders = {}
    for engine, method in (("is248", "fork"), ("is248", "spawn"), ("kernel", "fork")):
        folder = tmp_path / f"{engine}-{method}"
        project.good(
            out=folder,
            engine=engine,
            start_method=method,
            cache=False,
            workers=1 if method == "spawn" else 2,
        )
        folders[engine, method] = files(folder)
    first = folders["is248", "fork"]
    assert "results/figures/fig-3-2.svg" in first
    for other in folders.values():
        assert other.keys() == first.keys()
        for name, content in first.items():
            assert other[name] == content, name
    nbformat.validate(nbformat.reads(first["notebooks/03-a.ipynb"].decode(), as_version=4))


def test_the_ledger_holds_every_product_and_follows_its_schema(project):
    path = project.write("03-a", RICH)
    (result,) = project.good()
    assert (result.file, result.executed) == (path, True)
    ledger = project.ledger("03-a")
    jsonschema.Draft202012Validator(SCHEMA).validate(ledger)
    assert ledger["chapter"] == {
        "file": "chapters/03-a.qmd",
        "stem": "03-a",
        "number": "3",
        "title": "Et kapittel",
        "status": "utkast",
    }
    assert ledger["edition"] == 2091
    assert ledger["tables"][0]["cells"] == [[{"value": 0.75, "text": "0.75"}]]
    assert ledger["figures"][0]["cells"][0][0]["value"] == 0.1 + 0.2
    assert (result.results.parent / ledger["figures"][0]["svg"]).read_text() == "<svg/>"
    assert [(one["expression"], one["text"], one["value"]) for one in ledger["inline"][:2]] == [
        ("x + 1", "4", 4.0),
        ("edition", "2091", 2091.0),
    ]


def test_no_number_is_null_in_every_engine(project):
    project.write("03-a", cell(product("3.1", value="float('nan')"), "tabell-3-1"))
    for engine in ("is248", "kernel"):
        project.good(engine=engine, cache=False)
        assert project.ledger("03-a")["tables"][0]["cells"][0][0]["value"] is None


def test_blocks_are_the_chapter_in_order_without_code(project):
    project.write("03-a", RICH)
    project.good()
    blocks = interleave(project.notebook("03-a"))
    assert [type(block).__name__[0] for block in blocks] == list("OMRROOOOOM")
    text = blocks[1]
    assert isinstance(text, MarkdownBlock)
    assert text.text.startswith("Tall 4, utgave 2091, tekst \\<b\\>\\*")
    assert text.render(lambda record: f"[{record.expression}]").startswith(
        "Tall [x + 1], utgave [edition]"
    )
    assert isinstance(blocks[2], RecordBlock)
    assert blocks[2].label == "tabell-3-1"
    shown = [block.text for block in blocks if isinstance(block, OutputBlock)]
    assert [text.strip() for text in shown[:5]] == ["ut", "hei", "3", "*m*", "6"]
    assert not any("rett" in text or "pass på" in text or "feil" in text for text in shown)


def test_an_appendix_is_numbered_by_letter(project):
    project.write("vedlegg-b", cell(product("B.1"), "tabell-b-1"))
    project.good()
    assert project.ledger("vedlegg-b")["chapter"]["number"] == "B"


def test_a_chapter_comes_after_those_it_reads(project):
    after = HEAD.replace("status: utkast", "status: utkast\nafter: all")
    read = cell(
        "from pathlib import Path\nfrom project.reads import load_ledger\n"
        "led = load_ledger(Path.cwd(), edition, '03-a')"
    )
    project.write("01-first", read + "Tall `{python} led.inline[0].text`.\n", head=after)
    path = project.write(
        "03-a", cell("for _ in range(9_000_000):\n    pass") + "Tall `{python} 7 * 6`.\n"
    )
    project.good()
    assert project.ledger("01-first")["inline"][0]["text"] == "42"
    assert project.executed() == []
    edit(path, "7 * 6", "7 * 7")
    assert project.executed() == ["01-first", "03-a"]
    assert project.ledger("01-first")["inline"][0]["text"] == "49"
    edit(path, "7 * 7", "7 / 0")
    first, _ = project.run()
    assert "was not executed" in first.error.what


def test_progress_is_told_cell_by_cell(project):
    project.write("03-a", cell("1") + "Tall `{python} 2`.\n")
    events = []
    project.good(on_event=lambda event: events.append((event.phase, event.cell, event.cells)))
    assert events[0] == ("started", 0, 8)
    assert events[1:-1] == [("cell", n, 8) for n in range(1, 9)]
    assert events[-1][0] == "done"
    project.good(on_event=lambda event: events.append((event.phase, event.cell, event.cells)))
    assert events[-1] == ("cached", 0, 0)


def test_chapters_do_not_see_each_other(project):
    project.write(
        "03-a",
        cell(
            "import project.reads, matplotlib, warnings\n"
            "project.reads.record('file:a')\nproject.reads.mine = 1\n"
            "matplotlib.rcParams['font.size'] = 33\nhemmelig = 1"
        ),
    )
    project.write(
        "04-b",
        cell(
            "import project.reads, matplotlib\n"
            "hasattr(project.reads, 'mine'), matplotlib.rcParams['font.size'], 'hemmelig' "
            "in globals(), project.reads.recorded()"
        ),
    )
    for method in ("fork", "spawn"):
        project.good(start_method=method, workers=1, cache=False)
        assert (
            project.notebook("04-b")["cells"][-1]["outputs"][0]["data"]["text/plain"]
            == "(False, 10.0, False, [])"
        )


def test_what_a_library_writes_past_python_is_shown_with_its_cell(project):
    project.write("03-a", cell("import os\nprint('a')\nos.write(1, b'b\\n')\nNone") + cell("2"))
    project.good()
    first, second = (one["outputs"] for one in project.notebook("03-a")["cells"][-2:])
    assert [output["text"] for output in first] == ["a\nb\n"]
    assert second[0]["data"]["text/plain"] == "2"
