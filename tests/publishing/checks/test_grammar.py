"""A reader's grammar: what it stops at, and what it lets pass."""

import pytest

from publishing.checks.grammar import misread, sentences
from publishing.checks.grammar_rules import RULES

WRONG = {
    "level from": "Andelen var uendret fra 58 til 59 prosent.",
    "level to": "Andelen var uendret fra 2024, til 59 prosent.",
    "no way": "Antallet gikk fra 145 til 145.",
    "rise that falls": "Andelen økte fra 58 prosent i 2024 til 44 prosent i 2025.",
    "fall that rises": "Årsverkene gikk ned fra 1\u202f200 til 1\u202f300.",
    "change of nothing": "Det er en økning på 0 prosentpoeng.",
    "signed change": "Tjenestene økte med −3 årsverk.",
    "back in time": "Slik var det fra 2025 til 2024.",
    "verb before its subject": "Fra 2023 til 2024 gikk ned det samlede antallet.",
    "against itself": "Andelen er 72 prosent, mot 72 prosent året før.",
    "than after like": "Det er like mange kommuner enn i 2024.",
    "like and unlike": "Det er like vanlig for barn (40 prosent) som for voksne (41 prosent).",
    "more that is less": "De har oftere team: 3 prosent mot 13 prosent.",
    "ends that meet": "Mellom fylkene er spennet fra 0 prosent i nord til 0 prosent i sør.",
    "span of nothing": "Mellom gruppene skiller det på det meste 0 prosentpoeng.",
    "between one and the same": "Spennet er størst mellom «alt» og «alt».",
    "first of nothing": "Flest svarte ja, med 0 prosent.",
    "first and last alike": "Høyest er Oslo med 9 prosent og lavest Agder med 9 prosent.",
    "all are first": "Høyest ligger alle, med 4 prosent.",
    "none is first": "Mest økte ingen, med 4 årsverk.",
    "one of many": "1 kommuner svarte.",
    "many of one": "To kommune svarte.",
    "none of them": "Av de 0 svarte noen.",
    "all one": "Alle de én tjenestene falt.",
    "two negations": "Ingen kommuner svarte ikke.",
    "none and none": "Det er henholdsvis ingen og ingen bak tallene.",
    "more than all": "104 prosent av kommunene svarte.",
    "share that is another": "20 prosent, altså nær halvparten, svarte.",
    "some who are none": "Det er noen som ikke vet: 0 prosent for begge.",
    "doubled word": "Svarene er er kodet.",
    "doubled unit": "Det er 20 prosent prosent.",
    "nothing in a list": "De nevner a, , og b.",
    "leftover": "I {year} svarte alle.",
    "sign for a number": "I alt har : prosent svart.",
    "space": "Alle svarte .",
    "stops": "Alle svarte..",
    "minus": "Endringen var -4 prosent.",
    "decimal comma": "Endringen var 4.5 prosent.",
    "thousands": "I alt var det 16220 årsverk.",
    "percent sign": "Det gjelder 40 % av dem.",
    "small beginning": "alle svarte på spørsmålet.",
}
RIGHT = """\
Andelen var uendret på 58 prosent, og den var uendret fra 2024.
Andelen økte fra 58 prosent i 2024 til 59 prosent i 2025, mens den gikk ned fra 2020 til 2022.
Andelen var 58 prosent, som i 2024, og 3 prosent mot 13 prosent har en plan.
Tallet er 16\u202f220, en nedgang på 0,5 prosent (−0,5 prosent i alt).
De største kommunene svarer 0 prosent, og tre av dem vet ikke.
Store ligger høyest i alle år.
Én kommune og 21 kommuner svarte «31–50 %», og tilbudet dekker 102 prosent.
Meld. St. 23 (2022–2023) står i [kapitlet](04.qmd#sec-x) og @tbl-3-1 (@fig-1-2).
"""


def found(text: str) -> list[str]:
    return [one.rule for one in misread({"page": sentences(text)})]


@pytest.mark.parametrize("rule", WRONG)
def test_every_rule_finds_what_it_is_for(rule: str) -> None:
    assert rule in found(WRONG[rule])


def test_every_rule_is_tried() -> None:
    assert set(WRONG) == {rule.name for rule in RULES}


def test_good_sentences_pass() -> None:
    assert found(RIGHT) == []


def test_a_misreading_says_where_what_and_why() -> None:
    (one,) = misread({"chapters/05-x.qmd": sentences("Alle svarte. To kommune vet ikke.")})
    assert str(one) == (
        "chapters/05-x.qmd: 'To kommune' (many of one: more than one is in the plural): "
        "To kommune vet ikke."
    )


def test_headings_tables_and_code_are_no_sentences() -> None:
    text = "# to kommune\n\n| a | 1 kommuner |\n|---|---|\n\n```\n1 kommuner\n```\n\nAlle svarte.\n"
    assert list(sentences(text)) == ["Alle svarte."]
