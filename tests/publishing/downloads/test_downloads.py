# ruff: noqa: E501 - records and expected lines read best on one line
"""Downloads: the numbers come back as they were, and the same content gives the same bytes."""

from __future__ import annotations

import io
import shutil
import struct
import time
import zipfile

import pytest
from books import SVG, figure
from disk import REPO, files
from downloadable import content, labelled, numbers, product, read_csv
from hypothesis import given
from hypothesis import strategies as st

from analysis.tables.numbers import UNITS, format_number
from project.errors import ProjectError
from project.records import as_json
from publishing.downloads import make_downloads
from publishing.downloads.content import Inline, printed_number, rounded
from publishing.downloads.csvfiles import number, product_csv
from publishing.downloads.datapackage import package
from publishing.downloads.drawings import WIDTH, Camera, Picture
from publishing.downloads.reading import units_alone
from publishing.downloads.words import COLUMNS
from publishing.downloads.words import UNITS as UNIT_WORDS

FONTS = REPO / "_extensions/is248/fonts"


# the numbers


def test_csv_holds_the_number_with_two_decimals_more_and_the_printed_one():
    rows = read_csv(product_csv(product(numbers())))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == 9
    assert rows[0] == {
        "rad": "Bolig", "radgruppe": "Hjemme", "radtype": "rad", "kolonne": "Årsverk", "kolonnegruppe": "2030", "enhet": "årsverk",
        "verdi": "1000.5", "vist": "1\u202f001", "opphav": "", "radkode": "a", "kolonnekode": "2030/Årsverk",
    }  # fmt: skip
    assert (rows[1]["verdi"], rows[1]["vist"]) == ("-4.868", "−4,9")
    assert (rows[2]["verdi"], rows[2]["vist"], rows[2]["enhet"]) == ("", "ny", "tekst")
    assert rows[3]["verdi"] == "0.3"
    assert rows[6]["radtype"] == "totalt"
    assert rows[6]["verdi"] == "2025"


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_is_rounded_to_what_the_report_prints(value, places):
    printed = format_number(value, places)
    found = rounded(value, printed)
    assert format_number(found, places).lstrip("−") == printed.lstrip("−")
    assert abs(found - value) <= 0.5 * 10 ** -(places + 2) * 1.001


@pytest.mark.parametrize(
    ("value", "printed", "wanted"),
    [
        (7.737531975648932, "8", 7.74),
        (44.4951, "44", 44.495),  # 44.50 would be rounded to 45
        (12395.000000000002, "12\u202f395", 12395),
        (3.14159, "tekst", 3.14),
        (None, "..", None),
    ],
)
def test_numbers_have_sensible_places(value, printed, wanted):
    assert rounded(value, printed) == wanted


def test_codes_and_labels_have_plain_spaces_and_numbers_those_of_the_report():
    record = labelled(numbers(caption="Etter\u00a0størrelse."), "2\u202f000–5\u00a0000 innbyggere")
    found = read_csv(product_csv(product(record)))[0]
    assert found["rad"] == "2 000–5 000 innbyggere"
    assert found["vist"] == "1\u202f001"
    assert product(record).caption == "Etter størrelse."


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_exactly(value):
    assert float(number(value)) == value


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
    drawings = [Picture(SVG, "Figur 1"), Picture(other, "Figur 2"), Picture(SVG, "Figur 3")]
    made = Camera(FONTS).pictures(drawings)
    assert [size(png)[0] for png in made] == [WIDTH] * 3
    assert made[0] == made[2] == Camera(FONTS).pictures(drawings[:1])[0]
    assert made[0] != made[1]


@pytest.mark.parametrize("broken", ["<svg>", SVG.replace("</svg>", "")])
def test_a_drawing_that_cannot_be_read_names_its_figure(broken):
    with pytest.raises(ProjectError, match=r"Figur 6\.2"):
        Camera(FONTS).pictures([Picture(SVG, "Figur 6.1"), Picture(broken, "Figur 6.2")])


# the whole


def everything(tmp, name, **changes):
    record = numbers(**changes)
    drawn = figure("3.1", **{key: as_json(record)[key] for key in ("columns", "rows", "cells")})
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
        return {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}

    first, same, other = make("Før.", "a"), make("Før.", "b"), make("Etter.", "c")
    assert same == first
    # CSV and XLSX of the table, and what holds all of them: a workbook, a package of four files
    assert len(other.items() - first.items()) == len(first.items() - other.items()) == 2 + 1 + 4
    inodes = [path.stat().st_ino for path in tmp_path.rglob("*") if path.is_file()]
    assert len(inodes) == len(set(inodes))


@pytest.mark.parametrize("fresh", [False, True])
def test_kept_downloads_that_are_damaged_are_made_anew(tmp_path, fresh):
    made = content(numbers(), figure("3.1"))
    make_downloads(made, FONTS, tmp_path / "cache", tmp_path / "a")
    for path in (tmp_path / "cache").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    make_downloads(made, FONTS, tmp_path / "cache", tmp_path / "b", fresh=fresh)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_a_replaced_font_makes_pictures_anew(tmp_path):
    fonts = tmp_path / "fonts"
    shutil.copytree(FONTS, fonts)

    def picture(out):
        make_downloads(content(figure("3.1")), fonts, tmp_path / "cache", tmp_path / out)
        return (tmp_path / out / "figur-3-1.png").read_bytes()

    before = picture("a")
    shutil.copy(fonts / "SourceSans3-Bold.ttf", fonts / "SourceSans3-Semibold.ttf")
    assert picture("b") != before
