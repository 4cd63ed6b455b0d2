"""Wrong lines of coded answers and knowledge: all at once, with file and line, before anything."""

import pytest
from disk import write
from tiny import YEAR, make_tiny_project

from analysis.parts import strangers

LAST = YEAR - 1
HEADS = "year,question,theme,label,n,base,source\n"
GOOD = f"{YEAR},remark,good,god plan,1,2,x"
# By line: what is told of it and what is to do; nothing where it is right.
LINES = {
    f"{YEAR},remark,b,B,,2,x": (),
    f"{YEAR},remark,b,B,50 %,2,x": (),
    f"{YEAR},remark,b,B,12.5%,2,x": (),
    f"{YEAR},remark,b,B, 2 ,2,x": (),
    f'{YEAR},remark,b,"B, og C",1,2,x': (),
    f"{YEAR},unasked,a,A,1,6,x": (),
    f"{YEAR},unasked,a,A,1,7,x": ("7 answers to 'unasked' can't be coded", "only 6 forms"),
    f"{YEAR},unasked,a,A,3,2,x": ("3 of 2 answers to 'unasked'", "a theme is of some of them"),
    f"{YEAR},remark,b,B og C,1,2,x,y": ("8 fields in a line, and 7 columns", "between quotes"),
    f"{YEAR},remark,b,B,1": ("5 fields in a line, and 7 columns", "as many fields"),
    f"{YEAR},remark,b,B,ca. 1,2,x": ("'ca. 1' is no count of answers", "a whole number"),
    f"{YEAR},remark,b,B,-1,2,x": ("'-1' is no count of answers", "under 'n'"),
    f"{YEAR},remark,b,B,1.5,2,x": ("'1.5' is no count of answers", "under 'n'"),
    f'{YEAR},remark,b,B,"12,5 %",2,x': ("'12,5 %' is no count", "as 12.5 %"),
    f"{YEAR},remark,b,B,120 %,2,x": ("120 % of the answers can't be coded", "Correct 'n'"),
    f"{YEAR},remark,b,B,1,to,x": ("'to' is no count of answers", "under 'base'"),
    f"{YEAR},remark,b,B,1,1,x": ("'remark' has 1 answers in one line, and 2 in", "line 2 is the"),
    f"{YEAR},remark,good,Annet,1,2,x": ("theme 'good' of 'remark' stands twice", "line 2 too"),
    f"{YEAR},,b,B,1,2,x": ("The line has no question", "Fill in 'question'"),
    f"{YEAR},remark,,B,1,2,x": ("The line has no theme", "Fill in 'theme'"),
    f"{YEAR},remark,b, ,1,2,x": ("The line has no label", "Fill in 'label'"),
    ",,,,,,": ("of no year", "Code the answers"),
    f"{LAST},remark,b,B,1,2,x": (f"is of {LAST}, not of {YEAR}", "Code the answers"),
    f"{YEAR},long_remrak,b,B,1,2,x": ("no question 'long_remrak'", "Did you mean long_remark?"),
}


@pytest.fixture
def project(tmp_path):
    project = make_tiny_project(tmp_path)
    write(project.themes_path(LAST), f"{HEADS}{LAST},long_remark,a,A,1,1,x\n")
    return project


def told(project):
    return [str(error) for error in strangers(project, project.edition(YEAR))]


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_coded_answers_is_told_with_its_place(project, line):
    write(project.themes_path(YEAR), f"{HEADS}{GOOD}\n{line}\n")
    found = "\n".join(told(project))
    assert bool(found) == bool(LINES[line])
    for words in LINES[line]:
        assert words in found
    if found:
        assert f"themes/{YEAR}.csv, line 3" in found


def test_all_wrong_lines_are_told_at_once(project):
    wrong = [line for line, said in LINES.items() if said]
    write(project.themes_path(YEAR), f"{HEADS}{GOOD}\n" + "\n".join(wrong) + "\n")
    book = project.knowledge_dir(YEAR) / "books.csv"
    write(book, f"Tittel,source,year\nEn,x,{YEAR}\nTo,x\nTre,x,{LAST}\nFire,x,{LAST}\n")
    found = "\n".join(told(project))
    for number in range(3, len(wrong) + 3):
        assert f"line {number}\n" in found or f"lines {number}" in found
    assert f"{book}, line 3" in found
    assert f"{book}, line 4" in found
    assert "lines 4, 5 say so under 'year'" in found


@pytest.mark.parametrize(
    ("text", "what", "todo"),
    [
        (HEADS.replace(",", ";") + GOOD.replace(",", ";"), "semicolons", "Save the file with comm"),
        (HEADS.replace("base,", "") + f"{YEAR},remark,a,A,1,x", "no column base", "must be year,"),
        (b"\xff\xfe\xe6", "is not UTF-8 text", "Save the file as CSV UTF-8."),
    ],
)
def test_a_file_of_another_form_is_told(project, text, what, todo):
    path = project.themes_path(YEAR)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (found,) = told(project)
    assert what in found
    assert todo in found


def test_what_is_told_of_a_line_counts_lines_of_texts_that_go_over_several(project):
    lines = f'{YEAR},remark,b,"B\nog C",1,2,x\n{YEAR},remark,c,C,mange,2,x\n'
    write(project.themes_path(YEAR), f"{HEADS}{GOOD}\n{lines}")
    (found,) = told(project)
    assert f"{YEAR}.csv, line 5" in found
