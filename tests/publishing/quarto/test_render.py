"""What Quarto gets to render holds what it needs and mends what it has wrong."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pikepdf
import pytest
import yaml
from disk import REPO, edit
from editions import EDITION, make_tiny_edition
from quartos import MAKES_ALL

from project.errors import ProjectError
from publishing.build.edition import Options, build_edition
from publishing.quarto.render import render_with_quarto
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
    assert set(BASE["format"]) == {"is248-html", "is248-typst"}
    own = BASE["format"]["is248-typst"]
    assert own["papersize"] == "a4"
    assert own["pdf-standard"] == ["ua-1", "a-2a"]
    assert not any(form["callout-icon"] for form in BASE["format"].values())  # PDF/A has no icons
    made = yaml.safe_load((EXTENSION / "_extension.yml").read_text(encoding="utf-8"))
    assert made["quarto-required"].removeprefix(">=").split(".")[:2] == ["1", "9"]
    typst = made["contributes"]["formats"]["typst"]
    files = [*typst["template-partials"], *(one["path"] for one in typst["filters"])]
    files += [one["path"] for one in made["contributes"]["formats"]["html"]["filters"]]
    assert all((EXTENSION / name).is_file() for name in files)
    assert all((REPO / folder).is_dir() for folder in typst["font-paths"])
    assert (REPO / BASE["format"]["is248-html"]["css"]).is_file()


def test_the_reference_list_is_norwegian_by_its_style():
    assert ET.parse(REPO / BASE["csl"]).getroot().get("default-locale") == "nb-NO"


def test_lists_stand_in_the_profiles_alone():
    """Quarto appends the lists of a profile to those of the base file."""
    assert all(isinstance(value, str) for value in BASE["book"].values())
    for path in REPO.glob("_quarto-*.yml"):
        profile = yaml.safe_load(path.read_text(encoding="utf-8"))
        both = {key for key in profile if isinstance(profile[key], list) and key in BASE}
        both -= {key for key in both if not profile[key]}  # nothing is appended
        assert not both


# -- the staged book -------------------------------------------------------------------------------


def pages(book: Path) -> dict[str, str]:
    config = yaml.safe_load((book / "_quarto.yml").read_text(encoding="utf-8"))["book"]
    files = [*config["chapters"], *config["appendices"]]
    return {file: (book / file).read_text(encoding="utf-8") for file in files}


def test_no_code_is_left_and_no_format_is_named_that_typst_does_not_answer_to(place):
    for file, text in pages(place / "book").items():
        assert "```{" not in text.replace("```{=html}", ""), file
        assert "`{python}" not in text, file
        assert 'when-format="pdf"' not in text, file
    sources = [*REPO.glob("chapters/*.qmd"), REPO / "index.qmd"]
    assert not [path.name for path in sources if 'when-format="pdf"' in path.read_text("utf-8")]


def test_quartos_own_count_gives_the_printed_numbers(place):
    """Quarto counts chapters in their order and, inside each, tables and figures in theirs."""
    number, letters, met = 0, 0, 0
    for file, text in pages(place / "book").items():
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


def test_what_is_pointed_at_is_there(place):
    book = place / "book"
    texts = pages(book)
    ids = {found for text in texts.values() for found in re.findall(r"\{#([^ }]+)", text)}
    for file, text in texts.items():
        assert set(re.findall(r"@((?:tbl|fig|sec)-[\w-]+)", text)) <= ids, file
        for address in re.findall(r"\]\((\.\./[^)]+)\)", text):
            assert (book / file).parent.joinpath(address).resolve().is_file(), address
        for figure in re.findall(r"^!\[.*\]\([^)]*\)(\{.*\})$", text, re.MULTILINE):
            assert re.search(r'fig-alt="[^"]{20,}"', figure), file


UNRESOLVED = """\
mkdir -p "$2/_output/chapters"
touch "$2/_output/x.pdf" "$2/_output/index.html"
echo '<span class="quarto-unresolved-ref">?sec-borte</span>' > "$2/_output/chapters/01.html"
"""

# -- calling it ------------------------------------------------------------------------------------


def the_pdf(place: Path) -> Path:
    return next(place.glob("*.pdf"))


def test_all_formats_come_from_one_call_and_rows_get_their_heads(quarto, place, tmp_path):
    log = quarto.install(MAKES_ALL.format(pdf=the_pdf(place)))
    book = shutil.copytree(place / "book", tmp_path / "book")
    site = render_with_quarto(book, tmp_path / "out", "rapport.pdf")
    assert (site / "index.html").read_text() == "site\n"
    assert not list(site.glob("*.pdf"))
    assert log.read_text() == f"render {book} --no-execute profile= fonts=true\n"
    with pikepdf.open(io.BytesIO((tmp_path / "out/rapport.pdf").read_bytes())) as document:
        assert "/IDTree" in document.Root.StructTreeRoot


def test_a_build_with_it_has_the_downloads_and_the_results_too(quarto, place, tmp_path):
    project = make_tiny_edition(tmp_path / "project")
    quarto.install(MAKES_ALL.format(pdf=the_pdf(place)))
    made = build_edition(project, EDITION, Options(engine="quarto")).place
    assert (made / "site/index.html").read_text() == "site\n"
    assert (made / f"is248-{EDITION}.pdf").is_file()
    assert (made / "site" / f"is248-{EDITION}.pdf").is_file()
    assert list((made / "results").glob("*.json"))
    assert (made / "book/data").is_dir()


def test_chosen_chapters_leave_the_pdf_as_it_was(quarto, place, tmp_path):
    project = make_tiny_edition(tmp_path / "project")
    log = quarto.install(MAKES_ALL.format(pdf=the_pdf(place)))
    made = build_edition(project, EDITION, Options(engine="quarto")).place
    before = (made / f"is248-{EDITION}.pdf").read_bytes()
    edit(project.root / "chapters/01-folk.qmd", "kan endres", "er endret")
    result = build_edition(project, EDITION, Options(engine="quarto", only=("01",)))
    assert not result.pdf
    assert (result.place / f"is248-{EDITION}.pdf").read_bytes() == before
    assert [" --to is248-html " in line for line in log.read_text().splitlines()] == [False, True]


@pytest.mark.parametrize(
    ("does", "what", "todo"),
    [
        ("echo 'ERROR: no such filter' >&2; exit 1", "no such filter", "--engine pandoc"),
        ("echo 'ERROR (x.lua:3) unknown cross reference' >&2", "unknown cross", "Correct what"),
        ("printf '\\033[91mFATAL (x.lua:3) no index\\033[39m' >&2", "no index", "Correct what"),
        ("echo 'WARNING (refs.lua:128) Unable to resolve crossref @fig-x' >&2", "@fig-x", ""),
        ("echo '[WARNING] Citeproc: citation ukjent not found' >&2", "ukjent", ""),
        ('mkdir -p "$2/_output"; echo x > "$2/_output/index.html"', "0 PDF files", "both formats"),
        (
            UNRESOLVED,
            "sec-borte",
            "Correct the reference",
        ),
    ],
)
def test_what_it_complains_of_is_handed_on_and_the_last_edition_stays(
    quarto, tmp_path, does, what, todo
):
    project = make_tiny_edition(tmp_path / "project")
    before = build_edition(project, EDITION, Options(engine="pandoc")).place
    front = (before / "site/index.html").read_bytes()
    quarto.install(does)
    with pytest.raises(ProjectError) as caught:
        build_edition(project, EDITION, Options(engine="quarto"))
    assert what in str(caught.value)
    assert todo in str(caught.value)
    assert (before / "site/index.html").read_bytes() == front


def test_a_draft_is_made_by_the_embedded_engine_unless_quarto_is_asked_for(quarto, tmp_path):
    log = quarto.install("exit 1")
    project = make_tiny_edition(tmp_path / "project")
    made = build_edition(project, EDITION, Options(draft=True)).place
    assert '<body class="front draft"' in (made / "site/index.html").read_text(encoding="utf-8")
    assert not log.exists()


# -- what it is given ------------------------------------------------------------------------------


def test_the_site_opens_light_and_leads_to_the_pdf(place):
    config = yaml.safe_load((place / "book/_quarto.yml").read_text(encoding="utf-8"))
    assert list(config["format"]["is248-html"]["theme"]) == ["light", "dark"]
    assert config["book"]["output-file"] == f"is248-{EDITION}"  # the name of the PDF
    assert config["book"]["downloads"] == ["pdf"]
    assert not {"execute", "profile"} & set(config)
    assert set(config["project"]) == {"type", "output-dir", "resources"}


def test_the_site_is_set_in_the_reports_fonts_and_loads_none_from_elsewhere(place):
    config = yaml.safe_load((place / "book/_quarto.yml").read_text(encoding="utf-8"))
    themes = config["format"]["is248-html"]["theme"]
    for layers in themes.values():
        own = (place / "book" / layers[-1]).read_text(encoding="utf-8")
        assert "$web-font-path: false;" in own
    css = (place / "book" / config["format"]["is248-html"]["css"]).read_text(encoding="utf-8")
    addresses = re.findall(r'url\("([^"]+)"\)', css)
    # from where Quarto puts the style sheet of an extension
    stands = place / "book/site_libs/quarto-contrib/quarto-project/is248"
    fonts = [Path(os.path.normpath(stands / address)) for address in addresses]
    assert len(fonts) == 4
    assert all(font.is_file() for font in fonts)
    # without the stroke Quarto finds such files in every folder below
    carried = [one[1:] for one in config["project"]["resources"] if one.startswith("/")]
    folder = place / "book"
    assert {*fonts} <= {path for pattern in carried for path in folder.glob(pattern)}
    assert "http" not in css


def test_its_index_has_all_that_the_book_cites(place):
    index = json.loads((place / "book/crossref.json").read_text(encoding="utf-8"))
    assert index["cited"] == ["kilde"]
