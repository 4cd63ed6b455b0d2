"""Key figures: lines of data told as sentences, from store or returns; of made ones print alone."""

import shutil

import pytest
from disk import REPO, edit, write
from retold import RETOLD, make_retold
from tiny import YEAR, change, make_tiny_project, opened

from analysis.development.highlights import highlights, load_highlights
from analysis.survey import open_survey
from project.errors import ProjectError
from project.places import Project

INDICATORS = """\
staff:
  label: Årsverk
  topic: Årsverk
  question: Hvor mange.
  base: Alle.
  forms: {grown: Store, young: Små}
  breaks: []
"""
LINE = "  - {{label: årsverk, subject: Årsverkene, series: staff, {more} see: sec-side}}\n"


def project_with(tmp_path, *more, breaks="[]"):
    project = make_retold(tmp_path)
    write(tmp_path / "data/series/indicators.yml", INDICATORS.replace("[]", breaks))
    lines = "".join(LINE.format(more=one) for one in more)
    write(project.highlights_path(int(RETOLD)), "highlights:\n" + lines)
    return project


GROWN = "form: grown, unit: fte, against: 2087,"
ALONE = "form: young, unit: fte,"


def figures(project):
    return highlights(open_survey(int(RETOLD), project.root))


def test_sentences_follow_the_numbers(tmp_path):
    project = project_with(tmp_path, GROWN, ALONE, ALONE, ALONE, ALONE)
    first, second, *_ = figures(project).lines
    assert first.sentence == "Årsverkene gikk ned fra 1\u202f300 i 2087 til 1\u202f200 i 2088."
    assert first.beside == "i 2088, ned fra 1\u202f300 i 2087"
    assert second.sentence == "Årsverkene var 36 i 2088."
    edit(project.root / "data/series/staff.csv", "2088,fte,1200", "2088,fte,1300")
    assert "både i 2087 og i 2088" in figures(project).lines[0].sentence
    edit(project.root / "data/series/staff.csv", "2088,fte,1300", "2088,fte,1400")
    assert "økte" in figures(project).lines[0].sentence


def test_over_a_break_there_is_no_direction(tmp_path):
    project = project_with(tmp_path, *[GROWN] * 5, breaks="[{year: 2088, why: Nytt skjema.}]")
    line = figures(project).lines[0]
    assert "sammenliknes" in line.sentence
    assert not {"økte", "gikk"} & set(line.sentence.split())
    assert line.beside == "i 2088, mot 1\u202f300 i 2087"


def test_none_are_chosen_is_said_until_they_are(tmp_path):
    project = project_with(tmp_path)
    write(project.highlights_path(int(RETOLD)), "highlights: []\n")
    empty = figures(project)
    assert empty.lines == ()
    assert RETOLD in empty.none_yet
    assert figures(project_with(tmp_path / "b", *[ALONE] * 5)).none_yet == ""


@pytest.mark.parametrize("count", [1, 4, 9])
def test_there_are_five_to_eight(tmp_path, count):
    project = project_with(tmp_path, *[ALONE] * count)
    with pytest.raises(ProjectError, match="highlights|key figures"):
        figures(project)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("form: grown, unit: fte, against: 2080,", "no number of 2080"),
        ("form: grown, unit: fte, year: 2086,", "no number of 2086"),
        ("form: huge, unit: fte,", "nothing to show"),
        ("form: grown, farge: rød,", "farge"),
    ],
)
def test_what_is_wrong_names_the_line(tmp_path, more, told):
    with pytest.raises(ProjectError, match=told) as caught:
        figures(project_with(tmp_path, *[ALONE] * 4, more))
    assert f"{RETOLD}.yml" in str(caught.value)


def test_a_place_must_be_one_that_chapters_refer_to(tmp_path):
    project = project_with(tmp_path, *[ALONE] * 5)
    edit(project.highlights_path(int(RETOLD)), "see: sec-side", "see: tabell 3.1")
    with pytest.raises(ProjectError, match="no table, figure or section"):
        figures(project)


