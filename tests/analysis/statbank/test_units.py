"""Reading the population, and refreshing the units' from a local stand-in for Statistics Norway."""

import datetime as dt
import socket

import pytest
import yaml
from disk import REPO
from statbank import (
    QUERY,
    about_country,
    all_values,
    broken_off,
    changed,
    chosen_in,
    files,
    not_http,
    plain,
    without,
)
from tiny import YEAR

from analysis.intake.population import load_population
from analysis.intake.screening import screen
from analysis.statbank.refresh import refresh_population
from project.errors import ProjectError

DAY = dt.date(2091, 5, 4)


def test_refresh_sums_ages_and_writes_file_and_source(project, bank):
    done = refresh_population(project, [YEAR], bank.url, today=DAY)
    assert project.population_path(YEAR).read_text(encoding="utf-8") == (
        "unit,under_18,adult\n9101,180,264\n9102,180,264\n9201,180,264\n"
    )
    source = yaml.safe_load(project.population_source_path(YEAR).read_text(encoding="utf-8"))
    assert source["tables"] == ["07459", "10826"]
    assert source["date"] == "2091-05-04"
    assert source["population_date"] == f"{YEAR}-01-01"
    assert source["derived"] is False
    assert source["apart"] == {}
    assert [(year.updated, year.kept) for year in done.years] == [(3, ())]
    assert str(done.years[0]) == "3 units updated"


def test_each_table_is_asked_for_its_own_regions(project, bank):
    refresh_population(project, [YEAR], bank.url)
    asked = {path: chosen_in(query) for path, query in bank.asked if not about_country(query)}
    assert asked["/api/07459"]["Region"] == ["9101", "9102"]
    assert asked["/api/10826"]["Region"] == ["09201a"]
    assert asked["/api/10826"]["ContentsCode"] == ["Personer"]
    assert asked["/api/07459"]["Tid"] == [str(YEAR)]
    ages = asked["/api/07459"]["Alder"]
    assert (len(ages), ages[0], ages[17], ages[-1]) == (106, "000", "017", "105+")
    assert all(query["response"] == {"format": "json-stat2"} for _, query in bank.asked)


def test_units_of_no_table_keep_their_value_and_are_named(project, bank):
    text = QUERY.replace("'92\\d\\d'", "'93\\d\\d'")
    project.population_query_path.write_text(text, encoding="utf-8")
    (done,) = refresh_population(project, [YEAR], bank.url).years
    assert done.kept == ("9201",)
    assert "unchanged: 9201" in str(done)
    people = load_population(project.population_path(YEAR))
    assert people.of("9201", "adult") == 10400
    assert people.of("9101", "adult") == 264


def test_a_unit_that_never_had_a_value_stays_blank(project, bank):
    text = QUERY.replace("'92\\d\\d'", "'93\\d\\d'")
    project.population_query_path.write_text(text, encoding="utf-8")
    project.population_path(YEAR).unlink()
    refresh_population(project, [YEAR], bank.url)
    people = load_population(project.population_path(YEAR))
    assert people.total("9201") is None
    assert people.of("9201", "adult") is None
    assert people.total("9101") == 444


def nulls(content):
    """The second unit has no figures: the year's borders do not know it."""
    if len(content["dimension"]["Region"]["category"]["index"]) == 2:
        content["value"] = content["value"][:106] + [None] * 106


