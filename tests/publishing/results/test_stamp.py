"""A drawing with made values says so, wherever it is opened."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from figure_kinds import KINDS

from analysis.figures.paper.sheet import Sheet
from publishing.results.stamp import made_of, stamped
from publishing.words import said_of_made

WORDS = "Demonstrasjonstall: 3 av 4 <verdier> er konstruert"


@pytest.mark.parametrize("label", ["Antall", 'Sier "ja"', "Sier 'ja' & \"nei\" > alt"])
def test_the_words_stand_above_the_drawing_and_in_its_label(label: str) -> None:
    sheet = Sheet()
    sheet.text(10.0, 20.0, "Ja")
    svg = sheet.svg(100.0, label)
    before, after = ET.fromstring(svg), ET.fromstring(stamped(svg, WORDS))
    assert after.get("aria-label") == f"{WORDS}. {label}"
    box, old = ([float(n) for n in one.get("viewBox", "").split()] for one in (after, before))
    assert (box[0], box[2]) == (old[0], old[2])
    assert box[1] + box[3] == pytest.approx(old[1] + old[3])
    first, *rest = list(after)
    assert first.text == WORDS
    assert box[1] < float(first.get("y", "")) < old[1]
    assert [ET.tostring(one) for one in rest] == [ET.tostring(one) for one in before]


def test_without_words_nothing_is_changed() -> None:
    svg = Sheet().svg(10.0, "Ingenting")
    assert stamped(svg, "") == svg


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        ((), ""),
        ((("printed", ""), ("stated", "printed")), ""),
        ((("made", ""), ("", "made")), "Demonstrasjonstall: alle verdiene er konstruert"),
        ((("made", "stated"),), "Demonstrasjonstall: 1 av 2 verdier er konstruert"),
    ],
)
def test_what_is_said_follows_the_numbers(origins: tuple[tuple[str, ...], ...], words: str) -> None:
    assert said_of_made(*made_of(origins)) == words


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_figure_can_be_stamped(kind: str) -> None:
    svg = KINDS[kind].drawing().svg("Et bilde")
    assert ET.fromstring(stamped(svg, WORDS))[0].get("class") == "made"
