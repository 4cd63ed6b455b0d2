"""FTE of items by group, put together or not, several forms added."""

import pytest
from disk import edit
from tiny import YEAR, change, make_tiny_project, opened

from analysis import beside, fte_over_time, fte_rates, fte_shares, grouping, items_by_group, table
from analysis.fte.change_columns import fte_change
from analysis.fte.items import items_over_time
from analysis.intake.screening import screen
from analysis.tables.signs import IMPOSSIBLE, UNKNOWN
from project.errors import ProjectError
from project.records import as_json

TRAINING = "      - {{code: short, label: Kort}}\n".replace("{{", "{").replace("}}", "}")
INTO = """\
    into:
      both: [{code: any, label: Noe, items: [long, short], head: Hode}]
      apart:
        - {code: one, label: En, items: [long]}
        - {code: other, label: To, items: [short]}
      parts:
        - {code: some, label: Noe, items: [long, short]}
        - {code: longest, label: Lengst, items: [long]}
"""


@pytest.fixture
def project(tmp_path):
    project = make_tiny_project(tmp_path)
    for year in (YEAR - 1, YEAR):
        edit(project.codebook_path(year), TRAINING, f"{TRAINING}{INTO}")
    return project


@pytest.fixture
def survey(project):
    return opened(project)


def test_items_are_added_in_each_group_and_in_all(survey):
    (grown,) = survey.forms("grown")
    table = items_by_group(grown, "staff", grouping(survey, "county"))
    assert [row.label for row in table.rows] == ["Nordfylket", "Sørfylket", "Totalt"]
    assert [column.label for column in table.columns] == ["Avdeling", "Feltarbeid", "Totalt"]
    assert table.cells[0] == pytest.approx((13.2, 6.5, 19.7))
    assert table.cells[1] == pytest.approx((12, 8.25, 20.25))  # carried from the year before
    assert table.cells[2] == pytest.approx((25.2, 14.75, 39.95))
    assert table.base.startswith("Årsverk rapportert av 2 av 3 kommuner og bydeler.")


def test_shares_are_of_all_the_question_has_in_the_group(survey):
    (grown,) = survey.forms("grown")
    table = items_by_group(grown, "staff", grouping(survey, "county"), percent=True, total="Sum")
    assert table.cells[0] == pytest.approx((100 * 13.2 / 19.7, 100 * 6.5 / 19.7, 100))
    assert table.columns[-1].label == "Sum"


def test_a_figure_of_parts_has_them_without_all(survey):
    (grown,) = survey.forms("grown")
    by = grouping(survey, "county")
    whole = items_by_group(grown, "staff", by, percent=True)
    parts = items_by_group(grown, "staff", by, percent=True, whole=False)
    assert parts.columns == whole.columns[:-1]
    assert parts.cells == tuple(line[:-1] for line in whole.cells)


def test_several_forms_are_added(survey):
    forms = survey.forms("grown", "young")
    table = items_by_group(forms, "staff", grouping(survey, "county"))
    assert table.at("Nordfylket", "ward") == pytest.approx(13.2 + 1 + 3)
    assert "2 av 3 (Store); 1 av 3 (Små)" in table.base


def test_shares_of_a_printed_table_know_its_cells(survey):
    (grown,) = survey.forms("grown")
    by = grouping(survey, "county")
    shares = items_by_group(grown, "staff_training", by, into="parts", percent=True, of="apart")
    amounts = items_by_group(grown, "staff_training", by, into="apart")
    plain = items_by_group(grown, "staff_training", by, into="parts", percent=True)
    assert shares.columns == plain.columns
    number = shares.at("Nordfylket", "longest")
    assert number == pytest.approx(100 * 12 / 20)  # of what the table prints: 11.7 of 19.7
    (cell,) = number.cells
    its = (amounts.at("Nordfylket", code).cells[0] for code in ("one", "total"))
    assert cell.of == tuple(its)
    with pytest.raises(ProjectError, match="'longest' is not put together of"):
        items_by_group(grown, "staff_training", by, into="parts", percent=True, of="both")


def test_of_real_returns_such_a_share_is_of_exact_numbers(project):
    for path in (*project.data_dir.rglob("*.csv"), project.profile_path(YEAR)):
        text = path.read_text(encoding="utf-8").replace("stration: true", "stration: false")
        path.write_text(text.replace(",demonstration,", ",reported,"), encoding="utf-8")
    survey = opened(project)
    grown, young = survey.forms("grown", "young")
    by = grouping(survey, "county")
    shares = items_by_group(grown, "staff_training", by, into="parts", percent=True, of="apart")
    assert shares.at("Nordfylket", "longest") == pytest.approx(100 * 11.7 / 19.7)
    one = fte_shares(young, [grown, young], by)
    assert one.at("Nordfylket", "percent") == pytest.approx(100 * 6.7 / (6.7 + 19.7))


