"""Addresses in Markdown: those that lead somewhere, and none of what only looks like one."""

from pathlib import Path

import pytest

from publishing.markdown.escape import markdown
from publishing.markdown.links import addresses, moved


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[b](c)", ["c"]),
        ("![b](c.png) og [d](<e f>)", ["c.png", "e f"]),
        (r"[b\\\\](c)", ["c"]),
        (r"\[b\](c)", []),
        (r"\\\[b\\\](c)", []),
        ("`[b](c)`", []),
        (markdown("*A* [b](c) ![d](e) \\[f](g)"), []),
    ],
)
def test_an_address_is_one_that_is_read_as_one(text, found):
    assert [address for _, _, address in addresses(text)] == found


def test_text_that_only_looks_like_a_link_stays_when_a_text_is_moved():
    plain = markdown("[b](c)")
    text = moved(f"{plain} og [d](e)", Path("chapters"), Path("enheter"))
    assert text == f"{plain} og [d](<../chapters/e>)"
