"""The one reader of Markdown: what is prose, what is code, what is a comment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.markdown.reader import (
    code_spans,
    front_end,
    heading,
    read_front,
    read_lines,
    stretches,
)

PIECES = ["a", "``` {python}", "```", "~~~~", "> ```", "- ~~~", "    ```", "<!-- x", "y -->",
          "<!-- z -->", "`<!--`", "# T", "", "`b`", "1. ```r", "``", "b <!-- c --> d"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n```\nb\n```\nc", "a|c"),
        ("- a\n  ```\n  b\n  ```\nc", "- a|c"),
        ("- ```\n  b\n  ```\nc", "c"),
        ("> ```\n> b\n> ```\nc", "c"),
        ("1. ~~~\n   b\n   ~~~\nc", "c"),
        ("````\n```\nb\n````\nc", "c"),
        ("~~~\n```\nb\n~~~\nc", "c"),
        ("```\nb", ""),
        ("```a``` b\nc", "```a``` b|c"),
        ("a <!-- b --> c\nd", "a  c|d"),
        ("a\n<!-- b\n# c\n```\n-->\nd", "a|d"),
        ("```\n<!--\n```\na\n-->", "a|-->"),
        ("a <!-- b\nc", "a <!-- b|c"),
        ("`<!--` a\n--> b", "`<!--` a|--> b"),
        ("`a <!--\nb` --> c", "`a <!--|b` --> c"),
        ("`a\n<!-- ` --> b", "`a| b"),
        ("`a\n\nb <!-- ` --> c", "`a||b  c"),
        ("-> a\n---\n**b**", "-> a|---|**b**"),
    ],
)
def test_what_is_prose(text, shown):
    assert "|".join(line.said for line in read_lines(text) if line.prose) == shown


def test_a_fence_tells_what_stands_before_and_after_its_mark():
    (line, *_) = read_lines("> - ```` {.x}\n> ````")
    assert line.fence == ("> - ", "````", " {.x}")


def test_code_spans_are_those_of_running_text():
    text = "a `b` ``c`` \\`d\n\n`e\nf` <!-- `g` -->\n```\n`h`\n```\n`i`"
    assert [inner for *_, inner in code_spans(text)] == ["b", "e\nf", "i"]
    assert all(text[a:b] == f"`{inner}`" for a, b, inner in code_spans(text))


@given(st.lists(st.sampled_from(PIECES)).map("\n".join))
def test_nothing_is_lost_and_nothing_is_said_twice(text):
    lines = list(read_lines(text))
    assert "\n".join(line.text for line in lines) == text
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert all(text[line.start : line.start + len(line.text)] == line.text for line in lines)
    said = "".join(line.said for line in lines)
    assert "".join(stretch for _, stretch in stretches(text)).replace("\n", "") == said
    assert all(text[at : at + len(stretch)] == stretch for at, stretch in stretches(text))
    assert all(not line.parts for line in lines if line.kind == "code")


def test_front_matter_ends_where_quarto_ends_it():
    assert read_front("---\na: 1\n---\nb") == ({"a": 1}, "b")
    assert read_front("---\na: 1\n...  \nb") == ({"a": 1}, "b")
    assert read_front("---\na: 1\nb") == ({}, "---\na: 1\nb")
    assert read_front("a\n---\nb\n---") == ({}, "a\n---\nb\n---")
    assert front_end(["---", "a: 1"]) is None
    assert front_end(["a"]) == front_end([]) == 0


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("## A {#sec-a .b}", (2, "A", "sec-a", frozenset({"b"}))),
        (r"## A \{.b\}", (2, r"A \{.b\}", "", frozenset())),
        (r"## A \{.b\} {.c}", (2, r"A \{.b\}", "", frozenset({"c"}))),
        (r'## A {x="\}"}', (2, "A", "", frozenset())),
    ],
)
def test_escaped_braces_of_a_heading_are_text(line, read):
    assert heading(line) == read
