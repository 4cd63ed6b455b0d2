"""The sheets of units that have the most to tell: two pages, and what has no room is on the web."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from disk import REPO
from editions import EDITION
from msgspec.structs import replace
from pypdf import PdfReader

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
    write_facts,
)  # fmt: skip
from project.places import Project
from publishing.book.index import index_book
from publishing.units.kept import given
from publishing.units.kit import Kit
from publishing.units.workshop import Done, Wanted, Workshop, stores_in

pytestmark = pytest.mark.slow

YEAR = 2025
LABELS = {"adults": "Voksne", "children": "Barn og unge"}
LONG = "Omasvuona, Gáivuona ja Návuona suohkan Storfjord og Kåfjord kommune"
ANSWERS, TABLES = "Svarene fra", "Tabellene som har tall for gruppen"
UNITS, YEARS = "Tallene for hver enkelt", "Tallene for hvert av årene"
LINKS = "Lenker til årsverkene"
SAID = (YEARS, UNITS, ANSWERS, TABLES, LINKS)


def by_code(*cells: Cell) -> dict[str, Cell]:
    return dict(zip((*LABELS, "all"), cells, strict=True))


def beside(count: int) -> tuple[Beside, ...]:
    groups = [("size_group", "kommuner med 50 000 innbyggere eller flere"), ("county", LONG)]
    named = [*groups[:count], ("country", "Landet")]
    return tuple(Beside(of, said, said, by_code(28, 35, 29)) for of, said in named)


def part(number: int, name: str = LONG) -> Part:
    return Part(f"{number}", f"{name} {number}", Measures(by_code(7, 3, 10), by_code(21, 34, 24)))


def told(number: int) -> Told:
    caption = f"Antall og andel som har svart på om {LONG} har tjenester på kveldstid, {YEAR}"
    return Told(f"1.{number}", caption, "01-folk.qmd#tbl-1-1", "Andel ja", "percent", "80", "47")


def answer(number: int) -> Answered:
    question = f"Har kommunen/bydelen en plan for samarbeidet med {LONG}? {number}"
    return Answered(f"plan_{number}", question, (Given("yes", "Ja, den er politisk vedtatt", 62),))


def facts(key: str, kind: str = UNIT, called: str = "kommuner", groups: int = 2, **more: object):
    like = {code: tuple(float(n) for n in (*range(60), 21, 34)) for code in LABELS}
    return Facts(
        edition=YEAR, key=key, name=LONG, kind=kind, noun="kommunene", labels=LABELS, called=called,
        measures=Measures(by_code(7, 3, 10), by_code(21, 34, 24)), like=like, beside=beside(groups),
        links=tuple(told(n) for n in range(6)), **more,
    )  # fmt: skip


MERGED = Earlier(2013, by_code(7, 3, 10), tuple(map(part, range(5))), ("Brudd i 2015: Nytt.",) * 3)
CASES = {
    "merged": facts("merged", earlier=(MERGED,), told=tuple(map(told, range(6)))),
    "told": facts("told", told=tuple(map(told, range(18)))),
    "much-told": facts("much-told", told=tuple(map(told, range(45)))),
    "few-answers": facts(
        "few-answers", returns=tuple(Returned(each, (answer(1),)) for each in LABELS.values())
    ),
    "answers": facts(
        "answers", earlier=(MERGED,), told=tuple(map(told, range(4))),
        returns=tuple(Returned(each, tuple(map(answer, range(30)))) for each in LABELS.values()),
    ),
    "years": facts("years", earlier=tuple(replace(MERGED, year=2013 + n) for n in range(9))),
    "county": facts("county", "county", "fylkene", 0, parts=tuple(map(part, range(12)))),
    "region": facts(
        "region", "health_region", "helseregionene", 0,
        parts=tuple(map(part, range(90))), earlier=(Earlier(2013, by_code(7, 3, 10)),),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def made(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Done]:
    folder = tmp_path_factory.mktemp("sheets")
    for key, its in CASES.items():
        (folder / f"{key}.json").write_bytes(write_facts(its))
    book = built.book_dir(EDITION)
    kit = Kit(REPO, book, index_book(book), f"{YEAR}", folder)
    wanted = [Wanted(key, key, LONG, its.kind) for key, its in CASES.items()]
    with given(folder), Workshop(kit, stores_in(folder / "kept")) as shop:
        done = {one.key: one for one in shop.make(wanted)}
    assert not [str(one.error) for one in done.values() if one.error]
    return done


def sheet(done: Done) -> str:
    return " ".join(
        " ".join(p.extract_text() for p in PdfReader(io.BytesIO(done.pdf)).pages).split()
    )


@pytest.mark.parametrize("key", CASES)
def test_a_sheet_has_two_pages_whatever_is_told(made, key):
    assert len(PdfReader(io.BytesIO(made[key].pdf)).pages) <= 2


@pytest.mark.parametrize(
    ("key", "left_out"),
    [("merged", {LINKS}), ("told", {LINKS}), ("much-told", {TABLES}),
     ("few-answers", set()), ("answers", {ANSWERS, LINKS}),
     ("years", {YEARS}), ("county", set()), ("region", {UNITS})],
)  # fmt: skip
def test_what_has_no_room_is_said_to_stand_on_the_web(made, key, left_out):
    text = sheet(made[key])
    assert {said for said in SAID if said in text} == left_out
    page = made[key].html.decode()
    assert not any(said in page for said in SAID)


def test_the_web_page_and_its_csv_have_all_that_a_sheet_leaves_out(made):
    page, csv = made["answers"].html.decode(), made["answers"].csv.decode()
    assert page.count("Ja, den er politisk vedtatt") >= 60
    assert csv.count("Ja, den er politisk vedtatt") >= 60
    assert "Ja, den er politisk vedtatt" in sheet(made["few-answers"])
    assert made["region"].html.decode().count(f"{LONG} 8") >= 11
    assert "where-room" not in page


def test_a_heading_stands_over_its_table_and_the_title_over_all(made):
    text = sheet(made["county"])
    assert text.index("Kommunene Tabell") < text.index(f"{LONG} 11") < text.index("Slik leses")
    first = PdfReader(io.BytesIO(made["told"].pdf)).pages[0].extract_text()
    assert first.index(LONG[:9]) < first.index("Figur 1")
