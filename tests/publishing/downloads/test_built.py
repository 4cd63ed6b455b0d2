"""The downloads of a built edition: on its site, in its staged book, and beside its ledger."""

from __future__ import annotations

import json
import posixpath
import shutil
import zipfile
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from datapackages import valid_package
from downloadable import FACTS, read_csv, read_xlsx, sheet_table
from editions import EDITION, HOSTILE, edit, make_tiny_edition
from pypdf import PdfReader

from publishing.build.edition import build_edition
from publishing.downloads.content import printed_number, rounded
from publishing.downloads.csvfiles import number
from publishing.downloads.reading import read_content
from publishing.downloads.words import COLUMNS, EMPTY
from publishing.markdown.escape import plain

pytestmark = pytest.mark.slow


def same(found, expected):
    """Equal but for the last of the sixteen digits that a workbook keeps."""
    return len(found) == len(expected) and all(
        one == (pytest.approx(other, rel=1e-15) if isinstance(other, float) else other)
        for one, other in zip(found, expected, strict=True)
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A tiny edition with a vicious unit, built; only to be looked at."""
    project = make_tiny_edition(tmp_path_factory.mktemp("downloads"), hostile=True)
    build_edition(project, EDITION)
    return project


@pytest.fixture(scope="module")
def site(built):
    return built.build_dir(EDITION) / "site"


@pytest.fixture(scope="module")
def ledger(built):
    """All products of the built edition, by id."""
    found = {}
    for path in (built.build_dir(EDITION) / "results").glob("*.json"):
        chapter = json.loads(path.read_text(encoding="utf-8"))
        found |= {record["id"]: record for record in chapter["tables"] + chapter["figures"]}
    return found


def test_downloads_of_an_edition_hold_the_ledger(site, ledger):
    assert set(ledger) == {"tbl-1-1", "fig-1-1", "tbl-2-1", "tbl-a-1"}
    for id_ in ("tbl-1-1", "fig-1-1", "tbl-2-1"):
        record = ledger[id_]
        stem = id_.replace("tbl", "tabell").replace("fig", "figur")
        cells = [one for line in record["cells"] for one in line]
        assert any(one["value"] is not None for one in cells)
        rows = read_csv((site / f"data/{stem}.csv").read_bytes())
        assert [row["verdi"] for row in rows] == [
            number(rounded(one["value"], one["text"])) for one in cells
        ]
        assert [row["vist"] for row in rows] == [plain(one["text"]) for one in cells]
        book = read_xlsx((site / f"data/{stem}.xlsx").read_bytes())
        tidy = sheet_table(book["Tall"])
        assert tidy[0] == list(COLUMNS)
        values = [None if row[6] == EMPTY else row[6] for row in tidy[1:]]
        assert same(values, [rounded(one["value"], one["text"]) for one in cells])
        shown = sheet_table(book.worksheets[0])
        width = len(record["columns"])
        for line, row in zip(record["cells"], shown[1:], strict=True):
            wanted = [
                c["text"] or EMPTY if c["value"] is None else rounded(c["value"], c["text"])
                for c in line
            ]
            assert same(row[-width:], wanted)


def test_numbers_of_a_single_unit_are_given_as_printed(site, ledger):
    cells = [one for line in ledger["tbl-a-1"]["cells"] for one in line]
    rows = read_csv((site / "data/tabell-a-1.csv").read_bytes())
    assert [row["verdi"] for row in rows] == [number(printed_number(c["text"])) for c in cells]
    assert any(c["value"] != printed_number(c["text"]) for c in cells)
    report = read_xlsx((site / f"data/is248-{EDITION}.xlsx").read_bytes())["Tabell A.1"]
    assert "avrundet som i rapporten: for én kommune" in report["A3"].value


def test_a_vicious_unit_name_is_text_everywhere(site):
    rows = read_csv((site / "data/tabell-a-1.csv").read_bytes())
    assert any(plain(HOSTILE) in row["rad"] for row in rows)
    for path in site.glob("data/*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            assert all(b"<f>" not in archive.read(name) for name in archive.namelist())


def test_the_data_package_is_valid_loose_and_zipped(site, ledger):
    folder = site / "data"
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    valid_package(descriptor, lambda name: (folder / name).read_bytes())
    with zipfile.ZipFile(folder / f"is248-{EDITION}-datapakke.zip") as archive:
        assert json.loads(archive.read("datapackage.json")) == descriptor
        valid_package(descriptor, archive.read)
    assert len(descriptor["resources"]) == len(ledger) + 2


def test_an_edited_sentence_makes_no_download_again(built, tmp_path):
    project = type(built)(shutil.copytree(built.root, tmp_path / "project", symlinks=True))
    cache = project.build_root / "cache/downloads" / EDITION
    before = {path.name: path.stat().st_mtime_ns for path in cache.iterdir()}
    edit(project, "chapters/01-folk.qmd", "som kan endres", "som er endret")
    build_edition(project, EDITION)
    assert {path.name: path.stat().st_mtime_ns for path in cache.iterdir()} == before


def test_links_on_the_site_lead_to_files(site, ledger):
    seen = set()
    for path in site.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
        for link in soup.select("a[download]"):
            target = posixpath.normpath(
                posixpath.join(path.parent.relative_to(site).as_posix(), unquote(link["href"]))
            )
            assert (site / target).is_file()
            assert target.startswith("data/")
            seen.add(target)
    for id_ in ledger:
        stem = id_.replace("tbl", "tabell").replace("fig", "figur")
        endings = ("csv", "xlsx", "svg", "png") if id_.startswith("fig") else ("csv", "xlsx")
        assert {f"data/{stem}.{ending}" for ending in endings} <= seen
    assert {f"data/is248-{EDITION}.xlsx", f"data/is248-{EDITION}-datapakke.zip"} <= seen


def test_a_link_says_what_it_leads_to(site):
    soup = BeautifulSoup((site / "chapters/01-folk.html").read_text(encoding="utf-8"), "html5lib")
    line = soup.select_one("#fig-1-1 .downloads")
    assert line.get_text() == "Last ned: CSV · XLSX · SVG · PNG"
    names = [link["aria-label"] for link in line.select("a")]
    assert names == ["CSV, figur 1.1", "XLSX, figur 1.1", "SVG, figur 1.1", "PNG, figur 1.1"]


def test_the_staged_book_carries_its_files_for_every_engine(built):
    book = built.build_dir(EDITION) / "book"
    assert "\n  - data/*\n" in (book / "_quarto.yml").read_text(encoding="utf-8")
    assert (book / "data/tabell-1-1.csv").is_file()
    assert f"](data/is248-{EDITION}.xlsx)" in (book / "index.qmd").read_text(encoding="utf-8")


def test_paper_has_no_links_to_files(built):
    reader = PdfReader(built.build_dir(EDITION) / f"is248-{EDITION}.pdf")
    words = "\n".join(sheet.extract_text() for sheet in reader.pages)
    assert "Last ned" not in words
    assert "XLSX" not in words


def test_the_ledger_is_read_in_the_order_of_the_book(built):
    results = built.build_dir(EDITION) / "results"
    found = read_content(
        results, ["chapters/vedlegg-a.qmd", "finnes-ikke.qmd", "chapters/01-folk.qmd"], FACTS
    )
    assert [one.id for one in found.products] == ["tbl-a-1", "tbl-1-1", "fig-1-1"]
    assert found.products[0].chapter == "A Enheter"
    assert "3" in {item.text for item in found.inline}
