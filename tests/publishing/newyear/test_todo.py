"""The list of what is to decide: what stands on it, and what ticks it off."""

import json
import re

import pytest
import yaml
from click.testing import CliRunner
from disk import REPO, edit, write
from nextyear import NEXT, give_returns, make_finished
from tiny import YEAR, change

from analysis.intake.screening import screen_edition, write_findings
from project.errors import ProjectError
from project.places import Project
from publishing.build.edition import build_edition
from publishing.command.checking.check import check_edition
from publishing.command.cli import cli
from publishing.newyear.listing import listed
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
    assert [where for where, _ in found(project, "Files that are missing")] == [
        f"data/returns/{NEXT}", f"data/returns/{NEXT}", f"data/population/{NEXT}.csv",
    ]  # fmt: skip
    assert [where for where, _ in found(project, "Files to fill in")] == [
        f"data/highlights/{NEXT}.yml",
        f"data/knowledge/{NEXT}/books.csv:1",
    ]  # fmt: skip
    give_returns(project, NEXT)
    write(project.knowledge_dir(NEXT) / "books.csv", f"Tittel,source,year\nEn ny bok,x,{NEXT}\n")
    assert found(project, "Dates to fill in") == []
    assert len(found(project, "Files to fill in")) == 1
    line = "{label: a, subject: A, series: staff, see: tbl-1-1}"
    chosen = "highlights:\n" + f"  - {line}\n" * 5
    write(project.highlights_path(NEXT), chosen)
    assert found(project, "Files to fill in") == []
    assert found(project, "Files that are missing") == []


def test_what_blocks_publishing_comes_first_and_is_mended_not_ticked(project):
    todo = todo_of(project, NAME)
    assert [item.blocks for item in todo.items] == sorted(i.blocks for i in todo.items)[::-1]
    assert {item.kind for item in todo.blocking} == {"Dates to fill in", "Files that are missing"}
    (date,) = (item for item in todo.blocking if item.kind == "Dates to fill in")
    for word in (date.id, f"_quarto-{NEXT}.yml"):
        _, (refused,) = tick(project, NAME, [word])
        assert "can't be ticked off" in refused.what
        assert f"date: {NEXT}-12-31" in refused.todo
    assert not project.todo_path(NAME).exists()
    assert f"{len(todo.items)} left, 4 of which block publishing." in todo.closing
    give_returns(project, NEXT)
    assert todo_of(project, NAME).blocking == ()


def test_what_a_build_refuses_stands_among_what_blocks(project):
    """Parts of another year, files that were begun and are gone, findings that stop."""
    give_returns(project, NEXT)
    write(project.knowledge_dir(NEXT) / "books.csv", f"Tittel,source,year\nEn bok,x,{YEAR}\n")
    (item,) = todo_of(project, NAME).blocking
    assert (item.where, item.text) == (
        f"data/knowledge/{NEXT}/books.csv:2",
        f"{NEXT}/books.csv is of {YEAR}, not of {NEXT}",
    )
    with pytest.raises(ProjectError, match=f"is of {YEAR}"):
        build_edition(project, NAME)
    (project.knowledge_dir(NEXT) / "books.csv").unlink()
    project.themes_path(NEXT).unlink()
    items = todo_of(project, NAME).items
    gone = {item.file: item.blocks for item in items if "There is no" in item.text}
    assert gone == {f"data/themes/{NEXT}.csv": True, f"data/knowledge/{NEXT}/books.csv": False}
    change(project, NEXT, "store", "9101", visitors="mange")
    write_findings(project, NAME, screen_edition(project, project.edition(NAME)))
    assert "1 findings of the last screening stop a build." in {
        item.text for item in todo_of(project, NAME).blocking
    }


