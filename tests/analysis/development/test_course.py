"""An indicator over the years: the store and the returns together, with breaks and sources."""

import pytest
from country import Unit, fte, make_country
from disk import REPO, edit, write
from tiny import YEAR, make_tiny_project, open_tiny_survey, series_files

from analysis.development.breaks import breaks_of
from analysis.development.course import course
from analysis.development.indicators import INDICATORS as INDICATORS_FILE
from analysis.development.indicators import load_indicators
from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.codebook import load_codebook
from analysis.survey import open_survey
from analysis.tables.numbers import cells_of
from analysis.tables.signs import as_printed, origins_in
from project.errors import ProjectError
from project.places import Project

INDICATORS = """\
has_plan:
  label: Kommuner med plan
  topic: Planer
  question: Har enheten en plan?
  base: Av dem som svarte.
  items: {yes: Ja, no: Nei}
  breaks: [{year: 2088, why: Spørsmålet ble delt.}]
staff_total:
  label: Årsverk i alt
  topic: Årsverk
  question: Hvor mange årsverk?
  base: Alle.
visits:
  label: Besøk
  topic: Annet
  question: Hvor mange besøk?
  base: Alle.
  items: {winter: Vinter, summer: Sommer, rest: Ellers}
"""
LINES = {
    "has_plan": "grown,yes,2085,percent,20\ngrown,yes,2087,percent,40\n"
    "grown,yes,2088,count,30\ngrown,no,2088,count,10\ngrown,answered,2088,count,40",
    "staff_total": f"grown,,2089,fte,5\nyoung,,2089,fte,3\ngrown,,{YEAR},fte,99",
    "visits": ",winter,2087,count,5\n,summer,2087,count,7\n,rest,2087,count,1",
    "other": ",,2087,count,5",
}


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    files = series_files(LINES) | {"series/indicators.yml": INDICATORS}
    return open_tiny_survey(tmp_path_factory.mktemp("course"), files)


def test_shares_of_print_of_counts_and_of_returns_stand_in_one_course(survey):
    found = course(survey, "has_plan", "grown", items=["yes"])
    shown = dict(zip(found.years, (line[0] for line in found.table.cells), strict=True))
    assert found.unit == "percent"
    assert {year: shown[year] for year in (2085, 2087, 2088)} == {2085: 20, 2087: 40, 2088: 75}
    assert set(shown) == {2085, 2087, 2088, YEAR - 1, YEAR}


def test_answers_that_count_as_one_go_on_and_are_traced_to_each(tmp_path):
    """A series of a sum that print gives does not end where the returns begin."""
    lines = "grown,known,2088,percent,70"
    told = INDICATORS.replace(
        "items: {yes: Ja, no: Nei}", "items: {yes: Ja, no: Nei, known: Kjent}"
    )
    project = make_tiny_project(tmp_path)
    files = series_files({"has_plan": lines}) | {"series/indicators.yml": told}
    for name, text in files.items():
        write(tmp_path / "data" / name, text)
    unsure = "      - {code: unsure, label: Vet ikke}\n"
    for year in (YEAR - 1, YEAR):
        edit(project.codebook_path(year), unsure, f"{unsure}    counts_as: {{known: [yes, no]}}\n")
    ensure_cleaned(project, (YEAR - 1, YEAR), project.edition(YEAR))
    found = course(open_survey(YEAR, tmp_path), "has_plan", "grown", unit="percent")
    values = {one.key[1]: one.values for one in found.series}
    assert max(values["known"]) == YEAR
    whole = values["known"][YEAR]
    assert whole == pytest.approx(values["yes"][YEAR] + values["no"][YEAR])
    assert [cell.column for cell in cells_of(whole)] == [
        "has_plan grown yes percent", "has_plan grown no percent",
    ]  # fmt: skip


def test_every_main_item_of_a_question_of_the_newest_codebook_is_an_answer_or_a_sum_of_some():
    """Else its headline stops where the returns begin, under a series that goes on."""
    project = Project(REPO)
    known = load_indicators(REPO / INDICATORS_FILE)
    years = max(map(project.edition, project.editions()), key=lambda one: one.year).survey_years
    for year in years:
        for question in load_codebook(project.codebook_path(year)).questions:
            told = known.get(question.variable)
            if told and told.main and question.options:
                codes = {*question.counts_as, *(option.code for option in question.options)}
                assert told.main in codes, (year, question.variable, question.forms)


def test_a_course_ends_before_a_break_and_tells_why(survey):
    found = course(survey, "has_plan", "grown", items=["yes"])
    assert found.breaks == (2088,)
    assert "Brudd i 2088: Spørsmålet ble delt." in found.table.notes
    assert "i 2088" in found.headline
    assert "2085" not in found.headline
    told = found.figure.drawing().alt("Andel")
    assert "i 2085" not in told
    assert "Brudd i serien: 2088." in told


def test_a_headline_may_be_of_the_year_that_its_page_compares_with(tmp_path):
    lines = "grown,yes,2085,percent,20\ngrown,yes,2087,percent,40\ngrown,yes,2088,percent,50"
    files = series_files({"has_plan": lines})
    told = INDICATORS.replace("  breaks: [{year: 2088, why: Spørsmålet ble delt.}]\n", "")
    survey = open_tiny_survey(tmp_path, files | {"series/indicators.yml": told})
    found = course(survey, "has_plan", "grown", items=["yes"])
    assert "2085" in found.headline
    assert f"i {YEAR - 1}" in found.headline_since(YEAR - 1)
    assert "2085" not in found.headline_since(YEAR - 1)
    assert found.headline_since(2086) == found.headline


