"""Chapters executed: what comes out, in every engine, and what happens when one fails.

Hangs or dies.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import nbformat
import psutil
import pytest
from execution_project import HEAD, TinyProject, cell, files, product

import publishing
from publishing.blocks import MarkdownBlock, OutputBlock, RecordBlock, interleave

SCHEMA = json.loads(
    (Path(publishing.__file__).parent / "results.schema.json").read_text(encoding="utf-8")
)

RICH = (
    cell(
        "import sys, warnings, random\nx = 3\nprint('ut')\nprint('feil', file=sys.stderr)", "setup"
    )
    + "Tall `{python} x + 1`, utgave `{python} edition`, tekst `{python} '<b>*' + "
    "str(set('abc') - {'a'})`.\n"
    "\n"
    + cell(product("3.1", value="x / 4"), "tabell-3-1")
    + cell(product("3.2", "figure", value="0.1 + 0.2"), "figur-3-2")
    + cell("%matplotlib inline\n!echo hei\nx", "magi")
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
    assert text.render(lambda record: f"[{record['expression']}]").startswith(
        "Tall [x + 1], utgave [edition]"
    )
    assert isinstance(blocks[2], RecordBlock)
    assert blocks[2].label == "tabell-3-1"
    shown = [block.text for block in blocks if isinstance(block, OutputBlock)]
    assert [text.strip() for text in shown[:5]] == ["ut", "hei", "3", "*m*", "6"]
    assert not any("rett" in text or "pass på" in text or "feil" in text for text in shown)


def test_a_failing_cell_is_named_and_the_others_go_on(project):
    project.write(
        "03-a",
        cell("def deep(n):\n    return 1 / n", "setup") + cell("x = 1\ny = deep(0)", "tabell-3-1"),
    )
    project.write("04-b", cell("x = = 1", "skrevet-feil"))
    project.write("05-c", "En linje.\nTall `{python} 1` og `{python} mangler`.\n")
    project.write("06-d", "Tall `{python} 1 +`.\n")
    project.write(
        "07-e",
        cell(
            "from analysis.errors import ProjectError\nraise ProjectError('tomt', where='ark 2')",
            "tom",
        ),
    )
    project.write("08-f", cell("raise SystemExit", "slutt"))
    project.write("09-g", "Alt vel `{python} edition`.\n")
    for engine in ("is248", "kernel"):
        results = project.run(engine=engine, cache=False)
        errors = [result.error for result in results]
        assert [error.where.rsplit("/")[-1] for error in errors[:6]] == [
            "03-a.qmd, line 21",
            "04-b.qmd, line 14",
            "05-c.qmd, line 13",
            "06-d.qmd, line 12",
            "07-e.qmd, line 15",
            "08-f.qmd, line 13",
        ]
        assert errors[0].what == "03-a.qmd: cell 'tabell-3-1' failed"
        assert errors[0].why == "ZeroDivisionError: division by zero"
        assert errors[1].why == "SyntaxError: invalid syntax"
        assert errors[2].why == "NameError: name 'mangler' is not defined"
        assert "1 +" in errors[3].what
        assert errors[4].why == "tomt\n  where: ark 2"
        assert "SystemExit" in errors[5].why
        assert errors[6] is None
        assert results[6].notebook.exists()
        assert not (project.out / "notebooks" / "03-a.ipynb").exists()
    kept = json.loads((project.root / "_build" / "failed" / "03-a.ipynb").read_text())
    assert "ZeroDivisionError" in json.dumps(kept)


def test_a_chapter_that_works_again_leaves_no_failed_notebook(project):
    project.write("03-a", cell("1 / 0"))
    assert project.run()[0].error
    project.write("03-a", cell("1 / 1"))
    project.good()
    assert list((project.root / "_build" / "failed").iterdir()) == []


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_chapter_that_dies_or_hangs_is_an_error_and_the_others_go_on(project, method):
    project.write("03-a", cell("import os\nos._exit(3)", "borte"))
    project.write("04-b", cell("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "drept"))
    project.write(
        "05-c",
        cell(
            "import time, subprocess\nsubprocess.Popen(['sleep', '987'])\ntime.sleep(999)", "henger"
        ),
    )
    project.write("06-d", "Alt vel `{python} edition`.\n")
    results = project.run(start_method=method, timeout=4)
    errors = [result.error for result in results]
    assert errors[0].what == "03-a.qmd: cell 'borte' did not come to an end"
    assert "code 3" in errors[0].why
    assert "SIGKILL" in errors[1].why
    assert "stopped after" in errors[2].why
    assert errors[2].where.endswith("05-c.qmd, line 13")
    assert errors[3] is None
    assert not [
        p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "987"]
    ]


def test_a_kernel_that_dies_is_an_error(project):
    project.write("03-a", cell("import os\nos._exit(3)", "borte"))
    (result,) = project.run(engine="kernel")
    assert "cell 'borte'" in result.error.what
    assert "died" in result.error.why.lower()


DRIVER = """
import sys
from pathlib import Path
from publishing.execution import execute_edition
root = Path(sys.argv[1])
try:
    execute_edition(root, sorted((root / "chapters").glob("*.qmd")), {"edition": 2091}, root /
    "out", engine=sys.argv[2],
        on_event=lambda event: print(event.phase, event.cell, flush=True))
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.mark.parametrize(
    ("engine", "how"),
    [("is248", signal.SIGINT), ("is248", signal.SIGKILL), ("kernel", signal.SIGINT)],
)
def test_an_interrupted_run_leaves_no_processes(project, engine, how):
    mark = f"987{os.getpid() % 1000:03}"
    project.write(
        "03-a",
        cell(
            f"import time, subprocess\nsubprocess.Popen(['sleep', '{mark}'])\n"
            f"open('started', 'w').close()\ntime.sleep(999)"
        ),
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(publishing.__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(project.root), engine],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    started = time.monotonic()
    while not (project.root / "started").exists():
        assert time.monotonic() - started < 90
        time.sleep(0.05)
    below = psutil.Process(process.pid).children(recursive=True)
    own = [child for child in below if child.name() != "sleep"]
    process.send_signal(how)
    out, _ = process.communicate(timeout=30)
    assert ("stopped" in out) == (how == signal.SIGINT)
    _, alive = psutil.wait_procs(own, timeout=10)
    assert alive == []
    if engine == "is248":
        assert not [
            p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", mark]
        ]
    for child in below:
        if child.is_running():
            child.kill()
    assert not list(project.root.rglob("*.part"))


def test_unknown_and_missing_parameters_are_errors(project):
    project.write("03-a", "Tall `{python} edition`.\n")
    project.write("04-b", "Tall `{python} 1`.\n", head="")
    project.write("05-c", "Bare tekst.\n", head="# Tittel\n\n")
    first, second, third = project.run(parameters={"edition": 1, "editon": 2})
    assert "no parameter 'editon'" in first.error.what
    assert first.error.where.endswith("03-a.qmd, line 7")
    assert "no parameters cell" in second.error.what
    assert third.error is None
    assert project.ledger("05-c")["chapter"]["title"] == "Tittel"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (cell(product("3.1"), "tabell-3-2"), "label and its product's number differ"),
        (cell(product("3.1"), "figur-3-1"), "label and its product's number differ"),
        (cell(product("3.1")), "label and its product's number differ"),
        (cell(product("4.1"), "tabell-4-1"), "does not belong to chapter 3"),
        (cell(product("3.1") + "\n" + product("3.1"), "tabell-3-1"), "made twice"),
    ],
)
def test_a_wrong_number_is_an_error(project, body, what):
    project.write("03-a", body)
    (result,) = project.run()
    assert what in result.error.what
    assert "line 13" in result.error.where


