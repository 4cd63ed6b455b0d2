"""Figures: same bytes everywhere, text as text, colours that hold, words that follow the data."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ProjectError
from analysis.figures import (
    bars,
    figure,
    grouped_bars,
    lines,
    measure,
    small_multiples,
    stacked_bars,
    style,
)
from analysis.figures.alttext import DASHED_NOTE, LIMIT
from analysis.figures.scale import scale, spread
from analysis.tables import Column, Row, Table, stack

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).resolve().parents[1]


def made(
    cells: list[list[float | str | None]],
    rows: list[str],
    columns: list[str],
    unit: str = "percent",
    total: str = "",
) -> Table:
    return Table(
        tuple(
            Row(f"r{i}", label, role="total" if label == total else "body")
            for i, label in enumerate(rows)
        ),
        tuple(Column((f"c{i}",), label, unit) for i, label in enumerate(columns)),
        tuple(tuple(line) for line in cells),
        base="Alle enheter",
        notes=("En merknad.",),
    )


PLACES = made(
    [[44, 29], [36, 30], [None, 41], [35, 28]], ["Nord", "Sør", "Øst", "Alle"], ["Barn", "Voksne"],
    unit="per_10000", total="Alle",
)  # fmt: skip
YEARS = made(
    [[10, 12, 19, 14], [27, 27, 26, 26], [63, 61, 55, 60]],
    ["Milde", "Moderate", "Alvorlige"], ["2017", "2018", "2020", "2021"],
)  # fmt: skip


def record(fig, subtitle: str = "Andel i prosent") -> dict:
    return figure("6.2", fig, caption="C", headline="H", subtitle=subtitle).record


def alt(fig) -> str:
    return record(fig)["alt"]


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


KINDS = {
    "standing": grouped_bars(PLACES, reference=True),
    "lying": bars(PLACES, horizontal=True, reference=True, sorted_by="c1"),
    "stacked": stacked_bars(YEARS, transposed=True),
    "lying stacked": stacked_bars(YEARS, transposed=True, horizontal=True),
    "lines": lines(YEARS, transposed=True),
    "columns": small_multiples(grouped_bars(PLACES, reference=True)),
    "groups": small_multiples(stacked_bars(stack({"A": YEARS, "B": YEARS}))),
    "small lines": small_multiples(lines(YEARS, transposed=True)),
    "group lines": small_multiples(lines(stack({"A": YEARS, "B": YEARS}), transposed=True)),
}


# -- the record and the picture ------------------------------------------------------------------


def test_record_follows_the_contract():
    product = record(KINDS["standing"], subtitle="Årsverk  per\n10 000")
    assert product["kind"] == "figure"
    assert product["id"] == "fig-6-2"
    assert product["subtitle"] == "Årsverk per 10 000"
    assert product["base"] == "Alle enheter"
    assert product["notes"] == ["En merknad.", ".. = tall mangler."]
    assert [row["label"] for row in product["rows"]] == ["Nord", "Sør", "Øst", "Alle"]
    assert product["cells"][0][0] == {"value": 44.0, "text": "44"}
    assert json.loads(json.dumps(product)) == product


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


@pytest.mark.parametrize("name", KINDS)
def test_nothing_leaves_the_sheet(name):
    root = ET.fromstring(KINDS[name].svg())
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


def test_same_bytes_in_another_process_with_other_settings_and_fonts(tmp_path):
    (tmp_path / "matplotlibrc").write_text(
        "font.family: monospace\nlines.linewidth: 9\nsvg.fonttype: path\n"
    )
    code = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
from matplotlib.font_manager import fontManager
fontManager.ttflist = [font for font in fontManager.ttflist if "mpl-data" in font.fname]
import test_figures
sys.stdout.buffer.write("".join(fig.svg("M") for fig in test_figures.KINDS.values()).encode())
"""
    other = subprocess.run(
        [sys.executable, "-B", "-c", code],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    ).stdout
    assert other == "".join(fig.svg("M") for fig in KINDS.values()).encode()


