"""A whole tiny edition of a made-up year, from returns to site and PDF."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from editions import CHAPTERS, EDITION, HOSTILE, edit, make_tiny_edition
from pypdf import PdfReader
from tiny import YEAR, Returns, change

from project.errors import ProjectError, ProjectErrors
from project.kept.checksums import tree_checksum
from project.kept.outputs import read_record
from project.places import Project
from publishing.build.edition import Options, build_edition, is_current, plan

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A tiny edition, built; only to be looked at."""
    project = make_tiny_edition(tmp_path_factory.mktemp("built"), hostile=True)
    result = build_edition(project, EDITION)
    return project, result


@pytest.fixture
def project(built, tmp_path):
    """A copy of it with its caches and output, to be changed."""
    folder = tmp_path / "project"
    shutil.copytree(built[0].root, folder, symlinks=True)
    return Project(folder)


def out(project):
    return project.build_dir(EDITION)


def page(project, name):
    return BeautifulSoup((out(project) / "site" / name).read_text(encoding="utf-8"), "html5lib")


def pdf_text(project):
    reader = PdfReader(out(project) / f"is248-{EDITION}.pdf")
    return "\n".join(sheet.extract_text() for sheet in reader.pages)


def test_everything_is_there(built):
    project, result = built
    folder = out(project)
    assert result.executed == 3
    assert {path.name for path in folder.iterdir()} == {
        "site", "notebooks", "results", "book", "build.json", f"is248-{EDITION}.pdf",
    }  # fmt: skip
    for file in CHAPTERS:
        assert (folder / "site" / Path(file).with_suffix(".html")).is_file()
        assert (folder / "notebooks" / f"{Path(file).stem}.ipynb").is_file()
    assert (folder / "site" / f"is248-{EDITION}.pdf").is_file()
    assert [p.name for p in (project.root / "figures" / EDITION).iterdir()] == ["fig-1-1.svg"]


def test_the_numbers_come_from_the_returns(built):
    project, _ = built
    rows = Returns(project, YEAR).rows["store"]
    ward = sum(float(row["staff__ward"] or 0) for row in rows) + 12  # carried from last year
    ledger = json.loads((out(project) / "results/01-folk.json").read_text(encoding="utf-8"))
    table = ledger["tables"][0]
    assert table["rows"][0]["label"] == "Avdeling"
    column = [column["key"] for column in table["columns"]].index([str(YEAR), "fte"])
    assert table["cells"][0][column]["value"] == pytest.approx(ward)
    text = page(project, "chapters/01-folk.html").get_text()
    assert table["cells"][0][column]["text"] in text
    assert "Store har 3 enheter" in text


def test_the_pdf_has_the_same_text_in_its_own_language(built):
    project, _ = built
    reader = PdfReader(out(project) / f"is248-{EDITION}.pdf")
    assert reader.metadata.title == "Den lille rapporten"
    assert reader.trailer["/Root"]["/Lang"].startswith("nb")
    assert "Her står en setning som kan endres." in pdf_text(project).replace("\n", " ")


def test_a_vicious_name_is_text_everywhere(built):
    project, _ = built
    soup = page(project, "chapters/vedlegg-a.html")
    assert HOSTILE in " ".join(soup.get_text().split())
    assert not [s for s in soup.find_all("script") if "alert" in s.get_text()]
    assert "alert(1)" in pdf_text(project)
    assert "#panic()" in pdf_text(project)


def test_the_record_names_inputs_versions_and_times(built):
    record = read_record(out(built[0]))
    assert record["edition"] == EDITION
    assert f"data/returns/{YEAR}/store.csv" in record["inputs"]
    assert all(len(mark) == 64 for mark in record["inputs"].values())
    assert {"python", "pandas", "pypandoc_binary", "typst"} <= record["versions"].keys()
    assert set(record["seconds"]) == {"screen and clean", "chapters", "book", "site", "PDF"}


