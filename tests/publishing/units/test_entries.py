"""Names of the files of pages: one each, whatever units and groups are called."""

import string

from hypothesis import given
from hypothesis import strategies as st

from analysis.standing.facts import UNIT, Facts, Measures, write_facts
from publishing.units.entries import Entry, entries, file_name
from publishing.units.gathering import Gathered, Words
from publishing.web.units.places import COMPARISON, START

keys = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=40)


def gathered(named: dict[str, str], kind: str = UNIT) -> Gathered:
    facts = {
        key: write_facts(
            Facts(
                edition=2091, key=key, name=name, kind=kind, noun="", labels={}, called="",
                measures=Measures({"all": 1.0}, {"all": 2.0}), like={}, beside=(),
            )
        ).decode()
        for key, name in named.items()
    }  # fmt: skip
    return Gathered(facts, (), (), {"all": Words("Årsverk", "Rate per {per}")}, {}, {})


def hrefs(found: dict[str, Entry]) -> list[str]:
    return [one.listed.href for one in found.values()]


@given(st.dictionaries(keys, st.text(max_size=300), min_size=1, max_size=8))
def test_no_two_pages_have_files_of_one_name(named):
    found = hrefs(entries(gathered(named)))
    assert len(set(found)) == len({one.casefold() for one in found}) == len(named)
    assert not {START, COMPARISON} & set(found)
    assert all(one.isascii() and len(one) < 120 for one in found)


def test_groups_that_differ_in_their_marks_alone_have_a_page_each():
    found = entries(gathered({"county-o": "O", "county": "Ö"}, "county"))
    assert hrefs(found)[0] == "county-o.html"
    assert len(set(hrefs(found))) == 2


def test_a_unit_called_as_the_list_is_does_not_take_its_place():
    assert not {START, COMPARISON} & set(
        hrefs(entries(gathered({"index": "Index", "sammenlign": "Sammenlign"})))
    )


def test_an_ordinary_name_is_whole():
    assert file_name("4601", "Bergen") == "4601-bergen"
    assert file_name("county-vestland", "Vestland") == "county-vestland"
