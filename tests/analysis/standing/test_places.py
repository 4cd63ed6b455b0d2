"""A rank and the words for it, of any numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.standing.places import Standing
from analysis.tables.signs import lacking
from publishing.checks.grammar import misread

NUMBERS = st.lists(st.integers(0, 12).map(float), min_size=1, max_size=60)
WORDS = {"ingen": 0, "én": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7,
         "åtte": 8, "ni": 9, "ti": 10, "elleve": 11, "tolv": 12}  # fmt: skip
SHARES = {"ni av ti": 0.9, "fire av fem": 0.8, "tre av fire": 0.75, "to av tre": 2 / 3,
          "halvparten": 0.5, "alle andre": 1.0}  # fmt: skip


def count(word: str) -> int:
    return WORDS[word] if word in WORDS else int(word)


@given(NUMBERS, st.data())
def test_a_rank_is_one_more_than_those_who_have_more(values, data):
    own = data.draw(st.sampled_from(values))
    place = Standing.of(own, values)
    ordered = sorted(values, reverse=True)
    assert place.lower + place.higher + place.same + 1 == len(values)
    told = re.fullmatch(r"(delt )?nummer (\d+) av (\d+)", place.rank)
    assert told
    assert ordered[int(told[2]) - 1] == own
    assert int(told[2]) == ordered.index(own) + 1
    assert bool(told[1]) == (values.count(own) > 1)
    assert int(told[3]) == len(values)


@given(NUMBERS, st.data())
def test_a_share_is_never_more_than_there_are(values, data):
    own = data.draw(st.sampled_from(values))
    place = Standing.of(own, values)
    if not place.share:
        assert max(place.lower, place.higher) < len(values) / 2
        return
    word, _, share = place.share.partition(" enn ")
    side = place.lower if word == "høyere" else place.higher
    assert side >= SHARES[share] * (len(values) - 1)


@given(NUMBERS, st.data())
def test_the_words_count_everybody_else_once_and_read_well(values, data):
    own = data.draw(st.sampled_from(values))
    place = Standing.of(own, values)
    told = place.told("rate", "Ås")
    if not place.others:
        assert lacking(told)
        return
    assert not misread({"a page": [f"For voksne {told}."]})
    if place.others == 1:
        assert told.startswith("har den andre ")
        return
    first = re.match(r"har (?:alle de (\w+)|(\w+) av de (\w+)) andre (\w+)", told)
    assert first
    counts = {first[4]: count(first[1] or first[2])}
    rest = re.findall(r"(?:,| og) (\w+) (høyere|den samme)", told.partition(" Ås")[2])
    counts |= {kind.removeprefix("den "): count(word) for word, kind in rest}
    assert count(first[1] or first[3]) == len(values) - 1
    assert [counts.get(kind, 0) for kind in ("lavere", "høyere", "samme")] == [
        place.lower, place.higher, place.same,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([3, 1, 2], "har alle de to andre lavere rate enn Ås"),
        ([1, 3, 2], "har alle de to andre høyere rate enn Ås"),
        ([1, 1, 1], "har alle de to andre samme rate som Ås"),
        ([2, 1, 3, 2], "har én av de tre andre lavere rate enn Ås, én høyere og én den samme"),
        ([1, 1, 2], "har én av de to andre høyere rate enn Ås og én den samme"),
        ([2, 1], "har den andre lavere rate enn Ås"),
        ([2, 2], "har den andre samme rate som Ås"),
    ],
)
def test_the_first_stands_so_among_the_others(values, told):
    assert Standing.of(values[0], values).told("rate", "Ås") == told


@pytest.mark.parametrize(
    ("lower", "higher", "share"),
    [
        (30, 10, "høyere enn tre av fire"),
        (29, 10, "høyere enn to av tre"),
        (40, 0, "høyere enn alle andre"),
        (0, 40, "lavere enn alle andre"),
        (19, 20, "lavere enn halvparten"),
        (5, 5, "høyere enn halvparten"),
    ],
)
def test_a_share_is_said_as_people_say_it(lower, higher, share):
    assert Standing(lower, higher, 0).share == share