def test_files_that_are_last_years_are_told(project):
    """Some may be so this year too; a copy that was never looked at is not."""
    give_returns(project, NEXT)
    kind = "The same as last year"
    assert [where for where, _ in found(project, kind)] == [
        f"data/units/{NEXT}.csv", f"data/population/{NEXT}.csv",
    ]  # fmt: skip
    write(project.knowledge_dir(NEXT) / "books.csv", f"Tittel,source,year\nEn bok,x,{NEXT}\n")
    assert f"data/knowledge/{NEXT}/books.csv" in [where for where, _ in found(project, kind)]
    edit(project.units_path(NEXT), "Fjellvik kommune", "Fjelldal kommune")
    assert f"data/units/{NEXT}.csv" not in [where for where, _ in found(project, kind)]


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


def test_a_new_answer_that_counts_as_nothing_comes_first_among_questions(project):
    """Who gave it would stand in the base and in no sum, and no page would say so."""
    path, kind = project.codebook_path(NEXT), "New answers that count as nothing"
    assert found(project, kind) == []
    unsure = "      - {code: unsure, label: Vet ikke}\n"
    has = unsure + "    counts_as: {has: [yes]}\n"
    edit(path, unsure, has)
    assert found(project, kind) == []  # codes that were there last year were decided on then
    edit(path, has, f"      - {{code: digital, label: 'Ja, digitalt', since: {NEXT}}}\n{has}")
    ((_, text),) = found(project, kind)
    assert text == "has_plan: «Ja, digitalt» counts as none of has"
    kinds = [item.kind for item in todo_of(project, NAME).items]
    assert kinds.index(kind) < kinds.index("Questions")
    edit(path, "counts_as: {has: [yes]}", "counts_as: {has: [yes, digital]}")
    assert found(project, kind) == []


def test_a_chapter_that_reads_anothers_table_tells_of_its_question_too(project):
    """The summary names no question, and loses its sentence with the table all the same."""
    cell = '```{python}\ntable("1.9", frequency(grown, "visitors"), caption="Besøk.")\n```\n'
    line = "Her står en setning som kan endres."
    edit(project.root / FOLK, line, f"{cell}\n{line}")
    cell = '```{python}\nseen = chapter_results(survey, "01-folk").table("1.9")\n```\n'
    edit(project.root / PLANS, "## Har enheten", f"{cell}\n## Har enheten")
    edit(project.codebook_path(NEXT), "variable: visitors", "variable: guests")
    (item,) = (i for i in todo_of(project, NAME).items if "Dropped (Store)" in i.text)
    assert item.todo == f"Chapters that tell of it: {FOLK}, {PLANS}."


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
    assert found(project, "Answers to code") == [
        (f"data/themes/{NEXT}.csv", f"why_not (told of in {PLANS})"),
        (f"data/themes/{NEXT}.csv", "remark (asked, and told of nowhere)"),
    ]
    head = project.themes_path(NEXT).read_text(encoding="utf-8")
    write(project.themes_path(NEXT), f"{head}{NEXT},why_not,a,A,1,1,x\n{NEXT},remark,a,A,1,1,x\n")
    assert found(project, "Answers to code") == []


CODING = """
```{python}
asked = "remark"
other = themes(
    survey,
    "why_not",
)
said = told(survey, asked, "good")
```

## Har enheten"""


def test_questions_to_code_are_found_whatever_way_a_chapter_names_them(project):
    """By a variable, where they were coded before, and in calls of several lines."""
    edit(project.root / PLANS, "## Har enheten", CODING)
    texts = [text for _, text in found(project, "Answers to code")]
    assert texts == [f"{name} (told of in {PLANS})" for name in ("remark", "why_not")]
    items = [i for i in todo_of(project, NAME).items if i.kind == "Answers to code"]
    assert all(f"data/themes/{YEAR}.csv" in item.todo for item in items)
    assert all(item.brief == item.text for item in items)
    tick(project, NAME, [items[1].id])  # one question is not coded, and stays so
    head = project.themes_path(NEXT).read_text(encoding="utf-8")
    write(project.themes_path(NEXT), f"{head}{NEXT},remark,good,god,1,1,x\n")
    assert items[1].id in todo_of(project, NAME).done


