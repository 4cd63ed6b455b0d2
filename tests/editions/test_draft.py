"""Drafts: marked everywhere, with how numbers came about, never in the place of the edition."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from editions import EDITION, edit, make_tiny_edition
from pypdf import PdfReader

from project.errors import ProjectError
from project.records import InlineRecord
from publishing.book.prose.blocks import MarkdownBlock
from publishing.book.prose.drafts import DraftMark, Origins, annotated, mark_of
from publishing.build.edition import Options, build_edition
from publishing.command.cleanup import remove_built
from publishing.review.paragraphs import read_paragraphs

pytestmark = pytest.mark.slow

DRAFT = Options(draft=True)
DAY = "1700000000"  # 14 November 2023


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A tiny edition, built as a draft and then for readers; only to be looked at."""
    project = make_tiny_edition(tmp_path_factory.mktemp("draft"), hostile=True)
    text = "Antallet er `{python} grown.units()`, se @tbl-2-1.[^1]\n\n[^1]: En note."
    edit(project, "chapters/02-planer.qmd", "Se @tbl-2-1 og @sec-folk.", text)
    edit(
        project, "chapters/01-folk.qmd", "Figuren er @fig-1-1.",
        "Figuren er @fig-1-1 og @sec-planer.[^n] `{python} staff.at(\"ward\", 2091, \"percent\")`"
        " prosent.\n\n[^n]: Enda en.",
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        result = build_edition(project, EDITION, DRAFT)
    build_edition(project, EDITION)
    return project, result.place


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")


def test_every_page_and_sheet_is_marked_with_date_and_commit(built):
    project, place = built
    assert place == project.build_root / f"{EDITION}-draft"
    mark = "Utkast 1 · 14. november 2023"
    for path in sorted((place / "site").rglob("*.html")):
        page = soup(path)
        assert mark in page.header.get_text()
        assert page.title.get_text().startswith("UTKAST")
    sheets = PdfReader(place / f"is248-{EDITION}-utkast.pdf").pages
    assert all(mark in sheet.extract_text() for sheet in sheets)


def test_status_of_each_chapter_is_shown(built):
    page = soup(built[1] / "site/chapters/02-planer.html")
    assert page.main.select_one(".draft-box .status").get_text() == "utkast"
    shown = [link.get_text(" ", strip=True) for link in page.select(".sidebar a")]
    assert shown[:3] == ["Forord ferdig", "1 Folk ferdig", "2 Planer utkast"]


def test_a_number_shows_its_expression_and_where_it_came_from(built):
    page = soup(built[1] / "site/chapters/01-folk.html")
    units, share = page.select(".traced")
    assert (units.get_text(), units["data-expression"]) == ("3", "grown.units()")
    assert "tabindex" not in units.attrs  # the page's switch makes it a stop for the keyboard
    assert not units.get("data-trace")
    assert share["data-trace"].startswith('staff = fte_by_item(grown, "staff", years=survey.pair)')
    assert "tabell-1-1, linje" in share["data-trace"]
    assert re.fullmatch(r"\d+,\d+", share["data-value"])
    assert re.match(r"Tabell 1\.1, [^:]+, 2091, [^:]+: \d+", share["data-origin"])


def test_the_edition_knows_nothing_of_drafts(built):
    project, place = built
    site = project.build_dir(EDITION) / "site"
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert "UTKAST" not in text
        assert 'class="traced"' not in text
        assert not re.search("data-(number|draft|page|remarking|origins)=|assets/review/", text)
        assert "avsnitt-" not in text
    assert not (site.parent / "paragraphs.json").exists()
    own = {path.relative_to(site) for path in site.rglob("*")}
    review = Path("assets/review")  # what only reviewers see
    drafts = {path.relative_to(place / "site") for path in (place / "site").rglob("*")}
    assert review in drafts
    drafts = {path for path in drafts if not path.is_relative_to(review)}
    assert own - drafts == {Path(f"is248-{EDITION}.pdf")}
    assert drafts - own == {Path(f"is248-{EDITION}-utkast.pdf"), Path("for-gjennomlesere.html")}
    assert not (project.build_root / "www" / f"{EDITION}-draft").exists()


def numbers(page, among="article"):
    """The id, without the page's name, and the number of all that has one, in reading order."""
    found = page.select(f"{among} [data-number]")
    pairs = [(re.sub(r"^\d\d-[a-z]+-", "", tag["id"]), int(tag["data-number"])) for tag in found]
    return sorted(pairs, key=lambda pair: pair[1])


def test_paragraphs_have_one_number_on_the_site_in_the_file_and_in_the_pdf(built):
    _, place = built
    listed = read_paragraphs(place)
    own = [one for one in listed if one.page == "chapters/01-folk.html"]
    assert [one.number for one in own] == list(range(1, len(own) + 1))
    assert {"heading", "text", "table", "figure", "footnote"} <= {one.kind for one in own}
    site = soup(place / "site/chapters/01-folk.html")
    assert numbers(site) == [(one.id, one.number) for one in own]
    single = soup(place / f"is248-{EDITION}-utkast.html")
    assert numbers(single, "#side-01-folk") == numbers(site)
    sheets = [re.sub(r"\s+", " ", sheet.extract_text())
              for sheet in PdfReader(place / f"is248-{EDITION}-utkast.pdf").pages]  # fmt: skip
    text = " ".join(sheets[[n for n, sheet in enumerate(sheets) if "Kapittel 1" in sheet][-1] :])
    for one in own:
        if one.kind in {"text", "footnote", "note"}:
            words = " ".join(re.sub(r"\s+", " ", one.text).split()[:3])
            assert f"{one.number} {words}" in text


def test_a_paragraph_is_led_back_to_its_line(built):
    project, place = built
    for one in read_paragraphs(place):
        if one.page.startswith("chapters/0") and one.kind in {"text", "heading", "table"}:
            line = (project.root / one.file).read_text(encoding="utf-8").split("\n")[one.line - 1]
            told = {"table": one.id.replace("tbl", "tabell"), "text": one.text.split()[0]}
            assert told.get(one.kind, one.text.split()[-1]) in line, one


def test_every_page_of_a_draft_leads_to_the_guide_for_reviewers(built):
    site = built[1] / "site"
    for path in sorted(site.rglob("*.html")):
        (link,) = soup(path).select(".draft-stripe a")
        assert (path.parent / link["href"]).resolve() == (site / "for-gjennomlesere.html").resolve()
    single = soup(built[1] / f"is248-{EDITION}-utkast.html")
    guide = single.select_one(single.select_one(".draft-stripe a")["href"])
    assert guide.h1.get_text() == "For gjennomlesere"


def test_one_file_holds_everything_and_every_link_stays_in_it(built):
    file = built[1] / f"is248-{EDITION}-utkast.html"
    page = soup(file)
    assert not page.find_all(["link", "img", "iframe"])
    assert not page.find_all(src=True)
    assert not page.find_all(style=True)
    ids = [str(tag["id"]) for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = [str(tag["href"]) for tag in page.find_all("a", href=True)]
    assert all(link[1:] in ids for link in links if link.startswith("#"))
    assert not [link for link in links if not link.startswith(("#", "https://"))]
    assert "#sec-planer" in links
    assert {"#01-folk-fn1", "#02-planer-fn1"} <= set(links)
    named = [one for tag in page.find_all(attrs={"aria-labelledby": True})
             for one in str(tag["aria-labelledby"]).split()]  # fmt: skip
    assert set(named) <= set(ids)
    titles = [head.get_text() for head in page.select("section h1")]
    assert titles == [
        "Forord",
        "1 Folk",
        "2 Planer",
        "Referanser",
        "A Enheter",
        "For gjennomlesere",
    ]
    assert not re.search(r"url\((?!#|&#39;|\"data:|data:)", file.read_text(encoding="utf-8"))


def test_its_policy_allows_exactly_what_stands_in_it(built):
    import base64
    import hashlib

    page = soup(built[1] / f"is248-{EDITION}-utkast.html")
    policy = str(page.find("meta", attrs={"http-equiv": True})["content"])
    inline = [tag.string for tag in page.find_all(["style", "script"])]
    sums = [base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in inline]
    assert re.findall(r"'sha256-([^']+)'", policy) == sums
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_an_unchanged_draft_is_kept_until_another_day(built, monkeypatch):
    project, _ = built
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    assert build_edition(project, EDITION, DRAFT).unchanged
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(DAY) + 86400))
    later = build_edition(project, EDITION, DRAFT)
    assert not later.unchanged
    assert later.executed == 0
    assert "15. november 2023" in (later.place / "site/index.html").read_text(encoding="utf-8")


