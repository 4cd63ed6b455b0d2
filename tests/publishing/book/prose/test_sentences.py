"""What lacks a number is left out of a published page, with what stands around it."""

from __future__ import annotations

import pytest

from project.records import InlineRecord
from publishing.book.prose.blocks import MarkdownBlock


def shown(source: str, *texts: str) -> MarkdownBlock:
    """A block whose expressions gave these texts; a sign is a number that is not known."""
    records = (
        InlineRecord("x", text, None, "fte", text if text in (":", "..", ".") else "")
        for text in texts
    )
    return MarkdownBlock(source.replace("§", "`{python} x`"), 10, tuple(records))


@pytest.mark.parametrize(
    ("source", "texts", "left"),
    [
        ("Det er § kommuner.\nAv dem vet § ikke.\n", ("4", ":"), "Det er 4 kommuner.\n"),
        ("Bolig er viktig. § vet. Derfor.\n\nNytt.\n", (":",), "\nNytt.\n"),
        ("I § er det slik. § vet. Derfor.\n\nNytt.\n", ("2025", ":"), "\nNytt.\n"),
        ("§ vet. Mange. § vet ikke.\n", ("4", ":"), "4 vet. Mange. "),
        ("[^a]: Kilden er god. § vet.\n", (":",), "[^a]: Kilden er god. "),
        ("Det er § kommuner. § vet ikke. Slutt.\n", ("4", ".."), "Det er 4 kommuner. Slutt.\n"),
        ("§ vet\nikke.\n\nSlutt.\n", (":",), "\nSlutt.\n"),
        ("- *Egne:* §\n- *Andre:* §.\n", ("..", "to"), "- *Andre:* to.\n"),
        ("- Først. Så §.\n", (":",), ""),
        ("## Antall §\n\nTekst.\n", (":",), "## Antall \\:\n\nTekst.\n"),
        ("| a | § |\n|---|---|\n", (":",), "| a | \\: |\n|---|---|\n"),
        (":::: {}\n§\n\nen økning på §\n::::\n", ("..", ".."), ":::: {}\n\\.\\.\n\n::::\n"),
        ("De nevner dette:\n\n- §\n- §.\n\nSlutt.\n", (":", ":"), "\n\nSlutt.\n"),
        ("De nevner:\n\n- §\n- §.\n", (":", "to"), "De nevner:\n\n- to.\n"),
        ("Se St. 23 (§). Ferdig §.\n", (":", "nå"), "Ferdig nå.\n"),
        ("Ingen mangler noe i §.\n", ("2025",), "Ingen mangler noe i 2025.\n"),
        ("<!-- § -->\nAlt er § her.\n", ("4",), "<!-- `{python} x` -->\nAlt er 4 her.\n"),
    ],
)
def test_only_whole_sentences_go(source: str, texts: tuple[str, ...], left: str) -> None:
    assert shown(source, *texts).text == left


def test_an_expression_that_is_a_whole_sentence_goes_alone() -> None:
    texts = {"a": ("Det er mange.", ""), "b": (".", "."), "c": ("Slik er det.", "")}
    records = tuple(
        InlineRecord(name, text, None, None, sign) for name, (text, sign) in texts.items()
    )
    block = MarkdownBlock("`{python} a`\n`{python} b`\n`{python} c`\nSlutt.\n", 1, records)
    assert block.text == "Det er mange.\nSlik er det.\nSlutt.\n"


def test_what_is_left_out_is_told_with_line_and_sign() -> None:
    (gone,) = shown("Alle § er kjent.\nBare § av dem\nvet.\n", "4", "..").left_out
    assert (gone.line, gone.sign) == (11, "..")
    assert gone.words == "Bare `{python} x` av dem vet."


def test_a_whole_sentence_of_one_expression_goes_and_a_lone_number_stays() -> None:
    word = InlineRecord("x", "Det er ..", None, None, "..")
    assert MarkdownBlock("Før.\n\n`{python} x`\n", 1, (word,)).text == "Før.\n\n"
    number = InlineRecord("x", "..", None, "fte", "..")
    assert MarkdownBlock("Før.\n\n`{python} x`\n", 1, (number,)).text == "Før.\n\n\\.\\.\n"
