"""What stands where in a drawing: proportions, missing numbers, totals, names."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from figure_kinds import KINDS, SVG, alt, made, record, texts

from analysis.figures import bars, grouped_bars, lines, small_multiples, stacked_bars
from analysis.figures.alttext import DASHED_NOTE
from analysis.figures.paper import style
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError


def marks(fig, name: str) -> list[list[float]]:
    """Numbers of each path of a class."""
    return [
        [float(n) for n in re.findall(r"[\d.]+", path.get("d", ""))]
        for path in ET.fromstring(fig.svg()).iter(f"{SVG}path")
        if path.get("class") == name
    ]


def test_bars_start_at_zero_and_keep_proportion():
    root = ET.fromstring(
        bars(made([[10], [30], [0]], ["A", "B", "C"], ["S"]), horizontal=True).svg()
    )
    boxes = [
        path.get("d", "") for path in root.iter(f"{SVG}path") if path.get("class") == "series-1"
    ]
    spans = [[float(n) for n in re.findall(r"[\d.]+", d)][::2] for d in boxes]
    lengths = [max(xs) - min(xs) for xs in spans]
    assert len({min(xs) for xs in spans}) == 1
    assert lengths[1] == pytest.approx(3 * lengths[0], rel=0.01)
    assert lengths[2] == pytest.approx(0, abs=0.01)


def test_many_or_long_categories_lie_and_years_stand():
    assert "Liggende" in alt(
        bars(made([[float(i)] for i in range(15)], [f"Fylke {i}" for i in range(15)], ["S"]))
    )
    assert "Liggende" in alt(
        bars(made([[1.0]] * 5, ["Menneskerettighetsorganisasjoner"] * 5, ["S"]))
    )
    assert "Stolpediagram" in alt(bars(made([[1.0]] * 9, [str(2017 + i) for i in range(9)], ["S"])))


def test_numbers_are_norwegian_and_shares_have_a_sign_on_the_axis():
    shown = texts(bars(made([[12345.6], [-200.4]], ["A", "B"], ["S"], unit="fte")).svg())
    assert "12\u202f346" in shown
    assert "\u2212200" in shown
    assert "100\u00a0%" in texts(KINDS["stacked"].svg())


def test_missing_numbers_are_shown_by_their_sign():
    table = made([[1.0, ":"], [None, 2.0]], ["A", "B"], ["S", "T"])
    for fig in (grouped_bars(table), grouped_bars(table, horizontal=True), lines(table)):
        assert {":", ".."} <= set(texts(fig.svg()))
    assert record(grouped_bars(table))["notes"][-1] == (
        ".. = tall mangler; : = vises ikke, fordi få har svart."
    )


def dashes(fig):
    return sum("stroke-dasharray" in e.attrib for e in ET.fromstring(fig.svg()).iter())


def test_a_gap_breaks_a_line_and_a_skipped_year_dashes_it():
    years = ["2017", "2018", "2020", "2021"]
    assert dashes(lines(made([[1], [2], [3], [4]], years, ["S"]))) == 1
    assert dashes(lines(made([[1], [2], [3], [4]], ["2017", "2018", "2019", "2020"], ["S"]))) == 0
    gap = made([[1], [None], [3], [4]], years, ["S"])
    assert dashes(lines(gap)) == 0
    assert dashes(lines(gap, sparse=True)) == 1
    assert ".." not in texts(lines(gap, sparse=True).svg())
    assert DASHED_NOTE in record(KINDS["lines"])["notes"]
    assert DASHED_NOTE not in record(KINDS["stacked"])["notes"]


def test_shares_that_miss_hundred_by_rounding_make_bars_of_one_length():
    table = made([[33, 33, 33], [34, 33, 34]], ["A", "B"], ["S", "T", "U"])
    root = ET.fromstring(stacked_bars(table, horizontal=True).svg())
    ends = [
        max(map(float, re.findall(r"[\d.]+", p.get("d", ""))[::2]))
        for p in root.iter()
        if p.get("class") == "step-3"
    ]
    assert len(ends) == 3  # the legend and two bars
    assert ends[1] == pytest.approx(ends[2])
    assert "99" not in texts(stacked_bars(table).svg())


@pytest.mark.parametrize("lying", [True, False])
def test_a_stack_with_holes_shows_its_sum_and_every_sign(lying):
    table = made([[30.0, ":", None], [20.0, 40.0, 7.0]], ["A", "B"], ["S", "T", "U"])
    shown = texts(stacked_bars(table, horizontal=lying).svg())
    assert {"30 + : + .."} <= {*shown} if lying else {"30", ":", ".."} <= {*shown}


@pytest.mark.parametrize("lying", [True, False])
def test_the_total_of_one_series_is_a_line_that_the_bars_are_held_against(lying):
    table = made([[40], [10], [60]], ["Alle", "A", "B"], ["S"], total="Alle")
    fig = bars(table, reference=True, horizontal=lying)
    shown = texts(fig.svg())
    assert len(marks(fig, "series-1")) == 2
    assert ("Alle: 40" in shown) if lying else {"Alle", "40"} <= {*shown}
    along = 0 if lying else 1
    ends = [max(box[along::2], key=lambda n: n if lying else -n) for box in marks(fig, "series-1")]
    base = next(n for n in marks(fig, "series-1")[0][along::2] if n not in ends)
    # 10, 60 and the line at 40 lie on one scale
    place = base + (ends[1] - base) * 40 / 60
    line = [box for box in marks(fig, "ink") if box[along] == box[along + 2] != base]
    assert line
    assert [box[along] for box in line] == pytest.approx([place] * len(line), abs=0.2)


def test_a_line_gives_way_to_the_values_that_it_meets():
    table = made([[40], [39], [60]], ["Alle", "A", "B"], ["S"], total="Alle")
    fig = bars(table, reference=True, horizontal=True)
    baseline = marks(fig, "series-1")[0][0]
    pieces = [box for box in marks(fig, "ink") if box[0] == box[2] != baseline]
    assert len(pieces) == 2  # over A's value and under it


def test_the_total_of_several_series_is_set_off_from_the_body():
    table = made([[9, 8], [1, 2], [2, 1]], ["Alle", "A", "B"], ["S", "T"], total="Alle")
    fig = grouped_bars(table, reference=True)
    assert len(marks(fig, "series-1")) == 4  # the legend and three bars
    assert texts(fig.svg()).index("Alle") > texts(fig.svg()).index("B")


def test_series_are_named_by_what_tells_them_apart():
    columns = tuple(Column((y, "p"), "Prosent", "percent", (y,)) for y in ("2024", "2025"))
    table = Table((Row("a", "A"), Row("b", "B")), columns, ((1.0, 2.0), (3.0, 4.0)))
    assert {"2024", "2025"} <= set(texts(grouped_bars(table, ordered=True).svg()))


def test_small_multiples_part_by_spanner():
    columns = tuple(
        Column((f, y), y, "percent", (f,)) for f in ("Voksne", "Barn") for y in ("2024", "2025")
    )
    table = Table((Row("a", "A"), Row("b", "B")), columns, ((1.0, 2.0, 3.0, 4.0),) * 2)
    shown = texts(small_multiples(grouped_bars(table)).svg())
    assert shown.count("Voksne") == shown.count("Barn") == shown.count("2024") == 1


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("turned", [False, True])
def test_an_answer_outside_the_scale_is_hollow(ordered, turned):
    cells = [[20, 30, 50], [10, 40, 50]]
    table = made(cells, ["A", "B"], ["Vet ikke", "Ja", "Nei"])
    key = "c0"
    if turned:
        table = made(
            [list(line) for line in zip(*cells, strict=True)], ["Vet ikke", "Ja", "Nei"], ["A", "B"]
        )
        key = "r0"
    fig = stacked_bars(table, transposed=turned, horizontal=True, ordered=ordered, aside=key)
    marks = [
        (path.get("fill"), path.get("stroke"))
        for path in ET.fromstring(fig.svg()).iter(f"{SVG}path")
        if path.get("class") == "aside"
    ]
    assert marks == [(style.PAPER, style.RULE)] * 3  # the legend and two bars
    plain = stacked_bars(table.body(), transposed=turned, ordered=ordered)
    colours = {p.fill for p in style.paints(2, ordered=ordered)}
    assert {path.get("fill") for path in ET.fromstring(fig.svg()).iter(f"{SVG}path")} >= colours
    assert "aside" not in plain.svg()


def test_a_series_that_is_not_there_can_not_stand_aside():
    with pytest.raises(ProjectError, match="0 series have the key 'unsure'") as caught:
        stacked_bars(KINDS["stacked"].table, aside="unsure").svg()
    assert "c0" in str(caught.value)


def test_a_lone_line_has_its_values_where_they_have_room():
    years = [str(2017 + i) for i in range(5)]
    few = made([[v] for v in (33.0, 39.0, 35.0, 42.0, 50.0)], years, ["S"])
    shown = texts(lines(few).svg())
    assert [shown.count(value) for value in ("33", "39", "35", "42", "50")] == [1] * 5
    many = made(
        [[1000.0 + i] for i in range(60)], [str(1960 + i) for i in range(60)], ["S"], unit="count"
    )
    assert "1\u202f001" not in texts(lines(many).svg())
    two = made([[33.0, 10.0], [39.0, 12.0]], ["2024", "2025"], ["S", "T"])
    assert "33" not in texts(lines(two).svg())


def test_no_line_goes_over_a_break_and_the_note_names_it():
    years = ["2017", "2018", "2019", "2020"]
    broken = lines(made([[1], [2], [3], [4]], years, ["S"]), breaks=[2019])
    assert dashes(broken) == 1  # the upright line alone
    assert "brudd i serien: 2019" in " ".join(broken.drawing().notes())
    outside = lines(made([[1], [2], [3], [4]], years, ["S"]), breaks=[2017, 2021])
    assert dashes(outside) == 0
    assert not outside.drawing().notes()


def test_a_curve_that_ends_early_is_named_with_its_year_and_no_line_goes_to_the_name():
    table = made([[10, 20], [12, 22], [14, None], [15, None]],
                 ["2020", "2021", "2022", "2023"], ["S", "T"])  # fmt: skip
    fig = lines(table, sparse=True)
    assert {"15", "22 i 2021"} <= {*texts(fig.svg())}
    spans = [(min(box[::2]), max(box[::2])) for box in marks(fig, "line-series-2")]
    whole = max(high for _, high in [(min(b[::2]), max(b[::2])) for b in marks(fig, "ink")])
    assert max(high for _, high in spans) < whole / 2
