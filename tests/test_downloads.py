# ruff: noqa: E501 - records and expected lines read best on one line
"""Downloads: the numbers come back as they stand in the ledger, and text stays text."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import posixpath
import shutil
import struct
import time
import zipfile
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from books import SVG, figure
from bs4 import BeautifulSoup
from downloadable import (
    FACTS,
    FORMULAS,
    cell,
    content,
    numbers,
    product,
    read_csv,
    read_xlsx,
    sheet_table,
)
from editions import EDITION, HOSTILE, edit, make_tiny_edition
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from analysis.errors import ProjectError
from analysis.numbers import UNITS
from publishing.build import build_edition
from publishing.downloads import make_downloads
from publishing.downloads.content import Inline, printed_number, text
from publishing.downloads.csvfiles import inert, number, product_csv
from publishing.downloads.datapackage import package
from publishing.downloads.drawings import WIDTH, Camera, Drawing
from publishing.downloads.reading import read_content, units_alone
from publishing.downloads.words import COLUMNS, EMPTY
from publishing.downloads.words import UNITS as UNIT_WORDS
from publishing.downloads.workbooks import product_workbook, report_workbook
from publishing.escape import plain

FONTS = Path(__file__).resolve().parents[1] / "_extensions/is248/fonts"


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


# the numbers


def test_csv_holds_the_unrounded_number_and_the_printed_one():
    rows = read_csv(product_csv(product(numbers())))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == 9
    assert rows[0] == {
        "rad": "Bolig", "radgruppe": "Hjemme", "radtype": "rad", "kolonne": "Årsverk", "kolonnegruppe": "2030", "enhet": "årsverk",
        "verdi": "1000.5", "vist": "1\u202f001", "radkode": "a", "kolonnekode": "2030/Årsverk",
    }  # fmt: skip
    assert (rows[1]["verdi"], rows[1]["vist"]) == ("-4.868322586597506", "−4,9")
    assert (rows[2]["verdi"], rows[2]["vist"], rows[2]["enhet"]) == ("", "ny", "tekst")
    assert float(rows[3]["verdi"]) == 0.1 + 0.2
    assert rows[6]["radtype"] == "totalt"
    assert rows[6]["verdi"] == "2025"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_exactly(value):
    assert float(number(value)) == value


def test_downloads_of_an_edition_hold_the_ledger(site, ledger):
    assert set(ledger) == {"tbl-1-1", "fig-1-1", "tbl-2-1", "tbl-a-1"}
    for id_ in ("tbl-1-1", "fig-1-1", "tbl-2-1"):
        record = ledger[id_]
        stem = id_.replace("tbl", "tabell").replace("fig", "figur")
        cells = [one for line in record["cells"] for one in line]
        assert any(one["value"] is not None for one in cells)
        rows = read_csv((site / f"data/{stem}.csv").read_bytes())
        assert [row["verdi"] for row in rows] == [number(one["value"]) for one in cells]
        assert [row["vist"] for row in rows] == [plain(one["text"]) for one in cells]
        book = read_xlsx((site / f"data/{stem}.xlsx").read_bytes())
        tidy = sheet_table(book["Tall"])
        assert tidy[0] == list(COLUMNS)
        values = [None if row[6] == EMPTY else row[6] for row in tidy[1:]]
        assert same(values, [one["value"] for one in cells])
        shown = sheet_table(book.worksheets[0])
        width = len(record["columns"])
        for line, row in zip(record["cells"], shown[1:], strict=True):
            assert same(row[-width:], [EMPTY if c["value"] is None else c["value"] for c in line])


def test_numbers_of_a_single_unit_are_given_as_printed(site, ledger):
    cells = [one for line in ledger["tbl-a-1"]["cells"] for one in line]
    rows = read_csv((site / "data/tabell-a-1.csv").read_bytes())
    assert [row["verdi"] for row in rows] == [number(printed_number(c["text"])) for c in cells]
    assert any(c["value"] != printed_number(c["text"]) for c in cells)
    report = read_xlsx((site / f"data/is248-{EDITION}.xlsx").read_bytes())["Tabell A.1"]
    assert "avrundet som i rapporten: for én kommune" in report["A3"].value


def test_a_place_of_several_units_is_no_single_unit(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(
        "code,name,municipality\n1,En kommune,En\n2,To øst,To\n3,To vest,To\n", encoding="utf-8"
    )
    assert units_alone(path) == {"1", "2", "3", "En kommune", "To øst", "To vest", "En"}


@pytest.mark.parametrize(
    ("shown", "value"),
    [("1\u202f234,5", 1234.5), ("−4,9", -4.9), ("+3", 3.0), ("0", 0.0), ("–", None), ("", None), ("ny", None), ("1. mai", None)],
)  # fmt: skip
def test_a_printed_number_is_read_back(shown, value):
    assert printed_number(shown) == value


def test_every_unit_has_a_word():
    assert set(UNIT_WORDS) == set(UNITS)


def test_a_figure_without_numbers_has_its_drawing_alone(tmp_path):
    made = make_downloads(content(figure("3.1")), FONTS, tmp_path / "cache", tmp_path / "out")
    assert [file.label for file in made.products["fig-3-1"]] == ["SVG", "PNG"]
    assert (tmp_path / "out/figur-3-1.svg").read_text(encoding="utf-8") == SVG


# text stays text


@pytest.mark.parametrize("hostile", FORMULAS)
def test_no_text_becomes_a_formula(hostile):
    record = numbers(caption=hostile, stub=hostile, base=hostile, notes=[hostile], source=hostile)
    record["rows"] = [{"key": hostile, "group": hostile, "label": hostile, "role": "body"}] * 3
    record["columns"] = [
        {**one, "label": hostile, "spanners": [hostile], "key": [hostile]}
        for one in record["columns"]
    ]
    record["cells"][0][2] = cell(None, hostile)
    raw = product_csv(product(record))
    for row in csv.reader(io.StringIO(raw.decode("utf-8"), newline="")):
        for value in row:
            number_ = value.lstrip("-").replace(".", "").isdigit()
            assert number_ or not value.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    whole = package(content(record), {"tbl-3-2": raw})
    for name, data in whole.items():
        if name.endswith(".csv"):
            first = [
                value[:1]
                for row in csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
                for value in row
            ]
            assert not {"=", "+", "@", "\t", "\r"} & set(first)
    for data in (product_workbook(product(record), FACTS), report_workbook(content(record))):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                assert b"<f>" not in archive.read(name)
                assert "externalLink" not in name
        book = read_xlsx(data)
        types = {one.data_type for sheet in book for row in sheet.iter_rows() for one in row}
        assert types <= {"s", "n"}
        assert any(
            text(hostile) == one.value for sheet in book for row in sheet.iter_rows() for one in row
        )


def test_an_apostrophe_only_stands_where_it_must():
    assert [inert(value) for value in ("=1", "-", "−4,9", "a=1", "")] == [
        "'=1",
        "-",
        "−4,9",
        "a=1",
        "",
    ]


@given(st.text(max_size=40))
def test_any_text_survives_in_csv(value):
    record = numbers()
    record["rows"][0]["label"] = value
    assert read_csv(product_csv(product(record)))[0]["rad"] == inert(text(value))


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=40))
def test_any_text_makes_a_workbook_that_opens(value):
    record = numbers(caption=value, stub=value)
    record["rows"][0]["label"] = value
    sheet = read_xlsx(product_workbook(product(record), FACTS)).worksheets[0]
    assert sheet_table(sheet)[1][2] == 1000.5


def test_a_vicious_unit_name_is_text_everywhere(site):
    rows = read_csv((site / "data/tabell-a-1.csv").read_bytes())
    assert any(plain(HOSTILE) in row["rad"] for row in rows)
    for path in site.glob("data/*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            assert all(b"<f>" not in archive.read(name) for name in archive.namelist())


def test_names_of_files_never_come_from_text():
    with pytest.raises(ValueError, match="no id"):
        _ = product(numbers() | {"id": "tbl-../../x"}).stem


# the data package


PACKAGE_RULES = {
    "type": "object",
    "required": ["$schema", "name", "title", "licenses", "resources", "created"],
    "properties": {
        "name": {"pattern": r"^[a-z0-9][a-z0-9._-]*$"},
        "created": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "licenses": {"minItems": 1, "items": {"required": ["name", "path"]}},
        "sources": {"minItems": 1, "items": {"required": ["title"]}},
        "resources": {
            "minItems": 1,
            "items": {
                "required": ["name", "path", "type", "schema", "bytes", "hash", "encoding", "title"],
                "properties": {
                    "name": {"pattern": r"^[a-z0-9][a-z0-9._-]*$"},
                    "path": {"pattern": r"^(?!.*\.\.)[a-z0-9][a-z0-9./-]*\.csv$"},
                    "type": {"const": "table"},
                    "hash": {"pattern": "^sha256:[0-9a-f]{64}$"},
                    "schema": {
                        "required": ["fields"],
                        "properties": {
                            "fields": {
                                "minItems": 1,
                                "items": {
                                    "required": ["name", "type"],
                                    "properties": {"type": {"enum": ["string", "number"]}},
                                },
                            }
                        },
                    },
                },
            },
        },
    },
}  # fmt: skip


def valid_package(descriptor, read):
    """Check a descriptor and every file it names, by the rules of Data Package and Table Schema."""
    jsonschema.validate(descriptor, PACKAGE_RULES)
    names = [resource["name"] for resource in descriptor["resources"]]
    assert len(set(names)) == len(names)
    for resource in descriptor["resources"]:
        data = read(resource["path"])
        assert len(data) == resource["bytes"]
        assert f"sha256:{hashlib.sha256(data).hexdigest()}" == resource["hash"]
        rows = read_csv(data)
        fields = resource["schema"]["fields"]
        head = data.decode("utf-8").split("\r\n", 1)[0]
        assert head == ",".join(field["name"] for field in fields)
        for row in rows:
            assert None not in row
            for field in fields:
                value = row[field["name"]]
                if field["type"] == "number" and value:
                    float(value)
                if value and (allowed := field.get("constraints", {}).get("enum")):
                    assert value in allowed


def test_the_data_package_is_valid_loose_and_zipped(site, ledger):
    folder = site / "data"
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    valid_package(descriptor, lambda name: (folder / name).read_bytes())
    with zipfile.ZipFile(folder / f"is248-{EDITION}-datapakke.zip") as archive:
        assert json.loads(archive.read("datapackage.json")) == descriptor
        valid_package(descriptor, archive.read)
    assert len(descriptor["resources"]) == len(ledger) + 2


def test_the_package_lists_all_products_and_numbers_in_text():
    item = Inline("3 Kapittelet", "=x", "årsverk", 12.0, "12")
    files = package(content(numbers(), inline=[item]), {"tbl-3-2": product_csv(product(numbers()))})
    (line,) = read_csv(files["innhold.csv"])
    assert (line["navn"], line["nummer"], line["grunnlag"]) == ("tabell-3-2", "3.2", "n = 3")
    assert read_csv(files["tall-i-teksten.csv"]) == [
        {
            "kapittel": "3 Kapittelet",
            "uttrykk": "'=x",
            "enhet": "årsverk",
            "verdi": "12",
            "vist": "12",
        }
    ]


def test_csv_is_a_plain_table():
    raw = product_csv(product(numbers()))
    assert not raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8").split("\r\n")
    assert lines[0] == ",".join(COLUMNS)
    assert lines[-1] == ""
    assert len(lines) == 11


# pictures


def size(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def test_pictures_are_wide_and_the_same_each_time():
    other = SVG.replace("0 0 100 50", "0 0 200 50")
    drawings = [Drawing(SVG, "Figur 1"), Drawing(other, "Figur 2"), Drawing(SVG, "Figur 3")]
    made = Camera(FONTS).pictures(drawings)
    assert [size(png)[0] for png in made] == [WIDTH] * 3
    assert made[0] == made[2] == Camera(FONTS).pictures(drawings[:1])[0]
    assert made[0] != made[1]


@pytest.mark.parametrize("broken", ["<svg>", SVG.replace("</svg>", "")])
def test_a_drawing_that_cannot_be_read_names_its_figure(broken):
    with pytest.raises(ProjectError, match=r"Figur 6\.2"):
        Camera(FONTS).pictures([Drawing(SVG, "Figur 6.1"), Drawing(broken, "Figur 6.2")])


# the whole


def everything(tmp, name, **changes):
    record = numbers(**changes)
    drawn = figure("3.1", **{key: record[key] for key in ("columns", "rows", "cells")})
    out = tmp / name
    make_downloads(content(record, drawn), FONTS, tmp / f"cache-{name}", out)
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_the_same_content_gives_the_same_bytes(tmp_path):
    first = everything(tmp_path, "one")
    time.sleep(2)  # zip files count in steps of two seconds
    assert everything(tmp_path, "two") == first
    for name in ("is248-2031.xlsx", "is248-2031-datapakke.zip", "tabell-3-2.xlsx"):
        with zipfile.ZipFile(io.BytesIO(first[name])) as archive:
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_only_what_has_changed_is_made_again(tmp_path):
    def make(caption, out):
        records = [numbers("3.2", caption=caption), numbers("3.3"), figure("3.1")]
        make_downloads(content(*records), FONTS, tmp_path / "cache", tmp_path / out)
        return {path.name: path.stat().st_ino for path in (tmp_path / out).iterdir()}

    first, same, other = make("Før.", "a"), make("Før.", "b"), make("Etter.", "c")
    assert same == first
    changed = {name for name in first if other[name] != first[name]}
    assert "tabell-3-2.xlsx" in changed
    assert "is248-2031.xlsx" in changed
    assert not changed & {"tabell-3-3.csv", "tabell-3-3.xlsx", "figur-3-1.png", "figur-3-1.svg"}
    kept = {path.stat().st_ino for path in (tmp_path / "cache").iterdir()}
    assert kept == set(other.values())


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
    assert "resources:\n  - data/*\n" in (book / "_quarto.yml").read_text(encoding="utf-8")
    assert (book / "data/tabell-1-1.csv").is_file()
    assert f"](data/is248-{EDITION}.xlsx)" in (book / "index.qmd").read_text(encoding="utf-8")


def test_paper_has_no_links_to_files(built):
    reader = PdfReader(built.build_dir(EDITION) / f"is248-{EDITION}.pdf")
    words = "\n".join(sheet.extract_text() for sheet in reader.pages)
    assert "Last ned" not in words
    assert "XLSX" not in words


def test_the_ledger_is_read_in_the_order_of_the_book(built):
    results = built.build_dir(EDITION) / "results"
    found = read_content(results, ["vedlegg-a", "finnes-ikke", "01-folk"], FACTS)
    assert [one.id for one in found.products] == ["tbl-a-1", "tbl-1-1", "fig-1-1"]
    assert found.products[0].chapter == "A Enheter"
    assert "3" in {item.text for item in found.inline}
