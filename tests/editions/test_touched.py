"""Files that change while an edition is built from them: nothing old or half is published."""

import os
import shutil

import pytest
from disk import files
from editions import EDITION, edit
from tiny import YEAR, change

from project.errors import ProjectError
from publishing.build.edition import Options, build_edition
from publishing.build.job import BOOK, CHAPTERS, CLEAN, PDF, SITE
from publishing.build.progress import Progress

CHAPTER = "chapters/01-folk.qmd"
OLD, NEW = "som kan endres", "som er endret"


class Meddler(Progress):
    """Does something to files when a step begins, by default only the first time."""

    def __init__(self, always=False, **doings):
        self.said, self._always = [], always
        self._doings = {globals()[step]: do for step, do in doings.items()}

    def start(self, step, expected=None):
        if do := self._doings.get(step):
            if not self._always:
                del self._doings[step]
            do()

    def note(self, text):
        self.said.append(text)


def page(project):
    return (project.build_dir(EDITION) / "site/chapters/01-folk.html").read_text(encoding="utf-8")


def nothing_more(project):
    assert build_edition(project, EDITION).unchanged


def test_a_chapter_that_an_editor_has_emptied_and_not_yet_filled(project):
    edit(project, CHAPTER, OLD, NEW)
    path = project.root / CHAPTER
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"## Oppsummering")])
    meddler = Meddler(BOOK=lambda: path.write_bytes(whole))
    build_edition(project, EDITION, progress=meddler)
    assert NEW in page(project)
    assert "Oppsummering" in page(project)
    assert CHAPTER in meddler.said[0]
    nothing_more(project)


@pytest.mark.parametrize("step", ["CLEAN", "CHAPTERS", "BOOK", "SITE", "PDF"])
def test_a_chapter_saved_at_any_time_is_published_as_saved(project, step):
    edit(project, "chapters/02-planer.qmd", "Se @tbl-2-1", "Les @tbl-2-1")
    meddler = Meddler(**{step: lambda: edit(project, CHAPTER, OLD, NEW)})
    result = build_edition(project, EDITION, progress=meddler)
    assert NEW in page(project)
    assert not result.unchanged
    nothing_more(project)


def test_a_file_that_changes_and_changes_back(project):
    edit(project, "chapters/02-planer.qmd", "Se @tbl-2-1", "Les @tbl-2-1")
    build_edition(project, EDITION, progress=Meddler(
        CHAPTERS=lambda: edit(project, CHAPTER, OLD, NEW),
        SITE=lambda: edit(project, CHAPTER, NEW, OLD),
    ))  # fmt: skip
    assert OLD in page(project)
    assert NEW not in page(project)
    nothing_more(project)


def moved_in(path, content):
    """Put another file in its place, older than it (mv, rsync -t, unzip)."""
    other = path.with_name("other.tmp")
    other.write_bytes(content)
    os.utime(other, (1_000_000_000, 1_000_000_000))
    other.replace(path)


INPUTS = {
    "chapter": (CHAPTER, OLD, NEW),
    "chapter without code": ("index.qmd", "En liten utgave.", "En ny utgave."),
    "data": (f"data/returns/{YEAR}/smaa.csv", "yes,13", "no,13"),
    "codebook": (f"data/codebook/{YEAR}.yml", "label: Avdeling", "label: Sengepost"),
    "terms": ("data/terms.yml", "total: Totalt", "total: I alt"),
    "profile": (f"_quarto-{EDITION}.yml", "Den lille rapporten", "Den store rapporten"),
    "settings": ("_quarto.yml", "crossref-tbl-prefix: Tabell", "crossref-tbl-prefix: Tavle"),
    "bibliography": ("references.bib", "En kilde", "Ei kjelde"),
    "filter": ("_extensions/is248/html.lua", "--", "--  "),
    "print": ("_extensions/is248/typst-template.typ", '"Innhold"', '"Innhaldet"'),
}


