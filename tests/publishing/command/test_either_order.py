"""An edition may stand before or after what else a command takes."""

import shutil

import pytest
from click.testing import CliRunner
from editions import EDITION, make_tiny_edition
from reviewing import annotation, send

from project.places import Project
from publishing.command.cli import cli


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """An edition with a remark, whose id is that of the annotation."""
    project = make_tiny_edition(tmp_path_factory.mktemp("begun") / "project")
    file = send(project.root / "merknader.json", annotation("", paragraph=""))
    assert run(project, "comments", "import", str(file)).exit_code == 0
    return project


@pytest.fixture
def projects(begun, tmp_path):
    return [
        Project(shutil.copytree(begun.root, tmp_path / name / "project", symlinks=True))
        for name in ("one", "other")
    ]


def run(project, *arguments):
    return CliRunner().invoke(cli, ["--project", str(project.root), *arguments])


def the_id(project):
    (file,) = project.review_dir(EDITION).glob("*/*.yml")
    return file.stem


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        ("review 2091 begin --deadline 2091-12-01", "review begin --deadline 2091-12-01 2091"),
        ("review 2091 begin", "review 2091 begin 2091"),
        ("review 2091 show", "review show 2091"),
        ("review 2091 set 1 lest --by A", "review set 1 lest 2091 --by A"),
        ("review 2091 set 1 lest --by A", "review set --by A 2091 1 lest"),
        ("review 2091 set --all lest --by A", "review set --all lest 2091 --by A"),
        ("comments 2091 list --all", "comments list 2091 --all"),
        ("comments 2091 import FILE", "comments import FILE 2091"),
        ("comments 2091 import FILE", "comments import 2091 FILE"),
        ("comments 2091 answer ID Ja --by A", "comments answer ID Ja 2091 --by A"),
        ("comments 2091 answer ID Ja --by A", "comments answer 2091 ID Ja --by A"),
        ("comments 2091 answer ID 2091 --by A", "comments answer ID 2091 --by A"),
        ("comments 2091 resolve ID --by A", "comments resolve ID --by A 2091"),
        ("comments 2091 reopen ID --by 2091", "comments reopen 2091 ID --by 2091"),
        ("drafts 2091 --keep 3", "drafts --keep 3 2091"),
        ("diff 2091 --against 1", "diff --against 1 2091"),
        ("confirm 9101 2091 --by A", "confirm 2091 9101 --by A"),
        ("todo 2091 1", "todo 1 2091"),
        ("freeze 2091 1", "freeze 1 2091"),
        ("units 2091 9101", "units 9101 2091"),
        ("units 2091 9101", "units 9101"),
    ],
)
def test_either_order_is_the_same(projects, usual, other):
    said = []
    for project, text in zip(projects, (usual, other), strict=True):
        known = {"FILE": str(project.root / "merknader.json"), "ID": the_id(project)[:6]}
        done = run(project, *(known.get(word, word) for word in text.split()))
        assert done.exit_code != 2 or text.startswith("diff"), done.output
        said.append((done.exit_code, done.output.replace(str(project.root), "")))
        assert "no edition" not in done.output
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("review begin 2092", "there is no edition '2092'"),
        ("review 2091 begin 2092", "unexpected extra argument (2092)"),
        ("comments answer ID", "Missing argument 'TEXT'"),
        ("diff 2091 1 2", "Did you mean --against 1 --draft 2?"),
        ("diff 1 2091", "Did you mean --against 1?"),
        ("drafts keep 3 2091", "Did you mean --keep 3?"),
        ("build 2091 1 2", "Did you mean --only 1 --only 2?"),
        ("freeze 1", "is248 freeze 2091 1"),
        ("freeze 2093 1", "there is no edition '2093'"),
        ("units 2093", "there is no edition '2093'"),
    ],
)
def test_what_is_wrong_is_told_with_the_right_command(projects, typed, told):
    project = projects[0]
    known = {"ID": the_id(project)[:6]}
    done = CliRunner().invoke(
        cli,
        ["--project", str(project.root), *(known.get(word, word) for word in typed.split())],
        prog_name="is248",
    )
    assert done.exit_code in {1, 2}
    assert told in " ".join(done.output.split())
    assert "Traceback" not in done.output


def test_an_edition_is_no_id_where_a_remark_is_called_so(projects):
    project = projects[0]
    (file,) = project.review_dir(EDITION).glob("*/*.yml")
    name = next(
        one for one in (f"urn:x:{n}" for n in range(10**6)) if _short(one).startswith(EDITION)
    )
    file.write_text(file.read_text(encoding="utf-8").replace(_id(file), name), encoding="utf-8")
    done = run(project, "comments", "resolve", _short(name)[:8], EDITION, "--by", "A")
    assert done.exit_code == 2
    assert "Write the edition before" in done.output
    before = run(project, "comments", EDITION, "resolve", EDITION, "--by", "A")
    assert before.exit_code == 0, before.output


def _id(file):
    return file.read_text(encoding="utf-8").splitlines()[0].partition(": ")[2]


def _short(name):
    from publishing.review.remarks.remark import short_id

    return short_id(name)
