"""Pages of units made by a scheduler and two workers on this machine."""

import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import distributed
import pytest
from daskcluster import Cluster
from disk import edit
from editions import EDITION
from tiny import YEAR, change
from unitedition import KEYS, files, pages, with_units

from project.errors import ProjectError
from project.places import Project
from publishing.book.index import index_book
from publishing.build.edition import build_edition
from publishing.build.progress import Progress
from publishing.units.cluster import address, there
from publishing.units.cluster.parcel import differences, pack
from publishing.units.kit import NOTEBOOK, Kit
from publishing.units.make import Options, make_units

WAITS = "here = standing_of(survey, unit)\nimport threading\n_ = threading.Event().wait(2)"


@pytest.fixture(scope="module")
def whole(built: Project) -> Project:
    project = with_units(built)
    make_units(project, EDITION, Options(workers=2))
    return project


@pytest.fixture
def own(whole: Project, tmp_path: Path) -> Project:
    return Project(shutil.copytree(whole.root, tmp_path / "own", symlinks=True))


@pytest.mark.slow
def test_a_cluster_makes_the_same_bytes(own, tmp_path):
    before = files(own)
    shutil.rmtree(own.build_root / "cache/units")
    with Cluster(tmp_path, 2) as cluster:
        done = make_units(own, EDITION, Options(scheduler=cluster.address, fresh=True))
        assert done.executed == len(KEYS)
        assert files(own) == before
        # What the workers made is kept here, as if it had been made here.
        shutil.rmtree(own.build_root / f"{EDITION}-units", ignore_errors=True)
        (own.build_root / f"{EDITION}-units").unlink(missing_ok=True)
    again = make_units(own, EDITION, Options())
    assert again.executed == 0
    assert files(own) == before


@pytest.mark.slow
def test_what_a_lost_worker_had_another_makes(own, tmp_path):
    before = files(own)
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)", WAITS)
    with Cluster(tmp_path, 2) as cluster:
        made = Made(own, cluster.address)
        made.wait_for_the_workers()
        cluster.workers[0].kill()
        assert made.outcome() is None
    assert files(own) == before


@pytest.mark.slow
def test_nothing_is_lost_when_the_scheduler_dies(own, tmp_path):
    before = files(own)
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)", WAITS)
    with Cluster(tmp_path, 2) as cluster:
        made = Made(own, cluster.address)
        made.wait_for_the_workers()
        cluster.scheduler.kill()
        error = made.outcome()
    assert isinstance(error, ProjectError)
    assert "is gone" in str(error)
    assert "What was made is kept" in str(error)
    assert files(own) == before
    done = make_units(own, EDITION, Options(workers=2))
    assert 0 < done.executed < len(KEYS)


@pytest.mark.slow
def test_a_page_that_fails_there_is_told_as_it_would_be_here(own, tmp_path):
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)",
         'here = standing_of(survey, unit)\nassert unit != "9201", "ikke denne"')  # fmt: skip
    with Cluster(tmp_path, 1) as cluster, pytest.raises(ProjectError) as there:
        make_units(own, EDITION, Options(scheduler=cluster.address))
    with pytest.raises(ProjectError) as here:
        make_units(own, EDITION, Options())
    assert "9201 Søråsen kommune" in str(there.value)
    assert str(there.value) == str(here.value)


@pytest.mark.slow
def test_a_scheduler_whose_workers_are_all_gone_is_told(own, tmp_path, monkeypatch):
    before = files(own)
    monkeypatch.setattr(there, "_ASK", 0.5)
    monkeypatch.setattr(there, "_ALONE", 1.0)
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)", WAITS)
    with Cluster(tmp_path, 1) as cluster:
        made = Made(own, cluster.address)
        made.wait_for_the_workers()
        cluster.workers[0].kill()
        error = made.outcome()
    assert isinstance(error, ProjectError)
    assert "has no worker any more" in str(error)
    assert files(own) == before


@pytest.mark.slow
def test_a_scheduler_that_stands_still_is_told(own, tmp_path, monkeypatch):
    monkeypatch.setattr(there, "_ASK", 0.5)
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)", WAITS)
    with Cluster(tmp_path, 1) as cluster:
        made = Made(own, cluster.address)
        made.wait_for_the_workers()
        cluster.scheduler.send_signal(signal.SIGSTOP)
        monkeypatch.setattr(address, "PATIENCE", 1.0)
        error = made.outcome()
    assert "is gone" in str(error)


@pytest.mark.slow
def test_a_worker_that_has_no_place_for_files_is_told(own, tmp_path, monkeypatch):
    place = tmp_path / "place"
    place.mkdir()
    start = f"import tempfile\ntempfile.tempdir = {str(place)!r}\n"
    (place / "sitecustomize.py").write_text(start, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(place))
    with Cluster(tmp_path, 1) as cluster:
        with distributed.Client(cluster.address, set_as_default=False) as client:
            client.wait_for_workers(1)
        shutil.rmtree(place)
        with pytest.raises(ProjectError, match=str(place)) as raised:
            make_units(own, EDITION, Options(scheduler=cluster.address, fresh=True))
    assert "A worker can't take what pages are made with" in str(raised.value)
    assert "is gone" not in str(raised.value)


@pytest.mark.slow
def test_pages_whose_workers_die_again_and_again_are_made_here(own, tmp_path):
    before = files(own)
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)",
         "here = standing_of(survey, unit)\n"
         "import os\nimport tempfile\n"
         'if unit == "9201" and "is248-bench-" in os.getcwd():\n'
         "    os.kill(os.getppid(), 9)")  # fmt: skip
    with Cluster(tmp_path, 5) as cluster:
        make_units(own, EDITION, Options(scheduler=cluster.address))
    assert files(own) == before


