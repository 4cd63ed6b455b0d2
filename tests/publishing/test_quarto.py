"""What Quarto gets to render holds what it needs and mends what it has wrong."""

from __future__ import annotations

import io
import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pikepdf
import pytest
import yaml
from disk import REPO
from editions import EDITION, make_tiny_edition

from project.errors import ProjectError
from publishing.build.edition import Options, build_edition
from publishing.quarto import choose_engine, find_quarto, render_with_quarto
from publishing.words import UI

BASE = yaml.safe_load((REPO / "_quarto.yml").read_text(encoding="utf-8"))
EXTENSION = REPO / "_extensions/is248"
# What Quarto's own bokmål has wrong or lacks.
MENDED = {
    "crossref-ch-prefix": "kapittel",
    "crossref-sec-prefix": "kapittel",
    "crossref-apx-prefix": "Vedlegg",
    "section-title-appendices": "Vedlegg",
    "callout-note-title": "Merk",
    "tools-download": "Last ned",
    "tools-share": "Del",
}


# -- settings --------------------------------------------------------------------------------------


def test_the_words_that_quarto_has_wrong_in_bokmaal_are_mended():
    assert BASE["lang"].split("-")[0] == "nb"  # with "no" Quarto writes English
    assert BASE["language"].items() >= MENDED.items()
    cite, bibtex = (BASE["language"][f"appendix-attribution-{k}"] for k in ("cite-as", "bibtex"))
    assert "Henvis" in cite  # Quarto has these two swapped
    assert "BibTeX" in bibtex
    for kind, word in (("tbl", "Tabell"), ("fig", "Figur")):
        assert {BASE["language"][f"crossref-{kind}-{of}"] for of in ("title", "prefix")} == {word}


def test_both_engines_use_the_same_words():
    own = json.dumps(UI, ensure_ascii=False)
    for key in ("section-title-references", "tools-download"):
        assert BASE["language"][key] in own


def test_the_pdf_is_set_by_the_own_extension_and_not_by_quartos_book_template():
    assert set(BASE["format"]) == {"html", "is248-typst"}
    own = BASE["format"]["is248-typst"]
    assert own["papersize"] == "a4"
    assert own["pdf-standard"] == ["ua-1", "a-2a"]
    assert not any(form["callout-icon"] for form in BASE["format"].values())  # PDF/A has no icons
    made = yaml.safe_load((EXTENSION / "_extension.yml").read_text(encoding="utf-8"))
    assert made["quarto-required"].removeprefix(">=").split(".")[:2] == ["1", "9"]
    typst = made["contributes"]["formats"]["typst"]
    files = [*typst["template-partials"], *(one["path"] for one in typst["filters"])]
    assert all((EXTENSION / name).is_file() for name in files)
    assert all((REPO / folder).is_dir() for folder in typst["font-paths"])
    assert (REPO / BASE["format"]["html"]["css"]).is_file()


def test_the_reference_list_is_norwegian_by_its_style():
    assert ET.parse(REPO / BASE["csl"]).getroot().get("default-locale") == "nb-NO"


def test_lists_stand_in_the_profiles_alone():
    """Quarto appends the lists of a profile to those of the base file."""
    assert all(isinstance(value, str) for value in BASE["book"].values())
    for path in REPO.glob("_quarto-*.yml"):
        profile = yaml.safe_load(path.read_text(encoding="utf-8"))
        both = {key for key in profile if isinstance(profile[key], list) and key in BASE}
        assert not both


# -- the staged book -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_tiny_edition(tmp_path_factory.mktemp("quarto"), hostile=True)
    return build_edition(project, EDITION, Options(engine="pandoc")).place


def pages(book: Path) -> dict[str, str]:
    config = yaml.safe_load((book / "_quarto.yml").read_text(encoding="utf-8"))["book"]
    files = [*config["chapters"], *config["appendices"]]
    return {file: (book / file).read_text(encoding="utf-8") for file in files}


def test_no_code_is_left_and_no_format_is_named_that_typst_does_not_answer_to(built):
    for file, text in pages(built / "book").items():
        assert "```{" not in text.replace("```{=html}", ""), file
        assert "`{python}" not in text, file
        assert 'when-format="pdf"' not in text, file
    sources = [*REPO.glob("chapters/*.qmd"), REPO / "index.qmd"]
    assert not [path.name for path in sources if 'when-format="pdf"' in path.read_text("utf-8")]


def test_quartos_own_count_gives_the_printed_numbers(built):
    """Quarto counts chapters in their order and, inside each, tables and figures in theirs."""
    number, letters, met = 0, 0, 0
    for file, text in pages(built / "book").items():
        if re.search(r"^# .*\{[^}]*\.unnumbered", text, re.MULTILINE):
            continue
        if "vedlegg" in file:
            letters += 1
            chapter = chr(96 + letters)
        else:
            number += 1
            chapter = str(number)
        for kind in ("tbl", "fig"):
            ids = re.findall(rf"\{{#({kind}-[^ }}]+)", text)
            assert ids == [f"{kind}-{chapter}-{i + 1}" for i in range(len(ids))]
            met += len(ids)
    assert met == 4


