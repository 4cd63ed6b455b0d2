"""The next edition of the report itself: what 2025 showed of earlier years, 2026 shows too."""

import shutil

import pytest
import yaml
from disk import REPO, edit, write

from analysis.answers.frequencies import frequency
from analysis.answers.trends import options_over_time
from analysis.fte.items import fte_over_time, items_over_time
from analysis.intake.cleaning import ensure_cleaned
from analysis.survey import load_series_years, open_survey
from project.places import Project
from publishing.newyear.make import make_edition, plan_edition
from publishing.newyear.tables import shown_over_time
from publishing.newyear.todo import todo_of

pytestmark = pytest.mark.slow

LAST, NEXT = 2025, 2026


@pytest.fixture(scope="module")
def surveys(tmp_path_factory):
    """The finished edition, and the next one, whose returns are the same and 2024's are gone."""
    root = tmp_path_factory.mktemp("report")
    for name in ("data", "chapters"):
        shutil.copytree(REPO / name, root / name)
    for name in ("_quarto.yml", f"_quarto-{LAST}.yml", "index.qmd"):
        shutil.copy(REPO / name, root / name)
    project = Project(root)
    make_edition(project, plan_edition(project, NEXT))
    then = open_survey(LAST, REPO)
    ensure_cleaned(Project(REPO), then.years, then.settings)
    for path in project.returns_of(LAST):
        text = path.read_text(encoding="utf-8").replace(",demonstration,", ",reported,")
        write(project.returns_dir(NEXT) / path.name, text)
    shutil.copy(project.population_path(LAST), project.population_path(NEXT))
    source = yaml.safe_dump({"source": "x", "year": NEXT, "derived": False})
    write(project.population_source_path(NEXT), source)
    edit(project.screening_path, "{percent: 75, number: 10}", "{percent: 100, number: 10}")
    shutil.rmtree(project.returns_dir(LAST - 1))
    edit(project.profile_path(NEXT), "  date:\n", f"  date: {NEXT}-12-01\n")
    now = open_survey(NEXT, root)
    ensure_cleaned(project, now.years, now.settings)
    return then, now


def cells(table, years):
    """The cells of these years by row and column."""
    wanted = set(map(str, years))
    return {
        (row.group, row.key, column.key): value
        for row, line in zip(table.rows, table.cells, strict=True)
        for column, value in zip(table.columns, line, strict=True)
        if wanted & set(column.key)
    }


def test_every_table_over_the_years_has_the_cells_of_the_finished_edition(surveys):
    then, now = surveys
    listed = load_series_years(REPO / "data/series/years.yml").tables
    shown = {
        name: table
        for name, table in shown_over_time(then.project, then.settings).items()
        if table in listed
    }
    compared = 0
    for survey_form in then.all_forms:
        code = survey_form.code
        for question in then.codebook(LAST).questions_in(code):
            if question.variable not in shown or question.type not in ("choice", "choices", "fte"):
                continue
            years = [year for year in then.years_of(shown[question.variable]) if year < LAST]
            asked = question.variable
            if asked not in {q.variable for q in then.codebook(LAST - 1).questions_in(code)}:
                continue
            last, both = years[-1:], (years[-1], LAST)
            for verb in (frequency, options_over_time, items_over_time):
                if (verb is items_over_time) != (question.type == "fte"):
                    continue
                if verb is options_over_time and "percent" not in kinds(now, asked, code):
                    continue
                old, new = (verb(s.forms(code)[0], asked, years=both) for s in (then, now))
                if verb is frequency:  # the rest of the survey's units are not told of in print
                    old, new = old.body(), new.body()
                assert cells(new, last) == pytest.approx(cells(old, last)), (asked, code)
                assert cells(old, last)
                compared += len(cells(old, last))
    assert compared > 80


def kinds(survey, variable, form):
    text = (survey.project.root / f"data/series/{variable}.csv").read_text(encoding="utf-8")
    return {line.split(",")[4] for line in text.splitlines()[1:] if line.split(",")[1] == form}


def test_all_fte_are_those_of_the_finished_edition(surveys):
    then, now = surveys
    old, new = (fte_over_time(s.all_forms, s.years_of("3.1")) for s in (then, now))
    years = then.years_of("3.1")
    assert cells(new, years[:-1]) == pytest.approx(cells(old, years[:-1]))
    assert now.years_of("3.1") == (*years, NEXT)


def test_the_list_has_what_is_news_of_the_year(surveys):
    """Sentences that were true of one year alone when it was finished."""
    _, now = surveys
    items = todo_of(now.project, str(NEXT)).items
    texts = [item.text for item in items if "assage" not in item.kind]
    for sentence in ("Våren 2025 ga Helsedirektoratet ut", "i 2024 ble partene enige"):
        assert any(sentence in text for text in texts), sentence
    # what stands in 2025 alone is decided already
    assert not any("Den forrige kom i 2024" in text for text in texts)
