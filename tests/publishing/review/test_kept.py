"""Drafts that are kept: their numbers, what is shared on disk, and what is kept no longer."""

import json
import shutil

import pytest
from click.testing import CliRunner
from disk import edit, files, write
from drafts import draft
from editions import EDITION, make_tiny_edition, of_two_chapters
from tiny import YEAR, change

from project.errors import ProjectError
from project.places import Project
from publishing.build.edition import Options, build_edition
from publishing.command.cleanup import remove_built
from publishing.command.cli import cli
from publishing.review.kept import Drafts
from publishing.review.remarks.remark import Remark
from publishing.review.remarks.store import save_remarks

pytestmark = pytest.mark.slow
FOLK = "chapters/01-folk.qmd"


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """An edition with three drafts that differ in a sentence."""
    project = make_tiny_edition(tmp_path_factory.mktemp("three") / "project")
    of_two_chapters(project)
    assert draft(project) == 1
    for number, word in ((2, "Annen"), (3, "Tredje")):
        edit(project.root / FOLK, "## Oppsummering", f"{word} setning.\n\n## Oppsummering")
        assert draft(project) == number
    return project


@pytest.fixture
def project(three, tmp_path):
    return Project(shutil.copytree(three.root, tmp_path / "project", symlinks=True))


def run(project, *arguments):
    done = CliRunner().invoke(cli, ["--project", str(project.root), *arguments])
    return done.exit_code, done.output


def remarked(project, number):
    """A reviewer's remark on one of the drafts, of which another number is spoken."""
    remark = Remark(
        id=f"urn:uuid:{number}", page=FOLK.replace("qmd", "html"), draft=f"utkast-{number}",
        by="Kari", created="2091-01-01T10:00:00Z", modified="2091-01-01T10:00:00Z",
        text="draft: utkast-77 er bedre",
    )  # fmt: skip
    save_remarks(project, EDITION, [remark])