def test_nothing_is_done_when_nothing_has_changed(project):
    before = {p: p.stat().st_mtime_ns for p in out(project).resolve().rglob("*")}
    result = build_edition(project, EDITION)
    assert result.unchanged
    assert {p: p.stat().st_mtime_ns for p in out(project).resolve().rglob("*")} == before
    assert plan(project, EDITION, Options()).endswith("nothing would be done.")


def test_an_unchanged_build_imports_nothing_heavy(project):
    code = (
        "import sys\nfrom publishing.command.cli import cli\n"
        f"cli.main(['build', '{EDITION}'], standalone_mode=False)\n"
        "heavy = ('pandas', 'numpy', 'matplotlib', 'pypandoc', 'jinja2', 'rich', 'papermill')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project.root, capture_output=True, text=True, check=True
    )
    assert "Nothing has changed" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_edited_sentence_runs_no_cell(project):
    edit(project, "chapters/01-folk.qmd", "som kan endres", "som er endret")
    assert not is_current(project, EDITION)
    result = build_edition(project, EDITION)
    assert (result.executed, result.unchanged) == (0, False)
    assert "som er endret" in page(project, "chapters/01-folk.html").get_text()
    assert "som er endret" in pdf_text(project).replace("\n", " ")
    assert is_current(project, EDITION)


def test_a_changed_answer_runs_only_the_chapters_that_read_it(project):
    change(project, YEAR, "smaa", "9101", has_plan="no")
    ran = []

    class Watch:
        def __getattr__(self, _):
            return lambda step, *_: ran.append(step.strip())

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    result = build_edition(project, EDITION, progress=Watch())
    assert result.executed == 1
    assert "02-planer" in ran
    assert "01-folk" not in ran


def test_a_deleted_page_is_made_again(project):
    (out(project) / "site/index.html").unlink()
    assert not build_edition(project, EDITION).unchanged
    assert (out(project) / "site/index.html").is_file()


def test_the_same_inputs_give_the_same_bytes(built, tmp_path):
    other = make_tiny_edition(tmp_path / "elsewhere", hostile=True)
    build_edition(other, EDITION, Options(workers=1))
    for part in ("site", "results", "book"):
        assert tree_checksum(out(other) / part) == tree_checksum(out(built[0]) / part), part
    name = f"is248-{EDITION}.pdf"
    assert (out(other) / name).read_bytes() == (out(built[0]) / name).read_bytes()


def test_only_one_chapter_is_built_and_the_rest_is_as_it_was(project):
    edit(project, "chapters/01-folk.qmd", "som kan endres", "som er endret")
    edit(project, "chapters/02-planer.qmd", "Se @tbl-2-1", "Sjå @tbl-2-1")
    before = (out(project) / f"is248-{EDITION}.pdf").read_bytes()
    build_edition(project, EDITION, Options(only=("01",)))
    assert "som er endret" in page(project, "chapters/01-folk.html").get_text()
    assert "Sjå" not in page(project, "chapters/02-planer.html").get_text()
    assert (out(project) / f"is248-{EDITION}.pdf").read_bytes() == before
    assert read_record(out(project))["partial"] == ["chapters/01-folk.qmd"]
    assert not is_current(project, EDITION)
    build_edition(project, EDITION)
    assert "Sjå" in page(project, "chapters/02-planer.html").get_text()
    assert "som er endret" in pdf_text(project).replace("\n", " ")


def test_a_chapter_built_alone_brings_those_whose_results_it_reads(project):
    edit(project, "chapters/02-planer.qmd", "status: utkast", "status: utkast\nafter: [01]")
    edit(
        project, "chapters/02-planer.qmd", "Se @tbl-2-1",
        "`{python} folk.table('1.1').at('total', year, 'fte')` til sammen. Se @tbl-2-1",
    )  # fmt: skip
    edit(project, "chapters/02-planer.qmd", "import figure,", "import chapter_results, figure,")
    edit(
        project, "chapters/02-planer.qmd", "survey = open_survey(edition)",
        "survey = open_survey(edition)\nyear = survey.year\n"
        "folk = chapter_results(survey, '01-folk')",
    )  # fmt: skip
    build_edition(project, EDITION, Options(only=("02",)))
    assert re.search(r"\d+ til sammen", page(project, "chapters/02-planer.html").get_text())


