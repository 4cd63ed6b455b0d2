"""`is248 freeze`: a chapter put aside for one edition as it is, and what reads it from there."""

import re

import pytest
import yaml
from click.testing import CliRunner
from disk import edit, files, write
from editions import EDITION, make_tiny_edition
from matplotlib import image
from nextyear import NEXT, make_finished

from project.chapters import UNIT_PAGE, astray, chapter_path
from project.errors import ProjectError
from publishing.build.chosen import chapter_file
from publishing.command.checking.check import citations_of, expressions_of, prose_of, refused_in
from publishing.command.cli import cli
from publishing.command.listing import describe
from publishing.command.sources import prepare
from publishing.manuscript.chapter import read_chapter
from publishing.manuscript.locate import Sources
from publishing.newyear.make import make_edition, plan_edition
from publishing.newyear.tables import shown_over_time
from publishing.newyear.todo import tick, todo_of
from publishing.results.ledger import make_ledger

FOLK, OWN = "chapters/01-folk.qmd", f"chapters/{EDITION}/01-folk.qmd"


@pytest.fixture
def project(tmp_path):
    return make_tiny_edition(tmp_path / "project")


@pytest.fixture
def freeze(project):
    def call(*arguments):
        return CliRunner().invoke(cli, ["--project", str(project.root), "freeze", *arguments])

    return call


def sources(project):
    return {name: text for name, text in files(project.root).items() if name.endswith(".qmd")}


def test_chapters_are_copied_byte_for_byte_and_nothing_else_is_touched(project, freeze):
    crlf = (project.root / FOLK).read_bytes().replace(b"\n", b"\r\n")
    (project.root / FOLK).write_bytes(b"\xef\xbb\xbf" + crlf)
    before = sources(project)
    done = freeze(EDITION, "1", "vedlegg-a")
    assert done.exit_code == 0, done.output
    added = {name: text for name, text in sources(project).items() if name not in before}
    assert added == {
        OWN: before[FOLK], f"chapters/{EDITION}/vedlegg-a.qmd": before["chapters/vedlegg-a.qmd"],
    }  # fmt: skip
    assert before.items() <= sources(project).items()
    assert done.output.startswith(f"Wrote {OWN}\nWrote chapters/{EDITION}/vedlegg-a.qmd\n")
    assert f"{EDITION} takes these files now" in done.output


def test_all_are_put_aside_once(project, freeze):
    freeze(EDITION, "01")
    edit(project.root / FOLK, "som kan endres", "om noe annet")
    own = (project.root / OWN).read_bytes()
    done = freeze(EDITION, "--all")
    assert done.exit_code == 0, done.output
    listed = ["index", "02-planer", "referanser", "vedlegg-a"]
    wrote = re.findall(r"^Wrote (.*)$", done.output, re.MULTILINE)
    assert wrote == [f"chapters/{EDITION}/{name}.qmd" for name in listed]
    assert (project.root / OWN).read_bytes() == own
    assert "put aside already" in freeze(EDITION, "--all").output


def test_the_notebook_of_a_page_for_each_unit_is_put_aside_too(project, freeze):
    write(project.root / UNIT_PAGE, "# En enhet {#sec-enhet .unnumbered}\n")
    done = freeze(EDITION, "enhet")
    assert done.exit_code == 0, done.output
    own = chapter_path(project.root, EDITION, UNIT_PAGE)
    assert own == project.root / f"chapters/{EDITION}/enhet.qmd"
    assert not astray(project.root, EDITION, [FOLK])
    assert "enhet.qmd" not in freeze(EDITION, "--all").output


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        ((EDITION, "01-folkk"), "Did you mean 01-folk", 1),
        ((EDITION[:-1] + "7", "01"), f"Did you mean {EDITION}?", 1),
        ((EDITION, "02", "01"), "has its own chapters/01-folk.qmd already", 1),
        ((EDITION, "22-mer"), "can't be put aside", 1),
        ((EDITION, "23-borte"), "the chapter is missing", 1),
        ((EDITION,), "Name chapters, or write --all", 2),
        ((EDITION, "01", "--all"), "Name chapters, or write --all", 2),
        ((), "Missing argument", 2),
    ],
)
def test_what_can_not_be_put_aside_is_refused_and_nothing_written(
    project, freeze, arguments, told, code
):
    write(project.root / OWN, "Egen.\n")
    path = project.profile_path(EDITION)
    profile = yaml.safe_load(path.read_text(encoding="utf-8"))
    profile["book"]["chapters"] += [f"chapters/{EDITION}/22-mer.qmd", "chapters/23-borte.qmd"]
    write(path, yaml.safe_dump(profile, allow_unicode=True))
    before = sources(project)
    done = freeze(*arguments)
    assert (done.exit_code, "Traceback" in done.output) == (code, False)
    said = done.output + str(done.exception or "")
    assert told in " ".join(said.split())
    assert sources(project) == before


