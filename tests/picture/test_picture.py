"""The picture of the rooms: current, readable, and told in words."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from disk import REPO
from hypothesis import given, settings
from hypothesis import strategies as st

import picture.__main__ as command
from picture.drawing import BOX, GAP, draw, told
from picture.layout import apart, lay_out
from picture.rooms import read_rooms

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def rooms():
    return read_rooms()


def test_the_picture_in_the_repository_is_what_the_imports_say(rooms):
    assert command.PLACE.read_text(encoding="utf-8") == draw(rooms), "run make picture"


def test_a_picture_that_is_not_current_is_told_and_mended(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "PLACE", tmp_path / "rooms.svg")
    assert command.main(["--check"]) == 1
    assert "make picture" in capsys.readouterr().out
    assert not (tmp_path / "rooms.svg").exists()
    assert command.main([]) == 0
    assert command.main(["--check"]) == 0


def test_every_folder_with_code_is_a_room_that_says_what_it_is_for(rooms):
    folders = {
        f"{path.parent.parent.name}.{path.parent.name}"
        for package in ("analysis", "publishing")
        for path in (REPO / package).glob("*/__init__.py")
    }
    found = {f"{room.package}.{room.name}" for room in rooms.rooms}
    assert folders <= found
    assert {"analysis.survey", "publishing.quarto", "demonstration.demonstration"} <= found
    assert all(len(room.purpose) > 15 for room in rooms.rooms)


def test_what_a_room_has_through_another_is_left_out(rooms):
    (fte,) = (room for room in rooms.of("analysis") if room.name == "fte")
    assert "answers" in fte.uses
    assert "tables" not in fte.uses  # it imports tables, and so does answers


def test_all_words_are_text_and_nothing_lies_over_another(rooms):
    drawing = ET.fromstring(draw(rooms))
    words = [one.text for one in drawing.iter(f"{SVG}text")]
    assert {room.name for room in rooms.rooms if room.name != rooms.ground} <= set(words)
    assert drawing.get("aria-labelledby") == "title desc"
    assert drawing.find(f"{SVG}desc").text == told(rooms)
    width = float(drawing.get("width"))
    boxes = [
        [float(one.get(name)) for name in ("x", "y", "width", "height")]
        for one in drawing.iter(f"{SVG}rect")
        if one.get("class") == "box"
    ]
    assert len(boxes) == len([one for one in rooms.rooms if not rooms.is_whole(one.package)])
    assert all(x >= 0 and x + wide <= width for x, _, wide, _ in boxes)
    for n, (x, y, wide, high) in enumerate(boxes):
        for other_x, other_y, _, _ in boxes[n + 1 :]:
            assert abs(x - other_x) >= wide or abs(y - other_y) >= high


@pytest.mark.slow
@settings(max_examples=20)
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5))))
def test_a_box_stands_below_all_it_uses_and_beside_none(pairs):
    uses = {f"r{n}": [f"r{low}" for low, high in sorted(pairs) if high == n > low]
            for n in range(6)}  # fmt: skip
    layout = lay_out(uses, BOX, GAP, 6 * (BOX + 20 * GAP))
    row_of = {name: at for at, row in enumerate(layout.rows) for name in row}
    assert all(row_of[low] < row_of[high] for high in uses for low in uses[high])
    assert sorted((line[0], line[-1]) for line in layout.lines) == sorted(
        (low, high) for high in uses for low in uses[high]
    )
    for row in layout.rows:
        for left, right in pairwise(row):
            assert layout.centre[left] < layout.centre[right]
            if not left.startswith("|") and not right.startswith("|"):
                assert layout.centre[right] - layout.centre[left] >= BOX


def test_what_does_not_fit_is_told():
    with pytest.raises(ValueError, match="50 px too wide"):
        apart([0, 0], [150], [1, 1], (-50, 50))
    assert apart([0, 0], [100], [1, 3], (-200, 200)) == [-75, 25]
