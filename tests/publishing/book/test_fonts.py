"""Fonts: each that is needed is there and is what it says; another one makes another report."""

import shutil
from pathlib import Path

import pytest
from disk import REPO
from editions import EDITION, make_tiny_edition

from project.errors import ProjectError
from publishing.book.fonts import FONTS, LIST, check_fonts
from publishing.build.edition import build_edition

EXTENSION = REPO / "_extensions/is248"
NAMES = sorted(path.name for path in (EXTENSION / FONTS).glob("*.ttf"))


@pytest.fixture
def extension(tmp_path):
    return Path(shutil.copytree(EXTENSION, tmp_path / "is248"))


def test_every_font_of_the_folder_is_listed():
    text = (EXTENSION / LIST).read_text(encoding="utf-8")
    assert [name for name in NAMES if f"- {name}\n" in text] == NAMES
    check_fonts(EXTENSION)


def other_family(path):
    return next(one for one in path.parent.glob("*.ttf") if one.name[:10] != path.name[:10])


HARM = {
    "missing": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-5000]),
    "no font": lambda path: path.write_bytes(b"<html>Not found</html>" * 900),
    "another family": lambda path: shutil.copy(other_family(path), path),
}


@pytest.mark.parametrize("how", HARM)
@pytest.mark.parametrize("name", NAMES)
def test_a_font_that_can_not_be_set_in_is_named_with_the_families(extension, name, how):
    HARM[how](extension / FONTS / name)
    with pytest.raises(ProjectError) as failure:
        check_fonts(extension)
    for part in (name, "Source Sans 3", "Source Serif 4"):
        assert part in str(failure.value)


def test_without_the_folder_or_its_list_nothing_is_set(extension):
    shutil.rmtree(extension / FONTS)
    with pytest.raises(ProjectError, match="is missing"):
        check_fonts(extension)
    (extension / LIST).unlink()
    with pytest.raises(ProjectError, match="list of the report's fonts"):
        check_fonts(extension)


@pytest.mark.slow
def test_a_build_without_a_font_fails_and_one_with_another_makes_another_report(tmp_path):
    project = make_tiny_edition(tmp_path / "project")
    build_edition(project, EDITION)
    pdf = project.build_dir(EDITION) / f"is248-{EDITION}.pdf"
    picture = project.build_dir(EDITION) / "site/data/figur-1-1.png"
    before = pdf.read_bytes(), picture.read_bytes()
    fonts = project.root / "_extensions/is248/fonts"
    (fonts / "SourceSans3-Regular.ttf").unlink()
    with pytest.raises(ProjectError, match=r"SourceSans3-Regular\.ttf is missing"):
        build_edition(project, EDITION)
    assert (pdf.read_bytes(), picture.read_bytes()) == before
    shutil.copy(fonts / "SourceSans3-Bold.ttf", fonts / "SourceSans3-Regular.ttf")
    build_edition(project, EDITION)
    assert pdf.read_bytes() != before[0]
    assert picture.read_bytes() != before[1]
