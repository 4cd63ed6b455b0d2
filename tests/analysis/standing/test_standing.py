"""What the page of a unit or group says, in made-up countries whose returns are the units' own."""

from __future__ import annotations

from pathlib import Path

import pytest
from country import Unit, fte, make_country
from disk import edit, write
from tiny import FORMS, YEAR

from analysis.intake.cleaning import ensure_cleaned
from analysis.standing.facts import UNIT, Facts, read_facts, write_facts
from analysis.standing.gathered import facts_of
from analysis.standing.page import Here, standing_of
from analysis.standing.pages import aside, pages_of
from analysis.survey import Survey, open_survey
from analysis.tables.signs import as_printed, lacking
from project.errors import ProjectError
from project.places import Project
from project.reads import FACTS_DIR

LAST = YEAR - 1
INDICATORS = (
    "fte_total: {label: Årsverk, topic: Årsverk, question: Hvor mange, base: Alle, breaks: [%s]}\n"
)


def has(grown: float, young: float = 2, **others: str) -> Unit:
    return Unit("Liten", fte(grown), fte(young), **others)


def make(
    folder: Path, years: dict[int, dict[str, Unit]], *, real: bool = True, breaks: str = ""
) -> Project:
    settings = "  demonstration: false\n" if real else ""
    project = make_country(folder, years, settings=settings)
    write(folder / "data/series/indicators.yml", INDICATORS % breaks)
    for year in years if real else ():
        for file in FORMS.values():
            edit(project.returns_dir(year) / f"{file}.csv", "demonstration", "reported")
    return project


def opened(project: Project) -> Survey:
    settings = project.edition(YEAR)
    ensure_cleaned(project, settings.survey_years, settings)
    survey = open_survey(YEAR, project.root)
    survey.terms["forms"]["grown"]["services"] = "Tjenester for store"
    return survey


def here(folder: Path, key: str, years: dict[int, dict[str, Unit]], **options: object) -> Here:
    return standing_of(opened(make(folder, years, **options)), key)  # type: ignore[arg-type]


BOTH = {"9101": has(5), "9102": has(10), "9103": has(20)}


# -- who has a page ------------------------------------------------------------------------


def test_units_come_first_and_then_each_kind_of_group(tmp_path):
    survey = opened(
        make(tmp_path, {LAST: BOTH, YEAR: BOTH | {"9201": Unit("Stor", fte(1), fte(1))}})
    )
    assert [(page.key, page.kind) for page in pages_of(survey)] == [
        ("9101", UNIT), ("9102", UNIT), ("9103", UNIT), ("9201", UNIT),
        ("county-nordfylket", "county"), ("county-sorfylket", "county"),
        ("trust-nord-hf", "health_trust"), ("trust-sor-hf", "health_trust"),
        ("region-helse-tiny", "health_region"),
    ]  # fmt: skip


def test_an_unknown_key_is_told_with_those_that_are_like_it(tmp_path):
    survey = opened(make(tmp_path, {LAST: BOTH, YEAR: BOTH}))
    with pytest.raises(ProjectError, match=r"no unit or group 'county-nordfylke'") as caught:
        standing_of(survey, "county-nordfylke")
    assert "county-nordfylket" in str(caught.value)


def test_groups_whose_pages_would_be_one_are_told(tmp_path):
    project = make(tmp_path, {LAST: BOTH, YEAR: BOTH | {"9201": Unit("Stor", fte(1), fte(1))}})
    for year in (LAST, YEAR):
        edit(project.classifications_path(year), "Sørfylket", "Nord-fylket")
        text = project.units_path(year).read_text(encoding="utf-8")
        write(
            project.units_path(year),
            text.replace("Nordfylket", "Nord fylket").replace("Sørfylket", "Nord-fylket"),
        )
        edit(project.classifications_path(year), "Nordfylket", "Nord fylket")
    with pytest.raises(ProjectError, match="Two pages have the key 'county-nord-fylket'"):
        pages_of(opened(project))


