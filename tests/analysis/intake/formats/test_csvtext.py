"""CSV as programs and people save it: separators, encodings, lines, what stands beside the rows."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rawforms import rows
from screened import more_units, screened
from tiny import YEAR, Returns, make_tiny_project

from analysis.intake.screening import REPORT, STOP, screen
from analysis.intake.screening.screener import read_year
from project.errors import ProjectError


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


@pytest.fixture
def path(project):
    return project.returns_dir(YEAR) / "store.csv"


def form(project):
    return read_year(project, YEAR, demonstration=True).sheets[0].raw


def written(path, sign=",", end="\n"):
    """The file's text with another separator; decimals go with it."""
    table = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    if sign != ",":
        table = [[cell.replace(".", ",") for cell in row] for row in table]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign, lineterminator=end).writerows(table)
    return text.getvalue()


def quoted(text):
    return "".join(
        ";".join(f'"{cell}"' for cell in line.split(";")) + "\n" for line in text.splitlines()
    )


SAVED = {
    "decimal comma": lambda p: written(p, ";").encode(),
    "byte order mark": lambda p: written(p, ";").encode("utf-8-sig"),
    "tabs": lambda p: written(p, "\t").encode(),
    "bars": lambda p: written(p, "|").encode(),
    "UTF-16 with tabs": lambda p: written(p, "\t").encode("utf-16"),
    "UTF-16 big": lambda p: b"\xfe\xff" + written(p, ";").encode("utf-16-be"),
    "UTF-16 without mark": lambda p: written(p, ";").encode("utf-16-le"),
    "UTF-32": lambda p: written(p, ";").encode("utf-32"),
    "old Mac lines": lambda p: written(p, ";", "\r").encode(),
    "sep= in UTF-16": lambda p: ("sep=;\r\n" + written(p, ";", "\r\n")).encode("utf-16"),
    "sep= and tabs": lambda p: ("sep=\t\r\n" + written(p, "\t", "\r\n")).encode("utf-8-sig"),
    "sep= and Mac lines": lambda p: ("sep=;\r" + written(p, ";", "\r")).encode(),
    "nulls at the end": lambda p: written(p, ";").encode() + b"\0" * 512,
    "quotes": lambda p: quoted(written(p, ";")).encode(),
    "trailing separators": lambda p: written(p, ";", ";;;\n").encode(),
    "blank rows": lambda p: written(p, ";", "\n;;;\n\n").encode(),
    "blank column": lambda p: re.sub("^(?=.)", ";", written(p, ";"), flags=re.M).encode(),
    "heading in capitals": lambda p: written(p, ";").replace("visitors", "Visitors").encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", SAVED)
def test_it_is_read_as_if_saved_plainly(project, path, name):
    plain = screen(project, YEAR), numbers(form(project))
    path.write_bytes(SAVED[name](path))
    assert numbers(form(project)) == plain[1]
    assert [(f.rule, f.unit) for f in screen(project, YEAR).findings] == [
        (f.rule, f.unit) for f in plain[0].findings
    ]


def numbers(raw):
    return [{name: text for name, text in row.items() if name} for row in rows(raw)]


def test_text_keeps_separators_quotes_and_lines(project, path):
    returns = Returns(project, YEAR)
    returns["store"]["9101"]["remark"] = 'a;b,c\t"d"\ne'
    returns.save()
    for sign in ",;\t":
        path.write_text(written(path, sign), encoding="utf-8") if sign != "," else None
        assert rows(form(project))[0]["remark"] == 'a;b,c\t"d"\ne'
        returns.save()


@pytest.mark.parametrize(
    ("codec", "text", "kind"),
    [("cp1252", "Ærlig på øya – «bra»", REPORT), ("cp1252", "plan", None),
     ("cp865", "på øya", STOP), ("mac_roman", "på øya", STOP), ("latin-1", "på øya", REPORT)],
)  # fmt: skip
def test_letters_are_read_or_told_never_broken(project, path, codec, text, kind):
    returns = Returns(project, YEAR)
    returns["store"]["9101"]["remark"] = text
    returns.save()
    path.write_bytes(path.read_text(encoding="utf-8").encode(codec))
    found = [f.kind for f in screen(project, YEAR).findings if f.rule == "wrong_encoding"]
    assert found == ([kind] if kind else [])
    if kind != STOP:
        assert rows(form(project))[0]["remark"] == text


def test_utf_16_that_is_cut_in_a_sign_is_told(project, path):
    data = written(path, ";").encode("utf-16")
    path.write_bytes(data[:-1])
    assert "wrong_encoding" in {f.rule for f in screen(project, YEAR).stops}


def test_a_title_above_and_a_repeated_heading_are_told(project, path):
    lines = written(path, ";").splitlines()
    path.write_text("\n".join(["Skjema for voksne;;", "", *lines, lines[0]]), encoding="utf-8")
    found = {f.message for f in screen(project, YEAR).findings if f.rule == "not_read"}
    assert found == {
        "Overskriften står under rad 1, som ikke er lest.",
        "Overskriften står på nytt i rad 7.",
    }
    assert form(project).numbers == (4, 5, 6)


def test_a_decimal_comma_between_commas_never_moves_an_answer(project, path):
    """The last answer is blank, so that the row has no answer too many."""
    returns = Returns(project, YEAR)
    returns["store"]["9101"]["remark"] = ""
    returns.save()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",complete,2.2,", ",complete,2,2,"), encoding="utf-8")
    found = [(f.rule, f.unit) for f in screen(project, YEAR).stops]
    assert found == [("ragged_row", "9101")]


