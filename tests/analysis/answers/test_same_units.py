"""Sums and counts of two years: told as a change only where the same units answered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from country import Unit, make_country, open_country
from disk import edit, write
from tiny import CODEBOOK, YEAR

from analysis import combinations, frequency, holding, lines, over_years, sum_over_time
from analysis import wording as w
from analysis.development.breaks import breaks_of
from analysis.intake.cleaning import ensure_cleaned
from analysis.survey import Survey, open_survey
from analysis.tables.cells import Cells
from analysis.tables.numbers import NoNumber, Number
from analysis.tables.signs import as_printed, lacking

LAST = YEAR - 1
BASE = {f"91{n:02}": 10 for n in range(1, 12)}  # eleven units of ten visitors each


YOUNG = {"has_plan": "no"}  # a form of which nobody sent anything stops the returns


def visitors(given: Mapping[str, int | None], **replaces: str) -> dict[str, Unit]:
    return {
        unit: Unit(
            "Liten",
            None if n is None else {"visitors": str(n)},
            YOUNG,
            replaces=replaces.get(f"u{unit}", ""),
        )
        for unit, n in given.items()
    }


def summed(survey: Survey, variable: str) -> Cells:
    (grown,) = survey.forms("grown")
    return sum_over_time(grown, variable, survey.pair, unit="count").row("grown")


def sums(
    folder: Path, before: Mapping[str, Unit], now: Mapping[str, Unit]
) -> tuple[Number, Number]:
    found = summed(open_country(folder, {LAST: before, YEAR: now}), "visitors")
    return found[LAST], found[YEAR]


def test_the_same_units_give_a_change(tmp_path: Path) -> None:
    before, now = sums(tmp_path, visitors(BASE), visitors({**BASE, "9101": 15}))
    assert as_printed(now.since(before).changed_by()) == "økte med 5"
    assert as_printed(w.moved(before, now)) == "økte fra 110 til 115"
    assert w.who_answered(before, now) == ""
    assert w.if_same(before, now, "økte", "{}") == "økte"
    assert lacking(w.others_answered(before, now, LAST, YEAR)) == "–"


@pytest.mark.parametrize("silent", ["before", "now"])
def test_a_silence_is_no_change(tmp_path: Path, silent: str) -> None:
    """That one of eleven is silent is all that parts the sums."""
    less = visitors({**BASE, "9101": None})
    years = (less, visitors(BASE)) if silent == "before" else (visitors(BASE), less)
    before, now = sums(tmp_path, *years)
    change = now.since(before)
    assert isinstance(change, NoNumber)
    assert lacking(change.changed_by())
    assert lacking(w.hardly(change, 1, "lite", "opp", "ned"))
    given = "10 svarte da og 11 nå" if silent == "before" else "11 svarte da og 10 nå"
    then, later = as_printed(str(before)), as_printed(str(now))
    others = f"({given}, ikke alle de samme)"
    assert as_printed(w.moved(before, now, since=LAST, until=YEAR)) == (
        f"var {then}, og er nå {later} {others}"
    )
    assert as_printed(w.came_to(before, now)) == f"er nå {later}, mot {then} {others}"
    assert as_printed(w.rose_by(before, now, "besøk", LAST)) == (
        f"er {later}, mot {then} i {LAST} {others}"
    )
    assert as_printed(w.beside(now, before, "året før", Number(90, "count"), "i 2080")) == (
        f"mot {then} året før {others} og 90 i 2080"
    )
    assert w.if_same(before, now, "økte", "mot {}") == f"mot {given}"
    first, last = given.replace(" nå", "").replace(" svarte da", "").split(" og ")
    assert w.others_answered(before, now, LAST, YEAR) == (
        "Det er ikke alle de samme som svarte begge årene: "
        f"{first} svarte i {LAST} og {last} i {YEAR}."
    )


def test_as_many_others_are_not_the_same(tmp_path: Path) -> None:
    before, now = sums(
        tmp_path, visitors({**BASE, "9101": None}), visitors({**BASE, "9102": None, "9101": 30})
    )
    assert as_printed(w.beside(now, before, "året før")) == (
        "mot 100 året før (10 svarte begge årene, ikke alle de samme)"
    )


@pytest.mark.parametrize(("its", "told"), [(1, True), (2, False)])
def test_little_may_be_known_in_one_year_alone(tmp_path: Path, its: int, told: bool) -> None:
    """Of 121 and more visitors, one is less than a hundredth, and two are not."""
    before = visitors({**BASE, "9120": None})
    now = visitors({**BASE, "9101": 20, "9120": its})
    then, later = sums(tmp_path, before, now)
    assert later.same_units(then) == told
    assert w.moved(then, later).startswith("økte" if told else "var")


def test_a_direction_that_little_turns_is_not_told(tmp_path: Path) -> None:
    before, now = visitors({"9101": 1000, "9102": None}), visitors({"9101": 998, "9102": 5})
    then, later = sums(tmp_path, before, now)
    assert (then, later) == (1000, 1003)
    assert isinstance(later.since(then), NoNumber)


def test_units_that_merge_are_the_same_and_new_ones_count(tmp_path: Path) -> None:
    parts = {**BASE, "9120": 5, "9121": 7}
    merged = {**BASE, "9130": 20}
    before, now = sums(tmp_path / "known", visitors(parts), visitors(merged, u9130="9120 9121"))
    assert as_printed(w.moved(before, now)) == "økte fra 122 til 130"
    half = visitors({**parts, "9121": None})
    before, now = sums(tmp_path / "half", half, visitors(merged, u9130="9120 9121"))
    assert not now.same_units(before)
    before, now = sums(tmp_path / "new", visitors(BASE), visitors({**BASE, "9140": 20}))
    assert as_printed(w.moved(before, now)) == "økte fra 110 til 130"


def plans(years: Mapping[str, str | None]) -> dict[str, Unit]:
    """Units whose plan is for so many years, that have none (`no`), or that are silent."""
    told: dict[str, Unit] = {}
    for unit, its in years.items():
        given = {"has_plan": "no"} if its == "no" else {"has_plan": "yes", "plan_year": its or ""}
        told[unit] = Unit("Liten", None if its is None else given, YOUNG)
    return told


@pytest.mark.parametrize("otherwise", ["none", "unknown"])
def test_who_was_led_past_a_number_has_none_where_the_codebook_says_so(
    tmp_path: Path, otherwise: str
) -> None:
    book = CODEBOOK.replace("    minimum: 1\n", f"    otherwise: {otherwise}\n    minimum: 1\n")
    before = plans({"9101": "5", "9102": "no", "9103": "5"})
    now = plans({"9101": "5", "9102": "4", "9103": "5"})
    survey = open_country(tmp_path, {LAST: before, YEAR: now}, codebook={LAST: book, YEAR: book})
    found = summed(survey, "plan_year")
    assert found[YEAR].same_units(found[LAST]) == (otherwise == "none")
    counted = [3, 3] if otherwise == "none" else [2, 3]
    assert [found[year].answered for year in survey.pair] == counted


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """Three have a plan in both years, and two that were silent have one now."""
    yes, no = (
        {"has_plan": "yes", "plan_parts__homes": "1", "plan_parts__work": "0"},
        {"has_plan": "no"},
    )
    before = {"9101": yes, "9102": yes, "9103": yes, "9104": no, "9105": None, "9106": None}
    now = {**before, "9104": no, "9105": yes, "9106": yes}
    years = {
        year: {unit: Unit("Liten", given, given) for unit, given in units.items()}
        for year, units in ((LAST, before), (YEAR, now))
    }
    return open_country(tmp_path_factory.mktemp("answers"), years)


def test_counts_know_who_answered(answers: Survey) -> None:
    (grown,) = answers.forms("grown")
    told = "var 3, og er nå 5 (4 svarte da og 6 nå, ikke alle de samme)"
    plan = frequency(grown, "has_plan", years=answers.pair)
    yes, no, whole = (plan.row(key) for key in ("yes", "no", "total"))
    assert as_printed(w.moved(yes[LAST, "count"], yes[YEAR, "count"])) == told
    assert as_printed(w.moved(no[LAST, "count"], no[YEAR, "count"])) == "var uendret på 1"
    assert as_printed(w.moved(whole[LAST, "count"], whole[YEAR, "count"])) == "økte fra 4 til 6"
    assert as_printed(w.moved(yes[LAST, "percent"], yes[YEAR, "percent"])) == "økte fra 75 til 83"
    known = plan.row(["yes", "no"], "count")
    assert as_printed(w.moved(known[LAST], known[YEAR])) == (
        "var 4, og er nå 6 (4 svarte da og 6 nå, ikke alle de samme)"
    )
    merged = plan.merged({"known": ["yes", "no"]}, {}).row("known", "count")
    assert not merged[YEAR].same_units(merged[LAST])
    marks = frequency(grown, "plan_parts", years=answers.pair).row("homes", "count")
    assert not marks[YEAR].same_units(marks[LAST])
    chosen = frequency(grown, "plan_parts", years=answers.pair, among={"has_plan": ["yes"]}).row(
        "homes", "count"
    )
    assert not chosen[YEAR].same_units(chosen[LAST])
    held = holding(grown, {"Plan": ("has_plan", "yes")}, years=answers.pair)
    for row in ("has_plan/yes", "total"):
        both = held.row(row, "count")
        assert as_printed(w.moved(both[LAST], both[YEAR])) == told


def test_combinations_know_who_answered(tmp_path: Path) -> None:
    book = CODEBOOK.replace(
        "    since: {first}\n  - variable: plan_parts",
        "    counts_as: {{has: [yes]}}\n    since: {first}\n  - variable: plan_parts",
    )
    yes = {"has_plan": "yes"}
    before: dict[str, Unit] = {
        "9101": Unit("Liten", yes, YOUNG),
        "9102": Unit("Liten", None, YOUNG),
    }
    now = {unit: Unit("Liten", yes, YOUNG) for unit in before}
    survey = open_country(tmp_path, {LAST: before, YEAR: now}, codebook={LAST: book, YEAR: book})
    (grown,) = survey.forms("grown")
    rows = {"Plan": ["has_plan"], "Ingen": []}
    had = combinations(grown, rows, years=survey.pair, counts_as="has").row("has_plan", "count")
    assert as_printed(w.moved(had[LAST], had[YEAR])) == (
        "var 1, og er nå 2 (1 svarte da og 2 nå, ikke alle de samme)"
    )


PRINTED = "form,variable,item,year,printed,source\n"


@pytest.mark.parametrize(
    ("printed", "real", "told"), [(100, False, "økte"), (101, False, "var"), (100, True, "var")]
)
def test_made_sums_are_compared_as_print_does(
    tmp_path: Path, printed: int, real: bool, told: str
) -> None:
    """Who is silent in made returns is made too; in real ones it is not, whatever print has."""
    lines = f"grown,visitors,,{LAST},{printed},x\ngrown,visitors,,{YEAR},110,x\n"
    write(tmp_path / f"data/published/{YEAR}/compared.csv", PRINTED + lines)
    years = {LAST: visitors({**BASE, "9101": None}), YEAR: visitors(BASE)}
    project = make_country(tmp_path, years)
    if real:
        for path in (file for year in years for file in project.returns_dir(year).iterdir()):
            edit(path, ",demonstration,", ",reported,")
        edit(project.profile_path(YEAR), "demonstration: true", "demonstration: false")
    ensure_cleaned(project, [*years], project.edition(YEAR))
    found = summed(open_survey(YEAR, tmp_path), "visitors")
    assert w.moved(found[LAST], found[YEAR]).startswith(told)


INDICATORS = """\
visitors:
  label: Besøkende
  topic: Annet
  question: Hvor mange besøkende?
  base: Alle.
