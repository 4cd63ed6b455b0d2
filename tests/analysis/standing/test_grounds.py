"""The ground of units in earlier years: what the list of it may say, and forms that not all get."""

from __future__ import annotations

import pytest
from country import Unit, fte, make_country
from disk import edit, write
from tiny import FORMS, YEAR, give_forms

from analysis.intake.cleaning import ensure_cleaned
from analysis.standing.gathered import facts_of
from analysis.standing.grounds import FOLLOWED, grounds
from analysis.standing.page import Here
from analysis.survey import open_survey
from analysis.tables.signs import as_printed, lacking
from project.errors import ProjectError

HEAD = "year,code,earlier,parts\n"
LAST, OLD = YEAR - 1, 2080
SERIES = (
    "fte_total: {label: Årsverk, topic: Årsverk, question: Hvor mange, base: Alle, breaks: []}\n"
)


def has(grown, young=2, **others):
    return Unit("Liten", fte(grown), fte(young), **others)


BOTH = {"9101": has(5), "9102": has(10), "9103": has(20)}


def make(folder, years):
    """A country whose units reported themselves."""
    project = make_country(folder, years, settings="  demonstration: false\n")
    write(folder / "data/series/indicators.yml", SERIES)
    for year in years:
        for file in FORMS.values():
            edit(project.returns_dir(year) / f"{file}.csv", "demonstration", "reported")
    return project


def opened(project):
    settings = project.edition(YEAR)
    ensure_cleaned(project, settings.survey_years, settings)
    return open_survey(YEAR, project.root)


def followed(folder, text):
    project = make(folder, {LAST: BOTH, YEAR: BOTH})
    write(project.classifications_path(OLD), "size_group: [Liten]\n")
    write(project.units_path(OLD), "code,name,municipality,size_group\n1,A,A,Liten\n2,B,B,Liten\n")
    write(folder / FOLLOWED, text)
    return grounds(opened(project))


def test_what_is_listed_is_followed(tmp_path):
    told = followed(tmp_path, f"{HEAD}{YEAR},9101,{OLD},1\n{YEAR},9102,{OLD},1 2\n")
    assert told[OLD] == {"9101": ("1",), "9102": ("1", "2")}


@pytest.mark.parametrize(
    ("text", "told", "line"),
    [
        ("", "no column year, code, earlier, parts", ""),
        (f"{HEAD}{YEAR},9101\n", "too many or too few fields", "line 2"),
        (f"{HEAD}i fjor,9101,{OLD},1\n", f"'i fjor' is no year after '{OLD}'", "line 2"),
        (f"{HEAD}{YEAR},9101,{YEAR},9101\n", "is no year after", "line 2"),
        (f"{HEAD}{OLD},1,{YEAR},9101\n", "is no year after", "line 2"),
        (f"{HEAD}{YEAR},9101,{LAST},9102\n", "follow each other in the survey", "line 2"),
        (f"{HEAD}{YEAR},9101,{OLD},1\n{YEAR},9999,{OLD},2\n", f"9999 was no unit of {YEAR}", "3"),
        (f"{HEAD}{YEAR},9101,{OLD},1 3\n", f"3 was no unit of {OLD}", "line 2"),
        (f"{HEAD}{LAST},9101,{OLD},3\n", f"3 was no unit of {OLD}", "line 2"),
        (f"{HEAD}{YEAR},9101,{OLD},1\n{YEAR},9101,{OLD},2\n", "9101 stands twice", "line 3"),
    ],
)
def test_a_line_that_cannot_be_true_is_told(tmp_path, text, told, line):
    with pytest.raises(ProjectError, match=told) as raised:
        followed(tmp_path, text)
    assert line in str(raised.value)
    assert "followed.csv" in str(raised.value)


def lines_of_others(year, years):
    """An edition of later years has lines of its own, which this one passes over."""
    return f"{HEAD}{year + 1},9109,{year},9101\n{years}"


def test_lines_of_a_later_edition_are_passed_over(tmp_path):
    told = followed(tmp_path, lines_of_others(YEAR, f"{YEAR},9101,{OLD},1\n"))
    assert told[OLD] == {"9101": ("1",)}


def of_one_form(folder, years, unit, year):
    """The edition whose `unit` gets one of the forms in a year, and both in the other."""
    project = make(folder, years)
    give_forms(project, {unit: "grown"}, year)
    path = project.returns_dir(year) / f"{FORMS['young']}.csv"
    text = path.read_text(encoding="utf-8").splitlines(keepends=True)
    write(path, "".join(line for line in text if not line.startswith(f"{unit},")))
    return opened(project)


@pytest.mark.parametrize("year", [LAST, YEAR])
def test_a_sum_of_one_form_is_no_change_of_a_sum_of_two(tmp_path, year):
    years = {one: BOTH | {"9102": has(10, 4)} for one in (LAST, YEAR)}
    survey = of_one_form(tmp_path, years, "9102", year)
    before = Here(survey, facts_of(survey)["9102"]).before
    assert as_printed(before.moved("grown")) == f"var 10 både i {LAST} og i {YEAR}"
    assert lacking(before.moved("young"))
    assert lacking(before.moved("all"))  # 10 and 14 are no fall and no rise


def test_parts_that_got_other_forms_have_no_sum_of_what_one_alone_got(tmp_path):
    years = {
        LAST: {"9101": Unit("Liten", fte(5)), "9102": has(10), "9103": has(20)},
        YEAR: {"9103": has(20), "9104": has(16, 3, replaces="9101 9102")},
    }
    survey = of_one_form(tmp_path, years, "9101", LAST)
    merged = Here(survey, facts_of(survey)["9104"])
    assert as_printed(merged.before.moved("grown")) == f"økte fra 15 i {LAST} til 16 i {YEAR}"
    assert lacking(merged.before.moved("young"))
    assert lacking(merged.before.moved("all"))