def test_what_is_pointed_at_is_there(built):
    book = built / "book"
    texts = pages(book)
    ids = {found for text in texts.values() for found in re.findall(r"\{#([^ }]+)", text)}
    for file, text in texts.items():
        assert set(re.findall(r"@((?:tbl|fig|sec)-[\w-]+)", text)) <= ids, file
        for address in re.findall(r"\]\((\.\./[^)]+)\)", text):
            assert (book / file).parent.joinpath(address).resolve().is_file(), address
        for figure in re.findall(r"^!\[.*\]\([^)]*\)(\{.*\})$", text, re.MULTILINE):
            assert re.search(r'fig-alt="[^"]{20,}"', figure), file


# -- calling it ------------------------------------------------------------------------------------

# Quarto can't be had as a package: a script answers as it does, and notes how it was called.
STANDING_IN = """\
#!/bin/sh
if [ "$1" = --version ]; then echo "{version}"; exit 0; fi
echo "$@ profile=$QUARTO_PROFILE" > "{log}"
{does}
"""
MAKES_ALL = """\
mkdir -p "$2/_output/chapters"
echo site > "$2/_output/index.html"
cp "{pdf}" "$2/_output/Den-lille-rapporten.pdf"
"""


@pytest.fixture
def quarto(tmp_path, monkeypatch):
    def install(does: str = "", version: str = "1.10.18") -> Path:
        log, script = tmp_path / "log", tmp_path / "quarto"
        script.write_text(STANDING_IN.format(version=version, log=log, does=does))
        script.chmod(0o755)
        monkeypatch.setenv("QUARTO_PATH", str(script))
        monkeypatch.setenv("QUARTO_PROFILE", "another")
        find_quarto.cache_clear()
        return log

    yield install
    find_quarto.cache_clear()


def test_it_is_used_when_it_is_there_and_new_enough(quarto, monkeypatch):
    quarto()
    assert choose_engine("auto") == choose_engine("quarto") == "quarto"
    assert choose_engine("pandoc") == "pandoc"
    quarto(version="1.8.27")
    assert choose_engine("auto") == "pandoc"
    with pytest.raises(ProjectError, match=r"1\.8\.27 is too old"):
        choose_engine("quarto")
    monkeypatch.setenv("QUARTO_PATH", os.devnull)
    find_quarto.cache_clear()
    assert choose_engine("auto") == "pandoc"
    with pytest.raises(ProjectError, match="not installed"):
        choose_engine("quarto")


def test_all_formats_come_from_one_call_and_rows_get_their_heads(quarto, built, tmp_path):
    made = next(built.glob("*.pdf"))
    log = quarto(MAKES_ALL.format(pdf=made))
    site, pdf = render_with_quarto(built / "book", tmp_path / "out", "rapport.pdf")
    assert (site / "index.html").read_text() == "site\n"
    assert not list(site.glob("*.pdf"))
    assert log.read_text() == f"render {built / 'book'} --no-execute profile=\n"
    with pikepdf.open(io.BytesIO(pdf.read_bytes())) as document:
        assert "/IDTree" in document.Root.StructTreeRoot


def test_a_build_with_it_has_the_downloads_and_the_results_too(quarto, built, tmp_path):
    project = make_tiny_edition(tmp_path / "project")
    quarto(MAKES_ALL.format(pdf=next(built.glob("*.pdf"))))
    place = build_edition(project, EDITION, Options(engine="quarto")).place
    assert (place / "site/index.html").read_text() == "site\n"
    assert (place / f"is248-{EDITION}.pdf").is_file()
    assert (place / "site" / f"is248-{EDITION}.pdf").is_file()
    assert list((place / "results").glob("*.json"))
    assert (place / "book/data").is_dir()


@pytest.mark.parametrize(
    ("does", "what", "todo"),
    [
        ("echo 'ERROR: no such filter' >&2; exit 1", "no such filter", "--engine pandoc"),
        (
            'mkdir -p "$2/_output"; echo x > "$2/_output/index.html"',
            "found 0 PDF files",
            "both formats",
        ),
    ],
)
def test_what_it_complains_of_is_handed_on_and_the_last_edition_stays(
    quarto, tmp_path, does, what, todo
):
    project = make_tiny_edition(tmp_path / "project")
    before = build_edition(project, EDITION, Options(engine="pandoc")).place
    front = (before / "site/index.html").read_bytes()
    quarto(does)
    with pytest.raises(ProjectError) as caught:
        build_edition(project, EDITION, Options(engine="quarto"))
    assert what in str(caught.value)
    assert todo in str(caught.value)
    assert (before / "site/index.html").read_bytes() == front


def test_a_draft_is_made_by_the_embedded_engine_unless_quarto_is_asked_for(quarto, tmp_path):
    log = quarto(MAKES_ALL)
    project = make_tiny_edition(tmp_path / "project")
    place = build_edition(project, EDITION, Options(draft=True)).place
    assert '<body class="front draft"' in (place / "site/index.html").read_text(encoding="utf-8")
    assert not log.exists()
