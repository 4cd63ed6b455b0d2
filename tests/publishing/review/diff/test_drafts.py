"""Two drafts of a small edition: what changed, where, and why."""

import json
import re
import shutil

import pytest
from bs4 import BeautifulSoup
from disk import edit, write
from drafts import between, draft
from editions import EDITION
from tiny import YEAR, change
from twochapters import DRAWING, make_edition

from project.places import Project
from publishing.review.diff.causes import Cause, Kind
from publishing.review.diff.products import State
from publishing.review.diff.texts import Became
from publishing.review.diff.told import lead
from publishing.review.diff.words import Op
from publishing.web.changes import changes_page

pytestmark = pytest.mark.slow
FOLK, PLANER = "chapters/01-folk.qmd", "chapters/02-planer.qmd"
TOLD = """
Det er `{python} staff.at("ward", 2091, "fte")` årsverk på avdelingen.

Dette avsnittet skal bort, og det er langt nok til å kjennes igjen.

Dette avsnittet skal et annet sted, og det er også langt nok.

Nest siste avsnitt blir stående.

Siste avsnitt blir stående.
"""
# A figure without a value is on no page.
NO_VALUE = '"columns": [], "rows": [], "cells": []'
A_VALUE = (
    '"columns": [{"key": ["a"], "spanners": [], "label": "A", "unit": "fte"}], '
    '"rows": [{"key": "r", "group": "", "label": "R", "role": "body"}], '
    '"cells": [[{"value": 1.0, "text": "1"}]]'
)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """An edition with one draft, to be copied."""
    project = make_edition(tmp_path_factory.mktemp("first") / "project")
    path = project.root / FOLK
    write(path, path.read_text(encoding="utf-8") + TOLD)
    edit(project.root / PLANER, NO_VALUE, A_VALUE)
    assert draft(project) == 1
    return project


@pytest.fixture
def project(first, tmp_path):
    return Project(shutil.copytree(first.root, tmp_path / "project", symlinks=True))


def new_return(project):
    """A unit sends its form anew, with one more at the ward."""
    texts = {"staff__ward": "3.2", "staff_training__long": "3.7", "staff_paths__one": "2.7"}
    change(project, YEAR, "store", "9101", **texts)


def said(changes, op):
    return [piece.text.strip() for one in changes for piece in one.pieces if piece.op is op]


def page(project, name=FOLK):
    path = project.build_dir(f"{EDITION}-draft") / "site" / name.replace(".qmd", ".html")
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")


def test_one_changed_return_is_the_cause_of_just_what_it_changes(project):
    new_return(project)
    assert draft(project) == 2
    found = between(project, 1, 2)
    (chapter,) = found.chapters
    (table,) = chapter.products
    assert (chapter.one.stem, table.one.id, table.state) == ("01-folk", "tbl-1-1", State.CHANGED)
    old, new = ({(r.key, c.key): cell.text for r, line in zip(one.rows, one.cells, strict=True)
                 for c, cell in zip(one.columns, line, strict=True)}
                for one in (table.old, table.new))  # fmt: skip
    wanted = {key for key in new if old[key] != new[key]}
    assert {(table.new.rows[y].key, table.new.columns[x].key)
            for y, x in (cell.at for cell in table.cells)} == wanted  # fmt: skip
    assert chapter.causes == {Cause(Kind.RETURN, "Fjellvik", YEAR)}
    assert {"Årsverk fordelt på steder"} <= {*found.causes.returns[0].about}
    assert [(one.before, one.after) for one in chapter.told] == [("25", "26")]
    assert said(chapter.texts, Op.OUT) == ["25"]
    assert said(chapter.texts, Op.IN) == ["26"]
    count = len(table.cells) + 1
    assert lead(found) == [
        f"{count} tall er endret i ett kapittel, alle fordi Fjellvik sendte nytt skjema.",
        "Én setning i ett kapittel er endret bare i tall.",
    ]
    shown = BeautifulSoup(changes_page(found, None), "html5lib")
    line = shown.select_one(".changed-chapter .change-line").get_text()
    assert line == f"{count} tall er endret fordi Fjellvik sendte nytt skjema."


def test_numbers_in_text_are_counted_one_by_one_and_new_words_apart(project):
    both = """`{python} f'{staff.at("ward", 2091, "fte")}, {staff.at("ward", 2091, "percent")}'`"""
    edit(project.root / FOLK, "Siste avsnitt", f"Det er {both} der.\n\nSiste avsnitt")
    draft(project)
    new_return(project)
    edit(project.root / FOLK, "Siste avsnitt blir stående", "Siste avsnitt blir igjen")
    draft(project)
    found = between(project, 2, 3)
    (chapter,) = found.chapters
    assert (len(chapter.told), chapter.in_text) == (2, 3)
    said_next = "3 setninger er endret, nye eller tatt ut i ett kapittel; 2 av dem bare i tall."
    assert said_next in lead(found)


