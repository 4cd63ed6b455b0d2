"""The whole country's series, fetched with the units', and nothing written unless all arrives."""

import shutil

import pytest
import yaml
from click.testing import CliRunner
from disk import REPO
from statbank import (
    COUNTRY,
    FIRST,
    QUERY,
    about_country,
    all_values,
    broken_off,
    changed,
    chosen_in,
    files,
    plain,
    without,
)
from tiny import YEAR

from analysis.fte.population import inhabitants_over_time
from analysis.statbank.country import country_asked
from analysis.statbank.refresh import refresh_population
from analysis.statbank.source import load_query
from analysis.survey import open_survey
from project.errors import ProjectError
from publishing.command.cli import cli

HEAD = "indicator,form,item,year,unit,value,edition,table\n"
# The ages to 17 are 18, those from 18 are 88; a year back is one person less of each.
FETCHED = f"""\
population,under_18,,{FIRST},count,504,SSB,07459
population,adult,,{FIRST},count,616,SSB,07459
population,under_18,,{YEAR - 1},count,522,SSB,07459
population,adult,,{YEAR - 1},count,704,SSB,07459
population,under_18,,{YEAR},count,540,SSB,07459
population,adult,,{YEAR},count,792,SSB,07459
"""


def write_series(project, lines):
    path = project.population_series_path
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + lines, encoding="utf-8")


def test_the_series_has_every_year_and_group(project, bank):
    done = refresh_population(project, [YEAR], bank.url)
    assert project.population_series_path.read_text(encoding="utf-8") == HEAD + FETCHED
    assert done.series_years == (FIRST, YEAR - 1, YEAR)


def test_the_country_is_asked_once_for_all_years(project, bank):
    refresh_population(project, [YEAR - 1, YEAR], bank.url)
    asked = [(path, chosen_in(query)) for path, query in bank.asked if about_country(query)]
    assert [path for path, _ in asked] == ["/api/07459"]
    assert asked[0][1]["Tid"] == [str(FIRST), str(YEAR - 1), str(YEAR)]
    assert asked[0][1]["ContentsCode"] == ["Personer1"]
    assert len(asked[0][1]["Alder"]) == 106


def test_chapters_read_what_was_fetched_up_to_their_own_year(project, bank):
    shutil.copy(REPO / "data/terms.yml", project.data_dir)
    write_series(project, f"population,adult,,{YEAR + 1},count,9,SSB,07459\n")
    with pytest.raises(ProjectError, match=f"is248 population {YEAR}"):
        inhabitants_over_time(open_survey(YEAR, project.root))
    refresh_population(project, [YEAR], bank.url)
    people = inhabitants_over_time(open_survey(YEAR, project.root))
    assert [row.key for row in people.rows] == [str(FIRST), str(YEAR - 1), str(YEAR)]
    assert people.at(str(FIRST), "adult") == 616
    assert people.at(str(YEAR), "under_18") == 540


def test_lines_of_other_years_stay_and_those_fetched_are_replaced(project, bank):
    older = f"population,under_18,,{FIRST - 9},count,7,{YEAR},1.1\n"
    newer = f"population,adult,,{YEAR + 1},count,8,SSB,07459\n"
    write_series(project, newer + f"population,adult,,{YEAR},count,9,{YEAR},1.1\n" + older)
    refresh_population(project, [YEAR], bank.url)
    assert project.population_series_path.read_text(encoding="utf-8") == (
        HEAD + older + FETCHED + newer
    )


def test_an_earlier_year_does_not_shorten_the_series(project, bank):
    refresh_population(project, [YEAR], bank.url)
    before = project.population_series_path.read_bytes()
    refresh_population(project, [YEAR - 1], bank.url)
    lines = project.population_series_path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 7
    assert project.population_series_path.read_bytes().splitlines()[-2:] == before.splitlines()[-2:]


