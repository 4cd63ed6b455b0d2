"""Former names: those of merged and split units, over one year and over a gap, and nobody's own."""

import re

import pytest
from country import Unit, fte, open_country
from disk import REPO, write
from tiny import CLASSIFICATIONS

from analysis.intake.cleaning import ensure_cleaned
from analysis.standing.former import former_names
from analysis.survey import open_survey

LAST, YEAR, LONG_AGO = 2090, 2091, 2080
HEAD = "code,name,municipality,county,health_trust,health_region,size_group"


def there(replaces=""):
    return Unit(grown=fte(5), young=fte(1), replaces=replaces)


def country(folder, units):
    before = {code: there() for code in ("9101", "9102", "9103", "9104")}
    return open_country(folder, {LAST: before, YEAR: units})


def named(survey, year, names):
    """Give units of a year these names."""
    path = survey.project.units_path(year)
    text = path.read_text(encoding="utf-8")
    for code, name in names.items():
        text = re.sub(rf"(?m)^{code},[^,]*,", f"{code},{name},", text)
    write(path, text)
    edition = survey.project.edition(YEAR)
    ensure_cleaned(survey.project, edition.survey_years, edition)
    return open_survey(YEAR, survey.project.root)


def test_a_merger_is_known_by_the_names_of_its_parts(tmp_path):
    survey = country(
        tmp_path, {"9199": there(replaces="9101 9102"), "9103": there(replaces="9104")}
    )
    assert former_names(survey) == {
        "9199": ("U9101 kommune", "U9102 kommune"),
        "9103": ("U9104 kommune",),
    }


def test_all_parts_of_a_split_are_known_by_the_name_of_the_whole(tmp_path):
    units = {
        "9111": there(replaces="9101"), "9112": there(replaces="9101"),
        **{code: there() for code in ("9102", "9103", "9104")},
    }  # fmt: skip
    assert former_names(country(tmp_path, units)) == {
        "9111": ("U9101 kommune",),
        "9112": ("U9101 kommune",),
    }


def test_units_are_followed_over_a_gap_and_the_year_after_it(tmp_path):
    survey = country(
        tmp_path, {"9199": there(replaces="9101 9102"), "9103": there(), "9104": there()}
    )
    project = survey.project
    write(
        project.units_path(LONG_AGO),
        f"{HEAD}\n"
        + "".join(
            f"{code},{name},{name},Nordfylket,Nord HF,Helse Tiny,Liten\n"
            for code, name in (("1", "Eldgamle"), ("2", "Gamlevik"), ("3", "U9103"))
        ),
    )
    write(project.classifications_path(LONG_AGO), CLASSIFICATIONS)
    rows = f"{LAST},9101,{LONG_AGO},1 2\n{LAST},9102,{LONG_AGO},2\n{LAST},9103,{LONG_AGO},3\n"
    write(project.root / "data/units/followed.csv", f"year,code,earlier,parts\n{rows}")
    assert former_names(open_survey(YEAR, project.root)) == {
        "9199": ("Eldgamle", "Gamlevik", "U9101 kommune", "U9102 kommune"),
    }


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        ("Vik i Sogn", "Vik kommune", True),
        ("Sande (Vestfold)", "Sande kommune", True),
        ("Sande (Vestfold)", "Vestfold kommune", False),
        ("Kárášjohka/ Karasjok", "Kárášjohka - Karasjok kommune", True),
        ("Guovdageainnu suohkkan Kautokeino", "Guovdageaidnu - Kautokeino kommune", True),
        ("Bydel Frogner", "By kommune Bydel 5 Frogner", True),
        ("Nes kommune", "Nesbyen kommune", False),
        ("Nedre Eiker", "Øvre Elv", False),
    ],
)
def test_a_name_that_is_still_in_use_is_no_former_one(tmp_path, then, now, same):
    units = {code: there() for code in ("9101", "9102", "9103", "9104")}
    survey = named(country(tmp_path, units), LAST, {"9101": then})
    survey = named(survey, YEAR, {"9101": now})
    assert former_names(survey) == ({} if same else {"9101": (then,)})


def test_every_merger_since_2013_is_known_by_its_parts():
    found = former_names(open_survey(2025, REPO))
    assert found["3118"] == ("Askim", "Eidsberg", "Hobøl", "Spydeberg", "Trøgstad")
    assert [unit for unit, names in found.items() if "Snillfjord" in names] == [
        "5055", "5056", "5059",
    ]  # fmt: skip
    assert not {"1101", "5612", "5610", "30101", "4601"} & found.keys()
