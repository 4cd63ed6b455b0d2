"""Parts of another year, or missing, are told before anything is computed."""

import pytest
from disk import edit, write
from tiny import YEAR, make_tiny_project

from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.population import load_population
from analysis.parts import strangers, too_many_coded
from project.errors import ProjectError

LAST = YEAR - 1
THEMES = "year,question,theme,label,n,base,source\n"


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


def told(project):
    return "\n".join(str(error) for error in strangers(project, project.edition(YEAR)))


def test_parts_of_one_year_belong_together(project):
    write(project.themes_path(YEAR), f"{THEMES}{YEAR},remark,a,A,1,1,x\n{YEAR},remark,b,B,1,1,x\n")
    assert told(project) == ""
    assert too_many_coded(project, project.edition(YEAR)) == []


def test_a_profile_of_another_year_is_refused(project):
    later = project.profile_path(YEAR + 1)
    write(later, project.profile_path(YEAR).read_text(encoding="utf-8"))
    with pytest.raises(ProjectError, match=f"is of the edition {YEAR}") as caught:
        project.edition(YEAR + 1)
    assert f"edition: {YEAR + 1}" in caught.value.todo
    edit(later, f"edition: {YEAR}", f"edition: {YEAR + 1}")
    edit(later, f"[{LAST}, {YEAR}]", f"[{YEAR}, {YEAR + 1}]")
    assert project.edition(YEAR + 1).year == YEAR + 1


def test_a_codebook_of_another_year_is_refused(project):
    path = project.codebook_path(YEAR)
    write(path, project.codebook_path(LAST).read_text(encoding="utf-8"))
    with pytest.raises(ProjectError, match=rf"{YEAR}\.yml is of {LAST}"):
        ensure_cleaned(project, [YEAR], project.edition(YEAR))


@pytest.mark.parametrize("line", ["year: {last}", "population_date: {last}-01-01"])
def test_a_population_of_another_year_is_refused(project, line):
    with project.population_source_path(YEAR).open("a", encoding="utf-8") as file:
        file.write(line.format(last=LAST) + "\n")
    assert f"the population {YEAR}.csv is of {LAST}" in told(project)
    assert f"is248 population {YEAR}" in told(project)


def test_a_population_without_source_is_told(project):
    project.population_source_path(YEAR).unlink()
    assert f"year: {YEAR}" in told(project)


def test_a_missing_population_is_told_with_the_command_and_the_columns(project):
    project.population_path(YEAR).unlink()
    with pytest.raises(ProjectError, match=f"population/{YEAR}.csv is missing") as caught:
        ensure_cleaned(project, [YEAR], project.edition(YEAR))
    assert f"is248 population {YEAR}" in caught.value.todo
    assert "columns unit,under_18,adult" in caught.value.todo
    write(project.population_path(YEAR), project.population_path(LAST).read_text(encoding="utf-8"))
    assert load_population(project.population_path(YEAR)).groups == ("under_18", "adult")


def test_coded_answers_of_another_year_are_refused(project):
    write(project.themes_path(YEAR), f"{THEMES}{YEAR},remark,a,A,1,2,x\n{LAST},remark,b,B,1,2,x\n")
    assert f"themes/{YEAR}.csv is of {LAST}, not of {YEAR}" in told(project)
    assert "line 3" in told(project)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"Tittel,source,year\nEn bok,x,{YEAR}\nEn bok til,x,{LAST}\n", f"is of {LAST}"),
        (f"Tittel,source,year\nEn bok,x,{YEAR}\nEn bok til,x,\n", "is of no year"),
        ("Tittel,source\nEn bok,x\n", "does not say of which year it is"),
    ],
)
def test_knowledge_of_another_year_is_refused(project, text, what):
    """A file that was copied from last year's folder says so in its lines."""
    path = project.knowledge_dir(YEAR) / "books.csv"
    write(path, text)
    assert f"{YEAR}/books.csv {what}" in told(project)
    assert "leave the heading alone" in told(project) or "Add the column" in told(project)
    for whole in (f"Tittel,source,year\nEn bok,x,{YEAR}\n", "Tittel,source\n"):
        write(path, whole)
        assert told(project) == ""


@pytest.mark.parametrize("line", [",remark,a,A,1,2,x", "remark,a,A,1,2,x"])
def test_coded_answers_without_a_year_are_refused(project, line):
    head = THEMES if line[0] == "," else THEMES.removeprefix("year,")
    write(project.themes_path(YEAR), f"{head}{line}\n")
    assert f"themes/{YEAR}.csv" in told(project)


@pytest.mark.parametrize("kind", ["units_path", "classifications_path"])
def test_lists_of_a_year_long_gone_are_refused(project, kind):
    """That of the year before goes on, and one with changes of its own is the year's."""
    path_of = getattr(project, kind)
    own = path_of(YEAR).read_text(encoding="utf-8")
    write(path_of(YEAR - 2), own)
    write(path_of(LAST), own)
    assert told(project) == ""
    one_less = "\n".join(own.splitlines()[:-1]) + "\n"
    other = own.replace("size_group", "size_class")
    write(path_of(LAST), one_less if kind == "units_path" else other)
    assert f"is that of {YEAR - 2}, line for line" in told(project)
    assert f"Copy {path_of(LAST).name}" in told(project)
    path_of(YEAR - 2).unlink()
    assert told(project) == ""


def test_more_coded_answers_than_answers_are_refused(project):
    """Two units gave a remark last year; one did this year."""
    write(project.themes_path(YEAR), f"{THEMES}{YEAR},remark,a,A,2,2,x\n")
    (error,) = too_many_coded(project, project.edition(YEAR))
    assert str(error).startswith("2 answers to 'remark' are coded, and 1 came in.")


def test_a_survey_year_without_returns_is_told(project):
    edit(project.profile_path(YEAR), f"[{LAST}, {YEAR}]", f"[{LAST - 1}, {LAST}, {YEAR}]")
    assert f"there are no returns for {LAST - 1}" in told(project)


def test_editions_that_do_not_agree_on_what_is_made_are_told(project):
    own = project.profile_path(YEAR).read_text(encoding="utf-8")
    last = own.replace(f"edition: {YEAR}", f"edition: {LAST}").replace(
        f"[{LAST}, {YEAR}]", f"[{LAST}]"
    )
    write(project.profile_path(LAST), last)
    assert told(project) == ""
    write(project.profile_path(LAST), last.replace("demonstration: true", "demonstration: false"))
    assert f"do not agree on what the returns of {LAST} are" in told(project)


def test_last_years_news_is_no_news(project):
    for year in (LAST, YEAR):
        edit(
            project.codebook_path(year),
            "label: Kommentar\n",
            "label: Kommentar\n    news: Ny i {year}.\n",
        )
    assert f"'remark' has the news of {LAST}." in told(project)