def test_answers_of_which_only_the_number_is_told_are_told_so(project):
    """Before they are coded, and after: their themes reach no page."""
    cell = '```{python}\nremarks = answers_coded(survey, "remark")\n```\n\n## Har enheten'
    edit(project.root / PLANS, "## Har enheten", cell)
    ((_, text),) = found(project, "Answers to code")
    assert text == f"remark (only the number of answers is told, in {PLANS})"
    head = project.themes_path(NEXT).read_text(encoding="utf-8")
    coded = f"{NEXT},remark,good,god,1,1,x\n{NEXT},nowhere,a,A,1,1,x\n"
    write(project.themes_path(NEXT), f"{head}{coded}")
    kind = "Coded answers that reach no page"
    assert [text for _, text in found(project, kind)] == [
        f"remark: {PLANS} only says how many answered", "nowhere: no chapter names it",
    ]  # fmt: skip
    give_returns(project, NEXT)
    said = " ".join(check_edition(project, NAME).text.split())
    assert "nowhere: no chapter names it" in said
    told = 'De sa `{python} told(survey, "remark")` og `{python} told(survey, "nowhere")`.'
    edit(project.root / FOLK, "Her står en setning som kan endres.", told)
    assert found(project, kind) == []


@pytest.mark.parametrize("name", ["has_plan", "has_plan_grown", "plans_made"])
def test_answers_to_an_open_question_are_not_asked_for_where_its_question_is_dropped(project, name):
    """It goes with a question by its name, or by the section in which it is told of."""
    section = (
        f'## Planer\n\n```{{python}}\nplans = frequency(grown, "has_plan")\n'
        f'made = themes(survey, "{name}")\n```\n\n`{{python}} plans.at("yes", "percent")` har.\n'
        '\nDe sa `{python} made.at("a", "count")`.\n\n## Har enheten'
    )
    edit(project.root / PLANS, "## Har enheten", section)
    texts = [text for _, text in found(project, "Answers to code")]
    assert f"{name} (told of in {PLANS})" in texts
    book = project.codebook_path(NEXT)
    edit(book, "variable: has_plan\n", f"variable: has_plan\n    until: {YEAR}\n")
    edit(book, "    asked: {has_plan: [yes]}\n", "")
    assert found(project, "Answers to code") == [
        (f"data/themes/{NEXT}.csv", "remark (asked, and told of nowhere)")
    ]


def test_sections_that_a_dropped_question_leaves_empty(project):
    """With the line of the heading; one that keeps a number is told beside the question."""
    section = (
        '## Besøk\n\n```{python}\nseen = frequency(grown, "visitors")\n'
        'table("2.9", seen, caption="Besøk.")\n```\n\n'
        '`{python} seen.at("total", "count")` svarte.\n'
        '\n## Begge\n\n`{python} seen.at("total", "count")` svarte, og '
        '`{python} frequency(grown, "has_plan").at("yes", "count")` har.\n\n'
        '`{python} frequency(grown, "has_plan").at("no", "count")` har ikke.\n\n## Har enheten'
    )
    edit(project.root / PLANS, "## Har enheten", section)
    kind = "Sections left empty by a dropped question"
    assert found(project, kind) == []
    edit(
        project.codebook_path(NEXT),
        "variable: visitors\n",
        f"variable: visitors\n    until: {YEAR}\n",
    )
    ((where, text),) = found(project, kind)
    assert text == "Besøk"
    lines = (project.root / PLANS).read_text(encoding="utf-8").splitlines()
    assert lines[int(where.removeprefix(f"{PLANS}:")) - 1] == "## Besøk"
    (item,) = (i for i in todo_of(project, NAME).items if i.text.startswith("Dropped (Store)"))
    both = lines.index("## Begge") + 1
    assert item.todo.endswith(f"Sections that lose something with it: {PLANS}:{both}.")


