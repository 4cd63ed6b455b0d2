"""What makes a chapter run again, and what does not."""

from __future__ import annotations

import hashlib
import json
import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from disk import edit, files
from execution_project import TinyProject, cell, product

import analysis
import project as ground
from project.reads import CHANGED, MISSING, Fingerprints
from publishing.execution import cache as kept_results
from publishing.results.files import Written

pytestmark = pytest.mark.slow

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
    for package in (analysis, ground):
        folder = Path(package.__file__).parent
        shutil.copytree(
            folder, tmp_path / folder.name, ignore=shutil.ignore_patterns("__pycache__")
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
        cell(
            "from analysis import own\nfrom project import reads\n"
            "reads.record('cleaned/2091/grown/plan')",
            "setup",
        )
        + "Tall `{python} own()`.\n"
        + cell(product("3.1"), "tabell-3-1"),
    )
    project.write(
        "04-b",
        cell(
            "from analysis import OTHER\nfrom project import reads\n"
            "reads.record('file:data/x.csv')\n"
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
        ("analysis/tables/records.py", "_LARGEST =", "_LARGEST  =", ["03-a", "04-b", "05-c"]),
        ("project/errors.py", "class ", "class  ", ["03-a", "04-b", "05-c"]),
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


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"{}",
        lambda content: content[:-5],
        lambda content: content.replace(b'"', b"'", 1),
    ],
)
def test_what_is_kept_and_damaged_is_run_again(project, damage):
    shutil.rmtree(project.out)
    for piece in (project.root / "_build" / "cache" / "chapters").iterdir():
        before = piece.read_bytes()
        piece.write_bytes(damage(before))
        assert piece.read_bytes() != before
    assert project.executed() == ["03-a", "04-b", "05-c"]
    assert project.executed() == []


def test_a_file_written_while_a_chapter_reads_it_is_read_again(project):
    project.write(
        "03-a",
        cell(
            "from project import reads\nreads.record('file:data/x.csv')\n"
            "open('data/x.csv', 'a').write('!')"
        ),
    )
    for _ in range(2):
        assert "03-a" in project.executed()


def test_the_cache_stays_bounded(project, monkeypatch):
    monkeypatch.setattr(kept_results, "_SPARE", 5)
    for number in range(9):
        project.write("05-c", cell(f"x = {number}"))
        project.good("05-c")
    # reads and results of the chapter, what it imports, and the spare ones
    assert len(list((project.root / "_build" / "cache" / "chapters").iterdir())) == 3 + 5


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
        "import sys, pathlib\nfrom publishing.execution.run import execute_edition\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "paths = sorted((root / 'chapters').glob('*.qmd'))\n"
        "results = execute_edition(root, paths, {'edition': 2091}, root / '_build' / '2091')\n"
        "print(any(r.executed or r.error for r in results))\n"
        "print(sorted({'pandas', 'numpy', 'nbformat', 'papermill', 'IPython'} & "
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
    project.write("09-z", cell("for _ in range(60_000_000):\n    pass"))
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