@pytest.mark.slow
def test_two_editions_on_one_cluster_take_nothing_from_each_other(own, whole, tmp_path):
    """They are alike but for their returns, so that their workers get the same files."""
    other = Project(shutil.copytree(own.root, tmp_path / "other", symlinks=True))
    change(other, YEAR, "store", "9101", staff__ward="7", staff_training__long="7.5")
    build_edition(other, EDITION)
    make_units(other, EDITION, Options(workers=2))
    mine, theirs = files(own), files(other)
    assert mine != theirs
    with Cluster(tmp_path, 1) as cluster:
        words = ["--project", str(other.root), "units", EDITION, "--quiet", "--fresh"]
        program = "import sys; from publishing.command.cli import main; main(sys.argv[1:])"
        beside = subprocess.Popen(
            [sys.executable, "-c", program, *words, "--scheduler", cluster.address]
        )
        make_units(own, EDITION, Options(scheduler=cluster.address, fresh=True))
        assert beside.wait(300) == 0
    assert files(own) == mine
    assert files(other) == theirs


@pytest.mark.slow
def test_a_text_that_the_notebook_includes_goes_to_the_workers(own, tmp_path):
    (own.root / "felles").mkdir()
    (own.root / "felles/om.md").write_text("Dette gjelder alle.\n", encoding="utf-8")
    edit(own.root / NOTEBOOK, "## Tabellen", "{{< include ../felles/om.md >}}\n\n## Tabellen")
    with Cluster(tmp_path, 1) as cluster:
        make_units(own, EDITION, Options(scheduler=cluster.address))
    there = files(own)
    assert all("Dette gjelder alle." in text for text in pages(own).values())
    make_units(own, EDITION, Options(workers=2, fresh=True))
    assert files(own) == there
    (own.root / "felles/om.md").write_text("Dette gjelder ingen.\n", encoding="utf-8")
    assert not make_units(own, EDITION, Options(workers=2)).unchanged
    assert all("Dette gjelder ingen." in text for text in pages(own).values())


@pytest.mark.slow
def test_a_scheduler_that_is_not_there_is_told(own):
    with pytest.raises(ProjectError, match="does not answer"):
        make_units(own, EDITION, Options(scheduler="tcp://127.0.0.1:9", fresh=True))


@pytest.mark.slow
def test_a_parcel_has_no_answer_and_no_text_of_any_unit(whole):
    book = whole.book_dir(EDITION)
    kit = Kit(whole.root, book, index_book(book), EDITION, whole.root / "facts")
    reads = ["file:_quarto.yml", f"codebook/{EDITION}/grown", f"units/{EDITION}", "env:HOME"]
    parcel = pack(kit, reads)
    assert f"project/{NOTEBOOK}" in parcel.files
    assert f"project/data/units/{EDITION}.csv" in parcel.files
    assert not [path for path in parcel.files if "returns" in path or "cleaned" in path]
    assert b"Fortsatt god plan" not in b"".join(parcel.files.values())
    (whole.root / "shortcut").symlink_to(whole.returns_dir(YEAR))
    for private in (f"cleaned/{EDITION}/grown/remark", f"file:data/returns/{EDITION}/store.csv",
                    f"results/{EDITION}/01-folk", f"file:{whole.returns_dir(YEAR)}/store.csv",
                    "file:shortcut/store.csv", f"file:data/../data/returns/{EDITION}/store.csv",
                    f"file:_build/cleaned/{EDITION}/grown.parquet", "file:.env",
                    f"file:data/review/{EDITION}/a.yml",
                    f"file:data/confirmed/{EDITION}.yml"):  # fmt: skip
        with pytest.raises(ProjectError, match="no worker is sent it"):
            pack(kit, [*reads, private])


def test_a_worker_of_another_version_is_told_in_words():
    here = {"is248": "a", "python": "3.11.7", "pandas": "3.0.1"}
    assert differences(here, here) == []
    told = differences(here, {"is248": "b", "python": "3.11.7", "pandas": "3.0.0"})
    assert told == ["the project's own code", "pandas (3.0.0, here 3.0.1)"]


class Counting(Progress):
    """Counts the pages that are made."""

    made = 0

    def advance(self, name: str, done: int, total: int) -> None:
        self.made = done


class Made:
    """Pages that are made in a thread."""

    def __init__(self, project: Project, address: str) -> None:
        self._progress = Counting()
        self._error: list[ProjectError] = []
        options = Options(scheduler=address)
        self._thread = threading.Thread(target=self._run, args=(project, options))
        self._thread.start()

    def _run(self, project: Project, options: Options) -> None:
        try:
            make_units(project, EDITION, options, self._progress)
        except ProjectError as error:
            self._error.append(error)

    def wait_for_the_workers(self) -> None:
        """Until a page of each kind was made here and one by a worker, who have more to do."""
        until = time.monotonic() + 120
        while self._thread.is_alive() and time.monotonic() < until:
            if self._progress.made > len({page_kind(key) for key in KEYS}):
                return
            time.sleep(0.02)

    def outcome(self) -> ProjectError | None:
        """What went wrong, if anything did."""
        self._thread.join(300)
        assert not self._thread.is_alive()
        return self._error[0] if self._error else None


def page_kind(key: str) -> str:
    """What a page is of, by the beginning of its key; numbers are units."""
    return "unit" if key.isdigit() else key.partition("-")[0]