def test_a_change_as_printed_knows_the_cells_that_it_is_between(survey):
    (grown,) = survey.forms("grown")
    table = items_over_time(grown, "staff", survey.pair)
    moved = fte_change(table, grown, as_printed=True)
    for row in table.rows:
        now, then = (table.at(row.key, year) for year in (YEAR, YEAR - 1))
        change = moved.at(row.key, "change", "amount")
        assert change == now.printed - then.printed
        assert set(change.cells[0].of) == {*now.cells, *then.cells}
        share = moved.at(row.key, "change", "percent_change")
        assert share == pytest.approx(100 * (now.printed - then.printed) / then.printed)


def test_an_item_may_stand_in_several_that_are_put_together(survey):
    (grown,) = survey.forms("grown")
    by = grouping(survey, "county")
    table = items_by_group(grown, "staff_training", by, into="parts", percent=True)
    assert table.at("Nordfylket", "some") == pytest.approx(100)
    assert table.at("Nordfylket", "longest") == pytest.approx(100 * 11.7 / 19.7)
    (head, _) = items_by_group(grown, "staff_training", by, into="both").columns
    assert head.spanners == ("Hode",)
    with pytest.raises(ProjectError, match="put together as 'other'"):
        items_by_group(grown, "staff_training", by, into="other")


def test_what_no_unit_placed_is_not_known_and_nothing_has_no_share(project):
    change(project, YEAR, "smaa", "9101", staff__ward="0", staff__field="0",
           staff_training__long="0", staff_training__short="0")  # fmt: skip
    edit(project.profile_path(YEAR), "carry_forward: true", "carry_forward: false")
    survey = opened(project)
    (young,) = survey.forms("young")
    by = grouping(survey, "county")
    assert items_by_group(young, "staff", by).cells == (
        (0.0, 0.0, 0.0), (UNKNOWN,) * 3, (0.0, 0.0, 0.0),
    )  # fmt: skip
    assert items_by_group(young, "staff", by, percent=True).cells[0] == (IMPOSSIBLE,) * 3


def test_shares_stand_beside_a_rate(survey):
    (grown,) = survey.forms("grown")
    by = grouping(survey, "county")
    rate = fte_rates([grown], by, per=1000).tagged("grown", "per_1000")
    table = beside(rate, items_by_group(grown, "staff", by, percent=True))
    assert [column.unit for column in table.columns] == ["per_1000", *["percent"] * 3]
    assert table.text(0, 0) == "1,8"  # 19.7 FTE for 11 000
    assert rate.columns[0].label == "Årsverk pr. 1000 innbyggere 18 år og eldre"


def test_one_forms_fte_in_percent_of_all(survey):
    grown, young = survey.forms("grown", "young")
    table = fte_shares(young, [grown, young], grouping(survey, "county"), head="Andel")
    assert table.at("Nordfylket", "percent") == pytest.approx(100 * 7 / (7 + 20))  # as printed
    assert table.columns[0].label == "Andel"


def test_what_is_put_together_over_time_is_of_amounts(survey):
    (grown,) = survey.forms("grown")
    years = survey.pair
    table = items_over_time(grown, "staff_training", years, into="parts", percent=True)
    assert table.at("longest", YEAR - 1) == pytest.approx(100 * 23.5 / 38.75)
    assert table.at("total", YEAR) == 100
    amounts = items_over_time(grown, "staff_training", years, into="parts")
    assert amounts.at("some", YEAR - 1) == amounts.at("total", YEAR - 1) == 38.75


def test_the_amounts_that_percents_are_of_are_a_row_in_their_own_unit(survey):
    (grown,) = survey.forms("grown")
    table = items_over_time(grown, "staff", survey.pair, percent=True, amounts="Sum årsverk")
    assert table.rows[-1].unit == "fte"
    assert table.at("amounts", YEAR - 1).unit == "fte"
    assert table.text(len(table.rows) - 1, 0) == "39"


def test_a_change_is_between_the_years_that_are_named(survey):
    (grown,) = survey.forms("grown")
    table = items_over_time(grown, "staff", survey.pair)
    back = fte_change(table, grown, years=(YEAR, YEAR - 1))
    assert back.at("ward", "change", "amount") == pytest.approx(24 - 25.2)
    assert back.columns[-1].spanners == (f"Endring {YEAR}–{YEAR - 1}",)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [("items: [long]", "items: [longer]", "'longer', which is no item"),
     ("code: longest", "code: some", "same code"),
     ("code: short, label: Kort", "code: short, label: Kort, part_of: long", "since when")],
)  # fmt: skip
def test_a_codebook_that_puts_together_what_is_not_there_is_told(project, old, new, what):
    edit(project.codebook_path(YEAR), old, new)
    with pytest.raises(ProjectError, match=what):
        screen(project, YEAR)


def test_a_total_knows_the_forms_that_it_is_the_sum_of(survey):
    forms = survey.forms("grown", "young")
    found = fte_over_time(forms, survey.pair)
    (whole,) = found.at("total", YEAR).cells
    assert whole.of == tuple(found.at(form.code, YEAR).cells[0] for form in forms)
    as_json(table("1.1", found, caption="Årsverk.").record)  # plain numbers, as a notebook has them