def test_a_series_of_a_dropped_question_is_not_asked_for(project):
    head = "indicator,form,item,year,unit,value,edition,table\n"
    write(
        project.root / "data/series/visitors.csv", f"{head}visitors,grown,,{YEAR},count,1,2090,1\n"
    )
    edit(
        project.codebook_path(NEXT),
        "variable: visitors\n",
        f"variable: visitors\n    until: {YEAR}\n",
    )
    places = [where for where, _ in found(project, "Figures from elsewhere")]
    assert [place for place in places if "visitors" in place] == []


def test_themes_that_no_chapter_names_are_told_with_those_they_name(project):
    edit(project.root / PLANS, "## Har enheten", CODING)
    head = project.themes_path(NEXT).read_text(encoding="utf-8")
    coded = f"{NEXT},remark,good,god,1,1,x\n{NEXT},remark,bad,dårlig,1,1,x\n"
    write(project.themes_path(NEXT), f"{head}{coded}{NEXT},why_not,a,A,1,1,x\n")
    kind = "Themes that no chapter names"
    ((where, text),) = found(project, kind)
    assert (where, text) == (f"data/themes/{NEXT}.csv", "remark: bad")
    (item,) = (i for i in todo_of(project, NAME).items if i.kind == kind)
    assert item.todo.startswith(f"Use the codes that {PLANS} names, good; ")
    give_returns(project, NEXT)
    assert "remark: bad" in check_edition(project, NAME).text
    edit(project.root / PLANS, 'asked, "good")', 'asked, "good", "bad")')
    assert found(project, kind) == []


def test_passages_of_an_older_edition_want_a_successor(project):
    passage = '::: {{.only edition="{}"}}\n{}\n:::\n'
    old, new = passage.format(YEAR, "Slik var det."), passage.format(NEXT, "Slik er det.")
    line = "Her står en setning som kan endres.\n"
    kind = "Passages of an older edition"
    assert found(project, kind) == []
    edit(project.root / FOLK, line, f"{line}\n{old}\n{line}\n{new}")
    ((where, text),) = found(project, kind)
    assert text == "Slik var det."
    number = int(where.removeprefix(f"{FOLK}:"))
    lines = (project.root / FOLK).read_text(encoding="utf-8").splitlines()
    assert lines[number] == "Slik var det."
    edit(project.root / FOLK, f"{old}\n{line}\n{new}", f"{old}\n{new}")
    assert found(project, kind) == []
    edit(project.root / FOLK, new, passage.format(NEXT + 1, "Slik blir det."))
    assert [text for _, text in found(project, kind)] == ["Slik var det."]


def test_lines_that_are_copied_from_last_year_are_told(project):
    path = project.knowledge_dir(NEXT) / "books.csv"
    copied = f"Tittel,source,year\nEn bok,x,{NEXT}\n"
    write(path, copied + f"En ny bok,x,{NEXT}\n")
    assert (f"data/knowledge/{NEXT}/books.csv", f"1 of 2 lines are those of {YEAR}.") in found(
        project, "The same as last year"
    )
    write(path, copied.replace("En bok", "En ny bok"))
    places = [where for where, _ in found(project, "The same as last year")]
    assert f"data/knowledge/{NEXT}/books.csv" not in places


def test_two_populations_of_one_year_must_agree(project):
    kind = "Figures that do not agree"
    give_returns(project, NEXT)
    series = project.population_series_path
    lines = [] if not series.is_file() else series.read_text(encoding="utf-8").splitlines()[1:]
    head = "indicator,form,item,year,unit,value,edition,table"
    write(series, "\n".join([head, *lines, f"population,adult,,{NEXT},count,1,SSB,", ""]))
    ((where, text),) = found(project, kind)
    assert where == "data/series/population.csv"
    people = int(text.split(", and ")[1].split()[0])
    assert f"1 people in {NEXT}" in text
    edit(series, f"{NEXT},count,1,", f"{NEXT},count,{people},")
    assert found(project, kind) == []