REPLIES = {
    "bad request": (plain(400, "ukjent kode"), "answered 400", "source-query"),
    "not found": (plain(404, ""), "answered 404", "source-query"),
    "too many": (plain(429, ""), "answered 429", "Wait"),
    "down": (plain(503, "<html>"), "answered 503", "Wait"),
    "html": (plain(200, "<html>vedlikehold"), "not JSON-stat", "base_url"),
    "empty": (plain(200, b""), "not JSON-stat", "base_url"),
    "list": (plain(200, "[1]"), "not JSON-stat", "base_url"),
    "latin-1": (plain(200, b'{"a": "\xe5"}'), "not JSON-stat", "base_url"),
    "other object": (plain(200, "{}"), "not the JSON-stat", "source-query"),
    "other size": (changed(lambda a: a | {"size": [1] * 4}), "not the JSON-stat", "source-query"),
    "no dimensions": (changed(lambda a: a | {"dimension": {}}), "not the JSON-stat", "source-q"),
    "unit missing": (changed(nulls), "no population for 1 of", "list of units"),
    "all zero": (
        changed(all_values(0), lambda query: not about_country(query)),
        "no population for 3 of",
        "list of units",
    ),
    "fractions": (changed(all_values(1.5)), "not persons", "contents"),
    "infinite": (changed(all_values(float("inf"))), "not persons", "contents"),
    "negative": (changed(all_values(-1)), "not persons", "contents"),
    "text": (changed(all_values("mange")), "not persons|not the JSON-stat", "source-query"),
    "broken off": (broken_off, "broke off|not JSON-stat|could not be reached", ""),
    "not http": (not_http, "broke off|could not be reached", "again"),
}


@pytest.mark.parametrize("name", REPLIES)
def test_what_goes_wrong_is_told_and_nothing_is_written(project, bank, name):
    bank.reply, what, todo = REPLIES[name]
    before = files(project)
    with pytest.raises(ProjectError, match=what) as caught:
        refresh_population(project, [YEAR], bank.url)
    assert todo in (caught.value.todo or "")
    assert bank.url.removesuffix("/api") in (caught.value.where or "")
    assert files(project) == before


def test_the_missing_unit_is_named(project, bank):
    bank.reply = changed(nulls)
    with pytest.raises(ProjectError, match="9102"):
        refresh_population(project, [YEAR], bank.url)


def test_an_answer_that_never_comes(project, bank):
    bank.reply = lambda handler, query: bank.done.wait(20)
    with pytest.raises(ProjectError, match="could not be reached") as caught:
        refresh_population(project, [YEAR], bank.url)
    assert "timed out" in caught.value.why


def test_no_one_there(project):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, not listening: refuses for as long as it is held
        with pytest.raises(ProjectError, match="could not be reached"):
            refresh_population(project, [YEAR], f"http://127.0.0.1:{held.getsockname()[1]}")


def test_only_http_is_asked(project, tmp_path):
    with pytest.raises(ProjectError, match="not http"):
        refresh_population(project, [YEAR], tmp_path.as_uri())


@pytest.mark.parametrize(
    "line", ["groups:", "ages:", "tables:", "series:", "timeout_seconds:", "dimensions:"]
)
def test_a_query_file_that_is_not_whole(project, line):
    text = QUERY.replace(line, f"x{line}")
    project.population_query_path.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match="population query"):
        refresh_population(project, [YEAR])


def test_the_projects_own_query_shares_out_the_real_kinds_of_units():
    """Municipalities by their number, Oslo's districts by table 10826, the agency by neither."""
    from analysis.statbank.refresh import _share_out
    from analysis.statbank.source import load_query

    path = REPO / "data" / "population" / "source-query.yml"
    query = load_query(path)
    tables, left = _share_out(query.tables, ["1101", "5636", "30101", "30115", "30116"])
    assert [dict(table.regions) for table in tables] == [
        {"1101": "1101", "5636": "5636"},
        {"030101a": "30101", "030115a": "30115"},
    ]
    assert left == ["30116"]
    ages = query.ages.codes()
    groups = [range(first, last + 1) for first, last in query.groups.values()]
    assert sorted(ages.values()) == sorted(age for group in groups for age in group)


# -- some ages missing ------------------------------------------------------------------


def lone_age(number):
    """The first of two units has no figure of this age."""

    def change(content):
        if len(content["dimension"]["Region"]["category"]["index"]) == 2:
            content["value"][number] = None

    return change


@pytest.mark.parametrize(
    ("change", "unit", "missing"),
    [
        (lone_age(17), "9101", "under_18 (age 17)"),
        (lone_age(18), "9101", "adult (age 18)"),
        (lone_age(106 + 105), "9102", "adult (age 105)"),
        (without("Alder", "000"), "9101", "under_18 (age 0)"),
        (without("Alder", "105+"), "9102", "adult (age 105)"),
    ],
)
def test_a_missing_age_is_not_zero(project, bank, change, unit, missing):
    bank.reply = changed(change, lambda query: not about_country(query))
    before = files(project)
    with pytest.raises(ProjectError, match="some ages") as caught:
        refresh_population(project, [YEAR], bank.url)
    assert f"unit {unit} lacks {missing}" in caught.value.why
    assert str(project.population_path(YEAR)) in caught.value.where
    assert "not zero" in caught.value.todo
    assert files(project) == before


