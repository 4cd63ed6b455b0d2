"""FTE of units that fell silent, merged, split or changed number, and what a change may count."""

from __future__ import annotations

from pathlib import Path

import pytest
from country import Unit, fte, make_country, open_country
from hypothesis import given
from hypothesis import strategies as st
from tiny import CODEBOOK
from tiny import YEAR as _YEAR

from analysis import (
    carried_units,
    coverage,
    fte_by_item,
    fte_by_unit,
    fte_change,
    fte_over_time,
    fte_rates,
    grouping,
    items_over_time,
)
from analysis import wording as w
from analysis.intake.cleaning import ensure_cleaned
from analysis.intake.screening import screen
from analysis.intake.succession import Lineage, lineages
from analysis.survey import Survey, open_survey
from analysis.tables.signs import as_printed, lacking
from project.errors import ProjectError

FIRST, LAST, YEAR = _YEAR - 2, _YEAR - 1, _YEAR
SILENT = Unit()


def has(grown: float, young: float = 1, **others: str) -> Unit:
    return Unit("Liten", fte(grown), fte(young), **others)


def change(survey: Survey) -> object:
    """The change of FTE in all, as the table of totals has it."""
    forms = survey.forms("grown", "young")
    return fte_change(fte_over_time(forms, survey.pair), forms)


def totals(survey: Survey) -> list[float]:
    found = change(survey)
    return [float(found.at("total", year, "fte")) for year in survey.pair]


# -- years in a row ----------------------------------------------------------------------


def test_the_same_returns_again_tell_no_change(tmp_path: Path) -> None:
    """9102 reported ten FTE three years ago and nothing since: it stands in both totals."""
    silent = {"9101": has(5), "9102": SILENT}
    survey = open_country(
        tmp_path, {FIRST: {"9101": has(5), "9102": has(10)}, LAST: silent, YEAR: silent}
    )
    assert totals(survey) == [17, 17]
    assert change(survey).at("total", "change", "amount").changed_by() == "var uendret"
    assert carried_units(survey.forms("grown", "young")) == {"9102": {FIRST}}
    base = change(survey).base
    assert base == (
        f"Årsverkene fra {FIRST} er ført videre for kommuner og bydeler som ikke rapporterte: 1."
    )


def test_after_so_many_years_a_units_fte_are_not_known(tmp_path: Path) -> None:
    """One year is the limit: the unit leaves both sides of the change, and the total."""
    silent = {"9101": has(5), "9102": SILENT}
    survey = open_country(
        tmp_path,
        {FIRST: {"9101": has(5), "9102": has(10)}, LAST: silent, YEAR: silent},
        settings="  carry_forward: 1\n",
    )
    profile = survey.project.profile_path(YEAR)
    assert "carry_forward: 1" in profile.read_text(encoding="utf-8")
    assert totals(survey) == [17, 6]
    found = change(survey)
    assert found.at("total", "change", "amount") == 0
    assert found.at("total", "change", "percent_change") == 0
    assert any("holdt utenfor når" in note and note.endswith(": 1.") for note in found.notes)
    unit = fte_by_unit(survey.forms("grown", "young")).cells[1]
    assert unit == ("..", "..", "..", "..", "..", "..")


def test_a_unit_that_leaves_its_fte_open_is_no_fall(tmp_path: Path) -> None:
    """It took part, so nothing is carried; three FTE are not suddenly none."""
    survey = open_country(
        tmp_path,
        {
            LAST: {"9101": has(5), "9102": has(3)},
            YEAR: {"9101": has(6), "9102": Unit("Liten", {"has_plan": "yes"}, fte(1))},
        },
    )
    found = change(survey)
    assert found.at("grown", "change", "amount") == 1
    assert found.at("grown", "change", "percent_change") == 20
    assert totals(survey) == [10, 8]
    by_unit = fte_by_unit(survey.forms("grown", "young"))
    assert by_unit.cells[1][:3] == ("..", "..", 1.0)
    assert lacking(str(by_unit.at("9102", "grown", "fte"))) == ".."
    items = fte_change(
        fte_by_item(survey.forms("grown")[0], "staff", years=survey.pair), survey.forms("grown")
    )
    assert items.at("ward", "change", "amount") == 1
    assert items.at("total", "change", "amount") == 1


