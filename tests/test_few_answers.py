"""What one of a few units answered can't be read out of a table, a figure, a sentence or a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from country import Unit, open_country
from downloadable import FACTS, product, read_csv, read_xlsx
from tiny import CLASSIFICATIONS, YEAR

from analysis import (
    bars,
    breakdown,
    counts_by,
    distribution,
    figure,
    frequency,
    grouping,
    percent,
    shares_by,
    sums_per_inhabitant,
    table,
)
from analysis import wording as w
from analysis.disclosure import withheld_groups
from analysis.numbers import NoNumber, Number
from analysis.survey import Survey
from publishing.downloads.csvfiles import product_csv
from publishing.downloads.workbooks import product_workbook

LAST = YEAR - 1
SIZES = CLASSIFICATIONS.replace("[Liten, Stor]", "[Liten, Middels, Stor]")
ANSWERS = {"Liten": ["yes"], "Middels": ["yes", "no", "no"], "Stor": ["no"] * 4 + ["yes"]}


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """One small unit, three of middle size and five large ones; three must have answered."""
    given = [(size, answer) for size, answers in ANSWERS.items() for answer in answers]
    units = {
        str(9101 + i): Unit(size, {"has_plan": answer, "visitors": str(i + 1)})
        for i, (size, answer) in enumerate(given)
    }
    return open_country(
        tmp_path_factory.mktemp("few"),
        {LAST: units, YEAR: units},
        settings="  least_base: 3\n",
        classifications=dict.fromkeys((LAST, YEAR), SIZES),
    )


def test_a_share_of_one_answer_is_not_shown(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    found = breakdown(form, "has_plan", grouping(survey, "size_group"), options=["yes", "no"])
    assert found.cells[0] == (":", ":")
    assert found.at("Middels", "yes") == pytest.approx(100 / 3)
    assert found.at("total", "yes") == pytest.approx(300 / 9)
    assert [row.key for row, _ in found.ranked("yes")] == ["Middels", "Stor"]


def test_nor_is_a_share_of_none(survey: Survey) -> None:
    """Nought percent of one tells as much as a hundred."""
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    assert shares_by(by, {"Nei": (form, "has_plan")}, ["no"]).cells[0] == (":",)


def test_a_sentence_shows_the_sign_and_no_word_of_direction(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    found = shares_by(by, {"Ja": (form, "has_plan")}, ["yes"], years=survey.pair)
    now, before = found.at("Liten", YEAR), found.at("Liten", LAST)
    known = found.at("Stor", YEAR)
    assert f"{now} prosent" == ": prosent"
    assert w.changed_by(w.difference(now, before), "prosentpoeng") == ":"
    assert w.rose(w.difference(known, now)) == ":"
    assert w.higher(now, known) == ":"
    assert w.fraction(now) == ":"
    assert w.along([before, now, known], "stiger", "faller", "svinger") == ":"
    assert w.moved(before, now) == "var :, og er nå :"
    assert str(percent(now, known)) == ":"
    assert str(Number(now + 3, "percent")) == ":"
    assert str(found.sum(["Liten", "Stor"], YEAR)) == ":"
    assert isinstance(now.amount, NoNumber)


def test_the_sign_is_explained_under_table_and_figure_and_told_aloud(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    found = breakdown(form, "has_plan", grouping(survey, "size_group"), options=["yes"])
    said = ": = vises ikke, fordi få har svart."
    record = table("1.1", found, caption="Plan").record
    assert record["notes"][-1] == said
    assert record["cells"][0][0] == {"value": None, "text": ":"}
    shown = figure("1.1", bars(found), headline="Plan", subtitle="Prosent", caption="Plan").record
    assert shown["notes"][-1] == said
    assert "Få har svart, og tall vises ikke for Liten." in shown["alt"]
    assert "100" not in shown["alt"]
    assert shown["cells"][0][0] == {"value": None, "text": ":"}


def test_counts_beside_a_sum_hide_one_more_group(survey: Survey) -> None:
    """The small group alone would be the sum less the others; the middle one goes with it."""
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    found = counts_by(form, "has_plan", by, share_of="yes", head="Andel")
    assert found.cells[0] == (":", ":", ":", 1.0, ":")
    assert found.cells[1] == (":", ":", ":", 3.0, ":")
    assert found.cells[2] == (1.0, 4.0, 0.0, 5.0, 20.0)


def test_a_sum_of_one_units_number_is_not_shown(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    found = sums_per_inhabitant(form, "visitors", by, heads=("Sum", "Folk", "Rate"))
    assert [line[0] for line in found.cells] == [":", ":", 35.0, 45.0]
    assert [line[2] for line in found.cells[:2]] == [":", ":"]
    assert found.cells[0][1] == 4900


def test_downloads_have_the_sign_and_no_number(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    found = breakdown(form, "has_plan", grouping(survey, "size_group"), options=["yes"])
    item = product(table("1.1", found, caption="Plan").record)
    small = next(line for line in read_csv(product_csv(item)) if "Liten" in line.values())
    assert ":" in small.values()
    assert "100.0" not in small.values()
    assert "100" not in small.values()
    sheet = read_xlsx(product_workbook(item, FACTS)).worksheets[0]
    (row,) = [line for line in sheet.iter_rows(values_only=True) if line[0] == "Liten"]
    assert row[1] == ":"


def test_the_whole_country_may_be_few(tmp_path: Path) -> None:
    units = {"9101": Unit("Liten", {"has_plan": "yes", "visitors": "7"}), "9102": Unit()}
    survey = open_country(tmp_path, {LAST: units, YEAR: units}, settings="  least_base: 3\n")
    (form,) = survey.forms("grown")
    found = frequency(form, "has_plan")
    assert found.body().cells == ((":", ":"),) * 3
    assert found.at("total", "count") == 1
    assert found.at("missing", "count") == 1
    numbers = distribution(form, "visitors", heads=("Enheter", "Sum", "Prosent"))
    assert numbers.cells[:-1] == ((":", ":", ":"),)
    assert numbers.cells[-1] == (1.0, ":", 100.0)


def test_without_the_setting_all_is_shown(tmp_path: Path) -> None:
    units = {"9101": Unit("Liten", {"has_plan": "yes"})}
    (form,) = open_country(tmp_path, {LAST: units, YEAR: units}).forms("grown")
    assert frequency(form, "has_plan").at("yes", "percent") == 100


@pytest.mark.parametrize(
    ("bases", "hidden"),
    [
        ([1, 3, 5], {0, 1}),
        ([1, 2, 5], {0, 1}),
        ([0, 3, 5], set()),
        ([2, 0], {0}),
        ([9, 1, 4], {1, 2}),
    ],
)
def test_which_groups_go_together(bases: list[int], hidden: set[int]) -> None:
    assert withheld_groups(bases, 3) == hidden
