"""Pages of units made by a scheduler and two workers on this machine."""

import shutil
import threading
import time
from pathlib import Path

import pytest
from daskcluster import Cluster
from disk import edit
from editions import EDITION
from unitedition import KEYS, files, with_units

from project.errors import ProjectError
from project.places import Project
from publishing.book.index import index_book
from publishing.build.progress import Progress
from publishing.units.cluster.parcel import differences, pack
from publishing.units.cluster.there import check_address
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
def test_a_scheduler_that_is_not_there_is_told(own):
    with pytest.raises(ProjectError, match="does not answer"):
        make_units(own, EDITION, Options(scheduler="tcp://127.0.0.1:9", fresh=True))


def test_a_scheduler_that_others_reach_is_refused_without_tls():
    check_address("tcp://127.0.0.1:8786", without_tls=False)
    check_address("localhost:8786", without_tls=False)
    check_address("tcp://[::1]:8786", without_tls=False)
    check_address("tls://10.0.0.5:8786", without_tls=False)
    check_address("tcp://10.0.0.5:8786", without_tls=True)
    for address in ("tcp://10.0.0.5:8786", "cluster.example:8786", "tcp://0.0.0.0:8786"):
        with pytest.raises(ProjectError, match="without TLS"):
            check_address(address, without_tls=False)
    with pytest.raises(ProjectError, match="no address"):
        check_address("http://127.0.0.1:8786", without_tls=False)


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
    for private in (f"cleaned/{EDITION}/grown/remark", f"file:data/returns/{EDITION}/store.csv",
                    f"results/{EDITION}/01-folk"):  # fmt: skip
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
