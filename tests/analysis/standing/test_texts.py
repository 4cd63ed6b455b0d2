"""The notebook of a page, whole: what readers read of units and groups of every kind."""

# ruff: noqa: E501 - sentences stand whole
from __future__ import annotations

import random
import re
from collections.abc import Mapping

import pytest
from unitpages import texts

from analysis.standing.facts import (
    UNIT,
    Answered,
    Beside,
    Cell,
    Earlier,
    Facts,
    Given,
    Measures,
    Part,
    Returned,
    Told,
)  # fmt: skip
from publishing.checks.grammar import misread, sentences

pytestmark = pytest.mark.slow

YEAR = 2025
CODES = ("adults", "children", "all")
LABELS = {"adults": "Voksne", "children": "Barn og unge"}
PLACED, EARLIER = "## Sammenliknet med andre", "## Tidligere år"
ANSWERS = "## Svar på enkeltspørsmål"


def by_code(*cells: Cell) -> dict[str, Cell]:
    return dict(zip(CODES, cells, strict=True))


def facts(
    fte: Mapping[str, Cell],
    rate: Mapping[str, Cell],
    *,
    like: tuple[float, ...] = (10, 20, 30),
    **more: object,
) -> Facts:
    """A unit's facts, its rates among some others."""
    every = {
        code: tuple(sorted([*like, rate[code]] if isinstance(rate[code], int | float) else like))
        for code in LABELS
    }  # fmt: skip
    beside = (
        Beside(
            "size_group", "2 000–5 000", "kommuner med 2 000–5 000 innbyggere", by_code(30, 40, 32)
        ),
        Beside("county", "Nordland", "Nordland", by_code(27, 23, 26), "county-nordland"),
        Beside("country", "Landet", "Landet", by_code(28, 35, 29)),
    )
    given = {"key": "9102", "name": "Ås kommune", "kind": UNIT, "noun": "kommunene", "beside": beside,
             "called": "kommuner med 2 000–5 000 innbyggere", "made": False, **more}  # fmt: skip
    return Facts(
        edition=YEAR, labels=LABELS, measures=Measures(dict(fte), dict(rate)), like=every, **given
    )  # type: ignore[arg-type]


