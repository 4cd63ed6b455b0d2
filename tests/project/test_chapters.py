"""Where the chapters of one edition alone stand, and what they stand for."""

import pytest
from disk import write
from hypothesis import given
from hypothesis import strategies as st

from project.chapters import astray, chapter_path, living, own_file

NAME = "2025"
OWN = {
    "chapters/21-annet.qmd": "chapters/2025/21-annet.qmd",
    "chapters/del/03-x.qmd": "chapters/2025/del/03-x.qmd",
    "index.qmd": "chapters/2025/index.qmd",
    "./index.qmd": "chapters/2025/index.qmd",
    "chapters/2025/22-mer.qmd": None,
    "forord.qmd": None,
}


@pytest.fixture
def root(tmp_path):
    for name in ("_quarto.yml", f"_quarto-{NAME}.yml", "chapters/del/03-x.qmd"):
        write(tmp_path / name, "")
    return tmp_path


@pytest.mark.parametrize(("file", "own"), OWN.items())
def test_every_listed_file_has_one_place_for_its_own_text(root, file, own):
    assert own_file(NAME, file) == own
    assert chapter_path(root, NAME, file) == root / file
    if own:
        write(root / own, "")
        assert chapter_path(root, NAME, file) == root / own
        assert chapter_path(root, "2026", file) == root / file
        assert living(root / own) == root / file


_PART = st.from_regex(r"[a-z0-9æøå][a-z0-9æøå-]{0,8}", fullmatch=True)


@given(parts=st.lists(_PART, min_size=1, max_size=3))
def test_what_stands_for_a_file_counts_as_standing_there(tmp_path_factory, parts):
    root = tmp_path_factory.getbasetemp() / "living"
    write(root / f"_quarto-{NAME}.yml", "")
    file = "/".join(["chapters", *parts]) + ".qmd"
    own = own_file(NAME, file)
    if parts[0] != NAME and file != "chapters/index.qmd":
        assert own
        assert living(root / own) == living(root / file) == root / file


def test_a_folder_that_is_no_edition_is_a_folder(root):
    assert living(root / "chapters/del/03-x.qmd") == root / "chapters/del/03-x.qmd"


def test_a_link_to_nowhere_does_not_become_the_living_text(root):
    write(root / "chapters/21-annet.qmd", "")
    own = root / "chapters/2025/21-annet.qmd"
    own.parent.mkdir()
    own.symlink_to(root / "borte.qmd")
    assert chapter_path(root, NAME, "chapters/21-annet.qmd") == own


def test_a_text_that_nobody_would_read_is_told_with_the_closest_name(root):
    files = ["index.qmd", "chapters/21-annet.qmd", "chapters/2025/22-mer.qmd"]
    for name in ("21-annet", "21-anet", "22-mer", "index", "_felles", "kart"):
        write(root / f"chapters/2025/{name}.qmd", "")
    found = astray(root, NAME, files)
    assert [error.where for error in found] == [
        str(root / "chapters/2025/21-anet.qmd"), str(root / "chapters/2025/kart.qmd"),
    ]  # fmt: skip
    assert "Did you mean chapters/2025/21-annet.qmd?" in str(found[0])
    assert "take the file away" in str(found[1])
    assert astray(root, "2026", files) == []
