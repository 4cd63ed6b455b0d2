"""What parts two texts, in words: nothing is lost, and only what is another is marked."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.review.diff.words import (
    Op,
    Piece,
    after,
    before,
    differences,
    in_numbers_alone,
    places,
    sentences,
    tokens,
)

WORDS = st.sampled_from(
    ["årsverk", "økte", "gikk ned", "12\u202f395", "−1,7", "Voksne", "(", ")", ".", ",", "ca.", "«",
     "»", " ", "\u00a0", "<b>", "&amp;", "{{< x >}}", "@tbl-1", "i 2025", ":", "?", "nr. 3", "…"]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_give_the_new_text_and_the_old_one_back(old, new):
    pieces = differences(old, new)
    assert before(pieces) == old
    assert after(pieces) == new
    assert all(piece.text for piece in pieces)
    assert all(a.op is not b.op for a, b in pairwise(pieces))


@given(TEXTS)
def test_a_text_has_no_difference_from_itself(text):
    assert all(piece.op is Op.SAME for piece in differences(text, text))


@given(TEXTS)
def test_sentences_and_words_together_are_the_text(text):
    assert "".join(sentences(text)) == text
    assert "".join(tokens(text)) == text


@given(st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=6))
def test_every_text_has_one_place_in_order(old, new):
    pairs = places(old, new, lambda a, b: float(a[:1] == b[:1]))
    assert [i for i, _ in pairs if i >= 0] == list(range(len(old)))
    assert [j for _, j in pairs if j >= 0] == list(range(len(new)))


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("Det er 12\u202f395 årsverk.", "Det er 12\u202f402 årsverk.",
         [(Op.OUT, "12\u202f395"), (Op.IN, "12\u202f402")]),
        ("Endringen er −212.", "Endringen er 212.", [(Op.OUT, "−212"), (Op.IN, "212")]),
        ("Det var 6,0 prosent.", "Det var 6,4 prosent.", [(Op.OUT, "6,0"), (Op.IN, "6,4")]),
        ("Tallet gikk ned med 4. Oslo er størst. Alt annet er likt.",
         "Tallet økte med 4. Oslo er størst. Alt annet er likt.",
         [(Op.OUT, "gikk ned"), (Op.IN, "økte")]),
        ("Oslo er størst. Det er mange der.", "Det er mange der.", [(Op.OUT, "Oslo er størst. ")]),
        ("Det er mange der.", "Det er mange der. Bergen er nest størst.",
         [(Op.IN, "Bergen er nest størst.")]),
    ],
)  # fmt: skip
def test_only_what_is_another_is_marked(old, new, changed):
    found = [piece for piece in differences(old, new) if piece.op is not Op.SAME]
    assert [(piece.op, piece.text.strip()) for piece in found] == [
        (op, text.strip()) for op, text in changed
    ]


@pytest.mark.parametrize(
    ("old", "new", "alone"),
    [
        ("Ned 309 årsverk (−9,7 prosent).", "Ned 1\u202f312 årsverk (9,8 prosent).", True),
        ("Det økte med 4.", "Det gikk ned med 4.", False),
        ("Det økte med 4.", "Det økte med fire.", False),
        ("Det økte med 4.", "det økte med 5.", False),
        ("Det økte med 4.", "Det økte med 4 i 2025.", False),
    ],
)  # fmt: skip
def test_sentences_that_differ_in_numbers_alone(old, new, alone):
    assert in_numbers_alone(old, new) is alone


def test_a_sentence_that_says_something_else_is_told_anew():
    old = "Antallet brukere er regnet ut av svarene fra alle kommuner."
    new = "Vi vet lite om hvor mange som får hjelp av andre."
    assert differences(old, new) == [Piece(Op.OUT, old), Piece(Op.IN, new)]


def test_what_is_shortened_ends_no_sentence():
    assert sentences("Det er ca. 12 her, jf. Tabell 3. Neste står i nr. 4.") == [
        "Det er ca. 12 her, jf. Tabell 3. ", "Neste står i nr. 4."
    ]  # fmt: skip