def test_all_failures_are_told_and_the_last_output_stays(project):
    before = tree_checksum(out(project))
    edit(
        project, "chapters/01-folk.qmd", 'fte_by_item(grown, "staff"', 'fte_by_item(grown, "stuff"'
    )
    edit(project, "chapters/02-planer.qmd", '"has_plan")', '"has_plan"')
    with pytest.raises(ProjectErrors) as caught:
        build_edition(project, EDITION)
    told = str(caught.value)
    assert told.startswith("2 failures:")
    assert "01-folk.qmd, line" in told
    assert "02-planer.qmd, line" in told
    assert told.endswith(f"is248 build {EDITION}")
    assert tree_checksum(out(project)) == before
    assert not list((project.build_root / ".work").iterdir())


def test_a_broken_reference_leaves_the_last_output(project):
    before = tree_checksum(out(project))
    edit(project, "chapters/02-planer.qmd", "@tbl-2-1", "@tbl-9-9")
    with pytest.raises(ProjectError, match="tbl-9-9"):
        build_edition(project, EDITION)
    assert tree_checksum(out(project)) == before


def test_a_chapter_that_is_not_there_is_named(project):
    (project.root / "chapters/02-planer.qmd").unlink()
    with pytest.raises(ProjectError, match="02-planer.qmd does not exist"):
        build_edition(project, EDITION)


def test_findings_that_stop_leave_the_last_output(project):
    before = tree_checksum(out(project))
    change(project, YEAR, "store", "9101", staff__ward="mange")
    with pytest.raises(ProjectError, match="stop"):
        build_edition(project, EDITION)
    assert tree_checksum(out(project)) == before


def test_a_build_uses_no_network(project, tmp_path):
    """Every Python process of the build, workers too, refuses to leave the machine."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard/sitecustomize.py").write_text(
        "import os, pathlib, socket\n"
        "real = socket.socket.connect\n"
        "def connect(self, address):\n"
        "    if self.family in (socket.AF_INET, socket.AF_INET6):\n"
        "        pathlib.Path(os.environ['GUARD_LOG']).open('a').write(f'{address}\\n')\n"
        "        raise OSError('no network in a build')\n"
        "    return real(self, address)\n"
        "socket.socket.connect = socket.socket.connect_ex = connect\n"
        "socket.getaddrinfo = lambda *a, **k: connect(socket.socket(), a)\n"
        "pathlib.Path(os.environ['GUARD_LOG'] + '.on').touch()\n"
    )
    log = tmp_path / "calls"
    nowhere = "http://127.0.0.1:9"
    environment = {
        **os.environ, "PYTHONPATH": str(tmp_path / "guard"), "GUARD_LOG": str(log),
        "http_proxy": nowhere, "https_proxy": nowhere, "HTTP_PROXY": nowhere,
        "HTTPS_PROXY": nowhere,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "publishing.command.cli", "build", EDITION, "--fresh", "--quiet"],
        cwd=project.root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Path(f"{log}.on").exists()
    assert not log.exists(), log.read_text()


def test_programs_of_the_same_name_on_the_path_are_not_used(built, project, tmp_path):
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name in ("pandoc", "typst", "pandoc.exe", "typst.exe"):
        (bin_ / name).write_text("#!/bin/sh\nexit 1\n")
        (bin_ / name).chmod(0o755)
    shutil.rmtree(project.build_root / "cache")
    done = subprocess.run(
        [sys.executable, "-m", "publishing.command.cli", "build", EDITION, "--fresh", "--quiet"],
        cwd=project.root,
        env={**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert tree_checksum(out(project) / "site") == tree_checksum(out(built[0]) / "site")