def test_districts_are_called_without_what_all_their_names_begin(tmp_path):
    project = make(tmp_path, {LAST: BOTH, YEAR: BOTH})
    names = ["U9101 kommune,U9101", "U9102 kommune,U9102", "U9103 kommune,U9103"]
    for old, new in zip(
        names, ["By kommune Bydel Øst,By", "By kommune Bydel Vest,By", "Land,Land"], strict=True
    ):
        edit(project.units_path(YEAR), old, new)
    facts = facts_of(opened(project))
    assert [facts[key].name for key in BOTH] == ["Øst", "Vest", "Land"]
    assert [facts[key].noun for key in BOTH] == ["bydelene", "bydelene", "kommunene"]
    assert facts["county-nordfylket"].noun == "kommunene og bydelene"
    assert [facts[key].mixed for key in BOTH] == [True, True, False]


# -- what it tells ---------------------------------------------------------------------------


def test_numbers_are_those_of_the_unit_and_of_its_groups(tmp_path):
    units = BOTH | {"9201": Unit("Stor", fte(1), fte(1))}
    unit = here(tmp_path, "9102", {LAST: units, YEAR: units})
    assert [str(unit.fte[code].printed) for code in ("grown", "young", "all")] == [
        "10.0",
        "2.0",
        "12.0",
    ]
    assert unit.rate["grown"].printed == 25  # 10 of 4 000
    assert unit.table.at("grown", "county").printed == 29  # 35 of 12 000
    assert as_printed(unit.beside("grown")) == "29 i Nordfylket og 23 i landet"
    assert (
        unit.place("grown", "rate")
        == "har én av de to andre lavere rate enn U9102 kommune og én høyere"
    )


def test_a_group_of_the_same_units_as_a_larger_one_or_of_the_unit_alone_is_not_set_beside(tmp_path):
    units = BOTH | {"9201": Unit("Stor", fte(1), fte(1))}
    facts = facts_of(opened(make(tmp_path, {LAST: units, YEAR: units})))

    def said(key: str) -> list[str]:
        return [one.phrase for one in facts[key].beside if not one.goes_without_saying]

    assert said("9101") == ["Nordfylket", "Landet"]  # all who are small, in one county
    assert said("9201") == ["Landet"]  # nobody else is large, or in its county
    assert [one.of for one in facts["9201"].beside] == ["size_group", "county", "country"]


def test_what_is_no_district_of_a_municipality_in_districts_is_not_called_one(tmp_path):
    project = make(tmp_path, {LAST: BOTH, YEAR: BOTH})
    names = ("By kommune Bydel Øst", "By kommune Bydel Vest", "By kommune Etaten")
    for key, name in zip(BOTH, names, strict=True):
        edit(project.units_path(YEAR), f"U{key} kommune,U{key}", f"{name},By")
    survey = opened(project)
    facts = facts_of(survey)
    assert aside(survey) == {"9103"}
    assert facts["9103"].name == "Etaten"
    assert facts["county-nordfylket"].noun == "bydelene og andre enheter"
    edit(project.units_path(YEAR), "By kommune Etaten", "By kommune Bydel Sør")
    assert not aside(opened(project))


def test_a_group_is_the_sum_of_its_units_and_lists_them(tmp_path):
    group = here(tmp_path, "county-nordfylket", {LAST: BOTH, YEAR: BOTH})
    assert group.opening == "Kommunene i Nordfylket"
    assert group.had == "hadde til sammen"
    assert group.fte["all"].printed == 41
    assert [row.key for row in group.parts.rows] == ["9101", "9102", "9103"]
    assert group.parts.sum(["9101", "9102", "9103"], "all", "fte").printed == 41


def test_a_trust_goes_by_its_area(tmp_path):
    trust = here(tmp_path, "trust-nord-hf", {LAST: BOTH, YEAR: BOTH})
    assert trust.subject == "kommunene i området til Nord HF"
    assert trust.area == "området til Nord HF"


def test_inhabitants_that_are_derived_are_told_of_no_unit(tmp_path):
    survey = opened(make(tmp_path, {LAST: BOTH, YEAR: BOTH}))
    facts = facts_of(survey)
    assert not facts["9101"].measures.people
    assert facts["county-nordfylket"].measures.people["all"] == 14_700
    edit(tmp_path / f"data/population/{YEAR}.source.yml", "derived: true", "derived: false")
    assert facts_of(open_survey(YEAR, tmp_path))["9101"].measures.people["all"] == 4_900


def test_a_unit_where_nobody_lives_has_no_rate_and_no_place(tmp_path):
    units = BOTH | {"9104": has(7, people=",")}
    unit = here(tmp_path, "9104", {LAST: units, YEAR: units})
    assert unit.rateless
    assert not unit.placed
    assert lacking(unit.place("grown", "rate"))
    assert lacking(str(unit.rate["all"]))
    assert str(unit.fte["all"].printed) == "9.0"


