"""A remark on a cell tells what the cell printed and prints, in the table that it is now."""

import msgspec
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from disk import edit
from drafts import draft
from editions import EDITION
from msgspec import structs
from products import ledger, table
from reviewing import annotation, paragraphs, remark_on, send
from tiny import YEAR, change
from twochapters import make_edition

from publishing.command.cli import cli
from publishing.review.draft import RESULTS
from publishing.review.paragraphs import read_paragraphs
from publishing.review.remarks.anchoring import CellNow, Paragraphs, place
from publishing.review.remarks.aside import with_remarks
from publishing.review.remarks.cells import with_cells
from publishing.review.remarks.listing import listed
from publishing.review.remarks.remark import Cell

OLD = table("1.1", [["12", "3"], ["5", "6"]], columns=("fte", "share"))
CELL = Cell("Voksne", "fte")


def shown(*tables):
    """The paragraphs of a page with these tables."""
    texts = [
        f"Tabell {one.number} {one.caption} {' '.join(c.text for line in one.cells for c in line)}"
        for one in tables
    ]
    found = paragraphs(*texts, kind="table")
    return [structs.replace(one, id=t.id) for one, t in zip(found, tables, strict=True)]


def kept(folder, *tables):
    """The results of a draft with these tables."""
    for stem, one in ledger(*tables).items():
        (folder / RESULTS).mkdir(parents=True, exist_ok=True)
        (folder / RESULTS / f"{stem}.json").write_bytes(msgspec.json.encode(one))


def standing(folder, new, *, cell=CELL, quote="12", old=OLD, is_kept=True):
    """Where a remark on a cell of *old* stands among the tables *new*."""
    (was,) = shown(old)
    remark = remark_on(was, quote)
    remark = structs.replace(remark, anchor=structs.replace(remark.anchor, cell=cell))
    if is_kept:
        kept(folder / "1", old)
    kept(folder / "later", *new)
    now = Paragraphs(shown(*new))
    (one,) = with_cells([place(remark, now)], now, folder / "later", folder)
    return one


def said(one):
    """What the page and the list say of what became of it."""
    block = f'<div id="{one.paragraph.id}"></div>'
    page = BeautifulSoup(with_remarks(block, [one], {}), "html5lib")
    line = next(each for each in listed([one], {one.remark.id: "abcd"}) if "paragraph" in each)
    return page.select_one(".remark-changed").get_text(), line.rpartition("; ")[2]


NEW = table("1.1", [["14", "3"], ["5", "6"]], columns=("fte", "share"))


@pytest.mark.parametrize(
    ("new", "cell", "became", "words", "line"),
    [
        (NEW, CELL, CellNow("12", "14", (0, 0)), "«12 → 14»", "changed since: 12 → 14"),
        (NEW, Cell("Barn", "fte"), CellNow("5", "5", (1, 0)), "men ikke", "but not this cell"),
        (
            table("1.1", [["5", "6"], ["14", "3"]], rows="ba", columns=("fte", "share")),
            CELL,
            CellNow("12", "14", (1, 0)),
            "«12 → 14»",
            "changed since: 12 → 14",
        ),
        (
            table("1.1", [["3"], ["6"]], columns=("share",)),
            CELL,
            CellNow("12"),
            "denne cella er tatt ut",
            "the table has been changed since, and the cell is gone",
        ),
        (
            table("1.1", [["", "3"], ["5", "6"]], columns=("fte", "share")),
            CELL,
            CellNow("12", "", (0, 0)),
            "«12 → –»",
            "changed since: 12 → –",
        ),
    ],
)
def test_what_became_of_a_cell(tmp_path, new, cell, became, words, line):
    one = standing(tmp_path, [new], cell=cell)
    assert one.cell == became
    assert words in said(one)[0]
    assert line in said(one)[1]


def test_without_its_draft_a_cell_says_what_it_is_now(tmp_path):
    one = standing(tmp_path, [NEW], is_kept=False)
    assert one.cell == CellNow(None, "14", (0, 0))
    assert "Nå står det «14» i cella" in said(one)[0]
    assert "now «14»" in said(one)[1]


