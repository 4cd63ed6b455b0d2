"""Quarto is taken where its output is as good; where not, whoever builds is told why, once."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import pytest
from disk import REPO
from editions import EDITION, make_tiny_edition

from project.errors import ProjectError
from publishing.build.edition import Options, build_edition
from publishing.build.progress import Progress
from publishing.quarto.engine import LEAST, TRIED, choose_engine, find_quarto

NEWEST = ".".join(map(str, TRIED))


def chosen(wish: str) -> tuple[str, list[str]]:
    notes: list[str] = []
    return choose_engine(wish, notes.append), notes


@pytest.mark.parametrize("version", ["1.9.17", "1.9.37", "1.10.0", f"{NEWEST}.99", "v1.10.18"])
def test_it_is_used_when_it_is_there_and_was_tried(quarto, version):
    quarto.install(version=version)
    assert chosen("auto") == ("quarto", [])
    assert chosen("quarto") == ("quarto", [])
    assert chosen("pandoc") == ("pandoc", [])


@pytest.mark.parametrize("version", ["1.8.27", "1.9.0", "1.9.16", "0.9.99"])
def test_one_that_is_too_old_is_told_and_refused_where_it_is_asked_for(quarto, version):
    quarto.install(version=version)
    engine, notes = chosen("auto")
    assert engine == "pandoc"
    (note,) = notes
    assert f"{version} is older than 1.9.17" in note
    with pytest.raises(ProjectError, match=rf"{version} is too old") as caught:
        choose_engine("quarto")
    assert "1.9.17" in str(caught.value)


@pytest.mark.parametrize("version", ["1.11.0", "2.0.1"])
def test_one_that_nobody_has_tried_is_told_and_taken_only_where_it_is_asked_for(quarto, version):
    quarto.install(version=version)
    engine, (note,) = chosen("auto")
    assert engine == "pandoc"
    assert f"{version} is newer than {NEWEST}" in note
    assert "--engine quarto" in note
    assert chosen("quarto") == ("quarto", [])


@pytest.mark.parametrize("says", ["exit 3", "echo what", "echo 'no Deno here' >&2; exit 1"])
def test_one_that_does_not_run_is_not_taken_for_one_that_is_not_there(quarto, says):
    quarto.install(says=says)
    engine, (note,) = chosen("auto")
    assert engine == "pandoc"
    assert "does not tell its version" in note
    with pytest.raises(ProjectError, match="Quarto does not run"):
        choose_engine("quarto")


def test_a_path_to_nothing_is_told(quarto, monkeypatch):
    monkeypatch.setenv("QUARTO_PATH", os.devnull)
    monkeypatch.delenv("IS248_ENGINE")
    find_quarto.cache_clear()
    assert "can't be run" in chosen("auto")[1][0]


def test_where_there_is_none_nothing_is_said(quarto, monkeypatch):
    for name in ("QUARTO_PATH", "IS248_ENGINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(quarto.folder))
    monkeypatch.setattr(sys, "executable", str(quarto.folder / "python"))
    find_quarto.cache_clear()
    assert chosen("auto") == ("pandoc", [])
    with pytest.raises(ProjectError, match="not installed"):
        choose_engine("quarto")
    # beside this Python, where its package puts it
    quarto.install()
    monkeypatch.delenv("QUARTO_PATH")
    monkeypatch.setenv("PATH", "/nowhere")
    find_quarto.cache_clear()
    assert chosen("auto")[0] == "quarto"


def test_a_build_tells_it_once(quarto, tmp_path):
    quarto.install(version="1.8.0")
    told: list[str] = []

    class Listening(Progress):
        def note(self, text: str) -> None:
            told.append(text)

    project = make_tiny_edition(tmp_path / "project")
    build_edition(project, EDITION, Options(), Listening())
    assert sum("Quarto is installed but not used" in line for line in told) == 1
    assert not quarto.log.exists()


def test_the_least_version_is_one_everywhere():
    least = ".".join(map(str, LEAST))
    for name in ("_quarto.yml", "_extensions/is248/_extension.yml"):
        assert f'quarto-required: ">={least}"' in (REPO / name).read_text(encoding="utf-8")


def test_there_is_an_extra_that_brings_one():
    content = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert content["optional-dependencies"]["quarto"] == ["quarto-cli"]
    assert not any("quarto" in one for one in content["dependencies"])


def test_tests_and_measurements_build_with_the_embedded_engine_whatever_is_installed(
    quarto, tmp_path
):
    """As on a machine whose PATH has a Quarto."""
    log = quarto.install("exit 1")
    project = make_tiny_edition(tmp_path / "project")
    path = f"{quarto.folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "publishing.command.cli", "build", EDITION, "--quiet"],
        cwd=project.root,
        env={**os.environ, "PATH": path, "IS248_ENGINE": "pandoc"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not log.exists()
    said = (REPO / "tests/conftest.py").read_text(encoding="utf-8")
    assert 'os.environ["IS248_ENGINE"] = "pandoc"' in said
    for file in REPO.glob("bench/*.py"):
        text = file.read_text(encoding="utf-8")
        for verb in ("build", "preview"):
            for call in text.split(f'command("{verb}"')[1:]:
                assert '"--engine"' in call.split(")")[0], file.name