def test_no_fte_are_told_as_none_and_half_a_position_as_less_than_one(tmp_path):
    units = BOTH | {"9104": has(0, 0), "9105": has(0.3, 3)}
    survey = opened(make(tmp_path, {LAST: units, YEAR: units}))
    facts = facts_of(survey)
    none, half = Here(survey, facts["9104"]), Here(survey, facts["9105"])
    assert none.none
    assert none.known
    assert not none.under_half
    assert half.under_half
    assert not half.none


# -- silence -----------------------------------------------------------------------------------


def test_what_is_carried_forward_is_said_and_tells_no_change(tmp_path):
    unit = here(tmp_path, "9102", {LAST: BOTH, YEAR: BOTH | {"9102": Unit("Liten", None, fte(3))}})
    assert unit.carried == (
        f"Årsverkene i tjenester for store er de som ble oppgitt for {LAST}, "
        f"fordi skjemaet ikke er besvart for {YEAR}"
    )
    assert lacking(unit.before.moved("all"))
    assert unit.fte["grown"].printed == 10
    assert lacking(unit.silent)


def test_what_nobody_has_told_is_said_to_be_missing(tmp_path):
    silent = BOTH | {"9102": Unit("Liten", None, fte(3))}
    unit = here(tmp_path, "9102", {LAST: silent, YEAR: silent})
    assert unit.silent == f"U9102 kommune har ikke oppgitt årsverk i tjenester for store i {YEAR}"
    assert not unit.known
    assert lacking(str(unit.fte["all"]))
    assert lacking(unit.carried)


def test_who_answered_is_not_told_of_made_returns(tmp_path):
    years = {LAST: BOTH, YEAR: BOTH | {"9102": Unit("Liten", None, fte(3))}}
    unit = here(tmp_path, "9102", years, real=False)
    assert lacking(unit.carried)
    assert lacking(unit.silent)
    assert unit.fte["grown"].printed == 10


# -- earlier years -----------------------------------------------------------------------------


def test_a_change_is_told_of_the_unit_s_own_returns(tmp_path):
    unit = here(tmp_path, "9102", {LAST: BOTH, YEAR: BOTH | {"9102": has(13)}})
    assert as_printed(unit.before.moved("all")) == f"økte fra 12 i {LAST} til 15 i {YEAR}"
    assert as_printed(unit.before.moved("young")) == f"var 2 både i {LAST} og i {YEAR}"
    assert [row.label for row in unit.years.rows] == [str(LAST), str(YEAR)]


def test_made_earlier_years_are_not_told(tmp_path):
    unit = here(tmp_path, "9102", {LAST: BOTH, YEAR: BOTH | {"9102": has(13)}}, real=False)
    assert not unit.followed
    assert lacking(unit.before.moved("all"))


def test_a_merged_unit_shows_its_parts(tmp_path):
    merged = {"9101": has(5), "9109": has(33, 4, replaces="9102 9103")}
    unit = here(tmp_path, "9109", {LAST: BOTH, YEAR: merged})
    assert as_printed(unit.before.moved("all")) == f"økte fra 34 i {LAST} til 37 i {YEAR}"
    assert unit.before.parts == "U9102 kommune og U9103 kommune"
    assert [row.label for row in unit.years.rows] == [
        f"U9102 kommune, {LAST}", f"U9103 kommune, {LAST}", f"Sum, {LAST}", str(YEAR),
    ]  # fmt: skip


def test_the_parts_of_a_split_have_no_earlier_year_and_their_county_has(tmp_path):
    split = {
        "9101": has(5),
        "9103": has(20),
        "9104": has(4, replaces="9102"),
        "9105": has(6, replaces="9102"),
    }
    survey = opened(make(tmp_path, {LAST: BOTH, YEAR: split}))
    facts = facts_of(survey)
    assert Here(survey, facts["9104"]).parted == "U9102 kommune"
    assert not facts["9104"].earlier
    county = Here(survey, facts["county-nordfylket"])
    assert as_printed(county.before.moved("grown")) == f"var 35 både i {LAST} og i {YEAR}"
    assert not county.ends