def test_rows_of_one_name_are_told_apart_by_the_words_or_not_at_all(tmp_path):
    def twice(first, second):
        one = table("1.1", [[first], [second]])
        rows = tuple(structs.replace(row, label="Alle", group=row.key.upper()) for row in one.rows)
        return structs.replace(one, rows=rows)

    cell = Cell("Alle", "fte")
    one = standing(tmp_path / "a", [twice("12", "9")], cell=cell, old=twice("12", "8"), quote="8")
    assert one.cell == CellNow("8", "9", (1, 0))
    one = standing(tmp_path / "b", [twice("8", "9")], cell=cell, old=twice("8", "8"), quote="8")
    assert one.cell is None
    assert "Tabellen er endret siden" in said(one)[0]


@pytest.mark.parametrize("column", ["2091, Årsverk", "2091 Årsverk", "2091,\u00a0 Årsverk"])
def test_heads_are_known_however_pages_and_word_part_them(tmp_path, column):
    def spanned(text):
        one = table("1.1", [[text], ["5"]])
        (head,) = one.columns
        return structs.replace(
            one, columns=(structs.replace(head, spanners=("2091",), label="Årsverk"),)
        )

    one = standing(tmp_path, [spanned("14")], old=spanned("12"), cell=Cell("Voksne", column))
    assert one.cell == CellNow("12", "14", (0, 0))


def test_a_table_that_got_another_number_is_the_same_table(tmp_path):
    """A table put in before it has the number that it had, and a row and column of these names."""
    before = table(
        "1.1",
        [["99", "3"], ["5", "6"]],
        "Tjenester for barn, etter alder.",
        columns=("fte", "share"),
    )
    after = structs.replace(NEW, id="tbl-1-2", number="1.2")
    one = standing(tmp_path, [before, after])
    assert (one.paragraph.id, one.cell) == ("tbl-1-2", CellNow("12", "14", (0, 0)))


def test_words_of_a_cell_stay_text(tmp_path):
    nasty = "<b>14</b>"
    one = standing(tmp_path, [table("1.1", [[nasty, "3"], ["5", "6"]], columns=("fte", "share"))])
    assert nasty in said(one)[0]


@pytest.mark.slow
def test_page_list_and_page_of_changes_say_what_the_cell_was_and_is(tmp_path):
    project = make_edition(tmp_path / "project")
    draft(project)
    text = next(p.text for p in read_paragraphs(project.draft_dir(EDITION)) if p.id == "tbl-1-1")
    assert "25" in text
    cell = {"row": "Avdeling", "column": f"{YEAR}, Årsverk"}
    file = send(tmp_path / "a.json", annotation("25", paragraph="tbl-1-1", cell=cell))

    def run(*arguments):
        return CliRunner().invoke(cli, ["--project", str(project.root), *arguments]).output

    assert "1 new" in run("comments", "import", str(file))
    staff = {"staff__ward": "3.2", "staff_training__long": "3.7", "staff_paths__one": "2.7"}
    change(project, YEAR, "store", "9101", **staff)
    draft(project)
    site = project.draft_dir(EDITION) / "site"

    def read(name):
        return BeautifulSoup((site / name).read_text(encoding="utf-8"), "html5lib")

    aside = read("chapters/01-folk.html").find(id="tbl-1-1").find_next_sibling("aside")
    assert "Cella er endret siden merknaden ble skrevet: «25 → 26»." in aside.get_text()
    assert "changed since: 25 → 26" in run("comments", EDITION)
    (row,) = read("endringer.html").select("tr.remarked")
    assert row.get_text().strip() == "Merknad fra Kari Nordmann: «25 → 26»"
    assert row.find_previous_sibling().th.get_text() == "Avdeling"
    href = row.a["href"]
    assert read(href.partition("#")[0]).find(id=href.partition("#")[2])
    page = tmp_path / "endringer.html"
    run("diff", EDITION, "--page", str(page))
    assert "Merknad fra Kari Nordmann: «25 → 26»" in page.read_text(encoding="utf-8")

    edit(project.root / "chapters/01-folk.qmd", "Årsverk etter sted.", "Årsverk, etter sted.")
    draft(project)  # between these two drafts the cell did not change
    assert "changed since: 25 → 26" in run("comments", EDITION)
    assert not read("endringer.html").select("tr.remarked")
