"""What is printed, as a terminal shows it, in signs that every file can hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.manuscript.shown.outputs import kept
from publishing.manuscript.shown.terminal import as_seen, clean


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("\x1b[1;31mrød\x1b[0m \x1b]0;tittel\x07slutt \x1b(Bx\x9b0m", "rød slutt x"),
        ("  0%\r 50%\r100%\nferdig", "100%\nferdig"),
        ("lang linje\rkort", "kortlinje"[:4] + " linje"),
        ("ab\b\bc\r\nd", "cb\nd"),
        ("a\x00b\x07c\x7f\x85d", "abc\nd"),
        ("\u202eabc\u2066\u200f\ufeff", "abc"),
        ("\ud83d\ude00 \ud800x", "\U0001f600 ?x"),
        ("æøå\t«10\u202f000»\n", "æøå\t«10\u202f000»\n"),
    ],
)
def test_it_is_what_a_terminal_shows(printed, seen):
    assert as_seen(printed) == seen


@given(st.text(st.characters(exclude_categories=[])))
def test_no_sign_is_left_that_a_file_cannot_hold(text):
    for shown in (as_seen(text), clean({"a": [text]})["a"][0]):
        shown.encode("utf-8")
        bad = {"Cs", "Cc"}
        assert not [s for s in shown if unicodedata.category(s) in bad and s not in "\n\t\r\v\f"]
        assert not set(shown) & set("\u202a\u202e\u2066\u2069\x1b\x00")


def test_a_million_lines_and_a_line_of_a_million_signs_take_no_time():
    lines = [{"output_type": "stream", "name": "stdout", "text": "linje\n"}] * 300_000
    (output,) = kept(lines)
    assert output["text"] == "linje\n" * 300_000
    (output,) = kept([{"output_type": "stream", "name": "stdout", "text": "</" * 500_000}])
    assert len(output["text"]) == 1_000_000