def test_a_file_that_is_shifted_everywhere_is_one_finding(project, path):
    more_units(project)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([lines[0], *(line.replace(",complete,", ",complete,2,") for line in lines[1:])]),
        encoding="utf-8",
    )
    (told,) = screen(project, YEAR).stops
    assert (told.rule, told.unit, told.count) == ("ragged_row", "", 52)


def test_headings_of_another_form_are_one_finding(project, path):
    lines = path.read_text(encoding="utf-8").splitlines()
    heading = ",".join(f"Spørsmål {number}" for number in range(15))
    path.write_text("\n".join([heading, *lines[1:]]), encoding="utf-8")
    found = [f for f in screen(project, YEAR).findings if f.form == "grown"]
    assert [f.rule for f in found] == ["extra_column", "missing_column"]
    assert found[1].message.startswith("15 av 15 kolonner mangler, blant dem «unit»")


def test_units_are_not_asked_for_what_the_file_has_lost(project, path):
    more_units(project)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:9]), encoding="utf-8")
    found = [f for f in screen(project, YEAR).findings if f.form == "grown"]
    assert [f.rule for f in found] == ["file_cut"]
    path.write_text("\n".join([lines[0], *(f"K{line}" for line in lines[1:])]), encoding="utf-8")
    found = [f for f in screen(project, YEAR).findings if f.form == "grown"]
    assert {f.rule for f in found} == {"unknown_unit"}


def test_cells_without_heading_are_told_with_their_letter(project, path):
    lines = written(path, ";").splitlines()
    path.write_text("\n".join([lines[0].replace("visitors", ""), *lines[1:]]), encoding="utf-8")
    (told,) = [f for f in screen(project, YEAR).findings if f.rule == "not_read"]
    assert told.message == "Kolonne N har ingen overskrift og er ikke lest."


def test_a_null_in_a_cell_is_no_part_of_an_answer(project):
    def change(_, returns):
        returns["store"]["9101"]["visitors"] = "4\x004"

    assert [f.rule for f in screened(project, change).stops] == ["not_a_number"]


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_separator_and_decimals_go_with_each_other(tmp_path_factory, data):
    """Whatever numbers stand in it, a file with semicolons is the same as one with commas."""
    project = make_tiny_project(tmp_path_factory.mktemp("signs"))
    path = project.returns_dir(YEAR) / "store.csv"
    amounts = st.decimals(0, 400, places=data.draw(st.sampled_from([1, 2])))
    returns = Returns(project, YEAR)
    for unit in ("9101", "9102"):
        for column in ("staff__ward", "staff__field"):
            returns["store"][unit][column] = str(data.draw(amounts))
    returns.save()
    plain = rows(form(project))
    path.write_text(written(path, ";"), encoding="utf-8")
    assert rows(form(project)) == plain


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("Fortsatt god", '"Fortsatt god'),  # to the end of the file
        lambda text: text.replace("Fortsatt god", '"Fortsatt god').replace("210,", '210,"nå"'),
        lambda text: text.replace("Fortsatt god", '"Fortsatt god').replace("210,", '210,er "nå"'),
        lambda text: text.replace("Fortsatt god", '"Fortsatt god').replace("\n", "\r"),
    ],
)
def test_rows_are_never_swallowed_by_a_quotation_mark_left_open(project, path, edit):
    path.write_bytes(edit(path.read_text(encoding="utf-8")).encode())
    with pytest.raises(ProjectError, match="holds whole rows") as error:
        screen(project, YEAR)
    assert "row 2" in error.value.where


def test_a_comment_of_several_lines_is_one_answer(project, path):
    text = path.read_text(encoding="utf-8")
    said = '"God plan, ja,\nmed ""mål"", tall\nog mer"'
    path.write_text(text.replace("Fortsatt god plan", said), encoding="utf-8")
    assert not screen(project, YEAR).stops
    assert form(project).column("remark")[0] == 'God plan, ja,\nmed "mål", tall\nog mer'
