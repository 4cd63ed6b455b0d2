"""Who comes first, second and last: with places that are shared, noughts, and nobody at all."""

from __future__ import annotations

import pytest

from analysis import ranked
from analysis import wording as w
from analysis.figures.alttext import describe
from analysis.figures.grid import Grid, Point
from analysis.tables.numbers import NoNumber, Number
from analysis.tables.ranking import Ranking
from analysis.tables.signs import as_printed, lacking, only_known
from analysis.tables.table import CellValue, Column, Row, Table
from project.errors import ProjectError


def changes(*values: CellValue, unit: str = "fte_change") -> Table:
    """A table of one column with the rows Ambulant, Boliger, Dagtilbud and so on."""
    names = ("Ambulant", "Boliger", "Dagtilbud", "Eldre", "FACT")[: len(values)]
    rows = tuple(Row(name.lower(), name) for name in names)
    return Table(
        (*rows, Row("total", "Totalt", role="total")),
        (Column(("change",), "Endring", unit),),
        (*((value,) for value in values), (99.0,)),
    )


def moved(*values: CellValue, unit: str = "fte_change") -> Ranking:
    return changes(*values, unit=unit).ranked("change")


def sentence(found: Ranking) -> str:
    grown = found.rising
    return only_known(
        f"Mest økte {grown.first.name}, med {grown.first.amount} årsverk, fulgt av "
        f"{grown.second.name} med {grown.second.amount}. I motsatt ende står {found.last.name}, "
        f"som {found.last.changed_by('årsverk')}."
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            (98.2, -21.4, 53.0),
            (
                "Mest økte ambulant, med 98 årsverk, fulgt av dagtilbud med 53. "
                "I motsatt ende står boliger, som gikk ned med 21 årsverk."
            ),
        ),
        (
            (98.2, 97.8, 53.0),
            (
                "Mest økte ambulant og boliger, med 98 årsverk, fulgt av dagtilbud med 53. "
                "I motsatt ende står dagtilbud, som økte med 53 årsverk."
            ),
        ),
        (
            (-5.0, 0.3, -5.1),
            "I motsatt ende står ambulant og dagtilbud, som gikk ned med 5 årsverk.",
        ),
        (
            (4.0, 0.0, -0.3),
            "I motsatt ende står boliger og dagtilbud, som var uendret.",
        ),
        ((0.0, 0.0, 0.0, 0.0), ""),
        (
            (7.0, 7.0, 7.0, 7.0, 1.0),
            (
                "Mest økte ambulant, boliger og to til, med 7 årsverk, fulgt av fact med 1. "
                "I motsatt ende står fact, som økte med 1 årsverk."
            ),
        ),
        ((":", ":", ":"), ""),
        (("..", 3.0, 3.0), ""),
    ],
)
def test_a_sentence_about_a_ranking_is_true_of_any_numbers(
    values: tuple[CellValue, ...], told: str
) -> None:
    # a label with two capitals keeps them
    assert sentence(moved(*values)).replace("FACT", "fact") == told


def test_rows_without_any_number_have_no_place_and_break_nothing() -> None:
    for cell, sign in ((":", ":"), ("..", ".."), (".", ".")):
        found = moved(cell, cell)
        assert len(found) == 0
        assert not found
        assert [lacking(str(end.number)) for end in (found.first, found.last)] == [sign, sign]
        assert isinstance(found.span, NoNumber)
        assert lacking(found.first.name) == ("ingen" if sign == "." else sign)
    assert lacking(str(moved(".", "..", ":").first.number)) == ":"
    assert lacking(moved(None, None).first.name) == "ingen"
    assert lacking(found.top(3).names) == "ingen"
    assert lacking(found.with_numbers) == "ingen"


def test_where_all_are_alike_nobody_is_first() -> None:
    assert lacking(moved(3.0, 3.0).first.name) == "alle"
    assert lacking(moved(3.0, 3.0, ":").last.name) == "alle"
    assert lacking(moved(3.0, 3.0, -1.0).rising.first.name) == "alle"
    assert lacking(moved(3.0, 3.0, 3.0).top(2).names)
    assert lacking(moved(3.0, 3.0, 3.0).bottom(1).with_numbers)
    assert moved(3.0).first.name == "ambulant"
    assert moved(3.0, 3.0, -1.0).first.name == "ambulant og boliger"


def test_a_part_of_a_ranking_takes_those_who_share_its_edge() -> None:
    found = moved(40.0, 33.3, 33.1, 20.0, 33.4, unit="percent")
    shared = "ambulant (40 prosent), FACT (33 prosent) og to til med 33 prosent"
    assert found.top(2).with_numbers == shared
    assert found.top(3).with_numbers == shared
    assert found.top(4).names == "ambulant, FACT, boliger og dagtilbud"
    assert found.top(1).names == "ambulant"
    assert [one.key for one in found.bottom(2)] == ["eldre", "dagtilbud", "boliger", "fact"]
    assert found.bottom(1).names == "eldre"
    assert found.top(9).names == found.names


