"""A new edition is begun from a finished one: what goes on, what begins empty, what stays."""

import csv
import os
import signal
import subprocess
import sys

import pytest
import yaml
from click.testing import CliRunner
from disk import REPO, edit, files, write
from nextyear import NEXT, YEARS, give_returns, make_finished
from tiny import YEAR, change
from whole import copy

from analysis.answers.frequencies import frequency
from analysis.fte.items import fte_over_time, items_over_time
from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import load_codebook, read_codebook
from analysis.survey import open_survey
from project.errors import ProjectError
from project.kept.files import _host, sweep, write_atomic
from project.places import Project
from publishing.build.edition import Options, build_edition
from publishing.command.cli import cli
from publishing.newyear.carried import carried_codebook, carried_units
from publishing.newyear.make import make_edition, plan_edition
from publishing.newyear.tables import places_of, shown_over_time

FOLK = "chapters/01-folk.qmd"


@pytest.fixture
def project(tmp_path):
    return make_finished(tmp_path)


@pytest.fixture
def run(project):
    def call(*arguments):
        return CliRunner().invoke(cli, ["--project", str(project.root), *arguments])

    return call


def tracked(project):
    """Every file that an author keeps."""
    return {name: text for name, text in files(project.root).items() if name[:6] != "_build"}


def make(project):
    make_edition(project, plan_edition(project, NEXT))


def test_a_dry_run_tells_the_files_and_writes_none(project, run):
    before = tracked(project)
    result = run("new", str(NEXT), "--dry-run")
    assert result.exit_code == 0, result.output
    assert f"Would write _quarto-{NEXT}.yml" in result.output
    assert tracked(project) == before


def test_the_new_edition_is_made_and_nothing_else_is_changed_but_the_store(project, run):
    before = tracked(project)
    result = run("new", str(NEXT))
    assert result.exit_code == 0, result.output
    after = tracked(project)
    changed = {name for name, content in before.items() if after[name] != content}
    assert changed == {
        "data/series/has_plan.csv", "data/series/staff.csv", "data/series/staff_total.csv",
        "data/series/years.yml",
    }  # fmt: skip
    assert set(after) - set(before) == {
        f"_quarto-{NEXT}.yml", f"data/codebook/{NEXT}.yml", f"data/classifications/{NEXT}.yml",
        f"data/units/{NEXT}.csv", f"data/themes/{NEXT}.csv", f"data/knowledge/{NEXT}/books.csv",
        f"data/highlights/{NEXT}.yml",
    }  # fmt: skip
    assert "data/series/elsewhere.csv: no question gives it" in result.output
    assert f"is248 todo {NEXT}" in result.output


def test_nothing_that_is_there_is_overwritten(project, run):
    mine = project.units_path(NEXT)
    write(mine, "mine\n")
    first = run("new", str(NEXT))
    assert f"Kept data/units/{NEXT}.csv" in first.output
    assert mine.read_text(encoding="utf-8") == "mine\n"
    there = tracked(project)
    again = run("new", str(NEXT))
    assert again.exit_code == 0
    assert again.output.count("Kept ") == 7
    assert tracked(project) == there


@pytest.mark.parametrize("written", [1, 4, 9])
def test_a_beginning_that_was_broken_off_is_gone_on_with(tmp_path, monkeypatch, written):
    """The second run makes what the first would have made; till then there is no edition."""
    whole, broken = make_finished(tmp_path / "whole"), make_finished(tmp_path / "broken")
    make(whole)
    count = 0

    def until(path, text):
        nonlocal count
        if count == written:
            raise KeyboardInterrupt
        count += 1
        write_atomic(path, text)

    with monkeypatch.context() as patched:
        patched.setattr("publishing.newyear.make.write_atomic", until)
        with pytest.raises(KeyboardInterrupt):
            make(broken)
    assert str(NEXT) not in broken.editions()
    assert tracked(broken) != tracked(whole)
    make(broken)
    assert tracked(broken) == tracked(whole)


KILLED = """
import os, signal, sys
from publishing.command.cli import main

left, real = int(sys.argv.pop(1)), os.fsync
def fsync(handle):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
os.fsync = fsync
main()
"""