@pytest.mark.parametrize("file", ["notebooks/03-a.ipynb", "results/03-a.json"])
def test_an_edited_earlier_output_is_not_taken_over(project, file):
    before = files(project.out)
    path = project.out / file
    path.write_text(path.read_text().replace("Et kapittel", "Et annet"))
    stamps = project.out / "notebooks" / ".stamps.json"
    checksums = {
        hashlib.sha256(content).hexdigest(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name, content in before.items()
        if name == file
    }
    text = stamps.read_text()
    for old, new in checksums.items():
        assert old in text
        text = text.replace(old, new)
    stamps.write_text(text)
    target = project.root / "next"
    assert project.executed(out=target, previous=project.out) == []
    assert files(target) == before


def test_a_fresh_run_takes_nothing_from_anywhere(project):
    """Every store is made to lie; nothing of it may come out."""
    before = files(project.out)
    for piece in (project.root / "_build" / "cache" / "chapters").iterdir():
        piece.write_text("[]")
    project.write("06-d", "Bare tekst.\n", head="# Tittel\n\n")
    project.good("06-d")
    told = Written.is_current
    calls = []

    def asked(self, *given):
        calls.append(told(self, *given))
        return calls[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Written, "is_current", asked)
        target = project.root / "next"
        done = project.executed(out=target, previous=project.out, cache=False)
    assert done == ["03-a", "04-b", "05-c"]
    assert not any(calls)
    after = files(target)
    assert {name: after[name] for name in before if ".stamps" not in name} == {
        name: content for name, content in before.items() if ".stamps" not in name
    }


def test_what_changes_while_a_chapter_runs_is_never_taken_for_current(project):
    data = project.root / "data" / "x.csv"
    project.write(
        "03-a",
        cell(
            "from project.reads import record\nimport os, pathlib\n"
            "old = pathlib.Path('data/x.csv').read_text()\n"
            "def put(text):\n"
            "    when = os.stat('data/x.csv')\n"
            "    pathlib.Path('data/aside').write_text(text)\n"
            "    os.utime('data/aside', (1, 1))\n"
            "    os.replace('data/aside', 'data/x.csv')\n"
            "put('a\\n2\\n')\n"
            "v = pathlib.Path('data/x.csv').read_text().split()[1]\n"
            "put(old)"
        )
        + "Tall `{python} v`.\n",
    )
    for _ in range(2):  # changed, and changed back: read as 2, and 1 stands there
        (result,) = [one for one in project.good() if one.file.stem == "03-a"]
        assert result.executed
        assert data.read_text() == "a\n1\n"
        assert result.reads["file:data/x.csv"] == CHANGED


@pytest.mark.parametrize("how", ["moved", "unpacked", "written"])
def test_a_file_put_in_place_with_an_old_date_is_seen(project, how):
    data = project.root / "data" / "x.csv"
    project.write("03-a", cell("v = open('data/x.csv').read()[2:3]") + "Tall `{python} v`.\n")
    project.good()
    before = data.stat()
    if how == "written":
        data.write_text("a\n2\n")
        os.utime(data, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        aside = project.root / "aside.csv"
        aside.write_text("a\n2\n")
        os.utime(aside, (1, 1) if how == "unpacked" else None)
        aside.replace(data)
    assert "03-a" in project.executed()
    assert project.ledger("03-a")["inline"][0]["text"] == "2"
    assert project.executed() == []


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_an_edit_of_the_package_of_same_size_and_time_reaches_the_next_chapter(project, method):
    """Also a data file in it, and in workers that had it imported already."""
    (project.root / "analysis" / "below.py").write_text(
        "from pathlib import Path\nLOW = 1\n"
        "MORE = int(Path(__file__).with_name('figures').joinpath('more.txt').read_text())\n"
        "LOW += MORE\n"
    )
    data = project.root / "analysis" / "figures" / "more.txt"
    data.write_text("0")
    options = {"start_method": method, "workers": 1}
    project.good(**options)
    text = "1"
    for file, old, new, result in (
        (project.root / "analysis" / "below.py", "LOW = 1", "LOW = 5", "5"),
        (data, "0", "3", "8"),
    ):
        before = file.stat()
        py_compile.compile(str(project.root / "analysis" / "below.py"))
        edit(file, old, new)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert file.stat().st_size == before.st_size
        assert "03-a" in project.executed(**options)
        text = project.ledger("03-a")["inline"][0]["text"]
        assert text == result


def test_a_local_module_that_reaches_the_package_depends_on_all_of_it(project):
    (project.root / "helper.py").write_text("from analysis.below import LOW\n")
    project.write("05-c", cell("from helper import LOW") + "Tall `{python} LOW`.\n")
    project.write(
        "06-d",
        cell("import importlib\nb = importlib.import_module('analysis.below')")
        + "Tall `{python} b.LOW`.\n",
    )
    project.good()
    edit(project.root / "analysis" / "below.py", "LOW = 1", "LOW = 2")
    assert project.executed() == ["03-a", "05-c", "06-d"]
    for name in ("05-c", "06-d"):
        assert project.ledger(name)["inline"][0]["text"] == "2"
