"""Tables and figures of two drafts: new, gone, moved and changed, cell by cell."""

import msgspec
import pytest
from products import figure, ledger, table

from project.records import CellRecord
from publishing.review.diff.products import CellChange, State, changed_products
from publishing.review.diff.words import Op, Piece


def changes(old, new, drawings=(lambda _: "<svg/>", lambda _: "<svg/>")):
    return changed_products(old, new, drawings)


def states(found):
    return [(one.one.id, one.state, one.renumbered) for one in found]


def test_cells_are_told_by_their_heads_with_what_they_were():
    old = table("1.1", [["12\u202f395", "1,5"], ["3", "."]], columns=("fte", "share"))
    new = table("1.1", [["12\u202f402", "1,5"], ["3", "2"]], columns=("fte", "share"))
    (found,) = changes(ledger(old), ledger(new))
    assert found.cells == (
        CellChange("Voksne", "fte", "12\u202f395", "12\u202f402", "+7", (0, 0)),
        CellChange("Barn", "share", ".", "2", "", (1, 1)),
    )


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [("10", "12", "+2"), ("−3", "−5", "−2"), ("1,5", "1,2", "−0,3"), ("1\u202f000", "9", "−991")],
)
def test_a_change_has_the_decimals_of_its_numbers(old, new, change):
    (found,) = changes(
        ledger(table("1.1", [[old]], rows="a")), ledger(table("1.1", [[new]], rows="a"))
    )
    assert [one.change for one in found.cells] == [change]


def test_a_change_that_rounding_hides_has_decimals_of_its_own():
    one = table("1.1", [["34"]], rows="a")
    other = table("1.1", [["33"]], rows="a")
    exact = [msgspec.structs.replace(each, cells=((CellRecord(number, text),),))
             for each, number, text in ((one, 33.52, "34"), (other, 33.48, "33"))]  # fmt: skip
    (found,) = changes(ledger(exact[0]), ledger(exact[1]))
    assert found.cells[0].change == "−0,04"


def test_rows_are_found_by_key_wherever_they_stand():
    old, new = table("1.1", [["1"], ["2"]]), table("1.1", [["2"], ["1"], ["9"]], rows="bac")
    (found,) = changes(ledger(old), ledger(new))
    assert not found.cells
    assert found.rows == (Piece(Op.IN, "Alle"),)


def test_a_table_put_in_before_others_moves_them_and_changes_none():
    old = [table("1.1", [["1"], ["2"]], "Først."), table("1.2", [["3"], ["4"]], "Så dette.")]
    new = [
        table("1.1", [["8"], ["9"]], "Helt ny og annerledes tabell."),
        table("1.2", [["1"], ["2"]], "Først."),
        table("1.3", [["3"], ["4"]], "Så dette."),
    ]
    assert states(changes(ledger(*old), ledger(*new))) == [
        ("tbl-1-1", State.NEW, False),
        ("tbl-1-2", State.MOVED, True),
        ("tbl-1-3", State.MOVED, True),
    ]


def test_a_table_that_moved_and_changed_is_the_same_table():
    caption = "Årsverk fordelt på tjenester og tiltak for voksne."
    old = [
        table("1.1", [["1"], ["2"]], "Noe annet i det hele tatt."),
        table("1.2", [["3"], ["4"]], caption),
    ]
    new = [table("1.1", [["3"], ["5"]], caption)]
    found = changes(ledger(*old), ledger(*new))
    moved = next(one for one in found if one.new)
    assert (moved.old.number, moved.new.number, moved.state) == ("1.2", "1.1", State.CHANGED)
    assert [(one.before, one.after) for one in moved.cells] == [("4", "5")]
    assert [one.old.number for one in found if one.state is State.GONE] == ["1.1"]


def test_a_table_in_another_chapter_is_told():
    one = table("1.1", [["1"], ["2"]])
    (found,) = changes(ledger(one), ledger(one, stem="02-planer"))
    assert (found.stem, found.state) == ("02-planer", State.MOVED)


def test_a_figure_may_differ_in_its_drawing_alone():
    one = figure("1.1", [["1"], ["2"]], headline="Flest voksne")
    assert not changes(ledger(one), ledger(one))
    (found,) = changes(ledger(one), ledger(one), (lambda _: "<svg/>", lambda _: "<svg><g/></svg>"))
    assert (found.state, found.redrawn, found.cells) == (State.CHANGED, True, ())


def test_no_drawing_is_no_other_drawing():
    one = figure("1.1", [["1"], ["2"]], headline="Flest voksne")
    assert not changes(ledger(one), ledger(one), (lambda _: "", lambda _: "<svg/>"))


def test_headlines_notes_and_bases_are_told_word_by_word():
    old = table("1.1", [["1"], ["2"]], headline="Flest voksne", notes=("Uten Oslo.",))
    new = table("1.1", [["1"], ["2"]], headline="Flest barn", notes=("Uten Oslo.", "Ny."))
    (found,) = changes(ledger(old), ledger(new))
    told = {one.what: [p.text.strip() for p in one.pieces if p.op is Op.IN] for one in found.texts}
    assert told == {"headline": ["barn"], "notes": ["Ny."]}