@pytest.mark.parametrize("moment", [1, 3, 6])
def test_what_a_killed_run_left_is_taken_away_by_the_next(project, run, tmp_path, moment):
    copy(project.root, tmp_path.with_name(f"{tmp_path.name}-whole"))
    whole = Project(tmp_path.with_name(f"{tmp_path.name}-whole"))
    make(whole)
    command = [sys.executable, "-c", KILLED, str(moment), "--project", str(tmp_path), "new"]
    done = subprocess.run([*command, str(NEXT)], cwd=REPO, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [*tmp_path.rglob("*.part")]
    sweep.cache_clear()
    result = run("new", str(NEXT))
    assert result.exit_code == 0, result.output
    assert not [*tmp_path.rglob("*.part")]
    assert tracked(project) == tracked(whole)


def test_what_is_being_written_by_another_is_left(project):
    folder = project.data_dir / "units"
    write_atomic(folder / "a.csv", "a")
    own = f".a.csv.{_host()}.{os.getpid()}.x1_y.part"
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, check=True, text=True).stdout.strip()  # fmt: skip
    names = {
        own: True, f".a.csv.00000000.{gone}.x1_y.part": True, ".a.csv.part": True,
        f".a.csv.{_host()}.{gone}.x1_y.part": False,
    }  # fmt: skip
    for name in names:
        write(folder / name, "halv")
    sweep.cache_clear()
    write_atomic(folder / "b.csv", "b")
    assert {name: (folder / name).exists() for name in names} == names


def test_the_profile_has_its_own_years_and_a_date_to_fill_in(project):
    edit(project.profile_path(YEAR), "is248:", "is248:\n  table_years: {'1.1': [2080, 2091]}")
    edit(project.profile_path(YEAR), "Den lille rapporten", f"Rapporten {YEAR}")
    make(project)
    edition = project.edition(NEXT)
    assert (edition.year, edition.survey_years) == (NEXT, (YEAR, NEXT))
    assert (edition.made_years, edition.real_years) == ((YEAR,), (NEXT,))
    assert edition.undated
    assert edition.metadata["book"]["title"] == f"Rapporten {NEXT}"
    assert edition.metadata["book"]["subtitle"] == f"Edition {NEXT}"
    last = project.edition(YEAR).metadata["book"]
    assert edition.metadata["book"]["chapters"] == last["chapters"]
    assert edition.settings.table_years == {"1.1": (2080, YEAR, NEXT)}
    assert str(YEAR) not in yaml.safe_dump(
        yaml.safe_load(project.profile_path(NEXT).read_text(encoding="utf-8"))["book"]
    )


def test_answers_of_named_units_are_shown_in_no_other_edition_than_their_own(project):
    edit(project.profile_path(YEAR), "is248:", "is248:\n  units: {answers: [has_plan]}")
    assert project.edition(YEAR).settings.units.answers == ("has_plan",)
    make(project)
    assert not project.edition(NEXT).settings.units.answers


def test_without_a_date_only_drafts_are_built(project):
    make(project)
    with pytest.raises(ProjectError, match="has no date") as caught:
        build_edition(project, str(NEXT))
    assert f"is248 build {NEXT} --draft" in caught.value.todo
    assert f"date: {NEXT}-12-31" in caught.value.todo
    with pytest.raises(ProjectError, match=f"no returns for {NEXT}"):
        build_edition(project, str(NEXT), Options(draft=True))


def test_the_codebook_goes_on_without_its_news(project):
    make(project)
    old, new = (load_codebook(project.codebook_path(year)) for year in (YEAR, NEXT))
    assert new.year == NEXT
    assert [q.variable for q in new.questions] == [q.variable for q in old.questions]
    assert new.question("grown", "visitors").label == f"Besøkende i {YEAR}"
    said = old.question("grown", "remark").said(YEAR, (YEAR,), YEAR)
    assert said.split() == f"Frivillig. Nytt spørsmål i {YEAR}.".split()
    assert new.question("grown", "remark").said(NEXT, (NEXT,), NEXT) == "Frivillig."


HEAD = "  - variable: a\n    form: f\n    type: text\n    label: A\n"


