"""Numbers typed by hand are found, and what may be typed is left alone."""

import pytest

from publishing.checks.typed_numbers import check_prose, check_text

BAD = [
    ("Det var 372 enheter i alt.", "372"),
    ("Andelen er 7,5 prosent.", "7,5 prosent"),
    ("Andelen er 12 %.", "12 %"),
    ("Årsverkene falt med –212 på ett år.", "–212"),
    ("I alt 16\u202f220 årsverk er rapportert.", "16 220"),
    ("I 2024 var det 3 som ikke svarte.", "3"),
    ("Vi fant femti prosent flere.", "femti prosent"),
    ("Tjueto årsverk kom til.", "Tjueto årsverk"),
    ("Hver tredje kommune har en plan.", "Hver tredje"),
    ("To tredjedeler har en plan.", "To tredjedeler"),
    ("Om lag halvparten svarte ja.", "halvparten"),
    ("Fire av ti er fornøyd.", "Fire av ti"),
    ("Svaret er `{python} x`, altså 5 flere.", "5"),
    ("Mer enn 300 prosent flere.", "300 prosent"),
]
GOOD = [
    "Det var `{python} n` enheter, `{python} f'{a} av 10'` i alt.",
    "Feltarbeidet varte fra 19. juni til 4. juli 2025.",
    "Tallene for 2017–2025 og 2024-tallene står i tabell 3.1 og 3.2.",
    "Se kapittel 4 og 5, @tbl-3-2, @sec-07-hovedforlop og figur 6.1.",
    "Etter § 3-1 og §§ 4-1 og 4-2 har kommunen ansvaret.",
    "Prop. 112 L (2024–2025), Meld. St. 23 (2022–2023) og NOU 2019: 14 sier det samme.",
    "IS-24/8 er et skjema, COVID-19 en sykdom og ICD-10 et kodeverk.",
    "Andelen var 12 prosent i en annen studie [@ose2024].",
    "Barn under 18 år og voksne 18 år og eldre, unge 16–24 år og 20-åringer.",
    "Årsverk per 10\u202f000 innbyggere, og pr. 1 000.",
    "Prosentene blir mer enn 100 prosent fordi flere svar var mulige.",
    "1. Først dette",
    "Se [nettsiden](https://example.org/a/12345) <https://example.org/7>.",
    "En fotnote[^12] og $x = 5$.",
    "![Tekst](bilde7.png){#fig-1 width=80%}",
    "Gruppen Løp 2 og gruppen 2 000–5 000 er navn i skjemaet.",
]


@pytest.mark.parametrize(("sentence", "found"), BAD)
def test_a_statistic_typed_by_hand_is_found(sentence, found):
    hits = check_text(f"---\ntitle: x\n---\n\n{sentence}\n", "chapters/01-x.qmd")
    assert [hit.found for hit in hits] == [found]
    assert hits[0].line == 5
    assert str(hits[0]).startswith(f"chapters/01-x.qmd:5: '{found}'")
    assert hits[0].sentence == sentence


@pytest.mark.parametrize("sentence", GOOD)
def test_what_may_be_typed_is_left_alone(sentence):
    assert check_text(sentence, "x.qmd", names=["Løp 2", "2\u202f000–5 000", "Ja"]) == []


def test_only_the_sentence_with_the_citation_is_excused():
    text = "Andelen var 12 prosent [@ose2024]. Her er den 15 prosent."
    assert [hit.found for hit in check_text(text, "x.qmd")] == ["15 prosent"]


def test_code_headings_front_matter_and_comments_are_no_prose(tmp_path):
    (tmp_path / "x.qmd").write_text(
        "---\ntitle: 99\n---\n\n# De 10 store\n\n```{python}\nn = 42\n```\n\n"
        "````\n```\n43\n```\n````\n\n<!-- 44\n45 -->\n::: {.x n=46}\nHer er 47.\n:::\n",
        encoding="utf-8",
    )
    hits = check_prose(tmp_path, ["x.qmd"])
    assert [(hit.line, hit.found) for hit in hits] == [(20, "47")]