def test_news_of_earlier_years_is_told(project):
    ((where, text),) = found(project, "News of earlier years")
    assert where.startswith(f"data/codebook/{YEAR}.yml:")
    assert text.startswith("news:")


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        (f"Nytt i {NEXT} er planene.", f"({NEXT})"),
        ("## Nytt i `{python} edition`", "(nytt i)"),
        ("I år er det flere.", "(i år)"),
        ("For første gang er det `{python} edition` her.", "(for første gang)"),
        ("Det siste året er det flere.", "(det siste året)"),
        (f"Loven kom i {YEAR}.", f"({YEAR})"),
        ("Årets tall er høye.", "(årets)"),
        (f"Meldingen ({YEAR - 1}–{YEAR}) er kjent.", f"({YEAR - 1}–{YEAR})"),
        (f"Skoleåret {YEAR - 1}/{YEAR % 100} er over.", f"({YEAR - 1}/{YEAR % 100})"),
        ("Loven kom i to tusen og nittien.", "(to tusen og nittien)"),
        (f"Den forrige kom i {YEAR - 1} [@kilde{NEXT}].", f"({YEAR - 1}, den forrige)"),
        ("Det endres før neste kartlegging.", "(neste kartlegging)"),
        ("Det er ikke gjort denne gangen.", "(denne gangen)"),
        (f"Tallene ble hentet i oktober {YEAR}.", f"({YEAR})"),
        ("Tallene ble hentet i slutten av oktober.", "(i slutten av oktober)"),
        ("Året før var temaet et annet.", "(året før)"),
        ("Spørsmålet er nytt, så vi vet lite.", "(spørsmålet er nytt)"),
        ("I `{python} edition` var spørsmålet ikke delt.", "(var spørsmålet ikke delt)"),
    ],
)
def test_sentences_that_are_tied_to_a_year(project, sentence, why):
    edit(project.root / FOLK, "Her står en setning som kan endres.", sentence)
    (item,) = [i for i in todo_of(project, NAME).items if i.kind == "Sentences tied to a year"]
    assert (item.text, item.todo) == (sentence.replace("`{python} edition`", "‹edition›"), why)
    lines = (project.root / FOLK).read_text(encoding="utf-8").splitlines()
    assert lines[item.line - 1] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Siden 2015 er det flere.",
        f"Det er flere [@kilde{NEXT}].",
        "I `{python} edition` var det færre.",
        "Blant dem er `{python} edition` prosent spurt i år.",
        "Det siste året har `{python} edition` hatt opplæring.",
        "Andelen `{python} edition` fra året før.",
        "## Forskning det siste året",
        "Pårørende som er nye i Norge, kan trenge hjelp.",
        "De planlegger nye tiltak.",
        f"Planen gjelder {YEAR - 1}–{NEXT + 5}.",
        "Den gjelder for årene 2020–2025.",
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


def test_titles_and_files_of_one_year_are_told(project):
    edit(project.root / FOLK, "title: Folk\n", f"title: Folk i {NEXT}\n")
    cell = f'```{{python}}\nknown = "data/knowledge/{YEAR}/books.csv"\n```\n\n## Har enheten'
    edit(project.root / PLANS, "## Har enheten", cell)
    (title, path) = found(project, "Sentences tied to a year")
    assert title == (f"{FOLK}:2", f"title: Folk i {NEXT}")
    assert path[1] == f"data/knowledge/{YEAR}/books.csv"


SECTION = """
## Bøker

En bok er kommet [@ny]. Den er god.
En bok til er kommet [@nyere].

## Gamle bøker

Den gamle [@gammel] og den eldste [@eldst] er gode.
Se [@gammel].

## Andre
"""
WORKS = "".join(
    f"@book{{{key}, title = {{T}}, year = {{{year}}}}}\n"
    for key, year in (("ny", YEAR), ("nyere", NEXT), ("gammel", YEAR - 9), ("eldst", 1999))
)