def test_a_large_figure_is_drawn_quickly():
    cells = [[float(i + j) for j in range(3)] for i in range(21)]
    fig = grouped_bars(made(cells, [f"Et langt navn nr. {i}" for i in range(21)], ["A", "B", "C"]))
    fig.svg()
    times = []
    for _ in range(3):
        start = time.process_time()
        fig.svg()
        times.append(time.process_time() - start)
    assert min(times) < 0.15


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


# -- reading the drawing -------------------------------------------------------------------------


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
    assert alt(bars(made([[1.0]] * 9, [str(2017 + i) for i in range(9)], ["S"]))).startswith(
        "Stolpediagram"
    )


def test_numbers_are_norwegian_and_shares_have_a_sign_on_the_axis():
    shown = texts(bars(made([[12345.6], [-200.4]], ["A", "B"], ["S"], unit="fte")).svg())
    assert "12\u202f346" in shown
    assert "\u2212200" in shown
    assert "100\u00a0%" in texts(KINDS["stacked"].svg())


def test_missing_numbers_are_shown_by_their_sign():
    table = made([[1.0, ":"], [None, 2.0]], ["A", "B"], ["S", "T"])
    for fig in (grouped_bars(table), grouped_bars(table, horizontal=True), lines(table)):
        assert {":", ".."} <= set(texts(fig.svg()))
    assert record(grouped_bars(table))["notes"][-1] == ": og .. = tall mangler."


def test_a_gap_breaks_a_line_and_a_skipped_year_dashes_it():
    def dashes(fig):
        return sum("stroke-dasharray" in e.attrib for e in ET.fromstring(fig.svg()).iter())

    years = ["2017", "2018", "2020", "2021"]
    assert dashes(lines(made([[1], [2], [3], [4]], years, ["S"]))) == 1
    assert dashes(lines(made([[1], [2], [3], [4]], ["2017", "2018", "2019", "2020"], ["S"]))) == 0
    assert dashes(lines(made([[1], [None], [3], [4]], years, ["S"]))) == 0
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


def test_a_total_is_set_off_once_and_never_part_of_the_body():
    svg = grouped_bars(
        made([[9], [1], [2]], ["Alle", "A", "B"], ["S"], total="Alle"), reference=True
    ).svg()
    assert svg.count('class="reference"') == 1
    assert texts(svg).index("Alle") > texts(svg).index("B")


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


# -- what can't be drawn -------------------------------------------------------------------------


def mixed() -> Table:
    columns = (Column(("a",), "A", "count"), Column(("b",), "B", "percent"))
    return Table((Row("r", "R"),), columns, ((1.0, 2.0),))


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (lambda: bars(mixed()), "one unit"),
        (lambda: bars(made([["x"]], ["A"], ["S"], unit="text")), "can't be drawn"),
        (lambda: bars(made([], [], ["S"])), "no body rows"),
        (lambda: bars(made([[1.0]], ["Alle"], ["S"], total="Alle")), "no body rows"),
        (lambda: bars(made([[None]], ["A"], ["S"])), "no cell"),
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


def test_a_figure_needs_headline_subtitle_and_caption():
    for lacking in ("caption", "headline", "subtitle"):
        words = {"caption": "C", "headline": "H", "subtitle": "S", lacking: " "}
        with pytest.raises(ProjectError, match=lacking):
            figure("6.2", bars(PLACES), **words)


# -- alternative text ----------------------------------------------------------------------------


def test_alt_of_categories_names_extremes_leader_reference_and_gaps():
    assert alt(KINDS["standing"]) == (
        "Stolpediagram med 3 kategorier og 2 serier. Andel i prosent. "
        "Barn ligger høyest for 2 av 3 kategorier. "
        "Barn: høyest for Nord (44), lavest for Sør (36). "
        "Voksne: høyest for Øst (41), lavest for Nord (29). "
        "Alle: Barn 35 og Voksne 28. Tall mangler for Øst (Barn)."
    )


