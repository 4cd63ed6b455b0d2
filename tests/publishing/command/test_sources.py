"""`quarto render` on the sources sets what the edition's own build made of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from disk import REPO, edit, write
from editions import EDITION, make_tiny_edition

from project.editions import chapter_files
from project.errors import ProjectError
from project.places import Project
from publishing.command.sources import FORMATS, FREEZER, LOOKED_AT, finish, prepare
from publishing.markdown.reader import read_front

BASE = yaml.safe_load((REPO / "_quarto.yml").read_text(encoding="utf-8"))


def with_headings(project: Project) -> Project:
    """Pages without number say so themselves, as Quarto needs it."""
    for file in ("index.qmd", "chapters/referanser.qmd"):
        path = project.root / file
        front, body = read_front(path.read_text(encoding="utf-8"))
        write(path, f"# {front['title']} {{#sec-{path.stem} .unnumbered}}\n\n{body}")
    return project


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = with_headings(make_tiny_edition(tmp_path_factory.mktemp("sources")))
    prepare(project, EDITION)
    return project


def frozen(project: Project, stem: str, form: str = "html") -> str:
    path = project.root / FREEZER / stem / "execute-results" / f"{form}.json"
    result = json.loads(path.read_text(encoding="utf-8"))["result"]
    assert result["supporting"] == []
    return result["markdown"]


def test_every_chapter_lies_ready_as_executed_in_each_format(ready):
    config = yaml.safe_load(ready.profile_path(EDITION).read_text(encoding="utf-8"))["book"]
    for file in [*config["chapters"], *config["appendices"]]:
        texts = {frozen(ready, str(Path(file).with_suffix("")), form) for form in FORMATS}
        assert len(texts) == 1
        (text,) = texts
        assert "{python}" not in text
        assert "Number(" not in text
    first = frozen(ready, "chapters/01-folk")
    assert "# Folk {#sec-folk}" in first
    assert "@tbl-1-1" in first
    assert frozen(ready, "index").startswith("# Forord {#sec-index .unnumbered}\n")


def test_figures_and_the_index_lie_where_the_pages_look_for_them(ready):
    text = frozen(ready, "chapters/01-folk")
    assert f"](../{LOOKED_AT}/fig-1-1.svg)" in text
    assert (ready.root / LOOKED_AT / "fig-1-1.svg").is_file()
    index = json.loads((ready.root / BASE["is248-crossref"]).read_text(encoding="utf-8"))
    assert "tbl-1-1" in index["targets"]
    assert index["statement"]


def test_quarto_is_told_to_take_them_and_to_ask_first():
    assert BASE["execute"]["freeze"] is True
    assert BASE["execute"]["echo"] is False
    command, target, *rest = BASE["project"]["pre-render"].split()
    assert (command, rest) == ("make.py", [])
    assert BASE["project"]["post-render"] == f"make.py {target} --after"
    done = subprocess.run(
        [sys.executable, "make.py", "help"], cwd=REPO, capture_output=True, text=True, check=True
    )
    assert f"  {target} " in done.stdout
    kept = (REPO / "_environment").read_text(encoding="utf-8")
    assert "TYPST_IGNORE_SYSTEM_FONTS=true" in kept
    assert f"/{FREEZER}/" in (REPO / ".gitignore").read_text(encoding="utf-8")


def test_the_edition_that_quarto_takes_by_itself_is_one():
    assert BASE["profile"]["default"] in Project(REPO).editions()


def living() -> list[str]:
    """Editions of the living report, whose chapters lie where Quarto looks for them."""
    project = Project(REPO)
    return [
        name
        for name in project.editions()
        if all(
            (REPO / file).is_file() and name not in file
            for file in chapter_files(project.edition(name))
        )
    ]


@pytest.mark.parametrize("name", living())
def test_quarto_counts_the_chapters_of_every_edition_as_the_edition_does(name):
    from publishing.command.sources import _counted_alike

    _counted_alike(Project(REPO), Project(REPO).edition(name))


def test_a_chapter_that_quarto_would_number_is_refused_with_what_to_write(tmp_path):
    project = make_tiny_edition(tmp_path)
    with pytest.raises(ProjectError, match=r"would number index\.qmd") as caught:
        prepare(project, EDITION)
    assert "# Forord {#sec-index .unnumbered}" in str(caught.value)
    assert not (project.root / FREEZER).exists()


def test_a_chapter_that_quarto_would_not_number_is_refused(tmp_path):
    project = with_headings(make_tiny_edition(tmp_path))
    file = project.root / "chapters/01-folk.qmd"
    edit(file, "title: Folk\n", "")
    edit(file, "Her står en setning", "# Folk {.unnumbered}\n\nHer står en setning")
    with pytest.raises(ProjectError, match="would not number") as caught:
        prepare(project, EDITION)
    assert "'title: Folk'" in str(caught.value)


def test_a_gap_among_the_numbers_is_refused_with_the_command_that_can(tmp_path):
    project = with_headings(make_tiny_edition(tmp_path))
    file = project.root / "chapters/02-planer.qmd"
    file.rename(file.with_name("03-planer.qmd"))
    edit(project.profile_path(EDITION), "chapters/02-planer.qmd", "chapters/03-planer.qmd")
    with pytest.raises(ProjectError, match="would not count a chapter 2") as caught:
        prepare(project, EDITION)
    assert f"is248 build {EDITION} --engine quarto" in str(caught.value)


@pytest.mark.parametrize("profile", ["", "another"])
def test_without_an_edition_quarto_is_told_what_to_write(tmp_path, profile):
    project = make_tiny_edition(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "publishing.command.sources"],
        cwd=project.root,
        env={**os.environ, "QUARTO_PROFILE": profile},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"quarto render --profile {EDITION}" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_quarto_made_is_mended_in_its_place(ready, tmp_path):
    made = next(ready.build_dir(EDITION).glob("*.pdf")).read_bytes()
    write(tmp_path / "index.html", "<p>Forord</p>")
    (tmp_path / "x.pdf").write_bytes(made)
    finish(ready, tmp_path)
    assert (tmp_path / "x.pdf").read_bytes()[:5] == b"%PDF-"
    write(tmp_path / "index.html", '<span class="quarto-unresolved-ref">?tbl-9-9</span>')
    with pytest.raises(ProjectError, match="tbl-9-9"):
        finish(ready, tmp_path)
