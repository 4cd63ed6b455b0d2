"""A disk that refuses: full, closed, with something else in the place of a file or folder.

It is told in one message with a path, never as a fault in the program; what is published is the
former or the coming edition, and the next build gives what a build from nothing gives.
"""

import errno
import shutil
from random import Random

import pytest
from disk import edit, files
from editions import EDITION
from hosted import BOOK, CLEAN, PDF, PHASES, PUBLISH, SITE, Fail, Host
from hosted import CHAPTERS as EXECUTION
from twochapters import change_edition, make_edition
from whole import copy, differences, from_nothing, published

from project.places import Project

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def host():
    with Host() as host:
        yield host


class Start:
    """A project that was built and then changed, what is published before and after."""

    def __init__(self, host, place):
        make_edition(place)
        host.good(place)
        self.before = published(place)
        change_edition(Project(place))
        copy(place, place.with_name("start"))
        self.moments = host.good(place).moments
        self.after = from_nothing(host.good, place)
        self.host, self.place = host, place

    def fresh(self):
        copy(self.place.with_name("start"), self.place)

    def refused(self, *said, build=(), **how):
        """The build fails as it should; gives what it said."""
        done = self.host.build(self.place, *build, **how)
        assert done.code == 1, done.said
        told = done.said[done.said.find("Error:") :]
        for words in said:
            assert words in told
        assert "Traceback" not in done.said
        assert "fault in the program" not in done.said
        assert "what to do: " in told
        wrong = differences(published(self.place), self.before, self.after)
        assert not wrong, "\n".join([*wrong, done.said])
        return told

    def mended(self):
        self.host.good(self.place)
        assert not (wrong := differences(published(self.place), self.after)), "\n".join(wrong)


@pytest.fixture(scope="module")
def start(host, tmp_path_factory):
    return Start(host, tmp_path_factory.mktemp("hostile") / "project")


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("seed", range(2))
def test_a_disk_that_becomes_full_at_any_moment(start, phase, seed):
    count = len(start.moments[phase])
    number = Random(f"{phase} {seed}").randrange(seed * count // 2, (seed + 1) * count // 2) + 1
    start.fresh()
    done = start.host.build(start.place, fail=Fail(phase, (number,)))
    if done.code == 0:  # what was refused is not needed, as the times of the build
        assert not differences(published(start.place), start.after)
    else:
        assert done.code == 1, done.said
        assert "the disk is full" in done.said
        assert done.said.count("The system refused") == 1
        assert "fault in the program" not in done.said
        wrong = differences(published(start.place), start.before, start.after)
        assert not wrong, "\n".join([*wrong, done.said])
    start.mended()


@pytest.mark.parametrize("code", [errno.EROFS, errno.EMFILE])
@pytest.mark.parametrize("phase", [CLEAN, EXECUTION, BOOK, SITE, PDF, PUBLISH])
def test_one_refusal_in_any_phase(start, phase, code):
    start.fresh()
    number = Random(f"{phase} {code}").randrange(len(start.moments[phase])) + 1
    done = start.host.build(start.place, fail=Fail(phase, (number,), code, once=True))
    assert done.code in {0, 1}, done.said
    assert "fault in the program" not in done.said
    assert not differences(published(start.place), start.before, start.after)
    start.mended()


@pytest.mark.parametrize("largest", [1_000, 20_000, 60_000])
def test_files_that_may_not_be_large(start, largest):
    """Here the system refuses the writing, and tells no path."""
    start.fresh()
    start.refused("files may not be so large here", largest=largest)
    start.mended()


FOLDERS = (
    "_build/cache", "_build/cache/pages", f"_build/cache/pdf/{EDITION}/typst", "_build/.store",
    "_build/.work", "_build/cleaned", f"_build/cleaned/{EDITION}", "figures", f"figures/{EDITION}",
)  # fmt: skip
FILES = (f"_build/.{EDITION}.lock", f"_build/.{EDITION}.lock.holder", f"_build/.{EDITION}.link")


def removed(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_in_the_place_of_a_folder(start, name):
    start.fresh()
    path = start.place / name
    removed(path)
    path.write_text("x")
    done = start.host.build(start.place)
    assert done.code == 1, done.said
    assert f"where: {path}\n" in done.said
    assert "Move it away" in done.said
    path.unlink()
    start.mended()


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_the_place_of_a_file(start, name):
    start.fresh()
    path = start.place / name
    removed(path)
    path.mkdir()
    start.refused(f"where: {path}\n", "a folder stands where a file should be")
    path.rmdir()
    start.mended()


@pytest.mark.parametrize("name", [f"_build/{EDITION}", "_build/www", f"figures/{EDITION}"])
def test_a_link_to_itself_in_the_place_of_an_output_is_replaced(start, name):
    start.fresh()
    path = start.place / name
    removed(path)
    path.symlink_to(path.name)
    start.mended()


EXTENSION = "_extensions/is248"
NEEDED = (
    "references.bib", f"{EXTENSION}/norsk-apa-manual.csl", f"{EXTENSION}/crossref.lua",
    f"{EXTENSION}/typst.lua", f"{EXTENSION}/html.lua", f"{EXTENSION}/typst-template.typ",
    f"{EXTENSION}/typst-show.typ", f"{EXTENSION}/fonts.yml", f"{EXTENSION}/_extension.yml",
    f"{EXTENSION}/fonts/SourceSans3-Bold.ttf", f"data/units/{EDITION}.csv", "data/screening.yml",
    f"data/codebook/{EDITION}.yml", f"data/classifications/{EDITION}.yml",
    "chapters/01-folk.qmd",
)  # fmt: skip
HARM = {
    "gone": removed,
    "a folder": lambda path: (removed(path), path.mkdir()),
    "a loop": lambda path: (removed(path), path.symlink_to(path.name)),
}


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *((name, "gone") for name in NEEDED),
        *((name, how) for name in NEEDED[:3] for how in ("a folder", "a loop")),
    ],
)
def test_a_file_that_is_needed_is_named(start, name, how):
    start.fresh()
    path = start.place / name
    HARM[how](path)
    assert "_build/" not in start.refused(path.name)


def test_one_cause_is_told_once(start):
    """Chapters that all lack one file, and those that wait for them."""
    start.fresh()
    (start.place / "data/terms.yml").unlink()
    chapter = start.place / "chapters/02-planer.qmd"
    edit(chapter, "status: utkast", "status: utkast\nafter: [01]")
    told = start.refused("data/terms.yml")
    assert "failures" not in told
    assert told.count("does not exist") == 1
    assert "comes after" not in told


def test_a_lock_that_a_kill_left_is_no_lock(start):
    start.fresh()
    lock = start.place / f"_build/.{EDITION}.lock"
    lock.write_text("")
    lock.with_name(lock.name + ".holder").write_text('{"pid": 1, "since": 9e99}')
    start.mended()


def test_a_clock_that_goes_back(start):
    """Files from the future are files like others."""
    import os

    start.fresh()
    for path in start.place.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (4e9, 4e9))
    start.mended()
    before = files(start.place / "_build/www")
    assert "Nothing has changed" in start.host.good(start.place).said
    assert files(start.place / "_build/www") == before


def test_a_name_that_is_too_long(start):
    start.fresh()
    long = "02-" + "x" * 245
    (start.place / f"chapters/{long}.qmd").write_bytes(
        (start.place / "chapters/02-planer.qmd").read_bytes()
    )
    edit(start.place / f"_quarto-{EDITION}.yml", "02-planer", long)
    start.refused("the name is longer than the system allows")
