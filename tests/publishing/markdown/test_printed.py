"""Markdown from a cell: an author's marks are read, and nothing else becomes part of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.markdown.escape import markdown
from publishing.markdown.printed import what_is_wrong

GOOD = [
    "Dette er **fet** tekst med [lenke](https://example.org), @tbl-2-1 og [@kilde, s. 4].",
    "### Del\n\n- en\n- to\n\n1 < 2 og a<b, <https://example.org>",
    "::: {.callout-note}\nTekst.\n:::",
    "```python\nif a < b: print('<x>')\n```",
    "`<b>` og \\<b>",
    "| a | b |\n|---|---|\n| 1 | 2 |",
]
WRONG = {
    "a <script>alert(1)</script>": "HTML",
    "</div>": "HTML",
    "<!DOCTYPE html>": "HTML",
    "tekst <!-- skjult -->": "a comment",
    "```{=typst}\n#panic()\n```": "a raw block",
    "```{python}\n1\n```": "a raw block",
    "`#panic()`{=typst}": "raw markup",
    "{{< include a.qmd >}}": "a shortcode",
    "[x](javascript:alert(1))": "a link to a script",
    "[x]( file:///etc/passwd)": "a link to a script",
    "`{python} x`": "an expression",
    "# Ny tittel": "level 1",
    "```\nkode": "a code block without end",
    "::: {.a}\ntekst": "a block (:::) without end",
    "tekst\n\n:::\n": "did not begin",
    "---\ntitle: x\n---\n": "front matter",
}


@pytest.mark.parametrize("text", GOOD)
def test_what_an_author_writes_is_read(text):
    assert what_is_wrong(text) is None


@pytest.mark.parametrize(("text", "what"), WRONG.items())
def test_what_would_leave_its_place_is_refused(text, what):
    assert what in what_is_wrong(text).what


@given(st.text())
def test_what_is_made_plain_is_never_refused(text):
    assert what_is_wrong(f"Fra data: {markdown(text)}.") is None