def test_a_draft_that_says_the_same_keeps_its_number(project, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert draft(project) == 3
    page = project.build_dir(f"{EDITION}-draft") / "site/index.html"
    assert "Utkast 3 · 14. november 2023" in page.read_text(encoding="utf-8")
    change(project, YEAR, "store", "9101", remark="Et annet ord")  # which no page tells
    assert draft(project) == 3
    assert draft(project, fresh=True) == 3


def test_what_was_said_before_and_is_said_again_is_a_new_draft(project):
    edit(project.root / FOLK, "Tredje setning.\n\n", "")
    assert draft(project) == 4


def test_the_number_stands_in_pages_and_pdf(project):
    from pypdf import PdfReader

    place = project.build_dir(f"{EDITION}-draft")
    sheets = PdfReader(place / f"is248-{EDITION}-utkast.pdf").pages
    assert all("Utkast 3 ·" in sheet.extract_text() for sheet in sheets)
    for path in (place / f"is248-{EDITION}-utkast.html", place / "site/index.html"):
        text = path.read_text(encoding="utf-8")
        assert f'data-draft="{EDITION}-utkast-3"' in text
        assert "Utkast 3 ·" in text


def test_a_draft_of_chosen_chapters_has_no_number_and_is_not_kept(project):
    edit(project.root / FOLK, "Tredje setning", "Fjerde setning")
    assert draft(project, only=("1",)) == 3
    page = project.build_dir(f"{EDITION}-draft") / f"site/{FOLK}".replace(".qmd", ".html")
    assert f'data-draft="{EDITION}-utkast-0"' in page.read_text(encoding="utf-8")
    assert draft(project) == 4


def test_a_number_is_never_given_twice(project):
    drafts = Drafts(project, EDITION)
    for number in (1, 2, 3):
        drafts.remove(number)
    edit(project.root / FOLK, "Tredje setning", "Fjerde setning")
    assert draft(project) == 4
    remarked(project, 11)
    edit(project.root / FOLK, "Fjerde setning", "Femte setning")
    assert draft(project) == 12


def test_a_kept_draft_that_was_lost_is_kept_again(project):
    kept = files(project.drafts_dir(EDITION) / "3")
    for path in sorted((project.drafts_dir(EDITION) / "3").glob("results/*.json")):
        path.unlink()
    result = build_edition(project, EDITION, Options(draft=True))
    assert result.mended == (f"_build/drafts/{EDITION}/3",)
    assert files(project.drafts_dir(EDITION) / "3") == kept


def test_what_did_not_change_is_one_file_on_disk(three):
    one, other = (three.drafts_dir(EDITION) / str(number) for number in (2, 3))
    planer = "results/02-planer.json"
    assert (one / planer).samefile(other / planer)
    folk = "book/chapters/01-folk.qmd"
    assert not (one / folk).samefile(other / folk)


def test_a_draft_before_that_cannot_be_read_stops_no_build(project):
    for number in (1, 2, 3):
        write(project.drafts_dir(EDITION) / str(number) / "draft.json", "{")
    edit(project.root / FOLK, "Tredje setning", "Fjerde setning")
    assert draft(project) == 4
    page = project.build_dir(f"{EDITION}-draft") / f"site/{FOLK}".replace(".qmd", ".html")
    assert "change-list" not in page.read_text(encoding="utf-8")
    code, output = run(project, "diff", EDITION)
    assert code == 2
    assert "can't be read" in output
    assert "draft 3  can't be read" in run(project, "drafts", EDITION)[1]


def test_drafts_are_listed_and_pruned(project):
    code, output = run(project, "drafts", EDITION)
    assert code == 0
    assert [line.split()[1] for line in output.splitlines()] == ["1", "2", "3"]
    remarked(project, 1)
    code, output = run(project, "drafts", EDITION, "--keep", "1")
    assert output.splitlines()[0] == "Removed draft 2."
    assert Drafts(project, EDITION).numbers() == [1, 3]
    code, output = run(project, "drafts", EDITION, "--remove", "3")
    assert code == 1
    assert "newest" in output
    assert run(project, "drafts", EDITION, "--remove", "2")[0] == 1
    assert run(project, "drafts", EDITION, "--remove", "1")[0] == 0
    assert run(project, "diff", EDITION)[0] == 2


def test_exit_codes_say_whether_drafts_differ(project):
    code, output = run(project, "diff", EDITION)
    assert code == 1
    assert "Draft 2 → 3" in output
    assert (project.drafts_dir(EDITION) / "endringer-2-3.html").is_file()
    assert run(project, "diff", EDITION, "--against", "3", "--draft", "3")[0] == 0
    assert run(project, "diff", EDITION, "--against", "9")[0] == 2
    code, output = run(project, "diff", EDITION, "--against", "1", "--json")
    assert code == 1
    told = json.loads(output)
    assert (told["against"], told["draft"]) == (1, 3)
    assert [(one["file"], one["sentences"]) for one in told["chapters"]] == [(FOLK, 2)]


def test_pruning_waits_for_no_build(project):
    from project.kept.lock import only_build

    with only_build(project.lock_path(EDITION), EDITION):
        assert run(project, "drafts", EDITION, "--keep", "1")[0] == 1
    assert Drafts(project, EDITION).numbers() == [1, 2, 3]


def test_kept_drafts_stay_when_an_edition_is_cleaned_away(project):
    list(remove_built(project, EDITION))
    assert Drafts(project, EDITION).numbers() == [1, 2, 3]
    assert draft(project) == 3


@pytest.mark.parametrize("number", ["01", "x", "0"])
def test_only_numbers_are_drafts(project, number):
    (project.drafts_dir(EDITION) / number).mkdir()
    assert Drafts(project, EDITION).numbers() == [1, 2, 3]
    with pytest.raises(ProjectError, match="not kept"):
        Drafts(project, EDITION).read(0)