@pytest.mark.parametrize(
    "question",
    [
        HEAD + "    news: N\n    note: B\n",
        HEAD + "    note: B\n    news: N\n",
        HEAD + "    note: B\n    news: N",
        HEAD.replace("    form", "    news: |\n      N\n      N\n    form") + "    note: B\n",
        "  - {variable: a, form: f, type: text, label: A, news: N, note: B}\n",
        "  - {news: N, variable: a, form: f, type: text, label: A, note: B}\n",
        "  - {variable: a, form: f, type: text, label: A, note: B, news: N}\n",
    ],
)
def test_news_is_dropped_however_it_is_written(tmp_path, question):
    text = (
        "# Kept\nyear: 2091  # kept too\nforms: {f: {label: F, file: f}}\n"
        "status: [{code: none, label: Nei}]\nquestions:\n" + question
    )
    carried = carried_codebook(text, 2092)
    (asked,) = read_codebook(carried.encode(), tmp_path / "2092.yml").questions
    assert (asked.note, asked.label) == ("B", "A")
    assert "# Kept" in carried
    assert "2092  # kept too" in carried


def test_units_have_an_empty_place_for_those_they_replace():
    carried = carried_units('code,name,replaces,county\n9101,"A, B",9001 9002,N\n')
    rows = list(csv.DictReader(carried.splitlines()))
    assert rows == [{"code": "9101", "name": "A, B", "county": "N", "replaces": ""}]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((str(YEAR - 5),), "no edition before"),
        ((str(YEAR), "--from", str(YEAR)), "does not come before"),
        ((str(NEXT), "--from", "1999"), "no edition '1999'"),
    ],
)
def test_a_wrong_year_is_told(project, run, arguments, told):
    before = tracked(project)
    result = run("new", *arguments)
    assert told in result.output
    assert tracked(project) == before


def test_what_is_not_whole_stops_before_anything_is_written(project, run):
    project.units_path(YEAR).unlink()
    before = tracked(project)
    assert f"units/{YEAR}.csv is missing" in run("new", str(NEXT)).output
    assert tracked(project) == before


# -- the store of series -------------------------------------------------------------------


def texts(table, year):
    return {
        (row.key, column.key[-1]): (value, column.unit)
        for row, line in zip(table.rows, table.cells, strict=True)
        for column, value in zip(table.columns, line, strict=True)
        if str(year) in column.key
    }


def test_old_returns_are_not_needed_for_the_tables_that_show_them(project):
    """Every cell of the year before last is what the finished edition showed."""
    change(project, YEAR, "store", "9201", status="complete", has_plan="yes", staff__ward="8.3",
           staff_training__long="8.3", staff_paths__one="8.3")  # fmt: skip
    edition = project.edition(YEAR)
    ensure_cleaned(project, edition.survey_years, edition)
    then = open_survey(YEAR, project.root)
    make(project)
    give_returns(project, NEXT)
    for path in project.returns_of(YEAR - 1):
        path.unlink()
    edition = project.edition(NEXT)
    ensure_cleaned(project, edition.survey_years, edition)
    now = open_survey(NEXT, project.root)
    assert now.years_of("1.2") == (2088, YEAR - 1, YEAR, NEXT)
    assert then.years_of("1.2") == (2088, YEAR - 1, YEAR)
    for verb in (
        lambda form, years: frequency(form, "has_plan", years=years),
        lambda form, years: items_over_time(form, "staff", years),
        lambda form, years: items_over_time(form, "staff", years, percent=True),
        fte_over_time,
    ):
        old, new = (
            verb(survey.forms("grown")[0], survey.years_of("1.2")) for survey in (then, now)
        )
        shown = texts(old, YEAR - 1)
        assert shown
        assert texts(new, YEAR - 1) == shown


def test_what_few_answered_is_not_stored(project):
    """Two units answered this year, and the edition shows what three answered."""
    plan = plan_edition(project, NEXT)
    lines = plan.store["data/series/has_plan.csv"].splitlines()
    assert [line for line in lines if f",{YEAR - 1}," in line]
    assert not [line for line in lines if f",{YEAR},c" in line]


