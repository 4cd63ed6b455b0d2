"""Outputs are whole at every moment, with links and without."""

import os
import shutil
from pathlib import Path

import pytest

from project.kept.checksums import checksums
from project.kept.outputs import Outputs, is_whole, mirror


class Killed(BaseException):
    """What stands for kill -9 between two calls of the system."""


@pytest.fixture(params=[True, False], ids=["links", "renames"])
def links(request):
    return request.param


def publish(root, links, text, size=3):
    outputs = Outputs(root, "x", links=links)
    work = outputs.begin()
    for n in range(size):
        (work / f"{n}.txt").write_text(text)
    outputs.publish()
    return outputs


def texts(outputs):
    current = outputs.current
    return None if current is None else [file.read_text() for file in sorted(current.iterdir())]


def test_the_new_output_takes_the_place_of_the_old(tmp_path, links):
    publish(tmp_path, links, "one")
    outputs = publish(tmp_path, links, "two")
    assert texts(outputs) == ["two"] * 3
    assert outputs.place.is_symlink() == links
    assert len(list(outputs.store.iterdir())) == (1 if links else 0)
    assert not outputs.work.exists()


def test_unchanged_parts_are_taken_over_as_copies(tmp_path, links):
    publish(tmp_path, links, "one")
    outputs = Outputs(tmp_path, "x", links=links)
    before = (outputs.current / "1.txt").stat().st_ino
    recorded = checksums(outputs.current)
    outputs.begin()
    assert outputs.keep(["1.txt", "nothing-of-that-name"], recorded)
    assert (outputs.work / "1.txt").stat().st_ino != before
    outputs.publish()
    assert texts(outputs) == ["one"]


@pytest.mark.parametrize("how", ["edited", "lost"])
def test_nothing_damaged_is_taken_over(tmp_path, links, how):
    outputs = publish(tmp_path, links, "one")
    recorded = checksums(outputs.current)
    if how == "edited":
        (outputs.current / "1.txt").write_text("two")
    else:
        (outputs.current / "1.txt").unlink()
    outputs.begin()
    assert not outputs.keep(["0.txt", "1.txt"], recorded)
    assert list(outputs.work.iterdir()) == []
    assert outputs.keep(["0.txt"], recorded)


def test_a_whole_folder_has_just_its_files(tmp_path):
    outputs = publish(tmp_path, True, "one")
    recorded = checksums(outputs.current)
    assert is_whole(outputs.current, recorded)
    (outputs.current / ".DS_Store").write_text("what a system leaves")
    assert is_whole(outputs.current, recorded)
    (outputs.current / "old.txt").write_text("of another year")
    assert not is_whole(outputs.current, recorded)
    assert is_whole(outputs.current, recorded, ["old.txt"])
    assert not is_whole(outputs.current, {})
    assert not is_whole(None, recorded)


def test_a_kill_between_any_two_steps_leaves_a_whole_output(tmp_path, links, monkeypatch):
    """Every rename, link and removal of `publish` is the last one in turn."""
    steps = 0
    while True:
        root = tmp_path / str(steps)
        publish(root, links, "old")
        fuse = steps
        with monkeypatch.context() as patch:

            def burning(real):
                def call(*args, **kwargs):
                    nonlocal fuse
                    if fuse == 0:
                        raise Killed
                    fuse -= 1
                    return real(*args, **kwargs)

                return call

            for name in ("rename", "replace", "symlink_to", "unlink"):
                patch.setattr(Path, name, burning(getattr(Path, name)))
            patch.setattr(shutil, "rmtree", burning(shutil.rmtree))
            try:
                publish(root, links, "new")
            except Killed:
                killed = True
            else:
                killed = False
        after = Outputs(root, "x", links=links)
        if links:
            assert texts(after) in (["old"] * 3, ["new"] * 3)
        after.recover()
        assert texts(after) in (["old"] * 3, ["new"] * 3)
        assert texts(publish(root, links, "next")) == ["next"] * 3
        assert sorted(p.name for p in root.iterdir()) == [".store", ".work", "x"]
        assert len(list(after.store.iterdir())) == (1 if links else 0)
        if not killed:
            break
        steps += 1
    assert steps >= 4


def test_an_output_from_before_links_is_replaced(tmp_path):
    publish(tmp_path, False, "old")
    outputs = publish(tmp_path, True, "new")
    assert texts(outputs) == ["new"] * 3
    assert outputs.place.is_symlink()


def test_a_file_system_without_links_falls_back_to_renames(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    monkeypatch.setattr(os, "link", refuse)
    publish(tmp_path, True, "old")
    assert texts(publish(tmp_path, True, "new")) == ["new"] * 3


def test_leftovers_of_one_edition_are_not_those_of_another(tmp_path):
    publish(tmp_path, True, "one")
    other = Outputs(tmp_path, "y", links=True)
    (other.begin() / "half.txt").write_text("half")
    Outputs(tmp_path, "x", links=True).recover()
    assert (other.work / "half.txt").exists()


def test_mirroring_leaves_just_the_files_of_the_source(tmp_path):
    source, target = tmp_path / "a", tmp_path / "b"
    source.mkdir()
    target.mkdir()
    (source / "new.svg").write_text("1")
    (target / "old.svg").write_text("2")
    (target / ".new.svg.part").write_text("of a build that was stopped")
    assert mirror(source, target)
    assert [p.name for p in target.iterdir()] == ["new.svg"]
    assert not mirror(source, target)
    (target / "new.svg").write_text("3")
    assert mirror(source, target)
    assert (target / "new.svg").read_text() == "1"
    assert (target / "new.svg").stat().st_ino != (source / "new.svg").stat().st_ino
