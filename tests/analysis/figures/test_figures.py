"""Figures: a record and a picture, the same bytes everywhere, and text that stays text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from disk import REPO
from figure_kinds import KINDS, PLACES, SVG, YEARS, made, record, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import (
    answers_by,
    bars,
    figure,
    grouped_bars,
    lines,
    small_multiples,
    stacked_bars,
)
from analysis.figures.alttext import LIMIT
from analysis.figures.empty import NO_NUMBERS
from analysis.figures.paper import measure, style
from analysis.tables.numbers import NoNumber
from analysis.tables.ordering import leading
from analysis.tables.table import Column, Row, Table
from project.errors import ProjectError
from project.records import read_record


def test_record_follows_the_contract():
    product = record(KINDS["standing"], subtitle="Årsverk  per\n10 000")
    assert product["kind"] == "figure"
    assert product["id"] == "fig-6-2"
    assert product["subtitle"] == "Årsverk per 10 000"
    assert product["base"] == "Alle enheter"
    assert product["notes"] == ["En merknad.", ".. = tall mangler."]
    assert [row["label"] for row in product["rows"]] == ["Nord", "Sør", "Øst", "Alle"]
    assert product["cells"][0][0] == {"value": 44.0, "text": "44"}
    said = {"caption": "C", "headline": "H", "subtitle": "Årsverk per 10 000"}
    assert read_record(product, "her") == figure("6.2", KINDS["standing"], **said).record


def test_answers_by_group_have_one_shape():
    columns = tuple(Column((key,), key, "percent") for key in ("yes", "no", "unknown"))
    places = (Row("north", "Nord"), Row("south", "Sør"))
    answers = Table(places, columns, ((50.0, 30.0, 20.0), (70.0, 10.0, 20.0)))
    shape = {"horizontal": True, "reference": True, "ordered": False}
    assert answers_by(answers) == stacked_bars(answers, **shape, aside="unknown")
    known = answers.columns_where(lambda column: "unknown" not in column.key)
    assert answers_by(known) == stacked_bars(known, **shape)
    # the answer that the headline is about comes first and is in colour
    no = leading(answers, "no")
    assert answers_by(answers, sorted_by="no") == stacked_bars(
        no, **shape, sorted_by=("no",), aside="unknown", subject="no"
    )
    about = answers_by(answers, answer="unknown", subject="south")
    assert about == stacked_bars(leading(answers, "unknown"), **shape, subject=["south", "unknown"])


def test_data_are_the_rows_that_are_drawn_in_their_order():
    rows = record(KINDS["lying"])["rows"]
    assert [row["label"] for row in rows] == ["Øst", "Sør", "Nord", "Alle"]
    assert [row["label"] for row in record(grouped_bars(PLACES))["rows"]] == ["Nord", "Sør", "Øst"]


@pytest.mark.parametrize("name", KINDS)
def test_picture_is_small_plain_and_labelled(name):
    product = record(KINDS[name])
    root = ET.fromstring(product["svg"])
    assert len(product["svg"].encode()) < 60_000
    assert root.get("role") == "img"
    assert root.get("aria-label") == product["alt"]
    assert root.get("viewBox", "").split()[:3] == ["0", "0", "454"]
    assert float(root.get("viewBox", "").split()[3]) < 650
    for element in root.iter():
        assert element.tag in {f"{SVG}svg", f"{SVG}path", f"{SVG}text"}
        assert not {"id", "style", "href", "onload"} & set(element.attrib)


@pytest.mark.parametrize("sheet", ["svg", "svg_narrow"])
@pytest.mark.parametrize("name", KINDS)
def test_nothing_leaves_the_sheet(name, sheet):
    root = ET.fromstring(record(KINDS[name])[sheet])
    wide, high = map(float, root.get("viewBox", "").split()[2:])
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size", style.TEXT))
        length = measure.width(text.text or "", size, text.get("font-weight") == "600")
        x = (
            float(text.get("x", "nan"))
            - length * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        )
        assert x >= -0.5
        assert x + length <= wide + 0.5
        assert 0 < float(text.get("y", "nan")) <= high
    for path in root.iter(f"{SVG}path"):
        xs = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d", ""))]
        assert min(xs) >= -0.5
        assert max(xs[::2]) <= wide + 0.5


@pytest.mark.slow
def test_same_bytes_in_another_process_with_other_settings_and_fonts(tmp_path):
    (tmp_path / "matplotlibrc").write_text(
        "font.family: monospace\nlines.linewidth: 9\nsvg.fonttype: path\n"
        "path.sketch: 1, 100, 2\npath.simplify_threshold: 1\n"
    )
    code = f"""