def test_a_group_of_which_nothing_is_known_has_no_number(tmp_path: Path) -> None:
    """Its inhabitants are not counted without its FTE either."""
    large = Unit("Stor", fte(10), fte(4))
    open_ = Unit("Stor", {"has_plan": "yes"}, {"has_plan": "yes"})
    years = {
        LAST: {"9101": has(5), "9102": large, "9103": large},
        YEAR: {"9101": Unit("Liten", {"has_plan": "yes"}, fte(1)), "9102": large, "9103": open_},
    }
    survey = open_country(tmp_path, years)
    found = fte_rates(survey.forms("grown", "young"), grouping(survey, "size_group"))
    assert found.cells[0][:3] == ("..", 1.0, "..")
    assert found.cells[1][:3] == (10.0, 4.0, 14.0)
    assert found.at("Stor", "grown", "per_10000") == pytest.approx(10_000 * 10 / 4000)
    assert found.cells[0][3] == ".."
    assert found.base == "Enheter der årsverkene i ett eller flere skjemaer er ukjente: 2."


def test_a_unit_that_comes_back_is_no_growth(tmp_path: Path) -> None:
    survey = open_country(
        tmp_path,
        {LAST: {"9101": has(5), "9102": SILENT}, YEAR: {"9101": has(5), "9102": has(10)}},
    )
    assert change(survey).at("total", "change", "amount") == 0
    assert totals(survey) == [6, 17]


def test_only_the_form_that_was_not_sent_is_carried(tmp_path: Path) -> None:
    survey = open_country(
        tmp_path,
        {LAST: {"9101": has(5, 2)}, YEAR: {"9101": Unit("Liten", fte(4), None)}},
    )
    assert [float(change(survey).at(f, YEAR, "fte")) for f in ("grown", "young")] == [4, 2]
    young = survey.forms("young")[0]
    assert young.column("carried_forward").tolist() == [True]
    assert young.column("carried_from").tolist() == [LAST]


def test_new_units_and_those_that_are_gone_count(tmp_path: Path) -> None:
    years = {LAST: {"9101": has(5), "9102": has(3)}, YEAR: {"9101": has(5), "9103": has(7)}}
    survey = open_country(tmp_path / "made", years)
    assert change(survey).at("grown", "change", "amount") == 4
    told = " ".join(change(survey).notes)
    assert f"Enheter med årsverk i {LAST} som ikke er med i {YEAR}: 1." in told
    assert f"Enheter med årsverk i {YEAR} som ikke var med i {LAST}: 1." in told
    assert "rapporterte begge år" not in told


def test_real_returns_tell_how_much_came_from_whom(tmp_path: Path) -> None:
    years = {LAST: {"9101": has(5), "9102": has(3)}, YEAR: {"9101": has(6), "9103": has(7)}}
    project = make_country(tmp_path, years)
    for path in (*project.data_dir.rglob("*.csv"), project.profile_path(YEAR)):
        text = path.read_text(encoding="utf-8").replace(
            "demonstration: true", "demonstration: false"
        )
        path.write_text(text.replace(",demonstration,", ",reported,"), encoding="utf-8")
    ensure_cleaned(project, [LAST, YEAR], project.edition(YEAR))
    assert change(open_survey(YEAR, tmp_path)).notes[-1] == (
        f"Endringen fra {LAST} til {YEAR}: 1 årsverk i én enhet som rapporterte begge år, "
        "−4 i én enhet som ikke lenger er med og 8 i én enhet som kom til."
    )


def test_noise_of_binary_fractions_is_no_change(tmp_path: Path) -> None:
    before = {str(9101 + i): has(0.1 + i / 7) for i in range(9)}
    after = {**before, "9109": Unit("Liten", {"has_plan": "yes"}, fte(1))}
    found = change(open_country(tmp_path, {LAST: before, YEAR: after}))
    assert found.at("grown", "change", "amount") == 0


def test_what_nobody_reported_is_not_known(tmp_path: Path) -> None:
    open_ = Unit("Liten", {"has_plan": "yes"}, {"has_plan": "yes"})
    survey = open_country(tmp_path, {LAST: {"9101": has(2)}, YEAR: {"9101": open_}})
    grown, young = survey.forms("grown", "young")
    found = change(survey)
    assert [line[1] for line in found.cells] == ["..", "..", ".."]
    assert found.cells[0][2:] == (None, None)
    items = fte_by_item(grown, "staff", years=survey.pair)
    assert lacking(str(items.at("ward", YEAR, "fte"))) == ".."
    assert lacking(str(items.at("total", YEAR, "percent"))) == ".."
    over = items_over_time(grown, "staff", survey.pair)
    assert lacking(str(over.at("total", YEAR))) == ".."
    assert lacking(over.at("ward", YEAR).since(over.at("ward", LAST)).rose) == ".."
    placed = coverage([grown, young], "staff", labels=("a", "b", "c"))
    told = [str(placed.at(row, "grown")) for row in ("reported", "placed", "percent")]
    assert set(map(lacking, told)) == {".."}


