"""A heading of which nothing is left goes with what stood under it."""

from __future__ import annotations

import pytest

from publishing.book.prose.headings import Told, hollow
from publishing.book.prose.sentences import LeftOut


def told(source: str) -> Told:
    """A text in which each line that begins with § is gone."""
    gone, at = [], 0
    for line in source.splitlines(keepends=True):
        if line.startswith("§"):
            gone.append(LeftOut(at, at + len(line), 1, line.strip(), ":"))
        at += len(line)
    return Told(source, 10, gone)


def headings(*sources: str | None) -> list[str]:
    blocks = [source if source in (None, "..") else told(source) for source in sources]
    return [gone.words for found in hollow(blocks) for gone in found]


@pytest.mark.parametrize(
    ("sources", "gone"),
    [
        (("## A\n\n§ a\n\n## B\n\nTekst.\n",), ["## A"]),
        (("## A\n\n§ a\n\nTekst.\n",), []),
        (("## A\n\n§ a\n### B\n\n§ b\n## C\n\nTekst.\n",), ["## A", "### B"]),
        (("## A\n\n§ a\n### B\n\nTekst.\n",), []),
        (("## A\n\n§ a\n### B {#sec-b}\n\n§ b\n",), ["## A", "### B {#sec-b}"]),
        (("## A\n\n::: {.x}\n§ a\n:::\n<!-- se under -->\n",), ["## A"]),
        (("## A\n\n## B\n\n§ b\n",), ["## B"]),
        (("# A\n\n§ a\n",), []),
        (("## A\n\n§ a\n", None), []),
        (("## A\n", "§ a\n", "## B\n\nTekst.\n"), ["## A"]),
        (("## A\n\n", "..", "## B\n\nTekst.\n"), ["## A"]),
        (("## A\n\nTekst.\n", "..", "## B\n\nTekst.\n"), []),
        (("## A\n\n```\n# kode\n```\n",), []),
    ],
)
def test_only_headings_of_which_nothing_is_left_go(
    sources: tuple[str | None, ...], gone: list[str]
) -> None:
    assert headings(*sources) == gone


def test_a_heading_is_told_with_its_line_and_the_sign_of_what_was_under_it() -> None:
    ((gone,),) = hollow([told("Tekst.\n\n## A {.unnumbered}\n\n§ a\n")])
    assert (gone.line, gone.sign, gone.words) == (12, ":", "## A {.unnumbered}")