def more_children(content):
    """One more of each age in the country's last year, which comes last of each age."""
    content["value"] = [
        value + (n % 3 == 2 and n // 3 < 18) for n, value in enumerate(content["value"])
    ]


def test_a_country_that_is_not_its_units_is_told(project, bank):
    bank.reply = changed(more_children, about_country)
    (done,) = refresh_population(project, [YEAR], bank.url).years
    assert done.apart == ("under_18",)
    assert str(done) == (
        "3 units updated\n  under_18: 540 in the units together, 558 in the whole country"
    )
    source = yaml.safe_load(project.population_source_path(YEAR).read_text(encoding="utf-8"))
    assert source["apart"] == {"under_18": {"units": 540, "country": 558}}


def test_units_that_kept_their_value_are_counted_with_the_others(project, bank):
    text = QUERY.replace("'92\\d\\d'", "'93\\d\\d'")
    project.population_query_path.write_text(text, encoding="utf-8")
    (done,) = refresh_population(project, [YEAR], bank.url).years
    assert done.units == {"under_18": 2600 + 2 * 180, "adult": 10400 + 2 * 264}


# -- what goes wrong --------------------------------------------------------------------


def blank(n):
    """A change: the figure of this number is not given."""

    def change(content):
        content["value"][n] = None

    return change


def another_region(content):
    content["dimension"]["Region"]["category"] = {"index": {"03": 0}, "label": {"03": "Oslo"}}


WRONG = {
    "a year": (without("Tid", str(YEAR - 1)), "for 1 of 3 years", str(YEAR - 1), "'series'"),
    "an age": (without("Alder", "017"), f"in {FIRST} lacks 1 of the ages", "017", "'ages'"),
    "a figure": (blank(3 * 17 + 1), f"in {YEAR - 1} lacks 1 of the ages", "017", "'ages'"),
    "the region": (another_region, "for 3 of 3 years", f"region {COUNTRY}", "'series'"),
    "all": (all_values(0), "for 3 of 3 years", f"region {COUNTRY}", "'series'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_country_lacks_is_told_and_nothing_is_written(project, bank, name):
    change, what, why, todo = WRONG[name]
    bank.reply = changed(change, about_country)
    before = files(project)
    with pytest.raises(ProjectError, match=what) as caught:
        refresh_population(project, [YEAR], bank.url)
    assert caught.value.where == f"{bank.url}/07459"
    assert why in str(caught.value)
    assert todo in caught.value.todo
    assert files(project) == before


CUT = {
    "down": plain(503, ""),
    "broken off": broken_off,
    "not JSON": plain(200, "<html>"),
    "empty": changed(all_values(None)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CUT)
@pytest.mark.parametrize("answered", range(5))
def test_nothing_is_written_unless_all_is_answered(project, bank, name, answered):
    """Two years are five questions: the country, and two tables a year."""
    write_series(project, f"population,adult,,{YEAR},count,9,{YEAR},1.1\n")
    before = files(project)
    good = bank.reply

    def cut(handler, query):
        (good if len(bank.asked) <= answered else CUT[name])(handler, query)

    bank.reply = cut
    with pytest.raises(ProjectError):
        refresh_population(project, [YEAR - 1, YEAR], bank.url)
    assert len(bank.asked) >= answered + 1
    assert files(project) == before
    bank.reply = good
    refresh_population(project, [YEAR - 1, YEAR], bank.url)
    assert files(project) != before


def test_a_series_file_that_can_not_be_kept_stops_before_anything_is_asked(project, bank):
    write_series(project, "population,adult\n")
    with pytest.raises(ProjectError, match=r"population\.csv has a row with too many or too few"):
        refresh_population(project, [YEAR], bank.url)
    assert bank.asked == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (f"first_year: {FIRST}", f"first_year: {YEAR + 1}", f"begins in {YEAR + 1}, after {YEAR}"),
        (f"first_year: {FIRST}", "first_year: fra først av", "fra først av"),
        (f'region: "{COUNTRY}", ', "", "'series.region' is missing"),
        ("edition: SSB", "edtion: SSB", "Did you mean 'edition'?"),
    ],
)
def test_a_query_of_the_series_that_is_not_whole(project, bank, old, new, why):
    project.population_query_path.write_text(QUERY.replace(old, new), encoding="utf-8")
    with pytest.raises(ProjectError, match="population query") as caught:
        refresh_population(project, [YEAR], bank.url)
    assert why in str(caught.value)
    assert bank.asked == []


def test_the_projects_own_query_asks_for_the_country_as_print_has_it():
    """Figure 6.1 in print: the whole country, 1986–2025."""
    query = load_query(REPO / "data/population/source-query.yml")
    asked = country_asked(query.series, [2024, 2025])
    assert (asked.table, asked.contents, asked.region) == ("07459", "Personer1", "0")
    assert asked.years == tuple(range(1986, 2026))


# -- the command ------------------------------------------------------------------------


@pytest.fixture
def run(project, bank):
    text = QUERY.replace("http://nobody.invalid", bank.url)
    project.population_query_path.write_text(text, encoding="utf-8")
    arguments = ["--project", str(project.root), "population"]
    return lambda *years: CliRunner().invoke(cli, [*arguments, *years])


def test_the_command_tells_of_each_file(run):
    result = run()
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        f"data/population/{YEAR - 1}.csv: 3 units updated",
        "  under_18: 540 in the units together, 522 in the whole country",
        "  adult: 792 in the units together, 704 in the whole country",
        f"data/population/{YEAR}.csv: 3 units updated",
        f"data/series/population.csv: the whole country, {FIRST}–{YEAR}",
    ]


def test_a_failure_is_told_without_a_traceback(run, bank):
    bank.reply = changed(without("Alder", "105+"), about_country)
    result = run(str(YEAR))
    assert result.exit_code == 1
    assert "what to do: Check 'ages'" in result.output
    assert "Traceback" not in result.output
