"""From a reviewer's file to the next draft's page: imported, listed, answered, shown."""

import shutil

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from editions import EDITION, edit, make_tiny_edition
from reviewing import annotation, send

from publishing.build.edition import Options, build_edition
from publishing.command.cli import cli
from publishing.review.paragraphs import read_paragraphs

pytestmark = pytest.mark.slow

DRAFT = Options(draft=True)
SENTENCE = "Her står en setning som kan endres."
NASTY = '<script>alert(1)</script> {{< meta title >}} =1+1 `x` $v$ ../../etc & "q"'


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A tiny edition with a first draft, which is kept."""
    project = make_tiny_edition(tmp_path_factory.mktemp("round"))
    build_edition(project, EDITION, DRAFT)
    return project


@pytest.fixture
def project(built, tmp_path):
    from project.places import Project

    return Project(shutil.copytree(built.root, tmp_path / "project", symlinks=True))


def run(project, *arguments):
    done = CliRunner().invoke(cli, ["--project", str(project.root), "comments", *arguments])
    assert "Traceback" not in done.output
    return done


def page(project, name="chapters/01-folk.html"):
    text = (project.draft_dir(EDITION) / "site" / name).read_text(encoding="utf-8")
    return BeautifulSoup(text, "html5lib")


def standing_in(project, words):
    found = read_paragraphs(project.draft_dir(EDITION))
    return next(one for one in found if words in one.text)


def test_from_a_file_to_the_next_draft(project, tmp_path):
    first = standing_in(project, SENTENCE)
    lost = standing_in(project, "Figuren er")
    quote = "kan endres"
    file = send(
        tmp_path / "merknader.json",
        annotation(quote, NASTY, paragraph=first.id, prefix="setning som ", suffix="."),
        annotation("Figuren er", "Hvilken?", number=2, paragraph=lost.id, by="Ola <b>Nord</b>"),
        annotation("", "Fint.", number=3, paragraph="tbl-1-1"),
        annotation("", "Hele siden.", number=4, paragraph=""),
    )
    done = run(project, EDITION, "import", str(file))
    assert done.exit_code == 0, done.output
    assert "merknader.json: 4 new" in done.output
    assert "4 remarks are open: is248 comments 2091" in done.output
    assert "1 listed. 4 of 4 remarks are open" in run(project, "--person", "ola").output
    assert "4 known" in run(project, "import", str(file)).output

    edit(project, "chapters/01-folk.qmd", SENTENCE, "Her står en setning som bør endres snart.")
    edit(project, "chapters/01-folk.qmd", "Figuren er @fig-1-1.", "Alt er sagt, se @fig-1-1.")
    listed = run(project, EDITION)
    ids = {line.split()[0]: line for line in listed.output.splitlines() if "Kari" in line}
    mine = next(name for name, line in ids.items() if f"01-folk.qmd:{first.line}" in line)
    assert "4 of 4 remarks are open" in listed.output
    assert "the page as a whole" in listed.output
    assert "«Tabell 1.1 Årsverk etter sted." in " ".join(listed.output.split())
    answered = run(project, "answer", mine, "Rettet <i>nå</i>.", "--by", "Forfatteren")
    assert answered.exit_code == 0, answered.output

    build_edition(project, EDITION, DRAFT)
    shown = page(project)
    block = shown.find(id=first.id)
    aside = block.find_next_sibling("aside")
    assert NASTY in aside.get_text()
    assert "Rettet <i>nå</i>." in aside.get_text()
    assert "Nå står det: «bør endres snart»" in aside.get_text()
    assert not aside.find(["script", "i"])
    product = shown.find(id="tbl-1-1")
    assert "Fint." in product.find_next_sibling("aside").get_text()
    assert "Hele siden." in shown.select_one(".text .remarks").get_text()

    gone = shown.select_one(".remarks.lost")
    assert gone is None or "Hvilken?" in gone.get_text()


def test_what_is_resolved_is_folded_and_listed_no_more(project, tmp_path):
    assert "is248 comments import" in run(project).output  # there are none yet
    first = standing_in(project, SENTENCE)
    run(project, "import", str(send(tmp_path / "a.json", annotation(paragraph=first.id))))
    name = run(project).output.splitlines()[1].split()[0]
    assert "resolved" in run(project, "resolve", name, "--text", "Gjort.", "--by", "A").output
    assert "0 of 1 remarks are open" in run(project).output
    assert "is resolved already" in run(project, "resolve", name, "--by", "A").output
    assert "Gjort." in run(project, "--all").output
    build_edition(project, EDITION, DRAFT)
    folded = page(project).select_one("details.remark")
    assert folded.summary.select_one(".status").get_text() == "løst"
    assert "Gjort." in folded.get_text()
    assert "reopened" in run(project, "reopen", name, "--by", "A").output
    again = run(project, "reopen", name, "--by", "A").output
    assert "is open already: what Kari Nordmann says" in again
    assert "1 of 1 remarks is open" in run(project).output


def test_the_edition_is_the_same_whatever_is_said(project, tmp_path):
    before = build_edition(project, EDITION).place
    said = {p: p.read_bytes() for p in sorted((before / "site").rglob("*")) if p.is_file()}
    file = send(tmp_path / "a.json", annotation(paragraph="tbl-1-1"))
    assert run(project, "import", str(file)).exit_code == 0
    assert build_edition(project, EDITION).unchanged
    build_edition(project, EDITION, Options(fresh=True))
    assert {p: p.read_bytes() for p in said} == said
    assert not build_edition(project, EDITION, DRAFT).unchanged
    assert build_edition(project, EDITION, DRAFT).unchanged


def test_files_that_cannot_be_read_are_told_and_the_others_taken_in(project, tmp_path):
    good = send(tmp_path / "god.json", annotation(paragraph="tbl-1-1"))
    bad = tmp_path / "brev.json"
    bad.write_text("Hei!", encoding="utf-8")
    other = send(tmp_path / "annen.json", annotation(draft="2090:utkast-1"))
    done = run(project, "import", str(bad), str(good), str(other), str(tmp_path / "borte.json"))
    assert done.exit_code == 1
    assert "god.json: 1 new" in done.output
    for told in ("brev.json is not JSON", "about drafts of 2090", "borte.json is not there"):
        assert told in done.output
    assert "1 of 1 remarks is open" in run(project).output