def test_alt_of_years_tells_trends_with_their_turning_points():
    assert alt(KINDS["lines"]) == (
        "Linjediagram med tall fra 2017 til 2021 for 3 serier. Andel i prosent. "
        "Milde økte fra 10 prosent i 2017 til 14 prosent i 2021, høyest i 2020 (19 prosent). "
        "Moderate gikk ned fra 27 prosent i 2017 til 26 prosent i 2021. "
        "Alvorlige gikk ned fra 63 prosent i 2017 til 60 prosent i 2021, "
        "lavest i 2020 (55 prosent). "
        "Alvorlige ligger høyest i alle år."
    )


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([5, 5, 5], "S var uendret på 5 prosent fra 2020 til 2022."),
        ([5, 7, 5], "S var 5 prosent både i 2020 og i 2022, høyest i 2021 (7 prosent)."),
        ([5.1, 6, 5.4], "S var 5 prosent både i 2020 og i 2022, høyest i 2021 (6 prosent)."),
        ([None, 7, None], "S har bare tall for 2021: 7 prosent. Tall mangler for 2020 og 2022."),
        (
            [4.4, None, 6.5],
            "S økte fra 4 prosent i 2020 til 7 prosent i 2022. Tall mangler for 2021.",
        ),
    ],
)
def test_alt_follows_printed_change(numbers, words):
    table = made([[n] for n in numbers], ["2020", "2021", "2022"], ["S"])
    assert alt(lines(table)).endswith(words)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([5, 5, 5], "Samme verdi for alle (5 prosent)."),
        ([9, 9, 1], "Høyest for A og B (9 prosent), lavest for C (1 prosent)."),
        ([1, 1, 1, 1, 9], "Høyest for E (9 prosent), lavest for A, B og 2 til (1 prosent)."),
        ([5], "med 1 kategori. Andel i prosent. A: 5 prosent."),
        ([5, None], "Bare tall for A (5 prosent). Tall mangler for B."),
    ],
)
def test_alt_of_ties_and_single_categories(numbers, words):
    table = made([[n] for n in numbers], list("ABCDE")[: len(numbers)], ["S"])
    assert alt(bars(table)).endswith(words)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 99), min_size=3, max_size=3), min_size=2, max_size=6),
    st.sampled_from(["years", "places"]),
)
def test_alt_numbers_and_words_agree_with_the_data(cells, kind):
    labels = [str(2015 + i) if kind == "years" else f"Sted{i}" for i in range(len(cells))]
    series = ["Alfa", "Beta", "Gamma"]
    text = alt(grouped_bars(made([[float(n) for n in line] for line in cells], labels, series)))
    for name, column in zip(series, zip(*cells, strict=True), strict=True):
        if kind == "years":
            rose, fell = f"{name} økte" in text, f"{name} gikk ned" in text
            assert (rose, fell) == (column[-1] > column[0], column[-1] < column[0])
        elif len(set(column)) > 1:
            told = re.search(
                rf"{name}: høyest for ([^(]+) \((\d+) prosent\), lavest for ([^(]+) \((\d+)", text
            )
            assert told
            assert (int(told[2]), int(told[4])) == (max(column), min(column))
            assert labels[column.index(max(column))] in told[1]
            assert labels[column.index(min(column))] in told[3]
    leads = re.findall(r"(\w+) ligger høyest \w+ (alle|\d+)", text)
    for name, share in leads:
        wins = sum(
            line[series.index(name)]
            > max(n for s, n in zip(series, line, strict=True) if s != name)
            for line in cells
        )
        assert wins == (len(cells) if share == "alle" else int(share))


# -- colours -------------------------------------------------------------------------------------

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(colour: str, vision: str = "normal") -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = (np.asarray(VISION[vision]) @ linear).clip(0, 1)
    x = XYZ @ seen / np.array([0.95047, 1.0, 1.08883])
    f = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("palette", [style.CATEGORICAL, *style.ORDERED.values()])
