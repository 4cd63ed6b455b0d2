"""Tables straight from the store: a row a year, changes from the row above."""

import pytest
from tiny import YEAR, open_tiny_survey, series_files

from analysis import change_from_above, rates_over_time, series, series_table
from analysis.fte.items import fte_over_time, items_over_time
from project.errors import ProjectError

LAST = YEAR - 1
# Report 2013, table 3.1: nominal amounts and changes of 2007 to 2010.
GRANTS = (51200, 58800, 55300, 66695)
CHANGES = ("", "15", "\u22126", "21")


def rows(unit, values, first=LAST - 4, form="", item=""):
    return "".join(f"{form},{item},{first + i},{unit},{v}\n" for i, v in enumerate(values))


@pytest.fixture
def survey(tmp_path):
    files = series_files(
        {
            "grants": rows("kroner_1000", GRANTS),
            "visitors": rows("count", (5,)),
            "staff_total": rows("fte", (10,), form="grown")
            + rows("fte", (4,), form="young")
            + rows("fte", (15,)),
            "staff": f"grown,,{LAST - 4},fte,10\ngrown,field,{LAST - 4},fte,10\n",
            "population": rows("count", (1000,), form="under_18")
            + rows("count", (3000,), form="adult"),
        }
    )
    survey = open_tiny_survey(tmp_path, files)
    words = survey.terms["forms"]
    words["grown"], words["young"] = words["adults"], words["children"]
    return survey


def test_printed_amounts_give_the_printed_changes(survey):
    years = range(LAST - 4, LAST)
    table = series_table(
        survey,
        years,
        {
            "Nominelt": series("grants", unit="kroner_1000"),
            "Endring": change_from_above("Nominelt"),
        },
    )
    assert [row.label for row in table.rows] == [str(year) for year in years]
    assert [table.text(r, 1) for r in range(4)] == list(CHANGES)
    assert table.text(0, 0) == "51\u202f200"


def test_a_year_with_returns_has_the_sum_of_the_answers(survey):
    table = series_table(survey, [LAST - 4, LAST], {"n": series("visitors", asked="grown")})
    assert [line[0] for line in table.cells] == [5, 40 + 200 + 310]
    kroner = series_table(
        survey,
        [LAST],
        {"n": series("grants", unit="kroner_10", asked="grown", question="visitors")},
    )
    assert kroner.cells == ((55,),)


def test_a_year_of_which_nothing_is_known_is_told(survey):
    with pytest.raises(ProjectError, match=f"nothing of 'grants' for {LAST - 9}"):
        series_table(survey, [LAST - 9], {"n": series("grants", unit="kroner_1000")})
    with pytest.raises(ProjectError, match="no series headed 'm'"):
        series_table(survey, [LAST], {"n": series("visitors", asked="grown"),
                                      "c": change_from_above("m")})  # fmt: skip


def test_rates_over_time_stand_on_series_and_on_returns(survey):
    table = rates_over_time(survey.forms("grown", "young"), [LAST - 4, LAST], per=1000)
    assert table.cells[0] == pytest.approx((1000 * 10 / 3000, 1000 * 38.75 / 21400))
    assert table.cells[2][0] == pytest.approx(1000 * 15 / 4000)
    assert table.columns[0].unit == "per_1000"


def test_the_printed_total_stands_where_rounded_parts_miss_it(survey):
    table = fte_over_time(survey.forms("grown", "young"), [LAST - 4, LAST])
    assert table.cells[2][0] == 15
    assert fte_over_time(survey.forms("grown"), [LAST - 4, LAST]).cells[1][0] == 10


def test_what_was_counted_together_is_parted_as_in_the_first_year_apart(survey):
    path = survey.project.codebook_path(YEAR)
    text = path.read_text(encoding="utf-8")
    new = f"- {{code: ward, label: Avdeling, since: {LAST}, part_of: field}}"
    path.write_text(text.replace("- {code: ward, label: Avdeling}", new), encoding="utf-8")
    (grown,) = survey.forms("grown")
    plain = items_over_time(grown, "staff", [LAST - 4, LAST])
    assert [line[0] for line in plain.cells] == [None, 10, 10]
    table = items_over_time(grown, "staff", [LAST - 4, LAST], bridged=True)
    assert table.cells[0][0] == pytest.approx(10 * 24 / 38.75)
    assert table.cells[1][0] == pytest.approx(10 * 14.75 / 38.75)
    assert table.cells[2][0] == 10