def test_a_number_used_by_two_chapters_is_an_error_of_the_second(project):
    project.write("03-a", cell(product("3.1"), "tabell-3-1"))
    project.write("03-b", cell(product("3.1"), "tabell-3-1"))
    first, second = project.run()
    assert first.error is None
    assert "tbl-3-1 is made twice" in second.error.what


def test_an_appendix_is_numbered_by_letter(project):
    project.write("vedlegg-b", cell(product("B.1"), "tabell-b-1"))
    project.good()
    assert project.ledger("vedlegg-b")["chapter"]["number"] == "B"


def test_a_chapter_comes_after_those_it_reads(project):
    after = HEAD.replace("status: utkast", "status: utkast\nafter: all")
    read = cell(
        "from pathlib import Path\nfrom analysis.reads import load_ledger\n"
        "led = load_ledger(Path.cwd(), edition, '03-a')"
    )
    project.write("01-first", read + "Tall `{python} led['inline'][0]['text']`.\n", head=after)
    path = project.write("03-a", cell("import time\ntime.sleep(0.5)") + "Tall `{python} 7 * 6`.\n")
    project.good()
    assert project.ledger("01-first")["inline"][0]["text"] == "42"
    assert project.executed() == []
    path.write_text(path.read_text().replace("7 * 6", "7 * 7"))
    assert project.executed() == ["01-first", "03-a"]
    assert project.ledger("01-first")["inline"][0]["text"] == "49"
    path.write_text(path.read_text().replace("7 * 7", "7 / 0"))
    first, _ = project.run()
    assert "was not executed" in first.error.what


