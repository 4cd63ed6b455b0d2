"""To Word and back: comments and tracked changes find the paragraphs that they are about."""

import shutil
import zipfile

import pytest
from click.testing import CliRunner
from editions import EDITION, edit, make_tiny_edition
from worddocs import KARI, Docx, tag

from project.errors import ProjectError
from project.places import Project
from publishing.build.edition import Options, build_edition
from publishing.command.cli import cli
from publishing.review.paragraphs import read_paragraphs
from publishing.review.remarks.anchoring import Paragraphs
from publishing.review.remarks.drafts import last_draft
from publishing.review.remarks.store import load_remarks
from publishing.review.word.reading import read_word

pytestmark = pytest.mark.slow

OLA = KARI.replace("Kari Nordmann", "Ola Hansen").replace("10:00", "11:00")
TEXT = "Her står en setning som kan endres."
MORE = "Dette er et avsnitt til.\n\nDet siste avsnittet står her."


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A tiny edition with a draft and its Word document."""
    project = make_tiny_edition(tmp_path_factory.mktemp("word"), hostile=True)
    edit(project, "chapters/01-folk.qmd", "Figuren er @fig-1-1.",
         f"Figuren er @fig-1-1.[^n]\n\n{MORE}\n\n[^n]: En note.")  # fmt: skip
    build_edition(project, EDITION, Options(draft=True, word=True))
    return project


@pytest.fixture(scope="module")
def word(built):
    return built.draft_dir(EDITION) / f"is248-{EDITION}-utkast.docx"


@pytest.fixture
def document(word):
    return Docx(word)


def back(project, document, tmp_path):
    """The remarks in a document that comes back."""
    draft = last_draft(project, EDITION)
    path = document.save(tmp_path / "fra Kari.docx")
    return read_word(path, EDITION, {}, draft).remarks


def block_of(project, words):
    found = read_paragraphs(project.draft_dir(EDITION))
    return next(one for one in found if words in one.text)


def test_the_document_has_text_tables_figures_and_numbers(built, word, document):
    with zipfile.ZipFile(word) as archive:
        assert any(name.startswith("word/media/") for name in archive.namelist())
    text = "".join(document.tree.itertext())
    assert "Tabell\u00a01.1" in text
    assert "<script>alert(1)</script>" in text  # a unit's name stays text
    for words in (TEXT, "Dette er et avsnitt til."):
        own = block_of(built, words)
        assert "".join(document.paragraph(words).itertext()).startswith(f"{own.number} ")
    assert "Last ned" not in text


def test_a_document_without_remarks_has_none(built, document, tmp_path):
    assert back(built, document, tmp_path) == ()


def test_a_comment_stands_at_its_words(built, document, tmp_path):
    run = document.run("kan endres")
    document.comment(run, run, "Hva betyr dette?\nSkriv om.")
    (remark,) = back(built, document, tmp_path)
    own = block_of(built, TEXT)
    assert (remark.by, remark.text) == ("Kari Nordmann", "Hva betyr dette?\nSkriv om.")
    assert (remark.page, remark.anchor.paragraph) == (own.page, own.id)
    assert (remark.anchor.quote, remark.anchor.line) == ("kan endres", own.line)
    assert own.text[remark.anchor.start : remark.anchor.end] == "kan endres"
    assert remark.created == "2091-11-30T10:00:00.000Z"


def test_a_comment_over_paragraphs_begins_at_the_first(built, document, tmp_path):
    first, last = document.run("avsnitt til."), document.run("Det siste")
    document.comment(first, last, "Slå sammen.")
    (remark,) = back(built, document, tmp_path)
    assert remark.anchor.quote == "avsnitt til."
    ids = [block_of(built, words).id for words in ("et avsnitt til", "Det siste")]
    assert list(remark.anchor.paragraphs) == ids


def test_a_comment_in_a_table_knows_its_cell(built, document, tmp_path):
    table = next(document.tree.iter(tag("tbl")))
    row = next(r for r in table.iter(tag("tr")) if "Feltarbeid" in "".join(r.itertext()))
    cell = list(row.iter(tag("tc")))[3]
    run = next(cell.iter(tag("r")))
    words = "".join(run.itertext())
    document.comment(run, run, "Stemmer tallet?")
    (remark,) = back(built, document, tmp_path)
    assert remark.anchor.paragraph == "tbl-1-1"
    assert remark.anchor.quote == words
    assert (remark.anchor.cell.row, remark.anchor.cell.column) == ("Feltarbeid", "2091 Årsverk")


def test_notes_figures_and_headings_are_known(built, document, tmp_path):
    for number, words in (("1", "Årsverk etter sted."), ("2", "1.1\u00a0Årsverk")):
        run = document.run(words)
        document.comment(run, run, "Hm.", number=number)
    found = {one.anchor.kind for one in back(built, document, tmp_path)}
    assert found == {"table", "heading"}


def test_tracked_changes_are_proposals(built, document, tmp_path):
    gone = document.delete(document.run("kan endres"))
    document.insert(gone, "bør endres")
    (remark,) = back(built, document, tmp_path)
    assert (remark.anchor.quote, remark.proposal) == ("kan endres", "bør endres")
    assert (remark.by, remark.text) == ("Kari Nordmann", "")


@pytest.mark.parametrize(
    ("words", "gone", "new", "quote", "proposal"),
    [
        ("set", True, "men", "setning", "menning"),  # within a word
        ("setning", False, " til", "setning", "setning til"),
        (" en", True, "", "en", ""),
    ],
)
def test_changes_are_told_in_whole_words(
    built, document, tmp_path, words, gone, new, quote, proposal
):
    place = document.run(words)
    place = document.delete(place) if gone else place
    if new:
        document.insert(place, new)
    (remark,) = back(built, document, tmp_path)
    assert (remark.anchor.quote, remark.proposal) == (quote, proposal)


def test_changes_of_two_are_two_proposals(built, document, tmp_path):
    document.delete(document.run("kan endres"))
    document.insert(document.run("Her står"), " nå", OLA)
    found = {one.by: (one.anchor.quote, one.proposal) for one in back(built, document, tmp_path)}
    assert found == {"Kari Nordmann": ("kan endres", ""), "Ola Hansen": ("står", "står nå")}


def test_what_another_takes_out_again_was_never_in_the_draft(built, document, tmp_path):
    put_in = document.insert(document.run("Her står"), " nå")
    document.delete(next(put_in.iter(tag("r"))), OLA)
    assert back(built, document, tmp_path) == ()


def test_whole_paragraphs_go_come_and_move(built, document, tmp_path):
    document.delete_paragraph(document.paragraph("Dette er et avsnitt til."))
    document.insert_paragraph(document.paragraph(TEXT), "Et helt nytt avsnitt.")
    gone, new = sorted(back(built, document, tmp_path), key=lambda one: one.text)
    assert (gone.anchor.paragraph, gone.proposal, gone.anchor.quote) == (
        block_of(built, "Dette er et").id, "", "",
    )  # fmt: skip
    assert (new.anchor.paragraph, new.proposal) == (
        block_of(built, TEXT).id,
        "Et helt nytt avsnitt.",
    )
    assert new.text == "Nytt avsnitt etter dette."

    moved = Docx(built.draft_dir(EDITION) / f"is248-{EDITION}-utkast.docx")
    moved.delete_paragraph(moved.paragraph("Dette er et avsnitt til."), "moveFrom")
    moved.insert_paragraph(moved.paragraph(TEXT), "Dette er et avsnitt til.", "moveTo")
    texts = {one.text for one in back(built, moved, tmp_path)}
    assert texts == {"Flytt avsnittet hit, etter dette.", "Flytt dette avsnittet."}


def test_without_bookmarks_the_text_tells_the_paragraph(built, document, tmp_path):
    for mark in list(document.tree.iter(tag("bookmarkStart"), tag("bookmarkEnd"))):
        mark.getparent().remove(mark)
    run = document.run("avsnitt til.")
    document.comment(run, run, "Hm.")
    (remark,) = back(built, document, tmp_path)
    assert remark.anchor.paragraph == block_of(built, "et avsnitt til").id


def test_a_comment_on_nothing_known_is_kept(built, document, tmp_path):
    title = document.run("Den lille rapporten")
    document.comment(title, title, "Bedre tittel?")
    document.comments.append(
        f"<w:comment {KARI}><w:p><w:r><w:t>Uten sted.</w:t></w:r></w:p></w:comment>"
    )
    found = back(built, document, tmp_path)
    assert {one.text for one in found} == {"Bedre tittel?", "Uten sted."}
    assert {one.page for one in found} == {"index.html"}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: path.write_bytes(b"PK\x03\x04 half"), "no Word document"),
        (lambda path: path.write_text("Hei!", encoding="utf-8"), "no Word document"),
        (lambda path: rezip(path, {"word/document.xml": b"<w:x"}), "no Word document"),
        (lambda path: rezip(path, {"word/document.xml": None}), "no Word document"),
        (lambda path: rezip(path, {"docProps/custom.xml": None}), "no draft of a report"),
        (lambda path: rezip(path, {"word/document.xml": ENTITIES}), "no Word document"),
    ],
)
def test_what_is_no_draft_is_told_by_name(word, tmp_path, damage, told):
    path = tmp_path / "brev.docx"
    shutil.copy(word, path)
    damage(path)
    with pytest.raises(ProjectError, match=told) as caught:
        read_word(path, EDITION, {}, Paragraphs(()))
    assert "brev.docx" in str(caught.value)


ENTITIES = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def rezip(path, parts):
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()} | parts
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in content.items():
            if text is not None:
                archive.writestr(name, text)


def test_another_edition_is_refused(word, tmp_path):
    path = tmp_path / "annet.docx"
    shutil.copy(word, path)
    with pytest.raises(ProjectError, match=f"draft of {EDITION}, not of 2090"):
        read_word(path, "2090", {}, Paragraphs(()))


def run(project, *arguments):
    done = CliRunner().invoke(cli, ["--project", str(project.root), *arguments])
    assert "Traceback" not in done.output
    return done


def test_imported_twice_is_once_and_shown_in_the_next_draft(built, document, tmp_path):
    project = Project(shutil.copytree(built.root, tmp_path / "project", symlinks=True))
    run_ = document.run("kan endres")
    document.comment(run_, run_, "Hva betyr dette?")
    document.insert(document.run("avsnitt"), " og noe", OLA)
    path = document.save(tmp_path / "fra Word.DOCX")
    assert "2 new" in run(project, "comments", "import", str(path)).output
    assert "2 known" in run(project, "comments", "import", str(path)).output
    assert len(load_remarks(project, EDITION)) == 2
    listed = run(project, "comments").output
    assert "- avsnitt" in listed
    assert "+ avsnitt og noe" in listed
    done = run(project, "build", EDITION, "--draft", "--plain")
    assert done.exit_code == 0, done.output
    page = (project.draft_dir(EDITION) / "site/chapters/01-folk.html").read_text("utf-8")
    assert "Hva betyr dette?" in page
    assert "> og noe</ins>" in page
    # the document that is there is kept with what did not change
    assert (project.draft_dir(EDITION) / f"is248-{EDITION}-utkast.docx").is_file()


def test_word_is_for_drafts_and_chosen_chapters(built, tmp_path):
    project = Project(shutil.copytree(built.root, tmp_path / "project", symlinks=True))
    assert run(project, "build", EDITION, "--word").exit_code == 2
    assert run(project, "build", EDITION, "--draft", "--word", "--only", "2").exit_code == 0
    path = project.draft_dir(EDITION) / f"is248-{EDITION}-utkast.docx"
    text = "".join(Docx(path).tree.itertext())
    assert "2\u00a0Planer" in text
    assert TEXT not in text