def test_where_code_changed_too_both_are_named(project):
    new_return(project)
    edit(project.root / FOLK, "years=survey.pair)", "years=tuple(survey.pair))")
    draft(project)
    (chapter,) = between(project, 1, 2).chapters
    assert chapter.causes == {Cause(Kind.RETURN, "Fjellvik", YEAR), Cause(Kind.CELLS, FOLK)}
    said_first = lead(between(project, 1, 2))[0]
    assert "kan være" in said_first
    assert "Fjellvik sendte nytt skjema" in said_first
    assert "beregningen i kapittel 1 er endret" in said_first


def test_what_is_only_said_of_a_table_computes_nothing(project):
    new_return(project)
    edit(project.root / FOLK, 'caption="Årsverk etter sted."', 'caption="Årsverk, etter sted."')
    draft(project)
    (chapter,) = between(project, 1, 2).chapters
    assert chapter.causes == {Cause(Kind.RETURN, "Fjellvik", YEAR)}
    (text,) = chapter.products[0].texts
    assert text.what == "caption"
    caption = page(project).select_one("#tbl-1-1-caption")
    assert [mark.get_text() for mark in caption.select("ins.change, del.change")] == [
        "satt inn: ,",
    ]


def test_headlines_and_notes_are_marked_too(project):
    edit(
        project.root / FOLK, 'caption="Årsverk', 'headline="Flest på avdelingen", caption="Årsverk'
    )
    draft(project)
    edit(project.root / FOLK, "Flest på avdelingen", "Færrest på avdelingen")
    draft(project)
    marked = page(project).select_one("#tbl-1-1 .product-headline")
    assert [mark.get_text() for mark in marked.select("ins.change, del.change")] == [
        "tatt ut: Flest",
        "satt inn: Færrest",
    ]


def test_references_put_in_and_taken_out_are_told(project):
    book = project.root / "references.bib"
    new = "@book{annen,\n author={Sør, Ola},\n title={En annen},\n year={2089}\n}\n"
    write(book, book.read_text(encoding="utf-8") + new)
    edit(project.root / FOLK, "årsverkene [@kilde].", "årsverkene [@annen].")
    draft(project)
    found = between(project, 1, 2)
    assert [(piece.op, "Sør" in piece.text, "Nord" in piece.text) for piece in found.works] == [
        (Op.IN, True, False),
        (Op.OUT, False, True),
    ]
    assert {"Én referanse er satt inn.", "Én referanse er tatt ut."} <= {*lead(found)}


def test_words_paragraphs_status_and_products_are_told_and_marked(project):
    edit(project.root / FOLK, "en setning som kan endres", "en setning som er {{endret}}")
    path = project.root / FOLK
    text = path.read_text(encoding="utf-8")
    gone, moved, _, last = TOLD.strip().split("\n\n")[1:]
    text = text.replace(f"{gone}\n\n", "").replace(f"{moved}\n\n", "")
    new = "Helt nytt med \\<script>alert(1)\\</script> og tre < fire."
    write(path, text.replace(last, f"{last}\n\n{moved}\n\n{new}").replace("ferdig", "utkast", 1))
    planer = project.root / PLANER
    edit(planer, 'width="200"', 'width="300"')
    write(
        planer,
        planer.read_text(encoding="utf-8")
        + DRAWING.format(number=3, width=50).replace(NO_VALUE, A_VALUE),
    )
    before = page(project).select_one("article").get_text()
    assert draft(project) == 2
    found = between(project, 1, 2)
    folk, plan = found.chapters
    became = {one.became: one for one in folk.texts}
    assert became[Became.GONE].one.text == gone
    assert became[Became.MOVED].one.text == moved
    assert became[Became.NEW].one.text == new.replace("\\", "")
    assert said([became[Became.CHANGED]], Op.OUT) == ["kan endres"]
    assert said([became[Became.CHANGED]], Op.IN) == ["er {{endret}}"]
    assert folk.status == ("ferdig", "utkast")
    assert [(one.one.id, one.state, one.redrawn) for one in plan.products] == [
        ("fig-2-1", State.CHANGED, True),
        ("fig-2-3", State.NEW, False),
    ]
    marked = page(project)
    assert gone in before
    assert [one.get_text() for one in marked.select(".change-gone del.change")] == [
        f"tatt ut: {gone}"
    ]
    assert not marked.select("article script")
    assert any("<script>" in one.get_text() for one in marked.select("ins.change"))
    for mark in marked.select("del.change, .change-said, .change-list"):
        mark.decompose()
    seen = re.sub(r"\s+", " ", marked.select_one("article").get_text())
    assert "en setning som er {{endret}}." in seen
    assert "tatt ut" not in seen
    assert gone not in seen