@pytest.mark.parametrize("what", INPUTS)
def test_every_kind_of_file_is_watched(project, what):
    """As many times as the build reads it: the output is that of a build from the new file."""
    file, old, new = INPUTS[what]
    path = project.root / file
    changed = path.read_text(encoding="utf-8").replace(old, new).encode()
    assert changed != path.read_bytes()
    edit(project, "chapters/02-planer.qmd", "Se @tbl-2-1", "Les @tbl-2-1")
    meddler = Meddler(PDF=lambda: moved_in(path, changed))
    build_edition(project, EDITION, progress=meddler)
    assert file in meddler.said[0]
    nothing_more(project)
    before = {part: files(project.build_dir(EDITION) / part) for part in ("site", "results")}
    build_edition(project, EDITION, Options(fresh=True))
    assert {part: files(project.build_dir(EDITION) / part) for part in before} == before


def test_a_font_that_changes_and_changes_back_leaves_no_picture(project):
    """What is kept of the one is not taken for the other."""
    fonts = project.root / "_extensions/is248/fonts"
    path = fonts / "SourceSans3-Regular.ttf"
    bold, regular = (fonts / "SourceSans3-Bold.ttf").read_bytes(), path.read_bytes()
    picture = project.build_dir(EDITION) / "site/data/figur-1-1.png"
    before = picture.read_bytes()
    shutil.rmtree(project.build_root / "cache/downloads")
    edit(project, "chapters/02-planer.qmd", "Se @tbl-2-1", "Les @tbl-2-1")
    build_edition(project, EDITION, progress=Meddler(
        BOOK=lambda: path.write_bytes(bold), SITE=lambda: path.write_bytes(regular)
    ))  # fmt: skip
    assert picture.read_bytes() == before
    path.write_bytes(bold)
    build_edition(project, EDITION)
    assert picture.read_bytes() != before


def test_files_that_never_rest_are_told_and_the_last_output_stays(project):
    before = files(project.build_dir(EDITION))
    path = project.root / CHAPTER
    count = []

    def again():
        count.append(1)
        path.write_text(path.read_text(encoding="utf-8") + "\nMer.\n", encoding="utf-8")

    with pytest.raises(ProjectError, match=f"changed each of the 3 times.*\n.*{CHAPTER}"):
        build_edition(project, EDITION, Options(fresh=True), Meddler(always=True, BOOK=again))
    assert len(count) == 3
    assert files(project.build_dir(EDITION)) == before
    assert list((project.build_root / ".work").iterdir()) == []
    assert not build_edition(project, EDITION).unchanged


def test_a_failure_at_a_half_written_file_is_tried_again(project):
    path = project.root / f"data/returns/{YEAR}/store.csv"
    change(project, YEAR, "store", "9101", visitors="45")
    whole = path.read_bytes()
    text = whole.decode().replace("210", "mange")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match="stop"):
        build_edition(project, EDITION)
    chapter = project.root / CHAPTER
    good = chapter.read_bytes()
    path.write_bytes(whole)
    chapter.write_bytes(good.replace(b"figure(", b"figure(("))
    build_edition(project, EDITION, progress=Meddler(CHAPTERS=lambda: chapter.write_bytes(good)))
    nothing_more(project)


def test_pages_of_files_that_have_changed_are_not_shown(project):
    """A preview is not given pages that the next attempt will replace."""
    shown = []
    edit(project, "chapters/02-planer.qmd", "Se @tbl-2-1", "Les @tbl-2-1")
    build_edition(
        project, EDITION, Options(), Meddler(SITE=lambda: edit(project, CHAPTER, OLD, NEW)),
        lambda site: shown.append((site / "chapters/01-folk.html").read_text(encoding="utf-8")),
    )  # fmt: skip
    assert len(shown) == 1
    assert NEW in shown[0]


assert {BOOK, CHAPTERS, CLEAN, PDF, SITE}  # named by the tests above
