"""Passages that are for some editions only are left out before anything of them runs."""

from pathlib import Path

import pytest
from editions import EDITION, edit, make_tiny_edition
from hypothesis import given
from hypothesis import strategies as st
from tiny import YEAR

from project.errors import ProjectError
from publishing.build.edition import build_edition
from publishing.manuscript.chapter import parse_chapter
from publishing.manuscript.passages import facts_of, for_edition

FACTS = {"edition": "2025", "returns": "partly"}


def kept(text, **facts):
    chapter = parse_chapter(Path("chapters/01-x.qmd"), text)
    return for_edition(chapter, FACTS | facts).text


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ('edition="2025"', True),
        ("edition=2025", True),
        ("edition='2024 2025'", True),
        ('edition="2024"', False),
        ('returns="partly"', True),
        ('returns="made real"', False),
        ('edition="2025" returns="made"', False),
        ('besides="2025"', False),
        ('besides="2024 2025"', False),
        ('besides="2024"', True),
        ('besides="2024" returns="made"', False),
        ('edition="2025" returns="partly"', True),
    ],
)
def test_a_passage_stands_where_its_conditions_hold(said, stands):
    text = f"Før.\n\n::: {{.only {said}}}\nInni `{{python}} x`.\n:::\n\nEtter."
    found = kept(text).split("\n")
    assert found == ["Før.", "", "", "Inni `{python} x`." if stands else "", "", "", "Etter."]


def test_passages_may_hold_others_and_cells():
    text = (
        '::: {.only edition="2024"}\n:::: {.note}\nIkke.\n::::\n\n```{python}\n1 / 0\n```\n:::\n'
        ":::: {.note}\n::: {.only returns=partly}\nJa.\n:::\nOg.\n::::"
    )
    assert [line for line in kept(text).split("\n") if line] == [
        ":::: {.note}",
        "Ja.",
        "Og.",
        "::::",
    ]


def test_what_looks_like_one_in_a_cell_or_a_comment_is_none():
    text = '```{python}\ntext = """\n::: {.only edition="1"}\n"""\n```\n\n<!--\n::: {.only}\n-->'
    assert kept(text) == text


@pytest.mark.parametrize(
    ("text", "told", "line"),
    [
        ("En.\n::: {.only}\nTo.\n:::", "with nothing means", 2),
        ("::: {.only year=2025}\nTo.\n:::", "with year means", 1),
        ("::: {.only returns=maybe}\nTo.\n:::", "with maybe means", 1),
        ('::: {.only edition="2025,2026"}\nTo.\n:::', "with 2025,2026 means", 1),
        ('::: {.only edition="2025-2026"}\nTo.\n:::', "with 2025-2026 means", 1),
        ('::: {.only edition=""}\nTo.\n:::', "with edition means", 1),
        ('::: {.only edition="2025" returns=""}\nTo.\n:::', "with returns means", 1),
        ('::: {.Only edition="2025"}\nTo.\n:::', "with .Only means", 1),
        ("::: only\nTo.\n:::", "with only means", 1),
        ("En.\n\n::: {.only edition=2025}\nTo.", "has no end", 3),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, told, line):
    with pytest.raises(ProjectError, match=told) as caught:
        kept(text)
    assert caught.value.where.endswith(f"line {line}")


@given(st.lists(st.sampled_from(["::: {.only edition=2024}", "::: {.note}", ":::", "a", ""])))
def test_lines_keep_their_numbers(lines):
    text = "\n".join(lines)
    try:
        found = kept(text)
    except ProjectError:
        return
    pairs = zip(found.split("\n"), text.split("\n"), strict=True)
    assert all(new in ("", old) for new, old in pairs)


def test_the_facts_of_an_edition(tmp_path):
    project = make_tiny_edition(tmp_path)
    assert facts_of(project.edition(YEAR)) == {"edition": EDITION, "returns": "made"}
    edit(project, f"_quarto-{EDITION}.yml", "demonstration: true", f"demonstration: [{YEAR}]")
    assert facts_of(project.edition(YEAR))["returns"] == "partly"
    edit(project, f"_quarto-{EDITION}.yml", f"demonstration: [{YEAR}]", "demonstration: false")
    assert facts_of(project.edition(YEAR))["returns"] == "real"


@pytest.mark.slow
def test_a_passage_of_another_edition_never_runs(tmp_path):
    project = make_tiny_edition(tmp_path)
    other = f'::: {{.only edition="{YEAR - 1}"}}\nBorte `{{python}} 1 / 0`.\n:::'
    own = f'::: {{.only edition="{YEAR}"}}\nHer `{{python}} 1 + 1`.\n:::'
    edit(
        project,
        "chapters/01-folk.qmd",
        "Her står en setning som kan endres.",
        f"{other}\n\n{own}\n",
    )
    build_edition(project, EDITION)
    page = (project.site_dir(EDITION) / "chapters/01-folk.html").read_text(encoding="utf-8")
    assert "Her 2." in page
    assert "Borte" not in page
