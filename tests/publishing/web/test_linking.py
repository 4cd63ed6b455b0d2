"""Names of a group's units lead to their pages, and nothing else of the page is touched."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from publishing.web.units.linking import with_links

LABELS = st.text("aøÅ&<>\"'/ -", min_size=1, max_size=12)


def row(label: str) -> str:
    return f'<tr><th scope="row">{html.escape(label)}</th><td class="num">1</td></tr>\n'


def page(*labels: str) -> str:
    years = "".join(map(row, ("2013", "2025")))
    return f"<table>{years}</table><p>Vik</p><table>{''.join(map(row, labels))}</table>"


@given(st.lists(LABELS, min_size=1, max_size=5))
def test_every_name_of_the_table_is_a_link_and_the_rest_is_as_it_was(labels):
    units = [(label, f"{place}.html") for place, label in enumerate(labels)]
    made = with_links(page(*labels), units)
    links = re.findall(r'<th scope="row"><a href="(\d+\.html)">(.*?)</a></th>', made, re.DOTALL)
    found = [(html.unescape(label), address) for address, label in links]
    assert found == units
    assert re.sub(r"</?a\b[^>]*>", "", made) == page(*labels)


def test_two_units_of_one_name_lead_to_their_own_pages():
    units = [("Vik", "1.html"), ("Os", "2.html"), ("Vik", "3.html")]
    made = with_links(page("Vik", "Os", "Vik"), units)
    assert re.findall(r'href="(.*?)">(\w+)<', made) == [(at, name) for name, at in units]
    assert "<p>Vik</p>" in made


def test_a_name_that_may_break_is_known():
    body = page("Nord/Sør").replace("Nord/Sør", "Nord/<wbr>Sør")
    assert '<a href="1.html">Nord/<wbr>Sør</a>' in with_links(body, [("Nord/Sør", "1.html")])


def test_a_page_without_the_table_stays():
    for body in (page("Os"), page("Os", "Vik", "Bø"), ""):
        assert with_links(body, [("Os", "1.html"), ("Bø", "2.html")]) == body
    assert with_links(page("Os"), []) == page("Os")
