"""Remarks find their places again: none is lost, and none stands at what is another's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from reviewing import PAGE, paragraphs, remark_on

from publishing.review.remarks.anchoring import (
    CHANGED,
    EXACT,
    LOST,
    MOVED,
    REWRITTEN,
    Paragraphs,
    located,
    place,
    places,
)
from publishing.review.remarks.anchoring import (
    PAGE as WHOLE,
)
from publishing.review.remarks.remark import Anchor, Cell

INTRO = "Kommunene og bydelene ble bedt om å føre opp alle årsverk som var i bruk i tjenestene."
FALL = "Tjenester til voksne gikk ned med 212 årsverk, og tjenester til barn økte med 196 årsverk."
TABLE = "Tabell 3.1 Årsverk Voksne 12 607 12 395 −212 Barn og unge 3 629 3 825 196"
END = "Samlet er innsatsen så å si den samme som året før."
OLD = paragraphs(INTRO, FALL, END)
DRAFT = Paragraphs(OLD)


def now(*texts, page=PAGE):
    return Paragraphs(paragraphs(*texts, page=page))


def found(remark, *texts, page=PAGE):
    one = place(remark, now(*texts, page=page), DRAFT)
    return one.how, one.paragraph and one.paragraph.number, one.words


ON_FALL = remark_on(OLD[1], "212 årsverk")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((INTRO, FALL, END), (EXACT, 2, "212 årsverk")),
        # pushed down by a new paragraph, and another stands where it stood
        (("Noe nytt først.", INTRO, FALL, END), (MOVED, 3, "212 årsverk")),
        ((FALL, INTRO, END), (MOVED, 1, "212 årsverk")),
        # around the words, at the words, both
        ((INTRO, FALL.replace("voksne", "alle voksne"), END), (MOVED, 2, "212 årsverk")),
        ((INTRO, FALL.replace("212", "215"), END), (CHANGED, 2, "215 årsverk")),
        ((END, INTRO, FALL.replace("212", "1 215")), (CHANGED, 3, "1 215 årsverk")),
        ((INTRO, FALL.replace("212 årsverk", "mange"), END), (CHANGED, 2, "mange")),
        # the sentence moved into a longer paragraph
        ((INTRO + " " + FALL, END), (MOVED, 1, "212 årsverk")),
        # written anew between the same neighbours
        ((INTRO, "Noe helt annet står her nå.", END), (REWRITTEN, 2, "")),
        # gone
        ((INTRO, END), (LOST, None, "")),
        (("Et helt annet kapittel.",), (LOST, None, "")),
        ((), (LOST, None, "")),
    ],
)  # fmt: skip
def test_words_are_found_where_they_are_now(texts, expected):
    assert found(ON_FALL, *texts) == expected


def test_spaces_that_no_line_break_parts_are_spaces():
    text = FALL.replace("212 årsverk", "212\u00a0årsverk")
    assert found(ON_FALL, INTRO, text, END)[:2] == (EXACT, 2)


def test_the_same_words_elsewhere_are_not_taken_for_them():
    other = "Helt andre tjenester økte med 212 årsverk i et annet land for lenge siden, sier noen."
    assert found(ON_FALL, INTRO, END, "Noe.", other)[0] == LOST


def test_repeated_texts_are_told_apart_by_their_places():
    old = paragraphs("Oppsummering", INTRO, "Oppsummering", END)
    remark = remark_on(old[2])
    new = Paragraphs(paragraphs("Ny", "Oppsummering", INTRO, "Oppsummering", END))
    assert place(remark, new, Paragraphs(old)).paragraph.number == 4


def test_a_renamed_page_and_a_moved_passage_are_found():
    one = place(ON_FALL, now(INTRO, FALL, page="chapters/04-nytt.html"))
    assert (one.how, one.page) == (MOVED, "chapters/04-nytt.html")
    both = Paragraphs([*paragraphs(INTRO), *paragraphs(FALL, page="index.html")])
    assert place(ON_FALL, both).page == "index.html"


def test_a_page_as_a_whole():
    remark = structs.replace(ON_FALL, anchor=Anchor())
    assert place(remark, now(INTRO)).how == WHOLE
    assert place(remark, now(INTRO, page="index.html")).how == LOST


@pytest.mark.parametrize(
    ("text", "quote", "cell", "how"),
    [
        (TABLE, "−212", Cell("Voksne", "Årsverk"), EXACT),
        (TABLE.replace("196", "197"), "−212", None, MOVED),
        (TABLE.replace("−212", "−215"), "−212", Cell("Voksne", "Årsverk"), REWRITTEN),
        (TABLE.replace("−212", "−215"), "", None, REWRITTEN),
        ("Alt er nytt her, også tittelen på tabellen.", "", None, REWRITTEN),
    ],
)
def test_a_table_keeps_its_id_whatever_stands_in_it(text, quote, cell, how):
    def tables(content):
        (one,) = paragraphs(content, kind="table")
        return [structs.replace(one, id="tbl-3-1")]

    remark = remark_on(tables(TABLE)[0], quote)
    remark = structs.replace(remark, anchor=structs.replace(remark.anchor, cell=cell))
    one = place(remark, Paragraphs([*paragraphs(INTRO), *tables(text)]))
    assert (one.how, one.paragraph.id) == (how, "tbl-3-1")


def test_a_remark_learns_its_paragraph_from_its_draft():
    bare = Anchor(paragraph="avsnitt-2", quote="212 årsverk")
    known = located(structs.replace(ON_FALL, anchor=bare), DRAFT)
    assert (known.anchor.text, known.anchor.line, known.anchor.number) == (FALL, 20, 2)
    nowhere = structs.replace(ON_FALL, anchor=Anchor(paragraph="x", quote="212 årsverk"))
    assert located(nowhere, DRAFT).anchor.paragraph == "avsnitt-2"
    assert located(nowhere, Paragraphs(())) == nowhere


def test_without_its_draft_the_words_alone_are_found():
    bare = Anchor(paragraph="avsnitt-2", quote="212 årsverk", prefix="ned med ", suffix=", og")
    remark = structs.replace(ON_FALL, anchor=bare)
    assert place(remark, now(INTRO, FALL, END)).how == EXACT
    assert place(remark, now("Nytt.", INTRO, FALL, END)).paragraph.number == 3
    assert place(remark, now(INTRO, FALL.replace("212", "215"), END)).paragraph.number == 2


WORDS = st.sampled_from(
    [
        "kommunene",
        "tjenester",
        "voksne",
        "barn",
        "økte",
        "212",
        "årsverk",
        "og",
        "ned",
        "med",
        "ikke",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
TEXTS = st.lists(SENTENCES, max_size=8)


@settings(max_examples=150)
@given(TEXTS, TEXTS, st.data())
def test_no_remark_is_lost_whatever_is_edited(old, new, data):
    before, after = paragraphs(*old), Paragraphs(paragraphs(*new))
    remarks = []
    for one in before:
        words = one.text.split(" ")
        start = data.draw(st.integers(0, len(words) - 1))
        end = data.draw(st.integers(start, len(words)))
        remarks.append(remark_on(one, " ".join(words[start:end])))
    standing = places(remarks, after, {1: Paragraphs(before)})
    assert [one.remark for one in standing] == remarks
    for one in standing:
        assert (one.paragraph is None) == (one.how == LOST)
        if one.paragraph:
            assert one.paragraph in after.all
            assert one.words in one.paragraph.text or one.how in {EXACT, MOVED}
        same = [p for p in after.all if p.text == one.remark.anchor.text]
        if same:
            assert one.paragraph.text == one.remark.anchor.text


@given(TEXTS.filter(bool), st.data())
def test_each_stands_where_it_stood_after_others_came_and_went(old, data):
    texts = [f"{n} {text}" for n, text in enumerate(old)]  # each is its own
    before = paragraphs(*texts)
    chosen = data.draw(st.sampled_from(before))
    rest = [t for t in texts if t == chosen.text or data.draw(st.booleans())]
    grown = [
        t
        for text in rest
        for t in ([text, "Nytt avsnitt."] if data.draw(st.booleans()) else [text])
    ]
    standing = place(remark_on(chosen, chosen.text.split(" ")[-1]), Paragraphs(paragraphs(*grown)))
    assert standing.paragraph.text == chosen.text