def test_the_page_is_one_file_whose_links_lead_into_the_draft(project):
    new_return(project)
    edit(project.root / PLANER, 'width="200"', 'width="300"')
    draft(project)
    html = changes_page(between(project, 1, 2), "site")
    shown = BeautifulSoup(html, "html5lib")
    assert not shown.find_all(["link", "img", "iframe"])
    assert not shown.find_all(style=True)
    assert not shown.find_all(src=True)
    site = project.build_dir(f"{EDITION}-draft") / "site"
    links = [str(a["href"]) for a in shown.find_all("a", href=True)]
    for link in links:
        file, _, anchor = link.partition("#")
        target = shown if not file else BeautifulSoup(
            (site.parent / file).read_text(encoding="utf-8"), "html5lib")  # fmt: skip
        assert not anchor or target.find(id=anchor), link
    ids = [str(tag["id"]) for tag in shown.find_all(id=True)]
    assert len(ids) == len({*ids})
    cells = [[c.get_text() for c in row.find_all(["th", "td"])]
             for row in shown.select(".changed-numbers tbody tr")]  # fmt: skip
    assert ["Avdeling", f"{YEAR}, Årsverk", "25", "26", "+1"] in cells
    assert len(shown.select(".compare-before svg")) == len(shown.select(".compare-after svg")) > 0
    assert (site / "endringer.html").is_file()


def test_cells_show_what_they_were(project):
    new_return(project)
    draft(project)
    cells = page(project).select("#tbl-1-1 td[data-before]")
    assert cells
    table = next(one for one in between(project, 1, 2).products)
    assert [(cell["data-before"], cell.get_text()) for cell in cells] == [
        (one.before, one.after) for one in table.cells
    ]
    assert page(project).select_one(".change-list a[href='#tbl-1-1']")


def test_the_edition_itself_bears_no_mark(project):
    new_return(project)
    draft(project)
    from publishing.build.edition import build_edition

    site = build_edition(project, EDITION).place / "site"
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert "change" not in text
        assert "data-before" not in text
    assert not (site / "endringer.html").exists()
    assert not list(site.rglob("changes.*"))


def test_a_hostile_unit_stays_text(project):
    units = project.units_path(YEAR)
    edit(units, "Fjellvik,Nord", "<script>alert(1)</script> {{< x >}} *f*,Nord")
    draft(project)
    new_return(project)
    number = draft(project)
    found = between(project, number - 1, number)
    shown = BeautifulSoup(changes_page(found, None), "html5lib")
    assert "<script>alert(1)</script> {{< x >}} *f* sendte nytt skjema" in shown.get_text()
    assert not [tag for tag in shown.find_all("script") if "alert" in (tag.string or "")]


def test_the_record_of_a_draft_holds_no_answer(project):
    change(project, YEAR, "store", "9101", remark="Hemmelig ord")
    draft(project)
    folder = project.drafts_dir(EDITION) / "1"
    assert folder.is_dir()
    for path in sorted(folder.rglob("*")):
        assert path.is_dir() or b"Hemmelig" not in path.read_bytes()
    marks = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    units = marks["years"][str(YEAR)]["forms"]["grown"]["units"]
    assert all(re.fullmatch("[0-9a-f]*", text) for text in units.values())


def test_another_file_that_a_chapter_reads_is_the_cause(project):
    words = project.root / "data/terms.yml"
    edit(words, "total: Totalt", "total: Til sammen")
    edit(project.root / FOLK, '"ward", 2091, "fte"', '"ward", 2091, "percent"')
    draft(project)
    causes = {one.one.stem: one.causes for one in between(project, 1, 2).chapters}
    assert Cause(Kind.FILE, "data/terms.yml") in causes["01-folk"]
    assert not [one for each in causes.values() for one in each if one.kind is Kind.RETURN]


def test_two_returns_are_both_named_where_a_chapter_counts_both(project):
    new_return(project)
    texts = {"staff__field": "7", "staff_training__short": "9", "staff_paths__two": "10"}
    change(project, YEAR, "store", "9102", **texts)
    draft(project)
    said_first = lead(between(project, 1, 2))[0]
    assert said_first.endswith("alle fordi Fjellvik og Ærås sendte nye skjemaer.")


def test_what_was_sealed_with_another_key_names_no_unit(project):
    new_return(project)
    draft(project)
    (project.drafts_dir(EDITION).parent / ".key").unlink()
    change(
        project,
        YEAR,
        "store",
        "9101",
        staff__ward="4.2",
        staff_training__long="4.7",
        staff_paths__one="3.7",
    )
    draft(project)
    (chapter,) = between(project, 2, 3).chapters
    assert chapter.causes == {Cause(Kind.FILE, f"data/returns/{YEAR}/")}
    assert f"fordi svarene for {YEAR} er lest på nytt" in lead(between(project, 2, 3))[0]