import sys
sys.path[:0] = [{str(REPO)!r}, {str(REPO / "tests/support")!r}]
from matplotlib.font_manager import fontManager
fontManager.ttflist = [font for font in fontManager.ttflist if "mpl-data" in font.fname]
import figure_kinds
sys.stdout.buffer.write("".join(fig.svg("M") for fig in figure_kinds.KINDS.values()).encode())
"""
    other = subprocess.run(
        [sys.executable, "-B", "-c", code],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    ).stdout
    assert other == "".join(fig.svg("M") for fig in KINDS.values()).encode()


HOSTILE = "<script>alert('x')</script> & $x^2$ \\frac{1}{2} \"]]> {{< x >}}"


def test_hostile_labels_stay_text():
    table = made([[1, 2], [3, 4]], [HOSTILE, "$\\frac{$"], ["A & <b>", HOSTILE])
    for fig in (
        grouped_bars(table),
        lines(table),
        small_multiples(grouped_bars(table)),
        stacked_bars(table),
    ):
        product = record(fig, subtitle=HOSTILE)
        shown = " ".join(texts(product["svg"]))
        assert "$\\frac{$" in shown
        assert "<script" not in product["svg"]
        assert "A & <b>" in shown or "A & <b>" in product["alt"]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.text(max_size=60), min_size=1, max_size=7),
    st.lists(st.text(max_size=60), min_size=1, max_size=5),
    st.data(),
)
def test_any_label_and_any_number_gives_a_figure_or_a_reason(rows, columns, data):
    number = st.one_of(st.none(), st.just(":"), st.floats(-1e6, 1e6))
    cells = [[data.draw(number) for _ in columns] for _ in rows]
    table = made(cells, rows, columns)
    reasons: list[str] = []
    for fig in (
        grouped_bars(table),
        stacked_bars(table),
        lines(table),
        small_multiples(bars(table)),
    ):
        try:
            product = fig.svg("M")
        except ProjectError as error:
            reasons.append(error.what)
            continue
        label = ET.fromstring(product).get("aria-label", "")
        assert len(label) <= LIMIT
        assert label.endswith(".")
    assert all("nothing to draw" in reason or "negative" in reason for reason in reasons)


def mixed() -> Table:
    columns = (Column(("a",), "A", "count"), Column(("b",), "B", "percent"))
    return Table((Row("r", "R"),), columns, ((1.0, 2.0),))


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (lambda: bars(mixed()), "one unit"),
        (lambda: bars(made([["x"]], ["A"], ["S"], unit="text")), "can't be drawn"),
        (lambda: bars(made([[float("nan")]], ["A"], ["S"])), "nan"),
        (lambda: stacked_bars(made([[1.0, -2.0]], ["A"], ["S", "T"])), "negative"),
        (lambda: bars(YEARS, reference=True), "no total"),
        (lambda: bars(YEARS, sorted_by="nothing"), "0 columns"),
        (lambda: bars(YEARS, transposed=True, sorted_by="nothing"), "0 rows"),
        (lambda: bars(made([[1.0] * 7], ["A"], list("abcdefg"))), "told apart"),
        (lambda: small_multiples(stacked_bars(YEARS)), "row groups"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_drawn_says_why_and_where(draw, reason):
    with pytest.raises(ProjectError, match=reason) as caught:
        figure("6.2", draw(), caption="C", headline="H", subtitle="S")
    assert "6.2" in str(caught.value) or "A, T" in str(caught.value)
    assert caught.value.todo


@pytest.mark.parametrize(
    "table",
    [
        made([], [], ["S"]),
        made([[1.0]], ["Alle"], ["S"], total="Alle"),
        made([[None]], ["A"], ["S"]),
    ],
)
def test_a_figure_without_numbers_keeps_its_place_and_says_so(table):
    share = NoNumber("..", "percent")
    shown = figure(
        "6.2", bars(table), caption="C", headline=f"{share} prosent har det", subtitle="S"
    ).record
    assert NO_NUMBERS in "".join(ET.fromstring(shown.svg).itertext())
    assert shown.alt == f"{NO_NUMBERS} S"
    assert (shown.headline, shown.caption) == ("", "C")


def test_a_figure_needs_headline_subtitle_and_caption():
    for lacking in ("caption", "headline", "subtitle"):
        words = {"caption": "C", "headline": "H", "subtitle": "S", lacking: " "}
        with pytest.raises(ProjectError, match=lacking):
            figure("6.2", bars(PLACES), **words)