def test_an_age_that_is_nobodys_is_zero(project, bank):
    """Statistics Norway writes 0 where nobody is 105."""

    def nobody(content):
        content["value"] = [
            0 if n % 106 == 105 else value for n, value in enumerate(content["value"])
        ]

    bank.reply = changed(nobody, lambda query: not about_country(query))
    refresh_population(project, [YEAR], bank.url)
    assert load_population(project.population_path(YEAR)).of("9101", "adult") == 264 - 3


def test_old_figures_of_other_age_groups_are_not_kept(project, bank):
    """9201 is asked of no table, and its file has no `adult`: it would count as nobody."""
    text = QUERY.replace("'92\\d\\d'", "'93\\d\\d'")
    project.population_query_path.write_text(text, encoding="utf-8")
    path = project.population_path(YEAR)
    path.write_text(path.read_text(encoding="utf-8").replace("adult", "grown"), encoding="utf-8")
    before = files(project)
    with pytest.raises(ProjectError, match="unit 9201 keeps its old .* no figure for adult") as e:
        refresh_population(project, [YEAR], bank.url)
    assert e.value.where == str(path)
    assert files(project) == before


def test_groups_of_ages_that_are_not_asked_for_are_refused(project, bank):
    text = QUERY.replace("adult: [18, 105]", "adult: [18, 110]")
    project.population_query_path.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match="population query") as caught:
        refresh_population(project, [YEAR], bank.url)
    assert "adult (age 106, 107" in caught.value.why
    assert bank.asked == []


# -- reading ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("unit,under_18\n9101,1.5\n", "whole numbers"),
        ("unit,under_18\n9101,-3\n", "whole numbers"),
        ("unit,under_18,adult\n9101,3,\n", "whole numbers"),
        ("unit,under_18\n9101,3\n9101,4\n", "stands twice"),
        ("unit,under_18\n9101,3,4\n", "too many or too few"),
        ("under_18\n3\n", "no column unit"),
        ("", "no column unit"),
        ("unit\n9101\n", "no age groups"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path, text, what):
    path = tmp_path / "population" / "2091.csv"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match=what) as caught:
        load_population(path)
    assert str(path) in caught.value.where


@pytest.mark.parametrize("blank", ["", " "])
def test_some_ages_without_figures_name_file_unit_and_group(project, blank):
    path = project.population_path(YEAR)
    path.write_text(
        f"unit,under_18,adult\n9101,{blank},{blank}\n9102,{blank},3\n", encoding="utf-8"
    )
    with pytest.raises(ProjectError, match="unit 9102 has no population in under_18") as caught:
        load_population(path)
    assert caught.value.where == f"{path}, line 3"
    assert f"is248 population {YEAR}" in caught.value.todo


def test_all_ages_blank_is_no_inhabitants_of_its_own(project):
    path = project.population_path(YEAR)
    path.write_text("unit,under_18,adult\n9101,,\n9102,0,3\n9201, ,\n", encoding="utf-8")
    people = load_population(path, ["9101", "9102", "9201"])
    assert people.total("9101") is people.of("9201", "adult") is None
    assert people.total("9102") == 3


def test_a_unit_without_a_line_is_not_one_without_inhabitants(project):
    path = project.population_path(YEAR)
    text = path.read_text(encoding="utf-8")
    path.write_text("".join(text.splitlines(keepends=True)[:2]), encoding="utf-8")
    with pytest.raises(ProjectError, match="no line for 2 of the year's units") as caught:
        screen(project, YEAR)
    assert "9102, 9201" in caught.value.why
    assert caught.value.where == str(path)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(ProjectError, match="is missing"):
        load_population(tmp_path / "2091.csv")
