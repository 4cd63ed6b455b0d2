"""What the system refuses is told with path, reason and what to do, whatever it is."""

import errno
import os
import shutil

import pytest

from project import refused
from project.refused import system_refused


def told(action):
    """The message for what *action* is refused."""
    with pytest.raises(OSError) as failure:
        action()
    return system_refused(failure.value)


@pytest.mark.parametrize("name", sorted(errno.errorcode.values()))
def test_every_refusal_has_a_reason_and_something_to_do(name):
    code = getattr(errno, name)
    error = system_refused(OSError(code, os.strerror(code), "/a/b"))
    assert error.why
    assert error.todo.endswith("; then run the command again. What is built is whole.")
    assert str(error.where)


@pytest.mark.parametrize("deep", ["b", "b/c", "b/c/d"])
def test_a_file_in_the_way_of_a_folder_is_named(tmp_path, deep):
    (tmp_path / "a").write_text("x")
    error = told(lambda: (tmp_path / "a" / deep).mkdir(parents=True))
    assert error.where == str(tmp_path / "a")
    assert error.why == "a file stands where a folder should be"
    assert error.todo.startswith("Move it away")


def test_a_file_where_a_folder_is_to_be_moved_is_named(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").write_text("x")
    assert told(lambda: (tmp_path / "a").rename(tmp_path / "b")).where == str(tmp_path / "b")


def test_a_folder_in_the_way_of_a_file_is_named(tmp_path):
    error = told(lambda: tmp_path.write_text("x"))
    assert (error.where, error.why) == (str(tmp_path), "a folder stands where a file should be")


def test_a_name_too_long_and_a_link_to_itself(tmp_path):
    error = told(lambda: (tmp_path / ("x" * 300)).write_text(""))
    assert "longer than the system allows" in error.why
    (tmp_path / "loop").symlink_to("loop")
    error = told((tmp_path / "loop").read_text)
    assert "leads back to itself" in error.why
    assert error.where == str(tmp_path / "loop")


def test_a_folder_that_could_not_be_copied(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/loop").symlink_to("loop")
    error = told(lambda: shutil.copytree(tmp_path / "a", tmp_path / "b"))
    assert error.where == str(tmp_path / "a/loop")
    assert "leads back to itself" in error.why


def test_a_full_disk_is_told_though_no_path_is_known(monkeypatch, tmp_path):
    def write():
        with open("/dev/full", "w") as file:  # noqa: PTH123
            file.write("x")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(refused.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    error = told(write)
    assert error.why == "the disk is full"
    assert str(tmp_path) in error.where
    assert "Make room" in error.todo


def test_no_memory_is_told():
    assert "memory" in system_refused(MemoryError()).what
