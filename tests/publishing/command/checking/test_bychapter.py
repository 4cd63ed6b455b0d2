"""The table by chapter that ends a check."""

import pytest

from publishing.command.checking.bychapter import by_chapter

FILES = ["index.qmd", "chapters/01-folk.qmd", f"chapters/02-{'lang' * 30}.qmd"]


def lines(counts, width=80, *, read=True):
    return [*by_chapter(FILES, counts, width, read=read)]


def test_chapters_with_anything_are_counted_and_the_others_told():
    counts = {"left out": [FILES[1]] * 3, "grammar": [FILES[1]], "blocked": ["references.bib"]}
    head, folk, works, total, rest = lines(counts)
    assert head.split() == ["chapter", "left", "out", "grammar", "blocked"]
    assert folk.split() == ["01-folk", "3", "1", "0"]
    assert works.split() == ["references.bib", "0", "0", "1"]
    assert total.split() == ["all", "3", "1", "1"]
    assert rest == "2 chapters have nothing to look at."


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_table_fits_the_terminal(width):
    counts = {"left out": FILES * 400, "grammar": FILES, "blocked": []}
    assert max(map(len, lines(counts, width))) <= width


def test_what_only_a_build_tells_is_not_known_without_one():
    assert lines({"left out": [], "grammar": [], "blocked": []}, read=False)[-1].split() == [
        "all",
        "–",
        "–",
        "0",
    ]