def test_impossible_orders_are_errors(project):
    for name, after in (("01-a", "[02-b]"), ("02-b", "1"), ("03-c", "07-zz")):
        project.write(name, "x\n", head=HEAD.replace("status: utkast", f"after: {after}"))
    errors = [result.error for result in project.run()]
    assert "wait for each other" in errors[0].what
    assert "wait for each other" in errors[1].what
    assert "no chapter '07-zz'" in errors[2].what


def test_progress_is_told_cell_by_cell(project):
    project.write("03-a", cell("1") + "Tall `{python} 2`.\n")
    events = []
    project.good(on_event=lambda event: events.append((event.phase, event.cell, event.cells)))
    assert events[0] == ("started", 0, 7)
    assert events[1:-1] == [("cell", n, 7) for n in range(1, 8)]
    assert events[-1][0] == "done"
    project.good(on_event=lambda event: events.append((event.phase, event.cell, event.cells)))
    assert events[-1] == ("cached", 0, 0)


def test_chapters_do_not_see_each_other(project):
    project.write(
        "03-a",
        cell(
            "import analysis.reads, matplotlib, warnings\n"
            "analysis.reads.record('file:a')\nanalysis.reads.mine = 1\n"
            "matplotlib.rcParams['font.size'] = 33\nhemmelig = 1"
        ),
    )
    project.write(
        "04-b",
        cell(
            "import analysis.reads, matplotlib\n"
            "hasattr(analysis.reads, 'mine'), matplotlib.rcParams['font.size'], 'hemmelig' "
            "in globals(), analysis.reads.recorded()"
        ),
    )
    for method in ("fork", "spawn"):
        project.good(start_method=method, workers=1, cache=False)
        assert (
            project.notebook("04-b")["cells"][-1]["outputs"][0]["data"]["text/plain"]
            == "(False, 10.0, False, [])"
        )


def test_what_a_library_writes_past_python_is_shown_with_its_cell(project):
    project.write("03-a", cell("import os\nprint('a')\nos.system('echo b')\nNone") + cell("2"))
    project.good()
    first, second = (one["outputs"] for one in project.notebook("03-a")["cells"][-2:])
    assert [output["text"] for output in first] == ["a\nb\n"]
    assert second[0]["data"]["text/plain"] == "2"
