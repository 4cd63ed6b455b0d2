"""What is removed is gone at once: a stop leaves each output whole, or none of it."""

import contextlib
import json
import shutil

import pytest
from disk import files
from editions import EDITION, make_tiny_edition, of_two_chapters

from publishing.build.edition import build_edition
from publishing.command.cleanup import remove_built

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    project = make_tiny_edition(tmp_path_factory.mktemp("clean") / "project")
    of_two_chapters(project)
    build_edition(project, EDITION)
    return project


@pytest.fixture
def project(built, tmp_path):
    shutil.copytree(built.root, tmp_path / "project", symlinks=True)
    return type(built)(tmp_path / "project")


def shown(project):
    root = project.root
    names = (f"_build/{EDITION}", "_build/www", f"figures/{EDITION}")
    return [files(root / name) for name in names]


@pytest.mark.parametrize("edition", [EDITION, None])
def test_nothing_is_left(project, edition):
    named = list(remove_built(project, edition))
    assert named
    assert not files(project.root / "figures")
    assert not (project.root / f"figures/{EDITION}").is_symlink()
    if edition is None:
        assert not project.build_root.exists()
    else:
        assert not files(project.root / "_build/.store").keys() & {f"{EDITION}.1/build.json"}
        assert (project.build_root / "cache").is_dir()
        assert EDITION not in (project.build_root / "www/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("stop", range(1, 7))
@pytest.mark.parametrize("edition", [EDITION, None])
def test_a_stop_at_any_removal_leaves_outputs_whole_or_gone(project, monkeypatch, edition, stop):
    before, real, count = shown(project), shutil.rmtree, 0

    def stopped(path, *more, **named):
        nonlocal count
        count += 1
        if count == stop:
            for part in sorted(path.rglob("*"))[::2]:
                if part.is_file():
                    part.unlink()
            raise KeyboardInterrupt
        real(path, *more, **named)

    monkeypatch.setattr(shutil, "rmtree", stopped)
    with contextlib.suppress(KeyboardInterrupt):
        list(remove_built(project, edition))
    monkeypatch.undo()
    for found, former in zip(shown(project), before, strict=True):
        # the tree of editions without this one is whole as well
        assert found in ({}, former) or json.loads(found["editions.json"]) == []
    build_edition(project, EDITION)
    assert [found.keys() for found in shown(project)] == [former.keys() for former in before]
