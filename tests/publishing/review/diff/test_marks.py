"""Marks find their words through any markup, and without them a page is as it was."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from publishing.review.diff.marks import edited, of_text
from publishing.review.diff.texts import Became, TextChanged
from publishing.review.diff.within import paragraphs_within
from publishing.review.diff.words import after, differences
from publishing.review.paragraphs import Paragraph, collapsed, numbered

WORDS = st.sampled_from(
    ["årsverk", "økte", "12\u202f395", "Voksne", "<b>", "&", "&amp;", "{{< x >}}", '"', "i 2025.",
     "ca."]
)  # fmt: skip
SAID = st.lists(WORDS, max_size=12).map(" ".join)
# A text in pieces, each within its own markup or none.
MARKUP = st.sampled_from(
    ["{}", "<em>{}</em>", '<a href="#x">{}</a>', "<strong><code>{}</code></strong>",
     '<span class="computed" data-trace="a &gt; b">{}</span>']
)  # fmt: skip
PIECES = st.lists(st.tuples(MARKUP, SAID, st.sampled_from(["", " ", "\n", "<br>"])), max_size=5)


def paragraph(text):
    return Paragraph(
        page="a.html", id="avsnitt-2", number=2, kind="text", text=text, file="a.qmd", line=1
    )


def page(pieces):
    inside = "".join(form.format(html.escape(text)) + gap for form, text, gap in pieces)
    return (
        '<h1>En</h1><div class="avsnitt" id="avsnitt-2" data-number="2" data-kind="text">'
        f"<p>{inside}</p></div>\n<p>Etter</p>"
    )


def without(marked):
    """The page without marks."""
    marked = re.sub(r'<div class="change-gone">.*?</div>', "", marked)
    marked = re.sub(r'<del class="change">.*?</del>', "", marked)
    marked = re.sub(r'<span class="unseen change-said">[^<]*</span>', "", marked)
    return re.sub(r'<ins class="change" role="none">(.*?)</ins>', r"\1", marked)


@given(PIECES, SAID)
def test_without_its_marks_a_page_is_what_it_was(pieces, old):
    body = page(pieces)
    (own,) = numbered(body)
    within = paragraphs_within(body)
    assert within["avsnitt-2"].text == own.text
    old = collapsed(old)
    change = TextChanged(
        Became.CHANGED, paragraph(old), paragraph(own.text), tuple(differences(old, own.text))
    )
    marked = edited(body, of_text(change, within, body))
    assert without(marked) == body
    assert numbered(marked)[0].text == own.text
    out = re.findall(r'<del class="change"><span[^>]*>[^<]*</span>(.*?)</del>', marked)
    gone = [piece.text for piece in change.pieces if piece.op == "out"]
    assert [html.unescape(text) for text in out] == (gone if own.text else [])
    assert after(change.pieces) == own.text


@given(SAID)
def test_what_is_gone_stands_behind_what_it_stood_behind(text):
    body = page([("{}", "Blir stående.", "")])
    within = paragraphs_within(body)
    change = TextChanged(Became.GONE, paragraph(text), None, (), paragraph("Blir stående."))
    marked = edited(body, of_text(change, within, body))
    assert without(marked) == body
    assert marked.index("change-gone") > marked.index("Blir stående.")
    assert marked.index("change-gone") < marked.index("Etter")
    assert html.escape(text) in marked


def test_text_that_is_not_where_it_was_told_gets_no_mark():
    body = page([("{}", "Noe annet.", "")])
    within = paragraphs_within(body)
    change = TextChanged(
        Became.CHANGED, paragraph("a"), paragraph("b"), tuple(differences("a", "b"))
    )
    assert edited(body, of_text(change, within, body)) == body
