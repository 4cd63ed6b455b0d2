"""Each verb of the analysis against numbers that the printed report gives."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable

import pytest
from disk import REPO

from analysis import (
    answers_over_time,
    breakdown,
    composition,
    counts_by,
    coverage,
    crosstab,
    estimate,
    estimate_over_time,
    frequency,
    fte_by_item,
    fte_by_unit,
    fte_change,
    fte_over_time,
    fte_rates,
    grouping,
    inhabitants,
    inhabitants_over_time,
    items_over_time,
    largest,
    open_survey,
    quartiles,
    rates_by_inhabitants,
    rates_only,
    sums_per_inhabitant,
    unit_rates,
)
from analysis.intake.cleaning import ensure_cleaned
from analysis.survey import Survey
from analysis.tables.table import Table
from project.errors import ProjectError
from project.places import Project

pytestmark = pytest.mark.slow

EDITION = 2025


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The edition's data, cleaned in a folder of their own."""
    root = tmp_path_factory.mktemp("verbs")
    shutil.copytree(REPO / "data", root / "data")
    for profile in REPO.glob("_quarto*.yml"):
        shutil.copy(profile, root)
    project = Project(root)
    settings = project.edition(EDITION)
    ensure_cleaned(project, settings.survey_years, settings)
    return open_survey(EDITION, root)


@pytest.fixture(scope="module")
def printed() -> dict[str, list[list[str]]]:
    """Printed cells by table, row by row, without the spaces between thousands."""
    tables: dict[str, dict[tuple[int, int], str]] = {}
    with (REPO / "data/published/2025/tables.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            place = (int(line["row_no"]), int(line["col_no"]))
            tables.setdefault(line["table"], {})[place] = plain(line["as_printed"])
    return {number: in_rows(cells) for number, cells in tables.items()}


def in_rows(cells: dict[tuple[int, int], str]) -> list[list[str]]:
    rows, columns = (sorted({place[i] for place in cells}) for i in (0, 1))
    return [[cells.get((r, c), "") for c in columns] for r in rows]


def plain(text: str) -> str:
    for space in " \u202f\u00a0\u2009":
        text = text.replace(space, "")
    return text.replace("–", "-").replace("−", "-")


def shown(table: Table) -> list[list[str]]:
    return [
        [plain(table.text(r, c)) for c in range(len(table.columns))] for r in range(len(table.rows))
    ]


CASES: dict[str, Callable[[Survey], Table]] = {
    "2.2": lambda s: frequency(s.forms("adults"), "split_form", of_all=True),
    "2.3": lambda s: frequency(s.all_forms, "reporting_method", missing=False),
    "3.2": lambda s: fte_change(
        fte_by_item(s.forms("adults")[0], "fte_services", years=s.pair), s.forms("adults")
    ),
    "3.5": lambda s: fte_change(
        fte_by_item(s.forms("children")[0], "fte_education", years=s.pair), s.forms("children")
    ),
    "3.6": lambda s: frequency(s.forms("adults"), "training_share", years=s.pair),
    "4.1": lambda s: frequency(s.all_forms, "has_user_counts", years=s.pair),
    "4.2": lambda s: frequency(s.all_forms, "users_included", years=s.pair, missing=False),
    "4.3": lambda s: estimate(s.all_forms, "users", labels=("A", "B", "M")),
    "4.4": lambda s: estimate_over_time(s.all_forms, "users", years=s.pair, change="%"),
    "4.6": lambda s: estimate_over_time(
        s.all_forms, "purchased_users", years=s.pair, change="%", decimals=0
    ),
    "4.7": lambda s: frequency(s.forms("adults"), "purchased_service", outside=["none"]),
    "6.1": lambda s: inhabitants(s, grouping(s, "size_group"), heads=("n", "%")),
    "6.2": lambda s: fte_rates(s.forms("children", "adults"), grouping(s, "size_group")),
    "6.4": lambda s: fte_rates(s.forms("children", "adults"), grouping(s, "county")),
    "6.5": lambda s: inhabitants(s, grouping(s, "health_trust"), heads=("n", "%")),
    "6.8": lambda s: fte_rates(s.forms("children", "adults"), grouping(s, "health_region")),
    "6.9": lambda s: inhabitants(s, largest(s, 10), heads=("n", "%")),
    "6.10": lambda s: fte_rates(s.forms("children", "adults"), largest(s, 10)),
    "7.1": lambda s: coverage(s.all_forms, "fte_pathways", labels=("a", "b", "c")),
    "7.2": lambda s: items_over_time(s.forms("adults")[0], "fte_pathways", s.years_of("7.2")),
    "7.4": lambda s: items_over_time(s.forms("children")[0], "fte_pathways", s.years_of("7.4")),
}


@pytest.mark.parametrize("number", CASES)
def test_a_verb_gives_the_printed_table(
    number: str, survey: Survey, printed: dict[str, list[list[str]]]
) -> None:
    assert shown(CASES[number](survey)) == printed[number]


def test_totals_over_time(survey: Survey, printed: dict[str, list[list[str]]]) -> None:
    table = fte_over_time(survey.all_forms, survey.years_of("3.1"))
    assert shown(fte_change(table, survey.all_forms)) == printed["3.1"]


def test_every_unit_of_the_appendix(survey: Survey, printed: dict[str, list[list[str]]]) -> None:
    # One number is printed without its space, which `plain` takes out of the others.
    assert shown(fte_by_unit(survey.all_forms)) == printed["Vedlegg B"]


def test_rates_of_units_are_those_of_the_appendix_and_no_finer(
    survey: Survey, printed: dict[str, list[list[str]]]
) -> None:
    rates = unit_rates(survey.all_forms)
    assert [[text] for text in (line[3] for line in printed["Vedlegg B"])] == shown(rates)
    assert all(cell is None or cell == round(cell) for (cell,) in rates.cells)
    by_size = quartiles(rates, grouping(survey, "size_group"))
    counted = sum(by_size.at(row.key, "units") for row in by_size.rows)
    assert counted == sum(line[3] != "" for line in printed["Vedlegg B"])


def test_inhabitants_that_are_derived_say_so(survey: Survey) -> None:
    derived = rates_by_inhabitants(survey.all_forms)
    assert derived.columns[0].label == "Alle innbyggere (utledet)"
    assert "utledet" in derived.notes[-1]
    path = survey.project.root / f"data/population/{EDITION}.source.yml"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace("derived: true", "derived: false"), encoding="utf-8")
        fetched = rates_by_inhabitants(survey.all_forms)
    finally:
        path.write_text(before, encoding="utf-8")
    assert fetched.columns[0].label == "Alle innbyggere"
    assert not fetched.notes
    assert fetched.cells == derived.cells