def test_noughts_are_exact_and_places_are_printed() -> None:
    found = moved(0.0, 0.3, 12.0, 100.0, unit="percent")
    assert found.exactly(0).names == "ambulant"
    assert found.exactly(100).names == "eldre"
    assert found.last.name == "boliger og ambulant"
    assert len(found.falling) == 0
    assert str(found.span) == "100"


def test_the_largest_fall_stands_first() -> None:
    found = moved(-2.0, 5.0, -30.0)
    assert [one.key for one in found.falling] == ["dagtilbud", "ambulant"]
    assert [one.key for one in found.rising] == ["boliger"]
    assert found.falling.first.amount == 30
    assert found.furthest.name == "dagtilbud"
    assert moved(31.0, -2.0, -30.0).furthest.name == "ambulant"
    assert lacking(str(moved(":", ":").furthest.number)) == ":"


def test_nobody_is_furthest_where_one_goes_as_far_up_as_another_down() -> None:
    assert lacking(moved(31.0, -31.2, 2.0).furthest.name) == "ingen"
    assert moved(31.0, 31.2, 2.0).furthest.name == "boliger og ambulant"


def test_names_that_share_a_place_are_quoted_one_by_one() -> None:
    found = moved(31.0, 31.2, 2.0)
    assert found.first.quoted == "«boliger» og «ambulant»"
    assert found.first.quoted_labels == "«Boliger» og «Ambulant»"
    assert found.last.quoted == "«dagtilbud»"
    assert lacking(moved(1.0, 1.0).first.quoted) == "alle"
    assert found.last.alone("dagtilbud")
    assert [one.key for one in moved(3.0, 1.0, 3.2, 2.0).inner] == ["eldre"]
    assert lacking(found.inner.with_numbers) == "ingen"
    assert not found.first.alone("boliger")


def test_that_it_is_none_of_them_is_not_known_where_some_are_not() -> None:
    known, some, unknown = moved(5.0, 0.0), moved(5.0, ":"), moved(":", "..")
    assert (known.rising.how_many, known.falling.how_many) == (1, 0)
    assert lacking(str(some.falling.how_many)) == lacking(str(unknown.how_many)) == ".."

    def told(found: Ranking) -> str:
        return w.if_any(found, "Det gjelder {}.", "Det gjelder ingen.")

    assert told(known.falling) == "Det gjelder ingen."
    assert as_printed(told(some.rising)) == "Det gjelder ambulant."
    assert lacking(told(some.falling)) == lacking(told(unknown.rising)) == "."


@pytest.mark.parametrize("sign", [".", "..", ":"])
def test_so_many_of_them_is_not_known_where_one_has_no_number(sign: str) -> None:
    found = moved(5.0, 1.0, sign)
    told = w.of_all(found.rising.how_many, 3, "Den økte i {} fylkene.", "Den økte ikke.")
    assert lacking(told) == ".."
    assert lacking(str(found.exactly(0).how_many)) == ".."
    assert len(found.rising) == 2


def test_nobody_comes_second_with_nothing() -> None:
    share = moved(40.0, 0.0, 0.3, unit="percent")
    assert share.first.name == "ambulant"
    assert lacking(share.second.name) == lacking(share.third.name) == "ingen"
    assert lacking(str(share.second.number)) == "."
    assert (share.last.name, share.last.number) == ("dagtilbud og boliger", 0.3)
    assert [one.key for one in share.top(2)] == ["ambulant"]
    assert moved(40.0, 2.0, 1.0, unit="percent").third.name == "dagtilbud"
    assert moved(4.0, 0.0, -3.0).second.changed_by() == "var uendret"  # a change may be none
    assert lacking(moved(0.0, 0.0, 0.0, unit="percent").top(2).names)


def test_a_ranking_of_changes_between_two_columns() -> None:
    table = Table(
        (Row("a", "A"), Row("b", "B"), Row("c", "C"), Row("d", "D")),
        tuple(Column((year, "percent"), year, "percent") for year in ("2024", "2025")),
        ((10.0, 30.0), (20.0, 15.4), (":", 9.0), (None, 7.0)),
    )
    found = table.ranked("2025", "percent", since="2024")
    assert [(one.key, str(one.number)) for one in found] == [("a", "20"), ("b", "\u22125")]
    step = table.column("2025", "percent").since(table.column("2024", "percent"))
    told = [as_printed(str(number)) for number in step.each(["a", "b", "c"])]
    assert told == ["20", "\u22125", ":"]


def test_groups_are_called_by_their_phrase_and_other_rows_by_their_label() -> None:
    rows = (Row("< 2 000", "< 2 000", phrase="små kommuner"), Row("HF", "HF-området"))
    table = Table(rows, (Column(("n",), "n", "count"),), ((2.0,), (1.0,)))
    found = table.ranked("n")
    assert (found.first.name, found.first.label) == ("små kommuner", "< 2 000")
    assert found.last.name == "HF-området"
    again = table.relabelled(rows={"< 2 000": "Under 2 000"}).ranked("n")
    assert (again.first.name, again.first.label) == ("små kommuner", "Under 2 000")
    both = table.merged({"both": ["< 2 000", "HF"]}, {"both": "Begge"})
    assert both.ranked("n").first.name == "begge"


