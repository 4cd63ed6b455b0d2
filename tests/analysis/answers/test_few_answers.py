"""What one of a few units answered can't be read out of a table, a figure, a sentence or a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from country import Unit, fte, open_country
from downloadable import FACTS, product, read_csv, read_xlsx
from tiny import CLASSIFICATIONS, YEAR

from analysis import (
    among_experienced,
    answered,
    at_most,
    bars,
    battery,
    breakdown,
    counts_by,
    crosstab,
    distribution,
    figure,
    frequency,
    grouping,
    holding,
    percent,
    shares_by,
    sum_over_time,
    sums_per_inhabitant,
    table,
    together,
    with_row_shares,
)
from analysis import wording as w
from analysis.answers.disclosure import withheld_groups
from analysis.survey import Survey
from analysis.tables.numbers import NoNumber, Number
from analysis.tables.signs import as_printed, lacking
from project.records import CellRecord
from publishing.downloads.csvfiles import product_csv
from publishing.downloads.workbooks import product_workbook

LAST = YEAR - 1
SIZES = CLASSIFICATIONS.replace("[Liten, Stor]", "[Liten, Middels, Stor]")


def said(answer: str, size: str = "Liten", **others: str) -> Unit:
    return Unit(size, {"has_plan": answer, **others}, {"has_plan": answer})


ANSWERS = {"Liten": ["yes"], "Middels": ["yes", "no", "no"], "Stor": ["no"] * 4 + ["yes"]}


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """One small unit, three of middle size and five large ones; three must have answered."""
    given = [(size, answer) for size, answers in ANSWERS.items() for answer in answers]
    units = {
        str(9101 + i): said(answer, size, visitors=str(i + 1))
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
    assert found.cells[1] == (":", ":")  # the first could be told from the total and this
    assert found.at("Stor", "yes") == 20
    assert found.at("total", "yes") == pytest.approx(300 / 9)
    assert [place.key for place in found.ranked("yes")] == ["Stor"]


def test_nor_is_a_share_of_none(survey: Survey) -> None:
    """Nought percent of one tells as much as a hundred."""
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    assert shares_by(by, {"Nei": (form, "has_plan")}, ["no"]).cells[0] == (":",)


def test_a_ranking_of_few_answers_names_nobody_for_them(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    found = breakdown(form, "has_plan", grouping(survey, "size_group"), options=["yes"])
    ranking = found.ranked("yes")
    assert [one.name for one in ranking] == ["Stor"]
    assert lacking(ranking.first.name) == lacking(ranking.last.name) == ".."
    few = found.rows_where(lambda row: row.key != "Stor").ranked("yes")
    told = (few.first.name, str(few.first.number), few.last.changed_by(), few.top(2).names)
    assert list(map(lacking, told)) == [":"] * 4


def test_how_many_answered_is_a_share_of_all_units(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    found = frequency(form, "has_plan", years=survey.pair)
    assert answered(found, form, YEAR) == 100
    assert answered(frequency(form, "has_plan"), form) == 100


def test_along_the_sizes(survey: Survey) -> None:
    shares = {name: Number(n, "percent") for name, n in (("a", 1), ("b", 2), ("c", 3))}
    assert w.along_size(shares, ["a", "b", "c"]) == "øker jevnt med kommunestørrelsen"
    assert w.along_size(shares, ["c", "a"]) == "synker jevnt med kommunestørrelsen"
    assert w.along_size(shares, ["c", "a", "b"]) == "følger ikke kommunestørrelsen jevnt"
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    found = breakdown(form, "has_plan", by, options=["yes"]).column("yes")
    assert lacking(w.along_size(found, by.labels)) == ":"


def test_a_sentence_shows_the_sign_and_no_word_of_direction(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    found = shares_by(by, {"Ja": (form, "has_plan")}, ["yes"], years=survey.pair)
    now, before = found.at("Liten", YEAR), found.at("Liten", LAST)
    known = found.at("Stor", YEAR)
    told = [
        f"{now} prosent",
        now.since(before).changed_by("prosentpoeng"),
        known.since(now).rose,
        now.since(known).higher_than,
        w.fraction(now),
        w.along([before, now, known], "stiger", "faller", "svinger"),
        w.moved(before, now),
        w.came_to(before, now),
        w.rose_by(before, now, "prosentpoeng", LAST),
        w.span(before, now),
        w.so_many(now, "kommune", "kommuner"),
        str(percent(now, known)),
    ]
    assert list(map(lacking, told)) == [":"] * len(told)
    assert as_printed(told[0]) == ": prosent"
    assert as_printed(told[6]) == "var :, og er nå :"
    assert lacking(str(Number(now + 3, "percent"))) == ":"
    assert lacking(str(found.sum(["Liten", "Stor"], YEAR))) == ":"
    assert isinstance(now.amount, NoNumber)


def test_the_sign_is_explained_under_table_and_figure_and_told_aloud(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    found = breakdown(form, "has_plan", grouping(survey, "size_group"), options=["yes"])
    said = ": = vises ikke, fordi få har svart."
    record = table("1.1", found, caption="Plan").record
    assert record.notes[-1] == said
    assert record.cells[0][0] == CellRecord(None, ":")
    shown = figure("1.1", bars(found), headline="Plan", subtitle="Prosent", caption="Plan").record
    assert shown.notes[-1] == said
    assert "Få har svart, og tall vises ikke for Liten og Middels." in shown.alt
    assert "100" not in shown.alt
    assert shown.cells[0][0] == CellRecord(None, ":")


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


def test_a_share_beside_a_total_hides_enough_groups(tmp_path: Path) -> None:
    """Two small units said yes: with the large ones and the total shown, that could be told."""
    units = {str(9101 + i): said("yes") for i in range(2)}
    units |= {str(9111 + i): said("no", "Stor") for i in range(6)}
    survey = open_country(tmp_path, {LAST: units, YEAR: units}, settings="  least_base: 3\n")
    (form,) = survey.forms("grown")
    by = grouping(survey, "size_group")
    assert breakdown(form, "has_plan", by, options=["yes"]).cells == ((":",), (":",), (25.0,))
    assert counts_by(form, "has_plan", by, share_of="yes", head="A").cells[1][0] == ":"


def test_few_in_the_whole_country(tmp_path: Path) -> None:
    """One unit's answers and numbers stand in no verb's table."""
    alone = {"has_plan": "yes", "visitors": "77", **fte(5)}
    units = {"9101": Unit("Liten", alone, alone), "9102": Unit("Stor"), "9103": Unit("Stor")}
    survey = open_country(tmp_path, {LAST: units, YEAR: units}, settings="  least_base: 3\n")
    grown, young = survey.forms("grown", "young")
    by = grouping(survey, "size_group")
    assert counts_by(grown, "has_plan", by, share_of="yes", head="A").cells[-1] == (
        ":", ":", ":", 1.0, ":",
    )  # fmt: skip
    assert frequency(grown, "has_plan", of_all=True).at("total", "count") == 3
    assert frequency(grown, "has_plan", of_all=True).cells[0] == (":", ":")
    outside = frequency(grown, "has_plan", outside=["yes"])
    assert lacking(str(outside.at("yes", "count"))) == ":"
    numbers = distribution(grown, "visitors", heads=("Enheter", "Sum", "Prosent"))
    assert [row.key for row in numbers.rows] == ["total"]
    assert "77" not in str(numbers.cells)
    assert lacking(str(at_most(numbers, 0))) == ":"
    assert sum_over_time(grown, "visitors", survey.pair).cells == ((":", ":"),)
    crossed = crosstab((grown, "has_plan"), (young, "has_plan"), heads=("A", "B"))
    assert crossed.cells[0][:3] == (":", ":", ":")
    shares = with_row_shares(crossed, ("n", "%"))
    assert set(shares.cells[0]) == {":"}
    assert set(battery({"Plan": (grown, "has_plan")}).cells[0]) == {":"}
    held = holding(grown, {"Plan": ("has_plan", "yes")}, years=[YEAR])
    assert {cell for line in held.cells for cell in line} == {":"}
    assert held.base == ""


def test_small_rows_of_a_crossing_have_no_shares(tmp_path: Path) -> None:
    answers = ["yes", *["no"] * 4]
    units = {
        str(9101 + i): Unit("Liten", {"has_plan": one}, {"has_plan": "no"})
        for i, one in enumerate(answers)
    }
    survey = open_country(tmp_path, {LAST: units, YEAR: units}, settings="  least_base: 3\n")
    grown, young = survey.forms("grown", "young")
    crossed = crosstab((grown, "has_plan"), (young, "has_plan"), heads=("A", "B"))
    shares = with_row_shares(crossed, ("n", "%"))
    assert lacking(str(shares.at("yes/percent", "no"))) == ":"
    assert shares.at("no/percent", "no") == 100
    either = among_experienced(frequency(grown, "has_plan"), without=["no"], head="%")
    assert lacking(str(either.at("yes", "among"))) == ":"


def test_answers_added_together_keep_their_sign(survey: Survey) -> None:
    (form,) = survey.forms("grown")
    found = breakdown(form, "has_plan", grouping(survey, "size_group"), options=["yes", "no"])
    assert together(found, ["yes", "no"]).cells[0] == (":",)