def test_years_that_are_counted_otherwise_tell_no_change(tmp_path):
    years = {LAST: BOTH, YEAR: BOTH | {"9102": has(13)}}
    unit = here(tmp_path, "9102", years, breaks=f"{{year: {YEAR}, why: Skjemaet er nytt.}}")
    assert lacking(unit.before.moved("all"))
    assert unit.oldest.year == str(LAST)
    assert unit.oldest.fte["all"].printed == 12
    assert unit.years.notes == (f"Brudd i {YEAR}: Skjemaet er nytt.",)


def test_a_part_that_was_silent_tells_no_sum(tmp_path):
    last = BOTH | {"9102": Unit("Liten", None, fte(3))}
    unit = here(tmp_path, "9102", {LAST: last, YEAR: BOTH})
    assert lacking(unit.before.moved("all"))
    assert as_printed(unit.before.moved("young")) == f"gikk ned fra 3 i {LAST} til 2 i {YEAR}"


def test_what_an_earlier_report_printed_is_followed_by_its_list_of_units(tmp_path):
    """9102 stood in the report of 2080 as two units; that year's returns are not here."""
    project = make(tmp_path, {LAST: BOTH, YEAR: BOTH}, real=False)
    write(
        tmp_path / "data/units/followed.csv",
        f"year,code,earlier,parts\n{YEAR},9102,2080,0001 0002\n",
    )
    write(project.classifications_path(2080), "size_group: [Liten]\n")
    write(
        project.units_path(2080),
        "code,name,municipality,size_group\n0001,A,A,Liten\n0002,B,B,Liten\n",
    )
    cells = ["0001 A,S,1.5", "0001 A,Tjenester for store,1", "0001 A,Totalt,2.5",
             "0002 B,S,2", "0002 B,Tjenester for store,3", "0002 B,Totalt,5"]  # fmt: skip
    lines = [
        f"V,1,,{row},1,,{head},årsverk,{v},{v}" for row, head, v in (c.split(",") for c in cells)
    ]
    head = "table,row_no,row_group,row,col_no,col_group,col,unit,value,as_printed"
    write(project.published_dir(2080) / "tables.csv", "\n".join([head, *lines, ""]))
    survey = opened(project)
    then = facts_of(survey)["9102"].earlier
    assert [(one.year, one.fte, [part.label for part in one.parts]) for one in then] == [
        (2080, {"young": 3.5, "grown": 4.0, "all": 7.5}, ["A", "B"])
    ]


# -- facts as a file -----------------------------------------------------------------------------


def test_facts_are_the_same_when_they_are_read_again(tmp_path):
    facts = facts_of(opened(make(tmp_path, {LAST: BOTH, YEAR: BOTH})))
    for key, one in facts.items():
        again = read_facts(write_facts(one), tmp_path / key)
        assert again == one
        assert write_facts(again) == write_facts(one)


def test_a_page_rests_on_the_facts_that_it_was_given(tmp_path, monkeypatch):
    survey = opened(make(tmp_path, {LAST: BOTH, YEAR: BOTH}))
    one: Facts = facts_of(survey)["9102"]
    (tmp_path / "9102.json").write_bytes(
        write_facts(one).replace(b'"U9102 kommune"', b'"Ny kommune"')
    )
    monkeypatch.setenv(FACTS_DIR, str(tmp_path))
    assert standing_of(survey, "9102").name == "Ny kommune"
    (tmp_path / "9101.json").write_text("{}")
    with pytest.raises(ProjectError, match="not the facts of a page"):
        standing_of(survey, "9101")


def test_one_changed_return_changes_the_facts_of_its_like_and_its_groups_alone(tmp_path):
    """Rates as printed decide: 0.01 FTE more changes nobody's page."""
    units = BOTH | {"9102": has(10.2), "9201": Unit("Stor", fte(50), fte(9))}
    before = facts_of(opened(make(tmp_path / "a", {LAST: units, YEAR: units})))
    same = units | {"9102": has(10.21)}
    assert facts_of(opened(make(tmp_path / "b", {LAST: units, YEAR: same}))) == before
    more = units | {"9102": has(10.5)}
    after = facts_of(opened(make(tmp_path / "c", {LAST: units, YEAR: more})))
    assert after["9102"] != before["9102"]
    assert after["county-nordfylket"] != before["county-nordfylket"]
    assert after["9201"] == before["9201"]
