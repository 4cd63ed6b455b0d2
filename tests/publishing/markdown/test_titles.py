"""A title in menus says what the heading says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.markdown.escape import markdown, plain
from publishing.markdown.titles import plain_title


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vanlig tittel", "Vanlig tittel"),
        ("*a* **b** ***c*** _d_ __e__", "a b c d e"),
        ("snake_case_navn og 2 * 3 * 4", "snake_case_navn og 2 * 3 * 4"),
        ("`a_b_c` og ``d`e``", "a_b_c og d`e"),
        ("H~2~O, m^2^, ~~nei~~, x^ab^", "H₂O, m², nei, xab"),
        ("$x^2 \\leq \\alpha_1$", "x² ≤α₁"),
        ("[a *b*](c(d).qmd#e){.f} [g][h] [i]{.smallcaps}", "a b g i"),
        ("<https://a.no/b_c_d>", "https://a.no/b_c_d"),
        ("a <!-- b --> c", "a c"),
        ("\"a 'b' c\" det's -- ...", "«a ‘b’ c» det’s – …"),
        ('\\*a\\* \\"b\\" &amp; c', '*a* "b" & c'),
    ],
)
def test_title(text, shown):
    assert plain_title(text) == shown


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Co"])))
def test_escaped_text_is_itself(text):
    assert plain_title(markdown(text)) == plain(text)
