"""Tables of text, and numbers that other works state."""

from __future__ import annotations

import pytest
from disk import write
from tiny import YEAR, make_tiny_project, open_tiny_survey

from analysis.elsewhere.texts import one_more_each_year, quoted, text_table
from analysis.survey import open_survey
from analysis.tables.numbers import THIN_SPACE
from analysis.tables.signs import lacking
from project.errors import ProjectError

LIST = "Ord,Mening,Slag\nABC,Alfabetet,Bokstaver\nDSM,En håndbok,Bokstaver\n3D,Tre mål,Tall\n"


@pytest.fixture
def survey(tmp_path):
    make_tiny_project(tmp_path)
    return open_survey(YEAR, tmp_path)


def put(survey, text, name="data/words.csv"):
    (survey.project.root / name).write_text(text, encoding="utf-8")
    return name


def test_the_first_column_names_the_rows_and_the_heads_are_the_files(survey):
    words = text_table(survey, put(survey, LIST), columns=("Mening",))
    assert words.stub == "Ord"
    assert [(row.key, row.label) for row in words.rows] == [(n, n) for n in ("ABC", "DSM", "3D")]
    assert [(column.label, column.unit) for column in words.columns] == [("Mening", "text")]
    assert words.text(1, 0) == "En håndbok"


def test_a_list_has_rows_and_groups_but_no_columns(survey):
    words = text_table(survey, put(survey, LIST), columns=(), group="Slag")
    assert words.columns == ()
    assert words.cells == ((), (), ())
    assert [row.group for row in words.rows] == ["Bokstaver", "Bokstaver", "Tall"]


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        (LIST, ("Kilde",), "no column 'Kilde'"),
        ("Ord,Mening\nABC,x\n ,y\n", (), "Line 3 has nothing under 'Ord'"),
    ],
)
def test_a_file_that_does_not_hold_what_is_asked_for_is_refused(survey, text, columns, said):
    with pytest.raises(ProjectError, match=said):
        text_table(survey, put(survey, text), columns=columns)


def test_labels_lead_to_the_pages_that_a_column_names(survey):
    text = "Ord,Mening,url\nABC,Alfabetet,https://example.org/abc?a=1\nDSM,En håndbok,\n"
    words = text_table(survey, put(survey, text), link="url")
    assert [row.url for row in words.rows] == ["https://example.org/abc?a=1", ""]
    assert [column.label for column in words.columns] == ["Mening"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "example.org",
        "file:///etc/passwd",
        "https://",
        "https://a b.no",
        "/x",
    ],
)
def test_what_is_no_address_of_a_web_page_is_refused_with_its_line(survey, address):
    with pytest.raises(ProjectError, match="no address of a web page") as failure:
        text_table(survey, put(survey, f"Ord,url\nABC,\nDSM,{address}\n"), link="url")
    assert failure.value.where == "data/words.csv, line 3"


def test_a_quoted_number_has_the_decimals_it_is_quoted_with(survey):
    head = "key,value,unit,source\n"
    said = quoted(survey, put(survey, f"{head}hits,1943,count,x\nshare,58.50,percent,x\n"))
    assert str(said["hits"]) == f"1{THIN_SPACE}943"
    assert str(said["share"]) == "58,50"
    assert said["share"].unit == "percent"
    with pytest.raises(ProjectError, match="'many' of 'hits' is no number"):
        quoted(survey, put(survey, f"{head}hits,many,count,x\n"))


def test_a_list_may_have_lines_that_go_on_and_labels_that_come_again(tmp_path):
    text = "Del,Nr,Innhold\nEn,1.,Først\nEn,,Kommentarer\nTo,,Kommentarer\nTo,1.,Sist\n"
    survey = open_tiny_survey(tmp_path, {"knowledge/list.csv": text})
    path = "data/knowledge/list.csv"
    table = text_table(survey, path, group="Del", label="Nr", columns=["Innhold"])
    assert [row.label for row in table.rows] == ["1.", "", "", "1."]
    assert len({row.key for row in table.rows}) == 4
    with pytest.raises(ProjectError, match="stands twice"):
        text_table(survey, path)


def test_a_quoted_number_that_this_years_file_lacks_is_unknown(survey):
    """One that no year's file has is a wrong key, and the file is named."""
    head, folder = "key,value,unit,source\n", survey.project.root / "data/knowledge"
    for year in (YEAR - 1, YEAR):
        (folder / str(year)).mkdir(parents=True, exist_ok=True)
    put(survey, f"{head}hits,9,count,x\nwait,41,count,x\n", f"data/knowledge/{YEAR - 1}/said.csv")
    path = put(
        survey, f"{head}hits,8,count,x\nshare,,percent,x\n", f"data/knowledge/{YEAR}/said.csv"
    )
    said = quoted(survey, path)
    assert said["hits"] == 8
    assert lacking(str(said["wait"]))
    assert lacking(str(said["share"]))
    assert lacking(said["wait"].against(said["hits"], "mer", "mindre", "likt"))
    with pytest.raises(ProjectError, match="no number with the key 'hist'") as caught:
        said["hist"]
    assert caught.value.where == path
    assert caught.value.todo == "The keys are: hits, share, wait."
    assert lacking(str(quoted(survey, put(survey, head, path))["anything"]))


def test_a_count_of_years_goes_on_from_the_last_that_is_known(survey):
    head = "key,value,unit,source\n"
    knowledge = survey.project.root / "data/knowledge"
    path = f"data/knowledge/{YEAR}/row.csv"
    write(knowledge / f"{YEAR}/row.csv", head)
    assert lacking(str(one_more_each_year(survey, path, "report")))
    write(knowledge / f"{YEAR - 3}/row.csv", f"{head}report,12,count,x\n")
    write(knowledge / f"{YEAR + 1}/row.csv", f"{head}report,99,count,x\n")
    assert str(one_more_each_year(survey, path, "report")) == "15"
    write(knowledge / f"{YEAR}/row.csv", f"{head}report,16,count,x\n")
    assert str(one_more_each_year(survey, path, "report")) == "16"