def test_values_have_edition_and_table_as_source_and_say_when_they_are_made(project):
    lines = plan_edition(project, NEXT).store["data/series/staff_total.csv"].splitlines()
    assert lines[:3] == [
        "indicator,form,item,year,unit,value,edition,table",
        f"staff_total,grown,,2088,fte,31,{YEAR},1.2",
        f"staff_total,young,,2088,fte,9,{YEAR},1.2",
    ]
    assert f"staff_total,grown,,{YEAR - 1},fte,38.75,{YEAR}-demo,1.2" in lines
    assert (
        f"stored: [{YEAR - 1}, {YEAR}]"
        in plan_edition(project, NEXT).store["data/series/years.yml"]
    )
    assert YEARS.splitlines()[0] in plan_edition(project, NEXT).store["data/series/years.yml"]


def test_a_value_that_no_table_shows_does_not_get_the_place_of_another(project):
    path = "data/series/visitors.csv"
    head = "indicator,form,item,year,unit,value,edition,table\n"
    write(project.root / path, head + "visitors,grown,,2088,count,3,2088-web,avledet: 1 + 2\n")
    lines = plan_edition(project, NEXT).store[path].splitlines()
    assert len(lines) > 2
    assert [line for line in lines if "avledet" in line] == lines[1:2]
    assert all(line.endswith(("-demo,", f"{YEAR},")) for line in lines[2:])


def test_the_place_of_a_stored_value_is_the_table_that_shows_the_question_alone(project):
    """Not that of whatever shows the same years, nor that of an older report's last line."""
    cell = """
```{python}
#| label: tabell-1-8
again = frequency(grown, "has_plan", years=survey.years_of("1.2"))
parts = frequency(grown, "plan_parts", years=survey.years_of("1.2"))
table("1.8", beside(again, parts), caption="Begge.")
table("1.9", parts.noted(str(again.rows)), caption="Deler.", headline=str(again.rows[0].label))
```
"""
    chapter = project.root / FOLK
    edit(chapter, "## Oppsummering\n", f"{cell}\n## Oppsummering\n")
    edit(chapter, 'table("1.2", frequency(grown', 'table("1.7", frequency(grown')
    edition = project.edition(str(YEAR))
    places = places_of(project, edition, load_codebook(project.codebook_path(YEAR)))
    assert {places["grown", name] for name in ("has_plan", "staff")} == {"1.7", "1.1"}
    store = plan_edition(project, NEXT).store
    lines = store["data/series/has_plan.csv"].splitlines()
    new = [line for line in lines if "-demo" in line and ",grown," in line]
    assert new
    assert {line.rpartition(",")[2] for line in new} == {"1.7"}


def test_every_stored_question_of_the_report_has_its_own_table_as_place():
    project = Project(REPO)
    edition = max(map(project.edition, project.editions()), key=lambda each: each.year)
    book = load_codebook(project.codebook_path(edition.year))
    places = places_of(project, edition, book)
    named = {one: places.get(("adults", one)) for one in shown_over_time(project, edition)}
    told = ["evening_services", "weekend_services", "website_information", "violence_plan"]
    assert [named[one] for one in told] == ["14.7", "14.9", "14.11", "17.1"]
    assert places["adults", "fte_services"] == "3.2"