def test_a_section_about_works_of_the_year_is_told_as_one(project):
    """It counts as decided until a sentence in it that cites them changes."""
    edit(project.root / PLANS, "## Har enheten", f"{SECTION}\n## Har enheten")
    with (project.root / "references.bib").open("a", encoding="utf-8") as file:
        file.write(WORKS)
    kind = "Sections about works of the year"
    (item,) = [i for i in todo_of(project, NAME).items if i.kind == kind]
    assert (item.text, item.todo) == ("## Bøker", f"(2 sentences cite works of {YEAR} and {NEXT})")
    tick(project, NAME, [item.id])
    edit(project.root / PLANS, "## Gamle bøker", "## Eldre bøker")
    assert item.id not in {i.id for i in todo_of(project, NAME).open}
    edit(project.root / PLANS, "En bok til er kommet", "Enda en bok er kommet")
    assert [i.text for i in todo_of(project, NAME).open if i.kind == kind] == ["## Bøker"]


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
    def refused(*words):
        _, errors = tick(project, NAME, words)
        return "\n".join(map(str, errors))

    assert "nothing to decide with the id or in the file 'x'" in refused("x")
    assert f"Did you mean data/units/{NEXT}.csv" in refused(f"data/unit/{NEXT}.csv")
    assert re.search(r"may be .* or ", refused("data/"))
    assert f"There is nothing to decide in {PLANS}" in refused("2")
    assert not project.todo_path(NAME).exists()


def test_what_can_be_ticked_off_is_though_another_word_means_nothing(project, run):
    edit(project.root / FOLK, "Her står en setning som kan endres.", "Nytt er alt.")
    told = run("--done", "1a2b3c4", FOLK, f"data/units/{NEXT + 5}.csv", code=1)
    assert "Ticked off 1:\n" in told
    assert "'1a2b3c4'" in told
    assert f"'data/units/{NEXT + 5}.csv'" in told
    assert not [i for i in todo_of(project, NAME).open if i.file == FOLK]
    assert "Opened 1:\n" in run("--undo", FOLK, "1a2b3c4", code=1)


def test_what_was_ticked_off_stays_so_where_its_line_is_gone_for_a_while(project):
    edit(project.root / FOLK, "Her står en setning som kan endres.", "Nytt er alt.")
    tick(project, NAME, [FOLK])
    assert not [i for i in todo_of(project, NAME).open if i.file == FOLK]
    edit(project.root / FOLK, "Nytt er alt.", "Alt er som før.")
    tick(project, NAME, ["data/units"])
    edit(project.root / FOLK, "Alt er som før.", "Nytt er alt.")
    assert not [i for i in todo_of(project, NAME).open if i.file == FOLK]


@pytest.fixture
def run(project):
    def call(*arguments, edition=NAME, code=0):
        command = ["--project", str(project.root), "todo", *([edition] if edition else [])]
        result = CliRunner().invoke(cli, [*command, *arguments])
        assert result.exit_code == code, result.output
        return result.output

    return call


