"""What makes a chapter run again, and what does not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from disk import edit, files
from execution_project import TinyProject, cell, product

import analysis
from analysis.reads import MISSING, Fingerprints

CODEBOOK = """\
forms: {grown: {label: Store, file: store}}
questions:
  - {variable: plan, form: grown, label: Plan}
  - {variable: rest, forms: [grown], label: Rest}
"""


@pytest.fixture
def project(tmp_path):
    """Three chapters: one reads a column, one a file and a question, one nothing.

    Each uses another module.
    """
    project = TinyProject(tmp_path)
    shutil.copytree(
        Path(analysis.__file__).parent,
        tmp_path / "analysis",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    package = tmp_path / "analysis"
    (package / "mine.py").write_text(
        "from analysis.below import LOW\n\ndef own():\n    return LOW\n"
    )
    (package / "below.py").write_text("LOW = 1\n")
    (package / "other.py").write_text("OTHER = 1\n")
    text = (package / "__init__.py").read_text()
    (package / "__init__.py").write_text(
        text.replace("_EXPORTS = {", '_EXPORTS = {\n    "own": "mine",\n    "OTHER": "other",', 1)
    )
    write_data(tmp_path, plan="a", rest="b")
    project.write(
        "03-a",
        cell("from analysis import own, reads\nreads.record('cleaned/2091/grown/plan')", "setup")
        + "Tall `{python} own()`.\n"
        + cell(product("3.1"), "tabell-3-1"),
    )
    project.write(
        "04-b",
        cell(
            "from analysis import OTHER, reads\nreads.record('file:data/x.csv')\n"
            "reads.record('codebook/2091/grown/plan')",
            "setup",
        )
        + "Tall `{python} OTHER` `{python} edition`.\n",
    )
    project.write("05-c", "Tall `{python} edition`.\n")
    assert project.executed() == ["03-a", "04-b", "05-c"]
    assert project.executed() == []
    return project


def write_data(root, **columns):
    folder = root / "_build" / "cleaned" / "2091"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(
        json.dumps({f"cleaned/2091/grown/{name}": value for name, value in columns.items()})
    )
    (root / "data" / "codebook").mkdir(parents=True, exist_ok=True)
    (root / "data" / "x.csv").write_text("a\n1\n")
    (root / "data" / "codebook" / "2091.yml").write_text(CODEBOOK)


@pytest.mark.parametrize(
    ("file", "old", "new", "again"),
    [
        ("chapters/03-a.qmd", "Tall", "Et tall er nå", []),
        ("chapters/03-a.qmd", "title: Et kapittel", "title: Et annet", []),
        ("chapters/03-a.qmd", "own()`", "own() + 1`", ["03-a"]),
        ("chapters/03-a.qmd", "n = 3", "n = 4", ["03-a"]),
        ("_build/cleaned/2091/manifest.json", '"a"', '"changed"', ["03-a"]),
        ("_build/cleaned/2091/manifest.json", '"b"', '"changed"', []),
        ("data/x.csv", "1", "2", ["04-b"]),
        ("data/codebook/2091.yml", "label: Plan", "label: Planer", ["04-b"]),
        ("data/codebook/2091.yml", "label: Rest", "label: Resten", []),
        ("analysis/below.py", "LOW = 1", "LOW = 2", ["03-a"]),
        ("analysis/other.py", "OTHER = 1", "OTHER = 2", ["04-b"]),
        ("analysis/products.py", "MIME =", "MIME  =", ["03-a", "04-b", "05-c"]),
    ],
)
def test_only_what_depends_on_a_change_runs_again(project, file, old, new, again):
    before = files(project.out)
    edit(project.root / file, old, new)
    assert project.executed() == again
    assert project.executed() == []
    if file == "analysis/below.py":
        assert project.ledger("03-a")["inline"][0]["text"] == "2"
    edit(project.root / file, new, old)
    assert project.executed() == []
    assert files(project.out) == before


def test_an_edited_sentence_is_joined_with_the_kept_results(project):
    path = project.root / "chapters" / "03-a.qmd"
    edit(
        path,
        "Tall `{python} own()`.",
        "Ny første setning.\n\nSiden er tallet `{python} own()` her.",
    )
    assert project.executed() == []
    kept = files(project.out)
    assert "Ny første setning" in json.dumps(project.notebook("03-a"), ensure_ascii=False)
    project.good(cache=False)
    assert files(project.out).keys() == kept.keys()
    assert files(project.out) == kept


def test_parameters_and_engine_are_part_of_the_key(project):
    assert project.executed(parameters={"edition": 2092}) == ["03-a", "04-b", "05-c"]
    assert project.executed(parameters={"edition": 2091}) == []
    assert project.executed(engine="kernel") == ["03-a", "04-b", "05-c"]


def test_lost_outputs_are_written_again_without_running(project):
    before = files(project.out)
    (project.out / "results" / "03-a.json").unlink()
    (project.out / "notebooks" / "04-b.ipynb").write_text("{}")
    (project.out / "notebooks" / ".stamps.json").write_text("[")
    assert project.executed() == []
    assert files(project.out) == before


def test_an_earlier_output_is_taken_over(project):
    target = project.root / "next"
    assert project.executed(out=target, previous=project.out) == []
    assert files(target) == files(project.out)


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json\n{}", None])
def test_damaged_entries_are_run_again(project, damage):
    shutil.rmtree(project.out)
    for entry in (project.root / "_build" / "cache" / "chapters" / "03-a").glob("*.json"):
        content = entry.read_bytes()
        entry.write_bytes(content[:-5] if damage is None else damage)
    (project.root / "_build" / "cache" / "imports.json").write_bytes(b"[1")
    assert project.executed() == ["03-a"]
    assert project.executed() == []


def test_a_file_written_while_a_chapter_reads_it_is_read_again(project):
    project.write(
        "03-a",
        cell(
            "from analysis import reads\nreads.record('file:data/x.csv')\n"
            "open('data/x.csv', 'a').write('!')"
        ),
    )
    for _ in range(2):
        assert "03-a" in project.executed()


def test_the_cache_stays_bounded(project):
    for number in range(9):
        project.write("05-c", cell(f"x = {number}"))
        project.good("05-c")
    assert len(list((project.root / "_build" / "cache" / "chapters" / "05-c").iterdir())) <= 6


def test_a_module_that_cannot_be_read_reaches_everything(project):
    project.write("05-c", cell("import analysis"))
    assert project.executed() == ["05-c"]
    edit(project.root / "analysis" / "other.py", "OTHER = 1", "OTHER = 3")
    assert project.executed() == ["04-b", "05-c"]


def test_fingerprints_of_what_is_missing_change_when_it_comes(tmp_path):
    (tmp_path / "data" / "units").mkdir(parents=True)
    names = [
        "file:data/y",
        "cleaned/2091/a/b",
        "codebook/2091/a/b",
        "units/2091",
        "population/2091",
        "classifications/2091",
        "results/2091/03-a",
    ]
    before = {name: Fingerprints(tmp_path)(name) for name in names}
    assert (
        before["file:data/y"]
        == before["cleaned/2091/a/b"]
        == before["codebook/2091/a/b"]
        == MISSING
    )
    (tmp_path / "data" / "units" / "2091.csv").write_text("code\n")
    after = {name: Fingerprints(tmp_path)(name) for name in names}
    assert [name for name in names if before[name] != after[name]] == ["units/2091"]
    with pytest.raises(ValueError, match="unknown kind"):
        Fingerprints(tmp_path)("elsewhere/x")


def test_looking_up_an_unchanged_edition_imports_nothing_heavy(project):
    """What an unchanged build costs is benchmarked; this is what keeps it low."""
    project.good()
    script = (
        "import sys, pathlib\nfrom publishing.execution import execute_edition\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "paths = sorted((root / 'chapters').glob('*.qmd'))\n"
        "results = execute_edition(root, paths, {'edition': 2091}, root / '_build' / '2091')\n"
        "print(any(r.executed or r.error for r in results))\n"
        "print(sorted({'pandas', 'numpy', 'nbformat', 'papermill', 'jupytext', 'IPython'} & "
        "sys.modules.keys()))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(project.root)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split("\n")[:2] == ["False", "[]"]


def test_times_are_remembered_to_start_the_slowest_first(project):
    project.write("03-a", cell("1"))
    project.write("09-z", cell("import time\ntime.sleep(1.5)"))
    project.good(workers=1)
    order = []
    project.good(
        workers=1,
        cache=False,
        on_event=lambda event: (
            order.append(event.chapter.stem) if event.phase == "started" else None
        ),
    )
    assert order[0] == "09-z"
