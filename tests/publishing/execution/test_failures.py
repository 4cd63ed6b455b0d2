"""A chapter that fails, hangs, dies or is numbered wrong is named, and the others go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from execution_project import HEAD, TinyProject, cell, product

import publishing

pytestmark = pytest.mark.slow


def program(seconds):
    """Code that starts a program past all that refuses programs."""
    return (
        "import subprocess, types\n"
        f"start = lambda: subprocess.Popen(['sleep', '{seconds}'])\n"
        "code = start.__code__.replace(co_filename=subprocess.__file__)\n"
        "types.FunctionType(code, {'subprocess': subprocess, '__name__': 'platform'})()"
    )


@pytest.fixture
def project(tmp_path):
    return TinyProject(tmp_path)


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
            "from project.errors import ProjectError\nraise ProjectError('tomt', where='ark 2')",
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
            # a stock kernel does not say where in the cell
            "08-f.qmd, line 14" if engine == "is248" else "08-f.qmd, line 13",
        ]
        assert errors[0].what == "03-a.qmd: cell 'tabell-3-1' failed"
        assert errors[0].why == "ZeroDivisionError: division by zero\n  in: cell 'setup', line 15"
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
        cell(f"import time\n{program('987')}\ntime.sleep(999)", "henger"),
    )
    project.write("06-d", "Alt vel `{python} edition`.\n")
    results = project.run(start_method=method, cell_limit=8)
    errors = [result.error for result in results]
    assert errors[0].what == "03-a.qmd: cell 'borte' did not come to an end"
    assert "code 3" in errors[0].why
    assert "SIGKILL" in errors[1].why
    assert "stopped after" in errors[2].why
    assert errors[2].where.endswith("05-c.qmd, line 19")
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
from publishing.execution.run import execute_edition
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
        cell(f"import time\n{program(mark)}\nopen('started', 'w').close()\ntime.sleep(999)"),
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


def test_impossible_orders_are_errors(project):
    for name, after in (("01-a", "[02-b]"), ("02-b", "1"), ("03-c", "07-zz")):
        project.write(name, "x\n", head=HEAD.replace("status: utkast", f"after: {after}"))
    errors = [result.error for result in project.run()]
    assert "wait for each other" in errors[0].what
    assert "wait for each other" in errors[1].what
    assert "no chapter '07-zz'" in errors[2].what
