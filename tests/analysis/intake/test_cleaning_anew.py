"""When a year is cleaned anew, and when what was cleaned before is kept."""

import json
import subprocess
import sys

import pytest
from disk import edit
from tiny import YEAR, change, make_tiny_project

from analysis.intake.cleaning import ensure_cleaned, manifest
from project.kept.files import write_atomic

pytestmark = pytest.mark.slow

LAST = YEAR - 1


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


def test_unchanged_is_kept_and_the_same_input_gives_the_same_bytes(project):
    assert ensure_cleaned(project, [YEAR, LAST]) == {LAST: True, YEAR: True}
    assert ensure_cleaned(project, [YEAR, LAST]) == {LAST: False, YEAR: False}
    first = {path.name: path.read_bytes() for path in project.cleaned_dir(YEAR).iterdir()}
    project.cleaned_manifest_path(YEAR).unlink()
    assert ensure_cleaned(project, [YEAR]) == {YEAR: True}
    again = {path.name: path.read_bytes() for path in project.cleaned_dir(YEAR).iterdir()}
    assert first == again


CHANGES = {
    "returns": lambda p: change(p, YEAR, "store", "9101", visitors="45"),
    "codebook": lambda p: edit(p.codebook_path(YEAR), "Antall besøkende", "Antall gjester"),
    "units": lambda p: edit(p.units_path(YEAR), "Ærås kommune", "Ær kommune"),
    "population": lambda p: edit(p.population_path(YEAR), "1200", "1201"),
    "limits": lambda p: p.screening_path.write_text(
        p.screening_path.read_text("utf-8") + "# ny\n", "utf-8"),
    "last year": lambda p: change(
        p, LAST, "store", "9201", staff__ward="13", staff_training__long="13"),
    "lost file": lambda p: p.cleaned_path(YEAR, "young").unlink(),
    "cut file": lambda p: p.cleaned_path(YEAR, "young").write_bytes(b"PAR1"),
    "broken manifest": lambda p: p.cleaned_manifest_path(YEAR).write_text("{"),
    "killed before the manifest": lambda p: p.cleaned_manifest_path(YEAR).unlink(),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_makes_the_year_anew(project, what):
    ensure_cleaned(project, [YEAR])
    CHANGES[what](project)
    assert ensure_cleaned(project, [YEAR]) == {YEAR: True}
    assert ensure_cleaned(project, [YEAR]) == {YEAR: False}


def test_the_manifest_names_each_column_and_only_changed_ones_change(project):
    ensure_cleaned(project, [YEAR])
    before = manifest(project, YEAR)["columns"]
    assert f"cleaned/{YEAR}/grown/staff__ward" in before
    assert f"cleaned/{YEAR}/young/county" in before
    change(project, YEAR, "store", "9101", visitors="45")
    ensure_cleaned(project, [YEAR])
    after = manifest(project, YEAR)["columns"]
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {f"cleaned/{YEAR}/grown/visitors"}


def test_a_changed_answer_order_changes_the_checksum(project):
    ensure_cleaned(project, [YEAR])
    before = manifest(project, YEAR)["columns"]
    yes, no = "      - {code: yes, label: Ja}\n", "      - {code: no, label: Nei}\n"
    edit(project.codebook_path(YEAR), yes + no, no + yes)
    ensure_cleaned(project, [YEAR])
    after = manifest(project, YEAR)["columns"]
    changed = {name.rpartition("/")[2] for name in after if after[name] != before[name]}
    assert changed == {"has_plan"}


def test_asking_again_imports_no_pandas(project):
    ensure_cleaned(project, [YEAR])
    code = (
        "import sys; from pathlib import Path; from project.places import Project\n"
        "from analysis.intake.cleaning import ensure_cleaned\n"
        f"made = ensure_cleaned(Project(Path({str(project.root)!r})), [{YEAR}])\n"
        "heavy = sorted({'pandas', 'pyarrow', 'numpy'} & set(sys.modules))\n"
        "import json; print(json.dumps([made, heavy]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [{str(YEAR): False}, []]


def test_nothing_half_written_is_left(tmp_path, monkeypatch):
    path = tmp_path / "a" / "b.txt"
    write_atomic(path, "først")

    def fail(*_):
        raise OSError("full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="full"):
        write_atomic(path, "så")
    assert path.read_text(encoding="utf-8") == "først"
    assert [p.name for p in path.parent.iterdir()] == ["b.txt"]