def test_a_sentence_about_two_years_counts_the_same_units(tmp_path: Path) -> None:
    survey = open_country(
        tmp_path,
        {
            LAST: {"9101": has(5), "9102": has(3)},
            YEAR: {"9101": has(5), "9102": Unit("Liten", {"has_plan": "yes"}, fte(1))},
        },
    )
    over = items_over_time(survey.forms("grown")[0], "staff", survey.pair)
    before, now = (over.at("total", year) for year in survey.pair)
    assert (before, now) == (8, 5)
    assert now.since(before).rose == "var uendret"
    assert as_printed(w.moved(before, now)) == "var 8, og er nå 5"
    assert any("holdt utenfor" in note for note in over.notes)


WITHOUT_FIELD = CODEBOOK.replace("      - {{code: field, label: Feltarbeid}}\n", "", 1)


def test_a_part_that_went_is_not_lost_in_silence(tmp_path: Path) -> None:
    """9102 had three FTE on a part that this year's form lacks, and is silent now."""
    both = {"staff__ward": "5", "staff__field": "3", "staff_training__long": "8"}
    survey = open_country(
        tmp_path,
        {LAST: {"9101": has(1), "9102": Unit("Liten", both, fte(1))},
         YEAR: {"9101": has(1), "9102": SILENT}},
        codebook={YEAR: WITHOUT_FIELD},
    )  # fmt: skip
    (form,) = survey.forms("grown")
    assert totals(survey) == [11, 11]
    items = fte_change(fte_by_item(form, "staff", years=survey.pair), form)
    assert items.at("ward", "change", "amount") == 0
    assert any("holdt utenfor" in note for note in items.notes)
    over = items_over_time(form, "staff", survey.pair)
    assert [row.key for row in over.rows] == ["ward", "field", "total"]
    assert over.at("total", LAST) == 9


def test_an_item_that_came_is_blank_before(tmp_path: Path) -> None:
    years = {y: {"9101": has(5)} for y in (LAST, YEAR)}
    survey = open_country(tmp_path, years, codebook={LAST: WITHOUT_FIELD})
    over = items_over_time(survey.forms("grown")[0], "staff", survey.pair)
    assert over.cells == ((5.0, 5.0), (None, 0.0), (5.0, 5.0))


# -- units that merge, split or change number --------------------------------------------


def test_what_covers_the_same_ground_belongs_together() -> None:
    found = lineages(
        ["a", "b", "c", "d", "gone"],
        {"ab": ("a", "b"), "c1": ("c",), "c2": ("c",), "d": (), "new": ()},
    )
    assert set(found) == {
        Lineage(("a", "b"), ("ab",)),
        Lineage(("c",), ("c1", "c2")),
        Lineage(("d",), ("d",)),
        Lineage((), ("new",)),
        Lineage(("gone",), ()),
    }


@given(
    st.sets(st.sampled_from("abcdef")),
    st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdef")), max_size=6),
)
def test_every_unit_belongs_to_one_place(before: set[str], after: dict[str, list[str]]) -> None:
    found = lineages(sorted(before), after)
    assert sorted(unit for one in found for unit in one.before) == sorted(before)
    assert sorted(unit for one in found for unit in one.after) == sorted(after)
    for unit, replaced in after.items():
        (home,) = (one for one in found if unit in one.after)
        assert {old for old in (unit, *replaced) if old in before} <= set(home.before)


def test_a_unit_that_takes_in_another_keeps_its_own_past() -> None:
    assert lineages(["a", "b"], {"a": ("b",)}) == (Lineage(("a", "b"), ("a",)),)


def test_a_silent_merger_carries_the_sum_of_its_parts(tmp_path: Path) -> None:
    survey = open_country(
        tmp_path,
        {
            LAST: {"9101": has(5), "9102": has(3), "9103": has(1)},
            YEAR: {"9199": Unit(replaces="9101 9102"), "9103": has(1)},
        },
    )
    assert totals(survey) == [12, 12]
    assert change(survey).at("grown", "change", "amount") == 0


