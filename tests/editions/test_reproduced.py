"""A published edition is made again from its record alone, and every byte is the same, or told."""

import json
import re
import shutil
import subprocess

import pytest
import yaml
from click.testing import CliRunner
from disk import REPO, edit
from editions import EDITION, make_tiny_edition
from tiny import YEAR
from unitedition import with_units

from project.places import Project
from project.running import PACKAGES
from publishing.build.edition import build_edition
from publishing.command.cli import cli
from publishing.reproduce.differences import Differences
from publishing.units.make import Options as Units
from publishing.units.make import make_units
from publishing.web.provenance import PROVENANCE, Provenance

pytestmark = pytest.mark.slow

OTHER = f"{YEAR}-kort"
RETURNS = f"data/returns/{YEAR}/store.csv"


def git(root, *words):
    name = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *name, "-C", str(root), *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    """A repository with code and two editions, both published; returns are in no commit."""
    root = tmp_path_factory.mktemp("origin")
    with_units(make_tiny_edition(root))
    for folder in PACKAGES:
        shutil.copytree(REPO / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("make.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(REPO / file, root / file)
    (root / ".gitignore").write_text("_build/\nfigures/\ndata/returns/\ndata/cleaned/\n")
    profile = yaml.safe_load((root / f"_quarto-{EDITION}.yml").read_text(encoding="utf-8"))
    profile["book"] |= {"chapters": profile["book"]["chapters"][:2], "appendices": []}
    (root / f"_quarto-{OTHER}.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "All of it")
    for name in (EDITION, OTHER):
        build_edition(Project(root), name)
    make_units(Project(root), EDITION, Units(workers=2))
    return root


@pytest.fixture
def published(origin, tmp_path):
    """What a reader has fetched from the server."""
    return shutil.copytree(origin / "_build/www", tmp_path / "www")


def run(origin, *words):
    return CliRunner().invoke(cli, ["--project", str(origin), "reproduce", "--installed", *words])


@pytest.mark.parametrize("edition", [EDITION, OTHER])
def test_every_byte_is_the_same(origin, published, edition):
    done = run(origin, str(published / edition))
    assert done.exit_code == 0, done.output
    assert "files are equal, byte for byte" in done.output
    assert (published / edition / "enheter").is_dir() == (edition == EDITION)


def test_a_published_file_that_somebody_changed_is_named(origin, published):
    edit(published / EDITION / "chapters/01-folk.html", "setning", "bisetning")
    done = run(origin, str(published / EDITION))
    assert done.exit_code == 1
    assert "chapters/01-folk.html differs" in done.output
    assert "chapters/01-folk.html is not as its own record says" in done.output
    assert "input:" not in done.output


def test_the_input_that_a_difference_comes_of_is_named():
    record = Provenance(
        edition=EDITION, commit="a", lock="l", python="3", engine="pandoc",
        versions={"pandas": "2"}, inputs={RETURNS: "1", "same": "1"}, outputs={"a": "1", "b": "1"},
    )  # fmt: skip
    again = {"inputs": {RETURNS: "2", "same": "1"}, "versions": {"pandas": "3"}, "python": "3"}
    found = Differences.between(record, {"a": "1", "b": "1"}, {"a": "2", "c": "1"}, again, [])
    assert list(found.lines()) == [
        "a differs",
        "b is not made",
        "c is not published",
        f"input: {RETURNS} is not what it was",
        "program: pandas 2 then, 3 now",
    ]


def test_files_that_nobody_has_are_told(origin, published, tmp_path):
    done = run(origin, str(published / EDITION), "--data", str(tmp_path))
    assert done.exit_code == 1
    assert "not those of the record: " in done.output
    assert RETURNS in done.output


def test_a_record_of_changes_that_no_commit_has_is_refused(origin, published):
    path = published / EDITION / PROVENANCE
    record = json.loads(path.read_text(encoding="utf-8"))
    record["commit"] += "-dirty"
    path.write_text(json.dumps(record), encoding="utf-8")
    done = run(origin, str(published / EDITION))
    assert "changes that no commit has" in done.output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "can't be read"),
        ("[]", "can't be read"),
        ('{"edition": 1}', "is wrong in the record|is missing in the record"),
        (None, "no record of how the edition was made"),
    ],
)
def test_a_record_that_is_none_is_told(origin, tmp_path, content, told):
    if content is not None:
        (tmp_path / PROVENANCE).write_text(content, encoding="utf-8")
    done = run(origin, str(tmp_path))
    assert done.exit_code == 1
    assert re.search(told, done.output)


def test_a_commit_that_the_repository_lacks_is_told(origin, published):
    path = published / EDITION / PROVENANCE
    record = json.loads(path.read_text(encoding="utf-8"))
    record["commit"] = "0" * 40
    path.write_text(json.dumps(record), encoding="utf-8")
    done = run(origin, str(published / EDITION))
    assert "no commit" in done.output
