"""A reader's grammar: what it stops at, and what it lets pass."""

import pytest

from publishing.checks.grammar import misread, sentences
from publishing.checks.grammar_rules import RULES

WRONG = {
    "level from": "Andelen var uendret fra 58 til 59 prosent.",
    "level to": "Andelen var uendret fra 2024, til 59 prosent.",
    "no way": "Antallet gikk fra 145 til 145.",
    "ends that are one": "0 til 0 prosent av kommunene mangler fagfolk.",
    "contrast of alike": "De store økte med 4, mens de små økte med 3.",
    "rise that falls": "Andelen økte fra 58 prosent i 2024 til 44 prosent i 2025.",
    "fall that rises": "Årsverkene gikk ned fra 1\u202f200 til 1\u202f300.",
    "change of nothing": "Det er en økning på 0 prosentpoeng.",
    "signed change": "Tjenestene økte med −3 årsverk.",
    "back in time": "Slik var det fra 2025 til 2024.",
    "verb before its subject": "Fra 2023 til 2024 gikk ned det samlede antallet.",
    "moved in none": "Fra 2024 til 2025 økte andelen i ingen av de 15 fylkene.",
    "percent of no change": "Tilbudet var uendret (0,0 prosent) og har 9 prosent av årsverkene.",
    "percent of nothing": "Det er 300 årsverk, en økning på 1 årsverk (0 prosent).",
    "both alike": "Andelen for rus var uendret, og andelen for ROP-lidelser var uendret.",
    "still since then": "I 2023 var den 59 prosent, og siden da er det ingen endring.",
    "each the same": "Bak tallene står henholdsvis 14 og 14 svar.",
    "the same places": "Møter mangler i Finnmark og Nordland, og en modell i Finnmark og Nordland.",
    "level in a year": "Andelen var uendret på 58 prosent på ett år.",
    "count against itself": "45 svarte nei i 2025, mot 45 i 2023.",
    "alike and not comparable": "Like mange har svart, så antallet kan ikke sammenliknes.",
    "between one number": "Andelen ligger mellom 100 og 100 prosent.",
    "commonest and rarest alike": "Den vanligste har 9 prosent, den minst vanlige 9 prosent.",
    "told of nobody": "0 nevner andre leverandører.",
    "one in the plural": "Bak tallene står bare de 1 kommunene med team.",
    "one of the neuter": "Andelen økte i én av de 15 fylkene.",
    "two of nothing": "For voksne planlegger 0 og 0 prosent det.",
    "further nothing": "Ytterligere 0 prosent planlegger det.",
    "nothing in brackets": "0 prosent av dem som svarte (ingen kommuner), har et system.",
    "all and nearly all": "Det gjelder 100 prosent, altså nesten alle.",
    "next with nothing": "Vanligst er kurs, med 9 prosent, og så følger råd, med 0 prosent.",
    "gender of one": "Svarene gjelder én tema.",
    "none of none": "Det gjelder ingen av ingen grupper.",
    "none in none": "I ingen av de 15 fylkene svarte ingen i stor grad.",
    "all do not": "20 prosent mener det, og alle vet ikke.",
    "all and the rest": "Alle har en slik modell, og 0 prosent har det ikke.",
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
    "many after each": "Hos hver femte kommuner er det slik.",
    "few who are many": "Bak tallene står 323 kommuner, og det er så få at én teller mye.",
    "none of them": "Av de 0 svarte noen.",
    "all one": "Alle de én tjenestene falt.",
    "two negations": "Ingen kommuner svarte ikke.",
    "all of neither": "Det betyr at alle verken har gjort eller planlegger noe.",
    "worth a note that is none": "Merk at verken flere eller færre svarte enn året før.",
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
    "hanging opening": "I motsatt ende står øvrige årsverk.",
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
De store økte med 4, mens de små gikk ned med 3.
Hver femte kommune vet det, og halvparten av kommunene svarte.
Fra 33 til 50 prosent mangler fagfolk, og 12 kommuner er så få at én teller mye.
I motsatt ende står øvrige årsverk, som gikk ned.
Andelen ligger mellom 41 og 45 prosent, og i tre av de 15 fylkene svarte ingen det.
Det er mer enn de 1\u202f142 årsverkene, mot 44 i 2024 og 46 året før.
Ingen svarer at de har det, og 0 prosent svarer nei.
0 prosent vet ikke, og 45 svarte nei i 2025, mot 70 i 2023.
Andelen økte, og andelen for ROP-lidelser gikk ned, med henholdsvis 14 og 14,5 prosentpoeng.
Det er en økning på 1 årsverk, og i Oslo en nedgang på 30 årsverk (−10,0 prosent).
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


def test_a_setting_that_an_engine_fills_in_is_a_word():
    assert list(
        sentences("Vis til {{< meta book.title >}}, utgave {{< meta is248.edition >}}.")
    ) == ["Vis til X, utgave X."]