def test_series_can_be_told_apart_with_any_vision(palette, vision):
    labs = [lab(colour, vision) for colour in palette]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(labs, 2)) > 8


@pytest.mark.parametrize("palette", [style.CATEGORICAL[:3], *style.ORDERED.values()])
def test_series_can_be_told_apart_in_grey(palette):
    grey = [lab(colour)[0] for colour in palette]
    assert min(abs(a - b) for a, b in itertools.combinations(grey, 2)) > 7


def test_all_six_kinds_differ_in_grey():
    grey = sorted(lab(colour)[0] for colour in style.CATEGORICAL)
    assert min(b - a for a, b in itertools.pairwise(grey)) > 7


@pytest.mark.parametrize("count", style.ORDERED)
def test_steps_go_from_light_to_dark(count):
    grey = [lab(paint.fill)[0] for paint in style.paints(count, ordered=True)]
    assert grey == sorted(grey, reverse=True)


def test_contrast_of_marks_and_texts():
    colours = [*style.CATEGORICAL, *itertools.chain(*style.ORDERED.values()), style.REFERENCE]
    assert style.contrast("#ffffff", "#000000") == pytest.approx(21)
    for colour in colours:
        assert style.contrast(colour, style.PAPER) >= 3
        assert style.contrast(style.Paint(colour, "x").text, colour) >= 4.5
    assert min(style.contrast(c, style.PAPER) for c in (style.INK, style.MUTED)) >= 4.5


@pytest.mark.parametrize("name", KINDS)
def test_no_other_colours_are_used(name):
    house = {style.INK, style.MUTED, style.GRID, style.RULE, style.PAPER, style.REFERENCE, "none"}
    house |= {*style.CATEGORICAL, *itertools.chain(*style.ORDERED.values())}
    for element in ET.fromstring(KINDS[name].svg()).iter():
        assert element.get("fill", "none") in house
        assert element.get("stroke", "none") in house


# -- measures ------------------------------------------------------------------------------------


@given(st.text(max_size=80), st.floats(40, 300))
def test_wrapped_lines_fit_and_lose_nothing(text, room):
    broken = measure.wrap(text, room, style.TEXT)
    assert "".join("".join(broken).split()) == "".join(text.split())
    widest_letter = max((measure.width(letter, style.TEXT) for letter in text), default=0)
    assert all(measure.width(line, style.TEXT) <= max(room, widest_letter) for line in broken)


def test_lines_break_at_words_evenly_and_never_inside_numbers():
    assert measure.wrap("Universitetssykehuset Nord-Norge HF", 130, style.TEXT) == [
        "Universitetssykehuset",
        "Nord-Norge HF",
    ]
    assert measure.wrap("2 000–5 000", 40, style.TEXT) == ["2 000–", "5 000"]
    assert measure.wrap("alvorlige / langvarige", 60, style.TEXT) == ["alvorlige /", "langvarige"]
    assert measure.wrap("per 10 000 innbyggere", 70, style.TEXT) == ["per 10 000", "innbyggere"]


@given(
    st.lists(st.tuples(st.floats(0, 200), st.floats(5, 20)), min_size=1, max_size=8),
)
def test_spread_labels_never_overlap_and_stay_inside(labels):
    wanted, heights = zip(*labels, strict=True)
    placed = spread(wanted, heights, 0, 200)
    spans = sorted(
        (place - tall / 2, place + tall / 2) for place, tall in zip(placed, heights, strict=True)
    )
    assert spans[0][0] >= -1e-6
    assert spans[-1][1] <= 200 + 1e-6
    assert all(a[1] <= b[0] + 1e-6 for a, b in itertools.pairwise(spans))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.booleans())
def test_scales_hold_the_data_and_have_round_distinct_ticks(numbers, zero):
    axis = scale(numbers, "per_1", 2, zero=zero)
    assert axis.low - 1e-9 <= min(numbers)
    assert max(numbers) <= axis.high + 1e-9
    assert len(set(axis.labels)) == len(axis.labels)
    if zero:
        assert axis.low <= 0 <= axis.high
