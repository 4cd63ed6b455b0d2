"""A unit's page with answers, as web page, PDF and CSV: hostile labels stand as they are."""

from __future__ import annotations

import csv
import io
import re

import pikepdf
import pytest
import yaml
from bs4 import BeautifulSoup
from disk import REPO, edit, write
from editions import EDITION, HOSTILE, make_tiny_edition
from tiny import FORMS, YEAR
from unitedition import files, pages

from publishing.build.edition import build_edition
from publishing.units.kit import NOTEBOOK
from publishing.units.make import Options, make_units

pytestmark = pytest.mark.slow

INDICATORS = (
    "fte_total: {label: Årsverk, topic: Årsverk, question: Hvor mange, base: Alle, breaks: []}\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An edition of real returns whose forms, questions and answers have hostile labels."""
    project = make_tiny_edition(tmp_path_factory.mktemp("hostile"))
    text = (REPO / NOTEBOOK).read_text(encoding="utf-8")
    for code, own in (("adults", "grown"), ("children", "young")):
        text = re.sub(rf"([\"']){code}\1", rf"\1{own}\1", text)
    write(project.root / NOTEBOOK, text)
    write(project.root / "data/series/indicators.yml", INDICATORS)
    for year in (YEAR - 1, YEAR):
        path = project.codebook_path(year)
        book = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        book["forms"]["young"]["label"] = f"Små {HOSTILE}"
        for question in book["questions"]:
            if question["variable"] in ("has_plan", "plan_parts"):
                question["label"] = f"{question['variable']} {HOSTILE}"
                for option in question["options"]:
                    option["label"] = f"{option['code']} {HOSTILE}"
        write(path, yaml.safe_dump(book, allow_unicode=True, sort_keys=False))
        for file in FORMS.values():
            edit(project.returns_dir(year) / f"{file}.csv", "demonstration", "reported")
    profile = yaml.safe_load(project.profile_path(EDITION).read_text(encoding="utf-8"))
    profile["is248"] |= {"demonstration": False, "units": {"answers": ["has_plan", "plan_parts"]}}
    write(project.profile_path(EDITION), yaml.safe_dump(profile, allow_unicode=True))
    build_edition(project, EDITION)
    make_units(project, EDITION, Options(workers=1))
    return project


def test_labels_stand_as_they_are(made):
    page = BeautifulSoup(pages(made)["9101"], "html5lib")
    shown = [" ".join(cell.get_text().split()) for cell in page.find_all(["th", "figcaption"])]
    told = [re.sub(r"[ \u202f]", " ", one) for one in shown]
    assert told.count(f"has_plan {HOSTILE}") == 2
    assert told.count(f"plan_parts {HOSTILE}") == 1
    assert told.count(f"yes {HOSTILE}") == 2
    assert {f"homes {HOSTILE}", f"work {HOSTILE}"} <= set(told)
    whole = " ".join(page.get_text().split())
    assert f"i skjemaet for små {HOSTILE}, {YEAR}." in whole
    assert not [one for one in page.find_all("script") if "alert" in one.get_text()]
    assert not page.find_all("a", href="z")


def test_a_silent_unit_says_which_form_and_groups_have_no_answers(made):
    told = pages(made)
    silent = " ".join(BeautifulSoup(told["9102"], "html5lib").get_text().split())
    assert f"har ikke svart på skjemaet for små {HOSTILE}." in silent
    assert "Svar på enkeltspørsmål" in silent
    assert "Svar på enkeltspørsmål" not in told["county-nordfylket"]


def test_a_csv_has_the_answers_and_a_pdf_is_whole(made):
    ours = {name: each for name, each in files(made).items() if name.startswith("9101")}
    own = {name.rpartition(".")[2]: each for name, each in ours.items()}
    rows = list(csv.DictReader(io.StringIO(own["csv"].decode())))
    assert {row["radkode"] for row in rows} >= {"has_plan yes", "plan_parts homes"}
    with pikepdf.open(io.BytesIO(own["pdf"])) as pdf, pdf.open_metadata() as xmp:
        assert xmp["pdfuaid:part"] == "1"


def test_no_free_text_is_anywhere(made):
    for name, each in files(made).items():
        assert b"god plan" not in each, name