def test_participation_adds_up_where_print_does_not(survey: Survey) -> None:
    adults, children = survey.all_forms
    table = crosstab((adults, "status"), (children, "status"), heads=("v", "b"))
    assert shown(table) == [
        ["26", "0", "3", "29"],
        ["19", "312", "7", "338"],
        ["0", "1", "4", "5"],
        ["45", "313", "14", "372"],
    ]


def test_percents_of_years_known_only_by_their_percents(survey: Survey) -> None:
    table = items_over_time(survey.all_forms[0], "fte_pathways", [2020, 2017], percent=True)
    assert shown(table) == [["10", "10"], ["26", "26"], ["64", "63"], ["100", "100"]]


def test_shares_by_group_add_up_to_the_whole(survey: Survey) -> None:
    adults = survey.all_forms[0]
    counties = grouping(survey, "county")
    whole = frequency(adults, "training_share")
    table = breakdown(adults, "training_share", counties)
    for row in whole.body().rows:
        assert table.at("total", row.key) == whole.at(row.key, "percent")
    counted = counts_by(adults, "has_user_counts", counties, share_of="yes", head="Andel ja")
    assert counted.sum([r.key for r in counted.body().rows], "total", "count") == 333
    assert str(counted.at("total", "yes", "percent")) == "78"