def key_figures(tmp_path, **texts):
    """Of a tiny edition of real returns: who has a plan, and the staff."""
    project = make_tiny_project(tmp_path)
    edit(project.profile_path(str(YEAR)), "demonstration: true", "demonstration: false")
    for path in tmp_path.glob("data/returns/*/*.csv"):
        path.write_text(path.read_text("utf-8").replace(",demonstration,", ",reported,"), "utf-8")
    plan = INDICATORS.replace("staff:", "has_plan:").replace("Årsverk", "Plan")
    write(tmp_path / "data/series/indicators.yml", INDICATORS + plan)
    head = "indicator,form,item,year,unit,value,edition,table\n"
    write(tmp_path / "data/series/staff.csv", f"{head}staff,grown,,2080,fte,30,2080,1.1\n")
    rows = "has_plan,grown,yes,2080,percent,9,2080,1.1\n"
    write(tmp_path / "data/series/has_plan.csv", head + rows)
    share = 'series: has_plan, form: grown, item: "yes", unit: percent, see: sec-side'
    staff = LINE.format(more="form: grown, unit: fte,")
    lines = f"  - {{label: har en plan, subject: Andelen, {share}}}\n{staff * 4}"
    write(project.highlights_path(YEAR), "highlights:\n" + lines)
    for unit in ("9101", "9102", "9201") if texts else ():
        change(project, YEAR, "store", unit, **texts)
    return highlights(opened(project))


def test_one_that_nobody_answered_is_left_out_and_the_page_says_so(tmp_path):
    known = key_figures(tmp_path / "a")
    assert [len(known.lines), known.none_yet] == [5, ""]
    unanswered = dict.fromkeys(
        ("has_plan", "plan_year", "plan_parts__homes", "plan_parts__work"), ""
    )
    found = key_figures(tmp_path / "b", **unanswered)
    assert [one.label for one in found.lines] == ["årsverk"] * 4
    assert found.none_yet == "Ett nøkkeltall er ikke med, fordi tallet mangler."


def test_of_made_returns_only_what_is_printed_is_told(tmp_path):
    project = project_with(tmp_path, *[ALONE] * 5)
    profile = project.profile_path(RETOLD)
    edit(profile, "survey_years: []", f"demonstration: true\n  survey_years: [{RETOLD}]")
    write(
        project.codebook_path(int(RETOLD)),
        project.codebook_path(YEAR)
        .read_text()
        .replace(f"year: {YEAR}", f"year: {RETOLD}")
        .replace(f"since: {YEAR}", f"since: {RETOLD}"),
    )
    edit(project.codebook_path(int(RETOLD)), "variable: staff\n", "variable: other\n")
    with pytest.raises(ProjectError, match="is not printed in sec-side"):
        figures(project)
    path = project.highlights_path(int(RETOLD))
    path.write_text(path.read_text(encoding="utf-8").replace("sec-side", "tbl-3-1"), "utf-8")
    shutil.rmtree(project.published_dir(RETOLD), ignore_errors=True)
    with pytest.raises(ProjectError, match="36 is not printed in tbl-3-1"):
        figures(project)  # neither is what has no print
    printed = project.published_dir(RETOLD) / "tables.csv"
    write(printed, "table,as_printed\n3.1,35\n3.2,36\n")
    with pytest.raises(ProjectError, match="36 is not printed in tbl-3-1"):
        figures(project)
    write(printed, "table,as_printed\n3.1,36\n")
    assert figures(project).lines[0].sentence == "Årsverkene var 36 i 2088."


@pytest.mark.parametrize("path", sorted((REPO / "data/highlights").glob("*.yml")), ids=str)
def test_the_project_s_own_are_whole(path):
    assert 5 <= len(load_highlights(path).highlights) <= 8
    assert path.stem in Project(REPO).editions()


@pytest.mark.parametrize("year", [2020, 2022, 2023])
def test_those_that_read_no_returns_are_told(year):
    told = [one.sentence for one in highlights(open_survey(year, REPO)).lines]
    assert all(str(year) in sentence for sentence in told)
