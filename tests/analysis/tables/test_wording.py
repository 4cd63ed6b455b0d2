"""Words that follow the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import wording as w
from analysis.tables.numbers import NoNumber, Number
from analysis.tables.signs import lacking
from project.errors import ProjectError


@pytest.mark.parametrize(
    ("change", "noun", "verb"),
    [
        (196.4, "en økning på 196 årsverk", "økte med 196 årsverk"),
        (-211.7, "en nedgang på 212 årsverk", "gikk ned med 212 årsverk"),
        (0.0, "ingen endring", "var uendret"),
        (0.4, "nesten ingen endring", "var omtrent uendret"),
        (-0.4, "nesten ingen endring", "var omtrent uendret"),
    ],
)
def test_direction_follows_the_printed_change(change: float, noun: str, verb: str) -> None:
    number = Number(change, "fte_change")
    assert number.change_of("årsverk") == noun
    assert number.changed_by("årsverk") == verb


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_comparison_never_contradicts_the_printed_numbers(a: float, b: float) -> None:
    first, second = Number(a, "fte"), Number(b, "fte")
    word = first.against(second, "flere", "færre", "like mange")
    assert (word == "like mange") == (str(first) == str(second))
    assert (word == "flere") == (first.printed > second.printed)


@pytest.mark.parametrize(
    ("now", "more", "more_than", "higher_than"),
    [
        (12.2, "flere", "flere enn", "høyere enn"),
        (9.4, "færre", "færre enn", "lavere enn"),
        (10.4, "verken flere eller færre", "like mange som", "den samme som"),
    ],
)
def test_what_follows_a_comparison_fits_its_word(
    now: float, more: str, more_than: str, higher_than: str
) -> None:
    """«verken flere eller færre enn», but «like mange som»."""
    change = Number(now, "percent").since(Number(10, "percent"))
    assert (change.more, change.more_than, change.higher_than) == (more, more_than, higher_than)


def test_an_earlier_share_after_a_later_one() -> None:
    now, then = Number(44.2, "percent"), Number(40, "percent")
    assert w.beside(now, then, "i 2024") == "mot 40 prosent i 2024"
    assert w.beside(then, now, "i 2024") == "mot 44 prosent i 2024"
    assert w.beside(now, Number(43.8, "percent"), "året før") == "som året før"
    assert w.beside(Number(3, "count"), Number(5, "count"), "i 2024") == "mot 5 i 2024"
    assert lacking(w.beside(now, NoNumber(":", "percent"), "i 2024")) == ":"


def test_a_number_beside_two_earlier_ones_is_set_against_those_that_differ() -> None:
    def told(now: float, before: float, first: float) -> str:
        one, two, three = (Number(n, "fte") for n in (now, before, first))
        return w.beside(one, two, "året før", three, "i 2023")

    assert told(36, 34, 48) == "mot 34 året før og 48 i 2023"
    assert told(34, 34, 48) == "som året før, mot 48 i 2023"
    assert told(34, 34.2, 34) == "som året før og i 2023"
    assert told(34, 35, 34) == "mot 35 året før, som i 2023"
    unknown = NoNumber("..", "fte")
    assert lacking(w.beside(Number(3, "fte"), Number(4, "fte"), "a", unknown, "b")) == ".."
    with pytest.raises(ProjectError, match="no number"):
        w.beside(Number(3, "fte"), Number(4, "fte"), "a", "b", "c")


@pytest.mark.parametrize(
    ("words", "slight"),
    [
        ("var uendret", "var omtrent uendret"),
        ("Like mange brukere som i 2024", "Nesten like mange brukere som i 2024"),
        ("like mange som", "nesten like mange som"),
        ("den samme som", "nesten den samme som"),
        ("verken flere eller færre", "verken særlig flere eller færre"),
        ("som året før", "omtrent som året før"),
        ("Andelen er endret for én av gruppene", "Andelen er merkbart endret for én av gruppene"),
        ("Bare den ene har endret seg", "Bare den ene har endret seg merkbart"),
        ("Om lag like mange", "Om lag like mange"),
        ("vokser", "vokser"),
    ],
)
def test_what_rounds_to_nothing_and_is_something_is_nearly_the_same(
    words: str, slight: str
) -> None:
    change = Number(-0.04, "percent_change")
    assert change.step == 0
    assert change.by_sign("opp", "ned", words) == slight
    assert Number(0, "percent_change").by_sign("opp", "ned", words) == words
    # noise of sums is no change
    assert Number(0.1 + 0.2 - 0.3, "percent_change").by_sign("opp", "ned", words) == words


def test_a_change_beside_one_that_is_slight() -> None:
    words = {"up": "opp", "down": "ned", "level": "Like mange", "alone": "Tallet er endret for én"}

    def told(one: float, other: float) -> str:
        changes = (Number(n, "percent_change") for n in (one, other))
        return w.of_two(*changes, **words, apart=("fra", "til"))

    assert told(0, 0) == "Like mange"
    assert told(0, -0.04) == told(0.04, 0) == "Nesten like mange"
    assert told(0, 3) == "Tallet er endret for én"
    assert told(3, 0.04) == "Tallet er merkbart endret for én"


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (33, "hver tredje"), (34, "hver tredje"), (30, "nær hver tredje"),
        (52, "litt over halvparten"),
        (50, "halvparten"), (17, "hver sjette"), (19, "hver femte"), (100, "alle"),
        (99.6, "nesten alle"),
        (0, "ingen"),
        (3, "svært få"), (67, "to av tre"), (90, "ni av ti"),
        (55, "mer enn halvparten"), (45, "mer enn to av fem"), (95, "mer enn ni av ti"),
        (7, "færre enn hver tiende"), (46, "nær halvparten"), (12, "litt over hver tiende"),
    ],
)  # fmt: skip
def test_fractions(percent: float, words: str) -> None:
    assert w.fraction(percent) == words


SHARES = {
    "hver tiende": 10, "hver sjette": 100 / 6, "hver femte": 20, "hver fjerde": 25,
    "hver tredje": 100 / 3, "to av fem": 40, "halvparten": 50, "tre av fem": 60,
    "to av tre": 200 / 3, "tre av fire": 75, "fire av fem": 80, "ni av ti": 90,
}  # fmt: skip


@given(st.floats(0, 100) | st.integers(0, 100))
def test_the_words_for_a_share_hold_of_it(percent: float) -> None:
    words = w.fraction(percent)
    if words in ("ingen", "svært få", "nesten alle", "alle"):
        ends = {"ingen": (0, 0), "svært få": (0, 5), "nesten alle": (95, 100), "alle": (100, 100)}
        low, high = ends[words]
        assert low <= percent <= high
        assert (words == "ingen") == (percent == 0)
        assert (words == "alle") == (percent == 100)
        return
    (share,) = (value for name, value in SHARES.items() if words.endswith(name))
    off = percent - share
    if words.startswith("nær "):
        assert -min(4, share / 5) <= off < -1
    elif words.startswith("litt over "):
        assert 1 < off <= min(4, share / 5)
    elif words.startswith("mer enn "):
        # true of all that is above it, and no share that people say lies between
        assert off > 0
        assert not [one for one in SHARES.values() if share < one <= percent]
    elif words.startswith("færre enn "):
        assert off < 0
    else:
        assert abs(off) <= 1


def test_lists_counts_and_letters() -> None:
    assert lacking(w.listing([])) == "ingen"
    assert w.listing(["a"]) == "a"
    assert w.listing(["a", "b", "c"]) == "a, b og c"
    assert w.several(["a", "b", "c"]) == "a, b og c"
    assert w.several(["a", "b", "c", "d"]) == "a, b og to til"
    assert w.several(["a", "b", "c", "d"], 4) == "a, b, c og d"
    assert [w.counted(n) for n in (0, 1, 12, 13)] == ["ingen", "én", "tolv", "13"]
    assert [w.counted(n, neuter=True) for n in (0, 1, 2)] == ["ingen", "ett", "to"]
    assert w.so_many(1, "fylke", "fylker", neuter=True) == "ett fylke"
    assert w.capital("økte") == "Økte"
    assert w.lower("Bemannede boliger") == "bemannede boliger"
    assert w.lower("HF-området") == "HF-området"


def test_a_sentence_for_some_and_one_for_none() -> None:
    def told(*names: str) -> str:
        return w.if_any(names, "Det gjelder {}.", "Det gjelder ingen.")

    assert told("a", "b") == "Det gjelder a og b."
    assert told() == "Det gjelder ingen."


def test_a_list_of_all_has_a_sentence_of_its_own_and_one_that_is_not_given_is_left_out() -> None:
    def told(*names: str, every: str = "") -> str:
        return w.if_any(names, "Det gjelder {}.", whole=2, every=every)

    assert told("a") == "Det gjelder a."
    assert told("a", "b", every="Det gjelder alle.") == "Det gjelder alle."
    assert lacking(told("a", "b")) == lacking(told()) == "."


def test_what_holds_for_so_many_of_a_known_set() -> None:
    def told(number: float) -> str:
        return w.of_all(number, 3, "Den økte i {} fylkene.", "Den økte ikke i noe fylke.")

    assert told(0) == "Den økte ikke i noe fylke."
    assert told(2) == "Den økte i to av de tre fylkene."
    assert told(3) == "Den økte i alle de tre fylkene."
    assert lacking(told(NoNumber("..", "count"))) == ".."
    assert lacking(w.of_all(0, 3, "Det gjelder {}.")) == "."
    assert w.of_all(1, 15, "Den økte i {} fylkene.", neuter=True) == (
        "Den økte i ett av de 15 fylkene."
    )


def test_between_two_ends_or_at_the_one_where_they_meet() -> None:
    low, high, near = (Number(value, "percent") for value in (41, 45, 41.2))
    assert w.between(low, high, "på {}") == "mellom 41 og 45"
    assert w.between(low, near, "på {}") == "på 41"
    assert w.between(low, near) == "41"
    assert lacking(w.between(low, NoNumber(":", "percent"))) == ":"


def test_a_sentence_under_a_condition() -> None:
    assert w.where(3 < 5, "Få.") == "Få."
    assert w.where(3 > 5, "Mange.", "Få.") == "Få."
    assert lacking(w.where(NoNumber("..", "count") < 5, "Få.")) == "–"


def test_a_sentence_that_leans_on_what_is_known() -> None:
    assert w.given(Number(3, "count"), "ord", 2025) == ""
    assert lacking(w.given(Number(3, "count"), NoNumber("..", "count"))) == ".."


def test_a_change_with_its_share() -> None:
    def told(change: float, share: float) -> tuple[str, str]:
        numbers = Number(change, "fte_change"), "årsverk", Number(share, "percent_change")
        return w.moved_by(*numbers), w.a_change_of(*numbers)

    assert told(29, 2.6) == (
        "økte med 29 årsverk (2,6 prosent)",
        "en økning på 29 årsverk (2,6 prosent)",
    )
    assert told(-5, -0.4) == (
        "gikk ned med 5 årsverk (−0,4 prosent)",
        "en nedgang på 5 årsverk (−0,4 prosent)",
    )
    assert told(0, 0) == ("var uendret", "ingen endring")


def test_places_in_a_row() -> None:
    assert [w.ordinal(n) for n in (1, 2, 3, 12)] == ["første", "andre", "tredje", "tolvte"]
    assert w.ordinal(Number(18, "count")) == "18."
    for place in (0, -1, 2.5):
        with pytest.raises(ProjectError, match="no place in a row"):
            w.ordinal(place)


def test_so_many_of_a_known_set() -> None:
    assert [w.out_of(n, 4) for n in (0, 3, 4)] == [
        "ingen av de fire",
        "tre av de fire",
        "alle de fire",
    ]
    assert w.out_of(12, 15) == "tolv av de 15"


def test_a_run_of_numbers_rises_only_when_every_printed_step_does() -> None:
    def word(*values: float) -> str:
        return w.along([Number(value, "percent") for value in values], "opp", "ned", "ujevnt")

    assert word(10, 20, 21, 31) == "opp"
    assert word(31, 20, 10) == "ned"
    assert word(10, 20, 20.3, 31) == word(31, 30.6, 10) == "ujevnt"  # a step is level as printed
    assert word(10, 30, 20) == word(10, 10) == word(10) == "ujevnt"
    alike = [Number(10, "percent"), Number(10.2, "percent")]
    assert w.along(alike, "opp", "ned", "ujevnt", "likt") == "likt"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (3, 4, "opp"), (-3, -4, "ned"), (0, 0, "likt"), (0, 0.2, "nesten likt"),
        (3, -4, "fra"), (-3, 4, "til"), (0, 4, "bare én"), (-4, 0, "bare én"),
    ],
)  # fmt: skip
def test_two_changes_side_by_side(one: float, other: float, told: str) -> None:
    changes = (Number(one, "fte_change"), Number(other, "fte_change"))
    words = {"up": "opp", "down": "ned", "level": "likt", "alone": "bare én"}
    assert w.of_two(*changes, **words, apart=("fra", "til")) == told
    still = w.of_two(*changes, **words | {"level": "i takt"}, apart=("fra", "til"), limit=9)
    assert still == ("i takt" if one == other == 0 else "nesten i takt")
    unknown = NoNumber("..", "fte_change")
    assert lacking(w.of_two(changes[0], unknown, **words, apart=("fra", "til"))) == ".."


def test_a_change_that_hardly_is_one() -> None:
    said = [w.hardly(Number(n, "percent_change"), 1, "står", "vokser", "krymper") for n in
            (0.99, -0.99, 1, -1)]  # fmt: skip
    assert said == ["står", "står", "vokser", "krymper"]
    assert lacking(w.hardly(NoNumber(":", "percent_change"), 1, "a", "b", "c")) == ":"


def test_where_nothing_moved_no_way_is_told() -> None:
    same, more = Number(44.2, "percent"), Number(50, "percent")
    assert w.moved(same, Number(43.8, "percent")) == "var uendret på 44"
    assert (
        w.moved(same, more, since=2024, until=2025)
        == "økte fra 44 prosent i 2024 til 50 prosent i 2025"
    )
    assert w.moved(same, same, since=2024, until=2025) == "var 44 prosent både i 2024 og i 2025"
    assert [w.came_to(same, more), w.came_to(more, more)] == ["økte til 50", "var uendret på 50"]
    assert (
        w.rose_by(same, more, "prosentpoeng", 2024)
        == "økte med 6 prosentpoeng fra 2024, til 50 prosent"
    )
    assert w.rose_by(same, same, "prosentpoeng", 2024) == "var 44 prosent, som i 2024"
    assert w.span(same, more) == "fra 44 til 50"
    assert lacking(w.span(same, same))


def test_nobody_is_no_group() -> None:
    assert w.some(Number(3, "count")) == 3
    assert lacking(str(w.some(0)))
    told = [w.so_many(n, "kommune", "kommuner") for n in (0, 1, 2, 27)]
    assert told == ["ingen kommuner", "én kommune", "to kommuner", "27 kommuner"]


def test_names_that_come_again() -> None:
    assert w.both("a", "a", "{} to ganger", "{} og {}") == "a to ganger"
    assert w.both("a", "b", "{} to ganger", "{} og {}") == "a og b"
    assert [w.again("a", "a", "samme"), w.again("a", "b", "samme")] == ["samme", "a"]
    assert w.unlike(False) == w.NOT_ALIKE
    assert lacking(w.unlike(True)) == "–"


def test_sums_of_other_units_have_no_direction() -> None:
    before, now = Number(853, "fte"), Number(817, "fte", apart=-60)
    assert now.since(before).step == 1
    assert w.moved(before, now) == "var 853, og er nå 817"
    assert w.moved(before, now, since=2025, until=2026) == "var 853, og er nå 817"
    assert w.moved(now, now, alike=False) == "var og er 817"
    assert w.came_to(before, now) == "er nå 817"
    assert w.rose_by(before, now, "årsverk", 2025) == "er 817, mot 853 i 2025"


@pytest.mark.parametrize("unknown", [50, 90])
def test_sums_that_silence_parts_are_not_told_as_a_change(unknown: int) -> None:
    """65 and 60 of other units: what is known in both years stood still, or fell by less."""
    before, level = Number(65, "fte", apart=5), Number(60, "fte")
    assert w.moved(before, level) == "var 65, og er nå 60"
    assert w.came_to(before, level) == "er nå 60"
    told = Number(65, "fte"), Number(60, "fte"), Number(0, "fte_change")
    assert w.moved(*told[:2], change=told[2]) == "var 65, og er nå 60"
    assert w.moved(*told[:2]) == "gikk ned fra 65 til 60"
    silent, now = Number(853, "fte", apart=unknown), Number(750, "fte")
    assert w.moved(silent, now, since=2025, until=2026) == "var 853, og er nå 750"
    assert w.moved(Number(524, "fte", apart=-45), Number(853, "fte")) == "økte fra 524 til 853"


def _percents(*values: float) -> list[Number]:
    return [Number(value, "percent") for value in values]


def test_ends_that_meet_are_told_as_one() -> None:
    low, high, near = _percents(33, 50, 33.4)
    assert w.within(low, high) == "33 til 50"
    assert w.within(low, near) == "33"
    assert lacking(w.within(NoNumber("..", "percent"), high)) == ".."
    assert w.years(2018, 2025) == "2018–2025"
    assert w.years("2025", 2025) == "2025"


def test_years_that_are_missing_are_told_where_some_are() -> None:
    assert w.gaps((2016, 2019, 2020), "Ikke alle år er med") == "Ikke alle år er med"
    assert lacking(w.gaps((2023, 2024, 2025), "Ikke alle år er med"))


def test_few_are_few_below_a_limit_and_where_they_are_known() -> None:
    told = ", og det er få"
    assert w.few(37, 50, told) == told
    assert w.few(323, 50, told) == ""
    assert w.few(NoNumber(":", "count"), 50, told) == ""


@pytest.mark.parametrize(
    ("before", "now", "change", "said"),
    [
        (16236, 16220, -16, False),  # what parts the sums
        (16236, 16220, -17, False),  # and what rounding parts
        (16220, 16210, 0, True),
        (12395, 12604, 39, True),
    ],
)
def test_a_change_that_is_not_what_parts_the_sums_is_explained(
    before: float, now: float, change: float, said: bool
) -> None:
    first, second = Number(before, "fte"), Number(now, "fte")
    told = w.counts_known(first, second, Number(change, "fte_change"), "Slik er det")
    assert (told == "Slik er det") == said
    assert bool(lacking(told)) != said
    assert lacking(w.counts_known(first, second, NoNumber("..", "fte_change"), "Slik er det"))


def test_where_one_number_lies_beside_another() -> None:
    words = ("brukere", "over", "under", "likt med")
    assert w.lies(Number(4544, "count"), *words) == "4\u202f544 brukere over"
    assert w.lies(Number(-598, "count"), *words) == "598 brukere under"
    assert w.lies(Number(0, "count"), *words) == "likt med"
    assert w.lies(Number(0.2, "count"), *words) == "nesten likt med"
    assert lacking(w.lies(NoNumber("..", "count"), *words)) == ".."


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ((34, 39, 37, 42), "Andelen gikk ned fra 2022 til 2023, så veien har ikke vært rett"),
        ((34, 39, 39.2, 42), "Andelen har ikke gått ned noe år i perioden"),
        ((42, 42, 42, 42), "Andelen har ikke gått ned noe år i perioden"),
        ((42, 39, 39, 34), "Andelen har ikke økt noe år i perioden"),
        (
            (34, 30, 37, 33),
            "Andelen gikk ned fra 2021 til 2022 og fra 2023 til 2024, så veien har ikke vært rett",
        ),
    ],
)
def test_the_course_of_a_share(shares: tuple[float, ...], told: str) -> None:
    assert w.course(_percents(*shares), (2021, 2022, 2023, 2024)) == told


def test_a_course_with_a_gap_is_not_told() -> None:
    numbers = [Number(34, "percent"), NoNumber(":", "percent")]
    assert lacking(w.course(numbers, (2024, 2025))) == ":"


def test_a_change_that_rounds_to_nothing_has_no_percent() -> None:
    one, nothing, _some = Number(1, "fte_change"), Number(0.3, "percent"), Number(3, "percent")
    assert w.moved_by(one, "årsverk", nothing) == "økte med 1 årsverk"
    assert w.a_change_of(one, "årsverk", nothing) == "en økning på 1 årsverk"
    assert (
        w.a_change_of(one, "årsverk", Number(3, "percent")) == "en økning på 1 årsverk (3 prosent)"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (2, "Flere har team enn i 2024"), (-2, "Færre har team enn i 2024"),
        (1, "Om lag like mange har team som i 2024"), (-1, "Om lag like mange har team som i 2024"),
        (0, "Like mange har team som i 2024"),
    ],
)  # fmt: skip
def test_a_headline_tells_no_change_of_a_point(change: int, said: str) -> None:
    assert w.more_or_fewer(Number(change, "percent"), "har team", 2024) == said
    assert w.more_or_fewer(Number(change, "percent")) == said.split(" har", maxsplit=1)[0]


def test_a_headline_of_an_unknown_change_has_its_sign() -> None:
    assert lacking(w.more_or_fewer(NoNumber("..", "percent"), "har team", 2024)) == ".."


def test_some_are_more_than_none_as_printed() -> None:
    assert w.some(Number(4, "percent")) == 4
    assert lacking(str(w.some(Number(0.3, "percent")))) == "."
    assert lacking(str(w.some(1, 2))) == "."
    assert w.some(2, 2) == 2
    assert lacking(str(w.some(NoNumber(":", "count"), 2))) == ":"


def test_two_of_nothing_are_not_told() -> None:
    none, few, many = (Number(value, "percent") for value in (0, 0.3, 16))
    assert w.two(many, few) == "16 og 0"
    assert lacking(w.two(none, few)) == "."
    assert lacking(w.two(none, NoNumber("..", "percent"))) == ".."


def test_a_count_stands_in_brackets_only_where_there_are_any() -> None:
    def told(number: float) -> str:
        return w.in_brackets("dem som svarte", number, "kommune", "kommuner")

    assert told(27) == "dem som svarte (27 kommuner)"
    assert told(1) == "dem som svarte (én kommune)"
    assert told(0) == "dem som svarte"
    assert lacking(told(NoNumber(":", "count"))) == ":"


@pytest.mark.parametrize(
    ("percent", "told"),
    [
        (0, ""),
        (0.4, ""),
        (33, ", altså hver tredje"),
        (99.7, ""),
        (100, ""),
        (97, ", altså nesten alle"),
    ],
)
def test_a_spoken_share_after_its_number(percent: float, told: str) -> None:
    assert w.that_is(Number(percent, "percent")) == told


def test_no_share_is_told_of_fewer_than_are_said_to_be_of_them() -> None:
    assert w.some(Number(139, "count"), Number(135, "count")) == 139
    assert lacking(str(w.some(Number(40, "count"), Number(135, "count")))) == "."
    assert lacking(str(w.some(Number(40, "count"), NoNumber("..", "count")))) == "."


def test_which_is_largest_is_not_known_where_one_is_not() -> None:
    few, many = (Number(value, "percent") for value in (29, 37))
    assert w.largest(few, many) == 37
    for numbers in ((NoNumber(":", "percent"), many), (many, NoNumber(":", "percent"))):
        assert lacking(str(w.largest(*numbers))) == ":"


def test_what_lasts_to_the_end_of_a_year_is_over_after_it() -> None:
    said = [w.until(2088, year, "gjelder", "gjaldt") for year in (2087, 2088, 2089)]
    assert said == ["gjelder", "gjelder", "gjaldt"]


@pytest.mark.parametrize(
    ("now", "before", "units", "units_before", "told"),
    [
        (313, 344, 372, 373, "færre enn"),
        (350, 344, 372, 373, "flere enn"),
        (312, 313, 371, 372, "nesten like mange som"),  # two that answered have merged
        (314, 313, 373, 372, "nesten like mange som"),
        (313, 313, 372, 373, "like mange som"),
    ],
)
def test_more_have_answered_where_their_share_of_all_says_so_too(
    now: int, before: int, units: int, units_before: int, told: str
) -> None:
    change = w.more_answers(Number(now, "count"), Number(before, "count"), units, units_before)
    assert change.more_than == told
    unknown = w.more_answers(NoNumber("..", "count"), Number(1, "count"), 2, 2)
    assert lacking(unknown.more) == ".."
