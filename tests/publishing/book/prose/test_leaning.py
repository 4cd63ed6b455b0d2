"""A sentence that leans on one that is left out goes with it."""

from __future__ import annotations

import pytest

from project.records import InlineRecord
from publishing.book.prose.blocks import MarkdownBlock


def told(source: str, *texts: str) -> str:
    """What is left; a sign is a number that is not known, «–» a condition that does not hold."""
    records = tuple(
        InlineRecord("x", text, None, "fte" if text[:1].isdigit() else None, sign)
        for text in texts
        for sign in [text if text in (":", "..", ".", "–") else ""]
    )
    return MarkdownBlock(source.replace("§", "`{python} x`"), 1, records).text


FIRST = "§ prosent av dem har en plan.\n"
LAST = "Der det er slik, har § årsverk økt.\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "For barn og unge er andelen § prosent.\n",
        "I § var andelen § prosent.\n",
        "I tjenestene til barn og unge er det § prosent.\n",
        "I 2017 var fordelingen §, 26 og 10 prosent.\n",
        "Andelen var § prosent året før.\n",
        "Den § til 2025.\n",
        "Siden den gang har § økt.\n",
        "Siden § har andelen falt med §.\n",
        "Deretter kommer § med mindre.\n",
        "Så følger §.\n",
        "Lavest ligger §, med lite.\n",
        "Det samme gjelder §.\n",
        "Det er en økning på §.\n",
        "Da er egne tilbud regnet med.\n",
        "Året før var andelene §, 56 og 40 prosent.\n",
        "Ytterligere § prosent planlegger det.\n",
        "For voksne med slike problemer er § vanligst.\n",
    ],
)
def test_what_leans_on_a_sentence_that_is_gone_goes_too(sentence: str) -> None:
    numbers = ["40"] * sentence.count("§")
    kept = told(FIRST + sentence + LAST, "9", *numbers, "3")
    assert kept.count("\n") == 3
    gone = told(FIRST + sentence + LAST, "..", *numbers, "3")
    assert gone == "Der det er slik, har 3 årsverk økt.\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "For barn og unge har § prosent en plan.\n",
        "De som svarte, er § kommuner.\n",
        "Andelen som har en plan, er § prosent.\n",
        "Størst er nedgangen i §.\n",
        "Det vanligste svaret er §.\n",
        "I § ble det rapportert mange årsverk.\n",
    ],
)
def test_what_stands_alone_stays(sentence: str) -> None:
    assert told(FIRST + sentence, "..", "40") == sentence.replace("§", "40")


def test_it_leans_on_the_last_that_stands_alone() -> None:
    source = FIRST + "For rus er andelen § prosent.\nFor vold er andelen § prosent.\n"
    assert told(source, "9", "..", "4").endswith("plan.\nFor vold er andelen 4 prosent.\n")
    assert told(source, "..", "3", "4") == ""


def test_nothing_leans_on_a_sentence_whose_condition_does_not_hold() -> None:
    source = FIRST + "§.\nFor rus er andelen § prosent.\n"
    assert (
        told(source, "9", "–", "4")
        == "9 prosent av dem har en plan.\nFor rus er andelen 4 prosent.\n"
    )


def test_the_first_of_a_paragraph_leans_on_nothing() -> None:
    assert told(FIRST + "\nFor rus er andelen § prosent.\n", "..", "4").strip() == (
        "For rus er andelen 4 prosent."
    )
