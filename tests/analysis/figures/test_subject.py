"""What a headline is about is in colour, and the rest is quiet."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from figure_kinds import SVG, YEARS, alt, made, record, texts

from analysis.figures import (
    bars,
    figure,
    grouped_bars,
    lines,
    over_years,
    small_multiples,
    stacked_bars,
)
from analysis.figures.subject import keys_of
from analysis.tables.numbers import Number
from analysis.tables.ranking import Ranking

COUNTIES = made([[10], [30], [20], [25]], ["A", "B", "C", "Alle"], ["S"], total="Alle")
FORMS = made([[10, 40], [30, 20], [25, 30]], ["A", "B", "Alle"], ["Barn", "Voksne"], total="Alle")
PAIR = made([[50, 60], [70, 65], [40, None], [55, 58]], ["A", "B", "C", "Alle"], ["2024", "2025"],
            total="Alle")  # fmt: skip


def classes(svg: str) -> list[str]:
    """Classes of the filled shapes, in the order in which they are drawn."""
    return [
        path.get("class", "")
        for path in ET.fromstring(svg).iter(f"{SVG}path")
        if path.get("fill", "none") != "none"
    ]


def ranked(table):
    return Ranking.of(
        (row, Number(line[0], "percent")) for row, line in zip(table.rows, table.cells, strict=True)
    )


def test_a_subject_is_a_key_a_place_or_several_of_them():
    order = ranked(COUNTIES.body())
    assert keys_of("") == frozenset()
    assert keys_of("r1") == keys_of(order.first) == {"r1"}
    assert keys_of([order.first, "c0"]) == {"r1", "c0"}
    assert keys_of(order.bottom(2)) == {"r0", "r2"}
    assert keys_of(order.where(lambda number: number > 90).first) == frozenset()


def test_the_bar_of_the_subject_is_in_colour_and_its_label_strong():
    svg = bars(COUNTIES, horizontal=True, reference=True, subject="r1").svg()
    assert [name for name in classes(svg) if name in ("series-1", "quiet")] == [
        "quiet",
        "series-1",
        "quiet",
    ]
    strong = [
        t.text for t in ET.fromstring(svg).iter(f"{SVG}text") if t.get("font-weight") == "600"
    ]
    assert strong == ["B", "30", "Alle: 25"]


@pytest.mark.parametrize("subject", ["", "gone", ["r0", "r1", "r2", "r3"]])
def test_without_a_subject_nothing_is_quiet(subject):
    assert "quiet" not in bars(COUNTIES, reference=True, subject=subject).svg()


def test_one_number_of_several_columns_may_be_the_subject():
    fig = small_multiples(grouped_bars(FORMS, reference=True, subject=["r1", "c1"]))
    drawn = [name for name in classes(fig.svg()) if name in ("series-1", "quiet")]
    assert drawn == ["quiet", "quiet", "quiet", "series-1"]
    assert alt(fig).startswith("B: 20 prosent.")


def test_a_series_that_is_told_is_in_colour_in_legend_and_bars():
    svg = grouped_bars(FORMS, reference=True, subject="c1").svg()
    assert classes(svg) == ["quiet", "series-1"] * 4  # the legend, two groups and the total
    stacked = classes(stacked_bars(YEARS, transposed=True, horizontal=True, subject="r1").svg())
    assert {"series-1", "quiet-1", "quiet-2"} == set(stacked)
    line = lines(YEARS, transposed=True, subject="r2").svg()
    assert 'class="line-series-1"' in line
    assert 'class="line-quiet"' in line
    assert "line-series-2" not in line


def test_two_years_are_the_later_one_with_its_change():
    fig = over_years(PAIR, reference=True)
    product = record(fig)
    for sheet in ("svg", "svg_narrow"):
        shown = texts(product[sheet])
        assert {"60", "+10", "65", "\u22125", "Alle: 58 (+3)"} <= set(shown)
        assert shown[0] == "2025"
        assert "50" not in shown
    assert [cell["value"] for cell in product["cells"][0]] == [50, 60]
    assert product["alt"].startswith("2025: høyest for B (65 prosent)")


@pytest.mark.parametrize("turned", [False, True])
def test_years_are_drawn_by_how_many_they_are(turned):
    def kind(years: int) -> str:
        table = made([[10 + i + r for i in range(years)] for r in range(2)], ["A", "B"],
                     [str(2020 + i) for i in range(years)])  # fmt: skip
        return over_years(table.transposed() if turned else table).kind

    assert [kind(n) for n in (1, 2, 3, 8)] == [
        "words" if turned else "bars",
        "changes",
        "lines",
        "lines",
    ]


def test_more_lines_than_can_be_told_apart_have_a_panel_each():
    names = [f"Fylke {i}" for i in range(9)]
    table = made(
        [[float(i + y) for y in range(3)] for i in range(9)], names, ["2023", "2024", "2025"]
    )
    shown = texts(over_years(table).svg())
    assert all(shown.count(name) == 1 for name in names)
    assert shown.count("2025") == 9


def test_one_year_alone_is_a_sentence():
    people = made(
        [[11, 44]], ["2025"], ["Innbyggere under 18 år", "Innbyggere fra 18 år"], unit="count"
    )
    product = record(over_years(people))
    words = "2025: innbyggere under 18 år 11 og innbyggere fra 18 år 44."
    assert texts(product["svg"]) == [words]
    assert product["alt"].startswith(words)


def test_alternative_text_opens_with_the_number_of_the_headline():
    def opened(headline: str, fig) -> str:
        said = figure("6.2", fig, caption="C", headline=headline, subtitle="Prosent")
        return said.record.alt

    fig = bars(COUNTIES, reference=True, subject="r1")
    assert opened("30 prosent i B har en plan", fig).startswith(
        "30 prosent i B har en plan. Stolpe"
    )
    assert opened("B ligger høyest", fig).startswith("B: 30 prosent. Stolpe")
    # years and what groups are called are no numbers
    small = made([[10], [30]], ["< 2 000", "2 000–5 000"], ["S"])
    said = opened(
        "Kommuner med 2\u00a0000–5\u00a0000 innbyggere er best i 2025", bars(small, subject="r1")
    )
    assert said.startswith("2 000–5 000: 30 prosent. Stolpe")
    both = opened("A og B ligger høyest", bars(COUNTIES, reference=True, subject=["r0", "r1"]))
    assert both.startswith("A: 10 prosent. B: 30 prosent. Stolpe")
    stacked = stacked_bars(YEARS.transposed(), subject="r2", horizontal=True)
    assert opened("Alvorlige tar mest", stacked).startswith("Alvorlige gikk ned fra 63 prosent")
    assert opened("Fylkene", bars(COUNTIES, reference=True)).startswith("Høyest for B (30 prosent)")


def test_on_a_phone_lines_end_with_the_change_unless_a_break_parts_the_years():
    table = made([[10, 12, 19]], ["A"], ["2023", "2024", "2025"])
    product = record(over_years(table))
    assert "(+7)" in texts(product["svg_narrow"])
    assert "2025 (endring fra 2024)" in texts(product["svg_narrow"])
    assert "(+7)" not in texts(product["svg"])
    assert "(+7)" not in texts(record(over_years(table, breaks=[2025]))["svg_narrow"])