def test_a_silent_unit_with_a_new_number_carries_its_own(tmp_path: Path) -> None:
    years = {LAST: {"9101": has(5)}, YEAR: {"9199": Unit(replaces="9101"), "9103": has(1)}}
    survey = open_country(tmp_path, years)
    assert totals(survey) == [6, 8]
    assert carried_units(survey.forms("grown", "young")) == {"9199": {LAST}}


def test_what_two_share_of_one_that_is_gone_is_not_known(tmp_path: Path) -> None:
    """9101 was split; one part is silent, so neither part of it is in the change."""
    survey = open_country(
        tmp_path,
        {
            LAST: {"9101": has(8), "9103": has(1)},
            YEAR: {
                "9111": has(5, replaces="9101"),
                "9112": Unit(replaces="9101"),
                "9103": has(2),
            },
        },
    )
    assert change(survey).at("grown", "change", "amount") == 1
    assert not carried_units(survey.forms("grown", "young"))


def test_a_merger_is_held_against_what_it_merged(tmp_path: Path) -> None:
    project = make_country(
        tmp_path,
        {
            LAST: {"9101": has(20), "9102": has(30), "9103": has(9)},
            YEAR: {"9199": has(50, replaces="9101 9102"), "9103": has(9)},
        },
    )
    assert "jump" not in {finding.rule for finding in screen(project, YEAR).findings}


def test_a_split_is_held_together_against_what_was_split(tmp_path: Path) -> None:
    def jumps(folder: Path, second: float) -> list[str]:
        project = make_country(
            folder,
            {
                LAST: {"9101": has(50)},
                YEAR: {"9111": has(20, replaces="9101"), "9112": has(second, replaces="9101")},
            },
        )
        return [f.message for f in screen(project, YEAR).findings if f.rule == "jump"]

    assert not jumps(tmp_path / "same", 30)
    told = (
        f"Tallet var 50 i {LAST} (enhet 9101). Det er langt fra tallene til sammen for dem som har "
        "kommet i stedet (enhet 9111 og 9112)."
    )
    assert jumps(tmp_path / "more", 90) == [told] * 2


def test_a_row_of_a_unit_that_is_replaced_is_told_by_whom(tmp_path: Path) -> None:
    years = {LAST: {"9101": has(5)}, YEAR: {"9199": has(5, replaces="9101")}}
    project = make_country(tmp_path, years)
    path = project.returns_dir(YEAR) / "store.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("9199", "9101"), encoding="utf-8")
    told = [f.message for f in screen(project, YEAR).findings if f.rule == "unknown_unit"]
    assert told == [
        "Enheten finnes ikke i årets liste over enheter. Den er erstattet av 9199 (U9199 kommune)."
    ]


def test_what_is_replaced_must_have_been_a_unit(tmp_path: Path) -> None:
    years = {LAST: {"9101": has(5)}, YEAR: {"9199": has(5, replaces="9110")}}
    project = make_country(tmp_path, years)
    with pytest.raises(ProjectError, match="replaces 9110") as caught:
        ensure_cleaned(project, [YEAR], project.edition(YEAR))
    assert f"{YEAR}.csv" in str(caught.value.where)


# -- settings and unknown inhabitants ----------------------------------------------------


@pytest.mark.parametrize(("text", "years"), [("true", 3), ("false", 0), ("2", 2), ("0", 0)])
def test_for_how_many_years_is_a_setting(tmp_path: Path, text: str, years: int) -> None:
    project = make_country(tmp_path, {y: {"9101": has(5)} for y in (LAST, YEAR)})
    path = project.profile_path(YEAR)
    path.write_text(
        path.read_text(encoding="utf-8").replace("carry_forward: true", f"carry_forward: {text}"),
        encoding="utf-8",
    )
    assert project.edition(YEAR).carry_forward == years


def test_a_unit_without_inhabitants_has_no_rate(tmp_path: Path) -> None:
    years = {y: {"9101": has(5), "9102": has(2, people=",")} for y in (LAST, YEAR)}
    found = fte_by_unit(open_country(tmp_path, years).forms("grown", "young"))
    assert found.cells[1] == (3.0, 2.0, 1.0, None, None, None)
