"""Files that arrive twice, late and in any order come to the same."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from reviewing import paragraphs, remark_on

from publishing.review.remarks.merging import merge
from publishing.review.remarks.remark import Anchor, Event

(ONE,) = paragraphs("En tekst.")
VERSIONS = st.builds(
    lambda number, hour, text: remark_on(
        ONE, id=f"urn:{number}", modified=f"2091-11-30T{hour:02}:00:00.000Z", text=text
    ),
    st.integers(0, 3), st.integers(0, 3), st.sampled_from(["a", "b", ""]),
)  # fmt: skip


def merged(batches, kept=()):
    return reduce(lambda so_far, batch: tuple(merge(so_far, batch).remarks.values()), batches, kept)


def by_id(remarks):
    return {one.id: one for one in remarks}


@given(st.lists(st.lists(VERSIONS, max_size=4), max_size=4), st.randoms())
def test_order_and_repetition_do_not_matter(batches, random):
    shuffled = [*batches, *batches]
    random.shuffle(shuffled)
    first = by_id(merged(batches))
    assert by_id(merged(shuffled)) == first
    sent = [one for batch in batches for one in batch]
    assert first.keys() == {one.id for one in sent}  # none is lost
    for one in sent:
        assert first[one.id].modified >= one.modified


def test_counts_tell_what_is_new_newer_and_known():
    old = remark_on(ONE, text="a")
    new = structs.replace(old, text="b", modified="2091-12-01T10:00:00.000Z")
    done = merge([old], [new, old, remark_on(ONE, id="urn:x")])
    assert (done.new, done.newer, done.known) == (1, 1, 1)
    assert done.remarks[old.id].text == "b"


def test_answers_stay_and_other_words_open_a_remark_again():
    ends = (
        Event(did="answered", by="A", at="2091", text="Ja"),
        Event(did="resolved", by="A", at="2091"),
    )
    kept = remark_on(ONE, history=ends)
    later = {"modified": "2091-12-01T10:00:00.000Z", "history": ()}
    same = structs.replace(kept, **later)
    assert merge([kept], [same]).remarks[kept.id].status == "resolved"
    (other,) = merge([kept], [structs.replace(same, text="Enda mer.")]).remarks.values()
    assert other.status == "open"
    assert other.history[:2] == ends


def test_a_place_that_becomes_known_is_kept():
    bare = Anchor(paragraph=ONE.id)
    known = structs.replace(remark_on(ONE), anchor=bare)
    again = remark_on(ONE)
    for first, second in ((known, again), (again, known)):
        (one,) = merge([first], [second]).remarks.values()
        assert one.anchor.text == ONE.text
