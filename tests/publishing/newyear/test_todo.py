"""The list of what is to decide: what stands on it, and what ticks it off."""

import pytest
from click.testing import CliRunner
from disk import edit, write
from nextyear import NEXT, give_returns, make_finished
from tiny import YEAR

from project.errors import ProjectError
from publishing.command.cli import cli
from publishing.newyear.make import make_edition, plan_edition
from publishing.newyear.todo import tick, todo_of

NAME = str(NEXT)
FOLK = "chapters/01-folk.qmd"
PLANS = "chapters/02-planer.qmd"


@pytest.fixture
def project(tmp_path):
    project = make_finished(tmp_path)
    make_edition(project, plan_edition(project, NEXT))
    return project


def found(project, kind):
    return [(i.where, i.text) for i in todo_of(project, NAME).items if i.kind == kind]


def test_dates_and_files_to_fill_in(project):
    ((where, _),) = found(project, "Dates to fill in")
    line = int(where.removeprefix(f"_quarto-{NEXT}.yml:"))
    profile = project.profile_path(NEXT).read_text(encoding="utf-8").splitlines()
    assert profile[line - 1].strip() == "date:"
    assert [where for where, _ in found(project, "Files to fill in")] == [
        f"data/returns/{NEXT}", f"data/returns/{NEXT}", f"data/population/{NEXT}.csv",
        f"data/highlights/{NEXT}.yml", f"data/themes/{NEXT}.csv:1",
        f"data/knowledge/{NEXT}/books.csv:1",
    ]  # fmt: skip
    give_returns(project, NEXT)
    write(project.knowledge_dir(NEXT) / "books.csv", "Tittel,source\nEn ny bok,x\n")
    assert found(project, "Dates to fill in") == []
    assert len(found(project, "Files to fill in")) == 2
    line = "{label: a, subject: A, series: staff, see: tbl-1-1}"
    chosen = "highlights:\n" + f"  - {line}\n" * 5
    write(project.highlights_path(NEXT), chosen)
    assert len(found(project, "Files to fill in")) == 1


def test_a_series_from_elsewhere_that_has_not_the_year(project):
    ((where, text),) = found(project, "Figures from elsewhere")
    assert where == "data/series/elsewhere.csv:2"
    assert "ends with 2090" in text


def test_made_figures_in_an_edition_whose_returns_are_real(project):
    """They were stored from the finished edition, whose returns were made."""
    assert found(project, "Figures from made returns") == []
    edit(project.profile_path(NEXT), f"demonstration: [{YEAR}]", "demonstration: false")
    places = [where for where, _ in found(project, "Figures from made returns")]
    assert [place.partition(":")[0] for place in places] == [
        "data/series/has_plan.csv", "data/series/staff.csv", "data/series/staff_total.csv",
    ]  # fmt: skip
    line = int(places[-1].rpartition(":")[2])
    text = (project.root / "data/series/staff_total.csv").read_text(encoding="utf-8")
    assert f"{YEAR - 1},fte" in text.splitlines()[line - 1]


def test_questions_that_came_went_or_changed_with_the_chapters_that_tell(project):
    path = project.codebook_path(NEXT)
    edit(path, "variable: has_plan", "variable: has_programme")
    edit(path, "asked: {has_plan: [yes]}", "asked: {has_programme: [yes]}")
    items = [i for i in todo_of(project, NAME).items if i.kind == "Questions"]
    told = {item.text.partition(" «")[0]: item.todo for item in items}
    assert told["Dropped (Små): has_plan"] == f"Chapters that tell of it: {FOLK}, {PLANS}."
    assert told["New (Små): has_programme"] == "Chapters that tell of it: none."
    assert "Changed (Store): plan_parts" in told


def test_questions_that_no_chapter_tells_of(project):
    """Those that only lead to others, that a text builds, or that a chapter names are told of."""
    kind = "Questions without a place in any chapter"
    places = [text for _, text in found(project, kind)]
    assert "visitors (Store)" in places
    assert not any("has_plan" in text for text in places)
    cell = '```{python}\nnames = [f"visit{x}" for x in "o"]\n```\n\n## Har enheten'
    edit(project.root / PLANS, "## Har enheten", cell)
    assert "visitors (Store)" not in [text for _, text in found(project, kind)]