NORMAL = facts(by_code(7, 3, 10), by_code(21, 34, 24))
CASES = {
    "usual": NORMAL,
    "none": facts(by_code(0, 0, 0), by_code(0, 0, 0)),
    "nearly none": facts(by_code(0, 0, 0), by_code(0, 3, 1)),
    "half": facts(by_code(0, 1, 1), by_code(14, 221, 46)),
    "apart": facts(by_code(2, 2, 5), by_code(14, 21, 16)),
    "nobody": facts(by_code(454, 0, 454), by_code(None, None, None)),
    "silent": facts(by_code("..", 3, ".."), by_code("..", 34, ".."), silent=("adults",)),
    "mute": facts(by_code("..", "..", ".."), by_code("..", "..", ".."), silent=("adults", "children")),
    "carried": facts(by_code(7, 3, 10), by_code(21, 34, 24), carried={"adults": 2024}),
    "all carried": facts(
        by_code(7, 3, 10), by_code(21, 34, 24), carried={"adults": 2024, "children": 2024}
    ),
    "carried apart": facts(
        by_code(7, 3, 10), by_code(21, 34, 24), carried={"adults": 2024, "children": 2023}
    ),
    "alone": facts(by_code(7, 3, 10), by_code(21, 34, 24), like=()),
    "two": facts(by_code(7, 3, 10), by_code(21, 34, 24), like=(34,)),
    "alike": facts(by_code(7, 3, 10), by_code(21, 34, 24), earlier=(Earlier(2024, by_code(5, 3, 8)),)),
    "merged": facts(
        by_code(7, 3, 10), by_code(21, 34, 24),
        earlier=(
            Earlier(
                2013, by_code(5.5, 2.5, 8.0),
                (Part("1", "Ås", Measures(by_code(3.5, 0.5, 4.0))), Part("2", "By", Measures(by_code(2.0, 2.0, 4.0)))),
                ("Brudd i 2015: Rusarbeid kom med.",),
            ),
        ),
    ),
    "sums apart": facts(
        by_code(7, 3, 10), by_code(21, 34, 24),
        earlier=(Earlier(2013, by_code(1202.6, 264.3, 1466.8), (), ("Brudd i 2015: Rusarbeid kom med.",)),),
    ),
    "split in Oslo": facts(
        by_code(7, 3, 10), by_code(21, 34, 24), noun="bydelene", name="Bydel Øst", called="bydelene i Oslo",
        beside=(
            Beside("size_group", "Bydeler i Oslo", "bydelene i Oslo", by_code(24, 34, 26), goes_without_saying=True),
            Beside("county", "Oslo", "Oslo", by_code(24, 34, 26), "county-oslo"),
            Beside("country", "Landet", "Landet", by_code(28, 35, 29)),
        ),
    ),
    "parted": facts(by_code(7, 3, 10), by_code(21, 34, 24), split=("Tysfjord",)),
    "district": facts(by_code(7, 3, 10), by_code(21, 34, 24), noun="bydelene", mixed=True, name="Bydel Øst"),
    "told": facts(
        by_code(7, 3, 10), by_code(21, 34, 24),
        told=(Told("14.7", "Kveldstid, 2025.", "14-x.qmd#tbl-14-7", "Andel ja", "percent", "80", "47"),
              Told("14.9", "Helger, 2025.", "14-x.qmd#tbl-14-9", "Andel ja", "percent", "47", "47"),
              Told("6.2", "Årsverk. Størrelse", "06-x.qmd#tbl-6-2")),
        links=(Told("B.1", "Alle", "vedlegg-b.qmd#tbl-b-1"),),
    ),
    "answers": facts(
        by_code(7, 3, 10), by_code(21, 34, 24),
        returns=(
            Returned("Voksne", (Answered("plan", "Har dere plan?", (Given("a", "Ja", 62), Given("b", "Nei", 9))),)),
            Returned("Barn og unge", ()),
        ),
    ),
    "speechless": facts(
        by_code(7, 3, 10), by_code(21, 34, 24), returns=(Returned("Voksne", ()), Returned("Barn og unge", ())),
    ),
    "county": facts(
        by_code(70, 30, 100), by_code(21, 34, 24), kind="county", name="Nordland", called="fylkene",
        beside=(Beside("country", "Landet", "Landet", by_code(28, 35, 29)),),
        parts=tuple(Part(f"180{i}", f"By {i}", Measures(by_code(7, 3, 10), by_code(21, 34, 24))) for i in range(9)),
    ),
    "trust": facts(
        by_code(70, 30, 100), by_code(21, 34, 24), kind="health_trust", name="Nord HF",
        called="områdene til helseforetakene", noun="kommunene og bydelene",
        beside=(Beside("country", "Landet", "Landet", by_code(28, 35, 29)),),
        parts=tuple(Part(f"180{i}", f"By {i}", Measures(by_code(7, 3, 10), by_code(21, 34, 24))) for i in range(2)),
    ),
    "large": facts(
        by_code(70, 30, 100), by_code(21, 34, 24), kind="county", name="Innlandet", called="fylkene",
        beside=(Beside("country", "Landet", "Landet", by_code(28, 35, 29)),),
        parts=tuple(Part(f"34{i}", f"By {i}", Measures(by_code(7, 3, 10), by_code(21, 34, 24))) for i in range(31)),
    ),
}  # fmt: skip


