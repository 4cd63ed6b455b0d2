"""Finding the project, its editions and their settings; the units and their groups."""

import pytest
from disk import edit
from tiny import UNITS, YEAR, make_tiny_project

from analysis.intake.units import load_classification, load_phrases, load_units
from project.errors import ProjectError
from project.places import Project
from project.settings import load_yaml


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


def test_found_from_any_folder_inside(project, tmp_path, monkeypatch):
    inside = project.returns_dir(YEAR)
    assert Project.find(inside).root == tmp_path.resolve()
    monkeypatch.chdir(inside)
    assert Project.find().root == tmp_path.resolve()


def test_not_found(tmp_path):
    with pytest.raises(ProjectError, match=r"_quarto\.yml") as caught:
        Project.find(tmp_path)
    assert str(tmp_path.resolve()) in caught.value.where


def test_an_edition_is_its_profile(project):
    edition = project.edition(YEAR)
    assert (edition.name, edition.year) == (str(YEAR), YEAR)
    assert edition.survey_years == (YEAR - 1, YEAR)
    assert edition.demonstration
    assert edition.carry_forward
    assert edition.metadata["book"] == {"title": "Tiny", "subtitle": f"Edition {YEAR}"}
    assert project.editions() == (str(YEAR),)
    assert project.edition_of_year(YEAR) == edition
    assert project.edition_of_year(YEAR - 1) is None


def test_lists_are_appended_as_quarto_does(project):
    edit(project.base_profile_path, "title: Tiny", "title: Tiny\n  chapters: [a.qmd]")
    edit(project.profile_path(YEAR), "  subtitle", "  chapters: [b.qmd]\n  subtitle")
    assert project.edition(YEAR).metadata["book"]["chapters"] == ["a.qmd", "b.qmd"]


def test_made_returns_must_be_allowed_in_so_many_words(project):
    edit(project.profile_path(YEAR), "  demonstration: true\n", "")
    edit(project.profile_path(YEAR), "  carry_forward: true\n", "")
    edition = project.edition(YEAR)
    assert not edition.demonstration
    assert edition.carry_forward


def test_a_misspelt_edition_gets_a_suggestion(project):
    with pytest.raises(ProjectError, match="no edition '2019'") as caught:
        project.edition("2019")
    assert "2091" in caught.value.todo
    with pytest.raises(ProjectError) as caught:
        project.edition("x")
    assert caught.value.todo == "Known editions: 2091."


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("is248:", "is247:", "no 'is248:' block"),
        (f"edition: {YEAR}", "edition: now", "must be a year"),
        (f"edition: {YEAR}", "edition: true", "must be a year"),
        (f"survey_years: [{YEAR - 1}, {YEAR}]", f"survey_years: [{YEAR - 1}]", "must list years"),
        (f"survey_years: [{YEAR - 1}, {YEAR}]", f"survey_years: {YEAR}", "must list years"),
        ("demonstration: true", "demonstration: maybe", "must be true or false"),
        ("carry_forward: true", "carry_foward: true", "carry_foward' is unknown"),
        ("book:", "book: [", "not valid YAML"),
    ],
)
def test_wrong_settings_are_told(project, old, new, what):
    path = project.profile_path(YEAR)
    edit(path, old, new)
    with pytest.raises(ProjectError, match=what) as caught:
        project.edition(YEAR)
    assert str(path) in caught.value.where
    assert caught.value.todo


def test_other_settings_are_passed_on(project):
    edit(project.profile_path(YEAR), "is248:", "is248:\n  table_years: {'1.1': [2090]}")
    assert project.edition(YEAR).settings.table_years == {"1.1": (2090,)}


@pytest.mark.parametrize("content", [b"", b"- a\n", b"\xff\xfe"])
def test_yaml_that_holds_no_mapping(tmp_path, content):
    path = tmp_path / "a.yml"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=r"a\.yml"):
        load_yaml(path)


def test_units_and_their_groups(project):
    classification = load_classification(project.classifications_path(YEAR))
    units = load_units(project.units_path(YEAR), classification)
    assert tuple(units) == UNITS
    assert units["9102"].name == "Ærås kommune"
    assert units["9102"].groups["size_group"] == "Stor"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Sørfylket,Sør HF", "Vestfylket,Sør HF", "unknown county 'Vestfylket'"),
        ("9201,", "9101,", "stands twice"),
        ("9201,", "../9,", "not letters and digits"),
        ("9201,", "AUX,", "not letters and digits that can name a file"),
        ("9201,", f"{'9' * 41},", "not letters and digits"),
        ("Søråsen kommune", "  ", "unit 9201 has no name"),
        ("Søråsen kommune", '"Sør\nåsen"', r"a sign under 'name' that can't be seen \(U\+000A\)"),
        ("Søråsen kommune", "Sør\u202eåsen", r"can't be seen \(U\+202E\)"),
        ("9201,Søråsen", "9201,,Søråsen", "too many or too few"),
        (",county,", ",fylke,", "no column county"),
    ],
)
def test_wrong_units_are_told(project, old, new, what):
    edit(project.units_path(YEAR), old, new)
    with pytest.raises(ProjectError, match=what):
        load_units(
            project.units_path(YEAR), load_classification(project.classifications_path(YEAR))
        )


def test_units_whose_codes_differ_in_capitals_alone_are_told(project):
    edit(project.units_path(YEAR), "9101,", "9x,")
    edit(project.units_path(YEAR), "9102,", "9X,")
    with pytest.raises(ProjectError, match="the units 9x and 9X have one code but for capitals"):
        load_units(
            project.units_path(YEAR), load_classification(project.classifications_path(YEAR))
        )


def test_a_group_has_a_label_and_a_phrase(project):
    path = project.classifications_path(YEAR)
    edit(path, "[Liten, Stor]", "{Liten: de små kommunene, Stor: de store kommunene}")
    assert load_classification(path)["size_group"] == ("Liten", "Stor")
    assert load_phrases(path)["size_group"]["Stor"] == "de store kommunene"
    assert load_phrases(path)["county"]["Nordfylket"] == "Nordfylket"


@pytest.mark.parametrize("labels", ["{Liten: små, Stor: ''}", "{Liten: alle, Stor: alle}", "{A: }"])
def test_groups_without_a_phrase_of_their_own_are_told(project, labels):
    edit(project.classifications_path(YEAR), "[Liten, Stor]", labels)
    with pytest.raises(ProjectError, match="'size_group' needs a phrase"):
        load_classification(project.classifications_path(YEAR))


@pytest.mark.parametrize("labels", ["[]", "[A, A]", "Liten", "[1]", "{}", "{1: en}"])
def test_wrong_groups_are_told(project, labels):
    edit(project.classifications_path(YEAR), "[Liten, Stor]", labels)
    with pytest.raises(ProjectError, match="size_group"):
        load_classification(project.classifications_path(YEAR))