def test_addresses_in_it_go_from_its_old_place(project, freeze):
    write(
        project.root / "chapters/_felles.md", "Felles ![Kart](bilder/kart.png){fig-alt='Kart'}.\n"
    )
    (project.root / "chapters/bilder").mkdir()
    image.imsave(project.root / "chapters/bilder/kart.png", [[0.0, 1.0]])
    edit(project.root / FOLK, "Figuren er", "{{< include _felles.md >}}\n\nFiguren er")
    before = read_chapter(project.root / FOLK)
    done = freeze(EDITION, "01")
    for name in ("chapters/_felles.md", "chapters/bilder/kart.png"):
        copy = f"chapters/{EDITION}/_beside/{name}"
        assert f"  with {copy}\n" in done.output
        assert (project.root / copy).read_bytes() == (project.root / name).read_bytes()
        write(project.root / name, "noe annet")
    assert not refused_in(project, project.edition(EDITION))
    after = read_chapter(project.root / OWN)
    assert (after.text, after.cells, after.number) == (before.text, before.cells, before.number)
    empty = {"cells": [], "metadata": {}}
    heads = [make_ledger(c, empty, project.root, 1).ledger.chapter for c in (before, after)]
    assert heads[0] == heads[1]
    assert heads[1].file == FOLK


def test_what_several_chapters_include_is_put_aside_once_and_told_of_the_others(project, freeze):
    shared = project.root / "felles/metode.qmd"
    write(shared, "{{< include dypere.md >}}\n")
    write(project.root / "felles/dypere.md", "Felles tekst.\n")
    for name in (FOLK, "chapters/02-planer.qmd"):
        path = project.root / name
        write(
            path, f"{path.read_text(encoding='utf-8')}\n{{{{< include ../felles/metode.qmd >}}}}\n"
        )
    done = freeze(EDITION, "01")
    assert "chapters/02-planer.qmd still takes the living file: put that aside too" in done.output
    copy = project.root / f"chapters/{EDITION}/_beside/felles/dypere.md"
    write(project.root / "felles/dypere.md", "Ny tekst.\n")
    assert "Felles tekst." in read_chapter(project.root / OWN).text
    assert "Ny tekst." in read_chapter(project.root / FOLK).text
    before = files(project.root)
    refused = freeze(EDITION, "02")
    assert "has its own felles/dypere.md, which is another" in " ".join(refused.output.split())
    assert files(project.root) == before
    write(project.root / "felles/dypere.md", copy.read_text(encoding="utf-8"))
    assert freeze(EDITION, "02").exit_code == 0
    write(copy, "{{< include 2.md >}}")
    with pytest.raises(ProjectError, match=rf"{EDITION}/_beside/felles/dypere\.md, line 1"):
        read_chapter(project.root / OWN)