def test_notes_that_name_a_year(project):
    edit(project.codebook_path(NEXT), "note: Frivillig.", "note: Frivillig fra 2090.")
    ((where, text),) = found(project, "Notes that name a year")
    assert text == "note: Frivillig fra 2090."
    line = int(where.rpartition(":")[2])
    assert "2090" in project.codebook_path(NEXT).read_text(encoding="utf-8").splitlines()[line - 1]


def test_open_questions_without_themes(project):
    edit(
        project.root / PLANS,
        "Se @tbl-2-1",
        'De sa `{python} told(survey, "why_not")`.\n\nSe @tbl-2-1',
    )
    items = found(project, "Findings to code")
    assert [text for _, text in items] == ["why_not", "remark"]
    assert items[0][0].startswith(f"{PLANS}:")
    head = project.themes_path(NEXT).read_text(encoding="utf-8")
    write(project.themes_path(NEXT), f"{head}{NEXT},why_not,a,A,1,1,x\n{NEXT},remark,a,A,1,1,x\n")
    assert found(project, "Findings to code") == []


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        (f"Nytt i {NEXT} er planene.", f"({NEXT}, nytt)"),
        ("I år er det flere.", "(i år)"),
        ("For første gang er det flere.", "(for første gang)"),
        ("Det siste året er det flere.", "(siste året)"),
        (f"Loven kom i {YEAR}.", f"({YEAR})"),
        ("Årets tall er høye.", "(årets)"),
    ],
)
def test_sentences_that_are_tied_to_a_year(project, sentence, why):
    edit(project.root / FOLK, "Her står en setning som kan endres.", sentence)
    (item,) = [i for i in todo_of(project, NAME).items if i.kind == "Sentences tied to a year"]
    assert (item.text, item.todo) == (sentence, why)
    lines = (project.root / FOLK).read_text(encoding="utf-8").splitlines()
    assert lines[item.line - 1] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Siden 2015 er det flere.",
        f"Det er flere [@kilde{NEXT}].",
        "I `{python} earlier` var det færre.",
        f"<!-- Nytt i {NEXT} -->",
        f'::: {{.only edition="{YEAR}"}}\nNytt i {YEAR}.\n:::',
        "Nyttig er det å leve.",
    ],
)
def test_sentences_that_hold_are_not_on_the_list(project, sentence):
    edit(project.root / FOLK, "Her står en setning som kan endres.", sentence)
    assert found(project, "Sentences tied to a year") == []


def test_captions_are_sentences_too(project):
    edit(project.root / PLANS, "Om enheten har en plan.", "Nye planer i år.")
    ((_, text),) = found(project, "Sentences tied to a year")
    assert text == "Nye planer i år."


def test_what_is_ticked_off_comes_back_when_its_line_changes(project):
    edit(project.root / FOLK, "Her står en setning som kan endres.", "Nytt er alt.\nNytt er alt.")
    one, two = (i for i in todo_of(project, NAME).items if i.kind == "Sentences tied to a year")
    assert one.id != two.id
    before = len(todo_of(project, NAME).open)
    tick(project, NAME, [one.id])
    assert len(todo_of(project, NAME).open) == before - 1
    edit(project.root / FOLK, "title: Folk", "title: Folket\nsubtitle: Flere linjer")
    assert one.id not in {item.id for item in todo_of(project, NAME).open}
    edit(project.root / FOLK, "Nytt er alt.\nNytt", "Nytt er nesten alt.\nNytt")
    left = [i.text for i in todo_of(project, NAME).open if i.kind == "Sentences tied to a year"]
    assert left == ["Nytt er nesten alt."]


def test_what_can_not_be_ticked_off_is_told(project):
    with pytest.raises(ProjectError, match="nothing to decide with the id 'x'"):
        tick(project, NAME, ["x"])
    assert not project.todo_path(NAME).exists()


def test_the_command_lists_ticks_and_opens_again(project):
    def run(*arguments):
        result = CliRunner().invoke(cli, ["--project", str(project.root), "todo", NAME, *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    (item,) = [i for i in todo_of(project, NAME).items if i.kind == "Dates to fill in"]
    assert f"{item.id}  _quarto-{NEXT}.yml:{item.line}  date:" in run()
    assert run().splitlines()[-1].endswith("0 ticked off.")
    assert item.id not in run("--done", item.id)
    assert f"{item.id}  done  _quarto" in run("--all")
    assert item.id in run("--undo", item.id)