def test_the_returns_of_the_edition_come_before_the_store(survey):
    found = course(survey, "staff_total")
    assert found.table.at(str(YEAR), "grown") != 99
    assert [column.label for column in found.table.columns] == ["Store", "Små"]
    assert found.source == f"Kilde: rapporten for {YEAR}."


def test_an_edition_whose_returns_were_made_is_a_source_by_its_own_name(tmp_path):
    files = series_files(LINES) | {"series/indicators.yml": INDICATORS}
    own, made = f"2089,fte,5,{YEAR},", f"2089,fte,5,{YEAR - 1}-demo,"
    files["series/staff_total.csv"] = files["series/staff_total.csv"].replace(own, made)
    found = course(open_tiny_survey(tmp_path, files), "staff_total")
    assert f"rapporten for {YEAR - 1}" in found.source
    assert "demo" not in found.source


def test_more_series_than_years_stand_in_rows(survey):
    found = course(survey, "visits")
    assert [row.label for row in found.table.rows] == ["Vinter", "Sommer", "Ellers"]
    assert [column.label for column in found.table.columns] == ["2087"]


def test_a_series_that_nobody_explained_is_told(survey):
    with pytest.raises(ProjectError, match="what the series 'other' measures") as caught:
        course(survey, "other")
    assert caught.value.where == "data/series/indicators.yml"


def test_a_unit_that_a_series_has_not_is_told(survey):
    with pytest.raises(ProjectError, match="nothing to show in kroner_1000") as caught:
        course(survey, "visits", unit="kroner_1000")
    assert "count" in caught.value.todo


def test_a_form_that_was_forgotten_is_told_with_those_that_the_series_has(survey):
    with pytest.raises(ProjectError, match="nothing to show in percent") as caught:
        course(survey, "has_plan", "", unit="percent", items=["yes"])
    assert "form grown, item yes, percent" in caught.value.todo


BOTH = {2087: "Brudd i 2087: Nytt skjema.", 2088: "Brudd i 2088: Delt."}


@pytest.mark.parametrize(
    ("forms", "years", "wanted"),
    [
        ((), range(2085, 2090), BOTH),
        (
            ("grown",),
            (2086, 2090),
            BOTH,
        ),
        (("young",), (2086, 2090), {2088: "Brudd i 2088: Delt."}),
        (("young",), (2088, 2090), {}),
        ((), (), {}),
    ],
)
def test_breaks_are_those_between_the_years_and_of_the_forms(tmp_path, forms, years, wanted):
    told = """\
has_plan:
  label: A
  topic: B
  question: C
  base: D
  breaks:
    - {year: 2087, why: Nytt skjema., forms: [grown]}
    - {year: 2088, why: Delt.}
"""
    survey = open_tiny_survey(tmp_path, {"series/indicators.yml": told})
    assert breaks_of(survey, "has_plan", *forms, years=years) == wanted
    with pytest.raises(ProjectError, match="not said what the series 'other'"):
        breaks_of(survey, "other", years=years)


def test_a_course_tells_of_which_question_form_and_item_its_numbers_are(survey):
    found = course(survey, "has_plan", "grown")
    assert [one.tags for one in found.series] == [
        ("has_plan", "grown", "yes"), ("has_plan", "grown", "no"),
    ]  # fmt: skip
    (origin, *_) = origins_in(course(survey, "has_plan", "grown", items=["yes"]).headline)
    assert "has_plan grown yes percent" in {cell.column for cell in origin.cells}


def test_what_print_lacks_is_shown_and_not_told(tmp_path):
    texts = INDICATORS.replace(
        "  label: Kommuner med plan", f"  label: Kommuner med plan\n  untold: [{YEAR}]"
    )
    survey = open_tiny_survey(tmp_path, series_files(LINES) | {"series/indicators.yml": texts})
    found = course(survey, "has_plan", "grown", items=["yes"])
    assert found.headline == f"Kommuner med plan i årene 2085–{YEAR}"
    assert not origins_in(found.headline)


@pytest.mark.parametrize(
    ("silent", "breaks"),
    [
        ("9102", {YEAR: f"Brudd i {YEAR}: Årsverkene er ukjente i {YEAR} i enheter som hadde 300 "
                  f"årsverk i {YEAR - 1}."}),
        ("9103", {}),  # a single FTE of hundreds
    ],
)  # fmt: skip
def test_years_that_the_silence_of_units_parts_are_told_apart(tmp_path, silent, breaks):
    had = {"9101": 400.0, "9102": 300.0, "9103": 1.0}
    told = {unit: Unit("Liten", fte(one), fte(1)) for unit, one in had.items()}
    asked = Unit("Liten", {"has_plan": "yes"}, fte(1))
    project = make_country(tmp_path, {YEAR - 1: told, YEAR: {**told, silent: asked}})
    for name, text in {**series_files(LINES), "series/indicators.yml": INDICATORS}.items():
        write(tmp_path / "data" / name, text)
    ensure_cleaned(project, [YEAR - 1, YEAR], project.edition(YEAR))
    survey = open_survey(YEAR, tmp_path)
    years = (YEAR - 1, YEAR)
    assert breaks_of(survey, "staff_total", years=years) == breaks
    assert breaks_of(survey, "staff_total", "young", years=years) == {}
    assert breaks_of(survey, "has_plan", years=years) == {}
    assert breaks_of(survey, "staff_total", years=(YEAR,)) == {}
    found = course(survey, "staff_total", "grown")
    assert found.breaks == tuple(breaks)
    assert ("Økte" in found.headline) == (not breaks)


def test_the_largest_change_is_not_told_of_what_has_one_year_alone(survey):
    assert as_printed(course(survey, "visits").headline) == "«Vinter» 5 i 2087"
