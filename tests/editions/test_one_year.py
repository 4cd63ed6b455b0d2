"""An edition with one year of returns, three forms, other groups and its own words, built whole."""

import pytest
from bs4 import BeautifulSoup
from editions import EDITION
from oneyear import FIGURES, TABLES, make_one_year_edition
from pypdf import PdfReader
from tiny import YEAR

from project.errors import ProjectError
from publishing.build.edition import build_edition
from publishing.checks.against_print import read_ledgers, verify
from publishing.checks.print_tables import read_printed
from publishing.command.checking.check import check_edition

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = make_one_year_edition(tmp_path_factory.mktemp("one"))
    build_edition(project, EDITION)
    return project


@pytest.fixture(scope="module")
def page(project):
    file = project.site_dir(EDITION) / "chapters/01-folk.html"
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html5lib")


@pytest.fixture(scope="module")
def tables(project):
    (ledger,) = (one for one in read_ledgers(project.results_dir(EDITION)) if one.tables[1:])
    return {table.number: table for table in ledger.tables}


def shown(table):
    return [[cell.text for cell in line] for line in table.cells]


def test_every_table_and_figure_is_there(page, tables):
    assert list(tables) == list(TABLES)
    assert len(page.select("div.product.figure")) == len(FIGURES)


def test_earlier_years_come_from_series_and_this_one_from_returns(tables):
    table = tables["1.1"]
    assert [row.label for row in table.rows] == ["Store", "Små", "Landet"]
    assert shown(table)[2] == ["49", "50", "21", "\u221229", "\u221257"]
    assert table.columns[-1].spanners == (f"Endring {YEAR - 1}–{YEAR}",)
    assert shown(tables["1.8"]) == [["50", ""], ["60", "20"], ["63", "5"]]


def test_rates_are_per_thousand_in_the_editions_words(tables):
    labels = [column.label for column in tables["1.2"].columns]
    assert labels[4] == "Årsverk per 1000 innbyggere, store"
    assert labels[5] == "Årsverk pr. 1000 innbyggere under 18 år"
    kyst, innland, _ = shown(tables["1.2"])
    assert innland[4] == "3,1"  # 3.7 of 1 200
    assert kyst[0] == "16"


def test_a_form_of_its_own_has_its_own_base(tables):
    assert shown(tables["1.6"]) == [
        ["1", "50"], ["1", "50"], ["2", "100"], ["0", ""], ["2", ""],
    ]  # fmt: skip
    assert tables["1.6"].base == "Besvart av 2 av 2 kommuner og bydeler."


def test_a_derived_classification_is_marked(tables):
    assert any("utledet av trykte summer" in note for note in tables["1.4"].notes)
    assert not any("utledet av trykte summer" in note for note in tables["1.3"].notes)


def test_a_table_without_number_takes_none_from_the_others(page, project):
    captions = [caption.get_text().strip() for caption in page.select("figcaption")]
    assert any(text.startswith("Tabell\u00a01.3 Nummer 1.3.") for text in captions)
    assert any(text.startswith("Nummer u1.3-grupper.") for text in captions)
    link = page.select_one('a.crossref[href="#tbl-u1-3-grupper"]')
    assert link.get_text() == "Nummer u1.3-grupper."
    assert page.select_one("#tbl-u1-3-grupper")
    text = "".join(p.extract_text() for p in PdfReader(project.pdf_path(EDITION)).pages)
    assert "Nummer u1.3-grupper." in text
    assert "Tabell 1.3" in text.replace("\u00a0", " ")


def test_words_works_and_front_page_are_the_editions_own(project, page):
    site = project.site_dir(EDITION)
    assert "Dette er en egen forside." in (site / "index.html").read_text(encoding="utf-8")
    assert "Sør" in (site / "chapters/referanser.html").read_text(encoding="utf-8")
    assert "Kari" not in (site / "chapters/referanser.html").read_text(encoding="utf-8")


def test_units_are_called_what_their_list_says_and_have_a_total(project):
    file = project.site_dir(EDITION) / "chapters/vedlegg-a.html"
    rows = BeautifulSoup(file.read_text(encoding="utf-8"), "html5lib").select("tbody tr")
    lines = [[cell.get_text() for cell in row.select("th, td")] for row in rows]
    assert [line[0] for line in lines] == ["9101 Fjellvik", "9102 Ærås", "9201 Søråsen", "Landet"]
    assert lines[0][1:4] == ["5,4", "3,7", "1,7"]


def test_it_is_compared_with_print_and_its_signs_are_blanks(project):
    report = read_printed(project.published_dir("one"))
    found = verify(read_ledgers(project.results_dir(EDITION)), report)
    cells = [item for item in found.comparisons if item.kind == "cell"]
    assert [item.verdict for item in cells] == ["equal"] * 6


def test_it_passes_its_check(project):
    found = check_edition(project, EDITION)
    assert not found.stops, found.text


def test_what_needs_the_year_before_says_so(project):
    from analysis.survey import open_survey

    with pytest.raises(ProjectError, match="no earlier survey year"):
        _ = open_survey(YEAR, project.root).pair