def test_the_size_of_municipalities_by_county(survey: Survey) -> None:
    table = composition(grouping(survey, "county"), grouping(survey, "size_group"))
    # Stated in the text of print, section 6.6.
    assert str(table.at("Nordland", "< 2 000")) == "46"
    assert str(table.at("Finnmark", "< 2 000")) == "44"
    assert str(table.at("Buskerud", "2 000–5 000")) == "50"


def test_groups_can_be_left_out_of_a_composition_without_changing_its_shares(
    survey: Survey,
) -> None:
    size, county = grouping(survey, "size_group"), grouping(survey, "county")
    whole = composition(county, size)
    shown = composition(county, size, without=("Oslo", "Bydeler i Oslo", "< 2 000"))
    assert [row.key for row in shown.rows] == list(county.labels[1:])
    assert [column.label for column in shown.columns] == list(size.labels[1:-1])
    assert shown.at("Nordland", "2 000–5 000") == whole.at("Nordland", "2 000–5 000")


def test_rates_stand_alone_under_short_names(survey: Survey) -> None:
    forms = survey.forms("children", "adults")
    found = fte_rates(forms, grouping(survey, "health_region"))
    rates = rates_only(found, forms)
    assert [column.label for column in rates.columns] == ["Barn og unge", "Voksne", "Alle"]
    assert rates.at("total", "all") == found.at("total", "all", "per_10000")


def test_a_group_is_called_by_its_phrase(survey: Survey) -> None:
    size, county = grouping(survey, "size_group"), grouping(survey, "county")
    assert size.phrase("Bydeler i Oslo") == "bydelene i Oslo"
    assert size.phrase(size.labels[0]) == "kommuner med færre enn 2\u202f000 innbyggere"
    table = composition(size, county, total="Totalt")
    renamed = table.relabelled(rows={size.labels[-1]: "Bydel"}).transposed().transposed()
    assert size.phrase(renamed.rows[-2]) == "bydelene i Oslo"
    assert table.rows[-2].name == "bydelene i Oslo"
    assert [row.name for row in renamed.rows[-2:]] == ["bydel", "totalt"]  # the phrase is lost
    assert [row.name for row in size.named(renamed).rows[-2:]] == ["bydelene i Oslo", "totalt"]
    assert size.named(renamed).cells == renamed.cells
    assert county.phrase("Agder") == "Agder"
    with pytest.raises(ProjectError, match="no group of size_group"):
        size.phrase(table.rows[-1])


def test_cases_per_inhabitant(survey: Survey) -> None:
    adults = survey.all_forms[0]
    table = sums_per_inhabitant(
        adults, "users", grouping(survey, "size_group"), heads=("n", "N", "r"), population="adult"
    )
    assert str(table.at("total", "inhabitants")) == "4\u202f486\u202f121"
    assert table.at("total", "rate") == pytest.approx(1e5 * table.at("total", "sum") / 4_486_121)


def test_inhabitants_show_what_the_data_hold(survey: Survey) -> None:
    people = inhabitants_over_time(survey)
    assert people.at(people.rows[-1].key, "under_18") == 1_108_219


def test_answers_over_time_add_to_a_hundred(survey: Survey) -> None:
    table = answers_over_time(survey.all_forms[0], "rating_1", survey.pair)
    assert [row.key.split()[-2:] for row in table.rows] != []
    assert all(
        sum(v for v in line if isinstance(v, float)) == pytest.approx(100) for line in table.cells
    )


def test_what_can_not_be_done_says_why(survey: Survey) -> None:
    adults = survey.all_forms[0]
    with pytest.raises(ProjectError, match="only choices can be counted"):
        frequency(adults, "users")
    with pytest.raises(ProjectError, match="has a question 'nothing'"):
        frequency(adults, "nothing")
    with pytest.raises(ProjectError, match="no option 'nothing'"):
        frequency(adults, "training_share", outside=["nothing"])
    with pytest.raises(ProjectError, match="not a classification"):
        grouping(survey, "name")
    with pytest.raises(ProjectError, match="training_share.csv does not exist"):
        frequency(adults, "training_share", years=[2023])
    with pytest.raises(ProjectError, match="has no form"):
        survey.forms("dogs")
    with pytest.raises(ProjectError, match=r"earlier years table 99\.9"):
        survey.years_of("99.9")