def test_quarto_makes_no_drafts(built):
    with pytest.raises(ProjectError, match="no drafts"):
        build_edition(built[0], EDITION, Options(draft=True, engine="quarto"))


def test_clean_takes_the_draft_too(tmp_path):
    project = make_tiny_edition(tmp_path)
    build_edition(project, EDITION, DRAFT)
    removed = list(remove_built(project, EDITION))
    assert removed == [project.build_root / f"{EDITION}-draft"]
    assert not list((project.build_root / ".store").glob(f"{EDITION}*"))


@pytest.mark.parametrize(
    ("commit", "shown"),
    [
        ("", "UTKAST · 3. januar 2031"),
        ("a1b2c3d", "UTKAST · 3. januar 2031 · versjon a1b2c3d"),
        ("v1-2-gabc-dirty", "UTKAST · 3. januar 2031 · versjon v1-2-gabc med endringer"),
    ],
)
def test_the_mark_in_words(commit, shown):
    assert str(DraftMark("2031-01-03", commit)) == shown


def test_the_mark_follows_the_given_time(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    assert mark_of(tmp_path) == DraftMark("2023-11-14", "")


def cell(source, line, label=""):
    metadata = {"is248": {"role": "code", "line": line}, "label": label}
    return {"cell_type": "code", "source": source, "metadata": metadata}


def test_traces_follow_names_back_and_stop_at_the_setup():
    cells = [
        cell("s = open_survey(1)", 5, "setup"),
        cell("t = frequency(\n    s, 'x'\n)", 10, "tabell"),
        cell("%matplotlib inline\na, b = t.at(1), 2", 20, "tall"),
        cell("t = other()", 40, "senere"),
        cell("not python (", 50, "feil"),
    ]
    origins = Origins({"cells": cells})
    assert origins.trace("w.both(b, a)", 30) == [
        "a, b = t.at(1), 2  (tall, linje 21)",
        "t = frequency( s, 'x' )  (tabell, linje 10)",
    ]
    assert origins.trace("t.at(s)", 45) == ["t = other()  (senere, linje 40)"]
    assert origins.trace("t", 3) == origins.trace("unknown", 60) == []


def test_headings_keep_their_plain_text():
    source = "## Året `{python} y`\n\nI `{python} y`."
    record = InlineRecord("y", "a]{x", None, None)
    block = MarkdownBlock(source, 1, (record, record))
    text = annotated(block, Origins({"cells": []}), lambda _: ["Tabell 1.1: 3", "x"])
    assert text.splitlines()[0] == "## Året a\\]\\{x"
    assert text.splitlines()[2] == (
        'I [a\\]\\{x]{.traced data-origin="Tabell 1.1: 3 ↵ x" data-expression="y"}.'
    )  # fmt: skip


def test_what_says_nothing_is_nothing_to_point_at():
    source = "Året`{python} w.given(y)`."
    record = InlineRecord("w.given(y)", "", None, None)
    text = annotated(MarkdownBlock(source, 1, (record,)), Origins({"cells": []}), lambda _: [])
    assert text == "Året."