def add(project, line):
    with (project.root / "data/series/staff_total.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def test_two_values_of_one_figure_are_told_with_both(project):
    add(project, f"staff_total,grown,,{YEAR - 1},fte,40,2090,3.3")
    with pytest.raises(ProjectError, match=f"two values of staff_total, grown, {YEAR - 1}") as told:
        plan_edition(project, NEXT)
    assert "edition 2090 gives 40 (table 3.3)" in told.value.why
    assert f"edition {YEAR}-demo 38.75 (table 3.3)" in told.value.why
    assert told.value.where == "data/series/staff_total.csv, line 4"


def test_a_value_that_is_the_same_as_printed_stays(project):
    add(project, f"staff_total,grown,,{YEAR - 1},fte,39,2090,3.3")
    lines = plan_edition(project, NEXT).store["data/series/staff_total.csv"].splitlines()
    kept = [line for line in lines if line.startswith(f"staff_total,grown,,{YEAR - 1}")]
    assert kept == [f"staff_total,grown,,{YEAR - 1},fte,39,2090,3.3"]


def test_a_made_value_gives_way_to_the_real_one(project):
    add(project, f"staff_total,grown,,{YEAR - 1},fte,40,2090-demo,3.3")
    edit(project.profile_path(YEAR), "demonstration: true", "demonstration: false")
    for year in (YEAR - 1, YEAR):
        for path in project.returns_of(year):
            edit(path, ",demonstration,", ",reported,")
    lines = plan_edition(project, NEXT).store["data/series/staff_total.csv"].splitlines()
    kept = [line for line in lines if line.startswith(f"staff_total,grown,,{YEAR - 1}")]
    assert kept == [f"staff_total,grown,,{YEAR - 1},fte,38.75,{YEAR},3.3"]


@pytest.mark.slow
def test_the_finished_edition_keeps_its_bytes_and_the_new_one_is_built_beside_it(project):
    build_edition(project, str(YEAR))
    before = files(project.build_dir(YEAR) / "site")
    pdf = project.pdf_path(YEAR).read_bytes()
    make(project)
    give_returns(project, NEXT)
    build_edition(project, str(YEAR))
    assert files(project.build_dir(YEAR) / "site") == before
    assert project.pdf_path(YEAR).read_bytes() == pdf
    build_edition(project, str(NEXT))
    page = (project.site_dir(NEXT) / "chapters/01-folk.html").read_text(encoding="utf-8")
    assert f"2088–{NEXT}</span>" in page


@pytest.mark.slow
def test_an_edition_that_is_begun_does_not_keep_the_finished_one_from_being_built(project, run):
    """All editions are built; one without date and returns is told with what it lacks."""
    make(project)
    done = run("build", "--all", "--quiet")
    assert done.exit_code == 0, done.output
    assert f"{NEXT} is not built: it has no date, and files are missing." in done.output
    assert f"  data/returns/{NEXT}: There are no returns of Store." in done.output
    assert f"is248 population {NEXT}" in done.output
    assert (project.site_dir(YEAR) / "index.html").is_file()
    assert not (project.root / f"_build/{NEXT}-draft").exists()
    verified = run("verify", "--all")
    assert verified.exit_code == 0, verified.output
    assert verified.output.count("nothing was compared") == 2
    give_returns(project, NEXT)
    edit(project.profile_path(NEXT), f"  date: {NEXT}-12-01\n", "  date:\n")
    change(project, NEXT, "store", "9101", visitors="mange")
    broken = run("build", "--all", "--quiet")  # what has come in is to be mended
    assert broken.exit_code == 1
    change(project, NEXT, "store", "9101", visitors="44")
    folk = project.root / "chapters/01-folk.qmd"
    said = "Det var `{python} told(survey, 'remark')`.\n\n## Oppsummering\n"
    edit(folk, "## Oppsummering\n", said)
    edit(folk, "open_survey, table", "open_survey, table, told")
    drafted = run("build", "--all")
    assert drafted.exit_code == 0, drafted.output
    assert f"only drafts of {NEXT} are built" in drafted.output
    assert "Left out: 1 sentence lacks a number and is on no published page." in drafted.output
    assert "To decide:" not in drafted.output
    checked = run("check", str(NEXT)).output
    assert f"only drafts of {NEXT} are built" in checked
    assert "left out, since a number is missing" in checked
    edit(project.profile_path(NEXT), "  date:\n", f"  date: {NEXT}-12-01\n")
    published = run("build", str(NEXT)).output
    assert "Left out: 1 sentence lacks a number and is on no page." in published
    assert "To decide: 0 of " in published
    assert "To decide" not in run("build", str(NEXT)).output  # nothing has changed
    assert "To decide" not in run("build", str(YEAR)).output


def test_no_command_but_the_one_for_the_population_uses_the_network(project, run, monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was used")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert run("new", str(NEXT)).exit_code == 0
    give_returns(project, NEXT)
    for command in ("compare", "check", "todo", "verify", "list"):
        result = run(command, *([] if command == "list" else [str(NEXT)]))
        assert result.exception is None or result.exit_code in (0, 1), result.output
        assert "network" not in result.output
    result = run("population", str(NEXT))
    assert result.exit_code == 1


def test_no_year_is_skipped(project):
    with pytest.raises(ProjectError, match=f"no edition of {NEXT} to begin {NEXT + 1}") as caught:
        plan_edition(project, NEXT + 1)
    assert f"is248 new {NEXT}" in caught.value.todo