def test_the_command_lists_by_file_and_ticks_several(project, run):
    edit(project.root / FOLK, "Her står en setning som kan endres.", "Nytt er A.\nNytt er B.")
    edit(project.root / PLANS, "Om enheten har en plan.", "Nye planer i år.")
    whole = run()
    heads = [
        "    4  What blocks publishing\n", "\nBy chapter:\n", "\nWhat blocks publishing (4):\n",
        "\nFiles and figures to fill in or to look at (4):\n",
        "\nSentences tied to a year, to read again (3):\n", f"\n{FOLK}  (2)\n",
        "\nFindings to code in open answers (1):\n",
    ]  # fmt: skip
    assert whole.startswith(heads[0])
    places = [whole.index(head) for head in heads]
    assert places == sorted(places)
    one, two = (i for i in todo_of(project, NAME).items if i.file == FOLK)
    assert f"    {one.id}  line {one.line:<4} Nytt er A." in whole
    count = len(todo_of(project, NAME).items)
    assert whole.splitlines()[-1].startswith(f"0 of {count} decided; {count} left, ")
    assert run("--done", one.id, two.id).splitlines()[:-1] == [
        "Ticked off 2:",
        f"  {one.id}  {one.where}  Nytt er A.",
        f"  {two.id}  {two.where}  Nytt er B.",
    ]
    assert FOLK not in run()
    assert f"    {one.id}  done  line" in run("--all")
    assert run("--undo", FOLK).startswith("Opened 2:\n")
    for words in ([FOLK], ["chapters/01"], ["01-folk"], ["1"], ["chapters/01*"]):
        assert run("--done", *words).startswith("Ticked off 2:\n"), words
        run("--undo", *words)
    done = run("--done", "sentences tied to a year", edition=None)
    assert done.startswith("Ticked off 3:\n")
    assert done.splitlines()[-1].startswith(f"3 of {count} decided; ")
    items = json.loads(run("--json"))["items"]
    assert len(items) == count
    assert {item["file"] for item in items if item["done"]} == {FOLK, PLANS}
    assert items[0] == {
        "id": items[0]["id"], "kind": "Dates to fill in", "file": f"_quarto-{NEXT}.yml",
        "line": items[0]["line"], "text": "date:", "blocks": True, "done": False,
        "todo": f"Write the day of publishing: date: {NEXT}-12-31.",
    }  # fmt: skip


def test_what_is_to_be_ticked_must_be_named(run):
    run("--done", code=2)
    run("--done", "--undo", "x", code=2)
    run("x", code=1)


def test_one_chapter_is_listed_alone_with_what_concerns_it_elsewhere(project, run):
    edit(project.root / PLANS, "Om enheten har en plan.", "Nye planer i år.")
    edit(
        project.root / PLANS,
        "Se @tbl-2-1",
        'De sa `{python} told(survey, "why_not")`.\n\nSe @tbl-2-1',
    )
    edit(project.root / FOLK, "Her står en setning som kan endres.", "Nytt er alt.")
    for words, edition in ((["02"], NAME), (["2"], None), ([PLANS], NAME), (["02-planer"], None)):
        said = run(*words, edition=edition)
        assert "Nye planer i år." in said
        assert f"why_not (told of in {PLANS})" in said
        assert said.splitlines()[-1] == "0 of 2 decided; 2 left."
    run("--done", "02")
    assert "Nye planer i år." not in run("02")
    assert "Nye planer i år." in run("02", "--all")
    assert len(json.loads(run("02", "--json"))["items"]) == 2
    edit(project.root / FOLK, "Nytt er alt.", "Slik er alt.")
    assert run("1") == "There is nothing to decide of 1.\n"
    assert "there is no edition '2035'" in run(edition="2035", code=1)


def test_an_edition_without_returns_has_its_own_list(project):
    """It has no codebook, and tells what was published; a later year can't have been told then."""
    path = project.profile_path(YEAR - 4)
    profile = yaml.safe_load(project.profile_path(YEAR).read_text(encoding="utf-8"))
    profile["is248"] |= {"edition": YEAR - 4, "survey_years": [], "demonstration": False}
    profile["book"]["date"] = None
    write(path, yaml.safe_dump(profile, allow_unicode=True))
    chapter = project.root / "chapters/01-folk.qmd"
    edit(chapter, "Figuren er", f"Det var slik i {YEAR - 4}, og blir det i {YEAR}. Figuren er")
    todo = todo_of(project, str(YEAR - 4))
    kinds = {item.kind for item in todo.items}
    assert kinds == {"Dates to fill in", "Files to fill in", "Sentences tied to a year"}
    (item,) = (one for one in todo.items if one.kind == "Sentences tied to a year")
    assert item.todo == f"({YEAR})"
    result = CliRunner().invoke(cli, ["--project", str(project.root), "todo", str(YEAR - 4)])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", Project(REPO).editions())
def test_every_edition_here_has_a_list(name):
    lines = "\n".join(listed(todo_of(Project(REPO), name)))
    assert "decide" in lines
