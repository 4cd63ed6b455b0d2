"""Remarks on a page: each after what it is about, as text alone, whatever people wrote."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from reviewing import PAGE, paragraphs, remark_on

from publishing.book.index import Page
from publishing.review.remarks.anchoring import CHANGED, EXACT, LOST, Place
from publishing.review.remarks.anchoring import PAGE as WHOLE
from publishing.review.remarks.aside import changes, put_on
from publishing.review.remarks.remark import Event

ONE, TWO = paragraphs("Første.", "Andre.")
BODY = (
    '<div class="avsnitt" id="avsnitt-1" data-number="1"><div><p>Første.</p></div></div>'
    '<ul><li><div class="avsnitt" id="avsnitt-2"><p>Andre.</p></div></li></ul>'
    '<p><span class="avsnitt" id="avsnitt-3">Note.</span> ↩</p><p>Slutt.</p>'
)
PAGES = [
    Page(PAGE.replace("html", "qmd"), "chapter", "1", "Folk"),
    Page("index.qmd", "index", "", "Forord"),
]


def shown(*standing, body=BODY):
    first, last = put_on(PAGES, [body, "<p>Forord</p>"], list(standing))
    return BeautifulSoup(first, "html5lib").body, BeautifulSoup(last, "html5lib").body


def test_each_stands_after_what_it_is_about():
    three = structs.replace(ONE, id="avsnitt-3", number=3)
    page, _ = shown(
        Place(remark_on(ONE), EXACT, ONE),
        Place(remark_on(TWO), EXACT, TWO),
        Place(remark_on(three), EXACT, three),
    )
    assert page.find(id="avsnitt-1").find_next_sibling().name == "aside"
    assert page.li.find("aside", recursive=False)
    assert page.find(id="avsnitt-3").parent.find_next_sibling().name == "aside"
    labels = [one["aria-label"] for one in page.find_all("aside")]
    assert labels == [f"Merknader til avsnitt {number}" for number in (1, 2, 3)]


def test_what_has_no_place_is_shown_all_the_same():
    lost, whole = remark_on(ONE, "Første", text="Borte."), remark_on(TWO, text="Hele siden.")
    nowhere = structs.replace(remark_on(TWO), id="x", page="borte.html", text="Siden er borte.")
    missing = structs.replace(ONE, id="avsnitt-99")
    page, front = shown(
        Place(lost, LOST), Place(whole, WHOLE), Place(nowhere, LOST),
        Place(remark_on(missing, text="Ikke på siden."), EXACT, missing),
    )  # fmt: skip
    assert "Om «Første»" in page.select_one("section.lost").get_text()
    first = page.find()
    assert first.name == "aside"
    assert "Hele siden." in first.get_text()
    assert "Ikke på siden." in first.get_text()
    texts = page.get_text() + front.get_text()
    assert "Siden er borte." in texts


NASTY = "<script>x</script></aside><b>&amp;\"'{{< meta >}}"


def test_what_people_wrote_is_text():
    event = Event(did="resolved", by=NASTY, at="2091-11-30T10:00:00.000Z", text=NASTY)
    remark = remark_on(ONE, NASTY, by=NASTY, text=NASTY, proposal=NASTY + "!", history=(event,))
    page, _ = shown(Place(remark, CHANGED, ONE, NASTY))
    assert not page.find_all(["script", "b"])
    aside = page.find("aside")
    assert aside.get_text().count(NASTY) >= 6
    assert page.find_all("p")[-1].get_text() == "Slutt."


def test_lines_and_paragraphs_of_a_remark_stay():
    page, _ = shown(Place(remark_on(ONE, text="En\nto\n\ntre"), EXACT, ONE))
    lines = page.select("aside .remark-text")
    assert [one.get_text("|") for one in lines] == ["En|to", "tre"]


WORDS = st.lists(st.sampled_from(["årsverk", "212", "og", "ned", " ", ", ", "–", "<"]), max_size=12)


@given(WORDS.map("".join), WORDS.map("".join))
def test_a_difference_holds_both_wordings(old, new):
    pieces = changes(old, new)
    assert "".join(text for tag, text in pieces if tag != "ins") == old
    assert "".join(text for tag, text in pieces if tag != "del") == new
    assert all(text for _, text in pieces)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("gikk ned", "falt", [("del", "gikk ned"), ("ins", "falt")]),
        ("ned med 2", "ned med 3", [("", "ned med "), ("del", "2"), ("ins", "3")]),
    ],
)
def test_what_goes_stands_before_what_comes(old, new, expected):
    assert changes(old, new) == expected