"""


@pytest.mark.parametrize("silent", [True, False])
def test_a_series_of_sums_is_broken_where_others_answered(tmp_path: Path, silent: bool) -> None:
    for name, text in {
        "indicators.yml": INDICATORS,
        "visitors.csv": "indicator,form,item,year,unit,value,edition,table\n",
    }.items():
        write(tmp_path / "data/series" / name, text)
    before = visitors({**BASE, "9101": None} if silent else BASE)
    survey = open_country(tmp_path, {LAST: before, YEAR: visitors(BASE)})
    assert breaks_of(survey, "visitors", years=survey.pair) == (
        {
            YEAR: f"Brudd i {YEAR}: Det er ikke alle de samme som svarte i {LAST} og i {YEAR}, "
            "så summene kan ikke sammenliknes direkte."
        }
        if silent
        else {}
    )
    assert breaks_of(survey, "visitors", "young", years=survey.pair) == {}


def test_a_figure_of_sums_tells_no_direction_where_others_answered(tmp_path: Path) -> None:
    for name, before in {"same": BASE, "others": {**BASE, "9101": None}}.items():
        survey = open_country(tmp_path / name, {LAST: visitors(before), YEAR: visitors(BASE)})
        found = sum_over_time(survey.forms("grown"), "visitors", survey.pair, unit="count")
        same = name == "same"
        told = lines(found.transposed()).drawing().alt("Besøk")
        assert ("(10 svarte da og 11 nå, ikke alle de samme)" in told) == (not same)
        assert ("uendret" in told) == same
        drawn = over_years(found).svg()
        assert ("endringen står etter verdien" in drawn) == same


def test_a_sum_of_others_that_prints_the_same_is_not_set_against_itself() -> None:
    before, now = (Number(210, "fte", 0, 20, answered=many) for many in (347, 339))
    others = " (347 svarte da og 339 nå, ikke alle de samme)"
    assert w.beside(now, before, "året før") == f"som året før{others}"
    assert w.came_to(before, now) == f"er nå 210, det samme som før{others}"
    assert w.rose_by(before, now, "årsverk", 2080) == f"er {now.said}, som i 2080{others}"
