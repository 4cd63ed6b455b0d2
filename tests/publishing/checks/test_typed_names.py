"""Names of places typed by hand are found; declared ones, phrases and cited sentences are not."""

import json

import pytest
from disk import edit, write
from editions import EDITION, make_tiny_edition

from project.errors import ProjectError
from publishing.checks.typed_names import check_names
from publishing.command.checking.check import check_edition

NAMES = {"Oslo", "Nordland", "Møre og Romsdal", "Helse Møre og Romsdal HF", "Nes", "Nes kommune"}
PHRASES = {"bydelene i Oslo"}


def found(tmp_path, text, named=()):
    front = f"named: {json.dumps(list(named), ensure_ascii=False)}\n" if named else ""
    write(tmp_path / "chapters/01-x.qmd", f"---\ntitle: X\n{front}---\n\n{text}\n")
    return check_names(tmp_path, ["chapters/01-x.qmd"], NAMES, PHRASES)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Flest har Nordland.", ["Nordland"]),
        ("I Nordland og Oslo er det flest.", ["Nordland", "Oslo"]),
        ("Helse Møre og Romsdal har færrest.", ["Helse Møre og Romsdal"]),
        ("Møre og Romsdal er først.", ["Møre og Romsdal"]),
        ("Nordland har `{python} n` prosent.", ["Nordland"]),
        ("Nes kommune skriver det.", ["Nes kommune"]),
        ('::: {.only edition="2091"}\nNordland er først.\n:::', ["Nordland"]),
        ("- Nordland\n- Oslo", ["Nordland", "Oslo"]),
    ],
)
def test_names_of_places_are_found_with_their_line(tmp_path, text, names):
    hits = found(tmp_path, text)
    assert [hit.found for hit in hits] == names
    source = (tmp_path / "chapters/01-x.qmd").read_text(encoding="utf-8").splitlines()
    assert all(hit.found in source[hit.line - 1] for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "Flest har `{python} counties.first.name`, og `{python} x['Nordland']` har det.",
        "Bydelene i Oslo er en egen gruppe, med bydelene i Oslo.",
        "Nordland prøvde det ut [@nord2024].",
        "Nordlandsbanen, Oslo-området og nes.",
        "Se [siden](https://example.org/Nordland).",
        "## Nordland",
        "<!-- Nordland -->",
    ],
)
def test_what_is_computed_cited_or_no_name_is_left_alone(tmp_path, text):
    assert found(tmp_path, text) == []


def test_declared_words_hold_their_names_and_no_others(tmp_path):
    text = "Helseetaten i Oslo svarte ikke.\nFlest har Oslo."
    (hit,) = found(tmp_path, text, ["Helseetaten i Oslo"])
    assert hit.sentence == "Flest har Oslo."
    assert found(tmp_path, text, ["Helseetaten i Oslo", "Flest har Oslo"]) == []


@pytest.mark.parametrize("words", ["Etaten i Oslo", "svarte ikke"])
def test_declared_words_that_hold_no_name_are_told(tmp_path, words):
    text = "Helseetaten i Oslo svarte ikke."
    (hit,) = found(tmp_path, text, ["Helseetaten i Oslo", words])
    assert words in str(hit)
    assert "take it out" in str(hit)


def test_check_tells_them_and_a_wrong_list_is_refused(tmp_path):
    project = make_tiny_edition(tmp_path)
    chapter = tmp_path / "chapters/01-folk.qmd"
    assert "No names of places typed by hand" in check_edition(project, EDITION).text
    edit(chapter, "Her står en setning som kan endres.", "Flest har Fjellvik.")
    told = check_edition(project, EDITION)
    assert told.stops
    assert "'Fjellvik' is typed by hand" in told.text
    edit(chapter, "title: Folk\n", 'title: Folk\nnamed: ["har Fjellvik"]\n')
    assert "No names of places typed by hand" in check_edition(project, EDITION).text
    edit(chapter, '["har Fjellvik"]', "Fjellvik")
    assert "'named' does not list texts" in check_edition(project, EDITION).text
    with pytest.raises(ProjectError, match="'named' does not list texts"):
        check_names(tmp_path, ["chapters/01-folk.qmd"], {"Fjellvik"})