def test_a_column_and_a_row_give_their_numbers_by_key() -> None:
    table = changes(2.0, 3.0, ":")
    change = table.column("change")
    assert change["ambulant"].changed_by("årsverk") == "økte med 2 årsverk"
    assert change[["ambulant", "boliger"]] == 5
    assert lacking(str(change["dagtilbud"])) == ":"
    assert table.row("boliger")["change"] == 3
    assert table.row(["ambulant", "total"])["change"] == 101
    with pytest.raises(ProjectError, match="0 rows have the key 'x'"):
        change["x"]


def test_those_who_share_a_place_may_differ_elsewhere() -> None:
    table = Table(
        (Row("a", "A"), Row("b", "B")),
        (Column(("now",), "now", "count"), Column(("then",), "then", "count")),
        ((5.0, 1.0), (5.0, 2.0)),
    )
    place, then = table.ranked("now").first, table.column("then")
    assert then.of(place) == "1 og 2"
    assert lacking(str(then[place])) == "."  # there is no one number of both
    assert lacking(then[place].since(table.column("now")[place]).more_than) == "."
    assert then[table.ranked("then").first] == 2
    assert table.column("now").of(place) == 5
    nobody = table.ranked("now").falling.first
    assert lacking(str(then.of(nobody)))
    assert lacking(str(then[nobody]))


def test_numbers_from_several_tables_are_put_in_order() -> None:
    found = ranked({name: Number(n, "percent") for name, n in (("en", 3), ("to", 8), ("tre", 8))})
    assert found.first.name == "to og tre"
    assert found.last.name == "en"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((5, 9, 2), "Høyest for Boliger (9), lavest for Dagtilbud (2)."),
        ((9, 9, 2), "Høyest for Ambulant og Boliger (9), lavest for Dagtilbud (2)."),
        ((9, 9, 9), "Samme verdi for alle (9)."),
    ],
)
def test_figures_and_sentences_tell_the_same_places(values: tuple[int, ...], told: str) -> None:
    names = ("Ambulant", "Boliger", "Dagtilbud")
    points = tuple((Point(float(value), str(value)),) for value in values)
    said = describe("bars", "Antall", Grid(names, ("Antall",), points, "count", 0))
    assert told in said
    found = moved(*map(float, values), unit="count")
    if not found.level:
        assert as_printed(f"Høyest for {found.first.label} ({found.first.number})") in said
        assert as_printed(f"lavest for {found.last.label} ({found.last.number})") in said


def test_who_stands_at_both_ends_stands_at_neither() -> None:
    found = moved(95.0, 100.0, 100.0, 100.0, unit="fte")
    assert [one.key for one in found.bottom(2)] == ["ambulant"]
    assert [one.key for one in found.top(1)] == ["boliger", "dagtilbud", "eldre"]


def test_one_among_others_that_are_not_known_is_nobody() -> None:
    found = moved(8.0, "..", "..")
    assert lacking(found.first.name)
    assert lacking(str(found.last.number))
    assert len(found.top(2)) == 0


def test_first_and_last_are_so_among_those_that_are_shown_where_others_are_not() -> None:
    found = moved(31.0, 12.0, ":", 20.0)
    assert found.first.name == "ambulant (av dem som vises)"
    assert found.last.quoted == "«boliger» (av dem som vises)"
    assert found.second.label == "Eldre (av dem som vises)"
    assert found.top(2).names == "ambulant og eldre (av dem som vises)"
    assert as_printed(found.bottom(1).with_numbers) == "boliger (12) av dem som vises"
    assert found.rising.first.name == "ambulant (av dem som vises)"
    # that they rose is true of them, whatever the others did
    assert found.rising.names == "ambulant, eldre og boliger"
    assert [place.name for place in found] == ["ambulant", "eldre", "boliger"]
    # what can't be is no group that might have come first
    assert moved(31.0, 12.0, ".").first.name == "ambulant"


def test_the_figure_in_words_says_so_too() -> None:
    grid = Grid(
        categories=("A", "B", "C"),
        series=("",),
        points=((Point(31.0, "31"),), (Point(12.0, "12"),), (Point(None, ":"),)),
        unit="percent",
        places=0,
    )
    told = describe("bars", "Prosent", grid)
    assert "Høyest av dem som vises for A (31 prosent), lavest for B (12 prosent)." in told


def test_a_place_that_is_shared_follows_and_does_not_stand_in_the_same_row() -> None:
    alone, shared = moved(31.0, 12.0, 5.0), moved(31.0, 12.0, 12.0)
    assert w.and_then(alone.first, alone.second) == "og"
    assert w.and_then(shared.first, shared.second) == "og så"
