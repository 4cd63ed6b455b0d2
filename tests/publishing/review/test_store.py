"""Remarks as files: nothing of them is lost, and they lie where nobody's words decide."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from reviewing import paragraphs, remark_on
from tiny import YEAR, make_tiny_project

from project.errors import ProjectError
from project.settings import settings_from
from publishing.review.remarks.remark import Event, Remark, plain
from publishing.review.remarks.store import (
    find_remark,
    load_remarks,
    remark_text,
    save_remarks,
    shortest,
)

EDITION = str(YEAR)
(ONE,) = paragraphs("En tekst om 212 årsverk.")
TEXTS = st.text(max_size=200).map(plain)


@pytest.fixture
def project(tmp_path):
    project = make_tiny_project(tmp_path)
    path = project.profile_path(EDITION)
    profile = yaml.safe_load(path.read_text(encoding="utf-8"))
    profile["book"]["chapters"] = ["index.qmd", "chapters/01-folk.qmd"]
    path.write_text(yaml.safe_dump(profile), encoding="utf-8")
    return project


@given(TEXTS, st.none() | TEXTS, TEXTS.filter(bool), TEXTS)
def test_what_is_written_is_read_again(text, proposal, by, quote):
    event = Event(did="answered", by=by, at="2091", text=text)
    remark = remark_on(ONE, text=text, proposal=proposal, by=by, history=(event,))
    remark = structs.replace(remark, anchor=structs.replace(remark.anchor, quote=quote))
    written = remark_text(remark).encode()
    assert settings_from(written, Remark, "", "a.yml", text_only=True) == remark


@pytest.mark.parametrize("words", ["yes", "null", "~", "2091-01-01", "1_000", "0x1f", "- a", "{a}"])
def test_words_stay_words(words):
    written = remark_text(remark_on(ONE, text=words, by=words)).encode()
    again = settings_from(written, Remark, "", "a.yml", text_only=True)
    assert (again.text, again.by) == (words, words)


def test_a_change_of_one_line_is_one_line_of_a_difference():
    before = remark_text(remark_on(ONE, text="Første linje.\nAndre linje.")).splitlines()
    after = remark_text(remark_on(ONE, text="Første linje.\nAnnen linje.")).splitlines()
    assert [b for b in before if b not in after] == ["  Andre linje."]


@pytest.mark.parametrize(
    ("page", "folder"),
    [
        ("chapters/01-folk.html", "01-folk"),
        ("index.html", "index"),
        ("chapters/../../../etc/passwd.html", "other"),
        ("/etc/passwd", "other"),
        ("chapters/con.html", "other"),
        ("borte.html", "other"),
    ],
)
def test_files_lie_by_pages_of_the_edition_and_ids_alone(project, page, folder):
    remark = remark_on(ONE, id="../../x\0", page=page)
    (path,) = save_remarks(project, EDITION, [remark])
    assert path.parent == project.review_dir(EDITION) / folder
    assert path.stem == remark.short
    assert load_remarks(project, EDITION) == (remark,)


def test_what_did_not_change_is_not_written_and_what_moves_leaves_nothing(project):
    remark = remark_on(ONE)
    assert save_remarks(project, EDITION, [remark])
    assert save_remarks(project, EDITION, [remark]) == []
    moved = structs.replace(remark, page="index.html")
    save_remarks(project, EDITION, [moved])
    assert load_remarks(project, EDITION) == (moved,)


def test_a_remark_on_a_page_that_the_edition_had_stays_where_it_lies(project):
    (path,) = save_remarks(project, EDITION, [remark_on(ONE)])
    profile = project.profile_path(EDITION)
    profile.write_text(
        profile.read_text(encoding="utf-8").replace("- chapters/01-folk.qmd", ""), encoding="utf-8"
    )
    answered = remark_on(ONE, history=(Event(did="answered", by="A", at="2091", text="Ja"),))
    assert save_remarks(project, EDITION, [answered]) == [path]


def test_a_broken_file_is_told_by_name(project):
    (path,) = save_remarks(project, EDITION, [remark_on(ONE)])
    path.write_text("id: [", encoding="utf-8")
    with pytest.raises(ProjectError, match="not valid YAML") as caught:
        load_remarks(project, EDITION)
    assert path.name in str(caught.value)


def test_one_that_stands_twice_is_told(project):
    (path,) = save_remarks(project, EDITION, [remark_on(ONE)])
    twin = path.parent.parent / "index" / "copy.yml"
    twin.parent.mkdir()
    twin.write_bytes(path.read_bytes())
    with pytest.raises(ProjectError, match="two files"):
        load_remarks(project, EDITION)


def test_ids_are_cut_as_long_as_they_are_told_apart():
    remarks = [remark_on(ONE, id=f"urn:x:{n}") for n in range(400)]
    called = shortest(remarks)
    assert len(set(called.values())) == len(remarks)
    assert all(find_remark(remarks, called[one.id]) is one for one in remarks)
    assert min(map(len, called.values())) == 4
    with pytest.raises(ProjectError, match="there is no remark"):
        find_remark(remarks, "xyz")
    with pytest.raises(ProjectError, match="there is no remark"):
        find_remark(remarks, "")
    with pytest.raises(ProjectError, match="remarks begin with"):
        find_remark(remarks, called[remarks[0].id][:1])