@pytest.mark.parametrize(
    ("code", "own"),
    [
        ("import hjelp", f"import hjelp_{EDITION}"),
        ("from hjelp import FACTOR", f"from hjelp_{EDITION} import FACTOR"),
        ("import dypere.tall", f"import dypere_{EDITION}.tall"),
        ("open('notater/tall.txt')", f"open('notater/tall_{EDITION}.txt')"),
        (f"import over_{EDITION}", "import math"),
    ],
)
def test_what_cells_name_themselves_must_be_the_editions_own(project, freeze, code, own):
    for name in ("hjelp.py", f"hjelp_{EDITION}.py", "dypere/tall.py", f"dypere_{EDITION}/tall.py"):
        write(project.root / name, "FACTOR = 2\n")
    for name in ("notater/tall.txt", f"notater/tall_{EDITION}.txt"):
        write(project.root / name, "17")
    write(project.root / f"over_{EDITION}.py", "from hjelp import FACTOR\n")
    edit(project.root / FOLK, "staff = fte", f"{code}\nstaff = fte")
    refused = freeze(EDITION, "01")
    said = " ".join(refused.output.split())
    assert "which would stay one for all editions" in said
    assert re.search(rf"Copy it to \S+_{EDITION}", said)
    assert re.search(r"01-folk\.qmd, line \d+", said)
    assert not (project.root / OWN).exists()
    edit(project.root / FOLK, code, own)
    done = freeze(EDITION, "01")
    assert done.exit_code == 0, done.exception


def test_messages_name_the_file_that_is_to_be_mended(project, freeze):
    freeze(EDITION, "01")
    own = project.root / OWN
    wrong = "Det er 17 kommuner. En [@borte]. `{python} 1 if edition else 2`. Figuren er"
    edit(own, "Figuren er", wrong)
    edition = project.edition(EDITION)
    for found in (prose_of, citations_of, expressions_of):
        assert OWN in {one.file for one in found(project, edition)}
    assert OWN in describe(project)
    assert FOLK not in describe(project)
    where = Sources(project.root, EDITION).where(FOLK, "Det er 17 kommuner.")
    assert where.startswith(f"{OWN}, line ")
    edit(own, "title: Folk", "title: [Folk")
    (error,) = refused_in(project, edition)
    assert str(error.where).startswith(f"{OWN}, line ")
    with pytest.raises(ProjectError, match="front matter"):
        read_chapter(own)


def test_a_text_that_stands_for_no_chapter_stops_the_check(project):
    write(project.root / f"chapters/{EDITION}/01-folkk.qmd", "x")
    (error,) = refused_in(project, project.edition(EDITION))
    assert f"Did you mean {OWN}?" in str(error)


def test_quarto_on_the_sources_is_refused_where_it_would_take_another_text(project, freeze):
    freeze(EDITION, "01")
    edit(project.root / FOLK, "som kan endres", "om noe annet")
    with pytest.raises(ProjectError, match=r"01-folk\.qmd from the living report"):
        prepare(project, EDITION)


def test_a_notebook_is_made_of_the_living_chapter_or_by_its_path_of_the_own(project, freeze):
    freeze(EDITION, "01")
    assert chapter_file(project, "01") == FOLK
    assert chapter_file(project, OWN) == OWN
    (project.root / FOLK).unlink()
    assert chapter_file(project, "01") == OWN


def test_the_list_of_what_is_to_decide_stays_ticked_off(tmp_path):
    project = make_finished(tmp_path)
    make_edition(project, plan_edition(project, NEXT))
    edit(project.root / FOLK, "Her står en setning", f"I {NEXT} kom en ny setning")
    (item,) = (i for i in todo_of(project, str(NEXT)).open if i.kind == "Sentences tied to a year")
    assert item.where.startswith(f"{FOLK}:")
    tick(project, str(NEXT), [item.id])
    shown = shown_over_time(project, project.edition(NEXT))
    done = CliRunner().invoke(cli, ["--project", str(tmp_path), "freeze", str(NEXT), "01"])
    assert done.exit_code == 0, done.output
    edit(project.root / FOLK, f"I {NEXT} kom en ny", "Her står en")
    edit(project.root / FOLK, "years_of", "pair_of")
    todo = todo_of(project, str(NEXT))
    (same,) = (i for i in todo.items if i.id in todo.done)
    assert (same.id, same.where) == (
        item.id, item.where.replace("chapters/", f"chapters/{NEXT}/"),
    )  # fmt: skip
    assert shown_over_time(project, project.edition(NEXT)) == shown
    assert chapter_path(tmp_path, EDITION, FOLK) == tmp_path / FOLK