def anyone(seed: int) -> Facts:
    """Facts of a unit of any size and rate, known or not."""
    rng = random.Random(seed)
    adults, children = (rng.choice([0, 1, 2, rng.randint(0, 500), ".."]) for _ in "ab")
    known = [n for n in (adults, children) if isinstance(n, int)]
    whole = sum(known) + rng.choice([0, 0, 1]) if len(known) == 2 else ".."
    rates = [rng.randint(0, 60) if isinstance(n, int) else n for n in (adults, children, whole)]
    like = tuple(float(rng.randint(0, 9)) for _ in range(rng.choice([0, 1, 2, 40])))
    then = Earlier(
        2024, by_code(*(rng.choice([0, 1, 7]) for _ in CODES)), (), rng.choice([(), ("Brudd.",)])
    )
    return facts(by_code(adults, children, whole), by_code(*rates), like=like, earlier=rng.choice([(), (then,)]))  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    found = texts(CASES | {f"any{seed}": anyone(seed) for seed in range(40)}, "real")
    return {key: text.replace("\u202f", " ") for key, text in found.items()}


def test_no_sentence_breaks_the_reader_s_grammar(pages):
    assert len(pages) == len(CASES) + 40
    assert not misread({key: sentences(text) for key, text in pages.items()})


def test_nothing_is_left_of_what_is_not_known(pages):
    for key, text in pages.items():
        assert not re.search("[\ufdd0-\ufdef]|None|nan|  \\.|\\(\\)", text), key
        assert not re.search(r"(?<!\w)\.\.(?!\w)", text.replace("...", "")), key


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("usual", "Ås kommune hadde 10 årsverk i psykisk helse- og rusarbeid i 2025: 7 i tjenester til voksne og 3 i tjenester til barn og unge."),
        ("usual", "Målt mot folketallet er det 24 årsverk per 10 000 innbyggere, mot 32 i kommuner med 2 000–5 000 innbyggere, 26 i Nordland og 29 i landet."),
        ("usual", "For voksne har to av de tre andre lavere rate enn Ås kommune og én høyere."),
        ("usual", "For barn og unge har alle de tre andre lavere rate enn Ås kommune."),
        ("usual", "Voksne\\: Ås kommune har 21, nummer 2 av 4, høyere enn to av tre;"),
        ("none", "Ås kommune står med 0 årsverk i psykisk helse- og rusarbeid i 2025."),
        ("none", "Det kan bety at ingen arbeidet med dette, at tallet er rundet ned, eller at årsverkene ikke ble oppgitt."),
        ("nearly none", "Ås kommune står med 0 årsverk i psykisk helse- og rusarbeid i 2025.\nDer det står 0 årsverk og raten likevel er over 0, er tallet rundet ned."),
        ("half", "Der det står 0 årsverk og raten likevel er over 0, er tallet rundet ned."),
        ("half", "Ås kommune har så få årsverk at én stilling fra eller til utgjør 100 prosent av dem"),
        ("apart", "Hvert tall er avrundet for seg, så de to delene gir ikke nøyaktig summen."),
        ("nobody", "Ås kommune har ingen egne innbyggere og derfor ingen rate."),
        ("silent", "Ås kommune har ikke oppgitt årsverk i tjenester for voksne i 2025."),
        ("mute", "Ås kommune har ikke oppgitt årsverk i tjenester for voksne og tjenester for barn og unge i 2025."),
        ("carried", "Årsverkene i tjenester for voksne er de som ble oppgitt for 2024, fordi skjemaet ikke er besvart for 2025."),
        ("all carried", "Årsverkene i tjenester for voksne og tjenester for barn og unge er de som ble oppgitt for 2024, fordi skjemaene ikke er besvart for 2025."),
        ("carried apart", "Årsverkene i tjenester for voksne er de som ble oppgitt for 2024 og årsverkene i tjenester for barn og unge er de som ble oppgitt for 2023, fordi skjemaene ikke er besvart for 2025."),
        ("two", "For voksne har den andre høyere rate enn Ås kommune."),
        ("two", "For barn og unge har den andre samme rate som Ås kommune."),
        ("alike", "Antallet årsverk økte fra 8 i 2024 til 10 i 2025."),
        ("alike", "Antallet i tjenester til voksne økte fra 5 i 2024 til 7 i 2025, og antallet i tjenester til barn og unge var 3 både i 2024 og i 2025."),
        ("merged", "Ås kommune omfatter det som i 2013 var Ås og By."),
        ("merged", "Etter tallene i rapporten for 2013 var det 8,0 årsverk her: 5,5 i tjenester til voksne og 2,5 i tjenester til barn og unge."),
        ("merged", "Tallene for de to årene er ikke regnet på samme måte, så forskjellen kan ikke leses som en endring."),
        ("parted", "Tall fra tidligere rapporter kan ikke sammenliknes med disse, fordi Tysfjord siden er delt mellom flere kommuner."),
        ("district", "Rapporten regner bydelene sammen med dem."),
        ("told", "Kveldstid, 2025. Andel ja er 80 prosent i gruppen, mot 47 prosent i alt."),
        ("told", "- [Tabell 6.2](06-x.qmd#tbl-6-2): Årsverk. Størrelse"),
        ("told", "- [Tabell B.1](vedlegg-b.qmd#tbl-b-1)"),
        ("answers", ANSWERS),
        ("answers", "Her står hva Ås kommune svarte på noen av spørsmålene i 2025, og hvor mange prosent som ga samme svar blant kommuner med 2 000–5 000 innbyggere."),
        ("answers", "Prosenten er regnet av dem som svarte på spørsmålet."),
        ("answers", "Der flere svar kunne velges, står hvert svar for seg."),
        ("answers", "Ås kommune har ikke svart på skjemaet for barn og unge."),
        ("speechless", ANSWERS),
        ("speechless", "Ås kommune har ikke svart på skjemaet for voksne og skjemaet for barn og unge."),
        ("county", "Kommunene i Nordland hadde til sammen 100 årsverk"),
        ("county", "Figuren viser Nordland blant fylkene."),
        ("sums apart", "Hvert av disse tallene er avrundet for seg, så de to delene gir ikke nøyaktig summen."),
        ("told", "Tabell 14.9](14-x.qmd#tbl-14-9): Helger, 2025. Andel ja er 47 prosent i gruppen, det samme som i alt."),
        ("told", "Disse tabellene har tall for gruppen:"),
        ("split in Oslo", "Målt mot folketallet er det 24 årsverk per 10 000 innbyggere, mot 26 i Oslo og 29 i landet."),
        ("large", "Tallene for hver enkelt, 31 i alt, står på nettsiden"),
        ("trust", "Kommunene og bydelene i området til Nord HF hadde til sammen 100 årsverk"),
        ("trust", "Figuren viser området til Nord HF blant områdene til helseforetakene."),
    ],
)  # fmt: skip
def test_a_page_says(pages, key, said):
    assert said in pages[key]


@pytest.mark.parametrize(
    ("key", "not_said"),
    [("usual", EARLIER), ("nobody", PLACED), ("nobody", "Målt mot folketallet"), ("mute", PLACED),
     ("mute", "hadde"), ("silent", "hadde"), ("carried", "økte"), ("alone", PLACED), ("merged", "økte"),
     ("usual", "Hva rapporten sier"), ("usual", "avrundet"), ("none", "hadde"), ("nearly none", "Det kan bety"), ("county", "så få"),
     ("usual", ANSWERS), ("speechless", "samme svar"), ("speechless", "regnet av dem"),
     ("usual", "Tallene for hver enkelt"), ("usual", "Tallene for hvert av årene"), ("usual", "Svarene fra"),
     ("usual", "Tabellene som har"), ("merged", "avrundet for seg"), ("split in Oslo", "i bydelene"), ("usual", "Mer i rapporten"), ("usual", "Rapporten regner")],
)  # fmt: skip
def test_a_page_does_not_say(pages, key, not_said):
    assert not_said not in pages[key]


def test_headings_stand_over_what_there_is(pages):
    for key, one in CASES.items():
        assert (EARLIER in pages[key]) == bool(one.earlier or one.split), key
